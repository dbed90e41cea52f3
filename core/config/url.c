/*
 * Database URLs: what kind of spelling is it, and the entry point. The spellings themselves are in
 * url_server.c and url_file.c, their common parts in url_parts.c.
 */
#include "base/ascii.h"
#include "base/str.h"
#include "config/config.h"
#include "config/url_int.h"

enum { SCHEME_SHOWN_MAX = 32 };

struct scheme {
	const char *name;
	const struct gw_url_family *family;
	gw_url_read_fn *read;
	bool has_driver; /* may be followed by "+driver", as SQLAlchemy does */
};

static const struct scheme schemes[] = {
	{"postgres", &gw_url_postgres, gw_url_read_server, true},
	{"postgresql", &gw_url_postgres, gw_url_read_server, true},
	{"pgx", &gw_url_postgres, gw_url_read_server, false},
	{"pgx4", &gw_url_postgres, gw_url_read_server, false},
	{"pgx5", &gw_url_postgres, gw_url_read_server, false},
	{"mysql", &gw_url_mysql, gw_url_read_server, true},
	{"mysql2", &gw_url_mysql, gw_url_read_server, false},
	{"mariadb", &gw_url_mysql, gw_url_read_server, true},
	{"sqlite", &gw_url_sqlite, gw_url_read_sqlite, true},
	{"sqlite3", &gw_url_sqlite, gw_url_read_sqlite3, false},
	{"file", &gw_url_sqlite, gw_url_read_file, false},
};

static const char *const file_endings[] = {".db", ".sqlite", ".sqlite3"};

static bool is_scheme_char(char c)
{
	return gw_is_alnum(c) || c == '+' || c == '.' || c == '-';
}

/* The word before the first ':', absent when text does not begin with one. */
static struct gw_view scheme_of(struct gw_view text)
{
	size_t n = 0;

	while (n < text.n && is_scheme_char(text.p[n]))
		n++;
	if (n == 0 || n == text.n || text.p[n] != ':' || !gw_is_letter(text.p[0]))
		return (struct gw_view){0};
	return gw_view_slice(text, 0, n);
}

static const struct scheme *find_scheme(struct gw_view name)
{
	size_t plus = gw_view_find_char(name, '+');
	struct gw_view base = plus == GW_NOWHERE ? name : gw_view_slice(name, 0, plus);

	for (size_t i = 0; i < GW_COUNT(schemes); i++) {
		if (gw_view_is_nocase(base, schemes[i].name) &&
		    (plus == GW_NOWHERE || schemes[i].has_driver))
			return &schemes[i];
	}
	return NULL;
}

/* "host = x": a word of libpq's keyword form comes first. */
static bool is_keyword_form(struct gw_view text)
{
	size_t n = 0;

	while (n < text.n && ((text.p[n] >= 'a' && text.p[n] <= 'z') || text.p[n] == '_'))
		n++;
	return n > 0 && gw_view_starts(gw_view_trim(gw_view_from(text, n)), "=");
}

static bool is_path(struct gw_view text)
{
	if (gw_view_is(text, ":memory:"))
		return true;
	/* user:password@host/x.db is not meant to be the name of a file. */
	if (gw_view_find_char(text, '@') != GW_NOWHERE ||
	    gw_view_find(text, GW_VIEW("://")) != GW_NOWHERE)
		return false;
	for (size_t i = 0; i < GW_COUNT(file_endings); i++) {
		if (gw_view_ends(text, file_endings[i]))
			return true;
	}
	return false;
}

static bool fail_scheme(struct gw_url_reader *reader, struct gw_view text, struct gw_view scheme)
{
	const char *names[GW_COUNT(schemes)];
	GW_STR_AUTO struct gw_str known = {0};
	size_t plus = gw_view_find_char(scheme, '+');
	bool is_url = gw_view_starts(gw_view_from(text, scheme.n), "://");
	const char *nearest;

	for (size_t i = 0; i < GW_COUNT(schemes); i++) {
		names[i] = schemes[i].name;
		gw_str_printf(&known, "%s%s", i == 0 ? "" : ", ", names[i]);
	}
	/* A word that no "//" follows is a user name, perhaps, or worse. */
	if (!is_url || scheme.n > SCHEME_SHOWN_MAX)
		gw_fail(reader->err, GW_E_URL, "the database URL does not begin with a scheme");
	else
		gw_fail(reader->err, GW_E_URL, "unknown scheme '%.*s' in the database URL",
			GW_VIEW_ARG(scheme));
	gw_error_detail(*reader->err, "known schemes: %s", gw_str_text(&known));
	nearest = gw_nearest(plus == GW_NOWHERE ? scheme : gw_view_slice(scheme, 0, plus), names,
			     GW_COUNT(names));
	if (is_url && nearest != NULL)
		gw_error_hint(*reader->err, "Did you mean `%s://`?", nearest);
	else
		gw_error_hint(*reader->err, "Write `postgres://user@host/database`, "
					    "`mysql://user@host/database` or `sqlite:file.db`.");
	return false;
}

static bool read_any(struct gw_url_reader *reader, struct gw_view text)
{
	struct gw_view name = scheme_of(text);
	const struct scheme *scheme = find_scheme(name);

	if (scheme != NULL) {
		reader->family = scheme->family;
		return scheme->read(reader, gw_view_from(text, name.n + 1));
	}
	if (is_path(text)) {
		reader->family = &gw_url_sqlite;
		gw_url_set_path(reader, gw_view_dup(reader->arena, text));
		return true;
	}
	if (is_keyword_form(text)) {
		reader->family = &gw_url_postgres;
		return gw_url_read_keywords(reader, text);
	}
	return fail_scheme(reader, text, name);
}

static const char *find_control(struct gw_view text)
{
	for (size_t i = 0; i < text.n; i++) {
		if ((unsigned char)text.p[i] < ' ' || text.p[i] == 0x7f)
			return text.p + i;
	}
	return NULL;
}

bool gw_url_parse(struct gw_arena *arena, struct gw_view text, struct gw_url *ret_url,
		  struct gw_error **err)
{
	struct gw_url_reader reader = {.arena = arena, .text = gw_view_trim(text), .err = err};
	const char *control = find_control(reader.text);
	struct gw_view body;

	if (reader.text.n == 0)
		return gw_fail(err, GW_E_URL, "the database URL is empty");
	if (control != NULL)
		return gw_url_fail(&reader, control, "a control character in the database URL");
	body = reader.text;
	if (gw_view_starts_nocase(body, "jdbc:"))
		body = gw_view_from(body, sizeof("jdbc:") - 1);
	if (!read_any(&reader, body) || !gw_url_settle(&reader))
		return false;
	*ret_url = reader.url;
	return true;
}
