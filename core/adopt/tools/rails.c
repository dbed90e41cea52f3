/*
 * Rails (Active Record): as dbmate's table, with ar_internal_metadata beside it. Its migrations are
 * Ruby.
 */
#include "adopt/adopt_int.h"

static const char *lock_key(struct gw_arena *arena, const struct gw_adopt_place *place)
{
	return gw_adopt_lock_of_database(arena, 2053462845, place, false);
}

static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .make_key = lock_key},
	{.engine = "mysql", .make_key = lock_key},
	{0},
};

static const char *const made_in_mysql[] = {
	"CREATE TABLE ar_internal_metadata (`key` varchar(255) NOT NULL PRIMARY KEY, "
	"value varchar(255), created_at datetime(6) NOT NULL, updated_at datetime(6) "
	"NOT NULL)",
	"CREATE TABLE schema_migrations (version varchar(255) NOT NULL PRIMARY KEY)",
	NULL,
};
static const char *const made_in_postgres[] = {
	"CREATE TABLE ar_internal_metadata (key varchar NOT NULL PRIMARY KEY, value "
	"varchar, created_at timestamp(6) NOT NULL, updated_at timestamp(6) NOT NULL)",
	"CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY)",
	NULL,
};
static const char *const made_in_sqlite[] = {
	"CREATE TABLE ar_internal_metadata (\"key\" varchar NOT NULL PRIMARY KEY, "
	"value varchar, created_at datetime(6) NOT NULL, updated_at datetime(6) NOT "
	"NULL)",
	"CREATE TABLE schema_migrations (version varchar NOT NULL PRIMARY KEY)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made_in_postgres},
	{.engine = "mysql", .statements = made_in_mysql},
	{.engine = "sqlite", .statements = made_in_sqlite},
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

const struct gw_adopt_tool gw_adopt_rails = {
	.name = "rails",
	.table = "schema_migrations",
	.beside = "ar_internal_metadata",
	.columns = {[GW_ADOPT_ID] = "version"},
	.no_other_columns = true,
	.order = "version",
	.code = true,
	.locks = locks,
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_version,
	.eject = &eject,
};
