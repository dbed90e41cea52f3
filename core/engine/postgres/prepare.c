/*
 * A statement of ours that comes again and again (the rows of the history) is prepared: the server
 * reads and plans it once, and once it goes over the wire.
 *
 *	Prepare, request, request, ...    ->    prepared, result, result, ...
 *
 * A script can take away what is prepared, with DEALLOCATE ALL or DISCARD ALL: a pipeline with such a
 * statement goes without. Where it hides in a function, the next row of the history fails, before
 * anything of its migration; the run is tried again, and goes without from then on. So it does behind
 * a pooler, where the next transaction may be on another server.
 */
#include <string.h>

#include "engine/postgres/postgres_int.h"

bool gw_pg_takes_away_prepared(struct gw_view first_word)
{
	return gw_view_is_nocase(first_word, "deallocate") ||
	       gw_view_is_nocase(first_word, "discard");
}

bool gw_pg_is_prepared(const struct gw_pg_flow *flow, const struct gw_request *request)
{
	const struct gw_pg *conn = flow->conn;

	return request->repeated && flow->prepares && !conn->never_prepares &&
	       !conn->base.info.pooled;
}

/* Names are not used twice: of one whose answer was not heard nobody knows whether it is there. */
static bool prepare(struct gw_pg_flow *flow, const char *sql)
{
	struct gw_pg *conn = flow->conn;

	conn->prepared_name = gw_format(&conn->arena, "godwit_%u", ++conn->prepared_count);
	flow->preparing = flow->sent + 1;
	return PQsendPrepare(conn->pg, conn->prepared_name, sql, 0, NULL) == 1;
}

bool gw_pg_send_prepared(struct gw_pg_flow *flow, const char *sql, const char *const *values,
			 size_t nvalues)
{
	struct gw_pg *conn = flow->conn;
	bool known = conn->prepared != NULL && strcmp(conn->prepared, sql) == 0;

	if (!known) {
		if (!prepare(flow, sql))
			return false;
		conn->prepared = gw_strdup(&conn->arena, sql);
	}
	return PQsendQueryPrepared(conn->pg, conn->prepared_name, (int)nvalues, values, NULL, NULL,
				   0) == 1;
}

bool gw_pg_take_prepared(struct gw_pg_flow *flow, const PGresult *result)
{
	if (flow->stopped || flow->preparing != flow->answered + 1 ||
	    PQresultStatus(result) != PGRES_COMMAND_OK)
		return false;
	flow->preparing = 0;
	return true;
}

void gw_pg_end_preparing(struct gw_pg_flow *flow)
{
	/* Not heard of, or taken away. */
	if (flow->preparing != 0 || !flow->prepares)
		flow->conn->prepared = NULL;
	flow->preparing = 0;
}

bool gw_pg_lost_prepared(struct gw_pg_flow *flow, const char *sqlstate)
{
	static const char not_there[] = "26000", there_already[] = "42P05";
	const struct gw_request *request = &flow->requests[flow->answered];

	if (sqlstate == NULL || !gw_pg_is_prepared(flow, request) ||
	    (strcmp(sqlstate, not_there) != 0 && strcmp(sqlstate, there_already) != 0))
		return false;
	flow->conn->never_prepares = true;
	flow->conn->prepared = NULL;
	return true;
}
