/* Verify sections of applied migrations, run again later. */
#include "bench.h"

static struct gw_verify_findings findings;

static bool verify(struct bench *bench, struct gw_conn *conn)
{
	struct gw_history *history;

	gw_error_clear(&bench->err);
	return gw_history_load(&bench->arena, conn, NULL, &history, &bench->err) &&
	       gw_run_verify(&bench->arena, bench->source, history, bench->options.placeholders,
			     &findings, &bench->err);
}

/* "1 ok;2 says no": what came out for each. */
static const char *describe(struct bench *bench)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < findings.list.n; i++) {
		const struct gw_verify_finding *finding = &findings.list.items[i];

		gw_str_printf(&str, "%s%s %s", i != 0 ? ";" : "", finding->migration->key,
			      finding->error == NULL ? "ok"
						     : gw_code_info(finding->error->code)->slug);
		gw_error_free(finding->error);
	}
	return gw_str_take(&str, &bench->arena);
}

#define CHECKED(n, check)                                                                      \
	{                                                                                      \
		n "_t.sql", "-- godwit:up\nCREATE TABLE t" n " (x);\n-- godwit:verify\n" check \
	}

static void test_findings(void **state GW_UNUSED)
{
	struct bench bench;
	struct gw_conn *conn;

	bench_open(&bench);
	BENCH_FILES(&bench, CHECKED("1", "SELECT count(*) = 0 FROM t1;\n"),
		    CHECKED("2", "SELECT count(*) < 2 FROM t2;\nSELECT 1;\n"),
		    {"3_t.sql", "CREATE TABLE t3 (x);\n"});
	bench_must(&bench, GW_GOAL_UP);
	bench_ask(&bench, "INSERT INTO t1 VALUES (1)");
	conn = bench_connect(&bench);
	assert_true(verify(&bench, conn));
	assert_false(conn->in_transaction);
	assert_string_equal(describe(&bench), "1 verify-failed;2 ok");
	/* One that is not applied is not asked. */
	BENCH_FILES(&bench, CHECKED("2", "SELECT y FROM t2;\n"), CHECKED("4", "SELECT 0;\n"));
	assert_true(verify(&bench, conn));
	assert_non_null(findings.list.items[0].error->location.path);
	assert_int_equal(findings.list.items[0].error->location.line, 4);
	assert_string_equal(describe(&bench), "2 verify-failed");
	gw_conn_close(conn);
	bench_done(&bench);
}

/* What a check writes does not stay. */
static void test_nothing_stays(void **state GW_UNUSED)
{
	struct bench bench;
	struct gw_conn *conn;

	bench_open(&bench);
	BENCH_FILES(&bench, CHECKED("1", "INSERT INTO t1 VALUES (1);\nSELECT 1;\n"));
	bench_must(&bench, GW_GOAL_UP);
	bench_ask(&bench, "DELETE FROM t1");
	conn = bench_connect(&bench);
	assert_true(verify(&bench, conn));
	assert_string_equal(describe(&bench), "1 ok");
	gw_conn_close(conn);
	assert_string_equal(bench_ask(&bench, "SELECT count(*) FROM t1"), "0");
	bench_done(&bench);
}

/* --- an engine that fails in a way of its own --- */

static struct gw_engine failing;
static enum gw_code failing_code;
static bool failing_breaks;

static bool run_or_fail(struct gw_conn *conn, const struct gw_request *requests, size_t n,
			struct gw_arena *arena, gw_reply_fn *reply, void *payload,
			size_t *ret_failed, struct gw_error **err)
{
	if (!gw_view_starts(requests[0].sql, "SELECT 'check'"))
		return gw_module_sqlite.run(conn, requests, n, arena, reply, payload, ret_failed,
					    err);
	*ret_failed = 0;
	conn->broken = failing_breaks;
	return gw_fail(err, failing_code, "failed");
}

/* That a check could not be made is no finding about the migration. */
static void test_cannot_ask(void **state GW_UNUSED)
{
	static const struct {
		enum gw_code code;
		bool breaks;
	} cases[] = {
		{GW_E_CONNECTION_LOST, true},
		{GW_E_INTERRUPTED, false},
		{GW_E_LOCKED, false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct bench bench;
		struct gw_conn *conn;

		bench_open(&bench);
		BENCH_FILES(&bench, CHECKED("1", "SELECT 'check' = 'check';\n"));
		bench_must(&bench, GW_GOAL_UP);
		conn = bench_connect(&bench);
		failing = gw_module_sqlite;
		failing.run = run_or_fail;
		failing_code = cases[i].code;
		failing_breaks = cases[i].breaks;
		conn->engine = &failing;
		assert_false(verify(&bench, conn));
		assert_non_null(bench.err);
		assert_int_equal(bench.err->code, cases[i].code);
		assert_int_equal(findings.list.n, 0);
		assert_int_equal(conn->in_transaction, cases[i].breaks);
		gw_conn_close(conn);
		bench_done(&bench);
	}
}

static struct gw_engine copying;
static size_t copies;

/* As PostgreSQL, which takes rows. */
static bool run_with_rows(struct gw_conn *conn, const struct gw_request *requests, size_t n,
			  struct gw_arena *arena, gw_reply_fn *reply, void *payload,
			  size_t *ret_failed, struct gw_error **err)
{
	if (!requests[0].is_copy)
		return gw_module_sqlite.run(conn, requests, n, arena, reply, payload, ret_failed,
					    err);
	assert_true(gw_view_is(requests[0].sql, "COPY t1 FROM stdin"));
	assert_true(gw_view_starts(requests[0].copy_data, "7\n8\n"));
	copies++;
	return true;
}

static void test_rows_of_copy(void **state GW_UNUSED)
{
	struct bench bench;
	struct gw_conn *conn;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_t.sql", "CREATE TABLE t1 (x);\n"});
	bench_must(&bench, GW_GOAL_UP);
	BENCH_FILES(&bench, CHECKED("1", "COPY t1 FROM stdin;\n7\n8\n\\.\nSELECT 1;\n"));
	conn = bench_connect(&bench);
	copying = gw_module_sqlite;
	copying.dialect = &gw_dialect_postgres;
	copying.run = run_with_rows;
	conn->engine = &copying;
	assert_true(verify(&bench, conn));
	assert_string_equal(describe(&bench), "1 ok");
	assert_int_equal(copies, 1);
	gw_conn_close(conn);
	bench_done(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_findings),
		cmocka_unit_test(test_nothing_stays),
		cmocka_unit_test(test_cannot_ask),
		cmocka_unit_test(test_rows_of_copy),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
