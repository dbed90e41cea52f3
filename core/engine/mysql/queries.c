/*
 * The texts of sql/.
 */
#include "engine/mysql/mysql_int.h"
#include "mysql_sql.h"

/* Nothing would be much cheaper: each look into information_schema has its price. */
#define SQL_METADATA_GLANCE  SQL_METADATA_CHECK
#define SQL_METADATA_RECHECK SQL_METADATA_CHECK

const char *const gw_my_queries[GW_QUERY_COUNT] = {
#define GW_QUERY(id, file) [GW_Q_##id] = SQL_##id,
#include "engine/queries.def"
#undef GW_QUERY
};

const char *const gw_my_sql_session = SQL_SESSION;
const char *const gw_my_sql_server_info = SQL_SERVER_INFO;
const char *const gw_my_sql_server_variables = SQL_SERVER_VARIABLES;
const char *const gw_my_sql_server_uptime = SQL_SERVER_UPTIME;
const char *const gw_my_sql_lock_holder = SQL_LOCK_HOLDER;

const char *const gw_my_schema_queries[] = {
#define GW_QUERY(id, file) SQL_SCHEMA_##id,
#include "engine/schema_mysql.def"
#undef GW_QUERY
};
