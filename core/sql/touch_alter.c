/*
 * ALTER TABLE: each clause is one thing that is done to the table, to a column, or to a part of it.
 */
#include "sql/touch_int.h"

/* How what follows a clause's words is read. */
enum shape {
	SHAPE_NOTHING,
	SHAPE_COLUMN, /* its name, or several and their definitions in parentheses */
	SHAPE_COLUMN_TO, /* a TO b */
	SHAPE_CHANGE, /* a b: MySQL's CHANGE, with a new definition */
	SHAPE_PART, /* its name */
	SHAPE_PART_TO, /* a TO b */
	SHAPE_TABLE, /* a new name for the table */
	SHAPE_SCHEMA, /* a new schema for it */
};

struct clause {
	const char *pattern;
	enum gw_touch_kind kind;
	enum shape shape;
	const char *part;
	bool inline_indexes; /* only of dialects that have those */
};

/* The first that matches decides. Words that are names elsewhere come with what follows them. */
static const struct clause clauses[] = {
	{"ADD COLUMN [IF NOT EXISTS]", GW_TOUCH_COLUMN_ADDED, SHAPE_COLUMN, NULL, false},
	{"ADD PARTITION", GW_TOUCH_PART_ADDED, SHAPE_NOTHING, "partition", true},
	{"ADD SYSTEM VERSIONING", GW_TOUCH_ALTERED, SHAPE_NOTHING, NULL, true},
	{"ADD [IF NOT EXISTS]", GW_TOUCH_COLUMN_ADDED, SHAPE_COLUMN, NULL, false},
	{"DROP COLUMN [IF EXISTS]", GW_TOUCH_COLUMN_DROPPED, SHAPE_COLUMN, NULL, false},
	{"DROP CONSTRAINT [IF EXISTS]", GW_TOUCH_PART_DROPPED, SHAPE_PART, "constraint", false},
	{"DROP PRIMARY KEY", GW_TOUCH_PART_DROPPED, SHAPE_NOTHING, "primary key", false},
	{"DROP FOREIGN KEY [IF EXISTS]", GW_TOUCH_PART_DROPPED, SHAPE_PART, "foreign key", true},
	{"DROP CHECK", GW_TOUCH_PART_DROPPED, SHAPE_PART, "check", true},
	{"DROP INDEX|KEY [IF EXISTS]", GW_TOUCH_PART_DROPPED, SHAPE_PART, "index", true},
	{"DROP PARTITION [IF EXISTS]", GW_TOUCH_PART_DROPPED, SHAPE_PART, "partition", true},
	{"DROP SYSTEM VERSIONING", GW_TOUCH_ALTERED, SHAPE_NOTHING, NULL, true},
	{"DROP PERIOD FOR", GW_TOUCH_PART_DROPPED, SHAPE_PART, "period", true},
	{"DROP [IF EXISTS]", GW_TOUCH_COLUMN_DROPPED, SHAPE_COLUMN, NULL, false},
	{"RENAME COLUMN [IF EXISTS]", GW_TOUCH_COLUMN_RENAMED, SHAPE_COLUMN_TO, NULL, false},
	{"RENAME CONSTRAINT", GW_TOUCH_PART_RENAMED, SHAPE_PART_TO, "constraint", false},
	{"RENAME INDEX|KEY [IF EXISTS]", GW_TOUCH_PART_RENAMED, SHAPE_PART_TO, "index", true},
	{"RENAME TO", GW_TOUCH_RENAMED, SHAPE_TABLE, NULL, false},
	{"RENAME AS", GW_TOUCH_RENAMED, SHAPE_TABLE, NULL, true},
	{"RENAME", GW_TOUCH_RENAMED, SHAPE_TABLE, NULL, true},
	{"RENAME", GW_TOUCH_COLUMN_RENAMED, SHAPE_COLUMN_TO, NULL, false},
	{"CHANGE [COLUMN] [IF EXISTS]", GW_TOUCH_COLUMN_ALTERED, SHAPE_CHANGE, NULL, true},
	{"MODIFY [COLUMN] [IF EXISTS]", GW_TOUCH_COLUMN_ALTERED, SHAPE_COLUMN, NULL, true},
	{"ALTER COLUMN [IF EXISTS]", GW_TOUCH_COLUMN_ALTERED, SHAPE_COLUMN, NULL, false},
	{"ALTER CONSTRAINT", GW_TOUCH_PART_ALTERED, SHAPE_PART, "constraint", false},
	{"ALTER CHECK", GW_TOUCH_PART_ALTERED, SHAPE_PART, "check", true},
	{"ALTER INDEX|KEY [IF EXISTS]", GW_TOUCH_PART_ALTERED, SHAPE_PART, "index", true},
	{"ALTER", GW_TOUCH_COLUMN_ALTERED, SHAPE_COLUMN, NULL, false},
	{"VALIDATE CONSTRAINT", GW_TOUCH_PART_ALTERED, SHAPE_PART, "constraint", false},
	{"SET SCHEMA", GW_TOUCH_RENAMED, SHAPE_SCHEMA, NULL, false},
	{"ATTACH PARTITION", GW_TOUCH_PART_ADDED, SHAPE_PART, "partition", false},
	{"DETACH PARTITION", GW_TOUCH_PART_DROPPED, SHAPE_PART, "partition", false},
};

static const struct clause *find_clause(struct gw_cursor *cursor)
{
	for (size_t i = 0; i < GW_COUNT(clauses); i++) {
		if ((!clauses[i].inline_indexes || cursor->lexer.dialect->inline_indexes) &&
		    gw_pattern_match(clauses[i].pattern, cursor))
			return &clauses[i];
	}
	return NULL;
}

static bool read_column(struct gw_touch_reader *reader, struct gw_touch *touch)
{
	struct gw_name name;

	if (reader->cursor.token.kind == GW_TOKEN_OPEN)
		gw_touch_definitions(reader, touch);
	else if (gw_cursor_name(&reader->cursor, &name))
		gw_touch_add_column(reader, touch, name.last);
	return touch->columns.n != 0;
}

/* CHANGE a a ..: the same name, and another definition. */
static void read_change(struct gw_touch_reader *reader, struct gw_touch *touch)
{
	const char *name;

	if (!read_column(reader, touch) || !gw_touch_name(reader, &name) ||
	    gw_same_column(reader->cursor.lexer.dialect, touch->columns.items[0], name))
		return;
	touch->kind = GW_TOUCH_COLUMN_RENAMED;
	touch->new_name = name;
}

static void read_new_table(struct gw_touch_reader *reader, struct gw_touch *touch)
{
	struct gw_touch new = {0};

	touch->all_columns = true;
	if (gw_cursor_is_operator(&reader->cursor, "="))
		gw_cursor_next(&reader->cursor);
	if (!gw_touch_table(reader, &new))
		return;
	touch->new_schema = new.schema;
	touch->new_name = new.table;
}

static void read_shape(struct gw_touch_reader *reader, enum shape shape, struct gw_touch *touch)
{
	switch (shape) {
	case SHAPE_NOTHING:
		break;
	case SHAPE_COLUMN:
		read_column(reader, touch);
		break;
	case SHAPE_COLUMN_TO:
		if (read_column(reader, touch) && gw_pattern_match("TO", &reader->cursor))
			gw_touch_name(reader, &touch->new_name);
		break;
	case SHAPE_CHANGE:
		read_change(reader, touch);
		break;
	case SHAPE_PART:
		gw_touch_name(reader, &touch->name);
		break;
	case SHAPE_PART_TO:
		if (gw_touch_name(reader, &touch->name) && gw_pattern_match("TO", &reader->cursor))
			gw_touch_name(reader, &touch->new_name);
		break;
	case SHAPE_TABLE:
		read_new_table(reader, touch);
		break;
	case SHAPE_SCHEMA:
		touch->all_columns = true;
		gw_touch_name(reader, &touch->new_schema);
		break;
	}
}

/* ADD CONSTRAINT c .., ADD INDEX i ..: what follows ADD is as in CREATE TABLE. */
static bool read_added_part(struct gw_touch_reader *reader, struct gw_touch *touch)
{
	struct gw_cursor here = reader->cursor;

	if (!gw_pattern_match("ADD", &reader->cursor))
		return false;
	touch->kind = GW_TOUCH_PART_ADDED;
	if (gw_touch_part(reader, touch))
		return true;
	reader->cursor = here;
	return false;
}

static struct gw_touch read_clause(struct gw_touch_reader *reader, struct gw_touch touch)
{
	const struct clause *clause;

	if (read_added_part(reader, &touch))
		return touch;
	clause = find_clause(&reader->cursor);
	touch.kind = clause != NULL ? clause->kind : GW_TOUCH_ALTERED;
	touch.part = clause != NULL ? clause->part : NULL;
	if (clause != NULL)
		read_shape(reader, clause->shape, &touch);
	return touch;
}

/* All clauses are of the table under its old name: a new one comes last, wherever it stands. */
void gw_touch_alter(struct gw_touch_reader *reader)
{
	struct gw_touch table = {0}, renamed = {0};

	gw_pattern_match("[IF EXISTS] [ONLY]", &reader->cursor);
	if (!gw_touch_table(reader, &table))
		return;
	if (gw_cursor_is_operator(&reader->cursor, "*"))
		gw_cursor_next(&reader->cursor);
	do {
		struct gw_touch touch = read_clause(reader, table);

		if (touch.kind == GW_TOUCH_RENAMED)
			renamed = touch;
		else
			gw_touch_add(reader, &touch);
	} while (gw_cursor_next_clause(&reader->cursor));
	if (renamed.table != NULL)
		gw_touch_add(reader, &renamed);
}
