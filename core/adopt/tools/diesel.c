/*
 * diesel: a row for each version.
 */
#include "adopt/adopt_int.h"

const struct gw_adopt_tool gw_adopt_diesel = {
	.name = "diesel",
	.table = "__diesel_schema_migrations",
	.format = "diesel",
	.columns = {[GW_ADOPT_ID] = "version", [GW_ADOPT_AT] = "run_on"},
	.order = "version",
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_version,
};
