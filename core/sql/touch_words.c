/*
 * What was done to a table, in words; and when names are the same.
 */
#include "base/str.h"
#include "sql/touch.h"
#include "sql/touch_int.h"

/* --- words --- */

const char *gw_touch_kind_name(enum gw_touch_kind kind)
{
	static const char *const names[] = {
		[GW_TOUCH_CREATED] = "created",
		[GW_TOUCH_ALTERED] = "altered",
		[GW_TOUCH_RENAMED] = "renamed",
		[GW_TOUCH_DROPPED] = "dropped",
		[GW_TOUCH_EMPTIED] = "emptied",
		[GW_TOUCH_COLUMN_ADDED] = "column-added",
		[GW_TOUCH_COLUMN_ALTERED] = "column-altered",
		[GW_TOUCH_COLUMN_RENAMED] = "column-renamed",
		[GW_TOUCH_COLUMN_DROPPED] = "column-dropped",
		[GW_TOUCH_PART_CREATED] = "part-created",
		[GW_TOUCH_PART_ADDED] = "part-added",
		[GW_TOUCH_PART_ALTERED] = "part-altered",
		[GW_TOUCH_PART_RENAMED] = "part-renamed",
		[GW_TOUCH_PART_DROPPED] = "part-dropped",
		[GW_TOUCH_INSERTED] = "inserted",
		[GW_TOUCH_UPDATED] = "updated",
		[GW_TOUCH_DELETED] = "deleted",
		[GW_TOUCH_COMMENTED] = "commented",
		[GW_TOUCH_GRANTED] = "granted",
		[GW_TOUCH_REVOKED] = "revoked",
	};

	return names[kind];
}

/* "column a", "columns a, b" */
static const char *columns_phrase(struct gw_arena *arena, const struct gw_touch *touch)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, touch->columns.n > 1 ? "columns" : "column");
	for (size_t i = 0; i < touch->columns.n; i++)
		gw_str_printf(&str, "%s%s", i != 0 ? ", " : " ", touch->columns.items[i]);
	return gw_str_take(&str, arena);
}

static const char *column_phrase(struct gw_arena *arena, const struct gw_touch *touch,
				 const char *verb)
{
	return gw_format(arena, "%s %s", columns_phrase(arena, touch), verb);
}

static const char *part_phrase(struct gw_arena *arena, const struct gw_touch *touch,
			       const char *verb)
{
	if (touch->name == NULL)
		return gw_format(arena, "%s %s", touch->part, verb);
	return gw_format(arena, "%s %s %s", touch->part, touch->name, verb);
}

/* "renamed from a to b", "moved to schema s" */
static const char *rename_phrase(struct gw_arena *arena, const struct gw_touch *touch)
{
	if (touch->new_name == NULL)
		return gw_format(arena, "moved to schema %s",
				 touch->new_schema != NULL ? touch->new_schema : "?");
	return gw_format(arena, "renamed from %s to %s", touch->table, touch->new_name);
}

const char *gw_touch_phrase(struct gw_arena *arena, const struct gw_touch *touch)
{
	const char *renamed = gw_format(arena, "renamed to %s",
					touch->new_name != NULL ? touch->new_name : "?");

	switch (touch->kind) {
	case GW_TOUCH_CREATED:
	case GW_TOUCH_ALTERED:
	case GW_TOUCH_DROPPED:
	case GW_TOUCH_EMPTIED:
		return gw_touch_kind_name(touch->kind);
	case GW_TOUCH_RENAMED:
		return rename_phrase(arena, touch);
	case GW_TOUCH_COLUMN_ADDED:
		return column_phrase(arena, touch, "added");
	case GW_TOUCH_COLUMN_ALTERED:
		return column_phrase(arena, touch, "altered");
	case GW_TOUCH_COLUMN_RENAMED:
		return column_phrase(arena, touch, renamed);
	case GW_TOUCH_COLUMN_DROPPED:
		return column_phrase(arena, touch, "dropped");
	case GW_TOUCH_PART_CREATED:
		return part_phrase(arena, touch, "created");
	case GW_TOUCH_PART_ADDED:
		return part_phrase(arena, touch, "added");
	case GW_TOUCH_PART_ALTERED:
		return part_phrase(arena, touch, "altered");
	case GW_TOUCH_PART_RENAMED:
		return part_phrase(arena, touch, renamed);
	case GW_TOUCH_PART_DROPPED:
		return part_phrase(arena, touch, "dropped");
	case GW_TOUCH_INSERTED:
		return "rows inserted";
	case GW_TOUCH_UPDATED:
		return "rows updated";
	case GW_TOUCH_DELETED:
		return "rows deleted";
	case GW_TOUCH_COMMENTED:
		return touch->columns.n != 0 ? column_phrase(arena, touch, "commented on")
					     : "commented on";
	case GW_TOUCH_GRANTED:
		return "privileges granted";
	case GW_TOUCH_REVOKED:
		return "privileges revoked";
	}
	return "altered";
}

/* --- names --- */

static bool same_name(bool ignore_case, const char *a, const char *b)
{
	if (a == NULL || b == NULL)
		return a == b;
	return ignore_case ? gw_view_is_nocase(gw_view_of(a), b) : gw_view_is(gw_view_of(a), b);
}

bool gw_same_table(const struct gw_dialect *dialect, const char *a, const char *b)
{
	return same_name(dialect->tables_ignore_case, a, b);
}

bool gw_same_column(const struct gw_dialect *dialect, const char *a, const char *b)
{
	return same_name(dialect->columns_ignore_case, a, b);
}

bool gw_same_schema(const struct gw_dialect *dialect, const char *a, const char *b)
{
	const char *fresh = dialect->fresh_schema;

	if (fresh == NULL && (a == NULL || b == NULL))
		return true;
	return same_name(dialect->tables_ignore_case, a != NULL ? a : fresh, b != NULL ? b : fresh);
}

bool gw_name_parse(struct gw_arena *arena, const struct gw_dialect *dialect, struct gw_view text,
		   const char *ret_parts[3], size_t *ret_count)
{
	struct gw_token tokens[3];
	struct gw_cursor cursor;
	struct gw_name name;
	size_t n = 0;

	gw_cursor_init(&cursor, dialect, gw_lexer_default_modes(dialect), text);
	if (gw_view_ends(text, ".") || !gw_cursor_name(&cursor, &name) ||
	    cursor.token.kind != GW_TOKEN_END)
		return false;
	if (name.outer.kind != GW_TOKEN_END)
		tokens[n++] = name.outer;
	if (name.qualifier.kind != GW_TOKEN_END)
		tokens[n++] = name.qualifier;
	tokens[n++] = name.last;
	for (size_t i = 0; i < n; i++)
		ret_parts[i] = gw_token_name(arena, dialect, text, tokens[i]);
	*ret_count = n;
	return true;
}

/* --- mentions --- */

/* What is in quotes of a dollar-quoted body is code again, of the same dialect for what we know. */
static struct gw_view body_of(struct gw_view string)
{
	size_t tag = gw_view_find_char(gw_view_from(string, 1), '$') + 2;

	return gw_view_slice(string, tag, string.n - GW_MIN(tag, string.n));
}

bool gw_mentions_name(struct gw_arena *arena, const struct gw_dialect *dialect,
		      struct gw_lexer_modes modes, struct gw_view statement, const char *name)
{
	struct gw_cursor cursor;

	gw_cursor_init(&cursor, dialect, modes, statement);
	for (; cursor.token.kind != GW_TOKEN_END; gw_cursor_next(&cursor)) {
		struct gw_token token = cursor.token;

		if ((token.kind == GW_TOKEN_WORD || token.kind == GW_TOKEN_NAME) &&
		    gw_same_table(dialect, gw_token_name(arena, dialect, statement, token), name))
			return true;
		if (token.dollar_quoted &&
		    gw_mentions_name(arena, dialect, modes, body_of(gw_cursor_text(&cursor)), name))
			return true;
	}
	return false;
}
