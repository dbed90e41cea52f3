/*
 * Sqitch's plan: order, names of what was reworked, and ids as sqitch 1.3.1 has them.
 */
#include "scan_case.h"

#include "source/sqitch.h"

extern const struct gw_format gw_format_sqitch;

static const char plan_text[] =
	"%syntax-version=1.0.0\n"
	"%project=vögel\n"
	"%uri=https://example.org/\n"
	"\n"
	"a 2026-11-28T18:53:51Z Ada <ada@example.org> # first — one\n"
	"b [a] 2026-11-28T18:53:54Z Ada <ada@example.org> # two\\nlines \\\\ back\n"
	"c [b !a] 2026-11-28T18:53:57Z Ada <ada@example.org> # x\n"
	"@v1 2026-11-28T18:53:59Z Ada <ada@example.org> # t\n"
	"a [a@v1] 2026-11-28T18:54:03Z Ada <ada@example.org> # again\n";

static void knows_the_ids(void **state GW_UNUSED)
{
	static const char *const ids[][2] = {
		{"a@v1", "ad15db4e5777955ec20673b7a82041803ee7be60"},
		{"b", "69b8f2ccb954b50145b8070bebd341f03565b8d3"},
		{"c", "b539e7b23451a3093bfc6b875f58668b962e5177"},
		{"a", "ecc7f68c10b9a7a8731779c98f5c3e2cd5078f22"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_tree tree = {.nfiles = 0};
	struct gw_sqitch_plan plan;
	struct gw_view fault;

	assert_true(gw_sqitch_plan(&arena, &tree, gw_view_of(plan_text), &plan, &fault));
	assert_int_equal(plan.changes.n, GW_COUNT(ids));
	for (size_t i = 0; i < GW_COUNT(ids); i++) {
		assert_string_equal(plan.changes.items[i].version, ids[i][0]);
		assert_string_equal(plan.changes.items[i].id, ids[i][1]);
	}
	assert_int_equal(plan.tags.n, 1);
	assert_string_equal(plan.tags.items[0].id, "298c77d03b44acbec05112b2dbb2a4cfe9159c2d");
	assert_int_equal(plan.tags.items[0].change, 2);
	assert_string_equal(plan.changes.items[2].depends, "b !a");
	assert_string_equal(plan.changes.items[1].origin.note, "two\nlines \\ back");
}

#define LINE(name) name " 2026-01-01T00:00:00Z A <a@b>\n"

static void reads_projects(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "the plan's order, and scripts without their transactions",
		 .files = {{"deploy/b.sql", "-- b\r\nBEGIN;\r\nb;\r\nCOMMIT;\r\n"},
			   {"deploy/a.sql", "a;\n"},
			   {"revert/b.sql", "begin;\nB;\ncommit;"},
			   {"verify/b.sql", "v;"},
			   {"sqitch.plan", "%project=x\n" LINE("b") LINE("a")}},
		 .expected = "versioned b  deploy/b.sql\n  up \"b;\r/\"\n  down \"B;/\"\n"
			     "versioned a  deploy/a.sql\n  up \"a;/\"\n"},
		{.title = "one that was reworked",
		 .files = {{"deploy/a.sql", "2"},
			   {"deploy/a@w.sql", "1"},
			   {"sqitch.plan",
			    "%project=x\n" LINE("a") LINE("@v") LINE("@w") LINE("a")}},
		 .expected = "versioned a@w  deploy/a@w.sql\n  up \"1\"\n"
			     "versioned a  deploy/a.sql\n  up \"2\"\n"},
		{.title = "a name again, without a tag in between",
		 .files = {{"deploy/a.sql", ""},
			   {"sqitch.plan", "%project=x\n" LINE("a") LINE("a")}},
		 .code = GW_E_FORMAT,
		 .message = "no line of a plan",
		 .line = 3},
		{.title = "a line without a planner",
		 .files = {{"deploy/a.sql", ""},
			   {"sqitch.plan", "%project=x\na 2026-01-01T00:00:00Z\n"}},
		 .code = GW_E_FORMAT,
		 .message = "no line of a plan",
		 .line = 2},
		{.title = "a script that is not there",
		 .files = {{"sqitch.plan", "%project=x\n" LINE("a")}},
		 .code = GW_E_FORMAT,
		 .message = "deploy/a.sql is not there"},
	};

	check_cases(&gw_format_sqitch, cases, GW_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(knows_the_ids),
		cmocka_unit_test(reads_projects),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
