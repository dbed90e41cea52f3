/*
 * COPY. Pipelines do not take it: it turns the connection around, and the rows follow.
 *
 * COPY FROM STDIN gets its inline rows, without the "\." line that ends them in a script: to the
 * server that line would be data in some formats. Without rows it gets a refusal, so that a script
 * that forgot them ends in an error and not in a connection that waits for ever. What COPY TO STDOUT
 * sends is dropped.
 */
#include "engine/postgres/postgres_int.h"

enum { CHUNK_BYTES = 64 * 1024 };

bool gw_pg_is_copy(const struct gw_request *request)
{
	return request->is_copy || gw_view_is_nocase(gw_pg_first_word(request), "copy");
}

static void push(struct gw_pg_flow *flow)
{
	while (!flow->lost && !gw_pg_flush(flow))
		gw_pg_wait(flow, true);
}

/* The next result, NULL when there is none left or the connection is lost. */
static PGresult *next_result(struct gw_pg_flow *flow)
{
	push(flow);
	while (!flow->lost && PQisBusy(flow->conn->pg))
		gw_pg_wait(flow, false);
	return gw_pg_has_result(flow) ? PQgetResult(flow->conn->pg) : NULL;
}

/* The rows without the line "\." at their end. */
static struct gw_view rows_of(struct gw_view data)
{
	struct gw_view rows = gw_view_trim(data);

	rows = (struct gw_view){data.p, rows.n != 0 ? (size_t)(rows.p - data.p) + rows.n : 0};
	if (!gw_view_ends(rows, "\\."))
		return data;
	rows = gw_view_slice(rows, 0, rows.n - 2);
	return rows.n == 0 || gw_view_ends(rows, "\n") ? rows : data;
}

static void put_rows(struct gw_pg_flow *flow, struct gw_view rows)
{
	while (rows.n != 0 && !flow->lost && !flow->interrupted) {
		size_t size = GW_MIN(rows.n, (size_t)CHUNK_BYTES);

		if (PQputCopyData(flow->conn->pg, rows.p, (int)size) < 0)
			flow->lost = true;
		push(flow);
		gw_pg_heed_interrupt(flow);
		rows = gw_view_from(rows, size);
	}
}

static void copy_in(struct gw_pg_flow *flow)
{
	const struct gw_request *request = &flow->requests[flow->answered];
	const char *refusal = NULL;

	if (request->is_copy)
		put_rows(flow, rows_of(request->copy_data));
	else
		refusal = "no rows follow the statement";
	if (flow->interrupted)
		refusal = "interrupted";
	while (!flow->lost) {
		int done = PQputCopyEnd(flow->conn->pg, refusal);

		if (done > 0)
			break;
		if (done < 0)
			flow->lost = true;
		push(flow);
	}
}

static void copy_out(struct gw_pg_flow *flow)
{
	char *row;
	int size;

	while (!flow->lost && (size = PQgetCopyData(flow->conn->pg, &row, 1)) != -1) {
		if (size > 0)
			PQfreemem(row);
		else if (size == 0)
			gw_pg_wait(flow, false);
		else
			break;
	}
}

/* Goes on with one result; false when there is none. */
static bool step(struct gw_pg_flow *flow)
{
	GW_PG_RESULT_AUTO PGresult *result = next_result(flow);

	if (result == NULL)
		return false;
	switch ((int)PQresultStatus(result)) {
	case PGRES_COPY_IN:
		copy_in(flow);
		break;
	case PGRES_COPY_OUT:
		copy_out(flow);
		break;
	default:
		gw_pg_take_result(flow, result);
		break;
	}
	return true;
}

void gw_pg_copy(struct gw_pg_flow *flow)
{
	if (!gw_pg_send(flow))
		return;
	while (step(flow))
		continue;
}
