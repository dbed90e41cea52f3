/*
 * Running requests: one after the other, each prepared, stepped to its end, and answered.
 *
 * Whether a transaction is open is asked after each of them, failed ones too: a full disk or an
 * interrupt ends the transaction by itself, and what follows would commit statement by statement.
 */
#include <limits.h>
#include <stdio.h>

#include "engine/sqlite/sqlite_int.h"

#define STATEMENT_AUTO GW_CLEANUP(finalize)
static void finalize(sqlite3_stmt **statement)
{
	sqlite3_finalize(*statement);
}

static bool has_code(struct gw_view text)
{
	struct gw_lexer lexer;

	gw_lexer_init(&lexer, &gw_dialect_sqlite, text);
	return gw_lexer_next_code(&lexer).kind != GW_TOKEN_END;
}

static bool prepare(struct gw_lite_conn *conn, struct gw_view sql, sqlite3_stmt **ret_statement,
		    struct gw_error **err)
{
	const char *tail = NULL;

	if (sql.n > INT_MAX)
		return gw_fail(err, GW_E_STATEMENT, "the statement is larger than 2 GB");
	if (sqlite3_prepare_v2(conn->db, sql.p, (int)sql.n, ret_statement, &tail) != SQLITE_OK)
		return gw_lite_fail_statement(conn, sql, err);
	if (has_code(gw_view_from(sql, (size_t)(tail - sql.p))))
		return gw_fail(err, GW_E_STATEMENT, "there is text after the end of the statement");
	return true;
}

static int bind_value(sqlite3_stmt *statement, int index, const struct gw_value *value)
{
	switch (value->kind) {
	case GW_VALUE_NULL:
		return sqlite3_bind_null(statement, index);
	case GW_VALUE_INT:
		return sqlite3_bind_int64(statement, index, value->number);
	case GW_VALUE_TEXT:
		return sqlite3_bind_text64(statement, index, value->text.p, value->text.n,
					   SQLITE_STATIC, SQLITE_UTF8);
	}
	return SQLITE_MISUSE;
}

static bool bind_params(struct gw_lite_conn *conn, sqlite3_stmt *statement,
			const struct gw_request *request, struct gw_error **err)
{
	for (size_t i = 0; i < request->nparams; i++) {
		if (bind_value(statement, (int)i + 1, &request->params[i]) != SQLITE_OK)
			return gw_lite_fail_statement(conn, request->sql, err);
	}
	return true;
}

/* The rows of a statement while they arrive; their number is not known before. */
struct collected {
	GW_VEC(struct gw_view) cells;
	size_t ncols;
	const char **names;
};

/* SQLite's own memory, until the next step. */
static struct gw_view cell_at(sqlite3_stmt *statement, int col)
{
	const void *bytes;
	size_t size;

	switch (sqlite3_column_type(statement, col)) {
	case SQLITE_NULL:
		return (struct gw_view){0};
	case SQLITE_BLOB:
		bytes = sqlite3_column_blob(statement, col);
		break;
	default:
		bytes = sqlite3_column_text(statement, col);
		break;
	}
	size = (size_t)sqlite3_column_bytes(statement, col);
	/* An empty blob has no address. */
	return (struct gw_view){bytes != NULL ? bytes : "", size};
}

static void collect_names(struct gw_arena *arena, sqlite3_stmt *statement, struct collected *rows)
{
	rows->names = gw_new_array(arena, const char *, rows->ncols);
	for (size_t i = 0; i < rows->ncols; i++)
		rows->names[i] = gw_strdup(arena, sqlite3_column_name(statement, (int)i));
}

static void collect_row(struct gw_arena *arena, sqlite3_stmt *statement, struct collected *rows)
{
	for (size_t i = 0; i < rows->ncols; i++) {
		struct gw_view cell = cell_at(statement, (int)i);

		if (cell.p != NULL)
			cell.p = gw_strndup(arena, cell.p, cell.n);
		gw_vec_push(arena, &rows->cells, cell);
	}
}

/* Who asked, and what for. */
struct asked {
	const struct gw_request *request;
	struct gw_arena *arena;
	gw_reply_fn *reply; /* NULL: nobody wants to know */
	void *payload;
};

/* A row as it stands in SQLite's memory: ten thousand are never there at once. */
static bool tell_row(const struct asked *asked, sqlite3_stmt *statement, struct collected *rows,
		     struct gw_reply *reply, struct gw_error **err)
{
	if (rows->cells.items == NULL)
		rows->cells.items = gw_new_array(asked->arena, struct gw_view, rows->ncols);
	for (size_t i = 0; i < rows->ncols; i++)
		rows->cells.items[i] = cell_at(statement, (int)i);
	reply->rows = (struct gw_rows){
		.nrows = 1,
		.ncols = rows->ncols,
		.cells = rows->cells.items,
		.names = rows->names,
	};
	reply->more = true;
	return asked->reply(asked->payload, reply, err);
}

/*
 * "PRAGMA busy_timeout = N" puts SQLite's own busy handler in place of ours, which does not listen
 * to signals: take over its value and put ours back. No other statement names a column so. 0, which
 * would be no waiting at all, gives the connection its own default back.
 */
static void follow_busy_timeout(struct gw_lite_conn *conn, sqlite3_stmt *statement)
{
	if (sqlite3_column_count(statement) != 1 ||
	    !gw_view_is(gw_view_of(sqlite3_column_name(statement, 0)), "timeout") ||
	    !gw_view_starts_nocase(gw_view_of(sqlite3_sql(statement)), "PRAGMA"))
		return;
	conn->busy_ms = sqlite3_column_int64(statement, 0);
	if (conn->busy_ms == 0)
		conn->busy_ms = conn->first_busy_ms;
	gw_lite_watch(conn);
}

static bool take_row(const struct asked *asked, sqlite3_stmt *statement, struct collected *rows,
		     struct gw_reply *reply, struct gw_error **err)
{
	if (asked->reply == NULL)
		return true;
	if (asked->request->rows_apart)
		return tell_row(asked, statement, rows, reply, err);
	collect_row(asked->arena, statement, rows);
	return true;
}

/* Steps to the end. Rows are kept when somebody wants them. */
static bool step_all(struct gw_lite_conn *conn, sqlite3_stmt *statement, const struct asked *asked,
		     struct gw_reply *reply, struct gw_error **err)
{
	struct collected rows = {.ncols = (size_t)sqlite3_column_count(statement)};
	int status;

	if (asked->reply != NULL)
		collect_names(asked->arena, statement, &rows);
	while ((status = sqlite3_step(statement)) == SQLITE_ROW) {
		follow_busy_timeout(conn, statement);
		if (!take_row(asked, statement, &rows, reply, err))
			return false;
	}
	if (status != SQLITE_DONE)
		return gw_lite_fail_statement(conn, asked->request->sql, err);
	reply->more = false;
	reply->rows = (struct gw_rows){
		.nrows = rows.ncols != 0 ? rows.cells.n / rows.ncols : 0,
		.ncols = rows.ncols,
		.cells = rows.cells.items,
		.names = rows.names,
	};
	return true;
}

/*
 * A long walk looks at each page once, and what it leaves in the cache is so much memory: the cache is
 * small meanwhile.
 */
static int shrink_cache(struct gw_lite_conn *conn)
{
	STATEMENT_AUTO sqlite3_stmt *statement = NULL;
	int pages = 0;

	if (sqlite3_prepare_v2(conn->db, "PRAGMA cache_size", -1, &statement, NULL) == SQLITE_OK &&
	    sqlite3_step(statement) == SQLITE_ROW)
		pages = sqlite3_column_int(statement, 0);
	sqlite3_exec(conn->db, "PRAGMA cache_size = -256", NULL, NULL, NULL);
	return pages;
}

static void restore_cache(struct gw_lite_conn *conn, int pages)
{
	char sql[64];

	snprintf(sql, sizeof(sql), "PRAGMA cache_size = %d", pages);
	sqlite3_exec(conn->db, sql, NULL, NULL, NULL);
}

static bool walk_all(struct gw_lite_conn *conn, sqlite3_stmt *statement, const struct asked *asked,
		     struct gw_reply *reply, struct gw_error **err)
{
	int pages;
	bool ok;

	if (!asked->request->rows_apart)
		return step_all(conn, statement, asked, reply, err);
	pages = shrink_cache(conn);
	ok = step_all(conn, statement, asked, reply, err);
	restore_cache(conn, pages);
	return ok;
}

static bool run_one(struct gw_lite_conn *conn, const struct asked *asked, struct gw_reply *reply,
		    struct gw_error **err)
{
	STATEMENT_AUTO sqlite3_stmt *statement = NULL;
	int64_t changes = sqlite3_total_changes64(conn->db);

	conn->timed_out = false;
	conn->statement_since_us = conn->base.sys->monotonic_us();
	if (!prepare(conn, asked->request->sql, &statement, err))
		return false;
	/* Nothing but comments. */
	if (statement == NULL)
		return true;
	if (!bind_params(conn, statement, asked->request, err) ||
	    !walk_all(conn, statement, asked, reply, err))
		return false;
	if (!sqlite3_stmt_readonly(statement))
		reply->affected = sqlite3_total_changes64(conn->db) - changes;
	return true;
}

bool gw_lite_run(struct gw_conn *base, const struct gw_request *requests, size_t n,
		 struct gw_arena *arena, gw_reply_fn *reply, void *payload, size_t *ret_failed,
		 struct gw_error **err)
{
	struct gw_lite_conn *conn = gw_lite(base);
	const struct gw_system *sys = base->sys;
	int64_t last_us = sys->monotonic_us();

	conn->stopped = false;
	/* A run that starts after the signal cleans up, and may take all its statements. */
	conn->cleaning = gw_interrupted(sys) != 0;
	if (!conn->cleaning)
		conn->signal_seen_us = 0;
	for (size_t i = 0; i < n; i++) {
		const struct asked asked = {&requests[i], arena, reply, payload};
		struct gw_reply answer = {.index = i, .affected = -1};
		int64_t now_us;
		bool done;

		*ret_failed = i;
		if (i != 0 && !conn->cleaning && gw_interrupted(sys))
			return gw_fail(err, GW_E_INTERRUPTED, "interrupted");
		gw_lite_guard_before(conn, requests[i].sql);
		done = run_one(conn, &asked, &answer, err);
		gw_lite_guard_after(conn);
		base->in_transaction = sqlite3_get_autocommit(conn->db) == 0;
		if (!done)
			return false;
		now_us = sys->monotonic_us();
		answer.elapsed_us = now_us - last_us;
		last_us = now_us;
		if (reply != NULL && !reply(payload, &answer, err))
			return false;
	}
	return true;
}
