/*
 * node-pg-migrate: a row for each file, named without its suffix.
 */
#include "adopt/adopt_int.h"

static const char *const made[] = {
	"CREATE TABLE pgmigrations (id serial PRIMARY KEY, name varchar(255) NOT "
	"NULL, run_on timestamp NOT NULL)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{
		.engine = "postgres",
		.statements = made,
		.clock = "clock_timestamp()",
		.clocked = "run_on",
	},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"name", gw_eject_version, GW_EJECT_TEXT},
	{"run_on", gw_eject_at, GW_EJECT_NOW},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
};

static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .key = "7241865325823964"},
	{0},
};

const struct gw_adopt_tool gw_adopt_node_pg_migrate = {
	.name = "node-pg-migrate",
	.table = "pgmigrations",
	.format = "node-pg-migrate",
	.columns = {[GW_ADOPT_ID] = "name", [GW_ADOPT_AT] = "run_on"},
	.order = "id",
	.locks = locks,
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_text,
	.eject = &eject,
};
