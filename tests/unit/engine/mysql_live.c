/*
 * The MySQL/MariaDB engine on a live server: connecting, batches, results, places of errors, locks,
 * signals, lost connections, and the queries. GODWIT_TEST_MYSQL_URL names a server and a user that
 * may do everything; the database of these tests is made and dropped in it.
 */
#include <stdio.h>
#include <unistd.h>

#include "live.h"

extern const struct gw_engine gw_module_mysql;

static const char database[] = "godwit_engine_live";

/* The server's URL, with our database. Parameters and user may be changed in the copy. */
static struct gw_url server_url(struct live *live)
{
	const char *text = getenv("GODWIT_TEST_MYSQL_URL");
	struct gw_url url = {0};

	if (text == NULL)
		fail_msg("GODWIT_TEST_MYSQL_URL is not set");
	assert_true(gw_url_parse(&live->arena, gw_view_of(text), &url, &live->err));
	url.database = database;
	return url;
}

static void add_parameter(struct live *live, struct gw_url *url, const char *name, const char *value)
{
	gw_vec_push(&live->arena, &url->parameters, ((struct gw_url_parameter){name, value}));
}

static void open_db(struct live *live)
{
	struct gw_url url = server_url(live);

	if (!live_connect_url(live, &gw_module_mysql, &url, false))
		fail_msg("%s", live->err->message);
}

/* A connection over TCP as a user of ours, with one more parameter. */
static bool open_tcp(struct live *live, const char *user, const char *password, const char *name,
		     const char *value)
{
	struct live root = {0};
	struct gw_url url = {.engine = "mysql", .database = database};
	struct gw_url_host host = {.host = "127.0.0.1"};

	open_db(&root);
	host.port = (unsigned)live_number(&root, "SELECT @@port");
	live_done(&root);
	gw_vec_push(&live->arena, &url.hosts, host);
	url.user = user;
	url.password = password;
	if (name != NULL)
		add_parameter(live, &url, name, value);
	return live_connect_url(live, &gw_module_mysql, &url, false);
}

static int set_up(void **state GW_UNUSED)
{
	struct live live = {0};
	struct gw_url url = server_url(&live);

	live_signal = 0;
	url.database = NULL;
	if (!live_connect_url(&live, &gw_module_mysql, &url, false))
		fail_msg("%s", live.err->message);
	live_must(&live, "DROP DATABASE IF EXISTS godwit_engine_live");
	live_must(&live, "CREATE DATABASE godwit_engine_live");
	live_must(&live, "CREATE OR REPLACE USER godwit_reader IDENTIFIED BY 'let''s read'");
	live_must(&live, "GRANT SELECT ON godwit_engine_live.* TO godwit_reader");
	live_done(&live);
	return 0;
}

static int tear_down(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	live_must(&live, "DROP DATABASE godwit_engine_live");
	live_must(&live, "DROP USER godwit_reader");
	live_done(&live);
	return 0;
}

static void test_info(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	assert_true(live.conn->info.version_number >= 50700);
	assert_string_equal(live.conn->info.database, database);
	assert_non_null(live.conn->info.user);
	assert_false(live.conn->info.read_only);
	assert_int_equal(live_number(&live, "SELECT CONNECTION_ID()"),
			 live.conn->info.connection_id);
	assert_int_equal(live_number(&live, "SELECT @@autocommit"), 1);
	live_must(&live, "SELECT @@character_set_client");
	assert_string_equal(live_cell(&live, 0, 0), "utf8mb4");
	live_done(&live);
}

static void test_refused(void **state GW_UNUSED)
{
	static const struct {
		const char *user, *password, *name, *value;
		enum gw_code code;
	} cases[] = {
		{"godwit_reader", "wrong", NULL, NULL, GW_E_AUTH},
		{"nobody_at_all", "x", NULL, NULL, GW_E_AUTH},
		{"godwit_reader", "let's read", "nosuch", "1", GW_E_URL},
		{"godwit_reader", "let's read", "ssl-mode", "MAYBE", GW_E_URL},
		{"godwit_reader", "let's read", "ssl-mode", "VERIFY_CA", GW_E_URL},
		{"godwit_reader", "let's read", "socket", "/nonexistent/socket", GW_E_CONNECT},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct live live = {0};

		assert_false(open_tcp(&live, cases[i].user, cases[i].password, cases[i].name,
				      cases[i].value));
		if (live.err->code != cases[i].code)
			fail_msg("%zu: %d %s", i, live.err->code, live.err->message);
		assert_null(strstr(live.err->message, "let's read"));
		live_done(&live);
	}
}

static void test_unknown_database(void **state GW_UNUSED)
{
	struct live live = {0};
	struct gw_url url = server_url(&live);

	url.database = "godwit_no_such_database";
	assert_false(live_connect_url(&live, &gw_module_mysql, &url, false));
	assert_int_equal(live.err->code, GW_E_CONNECT);
	assert_non_null(strstr(live.err->hint, "godwit db create"));
	live_done(&live);
}

/* The first host that answers is taken. */
static void test_several_hosts(void **state GW_UNUSED)
{
	struct gw_url url = {.engine = "mysql", .user = "godwit_reader", .database = database};
	struct live live = {0};
	unsigned port;

	open_db(&live);
	port = (unsigned)live_number(&live, "SELECT @@port");
	live_done(&live);
	live = (struct live){0};
	url.password = "let's read";
	gw_vec_push(&live.arena, &url.hosts, ((struct gw_url_host){"127.0.0.1", 1}));
	gw_vec_push(&live.arena, &url.hosts, ((struct gw_url_host){"127.0.0.1", port}));
	assert_true(live_connect_url(&live, &gw_module_mysql, &url, true));
	live_fails(&live, "CREATE TABLE t (a INT)", GW_E_PERMISSION);
	live_done(&live);
}

/* Demanded TLS is there, or the connection is refused. */
static void test_tls(void **state GW_UNUSED)
{
	struct live root = {0}, live = {0};
	bool offered;

	open_db(&root);
	live_must(&root, "SELECT @@have_ssl");
	offered = strcmp(live_cell(&root, 0, 0), "YES") == 0;
	live_done(&root);
	assert_int_equal(open_tcp(&live, "godwit_reader", "let's read", "ssl-mode", "REQUIRED"),
			 offered);
	if (offered) {
		live_must(&live, "SHOW SESSION STATUS LIKE 'Ssl_cipher'");
		assert_true(gw_cell(&live.rows, 0, 1).n != 0);
	} else {
		assert_int_equal(live.err->code, GW_E_TLS);
	}
	live_done(&live);
	/* No certificate authority of the system signed a test server. */
	live = (struct live){0};
	assert_false(open_tcp(&live, "godwit_reader", "let's read", "ssl_mode", "verify_identity"));
	assert_int_equal(live.err->code, GW_E_TLS);
	live_done(&live);
}

static void test_option_file(void **state GW_UNUSED)
{
	char path[] = "/tmp/godwit-live-cnf-XXXXXX";
	int fd = mkstemp(path);
	struct live live = {0};

	assert_true(dprintf(fd, "[client]\nuser=godwit_reader\ndefault-character-set=latin1\n"
				"local-infile=1\n[godwit]\npassword=\"let's read\"\n") > 0);
	close(fd);
	assert_true(open_tcp(&live, NULL, NULL, "defaults-file", path));
	live_must(&live, "SELECT @@character_set_client, @@character_set_results");
	assert_string_equal(live_cell(&live, 0, 0), "utf8mb4");
	assert_string_equal(live_cell(&live, 0, 1), "utf8mb4");
	unlink(path);
	live_done(&live);
}

/* Not even an option file opens our files to a server. */
static void test_local_infile(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a TEXT)");
	assert_false(live_run(&live, "LOAD DATA LOCAL INFILE '/etc/hostname' INTO TABLE t"));
	if (live.conn->broken) {
		live_done(&live);
		live = (struct live){0};
		open_db(&live);
	}
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM t"), 0);
	live_done(&live);
}

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
				   : gw_format(&live->arena, "INSERT INTO t VALUES (%zu) -- %s", i + 2,
					       "a comment; with \"quotes'");
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

static void test_several_results(void **state GW_UNUSED)
{
	struct live live = {0};

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a INT PRIMARY KEY)");
	assert_true(live_run(&live, "INSERT INTO t VALUES (1) # comment; no end",
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
		gw_value_int(INT64_MIN),
		gw_value_text(GW_VIEW("it's \0 \\' \x1a é😀")),
		{0},
		gw_value_text(GW_VIEW("")),
		gw_value_text(GW_VIEW("plain ' ? text")),
	};

	for (size_t i = 0; i < GW_COUNT(preludes); i++) {
		const struct gw_request requests[] = {
			{.sql = gw_view_of(preludes[i])},
			{.sql = GW_VIEW("INSERT INTO t VALUES (?, ?, ?, ?, ?, '?')"),
			 .params = params,
			 .nparams = GW_COUNT(params)},
			{.sql = GW_VIEW("SET NAMES utf8mb4")},
			{.sql = GW_VIEW("SELECT * FROM t")},
		};
		struct live live = {0};

		open_db(&live);
		live_must(&live, "CREATE OR REPLACE TABLE t (a BIGINT, b TEXT CHARACTER SET utf8mb4, "
				 "c TEXT, d TEXT, e TEXT, f TEXT)");
		assert_true(live_run_requests(&live, requests, GW_COUNT(requests)));
		assert_int_equal(gw_cell_int(&live.rows, 0, 0), INT64_MIN);
		assert_true(gw_view_eq(gw_cell(&live.rows, 0, 1), params[1].text));
		assert_true(gw_cell_is_null(&live.rows, 0, 2));
		assert_false(gw_cell_is_null(&live.rows, 0, 3));
		assert_true(gw_view_eq(gw_cell(&live.rows, 0, 4), params[4].text));
		assert_string_equal(live_cell(&live, 0, 5), "?");
		live_done(&live);
	}
}

static void test_quoting(void **state GW_UNUSED)
{
	static const struct gw_view texts[] = {
		GW_VIEW(""),	 GW_VIEW("it's"), GW_VIEW("a\\'b\\"),
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
		{"SELECT 1 FROM t wher x AND 'a long text, longer than what the server quotes in its "
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
	struct gw_request requests[3] = {{.sql = GW_VIEW("SELECT 1")}, {0}, {.sql = GW_VIEW("SELECT 2")}};
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

static void test_interrupt(void **state GW_UNUSED)
{
	struct live live = {0};
	int64_t start = live_now_ms();

	open_db(&live);
	live_must(&live, "CREATE TABLE t (a INT) ENGINE = InnoDB");
	assert_true(live_run(&live, "START TRANSACTION", "INSERT INTO t VALUES (1)"));
	live_interrupt_after(50);
	live_fails(&live, "SELECT COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b",
		   GW_E_INTERRUPTED);
	assert_true(live_now_ms() - start < 3000);
	assert_true(live.err->server->cancelled);
	assert_false(live.conn->broken);
	/* The signal is still pending; cleaning up works. */
	live_must(&live, "ROLLBACK");
	assert_true(live_run(&live, "SET @a = 1", "CALL mysql.nothing()") ||
		    live.err->code == GW_E_STATEMENT);
	live_signal = 0;
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM t"), 0);
	live_done(&live);
}

/* No single statement is long, but the batch is. */
static void test_interrupt_batch(void **state GW_UNUSED)
{
	enum { STATEMENTS = 1000 };
	const char *list[STATEMENTS];
	struct live live = {0};
	int64_t start = live_now_ms();

	open_db(&live);
	for (size_t i = 0; i < STATEMENTS; i++)
		list[i] = "SELECT SUM(seq % 7) FROM seq_1_to_200000";
	live_interrupt_after(50);
	assert_false(live_run_list(&live, list, STATEMENTS));
	assert_int_equal(live.err->code, GW_E_INTERRUPTED);
	assert_true(live.failed > 0 && live.failed < STATEMENTS);
	assert_int_equal(live.failed, live.replies);
	assert_true(live_now_ms() - start < 5000);
	live_signal = 0;
	live_must(&live, "SELECT 1");
	live_done(&live);
}

static void test_connection_lost(void **state GW_UNUSED)
{
	struct live live = {0}, other = {0};

	open_db(&live);
	open_db(&other);
	assert_true(gw_module_mysql.end_session(other.conn, live.conn->info.connection_id,
						&other.err));
	assert_false(live_run(&live, "SELECT 1", "SELECT 2"));
	assert_int_equal(live.err->code, GW_E_CONNECTION_LOST);
	assert_int_equal(live.failed, 2);
	assert_true(live.conn->broken);
	assert_true(live.err->server->connection_lost);
	/* It is not there any more. */
	assert_true(gw_module_mysql.end_session(other.conn, live.conn->info.connection_id,
						&other.err));
	live_done(&live);
	assert_false(live_run(&other, "SELECT 1", "KILL CONNECTION_ID()"));
	assert_true(other.conn->broken);
	live_done(&other);
}

static void test_lock(void **state GW_UNUSED)
{
	struct gw_lock_holder holder = {0};
	struct live live = {0}, other = {0};
	bool got = false;

	open_db(&live);
	open_db(&other);
	assert_true(gw_module_mysql.lock_holder(live.conn, "k", &live.arena, &holder, &live.err));
	assert_false(holder.known);
	assert_true(gw_module_mysql.try_lock(live.conn, "k", &got, &live.err));
	assert_true(got);
	assert_true(gw_module_mysql.try_lock(other.conn, "k", &got, &other.err));
	assert_false(got);
	assert_true(gw_module_mysql.try_lock(other.conn, "another", &got, &other.err));
	assert_true(got);
	assert_true(gw_module_mysql.lock_holder(other.conn, "k", &other.arena, &holder, &other.err));
	assert_true(holder.known);
	assert_int_equal(holder.connection_id, live.conn->info.connection_id);
	assert_non_null(holder.user);
	assert_true(gw_module_mysql.unlock(live.conn, "k", &live.err));
	assert_true(gw_module_mysql.try_lock(other.conn, "k", &got, &other.err));
	assert_true(got);
	live_done(&other);
	live_done(&live);
}

static void set_timeouts(struct live *live, int64_t lock_ms, int64_t statement_ms)
{
	const struct gw_timeouts timeouts = {lock_ms, statement_ms};
	struct gw_statements list = {0};

	gw_module_mysql.set_timeouts(&live->arena, &timeouts, false, &list);
	assert_true(live_run_list(live, list.list.items, list.list.n));
}

static void test_timeouts(void **state GW_UNUSED)
{
	struct live live = {0}, other = {0};
	int64_t before;

	open_db(&live);
	open_db(&other);
	before = live_number(&live, "SELECT @@lock_wait_timeout");
	assert_true(live_run(&live, "CREATE TABLE t (a INT PRIMARY KEY) ENGINE = InnoDB",
			     "INSERT INTO t VALUES (1)"));
	assert_true(live_run(&other, "START TRANSACTION", "UPDATE t SET a = 2"));
	set_timeouts(&live, 100, 30 * 1000);
	live_fails(&live, "UPDATE t SET a = 3", GW_E_LOCKED);
	assert_true(live.err->server->lock_timeout);
	assert_true(live.err->server->retryable);
	live_fails(&live, "ALTER TABLE t ADD COLUMN b INT", GW_E_LOCKED);
	set_timeouts(&live, 0, 50);
	assert_int_equal(live_number(&live, "SELECT @@lock_wait_timeout"), before);
	live_fails(&live, "SELECT COUNT(*) FROM seq_1_to_1000000 a, seq_1_to_1000000 b",
		   GW_E_STATEMENT);
	set_timeouts(&live, 0, 0);
	live_done(&other);
	live_done(&live);
}

static void test_metadata(void **state GW_UNUSED)
{
	static const struct {
		const char *damage;
		const char *repair;
		const char *finding;
	} cases[] = {
		{"CREATE TRIGGER spy BEFORE INSERT ON godwit_history FOR EACH ROW SET NEW.name = ''",
		 "DROP TRIGGER spy", "trigger spy on godwit_history"},
		{"ALTER TABLE godwit_journal ENGINE = Aria", "ALTER TABLE godwit_journal ENGINE = InnoDB",
		 "godwit_journal is no InnoDB table"},
		{"ALTER TABLE godwit_lock ADD COLUMN z INT", "ALTER TABLE godwit_lock DROP COLUMN z",
		 "unexpected column z (int) of godwit_lock"},
		{"ALTER TABLE godwit_lock ALTER COLUMN epoch SET DEFAULT 1",
		 "ALTER TABLE godwit_lock ALTER COLUMN epoch DROP DEFAULT",
		 "unexpected column epoch (bigint) of godwit_lock"},
		{"ALTER TABLE godwit_lock DROP COLUMN host", "ALTER TABLE godwit_lock ADD COLUMN host TEXT",
		 "godwit_lock has 6 columns instead of 7"},
		{"ALTER TABLE godwit_history DROP FOREIGN KEY godwit_history_predecessor",
		 "ALTER TABLE godwit_history ADD CONSTRAINT godwit_history_predecessor "
		 "FOREIGN KEY (prev_hash) REFERENCES godwit_history (hash)",
		 "godwit_history lacks the foreign key prev_hash -> hash"},
		{"ALTER TABLE godwit_history DROP KEY godwit_history_one_successor, ADD KEY i (prev_hash)",
		 "ALTER TABLE godwit_history ADD CONSTRAINT godwit_history_one_successor "
		 "UNIQUE (prev_hash)",
		 "godwit_history lacks UNIQUE (prev_hash)"},
		{"DROP TABLE godwit_journal", "CREATE VIEW godwit_journal AS SELECT 1",
		 "godwit_journal is missing"},
		{"DO 0", "DROP VIEW godwit_journal", "godwit_journal is no InnoDB table"},
	};
	struct live live = {0};

	open_db(&live);
	assert_string_equal(live_finding(&live), "absent");
	live_create_tables(&live);
	live_create_tables(&live);
	assert_string_equal(live_finding(&live), "");
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		live_must(&live, cases[i].damage);
		assert_string_equal(live_finding(&live), cases[i].finding);
		live_must(&live, cases[i].repair);
	}
	live_done(&live);
}

/* Whoever may only read can run the queries of reading commands, with and without the tables. */
static void test_reader(void **state GW_UNUSED)
{
	static const enum gw_query queries[] = {GW_Q_HISTORY_LIST, GW_Q_JOURNAL_LIST};
	struct live live = {0}, reader = {0};

	assert_true(open_tcp(&reader, "godwit_reader", "let's read", NULL, NULL));
	assert_string_equal(live_finding(&reader), "absent");
	open_db(&live);
	live_create_tables(&live);
	assert_true(live_append(&live, 0, NULL, "h0", GW_VIEW("x")));
	assert_string_equal(live_finding(&reader), "");
	for (size_t i = 0; i < GW_COUNT(queries); i++)
		live_must(&reader, gw_module_mysql.queries[queries[i]]);
	live_fails(&reader, "DELETE FROM godwit_history", GW_E_PERMISSION);
	live_done(&reader);
	live_done(&live);
}

static void test_history(void **state GW_UNUSED)
{
	struct gw_view note = GW_VIEW("a'b \\ \0 é\n");
	const struct gw_value range[] = {gw_value_int(1), gw_value_int(9)};
	const struct gw_request full = {
		.sql = gw_view_of(gw_module_mysql.queries[GW_Q_HISTORY_FULL]),
		.params = range,
		.nparams = 2,
	};
	struct live live = {0};

	open_db(&live);
	live_create_tables(&live);
	assert_true(live_append(&live, 0, NULL, "h0", note));
	assert_true(live_append(&live, 1, "h0", "h1", note));
	assert_false(live_append(&live, 2, "h0", "h2", note));
	assert_false(live_append(&live, 2, "gone", "h2", note));
	assert_false(live_append(&live, 2, NULL, "h2", note));
	live_must(&live, gw_module_mysql.queries[GW_Q_HISTORY_LIST]);
	assert_int_equal(live.rows.nrows, 2);
	assert_int_equal(live.rows.ncols, 15);
	assert_string_equal(live_cell(&live, 1, 11), "1");
	assert_true(live_run_requests(&live, &full, 1));
	assert_int_equal(live.rows.nrows, 1);
	assert_int_equal(live.rows.ncols, 31);
	assert_true(gw_view_eq(gw_cell(&live.rows, 0, 10), note));
	assert_string_equal(live_cell(&live, 0, 29), "h0");
	live_done(&live);
}

static void test_journal(void **state GW_UNUSED)
{
	struct gw_value values[] = {
		gw_value_text(GW_VIEW("run")), gw_value_text(GW_VIEW("1")), gw_value_text(GW_VIEW("up")),
		gw_value_text(GW_VIEW("c")),   gw_value_int(3),		    gw_value_text(GW_VIEW("done")),
		gw_value_int(4),	       gw_value_int(5),		    {0},
		{0},			       gw_value_int(6),
	};
	const struct gw_request requests[] = {
		{gw_view_of(gw_module_mysql.queries[GW_Q_JOURNAL_INSERT]), values, GW_COUNT(values),
		 {0}, false},
		{.sql = gw_view_of(gw_module_mysql.queries[GW_Q_JOURNAL_LIST])},
		{gw_view_of(gw_module_mysql.queries[GW_Q_JOURNAL_CLEAR]), values + 1, 2, {0}, false},
	};
	struct live live = {0};

	open_db(&live);
	live_create_tables(&live);
	assert_true(live_run_requests(&live, requests, 2));
	assert_int_equal(live.rows.ncols, 12);
	assert_string_equal(live_cell(&live, 0, 6), "done");
	assert_int_equal(gw_cell_int(&live.rows, 0, 11), 6);
	assert_true(live_run_requests(&live, requests, GW_COUNT(requests)));
	assert_int_equal(live_number(&live, "SELECT COUNT(*) FROM godwit_journal"), 0);
	live_done(&live);
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_info),
		LIVE(test_refused),
		LIVE(test_unknown_database),
		LIVE(test_several_hosts),
		LIVE(test_tls),
		LIVE(test_option_file),
		LIVE(test_local_infile),
		LIVE(test_rows),
		LIVE(test_batch),
		LIVE(test_refusing_callback),
		LIVE(test_several_results),
		LIVE(test_transaction_state),
		LIVE(test_params),
		LIVE(test_quoting),
		LIVE(test_marks),
		LIVE(test_large),
		LIVE(test_interrupt),
		LIVE(test_interrupt_batch),
		LIVE(test_connection_lost),
		LIVE(test_lock),
		LIVE(test_timeouts),
		LIVE(test_metadata),
		LIVE(test_reader),
		LIVE(test_history),
		LIVE(test_journal),
	};

	return cmocka_run_group_tests_name("engine/mysql_live", tests, NULL, NULL);
}
