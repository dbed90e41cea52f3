/*
 * dbmate: one column, a row for each version.
 */
#include "adopt/adopt_int.h"

const struct gw_adopt_tool gw_adopt_dbmate = {
	.name = "dbmate",
	.table = "schema_migrations",
	.format = "dbmate",
	.columns = {[GW_ADOPT_ID] = "version"},
	.no_other_columns = true,
	.order = "version",
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_version,
};
