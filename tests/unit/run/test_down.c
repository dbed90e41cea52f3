/* Runs backward and sideways on SQLite: down, goto, redo, and scripts from the history. */
#include "bench.h"

#define T(n) "-- godwit:up\nCREATE TABLE t" n " (x);\n-- godwit:down\nDROP TABLE t" n ";\n"
#define ONE                       \
	{                         \
		"1_a.sql", T("1") \
	}
#define TWO                       \
	{                         \
		"2_b.sql", T("2") \
	}
#define THREE                     \
	{                         \
		"3_c.sql", T("3") \
	}

static void open_three(struct bench *bench)
{
	bench_open(bench);
	BENCH_FILES(bench, ONE, TWO, THREE);
	bench_must(bench, GW_GOAL_UP);
}

static void test_down(void **state GW_UNUSED)
{
	struct bench bench;

	open_three(&bench);
	bench_must(&bench, GW_GOAL_DOWN);
	assert_string_equal(bench_tables(&bench), "t1 t2");
	assert_string_equal(bench_ask(&bench,
				      "SELECT event, version, name, kind, up_sql, down_sql, "
				      "checksum = (SELECT checksum FROM godwit_history "
				      "WHERE seq = 3) FROM godwit_history WHERE seq = 5"),
			    "reverted|3|c|versioned|NULL|NULL|1");
	bench_must(&bench, GW_GOAL_DOWN_ALL);
	assert_string_equal(bench_tables(&bench), "NULL");
	assert_int_equal(bench.report.steps.n, 2);
	assert_string_equal(bench_events(&bench),
			    "applied 1;applied 2;applied 3;finished ;reverted 3;finished ;"
			    "reverted 2;reverted 1;finished ");
	bench_must(&bench, GW_GOAL_DOWN_ALL);
	assert_int_equal(bench.plan.steps.n, 0);
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_tables(&bench), "t1 t2 t3");
	bench_done(&bench);
}

/* The file is gone, or has lost its way back: what was stored is run. */
static void test_stored(void **state GW_UNUSED)
{
	struct bench bench;

	open_three(&bench);
	BENCH_FILES(&bench, ONE, {"2_b.sql", "CREATE TABLE t2 (x);\n"});
	bench_must(&bench, GW_GOAL_DOWN);
	assert_true(bench.plan.steps.items[0].stored);
	bench.request.count = 1;
	bench_must(&bench, GW_GOAL_DOWN);
	assert_true(bench.plan.steps.items[0].stored);
	assert_string_equal(bench_tables(&bench), "t1");
	bench_done(&bench);
}

static void test_stored_fails(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", "CREATE TABLE t1 (x);\n-- godwit:down\n\nDROP TABLE "
					"t1;\nDROP TABLE z;\n"});
	bench_must(&bench, GW_GOAL_UP);
	bench_files(&bench, NULL, 0);
	bench_fails(&bench, GW_GOAL_DOWN, GW_E_STATEMENT, GW_STATE_ROLLED_BACK,
		    "statement 2 of 2 failed in 1_a");
	assert_string_equal(bench.err->location.path, "history");
	assert_int_equal(bench.err->location.line, 3);
	assert_non_null(strstr(bench.err->hint, "`godwit down`"));
	assert_string_equal(bench_tables(&bench), "t1");
	assert_string_equal(bench_events(&bench), "applied 1;finished ;failed 1");
	bench_done(&bench);
}

static void test_irreversible(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	bench.options.store_sql_limit = 0;
	BENCH_FILES(&bench, ONE, TWO);
	bench_must(&bench, GW_GOAL_UP);
	BENCH_FILES(&bench, ONE);
	bench_fails(&bench, GW_GOAL_DOWN_ALL, GW_E_IRREVERSIBLE, GW_STATE_UNTOUCHED,
		    "has no down script");
	assert_string_equal(bench_tables(&bench), "t1 t2");
	assert_null(bench.report.run_id);
	bench_done(&bench);
}

/* A way back that is no transaction resumes, too. */
static void test_down_resumes(void **state GW_UNUSED)
{
	static const char up[] = "-- godwit:up\nCREATE TABLE t1 (x);\nCREATE TABLE t2 (x);\n"
				 "-- godwit:down\nDROP TABLE t1;\nVACUUM;\n";
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", gw_format(&bench.arena, "%sDROP TABLE z;\n", up)});
	bench_must(&bench, GW_GOAL_UP);
	bench_fails(&bench, GW_GOAL_DOWN, GW_E_STATEMENT, GW_STATE_PARTIAL,
		    "statement 3 of 3 failed in 1_a");
	assert_string_equal(bench_tables(&bench), "t2");
	/* Nothing forward before that is finished. */
	bench_fails(&bench, GW_GOAL_UP, GW_E_REFUSED, GW_STATE_UNTOUCHED, "stopped on the way");
	BENCH_FILES(&bench, {"1_a.sql", gw_format(&bench.arena, "%sDROP TABLE t2;\n", up)});
	bench_must(&bench, GW_GOAL_DOWN);
	assert_string_equal(bench_tables(&bench), "NULL");
	assert_string_equal(bench_journal(&bench), "");
	assert_string_equal(bench_events(&bench),
			    "applied 1;finished ;failed 1;reverted 1;finished ");
	bench_done(&bench);
}

static void test_goto(void **state GW_UNUSED)
{
	static const struct {
		const char *to, *tables;
	} ways[] = {{"1", "t1"}, {"3", "t1 t2 t3"}, {"2", "t1 t2"}, {"2", "t1 t2"}, {"1", "t1"}};
	struct bench bench;

	open_three(&bench);
	for (size_t i = 0; i < GW_COUNT(ways); i++) {
		bench.request.to = ways[i].to;
		bench_must(&bench, GW_GOAL_GOTO);
		assert_string_equal(bench_tables(&bench), ways[i].tables);
		bench_check_chain(&bench);
	}
	bench_done(&bench);
}

/* Back and forward in one plan. */
static void test_goto_mixed(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, ONE, THREE);
	bench_must(&bench, GW_GOAL_UP);
	BENCH_FILES(&bench, ONE, TWO, THREE);
	bench.request.to = "2";
	bench_must(&bench, GW_GOAL_GOTO);
	assert_string_equal(bench_events(&bench),
			    "applied 1;applied 3;finished ;reverted 3;applied 2;finished ");
	bench_done(&bench);
}

static void test_redo(void **state GW_UNUSED)
{
	struct bench bench;

	open_three(&bench);
	bench_ask(&bench, "INSERT INTO t3 VALUES (1)");
	bench_must(&bench, GW_GOAL_REDO);
	assert_string_equal(bench_ask(&bench, "SELECT count(*) FROM t3"), "0");
	assert_string_equal(bench_ask(&bench, "SELECT group_concat(event || ' ' || version) FROM "
					      "godwit_history WHERE seq > 4"),
			    "reverted 3,applied 3");
	/* The corrected text is what runs, and down is what the file says now. */
	BENCH_FILES(&bench, ONE, TWO,
		    {"3_c.sql", "CREATE TABLE t4 (x);\n-- godwit:down\nDROP TABLE t3;\n"});
	bench_must(&bench, GW_GOAL_REDO);
	assert_string_equal(bench_tables(&bench), "t1 t2 t4");
	bench_done(&bench);
}

/* Forward fails after back: on one transaction's engines back is kept, being a step of its own. */
static void test_redo_fails(void **state GW_UNUSED)
{
	struct bench bench;

	open_three(&bench);
	BENCH_FILES(&bench, ONE, TWO,
		    {"3_c.sql", "CREATE TABLE t2 (x);\n-- godwit:down\nDROP TABLE t3;\n"});
	bench_fails(&bench, GW_GOAL_REDO, GW_E_STATEMENT, GW_STATE_ROLLED_BACK, "3_c");
	assert_int_equal(bench.report.steps.n, 1);
	assert_string_equal(bench_tables(&bench), "t1 t2");
	assert_string_equal(bench_ask(&bench, "SELECT group_concat(event || ' ' || version) FROM "
					      "godwit_history WHERE seq > 4"),
			    "reverted 3,failed 3");
	bench_done(&bench);
}

static void test_run(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, ONE);
	bench_must(&bench, GW_GOAL_UP);
	BENCH_FILES(&bench, ONE, TWO, THREE);
	bench_must(&bench, GW_GOAL_UP);
	bench.request.to = gw_strndup(&bench.arena, bench.report.run_id, 8);
	bench_must(&bench, GW_GOAL_DOWN_RUN);
	assert_string_equal(bench_tables(&bench), "t1");
	bench_fails(&bench, GW_GOAL_DOWN_RUN, GW_E_NO_VERSION, GW_STATE_UNTOUCHED, "by a run");
	bench_done(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_down),         cmocka_unit_test(test_stored),
		cmocka_unit_test(test_stored_fails), cmocka_unit_test(test_irreversible),
		cmocka_unit_test(test_down_resumes), cmocka_unit_test(test_goto),
		cmocka_unit_test(test_goto_mixed),   cmocka_unit_test(test_redo),
		cmocka_unit_test(test_redo_fails),   cmocka_unit_test(test_run),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
