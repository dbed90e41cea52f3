/*
 * yoyo: a row for each file, named without its suffix.
 */
#include "adopt/adopt_int.h"

static const char *id_hash(const struct gw_eject_row *row)
{
	struct gw_digest digest = gw_sha256_of(gw_view_of(row->migration->version));

	return gw_digest_hex(row->arena, &digest);
}

static const char *const made_in_mysql[] = {
	"CREATE TABLE yoyo_lock (locked integer DEFAULT 1, ctime datetime, pid "
	"integer NOT NULL, PRIMARY KEY (locked))",
	"CREATE TABLE _yoyo_log (id varchar(36), migration_hash varchar(64), "
	"migration_id varchar(255), operation varchar(10), username varchar(255), "
	"hostname varchar(255), comment varchar(255), created_at_utc datetime, "
	"PRIMARY KEY (id))",
	"CREATE TABLE _yoyo_version (version integer NOT NULL PRIMARY KEY, "
	"installed_at_utc datetime)",
	"INSERT INTO _yoyo_version VALUES (2, CURRENT_TIMESTAMP)",
	"CREATE TABLE _yoyo_migration (migration_hash varchar(64), migration_id "
	"varchar(255), applied_at_utc datetime, PRIMARY KEY (migration_hash))",
	NULL,
};
static const char *const made[] = {
	"CREATE TABLE yoyo_lock (locked integer DEFAULT 1, ctime timestamp, pid "
	"integer NOT NULL, PRIMARY KEY (locked))",
	"CREATE TABLE _yoyo_log (id varchar(36), migration_hash varchar(64), "
	"migration_id varchar(255), operation varchar(10), username varchar(255), "
	"hostname varchar(255), comment varchar(255), created_at_utc timestamp, "
	"PRIMARY KEY (id))",
	"CREATE TABLE _yoyo_version (version integer NOT NULL PRIMARY KEY, "
	"installed_at_utc timestamp)",
	"INSERT INTO _yoyo_version VALUES (2, CURRENT_TIMESTAMP)",
	"CREATE TABLE _yoyo_migration (migration_hash varchar(64), migration_id "
	"varchar(255), applied_at_utc timestamp, PRIMARY KEY (migration_hash))",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "mysql", .statements = made_in_mysql},
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"migration_hash", id_hash, GW_EJECT_TEXT},
	{"migration_id", gw_eject_version, GW_EJECT_TEXT},
	{"applied_at_utc", gw_eject_at, GW_EJECT_UTC},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
};

static const char *const claim[] = {
	"INSERT INTO yoyo_lock (locked, pid) VALUES (1, 0)",
	"DELETE FROM yoyo_lock WHERE pid = 0",
	NULL,
};
static const struct gw_adopt_lock locks[] = {
	{
		.table = "yoyo_lock",
		.held = "locked = 1",
		.by = "pid",
		.by_is = "process",
		.since = "ctime",
		.claim = claim,
		.release = "yoyo break-lock",
	},
	{0},
};

const struct gw_adopt_tool gw_adopt_yoyo = {
	.name = "yoyo",
	.table = "_yoyo_migration",
	.format = "yoyo",
	.columns = {[GW_ADOPT_ID] = "migration_id", [GW_ADOPT_AT] = "applied_at_utc"},
	.order = "applied_at_utc",
	.locks = locks,
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_text,
	.eject = &eject,
};
