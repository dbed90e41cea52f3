/*
 * sql-migrate: a row for each file.
 */
#include "adopt/adopt_int.h"

const struct gw_adopt_tool gw_adopt_sql_migrate = {
	.name = "sql-migrate",
	.table = "gorp_migrations",
	.format = "sql-migrate",
	.columns = {[GW_ADOPT_ID] = "id", [GW_ADOPT_AT] = "applied_at"},
	.order = "id",
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_file,
};
