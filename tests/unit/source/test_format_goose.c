/*
 * The annotations of goose and of sql-migrate.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_goose;
extern const struct gw_format gw_format_sql_migrate;

static void reads_goose(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "up, down, statements, any case, trailing dashes",
		 .files = {{"1_a.sql", "\n-- +goose UP\n-- +goose StatementBegin\na;\n"
				       "-- +goose StatementEnd\n-- +goose down --\nb;\n"}},
		 .expected = "versioned 1 a 1_a.sql\n"
			     "  up \"-- +goose StatementBegin/a;/-- +goose StatementEnd/\"\n"
			     "  down \"b;/\"\n"},
		{.title = "no transaction holds for both, wherever it stands",
		 .files = {{"00001_a.sql", "-- +goose Up\na;\n-- +goose Down\nb;\n"
					   "-- +goose NO TRANSACTION\n"}},
		 .expected = "versioned 00001 a 00001_a.sql\n  up off \"a;/\"\n"
			     "  down off \"b;/-- +goose NO TRANSACTION/\"\n"},
		{.title = "sections say that they begin under ENVSUB ON",
		 .files = {{"1_a.sql", "-- +goose ENVSUB ON\n-- +goose Up\n$a;\n"
				       "-- +goose ENVSUB OFF\nb;\n-- +goose Down\nc;\n"},
			   {"2_b.sql", "-- +goose Up\na;\n-- +goose envsub on\n$b;\n"
				       "-- +goose Down\n$c;\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"-- +goose ENVSUB ON/\" \"$a;/"
			     "-- +goose ENVSUB OFF/b;/\"\n  down \"c;/\"\n"
			     "versioned 2 b 2_b.sql\n  up \"a;/-- +goose envsub on/$b;/\"\n"
			     "  down \"-- +goose envsub on/\" \"$c;/\"\n"},
		{.title = "no down; ENVSUB without a variable; a Go step is told",
		 .files = {{"1_a.sql", "-- +goose Up\n-- +goose ENVSUB ON\na;\n"
				       "-- +goose ENVSUB OFF\n$b;\n"},
			   {"2_b.go", ""},
			   {"2_b_test.go", ""}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"-- +goose ENVSUB ON/a;/"
			     "-- +goose ENVSUB OFF/$b;/\"\n"
			     "notice 2_b.go: is not run: it is a Go migration, and godwit runs "
			     "SQL only\n"},
	};

	check_cases(&gw_format_goose, cases, GW_COUNT(cases));
}

static void refuses_what_goose_refuses(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "no number",
		 .files = {{"a_b.sql", "-- +goose Up\n"}},
		 .code = GW_E_FORMAT,
		 .message = "a_b.sql"},
		{.title = "zero",
		 .files = {{"0_b.sql", "-- +goose Up\n"}},
		 .code = GW_E_FORMAT,
		 .message = "1 or more"},
		{.title = "no up",
		 .files = {{"1_b.sql", "-- nothing\n"}},
		 .code = GW_E_FORMAT,
		 .message = "no \"-- +goose Up\""},
		{.title = "SQL before up",
		 .files = {{"1_b.sql", "a;\n-- +goose Up\n"}},
		 .code = GW_E_FORMAT,
		 .message = "before \"-- +goose Up\"",
		 .line = 1},
		{.title = "indented",
		 .files = {{"1_b.sql", "-- +goose Up\n  -- +goose Down\n"}},
		 .code = GW_E_FORMAT,
		 .message = "start of its line",
		 .line = 2},
		{.title = "unknown",
		 .files = {{"1_b.sql", "-- +goose Up\n-- +goose Sideways\n"}},
		 .code = GW_E_FORMAT,
		 .message = "no such annotation",
		 .line = 2},
		{.title = "two downs",
		 .files = {{"1_b.sql", "-- +goose Up\n-- +goose Down\n-- +goose Down\n"}},
		 .code = GW_E_FORMAT,
		 .message = "second Down",
		 .line = 3},
		{.title = "open statement at down",
		 .files = {{"1_b.sql", "-- +goose Up\n-- +goose StatementBegin\n-- +goose Down\n"}},
		 .code = GW_E_FORMAT,
		 .message = "no StatementEnd",
		 .line = 3},
		{.title = "open statement at the end",
		 .files = {{"1_b.sql", "-- +goose Up\n-- +goose StatementBegin\na;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "StatementEnd"},
	};

	check_cases(&gw_format_goose, cases, GW_COUNT(cases));
}

static void reads_sql_migrate(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "options, sections that add up, a licence before them",
		 .files = {{"1-a.sql", "/* x */\n-- +migrate Up notransaction\na;\n"
				       "-- +migrate Down\n-a;\n-- +migrate Up\nb;\n"}},
		 .expected = "versioned 1 a 1-a.sql\n  up off \"a;/\" \"b;/\"\n  down \"-a;/\"\n"},
		{.title = "numbers first, names after; equal numbers are told apart by name",
		 .files = {{"initial.sql", "-- +migrate Up\n"},
			   {"10_c.sql", "-- +migrate Up\n"},
			   {"9_b.sql", "-- +migrate Up\n"},
			   {"9_d.sql", "-- +migrate Up\n"}},
		 .expected = "versioned 9 b 9_b.sql\n  up \"\"\n"
			     "versioned 9_d  9_d.sql\n  up \"\"\n"
			     "versioned 10 c 10_c.sql\n  up \"\"\n"
			     "versioned initial  initial.sql\n  up \"\"\n"
			     "notice 9_d.sql: has the number of 9_b.sql: its version is taken as "
			     "9_d\n"},
		{.title = "no up",
		 .files = {{"1_a.sql", "-- +migrate Down\n"}},
		 .code = GW_E_FORMAT,
		 .message = "no \"-- +migrate Up\""},
		{.title = "unknown annotation",
		 .files = {{"1_a.sql", "-- +migrate Up\n-- +migrate Sideways\n"}},
		 .code = GW_E_FORMAT,
		 .message = "no such annotation",
		 .line = 2},
		{.title = "unknown option",
		 .files = {{"1_a.sql", "-- +migrate Up fast\n"}},
		 .code = GW_E_FORMAT,
		 .message = "notransaction",
		 .line = 1},
	};

	check_cases(&gw_format_sql_migrate, cases, GW_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_goose),
		cmocka_unit_test(refuses_what_goose_refuses),
		cmocka_unit_test(reads_sql_migrate),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
