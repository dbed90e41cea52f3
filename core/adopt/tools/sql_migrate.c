/*
 * sql-migrate: a row for each file.
 */
#include "adopt/adopt_int.h"

static const char *const made_in_postgres[] = {
	"CREATE TABLE gorp_migrations (id text NOT NULL PRIMARY KEY, applied_at "
	"timestamp with time zone)",
	NULL,
};
static const char *const made[] = {
	"CREATE TABLE gorp_migrations (id varchar(255) NOT NULL PRIMARY KEY, "
	"applied_at datetime)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made_in_postgres},
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"id", gw_eject_file, GW_EJECT_TEXT},
	{"applied_at", gw_eject_at, GW_EJECT_UTC},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
};

const struct gw_adopt_tool gw_adopt_sql_migrate = {
	.name = "sql-migrate",
	.table = "gorp_migrations",
	.format = "sql-migrate",
	.columns = {[GW_ADOPT_ID] = "id", [GW_ADOPT_AT] = "applied_at"},
	.order = "id",
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_file,
	.eject = &eject,
};
