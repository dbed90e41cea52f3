/* Sessions: what is opened, what is created, what is said; on a real SQLite file. */
#include "place.h"

#include "session/ready.h"
#include "session/view.h"

#define A "CREATE TABLE a (x);\n"
#define B "CREATE TABLE b (x);\n"

static void test_up_and_down(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "1_a.sql", "-- godwit:up\n" A "-- godwit:down\nDROP TABLE a;\n");
	place_file(&place, "2_b.sql", B);
	assert_string_equal(place_status(&place), "1 pending; 2 pending");
	place_must(&place,
		   place_go(&place, (struct gw_plan_request){.goal = GW_GOAL_UP, .to = "1"}));
	assert_int_equal(place.report.steps.n, 1);
	place_must(&place, place_go(&place, (struct gw_plan_request){.goal = GW_GOAL_DOWN}));
	place_must(&place, place_up(&place));
	assert_int_equal(place.report.steps.n, 2);
	place_must(&place, place_up(&place));
	assert_int_equal(place.plan.steps.n, 0);
	assert_string_equal(place_status(&place), "1 applied; 2 applied");
	place_done(&place);
}

/* Who looks makes nothing: no file, no tables. */
static void test_looking(void **state GW_UNUSED)
{
	struct place place;
	struct gw_plan_request request = {.goal = GW_GOAL_UP};

	place_init(&place);
	place_file(&place, "1_a.sql", A);
	assert_string_equal(place_status(&place), "1 pending");
	place_open(&place);
	place_must(&place,
		   gw_session_plan(&place.session, &request, false, &place.plan, &place.err));
	assert_int_equal(place.plan.steps.n, 1);
	assert_true(place.plan.steps.items[0].atomic);
	assert_false(place.session.locked);
	place_close(&place);
	assert_false(gw_file_exists("app.db"));
	place_done(&place);
}

static void test_locked(void **state GW_UNUSED)
{
	struct place place, other;

	place_init(&place);
	place_init(&other);
	place_file(&place, "1_a.sql", A);
	place_open(&place);
	place_must(&place, gw_session_connect(&place.session, false, &place.err));
	place_must(&place, gw_session_lock(&place.session, &place.err));
	place_must(&place, gw_session_lock(&place.session, &place.err));
	place_fails_with(&other, place_up(&other), GW_E_LOCKED, "another process");
	place_close(&place);
	place_must(&other, place_up(&other));
	place_done(&other);
	place_done(&place);
}

/* An edited file is refused, with the difference. */
static void test_edited(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "1_a.sql", "CREATE TABLE a (\n  x\n);\n");
	place_must(&place, place_up(&place));
	place_file(&place, "1_a.sql", "CREATE TABLE a (\n  y\n);\n");
	place_file(&place, "2_b.sql", B);
	place_fails_with(&place, place_up(&place), GW_E_REFUSED, "1_a was edited");
	assert_non_null(strstr(place.err->detail, "-  x\n+  y\n"));
	assert_int_equal(place.err->state, GW_STATE_UNTOUCHED);
	assert_string_equal(place_status(&place), "1 edited; 2 pending");
	place_set(&place, GW_KEY_EDITED, "warn");
	place_must(&place, place_up(&place));
	assert_int_equal(place.plan.warnings.n, 1);
	assert_string_equal(place_status(&place), "1 edited; 2 applied");
	place_done(&place);
}

/* The settings that a plan and a run follow. */
static void test_settings(void **state GW_UNUSED)
{
	struct place place;
	struct gw_plan_request request;
	struct gw_run_options options;

	place_init(&place);
	place_open(&place);
	request = gw_session_plan_request(&place.session, GW_GOAL_REDO);
	assert_int_equal(request.goal, GW_GOAL_REDO);
	assert_int_equal(request.out_of_order, GW_POLICY_REFUSE);
	assert_int_equal(request.edited, GW_POLICY_REFUSE);
	assert_int_equal(request.missing, GW_POLICY_REFUSE);
	options = gw_session_run_options(&place.session);
	assert_int_equal(options.mode, GW_MODE_MIGRATION);
	assert_null(options.placeholders);
	assert_int_equal(options.store_sql_limit, 1 << 20);
	place_close(&place);
	place_set(&place, GW_KEY_OUT_OF_ORDER, "allow");
	place_set(&place, GW_KEY_MISSING, "warn");
	place_set(&place, GW_KEY_TRANSACTION, "off");
	place_set(&place, GW_KEY_LOCK_TIMEOUT, "3s");
	place_set(&place, GW_KEY_PLACEHOLDERS, "name=value");
	place_open(&place);
	request = gw_session_plan_request(&place.session, GW_GOAL_UP);
	assert_int_equal(request.out_of_order, GW_POLICY_ALLOW);
	assert_int_equal(request.missing, GW_POLICY_WARN);
	options = gw_session_run_options(&place.session);
	assert_int_equal(options.mode, GW_MODE_OFF);
	assert_int_equal(options.timeouts.lock_ms, 3000);
	assert_string_equal(gw_map_get(options.placeholders, GW_VIEW("name")), "value");
	place_done(&place);
}

static void test_mode_run(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_set(&place, GW_KEY_TRANSACTION, "run");
	place_file(&place, "1_a.sql", A);
	place_file(&place, "2_b.sql", "VACUUM;\n");
	place_fails_with(&place, place_up(&place), GW_E_SQL, "VACUUM cannot run in a transaction");
	assert_int_equal(place.err->location.line, 1);
	assert_false(place.report.steps.n != 0);
	place_done(&place);
}

static void test_prelude(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_set(&place, GW_KEY_PRELUDE, "CREATE TEMP TABLE t (x)\nINSERT INTO t VALUES (7)");
	place_file(&place, "1_a.sql", "CREATE TABLE a AS SELECT x FROM t;\n");
	place_must(&place, place_up(&place));
	place.settings.noverrides--;
	assert_string_equal(place_ask(&place, "SELECT x FROM a"), "7");
	place_set(&place, GW_KEY_PRELUDE, "SELECT 1\nSELECT nothing");
	place_fails_with(&place, place_up(&place), GW_E_SERVER, "statement 2 of `prelude` failed");
	place_done(&place);
}

static void test_no_target(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place.settings.noverrides = 0;
	place_fails_with(&place, place_up(&place), GW_E_NO_TARGET, "");
	place_set(&place, GW_KEY_URL, "sqlite:nowhere/app.db");
	place_fails_with(&place, place_up(&place), GW_E_CONNECT, "nowhere");
	place_set(&place, GW_KEY_DIR, "nothing");
	place_fails_with(&place, place_up(&place), GW_E_SOURCE, "nothing");
	place_done(&place);
}

/* Closing what was never opened. */
static void test_done(void **state GW_UNUSED)
{
	struct gw_session session = {0};
	struct place place;

	gw_session_done(&session);
	place_init(&place);
	place_open(&place);
	gw_session_done(&place.session);
	gw_session_done(&place.session);
	place_done(&place);
}

/* --- who --- */

static const char *variables[8][2];

static const char *find_variable(const char *name)
{
	for (size_t i = 0; i < GW_COUNT(variables) && variables[i][0] != NULL; i++) {
		if (strcmp(variables[i][0], name) == 0)
			return variables[i][1];
	}
	return NULL;
}

static void test_actor(void **state GW_UNUSED)
{
	static const struct {
		const char *variables[4][2];
		const char *job; /* NULL: none */
	} cases[] = {
		{{{0}}, NULL},
		{{{"CI_JOB_URL", "https://gitlab/1"}}, "https://gitlab/1"},
		{{{"BUILD_URL", "https://jenkins/1"}, {"CI_JOB_URL", ""}}, "https://jenkins/1"},
		{{{"GITHUB_SERVER_URL", "https://github.com"},
		  {"GITHUB_REPOSITORY", "a/b"},
		  {"GITHUB_RUN_ID", "7"}},
		 "https://github.com/a/b/actions/runs/7"},
		{{{"GITHUB_SERVER_URL", "https://github.com"}, {"GITHUB_RUN_ID", "7"}}, NULL},
	};
	struct place place;

	place_init(&place);
	place.sys.getenv = find_variable;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_actor actor;

		memset(variables, 0, sizeof(variables));
		memcpy(variables, cases[i].variables, sizeof(cases[i].variables));
		place_open(&place);
		actor = gw_session_run_options(&place.session).actor;
		assert_true(gw_view_eq(gw_view_of(actor.ci_job), gw_view_of(cases[i].job)));
		assert_non_null(actor.os_user);
		assert_non_null(actor.os_host);
		assert_string_equal(actor.reason, "because");
		assert_int_equal(actor.git_dirty, -1);
		place_close(&place);
	}
	memset(variables, 0, sizeof(variables));
	place_done(&place);
}

static bool is_ready(struct place *place, const char *text)
{
	struct gw_ready_condition condition;
	struct gw_ready_request request = {
		.like = &place->session, .conditions = &condition, .n = 1};
	int64_t waited_us;
	bool ok;

	place_open(place);
	place_must(place, gw_ready_parse(text, &condition, &place->err));
	ok = gw_ready_wait(&request, &waited_us, &place->err);
	if (!ok && place->err->code != GW_E_NOT_READY)
		fail_msg("%s", place->err->message);
	place_close(place);
	return ok;
}

/* What a baseline stands for is there, as status says; the files may be elsewhere. */
static void test_ready(void **state GW_UNUSED)
{
	struct place place;

	place_init(&place);
	place_file(&place, "9_a.sql", A);
	place_file(&place, "10_b.sql", B);
	place_open(&place);
	place_must(&place, gw_session_baseline(&place.session, "9", &place.err));
	place_close(&place);
	assert_true(is_ready(&place, "version=9"));
	assert_true(is_ready(&place, "version=7"));
	assert_false(is_ready(&place, "version=10"));
	assert_int_equal(rename("migrations", "elsewhere"), 0);
	assert_true(is_ready(&place, "version=7"));
	assert_false(is_ready(&place, "version=10"));
	assert_int_equal(rename("elsewhere", "migrations"), 0);
	place_must(&place, place_up(&place));
	assert_true(is_ready(&place, "version=10"));
	place_done(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_up_and_down, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_looking, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_locked, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_edited, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_settings, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_mode_run, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_prelude, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_no_target, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_done, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_actor, place_enter, place_leave),
		cmocka_unit_test_setup_teardown(test_ready, place_enter, place_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
