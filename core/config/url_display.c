/*
 * URLs as text: the canonical form, with or without secrets, and secrets taken out of any other text.
 */
#include "base/str.h"
#include "config/url_int.h"

#define MASK "***"

static bool is_socket(const struct gw_url_host *item)
{
	return item->host != NULL && item->host[0] == '/';
}

static bool has_socket(const struct gw_url *url)
{
	for (size_t i = 0; i < url->hosts.n; i++) {
		if (is_socket(&url->hosts.items[i]))
			return true;
	}
	return false;
}

static void add_hosts(struct gw_str *str, const struct gw_url *url)
{
	for (size_t i = 0; i < url->hosts.n; i++) {
		const struct gw_url_host *item = &url->hosts.items[i];
		const char *host = item->host != NULL ? item->host : "";
		bool is_ipv6 = gw_view_find_char(gw_view_of(host), ':') != GW_NOWHERE;

		if (i > 0)
			gw_str_putc(str, ',');
		gw_str_puts(str, is_ipv6 ? "[" : "");
		gw_url_encode(str, host, ":");
		gw_str_puts(str, is_ipv6 ? "]" : "");
		if (item->port != 0)
			gw_str_printf(str, ":%u", item->port);
	}
}

/* A URL on its way to text. */
struct writer {
	struct gw_str str;
	char separator; /* before the next parameter */
	bool reveals; /* secrets are told */
};

static void add_parameter(struct writer *writer, const char *name, const char *value)
{
	struct gw_str *str = &writer->str;

	gw_str_putc(str, writer->separator);
	gw_url_encode(str, name, "");
	gw_str_putc(str, '=');
	if (!writer->reveals && gw_url_name_is_secret(gw_view_of(name)))
		gw_str_puts(str, MASK);
	else
		gw_url_encode(str, value, "/:,");
	writer->separator = '&';
}

/* Hosts as parameters, which is how people write sockets. */
static void add_host_parameters(struct writer *writer, const struct gw_url *url)
{
	GW_STR_AUTO struct gw_str hosts = {0}, ports = {0};
	bool has_port = false;

	for (size_t i = 0; i < url->hosts.n; i++) {
		const struct gw_url_host *item = &url->hosts.items[i];

		gw_str_printf(&hosts, "%s%s", i > 0 ? "," : "",
			      item->host != NULL ? item->host : "");
		gw_str_puts(&ports, i > 0 ? "," : "");
		if (item->port != 0)
			gw_str_printf(&ports, "%u", item->port);
		has_port = has_port || item->port != 0;
	}
	add_parameter(writer, "host", gw_str_text(&hosts));
	if (has_port)
		add_parameter(writer, "port", gw_str_text(&ports));
}

static void add_login(struct writer *writer, const struct gw_url *url)
{
	struct gw_str *str = &writer->str;
	bool tells_password = writer->reveals && url->password != NULL;

	if (url->user == NULL && !tells_password)
		return;
	gw_url_encode(str, url->user != NULL ? url->user : "", "");
	if (tells_password) {
		gw_str_putc(str, ':');
		gw_url_encode(str, url->password, "");
	}
	gw_str_putc(str, '@');
}

static void add_server(struct writer *writer, const struct gw_url *url)
{
	struct gw_str *str = &writer->str;
	bool hosts_last = has_socket(url);

	gw_str_puts(str, "//");
	add_login(writer, url);
	if (!hosts_last)
		add_hosts(str, url);
	if (url->database != NULL || url->parameters.n != 0 || hosts_last)
		gw_str_putc(str, '/');
	if (url->database != NULL)
		gw_url_encode(str, url->database, "/");
	if (hosts_last)
		add_host_parameters(writer, url);
}

static char *write_url(struct gw_arena *arena, const struct gw_url *url, bool reveals)
{
	struct writer writer = {.separator = '?', .reveals = reveals};
	char *text;

	gw_str_printf(&writer.str, "%s:", url->engine);
	if (gw_url_is_file(url))
		gw_url_encode(&writer.str, url->database, "/:");
	else
		add_server(&writer, url);
	for (size_t i = 0; i < url->parameters.n; i++)
		add_parameter(&writer, url->parameters.items[i].name,
			      url->parameters.items[i].value);
	text = gw_str_take(&writer.str, arena);
	gw_str_done(&writer.str);
	return text;
}

char *gw_url_display(struct gw_arena *arena, const struct gw_url *url)
{
	return write_url(arena, url, false);
}

char *gw_url_text(struct gw_arena *arena, const struct gw_url *url)
{
	return write_url(arena, url, true);
}

/* --- any text --- */

static bool ends_word(char c)
{
	return gw_view_find_char(GW_VIEW(" \t\r\n\"'`<>"), c) != GW_NOWHERE;
}

static size_t word_end(struct gw_view text, size_t at)
{
	while (at < text.n && !ends_word(text.p[at]))
		at++;
	return at;
}

static bool is_name_char(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || c == '-';
}

static size_t blank_after(struct gw_view text, size_t at)
{
	while (at < text.n && gw_view_find_char(GW_VIEW(" \t\r\n"), text.p[at]) == GW_NOWHERE)
		at++;
	return at;
}

/*
 * user:password@ in the word that starts at `at`: the length up to and with the last '@', or 0. The
 * password of a URL may hold quotes, so that only a blank ends it for sure.
 */
static size_t login_length(struct gw_view text, size_t at)
{
	struct gw_view word = gw_view_slice(text, at, word_end(text, at));
	size_t scheme = gw_view_find(word, GW_VIEW("://"));
	size_t start = scheme == GW_NOWHERE ? 0 : scheme + 3;
	size_t last, colon;

	if (scheme != GW_NOWHERE)
		word = gw_view_slice(text, at, blank_after(text, at));
	last = gw_view_rfind_char(word, '@');
	colon = gw_view_find_char(gw_view_from(word, start), ':');
	if (last == GW_NOWHERE || last < start || colon == GW_NOWHERE || start + colon > last)
		return 0;
	return last + 1;
}

/* As word_end(), where libpq's form may protect a blank with a backslash. */
static size_t bare_value_end(struct gw_view text, size_t at)
{
	while (at < text.n && !ends_word(text.p[at]))
		at += text.p[at] == '\\' && at + 1 < text.n ? 2 : 1;
	return at;
}

/* The offset after '=' and blanks at `at`, or GW_NOWHERE when there is no '='. */
static size_t value_start(struct gw_view text, size_t at)
{
	while (at < text.n && text.p[at] == ' ')
		at++;
	if (at == text.n || text.p[at] != '=')
		return GW_NOWHERE;
	at++;
	while (at < text.n && text.p[at] == ' ')
		at++;
	return at;
}

/* A quoted value ends at its quote, which doubling or a backslash protects; others at a blank. */
static size_t value_end(struct gw_view text, size_t at)
{
	char quote = at < text.n ? text.p[at] : ' ';

	if (quote != '\'' && quote != '"')
		return bare_value_end(text, at);
	for (at++; at < text.n; at++) {
		bool doubled = at + 1 < text.n && text.p[at + 1] == quote;

		if (text.p[at] == '\\' || (text.p[at] == quote && doubled))
			at++;
		else if (text.p[at] == quote)
			return at + 1;
	}
	return text.n;
}

/* The end of a secret's value when a name like "password" begins at `at`; else GW_NOWHERE. */
static size_t secret_end(struct gw_view text, size_t at, size_t *ret_value)
{
	size_t name_end = at, value;

	while (name_end < text.n && is_name_char(text.p[name_end]))
		name_end++;
	if (!gw_url_name_is_secret(gw_view_slice(text, at, name_end)))
		return GW_NOWHERE;
	value = value_start(text, name_end);
	if (value == GW_NOWHERE)
		return GW_NOWHERE;
	*ret_value = value;
	return value_end(text, value);
}

struct gw_view gw_url_redact_text(struct gw_arena *arena, struct gw_view text)
{
	GW_STR_AUTO struct gw_str str = {0};
	size_t at = 0, length;

	while (at < text.n) {
		bool starts_word = at == 0 || ends_word(text.p[at - 1]);
		bool starts_name = at == 0 || !is_name_char(text.p[at - 1]);
		size_t value, end;

		if (starts_word && (length = login_length(text, at)) != 0) {
			struct gw_view login = gw_view_slice(text, at, at + length);
			size_t scheme = gw_view_find(login, GW_VIEW("://"));

			if (scheme != GW_NOWHERE)
				gw_str_add(&str, gw_view_slice(login, 0, scheme + 3));
			gw_str_puts(&str, MASK "@");
			at += length;
		} else if (starts_name && (end = secret_end(text, at, &value)) != GW_NOWHERE) {
			gw_str_add(&str, gw_view_slice(text, at, value));
			gw_str_puts(&str, MASK);
			at = end;
		} else {
			gw_str_putc(&str, text.p[at++]);
		}
	}
	length = str.n;
	return (struct gw_view){gw_str_take(&str, arena), length};
}

struct gw_view gw_url_redact_argument(struct gw_arena *arena, struct gw_view word)
{
	size_t start = gw_view_starts(word, "--set=") ? sizeof("--set=") - 1 : 0;
	size_t equals = gw_view_find_char(gw_view_from(word, start), '=');
	struct gw_view shown;

	if (equals == GW_NOWHERE ||
	    !gw_url_name_is_secret(gw_view_slice(word, start, start + equals)))
		return gw_url_redact_text(arena, word);
	shown = gw_view_slice(word, 0, start + equals + 1);
	return gw_view_of(gw_format(arena, "%.*s" MASK, GW_VIEW_ARG(shown)));
}
