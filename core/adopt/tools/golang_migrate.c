/*
 * golang-migrate: one row, the last version and whether it is dirty.
 */
#include "adopt/adopt_int.h"

static const char *const made_in_sqlite[] = {
	"CREATE TABLE schema_migrations (version uint64, dirty bool)",
	"CREATE UNIQUE INDEX version_unique ON schema_migrations (version)",
	NULL,
};
static const char *const made[] = {
	"CREATE TABLE schema_migrations (version bigint NOT NULL PRIMARY KEY, dirty "
	"boolean NOT NULL)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "sqlite", .statements = made_in_sqlite},
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"version", gw_eject_version, false},
	{"dirty", gw_eject_no, false},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.last_only = true,
};

const struct gw_adopt_tool gw_adopt_golang_migrate = {
	.name = "golang-migrate",
	.table = "schema_migrations",
	.format = "golang-migrate",
	.columns = {[GW_ADOPT_ID] = "version", [GW_ADOPT_STATE] = "dirty"},
	.no_other_columns = true,
	.order = "version",
	.interpret = gw_adopt_last,
	.is_of = gw_adopt_by_version,
	.eject = &eject,
};
