/*
 * The MySQL/MariaDB engine's descriptor.
 */
#include "engine/mysql/databases_int.h"
#include "engine/mysql/estate_int.h"
#include "engine/mysql/mysql_int.h"

/* Some five small migrations, 3 ms of the server's. */
enum { AHEAD_BYTES = 16 * 1024 };

/* What scripts are known to set, back to what a new session has; see connect.c for NAMES. */
static void reset_session(const struct gw_conn *conn, struct gw_arena *arena,
			  struct gw_statements *ret_list)
{
	GW_STR_AUTO struct gw_str use = {0};

	gw_vec_push(arena, &ret_list->list,
		    "SET autocommit = 1, sql_mode = DEFAULT, foreign_key_checks = DEFAULT, "
		    "unique_checks = DEFAULT, time_zone = DEFAULT, sql_notes = DEFAULT");
	gw_vec_push(arena, &ret_list->list, "SET NAMES utf8mb4");
	if (conn->info.database == NULL)
		return;
	gw_str_puts(&use, "USE ");
	gw_my_quote_name(&use, gw_view_of(conn->info.database));
	gw_vec_push(arena, &ret_list->list, gw_str_take(&use, arena));
}

GW_EXPORT const struct gw_engine gw_module_mysql = {
	.name = "mysql",
	.label = "MySQL",
	.dialect = &gw_dialect_mysql,
	.caps = {.is_server = true,
		 .shortest_lock_ms = 1000,
		 .waiting_blocks_others = true,
		 .database_can_change = true,
		 .ahead_bytes = AHEAD_BYTES},
	.words =
		{
			.begin = "START TRANSACTION",
			.begin_reading = "START TRANSACTION",
			.commit = "COMMIT",
			.rollback = "ROLLBACK",
			.savepoint = "SAVEPOINT godwit",
			.release_savepoint = "RELEASE SAVEPOINT godwit",
			.rollback_to_savepoint = "ROLLBACK TO SAVEPOINT godwit",
			.times_in_utc = "SET SESSION time_zone = '+00:00'",
			.before_instant = "CONVERT_TZ('",
			.after_instant = "', '+00:00', @@session.time_zone)",
			.before_utc = "'",
			.after_utc = "'",
			.stay_open = "SET autocommit = 0",
			.stay_open_end = "SET autocommit = 1",
		},
	.queries = gw_my_queries,
	.schema_queries = gw_my_schema_queries,
	.connect = gw_my_connect,
	.close = gw_my_close,
	.run = gw_my_run,
	.send = gw_my_run_ahead,
	.try_lock = gw_my_try_lock,
	.unlock = gw_my_unlock,
	.lock_holder = gw_my_lock_holder,
	.try_foreign_lock = gw_my_try_foreign_lock,
	.foreign_lock_holder = gw_my_foreign_lock_holder,
	.end_session = gw_my_end_session,
	.witness = gw_my_witness,
	.judge = gw_my_judge,
	.can_roll_back = gw_my_can_roll_back,
	.lock_along = gw_my_lock_along,
	.is_over = gw_my_is_over,
	.blockers = gw_my_blockers,
	.end_lease = gw_my_end_lease,
	.set_timeouts = gw_my_set_timeouts,
	.reset_session = reset_session,
	.estate = &gw_my_estate,
	.databases = &gw_my_databases,
	.quote_name = gw_my_quote_name,
	.quote_text = gw_my_quote_text,
};
