/*
 * The texts of sql/.
 */
#include "engine/sqlite/sqlite_int.h"
#include "sqlite_sql.h"

/* Nothing would be cheaper. */
#define SQL_METADATA_GLANCE  SQL_METADATA_CHECK
#define SQL_METADATA_RECHECK SQL_METADATA_CHECK

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
