/*
 * The place in a statement that a message of SQLite is about: the byte offset that SQLite gives, or
 * else the name in the message ("no such table: main.users").
 */
#include <string.h>

#include "engine/sqlite/sqlite_int.h"

/* Messages that name something: the text before the name, and the text after it. */
static const struct {
	const char *before;
	const char *after;
	enum gw_locate_pick pick;
} naming_messages[] = {
	{"near \"", "\"", GW_LOCATE_FIRST},
	{"no such table: ", "", GW_LOCATE_FIRST},
	{"no such view: ", "", GW_LOCATE_FIRST},
	{"no such index: ", "", GW_LOCATE_FIRST},
	{"no such trigger: ", "", GW_LOCATE_FIRST},
	{"no such column: ", "", GW_LOCATE_FIRST},
	{"no such function: ", "", GW_LOCATE_FIRST},
	{"no such module: ", "", GW_LOCATE_FIRST},
	{"no such collation sequence: ", "", GW_LOCATE_FIRST},
	{"no such savepoint: ", "", GW_LOCATE_FIRST},
	{"unknown database ", "", GW_LOCATE_FIRST},
	{"duplicate column name: ", "", GW_LOCATE_LAST},
	{"ambiguous column name: ", "", GW_LOCATE_FIRST},
	{"there is already a table named ", "", GW_LOCATE_FIRST},
	{"there is already an index named ", "", GW_LOCATE_FIRST},
	{" has no column named ", "", GW_LOCATE_FIRST},
	{"default value of column [", "]", GW_LOCATE_LAST},
	{"cannot join using column ", " - ", GW_LOCATE_LAST},
	{"unknown table option: ", "", GW_LOCATE_LAST},
	{"unable to open database: ", "", GW_LOCATE_FIRST},
	{"table ", " already exists", GW_LOCATE_FIRST},
	{"view ", " already exists", GW_LOCATE_FIRST},
	{"index ", " already exists", GW_LOCATE_FIRST},
	{"trigger ", " already exists", GW_LOCATE_FIRST},
	{"table ", " may not be dropped", GW_LOCATE_FIRST},
	{"unknown column \"", "\" in foreign key definition", GW_LOCATE_FIRST},
};

/* What stands between before and after in the message; absent when it is another message. */
static struct gw_view name_between(struct gw_view message, const char *before, const char *after)
{
	size_t start = gw_view_find(message, gw_view_of(before));
	struct gw_view rest = gw_view_from(message, start);
	size_t end;

	if (start == GW_NOWHERE)
		return (struct gw_view){0};
	rest = gw_view_from(rest, strlen(before));
	end = *after != '\0' ? gw_view_find(rest, gw_view_of(after)) : rest.n;
	return end != GW_NOWHERE ? gw_view_slice(rest, 0, end) : (struct gw_view){0};
}

/* "x" or [x] as the message may quote it. */
static struct gw_view unquoted(struct gw_view name)
{
	if (name.n > 2 && name.p[0] == '"' && gw_view_ends(name, "\""))
		return gw_view_slice(name, 1, name.n - 1);
	return name;
}

struct gw_mark gw_lite_locate(int offset, struct gw_view message, struct gw_view statement)
{
	if (offset >= 0)
		return gw_locate_token(&gw_dialect_sqlite, statement, (size_t)offset);
	if (gw_view_is(message, "incomplete input"))
		return gw_locate_token(&gw_dialect_sqlite, statement, statement.n);
	for (size_t i = 0; i < GW_COUNT(naming_messages); i++) {
		struct gw_view name = name_between(message, naming_messages[i].before,
						   naming_messages[i].after);

		if (name.n != 0)
			return gw_locate_name(&gw_dialect_sqlite, statement, unquoted(name),
					      naming_messages[i].pick);
	}
	return (struct gw_mark){.offset = GW_NOWHERE};
}

struct gw_view gw_lite_missing_function(struct gw_view message)
{
	return name_between(message, "no such function: ", "");
}
