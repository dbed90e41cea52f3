/*
 * knex: a row for each file, which is a program. Rows with one number of a batch are rolled back
 * together, so each that is given back has its own.
 */
#include "adopt/adopt_int.h"

static const struct gw_adopt_lock locks[] = {
	{
		.table = "knex_migrations_lock",
		.held = "is_locked = 1",
		.release = "knex migrate:unlock",
	},
	{0},
};

static const char *const made_in_postgres[] = {
	"CREATE TABLE knex_migrations (id serial PRIMARY KEY, name varchar(255), "
	"batch integer, migration_time timestamptz)",
	"CREATE TABLE knex_migrations_lock (index serial PRIMARY KEY, is_locked "
	"integer)",
	"INSERT INTO knex_migrations_lock (is_locked) VALUES (0)",
	NULL,
};
static const char *const made_in_mysql[] = {
	"CREATE TABLE knex_migrations (id int unsigned NOT NULL AUTO_INCREMENT "
	"PRIMARY KEY, name varchar(255), batch int, migration_time timestamp NULL)",
	"CREATE TABLE knex_migrations_lock (`index` int unsigned NOT NULL "
	"AUTO_INCREMENT PRIMARY KEY, is_locked int)",
	"INSERT INTO knex_migrations_lock (is_locked) VALUES (0)",
	NULL,
};
static const char *const made_in_sqlite[] = {
	"CREATE TABLE knex_migrations (id integer NOT NULL PRIMARY KEY AUTOINCREMENT, "
	"name varchar(255), batch integer, migration_time datetime)",
	"CREATE TABLE knex_migrations_lock (\"index\" integer NOT NULL PRIMARY KEY "
	"AUTOINCREMENT, is_locked integer)",
	"INSERT INTO knex_migrations_lock (is_locked) VALUES (0)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made_in_postgres},
	{.engine = "mysql", .statements = made_in_mysql},
	{.engine = "sqlite", .statements = made_in_sqlite},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"name", gw_eject_program_file, GW_EJECT_TEXT},
	{"batch", gw_eject_number, GW_EJECT_TEXT},
	{"migration_time", gw_eject_at, GW_EJECT_NOW},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.fault = gw_eject_no_program,
};

const struct gw_adopt_tool gw_adopt_knex = {
	.name = "knex",
	.table = "knex_migrations",
	.columns = {[GW_ADOPT_ID] = "name", [GW_ADOPT_AT] = "migration_time"},
	.order = "id",
	.code = true,
	.locks = locks,
	.interpret = gw_adopt_each_stem,
	.is_of = gw_adopt_by_stem,
	.eject = &eject,
};
