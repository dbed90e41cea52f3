/*
 * Whole databases of a MariaDB or MySQL server.
 */
#include <signal.h>

#include "engine/mysql/databases_int.h"
#include "mysql_sql.h"

static bool end_sessions(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	const struct gw_value value = gw_value_text(gw_view_of(name));
	struct gw_rows rows;

	if (!gw_conn_query(at->conn, at->arena, SQL_DATABASES_SESSION_IDS, &value, 1, &rows, err))
		return false;
	for (size_t i = 0; i < rows.nrows; i++) {
		if (!gw_my_end_session(at->conn, gw_cell_int(&rows, i, 0), err))
			return false;
	}
	return true;
}

bool gw_my_database_drop(const struct gw_databases *at, const char *name, bool force,
			 struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};

	gw_sql_statement(&render, "DROP DATABASE %n", name);
	return (!force || end_sessions(at, name, err)) && gw_databases_run(at, &render, err);
}

/* The statement that makes a database called name like another one. */
static bool render_like(const struct gw_databases *at, const char *like, const char *name,
			struct gw_render *render, struct gw_error **err)
{
	const struct gw_value value = gw_value_text(gw_view_of(like));
	struct gw_rows rows;

	if (!gw_conn_query(at->conn, at->arena, SQL_DATABASES_LIKE, &value, 1, &rows, err))
		return false;
	if (rows.nrows == 0)
		return gw_fail(err, GW_E_NO_DATABASE, "the database %s is gone", like);
	gw_sql_statement(render, "CREATE DATABASE %n%w", name,
			 gw_view_dup(at->arena, gw_cell(&rows, 0, 0)));
	return true;
}

bool gw_my_database_create_like(const struct gw_databases *at, const char *like, const char *name,
				struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};

	return render_like(at, like, name, &render, err) && gw_databases_run(at, &render, err);
}

static bool empty(const struct gw_databases *at, const char *name, bool force,
		  struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};

	if (!render_like(at, name, name, &render, err) ||
	    !gw_my_database_drop(at, name, force, err))
		return false;
	if (gw_databases_run(at, &render, err))
		return true;
	gw_error_state(*err, GW_STATE_PARTIAL, "%s was dropped, and is not there again", name);
	return false;
}

void gw_my_render_mark(struct gw_render *render, const char *database, const char *mark)
{
	gw_sql_statement(render,
			 "CREATE TABLE %n.%n (id integer PRIMARY KEY) COMMENT '" GW_MY_MARK "'",
			 database, mark);
}

static bool seal(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};

	gw_my_render_mark(&render, name, "godwit_template");
	return gw_my_database_sleep(at, name, err) && gw_databases_run(at, &render, err);
}

static const char *const doors[] = {"information_schema", NULL};
static const char *const own[] = {"information_schema", "mysql", "performance_schema", "sys", NULL};

/* Nothing of it has to survive anything, so nothing is waited for. */
static const char *const init_arguments[] = {
	"--no-defaults",
	"--datadir=%d/data",
	"--tmpdir=%d",
	"--auth-root-authentication-method=normal",
	"--skip-test-db",
	"--innodb-flush-method=nosync",
	NULL,
};
static const char *const serve_arguments[] = {
	"--no-defaults",
	"--datadir=%d/data",
	"--tmpdir=%d",
	"--socket=%d/socket",
	"--pid-file=%d/pid",
	"--skip-networking",
	"--innodb-flush-method=nosync",
	"--innodb-flush-log-at-trx-commit=0",
	"--sync-binlog=0",
	"--character-set-server=utf8mb4",
	NULL,
};
static const char *const folders[] = {"/usr/sbin", "/usr/bin", "/usr/local/mysql/bin", NULL};
static const struct gw_server_recipe recipe = {
	.init = "mariadb-install-db",
	.init_arguments = init_arguments,
	.serve = "mariadbd",
	.serve_arguments = serve_arguments,
	.folders = folders,
	.user = "mysql",
	.url = "mysql://root@localhost/?socket=%d/socket",
	.stop_signal = SIGKILL,
};

static const struct gw_databases_queries queries = {
	.list = SQL_DATABASES_LIST,
	.find = SQL_DATABASES_FIND,
	.exists = SQL_DATABASES_EXISTS,
	.sessions = SQL_DATABASES_SESSIONS,
	.is_sealed = SQL_DATABASES_SEALED,
	.is_unfinished = SQL_DATABASES_UNFINISHED,
};

const struct gw_databases_engine gw_my_databases = {
	.recipe = &recipe,
	.dump = &gw_my_dump,
	.queries = &queries,
	.doors = doors,
	.own = own,
	.clone_needs_peace = true,
	.list = gw_databases_list,
	.exists = gw_databases_exists,
	.sessions = gw_databases_sessions,
	.create = gw_databases_create,
	.create_like = gw_my_database_create_like,
	.drop = gw_my_database_drop,
	.clone = gw_my_database_clone,
	.wake = gw_my_database_wake,
	.empty = empty,
	.seal = seal,
	.is_sealed = gw_databases_is_sealed,
};
