/*
 * Waiting for locks of other processes, and stopping: for a signal, or because a statement runs for
 * too long. SQLite calls us in both: when a lock is taken (the busy handler) and every so often
 * within a statement (the progress handler).
 */
#include "engine/sqlite/sqlite_int.h"

/* Virtual machine instructions between two looks at signal and clock: some microseconds. */
enum { PROGRESS_STEPS = 1000 };
enum {
	TELL_EVERY_US = 200 * 1000,
	GRACE_US = 2 * 1000 * 1000, /* from the signal: what cleans up after it may wait and run */
};

static int pause_ms(int attempt)
{
	static const int pauses[] = {1, 2, 5, 10, 15, 20, 25, 25, 25, 50, 50, 100};

	return pauses[GW_MIN((size_t)attempt, GW_COUNT(pauses) - 1)];
}

/* Tells whoever wants to know that we wait, a few times a second. */
static void tell(struct gw_lite_conn *conn)
{
	int64_t now_us;

	if (conn->base.waiting == NULL)
		return;
	now_us = conn->base.sys->monotonic_us();
	if (now_us - conn->told_us < TELL_EVERY_US)
		return;
	conn->told_us = now_us;
	gw_conn_waits(&conn->base);
}

static bool must_stop(struct gw_lite_conn *conn)
{
	int64_t now_us;

	if (!gw_interrupted(conn->base.sys))
		return false;
	now_us = conn->base.sys->monotonic_us();
	if (conn->signal_seen_us == 0)
		conn->signal_seen_us = now_us;
	return !conn->cleaning || now_us - conn->signal_seen_us >= GRACE_US;
}

/* Returns whether to try again. attempt counts from 0 for each lock. */
static int on_busy(void *payload, int attempt)
{
	struct gw_lite_conn *conn = payload;
	const struct gw_system *sys = conn->base.sys;
	int64_t now_us = sys->monotonic_us();

	if (attempt == 0)
		conn->busy_since_us = now_us;
	if (must_stop(conn)) {
		conn->stopped = true;
		return 0;
	}
	if (now_us - conn->busy_since_us >= conn->busy_ms * 1000)
		return 0;
	tell(conn);
	sys->sleep_ms(pause_ms(attempt));
	return 1;
}

static bool is_over_time(const struct gw_lite_conn *conn)
{
	return conn->statement_ms != 0 &&
	       conn->base.sys->monotonic_us() - conn->statement_since_us >=
		       conn->statement_ms * 1000;
}

/* Returns whether to end the statement with SQLITE_INTERRUPT. */
static int on_progress(void *payload)
{
	struct gw_lite_conn *conn = payload;

	if (must_stop(conn))
		conn->stopped = true;
	else if (is_over_time(conn))
		conn->timed_out = true;
	tell(conn);
	return conn->stopped || conn->timed_out;
}

static void set_statement_timeout(sqlite3_context *context, int n GW_UNUSED, sqlite3_value **values)
{
	struct gw_lite_conn *conn = sqlite3_user_data(context);

	conn->statement_ms = GW_MAX(sqlite3_value_int64(values[0]), (sqlite3_int64)0);
}

bool gw_lite_add_functions(struct gw_lite_conn *conn)
{
	/* Not for views and triggers: a file that somebody else prepared cannot call it. */
	return sqlite3_create_function_v2(conn->db, "godwit_statement_timeout", 1,
					  SQLITE_UTF8 | SQLITE_DIRECTONLY, conn,
					  set_statement_timeout, NULL, NULL, NULL) == SQLITE_OK;
}

void gw_lite_watch(struct gw_lite_conn *conn)
{
	sqlite3_busy_handler(conn->db, on_busy, conn);
	sqlite3_progress_handler(conn->db, PROGRESS_STEPS, on_progress, conn);
}
