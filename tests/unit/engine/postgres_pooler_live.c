/*
 * PostgreSQL behind a pooler in transaction mode: GODWIT_TEST_POOLER_URL names one that stands in front
 * of the server of GODWIT_TEST_POSTGRES_URL (see postgres_live.c).
 */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "postgres_server.h"

static const char key[] = "pool_test";

static struct server server;
static struct gw_url pooler;

static int open_server(void **state GW_UNUSED)
{
	const char *text = getenv("GODWIT_TEST_POOLER_URL");
	GW_ERROR_AUTO struct gw_error *error = NULL;

	if (text == NULL || server_open(&server) != 0 ||
	    !gw_url_parse(&server.arena, gw_view_of(text), &pooler, &error)) {
		(void)fprintf(stderr, "set GODWIT_TEST_POOLER_URL to the URL of a pooler\n");
		return -1;
	}
	server_exec(&server, "DROP SCHEMA IF EXISTS pool_test CASCADE");
	server_exec(&server, "CREATE SCHEMA pool_test");
	server_exec(&server, "CREATE TABLE pool_test.t (a int)");
	server_exec(&server, "CREATE TABLE pool_test.godwit_history (a int)");
	return 0;
}

static int close_server(void **state GW_UNUSED)
{
	/* A test that failed may have left a transaction open. */
	server_exec(&server, "SET lock_timeout TO '5s'");
	server_exec(&server, "DROP SCHEMA pool_test CASCADE");
	server_close(&server);
	return 0;
}

/* Whatever a test leaves, nobody holds the lock when its connections are closed. */
static int nobody_holds_it(void **state GW_UNUSED)
{
	for (int i = 0; i < 100; i++) {
		if (strcmp(server_value(&server, "SELECT count(*) FROM pg_locks "
						 "WHERE locktype = 'advisory'"),
			   "0") == 0)
			return 0;
		server.conn->sys->sleep_ms(20);
	}
	(void)fprintf(stderr, "the lock is still held\n");
	return -1;
}

static struct gw_conn *pooled(void)
{
	return server_must_connect(&server, &pooler);
}

static bool try_lock(struct gw_conn *conn)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	bool got = false;

	if (!server.engine->try_lock(conn, key, &got, &error))
		fail_msg("%s", error->message);
	return got;
}

static void unlock(struct gw_conn *conn)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	if (!server.engine->unlock(conn, key, &error))
		fail_msg("%s", error->message);
}

static struct gw_lock_holder holder(void)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_lock_holder found = {0};

	if (!server.engine->lock_holder(server.conn, key, &server.arena, &found, &error))
		fail_msg("%s", error->message);
	return found;
}

static void knows_that_sessions_are_shared(void **state GW_UNUSED)
{
	struct gw_conn *conn = pooled();
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_rows rows;

	assert_true(conn->info.pooled);
	assert_int_equal(conn->info.connection_id, 0);
	assert_int_equal(conn->info.session_start_us, 0);
	assert_false(server.conn->info.pooled);
	/* Nothing was set in a session that somebody else will have. */
	assert_true(gw_conn_query(
		conn, &server.arena,
		"SELECT coalesce(current_setting('client_connection_check_interval', true), '0')",
		NULL, 0, &rows, &error));
	assert_true(gw_view_is(gw_cell(&rows, 0, 0), "0"));
	gw_conn_close(conn);
}

static void settings_in_the_url_are_refused(void **state GW_UNUSED)
{
	static const struct gw_url_parameter parameter = {"search_path", "pool_test"};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_url url = pooler;

	gw_vec_push(&server.arena, &url.parameters, parameter);
	assert_null(server_connect(&server, &url, &error));
	assert_non_null(strstr(error->hint, "Poolers take no settings"));
}

static void one_at_a_time(void **state GW_UNUSED)
{
	struct gw_conn *first = pooled(), *second = pooled();

	assert_true(try_lock(first));
	assert_true(try_lock(first));
	assert_false(try_lock(second));
	assert_false(try_lock(second));
	assert_false(try_lock(server.conn));
	assert_true(holder().known);
	unlock(first);
	assert_false(holder().known);
	assert_true(try_lock(second));
	assert_false(try_lock(first));
	unlock(second);
	assert_true(try_lock(server.conn));
	assert_false(try_lock(first));
	unlock(server.conn);
	assert_true(try_lock(first));
	gw_conn_close(first);
	gw_conn_close(second);
}

static void a_dead_client_holds_nothing(void **state GW_UNUSED)
{
	int channel[2];
	char byte;
	pid_t process;

	assert_int_equal(pipe(channel), 0);
	process = fork();
	if (process == 0) {
		struct gw_conn *conn = pooled();
		struct gw_error *error = NULL;

		if (try_lock(conn) && gw_conn_exec(conn, "BEGIN", &error) &&
		    write(channel[1], "x", 1) == 1)
			(void)!gw_conn_exec(conn, "SELECT pg_sleep(1)", &error);
		_exit(0);
	}
	assert_int_equal(read(channel[0], &byte, 1), 1);
	close(channel[0]);
	close(channel[1]);
	assert_false(try_lock(server.conn));
	kill(process, SIGKILL);
	assert_int_equal(waitpid(process, NULL, 0), process);
	assert_int_equal(nobody_holds_it(NULL), 0);
	assert_true(try_lock(server.conn));
	unlock(server.conn);
}

static void the_guardian_has_no_snapshot(void **state GW_UNUSED)
{
	struct gw_conn *conn = pooled();

	assert_true(try_lock(conn));
	assert_string_equal(
		server_value(&server, gw_format(&server.arena,
						"SELECT state || coalesce(backend_xmin::text, '') "
						"FROM pg_stat_activity WHERE pid = %lld",
						(long long)holder().connection_id)),
		"idle in transaction");
	/* So nobody waits for it. */
	server_exec(&server, "SET statement_timeout TO '5s'");
	server_exec(&server, "CREATE INDEX CONCURRENTLY t_a ON pool_test.t (a)");
	server_exec(&server, "RESET statement_timeout");
	server_exec(&server, "DROP INDEX pool_test.t_a");
	gw_conn_close(conn);
}

static void a_lost_guardian_is_noticed(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_conn *conn = pooled();
	const struct gw_request requests[] = {
		server_request("INSERT INTO pool_test.t VALUES (1)"),
		server_request("INSERT INTO pool_test.t VALUES (2)"),
	};
	size_t failed = 0;

	assert_true(try_lock(conn));
	assert_true(gw_conn_exec(conn, "SELECT 1", &error));
	assert_true(server.engine->end_session(server.conn, holder().connection_id, &error));
	assert_int_equal(nobody_holds_it(NULL), 0);
	server.conn->sys->sleep_ms(100);
	assert_false(server.engine->run(conn, requests, GW_COUNT(requests), &server.arena, NULL,
					NULL, &failed, &error));
	assert_int_equal(error->code, GW_E_CONNECTION_LOST);
	assert_non_null(strstr(error->message, "holds the run lock"));
	assert_int_equal(failed, GW_COUNT(requests));
	assert_true(conn->broken);
	gw_conn_close(conn);
	assert_string_equal(server_value(&server, "SELECT count(*) FROM pool_test.t"), "0");
}

/* A transaction that was sent by somebody who is dead goes on, and writes history. */
static void what_the_dead_had_sent_is_waited_for(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_conn *orphan = server_second(&server), *conn = pooled();

	assert_true(gw_conn_exec(orphan, "BEGIN", &error));
	assert_true(
		gw_conn_exec(orphan, "INSERT INTO pool_test.godwit_history VALUES (1)", &error));
	assert_false(try_lock(conn));
	assert_false(try_lock(server.conn));
	assert_int_equal(holder().connection_id, orphan->info.connection_id);
	assert_true(gw_conn_exec(orphan, "COMMIT", &error));
	assert_true(try_lock(conn));
	unlock(conn);
	assert_true(try_lock(server.conn));
	unlock(server.conn);
	gw_conn_close(orphan);
	gw_conn_close(conn);
}

static void a_session_can_be_given_back_as_it_was(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_conn *conn = pooled();
	struct gw_statements list = {0};
	struct gw_rows rows;

	assert_true(gw_conn_exec(conn, "BEGIN", &error));
	assert_true(gw_conn_exec(conn, "SET search_path TO pool_test", &error));
	assert_true(gw_conn_exec(conn, "SET client_encoding TO 'LATIN1'", &error));
	server.engine->reset_session(conn, &server.arena, &list);
	for (size_t i = 0; i < list.list.n; i++) {
		if (!gw_conn_exec(conn, list.list.items[i], &error))
			fail_msg("%s", error->message);
	}
	assert_true(gw_conn_exec(conn, "COMMIT", &error));
	assert_true(gw_conn_query(conn, &server.arena,
				  "SELECT current_setting('search_path') || ' ' || "
				  "current_setting('client_encoding')",
				  NULL, 0, &rows, &error));
	assert_true(gw_view_is(gw_cell(&rows, 0, 0), "\"$user\", public UTF8"));
	gw_conn_close(conn);
}

int main(void)
{
#define TEST(name) cmocka_unit_test_teardown(name, nobody_holds_it)
	const struct CMUnitTest tests[] = {
		TEST(knows_that_sessions_are_shared),
		TEST(settings_in_the_url_are_refused),
		TEST(one_at_a_time),
		TEST(a_dead_client_holds_nothing),
		TEST(the_guardian_has_no_snapshot),
		TEST(a_lost_guardian_is_noticed),
		TEST(what_the_dead_had_sent_is_waited_for),
		TEST(a_session_can_be_given_back_as_it_was),
	};

	return cmocka_run_group_tests(tests, open_server, close_server);
}
