/* Going to a version, whichever way that is. */
#include "plan_case.h"

#define FOUR                                               \
	{                                                  \
		BOTH("1"), BOTH("2"), BOTH("3"), BOTH("4") \
	}

static void test_goto(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"up 1; up 2", FOUR, {{0}}, NULL, NULL, {.to = "2"}},
		{"up 2; up 3", FOUR, {{0}}, "applied 1", NULL, {.to = "3"}},
		{"down 4; down 3",
		 FOUR,
		 {{0}},
		 "applied 1; applied 2; applied 3; applied 4",
		 NULL,
		 {.to = "2"}},
		{"", FOUR, {{0}}, "applied 1; applied 2", NULL, {.to = "2"}},
		/* down and up: what is missing below is no more out of order */
		{"down 4; up 2", FOUR, {{0}}, "applied 1; applied 4", NULL, {.to = "2"}},
		{"down 4; up 3; refused out-of-order 1",
		 FOUR,
		 {{0}},
		 "applied 2; applied 4",
		 NULL,
		 {.to = "3"}},
		/* the files of an older release */
		{"down 4 stored; down 3 stored",
		 {BOTH("1"), BOTH("2")},
		 {BOTH("3"), BOTH("4")},
		 "applied 1; applied 2; applied 3; applied 4",
		 NULL,
		 {.to = "2"}},
		/* a version without a file: back to it, nothing forward */
		{"down 3",
		 {BOTH("1"), BOTH("3")},
		 {BOTH("2")},
		 "applied 1; applied 2; applied 3",
		 NULL,
		 {.to = "2"}},
		/* before all of them */
		{"down 2; down 1", FOUR, {{0}}, "applied 1; applied 2", NULL, {.to = "0"}},
		{"", FOUR, {{0}}, NULL, NULL, {.to = "0"}},
		{"down 1",
		 {BOTH("0"), BOTH("1")},
		 {{0}},
		 "applied 0; applied 1",
		 NULL,
		 {.to = "0"}},
		{"up 0", {BOTH("0"), BOTH("1")}, {{0}}, NULL, NULL, {.to = "0"}},
		/* repeatables follow the way back where no version waits */
		{"down 3 stored; up R__v",
		 {BOTH("1"), BOTH("2"), VIEW("1")},
		 {BOTH("1"), BOTH("2"), BOTH("3"), VIEW("1")},
		 "applied 1; applied 2; applied 3; applied R__v",
		 NULL,
		 {.to = "2"}},
		{"down 3",
		 {BOTH("1"), BOTH("2"), BOTH("3"), VIEW("1")},
		 {{0}},
		 "applied 1; applied 2; applied 3; applied R__v",
		 NULL,
		 {.to = "2"}},
		{"error no-such-version", FOUR, {{0}}, NULL, NULL, {.to = "9"}},
		{"error no-such-version", {VIEW("1")}, {{0}}, NULL, NULL, {.to = "R__v"}},
		{"refused edited 1",
		 {EDITED("1"), BOTH("2")},
		 {PLAIN("1"), BOTH("2")},
		 "applied 1; applied 2",
		 NULL,
		 {.to = "2"}},
		/* nothing forward while something is in the way back */
		{"refused applied 2",
		 {BOTH("1"), PLAIN("2")},
		 {{0}},
		 "applied 1; applied 2",
		 NULL,
		 {.to = "1"}},
		{"refused unfinished 2", FOUR, {{0}}, "applied 1", "2 up done 0", {.to = "1"}},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct plan_case c = cases[i];

		c.request.goal = GW_GOAL_GOTO;
		check_plan(&c, i);
	}
}

/* A person may write the number that a key begins with, where that is clear, and what is printed. */
static void test_find_key(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_FILES] = {PLAIN("1"), PLAIN("12")};
	static const struct {
		const char *text;
		const char *key; /* NULL: not found */
	} cases[] = {
		{"1", "1"},       {"12", "12"}, {"2", NULL}, {"", NULL},     {"7", "7_a"},
		{"7_a", "7_a"},   {"7_", NULL}, {"8", NULL}, {"8-b", "8-b"}, {"R", "R__v"},
		{"R__v", "R__v"}, {"9", "9"},   {"5", "5"},  {"1_m", "1"},   {"1_n", NULL},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_source *source = load_files(&arena, files);
	const struct gw_history *history = past_history(
		&arena, NULL,
		"applied 7_a; applied 8-b; applied 8_b; applied R__v; applied 5; "
		"applied 5_x",
		"9 up done 0");

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		const char *key = NULL;
		bool found = gw_plan_find_key(source, history, cases[i].text, &key, &error);

		if (!gw_view_eq(gw_view_of(key), gw_view_of(cases[i].key)))
			fail_msg("'%s': %s", cases[i].text, key != NULL ? key : "none");
		assert_int_equal(found, cases[i].key != NULL);
		if (!found)
			assert_int_equal(error->code, GW_E_NO_VERSION);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_goto),
		cmocka_unit_test(test_find_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
