/*
 * Running statements on a live MySQL or MariaDB: batches, results, parameters, places of errors.
 */
#include "mysql_server.h"

#include "apart.h"

static void test_rows(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	live_must(&live, "SELECT 1 AS one, NULL, '', x'00ff', 'é😀' UNION ALL SELECT 2, 3, 4, 5, 6");
	assert_int_equal(live.rows.nrows, 2);
	assert_int_equal(live.rows.ncols, 5);
	assert_string_equal(live.rows.names[0], "one");
	assert_true(gw_cell_is_null(&live.rows, 0, 1));
	assert_false(gw_cell_is_null(&live.rows, 0, 2));
	assert_true(gw_view_eq(gw_cell(&live.rows, 0, 3), GW_VIEW("\0\xff")));
	assert_string_equal(live_cell(&live, 0, 4), "é😀");
	assert_int_equal(gw_cell_int(&live.rows, 1, 3), 5);
	live_must(&live, "CREATE TABLE t (a INT PRIMARY KEY)");
	live_must(&live, "INSERT INTO t VALUES (1), (2), (3)");
	assert_int_equal(live.affected, 3);
	live_must(&live, "SELECT a FROM t WHERE a > 5");
	assert_int_equal(live.rows.nrows, 0);
	assert_int_equal(live.rows.ncols, 1);
	/* An error while the rows are on their way. */
	live_fails(&live, "SELECT (SELECT a FROM t) FROM t", GW_E_STATEMENT);
	live_must(&live, "SELECT 1");
	live_done(&live);
}

/* A thousand inserts with the row number as value; the one at index `bad` fails. */
static bool run_inserts(struct live *live, size_t n, size_t bad)
{
	const char **list = gw_new_array(&live->arena, const char *, n);

	for (size_t i = 0; i < n; i++)
		list[i] = i == bad ? "INSERT INTO t VALUES (1), (1)"
				   : gw_format(&live->arena, "INSERT INTO t VALUES (%zu) -- %s",
					       i + 2, "a comment; with \"quotes'");
	return live_run_list(live, list, n);
}

static void test_batch(void **state GW_UNUSED)
{
	static const size_t bad[] = {0, 1, 499, 998, 999};
	struct live live = {0};

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a INT PRIMARY KEY)");
	assert_true(run_inserts(&live, 1000, GW_NOWHERE));
	assert_int_equal(live.replies, 1000);
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM t"), 1000);
	for (size_t i = 0; i < GW_COUNT(bad); i++) {
		live_must(&live, "TRUNCATE t");
		assert_false(run_inserts(&live, 1000, bad[i]));
		assert_int_equal(live.failed, bad[i]);
		assert_int_equal(live.replies, bad[i]);
		assert_int_equal(live.err->server->number, 1062);
		assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM t"), bad[i]);
	}
	live_done(&live);
}

/* The callback refuses a reply: the index is right, and the connection is usable. */
static unsigned rests;

static void count_rest(int ms)
{
	rests++;
	gw_system_default.sleep_ms(ms);
}

/* Run, so many at once, and all are answered. */
static unsigned rests_of(struct live *live, const char *sql, size_t n)
{
	const char **list = gw_new_array(&live->arena, const char *, n);

	for (size_t i = 0; i < n; i++)
		list[i] = sql;
	rests = 0;
	if (!live_run_list(live, list, n))
		fail_msg("%s", live->err->message);
	assert_int_equal(live->replies, n);
	return rests;
}

/* Who waits for many answers is not woken for each; who waits for few is at once. */
static void test_rests(void **state GW_UNUSED)
{
	enum { MANY = 100, FEW = 10 };
	static const char slow[] = "SELECT SLEEP(0.001)";
	struct gw_system sys = live_system;
	struct live live = {0};

	open_db(&live);
	sys.sleep_ms = count_rest;
	live.conn->sys = &sys;
	assert_in_range(rests_of(&live, slow, MANY), 1, MANY);
	assert_int_equal(rests_of(&live, slow, FEW), 0);
	assert_int_equal(rests_of(&live, "SELECT SLEEP(0.05)", 1), 0);
	live.conn->sys = &live_system;
	live_done(&live);
}

static void test_refusing_callback(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a INT PRIMARY KEY)");
	live.stop_at = 1;
	assert_false(live_run(&live, "START TRANSACTION", "SELECT 1", "INSERT INTO t VALUES (1)",
			      "INSERT INTO t VALUES (1)"));
	assert_int_equal(live.err->code, GW_E_VERIFY);
	assert_int_equal(live.failed, 1);
	assert_true(live.conn->in_transaction);
	live.stop_at = GW_NOWHERE;
	live_must(&live, "ROLLBACK");
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM t"), 0);
	live_done(&live);
}

static void test_rows_apart(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	apart_check(live.conn);
	apart_check_failure(live.conn);
	live_done(&live);
}

static void test_several_results(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a INT PRIMARY KEY)");
	assert_true(
		live_run(&live, "INSERT INTO t VALUES (1) # comment; no end",
			 "CREATE PROCEDURE p() BEGIN SELECT 11; INSERT INTO t VALUES (2); "
			 "SELECT 12, 13; END -- done;",
			 "CREATE TRIGGER tr BEFORE INSERT ON t FOR EACH ROW BEGIN SET @x = NEW.a; "
			 "SET @y = 1; END",
			 "CALL p()"));
	assert_string_equal(live_cell(&live, 0, 0), "11");
	assert_int_equal(live.rows.ncols, 1);
	assert_true(live_run(&live, "DELETE FROM t", "SELECT 5; SELECT 6", "/* nothing */",
			     "BEGIN NOT ATOMIC SELECT 7; SELECT 8; END",
			     "SET STATEMENT max_statement_time = 10 FOR CALL p()",
			     "/*!40101 SET @z = ';' */", "(SELECT 9)", "SELECT ';', 10"));
	assert_int_equal(live.replies, 8);
	assert_string_equal(live_cell(&live, 0, 1), "10");
	/* The second statement inside of a request fails: the request does. */
	assert_false(live_run(&live, "SELECT 1", "CALL p()", "SELECT 2"));
	assert_int_equal(live.failed, 1);
	assert_int_equal(live.replies, 1);
	assert_string_equal(live.err->server->sqlstate, "23000");
	live_must(&live, "SELECT 3");
	live_done(&live);
}

static void test_transaction_state(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	assert_true(live_run(&live, "CREATE TABLE t (a INT PRIMARY KEY)", "START TRANSACTION",
			     "INSERT INTO t VALUES (1)", "CREATE TABLE u (a INT)",
			     "INSERT INTO t VALUES (2)", "START TRANSACTION", "COMMIT"));
	assert_false(live.in_transaction[0]);
	assert_true(live.in_transaction[1]);
	assert_true(live.in_transaction[2]);
	assert_false(live.in_transaction[3]);
	assert_false(live.in_transaction[4]);
	assert_true(live.in_transaction[5]);
	assert_false(live.in_transaction[6]);
	/* A statement that is refused for its grammar leaves the transaction, failing DDL ends it. */
	assert_false(live_run(&live, "START TRANSACTION", "INSERT INTO t VALUES (3)", "SELEC"));
	assert_true(live.conn->in_transaction);
	assert_false(live_run(&live, "CREATE TABLE u (a INT)"));
	assert_false(live.conn->in_transaction);
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM t WHERE a = 3"), 1);
	live_done(&live);
}

/* Values mean the same however earlier statements of the batch changed the reading of strings. */
static void test_params(void **state GW_UNUSED)
{
	static const char *const preludes[] = {
		"DO 0",
		"SET sql_mode = 'NO_BACKSLASH_ESCAPES,ANSI_QUOTES'",
		"SET NAMES latin1",
	};
	const struct gw_value params[] = {
		gw_value_int(INT64_MIN),    gw_value_text(GW_VIEW("it's \0 \\' \x1a é😀")), {0},
		gw_value_text(GW_VIEW("")), gw_value_text(GW_VIEW("plain ' ? text")),
	};

	for (size_t i = 0; i < GW_COUNT(preludes); i++) {
		const struct gw_request requests[] = {
			{.sql = gw_view_of(preludes[i])},
			{.sql = GW_VIEW("INSERT INTO `t` (f, a, b, c, d, `e`) VALUES "
					"('it''s ?', ?, ?, ?, ?, ?)"),
			 .params = params,
			 .nparams = GW_COUNT(params)},
			{.sql = GW_VIEW("SET NAMES utf8mb4")},
			{.sql = GW_VIEW("SELECT * FROM t")},
		};
		struct live live = {0};

		open_db(&live);
		live_must(&live,
			  "CREATE OR REPLACE TABLE t (a BIGINT, b TEXT CHARACTER SET utf8mb4, "
			  "c TEXT, d TEXT, e TEXT, f TEXT)");
		assert_true(live_run_requests(&live, requests, GW_COUNT(requests)));
		assert_int_equal(gw_cell_int(&live.rows, 0, 0), INT64_MIN);
		assert_true(gw_view_eq(gw_cell(&live.rows, 0, 1), params[1].text));
		assert_true(gw_cell_is_null(&live.rows, 0, 2));
		assert_false(gw_cell_is_null(&live.rows, 0, 3));
		assert_true(gw_view_eq(gw_cell(&live.rows, 0, 4), params[4].text));
		assert_string_equal(live_cell(&live, 0, 5), "it's ?");
		live_done(&live);
	}
}

static void test_quoting(void **state GW_UNUSED)
{
	const struct gw_view texts[] = {
		GW_VIEW(""),     GW_VIEW("it's"), GW_VIEW("a\\'b\\"),
		GW_VIEW("a\0b"), GW_VIEW("é\n"),  GW_VIEW("\"x\" \x1a"),
	};
	static const char *const modes[] = {"SET sql_mode = ''",
					    "SET sql_mode = 'NO_BACKSLASH_ESCAPES'"};
	struct live live = {0};

	open_db(&live);
	for (size_t i = 0; i < GW_COUNT(texts) * GW_COUNT(modes); i++) {
		struct gw_view text = texts[i / GW_COUNT(modes)];
		GW_STR_AUTO struct gw_str str = {0};
		struct gw_request request;

		live_must(&live, modes[i % GW_COUNT(modes)]);
		gw_str_puts(&str, "SELECT ");
		gw_module_mysql.quote_text(live.conn, &str, text);
		gw_str_puts(&str, " AS ");
		gw_module_mysql.quote_name(&str, GW_VIEW("a`b"));
		request = (struct gw_request){.sql = gw_str_view(&str)};
		assert_true(live_run_requests(&live, &request, 1));
		assert_true(gw_view_eq(gw_cell(&live.rows, 0, 0), text));
		assert_string_equal(live.rows.names[0], "a`b");
	}
	live_done(&live);
}

static void test_marks(void **state GW_UNUSED)
{
	static const struct live_mark marks[] = {
		{"SELEC 1", "SELEC", 0},
		{"SELECT 'é€😀'\n  FROM t\n WHERE é = 1 wher x", "wher", 0},
		{"SELECT 'é', nme FROM t", "nme", 0},
		{"SELECT t.nme FROM t", "nme", 0},
		{"SELECT 'nope' FROM nope -- nope", "nope", 1},
		{"SELECT * FROM `no``pe`", "`no``pe`", 0},
		{"CREATE TABLE u (a INT, b INT, a INT)", "a", 1},
		{"CREATE TABLE t (a INT)", "t", 0},
		{"ALTER TABLE t DROP COLUMN zz", "zz", 0},
		{"ALTER TABLE t ADD KEY (zz)", "zz", 0},
		{"SELECT (1", "1", 0},
		{"SELECT 1 FROM t t t t", "t", 2},
		{"SELECT 1 FROM t wher x AND 'a long text, longer than what the server quotes in "
		 "its "
		 "messages, and x'",
		 "x", 0},
		{"INSERT INTO t VALUES (1, 2)", "", 0},
	};
	static const char *const neighbours[] = {"SELECT 'é x'", NULL, "SELECT 1 wher x, 'x'"};
	struct live live = {0};

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a INT)");
	for (size_t i = 0; i < GW_COUNT(marks); i++) {
		size_t alone;

		live_check_mark(&live, &marks[i]);
		alone = live.err->server->position;
		/* In a batch, the message quotes what follows too. */
		assert_false(live_run(&live, neighbours[0], marks[i].sql, neighbours[2]));
		assert_int_equal(live.failed, 1);
		assert_int_equal(live.err->server->position, alone);
	}
	live_done(&live);
}

static void test_large(void **state GW_UNUSED)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_request requests[3] = {
		{.sql = GW_VIEW("SELECT 1")}, {0}, {.sql = GW_VIEW("SELECT 2")}};
	struct live live = {0};
	size_t limit;

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a LONGTEXT)");
	gw_str_puts(&str, "INSERT INTO t VALUES ('");
	gw_str_pad(&str, 'x', 3 * 1000 * 1000);
	gw_str_puts(&str, "')");
	requests[1].sql = gw_str_view(&str);
	assert_true(live_run_requests(&live, requests, 3));
	assert_int_equal(live_number(&live, "SELECT LENGTH(a) FROM t"), 3 * 1000 * 1000);
	limit = (size_t)live_number(&live, "SELECT @@max_allowed_packet");
	gw_str_clear(&str);
	gw_str_puts(&str, "SELECT '");
	gw_str_pad(&str, 'x', limit);
	gw_str_puts(&str, "'");
	requests[1].sql = gw_str_view(&str);
	assert_false(live_run_requests(&live, requests, 3));
	assert_int_equal(live.failed, 1);
	assert_non_null(strstr(live.err->hint, "max_allowed_packet"));
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM t"), 1);
	live_must(&live, "SELECT seq FROM seq_1_to_100000");
	assert_int_equal(live.rows.nrows, 100000);
	assert_string_equal(live_cell(&live, 99999, 0), "100000");
	live_done(&live);
}

/* A list that is sent ahead, and its answers. */
struct ahead {
	struct live *live;
	const struct gw_request *requests;
	size_t n;
	size_t replies;
	size_t failed;
};

static bool count_reply(void *payload, const struct gw_reply *reply GW_UNUSED,
			struct gw_error **err GW_UNUSED)
{
	struct ahead *ahead = payload;

	ahead->replies++;
	return true;
}

static bool land(void *payload, struct gw_error **err)
{
	struct ahead *ahead = payload;
	struct gw_conn *conn = ahead->live->conn;

	conn->land = NULL;
	return conn->engine->run(conn, ahead->requests, ahead->n, &ahead->live->arena, count_reply,
				 ahead, &ahead->failed, err);
}

static void send_ahead(struct ahead *ahead)
{
	struct gw_conn *conn = ahead->live->conn;

	ahead->replies = 0;
	ahead->failed = GW_NOWHERE;
	conn->land = land;
	conn->land_payload = ahead;
	conn->engine->send(conn, ahead->requests, ahead->n);
}

static void test_ahead(void **state GW_UNUSED)
{
	const struct gw_request good[] = {{.sql = GW_VIEW("INSERT INTO t VALUES (1)")},
					  {.sql = GW_VIEW("INSERT INTO t VALUES (2)")},
					  {.sql = GW_VIEW("BEGIN NOT ATOMIC DO 1; END")},
					  {.sql = GW_VIEW("INSERT INTO t VALUES (3)")}};
	const struct gw_request bad[] = {{.sql = GW_VIEW("INSERT INTO t VALUES (4)")},
					 {.sql = GW_VIEW("INSERT INTO t VALUES (1)")},
					 {.sql = GW_VIEW("INSERT INTO t VALUES (5)")}};
	struct live live = {0};
	struct ahead ahead = {.live = &live, .requests = good, .n = GW_COUNT(good)};

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a INT PRIMARY KEY)");
	/* Its own turn. */
	send_ahead(&ahead);
	assert_true(land(&ahead, &live.err));
	assert_int_equal(ahead.replies, GW_COUNT(good));
	/* What is asked in between sees all that it did. */
	live_must(&live, "TRUNCATE t");
	send_ahead(&ahead);
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM t"), 3);
	assert_int_equal(ahead.replies, GW_COUNT(good));
	/* And fails where that fails. */
	ahead.requests = bad;
	ahead.n = GW_COUNT(bad);
	send_ahead(&ahead);
	live_fails(&live, "SELECT 1", GW_E_STATEMENT);
	assert_int_equal(ahead.failed, 1);
	assert_int_equal(ahead.replies, 1);
	assert_int_equal(live_number(&live, "SELECT SUM(a) FROM t"), 1 + 2 + 3 + 4);
	live_done(&live);
}

/* A signal that came since then is heeded. */
static void test_ahead_interrupted(void **state GW_UNUSED)
{
	const struct gw_request requests[] = {{.sql = GW_VIEW("INSERT INTO t VALUES (1)")},
					      {.sql = GW_VIEW("BEGIN NOT ATOMIC DO 1; END")},
					      {.sql = GW_VIEW("INSERT INTO t VALUES (2)")}};
	struct live live = {0};
	struct ahead ahead = {.live = &live, .requests = requests, .n = GW_COUNT(requests)};

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a INT PRIMARY KEY)");
	send_ahead(&ahead);
	live_signal = SIGINT;
	assert_false(land(&ahead, &live.err));
	assert_int_equal(live.err->code, GW_E_INTERRUPTED);
	assert_int_equal(ahead.failed, 1);
	live_signal = 0;
	assert_int_equal(live_number(&live, "SELECT SUM(a) FROM t"), 1);
	live_done(&live);
}

static void test_ahead_lost(void **state GW_UNUSED)
{
	const struct gw_request requests[] = {{.sql = GW_VIEW("SELECT sleep(60)")}};
	struct live live = {0}, other = {0};
	struct ahead ahead = {.live = &live, .requests = requests, .n = GW_COUNT(requests)};

	open_db(&live);
	open_db(&other);
	send_ahead(&ahead);
	live_must(&other,
		  gw_format(&other.arena, "KILL %lld", (long long)live.conn->info.connection_id));
	assert_false(land(&ahead, &live.err));
	assert_int_equal(live.err->code, GW_E_CONNECTION_LOST);
	assert_true(live.conn->broken);
	assert_int_equal(ahead.replies, 0);
	live_done(&other);
	live_done(&live);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_rows),
		LIVE(test_batch),
		LIVE(test_rests),
		LIVE(test_refusing_callback),
		LIVE(test_rows_apart),
		LIVE(test_several_results),
		LIVE(test_transaction_state),
		LIVE(test_params),
		LIVE(test_quoting),
		LIVE(test_marks),
		LIVE(test_large),
		LIVE(test_ahead),
		LIVE(test_ahead_lost),
		LIVE(test_ahead_interrupted),
	};

	return cmocka_run_group_tests_name("engine/mysql_live", tests, NULL, NULL);
}
