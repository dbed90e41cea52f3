/*
 * What all spellings of a URL share: errors that tell the column and nothing else,
 * percent-encoding, parameters, and where they belong.
 */
#include "base/ascii.h"
#include "base/secret_name.h"
#include "base/str.h"
#include "config/config.h"
#include "config/url_int.h"

const struct gw_url_family gw_url_postgres = {
	.engine = "postgres", .port = 5432, .aliases = {{"socket", "host"}}, /* dbmate */
};

const struct gw_url_family gw_url_mysql = {
	.engine = "mysql",
	.port = 3306,
	.socket_parameter = "socket",
	.aliases = {{"unix_socket", "socket"}, {"passwd", "password"}}, /* SQLAlchemy's drivers */
	.has_addresses = true,
};

const struct gw_url_family gw_url_sqlite = {
	.engine = "sqlite",
	.is_file = true,
};

const struct gw_url_family *gw_url_family_of(const struct gw_url *url)
{
	static const struct gw_url_family *const families[] = {&gw_url_postgres, &gw_url_mysql};

	for (size_t i = 0; i < GW_COUNT(families); i++) {
		if (gw_view_is(gw_view_of(url->engine), families[i]->engine))
			return families[i];
	}
	return &gw_url_sqlite;
}

bool gw_url_fail(struct gw_url_reader *reader, const char *at, const char *message)
{
	if (at == NULL)
		return gw_fail(reader->err, GW_E_URL, "%s", message);
	return gw_fail(reader->err, GW_E_URL, "%s (column %u)", message,
		       gw_position_of(reader->text, (size_t)(at - reader->text.p)).column);
}

bool gw_url_fail_ambiguous(struct gw_url_reader *reader, const char *at, const char *message)
{
	gw_url_fail(reader, at, message);
	gw_error_hint(
		*reader->err,
		"Percent-encode special characters of the user name and password (@ is %%40, "
		": %%3A, / %%2F, ? %%3F, # %%23, %% %%25), or leave the password out of the URL "
		"and set GODWIT_PASSWORD.");
	return false;
}

bool gw_url_next_item(struct gw_view *rest, struct gw_view *ret_item)
{
	size_t comma = gw_view_find_char(*rest, ',');

	if (rest->p == NULL)
		return false;
	*ret_item = gw_view_slice(*rest, 0, GW_MIN(comma, rest->n));
	*rest = comma == GW_NOWHERE ? (struct gw_view){0} : gw_view_from(*rest, comma + 1);
	return true;
}

/* --- percent-encoding --- */

/* The byte that the escape at p stands for, or -1. */
static int escaped_byte(struct gw_view rest)
{
	int high = rest.n > 2 ? gw_hex_value(rest.p[1]) : -1;
	int low = rest.n > 2 ? gw_hex_value(rest.p[2]) : -1;

	return high < 0 || low < 0 ? -1 : high * 16 + low;
}

bool gw_url_decode(struct gw_url_reader *reader, struct gw_view part, const char **ret_text)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (part.n == 0) {
		*ret_text = NULL;
		return true;
	}
	for (size_t i = 0; i < part.n; i++) {
		int byte = (unsigned char)part.p[i];

		if (byte == '%') {
			byte = escaped_byte(gw_view_from(part, i));
			if (byte <= 0)
				return gw_url_fail_ambiguous(
					reader, part.p + i,
					"bad percent-escape in the database URL");
			i += 2;
		}
		gw_str_putc(&str, (char)byte);
	}
	*ret_text = gw_str_take(&str, reader->arena);
	return true;
}

static bool is_unreserved(char c)
{
	return gw_is_alnum(c) || c == '-' || c == '.' || c == '_' || c == '~';
}

void gw_url_encode(struct gw_str *str, const char *text, const char *keep)
{
	struct gw_view kept = gw_view_of(keep);

	for (const char *p = text; *p != '\0'; p++) {
		if (is_unreserved(*p) || gw_view_find_char(kept, *p) != GW_NOWHERE)
			gw_str_putc(str, *p);
		else
			gw_str_printf(str, "%%%02X", (unsigned)(unsigned char)*p);
	}
}

/* --- parameters --- */

const char *gw_url_parameter(const struct gw_url *url, const char *name)
{
	for (size_t i = url->parameters.n; i > 0; i--) {
		if (gw_view_is(gw_view_of(url->parameters.items[i - 1].name), name))
			return url->parameters.items[i - 1].value;
	}
	return NULL;
}

bool gw_url_is_file(const struct gw_url *url)
{
	return gw_url_family_of(url)->is_file;
}

static bool contains_nocase(struct gw_view text, const char *part)
{
	size_t n = gw_view_of(part).n;

	for (size_t i = 0; i + n <= text.n; i++) {
		if (gw_view_is_nocase(gw_view_slice(text, i, i + n), part))
			return true;
	}
	return false;
}

bool gw_url_name_is_secret(struct gw_view name)
{
	static const char *const parts[] = {"pass", "pwd", "secret", "token", "credential"};
	/* A misspelt password is a password. */
	static const char *const words[] = {"password", "passwd", "passphrase"};

	if (gw_view_is_nocase(name, "passfile"))
		return false;
	for (size_t i = 0; i < GW_COUNT(parts); i++) {
		if (contains_nocase(name, parts[i]))
			return true;
	}
	return gw_name_is_secret(name) || gw_nearest(name, words, GW_COUNT(words)) != NULL;
}

/* The field that a parameter names, or NULL. */
static const char **field_of(struct gw_url_reader *reader, struct gw_view name)
{
	const struct {
		const char *name;
		const char **field;
	} fields[] = {
		{"user", &reader->url.user},       {"password", &reader->url.password},
		{"dbname", &reader->url.database}, {"host", &reader->hosts},
		{"port", &reader->ports},
	};

	if (reader->family->is_file)
		return NULL;
	for (size_t i = 0; i < GW_COUNT(fields); i++) {
		if (gw_view_is(name, fields[i].name))
			return fields[i].field;
	}
	return NULL;
}

static const char *our_name(const struct gw_url_family *family, const char *name)
{
	for (size_t i = 0; i < GW_COUNT(family->aliases); i++) {
		if (gw_view_eq(gw_view_of(name), gw_view_of(family->aliases[i][0])))
			return family->aliases[i][1];
	}
	return name;
}

static void add_parameter(struct gw_url_reader *reader, const char *name, const char *value)
{
	struct gw_url_parameter parameter = {.name = name, .value = value};

	gw_vec_push(reader->arena, &reader->url.parameters, parameter);
}

void gw_url_store(struct gw_url_reader *reader, const char *name, const char *value)
{
	const char **field;

	name = our_name(reader->family, name);
	field = field_of(reader, gw_view_of(name));
	if (field == NULL)
		add_parameter(reader, name, value);
	else if (*value != '\0')
		*field = value;
}

bool gw_url_read_query(struct gw_url_reader *reader, struct gw_view query)
{
	struct gw_view field;

	while (gw_view_next_field(&query, '&', &field)) {
		size_t equals = gw_view_find_char(field, '=');
		const char *name, *value;

		if (field.n == 0)
			continue;
		if (equals == GW_NOWHERE || equals == 0)
			return gw_url_fail_ambiguous(reader, field.p,
						     "a parameter of the database URL is not "
						     "name=value");
		if (!gw_url_decode(reader, gw_view_slice(field, 0, equals), &name) ||
		    !gw_url_decode(reader, gw_view_from(field, equals + 1), &value))
			return false;
		gw_url_store(reader, name, value != NULL ? value : "");
	}
	return true;
}

/* --- the last step --- */

bool gw_url_parse_port(struct gw_url_reader *reader, struct gw_view text, const char *at,
		       unsigned *ret_port)
{
	uint64_t port = 0;

	if (text.n != 0 && (!gw_parse_u64(text, &port) || port == 0 || port > UINT16_MAX))
		return gw_url_fail_ambiguous(reader, at,
					     "a port in the database URL is not a number from 1 to "
					     "65535");
	*ret_port = (unsigned)port;
	return true;
}

static void settle_hosts(struct gw_url_reader *reader)
{
	const struct gw_url_host *first = reader->url.hosts.n == 1 ? reader->url.hosts.items : NULL;
	/* postgres://:5433/db?host=/run/postgresql */
	unsigned port = first != NULL && first->host == NULL ? first->port : 0;
	struct gw_view rest = gw_view_of(reader->hosts), host;

	reader->url.hosts.n = 0;
	while (gw_url_next_item(&rest, &host)) {
		struct gw_url_host item = {
			.host = host.n != 0 ? gw_view_dup(reader->arena, host) : NULL,
			.port = port,
		};

		gw_vec_push(reader->arena, &reader->url.hosts, item);
	}
}

/* One port is for all hosts, several are one for each: as libpq has it. */
static bool settle_ports(struct gw_url_reader *reader)
{
	struct gw_view rest = gw_view_of(reader->ports), text = {0};
	size_t i = 0;
	unsigned port = 0;
	const struct gw_url_host none = {0};

	if (reader->url.hosts.n == 0)
		gw_vec_push(reader->arena, &reader->url.hosts, none);
	while (gw_url_next_item(&rest, &text)) {
		if (i == reader->url.hosts.n)
			return gw_fail(reader->err, GW_E_URL,
				       "the database URL has more ports than hosts");
		if (!gw_url_parse_port(reader, text, NULL, &port))
			return false;
		reader->url.hosts.items[i++].port = port;
	}
	if (i == 1) {
		for (; i < reader->url.hosts.n; i++)
			reader->url.hosts.items[i].port = port;
	}
	if (i != reader->url.hosts.n)
		return gw_fail(reader->err, GW_E_URL,
			       "the database URL has fewer ports than hosts");
	return true;
}

/* Some clients take the path of the socket apart from the host. */
static void settle_socket(struct gw_url_reader *reader)
{
	const char *first = reader->url.hosts.n == 1 ? reader->url.hosts.items[0].host : NULL;

	if (reader->family->socket_parameter == NULL || first == NULL || first[0] != '/')
		return;
	add_parameter(reader, reader->family->socket_parameter, first);
	reader->url.hosts.n = 0;
}

bool gw_url_settle(struct gw_url_reader *reader)
{
	reader->url.engine = reader->family->engine;
	if (reader->hosts != NULL)
		settle_hosts(reader);
	if (reader->ports != NULL && !settle_ports(reader))
		return false;
	settle_socket(reader);
	return true;
}
