/*
 * db-migrate: a row for each file, a program, named with a slash in front and without its suffix.
 */
#include "adopt/adopt_int.h"

static const char *slash_stem(const struct gw_eject_row *row)
{
	struct gw_view stem = gw_adopt_stem(row->migration);

	return gw_format(row->arena, "/%.*s", GW_VIEW_ARG(stem));
}

static const char *const made_in_postgres[] = {
	"CREATE TABLE migrations (id serial NOT NULL PRIMARY KEY, name varchar(255) "
	"NOT NULL, run_on timestamp NOT NULL)",
	NULL,
};
static const char *const made_in_mysql[] = {
	"CREATE TABLE migrations (id int NOT NULL AUTO_INCREMENT PRIMARY KEY, name "
	"varchar(255) NOT NULL, run_on datetime NOT NULL)",
	NULL,
};
static const char *const made_in_sqlite[] = {
	"CREATE TABLE migrations (id integer PRIMARY KEY AUTOINCREMENT NOT NULL, name "
	"varchar(255) NOT NULL, run_on datetime NOT NULL)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made_in_postgres},
	{.engine = "mysql", .statements = made_in_mysql},
	{.engine = "sqlite", .statements = made_in_sqlite},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"name", slash_stem, GW_EJECT_TEXT},
	{"run_on", gw_eject_at, GW_EJECT_NOW},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.fault = gw_eject_no_program,
};

const struct gw_adopt_tool gw_adopt_db_migrate = {
	.name = "db-migrate",
	.table = "migrations",
	.columns = {[GW_ADOPT_ID] = "name", [GW_ADOPT_AT] = "run_on"},
	.order = "id",
	.code = true,
	.interpret = gw_adopt_each_stem,
	.is_of = gw_adopt_by_stem,
	.eject = &eject,
};
