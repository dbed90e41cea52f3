/*
 * The run lock: an advisory lock of the session that executes, asked for without waiting.
 *
 * Behind a pooler in transaction mode a session lock is worth nothing (the next client gets the same
 * server session, and the lock stays when we are gone). There a second connection, the guardian,
 * holds the lock in a transaction of its own, which the pooler must not give to anybody else. Such a
 * transaction is idle and has no snapshot, so it is in nobody's way.
 */
#include "engine/postgres/postgres_int.h"

#include "base/hash.h"
#include "postgres_sql.h"

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

/* Asks a question about the lock; *ret_answer is the one cell. */
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

static void dismiss_guardian(struct gw_pg *conn)
{
	if (conn->guardian != NULL)
		gw_pg_close(&conn->guardian->base);
	conn->guardian = NULL;
}

static bool try_lock_guarded(struct gw_pg *conn, int64_t number, bool *ret_got,
			     struct gw_error **err)
{
	bool got = false;

	if (!gw_pg_connect_again(conn, &conn->guardian, err))
		return false;
	if (!gw_conn_exec(&conn->guardian->base, "BEGIN", err) ||
	    !gw_conn_exec(&conn->guardian->base,
			  "SET LOCAL idle_in_transaction_session_timeout TO 0", err) ||
	    !ask(conn->guardian, SQL_LOCK_TRY_IN_TRANSACTION, number, &got, err)) {
		dismiss_guardian(conn);
		return false;
	}
	if (!got)
		dismiss_guardian(conn);
	*ret_got = got;
	return true;
}

bool gw_pg_try_lock(struct gw_conn *base, const char *key, bool *ret_got, struct gw_error **err)
{
	struct gw_pg *conn = gw_pg_of(base);

	if (!base->info.pooled)
		return ask(conn, SQL_LOCK_TRY, lock_number(key), ret_got, err);
	if (conn->guardian != NULL) {
		*ret_got = true;
		return true;
	}
	return try_lock_guarded(conn, lock_number(key), ret_got, err);
}

bool gw_pg_unlock(struct gw_conn *base, const char *key, struct gw_error **err)
{
	struct gw_pg *conn = gw_pg_of(base);
	bool released;

	if (!base->info.pooled)
		return ask(conn, SQL_LOCK_RELEASE, lock_number(key), &released, err);
	dismiss_guardian(conn);
	return true;
}

/* Columns of lock_holder.sql. */
enum { HOLDER_PID, HOLDER_USER, HOLDER_HOST, HOLDER_APPLICATION, HOLDER_SINCE };

bool gw_pg_lock_holder(struct gw_conn *base, const char *key, struct gw_arena *arena,
		       struct gw_lock_holder *ret_holder, struct gw_error **err)
{
	uint64_t number = (uint64_t)lock_number(key);
	/* pg_locks shows the number in two halves. */
	struct gw_value params[] = {gw_value_int((int64_t)(number >> 32)),
				    gw_value_int((int64_t)(number & UINT32_MAX))};
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

bool gw_pg_end_session(struct gw_conn *base, int64_t connection_id, struct gw_error **err)
{
	bool ended;

	return ask(gw_pg_of(base), SQL_SESSION_END, connection_id, &ended, err);
}
