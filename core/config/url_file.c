/*
 * URLs of files. What the slashes mean differs between tools:
 *
 *	sqlite:a.db       sqlite:/a.db        as written (dbmate)
 *	sqlite:///a.db    sqlite:////a.db     one slash more than the path has (SQLAlchemy)
 *	sqlite://a.db                         as written after the slashes (golang-migrate)
 *	sqlite3://a.db    sqlite3:///a.db     as written after the slashes (golang-migrate, Rails)
 *	file:a.db         file:///a.db        as written (SQLite), with a host that may be localhost
 */
#include "config/url_int.h"

#define MEMORY ":memory:"

void gw_url_set_path(struct gw_url_reader *reader, const char *path)
{
	while (gw_view_starts(gw_view_of(path), "//"))
		path++;
	reader->url.database = path;
}

static bool read_path(struct gw_url_reader *reader, struct gw_view path)
{
	size_t query = gw_view_find_char(path, '?');
	size_t hash = gw_view_find_char(path, '#');
	const char *decoded;

	if (hash != GW_NOWHERE)
		return gw_url_fail(reader, path.p + hash,
				   "'#' must be written as %23 in the database URL");
	if (query != GW_NOWHERE) {
		if (!gw_url_read_query(reader, gw_view_from(path, query + 1)))
			return false;
		path = gw_view_slice(path, 0, query);
	}
	if (path.n == 0)
		return gw_url_fail(reader, NULL, "the database URL names no file");
	if (!gw_url_decode(reader, path, &decoded))
		return false;
	gw_url_set_path(reader, decoded);
	return true;
}

/* "//" and the like, which mean memory, may be followed by parameters. */
static struct gw_view or_memory(struct gw_url_reader *reader, struct gw_view path)
{
	if (path.n != 0 && path.p[0] != '?')
		return path;
	return gw_view_of(gw_format(reader->arena, MEMORY "%.*s", GW_VIEW_ARG(path)));
}

bool gw_url_read_sqlite(struct gw_url_reader *reader, struct gw_view rest)
{
	if (gw_view_starts(rest, "///"))
		return read_path(reader, or_memory(reader, gw_view_from(rest, 3)));
	return gw_url_read_sqlite3(reader, rest);
}

bool gw_url_read_sqlite3(struct gw_url_reader *reader, struct gw_view rest)
{
	if (!gw_view_starts(rest, "//"))
		return read_path(reader, rest);
	return read_path(reader, or_memory(reader, gw_view_from(rest, 2)));
}

bool gw_url_read_file(struct gw_url_reader *reader, struct gw_view rest)
{
	static const char *const hosts[] = {"//localhost/", "///"};

	for (size_t i = 0; i < GW_COUNT(hosts); i++) {
		if (gw_view_starts(rest, hosts[i]))
			return read_path(reader, gw_view_from(rest, gw_view_of(hosts[i]).n - 1));
	}
	if (gw_view_starts(rest, "//"))
		return gw_url_fail(reader, rest.p, "a file: URL names a host other than localhost");
	return read_path(reader, rest);
}
