/*
 * The client library's calls in their non-blocking form: each is started, and continued whenever
 * gw_my_wait() has seen what it waits for. To the callers they look like the blocking calls.
 */
#include "engine/mysql/mysql_int.h"

/* Goes through one call: START begins it, CONT goes on with what came. */
#define COMPLETE(conn, start, cont)                            \
	do {                                                   \
		int wanted = (start);                          \
                                                               \
		while (wanted != 0) {                          \
			int came = gw_my_wait((conn), wanted); \
                                                               \
			wanted = (cont);                       \
		}                                              \
	} while (0)

bool gw_my_open(struct gw_my_conn *conn, const struct gw_my_endpoint *endpoint)
{
	const struct gw_my_settings *settings = &conn->settings;
	MYSQL *ret = NULL;

	COMPLETE(conn,
		 mysql_real_connect_start(&ret, conn->my, endpoint->host, settings->user,
					  settings->password, settings->database, endpoint->port,
					  endpoint->socket, CLIENT_MULTI_STATEMENTS),
		 mysql_real_connect_cont(&ret, conn->my, came));
	return ret != NULL;
}

bool gw_my_send(struct gw_my_conn *conn, struct gw_view text)
{
	int failed = 1;

	COMPLETE(conn, mysql_real_query_start(&failed, conn->my, text.p, text.n),
		 mysql_real_query_cont(&failed, conn->my, came));
	return failed == 0;
}

bool gw_my_send_only(struct gw_my_conn *conn, struct gw_view text)
{
	int failed = 1;

	COMPLETE(conn, mysql_send_query_start(&failed, conn->my, text.p, text.n),
		 mysql_send_query_cont(&failed, conn->my, came));
	return failed == 0;
}

bool gw_my_read_first(struct gw_my_conn *conn)
{
	my_bool failed = 1;

	COMPLETE(conn, mysql_read_query_result_start(&failed, conn->my),
		 mysql_read_query_result_cont(&failed, conn->my, came));
	return failed == 0;
}

int gw_my_next(struct gw_my_conn *conn)
{
	int outcome = 1;

	COMPLETE(conn, mysql_next_result_start(&outcome, conn->my),
		 mysql_next_result_cont(&outcome, conn->my, came));
	/* -1 is also what an answer gives that breaks off among its columns. */
	return outcome < 0 && mysql_errno(conn->my) != 0 ? 1 : outcome;
}

MYSQL_RES *gw_my_store(struct gw_my_conn *conn)
{
	MYSQL_RES *result = NULL;

	COMPLETE(conn, mysql_store_result_start(&result, conn->my),
		 mysql_store_result_cont(&result, conn->my, came));
	return result;
}

MYSQL_ROW gw_my_fetch(struct gw_my_conn *conn, MYSQL_RES *result)
{
	MYSQL_ROW row = NULL;

	COMPLETE(conn, mysql_fetch_row_start(&row, result),
		 mysql_fetch_row_cont(&row, result, came));
	return row;
}

void gw_my_result_free(MYSQL_RES **result)
{
	mysql_free_result(*result);
}
