/*
 * What the engines with a server share when they deal with whole databases.
 */
#include "engine/databases.h"

#include "engine/engine.h"

bool gw_databases_connect(const struct gw_databases *at, const char *name, bool read_only,
			  struct gw_conn **ret_conn, struct gw_error **err)
{
	struct gw_url url = *at->url;
	const struct gw_connect_options options = {
		.sys = at->sys,
		.url = &url,
		.application = at->application,
		.connect_timeout_ms = at->connect_timeout_ms,
		.read_only = read_only,
	};

	url.database = name;
	return at->engine->connect(&options, ret_conn, err);
}

bool gw_databases_run(const struct gw_databases *at, const struct gw_render *render,
		      struct gw_error **err)
{
	for (size_t i = 0; i < render->list.n; i++) {
		if (!gw_conn_exec(at->conn, render->list.items[i].sql, err))
			return false;
	}
	return true;
}

bool gw_databases_ask(const struct gw_databases *at, const char *sql, const char *name,
		      bool *ret_answer, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_value value = gw_value_text(gw_view_of(name));
	struct gw_rows rows;

	if (!gw_conn_query(at->conn, &scratch, sql, &value, 1, &rows, err))
		return false;
	*ret_answer = rows.nrows != 0 && gw_cell_bool(&rows, 0, 0);
	return true;
}

static int64_t number_of(const struct gw_rows *rows, size_t row, size_t col)
{
	return gw_cell_is_null(rows, row, col) ? -1 : gw_cell_int(rows, row, col);
}

static const char *text_of(struct gw_arena *arena, const struct gw_rows *rows, size_t row,
			   size_t col)
{
	return gw_cell_is_null(rows, row, col) ? NULL : gw_view_dup(arena, gw_cell(rows, row, col));
}

bool gw_databases_list(const struct gw_databases *at, struct gw_database_list *ret_list,
		       struct gw_error **err)
{
	enum { NAME, OWNER, NOTE, SIZE, SESSIONS };
	struct gw_rows rows;

	if (!gw_conn_query(at->conn, at->arena, at->engine->databases->queries->list, NULL, 0,
			   &rows, err))
		return false;
	*ret_list = (struct gw_database_list){0};
	for (size_t i = 0; i < rows.nrows; i++) {
		const struct gw_database database = {
			.name = text_of(at->arena, &rows, i, NAME),
			.owner = text_of(at->arena, &rows, i, OWNER),
			.note = text_of(at->arena, &rows, i, NOTE),
			.size_bytes = number_of(&rows, i, SIZE),
			.sessions = number_of(&rows, i, SESSIONS),
		};

		gw_vec_push(at->arena, &ret_list->list, database);
	}
	return true;
}

bool gw_databases_sessions(const struct gw_databases *at, const char *name,
			   struct gw_database_sessions *ret_sessions, struct gw_error **err)
{
	const struct gw_value value = gw_value_text(gw_view_of(name));
	struct gw_rows rows;

	if (!gw_conn_query(at->conn, at->arena, at->engine->databases->queries->sessions, &value, 1,
			   &rows, err))
		return false;
	*ret_sessions = (struct gw_database_sessions){0};
	for (size_t i = 0; i < rows.nrows; i++)
		gw_vec_push(at->arena, &ret_sessions->list, text_of(at->arena, &rows, i, 0));
	return true;
}

bool gw_databases_exists(const struct gw_databases *at, const char *name, bool *ret_exists,
			 struct gw_error **err)
{
	return gw_databases_ask(at, at->engine->databases->queries->exists, name, ret_exists, err);
}

bool gw_databases_is_sealed(const struct gw_databases *at, const char *name, bool *ret_sealed,
			    struct gw_error **err)
{
	return gw_databases_ask(at, at->engine->databases->queries->is_sealed, name, ret_sealed,
				err);
}

bool gw_databases_create(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};

	gw_sql_statement(&render, "CREATE DATABASE %n", name);
	return gw_databases_run(at, &render, err);
}
