/*
 * The SQLite engine on real files: opening, running, places of errors, and the queries.
 */
#include <fcntl.h>

#include "sqlite_files.h"

#include "apart.h"

static bool db_exists(void **state)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct folder *folder = *state;

	return access(gw_format(&arena, "%s/db", folder->path), F_OK) == 0;
}

static void test_open(void **state)
{
	struct live live = {0};

	open_db(&live, state);
	assert_string_equal(live.conn->info.flavor, "SQLite");
	assert_true(live.conn->info.version_number >= 30000);
	assert_false(live.conn->info.read_only);
	assert_false(live.conn->in_transaction);
	live_done(&live);
}

static void test_open_refused(void **state)
{
	static const struct {
		const char *suffix;
		enum gw_code code;
		const char *words;
	} cases[] = {
		{"missing/db", GW_E_CONNECT, "there is no folder"},
		{"", GW_E_CONNECT, "it is a folder"},
		{"text", GW_E_CONNECT, "is no SQLite database"},
		{"db?mode=rw", GW_E_CONNECT, "No such file"},
		{"db?mode=ro", GW_E_CONNECT, "No such file"},
		{"db?mode=x", GW_E_URL, "mode=x"},
		{"db?busy_timeout=soon", GW_E_URL, "busy_timeout=soon"},
		{"db?mod=ro", GW_E_URL, "unknown parameter 'mod'"},
	};
	const struct folder *folder = *state;
	GW_ARENA_AUTO struct gw_arena arena = {0};
	int fd = open(gw_format(&arena, "%s/text", folder->path), O_CREAT | O_WRONLY, 0600);
	char junk[2000];

	memset(junk, 'x', sizeof(junk));
	assert_int_equal(write(fd, junk, sizeof(junk)), sizeof(junk));
	close(fd);
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct live live = {0};

		assert_false(open_suffix(&live, state, cases[i].suffix, false));
		if (live.err->code != cases[i].code ||
		    strstr(live.err->message, cases[i].words) == NULL)
			fail_msg("%s: %d %s", cases[i].suffix, live.err->code, live.err->message);
		live_done(&live);
		assert_false(db_exists(state));
	}
}

static void test_parameters_passed_over(void **state)
{
	struct live live = {0};

	assert_true(open_suffix(&live, state,
				"db?x-migrations-table=m&_foreign_keys=1&cache=shared&"
				"busyTimeout=7&timeout=2s",
				false));
	live_done(&live);
}

/* A reading command creates nothing and changes nothing. */
static void test_open_for_reading(void **state)
{
	struct live live = {0};

	assert_false(open_suffix(&live, state, "missing/db", true));
	assert_true(open_suffix(&live, state, "db", true));
	assert_string_equal(live_finding(&live), "absent");
	assert_false(db_exists(state));
	live_done(&live);
	live = (struct live){0};
	open_db(&live, state);
	live_must(&live, "CREATE TABLE t (a)");
	live_done(&live);
	live = (struct live){0};
	assert_true(open_suffix(&live, state, "db", true));
	live_fails(&live, "INSERT INTO t VALUES (1)", GW_E_READ_ONLY);
	assert_int_equal(live_number(&live, "SELECT count(*) FROM t"), 0);
	live_done(&live);
	live = (struct live){0};
	assert_true(open_suffix(&live, state, "db?mode=ro", false));
	assert_true(live.conn->info.read_only);
	live_fails(&live, "INSERT INTO t VALUES (1)", GW_E_READ_ONLY);
	live_done(&live);
}

/* What SQL may not write, whatever the pragma is spelt like that lets it. */
static void test_guard(void **state)
{
	static const char *const ways[][2] = {
		{"PRAGMA writable_schema = ON", "PRAGMA writable_schema = OFF"},
		{"/* x */ pragma main.writable_schema(1)", "PRAGMA main . writable_schema = reset"},
		{"PRAGMA writable_schema=yes", "PRAGMA writable_schema=0"},
	};
	static const char forbidden[] = "DELETE FROM f_content";
	struct live live = {0};

	open_db(&live, state);
	assert_int_equal(live_number(&live, "PRAGMA cell_size_check"), 1);
	assert_int_equal(live_number(&live, "PRAGMA mmap_size"), 0);
	live_must(&live, "CREATE VIRTUAL TABLE f USING fts5 (a)");
	for (size_t i = 0; i < GW_COUNT(ways); i++) {
		live_fails(&live, forbidden, GW_E_STATEMENT);
		assert_non_null(strstr(live.err->hint, "PRAGMA writable_schema = ON"));
		live_must(&live, ways[i][0]);
		live_must(&live, forbidden);
		live_must(&live, ways[i][1]);
	}
	live_must(&live, "PRAGMA writable_schema");
	live_fails(&live, forbidden, GW_E_STATEMENT);
	live_must(&live, "PRAGMA schema_version = 41");
	assert_int_equal(live_number(&live, "PRAGMA schema_version"), 41);
	live_fails(&live, forbidden, GW_E_STATEMENT);
	live_done(&live);
}

static void test_rows_apart(void **state)
{
	struct live live = {0};

	open_db(&live, state);
	apart_check(live.conn);
	live_done(&live);
}

static void test_rows(void **state)
{
	struct live live = {0};

	open_db(&live, state);
	live_must(&live, "SELECT 1 AS one, NULL, '', x'', x'00ff', 'é' UNION ALL "
			 "SELECT -9223372036854775808, 1.5, 'a', 'b', 'c', 'd'");
	assert_int_equal(live.rows.nrows, 2);
	assert_int_equal(live.rows.ncols, 6);
	assert_string_equal(live.rows.names[0], "one");
	assert_int_equal(gw_cell_int(&live.rows, 1, 0), INT64_MIN);
	assert_true(gw_cell_is_null(&live.rows, 0, 1));
	assert_false(gw_cell_is_null(&live.rows, 0, 2));
	assert_false(gw_cell_is_null(&live.rows, 0, 3));
	assert_true(gw_view_eq(gw_cell(&live.rows, 0, 4), GW_VIEW("\0\xff")));
	assert_string_equal(live_cell(&live, 0, 5), "é");
	live_must(&live, "CREATE TABLE t (a)");
	assert_int_equal(live.affected, 0);
	live_must(&live, "INSERT INTO t VALUES (1), (2), (3)");
	assert_int_equal(live.affected, 3);
	live_must(&live, "/* nothing */ -- at all");
	live_must(&live, "SELECT a FROM t WHERE a > 5");
	assert_int_equal(live.rows.nrows, 0);
	assert_int_equal(live.rows.ncols, 1);
	live_done(&live);
}

static void test_params(void **state)
{
	const struct gw_value params[] = {
		gw_value_int(INT64_MIN),
		gw_value_text(GW_VIEW("it's \0 \\ é")),
		{0},
		gw_value_text(GW_VIEW("")),
	};
	const struct gw_request request = {
		.sql = GW_VIEW("SELECT ?, ?, ?, ?, '?'"),
		.params = params,
		.nparams = GW_COUNT(params),
	};
	struct live live = {0};

	open_db(&live, state);
	assert_true(live_run_requests(&live, &request, 1));
	assert_int_equal(gw_cell_int(&live.rows, 0, 0), INT64_MIN);
	assert_true(gw_view_eq(gw_cell(&live.rows, 0, 1), params[1].text));
	assert_true(gw_cell_is_null(&live.rows, 0, 2));
	assert_false(gw_cell_is_null(&live.rows, 0, 3));
	assert_string_equal(live_cell(&live, 0, 4), "?");
	live_done(&live);
}

static void test_stops_at_failure(void **state)
{
	struct live live = {0};

	open_db(&live, state);
	assert_false(live_run(&live, "CREATE TABLE t (a UNIQUE)", "BEGIN IMMEDIATE",
			      "INSERT INTO t VALUES (1)", "INSERT INTO t VALUES (1)",
			      "INSERT INTO t VALUES (2)", "COMMIT"));
	assert_int_equal(live.failed, 3);
	assert_int_equal(live.replies, 3);
	assert_false(live.in_transaction[0]);
	assert_true(live.in_transaction[1]);
	assert_true(live.conn->in_transaction);
	assert_int_equal(live.err->code, GW_E_STATEMENT);
	live_must(&live, "ROLLBACK");
	assert_int_equal(live_number(&live, "SELECT count(*) FROM t"), 0);
	live.stop_at = 1;
	assert_false(live_run(&live, "INSERT INTO t VALUES (7)", "SELECT 1",
			      "INSERT INTO t VALUES (8)"));
	assert_int_equal(live.err->code, GW_E_VERIFY);
	assert_int_equal(live.failed, 1);
	live.stop_at = GW_NOWHERE;
	assert_int_equal(live_number(&live, "SELECT max(a) FROM t"), 7);
	live_fails(&live, "SELECT 1; SELECT 2", GW_E_STATEMENT);
	live_done(&live);
}

static void test_marks(void **state)
{
	static const struct live_mark marks[] = {
		{"SELEC 1", "SELEC", 0},
		{"SELECT 'é€😀', FROM t", "FROM", 0},
		{"SELECT 'é', nme FROM t", "nme", 0},
		{"SELECT 'nope' FROM nope -- nope", "nope", 1},
		{"INSERT INTO main.nope VALUES (1)", "nope", 0},
		{"SELECT * FROM \"no\"\"pe\"", "\"no\"\"pe\"", 0},
		{"CREATE TABLE u (a INT, b INT, a INT)", "a", 1},
		{"CREATE TABLE t (a)", "t", 0},
		{"ALTER TABLE t ADD COLUMN A int", "A", 3},
		{"INSERT INTO t (z) VALUES (1)", "z", 0},
		{"SELECT nofunction(1)", "nofunction", 0},
		{"DROP INDEX nope", "nope", 0},
		{"INSERT INTO t VALUES (1, 2)", "", 0},
		{"SELECT (1", "1", 0},
	};
	struct live live = {0};

	open_db(&live, state);
	live_must(&live, "CREATE TABLE t (a)");
	for (size_t i = 0; i < GW_COUNT(marks); i++)
		live_check_mark(&live, &marks[i]);
	live_fails(&live, "SELECT nofunction(1)", GW_E_STATEMENT);
	assert_non_null(strstr(live.err->detail, live.conn->info.version));
	live_done(&live);
}

static void test_metadata(void **state)
{
	static const char *const damages[] = {
		"CREATE TRIGGER spy AFTER INSERT ON Godwit_History BEGIN SELECT 1; END",
		"ALTER TABLE godwit_lock ADD COLUMN z",
		"DROP TABLE godwit_journal",
		"CREATE VIEW godwit_journal AS SELECT 1",
	};
	static const char *const findings[] = {
		"trigger spy on godwit_history",
		"unexpected column z of godwit_lock",
		"godwit_journal is missing",
		"godwit_journal is no ordinary table",
	};
	struct live live = {0};

	open_db(&live, state);
	assert_string_equal(live_finding(&live), "absent");
	live_create_tables(&live);
	live_create_tables(&live);
	assert_string_equal(live_finding(&live), "");
	for (size_t i = 0; i < GW_COUNT(damages); i++) {
		if (i != 3)
			live_must(&live, "SAVEPOINT s");
		live_must(&live, damages[i]);
		assert_string_equal(live_finding(&live), findings[i]);
		if (i != 2)
			live_must(&live, "ROLLBACK TO s");
	}
	live_done(&live);
}

/* What is not word for word as it was made is left to the check, whether that finds fault with it or not. */
static void test_glance(void **state)
{
	static const char *const changes[][2] = {
		{"CREATE TRIGGER spy AFTER INSERT ON Godwit_History BEGIN SELECT 1; END",
		 "SELECT 1"},
		{"CREATE INDEX spy ON godwit_history (event)", "SELECT 1"},
		{"ALTER TABLE godwit_lock ADD COLUMN z", "SELECT 1"},
		{"ALTER TABLE godwit_lock RENAME TO l", "ALTER TABLE l RENAME TO GODWIT_LOCK"},
		{"DROP TABLE godwit_history", "SELECT 1"},
		{"DROP TABLE godwit_journal", "SELECT 1"},
		{"DROP TABLE godwit_journal", "CREATE VIEW godwit_journal AS SELECT 1"},
		{"DROP TABLE godwit_journal",
		 "CREATE TABLE godwit_journal (id INTEGER PRIMARY KEY)"},
		{"DROP TABLE godwit_lock", "CREATE TABLE godwit_lock (name UNIQUE)"},
	};
	struct live live = {0};

	open_db(&live, state);
	assert_string_equal(live_finding_of(&live, GW_Q_METADATA_GLANCE), "absent");
	live_must(&live, "CREATE TABLE t (a)");
	live_must(&live, "CREATE VIEW v AS SELECT a FROM t");
	assert_string_equal(live_finding_of(&live, GW_Q_METADATA_GLANCE), "absent");
	live_create_tables(&live);
	assert_string_equal(live_finding_of(&live, GW_Q_METADATA_GLANCE), "");
	for (size_t i = 0; i < GW_COUNT(changes); i++) {
		live_must(&live, "SAVEPOINT s");
		live_must(&live, changes[i][0]);
		live_must(&live, changes[i][1]);
		if (strcmp(live_finding_of(&live, GW_Q_METADATA_GLANCE), "unsure") != 0)
			fail_msg("%s; %s: not seen", changes[i][0], changes[i][1]);
		live_must(&live, "ROLLBACK TO s");
	}
	live_done(&live);
}

/* What the chain forbids, with foreign keys on as during a check. */
static void test_history(void **state)
{
	struct gw_view note = GW_VIEW("a'b \\ \0 é\n");
	struct live live = {0};

	open_db(&live, state);
	live_create_tables(&live);
	live_must(&live, "PRAGMA foreign_keys = ON");
	assert_true(live_append(&live, 0, NULL, "h0", note));
	assert_true(live_append(&live, 1, "h0", "h1", note));
	assert_false(live_append(&live, 2, "h0", "h2", note));
	assert_true(live.err->server->constraint);
	assert_false(live_append(&live, 2, "gone", "h2", note));
	assert_true(live.err->server->constraint);
	assert_false(live_append(&live, 2, NULL, "h2", note));
	live_must(&live, live.conn->engine->queries[GW_Q_HISTORY_LIST]);
	assert_int_equal(live.rows.nrows, 2);
	assert_int_equal(live.rows.ncols, 11);
	assert_string_equal(live_cell(&live, 1, 8), "1");
	assert_string_equal(live_cell(&live, 1, 10), "h1");
	assert_true(gw_view_eq(gw_cell(&live.rows, 1, 4 - 1), note));
	live_must(&live, live.conn->engine->queries[GW_Q_HISTORY_PARTS]);
	assert_int_equal(live.rows.nrows, 2);
	assert_int_equal(live.rows.ncols, 4);
	live_done(&live);
}

static size_t count_broken(struct live *live)
{
	live_must(live, live->conn->engine->words.check_references);
	return live->rows.nrows;
}

/* However REFERENCES is written, and whatever a script has made LIKE mean. */
static void test_check_references(void **state)
{
	static const char *const likes[] = {"PRAGMA case_sensitive_like = OFF",
					    "PRAGMA case_sensitive_like = ON"};
	struct live live = {0};

	open_db(&live, state);
	live_must(&live, "CREATE TABLE parent (id INTEGER PRIMARY KEY)");
	live_must(&live, "CREATE TABLE one (id REFERENCES parent)");
	live_must(&live, "CREATE TABLE two (id RefERences parent)");
	live_must(&live, "CREATE TABLE three (id, FOREIGN KEY (id) references parent)");
	live_must(&live, "INSERT INTO one VALUES (1)");
	live_must(&live, "INSERT INTO two VALUES (2)");
	live_must(&live, "INSERT INTO three VALUES (3)");
	for (size_t i = 0; i < GW_COUNT(likes); i++) {
		live_must(&live, likes[i]);
		assert_int_equal(count_broken(&live), 3);
	}
	live_done(&live);
}

static void make_family(struct live *live)
{
	live_must(live, "CREATE TABLE parent (id INTEGER PRIMARY KEY)");
	live_must(live, "CREATE TABLE \"a \"\"b\" (id INTEGER PRIMARY KEY)");
	live_must(live, "CREATE TABLE alone (id INTEGER PRIMARY KEY)");
	live_must(live, "CREATE TABLE child (id REFERENCES Parent)");
	live_must(live, "CREATE TABLE other (id REFERENCES parent, x REFERENCES \"a \"\"b\")");
	live_must(live, "CREATE TABLE asleep (id REFERENCES nowhere)");
	live_must(live, "CREATE TRIGGER drops AFTER UPDATE ON alone BEGIN DELETE FROM parent; END");
	live_must(live, "INSERT INTO parent VALUES (1)");
	live_must(live, "INSERT INTO \"a \"\"b\" VALUES (1)");
	live_must(live, "INSERT INTO alone VALUES (1)");
	live_must(live, "INSERT INTO child VALUES (1)");
	live_must(live, "INSERT INTO other VALUES (1, 1)");
	live_must(live, "INSERT INTO asleep VALUES (1)");
}

/* One row refers to nothing all the time: it is only found where its table is looked through. */
static void test_references_in_doubt(void **state)
{
	static const struct {
		const char *sql;
		size_t broken;
	} table[] = {
		{"INSERT INTO alone VALUES (7)", 0},
		{"CREATE TABLE more (id REFERENCES parent)", 0},
		{"INSERT INTO child VALUES (2)", 1},
		{"INSERT INTO child VALUES (2), (3)", 2},
		{"UPDATE parent SET id = 2", 2},
		{"DELETE FROM PARENT", 2},
		{"DELETE FROM parent WHERE id = 1", 2},
		{"DROP TABLE parent", 2},
		{"UPDATE alone SET id = 2", 2}, /* its trigger */
		{"UPDATE asleep SET id = 2", 1},
		/* Of these it is not known what they touch. */
		{"DELETE FROM \"a \"\"b\"", 2},
		{"ALTER TABLE alone RENAME TO lonely", 1},
		{"PRAGMA writable_schema = ON", 1},
	};
	struct live live = {0};

	open_db(&live, state);
	make_family(&live);
	for (size_t i = 0; i < GW_COUNT(table); i++) {
		live_must(&live, "BEGIN");
		live_must(&live, "SAVEPOINT godwit");
		assert_int_equal(count_broken(&live), 0);
		live_must(&live, table[i].sql);
		live_must(&live, "PRAGMA writable_schema = OFF");
		assert_int_equal(count_broken(&live), table[i].broken);
		live_must(&live, "RELEASE godwit");
		assert_true(count_broken(&live) >= 1);
		live_must(&live, "ROLLBACK");
	}
	/* With its transaction a savepoint ends, too. */
	live_must(&live, "BEGIN");
	live_must(&live, "SAVEPOINT godwit");
	live_must(&live, "ROLLBACK");
	assert_int_equal(count_broken(&live), 1);
	live_done(&live);
}

static void test_quoting(void **state)
{
	const struct gw_view texts[] = {
		GW_VIEW(""), GW_VIEW("it's"), GW_VIEW("a\\'b"), GW_VIEW("a\0b"), GW_VIEW("é\n"),
	};
	struct live live = {0};

	open_db(&live, state);
	for (size_t i = 0; i < GW_COUNT(texts); i++) {
		GW_STR_AUTO struct gw_str str = {0};
		struct gw_request request;

		gw_str_puts(&str, "SELECT ");
		gw_module_sqlite.quote_text(live.conn, &str, texts[i]);
		gw_str_puts(&str, " AS ");
		gw_module_sqlite.quote_name(&str, GW_VIEW("a\"b"));
		request = (struct gw_request){.sql = gw_str_view(&str)};
		assert_true(live_run_requests(&live, &request, 1));
		assert_true(gw_view_eq(gw_cell(&live.rows, 0, 0), texts[i]));
		assert_string_equal(live.rows.names[0], "a\"b");
	}
	live_done(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_open),
		LIVE(test_open_refused),
		LIVE(test_parameters_passed_over),
		LIVE(test_open_for_reading),
		LIVE(test_guard),
		LIVE(test_rows),
		LIVE(test_rows_apart),
		LIVE(test_params),
		LIVE(test_stops_at_failure),
		LIVE(test_marks),
		LIVE(test_metadata),
		LIVE(test_glance),
		LIVE(test_history),
		LIVE(test_check_references),
		LIVE(test_references_in_doubt),
		LIVE(test_quoting),
	};

	return cmocka_run_group_tests_name("engine/sqlite_live", tests, NULL, NULL);
}
