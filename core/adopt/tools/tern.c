/*
 * tern: one row, the last version.
 */
#include "adopt/adopt_int.h"

const struct gw_adopt_tool gw_adopt_tern = {
	.name = "tern",
	.table = "schema_version",
	.format = "tern",
	.columns = {[GW_ADOPT_ID] = "version"},
	.no_other_columns = true,
	.order = "version",
	.interpret = gw_adopt_last,
	.is_of = gw_adopt_by_number,
};
