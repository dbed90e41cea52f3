/*
 * Statements of megabytes. libpq keeps two copies of a text until it is answered, and wants a third,
 * one that ends in NUL. A large one goes to the socket as it is, as the message that libpq would make
 * of it, and libpq sends what follows, for the statement without a name:
 *
 *	ours     Parse (text)
 *	libpq's               Bind Describe Execute ..
 *
 * The server gets the same bytes as for a small one, and answers the same. All that was sent before is
 * answered by then, or both sides could wait for each other with full buffers: while the message is
 * half written, libpq must not be called. Where the connection is encrypted, only libpq can write.
 */
#include <arpa/inet.h>
#include <errno.h>
#include <string.h>
#include <sys/socket.h>

#include "engine/postgres/postgres_int.h"

enum {
	LARGE_BYTES = 4 * 1024 * 1024, /* a flight by itself: one turnaround more is nothing */
	MOST_BYTES = 1024 * 1024 * 1024, /* the server takes no longer message; it says so itself */
};

bool gw_pg_is_large(const struct gw_pg_flow *flow, const struct gw_request *request)
{
	PGconn *pg = flow->conn->pg;

	return request->sql.n >= LARGE_BYTES && request->sql.n < MOST_BYTES &&
	       request->nparams == 0 && PQpipelineStatus(pg) == PQ_PIPELINE_ON &&
	       PQsslInUse(pg) == 0 && PQgssEncInUse(pg) == 0;
}

static void put(struct gw_pg_flow *flow, struct gw_view bytes)
{
	PGconn *pg = flow->conn->pg;

	while (bytes.n != 0 && !flow->lost) {
		ssize_t n = send(PQsocket(pg), bytes.p, bytes.n, MSG_NOSIGNAL);

		if (n >= 0)
			bytes = gw_view_from(bytes, (size_t)n);
		else if (errno == EAGAIN || errno == EWOULDBLOCK)
			gw_pg_wait_to_write(flow);
		else if (errno != EINTR)
			flow->lost = true;
	}
}

bool gw_pg_send_large(struct gw_pg_flow *flow, const struct gw_request *request)
{
	enum { LENGTH = sizeof(uint32_t), TYPES = sizeof(uint16_t) };
	PGconn *pg = flow->conn->pg;
	uint32_t length = htonl((uint32_t)(LENGTH + 1 + request->sql.n + 1 + TYPES));
	char head[1 + LENGTH + 1] = {'P'}; /* then the length, and a name of no bytes */
	static const char end[1 + TYPES]; /* of the text; and no types of parameters */

	memcpy(head + 1, &length, LENGTH);
	/* Stays in libpq's buffer, which is empty but for that. */
	if (PQsendQueryPrepared(pg, "", 0, NULL, NULL, NULL, 0) != 1)
		return false;
	put(flow, (struct gw_view){head, sizeof(head)});
	put(flow, request->sql);
	put(flow, (struct gw_view){end, sizeof(end)});
	/* The server's last words, if there are any. */
	if (flow->lost)
		(void)PQconsumeInput(pg);
	return !flow->lost;
}
