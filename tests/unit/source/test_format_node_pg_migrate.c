/*
 * node-pg-migrate's markers, pairs and numbers.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_node_pg_migrate;

static void cuts_files_at_markers(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "up and down",
		 .files = {{"1_a.sql", "-- Up Migration\na;\n-- Down Migration\n-a;"}},
		 .expected = "versioned 1_a  1_a.sql\n  up \"-- Up Migration/a;/\"\n"
			     "  down \"-- Down Migration/-a;\"\n"},
		{.title = "the other way round, in other spellings",
		 .files = {{"1_a.sql", "---- down  migration of a\n-a;\n  --UP migration\na;"}},
		 .expected = "versioned 1_a  1_a.sql\n  up \"  --UP migration/a;\"\n"
			     "  down \"---- down  migration of a/-a;/\"\n"},
		{.title = "no marker: all is up",
		 .files = {{"1_a.sql", "a; -- up migration\n-- upmigration\n"}},
		 .expected =
			 "versioned 1_a  1_a.sql\n  up \"a; -- up migration/-- upmigration/\"\n"},
		{.title = "no down",
		 .files = {{"1_a.sql", "-- up migration\na;"}},
		 .expected = "versioned 1_a  1_a.sql\n  up \"-- up migration/a;\"\n"},
		{.title = "SQL before the first marker is told",
		 .files = {{"1_a.sql", "x;\n-- up migration\na;"}},
		 .expected = "versioned 1_a  1_a.sql\n  up \"-- up migration/a;\"\n"
			     "notice 1_a.sql: what stands before the first marker is not run\n"},
		{.title = "down alone would be run as up",
		 .files = {{"1_a.sql", "a;\n-- Down Migration\n-a;"}},
		 .code = GW_E_FORMAT,
		 .message = "not where up does",
		 .line = 2},
	};

	check_cases(&gw_format_node_pg_migrate, cases, GW_COUNT(cases));
}

static void joins_pairs(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "a pair",
		 .files = {{"1_a.down.sql", "-a;"}, {"1_a.up.sql", "a;"}},
		 .expected = "versioned 1_a  1_a.up.sql\n  up \"a;\"\n  down \"-a;\"\n"},
		{.title = "a pair and a single file",
		 .files = {{"1_a.down.sql", "-a;"}, {"1_a.sql", "a;"}},
		 .code = GW_E_DUPLICATE,
		 .message = "1_a.down.sql and 1_a.sql"},
		{.title = "a single file and a pair",
		 .files = {{"1_a.sql", "a;"}, {"1_a.up.sql", "a;"}},
		 .code = GW_E_DUPLICATE,
		 .message = "1_a.sql and 1_a.up.sql"},
		{.title = "a down alone",
		 .files = {{"1_a.down.sql", "-a;"}},
		 .expected = "notice 1_a.down.sql: is not run: it has no up file\n"},
	};

	check_cases(&gw_format_node_pg_migrate, cases, GW_COUNT(cases));
}

static void orders_by_number(void **state GW_UNUSED)
{
	static const struct {
		const char *before;
		const char *after;
	} cases[] = {
		{"9_b", "10_a"},
		{"1704100000000_z", "1704100000001_a"},
		/* 2024-01-01T09:06:40.000Z is 1704100000000 ms */
		{"1704099999999_z", "20240101090640000_a"},
		{"20240101090640000_z", "1704100000001_a"},
		/* 2024-02-29T23:59:59.999Z and the next millisecond, 2024-03-01 */
		{"1709251199998_z", "20240229235959999_a"},
		{"20240229235959999_z", "1709251200000_a"},
		{"19700101000000001_a", "2_a"},
		{"1_a", "1_b"},
		{"123_a", "99999999999999999999999_a"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const struct gw_format *format = &gw_format_node_pg_migrate;

		if (format->compare(cases[i].before, cases[i].after) >= 0 ||
		    format->compare(cases[i].after, cases[i].before) <= 0)
			fail_msg("%s must come before %s", cases[i].before, cases[i].after);
	}
	assert_int_equal(gw_format_node_pg_migrate.compare("1_a", "1_a"), 0);
}

static void tells_what_it_does_not_run(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "JavaScript, and names without a number",
		 .files = {{"1_a.js", ""}, {"2_b.ts", ""}, {"index.js", ""}, {"x.sql", ""}},
		 .expected = "notice x.sql: is not run: its name does not begin with a number\n"
			     "notice 1_a.js: is not run: it is a JavaScript migration, and godwit "
			     "runs SQL only\n"
			     "notice 2_b.ts: is not run: it is a TypeScript migration, and godwit "
			     "runs SQL only\n"},
	};

	check_cases(&gw_format_node_pg_migrate, cases, GW_COUNT(cases));
}

static void recognises_its_own(void **state GW_UNUSED)
{
	static const struct double_file marked[] = {
		{"1_a.sql", "-- Up Migration\n"}, {"2_b.sql", "-- Down Migration\n"}, {NULL, NULL}};
	static const struct double_file pairs[] = {{"1_a.up.sql", "-- Up migration\n"},
						   {"1_a.down.sql", "-- Down migration\n"},
						   {NULL, NULL}};

	assert_int_equal(sniff_files(&gw_format_node_pg_migrate, marked), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_node_pg_migrate, pairs), GW_SNIFF_NO);
}

static void a_new_file_comes_last(void **state GW_UNUSED)
{
	static const struct double_file one[] = {{"1704100000000_a.sql", "a"}, {NULL, NULL}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *made = new_files(&arena, &gw_format_node_pg_migrate, one, "20261122093000",
				     "add x");

	assert_int_equal(strncmp(made, "20261122093000000_add-x.sql\n", 28), 0);
	assert_true(gw_format_node_pg_migrate.compare("1704100000000_a",
						      "20261122093000000_add-x") < 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_files_at_markers),
		cmocka_unit_test(joins_pairs),
		cmocka_unit_test(orders_by_number),
		cmocka_unit_test(tells_what_it_does_not_run),
		cmocka_unit_test(recognises_its_own),
		cmocka_unit_test(a_new_file_comes_last),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
