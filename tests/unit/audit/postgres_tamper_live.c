/* Tampering on PostgreSQL: the server that GODWIT_TEST_POSTGRES_URL names. */
#include "tamper.h"

extern const struct gw_engine gw_module_postgres;

int main(void)
{
	static const struct server server = {
		.engine = &gw_module_postgres,
		.variable = "GODWIT_TEST_POSTGRES_URL",
		.schema = "godwit",
		.table = "godwit.godwit_history",
		.loosen = "SET session_replication_role = replica",
		.database = "godwit_audit_live",
		.drop = "DROP DATABASE IF EXISTS godwit_audit_live",
		.create = "CREATE DATABASE godwit_audit_live",
	};
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_prestate(test_tampering, (void *)(uintptr_t)&server),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
