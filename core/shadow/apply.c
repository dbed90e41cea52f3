/*
 * Applying a script to a live database: under the run lock, in one transaction as far as the engine and
 * the statements allow.
 */
#include "shadow/side_int.h"

struct applying {
	const struct gw_schema_script *script;
	struct gw_sync sync;
	struct gw_session *session;
	struct gw_conn *conn;
	bool transactional;
	size_t done; /* statements that stand, whatever comes */
	bool in_doubt; /* what was sent may make more of them stand, and no answer has come */
	bool counted;
	size_t before; /* rows that refer to nothing already */
};

static bool begin(struct applying *applying, struct gw_error **err)
{
	if (!applying->transactional || applying->conn->in_transaction)
		return true;
	return gw_conn_exec(applying->conn, applying->conn->engine->words.begin, err);
}

/*
 * How many rows refer to nothing. Not known where the engine looks after that by itself, and where it
 * cannot be told: a foreign key to columns that are no key is SQLite's "foreign key mismatch".
 */
static bool count_references(struct applying *applying, bool *ret_known, size_t *ret_count,
			     struct gw_error **err)
{
	const char *sql = applying->conn->engine->words.check_references;
	struct gw_rows rows;

	*ret_known = false;
	if (sql == NULL)
		return true;
	if (gw_conn_query(applying->conn, applying->session->arena, sql, NULL, 0, &rows, err)) {
		*ret_known = true;
		*ret_count = rows.nrows;
		return true;
	}
	if ((*err)->code != GW_E_SERVER)
		return false;
	gw_error_clear(err);
	return true;
}

static bool check_references(struct applying *applying, struct gw_error **err)
{
	size_t count;
	bool known;

	if (!count_references(applying, &known, &count, err))
		return false;
	if (!known || !applying->counted || count <= applying->before)
		return true;
	count -= applying->before;
	gw_fail(err, GW_E_FOREIGN_KEYS, "%zu row%s would refer to nothing", count,
		count == 1 ? "" : "s");
	gw_error_hint(*err, "Correct these rows first.");
	return false;
}

/* Runs what stands once the server has heard of it. */
static bool run_for_good(struct applying *applying, const char *sql, struct gw_error **err)
{
	applying->in_doubt = true;
	if (!gw_conn_exec(applying->conn, sql, err))
		return false;
	applying->in_doubt = false;
	return true;
}

/* What the transaction did, and that it did, stand together. */
static bool commit(struct applying *applying, size_t done, struct gw_error **err)
{
	if (applying->conn->in_transaction && !check_references(applying, err))
		return false;
	if (!gw_sync_record(&applying->sync, done, err))
		return false;
	if (applying->conn->in_transaction &&
	    !run_for_good(applying, applying->conn->engine->words.commit, err))
		return false;
	gw_sync_keep(&applying->sync);
	applying->done = done;
	return true;
}

static bool run_one(struct applying *applying, size_t number, struct gw_error **err)
{
	const struct gw_schema_statement *statement = &applying->script->statements.items[number];
	const char *sql = gw_view_dup(applying->session->arena, statement->sql);
	enum gw_schema_transaction transaction = statement->effect.transaction;
	bool is_open;

	if (transaction == GW_SCHEMA_ALONE ? !commit(applying, number, err) : !begin(applying, err))
		return false;
	is_open = applying->conn->in_transaction;
	if (is_open ? !gw_conn_exec(applying->conn, sql, err) : !run_for_good(applying, sql, err)) {
		gw_error_detail(*err, "the statement was:\n%s", sql);
		return false;
	}
	if (!is_open)
		applying->done = number + 1;
	return transaction == GW_SCHEMA_TOGETHER || commit(applying, number + 1, err);
}

static bool run_settings(struct applying *applying, struct gw_error **err)
{
	const char *const *settings = applying->script->dialect->settings;

	for (size_t i = 0; settings != NULL && settings[i] != NULL; i++) {
		if (!gw_conn_exec(applying->conn, settings[i], err))
			return false;
	}
	return true;
}

/*
 * The last event goes with the last transaction where that is the lock, and a moment later others may
 * write; else it comes after it, when the schema can be read.
 */
static bool close_run(struct applying *applying, size_t n, struct gw_error **err)
{
	bool within = applying->conn->engine->caps.lock_is_transaction;

	if (within)
		return gw_sync_record(&applying->sync, n, err) &&
		       gw_sync_finish(&applying->sync, NULL, err) && commit(applying, n, err);
	return commit(applying, n, err) && gw_sync_finish(&applying->sync, NULL, err);
}

static bool run_all(struct applying *applying, struct gw_error **err)
{
	size_t n = applying->script->statements.n;

	if (!run_settings(applying, err) ||
	    !count_references(applying, &applying->counted, &applying->before, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!run_one(applying, i, err))
			return false;
	}
	return close_run(applying, n, err);
}

/* Records what stands, and that it failed, where there are tables for that. */
static void record_failure(struct applying *applying, const struct gw_error *error)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_sync *sync = &applying->sync;
	bool rolled_back = applying->conn->engine->caps.lock_is_transaction && applying->done == 0;

	if (applying->conn->broken || (rolled_back && !sync->was_there))
		return;
	if (gw_sync_record(sync, applying->done, &ignored))
		(void)!gw_sync_finish(sync, error, &ignored);
}

static void tell_state(const struct applying *applying, struct gw_error *error)
{
	size_t n = applying->script->statements.n;

	if (applying->conn->broken && applying->in_doubt)
		gw_error_state(error, GW_STATE_UNKNOWN,
			       "the connection broke: %zu of %zu statements stand; those after may "
			       "have happened",
			       applying->done, n);
	else if (applying->done == 0)
		gw_error_state(error, GW_STATE_ROLLED_BACK, "the schema is as it was");
	else
		gw_error_state(error, GW_STATE_PARTIAL, "the first %zu of %zu statements stand",
			       applying->done, n);
}

static void give_up(struct applying *applying, struct gw_error *error)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	if (applying->conn->in_transaction && !applying->conn->broken)
		(void)!gw_conn_exec(applying->conn, applying->conn->engine->words.rollback,
				    &ignored);
	gw_sync_rewind(&applying->sync);
	record_failure(applying, error);
	if (error->hint == NULL)
		gw_error_hint(error, "Correct what the message is about, and run the command "
				     "again. `godwit schema diff` shows what is left to do.");
	tell_state(applying, error);
}

/* How the history calls it: the history of another database is not its own. */
static const char *name_of(const struct gw_sides *sides, const struct gw_side *side,
			   const struct gw_side *like)
{
	if (like->kind != GW_SIDE_HISTORY || gw_url_is_same(&like->url, &side->url))
		return like->text;
	return gw_format(sides->arena, "history of %s", gw_url_display(sides->arena, &like->url));
}

bool gw_side_apply(const struct gw_sides *sides, const struct gw_side *side,
		   const struct gw_schema_script *script, const struct gw_side *like,
		   struct gw_error **err)
{
	struct gw_session session;
	struct applying applying = {.script = script, .session = &session};
	bool ok;

	gw_session_init(&session, sides->arena, sides->sys, sides->config);
	session.application = sides->application;
	session.url = side->url;
	ok = gw_session_open(&session, true, err) &&
	     gw_sync_begin(&applying.sync, &session, script, name_of(sides, side, like), err);
	if (ok) {
		applying.conn = session.conn;
		applying.transactional = session.engine->caps.transactional_ddl;
		ok = run_all(&applying, err);
		if (!ok)
			give_up(&applying, *err);
	}
	gw_session_done(&session);
	return ok;
}
