/*
 * drizzle's two layouts, and its breakpoints in each dialect.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_drizzle;

#define JOURNAL(entries) "{\"version\":\"7\",\"entries\":[" entries "]}"

static void follows_the_journal(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "numbers of the tags; what is not listed is not run",
		 .files = {{"meta/_journal.json", JOURNAL("{\"idx\":0,\"tag\":\"0000_a\"},{\"idx\":"
							  "1,\"tag\":\"0001_b\"}")},
			   {"0000_a.sql", "a;"},
			   {"0001_b.sql", "b;"},
			   {"0002_c.sql", "c;"}},
		 .expected = "versioned 0000 a 0000_a.sql\n  up \"a;\"\n"
			     "versioned 0001 b 0001_b.sql\n  up \"b;\"\n"
			     "notice 0002_c.sql: is not run: it is not in meta/_journal.json\n"},
		{.title = "names without a number: the place in the journal",
		 .files = {{"meta/_journal.json", JOURNAL("{\"tag\":\"zebra\"},{\"tag\":\"ant\"}")},
			   {"zebra.sql", "z;"},
			   {"ant.sql", "a;"}},
		 .expected = "versioned 0000 zebra zebra.sql\n  up \"z;\"\n"
			     "versioned 0001 ant ant.sql\n  up \"a;\"\n"},
		{.title = "a listed file is not there",
		 .files = {{"meta/_journal.json", JOURNAL("{\"tag\":\"0000_a\"}")}},
		 .code = GW_E_FORMAT,
		 .message = "there is no 0000_a.sql"},
		{.title = "the journal goes back",
		 .files = {{"meta/_journal.json",
			    JOURNAL("{\"tag\":\"0001_b\"},{\"tag\":\"0000_a\"}")},
			   {"0000_a.sql", "a;"},
			   {"0001_b.sql", "b;"}},
		 .code = GW_E_FORMAT,
		 .message = "0000_a.sql after 0001_b.sql"},
		{.title = "two of one number",
		 .files = {{"meta/_journal.json",
			    JOURNAL("{\"tag\":\"0001_b\"},{\"tag\":\"0001_a\"}")},
			   {"0001_a.sql", "a;"},
			   {"0001_b.sql", "b;"}},
		 .code = GW_E_FORMAT,
		 .message = "0001_a.sql after 0001_b.sql"},
		{.title = "no JSON",
		 .files = {{"meta/_journal.json", "{"}},
		 .code = GW_E_FORMAT,
		 .message = "journal"},
		{.title = "an entry without tag",
		 .files = {{"meta/_journal.json", JOURNAL("{\"idx\":0}")}},
		 .code = GW_E_FORMAT,
		 .message = "entry 0 has no tag"},
	};

	check_cases(&gw_format_drizzle, cases, GW_COUNT(cases));
}

static void reads_folders(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "in order of their names",
		 .files = {{"20240914125510_b/migration.sql", "b;"},
			   {"20240914125510_b/snapshot.json", "{}"},
			   {"20240914125509_c/migration.sql", "c;"},
			   {"20240914125510_a/migration.sql", "a;"}},
		 .expected = "versioned 20240914125509_c  20240914125509_c/migration.sql\n"
			     "  up \"c;\"\n"
			     "versioned 20240914125510_a  20240914125510_a/migration.sql\n"
			     "  up \"a;\"\n"
			     "versioned 20240914125510_b  20240914125510_b/migration.sql\n"
			     "  up \"b;\"\n"},
	};

	check_cases(&gw_format_drizzle, cases, GW_COUNT(cases));
}

#define BREAKPOINT "--> statement-breakpoint"

static void cuts_breakpoints_out_where_they_are_no_comment(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "a comment for PostgreSQL",
		 .files = {{"1_a/migration.sql", "a;\n" BREAKPOINT "\nb;" BREAKPOINT "\nc;"}},
		 .expected = "versioned 1_a  1_a/migration.sql\n"
			     "  up \"a;/" BREAKPOINT "/b;" BREAKPOINT "/c;\"\n"},
		{.title = "none for MySQL",
		 .files = {{"1_a/migration.sql", "a;\n" BREAKPOINT "\nb;" BREAKPOINT "\nc;"}},
		 .expected = "versioned 1_a  1_a/migration.sql\n  up \"a;/\" \"b;\" \"c;\"\n",
		 .dialect = &gw_dialect_mysql},
		{.title = "a statement that is not ended",
		 .files = {{"1_a/migration.sql",
			    "a; -- end\n" BREAKPOINT "\nb -- ;\n" BREAKPOINT "\nc"}},
		 .expected =
			 "versioned 1_a  1_a/migration.sql\n"
			 "  up \"a; -- end/" BREAKPOINT "/b -- ;/" BREAKPOINT "/c\"\n"
			 "notice 1_a/migration.sql: line 4: the statement before the breakpoint "
			 "does not end with ';', so the next one will be read as part of it\n"},
	};

	check_cases(&gw_format_drizzle, cases, GW_COUNT(cases));
}

static void recognises_its_own(void **state GW_UNUSED)
{
	static const struct double_file journal[] = {
		{"meta/_journal.json", ""}, {"0000_a.sql", ""}, {NULL, NULL}};
	static const struct double_file folders[] = {
		{"1_a/migration.sql", ""}, {"1_a/snapshot.json", ""}, {NULL, NULL}};
	static const struct double_file prisma[] = {{"1_a/migration.sql", ""}, {NULL, NULL}};

	assert_int_equal(sniff_files(&gw_format_drizzle, journal), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_drizzle, folders), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_drizzle, prisma), GW_SNIFF_NO);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(follows_the_journal),
		cmocka_unit_test(reads_folders),
		cmocka_unit_test(cuts_breakpoints_out_where_they_are_no_comment),
		cmocka_unit_test(recognises_its_own),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
