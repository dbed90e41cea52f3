/* Going to the files of a commit: what they have becomes what is applied. */
#include "plan_case.h"

struct target_case {
	struct plan_case c;
	struct commit_files commits;
};

#define ABC "applied 1; applied 2; applied 3"

static void test_goto_target(void **state GW_UNUSED)
{
	static const struct target_case cases[] = {
		/* from the newer files, and from those of the target itself */
		{{"down 3; down 2", {BOTH("1"), BOTH("2"), BOTH("3")}, {{0}}, ABC, NULL, {0}},
		 {.target = {BOTH("1")}}},
		{{"down 3 stored; down 2 stored",
		  {BOTH("1")},
		  {BOTH("1"), BOTH("2"), BOTH("3")},
		  ABC,
		  NULL,
		  {0}},
		 {.target = {BOTH("1")}}},
		/* forward only, and nothing at all */
		{{"up 2; up 3", {BOTH("1")}, {{0}}, "applied 1", NULL, {0}},
		 {.target = {BOTH("1"), BOTH("2"), BOTH("3")}}},
		{{"", {BOTH("1")}, {{0}}, "applied 1", NULL, {0}}, {.target = {BOTH("1")}}},
		/* another branch: back in the order of application, then forward */
		{{"down 2; down 3; up 4",
		  {BOTH("1"), BOTH("2"), BOTH("3")},
		  {{0}},
		  "applied 1; applied 3; applied 2",
		  NULL,
		  {0}},
		 {.target = {BOTH("1"), BOTH("4")}}},
		/* older than what was taken back is not out of order any more; than what stays, it is */
		{{"down 3; up 2", {BOTH("1"), BOTH("3")}, {{0}}, "applied 1; applied 3", NULL, {0}},
		 {.target = {BOTH("1"), BOTH("2")}}},
		{{"refused out-of-order 1", {BOTH("2")}, {{0}}, "applied 2", NULL, {0}},
		 {.target = {BOTH("1"), BOTH("2")}}},
		/* edited between the two */
		{{"refused edited 1", {BOTH("1")}, {{0}}, "applied 1", NULL, {0}},
		 {.target = {EDITED("1")}}},
		/* the way back is named whole before anything runs */
		{{"down 2; refused applied 3; refused applied 1",
		  {PLAIN("1"), BOTH("2"), PLAIN("3"), BOTH("4")},
		  {{0}},
		  ABC,
		  NULL,
		  {.goal = GW_GOAL_DOWN_TO}},
		 {.target = {BOTH("4")}}},
		/* found elsewhere: after files and history */
		{{"down 3; down 2",
		  {BOTH("1")},
		  {BOTH("1"), BOTH("2"), BOTH("3")},
		  "applied 1; applied 2 unstored; applied 3 unstored",
		  NULL,
		  {0}},
		 {.target = {BOTH("1")}, .found = {BOTH("2"), BOTH("3")}}},
		{{"down 2 stored",
		  {BOTH("1")},
		  {BOTH("1"), BOTH("2")},
		  "applied 1; applied 2",
		  NULL,
		  {0}},
		 {.target = {BOTH("1")}, .found = {BOTH("2")}}},
		{{"refused applied 2",
		  {BOTH("1")},
		  {BOTH("1"), PLAIN("2")},
		  "applied 1; applied 2",
		  NULL,
		  {0}},
		 {.target = {BOTH("1")}, .found = {PLAIN("2")}}},
		/* repeatables */
		{{"down 2; up R__v",
		  {BOTH("1"), BOTH("2"), VIEW("2")},
		  {{0}},
		  "applied 1; applied 2; applied R__v",
		  NULL,
		  {0}},
		 {.target = {BOTH("1"), VIEW("1")}}},
		{{"down 2; refused missing R__v",
		  {BOTH("1"), BOTH("2"), VIEW("1")},
		  {{0}},
		  "applied 1; applied 2; applied R__v",
		  NULL,
		  {0}},
		 {.target = {BOTH("1")}}},
		/* a baseline has nothing that could be taken back */
		{{"refused applied 2", {BOTH("1"), BOTH("2")}, {{0}}, "baselined 2", NULL, {0}},
		 {.target = {BOTH("1")}}},
		{{"refused unfinished 2",
		  {BOTH("1"), BOTH("2")},
		  {{0}},
		  "applied 1",
		  "2 up done 0",
		  {0}},
		 {.target = {BOTH("1")}}},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct plan_case c = cases[i].c;

		if (c.request.goal == GW_GOAL_UP)
			c.request.goal = GW_GOAL_GOTO;
		check_plan_with(&c, &cases[i].commits, i);
	}
}

static void test_down_to_target(void **state GW_UNUSED)
{
	static const struct target_case cases[] = {
		{{"down 3; down 2", {BOTH("1"), BOTH("2"), BOTH("3")}, {{0}}, ABC, NULL, {0}},
		 {.target = {BOTH("1"), BOTH("4")}}},
		{{"", {BOTH("1")}, {{0}}, "applied 1", NULL, {0}},
		 {.target = {BOTH("1"), BOTH("2")}}},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct plan_case c = cases[i].c;

		c.request.goal = GW_GOAL_DOWN_TO;
		check_plan_with(&c, &cases[i].commits, i);
	}
}

/* "The database is at OLD": so all of OLD must be there. */
static void test_since(void **state GW_UNUSED)
{
	static const struct target_case cases[] = {
		{{"up 2", {BOTH("1"), BOTH("2")}, {{0}}, "applied 1", NULL, {0}},
		 {.since = {BOTH("1")}}},
		{{"up 1; up 2; refused pending 1", {BOTH("1"), BOTH("2")}, {{0}}, NULL, NULL, {0}},
		 {.since = {BOTH("1")}}},
		/* a repeatable may have changed since */
		{{"up R__v",
		  {BOTH("1"), VIEW("2")},
		  {BOTH("1"), VIEW("1")},
		  "applied 1; applied R__v",
		  NULL,
		  {0}},
		 {.since = {BOTH("1"), VIEW("1")}}},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		check_plan_with(&cases[i].c, &cases[i].commits, i);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_goto_target),
		cmocka_unit_test(test_down_to_target),
		cmocka_unit_test(test_since),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
