/* Tampering on SQLite. */
#include "tamper.h"

int main(void)
{
	static const struct server server = {
		.engine = &gw_module_sqlite,
		.table = "godwit_history",
		.loosen = "PRAGMA ignore_check_constraints = ON",
	};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(test_tampering, (void *)(uintptr_t)&server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
