/*
 * What became of statements and sessions, on a real server (see postgres_live.c); indexes have their
 * own tests (postgres_index_live.c).
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "postgres_server.h"

static struct server server;

static int open_server(void **state GW_UNUSED)
{
	if (server_open(&server) != 0)
		return -1;
	server_exec(&server, "DROP SCHEMA IF EXISTS doubt_test CASCADE");
	server_exec(&server, "CREATE SCHEMA doubt_test");
	server_exec(&server, "SET search_path TO doubt_test");
	server_exec(&server, "CREATE TABLE t (a int)");
	return 0;
}

static int close_server(void **state GW_UNUSED)
{
	/* A test that failed may have left a transaction open. */
	server_exec(&server, "SET lock_timeout TO '5s'");
	server_exec(&server, "DROP SCHEMA doubt_test CASCADE");
	server_close(&server);
	return 0;
}

static int reset(void **state GW_UNUSED)
{
	if (server.conn->in_transaction)
		server_exec(&server, "ROLLBACK");
	return 0;
}

static void other_exec(struct gw_conn *conn, const char *sql)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	if (!gw_conn_exec(conn, sql, &error))
		fail_msg("%s: %s", sql, error->message);
}

/* --- statements --- */

static const struct gw_lost ended = {.connection_id = 1, .session_start_us = 1};

/* In place, with parameters of the statement around it, as the journal has it. */
static const char *look(const char *sql)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_value param = gw_value_int(4711);
	struct gw_witness witness;
	struct gw_rows rows;

	server.engine->witness(server.conn, &server.arena, gw_view_of(sql), &witness);
	assert_non_null(witness.expression);
	if (!gw_conn_query(server.conn, &server.arena,
			   gw_format(&server.arena, "SELECT $1::int8, (%s)", witness.expression),
			   &param, 1, &rows, &error))
		fail_msg("%s: %s", sql, error->message);
	assert_int_equal(gw_cell_int(&rows, 0, 0), 4711);
	return gw_view_dup(&server.arena, gw_cell(&rows, 0, 1));
}

static struct gw_verdict judge(const char *sql, const char *before, const struct gw_lost *by)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_verdict verdict = {0};

	if (!server.engine->judge(server.conn, &server.arena, gw_view_of(sql), gw_view_of(before),
				  by, &verdict, &error))
		fail_msg("%s: %s", sql, error->message);
	assert_non_null(verdict.reason);
	return verdict;
}

static void expect(const char *sql, const char *before, enum gw_outcome outcome)
{
	struct gw_verdict verdict = judge(sql, before, &ended);

	if (verdict.outcome != outcome)
		fail_msg("%s: outcome %d: %s", sql, verdict.outcome, verdict.reason);
	assert_true((verdict.rest != NULL) == (outcome == GW_OUTCOME_PART));
}

/* The statement happens between two looks, or does not. */
static void expect_to_see(const char *sql)
{
	const char *before = look(sql);

	expect(sql, before, GW_OUTCOME_NONE);
	server_exec(&server, sql);
	expect(sql, before, GW_OUTCOME_HAPPENED);
	expect(sql, NULL, GW_OUTCOME_UNKNOWN);
	/* It was so already. */
	expect(sql, look(sql), GW_OUTCOME_NONE);
}

static void sees_databases(void **state GW_UNUSED)
{
	server_exec(&server, "DROP DATABASE IF EXISTS \"Doubt's \\ test\"");
	expect_to_see("CREATE DATABASE \"Doubt's \\ test\"");
	expect_to_see("DROP DATABASE IF EXISTS \"Doubt's \\ test\"");
}

static void sees_subscriptions(void **state GW_UNUSED)
{
	expect_to_see("CREATE SUBSCRIPTION doubt_test CONNECTION '' PUBLICATION p "
		      "WITH (connect = false, slot_name = NONE)");
	expect_to_see("ALTER SUBSCRIPTION doubt_test SET PUBLICATION p, q WITH (refresh = false)");
	expect_to_see("DROP SUBSCRIPTION doubt_test");
}

static void sees_tablespaces(void **state GW_UNUSED)
{
	static const char create[] = "CREATE TABLESPACE pg_default LOCATION '/nowhere'";
	static const char drop[] = "DROP TABLESPACE pg_default";
	const char *number = look(create);

	assert_true(strlen(number) > 0);
	expect(create, number, GW_OUTCOME_NONE);
	expect(create, "", GW_OUTCOME_HAPPENED);
	expect(drop, number, GW_OUTCOME_NONE);
	expect(drop, "1", GW_OUTCOME_HAPPENED);
	expect("DROP TABLESPACE not_there", number, GW_OUTCOME_HAPPENED);
	expect("DROP TABLESPACE not_there", "", GW_OUTCOME_NONE);
}

static void sees_prepared_transactions(void **state GW_UNUSED)
{
	static const char *const ends[] = {"COMMIT PREPARED 'it''s'", "ROLLBACK PREPARED 'it''s'"};

	for (size_t i = 0; i < GW_COUNT(ends); i++) {
		const char *before;

		server_exec(&server, "BEGIN");
		server_exec(&server, "INSERT INTO t VALUES (1)");
		server_exec(&server, "PREPARE TRANSACTION 'it''s'");
		before = look(ends[i]);
		expect_to_see(ends[i]);
		/* Another one with that name is another one. */
		server_exec(&server, "BEGIN");
		server_exec(&server, "INSERT INTO t VALUES (1)");
		server_exec(&server, "PREPARE TRANSACTION 'it''s'");
		expect(ends[i], before, GW_OUTCOME_HAPPENED);
		server_exec(&server, ends[i]);
	}
}

static void sees_partitions(void **state GW_UNUSED)
{
	static const char sql[] = "ALTER TABLE \"P\" DETACH PARTITION doubt_test.p1 CONCURRENTLY";
	struct gw_conn *reader;
	struct gw_verdict verdict;
	const char *before;

	server_exec(&server, "CREATE TABLE \"P\" (a int) PARTITION BY LIST (a)");
	server_exec(&server, "CREATE TABLE p1 PARTITION OF \"P\" FOR VALUES IN (1)");
	before = look(sql);
	assert_string_equal(before, "attached");
	expect(sql, before, GW_OUTCOME_NONE);
	expect(sql, "", GW_OUTCOME_NONE);
	if (server.conn->info.version_number < 140000) {
		server_exec(&server, "ALTER TABLE \"P\" DETACH PARTITION p1");
		expect(sql, before, GW_OUTCOME_HAPPENED);
		return;
	}
	reader = server_second(&server);
	other_exec(reader, "BEGIN");
	other_exec(reader, "SELECT FROM doubt_test.\"P\"");
	server_exec(&server, "SET lock_timeout TO 200");
	gw_error_free(server_failure(&server, sql));
	server_exec(&server, "RESET lock_timeout");
	gw_conn_close(reader);
	assert_string_equal(look(sql), "pending");

	verdict = judge(sql, before, &ended);
	assert_int_equal(verdict.outcome, GW_OUTCOME_PART);
	assert_string_equal(verdict.rest, "ALTER TABLE \"P\" DETACH PARTITION "
					  "\"doubt_test\".\"p1\" FINALIZE");
	server_exec(&server, verdict.rest);
	expect(sql, before, GW_OUTCOME_HAPPENED);
	expect(sql, look(sql), GW_OUTCOME_NONE);
}

static void some_do_no_harm_twice(void **state GW_UNUSED)
{
	static const char *const statements[] = {
		"VACUUM FULL t",
		"ANALYZE",
		"CLUSTER",
		"CHECKPOINT",
		"ALTER SYSTEM RESET work_mem",
		"ALTER DATABASE postgres SET TABLESPACE pg_default",
		"SET work_mem TO '1MB'",
	};

	for (size_t i = 0; i < GW_COUNT(statements); i++) {
		struct gw_witness witness = {"x", "x", {"x", "x", "x"}, true, "x", "x"};

		server.engine->witness(server.conn, &server.arena, gw_view_of(statements[i]),
				       &witness);
		assert_null(witness.objects);
		assert_null(witness.expression);
		expect(statements[i], NULL, GW_OUTCOME_NONE);
	}
}

static void some_leave_nothing_that_tells(void **state GW_UNUSED)
{
	expect("INSERT INTO t VALUES (1)", NULL, GW_OUTCOME_UNKNOWN);
	expect("CALL p()", NULL, GW_OUTCOME_UNKNOWN);
	expect("DO $$ BEGIN COMMIT; END $$", NULL, GW_OUTCOME_UNKNOWN);
	/* In this session it failed, and a failure undoes what does not commit. */
	assert_int_equal(judge("INSERT INTO t VALUES (1)", NULL, NULL).outcome, GW_OUTCOME_NONE);
	assert_int_equal(judge("CALL p()", NULL, NULL).outcome, GW_OUTCOME_UNKNOWN);
}

static void names_what_it_looks_at(void **state GW_UNUSED)
{
	static const char *const cases[][2] = {
		{"CREATE INDEX CONCURRENTLY i ON s.t (a)", "[\"index i of table s.t\"]"},
		{"CREATE INDEX CONCURRENTLY ON t (a)", "[\"indexes of table t\"]"},
		{"DROP INDEX CONCURRENTLY s.\"a\"\"b\"", "[\"index s.a\\\"b\"]"},
		{"REINDEX TABLE CONCURRENTLY s.t", "[\"relation s.t\"]"},
		{"REINDEX SCHEMA CONCURRENTLY s", "[\"schema s\"]"},
		{"ALTER TABLE t DETACH PARTITION p CONCURRENTLY", "[\"partition p of table t\"]"},
		{"DROP DATABASE d", "[\"database d\"]"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_witness witness;

		server.engine->witness(server.conn, &server.arena, gw_view_of(cases[i][0]),
				       &witness);
		assert_string_equal(witness.objects, cases[i][1]);
	}
}

/* --- sessions --- */

static bool is_over(struct gw_conn *conn, int64_t connection_id, int64_t start_us,
		    int64_t transaction)
{
	const struct gw_lost lost = {connection_id, start_us, transaction};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	bool over = false;

	if (!server.engine->is_over(conn, &lost, &over, &error))
		fail_msg("%s", error->message);
	return over;
}

static void knows_its_own_beginning(void **state GW_UNUSED)
{
	const char *start = "SELECT (extract(epoch FROM backend_start) * 1000000)::int8 "
			    "FROM pg_stat_activity WHERE pid = pg_backend_pid()";

	assert_string_equal(
		server_value(&server, start),
		gw_format(&server.arena, "%lld", (long long)server.conn->info.session_start_us));
}

static void a_session_is_over_when_it_is_gone(void **state GW_UNUSED)
{
	struct gw_conn *other = server_second(&server);
	const struct gw_server_info info = other->info;

	assert_false(is_over(server.conn, info.connection_id, info.session_start_us, 0));
	assert_false(is_over(server.conn, info.connection_id, 0, 0));
	/* The number was given to somebody else. */
	assert_true(is_over(server.conn, info.connection_id, info.session_start_us - 1, 0));
	assert_true(is_over(server.conn, 0, 0, 0));
	gw_conn_close(other);
	for (int i = 0; i < 100 && !is_over(server.conn, info.connection_id, 0, 0); i++)
		server.conn->sys->sleep_ms(20);
	assert_true(is_over(server.conn, info.connection_id, info.session_start_us, 0));
}

static int64_t transaction_of(struct gw_conn *conn)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_rows rows;

	assert_true(gw_conn_query(conn, &server.arena, "SELECT txid_current()", NULL, 0, &rows,
				  &error));
	return gw_cell_int(&rows, 0, 0);
}

static void a_transaction_is_over_when_it_has_ended(void **state GW_UNUSED)
{
	struct gw_conn *other = server_second(&server);
	int64_t transaction;

	other_exec(other, "BEGIN");
	transaction = transaction_of(other);
	assert_false(is_over(server.conn, 0, 0, transaction));
	assert_false(is_over(server.conn, 0, 0, transaction + (INT64_C(7) << 32)));
	/* A later one has begun, so that this one is not the last number that was given. */
	server_exec(&server, "BEGIN");
	assert_true(transaction_of(server.conn) > transaction);
	server_exec(&server, "ROLLBACK");
	assert_false(is_over(server.conn, 0, 0, transaction));
	other_exec(other, "COMMIT");
	assert_true(is_over(server.conn, 0, 0, transaction));
	/* One that this server has not heard of yet. */
	assert_true(is_over(server.conn, 0, 0, transaction + 1000 * 1000));
	gw_conn_close(other);
}

/* A role without rights sees its own sessions, and takes others' for what they may be. */
static void an_ordinary_role_sees_enough(void **state GW_UNUSED)
{
	const struct gw_server_info *info = &server.conn->info;
	struct gw_url url = server.url;
	struct gw_conn *own, *other;

	server_exec(&server, "DROP ROLE IF EXISTS doubt_nobody");
	server_exec(&server, "CREATE ROLE doubt_nobody LOGIN");
	url.user = "doubt_nobody";
	own = server_must_connect(&server, &url);
	other = server_must_connect(&server, &url);
	assert_true(own->info.session_start_us != 0);
	assert_false(is_over(own, other->info.connection_id, other->info.session_start_us, 0));
	assert_true(is_over(own, other->info.connection_id, 77, 0));
	assert_false(is_over(own, info->connection_id, 77, 0));
	other_exec(other, "BEGIN");
	assert_false(is_over(own, 0, 0, transaction_of(other)));
	gw_conn_close(other);
	gw_conn_close(own);
	server_exec(&server, "DROP ROLE doubt_nobody");
}

/* --- a server that watches its client --- */

static void the_server_watches_its_client(void **state GW_UNUSED)
{
	static const char setting[] =
		"SELECT current_setting('client_connection_check_interval', true)";
	struct gw_statements list = {0};
	bool watches = server.conn->info.version_number >= 140000;

	assert_string_equal(server_value(&server, setting), watches ? "500ms" : "NULL");
	server_exec(&server, "SET work_mem TO '77MB'");
	server.engine->reset_session(server.conn, &server.arena, &list);
	for (size_t i = 0; i < list.list.n; i++)
		server_exec(&server, list.list.items[i]);
	assert_string_not_equal(server_value(&server, "SHOW work_mem"), "77MB");
	assert_string_equal(server_value(&server, setting), watches ? "500ms" : "NULL");
	server_exec(&server, "SET search_path TO doubt_test");
}

static void the_orphan_of_a_dead_client_ends(void **state GW_UNUSED)
{
	int64_t start_us = server.conn->sys->monotonic_us();
	struct gw_lost lost;
	int channel[2];
	pid_t process;

	if (server.conn->info.version_number < 140000)
		return;
	assert_int_equal(pipe(channel), 0);
	process = fork();
	if (process == 0) {
		struct gw_conn *conn = server_second(&server);
		struct gw_error *error = NULL;

		lost = (struct gw_lost){.connection_id = conn->info.connection_id,
					.session_start_us = conn->info.session_start_us};
		if (write(channel[1], &lost, sizeof(lost)) == sizeof(lost))
			(void)!gw_conn_exec(conn, "SELECT pg_sleep(60)", &error);
		_exit(0);
	}
	assert_int_equal(read(channel[0], &lost, sizeof(lost)), sizeof(lost));
	close(channel[0]);
	close(channel[1]);
	server.conn->sys->sleep_ms(200);
	kill(process, SIGKILL);
	assert_int_equal(waitpid(process, NULL, 0), process);
	while (!is_over(server.conn, lost.connection_id, lost.session_start_us, 0))
		server.conn->sys->sleep_ms(20);
	assert_true(server.conn->sys->monotonic_us() - start_us < 5 * 1000 * 1000);
}

/* --- who is in the way --- */

static const char *blockers(const char *sql)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *text = NULL;

	if (!server.engine->blockers(server.conn, &server.arena, gw_view_of(sql), &text, &error))
		fail_msg("%s: %s", sql, error->message);
	return text;
}

static void expect_blocker(const char *sql, const char *words)
{
	const char *text = blockers(sql);

	if (strstr(text, words) == NULL || strchr(text, '\n') != NULL)
		fail_msg("%s: '%s' is not in '%s'", sql, words, text);
}

static void names_who_holds_a_lock(void **state GW_UNUSED)
{
	static const char *const statements[] = {
		"ALTER TABLE t ADD COLUMN b int",
		"TRUNCATE doubt_test.\"t\"",
		"CREATE TABLE u (a int REFERENCES t (a))",
		"ALTER TABLE public.none ADD FOREIGN KEY (a) REFERENCES t",
		"DROP INDEX t_a",
	};
	struct gw_conn *other = server_second(&server);
	const char *session = gw_format(
		&server.arena, "session %lld of postgres (godwit test), idle in transaction for ",
		(long long)other->info.connection_id);

	server_exec(&server, "CREATE INDEX t_a ON t (a)");
	other_exec(other, "BEGIN");
	other_exec(other, "LOCK TABLE doubt_test.t IN ACCESS SHARE MODE");
	for (size_t i = 0; i < GW_COUNT(statements); i++)
		expect_blocker(statements[i], session);
	/* Who reads is in nobody's way here. */
	assert_string_equal(blockers("CREATE INDEX ON t (a)"), "");
	assert_string_equal(blockers("INSERT INTO t VALUES (1)"), "");
	assert_string_equal(blockers("ALTER TABLE none ADD COLUMN t2 int"), "");
	other_exec(other, "LOCK TABLE doubt_test.t IN SHARE MODE");
	expect_blocker("INSERT INTO t VALUES (1)", "idle in transaction for a moment");
	other_exec(other, "ROLLBACK");
	assert_string_equal(blockers(statements[0]), "");
	gw_conn_close(other);
	server_exec(&server, "DROP INDEX t_a");
}

static void names_who_works_on_a_partition(void **state GW_UNUSED)
{
	struct gw_conn *other = server_second(&server);

	server_exec(&server, "CREATE TABLE parted (a int) PARTITION BY LIST (a)");
	server_exec(&server, "CREATE TABLE parted1 PARTITION OF parted FOR VALUES IN (1)");
	other_exec(other, "BEGIN");
	other_exec(other, "SELECT FROM doubt_test.parted1");
	expect_blocker("ALTER TABLE parted ADD COLUMN b int", "idle in transaction");
	gw_conn_close(other);
}

static void names_who_has_a_snapshot(void **state GW_UNUSED)
{
	struct gw_conn *other = server_second(&server);

	other_exec(other, "BEGIN ISOLATION LEVEL REPEATABLE READ");
	other_exec(other, "SELECT 1");
	expect_blocker("CREATE INDEX CONCURRENTLY ON t (a)", "idle in transaction");
	assert_string_equal(blockers("ALTER TABLE t ADD COLUMN b int"), "");
	gw_conn_close(other);
}

static void names_a_prepared_transaction(void **state GW_UNUSED)
{
	server_exec(&server, "BEGIN");
	server_exec(&server, "INSERT INTO t VALUES (1)");
	server_exec(&server, "PREPARE TRANSACTION E'left\\x1b behind'");
	expect_blocker("ALTER TABLE t ADD COLUMN b int",
		       "prepared transaction 'left\\x1b behind' of postgres, for a moment");
	server_exec(&server, "ROLLBACK PREPARED E'left\\x1b behind'");
}

/* When no relation is known, whoever has been at it for a while. */
static void names_who_may_be_it(void **state GW_UNUSED)
{
	static const char sql[] = "DO $$ BEGIN PERFORM pg_advisory_xact_lock(1); END $$";
	struct gw_conn *other = server_second(&server);

	other_exec(other, "BEGIN");
	other_exec(other, "SELECT 1");
	assert_string_equal(blockers(sql), "");
	server.conn->sys->sleep_ms(1200);
	expect_blocker(sql, "idle in transaction for 1 second");
	gw_conn_close(other);
}

static void names_no_more_than_a_few(void **state GW_UNUSED)
{
	struct gw_conn *others[7];
	const char *text;
	size_t lines = 1;

	for (size_t i = 0; i < GW_COUNT(others); i++) {
		others[i] = server_second(&server);
		other_exec(others[i], "BEGIN");
		other_exec(others[i], "SELECT FROM doubt_test.t");
	}
	text = blockers("ALTER TABLE t ADD COLUMN b int");
	for (const char *p = text; (p = strchr(p, '\n')) != NULL; p++)
		lines++;
	assert_int_equal(lines, 6);
	assert_non_null(strstr(text, "\nand 2 more"));
	for (size_t i = 0; i < GW_COUNT(others); i++)
		gw_conn_close(others[i]);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, reset)
	const struct CMUnitTest tests[] = {
		TEST(sees_databases),
		TEST(sees_subscriptions),
		TEST(sees_tablespaces),
		TEST(sees_prepared_transactions),
		TEST(sees_partitions),
		TEST(some_do_no_harm_twice),
		TEST(some_leave_nothing_that_tells),
		TEST(names_what_it_looks_at),
		TEST(knows_its_own_beginning),
		TEST(a_session_is_over_when_it_is_gone),
		TEST(a_transaction_is_over_when_it_has_ended),
		TEST(an_ordinary_role_sees_enough),
		TEST(the_server_watches_its_client),
		TEST(the_orphan_of_a_dead_client_ends),
		TEST(names_who_holds_a_lock),
		TEST(names_who_works_on_a_partition),
		TEST(names_who_has_a_snapshot),
		TEST(names_a_prepared_transaction),
		TEST(names_who_may_be_it),
		TEST(names_no_more_than_a_few),
	};

	return cmocka_run_group_tests(tests, open_server, close_server);
}
