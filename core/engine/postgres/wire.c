/*
 * Waiting for the server.
 *
 * An interrupt (a signal, seen through gw_interrupted) becomes a cancel request. The server drops
 * one that arrives between two statements, so the request is repeated while the server goes on; a
 * server that answers nothing at all is left alone after a while. An interrupt that was pending when
 * run() began counts only after a moment: what is run then is most likely the ROLLBACK that follows
 * the first one.
 */
#include <poll.h>

#include "engine/postgres/postgres_int.h"

enum {
	POLL_MS = 200,
	CANCEL_AGAIN_US = 500 * 1000,
	GIVE_UP_US = 4 * 1000 * 1000,
};

static void cancel(struct gw_pg_flow *flow, int64_t now_us)
{
	PGcancel *request = PQgetCancel(flow->conn->pg);
	char ignored[256]; /* why it failed; libpq wants that much room */

	flow->cancelled_us = now_us;
	if (request != NULL)
		(void)PQcancel(request, ignored, sizeof(ignored));
	PQfreeCancel(request);
}

void gw_pg_heed_interrupt(struct gw_pg_flow *flow)
{
	const struct gw_system *sys = flow->conn->base.sys;
	int64_t now_us;

	if (!gw_interrupted(sys))
		return;
	now_us = sys->monotonic_us();
	if (now_us < flow->heed_from_us)
		return;
	if (!flow->interrupted) {
		flow->interrupted = true;
		flow->interrupted_us = now_us;
		cancel(flow, now_us);
	} else if (now_us - flow->interrupted_us >= GIVE_UP_US) {
		flow->lost = true;
	} else if (now_us - flow->cancelled_us >= CANCEL_AGAIN_US) {
		cancel(flow, now_us);
	}
}

static void heed_patience(struct gw_pg_flow *flow)
{
	struct gw_pg *conn = flow->conn;
	int64_t silent_us = conn->base.sys->monotonic_us() - flow->replied_us;

	if (conn->patience_ms == 0 || silent_us < conn->patience_ms * 1000)
		return;
	conn->ran_out_of_patience = true;
	flow->lost = true;
}

static bool take_in(PGconn *pg)
{
	/*
	 * A TLS record holds up to 16 kB, of which one call takes at least the half. The rest, kept
	 * by the TLS library, would not wake poll().
	 */
	return PQconsumeInput(pg) == 1 && (!PQsslInUse(pg) || PQconsumeInput(pg) == 1);
}

/* Where libpq has no memory for the end of a pipeline, it waits for it for ever. */
static bool lost_memory(PGconn *pg)
{
	return gw_view_starts(gw_view_of(PQerrorMessage(pg)), "out of memory");
}

/* What happened; 0: nothing for a moment. */
static short wait_for(struct gw_pg_flow *flow, short events)
{
	struct pollfd fd = {.fd = PQsocket(flow->conn->pg), .events = events};
	int ready;

	if ((events & POLLOUT) == 0)
		gw_conn_uses_time(&flow->conn->base);
	ready = poll(&fd, 1, POLL_MS);
	gw_pg_heed_interrupt(flow);
	if (ready == 0) {
		heed_patience(flow);
		gw_conn_waits(&flow->conn->base);
		flow->lost |= lost_memory(flow->conn->pg);
	}
	return ready > 0 ? fd.revents : 0;
}

bool gw_pg_wait(struct gw_pg_flow *flow, bool writing)
{
	short happened = wait_for(flow, writing ? POLLIN | POLLOUT : POLLIN);

	if ((happened & ~POLLOUT) != 0 && !take_in(flow->conn->pg))
		flow->lost = true;
	return (happened & POLLOUT) != 0;
}

void gw_pg_wait_to_write(struct gw_pg_flow *flow)
{
	(void)wait_for(flow, POLLOUT);
}

bool gw_pg_flush(struct gw_pg_flow *flow)
{
	int left = PQflush(flow->conn->pg);

	flow->queued_bytes = 0;
	if (left < 0)
		flow->lost = true;
	return left <= 0;
}

bool gw_pg_has_result(const struct gw_pg_flow *flow)
{
	PGconn *pg = flow->conn->pg;

	/* Of a broken connection libpq has the last results ready; one that was given up is open. */
	return PQstatus(pg) == CONNECTION_BAD || (!flow->lost && !PQisBusy(pg));
}
