/* Planning backward. */
#include "plan_case.h"

#define THREE                                   \
	{                                       \
		BOTH("1"), BOTH("2"), BOTH("3") \
	}
static const char three[] = "applied 1 run=aa11; applied 2 run=ab22; applied 3 run=ab22";

static void test_last(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"", {{0}}, {{0}}, NULL, NULL, {.goal = GW_GOAL_DOWN}},
		{"down 3", THREE, {{0}}, three, NULL, {.goal = GW_GOAL_DOWN}},
		{"down 3", THREE, {{0}}, three, NULL, {.goal = GW_GOAL_DOWN, .count = 1}},
		{"down 3; down 2", THREE, {{0}}, three, NULL, {.goal = GW_GOAL_DOWN, .count = 2}},
		{"down 3; down 2; down 1",
		 THREE,
		 {{0}},
		 three,
		 NULL,
		 {.goal = GW_GOAL_DOWN, .count = 99}},
		{"down 3; down 2; down 1", THREE, {{0}}, three, NULL, {.goal = GW_GOAL_DOWN_ALL}},
		/* the order of application, whatever the versions are */
		{"down 1; down 3; down 2",
		 THREE,
		 {{0}},
		 "applied 2; applied 3; applied 1",
		 NULL,
		 {.goal = GW_GOAL_DOWN_ALL}},
		{"down 2",
		 THREE,
		 {{0}},
		 "applied 1; applied 2; reverted 2; applied 2",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
		{"down 1",
		 THREE,
		 {{0}},
		 "applied 1; applied 2; reverted 2",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
	};

	check_plans(cases, GW_COUNT(cases));
}

static void test_to(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"down 3; down 2", THREE, {{0}}, three, NULL, {.goal = GW_GOAL_DOWN_TO, .to = "1"}},
		{"", THREE, {{0}}, three, NULL, {.goal = GW_GOAL_DOWN_TO, .to = "3"}},
		{"down 3; down 2; down 1",
		 THREE,
		 {{0}},
		 three,
		 NULL,
		 {.goal = GW_GOAL_DOWN_TO, .to = "0"}},
		{"down 3",
		 THREE,
		 {{0}},
		 "applied 3; applied 1",
		 NULL,
		 {.goal = GW_GOAL_DOWN_TO, .to = "2"}},
		/* the version is known to the history only */
		{"down 3",
		 {BOTH("1"), BOTH("3")},
		 {BOTH("2")},
		 "applied 1; applied 2; applied 3",
		 NULL,
		 {.goal = GW_GOAL_DOWN_TO, .to = "2"}},
		{"error no-such-version",
		 THREE,
		 {{0}},
		 three,
		 NULL,
		 {.goal = GW_GOAL_DOWN_TO, .to = "9"}},
		{"error no-such-version",
		 {VIEW("1")},
		 {{0}},
		 "applied R__v",
		 NULL,
		 {.goal = GW_GOAL_DOWN_TO, .to = "R__v"}},
	};

	check_plans(cases, GW_COUNT(cases));
}

/* The start of a run's id is enough, when it is the start of one only. */
static void test_run(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"down 3; down 2",
		 THREE,
		 {{0}},
		 three,
		 NULL,
		 {.goal = GW_GOAL_DOWN_RUN, .to = "ab22"}},
		{"down 3; down 2",
		 THREE,
		 {{0}},
		 three,
		 NULL,
		 {.goal = GW_GOAL_DOWN_RUN, .to = "ab"}},
		{"down 1", THREE, {{0}}, three, NULL, {.goal = GW_GOAL_DOWN_RUN, .to = "aa"}},
		{"error no-such-version",
		 THREE,
		 {{0}},
		 three,
		 NULL,
		 {.goal = GW_GOAL_DOWN_RUN, .to = "a"}},
		{"error no-such-version",
		 THREE,
		 {{0}},
		 three,
		 NULL,
		 {.goal = GW_GOAL_DOWN_RUN, .to = ""}},
		{"error no-such-version",
		 THREE,
		 {{0}},
		 three,
		 NULL,
		 {.goal = GW_GOAL_DOWN_RUN, .to = "ab222"}},
		{"error no-such-version",
		 {{0}},
		 {{0}},
		 NULL,
		 NULL,
		 {.goal = GW_GOAL_DOWN_RUN, .to = "ab"}},
	};

	check_plans(cases, GW_COUNT(cases));
}

/* Where the script comes from: the file, the history, or nowhere. */
static void test_scripts(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"down 1 stored", {{0}}, {BOTH("1")}, "applied 1", NULL, {.goal = GW_GOAL_DOWN}},
		{"down 1 stored",
		 {PLAIN("1")},
		 {BOTH("1")},
		 "applied 1",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
		{"down 1", {BOTH("1")}, {PLAIN("1")}, "applied 1", NULL, {.goal = GW_GOAL_DOWN}},
		{"refused applied 1",
		 {PLAIN("1")},
		 {{0}},
		 "applied 1",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
		{"refused applied 1",
		 {{0}},
		 {BOTH("1")},
		 "applied 1 unstored",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
		/* one that cannot be taken back stands in the way of those before it */
		{"down 3; refused applied 2",
		 {BOTH("1"), PLAIN("2"), BOTH("3")},
		 {{0}},
		 "applied 1; applied 2; applied 3",
		 NULL,
		 {.goal = GW_GOAL_DOWN, .count = 2}},
		{"down 3; down 1; refused applied 2",
		 {BOTH("1"), PLAIN("2"), BOTH("3")},
		 {{0}},
		 "applied 1; applied 2; applied 3",
		 NULL,
		 {.goal = GW_GOAL_DOWN_ALL}},
		/* a section without statements is a way back */
		{"down 1",
		 {{"1_m.sql", "-- godwit:up\n" TEXT("1") "-- godwit:down\n"}},
		 {{0}},
		 "applied 1",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
	};

	check_plans(cases, GW_COUNT(cases));
}

#define VIEW_DOWN(text)                                                                         \
	{                                                                                       \
		"R__v.sql", "-- godwit:repeatable\n-- godwit:up\nCREATE VIEW v AS SELECT " text \
			    ";\n-- godwit:down\nDROP VIEW v;\n"                                 \
	}

static void test_repeatables(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		/* without a way back it is passed over */
		{"down 1",
		 {BOTH("1"), VIEW("1")},
		 {{0}},
		 "applied 1; applied R__v",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
		/* the last migration is meant, not what runs after all of them */
		{"down 1",
		 {BOTH("1"), VIEW_DOWN("1")},
		 {{0}},
		 "applied 1; applied R__v",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
		{"down R__v; down 1",
		 {BOTH("1"), VIEW_DOWN("1")},
		 {{0}},
		 "applied 1; applied R__v",
		 NULL,
		 {.goal = GW_GOAL_DOWN_TO, .to = "0"}},
		/* it goes only together with a migration */
		{"",
		 {BOTH("1"), VIEW_DOWN("1")},
		 {{0}},
		 "applied 1; applied R__v",
		 NULL,
		 {.goal = GW_GOAL_DOWN_TO, .to = "1"}},
	};

	check_plans(cases, GW_COUNT(cases));
}

static void test_baseline(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"down 3",
		 THREE,
		 {{0}},
		 "baselined 2; applied 3",
		 NULL,
		 {.goal = GW_GOAL_DOWN_ALL}},
		{"", THREE, {{0}}, "baselined 2", NULL, {.goal = GW_GOAL_DOWN}},
		{"down 2; down 1",
		 THREE,
		 {{0}},
		 "adopted 1; resolved-applied 2",
		 NULL,
		 {.goal = GW_GOAL_DOWN_ALL}},
	};

	check_plans(cases, GW_COUNT(cases));
}

static void test_unfinished(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"down 3 from 1; down 2",
		 THREE,
		 {{0}},
		 three,
		 "3 down done 0",
		 {.goal = GW_GOAL_DOWN, .count = 2}},
		{"down 3 from 1?",
		 THREE,
		 {{0}},
		 three,
		 "3 down done 0; 3 down intent 1",
		 {.goal = GW_GOAL_DOWN}},
		{"down 1 from 1 stored",
		 {{0}},
		 {BOTH("1")},
		 "applied 1",
		 "1 down done 0",
		 {.goal = GW_GOAL_DOWN}},
		/* an up that stopped is settled first */
		{"refused unfinished 4",
		 {BOTH("1"), BOTH("4")},
		 {{0}},
		 "applied 1",
		 "4 up done 0",
		 {.goal = GW_GOAL_DOWN}},
		{"refused unfinished 4",
		 {BOTH("1")},
		 {{0}},
		 "applied 1",
		 "4 up intent 0",
		 {.goal = GW_GOAL_DOWN}},
	};

	check_plans(cases, GW_COUNT(cases));
}

/* A file that is another migration by now does not say how to undo the one that was applied. */
static void test_edited(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"down 1 stored",
		 {{"1_m.sql", "-- godwit:up\nCREATE TABLE other (a);\n" DOWN("1")}},
		 {BOTH("1")},
		 "applied 1",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
		{"refused edited 1",
		 {{"1_m.sql", "-- godwit:up\nCREATE TABLE other (a);\n" DOWN("1")}},
		 {BOTH("1")},
		 "applied 1 unstored",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
		{"down 1; warned edited 1",
		 {{"1_m.sql", "-- godwit:up\nCREATE TABLE other (a);\n" DOWN("1")}},
		 {BOTH("1")},
		 "applied 1 unstored",
		 NULL,
		 {.goal = GW_GOAL_DOWN, .edited = GW_POLICY_WARN}},
		/* a way back that was mended is the better one */
		{"down 1",
		 {{"1_m.sql", "-- godwit:up\n" TEXT("1") DOWN("2")}},
		 {BOTH("1")},
		 "applied 1",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
		{"down 1",
		 {{"1_m.sql", "-- godwit:up\n-- x\n" TEXT("1") DOWN("2")}},
		 {BOTH("1")},
		 "applied 1",
		 NULL,
		 {.goal = GW_GOAL_DOWN}},
	};

	check_plans(cases, GW_COUNT(cases));
}

static void test_redo(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"", {{0}}, {{0}}, NULL, NULL, {.goal = GW_GOAL_REDO}},
		{"down 3; up 3", THREE, {{0}}, three, NULL, {.goal = GW_GOAL_REDO}},
		{"down 3; down 2; up 2; up 3",
		 THREE,
		 {{0}},
		 three,
		 NULL,
		 {.goal = GW_GOAL_REDO, .count = 2}},
		/* the new text is what runs, once the old one is undone by what belongs to it */
		{"down 1 stored; up 1",
		 {{"1_m.sql", "-- godwit:up\nCREATE TABLE other (a);\n" DOWN("1")}},
		 {BOTH("1")},
		 "applied 1",
		 NULL,
		 {.goal = GW_GOAL_REDO}},
		{"down 1 stored; refused missing 1",
		 {{0}},
		 {BOTH("1")},
		 "applied 1",
		 NULL,
		 {.goal = GW_GOAL_REDO}},
		{"refused applied 1",
		 {PLAIN("1")},
		 {{0}},
		 "applied 1",
		 NULL,
		 {.goal = GW_GOAL_REDO}},
		/* repeatables run again, but for those that wait for other versions */
		{"down 2; up 2; up R__v",
		 {BOTH("1"), BOTH("2"), VIEW("1")},
		 {{0}},
		 "applied 1; applied 2; applied R__v",
		 NULL,
		 {.goal = GW_GOAL_REDO}},
		{"down 2; up 2; up R__v",
		 {BOTH("1"), BOTH("2"), VIEW("2")},
		 {BOTH("1"), BOTH("2"), VIEW("1")},
		 "applied 1; applied R__v; applied 2",
		 NULL,
		 {.goal = GW_GOAL_REDO}},
		{"down 2; up 2",
		 {BOTH("1"), BOTH("2"), BOTH("3"), VIEW("1")},
		 {{0}},
		 "applied 1; applied 2; applied R__v",
		 NULL,
		 {.goal = GW_GOAL_REDO}},
		{"down 3; up 3",
		 {BOTH("1"), BOTH("2"), BOTH("3"), VIEW("1")},
		 {{0}},
		 "applied 1; applied 3; applied R__v",
		 NULL,
		 {.goal = GW_GOAL_REDO}},
		{"", {VIEW("1")}, {{0}}, NULL, NULL, {.goal = GW_GOAL_REDO}},
		/* what the journal says about the way down is not about the way up */
		{"down 3 from 1; up 3",
		 THREE,
		 {{0}},
		 three,
		 "3 down done 0",
		 {.goal = GW_GOAL_REDO}},
	};

	check_plans(cases, GW_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_last),        cmocka_unit_test(test_to),
		cmocka_unit_test(test_run),         cmocka_unit_test(test_scripts),
		cmocka_unit_test(test_repeatables), cmocka_unit_test(test_baseline),
		cmocka_unit_test(test_unfinished),  cmocka_unit_test(test_redo),
		cmocka_unit_test(test_edited),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
