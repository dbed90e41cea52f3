/*
 * Flyway: a log, with the CRC-32 of each file.
 */
#include "adopt/adopt_int.h"

static void forget_script(struct gw_adopt_rows *rows, const char *script)
{
	size_t kept = 0;

	for (size_t i = 0; i < rows->list.n; i++)
		if (!gw_adopt_is_same(rows->list.items[i].name, script))
			rows->list.items[kept++] = rows->list.items[i];
	rows->list.n = kept;
}

/* Flyway: rows for undoing and deleting take back earlier ones; a repeatable's last row counts. */
static void flyway_rows(struct gw_arena *arena, const struct gw_rows *rows,
			struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);
		struct gw_view kind = gw_cell(rows, i, GW_ADOPT_KIND);

		if (gw_view_is(kind, "SCHEMA"))
			continue;
		if (row.id == NULL)
			forget_script(ret_rows, row.name);
		else
			gw_adopt_forget(ret_rows, row.id);
		if (!gw_cell_bool(rows, i, GW_ADOPT_STATE))
			row.unfinished = "it failed";
		else if (gw_view_is(kind, "DELETE") || gw_view_starts(kind, "UNDO"))
			continue;
		row.up_to = gw_view_is(kind, "BASELINE");
		row.code = !gw_view_starts(kind, "SQL");
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

static bool by_version_or_script(const struct gw_adopt_row *row,
				 const struct gw_migration *migration,
				 const struct gw_format *format)
{
	struct gw_view script = gw_view_of(row->name);
	size_t slash = gw_view_rfind_char(script, '/');

	if (row->id != NULL)
		return gw_adopt_by_version(row, migration, format);
	if (slash != GW_NOWHERE)
		script = gw_view_from(script, slash + 1);
	return migration->version == NULL && gw_view_eq(gw_adopt_file_name(migration), script);
}

static char *crc32(struct gw_arena *arena, struct gw_view content)
{
	return gw_format(arena, "%d", gw_adopt_crc32(content));
}

static enum gw_adopt_proof proves_crc32(const struct gw_adopt_evidence *evidence)
{
	return gw_adopt_compare(evidence, crc32);
}

static const char *type(const struct gw_eject_row *row)
{
	return row->migration->kind == GW_MIGRATION_BASELINE ? "SQL_BASELINE" : "SQL";
}

static const char *script(const struct gw_eject_row *row)
{
	return row->migration->path;
}

static const char *checksum(const struct gw_eject_row *row)
{
	return crc32(row->arena, row->content);
}

static const char *const made_in_sqlite[] = {
	"CREATE TABLE flyway_schema_history (installed_rank integer NOT NULL, "
	"version varchar(50), description varchar(200) NOT NULL, type varchar(20) "
	"NOT NULL, script varchar(1000) NOT NULL, checksum integer, installed_by "
	"varchar(100) NOT NULL, installed_on text NOT NULL DEFAULT "
	"(strftime('%Y-%m-%d %H:%M:%f','now')), execution_time integer NOT NULL, "
	"success boolean NOT NULL, CONSTRAINT flyway_schema_history_pk PRIMARY KEY "
	"(installed_rank))",
	"CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success)",
	NULL,
};
static const char *const made[] = {
	"CREATE TABLE flyway_schema_history (installed_rank integer NOT NULL, "
	"version varchar(50), description varchar(200) NOT NULL, type varchar(20) "
	"NOT NULL, script varchar(1000) NOT NULL, checksum integer, installed_by "
	"varchar(100) NOT NULL, installed_on timestamp NOT NULL DEFAULT "
	"CURRENT_TIMESTAMP, execution_time integer NOT NULL, success boolean NOT "
	"NULL, CONSTRAINT flyway_schema_history_pk PRIMARY KEY (installed_rank))",
	"CREATE INDEX flyway_schema_history_s_idx ON flyway_schema_history (success)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "sqlite", .statements = made_in_sqlite},
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"installed_rank", gw_eject_number, GW_EJECT_TEXT},
	{"version", gw_eject_version, GW_EJECT_TEXT},
	{"description", gw_eject_description, GW_EJECT_TEXT},
	{"type", type, GW_EJECT_TEXT},
	{"script", script, GW_EJECT_TEXT},
	{"checksum", checksum, GW_EJECT_TEXT},
	{"installed_by", gw_eject_user, GW_EJECT_TEXT},
	{"installed_on", gw_eject_at, GW_EJECT_NOW},
	{"execution_time", gw_eject_no, GW_EJECT_TEXT},
	{"success", gw_eject_yes, GW_EJECT_TEXT},
	{0},
};
/* Repeatables have no version. */
static const char *repeatable_script(const struct gw_eject_row *row)
{
	return row->migration->version == NULL ? script(row) : NULL;
}

static const struct gw_eject_cell key[] = {
	{"version", gw_eject_version, GW_EJECT_TEXT},
	{"script", repeatable_script, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.key = key,
};

/* "Flyway" as a number, and the hash of the table's name in quotes. */
static const char *lock_number(struct gw_arena *arena, const struct gw_adopt_place *place)
{
	const char *name = gw_format(arena, "\"%s\".\"%s\"", place->schema, place->table);
	int64_t number = 0x466C79776179 + (int64_t)gw_adopt_java_hash(gw_view_of(name));

	return gw_format(arena, "%lld", (long long)number);
}

static const char *lock_name(struct gw_arena *arena, const struct gw_adopt_place *place)
{
	const char *name = gw_format(arena, "`%s`.`%s`", place->schema, place->table);

	return gw_format(arena, "Flyway-%d", gw_adopt_java_hash(gw_view_of(name)));
}

static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .make_key = lock_number},
	{.engine = "mysql", .make_key = lock_name},
	{0},
};

const struct gw_adopt_tool gw_adopt_flyway = {
	.name = "flyway",
	.table = "flyway_schema_history",
	.format = "flyway",
	.columns = {[GW_ADOPT_ID] = "version",
		    [GW_ADOPT_AT] = "installed_on",
		    [GW_ADOPT_CHECKSUM] = "checksum",
		    [GW_ADOPT_NAME] = "script",
		    [GW_ADOPT_STATE] = "success",
		    [GW_ADOPT_KIND] = "type"},
	.order = "installed_rank",
	.algorithm = "CRC-32",
	.locks = locks,
	.interpret = flyway_rows,
	.is_of = by_version_or_script,
	.proves = proves_crc32,
	.eject = &eject,
};
