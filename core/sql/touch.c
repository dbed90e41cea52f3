/*
 * Reading what statements do to tables. A statement is told by its first words; what follows is read
 * as far as names go: what the server would refuse gives what was read before.
 */
#include "sql/touch.h"

#include "sql/touch_int.h"

/* --- names --- */

static const char *name_of(const struct gw_touch_reader *reader, struct gw_token token)
{
	if (token.kind == GW_TOKEN_END)
		return NULL;
	return gw_token_name(reader->arena, reader->cursor.lexer.dialect, reader->cursor.text,
			     token);
}

bool gw_touch_name(struct gw_touch_reader *reader, const char **ret_name)
{
	struct gw_name name;

	if (!gw_cursor_name(&reader->cursor, &name))
		return false;
	*ret_name = name_of(reader, name.last);
	return true;
}

bool gw_touch_table(struct gw_touch_reader *reader, struct gw_touch *touch)
{
	struct gw_name name;

	if (!gw_cursor_name(&reader->cursor, &name))
		return false;
	touch->schema = name_of(reader, name.qualifier);
	touch->table = name_of(reader, name.last);
	return true;
}

void gw_touch_add_column(struct gw_touch_reader *reader, struct gw_touch *touch,
			 struct gw_token name)
{
	gw_vec_push(reader->arena, &touch->columns, name_of(reader, name));
}

/* lower(a) names no column before its parenthesis; MySQL's prefix a(10) does. */
static bool is_column(const struct gw_cursor *cursor, struct gw_token name)
{
	struct gw_cursor after = *cursor;

	if (name.kind == GW_TOKEN_STRING)
		return false;
	if (cursor->token.kind != GW_TOKEN_OPEN)
		return true;
	gw_cursor_next(&after);
	return cursor->lexer.dialect->inline_indexes && after.token.kind == GW_TOKEN_NUMBER;
}

void gw_touch_columns(struct gw_touch_reader *reader, struct gw_touch *touch)
{
	struct gw_cursor *cursor = &reader->cursor;
	struct gw_cursor end = *cursor;
	struct gw_name name;

	if (cursor->token.kind != GW_TOKEN_OPEN)
		return;
	gw_cursor_skip(&end);
	while (cursor->token.kind != GW_TOKEN_END && cursor->token.start < end.token.start) {
		if (!gw_cursor_name(cursor, &name))
			gw_cursor_next(cursor);
		else if (is_column(cursor, name.last))
			gw_touch_add_column(reader, touch, name.last);
	}
	*cursor = end;
}

void gw_touch_add(struct gw_touch_reader *reader, const struct gw_touch *touch)
{
	gw_vec_push(reader->arena, &reader->touches->list, *touch);
}

/* --- definitions --- */

/* What begins a part of a table, and no column. */
struct part_rule {
	const char *pattern;
	const char *part;
	bool has_name; /* one may follow; else only what is in parentheses */
};

static const struct part_rule part_rules[] = {
	{"CONSTRAINT [IF NOT EXISTS]", "constraint", true},
	{"PRIMARY KEY", "primary key", false},
	{"FOREIGN KEY [IF NOT EXISTS]", "foreign key", true},
	{"UNIQUE [INDEX|KEY] [IF NOT EXISTS]", "unique key", true},
	{"CHECK ()", "check", false},
	{"EXCLUDE [USING @] ()", "exclusion constraint", false},
};

/* MySQL's, whose words are names to the others. */
static const struct part_rule index_rules[] = {
	{"INDEX|KEY [IF NOT EXISTS]", "index", true},
	{"FULLTEXT|SPATIAL|VECTOR [INDEX|KEY] [IF NOT EXISTS]", "index", true},
	{"PERIOD FOR", "period", true},
};

static const struct part_rule *find_part(const struct part_rule *rules, size_t n,
					 struct gw_cursor *cursor)
{
	struct gw_cursor after;

	for (size_t i = 0; i < n; i++) {
		after = *cursor;
		if (!gw_pattern_match(rules[i].pattern, &after))
			continue;
		if (rules[i].has_name)
			*cursor = after;
		return &rules[i];
	}
	return NULL;
}

/* CONSTRAINT PRIMARY KEY, UNIQUE NULLS NOT DISTINCT, INDEX USING BTREE: no name of ours. */
static bool is_named(const struct gw_touch_reader *reader, const struct part_rule *rule)
{
	static const char *const others[] = {"PRIMARY", "FOREIGN", "UNIQUE",
					     "CHECK",   "USING",   "NULLS"};

	for (size_t i = 0; i < GW_COUNT(others); i++) {
		if (gw_cursor_is(&reader->cursor, others[i]))
			return false;
	}
	return rule->has_name;
}

static bool ends_clause(struct gw_token token)
{
	return token.kind == GW_TOKEN_COMMA || token.kind == GW_TOKEN_CLOSE ||
	       token.kind == GW_TOKEN_END;
}

bool gw_touch_part(struct gw_touch_reader *reader, struct gw_touch *touch)
{
	struct gw_cursor *cursor = &reader->cursor;
	const struct part_rule *rule = find_part(part_rules, GW_COUNT(part_rules), cursor);

	if (rule == NULL && cursor->lexer.dialect->inline_indexes)
		rule = find_part(index_rules, GW_COUNT(index_rules), cursor);
	if (rule == NULL)
		return false;
	touch->part = rule->part;
	if (is_named(reader, rule))
		gw_touch_name(reader, &touch->name);
	while (!ends_clause(cursor->token) && cursor->token.kind != GW_TOKEN_OPEN)
		gw_cursor_next(cursor);
	gw_touch_columns(reader, touch);
	return true;
}

void gw_touch_definitions(struct gw_touch_reader *reader, struct gw_touch *touch)
{
	struct gw_cursor *cursor = &reader->cursor;
	struct gw_cursor end = *cursor;
	struct gw_name name;

	gw_cursor_skip(&end);
	do {
		struct gw_touch part = {0};

		gw_cursor_next(cursor);
		if (gw_pattern_match("LIKE @", cursor))
			touch->all_columns = true;
		else if (!gw_touch_part(reader, &part) && gw_cursor_name(cursor, &name))
			gw_touch_add_column(reader, touch, name.last);
		while (!ends_clause(cursor->token))
			gw_cursor_skip(cursor);
	} while (cursor->token.kind == GW_TOKEN_COMMA);
	*cursor = end;
}

/* --- CREATE --- */

/* CREATE TABLE a PARTITION OF b is a part of b, too. */
static void read_partition(struct gw_touch_reader *reader, const struct gw_touch *created)
{
	struct gw_touch partition = {
		.kind = GW_TOUCH_PART_CREATED,
		.part = "partition",
		.name = created->table,
	};

	if (gw_pattern_match("PARTITION OF", &reader->cursor) && gw_touch_table(reader, &partition))
		gw_touch_add(reader, &partition);
}

static void read_create_table(struct gw_touch_reader *reader)
{
	struct gw_touch touch = {.kind = GW_TOUCH_CREATED};

	gw_pattern_match("[IF NOT EXISTS]", &reader->cursor);
	if (!gw_touch_table(reader, &touch))
		return;
	gw_pattern_match("[USING @]", &reader->cursor); /* SQLite's virtual ones */
	if (reader->cursor.token.kind == GW_TOKEN_OPEN)
		gw_touch_definitions(reader, &touch);
	touch.all_columns = touch.all_columns || touch.columns.n == 0;
	gw_touch_add(reader, &touch);
	read_partition(reader, &touch);
}

static void read_create_index(struct gw_touch_reader *reader)
{
	struct gw_touch touch = {.kind = GW_TOUCH_PART_CREATED, .part = "index"};

	gw_pattern_match("[CONCURRENTLY] [IF NOT EXISTS]", &reader->cursor);
	if (!gw_cursor_is(&reader->cursor, "ON"))
		gw_touch_name(reader, &touch.name);
	if (!gw_pattern_match("... ON [ONLY]", &reader->cursor) || !gw_touch_table(reader, &touch))
		return;
	gw_pattern_match("[USING @]", &reader->cursor);
	gw_touch_columns(reader, &touch);
	gw_touch_add(reader, &touch);
}

/* name .. ON table: of a trigger or policy. */
static void read_create_part(struct gw_touch_reader *reader, const char *part)
{
	struct gw_touch touch = {.kind = GW_TOUCH_PART_CREATED, .part = part};

	gw_pattern_match("[IF NOT EXISTS]", &reader->cursor);
	if (gw_touch_name(reader, &touch.name) && gw_pattern_match("... ON", &reader->cursor) &&
	    gw_touch_table(reader, &touch))
		gw_touch_add(reader, &touch);
}

/* The kinds of parts that are created and dropped by statements of their own. */
static const char *part_at(struct gw_cursor *cursor)
{
	static const char *const parts[] = {"trigger", "policy", "index"};

	for (size_t i = 0; i < GW_COUNT(parts); i++) {
		if (gw_pattern_match(parts[i], cursor))
			return parts[i];
	}
	return NULL;
}

static void read_create(struct gw_touch_reader *reader)
{
	static const char modifiers[] = "[OR REPLACE] [OR ALTER] [TEMP|TEMPORARY] [CONSTRAINT] "
					"[DEFINER=]";
	struct gw_cursor here = reader->cursor;
	const struct gw_definition *definition = gw_definition_at(&reader->cursor);
	const char *part = NULL;

	if (definition != NULL && definition->kind == GW_OBJECT_TABLE)
		read_create_table(reader);
	else if (definition != NULL && definition->kind == GW_OBJECT_INDEX)
		read_create_index(reader);
	else if (gw_pattern_match(modifiers, &here))
		part = part_at(&here);
	if (part == NULL)
		return;
	reader->cursor = here;
	read_create_part(reader, part);
}

/* --- DROP, TRUNCATE, RENAME --- */

static void read_tables(struct gw_touch_reader *reader, enum gw_touch_kind kind)
{
	gw_pattern_match("[IF EXISTS]", &reader->cursor);
	do {
		struct gw_touch touch = {.kind = kind, .all_columns = kind == GW_TOUCH_DROPPED};

		gw_pattern_match("[ONLY]", &reader->cursor);
		if (!gw_touch_table(reader, &touch))
			return;
		gw_touch_add(reader, &touch);
		if (gw_cursor_is_operator(&reader->cursor, "*"))
			gw_cursor_next(&reader->cursor);
	} while (gw_pattern_match(",", &reader->cursor));
}

/* a, b [ON table]; without ON, the schema of the part is its table's. */
static void read_drop_parts(struct gw_touch_reader *reader, const char *part)
{
	size_t first = reader->touches->list.n;
	struct gw_touch on = {0};

	gw_pattern_match("[CONCURRENTLY] [IF EXISTS]", &reader->cursor);
	do {
		struct gw_touch touch = {.kind = GW_TOUCH_PART_DROPPED, .part = part};

		if (!gw_touch_table(reader, &touch))
			break;
		touch.name = touch.table;
		touch.table = NULL;
		gw_touch_add(reader, &touch);
	} while (gw_pattern_match(",", &reader->cursor));
	if (!gw_pattern_match("ON", &reader->cursor) || !gw_touch_table(reader, &on))
		return;
	for (size_t i = first; i < reader->touches->list.n; i++) {
		reader->touches->list.items[i].schema = on.schema;
		reader->touches->list.items[i].table = on.table;
	}
}

static void read_drop(struct gw_touch_reader *reader)
{
	struct gw_cursor here = reader->cursor;
	const struct gw_definition *definition = gw_definition_at(&reader->cursor);
	const char *part = part_at(&here);

	if (definition != NULL && definition->kind == GW_OBJECT_TABLE) {
		read_tables(reader, GW_TOUCH_DROPPED);
	} else if (part != NULL) {
		reader->cursor = here;
		read_drop_parts(reader, part);
	}
}

static void read_truncate(struct gw_touch_reader *reader)
{
	read_tables(reader, GW_TOUCH_EMPTIED);
}

/* a TO b, c TO d */
static void read_renames(struct gw_touch_reader *reader)
{
	do {
		struct gw_touch touch = {.kind = GW_TOUCH_RENAMED, .all_columns = true};
		struct gw_touch new = {0};

		if (!gw_touch_table(reader, &touch) ||
		    !gw_pattern_match("... TO", &reader->cursor) || !gw_touch_table(reader, &new))
			return;
		touch.new_schema = new.schema;
		touch.new_name = new.table;
		gw_touch_add(reader, &touch);
	} while (gw_pattern_match(",", &reader->cursor));
}

/* ALTER INDEX i RENAME TO j, ALTER TRIGGER x ON t RENAME TO y */
static void read_alter_part(struct gw_touch_reader *reader, const char *part)
{
	struct gw_touch touch = {.kind = GW_TOUCH_PART_ALTERED, .part = part};

	gw_pattern_match("[IF EXISTS]", &reader->cursor);
	if (!gw_touch_table(reader, &touch))
		return;
	touch.name = touch.table;
	touch.table = NULL;
	if (gw_pattern_match("ON", &reader->cursor))
		gw_touch_table(reader, &touch);
	if (gw_pattern_match("RENAME TO", &reader->cursor) &&
	    gw_touch_name(reader, &touch.new_name))
		touch.kind = GW_TOUCH_PART_RENAMED;
	gw_touch_add(reader, &touch);
}

static void read_alter(struct gw_touch_reader *reader)
{
	struct gw_cursor here = reader->cursor;
	const struct gw_definition *definition = gw_definition_at(&reader->cursor);
	const char *part = part_at(&here);

	if (definition != NULL && definition->kind == GW_OBJECT_TABLE) {
		gw_touch_alter(reader);
	} else if (part != NULL) {
		reader->cursor = here;
		read_alter_part(reader, part);
	}
}

/* --- what is said about tables --- */

static void read_comment(struct gw_touch_reader *reader)
{
	struct gw_touch touch = {.kind = GW_TOUCH_COMMENTED};
	struct gw_cursor *cursor = &reader->cursor;
	struct gw_name name;

	if (gw_pattern_match("COLUMN", cursor)) {
		if (!gw_cursor_name(cursor, &name) || name.qualifier.kind == GW_TOKEN_END)
			return;
		touch.schema = name_of(reader, name.outer);
		touch.table = name_of(reader, name.qualifier);
		gw_touch_add_column(reader, &touch, name.last);
	} else if (!gw_pattern_match("[FOREIGN] TABLE", cursor) ||
		   !gw_touch_table(reader, &touch)) {
		return;
	}
	gw_touch_add(reader, &touch);
}

/* ON [TABLE] a, b: other kinds of objects are named by a word, and * stands for all of a database. */
static void read_privileges(struct gw_touch_reader *reader, enum gw_touch_kind kind)
{
	static const char others[] =
		"ALL|SCHEMA|SEQUENCE|FUNCTION|PROCEDURE|ROUTINE|DATABASE|TYPE|DOMAIN|LANGUAGE|"
		"LARGE|FOREIGN|TABLESPACE|PARAMETER|PACKAGE @";
	struct gw_cursor here = reader->cursor;

	if (gw_pattern_match(others, &here) && !gw_cursor_is(&reader->cursor, "TO"))
		return;
	gw_pattern_match("[TABLE]", &reader->cursor);
	do {
		struct gw_touch touch = {.kind = kind};

		if (!gw_touch_table(reader, &touch) || gw_cursor_is_operator(&reader->cursor, "*"))
			return;
		gw_touch_add(reader, &touch);
	} while (gw_pattern_match(",", &reader->cursor));
}

static void read_grant(struct gw_touch_reader *reader)
{
	read_privileges(reader, GW_TOUCH_GRANTED);
}

static void read_revoke(struct gw_touch_reader *reader)
{
	read_privileges(reader, GW_TOUCH_REVOKED);
}

/* --- all of it --- */

static const struct {
	const char *pattern;
	void (*read)(struct gw_touch_reader *reader);
} verbs[] = {
	{"CREATE", read_create},
	{"ALTER", read_alter},
	{"DROP", read_drop},
	{"TRUNCATE [TABLE]", read_truncate},
	{"RENAME TABLE|TABLES [IF EXISTS]", read_renames},
	{"COMMENT ON", read_comment},
	{"GRANT ... ON", read_grant},
	{"REVOKE ... ON", read_revoke},
};

void gw_touches_read(struct gw_arena *arena, const struct gw_dialect *dialect,
		     struct gw_lexer_modes modes, struct gw_view statement,
		     struct gw_touches *ret_touches)
{
	struct gw_touch_reader reader = {.arena = arena, .touches = ret_touches};

	*ret_touches = (struct gw_touches){0};
	gw_cursor_init(&reader.cursor, dialect, modes, statement);
	gw_pattern_match("SET STATEMENT ... FOR", &reader.cursor);
	if (gw_touch_rows(&reader))
		return;
	for (size_t i = 0; i < GW_COUNT(verbs); i++) {
		if (!gw_pattern_match(verbs[i].pattern, &reader.cursor))
			continue;
		verbs[i].read(&reader);
		return;
	}
}
