/*
 * Migrations that cannot be one transaction, on SQLite: VACUUM stands between. Whatever stops them, the
 * next run goes on behind what is done, and nothing is done twice.
 */
#include "bench.h"

#define A "CREATE TABLE a (x);\n"
#define B "CREATE TABLE b (x);\n"
#define C "CREATE TABLE c (x);\n"

static void test_whole(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", B "VACUUM;\n" C}, {"3_d.sql", "SELECT 1;"});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_tables(&bench), "a b c");
	assert_string_equal(bench_journal(&bench), "");
	assert_string_equal(bench_events(&bench), "applied 1;applied 2;applied 3;finished ");
	assert_int_equal(bench.report.steps.n, 3);
	assert_int_equal(bench.report.statements, 5);
	assert_int_equal(bench.report.steps.items[1].statements, 3);
	bench_done(&bench);
}

/* Where it failed, how many statements the journal says are done, and what stands. */
static const struct {
	const char *text;
	const char *corrected;
	enum gw_state state;
	const char *journal;
	const char *tables;
	size_t statement;
} failures[] = {
	{"DROP TABLE z;\nVACUUM;\n" B, A "VACUUM;\n" B, GW_STATE_ROLLED_BACK, "", "NULL", 1},
	{A "DROP TABLE z;\nVACUUM;\n" B, A "VACUUM;\n" B, GW_STATE_ROLLED_BACK, "", "NULL", 2},
	{A "VACUUM INTO '/nowhere/x';\n" B, A "VACUUM;\n" B, GW_STATE_PARTIAL,
	 "1 up 0 done;1 up 1 intent;1 up 0 done", "a", 2},
	{A "VACUUM;\nDROP TABLE z;\n", A "VACUUM;\n" B, GW_STATE_PARTIAL,
	 "1 up 0 done;1 up 1 intent;1 up 1 done", "a", 3},
	{A "VACUUM;\n" B "DROP TABLE z;\n", A "VACUUM;\n" B, GW_STATE_PARTIAL,
	 "1 up 0 done;1 up 1 intent;1 up 1 done", "a", 4},
	{A "VACUUM;\n" B "VACUUM;\nDROP TABLE z;\n", A "VACUUM;\n" B "VACUUM;\nSELECT 1;\n",
	 GW_STATE_PARTIAL,
	 "1 up 0 done;1 up 1 intent;1 up 1 done;1 up 2 done;1 up 3 intent;1 up 3 done", "a b", 5},
	{"VACUUM INTO '/nowhere/x';\n" A, "VACUUM;\n" A B, GW_STATE_ROLLED_BACK, "", "NULL", 1},
};

static void test_resume(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(failures); i++) {
		struct bench bench;

		bench_open(&bench);
		BENCH_FILES(&bench, {"1_a.sql", failures[i].text}, {"2_c.sql", C});
		bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, failures[i].state, "failed in 1_a");
		assert_int_equal(bench.err->statement, failures[i].statement);
		assert_string_equal(bench_journal(&bench), failures[i].journal);
		assert_string_equal(bench_tables(&bench), failures[i].tables);
		assert_int_equal(bench.report.steps.n, 0);
		assert_string_equal(bench_events(&bench), "failed 1");
		BENCH_FILES(&bench, {"1_a.sql", failures[i].corrected}, {"2_c.sql", C});
		bench_must(&bench, GW_GOAL_UP);
		assert_string_equal(bench_tables(&bench), "a b c");
		assert_string_equal(bench_journal(&bench), "");
		assert_string_equal(bench_events(&bench), "failed 1;applied 1;applied 2;finished ");
		bench_done(&bench);
	}
}

/* What stands is said with its number. */
static void test_state_text(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", A B "VACUUM;\nDROP TABLE z;\n"});
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_PARTIAL,
		    "statement 4 of 4 failed in 1_a");
	assert_non_null(strstr(gw_error_state_text(bench.err), "first 3 statements"));
	/* Again, without a correction: the same statement, by the same number. */
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_PARTIAL,
		    "statement 4 of 4 failed in 1_a");
	assert_non_null(strstr(gw_error_state_text(bench.err), "first 3 statements"));
	bench_done(&bench);
}

/* What ran must not have changed when the rest is to run; what comes after it may. */
static void test_edited_prefix(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		bool ok;
	} cases[] = {
		{A "VACUUM;\n" B, true},
		{A "VACUUM;\nSELECT 1;\n" B "SELECT 2;\n", true},
		{A "VACUUM;\n", true},
		{A "\n-- between\nVACUUM;\n" B, true},
		{"CREATE TABLE a (y);\nVACUUM;\n" B, false},
		{"SELECT 1;\n" A "VACUUM;\n" B, false},
		{A "SELECT 1;\nVACUUM;\n" B, false},
		{A, false},
		{"", false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct bench bench;

		bench_open(&bench);
		BENCH_FILES(&bench, {"1_a.sql", A "VACUUM;\nDROP TABLE z;\n"});
		assert_false(bench_run(&bench, GW_GOAL_UP));
		BENCH_FILES(&bench, {"1_a.sql", cases[i].text});
		if (cases[i].ok) {
			bench_must(&bench, GW_GOAL_UP);
		} else {
			bench_fails(&bench, GW_GOAL_UP, GW_E_REFUSED, GW_STATE_PARTIAL,
				    "the first 2 statements of 1_a ran");
			assert_string_equal(bench.report.failed->key, "1");
			assert_string_equal(bench_tables(&bench), "a");
			assert_non_null(strstr(bench.err->hint, "godwit resolve 1"));
		}
		bench_done(&bench);
	}
}

/* A statement that may have happened, and does no harm when it runs twice. */
static void test_in_doubt(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", A "VACUUM;\nDROP TABLE z;\n"});
	assert_false(bench_run(&bench, GW_GOAL_UP));
	/* As if the process had died while VACUUM ran. */
	bench_ask(&bench, "DELETE FROM godwit_journal WHERE id > 2");
	/* Not when it was changed since. */
	BENCH_FILES(&bench, {"1_a.sql", A "ANALYZE;\n" B});
	bench_fails(&bench, GW_GOAL_UP, GW_E_REFUSED, GW_STATE_PARTIAL, "were changed since");
	assert_string_equal(bench_tables(&bench), "a");
	BENCH_FILES(&bench, {"1_a.sql", A "VACUUM;\n" B});
	bench_must(&bench, GW_GOAL_UP);
	assert_int_equal(bench.report.statements, 2);
	assert_string_equal(bench_tables(&bench), "a b");
	assert_string_equal(bench_journal(&bench), "");
	bench_done(&bench);
}

/* Steps before one that is no transaction are committed by themselves, and stand. */
static void test_between_others(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", "VACUUM;\nDROP TABLE z;\n"},
		    {"3_c.sql", C});
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_PARTIAL, "2_b");
	assert_int_equal(bench.report.steps.n, 1);
	assert_string_equal(bench_events(&bench), "applied 1;failed 2");
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", "VACUUM;\n" B},
		    {"3_c.sql", C "DROP TABLE z;\n"});
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_ROLLED_BACK, "3_c");
	assert_int_equal(bench.report.steps.n, 1);
	assert_string_equal(bench_tables(&bench), "a b");
	assert_string_equal(bench_events(&bench), "applied 1;failed 2;applied 2;failed 3");
	bench_done(&bench);
}

static void test_verify_after_segments(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", "-- godwit:up\n" A "VACUUM;\n-- godwit:verify\n"
					"SELECT count(*) FROM a;\n"});
	bench_fails(&bench, GW_GOAL_UP, GW_E_VERIFY, GW_STATE_PARTIAL, "1_a does not verify");
	assert_string_equal(bench_tables(&bench), "a");
	assert_int_equal(bench.report.steps.n, 0);
	/* All statements are done; only the check is left. */
	bench_ask(&bench, "INSERT INTO a VALUES (1)");
	bench_must(&bench, GW_GOAL_UP);
	assert_int_equal(bench.report.steps.items[0].statements, 0);
	assert_string_equal(bench_events(&bench), "failed 1;applied 1;finished ");
	bench_done(&bench);
}

/* A session that was lost is set up again before the rest of the script runs. */
static void test_session_of_resumed(void **state GW_UNUSED)
{
	static const char text[] = "PRAGMA recursive_triggers = ON;\n" A "VACUUM;\n";
	struct bench bench;
	const char *fixed;

	bench_open(&bench);
	fixed = gw_format(&bench.arena,
			  "%sCREATE TABLE b AS SELECT recursive_triggers AS x FROM "
			  "pragma_recursive_triggers;\n",
			  text);
	BENCH_FILES(&bench, {"1_a.sql", gw_format(&bench.arena, "%sDROP TABLE z;\n", text)});
	assert_false(bench_run(&bench, GW_GOAL_UP));
	BENCH_FILES(&bench, {"1_a.sql", fixed});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_ask(&bench, "SELECT x FROM b"), "1");
	bench_done(&bench);
}

/* The script's own transactions, and one that it rolls back. */
static void test_own_transactions(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", "BEGIN;\n" A "COMMIT;\nVACUUM;\nBEGIN;\n" C
					"ROLLBACK;\nBEGIN;\n" B "END;\n"});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_tables(&bench), "a b");
	assert_int_equal(bench.report.statements, 4);
	BENCH_FILES(&bench,
		    {"1_a.sql",
		     "BEGIN;\n" A "COMMIT;\nVACUUM;\nBEGIN;\n" C "ROLLBACK;\nBEGIN;\n" B "END;\n"},
		    {"2_b.sql", "VACUUM;\nCOMMIT;\n"});
	bench_must(&bench, GW_GOAL_UP);
	bench_done(&bench);
}

/* transaction=off: each statement is for itself. */
static void test_off(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", "-- godwit:up transaction=off\n" A B "DROP TABLE z;\n" C});
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_PARTIAL,
		    "statement 3 of 4 failed in 1_a");
	assert_string_equal(bench_tables(&bench), "a b");
	BENCH_FILES(&bench, {"1_a.sql", "-- godwit:up transaction=off\n" A B C});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_tables(&bench), "a b c");
	bench_done(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_whole),
		cmocka_unit_test(test_resume),
		cmocka_unit_test(test_state_text),
		cmocka_unit_test(test_edited_prefix),
		cmocka_unit_test(test_in_doubt),
		cmocka_unit_test(test_between_others),
		cmocka_unit_test(test_verify_after_segments),
		cmocka_unit_test(test_session_of_resumed),
		cmocka_unit_test(test_own_transactions),
		cmocka_unit_test(test_off),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
