/* Refusals: what people read, and the one error that they become. */
#include "plan_case.h"

static struct gw_plan plan_of(struct gw_arena *arena, const struct plan_case *c)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_plan plan;

	if (!case_plan(arena, c, NULL, &plan, &error))
		fail_msg("%s", error->message);
	return plan;
}

static void check_part(const char *text, const char *part)
{
	if (text == NULL || strstr(text, part) == NULL)
		fail_msg("'%s' is not in '%s'", part, text != NULL ? text : "(nothing)");
}

/* What is said about each, and the command that settles it. */
static void test_words(void **state GW_UNUSED)
{
	static const struct {
		struct plan_case c;
		const char *message, *hint;
	} cases[] = {
		{{"", {EDITED("1")}, {PLAIN("1")}, "applied 1", NULL, {0}},
		 "1_m was edited after it was applied",
		 "`godwit accept 1 --reason WHY`"},
		{{"", {PLAIN("2")}, {PLAIN("1")}, "applied 1", NULL, {0}},
		 "1_m is applied, but its file is gone",
		 "`--missing warn`"},
		{{"", {PLAIN("1"), PLAIN("2")}, {{0}}, "applied 2", NULL, {0}},
		 "1_m comes before migrations that are applied already",
		 "`--out-of-order allow`"},
		{{"", {{"2_m.sql", TEXT("1")}}, {PLAIN("1")}, "applied 1", NULL, {0}},
		 "1_m was applied, and has the version 2 now",
		 "`godwit resolve 2 --applied --reason WHY`"},
		{{"", {BOTH("1")}, {{0}}, "applied 1", "1 down done 0", {0}},
		 "taking 1_m back stopped on the way",
		 "`godwit down`"},
		{{"", {{0}}, {{0}}, NULL, "7 up done 0", {0}},
		 "7 stopped on the way, and its file is gone",
		 "`godwit resolve 7 --applied --reason WHY`"},
		{{"", {PLAIN("1")}, {{0}}, NULL, "1 up done 0", {.goal = GW_GOAL_DOWN}},
		 "1 stopped on the way up",
		 "`godwit up`"},
		{{"", {PLAIN("1")}, {{0}}, "applied 1", NULL, {.goal = GW_GOAL_DOWN}},
		 "1_m has no down script",
		 "Add a down section"},
		{{"", {{"2_m.sql", "-- godwit:up depends=1\n"}}, {{0}}, NULL, NULL, {0}},
		 "2_m depends on 1, which is neither applied nor planned",
		 "depends="},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_plan plan = plan_of(&arena, &cases[i].c);

		assert_int_equal(plan.refusals.n, 1);
		check_part(plan.refusals.items[0].message, cases[i].message);
		check_part(plan.refusals.items[0].hint, cases[i].hint);
	}
}

static void test_warnings(void **state GW_UNUSED)
{
	static const struct {
		struct plan_case c;
		const char *message;
	} cases[] = {
		{{"", {{"1_x.sql", TEXT("1")}}, {PLAIN("1")}, "applied 1", NULL, {0}},
		 "1_x was applied under the name m"},
		{{"", {PLAIN("1")}, {PLAIN("2")}, "applied 1; applied 2", NULL, {0}},
		 "1 applied migration, up to 2_m, has no file here"},
		{{"", {PLAIN("1")}, {{0}}, "applied 1; applied 2; applied 3", NULL, {0}},
		 "2 applied migrations, up to 3, have no file here"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_plan plan = plan_of(&arena, &cases[i].c);

		assert_int_equal(plan.refusals.n, 0);
		assert_int_equal(plan.warnings.n, 1);
		check_part(plan.warnings.items[0].message, cases[i].message);
	}
}

static void test_one(void **state GW_UNUSED)
{
	static const struct plan_case c = {"", {EDITED("1")}, {PLAIN("1")}, "applied 1", NULL, {0}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_plan plan = plan_of(&arena, &c);

	plan.refusals.items[0].detail = "@@ the difference";
	assert_false(gw_plan_fail(&plan, &error));
	assert_int_equal(error->code, GW_E_REFUSED);
	assert_int_equal(error->state, GW_STATE_UNTOUCHED);
	assert_string_equal(error->message, plan.refusals.items[0].message);
	assert_string_equal(error->hint, plan.refusals.items[0].hint);
	assert_string_equal(error->detail, "@@ the difference");
	assert_string_equal(error->location.path, "double/1_m.sql");
	assert_int_equal(error->location.line, 0);
}

static void test_several(void **state GW_UNUSED)
{
	static const struct plan_case c = {"",
					   {EDITED("1"), PLAIN("3")},
					   {PLAIN("1"), PLAIN("2")},
					   "applied 1; applied 2",
					   NULL,
					   {0}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_plan plan = plan_of(&arena, &c);

	plan.refusals.items[0].detail = "@@ the difference";
	assert_false(gw_plan_fail(&plan, &error));
	assert_int_equal(error->code, GW_E_REFUSED);
	check_part(error->message, "2 migrations stand against this");
	for (size_t i = 0; i < plan.refusals.n; i++) {
		check_part(error->detail, plan.refusals.items[i].message);
		check_part(error->detail, plan.refusals.items[i].hint);
	}
	check_part(error->detail, "\n@@ the difference\n");
	assert_null(error->location.path);
}

/* A way back that nobody wrote is its own kind of error, unless there is more. */
static void test_irreversible(void **state GW_UNUSED)
{
	static const struct plan_case c = {"",    {PLAIN("1"), PLAIN("2")},
					   {{0}}, "applied 1; applied 2",
					   NULL,  {.goal = GW_GOAL_DOWN_ALL}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_plan plan = plan_of(&arena, &c);

	assert_false(gw_plan_fail(&plan, &error));
	assert_int_equal(error->code, GW_E_IRREVERSIBLE);
	gw_error_clear(&error);
	plan.refusals.items[1].status = GW_STATUS_MISSING;
	assert_false(gw_plan_fail(&plan, &error));
	assert_int_equal(error->code, GW_E_REFUSED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_words),        cmocka_unit_test(test_warnings),
		cmocka_unit_test(test_one),          cmocka_unit_test(test_several),
		cmocka_unit_test(test_irreversible),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
