/*
 * Prisma's folders: the whole name is the version.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_prisma;

static void reads_folders(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "two of one second, and one without a stamp",
		 .files = {{"20240101000000_b/migration.sql", "b"},
			   {"20240101000000_a/migration.sql", "a"},
			   {"0_init/migration.sql", "i"},
			   {"migration_lock.toml", ""}},
		 .expected = "versioned 0_init  0_init/migration.sql\n  up \"i\"\n"
			     "versioned 20240101000000_a  20240101000000_a/migration.sql\n"
			     "  up \"a\"\n"
			     "versioned 20240101000000_b  20240101000000_b/migration.sql\n"
			     "  up \"b\"\n"},
		{.title = "text order, not numbers",
		 .files = {{"10_b/migration.sql", "b"}, {"9_a/migration.sql", "a"}},
		 .expected = "versioned 10_b  10_b/migration.sql\n  up \"b\"\n"
			     "versioned 9_a  9_a/migration.sql\n  up \"a\"\n"},
		{.title = "a folder without migration.sql",
		 .files = {{"1_a/migration.sql", "a"}, {"2_b/notes.txt", ""}},
		 .code = GW_E_FORMAT,
		 .message = "no migration.sql"},
		{.title = "a stray",
		 .files = {{"1_a/migration.sql", "a"}, {"seed.sql", ""}},
		 .expected = "versioned 1_a  1_a/migration.sql\n  up \"a\"\n"
			     "notice seed.sql: is not run: it is in no migration's folder\n"},
	};

	check_cases(&gw_format_prisma, cases, GW_COUNT(cases));
}

static void leaves_drizzle_alone(void **state GW_UNUSED)
{
	static const struct double_file prisma[] = {{"1_a/migration.sql", ""}, {NULL, NULL}};
	static const struct double_file drizzle[] = {
		{"1_a/migration.sql", ""}, {"1_a/snapshot.json", ""}, {NULL, NULL}};

	assert_int_equal(sniff_files(&gw_format_prisma, prisma), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_prisma, drizzle), GW_SNIFF_NO);
}

static void writes_a_folder(void **state GW_UNUSED)
{
	static const struct double_file none[] = {{NULL, NULL}};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_non_null(
		strstr(new_files(&arena, &gw_format_prisma, none, "20261122093000", "add x"),
		       "20261122093000_add_x/migration.sql\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_folders),
		cmocka_unit_test(leaves_drizzle_alone),
		cmocka_unit_test(writes_a_folder),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
