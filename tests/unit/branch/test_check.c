/* What speaks against merging a branch. */
#include "branch_case.h"

static bool released(void *payload, const struct gw_migration *migration, const char **ret_tag,
		     struct gw_error **err GW_UNUSED)
{
	const char *key = payload;

	*ret_tag = key != NULL && strcmp(key, migration->key) == 0 ? "v1" : NULL;
	return true;
}

static const struct gw_history *case_history(struct gw_arena *arena, const struct branch_case *c)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = NULL;

	if (c->events == NULL)
		return NULL;
	if (!gw_source_load(arena, tree_double(arena, c->applied, count_files(c->applied)),
			    "godwit", &gw_dialect_sqlite, &source, &error))
		fail_msg("%s", error->message);
	return past_history(arena, source, c->events, "");
}

static struct gw_findings case_findings(struct gw_arena *arena, const struct branch_case *c)
{
	struct gw_branch branch = case_branch(arena, c);
	const struct gw_branch_facts facts = {
		.base_name = "main",
		.ancestor_name = "0123456789ab",
		.folder = "db",
		.history = case_history(arena, c),
		.environment = "prod",
		.out_of_order = c->out_of_order,
		.released = released,
		.payload = (void *)(uintptr_t)c->released,
	};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_findings findings;

	if (!gw_branch_check(arena, &branch, &facts, &findings, &error))
		fail_msg("%s", error->message);
	return findings;
}

/* "error collision 3; warning renamed 1" */
static const char *findings_text(struct gw_arena *arena, const struct branch_case *c)
{
	struct gw_findings findings = case_findings(arena, c);
	GW_STR_AUTO struct gw_str str = {0};
	size_t errors = 0;

	for (size_t i = 0; i < findings.list.n; i++) {
		const struct gw_finding *finding = &findings.list.items[i];

		gw_str_printf(&str, "%s%s %s %s", i != 0 ? "; " : "",
			      gw_severity_name(finding->severity), finding->slug,
			      finding->key != NULL ? finding->key : "-");
		errors += finding->severity == GW_SEVERITY_ERROR;
		assert_true(finding->hint != NULL || finding->severity == GW_SEVERITY_WARNING);
		assert_true(finding->key == NULL || finding->path != NULL);
		assert_int_not_equal(finding->line, 0);
	}
	assert_int_equal(findings.errors, errors);
	assert_int_equal(findings.errors + findings.warnings, findings.list.n);
	return gw_str_take(&str, arena);
}

static const char *messages_text(struct gw_arena *arena, const struct branch_case *c)
{
	struct gw_findings findings = case_findings(arena, c);
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < findings.list.n; i++)
		gw_str_printf(&str, "%s%s", i != 0 ? "; " : "", findings.list.items[i].message);
	return gw_str_take(&str, arena);
}

static void test_nothing(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "", {{0}}, {{0}}, {{0}}},
		{.expected = "", {PLAIN("1")}, {PLAIN("1"), PLAIN("2")}, {PLAIN("1"), PLAIN("3")}},
		/* merged already */
		{.expected = "", {PLAIN("1")}, {PLAIN("1"), PLAIN("2")}, {PLAIN("1"), PLAIN("2")}},
		{.expected = "", {PLAIN("1")}, {EDITED("1")}, {EDITED("1")}},
		{.expected = "", {PLAIN("1")}, {{0}}, {{0}}},
		/* repeatables are there to be edited, and are in no order */
		{.expected = "", {VIEW("1")}, {VIEW("1"), PLAIN("1")}, {VIEW("2")}},
		{.expected = "", {{0}}, {VIEW("1")}, {VIEW("2")}},
	};

	check_cases(cases, GW_COUNT(cases), findings_text);
}

static void test_collisions(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "error collision 2", {{0}}, {PLAIN("2")}, {EDITED("2")}},
		{.expected = "error collision 2",
		 {{0}},
		 {PLAIN("2")},
		 {FILE_OF("2_n.sql", "SELECT 1;\n")}},
		/* versions are compared as the format does it */
		{.expected = "error collision 02",
		 {{0}},
		 {PLAIN("2")},
		 {FILE_OF("02_n.sql", "SELECT 1;\n")}},
		/* one of several; the other one comes behind */
		{.expected = "error collision 2",
		 {{0}},
		 {PLAIN("2")},
		 {FILE_OF("2_n.sql", "SELECT 1;\n"), PLAIN("3")}},
		{.expected = "error out-of-order 1; error collision 2",
		 {{0}},
		 {PLAIN("2")},
		 {FILE_OF("2_n.sql", "SELECT 1;\n"), PLAIN("1")}},
		{.expected = "error renumbered 3; error collision 3",
		 {PLAIN("1")},
		 {PLAIN("1"), PLAIN("3")},
		 {FILE_OF("3_n.sql", "CREATE TABLE t1 (a);\n")}},
		{.expected = "error collision 5",
		 {{0}},
		 {FILE_OF("5_a.sql", "-- godwit:baseline\nSELECT 1;\n")},
		 {FILE_OF("5_b.sql", "-- godwit:baseline\nSELECT 2;\n")}},
	};
	static const struct branch_case messages[] = {
		{.expected = "2_m was added to main too, with another text",
		 {{0}},
		 {PLAIN("2")},
		 {EDITED("2")}},
		{.expected = "2_n has the version of 2_m in main",
		 {{0}},
		 {PLAIN("2")},
		 {FILE_OF("2_n.sql", "SELECT 1;\n")}},
	};

	check_cases(cases, GW_COUNT(cases), findings_text);
	check_cases(messages, GW_COUNT(messages), messages_text);
}

static void test_order(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "error out-of-order 2", {{0}}, {PLAIN("3")}, {PLAIN("2")}},
		{.expected = "error out-of-order 9", {{0}}, {PLAIN("10")}, {PLAIN("9")}},
		/* what the base had before counts as well */
		{.expected = "error out-of-order 2",
		 {PLAIN("3")},
		 {PLAIN("3")},
		 {PLAIN("3"), PLAIN("2")}},
		{.expected = "", {{0}}, {PLAIN("3")}, {LATE("2")}},
		{.expected = "warning out-of-order 2",
		 {{0}},
		 {PLAIN("3")},
		 {PLAIN("2")},
		 .out_of_order = GW_POLICY_WARN},
		{.expected = "",
		 {{0}},
		 {PLAIN("3")},
		 {PLAIN("2")},
		 .out_of_order = GW_POLICY_ALLOW},
		/* a baseline stands for what is before it */
		{.expected = "",
		 {{0}},
		 {PLAIN("3")},
		 {FILE_OF("2_b.sql", "-- godwit:baseline\nSELECT 1;\n")}},
		{.expected = "error out-of-order 2",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {PLAIN("1"), PLAIN("2")},
		 .events = "applied 1; applied 3",
		 .applied = {PLAIN("1"), PLAIN("3")}},
		{.expected = "",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {PLAIN("1"), PLAIN("2")},
		 .events = "applied 1; applied 2; applied 3",
		 .applied = {PLAIN("1"), PLAIN("2"), PLAIN("3")}},
		{.expected = "",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {PLAIN("1"), PLAIN("2")},
		 .events = "applied 1; applied 3; reverted 3",
		 .applied = {PLAIN("1"), PLAIN("3")}},
	};
	static const struct branch_case messages[] = {
		{.expected = "2_m comes before 3_m, which main has",
		 {{0}},
		 {PLAIN("3")},
		 {PLAIN("2")}},
		{.expected =
			 "2_m comes before 3, which prod has applied on 1970-01-01 00:00:00 UTC",
		 {{0}},
		 {{0}},
		 {PLAIN("2")},
		 .events = "applied 3",
		 .applied = {PLAIN("3")}},
	};

	check_cases(cases, GW_COUNT(cases), findings_text);
	check_cases(messages, GW_COUNT(messages), messages_text);
}

static void test_merged_migrations(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "error edited 1", {PLAIN("1")}, {PLAIN("1")}, {EDITED("1")}},
		{.expected = "error deleted 1", {PLAIN("1")}, {PLAIN("1")}, {{0}}},
		{.expected = "error deleted R__v", {VIEW("1")}, {VIEW("1")}, {{0}}},
		{.expected = "error renumbered 7",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {FILE_OF("7_m.sql", "CREATE TABLE t1 (a);\n")}},
		{.expected = "warning cosmetic 1", {PLAIN("1")}, {PLAIN("1")}, {COMMENTED("1")}},
		{.expected = "warning down-edited 1",
		 {BOTH("1", "A")},
		 {BOTH("1", "A")},
		 {BOTH("1", "B")}},
		{.expected = "warning renamed 1",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {FILE_OF("1_n.sql", "CREATE TABLE t1 (a);\n")}},
	};

	check_cases(cases, GW_COUNT(cases), findings_text);
}

/* The worst of what holds a migration in place is what is said. */
static void test_what_holds(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "1_m was edited, and it is merged into main",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {EDITED("1")}},
		{.expected = "1_m was edited, and the release v1 has it",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {EDITED("1")},
		 .released = "1"},
		{.expected = "1_m was edited, and prod applied it on 1970-01-01 00:00:00 UTC",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {EDITED("1")},
		 .released = "1",
		 .events = "applied 1",
		 .applied = {PLAIN("1")}},
		/* applied with the text that it has now */
		{.expected = "1_m was edited, and it is merged into main",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {EDITED("1")},
		 .events = "applied 1",
		 .applied = {EDITED("1")}},
		{.expected = "1_m was edited, and it is merged into main",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {EDITED("1")},
		 .events = "applied 1; reverted 1",
		 .applied = {PLAIN("1")}},
		{.expected = "1_m was deleted, and prod applied it on 1970-01-01 00:00:00 UTC",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {{0}},
		 .events = "applied 1",
		 .applied = {PLAIN("1")}},
		{.expected = "1_m is 7_m now, and the release v1 has it",
		 {PLAIN("1")},
		 {PLAIN("1")},
		 {FILE_OF("7_m.sql", "CREATE TABLE t1 (a);\n")},
		 .released = "1"},
		/* new, but some database had it from this branch */
		{.expected = "2_m was edited since prod applied it on 1970-01-01 00:00:00 UTC",
		 {{0}},
		 {{0}},
		 {EDITED("2")},
		 .events = "applied 2",
		 .applied = {PLAIN("2")}},
		{.expected = "",
		 {{0}},
		 {{0}},
		 {COMMENTED("2")},
		 .events = "applied 2",
		 .applied = {PLAIN("2")}},
		{.expected = "",
		 {{0}},
		 {{0}},
		 {EDITED("2")},
		 .events = "applied 2 bare",
		 .applied = {PLAIN("2")}},
	};

	check_cases(cases, GW_COUNT(cases), messages_text);
}

/* Each side is right by itself. */
static void test_both_together(void **state GW_UNUSED)
{
#define TERN(path, n) FILE_OF(path, "SELECT " n ";\n---- create above / drop below ----\n")
	static const struct branch_case cases[] = {
		/* tern wants numbers without gaps */
		{.expected = "",
		 {TERN("001_a.sql", "1")},
		 {TERN("001_a.sql", "1")},
		 {TERN("001_a.sql", "1"), TERN("002_b.sql", "2")},
		 .format = "tern"},
		{.expected = "error format -",
		 {TERN("001_a.sql", "1"), TERN("002_b.sql", "2")},
		 {TERN("001_a.sql", "1")},
		 {TERN("001_a.sql", "1"), TERN("002_b.sql", "2"), TERN("003_c.sql", "3")},
		 .format = "tern"},
	};
	static const struct branch_case messages[] = {
		{.expected = "merged with main: migration 2 is missing in double",
		 {TERN("001_a.sql", "1"), TERN("002_b.sql", "2")},
		 {TERN("001_a.sql", "1")},
		 {TERN("001_a.sql", "1"), TERN("002_b.sql", "2"), TERN("003_c.sql", "3")},
		 .format = "tern"},
		{.expected = "merged with main: R__X.sql and R__x.sql differ only in upper and "
			     "lower case",
		 {{0}},
		 {FILE_OF("R__x.sql", "SELECT 1;\n")},
		 {FILE_OF("R__X.sql", "SELECT 1;\n")}},
	};

	check_cases(cases, GW_COUNT(cases), findings_text);
	check_cases(messages, GW_COUNT(messages), messages_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nothing),    cmocka_unit_test(test_collisions),
		cmocka_unit_test(test_order),      cmocka_unit_test(test_merged_migrations),
		cmocka_unit_test(test_what_holds), cmocka_unit_test(test_both_together),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
