/*
 * db-migrate: a row for each file, a program, named with a slash in front and without its suffix.
 */
#include "adopt/adopt_int.h"

const struct gw_adopt_tool gw_adopt_db_migrate = {
	.name = "db-migrate",
	.table = "migrations",
	.columns = {[GW_ADOPT_ID] = "name", [GW_ADOPT_AT] = "run_on"},
	.order = "id",
	.code = true,
	.interpret = gw_adopt_each_stem,
	.is_of = gw_adopt_by_stem,
};
