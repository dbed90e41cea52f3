/*
 * sqlx: a row for each version, with the SHA-384 of its file.
 */
#include "adopt/adopt_int.h"

/* sqlx: the state says whether it succeeded, and the checksum is bytes. */
static void sqlx_rows(struct gw_arena *arena, const struct gw_rows *rows,
		      struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);

		row.checksum = gw_adopt_hex(arena, gw_cell(rows, i, GW_ADOPT_CHECKSUM));
		if (!gw_cell_bool(rows, i, GW_ADOPT_STATE))
			row.unfinished = "it failed";
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

static enum gw_adopt_proof proves_sha384(const struct gw_adopt_evidence *evidence)
{
	return gw_adopt_compare(evidence, gw_sha384_hex);
}

static const char *sha384(const struct gw_eject_row *row)
{
	return gw_sha384_hex(row->arena, row->content);
}

static const char *const made_in_postgres[] = {
	"CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text "
	"NOT NULL, installed_on timestamptz NOT NULL DEFAULT now(), success boolean "
	"NOT NULL, checksum bytea NOT NULL, execution_time bigint NOT NULL)",
	NULL,
};
static const char *const made[] = {
	"CREATE TABLE _sqlx_migrations (version bigint PRIMARY KEY, description text "
	"NOT NULL, installed_on timestamp NOT NULL DEFAULT CURRENT_TIMESTAMP, "
	"success boolean NOT NULL, checksum blob NOT NULL, execution_time bigint NOT "
	"NULL)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres",
	 .statements = made_in_postgres,
	 .before_bytes = "'\\x",
	 .after_bytes = "'"},
	{.statements = made, .before_bytes = "X'", .after_bytes = "'"},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"version", gw_eject_version, GW_EJECT_TEXT},
	{"description", gw_eject_description, GW_EJECT_TEXT},
	{"installed_on", gw_eject_at, GW_EJECT_NOW},
	{"success", gw_eject_yes, GW_EJECT_TEXT},
	{"checksum", sha384, GW_EJECT_BYTES},
	{"execution_time", gw_eject_no, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
};

/* Of the library; the program takes none. */
enum { LOCK_SALT = 0x3d32ad9e };

static const char *lock_number(struct gw_arena *arena, const struct gw_adopt_place *place)
{
	return gw_adopt_lock_of_database(arena, LOCK_SALT, place, false);
}

static const char *lock_name(struct gw_arena *arena, const struct gw_adopt_place *place)
{
	return gw_adopt_lock_of_database(arena, LOCK_SALT, place, true);
}

static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .make_key = lock_number},
	{.engine = "mysql", .make_key = lock_name},
	{0},
};

const struct gw_adopt_tool gw_adopt_sqlx = {
	.name = "sqlx",
	.table = "_sqlx_migrations",
	.format = "sqlx",
	.columns = {[GW_ADOPT_ID] = "version",
		    [GW_ADOPT_AT] = "installed_on",
		    [GW_ADOPT_CHECKSUM] = "checksum",
		    [GW_ADOPT_STATE] = "success"},
	.order = "version",
	.algorithm = "SHA-384",
	.locks = locks,
	.interpret = sqlx_rows,
	.is_of = gw_adopt_by_version,
	.proves = proves_sha384,
	.eject = &eject,
};
