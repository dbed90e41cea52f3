/*
 * What all engines share, without a server: finding engines and modules by name, reading cells, and
 * how a refusal of our own question is told.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/module.h"
#include "engine/engine.h"

static void finds_dialects_without_loading(void **state GW_UNUSED)
{
	assert_ptr_equal(gw_engine_dialect("postgres"), &gw_dialect_postgres);
	assert_ptr_equal(gw_engine_dialect("mysql"), &gw_dialect_mysql);
	assert_ptr_equal(gw_engine_dialect("sqlite"), &gw_dialect_sqlite);
	assert_null(gw_engine_dialect("postgresql"));
	assert_null(gw_engine_dialect(""));
}

static void knows_what_people_call_engines(void **state GW_UNUSED)
{
	assert_string_equal(gw_engine_called("sqlite"), "sqlite");
	assert_string_equal(gw_engine_called("mariadb"), "mysql");
	assert_string_equal(gw_engine_called("postgresql"), "postgres");
	assert_null(gw_engine_called("SQLite"));
	assert_null(gw_engine_called(""));
	assert_null(gw_engine_called(NULL));
	for (size_t i = 0; gw_engine_names[i] != NULL; i++)
		assert_non_null(gw_engine_dialect(gw_engine_called(gw_engine_names[i])));
}

static void refuses_names_it_does_not_know(void **state GW_UNUSED)
{
	static const char *const names[] = {"oracle", "", "../postgres"};

	for (size_t i = 0; i < GW_COUNT(names); i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const struct gw_engine *engine = NULL;
		const void *descriptor = NULL;

		assert_false(gw_engine_load(names[i], &engine, &error));
		assert_int_equal(error->code, GW_E_UNSUPPORTED);
		assert_null(engine);
		gw_error_clear(&error);
		assert_false(gw_module_load(names[i], &descriptor, &error));
		assert_int_equal(error->code, GW_E_MODULE);
		assert_null(descriptor);
	}
}

struct cell_case {
	const char *text; /* NULL: SQL NULL */
	int64_t number;
	bool truth;
};

static const struct cell_case cell_cases[] = {
	{NULL, 0, false},
	{"", 0, false},
	{"0", 0, false},
	{"1", 1, true},
	{"-1", -1, true},
	{"42", 42, true},
	{"9223372036854775807", INT64_MAX, true},
	{"-9223372036854775807", -INT64_MAX, true},
	{"-9223372036854775808", INT64_MIN, true},
	{"9223372036854775808", INT64_MAX, true},
	{"-18446744073709551615", INT64_MIN, true},
	{"18446744073709551616", 0, false},
	{"-", 0, false},
	{"--1", 0, false},
	{" 1", 0, false},
	{"1.5", 0, false},
	{"t", 0, true},
	{"true", 0, true},
	{"TRUE", 0, true},
	{"on", 0, true},
	{"yes", 0, true},
	{"f", 0, false},
	{"false", 0, false},
	{"off", 0, false},
	{"truth", 0, false},
};

static void reads_cells(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(cell_cases); i++) {
		const struct cell_case *wanted = &cell_cases[i];
		struct gw_view cells[] = {gw_view_of("7"), gw_view_of(wanted->text)};
		struct gw_rows rows = {.nrows = 2, .ncols = 1, .cells = cells};

		if (gw_cell_int(&rows, 1, 0) != wanted->number)
			fail_msg("'%s' read as %lld", wanted->text,
				 (long long)gw_cell_int(&rows, 1, 0));
		if (gw_cell_bool(&rows, 1, 0) != wanted->truth)
			fail_msg("'%s' read as %d", wanted->text, gw_cell_bool(&rows, 1, 0));
		assert_int_equal(gw_cell_is_null(&rows, 1, 0), wanted->text == NULL);
	}
}

/* An engine that answers with one cell, or fails with the code in its connection's id. */
static bool double_run(struct gw_conn *conn, const struct gw_request *requests, size_t n,
		       struct gw_arena *arena GW_UNUSED, gw_reply_fn *reply, void *payload,
		       size_t *ret_failed, struct gw_error **err)
{
	struct gw_view cell = requests[0].sql;
	struct gw_reply answer = {.rows = {.nrows = 1, .ncols = 1, .cells = &cell}};

	assert_int_equal(n, 1);
	*ret_failed = 0;
	if (conn->info.connection_id != 0)
		return gw_fail(err, (enum gw_code)conn->info.connection_id, "no");
	return reply == NULL || reply(payload, &answer, err);
}

static const struct gw_engine engine_double = {.name = "double", .run = double_run};

static void hands_rows_over(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_conn conn = {.engine = &engine_double, .sys = &gw_system_default};
	struct gw_rows rows = {0};

	assert_true(gw_conn_query(&conn, &arena, "SELECT 1", NULL, 0, &rows, &error));
	assert_int_equal(rows.nrows, 1);
	assert_true(gw_conn_query(&conn, &arena, "SELECT 1", NULL, 0, NULL, &error));
	assert_true(gw_conn_exec(&conn, "SELECT 1", &error));
}

static void tells_our_statements_from_those_of_migrations(void **state GW_UNUSED)
{
	static const enum gw_code codes[][2] = {
		{GW_E_STATEMENT, GW_E_SERVER},
		{GW_E_CONNECTION_LOST, GW_E_CONNECTION_LOST},
		{GW_E_PERMISSION, GW_E_PERMISSION},
	};

	for (size_t i = 0; i < GW_COUNT(codes); i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_conn conn = {.engine = &engine_double,
				       .sys = &gw_system_default,
				       .info.connection_id = (int64_t)codes[i][0]};

		assert_false(gw_conn_exec(&conn, "SELECT 1", &error));
		assert_int_equal(error->code, codes[i][1]);
	}
}

static void closing_nothing_is_fine(void **state GW_UNUSED)
{
	struct gw_conn *conn = NULL;

	gw_conn_close(NULL);
	gw_conn_cleanup(&conn);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(finds_dialects_without_loading),
		cmocka_unit_test(knows_what_people_call_engines),
		cmocka_unit_test(refuses_names_it_does_not_know),
		cmocka_unit_test(reads_cells),
		cmocka_unit_test(hands_rows_over),
		cmocka_unit_test(tells_our_statements_from_those_of_migrations),
		cmocka_unit_test(closing_nothing_is_fine),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
