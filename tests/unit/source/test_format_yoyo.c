/*
 * yoyo's directives, its order by dependencies, rollbacks, hooks.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_yoyo;

static void orders_by_dependencies(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "by name where nothing is said",
		 .files = {{"b.sql", "b"}, {"a.sql", "a"}, {"a.rollback.sql", "-a"}},
		 .expected = "versioned a  a.sql late\n  up \"a\"\n  down \"-a\"\n"
			     "versioned b  b.sql late\n  up \"b\"\n"},
		{.title = "the first by name of those whose dependencies are met",
		 .files = {{"a.sql", "-- depends: d\na"},
			   {"b.sql", "b"},
			   {"c.sql", "-- depends: a\nc"},
			   {"d.sql", "d"}},
		 .expected = "versioned b  b.sql late\n  up \"b\"\n"
			     "versioned d  d.sql late\n  up \"d\"\n"
			     "versioned a  a.sql late <d\n  up \"-- depends: d/a\"\n"
			     "versioned c  c.sql late <a\n  up \"-- depends: a/c\"\n"},
		{.title = "several lines, several ids",
		 .files = {{"c.sql", "-- what it does\n\n  --depends : a\n-- depends:  b \nc"},
			   {"a.sql", "a"},
			   {"b.sql", "b"}},
		 .expected = "versioned a  a.sql late\n  up \"a\"\n"
			     "versioned b  b.sql late\n  up \"b\"\n"
			     "versioned c  c.sql late <a <b\n"
			     "  up \"-- what it does//  --depends : a/-- depends:  b /c\"\n"},
		{.title = "only at the start of the file",
		 .files = {{"a.sql", "a;\n-- depends: zzz\n"}},
		 .expected = "versioned a  a.sql late\n  up \"a;/-- depends: zzz/\"\n"},
		{.title = "an unknown id",
		 .files = {{"a.sql", "-- depends: zzz\n"}},
		 .code = GW_E_FORMAT,
		 .message = "depends on zzz"},
		{.title = "a circle",
		 .files = {{"a.sql", "-- depends: c\n"},
			   {"b.sql", "b"},
			   {"c.sql", "-- depends: a\n"}},
		 .code = GW_E_FORMAT,
		 .message = "wait for each other: a, c"},
	};

	check_cases(&gw_format_yoyo, cases, GW_COUNT(cases));
}

static void reads_directives_and_other_files(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "no transaction, for both directions",
		 .files = {{"a.sql", "-- transactional: False\na"}, {"a.rollback.sql", "-a"}},
		 .expected = "versioned a  a.sql late\n  up off \"-- transactional: False/a\"\n"
			     "  down off \"-a\"\n"},
		{.title = "neither true nor false",
		 .files = {{"a.sql", "\n-- transactional: maybe\na"}},
		 .code = GW_E_FORMAT,
		 .message = "transactional must be",
		 .line = 2},
		{.title = "Python is told, and may be depended on",
		 .files = {{"a.py", ""}, {"b.sql", "-- depends: a\nb"}, {"__init__.py", ""}},
		 .expected =
			 "versioned b  b.sql late\n  up \"-- depends: a/b\"\n"
			 "notice a.py: is not run: it is a Python migration, and godwit runs SQL "
			 "only\n"},
		{.title = "post-apply is a hook; temporary files are nothing",
		 .files = {{"post-apply.sql", "x"}, {"_tmp_yoyonew_1.sql", "x"}},
		 .expected = "hook 1 post-apply.sql\n"},
		{.title = "two hooks",
		 .files = {{"post-apply.a.sql", "x"}, {"post-apply.b.sql", "x"}},
		 .code = GW_E_FORMAT,
		 .message = "post-apply.a.sql is a script for post-apply already"},
		{.title = "a rollback of nothing",
		 .files = {{"a.rollback.sql", "x"}},
		 .expected =
			 "notice a.rollback.sql: is not run: there is no migration that it takes "
			 "back\n"},
	};

	check_cases(&gw_format_yoyo, cases, GW_COUNT(cases));
}

static void recognises_its_own(void **state GW_UNUSED)
{
	static const struct double_file rollbacks[] = {{"1.sql", ""},
						       {"1.rollback.sql", ""},
						       {"2.sql", "-- depends: 1\n"},
						       {"3.sql", ""},
						       {NULL, NULL}};
	static const struct double_file plain[] = {
		{"1.sql", "-- it depends: on much\n"}, {"2.sql", ""}, {NULL, NULL}};

	assert_int_equal(sniff_files(&gw_format_yoyo, rollbacks), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_yoyo, plain), GW_SNIFF_NO);
}

static void a_new_file_comes_after_all_heads(void **state GW_UNUSED)
{
	static const struct double_file three[] = {
		{"1-a.sql", "a"}, {"2-b.sql", "-- depends: 1-a\n"}, {"3-c.sql", "c"}, {NULL, NULL}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *made = new_files(&arena, &gw_format_yoyo, three, "4", "add x");

	assert_int_equal(strncmp(made, "4-add-x.sql\n", 12), 0);
	assert_non_null(strstr(made, "\n-- depends: 2-b 3-c\n"));
	assert_non_null(strstr(made, "4-add-x.rollback.sql\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(orders_by_dependencies),
		cmocka_unit_test(reads_directives_and_other_files),
		cmocka_unit_test(recognises_its_own),
		cmocka_unit_test(a_new_file_comes_after_all_heads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
