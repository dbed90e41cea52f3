/*
 * Rails (Active Record): as dbmate's table, with ar_internal_metadata beside it. Its migrations are
 * Ruby.
 */
#include "adopt/adopt_int.h"

const struct gw_adopt_tool gw_adopt_rails = {
	.name = "rails",
	.table = "schema_migrations",
	.beside = "ar_internal_metadata",
	.columns = {[GW_ADOPT_ID] = "version"},
	.no_other_columns = true,
	.order = "version",
	.code = true,
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_version,
};
