/*
 * Prisma: a row for each attempt, with the SHA-256 of the file.
 */
#include "adopt/adopt_int.h"

/* Prisma: the state is when it finished, the kind when it was rolled back. */
static void prisma_rows(struct gw_arena *arena, const struct gw_rows *rows,
			struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);

		if (!gw_cell_is_null(rows, i, GW_ADOPT_KIND))
			continue;
		if (gw_cell_is_null(rows, i, GW_ADOPT_STATE))
			row.unfinished = "it was begun, and not finished";
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

/* Any that is unique: of the name, so that it is the same each time. */
static const char *uuid(const struct gw_eject_row *row)
{
	struct gw_digest digest = gw_sha256_of(gw_view_of(row->migration->version));
	const char *hex = gw_digest_hex(row->arena, &digest);

	return gw_format(row->arena, "%.8s-%.4s-4%.3s-8%.3s-%.12s", hex, hex + 8, hex + 12,
			 hex + 15, hex + 18);
}

static const char *const made_in_postgres[] = {
	"CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY NOT NULL, "
	"checksum varchar(64) NOT NULL, finished_at timestamptz, migration_name "
	"varchar(255) NOT NULL, logs text, rolled_back_at timestamptz, started_at "
	"timestamptz NOT NULL DEFAULT now(), applied_steps_count integer NOT NULL "
	"DEFAULT 0)",
	NULL,
};
static const char *const made_in_mysql[] = {
	"CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY NOT NULL, "
	"checksum varchar(64) NOT NULL, finished_at datetime(3), migration_name "
	"varchar(255) NOT NULL, logs text, rolled_back_at datetime(3), started_at "
	"datetime(3) NOT NULL DEFAULT CURRENT_TIMESTAMP(3), applied_steps_count "
	"integer unsigned NOT NULL DEFAULT 0)",
	NULL,
};
static const char *const made_in_sqlite[] = {
	"CREATE TABLE _prisma_migrations (id varchar(36) PRIMARY KEY NOT NULL, "
	"checksum varchar(64) NOT NULL, finished_at datetime, migration_name "
	"varchar(255) NOT NULL, logs text, rolled_back_at datetime, started_at "
	"datetime NOT NULL DEFAULT current_timestamp, applied_steps_count integer "
	"unsigned NOT NULL DEFAULT 0)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made_in_postgres},
	{.engine = "mysql", .statements = made_in_mysql},
	{.engine = "sqlite", .statements = made_in_sqlite},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"id", uuid, GW_EJECT_TEXT},
	{"checksum", gw_eject_sha256, GW_EJECT_TEXT},
	{"finished_at", gw_eject_at, GW_EJECT_UTC},
	{"migration_name", gw_eject_version, GW_EJECT_TEXT},
	{"started_at", gw_eject_at, GW_EJECT_UTC},
	{"applied_steps_count", gw_eject_yes, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
};

static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .key = "72707369"},
	{.engine = "mysql", .key = "prisma_migrate"},
	{0},
};

const struct gw_adopt_tool gw_adopt_prisma = {
	.name = "prisma",
	.table = "_prisma_migrations",
	.format = "prisma",
	.columns = {[GW_ADOPT_ID] = "migration_name",
		    [GW_ADOPT_AT] = "started_at",
		    [GW_ADOPT_CHECKSUM] = "checksum",
		    [GW_ADOPT_STATE] = "finished_at",
		    [GW_ADOPT_KIND] = "rolled_back_at"},
	.order = "migration_name",
	.algorithm = "SHA-256",
	.locks = locks,
	.interpret = prisma_rows,
	.is_of = gw_adopt_by_text,
	.proves = gw_adopt_proves_sha256,
	.eject = &eject,
};
