/*
 * The MySQL/MariaDB engine's descriptor.
 */
#include "engine/mysql/mysql_int.h"

GW_EXPORT const struct gw_engine gw_module_mysql = {
	.name = "mysql",
	.label = "MySQL",
	.dialect = &gw_dialect_mysql,
	.caps = {.is_server = true},
	.words =
		{
			.begin = "START TRANSACTION",
			.begin_reading = "START TRANSACTION",
			.commit = "COMMIT",
			.rollback = "ROLLBACK",
			.savepoint = "SAVEPOINT godwit",
			.release_savepoint = "RELEASE SAVEPOINT godwit",
			.rollback_to_savepoint = "ROLLBACK TO SAVEPOINT godwit",
		},
	.queries = gw_my_queries,
	.connect = gw_my_connect,
	.close = gw_my_close,
	.run = gw_my_run,
	.try_lock = gw_my_try_lock,
	.unlock = gw_my_unlock,
	.lock_holder = gw_my_lock_holder,
	.end_session = gw_my_end_session,
	.set_timeouts = gw_my_set_timeouts,
	.quote_name = gw_my_quote_name,
	.quote_text = gw_my_quote_text,
};
