/*
 * The first flight to a real PostgreSQL: the lock and questions of the caller, asked with our own. The
 * server is that of GODWIT_TEST_POSTGRES_URL (see postgres_live.c), GODWIT_TEST_POOLER_URL names a
 * pooler in front of it.
 */
#include <string.h>

#include "opening.h"
#include "postgres_server.h"

static const char key[] = "opening_test";
/* The first takes a while, so that there is one to use. */
static const char *const questions[] = {"SELECT pg_backend_pid() FROM pg_sleep(0.1)",
					"SHOW transaction_isolation", NULL};

static struct server server;

static int open_server(void **state GW_UNUSED)
{
	if (server_open(&server) != 0)
		return -1;
	server_exec(&server, "DROP SCHEMA IF EXISTS opening_test CASCADE");
	server_exec(&server, "CREATE SCHEMA opening_test");
	server_exec(&server, "CREATE TABLE opening_test.godwit_history (a int)");
	return 0;
}

static int close_server(void **state GW_UNUSED)
{
	server_exec(&server, "DROP SCHEMA opening_test CASCADE");
	server_close(&server);
	return 0;
}

static struct gw_url url_with(const char *name, const char *value)
{
	const struct gw_url_parameter parameter = {name, value};
	struct gw_url url = server.url;

	gw_vec_push(&server.arena, &url.parameters, parameter);
	return url;
}

static void expect_connected(const struct opening *opening)
{
	if (opening->conn == NULL) {
		fail_msg("%s", opening->err->message);
		abort();
	}
	assert_false(opening->conn->in_transaction);
}

/* What is told comes from the session itself, and the lock is its own, and held once. */
static void takes_the_lock_along(void **state GW_UNUSED)
{
	struct opening opening = {0};
	struct gw_url url = url_with("options", "-c default_transaction_isolation=serializable");

	opening_connect(&opening, server.engine, &url, key, questions);
	expect_connected(&opening);
	assert_true(opening.conn->has_lock);
	assert_int_equal(opening.replies, 2);
	assert_int_equal(opening.meanwhiles, 1);
	assert_string_equal(
		opening.answers[0].p,
		gw_format(&opening.arena, "%lld", (long long)opening.conn->info.connection_id));
	/* What is asked after the lock sees what was committed before it was had. */
	assert_string_equal(opening.answers[1].p, "read committed");
	assert_false(opening_try_lock(server.conn, key));
	opening_unlock(opening.conn, key);
	assert_true(opening_try_lock(server.conn, key));
	opening_unlock(server.conn, key);
	opening_done(&opening);
}

static void only_asks(void **state GW_UNUSED)
{
	struct opening opening = {0};

	opening_connect(&opening, server.engine, &server.url, NULL, questions);
	expect_connected(&opening);
	assert_false(opening.conn->has_lock);
	assert_int_equal(opening.replies, 2);
	assert_true(opening_try_lock(server.conn, key));
	opening_unlock(server.conn, key);
	opening_done(&opening);
}

static void expect_nothing_told(const struct opening *opening)
{
	expect_connected(opening);
	assert_false(opening->conn->has_lock);
	assert_int_equal(opening->replies, 0);
}

static void tells_nothing_without_the_lock(void **state GW_UNUSED)
{
	struct opening opening = {0};

	assert_true(opening_try_lock(server.conn, key));
	opening_connect(&opening, server.engine, &server.url, key, questions);
	expect_nothing_told(&opening);
	opening_unlock(server.conn, key);
	assert_true(opening_try_lock(opening.conn, key));
	opening_done(&opening);
}

/* Somebody writes history without the lock: it is not kept. */
static void tells_nothing_while_history_is_written(void **state GW_UNUSED)
{
	struct opening opening = {0};

	server_exec(&server, "BEGIN");
	server_exec(&server, "INSERT INTO opening_test.godwit_history VALUES (1)");
	opening_connect(&opening, server.engine, &server.url, key, questions);
	server_exec(&server, "ROLLBACK");
	expect_nothing_told(&opening);
	assert_true(opening_try_lock(server.conn, key));
	opening_unlock(server.conn, key);
	opening_done(&opening);
}

/* Where nothing can be written, nothing is locked. */
static void takes_no_lock_where_it_cannot_write(void **state GW_UNUSED)
{
	struct opening opening = {0};
	struct gw_url url = url_with("options", "-c default_transaction_read_only=on");

	opening_connect(&opening, server.engine, &url, key, questions);
	expect_nothing_told(&opening);
	assert_true(opening.conn->info.read_only);
	assert_true(opening_try_lock(server.conn, key));
	opening_unlock(server.conn, key);
	opening_done(&opening);
}

/* A question that fails takes nothing with it. */
static void connects_although_a_question_fails(void **state GW_UNUSED)
{
	static const char *const wrong[] = {"SELECT 'fine' FROM pg_sleep(0.1)",
					    "CREATE TABLE t (a int) TABLESPACE pg_global", NULL};
	struct opening opening = {0};
	struct gw_error *error = NULL;
	struct gw_rows rows;

	opening_connect(&opening, server.engine, &server.url, key, wrong);
	expect_connected(&opening);
	assert_true(opening.conn->has_lock);
	assert_int_equal(opening.replies, 0);
	assert_int_equal(opening.meanwhiles, 1);
	assert_true(
		gw_conn_query(opening.conn, &opening.arena,
			      "SELECT coalesce(current_setting('client_connection_check_interval', "
			      "true), '500ms')",
			      NULL, 0, &rows, &error));
	assert_string_equal(gw_cell(&rows, 0, 0).p, "500ms");
	assert_false(opening_try_lock(server.conn, key));
	opening_done(&opening);
}

/* Behind a pooler the session's lock is worth nothing, and what is only read is as good as ever. */
static void takes_no_lock_through_a_pooler(void **state GW_UNUSED)
{
	const char *text = getenv("GODWIT_TEST_POOLER_URL");
	struct opening reading = {0}, writing = {0};
	struct gw_url url = {0};
	struct gw_error *error = NULL;

	assert_non_null(text);
	assert_true(gw_url_parse(&server.arena, gw_view_of(text), &url, &error));
	opening_connect(&reading, server.engine, &url, NULL, questions);
	expect_connected(&reading);
	assert_int_equal(reading.replies, 2);
	opening_done(&reading);
	opening_connect(&writing, server.engine, &url, key, questions);
	expect_nothing_told(&writing);
	assert_true(writing.conn->info.pooled);
	assert_true(opening_try_lock(server.conn, key));
	opening_unlock(server.conn, key);
	opening_done(&writing);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(takes_the_lock_along),
		cmocka_unit_test(only_asks),
		cmocka_unit_test(tells_nothing_without_the_lock),
		cmocka_unit_test(tells_nothing_while_history_is_written),
		cmocka_unit_test(takes_no_lock_where_it_cannot_write),
		cmocka_unit_test(connects_although_a_question_fails),
		cmocka_unit_test(takes_no_lock_through_a_pooler),
	};

	return cmocka_run_group_tests(tests, open_server, close_server);
}
