/*
 * PostgreSQL when things go wrong, against a real server (see postgres_live.c): refused connections,
 * refused statements and where they point, interrupts, lost connections, and the run lock.
 */
#include <string.h>

#include "postgres_server.h"

static struct server server;

static int open_server(void **state GW_UNUSED)
{
	if (server_open(&server) != 0)
		return -1;
	server_exec(&server, "DROP SCHEMA IF EXISTS trouble_test CASCADE");
	server_exec(&server, "CREATE SCHEMA trouble_test");
	server_exec(&server, "SET search_path TO trouble_test");
	server_exec(&server, "CREATE TABLE t (id int PRIMARY KEY)");
	return 0;
}

static int close_server(void **state GW_UNUSED)
{
	server_exec(&server, "DROP SCHEMA trouble_test CASCADE");
	server_close(&server);
	return 0;
}

static int reset(void **state GW_UNUSED)
{
	server_interrupt_reset();
	if (server.conn->in_transaction)
		server_exec(&server, "ROLLBACK");
	return 0;
}

/* --- connecting --- */

static void set_parameter(struct gw_url *url, const char *name, const char *value)
{
	struct gw_url_parameter parameter = {name, value};

	gw_vec_push(&server.arena, &url->parameters, parameter);
}

static void set_host(struct gw_url *url, const char *host, unsigned port)
{
	struct gw_url_host item = {host, port};

	url->hosts.items = NULL;
	url->hosts.n = url->hosts.cap = 0;
	gw_vec_push(&server.arena, &url->hosts, item);
}

static void expect_refusal(const struct gw_url *url, enum gw_code code, const char *words)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	assert_null(server_connect(&server, url, &error));
	assert_int_equal(error->code, code);
	assert_non_null(error->hint);
	if (strstr(error->message, words) == NULL)
		fail_msg("'%s' is not in '%s'", words, error->message);
	assert_null(strstr(error->message, "sesame"));
	assert_null(strstr(error->hint, "sesame"));
}

static void says_why_it_cannot_connect(void **state GW_UNUSED)
{
	struct gw_url url = server.url;

	url.password = "sesame";
	url.database = "no_such_database";
	expect_refusal(&url, GW_E_CONNECT, "\"no_such_database\" does not exist");
	url = server.url;
	url.user = "no_such_user";
	expect_refusal(&url, GW_E_AUTH, "\"no_such_user\"");
	url = server.url;
	set_host(&url, "127.0.0.1", 1);
	expect_refusal(&url, GW_E_CONNECT, "127.0.0.1:1: Connection refused");
	set_host(&url, "/no/such/folder", 77);
	expect_refusal(&url, GW_E_CONNECT, "/no/such/folder/.s.PGSQL.77: No such file");
	set_host(&url, "127.0.0.1", 1);
	set_parameter(&url, "password", "sesame");
	set_parameter(&url, "sslmod", "require");
	expect_refusal(&url, GW_E_URL, "'sslmod'");
}

static void demands_what_sslmode_demands(void **state GW_UNUSED)
{
	struct gw_url url = server.url;

	if (strcmp(server_value(&server, "SHOW ssl"), "off") != 0 ||
	    strcmp(server_value(&server, "SELECT inet_server_addr() IS NULL"), "t") == 0)
		return;
	set_parameter(&url, "ssl", "true");
	expect_refusal(&url, GW_E_TLS, "SSL");
	url = server.url;
	set_parameter(&url, "sslrootcert", "/no/such/file");
	expect_refusal(&url, GW_E_TLS, "SSL");
}

static void goes_on_to_the_next_host(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_url url = server.url;
	struct gw_conn *conn;

	set_host(&url, "127.0.0.1", 1);
	gw_vec_push(&server.arena, &url.hosts, server.url.hosts.items[0]);
	conn = server_connect(&server, &url, &error);
	assert_non_null(conn);
	gw_conn_close(conn);
	url.hosts.items[1] = (struct gw_url_host){"127.0.0.1", 2};
	assert_null(server_connect(&server, &url, &error));
	assert_non_null(strstr(error->message, "127.0.0.1:2"));
	assert_non_null(strstr(error->detail, "127.0.0.1:1"));
}

static void takes_parameters_of_other_clients(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_url url = server.url;
	struct gw_rows rows;
	struct gw_conn *conn;

	set_parameter(&url, "x-migrations-table", "m");
	set_parameter(&url, "pool_max_conns", "4");
	set_parameter(&url, "schema", "My \\ \"Schema");
	set_parameter(&url, "statement_timeout", "4321");
	set_parameter(&url, "options", "-c lock_timeout=77");
	set_parameter(&url, "application_name", "other");
	conn = server_connect(&server, &url, &error);
	if (conn == NULL)
		fail_msg("%s", error->message);
	assert_true(gw_conn_query(conn, &server.arena,
				  "SELECT current_setting('search_path'), "
				  "current_setting('statement_timeout'), "
				  "current_setting('lock_timeout'), "
				  "current_setting('application_name')",
				  NULL, 0, &rows, &error));
	assert_true(gw_view_is(gw_cell(&rows, 0, 0), "\"My \\ \"\"Schema\""));
	assert_true(gw_view_is(gw_cell(&rows, 0, 1), "4321ms"));
	assert_true(gw_view_is(gw_cell(&rows, 0, 2), "77ms"));
	assert_true(gw_view_is(gw_cell(&rows, 0, 3), "other"));
	gw_conn_close(conn);
}

/* --- where errors point --- */

struct place {
	const char *sql;
	const char *sqlstate;
	const char *marked; /* what position and length point at; NULL: no position */
	unsigned line;
};

static const struct place places[] = {
	{"SELEC 1", "42601", "SELEC", 0},
	{"SELECT * FROM nowhere.\"no table\"", "42P01", "nowhere.\"no table\"", 0},
	{"SELECT '\xc3\xa9\xe2\x82\xac\xf0\x9f\x98\x80' AS \"\xc3\xa9\", nope FROM t", "42703",
	 "nope", 0},
	{"SELECT 1 +", "42601", "", 0},
	{"SELECT 'x'::int", "22P02", "'x'", 0},
	{"SELECT 1/0", "22012", NULL, 0},
	{"INSERT INTO t VALUES (1), (1)", "23505", NULL, 0},
	{"DO $x$\nBEGIN\n  PERFORM 1;\n  PERFORM nope();\nEND $x$", "42883", "nope", 0},
	{"DO $x$\nBEGIN\n  PERFORM nope();\n  PERFORM nope();\nEND $x$", "42883", NULL, 3},
	{"DO $x$\nBEGIN\n  INSERT INTO t SELECT nope;\nEND $x$", "42703", "nope", 0},
	{"DO\n$$ BEGIN\n  RAISE EXCEPTION 'no'; END $$", "P0001", NULL, 3},
	{"DO $$ BEGIN RAISE EXCEPTION 'no'; END $$", "P0001", NULL, 1},
	{"DO LANGUAGE plpgsql\n'BEGIN\nRAISE ''a''; END'", "P0001", NULL, 3},
	{"DO $$ BEGIN\n SELEC 1; END $$", "42601", "SELEC", 0},
	{"CREATE FUNCTION f() RETURNS int LANGUAGE plpgsql AS $$\nBEGIN\n retur 1;\nEND $$",
	 "42601", "retur", 0},
	{"CREATE FUNCTION f() RETURNS int LANGUAGE sql AS 'SELECT nope'", "42703", "nope", 0},
};

static void points_at_the_place(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(places); i++) {
		const struct place *place = &places[i];
		GW_ERROR_AUTO struct gw_error *error = server_failure(&server, place->sql);
		const struct gw_server_error *words = error->server;
		struct gw_view marked;

		assert_int_equal(error->code, GW_E_STATEMENT);
		assert_string_equal(words->sqlstate, place->sqlstate);
		assert_string_equal(words->message, error->message);
		if (words->line != place->line)
			fail_msg("%s: line %u", place->sql, words->line);
		if (place->marked == NULL) {
			if (words->position != GW_NOWHERE)
				fail_msg("%s: position %zu", place->sql, words->position);
			continue;
		}
		if (words->position == GW_NOWHERE)
			fail_msg("%s: no position", place->sql);
		marked = gw_view_slice(gw_view_of(place->sql), words->position,
				       words->position + words->length);
		if (!gw_view_is(marked, place->marked))
			fail_msg("%s: marked '%.*s'", place->sql, GW_VIEW_ARG(marked));
	}
}

/* --- what errors mean --- */

static void tells_a_read_only_transaction(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	server_exec(&server, "BEGIN READ ONLY");
	error = server_failure(&server, "DELETE FROM t");
	assert_int_equal(error->code, GW_E_READ_ONLY);
	assert_string_equal(error->server->sqlstate, "25006");
}

static void tells_a_missing_right(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	server_exec(&server, "BEGIN");
	server_exec(&server, "CREATE ROLE trouble_nobody");
	server_exec(&server, "SET LOCAL ROLE trouble_nobody");
	error = server_failure(&server, "SELECT * FROM trouble_test.t");
	assert_int_equal(error->code, GW_E_PERMISSION);
	assert_string_equal(error->server->sqlstate, "42501");
}

static void tells_a_lock_timeout(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL, *ignored = NULL;
	struct gw_conn *other = server_second(&server);

	assert_true(gw_conn_exec(other, "BEGIN", &ignored));
	assert_true(gw_conn_exec(other, "LOCK TABLE trouble_test.t", &ignored));
	server_exec(&server, "BEGIN");
	server_exec(&server, "SET LOCAL lock_timeout TO 50");
	error = server_failure(&server, "ALTER TABLE t ADD COLUMN b int");
	assert_int_equal(error->code, GW_E_LOCKED);
	assert_true(error->server->retryable);
	assert_true(error->server->lock_timeout);
	assert_false(error->server->cancelled);
	gw_conn_close(other);
}

static void a_timeout_is_no_interrupt(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	server_exec(&server, "BEGIN");
	server_exec(&server, "SET LOCAL statement_timeout TO 50");
	error = server_failure(&server, "SELECT pg_sleep(20)");
	assert_int_equal(error->code, GW_E_STATEMENT);
	assert_string_equal(error->server->sqlstate, "57014");
	assert_false(error->server->cancelled);
}

static void our_own_questions_fail_as_ours(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	assert_false(gw_conn_exec(server.conn, "oops", &error));
	assert_int_equal(error->code, GW_E_SERVER);
}

/* --- interrupts --- */

static void expect_interrupt(const struct gw_error *error, int64_t start_us)
{
	assert_int_equal(error->code, GW_E_INTERRUPTED);
	assert_true(server.conn->sys->monotonic_us() - start_us < 3 * 1000 * 1000);
	assert_false(server.conn->broken);
}

static void an_interrupt_cancels_what_runs(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	int64_t start_us = server.conn->sys->monotonic_us();

	server_exec(&server, "BEGIN");
	server_interrupt_after(100);
	error = server_failure(&server, "SELECT pg_sleep(30)");
	expect_interrupt(error, start_us);
	assert_true(error->server->cancelled);
	assert_true(server.conn->in_transaction);
	/* The interrupt is still pending, and what cleans up runs all the same. */
	server_exec(&server, "ROLLBACK");
	assert_false(server.conn->in_transaction);
}

static void an_interrupt_ends_a_long_list(void **state GW_UNUSED)
{
	enum { SLEEPS = 3000 };
	struct gw_request *requests = gw_new_array(&server.arena, struct gw_request, SLEEPS);
	GW_ERROR_AUTO struct gw_error *error = NULL;
	int64_t start_us = server.conn->sys->monotonic_us();
	size_t failed = SLEEPS;

	for (size_t i = 0; i < SLEEPS; i++)
		requests[i] = server_request(i == 0 ? "BEGIN" : "SELECT pg_sleep(0.01)");
	server_interrupt_after(200);
	assert_false(server.engine->run(server.conn, requests, SLEEPS, &server.arena, NULL, NULL,
					&failed, &error));
	expect_interrupt(error, start_us);
	assert_in_range(failed, 2, 300);
}

static void an_interrupt_that_was_pending_ends_what_is_long(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	int64_t start_us;

	server_interrupted = SIGTERM;
	server_exec(&server, "SELECT pg_sleep(0.1)");
	start_us = server.conn->sys->monotonic_us();
	error = server_failure(&server, "SELECT pg_sleep(30)");
	expect_interrupt(error, start_us);
}

static void an_interrupt_ends_a_copy(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL, *ignored = NULL;
	struct gw_request request = {
		.sql = GW_VIEW("COPY t FROM STDIN"), .copy_data = GW_VIEW("1\n"), .is_copy = true};
	struct gw_conn *other = server_second(&server);
	int64_t start_us = server.conn->sys->monotonic_us();
	size_t failed;

	assert_true(gw_conn_exec(other, "BEGIN", &ignored));
	assert_true(gw_conn_exec(other, "LOCK TABLE trouble_test.t", &ignored));
	server_interrupt_after(100);
	assert_false(server.engine->run(server.conn, &request, 1, &server.arena, NULL, NULL,
					&failed, &error));
	expect_interrupt(error, start_us);
	gw_conn_close(other);
}

/* --- lost connections --- */

static void a_lost_connection_is_told_as_such(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL, *ignored = NULL;
	struct gw_conn *victim = server_second(&server);
	const char *kill = gw_format(&server.arena, "SELECT pg_terminate_backend(%lld)",
				     (long long)victim->info.connection_id);
	struct gw_request requests[] = {server_request("SELECT 1"), server_request(kill),
					server_request("SELECT 2")};
	size_t failed;

	assert_false(server.engine->run(victim, requests, GW_COUNT(requests), &server.arena, NULL,
					NULL, &failed, &error));
	assert_int_equal(error->code, GW_E_CONNECTION_LOST);
	assert_string_equal(error->server->sqlstate, "57P01");
	assert_true(error->server->connection_lost);
	assert_true(victim->broken);
	assert_false(victim->in_transaction);
	assert_int_equal(failed, GW_COUNT(requests));
	gw_conn_close(victim);

	victim = server_second(&server);
	assert_true(server.engine->end_session(server.conn, victim->info.connection_id, &ignored));
	gw_error_clear(&error);
	assert_false(gw_conn_exec(victim, "SELECT pg_sleep(1)", &error));
	assert_int_equal(error->code, GW_E_CONNECTION_LOST);
	gw_conn_close(victim);
}

/* --- the run lock --- */

static bool try_lock(struct gw_conn *conn, const char *key)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	bool got = false;

	if (!server.engine->try_lock(conn, key, &got, &error))
		fail_msg("%s", error->message);
	return got;
}

static void one_at_a_time(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_lock_holder holder = {0};
	struct gw_conn *other = server_second(&server);

	assert_true(try_lock(server.conn, "godwit"));
	assert_false(try_lock(other, "godwit"));
	assert_true(try_lock(other, "another key"));
	assert_true(server.engine->lock_holder(other, "godwit", &server.arena, &holder, &error));
	assert_true(holder.known);
	assert_int_equal(holder.connection_id, server.conn->info.connection_id);
	assert_string_equal(holder.user, server.conn->info.user);
	assert_string_equal(holder.application, "godwit test");
	assert_true(holder.since_us > 0);
	assert_true(server.engine->unlock(server.conn, "godwit", &error));
	assert_true(server.engine->lock_holder(other, "godwit", &server.arena, &holder, &error));
	assert_false(holder.known);
	assert_true(try_lock(other, "godwit"));
	/* With the end of its session it would be free a moment later than we go on. */
	assert_true(server.engine->unlock(other, "godwit", &error));
	gw_conn_close(other);
}

static void discarding_all_keeps_the_lock(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_conn *other = server_second(&server);

	assert_true(try_lock(server.conn, "godwit"));
	server_exec(&server, "DISCARD ALL");
	assert_false(try_lock(other, "godwit"));
	if (server.conn->info.version_number >= 140000)
		assert_string_equal(server_value(&server, "SHOW client_connection_check_interval"),
				    "500ms");
	assert_true(server.engine->unlock(server.conn, "godwit", &error));
	assert_true(try_lock(other, "godwit"));
	/* It was not held, and is not taken. */
	server_exec(&server, "DISCARD ALL");
	gw_conn_close(other);
	server_exec(&server, "SET search_path TO trouble_test");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(says_why_it_cannot_connect, reset),
		cmocka_unit_test_teardown(demands_what_sslmode_demands, reset),
		cmocka_unit_test_teardown(goes_on_to_the_next_host, reset),
		cmocka_unit_test_teardown(takes_parameters_of_other_clients, reset),
		cmocka_unit_test_teardown(points_at_the_place, reset),
		cmocka_unit_test_teardown(tells_a_read_only_transaction, reset),
		cmocka_unit_test_teardown(tells_a_missing_right, reset),
		cmocka_unit_test_teardown(tells_a_lock_timeout, reset),
		cmocka_unit_test_teardown(a_timeout_is_no_interrupt, reset),
		cmocka_unit_test_teardown(our_own_questions_fail_as_ours, reset),
		cmocka_unit_test_teardown(an_interrupt_cancels_what_runs, reset),
		cmocka_unit_test_teardown(an_interrupt_ends_a_long_list, reset),
		cmocka_unit_test_teardown(an_interrupt_that_was_pending_ends_what_is_long, reset),
		cmocka_unit_test_teardown(an_interrupt_ends_a_copy, reset),
		cmocka_unit_test_teardown(a_lost_connection_is_told_as_such, reset),
		cmocka_unit_test_teardown(one_at_a_time, reset),
		cmocka_unit_test_teardown(discarding_all_keeps_the_lock, reset),
	};

	return cmocka_run_group_tests(tests, open_server, close_server);
}
