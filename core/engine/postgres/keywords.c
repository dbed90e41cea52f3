/*
 * A URL as libpq's connection keywords.
 *
 * libpq gets arrays, never a connection string: its complaints about a string it cannot read quote
 * the string, password and all. Parameters that libpq knows go through as they are. People also keep
 * one URL for several programs, so what other client libraries take is either understood (a schema
 * to work in is a setting, `ssl` is sslmode) or, where it cannot concern us (pool sizes, statement
 * caches), left out. Anything else is an error: a misspelt sslmode must not be dropped in silence.
 */
#include <string.h>

#include "engine/postgres/postgres_int.h"

enum meaning {
	MEANING_NONE, /* of no concern to us */
	MEANING_SETTING, /* a setting of the session: -c setting=value */
	MEANING_SCHEMA, /* one schema, by its plain name: search_path */
	MEANING_SSL, /* true, false, or an sslmode */
};

struct foreign_parameter {
	const char *name; /* one that ends in '*' stands for all that begin so */
	enum meaning meaning;
};

/* SQLAlchemy and asyncpg, golang-migrate, pgx, lib/pq, Prisma, JDBC. */
static const struct foreign_parameter foreign_parameters[] = {
	{"search_path", MEANING_SETTING},
	{"role", MEANING_SETTING},
	{"timezone", MEANING_SETTING},
	{"lock_timeout", MEANING_SETTING},
	{"statement_timeout", MEANING_SETTING},
	{"idle_in_transaction_session_timeout", MEANING_SETTING},
	{"schema", MEANING_SCHEMA},
	{"currentSchema", MEANING_SCHEMA},
	{"ssl", MEANING_SSL},
	{"x-*", MEANING_NONE},
	{"pool_*", MEANING_NONE},
	{"pgbouncer", MEANING_NONE},
	{"connection_limit", MEANING_NONE},
	{"socket_timeout", MEANING_NONE},
	{"statement_cache_*", MEANING_NONE},
	{"prepared_statement_*", MEANING_NONE},
	{"description_cache_capacity", MEANING_NONE},
	{"default_query_exec_mode", MEANING_NONE},
	{"binary_parameters", MEANING_NONE},
	{"async_fallback", MEANING_NONE},
	{"plugin", MEANING_NONE},
};

static void add(struct gw_arena *arena, struct gw_pg_keywords *keywords, const char *name,
		const char *value)
{
	if (value == NULL)
		return;
	gw_vec_push(arena, &keywords->names, name);
	gw_vec_push(arena, &keywords->values, value);
}

static void end(struct gw_arena *arena, struct gw_pg_keywords *keywords)
{
	gw_vec_push(arena, &keywords->names, NULL);
	gw_vec_push(arena, &keywords->values, NULL);
}

static const struct foreign_parameter *find_foreign(struct gw_view name)
{
	for (size_t i = 0; i < GW_COUNT(foreign_parameters); i++) {
		struct gw_view known = gw_view_of(foreign_parameters[i].name);
		bool is_prefix = gw_view_ends(known, "*");

		if (is_prefix)
			known = gw_view_slice(known, 0, known.n - 1);
		if (gw_view_eq(is_prefix ? gw_view_slice(name, 0, GW_MIN(known.n, name.n)) : name,
			       known))
			return &foreign_parameters[i];
	}
	return NULL;
}

/* The keyword called name as libpq has it before a URL is read (environment, built in), or NULL. */
static const PQconninfoOption *find_option(const PQconninfoOption *options, const char *name)
{
	for (; options->keyword != NULL; options++) {
		if (strcmp(options->keyword, name) == 0)
			return options;
	}
	return NULL;
}

/* Appends "-c name=value" to the options of the server's command line. */
static void add_setting(struct gw_str *settings, const char *name, struct gw_view value)
{
	if (settings->n != 0)
		gw_str_putc(settings, ' ');
	gw_str_puts(settings, "-c ");
	gw_str_puts(settings, name);
	gw_str_putc(settings, '=');
	for (size_t i = 0; i < value.n; i++) {
		if (gw_view_find_char(GW_VIEW(" \t\n\r\v\f\\"), value.p[i]) != GW_NOWHERE)
			gw_str_putc(settings, '\\');
		gw_str_putc(settings, value.p[i]);
	}
}

static void add_schema(struct gw_str *settings, const char *schema)
{
	GW_STR_AUTO struct gw_str quoted = {0};

	gw_module_postgres.quote_name(&quoted, gw_view_of(schema));
	add_setting(settings, "search_path", gw_str_view(&quoted));
}

static const char *sslmode_of(const char *value)
{
	if (strcmp(value, "true") == 0 || *value == '\0')
		return "require";
	return strcmp(value, "false") == 0 ? "disable" : value;
}

static bool fail_unknown(const char *name, struct gw_error **err)
{
	gw_fail(err, GW_E_URL,
		"the database URL has the parameter '%s', which PostgreSQL does not know", name);
	gw_error_hint(*err,
		      "Parameters of a PostgreSQL URL are the connection parameters of libpq: "
		      "sslmode, sslrootcert, connect_timeout, target_session_attrs, ...");
	return false;
}

static bool add_foreign(struct gw_arena *arena, const struct gw_url_parameter *parameter,
			struct gw_str *settings, struct gw_pg_keywords *keywords,
			struct gw_error **err)
{
	const struct foreign_parameter *foreign = find_foreign(gw_view_of(parameter->name));

	if (foreign == NULL)
		return fail_unknown(parameter->name, err);
	switch (foreign->meaning) {
	case MEANING_NONE:
		break;
	case MEANING_SETTING:
		add_setting(settings, parameter->name, gw_view_of(parameter->value));
		break;
	case MEANING_SCHEMA:
		add_schema(settings, parameter->value);
		break;
	case MEANING_SSL:
		add(arena, keywords, "sslmode", sslmode_of(parameter->value));
		break;
	}
	return true;
}

/* Whoever names a certificate authority wants it asked, host name included, unless told else. */
static void harden(struct gw_arena *arena, const struct gw_url *url,
		   const PQconninfoOption *defaults, struct gw_pg_keywords *keywords)
{
	const PQconninfoOption *sslmode = find_option(defaults, "sslmode");
	bool is_default = sslmode != NULL && sslmode->val != NULL && sslmode->compiled != NULL &&
			  strcmp(sslmode->val, sslmode->compiled) == 0;

	if (is_default && gw_url_parameter(url, "sslrootcert") != NULL)
		add(arena, keywords, "sslmode", "verify-full");
}

static bool add_parameters(struct gw_arena *arena, const struct gw_url *url,
			   struct gw_pg_keywords *keywords, struct gw_error **err)
{
	GW_PG_OPTIONS_AUTO PQconninfoOption *defaults = PQconndefaults();
	const char *options = gw_url_parameter(url, "options");
	GW_STR_AUTO struct gw_str settings = {0};

	if (defaults == NULL)
		gw_out_of_memory(0);
	harden(arena, url, defaults, keywords);
	if (options != NULL)
		gw_str_puts(&settings, options);
	for (size_t i = 0; i < url->parameters.n; i++) {
		const struct gw_url_parameter *parameter = &url->parameters.items[i];

		if (find_option(defaults, parameter->name) != NULL)
			add(arena, keywords, parameter->name, parameter->value);
		else if (!add_foreign(arena, parameter, &settings, keywords, err))
			return false;
	}
	if (settings.n != 0)
		add(arena, keywords, "options", gw_str_take(&settings, arena));
	return true;
}

static const char *or_null(const char *text)
{
	return text != NULL && *text != '\0' ? text : NULL;
}

bool gw_pg_keywords(struct gw_arena *arena, const struct gw_connect_options *options,
		    const struct gw_url_host *host, struct gw_pg_keywords *ret_keywords,
		    struct gw_error **err)
{
	const struct gw_url *url = options->url;

	/* Of keywords that are given twice, libpq takes the last. */
	add(arena, ret_keywords, "fallback_application_name", options->application);
	if (host != NULL)
		add(arena, ret_keywords, "host", or_null(host->host));
	if (host != NULL && host->port != 0)
		add(arena, ret_keywords, "port", gw_format(arena, "%u", host->port));
	add(arena, ret_keywords, "user", or_null(url->user));
	add(arena, ret_keywords, "password", url->password);
	add(arena, ret_keywords, "dbname", or_null(url->database));
	if (url->parameters.n != 0 && !add_parameters(arena, url, ret_keywords, err))
		return false;
	add(arena, ret_keywords, "client_encoding", "UTF8");
	end(arena, ret_keywords);
	return true;
}

void gw_pg_keywords_of(struct gw_arena *arena, PGconn *pg, struct gw_pg_keywords *ret_keywords)
{
	GW_PG_OPTIONS_AUTO PQconninfoOption *options = PQconninfo(pg);

	if (options == NULL)
		gw_out_of_memory(0);
	for (const PQconninfoOption *option = options; option->keyword != NULL; option++)
		add(arena, ret_keywords, gw_strdup(arena, option->keyword),
		    gw_strdup(arena, option->val));
	end(arena, ret_keywords);
}
