/*
 * PostgreSQL against a real server: GODWIT_TEST_POSTGRES_URL names a database that the tests may
 * fill, and a superuser.
 */
#include <string.h>

#include "postgres_server.h"

#include "apart.h"

enum { MANY = 1000, COPY_BYTES = 10 * 1000 * 1000, LARGE_BYTES = 50 * 1000 * 1000 };

static struct server server;

static int open_server(void **state GW_UNUSED)
{
	if (server_open(&server) != 0)
		return -1;
	server_exec(&server, "DROP SCHEMA IF EXISTS engine_test CASCADE");
	server_exec(&server, "CREATE SCHEMA engine_test");
	server_exec(&server, "SET search_path TO engine_test");
	return 0;
}

static int close_server(void **state GW_UNUSED)
{
	server_exec(&server, "DROP SCHEMA engine_test CASCADE");
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

/* --- running lists --- */

struct record {
	size_t replies;
	size_t last_index;
	int64_t affected;
	int64_t sum; /* of the first cells */
	size_t refuse_at;
};

static bool on_reply(void *payload, const struct gw_reply *reply, struct gw_error **err)
{
	struct record *record = payload;

	if (record->replies == record->refuse_at)
		return gw_fail(err, GW_E_VERIFY, "enough");
	record->replies++;
	record->last_index = reply->index;
	record->affected = reply->affected;
	if (reply->rows.nrows != 0)
		record->sum += gw_cell_int(&reply->rows, 0, 0);
	return true;
}

static bool run(const struct gw_request *requests, size_t n, struct record *record,
		size_t *ret_failed, struct gw_error **err)
{
	*record = (struct record){.refuse_at = record->refuse_at};
	return server.engine->run(server.conn, requests, n, &server.arena, on_reply, record,
				  ret_failed, err);
}

static void expect_ok(bool ok, struct gw_error **err)
{
	if (!ok)
		fail_msg("%s", (*err)->message);
}

static void learns_about_the_session(void **state GW_UNUSED)
{
	const struct gw_server_info *info = &server.conn->info;

	assert_true(info->version_number >= 120000);
	assert_non_null(strchr(info->version, '.'));
	assert_string_equal(info->flavor, "PostgreSQL");
	assert_string_equal(info->user, server_value(&server, "SELECT current_user"));
	assert_string_equal(info->database, server_value(&server, "SELECT current_database()"));
	assert_string_equal("godwit test", server_value(&server, "SHOW application_name"));
	assert_true(info->connection_id > 0);
	assert_false(info->pooled);
	assert_false(info->read_only);
}

static void runs_many_in_order(void **state GW_UNUSED)
{
	struct gw_request *requests = gw_new_array(&server.arena, struct gw_request, MANY);
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed;

	for (size_t i = 0; i < MANY; i++)
		requests[i] = server_request(gw_format(&server.arena, "SELECT %zu", i));
	requests[0] = server_request("BEGIN");
	expect_ok(run(requests, MANY, &record, &failed, &error), &error);
	assert_int_equal(record.replies, MANY);
	assert_int_equal(record.last_index, MANY - 1);
	assert_int_equal(record.sum, MANY * (MANY - 1) / 2);
	assert_true(server.conn->in_transaction);
}

static void stops_at_the_first_failure(void **state GW_UNUSED)
{
	static const size_t places[] = {1, 2, 500, MANY - 2, MANY - 1};

	for (size_t p = 0; p < GW_COUNT(places); p++) {
		struct gw_request *requests = gw_new_array(&server.arena, struct gw_request, MANY);
		struct record record = {.refuse_at = GW_NOWHERE};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		size_t failed = 0;

		for (size_t i = 0; i < MANY; i++)
			requests[i] = server_request("CREATE TEMPORARY TABLE t()");
		for (size_t i = 0; i < places[p]; i++)
			requests[i] = server_request(i == 0 ? "BEGIN" : "SELECT 1");
		requests[places[p]] = server_request("SELECT 1/0");
		assert_false(run(requests, MANY, &record, &failed, &error));
		assert_int_equal(failed, places[p]);
		assert_int_equal(record.replies, places[p]);
		assert_int_equal(error->code, GW_E_STATEMENT);
		assert_string_equal(error->server->sqlstate, "22012");
		assert_true(server.conn->in_transaction);
		server_exec(&server, "ROLLBACK");
		assert_false(server.conn->in_transaction);
		assert_string_equal("NULL", server_value(&server, "SELECT to_regclass('t')"));
	}
}

static void nothing_is_committed_after_a_failure(void **state GW_UNUSED)
{
	struct gw_request requests[] = {
		server_request("BEGIN"),  server_request("CREATE TABLE kept()"),
		server_request("COMMIT"), server_request("BEGIN"),
		server_request("oops"),   server_request("COMMIT"),
		server_request("BEGIN"),  server_request("CREATE TABLE not_there()"),
		server_request("COMMIT"),
	};
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed;

	assert_false(run(requests, GW_COUNT(requests), &record, &failed, &error));
	assert_int_equal(failed, 4);
	server_exec(&server, "ROLLBACK");
	assert_string_equal("kept", server_value(&server, "SELECT to_regclass('kept')"));
	assert_string_equal("NULL", server_value(&server, "SELECT to_regclass('not_there')"));
}

static void a_refused_reply_ends_the_list(void **state GW_UNUSED)
{
	struct gw_request requests[] = {server_request("SELECT 1"), server_request("SELECT 2"),
					server_request("SELECT 3")};
	struct record record = {.refuse_at = 1};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed;

	assert_false(run(requests, GW_COUNT(requests), &record, &failed, &error));
	assert_int_equal(failed, 1);
	assert_int_equal(error->code, GW_E_VERIFY);
	assert_string_equal("4", server_value(&server, "SELECT 4"));
}

static void tells_rows_apart(void **state GW_UNUSED)
{
	apart_check(server.conn);
	apart_check_failure(server.conn);
}

static void statements_that_stand_alone(void **state GW_UNUSED)
{
	server_exec(&server, "CREATE TABLE indexed (a int)");
	server_exec(&server, "CREATE INDEX CONCURRENTLY indexed_a ON indexed (a)");
	server_exec(&server, "VACUUM indexed");
	assert_string_equal("t", server_value(&server, "SELECT indisvalid FROM pg_index "
						       "WHERE indexrelid = 'indexed_a'::regclass"));
}

static void binds_values(void **state GW_UNUSED)
{
	const struct gw_value values[] = {
		gw_value_text(GW_VIEW("it's \\ \xc3\xa9")),
		gw_value_int(INT64_MIN),
		gw_value_text((struct gw_view){0}),
		gw_value_text(GW_VIEW("")),
	};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_rows rows;

	expect_ok(gw_conn_query(server.conn, &server.arena,
				"SELECT $1::text AS a, $2::bigint, $3::text, $4::text", values,
				GW_COUNT(values), &rows, &error),
		  &error);
	assert_int_equal(rows.nrows, 1);
	assert_int_equal(rows.ncols, 4);
	assert_string_equal(rows.names[0], "a");
	assert_true(gw_view_eq(gw_cell(&rows, 0, 0), values[0].text));
	assert_true(gw_cell_int(&rows, 0, 1) == INT64_MIN);
	assert_true(gw_cell_is_null(&rows, 0, 2));
	assert_false(gw_cell_is_null(&rows, 0, 3));
	assert_int_equal(gw_cell(&rows, 0, 3).n, 0);
}

/* --- requests that are repeated --- */

static struct gw_request numbered(int64_t number)
{
	struct gw_value *value = gw_new(&server.arena, struct gw_value);

	*value = gw_value_int(number);
	return (struct gw_request){
		.sql = GW_VIEW("INSERT INTO numbers VALUES ($1::bigint) RETURNING id"),
		.params = value,
		.nparams = 1,
		.repeated = true,
	};
}

#define COUNT_PREPARED "SELECT count(*) FROM pg_prepared_statements WHERE name LIKE 'godwit%'"

static void make_numbers(void)
{
	server_exec(&server,
		    "CREATE TEMPORARY TABLE IF NOT EXISTS numbers (id bigint PRIMARY KEY)");
	server_exec(&server, "TRUNCATE numbers");
}

static void prepares_what_is_repeated(void **state GW_UNUSED)
{
	const struct gw_request requests[] = {numbered(1), server_request("SELECT 10"), numbered(2),
					      server_request("SELECT 20"), numbered(3)};
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed;

	make_numbers();
	expect_ok(run(requests, GW_COUNT(requests), &record, &failed, &error), &error);
	assert_int_equal(record.replies, GW_COUNT(requests));
	assert_int_equal(record.sum, 36);
	assert_string_equal("1", server_value(&server, COUNT_PREPARED));
	/* The same one is used, and the failure is that of its request. */
	assert_false(run(requests, GW_COUNT(requests), &record, &failed, &error));
	assert_int_equal(failed, 0);
	assert_string_equal(error->server->sqlstate, "23505");
	assert_string_equal("1", server_value(&server, COUNT_PREPARED));
}

static void what_is_repeated_outlives_deallocate(void **state GW_UNUSED)
{
	static const char *const thieves[] = {"DEALLOCATE ALL", "/* */ deallocate prepare all",
					      "DISCARD ALL"};

	for (size_t i = 0; i < GW_COUNT(thieves); i++) {
		const struct gw_request before[] = {numbered(1)};
		const struct gw_request requests[] = {server_request(thieves[i]), numbered(2)};
		const struct gw_request after[] = {numbered(3), numbered(4)};
		struct record record = {.refuse_at = GW_NOWHERE};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		size_t failed;

		server_exec(&server, "DROP TABLE IF EXISTS pg_temp.numbers, engine_test.numbers");
		server_exec(&server, "CREATE TABLE engine_test.numbers (id bigint)");
		server_exec(&server, "SET search_path TO engine_test");
		expect_ok(run(before, GW_COUNT(before), &record, &failed, &error), &error);
		/* DISCARD ALL takes no transaction along, and is no part of one. */
		expect_ok(run(requests, 1, &record, &failed, &error), &error);
		server_exec(&server, "SET search_path TO engine_test");
		if (i < 2)
			expect_ok(run(requests, GW_COUNT(requests), &record, &failed, &error),
				  &error);
		expect_ok(run(after, GW_COUNT(after), &record, &failed, &error), &error);
		assert_int_equal(record.sum, 7);
	}
	server_exec(&server, "DROP TABLE numbers");
}

/* Where nobody can see it coming, it fails once, and may be tried again. */
static void what_is_repeated_is_sent_whole_once_it_got_lost(void **state GW_UNUSED)
{
	const struct gw_request requests[] = {
		numbered(1), server_request("DO $$BEGIN EXECUTE 'DEALLOCATE ALL'; END$$"),
		numbered(2)};
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed;

	make_numbers();
	assert_false(run(requests, GW_COUNT(requests), &record, &failed, &error));
	assert_int_equal(failed, 2);
	assert_string_equal(error->server->sqlstate, "26000");
	assert_true(error->server->retryable);
	gw_error_clear(&error);
	expect_ok(run(requests, GW_COUNT(requests), &record, &failed, &error), &error);
	assert_int_equal(record.sum, 3);
	assert_string_equal("0", server_value(&server, COUNT_PREPARED));
}

static void refuses_nul_after_running_what_is_before(void **state GW_UNUSED)
{
	struct gw_request requests[] = {
		server_request("SELECT 1"),
		{.sql = GW_VIEW("SELECT 2 -- \0 DROP")},
		server_request("SELECT 3"),
	};
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed;

	assert_false(run(requests, GW_COUNT(requests), &record, &failed, &error));
	assert_int_equal(failed, 1);
	assert_int_equal(record.replies, 1);
	assert_int_equal(error->code, GW_E_SQL);
}

/* Both sides have more to say than any buffer holds. */
static void reads_while_it_writes(void **state GW_UNUSED)
{
	enum { ECHOES = 40, ECHO_BYTES = 1000 * 1000 };
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_request requests[ECHOES];
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_STR_AUTO struct gw_str str = {0};
	size_t failed;

	gw_str_puts(&str, "SELECT 1, '");
	gw_str_pad(&str, 'x', ECHO_BYTES);
	gw_str_puts(&str, "'");
	for (size_t i = 0; i < ECHOES; i++)
		requests[i] = server_request(gw_str_text(&str));
	expect_ok(server.engine->run(server.conn, requests, ECHOES, &arena, on_reply, &record,
				     &failed, &error),
		  &error);
	assert_int_equal(record.replies, ECHOES);
}

static void sends_a_large_statement(void **state GW_UNUSED)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "SELECT length('");
	gw_str_pad(&str, 'x', LARGE_BYTES);
	gw_str_puts(&str, "')");
	assert_string_equal("50000000", server_value(&server, gw_str_text(&str)));
}

/* SELECT length('xxx'), and what comes after it. */
static struct gw_request large_select(const char *after)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "SELECT length('");
	gw_str_pad(&str, 'x', LARGE_BYTES / 5);
	gw_str_puts(&str, "')");
	gw_str_puts(&str, after);
	return server_request(gw_str_take(&str, &server.arena));
}

/* Answers to what came before are larger than any buffer. */
static void sends_large_statements_among_others(void **state GW_UNUSED)
{
	const struct gw_request requests[] = {
		server_request("SELECT 1, repeat('x', 20000000)"),
		large_select(""),
		numbered(5),
		large_select(" + 1"),
		server_request("SELECT 2"),
	};
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed;

	make_numbers();
	expect_ok(run(requests, GW_COUNT(requests), &record, &failed, &error), &error);
	assert_int_equal(record.replies, GW_COUNT(requests));
	assert_int_equal(record.sum, 2 * (LARGE_BYTES / 5) + 9);
}

static void a_large_statement_fails_like_a_small_one(void **state GW_UNUSED)
{
	const struct gw_request mistaken = large_select(" oops oops");
	const struct gw_request requests[] = {server_request("BEGIN"),
					      server_request("CREATE TABLE undone()"), mistaken,
					      large_select(""), server_request("COMMIT")};
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed;

	assert_false(run(requests, GW_COUNT(requests), &record, &failed, &error));
	assert_int_equal(failed, 2);
	assert_string_equal(error->server->sqlstate, "42601");
	assert_int_equal(error->server->position, mistaken.sql.n - 4);
	assert_true(server.conn->in_transaction);
	server_exec(&server, "ROLLBACK");
	assert_string_equal("NULL", server_value(&server, "SELECT to_regclass('undone')"));
}

static void a_large_statement_is_not_sent_after_a_failure(void **state GW_UNUSED)
{
	const struct gw_request requests[] = {server_request("SELECT 1/0"), large_select("")};
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed;

	assert_false(run(requests, GW_COUNT(requests), &record, &failed, &error));
	assert_int_equal(failed, 0);
	assert_string_equal(error->server->sqlstate, "22012");
	assert_string_equal("1", server_value(&server, "SELECT 1"));
}

static void passes_notices_on(void **state GW_UNUSED)
{
	unsigned before = server.notices;

	server_exec(&server, "DO $$ BEGIN RAISE WARNING 'mind the %', 'gap'; END $$");
	assert_int_equal(server.notices, before + 1);
	assert_string_equal(server.last_notice, "WARNING: mind the gap");
}

/* --- COPY --- */

static struct gw_request copy_request(const char *sql, struct gw_view data)
{
	return (struct gw_request){.sql = gw_view_of(sql), .copy_data = data, .is_copy = true};
}

static void copies_in_the_middle_of_a_list(void **state GW_UNUSED)
{
	GW_STR_AUTO struct gw_str data = {0};
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed, lines = 0;

	for (; data.n < COPY_BYTES; lines++)
		gw_str_puts(&data, "1\tsome text \\t with a tab\n");
	gw_str_puts(&data, "\\.\n");
	{
		struct gw_request requests[] = {
			server_request("BEGIN"),
			server_request("CREATE TABLE copied (a int, b text)"),
			copy_request("/* rows */ COPY copied FROM STDIN", gw_str_view(&data)),
			copy_request("COPY copied FROM STDIN", GW_VIEW("\\.\n")),
			copy_request("COPY copied FROM STDIN", GW_VIEW("")),
			copy_request("COPY copied (b) FROM STDIN CSV", GW_VIEW("x\n\\.")),
			server_request("copy copied TO STDOUT"),
			server_request("COMMIT"),
			server_request("SELECT count(*) FROM copied"),
		};

		expect_ok(run(requests, GW_COUNT(requests), &record, &failed, &error), &error);
	}
	assert_int_equal(record.replies, 9);
	assert_int_equal(record.sum, lines + 1);
	assert_false(server.conn->in_transaction);
}

static void a_failing_copy_stops_the_list(void **state GW_UNUSED)
{
	struct gw_request requests[] = {
		server_request("BEGIN"),
		server_request("CREATE TABLE copied_in_vain (a int)"),
		copy_request("COPY copied_in_vain FROM STDIN", GW_VIEW("1\nx\n\\.\n")),
		server_request("SELECT 1"),
		server_request("COMMIT"),
	};
	struct record record = {.refuse_at = GW_NOWHERE};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	size_t failed;

	assert_false(run(requests, GW_COUNT(requests), &record, &failed, &error));
	assert_int_equal(failed, 2);
	assert_int_equal(record.replies, 2);
	assert_string_equal(error->server->sqlstate, "22P02");
	assert_true(server.conn->in_transaction);
}

static void a_copy_without_rows_fails(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	server_exec(&server, "CREATE TABLE forgotten (a int)");
	error = server_failure(&server, "COPY forgotten FROM STDIN");
	assert_string_equal(error->server->sqlstate, "57014");
	assert_int_equal(error->code, GW_E_STATEMENT);
	assert_string_equal("0", server_value(&server, "SELECT count(*) FROM forgotten"));
}

/* --- timeouts, quoting --- */

static void sets_timeouts(void **state GW_UNUSED)
{
	const struct gw_timeouts timeouts = {.lock_ms = 1234, .statement_ms = 5678}, none = {0};
	const struct gw_timeouts defaults = {GW_TIMEOUT_DEFAULT, GW_TIMEOUT_DEFAULT};
	struct gw_statements local = {0}, session = {0}, nothing = {0}, back = {0};

	server.engine->set_timeouts(&server.arena, &timeouts, true, &local);
	server.engine->set_timeouts(&server.arena, &timeouts, false, &session);
	server.engine->set_timeouts(&server.arena, &none, true, &nothing);
	server.engine->set_timeouts(&server.arena, &defaults, false, &back);
	assert_int_equal(nothing.list.n, 0);
	server_exec(&server, "BEGIN");
	for (size_t i = 0; i < local.list.n; i++)
		server_exec(&server, local.list.items[i]);
	assert_string_equal("1234ms", server_value(&server, "SHOW lock_timeout"));
	server_exec(&server, "COMMIT");
	assert_string_equal("0", server_value(&server, "SHOW lock_timeout"));
	for (size_t i = 0; i < session.list.n; i++)
		server_exec(&server, session.list.items[i]);
	assert_string_equal("5678ms", server_value(&server, "SHOW statement_timeout"));
	for (size_t i = 0; i < back.list.n; i++)
		server_exec(&server, back.list.items[i]);
	assert_string_equal("0", server_value(&server, "SHOW statement_timeout"));
}

static void quotes_whatever_it_is_given(void **state GW_UNUSED)
{
	static const char *const texts[] = {"",    "plain", "it's", "back\\slash",
					    "\\'", "\"x\"", "$1"};

	for (size_t i = 0; i < GW_COUNT(texts) * 2; i++) {
		const char *text = texts[i / 2];
		GW_STR_AUTO struct gw_str str = {0};

		server_exec(&server, i % 2 ? "SET standard_conforming_strings TO off"
					   : "SET standard_conforming_strings TO on");
		gw_str_puts(&str, "SELECT ");
		server.engine->quote_text(server.conn, &str, gw_view_of(text));
		if (*text != '\0') {
			gw_str_puts(&str, " AS ");
			server.engine->quote_name(&str, gw_view_of(text));
		}
		assert_string_equal(text, server_value(&server, gw_str_text(&str)));
	}
	server_exec(&server, "RESET standard_conforming_strings");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_teardown(learns_about_the_session, reset),
		cmocka_unit_test_teardown(runs_many_in_order, reset),
		cmocka_unit_test_teardown(stops_at_the_first_failure, reset),
		cmocka_unit_test_teardown(nothing_is_committed_after_a_failure, reset),
		cmocka_unit_test_teardown(a_refused_reply_ends_the_list, reset),
		cmocka_unit_test_teardown(tells_rows_apart, reset),
		cmocka_unit_test_teardown(statements_that_stand_alone, reset),
		cmocka_unit_test_teardown(binds_values, reset),
		cmocka_unit_test_teardown(prepares_what_is_repeated, reset),
		cmocka_unit_test_teardown(what_is_repeated_outlives_deallocate, reset),
		cmocka_unit_test_teardown(what_is_repeated_is_sent_whole_once_it_got_lost, reset),
		cmocka_unit_test_teardown(refuses_nul_after_running_what_is_before, reset),
		cmocka_unit_test_teardown(reads_while_it_writes, reset),
		cmocka_unit_test_teardown(sends_a_large_statement, reset),
		cmocka_unit_test_teardown(sends_large_statements_among_others, reset),
		cmocka_unit_test_teardown(a_large_statement_fails_like_a_small_one, reset),
		cmocka_unit_test_teardown(a_large_statement_is_not_sent_after_a_failure, reset),
		cmocka_unit_test_teardown(passes_notices_on, reset),
		cmocka_unit_test_teardown(copies_in_the_middle_of_a_list, reset),
		cmocka_unit_test_teardown(a_failing_copy_stops_the_list, reset),
		cmocka_unit_test_teardown(a_copy_without_rows_fails, reset),
		cmocka_unit_test_teardown(sets_timeouts, reset),
		cmocka_unit_test_teardown(quotes_whatever_it_is_given, reset),
	};

	return cmocka_run_group_tests(tests, open_server, close_server);
}
