/* What a branch did, migration by migration. */
#include "branch_case.h"

static const char *changes_text(struct gw_arena *arena, const struct branch_case *c)
{
	struct gw_branch branch = case_branch(arena, c);
	GW_STR_AUTO struct gw_str str = {0};
	size_t counts[GW_BRANCH_COUNT] = {0};

	for (size_t i = 0; i < branch.changes.n; i++) {
		const struct gw_branch_change *change = &branch.changes.items[i];

		gw_str_printf(&str, "%s%s", i != 0 ? "; " : "", gw_branch_kind_name(change->kind));
		if (change->before != NULL)
			gw_str_printf(&str, " %s", change->before->key);
		if (change->after != NULL && (change->before == NULL ||
					      strcmp(change->before->key, change->after->key) != 0))
			gw_str_printf(&str, "%s%s", change->before != NULL ? ">" : " ",
				      change->after->key);
		gw_str_puts(&str, change->merged ? " merged" : "");
		counts[change->kind]++;
	}
	assert_memory_equal(counts, branch.counts, sizeof(counts));
	return gw_str_take(&str, arena);
}

static void test_changes(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "", {{0}}, {{0}}, {{0}}},
		{.expected = "", {PLAIN("1")}, {PLAIN("1"), PLAIN("2")}, {PLAIN("1")}},
		{.expected = "added 3; added R__v",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {PLAIN("1"), PLAIN("3"), VIEW("1")}},
		{.expected = "edited 1", {PLAIN("1")}, {PLAIN("1")}, {EDITED("1")}},
		{.expected = "cosmetic 1", {PLAIN("1")}, {PLAIN("1")}, {COMMENTED("1")}},
		/* an option of the marker is none of the SQL */
		{.expected = "cosmetic 1", {PLAIN("1")}, {PLAIN("1")}, {LATE("1")}},
		{.expected = "down-edited 1", {BOTH("1", "A")}, {BOTH("1", "A")}, {BOTH("1", "B")}},
		{.expected = "down-edited 1", {BOTH("1", "A")}, {BOTH("1", "A")}, {PLAIN("1")}},
		{.expected = "deleted 1",
		 {PLAIN("1"), PLAIN("2")},
		 {PLAIN("1"), PLAIN("2")},
		 {PLAIN("2")}},
		{.expected = "renamed 1",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {FILE_OF("1_other.sql", "CREATE TABLE t1 (a);\n")}},
		{.expected = "renumbered 1>7",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {FILE_OF("7_m.sql", "CREATE TABLE t1 (a);\n")}},
		{.expected = "deleted 1; edited R__v",
		 {VIEW("1"), PLAIN("1")},
		 {VIEW("1"), PLAIN("1")},
		 {VIEW("2")}},
	};

	check_cases(cases, GW_COUNT(cases), changes_text);
}

static void test_renumbered(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		/* one text twice: the first is what moved */
		{.expected = "renumbered 1>7; added 8",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {FILE_OF("7_m.sql", "CREATE TABLE t1 (a);\n"),
		  FILE_OF("8_m.sql", "CREATE TABLE t1 (a);\n")}},
		/* nothing is like nothing else */
		{.expected = "deleted 1; added 7",
		 {FILE_OF("1_m.sql", "")},
		 {FILE_OF("1_m.sql", "")},
		 {FILE_OF("7_m.sql", "")}},
		/* other spelling, same version: another key in the history */
		{.expected = "renumbered 1>001",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {FILE_OF("001_m.sql", "CREATE TABLE t1 (a);\n")}},
	};

	check_cases(cases, GW_COUNT(cases), changes_text);
}

/* A baseline shares its version with the migration it may replace. */
static void test_baselines(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "added 1",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {PLAIN("1"), FILE_OF("1_b.sql", "-- godwit:baseline\nSELECT 1;\n")}},
		{.expected = "deleted 1",
		 {PLAIN("1"), FILE_OF("1_b.sql", "-- godwit:baseline\nSELECT 1;\n")},
		 {PLAIN("1")},
		 {FILE_OF("1_b.sql", "-- godwit:baseline\nSELECT 1;\n")}},
		{.expected = "edited 1",
		 {PLAIN("1"), FILE_OF("1_b.sql", "-- godwit:baseline\nSELECT 1;\n")},
		 {PLAIN("1")},
		 {PLAIN("1"), FILE_OF("1_b.sql", "-- godwit:baseline\nSELECT 2;\n")}},
	};

	check_cases(cases, GW_COUNT(cases), changes_text);
}

/* What the base has done as well. */
static void test_merged(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "added 2 merged", {{0}}, {PLAIN("2")}, {PLAIN("2")}},
		{.expected = "added 2", {{0}}, {EDITED("2")}, {PLAIN("2")}},
		/* git merges comments; the database does not see them */
		{.expected = "added 2 merged", {{0}}, {COMMENTED("2")}, {LATE("2")}},
		/* the same text in another file stays a second migration */
		{.expected = "added 2",
		 {{0}},
		 {PLAIN("2")},
		 {FILE_OF("2_n.sql", "CREATE TABLE t2 (a);\n")}},
		{.expected = "edited 1 merged", {PLAIN("1")}, {EDITED("1")}, {EDITED("1")}},
		{.expected = "deleted 1 merged", {PLAIN("1")}, {{0}}, {{0}}},
		{.expected = "renumbered 1>7 merged",
		 {PLAIN("1")},
		 {FILE_OF("7_m.sql", "CREATE TABLE t1 (a);\n")},
		 {FILE_OF("7_m.sql", "CREATE TABLE t1 (a);\n")}},
		{.expected = "renumbered 1>7",
		 {PLAIN("1")},
		 {PLAIN("1"), FILE_OF("7_m.sql", "CREATE TABLE t1 (a);\n")},
		 {FILE_OF("7_m.sql", "CREATE TABLE t1 (a);\n")}},
	};

	check_cases(cases, GW_COUNT(cases), changes_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),
		cmocka_unit_test(test_renumbered),
		cmocka_unit_test(test_baselines),
		cmocka_unit_test(test_merged),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
