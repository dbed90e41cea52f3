/*
 * tern: one row, the last version.
 */
#include "adopt/adopt_int.h"

static const char *const made[] = {
	"CREATE TABLE schema_version (version int4 NOT NULL)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"version", gw_eject_version, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.last_only = true,
	.none = "0",
};

static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .key = "9628173550095224"},
	{0},
};

const struct gw_adopt_tool gw_adopt_tern = {
	.name = "tern",
	.table = "schema_version",
	.format = "tern",
	.columns = {[GW_ADOPT_ID] = "version"},
	.no_other_columns = true,
	.order = "version",
	.locks = locks,
	.interpret = gw_adopt_last,
	.is_of = gw_adopt_by_number,
	.eject = &eject,
};
