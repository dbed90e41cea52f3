/*
 * Whole databases of a PostgreSQL server. A copy is made by the server, from the source as a template.
 *
 * CREATE DATABASE is no part of a transaction. What comes after it (owner, rights, settings) may fail,
 * and the new database is dropped again then.
 */
#include "engine/databases.h"

#include <signal.h>

#include "engine/postgres/postgres_int.h"
#include "postgres_sql.h"

enum {
	VERSION_FORCE = 130000,
	VERSION_STRATEGY = 150000,
	/* Copying files needs two checkpoints; logging all pages, twice the writing. */
	FILE_COPY_BYTES = 64 * 1024 * 1024,
};

static bool end_sessions(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	bool ignored;

	return gw_databases_ask(at,
				"SELECT bool_and(pg_catalog.pg_terminate_backend(pid)) FROM "
				"pg_catalog.pg_stat_activity WHERE datname = $1",
				name, &ignored, err);
}

static bool seal(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};

	gw_sql_statement(&render, "ALTER DATABASE %n WITH ALLOW_CONNECTIONS false IS_TEMPLATE true",
			 name);
	return gw_databases_run(at, &render, err);
}

static bool drop_unsealed(const struct gw_databases *at, const char *name, bool force,
			  struct gw_error **err)
{
	bool can_force = at->conn->info.version_number >= VERSION_FORCE;
	struct gw_render render = {.arena = at->arena, .conn = at->conn};

	if (force && !can_force && !end_sessions(at, name, err))
		return false;
	gw_sql_statement(&render, "DROP DATABASE %n%w", name,
			 force && can_force ? " WITH (FORCE)" : "");
	return gw_databases_run(at, &render, err);
}

/* The server drops no template. What stays is sealed again: without the seal it would not be whole. */
static bool drop_sealed(const struct gw_databases *at, const char *name, bool force,
			struct gw_error **err)
{
	struct gw_render unseal = {.arena = at->arena, .conn = at->conn};
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	gw_sql_statement(&unseal, "ALTER DATABASE %n IS_TEMPLATE false", name);
	if (!gw_databases_run(at, &unseal, err))
		return false;
	if (drop_unsealed(at, name, force, err))
		return true;
	if (!seal(at, name, &ignored))
		gw_error_state(*err, GW_STATE_PARTIAL,
			       "%s may be there still, but no longer as a template", name);
	return false;
}

static bool drop(const struct gw_databases *at, const char *name, bool force, struct gw_error **err)
{
	bool is_sealed;

	if (!gw_databases_is_sealed(at, name, &is_sealed, err))
		return false;
	return is_sealed ? drop_sealed(at, name, force, err) : drop_unsealed(at, name, force, err);
}

/* What the copy has to be told by statements of its own. */
static bool read_properties(const struct gw_databases *at, const char *from, const char *to,
			    struct gw_render *render, struct gw_error **err)
{
	const struct gw_value names[] = {gw_value_text(gw_view_of(from)),
					 gw_value_text(gw_view_of(to))};
	struct gw_rows rows;

	if (!gw_conn_query(at->conn, at->arena, SQL_DATABASES_PROPERTIES, names, GW_COUNT(names),
			   &rows, err))
		return false;
	for (size_t i = 0; i < rows.nrows; i++)
		gw_sql_statement(render, "%w", gw_view_dup(at->arena, gw_cell(&rows, i, 0)));
	return true;
}

static bool give_properties(const struct gw_databases *at, const char *name,
			    const struct gw_render *properties, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	if (gw_databases_run(at, properties, err))
		return true;
	if (drop(at, name, true, &ignored))
		gw_error_state(*err, GW_STATE_UNTOUCHED, "the new database was dropped again");
	else
		gw_error_state(*err, GW_STATE_PARTIAL, "%s is there, but not with all properties",
			       name);
	return false;
}

static bool find_size(const struct gw_databases *at, const char *name, int64_t *ret_bytes,
		      struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_value value = gw_value_text(gw_view_of(name));
	struct gw_rows rows;

	if (!gw_conn_query(at->conn, &scratch, SQL_DATABASES_SIZE, &value, 1, &rows, err))
		return false;
	*ret_bytes = rows.nrows != 0 ? gw_cell_int(&rows, 0, 0) : 0;
	return true;
}

static bool copy(const struct gw_databases *at, const char *from, const char *to,
		 struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};
	const char *strategy = "";
	int64_t bytes;

	if (!find_size(at, from, &bytes, err))
		return false;
	if (at->conn->info.version_number >= VERSION_STRATEGY)
		strategy = bytes > FILE_COPY_BYTES ? " STRATEGY file_copy" : " STRATEGY wal_log";
	gw_sql_statement(&render, "CREATE DATABASE %n TEMPLATE %n%w", to, from, strategy);
	return gw_databases_run(at, &render, err);
}

static bool clone(const struct gw_databases *at, const char *from, const char *to,
		  struct gw_error **err)
{
	struct gw_render properties = {.arena = at->arena, .conn = at->conn};

	return read_properties(at, from, to, &properties, err) && copy(at, from, to, err) &&
	       give_properties(at, to, &properties, err);
}

/* The statement that makes an empty database called name like another one. */
static bool render_like(const struct gw_databases *at, const char *like, const char *name,
			struct gw_render *render, struct gw_error **err)
{
	const struct gw_value value = gw_value_text(gw_view_of(like));
	struct gw_rows rows;

	if (!gw_conn_query(at->conn, at->arena, SQL_DATABASES_LOCALE, &value, 1, &rows, err))
		return false;
	if (rows.nrows == 0)
		return gw_fail(err, GW_E_NO_DATABASE, "the database %s is gone", like);
	gw_sql_statement(render, "CREATE DATABASE %n TEMPLATE template0%w", name,
			 gw_view_dup(at->arena, gw_cell(&rows, 0, 0)));
	return true;
}

static bool create_like(const struct gw_databases *at, const char *like, const char *name,
			struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};

	return render_like(at, like, name, &render, err) && gw_databases_run(at, &render, err);
}

/* Rights, owner and settings are read before there is nothing to read them from. */
static bool empty(const struct gw_databases *at, const char *name, bool force,
		  struct gw_error **err)
{
	struct gw_render properties = {.arena = at->arena, .conn = at->conn};
	struct gw_render made = {.arena = at->arena, .conn = at->conn};

	if (!read_properties(at, name, name, &properties, err) ||
	    !render_like(at, name, name, &made, err) || !drop(at, name, force, err))
		return false;
	if (gw_databases_run(at, &made, err))
		return give_properties(at, name, &properties, err);
	gw_error_state(*err, GW_STATE_PARTIAL, "%s was dropped, and is not there again", name);
	return false;
}

static const char *const doors[] = {"postgres", "template1", NULL};
static const char *const own[] = {"postgres", "template0", "template1", NULL};

/* Nothing of it has to survive anything, so nothing is waited for. */
static const char *const init_arguments[] = {
	"--pgdata=%d/data", "--username=postgres", "--auth=trust", "--encoding=UTF8",
	"--locale=C",       "--no-sync",           NULL,
};
static const char *const serve_arguments[] = {
	"-D", "%d/data",
	"-k", "%d",
	"-c", "listen_addresses=",
	"-c", "unix_socket_permissions=0700",
	"-c", "fsync=off",
	"-c", "full_page_writes=off",
	"-c", "synchronous_commit=off",
	NULL,
};
static const char *const folders[] = {"/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin",
				      "/usr/local/pgsql/bin", NULL};
static const struct gw_server_recipe recipe = {
	.init = "initdb",
	.init_arguments = init_arguments,
	.serve = "postgres",
	.serve_arguments = serve_arguments,
	.folders = folders,
	.user = "postgres",
	.url = "postgres://postgres@/?host=%d",
	.stop_signal = SIGQUIT,
};

static const struct gw_databases_queries queries = {
	.list = SQL_DATABASES_LIST,
	.find = SQL_DATABASES_FIND,
	.exists = SQL_DATABASES_EXISTS,
	.sessions = SQL_DATABASES_SESSIONS,
	.is_sealed = SQL_DATABASES_SEALED,
};

const struct gw_databases_engine gw_pg_databases = {
	.recipe = &recipe,
	.dump = &gw_pg_dump,
	.queries = &queries,
	.doors = doors,
	.own = own,
	.clone_needs_peace = true,
	.list = gw_databases_list,
	.exists = gw_databases_exists,
	.sessions = gw_databases_sessions,
	.create = gw_databases_create,
	.create_like = create_like,
	.drop = drop,
	.clone = clone,
	.empty = empty,
	.seal = seal,
	.is_sealed = gw_databases_is_sealed,
};
