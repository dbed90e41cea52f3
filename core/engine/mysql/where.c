/*
 * The place in a statement that an error message is about. The server gives no offsets, only
 *
 *	... right syntax to use near 'x WHERE a = 1' at line 3        (1064; long text is cut)
 *	Unknown column 'u.nme' in 'SELECT'                            (a name in quotes)
 *
 * The quoted text runs from the first quote to the last, whatever the language of the messages. The
 * line counts from the start of the statement, also within a batch.
 */
#include <string.h>

#include "engine/mysql/binlog.h"

/* The server quotes about 80 bytes; what is shorter than this was not cut. */
enum { ER_PARSE_ERROR = 1064, CUT_BYTES = 70 };

/* Errors that name something, and which of several places is the likely one. */
static const struct {
	unsigned number;
	enum gw_locate_pick pick;
} naming_errors[] = {
	{1007, GW_LOCATE_FIRST}, /* can't create database; exists */
	{1008, GW_LOCATE_FIRST}, /* can't drop database; doesn't exist */
	{1049, GW_LOCATE_FIRST}, /* unknown database */
	{1052, GW_LOCATE_FIRST}, /* column is ambiguous */
	{1050, GW_LOCATE_FIRST}, /* table exists */
	{1051, GW_LOCATE_FIRST}, /* unknown table */
	{1054, GW_LOCATE_FIRST}, /* unknown column */
	{1060, GW_LOCATE_LAST}, /* duplicate column name */
	{1061, GW_LOCATE_LAST}, /* duplicate key name */
	{1072, GW_LOCATE_LAST}, /* key column doesn't exist */
	{1091, GW_LOCATE_LAST}, /* can't drop, check that it exists */
	{1109, GW_LOCATE_FIRST}, /* unknown table in field list */
	{1115, GW_LOCATE_FIRST}, /* unknown character set */
	{1146, GW_LOCATE_FIRST}, /* table doesn't exist */
	{1193, GW_LOCATE_FIRST}, /* unknown system variable */
	{1273, GW_LOCATE_FIRST}, /* unknown collation */
	{1286, GW_LOCATE_FIRST}, /* unknown storage engine */
	{1305, GW_LOCATE_FIRST}, /* function or procedure does not exist */
	{1318, GW_LOCATE_FIRST}, /* wrong number of arguments for a procedure */
	{1582, GW_LOCATE_FIRST}, /* wrong parameter count for a native function */
	{4161, GW_LOCATE_FIRST}, /* unknown data type */
};

/* The bytes between the first and the last quote of the message; *ret_rest is what follows. */
static struct gw_view quoted_text(struct gw_view message, char quote, struct gw_view *ret_rest)
{
	size_t start = gw_view_find_char(message, quote);
	size_t end = gw_view_rfind_char(message, quote);

	if (start == GW_NOWHERE || end == start)
		return (struct gw_view){0};
	*ret_rest = gw_view_from(message, end + 1);
	return gw_view_slice(message, start + 1, end);
}

/* The first number in text; 0 when there is none. */
static unsigned first_number(struct gw_view text)
{
	size_t start = strcspn(text.p, "0123456789");
	size_t length = strspn(text.p + start, "0123456789");
	uint64_t number = 0;

	if (!gw_parse_u64(gw_view_slice(text, start, start + length), &number))
		return 0;
	return number < UINT32_MAX ? (unsigned)number : 0;
}

static size_t line_offset(struct gw_view statement, unsigned line)
{
	struct gw_view rest = statement, passed;

	for (unsigned i = 1; i < line && gw_view_next_line(&rest, &passed); i++)
		;
	return statement.n - rest.n;
}

/*
 * Whether near, which the server cut out of the text it was given, can start at offset: it goes on
 * to the end of the statement (and, in a batch, beyond), or was cut.
 */
static bool near_fits(struct gw_view statement, size_t offset, struct gw_view near)
{
	struct gw_view rest = gw_view_from(statement, offset);
	size_t common = GW_MIN(rest.n, near.n);

	if (!gw_view_eq(gw_view_slice(rest, 0, common), gw_view_slice(near, 0, common)))
		return false;
	if (near.n > rest.n) {
		/* Blanks before the offending token are not quoted. */
		struct gw_view beyond = gw_view_from(near, rest.n);

		return gw_view_starts(beyond, rest.n != 0 ? "\n;\n" : ";\n");
	}
	return near.n == rest.n || near.n >= CUT_BYTES;
}

/* The only place from start on where near fits, or GW_NOWHERE. */
static size_t find_near(struct gw_view statement, size_t start, struct gw_view near)
{
	size_t found = GW_NOWHERE;

	for (size_t offset = start; offset <= statement.n; offset++) {
		const char *hit = statement.p + offset;

		/* Only the end of the statement can be followed by something else. */
		if (offset < statement.n)
			hit = memchr(hit, near.n != 0 ? near.p[0] : '\0', statement.n - offset);
		offset = hit != NULL ? (size_t)(hit - statement.p) : statement.n;
		if (!near_fits(statement, offset, near))
			continue;
		if (found != GW_NOWHERE)
			return GW_NOWHERE;
		found = offset;
	}
	return found;
}

static struct gw_my_where locate_syntax_error(struct gw_view message, struct gw_view statement)
{
	struct gw_view rest = {0};
	struct gw_view near = quoted_text(message, '\'', &rest);
	struct gw_my_where where = {.mark.offset = GW_NOWHERE};
	size_t offset;

	if (rest.p == NULL)
		return where;
	/* MariaDB marks the cut. */
	if (near.n >= CUT_BYTES && gw_view_ends(near, "..."))
		near.n -= strlen("...");
	where.line = first_number(rest);
	offset = find_near(statement, line_offset(statement, where.line), near);
	if (offset == GW_NOWHERE)
		offset = find_near(statement, 0, near);
	if (offset != GW_NOWHERE)
		where.mark = gw_locate_token(&gw_dialect_mysql, statement, offset);
	return where;
}

/* FUNCTION shop.f does not exist; Incorrect number of arguments for PROCEDURE shop.p: .. */
static struct gw_view routine_name(struct gw_view message)
{
	static const char *const kinds[] = {"FUNCTION ", "PROCEDURE "};

	for (size_t i = 0; i < GW_COUNT(kinds); i++) {
		size_t at = gw_view_find(message, gw_view_of(kinds[i]));
		struct gw_view name = gw_view_from(message, at + strlen(kinds[i]));

		if (at != GW_NOWHERE)
			return gw_view_slice(name, 0, strcspn(name.p, " ;:"));
	}
	return (struct gw_view){0};
}

/* The first quoted name; 1091 quotes as in `name`. */
static struct gw_view first_name(struct gw_view message)
{
	struct gw_view rest = {0};
	struct gw_view name = quoted_text(message, '`', &rest);

	if (name.p == NULL)
		name = quoted_text(message, '\'', &rest);
	if (name.p == NULL)
		name = routine_name(message);
	/* Unknown table 'a,b': several were unknown. */
	name = gw_view_slice(name, 0, gw_view_find_char(name, '\''));
	return gw_view_slice(name, 0, gw_view_find_char(name, ','));
}

struct gw_my_where gw_my_locate(unsigned number, struct gw_view message, struct gw_view statement)
{
	struct gw_my_where where = {.mark.offset = GW_NOWHERE};

	if (number == ER_PARSE_ERROR)
		return locate_syntax_error(message, statement);
	for (size_t i = 0; i < GW_COUNT(naming_errors); i++) {
		if (naming_errors[i].number == number)
			where.mark = gw_locate_name(&gw_dialect_mysql, statement,
						    first_name(message), naming_errors[i].pick);
	}
	return where;
}

/* Where near leaves the statement that it begins in, as it was written; its length when it does not. */
static size_t own_length(struct gw_view near, struct gw_view statement)
{
	static const struct gw_view separator = {"\n;\n", 3};
	size_t end = gw_view_find(near, separator);

	/* Blanks before the offending token are not quoted. */
	if (gw_view_starts(near, ";\n"))
		end = 0;
	if (gw_view_find(statement, separator) != GW_NOWHERE)
		end = GW_NOWHERE;
	end = GW_MIN(end, gw_my_log_find_sign(near));
	return GW_MIN(end, near.n);
}

const char *gw_my_words(struct gw_arena *arena, unsigned number, struct gw_view message,
			struct gw_view statement)
{
	struct gw_view rest = {0};
	struct gw_view near = quoted_text(message, '\'', &rest);
	size_t own = own_length(near, statement);
	struct gw_view before;

	if (number != ER_PARSE_ERROR || rest.p == NULL || own == near.n)
		return message.p;
	before = gw_view_slice(message, 0, (size_t)(near.p - message.p));
	return gw_format(arena, "%.*s%.*s'%.*s", GW_VIEW_ARG(before),
			 GW_VIEW_ARG(gw_view_slice(near, 0, own)), GW_VIEW_ARG(rest));
}
