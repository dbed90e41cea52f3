/* Which names are those of backups. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "backup/backup.h"

static void test_names(void **state GW_UNUSED)
{
	static const struct {
		const char *name, *database;
		bool is;
	} cases[] = {
		{"app_godwit_backup_20261128220501", "app", true},
		{"app.db_godwit_backup_20261128220501", "app.db", true},
		{"app", "app", false},
		{"app_godwit_backup_", "app", false},
		{"app_godwit_backup_2026112822050", "app", false},
		{"app_godwit_backup_202611282205011", "app", false},
		{"app_godwit_backup_2026112822050x", "app", false},
		{"shop_godwit_backup_20261128220501", "app", false},
		{"app2_godwit_backup_20261128220501", "app", false},
		{"app_godwit_backup_20261128220501", "app2", false},
		{"ap", "app", false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_int_equal(
			gw_backup_is_name(gw_view_of(cases[i].name), gw_view_of(cases[i].database)),
			cases[i].is);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
