/* Hooks around the run and around each migration, on SQLite. */
#include "bench.h"

#define LOG       "CREATE TABLE log (what);\n"
#define SAY(what) "INSERT INTO log VALUES ('" what "');\n"
#define HOOKS                                                                                     \
	{"hooks/before-run.sql", "CREATE TABLE IF NOT EXISTS log (what);\n" SAY("run")},          \
		{"hooks/before-each.sql", SAY("before")}, {"hooks/after-each.sql", SAY("after")}, \
	{                                                                                         \
		"hooks/after-run.sql", SAY("end")                                                 \
	}

static const char *logged(struct bench *bench)
{
	return bench_ask(bench, "SELECT group_concat(what, ' ') FROM (SELECT what FROM log "
				"ORDER BY rowid)");
}

static void test_order(void **state GW_UNUSED)
{
	static const enum gw_run_mode modes[] = {GW_MODE_MIGRATION, GW_MODE_RUN, GW_MODE_OFF};

	for (size_t i = 0; i < GW_COUNT(modes); i++) {
		struct bench bench;

		bench_open(&bench);
		bench.options.mode = modes[i];
		BENCH_FILES(&bench, HOOKS, {"1_a.sql", SAY("1")}, {"2_b.sql", SAY("2")});
		bench_must(&bench, GW_GOAL_UP);
		assert_string_equal(logged(&bench), "run before 1 after before 2 after end");
		/* They are not counted as the migration's own. */
		assert_int_equal(bench.report.steps.items[0].statements, 1);
		assert_int_equal(bench.report.statements, 2);
		/* Nothing to do: no hooks. */
		bench_must(&bench, GW_GOAL_UP);
		assert_string_equal(logged(&bench), "run before 1 after before 2 after end");
		bench_done(&bench);
	}
}

static void test_segments(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, HOOKS, {"1_a.sql", SAY("1") "VACUUM;\n" SAY("2")});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(logged(&bench), "run before 1 2 after end");
	bench_done(&bench);
}

/* A hook of a migration that fails takes the migration along, and says where it failed. */
static void test_each_fails(void **state GW_UNUSED)
{
	static const char *const paths[] = {"hooks/before-each.sql", "hooks/after-each.sql"};

	for (size_t i = 0; i < GW_COUNT(paths); i++) {
		struct bench bench;

		bench_open(&bench);
		BENCH_FILES(&bench, {paths[i], "SELECT 1;\nDROP TABLE one;\n"},
			    {"1_a.sql", "CREATE TABLE one (x);\nCREATE TABLE a (x);\n"},
			    {"2_b.sql", "CREATE TABLE b (x);\n"});
		bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_ROLLED_BACK,
			    "a hook failed");
		assert_non_null(strstr(bench.err->location.path, paths[i]));
		assert_int_equal(bench.err->location.line, 2);
		/* After the first, table one is gone; the second finds none. */
		assert_string_equal(bench_tables(&bench), i == 0 ? "NULL" : "a");
		assert_int_equal(bench.report.steps.n, i);
		bench_done(&bench);
	}
}

static void test_before_run_fails(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"hooks/before-run.sql", "CREATE TABLE h (x);\nDROP TABLE z;\n"},
		    {"1_a.sql", "CREATE TABLE a (x);\n"});
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_ROLLED_BACK,
		    "the hook hooks/before-run.sql failed");
	assert_int_equal(bench.err->location.line, 2);
	assert_string_equal(bench_tables(&bench), "NULL");
	assert_int_equal(bench.report.steps.n, 0);
	assert_null(bench.report.failed);
	bench_close(&bench);
}

/* In the one transaction of SQLite, the last hook takes everything along. */
static void test_after_run_fails(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"hooks/after-run.sql", "DROP TABLE z;\n"},
		    {"1_a.sql", "CREATE TABLE a (x);\n"});
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_ROLLED_BACK,
		    "the hook hooks/after-run.sql failed");
	assert_non_null(strstr(gw_error_state_text(bench.err), "whole run was rolled back"));
	assert_string_equal(bench_tables(&bench), "NULL");
	assert_int_equal(bench.report.steps.n, 0);
	bench_close(&bench);
}

/* What was committed by itself before stands, and is said to. */
static void test_after_run_fails_behind_segments(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"hooks/after-run.sql", "DROP TABLE z;\n"},
		    {"1_a.sql", "CREATE TABLE a (x);\nVACUUM;\n"});
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_COMMITTED,
		    "the hook hooks/after-run.sql failed");
	assert_int_equal(bench.report.steps.n, 1);
	assert_string_equal(bench_tables(&bench), "a");
	assert_string_equal(bench_events(&bench), "applied 1;failed ");
	bench_done(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
		cmocka_unit_test(test_segments),
		cmocka_unit_test(test_each_fails),
		cmocka_unit_test(test_before_run_fails),
		cmocka_unit_test(test_after_run_fails),
		cmocka_unit_test(test_after_run_fails_behind_segments),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
