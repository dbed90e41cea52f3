/* Versions behind the base's for what a branch added. */
#include "branch_case.h"

/* 2026-11-22 09:30:00 UTC */
static const int64_t now_us = INT64_C(1795339800000000);

/* "3>4 4>5: 4_m.sql>5_m.sql 3_m.sql>4_m.sql; 5_m.sql depends=4", or the error's message */
static const char *renumbering_text(struct gw_arena *arena, const struct branch_case *c)
{
	const struct gw_branch branch = case_branch(arena, c);
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_renumbering result;

	if (!gw_branch_renumber(arena, &branch, now_us, &result, &error)) {
		assert_int_equal(error->code, GW_E_UNSUPPORTED);
		assert_non_null(error->hint);
		return gw_strdup(arena, error->message);
	}
	for (size_t i = 0; i < result.list.n; i++)
		gw_str_printf(&str, "%s%s>%s", i != 0 ? " " : "",
			      result.list.items[i].migration->key, result.list.items[i].version);
	for (size_t i = 0; i < result.renames.n; i++)
		gw_str_printf(&str, "%s%s>%s", i != 0 ? " " : ": ", result.renames.items[i].from,
			      result.renames.items[i].to);
	for (size_t i = 0; i < result.rewrites.n; i++)
		gw_str_printf(&str, "; %s %.*s", result.rewrites.items[i].path,
			      GW_VIEW_ARG(result.rewrites.items[i].content));
	return gw_str_take(&str, arena);
}

static void test_when(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "", {{0}}, {{0}}, {{0}}},
		{.expected = "", {PLAIN("1")}, {PLAIN("1"), PLAIN("2")}, {PLAIN("1"), PLAIN("3")}},
		{.expected = "", {{0}}, {PLAIN("3")}, {LATE("2")}},
		{.expected = "", {{0}}, {PLAIN("3")}, {PLAIN("3")}},
		{.expected = "", {PLAIN("1")}, {PLAIN("1")}, {EDITED("1"), VIEW("1")}},
		{.expected = "2>4: 2_m.sql>4_m.sql", {{0}}, {PLAIN("3")}, {PLAIN("2")}},
		{.expected = "3>4: 3_n.sql>4_n.sql",
		 {{0}},
		 {PLAIN("3")},
		 {FILE_OF("3_n.sql", "SELECT 1;\n")}},
		/* what comes behind already moves as well: the order stays */
		{.expected = "2>10 9>11: 9_m.sql>11_m.sql 2_m.sql>10_m.sql",
		 {{0}},
		 {FILE_OF("9_x.sql", "SELECT 1;\n")},
		 {PLAIN("2"), PLAIN("9")}},
		{.expected = "2>4: 2_m.sql>4_m.sql",
		 {PLAIN("3")},
		 {PLAIN("3")},
		 {PLAIN("3"), PLAIN("2")}},
		/* what both have stays */
		{.expected = "1>3: 1_m.sql>3_m.sql", {{0}}, {PLAIN("2")}, {PLAIN("1"), PLAIN("2")}},
	};

	check_cases(cases, GW_COUNT(cases), renumbering_text);
}

static void test_styles(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "007>010: 007_m.sql>010_m.sql", {{0}}, {PLAIN("009")}, {PLAIN("007")}},
		{.expected = "1.2>1.10.4: 1.2_m.sql>1.10.4_m.sql",
		 {{0}},
		 {PLAIN("1.10.3")},
		 {PLAIN("1.2")}},
		/* fresh stamps, a second apart */
		{.expected = "20260101000000>20261122093000 20260102000000>20261122093001: "
			     "20260102000000_m.sql>20261122093001_m.sql "
			     "20260101000000_m.sql>20261122093000_m.sql",
		 {{0}},
		 {PLAIN("20260501000000")},
		 {PLAIN("20260101000000"), PLAIN("20260102000000")}},
		/* the base is ahead of the clock */
		{.expected = "20260101000000>20270501000001: "
			     "20260101000000_m.sql>20270501000001_m.sql",
		 {{0}},
		 {PLAIN("20270501000000")},
		 {PLAIN("20260101000000")}},
	};

	check_cases(cases, GW_COUNT(cases), renumbering_text);
}

#define DEPENDS(n, on) FILE_OF(n "_m.sql", "-- godwit:up depends=" on " lock_timeout=2s\nT" n "\n")

static void test_depends(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "2>4 3>5: 3_m.sql>5_m.sql 2_m.sql>4_m.sql; 5_m.sql -- godwit:up "
			     "depends=1,4 lock_timeout=2s\nT3\n",
		 {PLAIN("1")},
		 {PLAIN("1"), FILE_OF("3_x.sql", "SELECT 1;\n")},
		 {PLAIN("1"), PLAIN("2"), DEPENDS("3", "1,2")}},
		/* other spelling, same version */
		{.expected = "2>4 3>5: 3_m.sql>5_m.sql 2_m.sql>4_m.sql; 5_m.sql -- godwit:up "
			     "depends=4 lock_timeout=2s\nT3\n",
		 {{0}},
		 {FILE_OF("3_x.sql", "SELECT 1;\n")},
		 {PLAIN("2"), DEPENDS("3", "02")}},
		/* only markers say it */
		{.expected = "2>4 3>5: 3_m.sql>5_m.sql 2_m.sql>4_m.sql; 5_m.sql -- depends=2\n-- "
			     "godwit:up depends=4\nSELECT '\n-- godwit:up depends=2\n';\n",
		 {{0}},
		 {FILE_OF("3_x.sql", "SELECT 1;\n")},
		 {PLAIN("2"), FILE_OF("3_m.sql", "-- depends=2\n-- godwit:up depends=2\nSELECT "
						 "'\n-- godwit:up depends=2\n';\n")}},
	};

	check_cases(cases, GW_COUNT(cases), renumbering_text);
}

static void test_refusals(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "2_b.sql cannot be renumbered: 20261122093000 would not come behind x "
			     "(format "
			     "sql-migrate)",
		 {{0}},
		 {FILE_OF("x.sql", "-- +migrate Up\nSELECT 1;\n")},
		 {FILE_OF("2_b.sql", "-- +migrate Up\nSELECT 2;\n")},
		 .format = "sql-migrate"},
	};

	check_cases(cases, GW_COUNT(cases), renumbering_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_when),
		cmocka_unit_test(test_styles),
		cmocka_unit_test(test_depends),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
