/* Planning forward. */
#include "plan_case.h"

static void test_pending(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"", {{0}}, {{0}}, NULL, NULL, {0}},
		{"up 1; up 2; up 10; up R__v",
		 {PLAIN("10"), VIEW("1"), PLAIN("2"), PLAIN("1")},
		 {{0}},
		 NULL,
		 NULL,
		 {0}},
		{"up 3",
		 {PLAIN("1"), PLAIN("2"), PLAIN("3")},
		 {{0}},
		 "applied 1; applied 2",
		 NULL,
		 {0}},
		{"",
		 {PLAIN("1"), COMMENTED("2"), BOTH("3")},
		 {PLAIN("1"), PLAIN("2"), PLAIN("3")},
		 "applied 1; applied 2; applied 3",
		 NULL,
		 {0}},
		{"up R__v",
		 {PLAIN("1"), VIEW("2")},
		 {PLAIN("1"), VIEW("1")},
		 "applied 1; applied R__v",
		 NULL,
		 {0}},
		{"up 1", {PLAIN("1")}, {{0}}, "applied 1; reverted 1", NULL, {0}},
		{"up 2; warned renamed 1",
		 {{"1_x.sql", TEXT("1")}, PLAIN("2")},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {0}},
	};

	check_plans(cases, GW_COUNT(cases));
}

/* Part of what is pending: the next few, or up to a version. */
static void test_limits(void **state GW_UNUSED)
{
#define ALL                                                    \
	{                                                      \
		PLAIN("1"), PLAIN("2"), PLAIN("10"), VIEW("1") \
	}
	static const struct plan_case cases[] = {
		{"up 1", ALL, {{0}}, NULL, NULL, {.count = 1}},
		{"up 1; up 2", ALL, {{0}}, NULL, NULL, {.count = 2}},
		/* repeatables wait for the rest */
		{"up 1; up 2; up 10", ALL, {{0}}, NULL, NULL, {.count = 3}},
		{"up 1; up 2; up 10; up R__v", ALL, {{0}}, NULL, NULL, {.count = 4}},
		{"up 1; up 2; up 10; up R__v", ALL, {{0}}, NULL, NULL, {.count = 99}},
		{"up 1", ALL, {{0}}, NULL, NULL, {.to = "1"}},
		{"up 1; up 2", ALL, {{0}}, NULL, NULL, {.to = "2"}},
		{"up 1; up 2; up 10; up R__v", ALL, {{0}}, NULL, NULL, {.to = "10"}},
		{"up 2", ALL, {{0}}, "applied 1", NULL, {.to = "2"}},
		{"", ALL, {{0}}, "applied 1; applied 2", NULL, {.to = "2"}},
		{"", ALL, {{0}}, "applied 1; applied 2", NULL, {.to = "1"}},
		{"up 1", ALL, {{0}}, NULL, NULL, {.to = "2", .count = 1}},
		{"error no-such-version", ALL, {{0}}, NULL, NULL, {.to = "3"}},
		{"error no-such-version", ALL, {{0}}, NULL, NULL, {.to = ""}},
		{"error no-such-version", {{0}}, {{0}}, NULL, NULL, {.to = "1"}},
		/* a repeatable is no place in the order of versions */
		{"error no-such-version", ALL, {{0}}, NULL, NULL, {.to = "R__v"}},
		/* what an earlier run began stays in front */
		{"up 1 from 1", ALL, {{0}}, NULL, "1 up done 0", {.count = 1}},
	};

	check_plans(cases, GW_COUNT(cases));
}

static void test_edited(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"up 2; refused edited 1",
		 {EDITED("1"), PLAIN("2")},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {0}},
		{"up 2; warned edited 1",
		 {EDITED("1"), PLAIN("2")},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {.edited = GW_POLICY_WARN}},
		{"up 2",
		 {EDITED("1"), PLAIN("2")},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {.edited = GW_POLICY_ALLOW}},
		{"", {EDITED("1")}, {EDITED("1")}, "applied 1 bare; accepted 1", NULL, {0}},
	};

	check_plans(cases, GW_COUNT(cases));
}

static void test_missing(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"up 2; refused missing 1", {PLAIN("2")}, {PLAIN("1")}, "applied 1", NULL, {0}},
		{"up 2; warned missing 1",
		 {PLAIN("2")},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {.missing = GW_POLICY_WARN}},
		{"up 2",
		 {PLAIN("2")},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {.missing = GW_POLICY_ALLOW}},
		/* of an older release: one word for all of them, and nothing to stop for */
		{"warned future 3",
		 {PLAIN("1")},
		 {PLAIN("1"), PLAIN("2"), PLAIN("3")},
		 "applied 1; applied 2; applied 3",
		 NULL,
		 {0}},
		{"up 2; refused renumbered 1",
		 {{"2_m.sql", TEXT("1")}},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {0}},
		{"up 2; refused renumbered 1",
		 {{"2_m.sql", TEXT("1")}},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {.missing = GW_POLICY_ALLOW}},
		{"up 2; up R__v; refused renumbered 1",
		 {{"2_m.sql", TEXT("1")}, {"R__v.sql", TEXT("1")}},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {0}},
	};

	check_plans(cases, GW_COUNT(cases));
}

static void test_out_of_order(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"up 3; refused out-of-order 1",
		 {PLAIN("1"), PLAIN("2"), PLAIN("3")},
		 {{0}},
		 "applied 2",
		 NULL,
		 {0}},
		{"up 1; up 3; warned out-of-order 1",
		 {PLAIN("1"), PLAIN("2"), PLAIN("3")},
		 {{0}},
		 "applied 2",
		 NULL,
		 {.out_of_order = GW_POLICY_WARN}},
		{"up 1; up 3",
		 {PLAIN("1"), PLAIN("2"), PLAIN("3")},
		 {{0}},
		 "applied 2",
		 NULL,
		 {.out_of_order = GW_POLICY_ALLOW}},
		/* the file itself says so */
		{"up 1",
		 {{"1_m.sql", "-- godwit:up out_of_order=allow\n" TEXT("1")}, PLAIN("2")},
		 {{0}},
		 "applied 2",
		 NULL,
		 {0}},
		/* beyond the limit nobody asks */
		{"up 1; warned out-of-order 1",
		 {PLAIN("1"), PLAIN("2"), PLAIN("3")},
		 {{0}},
		 "applied 5",
		 NULL,
		 {.out_of_order = GW_POLICY_WARN, .to = "1"}},
	};
	struct plan_case last = cases[GW_COUNT(cases) - 1];

	check_plans(cases, GW_COUNT(cases) - 1);
	last.expected = "up 1; warned out-of-order 1; warned future 5";
	check_plan(&last, GW_COUNT(cases) - 1);
}

static void test_unfinished(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"up 1 from 2; up 2", {PLAIN("1"), PLAIN("2")}, {{0}}, NULL, "1 up done 1", {0}},
		{"up 1 from 0?", {PLAIN("1")}, {{0}}, NULL, "1 up intent 0", {0}},
		{"up 1 from 3?; up 2",
		 {PLAIN("1"), PLAIN("2")},
		 {{0}},
		 NULL,
		 "1 up done 2; 1 up intent 3",
		 {0}},
		/* what came after it may be applied; it is finished all the same */
		{"up 1 from 1", {PLAIN("1"), PLAIN("2")}, {{0}}, "applied 2", "1 up done 0", {0}},
		{"up R__v from 1", {VIEW("2")}, {VIEW("1")}, "applied R__v", "R__v up done 0", {0}},
		{"refused unfinished 1", {BOTH("1")}, {{0}}, "applied 1", "1 down done 0", {0}},
		/* the file is gone */
		{"refused unfinished 1", {{0}}, {BOTH("1")}, "applied 1", "1 down done 0", {0}},
		{"up 2; refused unfinished 1", {PLAIN("2")}, {{0}}, NULL, "1 up done 0", {0}},
		{"refused unfinished R__v", {{0}}, {{0}}, NULL, "R__v up intent 0", {0}},
	};

	check_plans(cases, GW_COUNT(cases));
}

#define NEEDS(n, needed)                                                \
	{                                                               \
		n "_m.sql", "-- godwit:up depends=" needed "\n" TEXT(n) \
	}
#define IN_PROD(n)                                            \
	{                                                     \
		n "_m.sql", "-- godwit:up env=prod\n" TEXT(n) \
	}
#define BASE(n)                                                  \
	{                                                        \
		n "_base.sql", "-- godwit:baseline\nSELECT 1;\n" \
	}

static void test_depends(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"up 1; up 2", {PLAIN("1"), NEEDS("2", "1")}, {{0}}, NULL, NULL, {0}},
		{"up 2", {PLAIN("1"), NEEDS("2", "1")}, {{0}}, "applied 1", NULL, {0}},
		{"up 1; up 2; refused pending 2",
		 {PLAIN("1"), NEEDS("2", "9")},
		 {{0}},
		 NULL,
		 NULL,
		 {0}},
		{"up 1; up 2; up 3; refused pending 2; refused pending 2",
		 {PLAIN("1"), NEEDS("2", "3,9"), PLAIN("3")},
		 {{0}},
		 NULL,
		 NULL,
		 {0}},
		{"up 2; refused pending 2",
		 {IN_PROD("1"), NEEDS("2", "1")},
		 {{0}},
		 NULL,
		 NULL,
		 {0}},
		/* what a baseline stands for is there */
		{"up 4", {NEEDS("4", "1,2")}, {{0}}, "baselined 3", NULL, {0}},
		{"up 3; up 4", {PLAIN("1"), BASE("3"), NEEDS("4", "1")}, {{0}}, NULL, NULL, {0}},
		{"up 4; refused pending 4", {NEEDS("4", "5")}, {{0}}, "baselined 3", NULL, {0}},
	};

	check_plans(cases, GW_COUNT(cases));
}

static void test_baseline(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"up 3; up 4",
		 {PLAIN("1"), BASE("3"), PLAIN("3"), PLAIN("4")},
		 {{0}},
		 NULL,
		 NULL,
		 {0}},
		{"up 4",
		 {PLAIN("1"), BASE("3"), PLAIN("3"), PLAIN("4")},
		 {BASE("3")},
		 "baselined 3",
		 NULL,
		 {0}},
		{"up 2; up 4",
		 {PLAIN("1"), PLAIN("2"), BASE("3"), PLAIN("4")},
		 {{0}},
		 "applied 1",
		 NULL,
		 {0}},
	};

	check_plans(cases, GW_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pending),      cmocka_unit_test(test_limits),
		cmocka_unit_test(test_edited),       cmocka_unit_test(test_missing),
		cmocka_unit_test(test_out_of_order), cmocka_unit_test(test_unfinished),
		cmocka_unit_test(test_depends),      cmocka_unit_test(test_baseline),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
