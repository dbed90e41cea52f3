/*
 * URLs of servers: //user:password@host:port,host/database?parameters, and libpq's keyword form.
 *
 * A password with an unencoded special character can be read in more than one way, and the wrong
 * one sends half a password to some host or shows it as a name. So a plain '@' is allowed once,
 * before the hosts, and a plain '#' nowhere; what is left has one reading only.
 */
#include "config/url_int.h"

#define AMBIGUOUS "the database URL can be read in two ways because of an unencoded character"

/* The four parts of a URL, still encoded. */
struct parts {
	struct gw_view login; /* user:password; absent: there is no '@' */
	struct gw_view hosts;
	bool is_address; /* hosts is what stood in tcp(..) or unix(..) */
	struct gw_view database;
	struct gw_view query;
};

static size_t find_any(struct gw_view text, const char *set)
{
	for (size_t i = 0; i < text.n; i++) {
		if (gw_view_find_char(gw_view_of(set), text.p[i]) != GW_NOWHERE)
			return i;
	}
	return GW_NOWHERE;
}

/* Refuses the first plain character of set in text. */
static bool refuse_any(struct gw_url_reader *reader, struct gw_view text, const char *set)
{
	size_t at = find_any(text, set);

	return at == GW_NOWHERE || gw_url_fail_ambiguous(reader, text.p + at, AMBIGUOUS);
}

/* "/database?query" */
static bool split_tail(struct gw_url_reader *reader, struct gw_view tail, struct parts *parts)
{
	size_t query = gw_view_find_char(tail, '?');

	if (!refuse_any(reader, tail, "@#"))
		return false;
	if (query != GW_NOWHERE) {
		parts->query = gw_view_from(tail, query + 1);
		tail = gw_view_slice(tail, 0, query);
	}
	if (tail.n != 0 && tail.p[0] != '/')
		return gw_url_fail_ambiguous(reader, tail.p,
					     "the hosts of the database URL end in something odd");
	parts->database = gw_view_from(tail, GW_MIN(tail.n, (size_t)1));
	return true;
}

/* Where tcp( or unix( begins in rest, after the login, or GW_NOWHERE. */
static size_t find_address(struct gw_view rest)
{
	static const char *const protocols[] = {"tcp(", "unix("};

	for (size_t i = 0; i < GW_COUNT(protocols); i++) {
		size_t at = gw_view_find(rest, gw_view_of(protocols[i]));

		if (at != GW_NOWHERE && (at == 0 || rest.p[at - 1] == '@'))
			return at;
	}
	return GW_NOWHERE;
}

static bool split_address(struct gw_url_reader *reader, struct gw_view rest, size_t at,
			  struct parts *parts)
{
	struct gw_view address = gw_view_from(rest, at);
	size_t open = gw_view_find_char(address, '(');
	size_t close = gw_view_find_char(address, ')');

	if (close == GW_NOWHERE)
		return gw_url_fail(reader, address.p + open,
				   "'(' of the database URL is not closed");
	if (at > 0)
		parts->login = gw_view_slice(rest, 0, at - 1);
	parts->hosts = gw_view_slice(address, open + 1, close);
	parts->is_address = true;
	return refuse_any(reader, parts->login, "@/?#") &&
	       split_tail(reader, gw_view_from(address, close + 1), parts);
}

static bool split(struct gw_url_reader *reader, struct gw_view rest, struct parts *parts)
{
	size_t address = reader->family->has_addresses ? find_address(rest) : GW_NOWHERE;
	size_t end = find_any(rest, "/?#"), at;
	struct gw_view authority, tail;

	if (address != GW_NOWHERE)
		return split_address(reader, rest, address, parts);
	end = GW_MIN(end, rest.n);
	authority = gw_view_slice(rest, 0, end);
	tail = gw_view_from(rest, end);
	at = gw_view_find_char(authority, '@');
	if (at == GW_NOWHERE) {
		parts->hosts = authority;
		/* A '/' or '?' before the only '@' may be part of a password. */
		if (gw_view_find_char(tail, '@') != GW_NOWHERE)
			return refuse_any(reader, tail, "/?#");
		return split_tail(reader, tail, parts);
	}
	parts->login = gw_view_slice(authority, 0, at);
	parts->hosts = gw_view_from(authority, at + 1);
	if (gw_view_find_char(parts->hosts, '@') != GW_NOWHERE)
		return refuse_any(reader, authority, "@");
	return split_tail(reader, tail, parts);
}

static bool read_login(struct gw_url_reader *reader, struct gw_view login)
{
	size_t colon = gw_view_find_char(login, ':');
	size_t end = GW_MIN(colon, login.n);

	return refuse_any(reader, login, " ") &&
	       gw_url_decode(reader, gw_view_slice(login, 0, end), &reader->url.user) &&
	       gw_url_decode(reader, gw_view_from(login, GW_MIN(end + 1, login.n)),
			     &reader->url.password);
}

/* Cuts "[address]" or a name off text; what is left is ":port" or nothing. */
static bool cut_host(struct gw_url_reader *reader, struct gw_view *text, struct gw_view *ret_host)
{
	bool in_brackets = gw_view_starts(*text, "[");
	size_t end = gw_view_find_char(*text, in_brackets ? ']' : ':');

	if (in_brackets && end == GW_NOWHERE)
		return gw_url_fail(reader, text->p, "'[' of the database URL is not closed");
	end = GW_MIN(end, text->n);
	*ret_host = gw_view_slice(*text, in_brackets ? 1 : 0, end);
	*text = gw_view_from(*text, end + (in_brackets ? 1 : 0));
	if (text->n != 0 && text->p[0] != ':')
		return gw_url_fail_ambiguous(reader, text->p,
					     "']' of the database URL is not followed by a port");
	return true;
}

static bool read_host(struct gw_url_reader *reader, struct gw_view text)
{
	struct gw_url_host item = {0};
	struct gw_view host;

	if (!cut_host(reader, &text, &host) || !gw_url_decode(reader, host, &item.host))
		return false;
	if (gw_view_find_char(gw_view_of(item.host), ',') != GW_NOWHERE)
		return gw_url_fail(reader, host.p, "a host in the database URL holds a comma");
	text = gw_view_from(text, GW_MIN(text.n, (size_t)1));
	if (!gw_url_parse_port(reader, text, text.p, &item.port))
		return false;
	gw_vec_push(reader->arena, &reader->url.hosts, item);
	return true;
}

static bool read_hosts(struct gw_url_reader *reader, const struct parts *parts)
{
	struct gw_view rest = parts->hosts, text;

	/* unix(/path): a path is no list, and may hold a colon. */
	if (parts->is_address && gw_view_starts(rest, "/")) {
		struct gw_url_host item = {0};

		if (!gw_url_decode(reader, rest, &item.host))
			return false;
		gw_vec_push(reader->arena, &reader->url.hosts, item);
		return true;
	}
	if (rest.n == 0)
		return true;
	while (gw_url_next_item(&rest, &text)) {
		if (!read_host(reader, text))
			return false;
	}
	return true;
}

bool gw_url_read_server(struct gw_url_reader *reader, struct gw_view rest)
{
	struct parts parts = {0};

	if (!gw_view_starts(rest, "//"))
		return gw_url_fail(reader, rest.p, "'//' is missing in the database URL");
	return split(reader, gw_view_from(rest, 2), &parts) && read_login(reader, parts.login) &&
	       read_hosts(reader, &parts) &&
	       gw_url_decode(reader, parts.database, &reader->url.database) &&
	       gw_url_read_query(reader, parts.query);
}

/* --- name=value name='value' --- */

static struct gw_view skip_blanks(struct gw_view text)
{
	while (text.n != 0 && text.p[0] == ' ')
		text = gw_view_from(text, 1);
	return text;
}

/* Cuts a value off *rest: up to a blank, or in quotes; a backslash takes the next byte as it is. */
static bool cut_value(struct gw_url_reader *reader, struct gw_view *rest, const char **ret_value)
{
	GW_STR_AUTO struct gw_str str = {0};
	bool quoted = gw_view_starts(*rest, "'");
	char end = quoted ? '\'' : ' ';
	size_t i = quoted ? 1 : 0;

	for (; i < rest->n && rest->p[i] != end; i++) {
		if (rest->p[i] == '\\' && i + 1 < rest->n)
			i++;
		gw_str_putc(&str, rest->p[i]);
	}
	if (quoted && i == rest->n)
		return gw_url_fail(reader, rest->p, "a quote in the database URL is not closed");
	*rest = gw_view_from(*rest, i + (quoted ? 1 : 0));
	*ret_value = gw_str_take(&str, reader->arena);
	return true;
}

bool gw_url_read_keywords(struct gw_url_reader *reader, struct gw_view rest)
{
	while ((rest = skip_blanks(rest)).n != 0) {
		const char *start = rest.p, *value = "";
		size_t end = find_any(rest, " =");
		struct gw_view name = gw_view_slice(rest, 0, GW_MIN(end, rest.n));

		rest = skip_blanks(gw_view_from(rest, name.n));
		if (name.n == 0 || !gw_view_starts(rest, "="))
			return gw_url_fail(reader, start,
					   "a parameter of the database URL is not name=value");
		rest = skip_blanks(gw_view_from(rest, 1));
		if (!cut_value(reader, &rest, &value))
			return false;
		gw_url_store(reader, gw_view_dup(reader->arena, name), value);
	}
	return true;
}
