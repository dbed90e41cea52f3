/*
 * Other sessions: whether a lost one is over, and who may be in the way.
 *
 * A session is listed until its transaction is rolled back and its locks are free. Behind a proxy
 * that shares its connections (MaxScale), the number is of the connection to the server. Sessions on
 * other nodes of a Galera cluster are not listed.
 */
#include "engine/mysql/mysql_int.h"
#include "mysql_sql.h"

/* Uptime is in whole seconds, and read a moment after the time. */
enum { START_TOLERANCE_US = 2 * 1000 * 1000 };

bool gw_my_restarted(const struct gw_conn *conn, const struct gw_lost *lost)
{
	int64_t now_us = conn->info.session_start_us;
	int64_t then_us = lost->session_start_us;
	int64_t apart_us = now_us > then_us ? now_us - then_us : then_us - now_us;

	return now_us != 0 && then_us != 0 && apart_us > START_TOLERANCE_US;
}

bool gw_my_is_over(struct gw_conn *conn, const struct gw_lost *lost, bool *ret_over,
		   struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_value id = gw_value_int(lost->connection_id);
	struct gw_rows rows;

	/* We have its number: it does nothing but ask this. */
	if (lost->connection_id == 0 || lost->connection_id == conn->info.connection_id ||
	    gw_my_restarted(conn, lost)) {
		*ret_over = true;
		return true;
	}
	if (!gw_conn_query(conn, &scratch, SQL_SESSION_EXISTS, &id, 1, &rows, err))
		return false;
	*ret_over = gw_cell_int(&rows, 0, 0) == 0;
	return true;
}

/* Columns of sql/blockers.sql. */
enum { BLOCKER_ID, BLOCKER_USER, BLOCKER_HOST, BLOCKER_BUSY, BLOCKER_TIME, BLOCKER_AGE };

static void add_blocker(struct gw_str *str, const struct gw_rows *rows, size_t row)
{
	struct gw_view user = gw_cell(rows, row, BLOCKER_USER);
	struct gw_view host = gw_cell(rows, row, BLOCKER_HOST);
	bool busy = gw_cell_bool(rows, row, BLOCKER_BUSY);
	bool in_transaction = !gw_cell_is_null(rows, row, BLOCKER_AGE);
	long long seconds = gw_cell_int(rows, row, BLOCKER_TIME);

	gw_str_printf(str, "%ssession %lld of ", row != 0 ? "\n" : "",
		      (long long)gw_cell_int(rows, row, BLOCKER_ID));
	gw_str_add_escaped(str, user);
	gw_str_puts(str, "@");
	gw_str_add_escaped(str, host);
	if (busy)
		gw_str_printf(str, ", in its query for %lld s", seconds);
	else
		gw_str_printf(str, ", idle for %lld s", seconds);
	if (in_transaction)
		gw_str_printf(str, ", in a transaction for %lld s",
			      (long long)gw_cell_int(rows, row, BLOCKER_AGE));
}

/* Who may see all sessions sees their transactions too; others see those of the same user. */
static bool list_blockers(struct gw_conn *conn, struct gw_arena *arena, struct gw_rows *ret_rows,
			  struct gw_error **err)
{
	if (gw_conn_query(conn, arena, SQL_BLOCKERS, NULL, 0, ret_rows, err))
		return true;
	if ((*err)->code != GW_E_PERMISSION)
		return false;
	gw_error_clear(err);
	return gw_conn_query(conn, arena, SQL_BLOCKERS_OWN, NULL, 0, ret_rows, err);
}

bool gw_my_blockers(struct gw_conn *conn, struct gw_arena *arena,
		    struct gw_view statement GW_UNUSED, const char **ret_text,
		    struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_rows rows;

	if (!list_blockers(conn, arena, &rows, err))
		return false;
	for (size_t i = 0; i < rows.nrows; i++)
		add_blocker(&str, &rows, i);
	*ret_text = gw_str_take(&str, arena);
	return true;
}
