/*
 * db-migrate's pairs of files, and the programs beside them.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_db_migrate;

#define A "20260101000000-a"
#define B "20260102000000-add-b"

static void joins_pairs(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "below the programs that read them",
		 .files = {{A ".js", ""},
			   {B ".js", ""},
			   {"sqls/" A "-down.sql", "-a;"},
			   {"sqls/" A "-up.sql", "a;"},
			   {"sqls/" B "-up.sql", "b;"}},
		 .expected = "versioned " A "  sqls/" A "-up.sql\n  up \"a;\"\n  down \"-a;\"\n"
			     "versioned " B "  sqls/" B "-up.sql\n  up \"b;\"\n"},
		{.title = "the folder itself",
		 .files = {{A "-down.sql", "-a;"}, {A "-up.sql", "a;"}},
		 .expected = "versioned " A "  " A "-up.sql\n  up \"a;\"\n  down \"-a;\"\n"},
		{.title = "a down alone",
		 .files = {{"sqls/" A "-down.sql", "-a;"}},
		 .expected = "notice sqls/" A "-down.sql: is not run: it has no up file\n"},
		{.title = "in both places",
		 .files = {{A "-up.sql", "a;"}, {"sqls/" A "-up.sql", "a;"}},
		 .code = GW_E_DUPLICATE,
		 .message = A "-up.sql and sqls/" A "-up.sql"},
	};

	check_cases(&gw_format_db_migrate, cases, GW_COUNT(cases));
}

static void tells_what_it_does_not_run(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "a program without files, and one that is no migration",
		 .files = {{A ".js", ""}, {"index.js", ""}, {"sqls/" B "-up.sql", "b;"}},
		 .expected = "versioned " B "  sqls/" B "-up.sql\n  up \"b;\"\n"
			     "notice " A
			     ".js: is not run: it is a JavaScript migration, and godwit "
			     "runs SQL only\n"},
		{.title = "other names",
		 .files = {{"sqls/" A ".sql", "a;"}, {"sqls/2026-b-up.sql", "b;"}},
		 .expected = "notice sqls/2026-b-up.sql: is not run: its name is not like "
			     "20260101000000-name-up.sql\n"
			     "notice sqls/" A ".sql: is not run: its name is not like "
			     "20260101000000-name-up.sql\n"},
	};

	check_cases(&gw_format_db_migrate, cases, GW_COUNT(cases));
}

static void recognises_its_own(void **state GW_UNUSED)
{
	static const struct double_file pairs[] = {{A ".js", ""},
						   {"sqls/" A "-up.sql", ""},
						   {"sqls/" A "-down.sql", ""},
						   {NULL, NULL}};
	static const struct double_file others[] = {
		{"1-speed-up.sql", ""}, {"2026010200_cut-down.sql", ""}, {NULL, NULL}};

	assert_int_equal(sniff_files(&gw_format_db_migrate, pairs), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_db_migrate, others), GW_SNIFF_NO);
}

static void new_files_lie_beside_the_others(void **state GW_UNUSED)
{
	static const struct double_file below[] = {{"sqls/" A "-up.sql", "a"}, {NULL, NULL}};
	static const struct double_file flat[] = {{A "-up.sql", "a"}, {NULL, NULL}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_format *format = &gw_format_db_migrate;

	assert_string_equal(new_files(&arena, format, below, "20261122093000", "add x"),
			    "sqls/20261122093000-add-x-up.sql\n-- What this migration changes.\n"
			    "sqls/20261122093000-add-x-down.sql\n-- What takes it back.\n");
	assert_int_equal(strncmp(new_files(&arena, format, flat, "20261122093000", "add x"),
				 "20261122093000-add-x-up.sql\n", 28),
			 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(joins_pairs),
		cmocka_unit_test(tells_what_it_does_not_run),
		cmocka_unit_test(recognises_its_own),
		cmocka_unit_test(new_files_lie_beside_the_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
