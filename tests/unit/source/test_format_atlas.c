/*
 * Atlas' folders, held to atlas.sum, and postgrator's pairs.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_atlas;
extern const struct gw_format gw_format_postgrator;

static const char a_sql[] = "CREATE TABLE a (x integer);\n";
static const char b_sql[] = "CREATE TABLE b (x integer);\n";
/* As sha256sum has it: of the names and contents, one after the other. */
static const char sum[] = "h1:total\n"
			  "1_a.sql h1:vC7eQUrJayJG2536y6KKjN4MPFz0NuUAoCa+Thx4NP0=\n"
			  "2_b.sql h1:zbPfJTQozbIF4Z+vsweDrQUL33x6sZ3Xv2yfZJWl+SE=\n";

static void holds_to_the_list(void **state GW_UNUSED)
{
	const struct scan_case cases[] = {
		{.title = "as it was, and a new one",
		 .files = {{"1_a.sql", a_sql},
			   {"2_b.sql", b_sql},
			   {"3.sql", "c"},
			   {"atlas.sum", sum}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"CREATE TABLE a (x integer);/\"\n"
			     "versioned 2 b 2_b.sql\n  up \"CREATE TABLE b (x integer);/\"\n"
			     "versioned 3  3.sql\n  up \"c\"\n"
			     "notice 3.sql: is not in atlas.sum yet\n"},
		{.title = "line ends of a checkout",
		 .files = {{"1_a.sql", "CREATE TABLE a (x integer);\r\n"},
			   {"2_b.sql", b_sql},
			   {"atlas.sum", sum}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"CREATE TABLE a (x integer);\r/\"\n"
			     "versioned 2 b 2_b.sql\n  up \"CREATE TABLE b (x integer);/\"\n"},
		{.title = "the first that was edited",
		 .files = {{"1_a.sql", "x"}, {"2_b.sql", b_sql}, {"atlas.sum", sum}},
		 .code = GW_E_FORMAT,
		 .message = "1_a.sql is not what atlas.sum says"},
		{.title = "one that came in between",
		 .files = {{"1_a.sql", a_sql},
			   {"1_z.sql", ""},
			   {"2_b.sql", b_sql},
			   {"atlas.sum", sum}},
		 .code = GW_E_FORMAT,
		 .message = "1_z.sql is not what atlas.sum says"},
		{.title = "one that is gone",
		 .files = {{"1_a.sql", a_sql}, {"atlas.sum", sum}},
		 .code = GW_E_FORMAT,
		 .message = "2_b.sql is in the list, and not in the folder"},
		{.title = "directives",
		 .files = {{"1_a.sql", "-- atlas:txmode none\n\na"},
			   {"2_b.sql", "-- atlas:checkpoint\nb"}},
		 .expected = "versioned 1 a 1_a.sql\n  up off \"-- atlas:txmode none//a\"\n"
			     "baseline 2 b 2_b.sql\n  up \"-- atlas:checkpoint/b\"\n"},
		{.title = "an archive",
		 .files = {{"1_a.sql", "-- atlas:txtar\n"}},
		 .code = GW_E_FORMAT,
		 .message = "does not read",
		 .line = 1},
	};

	check_cases(&gw_format_atlas, cases, GW_COUNT(cases));
}

static void reads_postgrator(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "pairs, with and without a name",
		 .files = {{"001.do.a.b.sql", "a"},
			   {"001.undo.a.b.sql", "A"},
			   {"2.do.sql", "b"},
			   {"3.do.c.js", ""},
			   {"4.dont.sql", "d"}},
		 .expected =
			 "versioned 001 a.b 001.do.a.b.sql\n  up \"a\"\n  down \"A\"\n"
			 "versioned 2  2.do.sql\n  up \"b\"\n"
			 "notice 4.dont.sql: is not run: its name is not like 001.do.name.sql\n"
			 "notice 3.do.c.js: is not run: it is a JavaScript migration, and godwit "
			 "runs SQL only\n"},
		{.title = "two of one version",
		 .files = {{"1.do.a.sql", "a"}, {"1.do.b.sql", "b"}},
		 .code = GW_E_DUPLICATE,
		 .message = "same migration"},
	};

	check_cases(&gw_format_postgrator, cases, GW_COUNT(cases));
}

static void are_recognised(void **state GW_UNUSED)
{
	static const struct double_file plain[] = {{"1_a.sql", ""}, {NULL, NULL}};
	static const struct double_file listed[] = {
		{"1_a.sql", ""}, {"atlas.sum", ""}, {NULL, NULL}};
	static const struct double_file pairs[] = {
		{"1.do.a.sql", ""}, {"1.undo.a.sql", ""}, {NULL, NULL}};

	assert_int_equal(sniff_files(&gw_format_atlas, plain), GW_SNIFF_NO);
	assert_int_equal(sniff_files(&gw_format_atlas, listed), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_postgrator, plain), GW_SNIFF_NO);
	assert_int_equal(sniff_files(&gw_format_postgrator, pairs), GW_SNIFF_YES);
}

static void write_new_files(void **state GW_UNUSED)
{
	static const struct double_file none[] = {{NULL, NULL}};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_non_null(strstr(new_files(&arena, &gw_format_atlas, none, "20260101", "add x"),
			       "20260101_add_x.sql\n"));
	assert_non_null(strstr(new_files(&arena, &gw_format_postgrator, none, "004", "add x"),
			       "004.undo.add-x.sql\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(holds_to_the_list),
		cmocka_unit_test(reads_postgrator),
		cmocka_unit_test(are_recognised),
		cmocka_unit_test(write_new_files),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
