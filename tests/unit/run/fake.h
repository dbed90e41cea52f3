/*
 * A database server of the test's own, behind struct gw_engine, that fails at a request which the test
 * chooses. It keeps what was committed, so that what a run claims can be compared with what happened.
 *
 *	fails_at   the number of the request, from 0
 *	fate       what happens there:
 *	           BEFORE   the connection breaks before the request arrives
 *	           AT       it breaks when the request was carried out, before the reply
 *	           BEHIND   it breaks when the rest of the list was carried out, too
 *	           REFUSED  the connection holds; the server refuses the request
 */
#ifndef TESTS_UNIT_RUN_FAKE_H
#define TESTS_UNIT_RUN_FAKE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "run/run.h"
#include "source/tree_double.h"

enum fate { FATE_BEFORE, FATE_AT, FATE_BEHIND, FATE_REFUSED };

/* Something that a request did: a statement, or a row of one of our tables. */
struct effect {
	const char *sql; /* for our own queries, the name of the query */
	struct gw_value values[GW_EVENT_COLUMN_COUNT];
};

struct effects {
	GW_VEC(struct effect) list;
};

struct fake {
	struct gw_conn conn; /* first */
	struct gw_arena arena;
	struct effects committed;
	struct effects open; /* of the transaction in progress */
	size_t requests; /* that came so far */
	size_t commits; /* that kept rows of godwit's */
	size_t fails_at;
	enum fate fate;
	bool locked; /* by LOCK TABLES: nothing of godwit's can be written */
	bool aborted; /* the transaction takes nothing but its end */
	const struct gw_request
		*ahead; /* the list that was sent, and whose answers are not taken */
	size_t sent; /* lists that were */
	int64_t distance_us; /* that each list takes, there and back */
};

static inline struct fake *fake_of(struct gw_conn *conn)
{
	return (struct fake *)conn;
}

static const char *const fake_queries[GW_QUERY_COUNT] = {
#define GW_QUERY(id, file) #id,
#include "engine/queries.def"
#undef GW_QUERY
};

static inline bool is_query(struct gw_view sql, enum gw_query query)
{
	return gw_view_is(sql, fake_queries[query]);
}

static inline bool is_journal_row(struct gw_view sql)
{
	return is_query(sql, GW_Q_JOURNAL_INSERT) || is_query(sql, GW_Q_JOURNAL_TURN);
}

/* --- carrying out --- */

static inline bool has_rows(const struct effects *effects)
{
	for (size_t i = 0; i < effects->list.n; i++) {
		struct gw_view sql = gw_view_of(effects->list.items[i].sql);

		if (is_query(sql, GW_Q_HISTORY_INSERT) || is_journal_row(sql))
			return true;
	}
	return false;
}

static inline void fake_commit(struct fake *fake)
{
	fake->commits += has_rows(&fake->open);
	for (size_t i = 0; i < fake->open.list.n; i++)
		gw_vec_push(&fake->arena, &fake->committed.list, fake->open.list.items[i]);
	fake->open.list.n = 0;
}

static inline bool is_ddl(struct gw_view sql)
{
	return gw_view_starts(sql, "CREATE") || gw_view_starts(sql, "ALTER") ||
	       gw_view_starts(sql, "DROP") || gw_view_starts(sql, "XYZZY");
}

static inline void fake_control(struct fake *fake, bool opens, bool keeps)
{
	if (keeps)
		fake_commit(fake);
	fake->open.list.n = 0;
	fake->locked = fake->locked && !opens;
	fake->conn.in_transaction = opens;
}

static inline void fake_carry_out(struct fake *fake, const struct gw_request *request)
{
	const struct gw_words *words = &fake->conn.engine->words;
	bool commits = !fake->conn.engine->caps.transactional_ddl && is_ddl(request->sql);
	struct effect effect = {.sql = gw_view_dup(&fake->arena, request->sql)};

	if (gw_view_is(request->sql, words->begin) || gw_view_is(request->sql, words->commit)) {
		fake_control(fake, gw_view_is(request->sql, words->begin), true);
		return;
	}
	if (gw_view_is(request->sql, words->rollback)) {
		fake_control(fake, false, false);
		return;
	}
	assert_false(fake->locked && request->nparams != 0);
	fake->locked = (fake->locked || gw_view_starts(request->sql, "LOCK TABLES")) &&
		       !gw_view_is(request->sql, "UNLOCK TABLES");
	for (size_t i = 0; i < request->nparams; i++) {
		effect.values[i] = request->params[i];
		effect.values[i].text.p = gw_view_dup(&fake->arena, request->params[i].text);
	}
	if (commits)
		fake_control(fake, false, true);
	gw_vec_push(&fake->arena, &fake->open.list, effect);
	if (commits || (!fake->conn.in_transaction && !fake->conn.engine->caps.list_is_transaction))
		fake_commit(fake);
}

static inline void fake_end_list(struct fake *fake)
{
	if (!fake->conn.in_transaction)
		fake_commit(fake);
}

/* --- answers --- */

/* Values as cells; numbers as text. */
static inline struct gw_view fake_cell(struct fake *fake, const struct gw_value *value)
{
	if (value->kind == GW_VALUE_INT)
		return gw_view_of(gw_format(&fake->arena, "%lld", (long long)value->number));
	return value->text;
}

struct fake_rows {
	GW_VEC(struct gw_view) cells;
	size_t nrows;
};

static inline struct gw_rows rows_of(const struct fake_rows *rows, size_t ncols)
{
	assert_int_equal(rows->cells.n, rows->nrows * ncols);
	return (struct gw_rows){.nrows = rows->nrows, .ncols = ncols, .cells = rows->cells.items};
}

static inline struct gw_rows fake_history(struct fake *fake)
{
	static const enum gw_event_column columns[] = {
		GW_COLUMN_seq,    GW_COLUMN_event,    GW_COLUMN_version, GW_COLUMN_name,
		GW_COLUMN_kind,   GW_COLUMN_checksum, GW_COLUMN_run_id,  GW_COLUMN_started_at,
		GW_COLUMN_signer, GW_COLUMN_signer,   GW_COLUMN_hash};
	struct fake_rows rows = {0};

	for (size_t i = 0; i < fake->committed.list.n; i++) {
		const struct effect *effect = &fake->committed.list.items[i];

		if (!is_query(gw_view_of(effect->sql), GW_Q_HISTORY_INSERT))
			continue;
		rows.nrows++;
		for (size_t k = 0; k < GW_COUNT(columns); k++)
			gw_vec_push(&fake->arena, &rows.cells,
				    fake_cell(fake, &effect->values[columns[k]]));
	}
	return rows_of(&rows, GW_COUNT(columns));
}

enum {
	FAKE_TURNED = 10
}; /* the value of a turn that begins the name of the script whose row it was */

/* The script whose rows a request removes: version and direction; NULL: it removes none. */
static inline const struct gw_value *cleared_by(const struct effect *effect)
{
	if (is_query(gw_view_of(effect->sql), GW_Q_JOURNAL_CLEAR))
		return &effect->values[0];
	return is_query(gw_view_of(effect->sql), GW_Q_JOURNAL_TURN) ? &effect->values[FAKE_TURNED]
								    : NULL;
}

static inline bool is_of(const struct effect *row, const struct gw_value *script)
{
	return gw_view_eq(script[0].text, row->values[1].text) &&
	       gw_view_eq(script[1].text, row->values[2].text);
}

/* Whether it is a row of the journal, and none of the requests between has removed it. */
static inline bool is_row_before(const struct fake *fake, size_t index, size_t until)
{
	const struct effect *effects = fake->committed.list.items;

	if (!is_journal_row(gw_view_of(effects[index].sql)))
		return false;
	for (size_t i = index + 1; i < until; i++) {
		const struct gw_value *script = cleared_by(&effects[i]);

		if (script != NULL && is_of(&effects[index], script))
			return false;
	}
	return true;
}

/* A row becomes another only where it is the one that is meant, and the only one there is. */
static inline void check_turns(const struct fake *fake)
{
	const struct effect *effects = fake->committed.list.items;

	for (size_t i = 0; i < fake->committed.list.n; i++) {
		size_t n = 0;

		if (!is_query(gw_view_of(effects[i].sql), GW_Q_JOURNAL_TURN))
			continue;
		for (size_t k = 0; k < i; k++) {
			if (!is_row_before(fake, k, i))
				continue;
			n++;
			assert_true(is_of(&effects[k], &effects[i].values[FAKE_TURNED]));
		}
		assert_int_equal(n, 1);
	}
}

static inline struct gw_rows fake_journal(struct fake *fake)
{
	enum { COLUMNS = 11 };
	struct fake_rows rows = {0};

	for (size_t i = 0; i < fake->committed.list.n; i++) {
		const struct effect *effect = &fake->committed.list.items[i];

		if (!is_row_before(fake, i, fake->committed.list.n))
			continue;
		rows.nrows++;
		gw_vec_push(&fake->arena, &rows.cells,
			    gw_view_of(gw_format(&fake->arena, "%zu", i)));
		for (size_t k = 0; k < COLUMNS; k++)
			gw_vec_push(&fake->arena, &rows.cells, fake_cell(fake, &effect->values[k]));
	}
	return rows_of(&rows, COLUMNS + 1);
}

static inline bool has_tables(const struct effects *effects)
{
	for (size_t i = 0; i < effects->list.n; i++) {
		if (is_query(gw_view_of(effects->list.items[i].sql), GW_Q_METADATA_CREATE))
			return true;
	}
	return false;
}

static inline struct gw_rows fake_answer(struct fake *fake, struct gw_view sql)
{
	static struct gw_view yes[] = {{"t", 1}};
	static struct gw_view absent[] = {{"absent", 6}};

	if (is_query(sql, GW_Q_HISTORY_LIST))
		return fake_history(fake);
	if (is_query(sql, GW_Q_JOURNAL_LIST))
		return fake_journal(fake);
	if (is_query(sql, GW_Q_METADATA_CHECK) && !has_tables(&fake->open) &&
	    !has_tables(&fake->committed))
		return (struct gw_rows){.nrows = 1, .ncols = 1, .cells = absent};
	if (gw_view_starts(sql, "SELECT"))
		return (struct gw_rows){.nrows = 1, .ncols = 1, .cells = yes};
	return (struct gw_rows){0};
}

/* --- the engine --- */

static inline bool fake_lose(struct fake *fake, const struct gw_request *requests, size_t n,
			     struct gw_error **err)
{
	if (fake->fate != FATE_BEFORE)
		fake_carry_out(fake, &requests[0]);
	for (size_t i = 1; i < n && fake->fate == FATE_BEHIND; i++)
		fake_carry_out(fake, &requests[i]);
	if (fake->fate == FATE_BEHIND)
		fake_end_list(fake);
	fake->open.list.n = 0;
	fake->conn.broken = true;
	return gw_fail(err, GW_E_CONNECTION_LOST, "the connection broke");
}

static inline bool fake_refuse(struct fake *fake, const struct gw_request *request,
			       struct gw_error **err)
{
	const struct gw_engine *engine = fake->conn.engine;
	const struct gw_server_error server = {
		.message = "refused",
		.position = GW_NOWHERE,
		.constraint = is_query(request->sql, GW_Q_HISTORY_INSERT),
	};

	if (gw_view_is(request->sql, engine->words.commit))
		fake_control(fake, false, false);
	if (!fake->conn.in_transaction)
		fake->open.list.n = 0;
	fake->aborted = fake->conn.in_transaction && engine->caps.transactional_ddl;
	gw_fail(err, GW_E_STATEMENT, "refused");
	gw_error_server(*err, &server);
	return false;
}

/* Of a clock of which each look takes a microsecond. */
static int64_t fake_time_us;

static inline int64_t fake_monotonic_us(void)
{
	return ++fake_time_us;
}

static inline bool fake_run(struct gw_conn *conn, const struct gw_request *requests, size_t n,
			    struct gw_arena *arena GW_UNUSED, gw_reply_fn *reply, void *payload,
			    size_t *ret_failed, struct gw_error **err)
{
	struct fake *fake = fake_of(conn);

	assert_false(conn->broken);
	fake_time_us += fake->distance_us;
	*ret_failed = 0;
	if (fake->ahead != NULL && fake->ahead != requests && !conn->land(conn->land_payload, err))
		return false;
	fake->ahead = NULL;
	for (size_t i = 0; i < n; i++) {
		struct gw_reply answer = {.index = i, .affected = -1, .elapsed_us = 1};

		if (fake->requests++ == fake->fails_at) {
			*ret_failed = fake->fate == FATE_REFUSED ? i : n;
			return fake->fate == FATE_REFUSED
				       ? fake_refuse(fake, &requests[i], err)
				       : fake_lose(fake, &requests[i], n - i, err);
		}
		if (fake->aborted)
			assert_true(gw_view_is(requests[i].sql, conn->engine->words.rollback));
		fake->aborted = false;
		fake_carry_out(fake, &requests[i]);
		answer.rows = fake_answer(fake, requests[i].sql);
		*ret_failed = i;
		if (reply == NULL || reply(payload, &answer, err))
			continue;
		/* The server has the rest of the list already. */
		for (i++; i < n && !conn->engine->caps.list_is_transaction; i++)
			fake_carry_out(fake, &requests[i]);
		return false;
	}
	fake_end_list(fake);
	return true;
}

static inline void fake_send(struct gw_conn *conn, const struct gw_request *requests,
			     size_t n GW_UNUSED)
{
	struct fake *fake = fake_of(conn);

	assert_false(conn->broken);
	assert_null(fake->ahead);
	fake->ahead = requests;
	fake->sent++;
}

static inline void fake_set_timeouts(struct gw_arena *arena, const struct gw_timeouts *timeouts,
				     bool in_transaction GW_UNUSED, struct gw_statements *ret_list)
{
	if (timeouts->lock_ms != 0)
		gw_vec_push(arena, &ret_list->list, "SET lock_timeout");
}

static inline void fake_reset_session(const struct gw_conn *conn GW_UNUSED, struct gw_arena *arena,
				      struct gw_statements *ret_list)
{
	gw_vec_push(arena, &ret_list->list, "RESET ALL");
}

/* As PostgreSQL: all in transactions, a list is one. */
static const struct gw_engine fake_transactional = {
	.name = "fake",
	.dialect = &gw_dialect_postgres,
	.caps = {.transactional_ddl = true, .list_is_transaction = true, .is_server = true},
	.words = {.begin = "BEGIN", .commit = "COMMIT", .rollback = "ROLLBACK"},
	.queries = fake_queries,
	.run = fake_run,
	.set_timeouts = fake_set_timeouts,
	.reset_session = fake_reset_session,
};

/* What all of them have that are as MySQL. */
#define FAKE_COMMITTING                                                                      \
	.name = "fake", .dialect = &gw_dialect_mysql,                                        \
	.words = {.begin = "START TRANSACTION", .commit = "COMMIT", .rollback = "ROLLBACK"}, \
	.queries = fake_queries, .run = fake_run, .set_timeouts = fake_set_timeouts,         \
	.reset_session = fake_reset_session

/* As MySQL: DDL commits by itself, and so does every statement outside of a transaction. */
static const struct gw_engine fake_committing = {
	FAKE_COMMITTING,
	.caps = {.is_server = true},
};

/* How often this stands in the database. */
static inline size_t fake_count(const struct fake *fake, const char *sql)
{
	size_t n = 0;

	for (size_t i = 0; i < fake->committed.list.n; i++)
		n += strcmp(fake->committed.list.items[i].sql, sql) == 0;
	return n;
}

static inline void fake_witness(const struct gw_conn *conn GW_UNUSED, struct gw_arena *arena,
				struct gw_view statement, struct gw_witness *ret_witness)
{
	*ret_witness = (struct gw_witness){
		.objects = gw_view_dup(arena, statement),
		.expression = "SELECT looks",
	};
}

/* Looks whether the statement stands; what goes on under LOCK TABLES cannot be seen. */
static inline bool fake_judge(struct gw_conn *conn, struct gw_arena *arena,
			      struct gw_view statement, struct gw_view before GW_UNUSED,
			      const struct gw_lost *by, struct gw_verdict *ret_verdict,
			      struct gw_error **err GW_UNUSED)
{
	assert_false(conn->broken || conn->in_transaction);
	/* Rows have a transaction, also alone. */
	assert_false(gw_view_starts(statement, "INSERT"));
	*ret_verdict = (struct gw_verdict){.outcome = GW_OUTCOME_NONE};
	if (by != NULL && gw_view_starts(statement, "LOCK TABLES"))
		*ret_verdict = (struct gw_verdict){.outcome = GW_OUTCOME_UNKNOWN,
						   .reason = "locks"};
	else if (fake_count(fake_of(conn), gw_view_dup(arena, statement)) != 0)
		ret_verdict->outcome = GW_OUTCOME_HAPPENED;
	return true;
}

/* Both, with eyes. */
static const struct gw_engine fake_transactional_seeing = {
	.name = "fake",
	.dialect = &gw_dialect_postgres,
	.caps = {.transactional_ddl = true, .list_is_transaction = true, .is_server = true},
	.words = {.begin = "BEGIN", .commit = "COMMIT", .rollback = "ROLLBACK"},
	.queries = fake_queries,
	.run = fake_run,
	.set_timeouts = fake_set_timeouts,
	.reset_session = fake_reset_session,
	.witness = fake_witness,
	.judge = fake_judge,
};

static const struct gw_engine fake_committing_seeing = {
	FAKE_COMMITTING,
	.caps = {.is_server = true},
	.witness = fake_witness,
	.judge = fake_judge,
};

/* Where one can see in any case whether a statement happened. */
static inline void fake_witness_telling(const struct gw_conn *conn, struct gw_arena *arena,
					struct gw_view statement, struct gw_witness *ret_witness)
{
	fake_witness(conn, arena, statement, ret_witness);
	ret_witness->tells = true;
}

static const struct gw_engine fake_committing_telling = {
	FAKE_COMMITTING,
	.caps = {.is_server = true},
	.witness = fake_witness_telling,
	.judge = fake_judge,
};

/* Works while the next list is made. */
static const struct gw_engine fake_committing_ahead = {
	FAKE_COMMITTING,     .caps = {.is_server = true, .ahead_bytes = 1},
	.send = fake_send,   .witness = fake_witness,
	.judge = fake_judge,
};

/* Asks the server about each statement. */
static inline bool fake_ask(struct gw_conn *conn, struct gw_view statement GW_UNUSED, bool *ret_can,
			    struct gw_error **err)
{
	*ret_can = true;
	return gw_conn_exec(conn, "DO 1", err);
}

static const struct gw_engine fake_committing_asking = {
	FAKE_COMMITTING,     .caps = {.is_server = true, .ahead_bytes = 1},
	.send = fake_send,   .witness = fake_witness,
	.judge = fake_judge, .can_roll_back = fake_ask,
};

/* What runs alone is known by its sign. Under LOCK TABLES nothing is signed. */
#define FAKE_SIGN "\n/* signed */"

static inline void fake_sign(const struct gw_conn *conn, struct gw_arena *arena,
			     struct gw_view statement, struct gw_witness *ret_witness)
{
	fake_witness(conn, arena, statement, ret_witness);
	ret_witness->sign = FAKE_SIGN;
	ret_witness->signed_expression = "SELECT looks, log";
}

static inline bool fake_judge_signed(struct gw_conn *conn, struct gw_arena *arena,
				     struct gw_view statement, struct gw_view before,
				     const struct gw_lost *by, struct gw_verdict *ret_verdict,
				     struct gw_error **err)
{
	const char *sql = gw_view_dup(arena, statement);

	if (!gw_view_starts(statement, "LOCK TABLES")) {
		assert_int_equal(fake_count(fake_of(conn), sql), 0);
		sql = gw_format(arena, "%s" FAKE_SIGN, sql);
	}
	return fake_judge(conn, arena, gw_view_of(sql), before, by, ret_verdict, err);
}

static const struct gw_engine fake_committing_signing = {
	FAKE_COMMITTING,
	.caps = {.is_server = true},
	.witness = fake_sign,
	.judge = fake_judge_signed,
};

static inline void fake_open(struct fake *fake, const struct gw_engine *engine)
{
	static struct gw_system sys;

	sys = gw_system_default;
	sys.monotonic_us = fake_monotonic_us;
	*fake = (struct fake){
		.conn = {.engine = engine, .sys = &sys, .info = {.version = "1", .database = "d"}},
		.fails_at = SIZE_MAX,
	};
}

/* The same database, a new connection that does not break. */
static inline void fake_reconnect(struct fake *fake)
{
	fake->conn.broken = false;
	fake->locked = false;
	fake->conn.in_transaction = false;
	fake->fails_at = SIZE_MAX;
}

static inline void fake_done(struct fake *fake)
{
	gw_arena_done(&fake->arena);
}

/* How many events of this kind and version are in the history; version NULL: of any. */
static inline size_t fake_events(const struct fake *fake, const char *kind, const char *version)
{
	size_t n = 0;

	for (size_t i = 0; i < fake->committed.list.n; i++) {
		const struct effect *effect = &fake->committed.list.items[i];

		n += is_query(gw_view_of(effect->sql), GW_Q_HISTORY_INSERT) &&
		     gw_view_is(effect->values[GW_COLUMN_event].text, kind) &&
		     (version == NULL ||
		      gw_view_is(effect->values[GW_COLUMN_version].text, version));
	}
	return n;
}

#endif
