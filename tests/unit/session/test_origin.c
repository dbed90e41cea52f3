/* Which files may be of a migration that was applied, by their paths. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "session/git/git_int.h"

static void test_paths(void **state GW_UNUSED)
{
	static const struct {
		const char *version, *name, *path;
		bool may_be;
	} cases[] = {
		{"1", "a", "1_a.sql", true},
		{"1", "a", "0001_renamed.up.sql", true},
		{"1", "a", "V1__a.sql", true},
		{"1", "a", "10_a.sql", false},
		{"1", "a", "21.sql", false},
		{"1", "a", "readme.sql", false},
		{"0", "init", "000_init.sql", true},
		{"1.2", "a", "V1_2__a.sql", true},
		{"1.2", "a", "V1.2.3__a.sql", true},
		{"1.2", "a", "V1__a.sql", false},
		{"20240102030405", "a", "20240102030405_a/migration.sql", true},
		{"20240102030405", "a", "2024-01-02-030405_a/down.sql", true},
		{"20240102030405", "a", "v2/20240102030405_a.sql", true},
		{"20240102030405", "a", "20240102030406_a.sql", false},
		{"20240101_01_abcde-add-users", "", "20240101_01_abcde-add-users.sql", true},
		{"20240101_01_abcde-add-users", "", "20240101_02_fghij-add-posts.sql", false},
		{"add_users", "", "deploy/add_users.sql", true},
		{NULL, "views", "R__views.sql", true},
		{NULL, "Order Totals", "R__order_totals.sql", true},
		{NULL, "views", "1_a.sql", false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const struct gw_applied applied = {
			.version = cases[i].version,
			.name = cases[i].name,
		};

		if (gw_applied_may_be(cases[i].path, &applied) != cases[i].may_be)
			fail_msg("%s of %s", cases[i].path,
				 applied.version != NULL ? applied.version : applied.name);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
