/*
 * Indexes that are built concurrently on a real server (see postgres_live.c): what is left when that
 * fails, is cancelled, or loses its session, and that judge() and clear_way() put it in order.
 */
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "history/lock.h"
#include "postgres_server.h"

static struct server server;

static int open_server(void **state GW_UNUSED)
{
	if (server_open(&server) != 0)
		return -1;
	server_exec(&server, "DROP SCHEMA IF EXISTS index_test CASCADE");
	return 0;
}

static int close_server(void **state GW_UNUSED)
{
	server_close(&server);
	return 0;
}

static int fresh_schema(void **state GW_UNUSED)
{
	server_exec(&server, "CREATE SCHEMA index_test");
	server_exec(&server, "SET search_path TO index_test");
	server_exec(&server, "CREATE TABLE t (a int, b int)");
	server_exec(&server, "INSERT INTO t VALUES (1, 1), (1, 2)");
	server_exec(&server, "CREATE INDEX old ON t (b)");
	return 0;
}

static int drop_schema(void **state GW_UNUSED)
{
	server_exec(&server, "RESET ALL");
	/* A test that failed may have left a transaction open. */
	server_exec(&server, "SET lock_timeout TO '5s'");
	server_exec(&server, "DROP SCHEMA index_test CASCADE");
	server_exec(&server, "RESET lock_timeout");
	return 0;
}

/* --- a statement, its look before it, and the verdict --- */

struct doubt {
	const char *sql;
	const char *before;
	struct gw_verdict verdict;
};

static const struct gw_lost ended = {.connection_id = 1, .session_start_us = 1};

static struct doubt intend(const char *sql)
{
	struct doubt doubt = {.sql = sql};
	struct gw_witness witness;

	server.engine->witness(server.conn, &server.arena, gw_view_of(sql), &witness);
	assert_non_null(witness.expression);
	assert_non_null(witness.objects);
	doubt.before = server_value(&server,
				    gw_format(&server.arena, "SELECT (%s)", witness.expression));
	return doubt;
}

static bool ask(struct doubt *doubt, struct gw_error **err)
{
	return server.engine->judge(server.conn, &server.arena, gw_view_of(doubt->sql),
				    gw_view_of(doubt->before), &ended, &doubt->verdict, err);
}

static void expect(struct doubt *doubt, enum gw_outcome outcome, const char *reason)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	if (!ask(doubt, &error))
		fail_msg("%s: %s", doubt->sql, error->message);
	if (doubt->verdict.outcome != outcome)
		fail_msg("%s: outcome %d: %s", doubt->sql, doubt->verdict.outcome,
			 doubt->verdict.reason);
	if (strstr(doubt->verdict.reason, reason) == NULL)
		fail_msg("%s: '%s'", doubt->sql, doubt->verdict.reason);
	assert_null(doubt->verdict.rest);
}

static void must_fail(const char *sql, const char *sqlstate)
{
	GW_ERROR_AUTO struct gw_error *error = server_failure(&server, sql);

	assert_string_equal(error->server->sqlstate, sqlstate);
}

/* "old t_a! " with ! for what is not valid */
static void expect_indexes(const char *wanted)
{
	const char *is = server_value(
		&server, "SELECT string_agg(relname || CASE WHEN indisvalid THEN '' ELSE '!' END, "
			 "' ' ORDER BY relname) FROM pg_index JOIN pg_class ON oid = indexrelid "
			 "WHERE relnamespace = 'index_test'::regnamespace");

	assert_string_equal(is, wanted);
}

/* --- CREATE INDEX CONCURRENTLY --- */

static void has_not_happened(void **state GW_UNUSED)
{
	struct doubt doubt = intend("CREATE INDEX CONCURRENTLY t_a ON t (a)");

	expect(&doubt, GW_OUTCOME_NONE, "no new index");
	expect_indexes("old");
}

static void has_happened(void **state GW_UNUSED)
{
	/* Of which the server keeps 63 bytes, and no half of a letter. */
	static const char long_name[] = "CREATE INDEX CONCURRENTLY t_a_name_that_is_longer_than_"
					"what_the_server_keeps_of_one_it_i\xc3\xa9 ON t (a)";
	static const char *const statements[] = {
		"CREATE INDEX CONCURRENTLY t_a ON t (a)",
		"CREATE UNIQUE INDEX CONCURRENTLY \"It's \\ \"\"A\"\"\" ON index_test.\"t\" (b)",
		"CREATE INDEX CONCURRENTLY IF NOT EXISTS t_ab ON ONLY t (a, b)",
		"CREATE INDEX CONCURRENTLY ON t ((a + 1)) WHERE a > 0",
		"CREATE INDEX CONCURRENTLY ON t ((a + 1)) WHERE a > 0",
		long_name,
	};

	for (size_t i = 0; i < GW_COUNT(statements); i++) {
		struct doubt doubt = intend(statements[i]);

		server_exec(&server, statements[i]);
		expect(&doubt, GW_OUTCOME_HAPPENED, "is there, and valid");
	}
}

static void a_duplicate_leaves_nothing(void **state GW_UNUSED)
{
	static const char *const statements[] = {
		"CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)",
		"CREATE UNIQUE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a)",
		"CREATE UNIQUE INDEX CONCURRENTLY ON t (a)",
	};

	for (size_t i = 0; i < GW_COUNT(statements); i++) {
		struct doubt doubt = intend(statements[i]);

		must_fail(statements[i], "23505");
		expect(&doubt, GW_OUTCOME_NONE, "was not valid, and was dropped");
		expect_indexes("old");
	}
}

/* Somebody who writes to t, and does not end. */
static struct gw_conn *writer(void)
{
	struct gw_conn *conn = server_second(&server);
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	assert_true(gw_conn_exec(conn, "BEGIN", &ignored));
	assert_true(gw_conn_exec(conn, "INSERT INTO index_test.t VALUES (7, 7)", &ignored));
	return conn;
}

static void a_timeout_leaves_nothing(void **state GW_UNUSED)
{
	static const char sql[] = "CREATE INDEX CONCURRENTLY t_a ON t (a)";
	static const char *const settings[][2] = {
		{"SET statement_timeout TO 200", "57014"},
		{"SET lock_timeout TO 200", "55P03"},
	};

	for (size_t i = 0; i < GW_COUNT(settings); i++) {
		struct doubt doubt = intend(sql);
		struct gw_conn *conn = writer();

		server_exec(&server, settings[i][0]);
		must_fail(sql, settings[i][1]);
		expect_indexes("old t_a!");
		gw_conn_close(conn);
		server_exec(&server, "RESET statement_timeout");
		server_exec(&server, "RESET lock_timeout");
		expect(&doubt, GW_OUTCOME_NONE, "dropped");
		expect_indexes("old");
	}
}

static void what_cannot_be_dropped_now_can_be_later(void **state GW_UNUSED)
{
	static const char sql[] = "CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)";
	struct doubt doubt = intend(sql);
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_conn *conn;

	must_fail(sql, "23505");
	conn = writer();
	server_exec(&server, "SET lock_timeout TO 200");
	assert_false(ask(&doubt, &error));
	assert_int_equal(error->code, GW_E_LOCKED);
	assert_non_null(strstr(error->message, "index_test.t_a"));
	gw_conn_close(conn);
	expect(&doubt, GW_OUTCOME_NONE, "dropped");
	expect_indexes("old");
}

/* --- sessions that end --- */

/* A process with a connection of its own that runs sql; its backend and itself are told. */
struct client {
	pid_t process;
	int64_t backend;
	struct gw_lost lost;
};

static struct client client_start(const char *sql)
{
	struct client client = {0};
	int channel[2];

	assert_int_equal(pipe(channel), 0);
	client.process = fork();
	if (client.process == 0) {
		struct gw_error *error = NULL;
		struct gw_conn *conn = server_second(&server);
		struct gw_lost lost = {.connection_id = conn->info.connection_id,
				       .session_start_us = conn->info.session_start_us};
		bool ok = write(channel[1], &lost, sizeof(lost)) == sizeof(lost) &&
			  gw_conn_exec(conn, "SET search_path TO index_test", &error) &&
			  gw_conn_exec(conn, sql, &error);

		_exit(ok ? 0 : 1);
	}
	assert_int_equal(read(channel[0], &client.lost, sizeof(client.lost)), sizeof(client.lost));
	close(channel[0]);
	close(channel[1]);
	client.backend = client.lost.connection_id;
	return client;
}

static int client_end(const struct client *client)
{
	int status = 0;

	assert_int_equal(waitpid(client->process, &status, 0), client->process);
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static void wait_until(const char *condition)
{
	int64_t start_us = server.conn->sys->monotonic_us();

	while (strcmp(server_value(&server, gw_format(&server.arena, "SELECT %s", condition)),
		      "t") != 0) {
		if (server.conn->sys->monotonic_us() - start_us > 10 * 1000 * 1000)
			fail_msg("this did not come true: %s", condition);
		server.conn->sys->sleep_ms(20);
	}
}

static bool is_over(const struct gw_lost *lost)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	bool over = false;

	if (!server.engine->is_over(server.conn, lost, &over, &error))
		fail_msg("%s", error->message);
	return over;
}

static void wait_until_over(const struct gw_lost *lost)
{
	int64_t start_us = server.conn->sys->monotonic_us();

	while (!is_over(lost)) {
		if (server.conn->sys->monotonic_us() - start_us > 10 * 1000 * 1000)
			fail_msg("the session does not end");
		server.conn->sys->sleep_ms(20);
	}
}

static const char index_is_begun[] = "to_regclass('index_test.t_a') IS NOT NULL";

static void a_session_that_was_ended(void **state GW_UNUSED)
{
	static const char sql[] = "CREATE INDEX CONCURRENTLY t_a ON t (a)";
	struct doubt doubt = intend(sql);
	struct gw_conn *conn = writer();
	struct client client = client_start(sql);
	GW_ERROR_AUTO struct gw_error *error = NULL;

	wait_until(index_is_begun);
	assert_false(is_over(&client.lost));
	/* It is still at work: whoever asks is told, and nothing is dropped. */
	assert_false(ask(&doubt, &error));
	assert_int_equal(error->code, GW_E_LOCKED);
	assert_non_null(strstr(error->detail, gw_format(&server.arena, "session %lld of ",
							(long long)client.backend)));
	expect_indexes("old t_a!");

	gw_error_clear(&error);
	assert_true(server.engine->end_session(server.conn, client.backend, &error));
	assert_int_equal(client_end(&client), 1);
	wait_until_over(&client.lost);
	gw_conn_close(conn);
	expect(&doubt, GW_OUTCOME_NONE, "dropped");
	expect_indexes("old");
}

static void a_client_that_died(void **state GW_UNUSED)
{
	static const char sql[] = "CREATE INDEX CONCURRENTLY t_a ON t (a)";
	struct doubt doubt = intend(sql);
	struct gw_conn *conn = writer();
	struct client client = client_start(sql);

	wait_until(index_is_begun);
	kill(client.process, SIGKILL);
	assert_int_equal(client_end(&client), -1);
	/* The server sees it by itself, or works on without anybody. */
	if (server.conn->info.version_number < 140000) {
		gw_conn_close(conn);
		wait_until_over(&client.lost);
		expect(&doubt, GW_OUTCOME_HAPPENED, "valid");
		return;
	}
	wait_until_over(&client.lost);
	expect_indexes("old t_a!");
	gw_conn_close(conn);
	expect(&doubt, GW_OUTCOME_NONE, "dropped");
	expect_indexes("old");
}

/* --- names and no names --- */

static void several_without_a_name(void **state GW_UNUSED)
{
	struct doubt first = intend("CREATE INDEX CONCURRENTLY ON t (a)"), second;

	server_exec(&server, first.sql);
	second = intend("CREATE INDEX CONCURRENTLY ON t (a)");
	expect(&second, GW_OUTCOME_NONE, "no new index");
	expect(&first, GW_OUTCOME_HAPPENED, "t_a_idx is there");
	server_exec(&server, second.sql);
	expect(&second, GW_OUTCOME_HAPPENED, "t_a_idx1 is there");
	/* Seen from the first one, either may be it. */
	expect(&first, GW_OUTCOME_UNKNOWN, "2 indexes");
}

static void an_index_that_is_not_ours(void **state GW_UNUSED)
{
	struct doubt doubt = intend("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)");

	server_exec(&server, "CREATE INDEX t_a ON t (a)");
	expect(&doubt, GW_OUTCOME_UNKNOWN, "is new, and not unique");
	server_exec(&server, "DROP INDEX t_a");
	/* The name is taken, by another table's index: the server will say so. */
	server_exec(&server, "CREATE TABLE u (a int)");
	server_exec(&server, "CREATE INDEX t_a ON u (a)");
	expect(&doubt, GW_OUTCOME_NONE, "no new index");
	server_exec(&server, "DROP TABLE t");
	expect(&doubt, GW_OUTCOME_NONE, "no new index");
	doubt.before = NULL;
	expect(&doubt, GW_OUTCOME_UNKNOWN, "nobody looked");
}

static void a_table_further_down_the_path(void **state GW_UNUSED)
{
	struct doubt doubt;

	server_exec(&server, "CREATE TABLE index_test.elsewhere (a int)");
	server_exec(&server, "SET search_path TO pg_catalog, index_test");
	doubt = intend("CREATE INDEX CONCURRENTLY e_a ON elsewhere (a)");
	server_exec(&server, doubt.sql);
	expect(&doubt, GW_OUTCOME_HAPPENED, "index_test.e_a is there");
}

static void nothing_is_done_to_partitioned_indexes(void **state GW_UNUSED)
{
	static const char sql[] = "CREATE INDEX CONCURRENTLY IF NOT EXISTS p_a ON p (a)";
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *note = "x";
	struct doubt doubt;

	server_exec(&server, "CREATE TABLE p (a int) PARTITION BY LIST (a)");
	server_exec(&server, "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)");
	doubt = intend(sql);
	server_exec(&server, "CREATE INDEX p_a ON ONLY p (a)");
	expect_indexes("old p_a!");
	assert_true(server.engine->clear_way(server.conn, &server.arena, gw_view_of(sql), &note,
					     &error));
	assert_null(note);
	expect(&doubt, GW_OUTCOME_NONE, "no new index");
	doubt.sql = "CREATE INDEX CONCURRENTLY ON p (a)";
	expect(&doubt, GW_OUTCOME_NONE, "no new index");
	expect_indexes("old p_a!");
}

/* --- what was left before --- */

static const char *clear_way(const char *sql)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *note = NULL;

	if (!server.engine->clear_way(server.conn, &server.arena, gw_view_of(sql), &note, &error))
		fail_msg("%s: %s", sql, error->message);
	return note;
}

static void if_not_exists_is_not_passed_over(void **state GW_UNUSED)
{
	static const char sql[] = "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a)";
	struct doubt doubt;

	must_fail("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)", "23505");
	/* This is what the server does. */
	server_exec(&server, sql);
	expect_indexes("old t_a!");

	assert_non_null(strstr(clear_way(sql), "index_test.t_a was not valid, and was dropped"));
	expect_indexes("old");
	doubt = intend(sql);
	server_exec(&server, sql);
	expect_indexes("old t_a");
	expect(&doubt, GW_OUTCOME_HAPPENED, "valid");
	assert_null(clear_way(sql));
	expect_indexes("old t_a");
}

static void the_way_is_cleared_of_that_index_only(void **state GW_UNUSED)
{
	must_fail("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)", "23505");
	assert_null(clear_way("CREATE INDEX CONCURRENTLY t_b ON t (a)"));
	assert_null(clear_way("CREATE INDEX CONCURRENTLY ON t (a)"));
	assert_null(clear_way("CREATE INDEX CONCURRENTLY t_a ON elsewhere (a)"));
	assert_null(clear_way("CREATE INDEX t_a ON t (a)"));
	assert_null(clear_way("VACUUM t"));
	expect_indexes("old t_a!");
	assert_non_null(clear_way("CREATE UNIQUE INDEX CONCURRENTLY t_a ON t (a)"));
	expect_indexes("old");
}

static void what_is_being_built_is_waited_for(void **state GW_UNUSED)
{
	static const char sql[] = "CREATE INDEX CONCURRENTLY IF NOT EXISTS t_a ON t (a)";
	struct gw_conn *conn = writer();
	struct client client = client_start("CREATE INDEX CONCURRENTLY t_a ON t (a)");
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *note = NULL;

	wait_until(index_is_begun);
	assert_false(server.engine->clear_way(server.conn, &server.arena, gw_view_of(sql), &note,
					      &error));
	assert_int_equal(error->code, GW_E_LOCKED);
	assert_non_null(error->hint);
	gw_conn_close(conn);
	assert_int_equal(client_end(&client), 0);
	assert_null(clear_way(sql));
	expect_indexes("old t_a");
}

/* --- DROP INDEX CONCURRENTLY --- */

static void a_drop_that_stopped_on_the_way(void **state GW_UNUSED)
{
	static const char sql[] = "DROP INDEX CONCURRENTLY old";
	struct doubt doubt = intend(sql);
	struct gw_conn *conn = writer();

	expect(&doubt, GW_OUTCOME_NONE, "is still there");
	server_exec(&server, "SET lock_timeout TO 200");
	must_fail(sql, "55P03");
	expect_indexes("old!");
	expect(&doubt, GW_OUTCOME_NONE, "is still there");
	gw_conn_close(conn);
	server_exec(&server, sql);
	expect(&doubt, GW_OUTCOME_HAPPENED, "is gone");
}

static void a_drop_is_not_done_to_another_of_that_name(void **state GW_UNUSED)
{
	struct doubt doubt;

	server_exec(&server, "CREATE SCHEMA index_test2");
	server_exec(&server, "CREATE TABLE index_test2.t (a int)");
	server_exec(&server, "CREATE INDEX old ON index_test2.t (a)");
	server_exec(&server, "SET search_path TO index_test, index_test2");
	doubt = intend("DROP INDEX CONCURRENTLY IF EXISTS old");
	server_exec(&server, doubt.sql);
	/* The name means the other one now. */
	expect(&doubt, GW_OUTCOME_HAPPENED, "is gone");
	server_exec(&server, "DROP SCHEMA index_test2 CASCADE");
	doubt = intend("DROP INDEX CONCURRENTLY IF EXISTS old");
	expect(&doubt, GW_OUTCOME_NONE, "was not there");
}

/* --- REINDEX CONCURRENTLY --- */

static void a_rebuild_leaves_nothing(void **state GW_UNUSED)
{
	static const char *const statements[] = {
		"REINDEX INDEX CONCURRENTLY old",
		"REINDEX (VERBOSE) TABLE CONCURRENTLY index_test.t",
		"REINDEX SCHEMA CONCURRENTLY index_test",
	};

	for (size_t i = 0; i < GW_COUNT(statements); i++) {
		struct doubt doubt = intend(statements[i]);
		struct gw_conn *conn = writer();

		server_exec(&server, "SET lock_timeout TO 200");
		/* Twice: what stands in the way is numbered. */
		must_fail(statements[i], "55P03");
		must_fail(statements[i], "55P03");
		gw_conn_close(conn);
		expect_indexes("old old_ccnew! old_ccnew1!");
		expect(&doubt, GW_OUTCOME_NONE, "again");
		expect_indexes("old");
	}
}

static void a_rebuild_leaves_what_is_of_others(void **state GW_UNUSED)
{
	static const char sql[] = "REINDEX TABLE CONCURRENTLY t";
	struct gw_conn *conn = writer();
	struct doubt doubt;

	server_exec(&server, "CREATE TABLE u (a int)");
	server_exec(&server, "CREATE INDEX u_a ON u (a)");
	server_exec(&server, "SET lock_timeout TO 200");
	must_fail(sql, "55P03");
	doubt = intend(sql);
	must_fail(sql, "55P03");
	gw_conn_close(conn);
	/* One was there before; one is of another table; one is no leftover at all. */
	conn = server_second(&server);
	server_exec(&server, "ALTER INDEX u_a RENAME TO u_ccnew");
	server_exec(&server, "UPDATE pg_index SET indisvalid = false "
			     "WHERE indexrelid = 'u_ccnew'::regclass");
	server_exec(&server, "CREATE INDEX own_ccnew ON t (b)");
	expect(&doubt, GW_OUTCOME_NONE, "again");
	expect_indexes("old old_ccnew! own_ccnew u_ccnew!");
	gw_conn_close(conn);
}

static void a_rebuild_of_partitions_and_toast(void **state GW_UNUSED)
{
	static const char leftovers[] =
		"SELECT count(*) FROM pg_class WHERE relname ~ '_ccnew[0-9]*$'";
	struct gw_conn *conn = server_second(&server);
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct doubt doubt;

	server_exec(&server, "CREATE TABLE p (a int, b text) PARTITION BY LIST (a)");
	server_exec(&server, "CREATE TABLE p1 PARTITION OF p FOR VALUES IN (1)");
	server_exec(&server, "CREATE INDEX ON p (a)");
	doubt = intend("REINDEX TABLE CONCURRENTLY p");
	assert_true(gw_conn_exec(conn, "BEGIN", &ignored));
	assert_true(gw_conn_exec(conn, "INSERT INTO index_test.p1 VALUES (1, 'x')", &ignored));
	server_exec(&server, "SET lock_timeout TO 200");
	must_fail("REINDEX TABLE CONCURRENTLY p1", "55P03");
	gw_conn_close(conn);
	assert_string_equal(server_value(&server, leftovers), "2");
	expect(&doubt, GW_OUTCOME_NONE, "again");
	assert_string_equal(server_value(&server, leftovers), "0");
}

/* --- the run lock --- */

/* Who waits for the lock asks again and again, and is in nobody's way. */
static void a_waiting_godwit_does_not_stop_a_build(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct client writer_client;
	int status = 0;
	pid_t waiter;

	assert_true(gw_lock_take(server.conn, NULL, 0, NULL, NULL, &error));
	waiter = fork();
	if (waiter == 0) {
		struct gw_conn *own = server_second(&server);

		_exit(gw_lock_take(own, NULL, 20 * 1000, NULL, NULL, &error) ? 0 : 1);
	}
	wait_until("EXISTS (SELECT FROM pg_stat_activity WHERE query ~ 'advisory_lock' AND "
		   "pid <> pg_backend_pid())");
	/* The build waits for longer than it takes the server to look for deadlocks. */
	writer_client = client_start("INSERT INTO t SELECT 7, 7 FROM pg_sleep(2.5)");
	wait_until("EXISTS (SELECT FROM pg_stat_activity WHERE wait_event = 'PgSleep')");
	server_exec(&server, "SET statement_timeout TO '10s'");
	server_exec(&server, "CREATE INDEX CONCURRENTLY t_a ON t (a)");
	assert_int_equal(client_end(&writer_client), 0);
	assert_int_equal(waitpid(waiter, &status, WNOHANG), 0);
	gw_lock_release(server.conn, NULL);
	assert_int_equal(waitpid(waiter, &status, 0), waiter);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	expect_indexes("old t_a");
}

int main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, fresh_schema, drop_schema)
	const struct CMUnitTest tests[] = {
		TEST(has_not_happened),
		TEST(has_happened),
		TEST(a_duplicate_leaves_nothing),
		TEST(a_timeout_leaves_nothing),
		TEST(what_cannot_be_dropped_now_can_be_later),
		TEST(a_session_that_was_ended),
		TEST(a_client_that_died),
		TEST(several_without_a_name),
		TEST(an_index_that_is_not_ours),
		TEST(a_table_further_down_the_path),
		TEST(nothing_is_done_to_partitioned_indexes),
		TEST(if_not_exists_is_not_passed_over),
		TEST(the_way_is_cleared_of_that_index_only),
		TEST(what_is_being_built_is_waited_for),
		TEST(a_drop_that_stopped_on_the_way),
		TEST(a_drop_is_not_done_to_another_of_that_name),
		TEST(a_rebuild_leaves_nothing),
		TEST(a_rebuild_leaves_what_is_of_others),
		TEST(a_rebuild_of_partitions_and_toast),
		TEST(a_waiting_godwit_does_not_stop_a_build),
	};

	return cmocka_run_group_tests(tests, open_server, close_server);
}
