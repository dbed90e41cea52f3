/*
 * The run lock is SQLite's own write lock: taking it opens the transaction that the run goes on in.
 * Nobody can be asked who holds it.
 */
#include "engine/literal.h"
#include "engine/sqlite/sqlite_int.h"

/* One try, without waiting; the caller has its own way to wait. */
static bool begin_now(struct gw_lite_conn *conn, struct gw_error **err)
{
	int64_t busy_ms = conn->busy_ms;
	bool begun;

	conn->busy_ms = 0;
	begun = gw_conn_exec(&conn->base, gw_module_sqlite.words.begin, err);
	conn->busy_ms = busy_ms;
	return begun;
}

/* foreign_keys takes no effect inside a transaction, so this is the moment to switch it off. */
bool gw_lite_try_lock(struct gw_conn *conn, const char *key GW_UNUSED, bool *ret_got,
		      struct gw_error **err)
{
	if (!gw_conn_exec(conn, "PRAGMA foreign_keys = OFF", err))
		return false;
	*ret_got = begin_now(gw_lite(conn), err);
	if (*ret_got)
		return true;
	if ((*err)->code != GW_E_LOCKED)
		return false;
	gw_error_clear(err);
	return true;
}

bool gw_lite_unlock(struct gw_conn *conn, const char *key GW_UNUSED, struct gw_error **err)
{
	return !conn->in_transaction || gw_conn_exec(conn, gw_module_sqlite.words.rollback, err);
}

bool gw_lite_lock_holder(struct gw_conn *conn GW_UNUSED, const char *key GW_UNUSED,
			 struct gw_arena *arena GW_UNUSED, struct gw_lock_holder *ret_holder,
			 struct gw_error **err GW_UNUSED)
{
	*ret_holder = (struct gw_lock_holder){0};
	return true;
}

bool gw_lite_end_session(struct gw_conn *conn GW_UNUSED, int64_t connection_id GW_UNUSED,
			 struct gw_error **err)
{
	return gw_fail(err, GW_E_UNSUPPORTED,
		       "SQLite has no sessions; end the process that uses the file");
}

static void add_timeout(struct gw_arena *arena, const char *before, int64_t value_ms,
			const char *after, struct gw_statements *ret_list)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (value_ms == 0)
		return;
	gw_str_puts(&str, before);
	gw_add_int(&str, value_ms == GW_TIMEOUT_DEFAULT ? 0 : GW_MIN(value_ms, (int64_t)INT32_MAX));
	gw_str_puts(&str, after);
	gw_vec_push(arena, &ret_list->list, gw_str_take(&str, arena));
}

/*
 * How long to wait for the lock of another process, where 0 milliseconds stand for the connection's
 * own default, see run.c; and how long a statement may take, see wait.c.
 */
void gw_lite_set_timeouts(struct gw_arena *arena, const struct gw_timeouts *timeouts,
			  bool in_transaction GW_UNUSED, struct gw_statements *ret_list)
{
	add_timeout(arena, "PRAGMA busy_timeout = ", timeouts->lock_ms, "", ret_list);
	add_timeout(arena, "SELECT godwit_statement_timeout(", timeouts->statement_ms, ")",
		    ret_list);
}
