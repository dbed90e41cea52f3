/*
 * Sequelize: a row for each file, which is a program.
 */
#include "adopt/adopt_int.h"

const struct gw_adopt_tool gw_adopt_sequelize = {
	.name = "sequelize",
	.table = "SequelizeMeta",
	.columns = {[GW_ADOPT_ID] = "name"},
	.order = "name",
	.code = true,
	.interpret = gw_adopt_each_stem,
	.is_of = gw_adopt_by_stem,
};
