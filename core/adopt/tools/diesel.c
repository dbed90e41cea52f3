/*
 * diesel: a row for each version.
 */
#include "adopt/adopt_int.h"

static const char *const made[] = {
	"CREATE TABLE __diesel_schema_migrations (version varchar(50) PRIMARY KEY "
	"NOT NULL, run_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"version", gw_eject_version, GW_EJECT_TEXT},
	{"run_on", gw_eject_at, GW_EJECT_NOW},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
};

const struct gw_adopt_tool gw_adopt_diesel = {
	.name = "diesel",
	.table = "__diesel_schema_migrations",
	.format = "diesel",
	.columns = {[GW_ADOPT_ID] = "version", [GW_ADOPT_AT] = "run_on"},
	.order = "version",
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_version,
	.eject = &eject,
};
