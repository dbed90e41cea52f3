/*
 * The texts of sql/.
 */
#include "engine/sqlite/sqlite_int.h"
#include "sqlite_sql.h"

#define SQL_METADATA_RECHECK SQL_METADATA_GLANCE

static void give_metadata_create(sqlite3_context *context, int n GW_UNUSED,
				 sqlite3_value **values GW_UNUSED)
{
	sqlite3_result_text(context, SQL_METADATA_CREATE, -1, SQLITE_STATIC);
}

bool gw_lite_add_query_functions(sqlite3 *db)
{
	return sqlite3_create_function_v2(db, "godwit_metadata_create", 0,
					  SQLITE_UTF8 | SQLITE_DIRECTONLY | SQLITE_DETERMINISTIC,
					  NULL, give_metadata_create, NULL, NULL,
					  NULL) == SQLITE_OK;
}

const char *const gw_lite_queries[GW_QUERY_COUNT] = {
#define GW_QUERY(id, file) [GW_Q_##id] = SQL_##id,
#include "engine/queries.def"
#undef GW_QUERY
};

const char *const gw_lite_schema_queries[] = {
#define GW_QUERY(id, file) SQL_SCHEMA_##id,
#include "engine/schema_sqlite.def"
#undef GW_QUERY
};
