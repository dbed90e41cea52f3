/*
 * postgrator: a row for each version, with the MD5 of its file, and one for 0, where it began.
 */
#include "adopt/adopt_int.h"

static void rows_after_zero(struct gw_arena *arena, const struct gw_rows *rows,
			    struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++)
		if (gw_cell_int(rows, i, GW_ADOPT_ID) != 0)
			gw_vec_push(arena, &ret_rows->list, gw_adopt_row_of(arena, rows, i));
}

static enum gw_adopt_proof proves_md5(const struct gw_adopt_evidence *evidence)
{
	return gw_adopt_compare(evidence, gw_md5_hex);
}

static const char *md5(const struct gw_eject_row *row)
{
	return gw_md5_hex(row->arena, row->content);
}

static const char *const made_in_postgres[] = {
	"CREATE TABLE schemaversion (version bigint PRIMARY KEY, name text, md5 "
	"text, run_at timestamp with time zone)",
	"INSERT INTO schemaversion (version) VALUES (0)",
	NULL,
};
static const char *const made_in_mysql[] = {
	"CREATE TABLE schemaversion (version bigint PRIMARY KEY, name text, md5 "
	"text, run_at timestamp NULL)",
	"INSERT INTO schemaversion (version) VALUES (0)",
	NULL,
};
static const char *const made_in_sqlite[] = {
	"CREATE TABLE schemaversion (version integer PRIMARY KEY, name text, md5 "
	"text, run_at timestamp with time zone)",
	"INSERT INTO schemaversion (version) VALUES (0)",
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
	{"name", gw_eject_name, GW_EJECT_TEXT},
	{"md5", md5, GW_EJECT_TEXT},
	{"run_at", gw_eject_at, GW_EJECT_NOW},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.by_last = true,
};

const struct gw_adopt_tool gw_adopt_postgrator = {
	.name = "postgrator",
	.table = "schemaversion",
	.format = "postgrator",
	.columns = {[GW_ADOPT_ID] = "version",
		    [GW_ADOPT_AT] = "run_at",
		    [GW_ADOPT_CHECKSUM] = "md5",
		    [GW_ADOPT_NAME] = "name"},
	.order = "version",
	.algorithm = "MD5",
	.interpret = rows_after_zero,
	.is_of = gw_adopt_by_version,
	.proves = proves_md5,
	.eject = &eject,
};
