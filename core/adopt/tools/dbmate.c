/*
 * dbmate: one column, a row for each version.
 */
#include "adopt/adopt_int.h"

static const char *const made[] = {
	"CREATE TABLE schema_migrations (version varchar(128) PRIMARY KEY)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"version", gw_eject_version, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
};

const struct gw_adopt_tool gw_adopt_dbmate = {
	.name = "dbmate",
	.table = "schema_migrations",
	.format = "dbmate",
	.columns = {[GW_ADOPT_ID] = "version"},
	.no_other_columns = true,
	.order = "version",
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_version,
	.eject = &eject,
};
