/*
 * What changes rows: INSERT, UPDATE, DELETE, MERGE and loading, also behind or inside of WITH.
 */
#include "sql/touch_int.h"

/* Whether a group holds names of columns, and no query. */
static bool holds_names(struct gw_cursor cursor)
{
	struct gw_cursor end = cursor;

	gw_cursor_skip(&end);
	gw_cursor_next(&cursor);
	return !gw_cursor_is(&cursor, "SELECT") && !gw_cursor_is(&cursor, "WITH") &&
	       !gw_cursor_is(&cursor, "VALUES") && cursor.token.kind != GW_TOKEN_OPEN;
}

/* a = .., b = .., (c, d) = ..: up to the end; what is no assignment is passed over. */
static void read_assignments(struct gw_touch_reader *reader, struct gw_touch *touch)
{
	struct gw_cursor *cursor = &reader->cursor;

	do {
		struct gw_touch group = {0};
		struct gw_name name;

		if (cursor->token.kind == GW_TOKEN_OPEN) {
			gw_touch_columns(reader, &group);
			for (size_t i = 0;
			     gw_cursor_is_operator(cursor, "=") && i < group.columns.n; i++)
				gw_vec_push(reader->arena, &touch->columns, group.columns.items[i]);
		} else if (gw_cursor_name(cursor, &name) && gw_cursor_is_operator(cursor, "=")) {
			gw_touch_add_column(reader, touch, name.last);
		}
	} while (gw_cursor_next_clause(cursor));
}

/* table [PARTITION (p)] [AS alias] [(a, b)], or MySQL's table SET a = .. */
static void read_insert(struct gw_touch_reader *reader)
{
	struct gw_touch touch = {.kind = GW_TOUCH_INSERTED};

	if (!gw_touch_table(reader, &touch))
		return;
	gw_pattern_match("[PARTITION ()] [AS @]", &reader->cursor);
	if (reader->cursor.token.kind == GW_TOKEN_OPEN && holds_names(reader->cursor))
		gw_touch_columns(reader, &touch);
	else if (gw_pattern_match("SET", &reader->cursor))
		read_assignments(reader, &touch);
	touch.all_columns = touch.columns.n == 0;
	gw_touch_add(reader, &touch);
}

/* Only what comes in: COPY t TO writes a file. */
static void read_copy(struct gw_touch_reader *reader)
{
	size_t before = reader->touches->list.n;

	read_insert(reader);
	if (!gw_cursor_is(&reader->cursor, "FROM"))
		reader->touches->list.n = before;
}

/* Tables up to SET: one, but for MySQL's joins. */
static void read_update(struct gw_touch_reader *reader)
{
	struct gw_cursor *cursor = &reader->cursor;
	size_t first = reader->touches->list.n;
	struct gw_touch assigned = {0};
	bool name_follows = true;

	while (cursor->token.kind != GW_TOKEN_END && !gw_cursor_is(cursor, "SET")) {
		struct gw_touch touch = {.kind = GW_TOUCH_UPDATED};

		if (name_follows && gw_touch_table(reader, &touch)) {
			gw_touch_add(reader, &touch);
			name_follows = false;
			continue;
		}
		name_follows = cursor->token.kind == GW_TOKEN_COMMA || gw_cursor_is(cursor, "JOIN");
		gw_cursor_skip(cursor);
	}
	gw_cursor_next(cursor);
	read_assignments(reader, &assigned);
	for (size_t i = first; i < reader->touches->list.n; i++) {
		reader->touches->list.items[i].columns.items = assigned.columns.items;
		reader->touches->list.items[i].columns.n = assigned.columns.n;
	}
}

static void read_delete(struct gw_touch_reader *reader)
{
	do {
		struct gw_touch touch = {.kind = GW_TOUCH_DELETED};

		if (!gw_touch_table(reader, &touch))
			return;
		gw_touch_add(reader, &touch);
	} while (gw_pattern_match(",", &reader->cursor));
}

static void read_merge(struct gw_touch_reader *reader)
{
	struct gw_touch touch = {.kind = GW_TOUCH_UPDATED, .all_columns = true};

	if (gw_touch_table(reader, &touch))
		gw_touch_add(reader, &touch);
}

static const struct {
	const char *pattern;
	void (*read)(struct gw_touch_reader *reader);
} verbs[] = {
	{"INSERT [LOW_PRIORITY|DELAYED|HIGH_PRIORITY] [IGNORE] [OR *] [INTO]", read_insert},
	{"REPLACE [LOW_PRIORITY|DELAYED] [INTO]", read_insert},
	{"COPY", read_copy},
	{"LOAD DATA|XML ... INTO TABLE", read_insert},
	{"UPDATE [LOW_PRIORITY] [IGNORE] [OR *] [ONLY]", read_update},
	{"DELETE [LOW_PRIORITY] [QUICK] [IGNORE] [FROM] [ONLY]", read_delete},
	{"MERGE [INTO] [ONLY]", read_merge},
};

static bool read_verb(struct gw_touch_reader *reader)
{
	for (size_t i = 0; i < GW_COUNT(verbs); i++) {
		if (!gw_pattern_match(verbs[i].pattern, &reader->cursor))
			continue;
		verbs[i].read(reader);
		return true;
	}
	return false;
}

/*
 * WITH a AS (DELETE ..), b AS (..) INSERT ..: what each group begins with, and what comes behind them.
 * Names stand before AS, so a verb that follows a comma is none.
 */
static void read_with(struct gw_touch_reader *reader)
{
	struct gw_cursor cursor = reader->cursor;
	bool may_be_name = true;
	bool opened = false;
	size_t depth = 0;

	while (cursor.token.kind != GW_TOKEN_END) {
		bool is_open = cursor.token.kind == GW_TOKEN_OPEN;

		reader->cursor = cursor;
		if ((opened || (depth == 0 && !may_be_name)) && read_verb(reader) && depth == 0)
			return;
		if (is_open)
			depth++;
		else if (cursor.token.kind == GW_TOKEN_CLOSE && depth != 0)
			depth--;
		may_be_name = cursor.token.kind == GW_TOKEN_COMMA;
		opened = is_open;
		gw_cursor_next(&cursor);
	}
}

bool gw_touch_rows(struct gw_touch_reader *reader)
{
	if (!gw_pattern_match("WITH [RECURSIVE]", &reader->cursor))
		return read_verb(reader);
	read_with(reader);
	return true;
}
