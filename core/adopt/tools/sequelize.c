/*
 * Sequelize: a row for each file, which is a program.
 */
#include "adopt/adopt_int.h"

static const char *const made_in_postgres[] = {
	"CREATE TABLE \"SequelizeMeta\" (name varchar(255) NOT NULL PRIMARY KEY)",
	NULL,
};
static const char *const made[] = {
	"CREATE TABLE SequelizeMeta (name varchar(255) NOT NULL UNIQUE PRIMARY KEY)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made_in_postgres},
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"name", gw_eject_program_file, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.fault = gw_eject_no_program,
};

const struct gw_adopt_tool gw_adopt_sequelize = {
	.name = "sequelize",
	.table = "SequelizeMeta",
	.columns = {[GW_ADOPT_ID] = "name"},
	.order = "name",
	.code = true,
	.interpret = gw_adopt_each_stem,
	.is_of = gw_adopt_by_stem,
	.eject = &eject,
};
