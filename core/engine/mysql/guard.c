/*
 * Writing under a lease. Whatever lasts from its reply on is preceded by a statement that changes the
 * fence (see lease.c), which fails when the lease was lost; what comes after that does not run.
 *
 *	BEGIN; INSERT ..; fence; COMMIT
 *	fence; INSERT INTO godwit_journal ..
 *	fence; ALTER TABLE ..
 *
 * It is decided here for each request, so nobody can forget it. Inside of LOCK TABLES the fence is out
 * of reach; it is passed before.
 */
#include "engine/mysql/mysql_int.h"
#include "sql/classify.h"

/* A list of requests with its fences, and whom the replies are for. */
struct guarded {
	struct gw_my_conn *conn;
	struct gw_arena arena;
	GW_VEC(struct gw_request) requests;
	/* Of each, its place in the list of the caller; a fence has that of what comes after it. */
	GW_VEC(size_t) origins;
	struct gw_value params[2]; /* of the fences */
	gw_reply_fn *reply;
	void *payload;
};

bool gw_my_is_fence(const struct gw_my_conn *conn, const struct gw_request *request)
{
	return conn->lease.owner != NULL && request->sql.p == conn->lease.fence_sql;
}

/* Where a list has got to. */
struct position {
	bool in_transaction;
	bool tables_locked;
};

static bool lasts(const struct position *position, const struct gw_class *class)
{
	if (position->tables_locked)
		return false;
	switch (class->tx) {
	case GW_TX_COMMIT:
	case GW_TX_OTHER:
		return true;
	case GW_TX_BEGIN:
	case GW_TX_ROLLBACK:
	case GW_TX_SAVEPOINT:
	case GW_TX_CHARACTERISTICS:
		return false;
	case GW_TX_NONE:
		break;
	}
	if (class->implicit_commit)
		return true;
	return !position->in_transaction && class->kind != GW_STATEMENT_QUERY &&
	       class->kind != GW_STATEMENT_SESSION;
}

static void move(struct position *position, const struct gw_class *class)
{
	if (class->tx == GW_TX_BEGIN || class->unlocks_tables)
		position->tables_locked = false;
	if (class->locks_tables)
		position->tables_locked = true;
	if (class->tx == GW_TX_BEGIN)
		position->in_transaction = true;
	else if (class->tx == GW_TX_COMMIT || class->tx == GW_TX_ROLLBACK || class->implicit_commit)
		position->in_transaction = false;
}

static void add(struct guarded *guarded, const struct gw_request *request, size_t origin)
{
	gw_vec_push(&guarded->arena, &guarded->requests, *request);
	gw_vec_push(&guarded->arena, &guarded->origins, origin);
}

static void add_guarded(struct guarded *guarded, struct position *position,
			const struct gw_request *request, size_t origin)
{
	struct gw_my_conn *conn = guarded->conn;
	const struct gw_request fence = {
		.sql = gw_view_of(conn->lease.fence_sql),
		.params = guarded->params,
		.nparams = GW_COUNT(guarded->params),
	};
	struct gw_class class = gw_classify(&gw_dialect_mysql,
					    gw_my_lexer(conn, request->sql).modes, request->sql);

	if (lasts(position, &class))
		add(guarded, &fence, origin);
	add(guarded, request, origin);
	move(position, &class);
}

static bool hand_on(void *payload, const struct gw_reply *reply, struct gw_error **err)
{
	struct guarded *guarded = payload;
	struct gw_reply mine = *reply;

	if (guarded->reply == NULL ||
	    gw_my_is_fence(guarded->conn, &guarded->requests.items[reply->index]))
		return true;
	mine.index = guarded->origins.items[reply->index];
	return guarded->reply(guarded->payload, &mine, err);
}

static bool fail_lost(struct gw_my_conn *conn, struct gw_error **err)
{
	gw_error_clear(err);
	gw_fail(err, GW_E_LOCK_LOST, "the run lock was taken by somebody else");
	gw_error_detail(
		*err,
		"nothing was heard of this godwit for longer than its lease lasts (%lld s), "
		"or the lease was taken from it",
		(long long)conn->lease.duration_ms / 1000);
	gw_error_hint(*err,
		      "Nothing was written since. `godwit status` shows what stands; then run "
		      "the command again.");
	return false;
}

/* Says it in the caller's numbers. */
static void translate(struct guarded *guarded, size_t failed, size_t n, size_t *ret_failed,
		      struct gw_error **err)
{
	enum { ER_DATA_OUT_OF_RANGE = 1690 };
	const struct gw_server_error *server = (*err)->server;

	*ret_failed = n;
	if (failed >= guarded->requests.n)
		return;
	*ret_failed = guarded->origins.items[failed];
	if (gw_my_is_fence(guarded->conn, &guarded->requests.items[failed]) && server != NULL &&
	    server->number == ER_DATA_OUT_OF_RANGE)
		(void)!fail_lost(guarded->conn, err);
}

bool gw_my_run_guarded(struct gw_my_conn *conn, const struct gw_request *requests, size_t n,
		       struct gw_arena *arena, gw_reply_fn *reply, void *payload,
		       size_t *ret_failed, struct gw_error **err)
{
	struct gw_my_lease *lease = &conn->lease;
	struct position position = {conn->base.in_transaction, lease->tables_locked};
	struct guarded guarded = {
		.conn = conn,
		.params = {gw_value_text(gw_view_of(lease->owner)),
			   gw_value_text(gw_view_of(lease->name))},
		.reply = reply,
		.payload = payload,
	};
	size_t failed = 0;
	bool ok;

	for (size_t i = 0; i < n; i++)
		add_guarded(&guarded, &position, &requests[i], i);
	ok = gw_my_run_list(conn, guarded.requests.items, guarded.requests.n, arena, hand_on,
			    &guarded, &failed, err);
	lease->tables_locked = ok && position.tables_locked;
	if (!ok)
		translate(&guarded, failed, n, ret_failed, err);
	gw_arena_done(&guarded.arena);
	return ok;
}
