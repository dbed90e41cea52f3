/* godwit's own tables: found, made, judged, read; and queries with another schema. */
#include "store.h"

extern const struct gw_engine gw_module_postgres;

static void test_absent(void **state GW_UNUSED)
{
	struct store store = {0};
	struct gw_events events;

	store_connect(&store, "sqlite::memory:");
	store_load(&store);
	assert_false(store.history->exists);
	assert_int_equal(store.history->head_seq, -1);
	assert_int_equal(store.history->metadata_version, 0);
	assert_non_null(store.history->journal);
	assert_null(gw_history_find(store.history, "1"));
	assert_true(gw_history_events(store.history, &store.arena, 0, 9, &events, &store.err));
	assert_int_equal(events.list.n, 0);
	/* Looking made nothing. */
	assert_string_equal(store_query(&store, "SELECT count(*) FROM sqlite_master"), "0");
	store_done(&store);
}

static void test_made(void **state GW_UNUSED)
{
	struct store store;

	store_open(&store);
	assert_true(store.history->exists);
	assert_int_equal(store.history->head_seq, 0);
	assert_int_equal(store.history->metadata_version, GW_METADATA_VERSION);
	assert_false(store.conn->in_transaction);
	assert_true(gw_history_ensure(store.history, &store_actor, &store.err));
	assert_string_equal(store_query(&store, "SELECT seq, event, name, prev_hash "
						"FROM godwit_history"),
			    "0|created|1|NULL");
	store_done(&store);
}

/* Where the lock is a transaction, the tables come to be in it, and go with it. */
static void test_made_in_transaction(void **state GW_UNUSED)
{
	struct store store = {0};

	store_connect(&store, "sqlite::memory:");
	store_exec(&store, "BEGIN IMMEDIATE");
	store_load(&store);
	assert_true(gw_history_ensure(store.history, &store_actor, &store.err));
	assert_true(store.conn->in_transaction);
	store_exec(&store, "ROLLBACK");
	assert_string_equal(store_query(&store, "SELECT count(*) FROM sqlite_master"), "0");
	store_done(&store);
}

/* Tables that were left without their first row get it. */
static void test_completed(void **state GW_UNUSED)
{
	struct store store;

	store_open(&store);
	store_exec(&store, "DELETE FROM godwit_history");
	store_load(&store);
	assert_true(store.history->exists);
	assert_int_equal(store.history->head_seq, -1);
	assert_true(gw_history_ensure(store.history, &store_actor, &store.err));
	assert_int_equal(store.history->head_seq, 0);
	assert_string_equal(store_query(&store, "SELECT count(*) FROM godwit_history"), "1");
	store_done(&store);
}

/* An older version of the tables is upgraded once, and history says so. */
static void test_upgraded(void **state GW_UNUSED)
{
	struct store store;

	store_open(&store);
	store_exec(&store, "UPDATE godwit_history SET name = '0'");
	store_append(&store, "5");
	store_load(&store);
	assert_int_equal(store.history->metadata_version, 0);
	for (int i = 0; i < 2; i++) {
		assert_true(gw_history_ensure(store.history, &store_actor, &store.err));
		assert_int_equal(store.history->metadata_version, GW_METADATA_VERSION);
		assert_int_equal(store.history->head_seq, 2);
	}
	assert_string_equal(store_query(&store, "SELECT seq, event FROM godwit_history"),
			    "0|created;1|applied;2|created");
	store_load(&store);
	assert_int_equal(store.history->metadata_version, GW_METADATA_VERSION);
	assert_non_null(gw_history_find(store.history, "5"));
	store_done(&store);
}

static void test_planted(void **state GW_UNUSED)
{
	static const char *const plants[] = {
		"CREATE TRIGGER x AFTER INSERT ON godwit_history BEGIN SELECT 1; END",
		"ALTER TABLE godwit_history ADD COLUMN extra TEXT",
		"DROP TABLE godwit_journal",
		"ALTER TABLE godwit_journal DROP COLUMN objects",
	};

	for (size_t i = 0; i < GW_COUNT(plants); i++) {
		struct store store;
		struct gw_history *history = NULL;

		store_open(&store);
		store_exec(&store, plants[i]);
		assert_false(gw_history_load(&store.arena, store.conn, NULL, &history, &store.err));
		assert_int_equal(store.err->code, GW_E_METADATA);
		assert_non_null(store.err->detail);
		assert_null(history);
		store_done(&store);
	}
}

static void test_newer(void **state GW_UNUSED)
{
	struct store store;
	struct gw_history *history = NULL;

	store_open(&store);
	store_exec(&store, "UPDATE godwit_history SET name = '2'");
	assert_false(gw_history_load(&store.arena, store.conn, NULL, &history, &store.err));
	assert_int_equal(store.err->code, GW_E_METADATA_NEWER);
	store_done(&store);
}

static void test_read_only(void **state GW_UNUSED)
{
	struct store store = {0};

	store_connect(&store, "sqlite::memory:");
	store_load(&store);
	store.conn->info.read_only = true;
	store.conn->info.read_only_hint = "Look elsewhere.";
	assert_false(gw_history_ensure(store.history, &store_actor, &store.err));
	assert_int_equal(store.err->code, GW_E_READ_ONLY);
	assert_string_equal(store_query(&store, "SELECT count(*) FROM sqlite_master"), "0");
	store_done(&store);
}

/* That the tables could not be made is said in our words, with the server's as the cause. */
static void test_cannot_be_made(void **state GW_UNUSED)
{
	struct store store = {0};

	store_connect(&store, "sqlite::memory:");
	store_load(&store);
	store_exec(&store, "PRAGMA query_only = ON");
	assert_false(gw_history_ensure(store.history, &store_actor, &store.err));
	assert_int_equal(store.err->code, GW_E_READ_ONLY);
	assert_non_null(strstr(store.err->message, "own tables could not be made"));
	assert_non_null(store.err->cause);
	assert_int_equal(store.err->state, GW_STATE_UNTOUCHED);
	assert_false(store.conn->in_transaction);
	store_done(&store);
}

/* Somebody plants tables after we looked, and before we make ours: nothing is written into them. */
static void test_planted_meanwhile(void **state GW_UNUSED)
{
	struct store store;

	store_open(&store);
	store_exec(&store, "CREATE TABLE loot (hash)");
	store_exec(&store, "DELETE FROM godwit_history");
	store.history->exists = false;
	store.history->head_seq = -1;
	store.history->metadata_version = 0;
	store_exec(&store, "CREATE TRIGGER planted AFTER INSERT ON godwit_history "
			   "BEGIN INSERT INTO loot VALUES (new.hash); END");
	assert_false(gw_history_ensure(store.history, &store_actor, &store.err));
	assert_int_equal(store.err->code, GW_E_METADATA);
	assert_non_null(strstr(store.err->detail, "trigger planted"));
	assert_false(store.conn->in_transaction);
	assert_string_equal(store_query(&store, "SELECT count(*) FROM loot"), "0");
	assert_string_equal(store_query(&store, "SELECT count(*) FROM godwit_history"), "0");
	store_done(&store);
}

/* The tables are there, and our transaction does not see them: somebody else made them. */
static void try_hidden(const char *recheck)
{
	const char *queries[GW_QUERY_COUNT];
	struct gw_engine engine = gw_module_sqlite;
	struct store store = {0};

	memcpy(queries, gw_module_sqlite.queries, sizeof(queries));
	queries[GW_Q_METADATA_CHECK] = "SELECT 'absent'";
	queries[GW_Q_METADATA_GLANCE] = "SELECT 'absent'";
	queries[GW_Q_METADATA_RECHECK] = recheck;
	engine.queries = queries;
	store_connect(&store, "sqlite::memory:");
	store.conn->engine = &engine;
	store_load(&store);
	assert_false(gw_history_ensure(store.history, &store_actor, &store.err));
	assert_int_equal(store.err->code, GW_E_HEAD_MOVED);
	assert_int_equal(store.err->state, GW_STATE_UNTOUCHED);
	assert_false(store.conn->in_transaction);
	assert_string_equal(store_query(&store, "SELECT count(*) FROM sqlite_master"), "0");
	store_done(&store);
}

static void test_hidden(void **state GW_UNUSED)
{
	try_hidden("SELECT 'absent'");
	try_hidden("SELECT 'unsure'");
}

/* --- the check was asked before --- */

static bool load_checked(struct store *store, const char *answer)
{
	struct gw_view cell = gw_view_of(answer);
	const struct gw_rows findings = {
		.nrows = answer != NULL ? 1 : 0, .ncols = 1, .cells = &cell};

	gw_error_clear(&store->err);
	return gw_history_load_checked(&store->arena, store->conn, NULL, &findings, &store->history,
				       &store->err);
}

static void test_checked(void **state GW_UNUSED)
{
	struct store store;

	store_open(&store);
	assert_true(load_checked(&store, NULL));
	assert_true(store.history->exists);
	assert_int_equal(store.history->head_seq, 0);
	assert_false(load_checked(&store, "trigger planted on godwit_history"));
	assert_int_equal(store.err->code, GW_E_METADATA);
	assert_string_equal(store.err->detail, "trigger planted on godwit_history");
	assert_true(load_checked(&store, "absent"));
	assert_false(store.history->exists);
	assert_int_equal(store.history->head_seq, -1);
	/* Then all is looked at, now. */
	assert_true(load_checked(&store, "unsure"));
	assert_int_equal(store.history->head_seq, 0);
	store_exec(&store, "CREATE TRIGGER planted AFTER INSERT ON godwit_history "
			   "BEGIN SELECT 1; END");
	assert_false(load_checked(&store, "unsure"));
	assert_int_equal(store.err->code, GW_E_METADATA);
	store_done(&store);
}

static void test_events(void **state GW_UNUSED)
{
	struct store store;
	struct gw_events events;

	store_open(&store);
	store_append(&store, "1");
	store_append(&store, "2");
	assert_true(
		gw_history_events(store.history, &store.arena, 1, INT64_MAX, &events, &store.err));
	assert_int_equal(events.list.n, 2);
	assert_int_equal(gw_event_int(&events.list.items[0], GW_COLUMN_seq), 1);
	assert_int_equal(gw_event_int(&events.list.items[1], GW_COLUMN_seq), 2);
	assert_true(gw_history_events(store.history, &store.arena, 9, 10, &events, &store.err));
	assert_int_equal(events.list.n, 0);
	store_done(&store);
}

static void test_text(void **state GW_UNUSED)
{
	struct store store;
	struct gw_event event = store_event(GW_EVENT_APPLIED, "1");
	struct gw_view text = GW_VIEW("x");

	store_open(&store);
	event.values[GW_COLUMN_up_sql] = gw_value_text(GW_VIEW("CREATE"));
	assert_true(gw_history_append(&store.recorder, &event, &store.err));
	store_load(&store);
	assert_true(gw_history_text(store.history, &store.arena,
				    gw_history_find(store.history, "1"), false, &text, &store.err));
	assert_true(gw_view_is(text, "CREATE"));
	assert_true(gw_history_text(store.history, &store.arena,
				    gw_history_find(store.history, "1"), true, &text, &store.err));
	assert_null(text.p);
	store_done(&store);
}

/* --- queries with another schema --- */

/* How often needle stands in text. */
static size_t count(const char *text, const char *needle)
{
	size_t n = 0;

	for (const char *at = strstr(text, needle); at != NULL; at = strstr(at + 1, needle))
		n++;
	return n;
}

static void test_schema(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_conn conn = {.engine = &gw_module_postgres};
	struct gw_history history = {.arena = &arena, .conn = &conn, .schema = "godwit"};

	for (int i = 0; i < GW_QUERY_COUNT; i++) {
		const char *text = gw_module_postgres.queries[i];

		history.schema = "godwit";
		assert_ptr_equal(gw_history_sql(&history, (enum gw_query)i), text);
		history.schema = NULL;
		assert_ptr_equal(gw_history_sql(&history, (enum gw_query)i), text);
	}
	history.schema = "app_meta";
	assert_true(count(gw_module_postgres.queries[GW_Q_HISTORY_INSERT], "godwit.godwit_") > 0);
	for (int i = 0; i < GW_QUERY_COUNT; i++) {
		const char *text = gw_history_sql(&history, (enum gw_query)i);

		/* These ask about other tables. */
		if (i == GW_Q_ADOPT_COLUMNS || i == GW_Q_ADOPT_TABLES || i == GW_Q_SCHEMA_ORIGIN)
			continue;
		assert_int_equal(count(text, "godwit.godwit_"), 0);
		assert_int_equal(count(text, "'godwit'"), 0);
		/* Our tables keep their names. */
		assert_true(count(text, "godwit_") > 0);
		assert_true(count(text, "app_meta") > 0);
	}
}

/* Before there is a connection it is the same question. */
static void test_check_request(void **state GW_UNUSED)
{
	static const char *const schemas[] = {"godwit", "app_meta", "we'ird\\"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_conn conn = {.engine = &gw_module_postgres};
	struct gw_history history = {.arena = &arena, .conn = &conn};

	for (size_t i = 0; i < GW_COUNT(schemas); i++) {
		struct gw_request request = gw_history_check_request(&arena, &gw_module_postgres,
								     schemas[i]);

		history.schema = schemas[i];
		assert_true(
			gw_view_is(request.sql, gw_history_sql(&history, GW_Q_METADATA_GLANCE)));
		assert_int_equal(request.nparams, 0);
		request = gw_history_check_request(&arena, &gw_module_sqlite, schemas[i]);
		assert_true(
			gw_view_is(request.sql, gw_module_sqlite.queries[GW_Q_METADATA_GLANCE]));
	}
}

static void test_schema_is_quoted(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_conn conn = {.engine = &gw_module_postgres};
	const struct gw_history history = {
		.arena = &arena, .conn = &conn, .schema = "we\"ird; DROP"};
	const char *text = gw_history_sql(&history, GW_Q_HISTORY_INSERT);

	assert_true(count(text, "\"we\"\"ird; DROP\".godwit_history") > 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_absent),
		cmocka_unit_test(test_made),
		cmocka_unit_test(test_made_in_transaction),
		cmocka_unit_test(test_completed),
		cmocka_unit_test(test_upgraded),
		cmocka_unit_test(test_planted),
		cmocka_unit_test(test_newer),
		cmocka_unit_test(test_read_only),
		cmocka_unit_test(test_cannot_be_made),
		cmocka_unit_test(test_planted_meanwhile),
		cmocka_unit_test(test_hidden),
		cmocka_unit_test(test_checked),
		cmocka_unit_test(test_events),
		cmocka_unit_test(test_text),
		cmocka_unit_test(test_schema),
		cmocka_unit_test(test_check_request),
		cmocka_unit_test(test_schema_is_quoted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
