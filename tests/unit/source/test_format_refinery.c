/*
 * refinery's names: V and U with whole numbers, in any folder.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_refinery;

static void reads_names(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "U may come late; leading zeros mean nothing",
		 .files = {{"V10__b.sql", "b"}, {"sub/V002__a.sql", "a"}, {"U3__late.sql", "u"}},
		 .expected = "versioned 2 a sub/V002__a.sql\n  up \"a\"\n"
			     "versioned 3 late U3__late.sql late\n  up \"u\"\n"
			     "versioned 10 b V10__b.sql\n  up \"b\"\n"},
		{.title = "no dots in versions, only word characters in names",
		 .files = {{"V1.2__x.sql", ""},
			   {"V1__a-b.sql", ""},
			   {"V1__.sql", ""},
			   {"R__x.sql", ""}},
		 .expected = "notice R__x.sql: is not run: its name is not one of refinery's "
			     "(V1__name.sql)\n"
			     "notice V1.2__x.sql: is not run: its name is not one of refinery's "
			     "(V1__name.sql)\n"
			     "notice V1__.sql: is not run: its name is not one of refinery's "
			     "(V1__name.sql)\n"
			     "notice V1__a-b.sql: is not run: its name is not one of refinery's "
			     "(V1__name.sql)\n"},
		{.title = "Rust is told, modules are not",
		 .files = {{"V1__x.rs", ""}, {"mod.rs", ""}},
		 .expected = "notice V1__x.rs: is not run: it is a Rust migration, and godwit runs "
			     "SQL only\n"},
	};

	check_cases(&gw_format_refinery, cases, GW_COUNT(cases));
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(reads_names)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
