/*
 * golang-migrate: one row, the last version and whether it is dirty.
 */
#include "adopt/adopt_int.h"

const struct gw_adopt_tool gw_adopt_golang_migrate = {
	.name = "golang-migrate",
	.table = "schema_migrations",
	.format = "golang-migrate",
	.columns = {[GW_ADOPT_ID] = "version", [GW_ADOPT_STATE] = "dirty"},
	.no_other_columns = true,
	.order = "version",
	.interpret = gw_adopt_last,
	.is_of = gw_adopt_by_version,
};
