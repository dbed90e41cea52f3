/*
 * What an ALTER TABLE of MySQL's leaves behind: the sum of its clauses, as far as they are sure to show.
 */
#include <string.h>

#include "sql/effect_int.h"

/*
 * A clause: what it changes, and whether that may not show. The first that matches decides. `sure` is
 * another afterwards when the clause is all that the statement does, or when all of it only adds;
 * 0 where that is not sure, or where it takes away a thing that could be put back otherwise. Of a column
 * that comes or goes that is the column itself.
 */
struct clause {
	const char *pattern;
	unsigned traits;
	unsigned sure;
	bool adds;
	bool unmarked;
	bool repeatable; /* to do it again changes nothing */
	const char *other; /* lead to another table that it changes */
};

static const struct clause clauses[] = {
	{"ADD INDEX|KEY|UNIQUE|PRIMARY|FULLTEXT|SPATIAL|VECTOR", .traits = GW_TRAIT_INDEXES,
	 .sure = GW_TRAIT_INDEXES, .adds = true},
	{"ADD CONSTRAINT|FOREIGN|CHECK", .traits = GW_TRAIT_INDEXES | GW_TRAIT_CONSTRAINTS,
	 .sure = GW_TRAIT_CONSTRAINTS, .adds = true},
	{"ADD PARTITION", .traits = GW_TRAIT_PARTITIONS},
	{"ADD SYSTEM VERSIONING", .traits = 0},
	{"ADD PERIOD", .traits = GW_TRAIT_COLUMNS, .unmarked = true},
	{"ADD [COLUMN] [IF NOT EXISTS] (",
	 .traits = GW_TRAIT_COLUMNS | GW_TRAIT_INDEXES | GW_TRAIT_CONSTRAINTS},
	{"ADD", .traits = GW_TRAIT_COLUMNS | GW_TRAIT_INDEXES | GW_TRAIT_CONSTRAINTS,
	 .sure = GW_TRAIT_COLUMN, .adds = true},
	{"DROP INDEX|KEY|PRIMARY", .traits = GW_TRAIT_INDEXES, .sure = GW_TRAIT_INDEXES},
	{"DROP FOREIGN|CHECK|CONSTRAINT", .traits = GW_TRAIT_INDEXES | GW_TRAIT_CONSTRAINTS},
	{"DROP PARTITION", .traits = GW_TRAIT_PARTITIONS},
	{"DROP SYSTEM VERSIONING", .traits = 0},
	{"DROP PERIOD", .traits = GW_TRAIT_COLUMNS, .unmarked = true},
	{"DROP", .traits = GW_TRAIT_COLUMNS | GW_TRAIT_INDEXES, .sure = GW_TRAIT_COLUMN},
	{"MODIFY|CHANGE", .traits = GW_TRAIT_COLUMNS | GW_TRAIT_INDEXES | GW_TRAIT_CONSTRAINTS},
	{"RENAME INDEX|KEY", .traits = GW_TRAIT_INDEXES, .sure = GW_TRAIT_INDEXES},
	{"RENAME COLUMN", .traits = GW_TRAIT_COLUMNS, .sure = GW_TRAIT_COLUMNS},
	{"RENAME", .traits = 0},
	{"ALTER INDEX|KEY", .traits = GW_TRAIT_INDEXES},
	{"ALTER CHECK|CONSTRAINT", .traits = GW_TRAIT_CONSTRAINTS},
	{"ALTER", .traits = GW_TRAIT_COLUMNS, .repeatable = true},
	{"EXCHANGE PARTITION @ WITH TABLE", .traits = GW_TRAIT_PLACE, .unmarked = true,
	 .other = "EXCHANGE PARTITION @ WITH TABLE"},
	{"CONVERT PARTITION @ TO TABLE", .traits = GW_TRAIT_PARTITIONS,
	 .other = "CONVERT PARTITION @ TO TABLE"},
	{"CONVERT TABLE", .traits = GW_TRAIT_PARTITIONS, .other = "CONVERT TABLE"},
	{"TRUNCATE PARTITION", .traits = GW_TRAIT_PLACE, .unmarked = true},
	{"DISCARD", .traits = GW_TRAIT_PLACE, .unmarked = true},
};

static void add_other(struct gw_effect_reader *reader, const char *lead)
{
	struct gw_cursor cursor = reader->cursor;
	const struct gw_dialect *dialect = cursor.lexer.dialect;
	struct gw_object object = {.kind = GW_OBJECT_TABLE};
	struct gw_name name;

	if (!gw_pattern_match(lead, &cursor) || !gw_cursor_name(&cursor, &name))
		return;
	object.name = gw_token_name(reader->arena, dialect, cursor.text, name.last);
	if (name.qualifier.kind != GW_TOKEN_END)
		object.schema = gw_token_name(reader->arena, dialect, cursor.text, name.qualifier);
	gw_effect_add_object(reader, object);
}

/* What the clauses of a statement have in common. */
struct sum {
	size_t count;
	unsigned sure; /* of the first */
	bool adds; /* all of them */
	bool repeatable; /* all of them */
};

static const struct clause *clause_at(const struct gw_effect_reader *reader)
{
	static const struct clause other = {.pattern = ""};

	for (size_t i = 0; i < GW_COUNT(clauses); i++) {
		if (gw_effect_looks_like(reader, clauses[i].pattern))
			return &clauses[i];
	}
	return &other;
}

static void read_clause(struct gw_effect_reader *reader, struct sum *sum)
{
	const struct clause *clause = clause_at(reader);

	reader->effect->traits |= clause->traits;
	reader->effect->unmarked |= clause->unmarked;
	if (clause->other != NULL)
		add_other(reader, clause->other);
	if (sum->count++ == 0)
		*sum = (struct sum){1, clause->sure, clause->adds, clause->repeatable};
	sum->adds = sum->adds && clause->adds;
	sum->repeatable = sum->repeatable && clause->repeatable;
}

/* Nothing can hide what was added where nothing is taken away, if it is added in any case. */
static void narrow(struct gw_effect *effect, const struct sum *sum, bool conditional)
{
	effect->shows = sum->sure != 0 && !effect->unmarked &&
			(sum->count == 1 || (sum->adds && !conditional));
	if (effect->shows)
		effect->traits = sum->sure;
}

/* Names of columns that the clauses take away, and those that they bring. */
struct columns {
	GW_VEC(const char *) leaving;
	GW_VEC(const char *) coming;
	bool move; /* some come to another place than where they were */
	const char *first; /* of all of them */
};

static void read_columns(struct gw_effect_reader *reader, struct columns *columns)
{
	struct gw_cursor cursor = reader->cursor;
	const char *from = NULL, *to = NULL;

	if (gw_effect_looks_like(
		    reader, "ADD INDEX|KEY|UNIQUE|PRIMARY|FULLTEXT|SPATIAL|CONSTRAINT|FOREIGN"))
		return;
	if (gw_pattern_match("ADD [COLUMN] [IF NOT EXISTS]", &cursor)) {
		to = gw_effect_take_name(reader, &cursor);
	} else if (gw_pattern_match("DROP [COLUMN] [IF EXISTS]", &cursor)) {
		from = gw_effect_take_name(reader, &cursor);
	} else if (gw_pattern_match("RENAME COLUMN [IF EXISTS]", &cursor)) {
		from = gw_effect_take_name(reader, &cursor);
		if (gw_pattern_match("TO", &cursor))
			to = gw_effect_take_name(reader, &cursor);
	} else if (gw_pattern_match("CHANGE [COLUMN] [IF EXISTS]", &cursor)) {
		from = gw_effect_take_name(reader, &cursor);
		to = gw_effect_take_name(reader, &cursor);
	}
	if (columns->first == NULL)
		columns->first = to != NULL ? to : from;
	if (from != NULL && to != NULL && strcasecmp(from, to) == 0)
		return;
	columns->move = columns->move || (from == NULL) != (to == NULL);
	if (from != NULL)
		gw_vec_push(reader->arena, &columns->leaving, from);
	if (to != NULL)
		gw_vec_push(reader->arena, &columns->coming, to);
}

/*
 * A column that goes, and one of its name that comes: they may look the same. If all stay in their
 * places, each place has another name.
 */
static bool takes_turns(const struct columns *columns)
{
	if (!columns->move)
		return false;
	for (size_t i = 0; i < columns->leaving.n; i++) {
		for (size_t j = 0; j < columns->coming.n; j++) {
			if (strcasecmp(columns->leaving.items[i], columns->coming.items[j]) == 0)
				return true;
		}
	}
	return false;
}

void gw_effect_alter_table(struct gw_effect_reader *reader)
{
	struct gw_effect *effect = reader->effect;
	struct columns columns = {0};
	struct sum sum = {0};
	bool conditional;

	effect->kind = GW_EFFECT_ALTERS;
	gw_effect_read_objects(reader);
	if (gw_effect_has(reader, "IMPORT TABLESPACE") ||
	    gw_effect_has(reader, "IMPORT PARTITION")) {
		/* A second one is refused, and the table stays in its place. */
		gw_effect_set_unseen(effect, "what is imported shows nowhere");
		return;
	}
	/* Such clauses may follow options without a comma. */
	if (gw_effect_has(reader, "PARTITION") || gw_effect_has(reader, "PARTITIONING"))
		effect->traits |= GW_TRAIT_PARTITIONS;
	columns.move = gw_effect_has(reader, "FIRST|AFTER");
	gw_pattern_match("[IF EXISTS] @ [NOWAIT] [WAIT *]", &reader->cursor);
	conditional = gw_effect_has(reader, "IF NOT EXISTS");
	do {
		read_clause(reader, &sum);
		read_columns(reader, &columns);
	} while (gw_cursor_next_clause(&reader->cursor));
	effect->unmarked |= takes_turns(&columns);
	effect->part = columns.first;
	effect->adds = sum.adds;
	if (sum.repeatable && (effect->traits & GW_TRAIT_PARTITIONS) == 0)
		effect->kind = GW_EFFECT_REPEATABLE;
	else
		narrow(effect, &sum, conditional);
}
