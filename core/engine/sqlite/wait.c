/*
 * Waiting for locks of other processes, and stopping for a signal. SQLite calls us in both: when a
 * lock is taken (the busy handler) and every so often within a statement (the progress handler).
 */
#include "engine/sqlite/sqlite_int.h"

/* Virtual machine instructions between two looks at the signal: some microseconds. */
enum { PROGRESS_STEPS = 1000, TELL_EVERY_US = 200 * 1000 };

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

/* Returns whether to try again. attempt counts from 0 for each lock. */
static int on_busy(void *payload, int attempt)
{
	struct gw_lite_conn *conn = payload;
	const struct gw_system *sys = conn->base.sys;
	int64_t now_us = sys->monotonic_us();

	if (attempt == 0)
		conn->busy_since_us = now_us;
	if (gw_interrupted(sys)) {
		conn->stopped = true;
		return 0;
	}
	if (now_us - conn->busy_since_us >= conn->busy_ms * 1000)
		return 0;
	tell(conn);
	sys->sleep_ms(pause_ms(attempt));
	return 1;
}

/* Returns whether to end the statement with SQLITE_INTERRUPT. */
static int on_progress(void *payload)
{
	struct gw_lite_conn *conn = payload;

	if (gw_interrupted(conn->base.sys))
		conn->stopped = true;
	tell(conn);
	return conn->stopped;
}

void gw_lite_watch(struct gw_lite_conn *conn)
{
	sqlite3_busy_handler(conn->db, on_busy, conn);
	sqlite3_progress_handler(conn->db, PROGRESS_STEPS, on_progress, conn);
}
