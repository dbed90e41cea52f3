/* Runs forward on SQLite: what stands, what is recorded, what is told. */
#include "bench.h"

static void test_up(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", "CREATE TABLE a (x);\nINSERT INTO a VALUES (1), (2);\n"},
		    {"2_b.sql", "CREATE TABLE b (x);\n"});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_tables(&bench), "a b");
	assert_string_equal(bench_events(&bench), "applied 1;applied 2;finished ");
	assert_string_equal(bench_journal(&bench), "");
	assert_int_equal(bench.report.steps.n, 2);
	assert_int_equal(bench.report.statements, 3);
	assert_null(bench.report.failed);
	assert_int_equal(bench.report.steps.items[0].seq, 1);
	assert_int_equal(bench.report.steps.items[0].statements, 2);
	assert_int_equal(bench.report.steps.items[1].seq, 2);
	bench_done(&bench);
}

/* With nothing to do nothing is written, not even our tables. */
static void test_nothing(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	bench_files(&bench, NULL, 0);
	bench_must(&bench, GW_GOAL_UP);
	assert_null(bench.report.run_id);
	assert_string_equal(bench_ask(&bench, "SELECT count(*) FROM sqlite_master"), "0");
	BENCH_FILES(&bench, {"1_a.sql", "CREATE TABLE a (x);\n"});
	bench_must(&bench, GW_GOAL_UP);
	bench_must(&bench, GW_GOAL_UP);
	assert_int_equal(bench.report.steps.n, 0);
	assert_string_equal(bench_events(&bench), "applied 1;finished ");
	bench_done(&bench);
}

/* An empty migration is one; so is one with comments only. */
static void test_empty(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", ""}, {"2_b.sql", "-- nothing yet\n;;\n"});
	bench_must(&bench, GW_GOAL_UP);
	assert_int_equal(bench.report.steps.n, 2);
	assert_int_equal(bench.report.statements, 0);
	assert_string_equal(bench_events(&bench), "applied 1;applied 2;finished ");
	bench_done(&bench);
}

static void test_record(void **state GW_UNUSED)
{
	struct bench bench;
	const char *run_id;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", "-- godwit:up\nCREATE TABLE a (x);\n"
					"-- godwit:down\nDROP TABLE a;\n"});
	bench.options.actor.reason = "because";
	bench.options.actor.git_commit = "abc";
	bench_must(&bench, GW_GOAL_UP);
	run_id = bench.report.run_id;
	assert_string_equal(
		bench_ask(&bench, "SELECT version, name, kind, up_sql, down_sql, source, os_user, "
				  "reason, git_commit, git_dirty, duration_us, statements "
				  "FROM godwit_history WHERE event = 'applied'"),
		"1|a|versioned|CREATE TABLE a (x);\n|DROP TABLE a;\n|double/1_a.sql|ann|because|"
		"abc|NULL|NULL|NULL");
	assert_string_equal(bench_ask(&bench, "SELECT DISTINCT run_id FROM godwit_history "
					      "WHERE seq > 0"),
			    run_id);
	bench_done(&bench);
}

/* Texts beyond the limit are not kept, nor those that a text column cannot hold. */
static void test_stored_texts(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	bench.options.store_sql_limit = 20;
	BENCH_FILES(&bench, {"1_a.sql", "CREATE TABLE a (x);\n"},
		    {"2_b.sql", "CREATE TABLE b (xy);\n"}, {"3_c.sql", "SELECT '\xff';\n"});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_ask(&bench, "SELECT version, up_sql IS NOT NULL "
					      "FROM godwit_history WHERE event = 'applied'"),
			    "1|1;2|0;3|0");
	bench_done(&bench);
}

/* The closing event tells what was measured: which rows, how many statements. */
static void test_closing_event(void **state GW_UNUSED)
{
	static const enum gw_run_mode modes[] = {GW_MODE_MIGRATION, GW_MODE_RUN, GW_MODE_OFF};

	for (size_t i = 0; i < GW_COUNT(modes); i++) {
		struct bench bench;

		bench_open(&bench);
		bench.options.mode = modes[i];
		BENCH_FILES(&bench, {"1_a.sql", "CREATE TABLE a (x);\nINSERT INTO a VALUES (1);\n"},
			    {"2_b.sql", "CREATE TABLE b (x);\n"});
		bench_must(&bench, GW_GOAL_UP);
		assert_string_equal(bench_ask(&bench,
					      "SELECT statements, duration_us >= 0, "
					      "json_extract(detail, '$.steps[0].seq'), "
					      "json_extract(detail, '$.steps[0].statements'), "
					      "json_extract(detail, '$.steps[1].seq'), "
					      "json_extract(detail, '$.steps[1].statements'), "
					      "json_array_length(detail, '$.steps'), "
					      "version "
					      "FROM godwit_history WHERE event = 'finished'"),
				    "3|1|1|2|2|1|2|NULL");
		bench_done(&bench);
	}
}

static void test_repeatable(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", "CREATE TABLE a (x);\n"},
		    {"R__v.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT 1 AS n;\n"});
	bench_must(&bench, GW_GOAL_UP);
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_events(&bench), "applied 1;applied v;finished ");
	BENCH_FILES(&bench, {"1_a.sql", "CREATE TABLE a (x);\n"},
		    {"R__v.sql", "DROP VIEW IF EXISTS v;\nCREATE VIEW v AS SELECT 2 AS n;\n"});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_ask(&bench, "SELECT n FROM v"), "2");
	assert_string_equal(bench_events(&bench),
			    "applied 1;applied v;finished ;applied v;finished ");
	bench_done(&bench);
}

/* On a new database the baseline runs in place of what is below it. */
static void test_baseline(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", "CREATE TABLE a (x);\n"},
		    {"2_b.sql", "-- godwit:baseline\nCREATE TABLE a (x);\nCREATE TABLE b (x);\n"},
		    {"3_c.sql", "CREATE TABLE c (x);\n"});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_events(&bench), "baselined 2;applied 3;finished ");
	assert_string_equal(bench_tables(&bench), "a b c");
	bench_must(&bench, GW_GOAL_UP);
	assert_int_equal(bench.plan.steps.n, 0);
	bench_done(&bench);
}

static void test_placeholders(void **state GW_UNUSED)
{
	static char name[] = "a";
	struct gw_map placeholders = {0};
	struct bench bench;

	bench_open(&bench);
	gw_map_put(&bench.arena, &placeholders, GW_VIEW("name"), name);
	bench.options.placeholders = &placeholders;
	BENCH_FILES(&bench, {"1_a.sql", "CREATE TABLE ${name} (x);\n"});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_tables(&bench), "a");
	/* What is stored is the text before expansion. */
	assert_string_equal(bench_ask(&bench, "SELECT up_sql FROM godwit_history WHERE seq = 1"),
			    "CREATE TABLE ${name} (x);\n");
	bench_done(&bench);
}

/* A script that changes its session does not change that of the next one. */
static void test_session_is_reset(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench,
		    {"1_a.sql", "PRAGMA foreign_keys = OFF;\nBEGIN;\nCREATE TABLE a (x);\nCOMMIT;\n"
				"PRAGMA foreign_keys = ON;\n"},
		    {"2_b.sql", "CREATE TABLE f AS SELECT foreign_keys AS x FROM "
				"pragma_foreign_keys;\n"});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_ask(&bench, "SELECT x FROM f"), "0");
	bench_done(&bench);
}

/* --- what is told --- */

static void on_progress(void *payload, const struct gw_progress_event *event)
{
	static const char *const kinds[] = {
		[GW_PROGRESS_RUN_BEGIN] = "begin",    [GW_PROGRESS_STEP_BEGIN] = "step",
		[GW_PROGRESS_STATEMENT] = NULL,       [GW_PROGRESS_STATEMENT_DONE] = "statement",
		[GW_PROGRESS_NOTICE] = "notice",      [GW_PROGRESS_STEP_DONE] = "done",
		[GW_PROGRESS_STEP_FAILED] = "failed", [GW_PROGRESS_RETRY] = "retry",
		[GW_PROGRESS_RUN_END] = "end",
	};
	struct gw_str *told = payload;

	if (kinds[event->kind] == NULL)
		return;
	gw_str_printf(told, "%s%s", told->n != 0 ? "; " : "", kinds[event->kind]);
	if (event->step != NULL)
		gw_str_printf(told, " %s", event->step->key);
	gw_str_printf(told, " %zu/%zu", event->index, event->count);
}

static void test_progress(void **state GW_UNUSED)
{
	GW_STR_AUTO struct gw_str told = {0};
	struct bench bench;

	bench_open(&bench);
	bench.options.progress = (struct gw_progress){.tell = on_progress, .payload = &told};
	BENCH_FILES(&bench, {"1_a.sql", "CREATE TABLE a (x);\nCREATE TABLE b (x);\n"},
		    {"2_b.sql", "CREATE TABLE c (x);\nCREATE TABLE c (x);\n"});
	assert_false(bench_run(&bench, GW_GOAL_UP));
	assert_string_equal(gw_str_text(&told),
			    "begin 0/2; step 1 1/2; step 2 2/2; statement 1 1/2; statement 1 2/2; "
			    "statement 2 1/2; done 1 1/2; end 1/2");
	bench_done(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_up),           cmocka_unit_test(test_nothing),
		cmocka_unit_test(test_empty),        cmocka_unit_test(test_record),
		cmocka_unit_test(test_stored_texts), cmocka_unit_test(test_closing_event),
		cmocka_unit_test(test_repeatable),   cmocka_unit_test(test_baseline),
		cmocka_unit_test(test_placeholders), cmocka_unit_test(test_session_is_reset),
		cmocka_unit_test(test_progress),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
