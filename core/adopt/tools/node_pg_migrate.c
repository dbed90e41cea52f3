/*
 * node-pg-migrate: a row for each file, named without its suffix.
 */
#include "adopt/adopt_int.h"

const struct gw_adopt_tool gw_adopt_node_pg_migrate = {
	.name = "node-pg-migrate",
	.table = "pgmigrations",
	.format = "node-pg-migrate",
	.columns = {[GW_ADOPT_ID] = "name", [GW_ADOPT_AT] = "run_on"},
	.order = "id",
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_text,
};
