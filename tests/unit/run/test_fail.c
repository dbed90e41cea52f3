/* Runs that fail on SQLite: what stands then, and what is said about it. */
#include <stdio.h>

#include "bench.h"

#define A   "CREATE TABLE a (x);\n"
#define B   "CREATE TABLE b (x);\n"
#define C   "CREATE TABLE c (x);\n"
#define BAD "CREATE TABLE bad (x);\nINSERT INTO nowhere VALUES (1);\n"

/* The first k-1 stay when the k-th fails, for every k. */
static void test_earlier_steps_stay(void **state GW_UNUSED)
{
	static const struct {
		size_t bad;
		const char *tables, *events;
	} cases[] = {
		{0, "NULL", "failed 1"},
		{1, "a", "applied 1;failed 2"},
		{2, "a b", "applied 1;applied 2;failed 3"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct double_file files[] = {{"1_a.sql", A}, {"2_b.sql", B}, {"3_c.sql", C}};
		struct bench bench;

		bench_open(&bench);
		files[cases[i].bad].text = BAD;
		bench_files(&bench, files, GW_COUNT(files));
		bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_ROLLED_BACK,
			    "statement 2 of 2 failed in ");
		assert_string_equal(gw_error_state_text(bench.err),
				    gw_state_phrase(GW_STATE_ROLLED_BACK));
		assert_string_equal(bench_tables(&bench), cases[i].tables);
		assert_string_equal(bench_events(&bench), cases[i].events);
		assert_int_equal(bench.report.steps.n, cases[i].bad);
		assert_ptr_equal(bench.report.failed, &bench.plan.steps.items[cases[i].bad]);
		/* The file corrected, the next run goes on. */
		files[cases[i].bad].text = "CREATE TABLE good (x);\n";
		bench_files(&bench, files, GW_COUNT(files));
		bench_must(&bench, GW_GOAL_UP);
		assert_int_equal(bench.report.steps.n, 3 - cases[i].bad);
		bench_done(&bench);
	}
}

static void test_place(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", "-- godwit:up\n" A "\n  INSERT INTO a\nVALUES (y);\n"});
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_ROLLED_BACK,
		    "statement 2 of 2 failed in 1_a");
	assert_string_equal(bench.err->location.path, "double/1_a.sql");
	assert_int_equal(bench.err->location.line, 5);
	assert_int_equal(bench.err->location.column, 9);
	assert_string_equal(bench.err->location.excerpt, "VALUES (y);");
	assert_int_equal(bench.err->statement, 2);
	assert_int_equal(bench.err->statement_count, 2);
	assert_string_equal(bench.err->server->engine, "sqlite");
	assert_non_null(strstr(bench.err->hint, "`godwit up`"));
	bench_done(&bench);
}

/* All in one transaction: nothing stays. */
static void test_mode_run(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	bench.options.mode = GW_MODE_RUN;
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", BAD});
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_ROLLED_BACK,
		    "statement 2 of 2 failed in 2_b");
	assert_non_null(strstr(gw_error_state_text(bench.err), "whole run was rolled back"));
	assert_string_equal(bench_tables(&bench), "NULL");
	assert_int_equal(bench.report.steps.n, 0);
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", B});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_events(&bench), "applied 1;applied 2;finished ");
	/* Of a database with history, the attempt is worth a row. */
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", B}, {"3_c.sql", C}, {"4_d.sql", BAD});
	assert_false(bench_run(&bench, GW_GOAL_UP));
	assert_string_equal(bench_events(&bench), "applied 1;applied 2;finished ;failed 4");
	bench_done(&bench);
}

static void test_failure_is_recorded(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", BAD});
	assert_false(bench_run(&bench, GW_GOAL_UP));
	assert_string_equal(bench_ask(&bench,
				      "SELECT version, name, kind, "
				      "json_extract(detail, '$.error'), "
				      "json_array_length(detail, '$.steps'), "
				      "json_extract(detail, '$.steps[0].seq'), run_id IS NOT NULL "
				      "FROM godwit_history WHERE event = 'failed'"),
			    "2|b|versioned|statement-failed|1|1|1");
	bench_done(&bench);
}

/* --- verify sections --- */

#define VERIFY(sql) "-- godwit:up\n" A "-- godwit:verify\n" sql

static void test_verify(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		bool ok;
	} cases[] = {
		{VERIFY("SELECT count(*) = 0 FROM a;\n"), true},
		{VERIFY("SELECT 1; SELECT 'true'; SELECT 't';\n"), true},
		{VERIFY("SELECT x FROM a;\n"), true},
		{VERIFY("SELECT 1 UNION ALL SELECT 1;\n"), true},
		{VERIFY(""), true},
		{VERIFY("SELECT count(*) = 1 FROM a;\n"), false},
		{VERIFY("SELECT 0;\n"), false},
		{VERIFY("SELECT NULL;\n"), false},
		{VERIFY("SELECT 'no';\n"), false},
		{VERIFY("SELECT 1; SELECT 0;\n"), false},
		{VERIFY("SELECT 1 UNION ALL SELECT 0;\n"), false},
		{VERIFY("SELECT nothing FROM a;\n"), false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct bench bench;

		bench_open(&bench);
		BENCH_FILES(&bench, {"0_z.sql", C}, {"1_a.sql", cases[i].text}, {"2_b.sql", B});
		if (cases[i].ok) {
			bench_must(&bench, GW_GOAL_UP);
		} else {
			bench_fails(&bench, GW_GOAL_UP, GW_E_VERIFY, GW_STATE_ROLLED_BACK,
				    "1_a does not verify");
			assert_int_equal(bench.err->location.line, 4);
			assert_int_equal(bench.report.steps.n, 1);
		}
		assert_string_equal(bench_tables(&bench), cases[i].ok ? "a b c" : "c");
		bench_done(&bench);
	}
}

/* A signal that comes while a verify section runs is a signal, not a failed check. */
static volatile sig_atomic_t test_signal;

static size_t signal_after; /* this statement */

static void on_statement(void *payload GW_UNUSED, const struct gw_progress_event *event)
{
	if (event->kind == GW_PROGRESS_STATEMENT_DONE && event->index == signal_after)
		test_signal = 15;
}

static void interrupt_after(struct bench *bench, size_t statement)
{
	signal_after = statement;
	test_signal = 0;
	bench->sys.interrupted = &test_signal;
	bench->options.progress = (struct gw_progress){.tell = on_statement};
}

static void test_interrupted_verify(void **state GW_UNUSED)
{
	struct bench bench;
	size_t first = 1;

	bench_open(&bench);
	interrupt_after(&bench, first);
	BENCH_FILES(&bench, {"1_a.sql", VERIFY("SELECT 1;\n")});
	bench_fails(&bench, GW_GOAL_UP, GW_E_INTERRUPTED, GW_STATE_ROLLED_BACK, "");
	test_signal = 0;
	assert_string_equal(bench_tables(&bench), "NULL");
	bench_done(&bench);
}

static void test_interrupted(void **state GW_UNUSED)
{
	struct bench bench;
	size_t second = 2;

	bench_open(&bench);
	interrupt_after(&bench, second);
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", B "SELECT 1;\nSELECT 2;\n" C});
	bench_fails(&bench, GW_GOAL_UP, GW_E_INTERRUPTED, GW_STATE_ROLLED_BACK, "");
	test_signal = 0;
	/* What was done before it stands. */
	assert_string_equal(bench_tables(&bench), "a");
	assert_int_equal(bench.report.steps.n, 1);
	assert_string_equal(bench_events(&bench), "applied 1;failed 2");
	bench.options.progress = (struct gw_progress){0};
	bench_must(&bench, GW_GOAL_UP);
	bench_done(&bench);
}

/* --- references --- */

#define PARENT                                       \
	"CREATE TABLE p (id INTEGER PRIMARY KEY);\n" \
	"CREATE TABLE k (p REFERENCES p (id));\n"    \
	"INSERT INTO p VALUES (1), (2);\nINSERT INTO k VALUES (1), (2);\n"

static void test_references(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", PARENT}, {"2_b.sql", "DELETE FROM p WHERE id = 1;\n"});
	bench_fails(&bench, GW_GOAL_UP, GW_E_FOREIGN_KEYS, GW_STATE_ROLLED_BACK, "2_b");
	assert_string_equal(bench_ask(&bench, "SELECT count(*) FROM p"), "2");
	assert_int_equal(bench.report.steps.n, 1);
	/* With its children it may go; a table is rebuilt without losing rows that refer to it. */
	BENCH_FILES(&bench, {"1_a.sql", PARENT},
		    {"2_b.sql", "DELETE FROM p WHERE id = 1;\nDELETE FROM k WHERE p = 1;\n"},
		    {"3_c.sql", "CREATE TABLE n (id INTEGER PRIMARY KEY, y);\n"
				"INSERT INTO n SELECT id, 0 FROM p;\nDROP TABLE p;\n"
				"ALTER TABLE n RENAME TO p;\n"});
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_ask(&bench, "SELECT count(*) FROM k"), "1");
	bench_done(&bench);
}

/* What was broken before is not held against a migration, but one row more is. */
static void test_references_before(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", PARENT});
	bench_must(&bench, GW_GOAL_UP);
	bench_ask(&bench, "INSERT INTO k VALUES (77)");
	BENCH_FILES(&bench, {"1_a.sql", PARENT}, {"2_b.sql", "INSERT INTO p VALUES (3);\n"},
		    {"3_c.sql", "INSERT INTO k VALUES (78);\n"});
	bench_fails(&bench, GW_GOAL_UP, GW_E_FOREIGN_KEYS, GW_STATE_ROLLED_BACK, "3_c");
	assert_string_equal(bench_ask(&bench, "SELECT group_concat(p) FROM k"), "1,2,77");
	assert_int_equal(bench.report.steps.n, 1);
	bench_done(&bench);
}

/* Statements that are no part of one transaction are looked through all the same. */
static void test_references_of_segments(void **state GW_UNUSED)
{
	static const char *const texts[] = {
		"DELETE FROM p WHERE id = 1;\nVACUUM;\n",
		"VACUUM;\nDELETE FROM p WHERE id = 1;\n",
	};

	for (size_t i = 0; i < GW_COUNT(texts); i++) {
		struct bench bench;

		bench_open(&bench);
		BENCH_FILES(&bench, {"1_a.sql", PARENT}, {"2_b.sql", texts[i]});
		assert_false(bench_run(&bench, GW_GOAL_UP));
		assert_int_equal(bench.err->code, GW_E_FOREIGN_KEYS);
		assert_string_equal(bench_ask(&bench, "SELECT count(*) FROM p"), "2");
		bench_done(&bench);
	}
}

/* --- the files change under a run --- */

/* More than the source keeps of one file. */
static char changing[80 * 1024];

static void will_change(const char *text)
{
	const struct gw_view start = gw_view_of(text);

	memset(changing, '\n', sizeof(changing) - 1);
	memcpy(changing, start.p, start.n);
}

static void change(struct bench *bench GW_UNUSED, struct gw_conn *conn GW_UNUSED)
{
	(void)snprintf(changing, sizeof(changing), "%s", "CREATE TABLE x (y);");
}

/* The third file is not what was planned. The first two stand where each is for itself. */
static void test_file_changes(void **state GW_UNUSED)
{
	static const char *const firsts[] = {A, A "INSERT INTO a VALUES (1);\n"};

	for (size_t i = 0; i < GW_COUNT(firsts); i++) {
		struct bench bench;

		bench_open(&bench);
		will_change(C);
		BENCH_FILES(&bench, {"1_a.sql", firsts[i]},
			    {"2_b.sql", B "INSERT INTO b VALUES (1);\n"}, {"3_c.sql", changing});
		bench.before_run = change;
		bench_fails(&bench, GW_GOAL_UP, GW_E_SOURCE, GW_STATE_ROLLED_BACK,
			    "changed while godwit was at work");
		assert_int_equal(bench.report.steps.n, 2);
		assert_string_equal(bench_tables(&bench), "a b");
		assert_string_equal(bench_events(&bench), "applied 1;applied 2;failed 3");
		assert_string_equal(bench.report.failed->key, "3");
		bench_done(&bench);
	}
}

static void change_down(struct bench *bench GW_UNUSED, struct gw_conn *conn GW_UNUSED)
{
	*strrchr(changing, 'c') = 'x';
}

/* Only what is kept of the third file, and not run, is another text by now. */
static void test_down_changes(void **state GW_UNUSED)
{
	static const char file[] = "-- godwit:up\nCREATE TABLE c (z);\n"
				   "-- godwit:down\nDROP TABLE c;\n";
	struct bench bench;

	bench_open(&bench);
	will_change(file);
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", B}, {"3_c.sql", changing});
	bench.before_run = change_down;
	bench_fails(&bench, GW_GOAL_UP, GW_E_SOURCE, GW_STATE_ROLLED_BACK,
		    "changed while godwit was at work");
	assert_int_equal(bench.report.steps.n, 2);
	assert_string_equal(bench_tables(&bench), "a b");
	assert_string_equal(bench_events(&bench), "applied 1;applied 2;failed 3");
	assert_string_equal(bench.report.failed->key, "3");
	bench_done(&bench);
}

static void test_file_changes_in_mode_run(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	bench.options.mode = GW_MODE_RUN;
	will_change(C);
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", B "INSERT INTO b VALUES (1);\n"},
		    {"3_c.sql", changing});
	bench.before_run = change;
	bench_fails(&bench, GW_GOAL_UP, GW_E_SOURCE, GW_STATE_ROLLED_BACK,
		    "changed while godwit was at work");
	assert_int_equal(bench.report.steps.n, 0);
	assert_string_equal(bench_tables(&bench), "NULL");
	assert_string_equal(bench.report.failed->key, "3");
	bench_close(&bench);
}

/* The step before the unreadable one fails, too: that came first. */
static void test_file_changes_behind_failure(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	will_change(C);
	BENCH_FILES(&bench, {"1_a.sql", A}, {"2_b.sql", "CREATE TABLE b (x);\nDROP TABLE z;\n"},
		    {"3_c.sql", changing});
	bench.before_run = change;
	bench_fails(&bench, GW_GOAL_UP, GW_E_STATEMENT, GW_STATE_ROLLED_BACK,
		    "statement 2 of 2 failed in 2_b");
	assert_int_equal(bench.report.steps.n, 1);
	assert_string_equal(bench_events(&bench), "applied 1;failed 2");
	bench_done(&bench);
}

/* A small one is run, and kept in the history, as it was planned. */
static void test_small_file_changes(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	(void)snprintf(changing, sizeof(changing), "%s", C);
	BENCH_FILES(&bench, {"1_a.sql", A}, {"3_c.sql", changing});
	bench.before_run = change;
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_tables(&bench), "a c");
	assert_string_equal(
		bench_ask(&bench, "SELECT up_sql FROM godwit_history WHERE version = '3'"), C);
	bench_done(&bench);
}

static void test_first_file_changes(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	will_change(C);
	BENCH_FILES(&bench, {"3_c.sql", changing});
	bench.before_run = change;
	bench_fails(&bench, GW_GOAL_UP, GW_E_SOURCE, GW_STATE_UNTOUCHED,
		    "changed while godwit was at work");
	assert_string_equal(bench_tables(&bench), "NULL");
	assert_string_equal(bench_events(&bench), "failed 3");
	bench_done(&bench);
}

/* --- two at once --- */

static void apply_first(struct bench *bench, struct gw_conn *conn GW_UNUSED)
{
	struct bench other = *bench;

	other.before_run = NULL;
	other.err = NULL;
	other.unlocked = false;
	bench_must(&other, GW_GOAL_UP);
	bench->arena = other.arena;
}

/* Even without the lock only one of two gets its row in, and the other has done nothing. */
static void test_another_writer(void **state GW_UNUSED)
{
	static const enum gw_run_mode modes[] = {GW_MODE_MIGRATION, GW_MODE_RUN, GW_MODE_OFF};

	for (size_t i = 0; i < GW_COUNT(modes); i++) {
		struct bench bench;

		bench_open(&bench);
		bench.options.mode = modes[i];
		BENCH_FILES(&bench, {"1_a.sql", A});
		bench_must(&bench, GW_GOAL_UP);
		BENCH_FILES(&bench, {"1_a.sql", A},
			    {"2_b.sql", "CREATE TABLE IF NOT EXISTS b (x);\n"
					"INSERT INTO b VALUES (1);\n"});
		bench.unlocked = true;
		bench.before_run = apply_first;
		assert_false(bench_run(&bench, GW_GOAL_UP));
		assert_int_equal(bench.err->code, GW_E_HEAD_MOVED);
		assert_int_equal(bench.report.steps.n, 0);
		assert_string_equal(bench_events(&bench),
				    "applied 1;finished ;applied 2;finished ");
		if (modes[i] != GW_MODE_OFF) {
			assert_int_equal(bench.err->state, GW_STATE_ROLLED_BACK);
			assert_string_equal(bench_ask(&bench, "SELECT count(*) FROM b"), "1");
		}
		bench_done(&bench);
	}
}

/* With it the second waits, in vain here. */
static void lock_out(struct bench *bench, struct gw_conn *conn GW_UNUSED)
{
	struct bench other = *bench;

	other.before_run = NULL;
	other.err = NULL;
	bench_fails(&other, GW_GOAL_UP, GW_E_LOCKED, GW_STATE_UNTOUCHED, "another process");
	gw_error_clear(&other.err);
	bench->arena = other.arena;
}

static void test_locked_out(void **state GW_UNUSED)
{
	struct bench bench;

	bench_open(&bench);
	BENCH_FILES(&bench, {"1_a.sql", A});
	bench.before_run = lock_out;
	bench_must(&bench, GW_GOAL_UP);
	assert_string_equal(bench_events(&bench), "applied 1;finished ");
	bench_done(&bench);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_earlier_steps_stay),
		cmocka_unit_test(test_place),
		cmocka_unit_test(test_mode_run),
		cmocka_unit_test(test_failure_is_recorded),
		cmocka_unit_test(test_verify),
		cmocka_unit_test(test_interrupted_verify),
		cmocka_unit_test(test_interrupted),
		cmocka_unit_test(test_references),
		cmocka_unit_test(test_references_before),
		cmocka_unit_test(test_references_of_segments),
		cmocka_unit_test(test_file_changes),
		cmocka_unit_test(test_down_changes),
		cmocka_unit_test(test_file_changes_in_mode_run),
		cmocka_unit_test(test_file_changes_behind_failure),
		cmocka_unit_test(test_first_file_changes),
		cmocka_unit_test(test_small_file_changes),
		cmocka_unit_test(test_another_writer),
		cmocka_unit_test(test_locked_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
