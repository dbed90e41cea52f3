/*
 * The run lock: an advisory lock of the session that executes, asked for without waiting.
 *
 * Behind a pooler in transaction mode a session lock is worth nothing: the next client gets the same
 * server session, and the lock stays when we are gone. There a second connection, the guardian, holds
 * the lock in a transaction of its own, which the pooler must not give to anybody else:
 *
 *	guardian    BEGIN; lock .................................. ROLLBACK
 *	we                     BEGIN; .. COMMIT;  BEGIN; .. COMMIT
 *
 * Such a transaction is idle and has no snapshot, so it is in nobody's way. It is not ours, though:
 * when we die, the guardian's goes at once, and a transaction that we had sent may go on to its end.
 * What it does cannot be done twice: a transaction of ours begins with its row of the history, which
 * no two can follow (so behind a pooler a migration has to be one transaction). And whoever takes the
 * lock looks whether somebody is writing history, and waits for him.
 */
#include "engine/postgres/postgres_int.h"

#include <poll.h>

#include "base/hash.h"
#include "postgres_sql.h"

/* How long a pooler may take to give us a connection to the server. */
enum { POOLER_PATIENCE_MS = 5000 };

/* The first 8 bytes of SHA-256("godwit:" KEY), as the server's signed number. */
static int64_t lock_number(const char *key)
{
	GW_STR_AUTO struct gw_str text = {0};
	struct gw_digest digest;
	uint64_t number = 0;

	gw_str_puts(&text, "godwit:");
	gw_str_puts(&text, key);
	digest = gw_sha256_of(gw_str_view(&text));
	for (size_t i = 0; i < sizeof(number); i++)
		number = number << 8 | digest.bytes[i];
	return (int64_t)number;
}

/* Asks a question about a number; *ret_answer is the one cell. */
static bool ask(struct gw_pg *conn, const char *sql, int64_t number, bool *ret_answer,
		struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_value param = gw_value_int(number);
	struct gw_rows rows;

	if (!gw_conn_query(&conn->base, &scratch, sql, &param, 1, &rows, err))
		return false;
	*ret_answer = gw_cell_bool(&rows, 0, 0);
	return true;
}

/* Columns of lock_try.sql and lock_try_in_transaction.sql. */
enum { TRY_GOT, TRY_IS_BUSY };

void gw_pg_lock_answer(struct gw_pg_attempt *attempt, const struct gw_reply *reply)
{
	if (reply->index != attempt->index)
		return;
	attempt->got = gw_cell_bool(&reply->rows, 0, TRY_GOT);
	attempt->is_busy = gw_cell_bool(&reply->rows, 0, TRY_IS_BUSY);
}

static bool take_answer(void *payload, const struct gw_reply *reply,
			struct gw_error **err GW_UNUSED)
{
	gw_pg_lock_answer(payload, reply);
	return true;
}

static bool attempt_in(struct gw_pg *conn, const struct gw_request *requests, size_t n,
		       struct gw_pg_attempt *attempt, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	size_t failed;

	return gw_pg_run(&conn->base, requests, n, &scratch, take_answer, attempt, &failed, err);
}

struct gw_request gw_pg_lock_request(const struct gw_pg *conn, struct gw_arena *arena,
				     const char *key, bool carefully)
{
	enum { PARAMS = 3 };
	struct gw_value *params = gw_new_array(arena, struct gw_value, PARAMS);

	params[0] = gw_value_int(lock_number(key));
	params[1] = gw_value_text(gw_view_of(key));
	if (carefully)
		params[2] = gw_value_int(PQbackendPID(conn->pg));
	return (struct gw_request){
		.sql = gw_view_of(SQL_LOCK_TRY), .params = params, .nparams = PARAMS};
}

bool gw_pg_lock_conclude(struct gw_pg *conn, const char *key, const struct gw_pg_attempt *attempt,
			 bool *ret_got, struct gw_error **err)
{
	bool released;

	if (attempt->got && attempt->is_busy &&
	    !ask(conn, SQL_LOCK_RELEASE, lock_number(key), &released, err))
		return false;
	*ret_got = attempt->got && !attempt->is_busy;
	if (*ret_got)
		conn->lock_key = gw_strdup(&conn->arena, key);
	return true;
}

static bool try_lock_directly(struct gw_pg *conn, const char *key, bool *ret_got,
			      struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_request request = gw_pg_lock_request(conn, &scratch, key, false);
	struct gw_pg_attempt attempt = {0};

	return attempt_in(conn, &request, 1, &attempt, err) &&
	       gw_pg_lock_conclude(conn, key, &attempt, ret_got, err);
}

bool gw_pg_restore_session(struct gw_pg *conn, struct gw_error **err)
{
	const char *key = conn->lock_key;
	bool got = false;

	conn->discarded = false;
	conn->lock_key = NULL;
	if (conn->watches_client && !gw_conn_exec(&conn->base, GW_PG_WATCH_CLIENT, err))
		return false;
	if (key == NULL)
		return true;
	if (!try_lock_directly(conn, key, &got, err))
		return false;
	return got || gw_fail(err, GW_E_LOCKED,
			      "DISCARD ALL gave the run lock away, and somebody else has it now");
}

/* --- the guardian --- */

static void dismiss_guardian(struct gw_pg *conn)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_pg *guardian = conn->guardian;

	if (guardian == NULL)
		return;
	/* A pooler throws away a connection whose client leaves in the middle of a transaction. */
	if (guardian->base.in_transaction && !guardian->base.broken)
		(void)!gw_conn_exec(&guardian->base, "ROLLBACK", &ignored);
	gw_pg_close(&guardian->base);
	conn->guardian = NULL;
}

static bool is_guarded(const struct gw_pg *conn)
{
	return conn->guardian != NULL && conn->guardian->base.in_transaction;
}

static bool fail_pool_empty(struct gw_pg *conn, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	gw_error_clear(err);
	gw_fail(err, GW_E_CONNECT,
		"the pooler at %s has not given godwit a second connection to the "
		"server for %s",
		gw_pg_address(&scratch, conn->pg),
		gw_duration_format(&scratch, (int64_t)POOLER_PATIENCE_MS * 1000));
	gw_error_hint(*err, "godwit needs two at a time, one of them for its lock. Give the URL of "
			    "the server itself, or raise the pooler's pool_size.");
	return false;
}

/*
 * BEGIN, the lock, and last a statement without a result: the query's would stay open, and a snapshot
 * with it, until the transaction ends.
 */
static bool guard(struct gw_pg *guardian, const char *key, struct gw_pg_attempt *attempt,
		  struct gw_error **err)
{
	const struct gw_value params[] = {gw_value_int(lock_number(key)),
					  gw_value_text(gw_view_of(key))};
	const struct gw_request requests[] = {
		{.sql = GW_VIEW("BEGIN ISOLATION LEVEL READ COMMITTED")},
		{.sql = gw_view_of(SQL_LOCK_TRY_IN_TRANSACTION),
		 .params = params,
		 .nparams = GW_COUNT(params)},
		{.sql = GW_VIEW("SET LOCAL idle_in_transaction_session_timeout TO 0")},
	};
	bool ok;

	*attempt = (struct gw_pg_attempt){.index = 1};
	guardian->patience_ms = POOLER_PATIENCE_MS;
	ok = attempt_in(guardian, requests, GW_COUNT(requests), attempt, err);
	guardian->patience_ms = 0;
	return ok;
}

/* With the guardian's connection in use, the pooler has to have another one for us. */
static bool has_second_connection(struct gw_pg *conn, struct gw_error **err)
{
	bool ok;

	conn->patience_ms = POOLER_PATIENCE_MS;
	ok = gw_conn_exec(&conn->base, "SELECT", err);
	conn->patience_ms = 0;
	return ok || (!conn->ran_out_of_patience ? false : fail_pool_empty(conn, err));
}

static bool try_lock_guarded(struct gw_pg *conn, const char *key, bool *ret_got,
			     struct gw_error **err)
{
	struct gw_pg_attempt attempt;

	if (conn->guardian == NULL && !gw_pg_connect_again(conn, &conn->guardian, err))
		return false;
	if (!guard(conn->guardian, key, &attempt, err)) {
		if (conn->guardian->ran_out_of_patience)
			fail_pool_empty(conn, err);
		dismiss_guardian(conn);
		return false;
	}
	*ret_got = attempt.got && !attempt.is_busy;
	if (!*ret_got)
		/* It is asked again soon: the connection stays. */
		return gw_conn_exec(&conn->guardian->base, "ROLLBACK", err);
	if (has_second_connection(conn, err))
		return true;
	dismiss_guardian(conn);
	return false;
}

bool gw_pg_is_unguarded(struct gw_pg *conn)
{
	struct pollfd fd = {.events = POLLIN};

	if (!is_guarded(conn))
		return false;
	fd.fd = PQsocket(conn->guardian->pg);
	/* Nothing is asked, so nothing comes, but for a last word and the end. */
	while (fd.fd >= 0 && poll(&fd, 1, 0) > 0 && PQconsumeInput(conn->guardian->pg) == 1)
		continue;
	return PQstatus(conn->guardian->pg) == CONNECTION_BAD;
}

/* --- */

bool gw_pg_try_lock(struct gw_conn *base, const char *key, bool *ret_got, struct gw_error **err)
{
	struct gw_pg *conn = gw_pg_of(base);

	if (!base->info.pooled)
		return try_lock_directly(conn, key, ret_got, err);
	if (is_guarded(conn)) {
		*ret_got = true;
		return true;
	}
	return try_lock_guarded(conn, key, ret_got, err);
}

bool gw_pg_unlock(struct gw_conn *base, const char *key, struct gw_error **err)
{
	struct gw_pg *conn = gw_pg_of(base);
	bool released;

	conn->lock_key = NULL;
	if (!base->info.pooled)
		return ask(conn, SQL_LOCK_RELEASE, lock_number(key), &released, err);
	dismiss_guardian(conn);
	return true;
}

/* Columns of lock_holder.sql. */
enum { HOLDER_PID, HOLDER_USER, HOLDER_HOST, HOLDER_APPLICATION, HOLDER_SINCE };

/* Or else who writes the history of that schema. */
static bool find_holder(struct gw_conn *base, uint64_t number, const char *schema,
			struct gw_arena *arena, struct gw_lock_holder *ret_holder,
			struct gw_error **err)
{
	/* pg_locks shows the number in two halves. */
	struct gw_value params[] = {gw_value_int((int64_t)(number >> 32)),
				    gw_value_int((int64_t)(number & UINT32_MAX)),
				    gw_value_text(gw_view_of(schema))};
	struct gw_rows rows;

	if (!gw_conn_query(base, arena, SQL_LOCK_HOLDER, params, GW_COUNT(params), &rows, err))
		return false;
	*ret_holder = (struct gw_lock_holder){.known = rows.nrows != 0};
	if (rows.nrows == 0)
		return true;
	ret_holder->connection_id = gw_cell_int(&rows, 0, HOLDER_PID);
	ret_holder->user = gw_view_dup(arena, gw_cell(&rows, 0, HOLDER_USER));
	ret_holder->host = gw_view_dup(arena, gw_cell(&rows, 0, HOLDER_HOST));
	ret_holder->application = gw_view_dup(arena, gw_cell(&rows, 0, HOLDER_APPLICATION));
	ret_holder->since_us = gw_cell_int(&rows, 0, HOLDER_SINCE);
	return true;
}

bool gw_pg_lock_holder(struct gw_conn *base, const char *key, struct gw_arena *arena,
		       struct gw_lock_holder *ret_holder, struct gw_error **err)
{
	return find_holder(base, (uint64_t)lock_number(key), key, arena, ret_holder, err);
}

/* --- locks of other tools: their keys are the numbers themselves --- */

static int64_t foreign_number(const char *key)
{
	uint64_t number = 0;

	(void)!gw_parse_u64(gw_view_of(key), &number);
	return (int64_t)number;
}

bool gw_pg_try_foreign_lock(struct gw_conn *base, const char *key, bool *ret_got,
			    struct gw_error **err)
{
	bool for_transaction = base->in_transaction || base->info.pooled;

	return ask(gw_pg_of(base),
		   for_transaction ? SQL_FOREIGN_LOCK_IN_TRANSACTION : SQL_FOREIGN_LOCK,
		   foreign_number(key), ret_got, err);
}

bool gw_pg_foreign_lock_holder(struct gw_conn *base, const char *key, struct gw_arena *arena,
			       struct gw_lock_holder *ret_holder, struct gw_error **err)
{
	/* There is no history in that schema. */
	return find_holder(base, (uint64_t)foreign_number(key), "pg_catalog", arena, ret_holder,
			   err);
}

bool gw_pg_end_session(struct gw_conn *base, int64_t connection_id, struct gw_error **err)
{
	bool ended;

	return ask(gw_pg_of(base), SQL_SESSION_END, connection_id, &ended, err);
}
