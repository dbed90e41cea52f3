/* Tampering on MySQL or MariaDB: the server that GODWIT_TEST_MYSQL_URL names. */
#include "tamper.h"

extern const struct gw_engine gw_module_mysql;

int main(void)
{
	static const struct server server = {
		.engine = &gw_module_mysql,
		.variable = "GODWIT_TEST_MYSQL_URL",
		.table = "godwit_history",
		.loosen = "SET foreign_key_checks = 0, check_constraint_checks = 0",
		.database = "godwit_audit_live",
		.drop = "DROP DATABASE IF EXISTS godwit_audit_live",
		.create = "CREATE DATABASE godwit_audit_live",
	};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(test_tampering, (void *)(uintptr_t)&server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
