/*
 * dbmate's markers, options, several pairs in a file, and its order.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_dbmate;

static void reads_files(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "up and down, comments before; digits need no separator",
		 .files = {{"1_a.sql", "\n-- note\n-- migrate:up\na;\n-- migrate:down\nb;\n"},
			   {"2b.sql", "--migrate:up\n--migrate:down\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"a;/\"\n  down \"b;/\"\n"
			     "versioned 2 b 2b.sql\n  up \"\"\n  down \"\"\n"},
		{.title = "transaction by direction; what looks like a marker and is none",
		 .files = {{"1_a.sql", "-- migrate:up  transaction:false\r\n-- migrate:upx\r\n"
				       "-- migrate:down\r\n"},
			   {"2_b.sql", "-- migrate:up\n -- migrate:up\n"
				       "-- migrate:down transaction:false\n"}},
		 .expected = "versioned 1 a 1_a.sql\n"
			     "  up off \"-- migrate:upx\r/\"\n  down \"\"\n"
			     "versioned 2 b 2_b.sql\n"
			     "  up \" -- migrate:up/\"\n  down off \"\"\n"},
		{.title = "several pairs: ups in order, downs in reverse",
		 .files = {{"1_a.sql", "-- migrate:up\na\n-- migrate:down\n-a\n"
				       "-- migrate:up\nb\n-- migrate:down\n-b\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"a/\" \"b/\"\n  down \"-b/\" \"-a/\"\n"},
		{.title = "its order is that of names as text",
		 .files = {{"1_a.sql", "-- migrate:up\n-- migrate:down\n"},
			   {"10_b.sql", "-- migrate:up\n-- migrate:down\n"},
			   {"9_c.sql", "-- migrate:up\n-- migrate:down\n"}},
		 .expected = "versioned 10 b 10_b.sql\n  up \"\"\n  down \"\"\n"
			     "versioned 1 a 1_a.sql\n  up \"\"\n  down \"\"\n"
			     "versioned 9 c 9_c.sql\n  up \"\"\n  down \"\"\n"},
		{.title = "an unknown option is told, a name without number too",
		 .files = {{"1_a.sql", "-- migrate:up fast:true\n-- migrate:down\n"},
			   {"x.sql", "-- migrate:up\n-- migrate:down\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"\"\n  down \"\"\n"
			     "notice 1_a.sql: the option 'fast:true' has no meaning\n"
			     "notice x.sql: is not run: its name does not begin with a number\n"},
	};

	check_cases(&gw_format_dbmate, cases, GW_COUNT(cases));
}

static void refuses_what_dbmate_refuses(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "no marker",
		 .files = {{"1_a.sql", "-- a\n"}},
		 .code = GW_E_FORMAT,
		 .message = "no \"-- migrate:up\""},
		{.title = "no down",
		 .files = {{"1_a.sql", "-- migrate:up\na;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "no \"-- migrate:down\""},
		{.title = "SQL before up",
		 .files = {{"1_a.sql", "-- x\n/* y */\n-- migrate:up\n-- migrate:down\n"}},
		 .code = GW_E_FORMAT,
		 .message = "before the first",
		 .line = 2},
		{.title = "down first",
		 .files = {{"1_a.sql", "-- migrate:down\n-- migrate:up\n"}},
		 .code = GW_E_FORMAT,
		 .message = "no migrate:up before",
		 .line = 1},
		{.title = "two ups",
		 .files = {{"1_a.sql", "-- migrate:up\n-- migrate:up\n-- migrate:down\n"}},
		 .code = GW_E_FORMAT,
		 .message = "no migrate:down",
		 .line = 2},
	};

	check_cases(&gw_format_dbmate, cases, GW_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_files),
		cmocka_unit_test(refuses_what_dbmate_refuses),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
