/*
 * Running requests: batch by batch, each result matched with its request.
 *
 * The server collects answers to a batch and sends several at a time, and whoever waits for many rests
 * (wait.c), so within a batch the time between two replies says little about one statement.
 *
 * After an error the server says nothing about the transaction, although the failed statement may
 * have ended it (DDL commits even when it fails, a deadlock rolls back). Then it is asked.
 */
#include <string.h>

#include "engine/mysql/mysql_int.h"
#include "engine/words.h"

/* One call of run(). */
struct run {
	struct gw_my_conn *conn;
	const struct gw_request *requests;
	size_t n;
	struct gw_arena *arena;
	gw_reply_fn *reply;
	void *payload;
	int64_t last_us; /* when the last reply was complete */
	size_t failed;
	bool refused; /* the reply of a row said no, and set *err */
	bool undone; /* what failed took the transaction with it that it was in */
	struct gw_error **err;
};

static void follow_transaction(struct gw_my_conn *conn)
{
	conn->base.in_transaction = (conn->my->server_status & SERVER_STATUS_IN_TRANS) != 0;
}

static void ask_for_transaction(struct gw_my_conn *conn)
{
	if (conn->base.broken || !conn->base.in_transaction)
		return;
	if (gw_my_send(conn, GW_VIEW("DO 0")))
		follow_transaction(conn);
	else
		conn->base.broken = true;
}

static bool fail_at(struct run *run, size_t index)
{
	gw_my_fail_statement(run->conn, run->requests[index].sql, run->err);
	run->failed = run->conn->base.broken ? run->n : index;
	run->undone = run->conn->base.in_transaction;
	ask_for_transaction(run->conn);
	run->undone = run->undone && !run->conn->base.in_transaction;
	return false;
}

/* Bytes of a row's cells with a NUL after each. */
static size_t row_bytes(const unsigned long *lengths, size_t ncols)
{
	size_t total = ncols;

	for (size_t i = 0; i < ncols; i++)
		total += lengths[i];
	return total;
}

static void copy_row(struct gw_arena *arena, MYSQL_ROW row, const unsigned long *lengths,
		     size_t ncols, struct gw_view *ret_cells)
{
	char *copy = gw_alloc(arena, row_bytes(lengths, ncols));

	for (size_t i = 0; i < ncols; i++) {
		if (row[i] == NULL)
			continue;
		ret_cells[i] = (struct gw_view){copy, lengths[i]};
		copy = (char *)mempcpy(copy, row[i], lengths[i]) + 1;
	}
}

/* With room for nrows of them. */
static struct gw_rows make_rows(struct gw_arena *arena, MYSQL_RES *result, size_t nrows)
{
	const MYSQL_FIELD *fields = mysql_fetch_fields(result);
	struct gw_rows rows = {.nrows = nrows, .ncols = mysql_num_fields(result)};

	rows.names = gw_new_array(arena, const char *, rows.ncols);
	for (size_t i = 0; i < rows.ncols; i++)
		rows.names[i] = gw_strdup(arena, fields[i].name);
	rows.cells = gw_new_array(arena, struct gw_view, rows.nrows * rows.ncols);
	return rows;
}

static struct gw_rows copy_rows(struct gw_arena *arena, MYSQL_RES *result)
{
	struct gw_rows rows = make_rows(arena, result, (size_t)mysql_num_rows(result));
	MYSQL_ROW row;

	for (size_t i = 0; (row = mysql_fetch_row(result)) != NULL; i++)
		copy_row(arena, row, mysql_fetch_lengths(result), rows.ncols,
			 &rows.cells[i * rows.ncols]);
	return rows;
}

/* There is no result where none is due, or because it broke off. The library forgets what was due. */
static bool broke_off(const struct gw_my_conn *conn, const MYSQL_RES *result)
{
	return result == NULL && (mysql_errno(conn->my) != 0 || mysql_field_count(conn->my) != 0);
}

static void view_row(MYSQL_ROW row, const unsigned long *lengths, const struct gw_rows *rows)
{
	for (size_t i = 0; i < rows->ncols; i++)
		rows->cells[i] = row[i] != NULL ? (struct gw_view){row[i], lengths[i]}
						: (struct gw_view){0};
}

/*
 * Rows as they come, in the library's memory: ten thousand are never there at once. Those that nobody
 * wants any more are read all the same.
 */
static bool tell_rows(struct run *run, size_t index, MYSQL_RES *result, struct gw_reply *reply)
{
	MYSQL_ROW row;

	reply->index = index;
	reply->rows = make_rows(run->arena, result, 1);
	reply->more = true;
	while ((row = gw_my_fetch(run->conn, result)) != NULL) {
		view_row(row, mysql_fetch_lengths(result), &reply->rows);
		run->refused = run->refused || !run->reply(run->payload, reply, run->err);
	}
	reply->more = false;
	reply->rows.nrows = 0;
	return mysql_errno(run->conn->my) == 0;
}

/* Takes in the result that is there; of several for one request, the first rows are kept. */
static bool read_result(struct run *run, size_t index, struct gw_reply *reply)
{
	MYSQL *my = run->conn->my;
	bool apart = run->reply != NULL && run->requests[index].rows_apart;
	GW_MY_RESULT_AUTO MYSQL_RES *result = apart ? mysql_use_result(my) : gw_my_store(run->conn);

	if (broke_off(run->conn, result) ||
	    (result != NULL && apart && !tell_rows(run, index, result, reply)))
		return false;
	follow_transaction(run->conn);
	if (result == NULL)
		reply->affected = (int64_t)mysql_affected_rows(my);
	else if (run->reply != NULL && reply->rows.names == NULL)
		reply->rows = copy_rows(run->arena, result);
	return true;
}

static bool deliver(struct run *run, size_t index, struct gw_reply *reply)
{
	int64_t now_us = run->conn->base.sys->monotonic_us();
	bool go_on = true;

	reply->index = index;
	reply->elapsed_us = now_us - run->last_us;
	run->last_us = now_us;
	if (run->reply != NULL)
		go_on = run->reply(run->payload, reply, run->err);
	*reply = (struct gw_reply){.affected = -1};
	return go_on;
}

/* What was sent runs to its end even when nobody wants the answers, not even an error. */
static bool drain(struct run *run, size_t index)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	run->failed = index;
	while (gw_my_next(run->conn) == 0) {
		GW_MY_RESULT_AUTO MYSQL_RES *result = gw_my_store(run->conn);

		if (broke_off(run->conn, result))
			break;
	}
	follow_transaction(run->conn);
	if (mysql_errno(run->conn->my) != 0) {
		gw_my_fail_statement(run->conn, GW_VIEW(""), &ignored);
		ask_for_transaction(run->conn);
	}
	return false;
}

static bool fail_miscounted(struct run *run)
{
	run->conn->base.broken = true;
	run->failed = run->n;
	return gw_fail(run->err, GW_E_INTERNAL,
		       "the server's results do not match the statements that were sent");
}

/* As gw_my_next(), of so many answers that are still due. */
static int await_answer(struct gw_my_conn *conn, size_t due)
{
	int next;

	conn->due = due;
	next = gw_my_next(conn);
	conn->due = 0;
	return next;
}

/* The answers to a batch: one each, and the rest is of the last where that can have several. */
static bool read_answers(struct run *run, const struct gw_my_batch *batch)
{
	struct gw_reply reply = {.affected = -1};
	size_t done = 0;
	int next;

	do {
		size_t index = batch->first + done;

		if (done == batch->count)
			return fail_miscounted(run);
		if (!read_result(run, index, &reply))
			return run->refused ? drain(run, index) : fail_at(run, index);
		if (run->refused)
			return drain(run, index);
		if (done + 1 < batch->count || !batch->open_ended ||
		    !mysql_more_results(run->conn->my)) {
			if (!deliver(run, index, &reply))
				return drain(run, index);
			done++;
		}
	} while ((next = await_answer(run->conn, batch->count - done)) == 0);
	if (next > 0 && done < batch->count)
		return fail_at(run, batch->first + done);
	return (next < 0 && done == batch->count) || fail_miscounted(run);
}

static bool fail_too_large(struct run *run, const struct gw_my_batch *batch)
{
	run->failed = batch->first;
	gw_fail(run->err, GW_E_STATEMENT,
		"the statement has %zu bytes; this server takes at most %zu", batch->text.n,
		run->conn->packet_bytes);
	gw_error_hint(*run->err, "Split the statement, or raise max_allowed_packet in the server.");
	return false;
}

/* The server would cut the connection. One byte is the command. */
static bool is_too_large(const struct gw_my_conn *conn, const struct gw_my_batch *batch)
{
	return conn->packet_bytes != 0 && batch->text.n + 1 > conn->packet_bytes;
}

static bool run_batch(struct run *run, const struct gw_my_batch *batch)
{
	struct gw_my_ahead *ahead = &run->conn->ahead;
	bool is_sent = ahead->requests != NULL;
	bool ok;

	if (is_too_large(run->conn, batch))
		return fail_too_large(run, batch);
	ok = is_sent ? ahead->sent && gw_my_read_first(run->conn)
		     : gw_my_send(run->conn, batch->text);
	ahead->requests = NULL;
	return ok ? read_answers(run, batch) : fail_at(run, batch->first);
}

enum { WARNING_LEVEL, WARNING_CODE, WARNING_MESSAGE };

/*
 * Hands on the warnings of the last statement; those before it in a batch are forgotten by the
 * server by then. Not worth an error of their own.
 */
static void tell_warnings(struct gw_my_conn *conn, struct gw_view batch)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_secrets secrets = {0};
	MYSQL_ROW row;

	if (conn->base.notice == NULL || mysql_warning_count(conn->my) == 0 ||
	    !gw_my_send(conn, GW_VIEW("SHOW WARNINGS")))
		return;
	GW_MY_RESULT_AUTO MYSQL_RES *result = gw_my_store(conn);

	gw_secrets_find(&scratch, conn->base.engine->dialect, batch, &secrets);
	while (result != NULL && (row = mysql_fetch_row(result)) != NULL) {
		/* Notes say that IF EXISTS did its work. */
		if (!gw_view_is(gw_view_of(row[WARNING_LEVEL]), "Note"))
			conn->base.notice(conn->base.notice_payload, row[WARNING_LEVEL],
					  gw_words_hide(&scratch, &secrets, row[WARNING_MESSAGE]));
	}
}

/* It was not what the statement says that failed it: somebody ended it, or it may have better luck. */
static bool was_stopped(const struct gw_server_error *server)
{
	return server->connection_lost || server->cancelled || server->retryable ||
	       gw_view_is(gw_view_of(server->sqlstate), "70100");
}

/*
 * A request that the server refuses, and that can be said in plainer words: nothing of it has happened,
 * no transaction has ended, and what was sent after it was not looked at.
 */
static bool can_be_plainer(const struct run *run)
{
	const struct gw_server_error *server;

	if (run->refused || run->undone || run->failed >= run->n || run->conn->terse ||
	    *run->err == NULL)
		return false;
	server = (*run->err)->server;
	return server != NULL && !was_stopped(server) && run->requests[run->failed].plain.p != NULL;
}

/* Runs a batch, or the part of it before what is to be sent again. */
static bool run_plainly(struct run *run, struct gw_my_batch *batch)
{
	if (run_batch(run, batch)) {
		tell_warnings(run->conn, batch->text);
		return true;
	}
	if (!can_be_plainer(run))
		return false;
	gw_error_clear(run->err);
	run->conn->terse = true;
	batch->count = run->failed - batch->first;
	return true;
}

void gw_my_run_ahead(struct gw_conn *base, const struct gw_request *requests, size_t n)
{
	struct gw_my_conn *conn = gw_my(base);
	struct gw_my_ahead *ahead = &conn->ahead;

	/* With a lease there is more to a list. */
	if (conn->lease.owner != NULL)
		return;
	gw_my_batch_fill(conn, requests, n, 0, &ahead->batch);
	if (is_too_large(conn, &ahead->batch))
		return;
	conn->stop = (struct gw_my_stop){0};
	ahead->requests = requests;
	ahead->sent_us = base->sys->monotonic_us();
	ahead->sent = gw_my_send_only(conn, ahead->batch.text);
}

/* The first batch: as it was sent ahead, or made now. */
static void begin(struct run *run, struct gw_my_batch *batch)
{
	struct gw_my_ahead *ahead = &run->conn->ahead;

	run->conn->stop = (struct gw_my_stop){0};
	if (ahead->requests == NULL) {
		run->last_us = run->conn->base.sys->monotonic_us();
		return;
	}
	run->last_us = ahead->sent_us;
	gw_my_batch_done(batch);
	*batch = ahead->batch;
	ahead->batch = (struct gw_my_batch){0};
}

/* Answers that nobody has taken yet come before those to anything else. */
static bool land(struct gw_my_conn *conn, const struct gw_request *requests, struct gw_error **err)
{
	const struct gw_conn *base = &conn->base;

	return conn->ahead.requests == NULL || conn->ahead.requests == requests ||
	       base->land(base->land_payload, err);
}

bool gw_my_run_list(struct gw_my_conn *conn, const struct gw_request *requests, size_t n,
		    struct gw_arena *arena, gw_reply_fn *reply, void *payload, size_t *ret_failed,
		    struct gw_error **err)
{
	GW_MY_BATCH_AUTO struct gw_my_batch batch = {0};
	const struct gw_system *sys = conn->base.sys;
	struct run run = {
		.conn = conn,
		.requests = requests,
		.n = n,
		.arena = arena,
		.reply = reply,
		.payload = payload,
		.err = err,
	};
	/* A run that starts after the signal cleans up, and may take its turnarounds. */
	bool cleaning = conn->ahead.requests == NULL && gw_interrupted(sys) != 0;

	if (!land(conn, requests, err)) {
		*ret_failed = 0;
		return false;
	}
	begin(&run, &batch);
	for (size_t next = 0; next < n; next += batch.count) {
		if (conn->ahead.requests == NULL)
			gw_my_batch_fill(conn, requests, n, next, &batch);
		if (next != 0 && !cleaning && gw_interrupted(sys)) {
			*ret_failed = next;
			return gw_fail(err, GW_E_INTERRUPTED, "interrupted");
		}
		if (!run_plainly(&run, &batch)) {
			*ret_failed = run.failed;
			return false;
		}
	}
	return true;
}

bool gw_my_run(struct gw_conn *base, const struct gw_request *requests, size_t n,
	       struct gw_arena *arena, gw_reply_fn *reply, void *payload, size_t *ret_failed,
	       struct gw_error **err)
{
	struct gw_my_conn *conn = gw_my(base);

	if (conn->lease.owner != NULL)
		return gw_my_run_guarded(conn, requests, n, arena, reply, payload, ret_failed, err);
	return gw_my_run_list(conn, requests, n, arena, reply, payload, ret_failed, err);
}
