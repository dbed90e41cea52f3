/*
 * The two formats of pairs, golang-migrate and sqlx.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_golang_migrate;
extern const struct gw_format gw_format_sqlx;

static void pairs_golang_migrate(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "pairs, dots in titles, order of numbers, leading zeros",
		 .files = {{"10_j.up.sql", "j"},
			   {"9_i.x.up.sql", "i"},
			   {"9_i.x.down.sql", "-i"},
			   {"0001_a.up.sql", "a"}},
		 .expected = "versioned 0001 a 0001_a.up.sql\n  up \"a\"\n"
			     "versioned 9 i.x 9_i.x.up.sql\n  up \"i\"\n  down \"-i\"\n"
			     "versioned 10 j 10_j.up.sql\n  up \"j\"\n"},
		{.title = "titles of the two halves may differ",
		 .files = {{"1_add.up.sql", "a"}, {"01_drop.down.sql", "-a"}},
		 .expected = "versioned 01 add 1_add.up.sql\n  up \"a\"\n  down \"-a\"\n"},
		{.title = "a layout with V and dots",
		 .files = {{"V0002.Second.up.sql", "b"}, {"V0002.Second.down.sql", "-b"}},
		 .expected =
			 "versioned 0002 Second V0002.Second.up.sql\n  up \"b\"\n  down \"-b\"\n"},
		{.title = "variants",
		 .files = {{"1_a.up.sql", "a"},
			   {"1_a.postgres.up.sql", "pg"},
			   {"1_a.down.sql", "-a"},
			   {"1_a.mysql.down.sql", "-my"},
			   {"2_b.mysql.up.sql", "my"}},
		 .expected = "versioned 1 a 1_a.postgres.up.sql\n  up \"pg\"\n  down \"-a\"\n"},
		{.title = "a down without up, and names that do not fit",
		 .files = {{"1_a.down.sql", "-a"}, {"schema.sql", ""}, {"x_b.up.sql", ""}},
		 .expected = "notice schema.sql: is not run: its name is not like 1_name.up.sql\n"
			     "notice x_b.up.sql: is not run: its name is not like 1_name.up.sql\n"
			     "notice 1_a.down.sql: is not run: it has no up file\n"},
		{.title = "time stamps that collide are both meant",
		 .files = {{"1626194317_a.up.sql", "a"},
			   {"1626194317_a.down.sql", "-a"},
			   {"1626194317_b.up.sql", "b"}},
		 .expected = "versioned 1626194317 a 1626194317_a.up.sql\n"
			     "  up \"a\"\n  down \"-a\"\n"
			     "versioned 1626194317_b  1626194317_b.up.sql\n  up \"b\"\n"
			     "notice 1626194317_b.up.sql: has the number of 1626194317_a.up.sql: "
			     "its version is taken as 1626194317_b\n"},
	};

	check_cases(&gw_format_golang_migrate, cases, GW_COUNT(cases));
}

static void pairs_sqlx(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "simple files and pairs, no transaction only in the first bytes",
		 .files = {{"2_b.up.sql", "-- no-transaction\nb"},
			   {"2_b.down.sql", "-b"},
			   {"1_a.sql", "\n-- no-transaction\na"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"/-- no-transaction/a\"\n"
			     "versioned 2 b 2_b.up.sql\n"
			     "  up off \"-- no-transaction/b\"\n  down \"-b\"\n"},
		{.title = "a name without underscore is passed over",
		 .files = {{"1.sql", "a"}},
		 .expected = "notice 1.sql: is not run: its name is not like 1_name.sql\n"},
		{.title = "a name without number is an error in sqlx too",
		 .files = {{"x_a.sql", "a"}},
		 .code = GW_E_FORMAT,
		 .message = "x_a.sql"},
		{.title = "a pair and a simple file of one version",
		 .files = {{"1_a.sql", "a"}, {"01_b.up.sql", "b"}},
		 .code = GW_E_DUPLICATE,
		 .message = "01_b.up.sql and 1_a.sql"},
	};

	check_cases(&gw_format_sqlx, cases, GW_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(pairs_golang_migrate),
		cmocka_unit_test(pairs_sqlx),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
