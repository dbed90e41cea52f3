/*
 * The SQLite engine's descriptor.
 *
 * foreign_keys is off during a run (and by SQLite's default on every fresh connection), because
 * DROP TABLE with foreign keys on deletes the rows that refer to the table; references are looked
 * through before each commit instead.
 */
#include "engine/sqlite/databases_int.h"
#include "engine/sqlite/sqlite_int.h"
#include "sqlite_sql.h"

/* Pragmas of table rebuilds that change what later scripts mean. */
static void reset_session(const struct gw_conn *conn GW_UNUSED, struct gw_arena *arena,
			  struct gw_statements *ret_list)
{
	static const char *const statements[] = {
		"PRAGMA legacy_alter_table = OFF",
		"PRAGMA writable_schema = OFF",
		"PRAGMA recursive_triggers = OFF",
		"PRAGMA foreign_keys = OFF",
	};

	for (size_t i = 0; i < GW_COUNT(statements); i++)
		gw_vec_push(arena, &ret_list->list, statements[i]);
}

/*
 * Rows and DDL have transactions, also alone. What has none (VACUUM, PRAGMA, ATTACH) does no harm when
 * it runs twice.
 */
static bool judge(struct gw_conn *conn GW_UNUSED, struct gw_arena *arena GW_UNUSED,
		  struct gw_view statement GW_UNUSED, struct gw_view before GW_UNUSED,
		  const struct gw_lost *by GW_UNUSED, struct gw_verdict *ret_verdict,
		  struct gw_error **err GW_UNUSED)
{
	*ret_verdict = (struct gw_verdict){.outcome = GW_OUTCOME_NONE};
	return true;
}

GW_EXPORT const struct gw_engine gw_module_sqlite = {
	.name = "sqlite",
	.label = "SQLite",
	.dialect = &gw_dialect_sqlite,
	.caps =
		{
			.transactional_ddl = true,
			.run_in_savepoints = true,
			.lock_is_transaction = true,
		},
	.words =
		{
			.begin = "BEGIN IMMEDIATE",
			.begin_reading = "BEGIN",
			.commit = "COMMIT",
			.rollback = "ROLLBACK",
			.savepoint = "SAVEPOINT godwit",
			.release_savepoint = "RELEASE godwit",
			.rollback_to_savepoint = "ROLLBACK TO godwit",
			.attach = "ATTACH DATABASE ",
			.before_instant = "'",
			.after_instant = "'",
			.before_utc = "'",
			.after_utc = "'",
			.check_references = SQL_CHECK_REFERENCES,
			.sole_writer = SQL_SOLE_WRITER,
		},
	.queries = gw_lite_queries,
	.schema_queries = gw_lite_schema_queries,
	.connect = gw_lite_connect,
	.close = gw_lite_close,
	.run = gw_lite_run,
	.try_lock = gw_lite_try_lock,
	.unlock = gw_lite_unlock,
	.lock_holder = gw_lite_lock_holder,
	.end_session = gw_lite_end_session,
	.judge = judge,
	.set_timeouts = gw_lite_set_timeouts,
	.reset_session = reset_session,
	.estate = &gw_lite_estate,
	.databases = &gw_lite_databases,
	.quote_name = gw_lite_quote_name,
	.quote_text = gw_lite_quote_text,
};
