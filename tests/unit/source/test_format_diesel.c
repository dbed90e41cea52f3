/*
 * diesel's folders: versions as text, metadata.toml, what diesel itself refuses.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_diesel;
extern const struct gw_format gw_format_prisma;

static void reads_folders(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "order of versions as text, without dashes",
		 .files = {{"2024-03-13_x/up.sql", "c"},
			   {"2024-03-06-170000_y/up.sql", "b"},
			   {"2024-03-06-170000_y/down.sql", "-b"},
			   {"00000000000000_diesel_initial_setup/up.sql", "a"}},
		 .expected = "versioned 00000000000000 diesel_initial_setup "
			     "00000000000000_diesel_initial_setup/up.sql\n  up \"a\"\n"
			     "versioned 20240306170000 y 2024-03-06-170000_y/up.sql\n  up \"b\"\n"
			     "  down \"-b\"\n"
			     "versioned 20240313 x 2024-03-13_x/up.sql\n  up \"c\"\n"},
		{.title = "a name without version is all version; an empty down.sql takes back "
			  "nothing",
		 .files = {{"init/up.sql", "a"}, {"init/down.sql", ""}},
		 .expected = "versioned init  init/up.sql\n  up \"a\"\n  down \"\"\n"},
		{.title = "files beside the folders",
		 .files = {{"1_a/up.sql", "a"},
			   {"seed.sql", ""},
			   {"README.md", ""},
			   {"hooks/after-run.sql", ""}},
		 .expected = "versioned 1 a 1_a/up.sql\n  up \"a\"\n"
			     "notice seed.sql: is not run: it is in no migration's folder\n"},
		{.title = "no up.sql",
		 .files = {{"1_a/up.sql", "a"}, {"2_b/down.sql", "b"}},
		 .code = GW_E_FORMAT,
		 .message = "no up.sql"},
		{.title = "an empty up.sql",
		 .files = {{"1_a/up.sql", ""}},
		 .code = GW_E_FORMAT,
		 .message = "up.sql is empty"},
		{.title = "comments are enough",
		 .files = {{"1_a/up.sql", "-- nothing\n"}},
		 .expected = "versioned 1 a 1_a/up.sql\n  up \"-- nothing/\"\n"},
	};

	check_cases(&gw_format_diesel, cases, GW_COUNT(cases));
}

static void reads_metadata(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "off, for both directions",
		 .files = {{"1_a/up.sql", "a"},
			   {"1_a/down.sql", "b"},
			   {"1_a/metadata.toml", "# why\nrun_in_transaction=false # indeed\n"}},
		 .expected = "versioned 1 a 1_a/up.sql\n  up off \"a\"\n  down off \"b\"\n"},
		{.title = "on",
		 .files = {{"1_a/up.sql", "a"}, {"1_a/metadata.toml", "run_in_transaction = true"}},
		 .expected = "versioned 1 a 1_a/up.sql\n  up \"a\"\n"},
		{.title = "not said: off",
		 .files = {{"1_a/up.sql", "a"},
			   {"1_a/metadata.toml", "# run_in_transaction = true"}},
		 .expected = "versioned 1 a 1_a/up.sql\n  up off \"a\"\n"
			     "notice 1_a/metadata.toml: it does not say run_in_transaction; as in "
			     "diesel, no transaction is used\n"},
		{.title = "neither: on",
		 .files = {{"1_a/up.sql", "a"}, {"1_a/metadata.toml", "run_in_transaction = no"}},
		 .expected = "versioned 1 a 1_a/up.sql\n  up \"a\"\n"
			     "notice 1_a/metadata.toml: run_in_transaction is neither true nor "
			     "false; as in diesel, a transaction is used\n"},
	};

	check_cases(&gw_format_diesel, cases, GW_COUNT(cases));
}

static void recognises_its_own(void **state GW_UNUSED)
{
	static const struct double_file folders[] = {
		{"1_a/up.sql", "a"}, {"1_a/down.sql", "a"}, {"seed.sql", ""}, {NULL, NULL}};
	static const struct double_file flat[] = {{"up.sql", ""}, {"down.sql", ""}, {NULL, NULL}};
	static const struct double_file deep[] = {{"pg/1_a/up.sql", ""}, {NULL, NULL}};

	assert_int_equal(sniff_files(&gw_format_diesel, folders), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_diesel, flat), GW_SNIFF_NO);
	assert_int_equal(sniff_files(&gw_format_diesel, deep), GW_SNIFF_NO);
	assert_int_equal(sniff_files(&gw_format_prisma, folders), GW_SNIFF_NO);
}

static void writes_its_own_spelling_of_a_stamp(void **state GW_UNUSED)
{
	static const struct double_file none[] = {{NULL, NULL}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *stamp = new_files(&arena, &gw_format_diesel, none, "20261122093000", "add x");
	const char *count = new_files(&arena, &gw_format_diesel, none, "0007", "add x");

	assert_non_null(strstr(stamp, "2026-11-22-093000_add_x/up.sql\n"));
	assert_non_null(strstr(stamp, "2026-11-22-093000_add_x/down.sql\n"));
	assert_non_null(strstr(count, "0007_add_x/up.sql\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_folders),
		cmocka_unit_test(reads_metadata),
		cmocka_unit_test(recognises_its_own),
		cmocka_unit_test(writes_its_own_spelling_of_a_stamp),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
