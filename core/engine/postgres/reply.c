/*
 * Results as replies: rows copied into the caller's arena, in one piece; or told one by one.
 */
#include <string.h>

#include "engine/postgres/postgres_int.h"

static size_t cells_bytes(const PGresult *result, int nrows, int ncols)
{
	size_t total = 0;

	for (int row = 0; row < nrows; row++) {
		for (int col = 0; col < ncols; col++)
			total += (size_t)PQgetlength(result, row, col) + 1;
	}
	return total;
}

static void copy_cells(struct gw_arena *arena, const PGresult *result, struct gw_rows *rows)
{
	int nrows = PQntuples(result), ncols = PQnfields(result);
	char *next = gw_alloc(arena, cells_bytes(result, nrows, ncols));
	struct gw_view *cell = rows->cells;

	for (int row = 0; row < nrows; row++) {
		for (int col = 0; col < ncols; col++, cell++) {
			size_t size = (size_t)PQgetlength(result, row, col);

			if (PQgetisnull(result, row, col))
				continue;
			memcpy(next, PQgetvalue(result, row, col), size);
			*cell = (struct gw_view){next, size};
			next += size + 1; /* cells end in NUL as well: the memory is zeroed */
		}
	}
}

static struct gw_rows copy_rows(struct gw_arena *arena, const PGresult *result)
{
	struct gw_rows rows = {
		.nrows = (size_t)PQntuples(result),
		.ncols = (size_t)PQnfields(result),
	};

	if (rows.ncols == 0)
		return rows;
	rows.names = gw_new_array(arena, const char *, rows.ncols);
	for (size_t col = 0; col < rows.ncols; col++)
		rows.names[col] = gw_strdup(arena, PQfname(result, (int)col));
	rows.cells = gw_new_array(arena, struct gw_view, rows.nrows * rows.ncols);
	copy_cells(arena, result, &rows);
	return rows;
}

static int64_t affected_rows(PGresult *result)
{
	uint64_t count;

	if (!gw_parse_u64(gw_view_of(PQcmdTuples(result)), &count) || count > INT64_MAX)
		return -1;
	return (int64_t)count;
}

static void deliver(struct gw_pg_flow *flow, PGresult *result)
{
	int64_t now_us = flow->conn->base.sys->monotonic_us();
	struct gw_reply reply = {
		.index = flow->answered,
		.affected = affected_rows(result),
		.elapsed_us = now_us - flow->replied_us,
	};

	flow->replied_us = now_us;
	flow->row = (struct gw_rows){0};
	if (strcmp(PQcmdStatus(result), "DISCARD ALL") == 0)
		flow->conn->discarded = true;
	if (flow->reply != NULL) {
		reply.rows = copy_rows(flow->arena, result);
		if (!flow->reply(flow->payload, &reply, flow->err)) {
			flow->stopped = true;
			flow->failed = flow->answered;
			return;
		}
	}
	flow->answered++;
}

/*
 * The server ends the session with its last words, or libpq speaks for it: the server is gone, or
 * there was no memory for its answer, and nobody knows what that was.
 */
static bool is_last_word(const PGconn *pg, const PGresult *result)
{
	struct gw_view severity = gw_view_of(
		PQresultErrorField(result, PG_DIAG_SEVERITY_NONLOCALIZED));

	return PQstatus(pg) == CONNECTION_BAD || severity.p == NULL ||
	       gw_view_is(severity, "FATAL") || gw_view_is(severity, "PANIC");
}

static void fail(struct gw_pg_flow *flow, const PGresult *result)
{
	PGconn *pg = flow->conn->pg;

	flow->stopped = true;
	if (is_last_word(pg, result)) {
		flow->lost = true;
		flow->failed = flow->n;
		gw_pg_fail_lost(pg, result, flow->err);
	} else {
		flow->failed = flow->answered;
		gw_pg_fail_result(flow, result);
	}
}

/* As it stands in libpq's memory: ten thousand rows are never there at once. */
static struct gw_rows view_row(struct gw_pg_flow *flow, const PGresult *result)
{
	struct gw_rows *row = &flow->row;

	if (row->ncols == 0) {
		row->nrows = 1;
		row->ncols = (size_t)PQnfields(result);
		row->names = gw_new_array(flow->arena, const char *, row->ncols);
		row->cells = gw_new_array(flow->arena, struct gw_view, row->ncols);
	}
	for (int col = 0; col < (int)row->ncols; col++) {
		bool is_null = PQgetisnull(result, 0, col) != 0;

		row->names[col] = PQfname(result, col);
		row->cells[col] = is_null ? (struct gw_view){0}
					  : (struct gw_view){PQgetvalue(result, 0, col),
							     (size_t)PQgetlength(result, 0, col)};
	}
	return *row;
}

bool gw_pg_take_row(struct gw_pg_flow *flow, const PGresult *result)
{
	struct gw_reply reply = {.index = flow->answered, .more = true, .affected = -1};

	if (PQresultStatus(result) != PGRES_SINGLE_TUPLE)
		return false;
	if (flow->stopped)
		return true;
	reply.rows = view_row(flow, result);
	if (!flow->reply(flow->payload, &reply, flow->err)) {
		flow->stopped = true;
		flow->failed = flow->answered;
	}
	return true;
}

void gw_pg_take_result(struct gw_pg_flow *flow, PGresult *result)
{
	if (flow->stopped)
		return;
	/* As a number: newer versions of libpq have more statuses than this one may know. */
	switch ((int)PQresultStatus(result)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_EMPTY_QUERY:
		deliver(flow, result);
		break;
	default:
		fail(flow, result);
		break;
	}
}
