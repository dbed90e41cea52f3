/*
 * What all engines share: finding one by name, and the shorthands over run().
 */
#include "engine/engine.h"

#include "base/module.h"

static const struct {
	const char *name;
	const struct gw_dialect *dialect;
} engines[] = {
#define GW_ENGINE(name, dialect) {#name, &(dialect)},
#include "engine/engines.def"
#undef GW_ENGINE
};

static const struct {
	const char *name, *engine;
} others[] = {{"mariadb", "mysql"}, {"postgresql", "postgres"}};

const char *const gw_engine_names[] = {
#define GW_ENGINE(name, dialect) #name,
#include "engine/engines.def"
#undef GW_ENGINE
	"mariadb",
	"postgresql",
	NULL,
};

const char *gw_engine_called(const char *name)
{
	for (size_t i = 0; i < GW_COUNT(engines); i++) {
		if (gw_view_is(gw_view_of(name), engines[i].name))
			return engines[i].name;
	}
	for (size_t i = 0; i < GW_COUNT(others); i++) {
		if (gw_view_is(gw_view_of(name), others[i].name))
			return others[i].engine;
	}
	return NULL;
}

const struct gw_dialect *gw_engine_dialect(const char *name)
{
	for (size_t i = 0; i < GW_COUNT(engines); i++) {
		if (gw_view_is(gw_view_of(name), engines[i].name))
			return engines[i].dialect;
	}
	return NULL;
}

const struct gw_dialect *gw_engine_dialect_of(const struct gw_config *config,
					      struct gw_arena *arena)
{
	const struct gw_dialect *dialect = gw_engine_dialect_said(config, arena);

	return dialect != NULL ? dialect : &gw_dialect_postgres;
}

const struct gw_dialect *gw_engine_dialect_said(const struct gw_config *config,
						struct gw_arena *arena)
{
	const struct gw_setting *setting = &config->settings[GW_KEY_URL];
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_url url;

	if (setting->text == NULL || setting->secret != NULL ||
	    !gw_url_parse(arena, gw_view_of(setting->text), &url, &ignored))
		return NULL;
	return gw_engine_dialect(url.engine);
}

bool gw_engine_load(const char *name, const struct gw_engine **ret_engine, struct gw_error **err)
{
	const void *descriptor;

	if (gw_engine_dialect(name) == NULL) {
		gw_fail(err, GW_E_UNSUPPORTED, "there is no engine '%s'", name);
		gw_error_hint(*err,
			      "Give a URL that begins with postgres://, mysql:// or sqlite:.");
		return false;
	}
	if (!gw_module_load(name, &descriptor, err))
		return false;
	*ret_engine = descriptor;
	return true;
}

static bool keep_rows(void *payload, const struct gw_reply *reply, struct gw_error **err GW_UNUSED)
{
	struct gw_rows *rows = payload;

	rows[reply->index] = reply->rows;
	return true;
}

static void keep_turnaround(struct gw_conn *conn, int64_t took_us)
{
	conn->asked_us += took_us;
	if (conn->turnaround_us == 0 || took_us < conn->turnaround_us)
		conn->turnaround_us = GW_MAX(took_us, (int64_t)1);
}

bool gw_conn_query_all(struct gw_conn *conn, struct gw_arena *arena,
		       const struct gw_request *requests, size_t n, struct gw_rows *ret_rows,
		       struct gw_error **err)
{
	int64_t began_us = conn->sys->monotonic_us();
	size_t failed;

	if (conn->engine->run(conn, requests, n, arena, ret_rows != NULL ? keep_rows : NULL,
			      ret_rows, &failed, err)) {
		keep_turnaround(conn, conn->sys->monotonic_us() - began_us);
		return true;
	}
	/* Nobody wrote these statements into a migration. */
	if ((*err)->code == GW_E_STATEMENT)
		(*err)->code = GW_E_SERVER;
	return false;
}

bool gw_conn_query(struct gw_conn *conn, struct gw_arena *arena, const char *sql,
		   const struct gw_value *params, size_t nparams, struct gw_rows *ret_rows,
		   struct gw_error **err)
{
	const struct gw_request request = {
		.sql = gw_view_of(sql),
		.params = params,
		.nparams = nparams,
	};

	return gw_conn_query_all(conn, arena, &request, 1, ret_rows, err);
}

bool gw_conn_exec(struct gw_conn *conn, const char *sql, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	return gw_conn_query(conn, &scratch, sql, NULL, 0, NULL, err);
}

void gw_conn_hint(const struct gw_conn *conn, struct gw_error *error)
{
	const struct gw_server_info *info = &conn->info;

	if (error->code == GW_E_PERMISSION && info->user != NULL)
		gw_error_hint(error,
			      "Let the owner or an administrator GRANT %s what it lacks, or "
			      "connect as a user that has it.",
			      info->user);
	else if (error->code == GW_E_READ_ONLY)
		gw_error_hint(error, "%s",
			      info->read_only
				      ? info->read_only_hint
				      : "Something makes the transactions of this session "
					"read-only: the user's settings, the database's, `prelude` "
					"or a script; or the server became a standby.");
}

bool gw_conn_prelude(struct gw_conn *conn, const struct gw_statements *prelude,
		     struct gw_error **err)
{
	for (size_t i = 0; i < prelude->list.n; i++) {
		if (gw_conn_exec(conn, prelude->list.items[i], err))
			continue;
		gw_error_restate(*err, (*err)->code, "statement %zu of `prelude` failed", i + 1);
		gw_error_hint(*err, "`godwit config` shows where it is set.");
		return false;
	}
	return true;
}

void gw_conn_close(struct gw_conn *conn)
{
	if (conn != NULL)
		conn->engine->close(conn);
}

void gw_conn_cleanup(struct gw_conn **conn)
{
	gw_conn_close(*conn);
}
