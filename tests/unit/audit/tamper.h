/*
 * Tampering, all of it, on any engine: each value of each row is made another one, each pair of rows
 * changes places, each row goes, rows come in at each place, the end is cut off at each row. What the
 * server lets through is found, without exception, and at the right row.
 */
#ifndef TESTS_UNIT_AUDIT_TAMPER_H
#define TESTS_UNIT_AUDIT_TAMPER_H

#include <stdlib.h>

#include "audit/verify.h"
#include "history/store.h"

enum { ROWS = 6 };

/* What is different from engine to engine. */
struct server {
	const struct gw_engine *engine;
	const char *variable; /* that has the URL; NULL: no server is needed */
	const char *schema, *table;
	const char *loosen; /* what forbids some of it is off in this session */
	const char *database; /* of this test, made and dropped; NULL: the URL's */
	const char *drop, *create;
};

struct bench {
	struct store store; /* its history is open */
	const struct server *server;
	struct gw_checkpoints checkpoints; /* of the whole */
	struct gw_digest content; /* of all rows, untouched */
	size_t found, refused; /* by verification, by the server */
};

/* --- the history --- */

static inline void connect_to(struct store *store, const struct server *server, const char *name)
{
	struct gw_connect_options options = {.sys = &gw_system_default, .application = "test"};
	const char *text = server->variable != NULL ? getenv(server->variable) : "sqlite::memory:";
	struct gw_url url = {0};

	if (text == NULL)
		fail_msg("%s is not set", server->variable);
	options.url = &url;
	assert_true(gw_url_parse(&store->arena, gw_view_of(text), &url, &store->err));
	if (name != NULL)
		url.database = name;
	if (!server->engine->connect(&options, &store->conn, &store->err))
		fail_msg("%s", store->err->message);
}

/* From the server's own database. */
static inline void run_outside(const struct server *server, const char *sql)
{
	struct store outside = {0};

	if (sql == NULL)
		return;
	connect_to(&outside, server, NULL);
	store_exec(&outside, sql);
	store_done(&outside);
}

/* Of runs, of what a person decided, and of what other commands record. */
static inline void append(struct store *store, int i)
{
	static const enum gw_event_kind kinds[] = {GW_EVENT_APPLIED, GW_EVENT_PROVISIONED,
						   GW_EVENT_ACCEPTED, GW_EVENT_IN_STEP,
						   GW_EVENT_FINISHED};
	struct gw_arena *arena = &store->arena;
	struct gw_event event = store_event(kinds[(size_t)i % GW_COUNT(kinds)],
					    gw_format(arena, "%d", i));
	struct gw_view text = gw_view_of(gw_format(arena, "CREATE TABLE t%d (a int)", i));
	struct gw_digest digest = gw_sha256_of(text);

	event.values[GW_COLUMN_kind] = gw_value_text(GW_VIEW("versioned"));
	event.values[GW_COLUMN_up_sql] = gw_value_text(text);
	event.values[GW_COLUMN_checksum_up] = gw_value_text(
		gw_view_of(gw_digest_hex(arena, &digest)));
	event.values[GW_COLUMN_duration_us] = gw_value_int(1000 + i);
	event.values[GW_COLUMN_detail] = gw_value_text(GW_VIEW("{}"));
	if (!gw_history_append(&store->recorder, &event, &store->err))
		fail_msg("%s", store->err->message);
}

static inline struct gw_digest read_content(struct bench *bench)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct store *store = &bench->store;
	struct gw_events events;

	if (!gw_history_events(store->history, &store->arena, INT64_MIN, INT64_MAX, &events,
			       &store->err))
		fail_msg("%s", store->err->message);
	for (size_t i = 0; i < events.list.n; i++) {
		gw_event_encode(&events.list.items[i], &str);
		gw_str_add(&str, events.list.items[i].values[GW_COLUMN_hash].text);
	}
	return gw_sha256_of(gw_str_view(&str));
}

static inline struct gw_chain_finding verify(struct bench *bench, struct gw_chain *ret_chain)
{
	struct store *store = &bench->store;
	struct gw_chain_finding finding = {0};

	if (!gw_audit_history(store->history, &store->arena, &bench->checkpoints, NULL, ret_chain,
			      &finding, &store->err))
		fail_msg("%s", store->err->message);
	return finding;
}

static inline void note_checkpoint(struct bench *bench)
{
	struct gw_checkpoint checkpoint = {.target = "x"};
	struct gw_chain chain;

	assert_int_equal(verify(bench, &chain).fault, GW_CHAIN_WHOLE);
	assert_int_equal(chain.next_seq, ROWS);
	checkpoint.history = chain.anchor;
	checkpoint.seq = chain.next_seq - 1;
	checkpoint.hash = chain.head;
	gw_vec_push(&bench->store.arena, &bench->checkpoints.list, checkpoint);
}

static inline void begin(struct bench *bench, const struct server *server)
{
	struct store *store = &bench->store;

	*bench = (struct bench){.server = server};
	run_outside(server, server->drop);
	run_outside(server, server->create);
	connect_to(store, server, server->database);
	if (!gw_history_load(&store->arena, store->conn, server->schema, &store->history,
			     &store->err) ||
	    !gw_history_ensure(store->history, &store_actor, &store->err))
		fail_msg("%s", store->err->message);
	gw_recorder_begin(&store->recorder, store->history, &store->arena, &gw_system_default,
			  &store_actor);
	for (int i = 1; i < ROWS; i++)
		append(store, i);
	store_exec(store, server->loosen);
	note_checkpoint(bench);
	bench->content = read_content(bench);
}

static inline void end(struct bench *bench)
{
	store_done(&bench->store);
	run_outside(bench->server, bench->server->drop);
}

/* --- somebody at work --- */

enum { ANYWHERE = -1 };

/* sql with the table for every `HISTORY`. */
static inline const char *aimed(struct bench *bench, const char *sql)
{
	GW_STR_AUTO struct gw_str str = {0};
	static const struct gw_view mark = {"HISTORY", 7};
	struct gw_view rest = gw_view_of(sql);
	size_t at;

	while ((at = gw_view_find(rest, mark)) != GW_NOWHERE) {
		gw_str_add(&str, gw_view_slice(rest, 0, at));
		gw_str_puts(&str, bench->server->table);
		rest = gw_view_from(rest, at + mark.n);
	}
	gw_str_add(&str, rest);
	return gw_str_take(&str, &bench->store.arena);
}

static inline bool run_all(struct bench *bench, const char *const *statements)
{
	struct store *store = &bench->store;

	for (size_t i = 0; statements[i] != NULL; i++) {
		if (gw_conn_exec(store->conn, aimed(bench, statements[i]), &store->err))
			continue;
		gw_error_clear(&store->err);
		return false;
	}
	return true;
}

/* Does it, has it found at this row, and takes it back. What changes nothing is not tampering. */
static inline void tamper(struct bench *bench, const char *const *statements, int64_t seq)
{
	struct store *store = &bench->store;
	struct gw_chain_finding finding;
	struct gw_digest content;

	store_exec(store, "BEGIN");
	if (!run_all(bench, statements)) {
		store_exec(store, "ROLLBACK");
		bench->refused++;
		return;
	}
	content = read_content(bench);
	finding = verify(bench, NULL);
	store_exec(store, "ROLLBACK");
	if (gw_digest_eq(&content, &bench->content))
		return;
	if (finding.fault == GW_CHAIN_WHOLE)
		fail_msg("not found: %s", statements[0]);
	if (seq != ANYWHERE && finding.seq != seq)
		fail_msg("%s: found at %lld: %s", statements[0], (long long)finding.seq,
			 finding.what);
	bench->found++;
}

static inline void tamper_once(struct bench *bench, int64_t seq, const char *sql)
{
	const char *const statements[] = {sql, NULL};

	tamper(bench, statements, seq);
}

/* --- each column of each row --- */

static inline void change_column(struct bench *bench, int row, enum gw_event_column column)
{
	static const char hash[] = "'ffffffffffffffffffffffffffffffff"
				   "ffffffffffffffffffffffffffffffff'";
	static const char *const numbers[] = {"NULL", "0", "77", "-1"};
	static const char *const texts[] = {"NULL", "''", "'x'", hash};
	bool is_number = column == GW_COLUMN_seq || column == GW_COLUMN_git_dirty ||
			 column == GW_COLUMN_started_at || column == GW_COLUMN_duration_us ||
			 column == GW_COLUMN_statements;

	for (size_t i = 0; i < GW_COUNT(texts); i++)
		tamper_once(bench, column == GW_COLUMN_seq ? ANYWHERE : row,
			    gw_format(&bench->store.arena,
				      "UPDATE HISTORY SET %s = %s WHERE seq = %d",
				      gw_event_column_name(column),
				      is_number ? numbers[i] : texts[i], row));
}

static inline void change_columns(struct bench *bench)
{
	for (int row = 0; row < ROWS; row++) {
		for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
			size_t before = bench->found + bench->refused;

			change_column(bench, row, (enum gw_event_column)i);
			if (bench->found + bench->refused == before)
				fail_msg("row %d: nothing could be done to %s", row,
					 gw_event_column_name((enum gw_event_column)i));
		}
	}
}

/* --- whole rows --- */

static inline void swap_rows(struct bench *bench)
{
	struct gw_arena *arena = &bench->store.arena;

	for (int a = 0; a < ROWS; a++) {
		for (int b = a + 1; b < ROWS; b++) {
			const char *const statements[] = {
				gw_format(arena, "UPDATE HISTORY SET seq = -1 WHERE seq = %d", a),
				gw_format(arena, "UPDATE HISTORY SET seq = %d WHERE seq = %d", a,
					  b),
				gw_format(arena, "UPDATE HISTORY SET seq = %d WHERE seq = -1", b),
				NULL};

			tamper(bench, statements, a);
		}
	}
}

/* Those behind it stay where they are, or close the gap. */
static inline void delete_rows(struct bench *bench)
{
	struct gw_arena *arena = &bench->store.arena;

	for (int row = 0; row < ROWS; row++) {
		const char *const closing[] = {
			gw_format(arena, "DELETE FROM HISTORY WHERE seq = %d", row),
			gw_format(arena, "UPDATE HISTORY SET seq = -seq WHERE seq > %d", row),
			"UPDATE HISTORY SET seq = -seq - 1 WHERE seq < 0", NULL};

		tamper_once(bench, row, closing[0]);
		tamper(bench, closing, row);
	}
}

static inline void insert_rows(struct bench *bench)
{
	struct gw_arena *arena = &bench->store.arena;

	for (int row = -1; row <= ROWS + 1; row++) {
		const char *const statements[] = {
			gw_format(arena, "UPDATE HISTORY SET seq = -100 - seq WHERE seq >= %d",
				  row),
			"UPDATE HISTORY SET seq = -99 - seq WHERE seq <= -100",
			gw_format(arena,
				  "INSERT INTO HISTORY (seq, event, version, started_at, "
				  "prev_hash, hash) VALUES (%d, 'applied', '77', 1, 'x', 'y')",
				  row),
			NULL};

		/* Before the first, all of them are moved, too. */
		tamper(bench, statements, row > ROWS ? ROWS : row);
	}
}

static inline void cut_off(struct bench *bench)
{
	for (int row = 0; row < ROWS; row++)
		tamper_once(
			bench, row,
			gw_format(&bench->store.arena, "DELETE FROM HISTORY WHERE seq >= %d", row));
}

static inline void test_tampering(void **state)
{
	struct bench bench;

	begin(&bench, *state);
	change_columns(&bench);
	swap_rows(&bench);
	delete_rows(&bench);
	insert_rows(&bench);
	cut_off(&bench);
	assert_int_equal(verify(&bench, NULL).fault, GW_CHAIN_WHOLE);
	print_message("# %zu found, %zu refused by the server\n", bench.found, bench.refused);
	end(&bench);
}

#endif
