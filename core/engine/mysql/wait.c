/*
 * Every wait for the server goes through here, so that a signal is noticed wherever it arrives:
 *
 *	signal seen --GRACE--> KILL QUERY, again each RESEND
 *		    --GENTLE--> KILL CONNECTION
 *		    --PATIENCE--> connection given up
 *
 * The grace lets the short statements of a cleanup (ROLLBACK, RELEASE_LOCK) through while the
 * signal is still pending. KILL QUERY is sent more than once because it has no effect when it meets
 * the gap between two statements of a batch, or a function that swallows it (BENCHMARK); KILL
 * CONNECTION stops a batch for good.
 */
#include <poll.h>

#include "engine/mysql/mysql_int.h"

enum {
	SLICE_MS = 100,
	GRACE_US = 300 * 1000,
	RESEND_US = 250 * 1000,
	GENTLE_US = 2500 * 1000,
	PATIENCE_US = 4 * 1000 * 1000,
};

static short poll_events(int wanted)
{
	int events = 0;

	if (wanted & MYSQL_WAIT_READ)
		events |= POLLIN;
	if (wanted & MYSQL_WAIT_WRITE)
		events |= POLLOUT;
	if (wanted & MYSQL_WAIT_EXCEPT)
		events |= POLLPRI;
	return (short)events;
}

static int library_events(short events)
{
	int came = 0;

	/* An error or hang-up is found out by reading. */
	if (events & (POLLIN | POLLERR | POLLHUP | POLLNVAL))
		came |= MYSQL_WAIT_READ;
	if (events & (POLLOUT | POLLERR | POLLHUP))
		came |= MYSQL_WAIT_WRITE;
	if (events & POLLPRI)
		came |= MYSQL_WAIT_EXCEPT;
	return came;
}

/* Whether the connection is to be given up because of a signal. */
static bool stopping(struct gw_my_conn *conn)
{
	struct gw_my_stop *stop = &conn->stop;
	int64_t now_us, elapsed_us;

	if (!gw_interrupted(conn->base.sys))
		return false;
	now_us = conn->base.sys->monotonic_us();
	if (stop->seen_us == 0)
		stop->seen_us = now_us;
	elapsed_us = now_us - stop->seen_us;
	/* There is nothing to cancel while we are still connecting. */
	stop->abandoned = elapsed_us >= PATIENCE_US || conn->endpoint == NULL;
	if (stop->abandoned)
		return true;
	if (elapsed_us >= GRACE_US && now_us - stop->sent_us >= RESEND_US) {
		stop->sent_us = now_us;
		if (gw_my_cancel(conn, elapsed_us >= GENTLE_US))
			stop->cancelled = true;
	}
	return false;
}

/*
 * Connected, and TLS is demanded: the library goes on when the greeting is there, and offers it. False
 * when it is to wait on.
 */
static bool may_go_on(struct gw_my_conn *conn, struct pollfd *fd)
{
	enum { PART_MS = 1 };
	bool failed = (fd->revents & (POLLERR | POLLHUP | POLLNVAL)) != 0;

	if (conn->greeting != GW_MY_GREETING_AWAITED || failed)
		return true;
	/* What is there already would wake us at once. */
	if (fd->events == POLLIN)
		conn->base.sys->sleep_ms(PART_MS);
	fd->events = POLLIN;
	conn->greeting = gw_my_peek_greeting(fd->fd);
	return conn->greeting != GW_MY_GREETING_AWAITED;
}

int gw_my_poll(MYSQL *my, int wanted, int timeout_ms)
{
	struct pollfd fd = {.fd = mysql_get_socket(my), .events = poll_events(wanted)};

	return poll(&fd, 1, timeout_ms) > 0 ? library_events(fd.revents) : 0;
}

/*
 * Where many answers are due, several come in a millisecond: what it takes the server to wake us for each
 * is not there for the next statement.
 */
static void rest(const struct gw_my_conn *conn)
{
	enum { MANY = 16, REST_MS = 1 };

	if (conn->due >= MANY)
		conn->base.sys->sleep_ms(REST_MS);
}

int gw_my_wait(struct gw_my_conn *conn, int wanted)
{
	struct pollfd fd = {.fd = mysql_get_socket(conn->my), .events = poll_events(wanted)};
	const struct gw_system *sys = conn->base.sys;
	bool reading = (wanted & MYSQL_WAIT_WRITE) == 0;
	int64_t deadline_us = INT64_MAX;

	if (reading)
		gw_conn_uses_time(&conn->base);
	if (wanted & MYSQL_WAIT_TIMEOUT)
		deadline_us = sys->monotonic_us() +
			      (int64_t)mysql_get_timeout_value_ms(conn->my) * 1000;
	while (!stopping(conn)) {
		gw_my_heart_tick(conn);
		if (reading)
			rest(conn);
		if (poll(&fd, 1, SLICE_MS) > 0 && may_go_on(conn, &fd)) {
			if (conn->greeting == GW_MY_GREETING_NO_TLS)
				break;
			return library_events(fd.revents) | (wanted & MYSQL_WAIT_WRITE);
		}
		gw_conn_waits(&conn->base);
		if (sys->monotonic_us() >= deadline_us)
			break;
	}
	return MYSQL_WAIT_TIMEOUT;
}
