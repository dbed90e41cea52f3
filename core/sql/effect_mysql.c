/*
 * What MySQL's statements leave behind. The list follows that of classify_mysql.c; whatever it does
 * not know is UNSEEN. Repeating was tried with MariaDB 10.11.
 *
 * A statement is repeatable only when a second run does no harm to rows that others wrote after the
 * first: TRUNCATE is not.
 */
#include <string.h>

#include "base/str.h"
#include "sql/effect_int.h"

static const char unknown[] = "what this statement does leaves no trace that godwit knows";

void gw_effect_set_unseen(struct gw_effect *effect, const char *reason)
{
	effect->kind = GW_EFFECT_UNSEEN;
	effect->reason = reason;
}

bool gw_effect_looks_like(const struct gw_effect_reader *reader, const char *pattern)
{
	struct gw_cursor cursor = reader->cursor;

	return gw_pattern_match(pattern, &cursor);
}

bool gw_effect_has(const struct gw_effect_reader *reader, const char *words)
{
	struct gw_cursor cursor = reader->cursor;

	for (; cursor.token.kind != GW_TOKEN_END; gw_cursor_skip(&cursor)) {
		struct gw_cursor here = cursor;

		if (gw_pattern_match(words, &here))
			return true;
	}
	return false;
}

/* Whether the word stands anywhere from the cursor on, at any depth. */
static bool has_within(const struct gw_effect_reader *reader, const char *word)
{
	struct gw_cursor cursor = reader->cursor;

	for (; cursor.token.kind != GW_TOKEN_END; gw_cursor_next(&cursor)) {
		if (gw_cursor_is(&cursor, word))
			return true;
	}
	return false;
}

/* --- the statement that acts --- */

/* EXECUTE IMMEDIATE 'text', and nothing else: false. */
static bool enter_literal(struct gw_effect_reader *reader, struct gw_cursor after)
{
	const struct gw_dialect *dialect = reader->cursor.lexer.dialect;
	struct gw_lexer_modes modes = reader->cursor.lexer.modes;
	struct gw_token literal = after.token;
	char *text;

	gw_cursor_next(&after);
	if (literal.kind != GW_TOKEN_STRING || after.token.kind != GW_TOKEN_END)
		return false;
	text = gw_token_name(reader->arena, dialect, reader->cursor.text, literal);
	gw_cursor_init(&reader->cursor, dialect, modes, gw_view_of(text));
	return true;
}

static void enter_rest(struct gw_effect_reader *reader, struct gw_cursor after)
{
	struct gw_view rest = gw_view_from(reader->cursor.text, after.token.start);

	gw_cursor_init(&reader->cursor, reader->cursor.lexer.dialect, reader->cursor.lexer.modes,
		       rest);
}

/* Looks through what only stands around the statement that acts. */
static void enter(struct gw_effect_reader *reader)
{
	for (;;) {
		struct gw_cursor after = reader->cursor;

		if (gw_pattern_match("SET STATEMENT ... FOR", &after))
			enter_rest(reader, after);
		else if (!gw_pattern_match("EXECUTE IMMEDIATE", &after) ||
			 !enter_literal(reader, after))
			return;
	}
}

/* --- its objects --- */

static bool is_same_text(const char *a, const char *b)
{
	return a == b || (a != NULL && b != NULL && strcmp(a, b) == 0);
}

static bool is_same(const struct gw_object *a, const struct gw_object *b)
{
	return a->kind == b->kind && is_same_text(a->schema, b->schema) &&
	       is_same_text(a->name, b->name) && is_same_text(a->table, b->table);
}

static size_t count_of(const struct gw_objects *objects, const struct gw_object *object)
{
	size_t count = 0;

	for (size_t i = 0; i < objects->list.n; i++)
		count += is_same(&objects->list.items[i], object);
	return count;
}

void gw_effect_add_object(struct gw_effect_reader *reader, struct gw_object object)
{
	if (object.name != NULL && count_of(&reader->effect->objects, &object) == 0)
		gw_vec_push(reader->arena, &reader->effect->objects.list, object);
}

/* What an index belongs to is what changes. */
static struct gw_object changed_of(struct gw_object object)
{
	if (object.kind == GW_OBJECT_INDEX)
		return (struct gw_object){
			.kind = GW_OBJECT_TABLE,
			.schema = object.schema,
			.name = object.table,
		};
	return object;
}

bool gw_effect_read_objects(struct gw_effect_reader *reader)
{
	struct gw_objects all;
	bool circle = true;

	gw_classify_objects(reader->arena, reader->cursor.lexer.dialect, reader->cursor.lexer.modes,
			    reader->cursor.text, &all);
	for (size_t i = 0; i < all.list.n; i++) {
		circle = circle && count_of(&all, &all.list.items[i]) > 1;
		gw_effect_add_object(reader, changed_of(all.list.items[i]));
	}
	return circle;
}

const char *gw_effect_take_name(const struct gw_effect_reader *reader, struct gw_cursor *cursor)
{
	struct gw_name name;

	if (!gw_cursor_name(cursor, &name))
		return NULL;
	return gw_token_name(reader->arena, cursor->lexer.dialect, cursor->text, name.last);
}

/* --- CREATE, DROP --- */

static bool is_package(const struct gw_definition *definition)
{
	return gw_view_starts(gw_view_of(definition->words), "PACKAGE");
}

/* Routines are told apart by their kind as well as by their names. */
static void name_routine(struct gw_effect *effect, const struct gw_definition *definition)
{
	const char *words = definition->words;

	if (definition->kind == GW_OBJECT_ROUTINE || is_package(definition))
		effect->routine = strncmp(words, "AGGREGATE", 9) == 0 ? "FUNCTION" : words;
	for (size_t i = 0; effect->routine != NULL && i < effect->objects.list.n; i++)
		effect->objects.list.items[i].kind = GW_OBJECT_ROUTINE;
}

/* An event that happens once may be gone before anybody looks. */
static bool happens_once(const struct gw_effect_reader *reader)
{
	return gw_effect_has(reader, "ON SCHEDULE AT");
}

/* One that is made to be ignored is none that queries may use. */
static void refine_index(const struct gw_effect_reader *reader)
{
	struct gw_effect *effect = reader->effect;
	struct gw_cursor cursor = reader->cursor;

	effect->kind = GW_EFFECT_ALTERS;
	effect->part = gw_effect_take_name(reader, &cursor);
	effect->adds = true;
	effect->traits = effect->part == NULL || gw_effect_has(reader, "IGNORED") ? GW_TRAIT_INDEXES
										  : GW_TRAIT_INDEX;
}

static void refine_created(struct gw_effect_reader *reader, const struct gw_definition *definition,
			   bool replaces)
{
	struct gw_effect *effect = reader->effect;
	bool if_not_exists = gw_effect_looks_like(reader, "IF NOT EXISTS");
	bool repeatable = replaces || if_not_exists;

	effect->kind = GW_EFFECT_CREATES;
	if (definition->kind == GW_OBJECT_TABLE) {
		effect->fills = has_within(reader, "SELECT");
		repeatable = if_not_exists && !effect->fills;
		effect->shows = !replaces && !effect->fills && !repeatable;
	} else if (definition->kind == GW_OBJECT_VIEW) {
		effect->shows = !repeatable;
	} else if (definition->kind == GW_OBJECT_SEQUENCE) {
		repeatable = if_not_exists;
	} else if (definition->kind == GW_OBJECT_INDEX) {
		refine_index(reader);
		effect->shows = !repeatable;
	} else if (definition->kind == GW_OBJECT_EVENT) {
		effect->unmarked = happens_once(reader);
		repeatable = repeatable && !effect->unmarked;
	}
	if (repeatable) {
		effect->kind = GW_EFFECT_REPEATABLE;
	} else if (replaces && effect->kind == GW_EFFECT_CREATES && !effect->unmarked) {
		effect->kind = GW_EFFECT_REPLACES;
		effect->traits = GW_TRAIT_COLUMNS | GW_TRAIT_INDEXES | GW_TRAIT_PLACE;
	}
}

static void read_create(struct gw_effect_reader *reader)
{
	struct gw_effect *effect = reader->effect;
	bool replaces = gw_effect_looks_like(reader, "OR REPLACE");
	bool temporary = gw_effect_looks_like(reader, "[OR REPLACE] TEMPORARY");
	const struct gw_definition *definition = gw_definition_at(&reader->cursor);

	if (definition == NULL)
		return;
	gw_effect_read_objects(reader);
	name_routine(effect, definition);
	if (temporary) {
		/* It went with its session. */
		effect->kind = GW_EFFECT_REPEATABLE;
	} else if (replaces && (definition->kind == GW_OBJECT_DATABASE ||
				definition->kind == GW_OBJECT_SCHEMA)) {
		gw_effect_set_unseen(effect,
				     "a database that was made anew looks as the old one may have");
	} else if (gw_effect_has(reader, "SONAME")) {
		gw_effect_set_unseen(effect, "functions from libraries are not listed");
	} else if ((definition->kind == GW_OBJECT_OTHER && !is_package(definition)) ||
		   effect->objects.list.n == 0) {
		/* SERVER, TABLESPACE, .. are not listed for everybody. */
		if (replaces || gw_effect_looks_like(reader, "IF NOT EXISTS"))
			effect->kind = GW_EFFECT_REPEATABLE;
	} else {
		refine_created(reader, definition, replaces);
	}
}

static void read_drop(struct gw_effect_reader *reader)
{
	struct gw_effect *effect = reader->effect;
	bool temporary = gw_effect_looks_like(reader, "TEMPORARY");
	const struct gw_definition *definition = gw_definition_at(&reader->cursor);

	if (definition == NULL || gw_view_is(gw_view_of(definition->words), "TABLESPACE"))
		return;
	effect->kind = GW_EFFECT_DROPS;
	if (gw_effect_looks_like(reader, "IF EXISTS")) {
		gw_effect_read_objects(reader);
		effect->kind = GW_EFFECT_REPEATABLE;
	} else if (definition->kind == GW_OBJECT_INDEX) {
		gw_effect_read_objects(reader);
		effect->kind = GW_EFFECT_ALTERS;
		effect->traits = GW_TRAIT_INDEXES;
		effect->shows = true;
	} else if (!temporary && (definition->kind != GW_OBJECT_OTHER || is_package(definition))) {
		gw_effect_read_objects(reader);
		name_routine(effect, definition);
	}
}

/* --- ALTER --- */

static void read_alter_event(struct gw_effect_reader *reader)
{
	reader->effect->kind = GW_EFFECT_REPEATABLE;
	if (happens_once(reader)) {
		gw_effect_set_unseen(reader->effect,
				     "an event that happens once may be gone already");
	} else if (gw_effect_has(reader, "RENAME TO")) {
		reader->effect->kind = GW_EFFECT_RENAMES;
		gw_effect_read_objects(reader);
	}
}

static void read_alter(struct gw_effect_reader *reader)
{
	const struct gw_definition *definition = gw_definition_at(&reader->cursor);
	struct gw_effect *effect = reader->effect;

	if (definition == NULL)
		return;
	effect->kind = GW_EFFECT_REPEATABLE;
	if (definition->kind == GW_OBJECT_TABLE)
		gw_effect_alter_table(reader);
	else if (definition->kind == GW_OBJECT_EVENT)
		read_alter_event(reader);
	else if (definition->kind == GW_OBJECT_SEQUENCE && gw_effect_has(reader, "RESTART"))
		gw_effect_set_unseen(effect,
				     "others may have taken numbers from the sequence since");
	else if (definition->kind == GW_OBJECT_ROLE &&
		 gw_effect_has(reader, "RETAIN CURRENT PASSWORD"))
		gw_effect_set_unseen(effect, "passwords cannot be read");
}

/* --- others --- */

static void read_rename(struct gw_effect_reader *reader)
{
	struct gw_effect *effect = reader->effect;

	effect->kind = GW_EFFECT_RENAMES;
	effect->unmarked = gw_effect_read_objects(reader);
	if (effect->unmarked)
		effect->traits = GW_TRAIT_PLACE;
}

static void read_truncate(struct gw_effect_reader *reader)
{
	reader->effect->kind = GW_EFFECT_EMPTIES;
	reader->effect->traits = GW_TRAIT_PLACE;
	gw_effect_read_objects(reader);
}

/* Privileges on routines, and memberships of roles, are not listed for everybody. */
static void read_revoke(struct gw_effect_reader *reader)
{
	struct gw_effect *effect = reader->effect;

	effect->kind = GW_EFFECT_ALTERS;
	effect->traits = GW_TRAIT_PRIVILEGES;
	effect->unmarked = !gw_effect_has(reader, "ON") ||
			   gw_effect_has(reader, "ON PROCEDURE|FUNCTION|PACKAGE");
	gw_effect_read_objects(reader);
}

/* A query without any call changes nothing. */
static void read_query(struct gw_effect_reader *reader)
{
	bool calls = false;

	for (struct gw_cursor cursor = reader->cursor; cursor.token.kind != GW_TOKEN_END;
	     gw_cursor_next(&cursor))
		calls = calls || cursor.token.kind == GW_TOKEN_OPEN ||
			gw_cursor_is(&cursor, "INTO");
	reader->effect->kind = calls ? GW_EFFECT_WRITES : GW_EFFECT_REPEATABLE;
}

/* --- the list --- */

struct rule {
	const char *pattern;
	enum gw_effect_kind kind;
	void (*read)(struct gw_effect_reader *reader); /* NULL: the rule says all */
	const char *reason;
};

static const struct rule rules[] = {
	{"CREATE", .read = read_create},
	{"ALTER", .read = read_alter},
	{"DROP", .read = read_drop},
	{"RENAME", .read = read_rename},
	{"TRUNCATE", .read = read_truncate},

	{"GRANT", .kind = GW_EFFECT_REPEATABLE},
	{"REVOKE ALL [PRIVILEGES] , GRANT OPTION", .kind = GW_EFFECT_REPEATABLE},
	{"REVOKE", .read = read_revoke},
	{"ANALYZE [NO_WRITE_TO_BINLOG|LOCAL] TABLE|TABLES", .kind = GW_EFFECT_REPEATABLE},
	{"CHECK|OPTIMIZE|REPAIR|FLUSH|CACHE", .kind = GW_EFFECT_REPEATABLE},
	{"LOAD INDEX", .kind = GW_EFFECT_REPEATABLE},
	{"CHANGE|START|STOP|PURGE|RESET", .kind = GW_EFFECT_REPEATABLE},
	{"INSTALL PLUGIN|SONAME|COMPONENT IF", .kind = GW_EFFECT_REPEATABLE},
	{"UNINSTALL PLUGIN|SONAME|COMPONENT IF", .kind = GW_EFFECT_REPEATABLE},
	{"SET|SHOW|USE|DESCRIBE|DESC|EXPLAIN|HELP|CHECKSUM", .kind = GW_EFFECT_REPEATABLE},
	{"PREPARE|DEALLOCATE|UNLOCK", .kind = GW_EFFECT_REPEATABLE},

	{"INSERT|REPLACE|UPDATE|DELETE|LOAD|WITH|DO|ANALYZE", .kind = GW_EFFECT_WRITES},
	{"SELECT|VALUES|TABLE", .read = read_query},

	{"CALL", .kind = GW_EFFECT_UNSEEN,
	 .reason = "a procedure may have done any part of its work"},
	{"EXECUTE", GW_EFFECT_UNSEEN, .reason = "what was prepared is not known"},
	{"BEGIN", .kind = GW_EFFECT_UNSEEN,
	 .reason = "a compound statement may have done any part of its work"},
	{"LOCK", .kind = GW_EFFECT_UNSEEN,
	 .reason = "any of the statements under LOCK TABLES may have happened"},
};

static void begin(struct gw_effect_reader *reader, struct gw_arena *arena,
		  struct gw_lexer_modes modes, struct gw_view statement)
{
	*reader = (struct gw_effect_reader){.arena = arena};
	gw_cursor_init(&reader->cursor, &gw_dialect_mysql, modes, statement);
	enter(reader);
}

void gw_effect_read(struct gw_arena *arena, struct gw_lexer_modes modes, struct gw_view statement,
		    struct gw_effect *ret_effect)
{
	struct gw_effect_reader reader;

	begin(&reader, arena, modes, statement);
	reader.effect = ret_effect;
	*ret_effect = (struct gw_effect){.statement = reader.cursor.text, .reason = unknown};
	for (size_t i = 0; i < GW_COUNT(rules); i++) {
		if (!gw_pattern_match(rules[i].pattern, &reader.cursor))
			continue;
		ret_effect->kind = rules[i].kind;
		if (rules[i].reason != NULL)
			ret_effect->reason = rules[i].reason;
		if (rules[i].read != NULL)
			rules[i].read(&reader);
		break;
	}
	if (ret_effect->kind != GW_EFFECT_UNSEEN)
		ret_effect->reason = NULL;
}

/* --- with a condition --- */

const char *gw_effect_conditional(struct gw_arena *arena, struct gw_lexer_modes modes,
				  struct gw_view statement)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_effect_reader reader;
	struct gw_view text;
	size_t place;
	bool drops;

	begin(&reader, arena, modes, statement);
	text = reader.cursor.text;
	/* What stands in the statement itself keeps what is around it. */
	if (text.p >= statement.p && text.p < statement.p + statement.n)
		gw_str_add(&str, gw_view_slice(statement, 0, (size_t)(text.p - statement.p)));
	drops = gw_pattern_match("DROP", &reader.cursor);
	if ((drops || gw_pattern_match("CREATE", &reader.cursor)) &&
	    gw_definition_at(&reader.cursor) != NULL && !gw_cursor_is(&reader.cursor, "IF")) {
		place = reader.cursor.token.start;
		gw_str_add(&str, gw_view_slice(text, 0, place));
		gw_str_puts(&str, drops ? "IF EXISTS " : "IF NOT EXISTS ");
		text = gw_view_from(text, place);
	}
	gw_str_add(&str, text);
	return gw_str_take(&str, arena);
}

bool gw_effect_counts(struct gw_lexer_modes modes, struct gw_view statement)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_effect_reader reader;

	begin(&reader, &scratch, modes, statement);
	if (gw_effect_looks_like(&reader, "INSERT"))
		return !gw_effect_has(&reader, "ON DUPLICATE KEY");
	return gw_effect_looks_like(&reader, "DELETE");
}
