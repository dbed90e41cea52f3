/*
 * Requests as pipelines.
 *
 *	request, request, ..., Sync    ->    result, result, ..., (aborted, ...), Sync
 *
 * There is one Sync, at the end: after a failure the server skips all that comes before it, so
 * nothing after the failed request has any effect, and nobody has to wait for an answer before
 * sending on. What the server answers meanwhile is read while we write; otherwise both sides could
 * wait for each other with full buffers.
 *
 * A COPY ends the pipeline before it and stands alone. A statement that cannot run inside a
 * transaction (CREATE INDEX CONCURRENTLY) has to be the only request of its list.
 */
#include <string.h>

#include "engine/postgres/postgres_int.h"
#include "sql/lexer.h"

enum {
	/*
	 * What is queued before it is sent. From 8 kB on libpq tries to send with each message, four
	 * times for a request, whether the server takes more or not.
	 */
	SEND_BYTES = 8000,
	REQUEST_BYTES = 50, /* of the messages around a request, */
	PARAM_BYTES = 12, /* and around a parameter */
	KEEP_BYTES = 1024 * 1024, /* a buffer larger than that is given back at once */
	PENDING_GRACE_US = 500 * 1000, /* for what runs after an interrupt */
	OID_INT8 = 20,
};

static const char *value_text(struct gw_arena *arena, const struct gw_value *value)
{
	switch (value->kind) {
	case GW_VALUE_NULL:
		return NULL;
	case GW_VALUE_TEXT:
		return gw_view_dup(arena, value->text);
	case GW_VALUE_INT:
		return gw_format(arena, "%lld", (long long)value->number);
	}
	return NULL;
}

/* libpq takes text that ends in NUL: one inside would cut it off without a word. */
static bool holds_nul(const struct gw_request *request)
{
	if (gw_view_find_char(request->sql, '\0') != GW_NOWHERE)
		return true;
	for (size_t i = 0; i < request->nparams; i++) {
		if (request->params[i].kind == GW_VALUE_TEXT &&
		    gw_view_find_char(request->params[i].text, '\0') != GW_NOWHERE)
			return true;
	}
	return false;
}

/* What libpq will queue for it, more or less. */
static size_t message_bytes(const struct gw_pg_flow *flow, const struct gw_request *request)
{
	size_t text = gw_pg_is_prepared(flow, request) ? 0 : request->sql.n;
	size_t total = text + REQUEST_BYTES;

	for (size_t i = 0; i < request->nparams; i++)
		total += request->params[i].text.n + PARAM_BYTES;
	return total;
}

static bool send_params(struct gw_pg_flow *flow, const struct gw_request *request)
{
	struct gw_arena *scratch = &flow->params_arena;
	const char **values;
	Oid *types;

	/* Most have none. */
	if (request->nparams == 0)
		return PQsendQueryParams(flow->conn->pg, gw_str_text(&flow->text), 0, NULL, NULL,
					 NULL, NULL, 0) == 1;
	gw_arena_reset(scratch);
	values = gw_new_array(scratch, const char *, request->nparams);
	types = gw_new_array(scratch, Oid, request->nparams);
	for (size_t i = 0; i < request->nparams; i++) {
		values[i] = value_text(scratch, &request->params[i]);
		if (request->params[i].kind == GW_VALUE_INT)
			types[i] = OID_INT8;
	}
	if (gw_pg_is_prepared(flow, request))
		return gw_pg_send_prepared(flow, gw_str_text(&flow->text), values,
					   request->nparams);
	return PQsendQueryParams(flow->conn->pg, gw_str_text(&flow->text), (int)request->nparams,
				 types, values, NULL, NULL, 0) == 1;
}

static bool send_whole(struct gw_pg_flow *flow, const struct gw_request *request)
{
	bool sent;

	gw_str_clear(&flow->text);
	gw_str_add(&flow->text, request->sql);
	sent = send_params(flow, request);
	if (flow->text.cap > KEEP_BYTES)
		gw_str_done(&flow->text);
	return sent;
}

bool gw_pg_send(struct gw_pg_flow *flow)
{
	const struct gw_request *request = &flow->requests[flow->sent];
	bool sent;

	if (holds_nul(request)) {
		flow->unsendable = true;
		return false;
	}
	flow->queued_bytes += message_bytes(flow, request);
	sent = gw_pg_is_large(flow, request) ? gw_pg_send_large(flow, request)
					     : send_whole(flow, request);
	flow->lost |= !sent;
	flow->sent += sent ? 1 : 0;
	return sent;
}

static bool goes_on(const struct gw_pg_flow *flow)
{
	return !flow->stopped && !flow->lost && !flow->interrupted && !flow->unsendable;
}

/* One pipeline, and how much of it has come back. */
struct pipeline {
	struct gw_pg_flow *flow;
	size_t waiting; /* requests whose result has not come */
	bool synced; /* Sync is sent */
	bool closed; /* and came back */
};

/* The next result belongs to the next request, whether it failed, was skipped, or ran. */
static void take(struct pipeline *pipeline, PGresult *result)
{
	if (PQresultStatus(result) == PGRES_PIPELINE_SYNC) {
		pipeline->closed = true;
		return;
	}
	if (gw_pg_take_prepared(pipeline->flow, result) || gw_pg_take_row(pipeline->flow, result))
		return;
	pipeline->waiting -= pipeline->waiting != 0 ? 1 : 0;
	gw_pg_take_result(pipeline->flow, result);
}

/* Rows that are told one by one: libpq must know before it looks at the first. */
static bool has_result(struct gw_pg_flow *flow)
{
	if (flow->reply != NULL && flow->answered < flow->n &&
	    flow->requests[flow->answered].rows_apart)
		(void)PQsetSingleRowMode(flow->conn->pg);
	return gw_pg_has_result(flow);
}

/* Takes the results that are there. */
static void collect(struct pipeline *pipeline)
{
	struct gw_pg_flow *flow = pipeline->flow;
	unsigned nothing = 0;

	/* NULL stands between two results; twice NULL means that no more will come. */
	while (nothing < 2 && !pipeline->closed && has_result(flow) &&
	       (pipeline->waiting != 0 || pipeline->synced)) {
		GW_PG_RESULT_AUTO PGresult *result = PQgetResult(flow->conn->pg);

		nothing = result == NULL ? nothing + 1 : 0;
		if (result != NULL)
			take(pipeline, result);
	}
}

/*
 * Writes all that is queued, taking in what comes back. First the server must take something: libpq
 * tries to write what it has whenever it reads, which would be in vain for each reply.
 */
static void push(struct pipeline *pipeline)
{
	while (!pipeline->flow->lost && !gw_pg_wait(pipeline->flow, true))
		collect(pipeline);
	while (!pipeline->flow->lost && !gw_pg_flush(pipeline->flow)) {
		gw_pg_wait(pipeline->flow, true);
		collect(pipeline);
	}
}

/* Waits for the answers to all that was sent. */
static void catch_up(struct pipeline *pipeline)
{
	struct gw_pg_flow *flow = pipeline->flow;

	if (pipeline->waiting != 0 && PQsendFlushRequest(flow->conn->pg) != 1)
		flow->lost = true;
	push(pipeline);
	while (pipeline->waiting != 0 && !flow->lost) {
		gw_pg_wait(flow, false);
		collect(pipeline);
	}
}

/*
 * Sends requests up to end, until something fails or godwit is asked to stop. Without a flush request
 * behind it the server keeps a result until the Sync, and nobody knows when it was there.
 */
static void feed(struct pipeline *pipeline, size_t end)
{
	struct gw_pg_flow *flow = pipeline->flow;

	while (flow->sent < end && goes_on(flow)) {
		const struct gw_request *next = &flow->requests[flow->sent];

		if (flow->queued_bytes != 0 &&
		    flow->queued_bytes + message_bytes(flow, next) > SEND_BYTES) {
			push(pipeline);
			gw_pg_heed_interrupt(flow);
		} else if (pipeline->waiting != 0 && gw_pg_is_large(flow, next)) {
			catch_up(pipeline);
		} else if (gw_pg_send(flow)) {
			pipeline->waiting++;
			if (next->prompt)
				flow->lost = PQsendFlushRequest(flow->conn->pg) != 1;
		}
	}
}

static void drain(struct pipeline *pipeline)
{
	struct gw_pg_flow *flow = pipeline->flow;

	while (!pipeline->closed && !flow->lost) {
		bool all_written = gw_pg_flush(flow);

		gw_pg_wait(flow, !all_written);
		collect(pipeline);
	}
	if (flow->lost)
		collect(pipeline);
}

static void run_pipeline(struct gw_pg_flow *flow, size_t end)
{
	struct pipeline pipeline = {.flow = flow};
	PGconn *pg = flow->conn->pg;

	if (PQenterPipelineMode(pg) != 1) {
		flow->lost = true;
		return;
	}
	feed(&pipeline, end);
	if (!flow->lost)
		flow->lost = PQpipelineSync(pg) != 1;
	pipeline.synced = true;
	drain(&pipeline);
	gw_pg_end_preparing(flow);
	if (!flow->lost)
		flow->lost = PQexitPipelineMode(pg) != 1;
}

struct gw_view gw_pg_first_word(const struct gw_request *request)
{
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, &gw_dialect_postgres, request->sql);
	token = gw_lexer_next_code(&lexer);
	return gw_view_slice(request->sql, token.start, token.end);
}

/* Where the next pipeline ends, and whether it can have prepared statements. */
static size_t look_ahead(struct gw_pg_flow *flow)
{
	size_t end = flow->answered;

	flow->prepares = true;
	for (; end < flow->n && !gw_pg_is_copy(&flow->requests[end]); end++) {
		if (gw_pg_takes_away_prepared(gw_pg_first_word(&flow->requests[end])))
			flow->prepares = false;
	}
	return end;
}

static void finish(struct gw_pg_flow *flow)
{
	struct gw_conn *conn = &flow->conn->base;
	PGTransactionStatusType status = PQtransactionStatus(flow->conn->pg);

	conn->broken = flow->lost;
	conn->in_transaction = !flow->lost &&
			       (status == PQTRANS_INTRANS || status == PQTRANS_INERROR);
	gw_str_done(&flow->text);
	gw_arena_done(&flow->params_arena);
	gw_arena_done(&flow->secrets_arena);
	flow->conn->flow = NULL;
}

/* The failures that are nobody's reply. */
static void judge(struct gw_pg_flow *flow)
{
	if (flow->stopped || (flow->answered == flow->n && !flow->lost))
		return;
	flow->stopped = true;
	flow->failed = flow->lost ? flow->n : flow->answered;
	if (flow->interrupted && flow->lost)
		gw_fail(flow->err, GW_E_INTERRUPTED,
			"interrupted, and the server does not answer: the statement may still run");
	else if (flow->interrupted)
		gw_fail(flow->err, GW_E_INTERRUPTED, "interrupted");
	else if (flow->lost)
		gw_pg_fail_lost(flow->conn->pg, NULL, flow->err);
	else if (flow->unsendable)
		gw_fail(flow->err, GW_E_SQL, "the statement holds a NUL byte");
	else
		gw_fail(flow->err, GW_E_INTERNAL, "the server answered %zu of %zu statements",
			flow->answered, flow->n);
}

/* What the lock no longer covers must not run. Nothing was sent, and nothing is from now on. */
static bool fail_unguarded(struct gw_conn *conn, struct gw_error **err)
{
	conn->broken = true;
	conn->in_transaction = false;
	gw_fail(err, GW_E_CONNECTION_LOST, "the connection that holds the run lock was lost");
	gw_error_hint(*err,
		      "The pooler ended it, or the server. Run the command again, or give the "
		      "URL of the server itself.");
	return false;
}

bool gw_pg_run(struct gw_conn *conn, const struct gw_request *requests, size_t n,
	       struct gw_arena *arena, gw_reply_fn *reply, void *payload, size_t *ret_failed,
	       struct gw_error **err)
{
	const struct gw_system *sys = conn->sys;
	int64_t now_us = sys->monotonic_us();
	struct gw_pg_flow flow = {
		.conn = gw_pg_of(conn),
		.requests = requests,
		.n = n,
		.arena = arena,
		.reply = reply,
		.payload = payload,
		.err = err,
		.replied_us = now_us,
		.heed_from_us = now_us + (gw_interrupted(sys) ? PENDING_GRACE_US : 0),
	};

	if (gw_pg_is_unguarded(flow.conn)) {
		*ret_failed = n;
		return fail_unguarded(conn, err);
	}
	flow.conn->flow = &flow;
	while (flow.answered < n && goes_on(&flow)) {
		flow.sent = flow.answered;
		if (gw_pg_is_copy(&requests[flow.answered]))
			gw_pg_copy(&flow);
		else
			run_pipeline(&flow, look_ahead(&flow));
	}
	judge(&flow);
	finish(&flow);
	if (flow.stopped) {
		*ret_failed = flow.failed;
		return false;
	}
	if (!flow.conn->discarded || gw_pg_restore_session(flow.conn, err))
		return true;
	*ret_failed = n;
	return false;
}
