/*
 * The run lock is SQLite's own write lock, which BEGIN IMMEDIATE takes: it is always free here, and
 * nobody can be asked who holds it.
 */
#include "engine/literal.h"
#include "engine/sqlite/sqlite_int.h"

bool gw_lite_try_lock(struct gw_conn *conn GW_UNUSED, const char *key GW_UNUSED, bool *ret_got,
		      struct gw_error **err GW_UNUSED)
{
	*ret_got = true;
	return true;
}

bool gw_lite_unlock(struct gw_conn *conn GW_UNUSED, const char *key GW_UNUSED,
		    struct gw_error **err GW_UNUSED)
{
	return true;
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

/*
 * How long to wait for the lock of another process; 0 is the default again. SQLite knows no
 * timeout of statements.
 */
void gw_lite_set_timeouts(struct gw_arena *arena, const struct gw_timeouts *timeouts,
			  bool in_transaction GW_UNUSED, struct gw_statements *ret_list)
{
	int64_t ms = timeouts->lock_ms > 0 ? GW_MIN(timeouts->lock_ms, (int64_t)INT32_MAX)
					   : (int64_t)GW_LITE_BUSY_MS;
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "PRAGMA busy_timeout = ");
	gw_add_int(&str, ms);
	gw_vec_push(arena, &ret_list->list, gw_str_take(&str, arena));
}
