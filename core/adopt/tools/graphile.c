/*
 * graphile-migrate: a row for each committed file, with the hash that the file says too.
 */
#include "adopt/adopt_int.h"

/* The file says its own hash, which the format holds it to. */
static enum gw_adopt_proof proves_header(const struct gw_adopt_evidence *evidence)
{
	const char *line = gw_format(evidence->arena, "--! Hash: %s\n", evidence->row->checksum);
	struct gw_view content = gw_adopt_lines(evidence->arena, evidence->content, false);

	return gw_view_find(content, gw_view_of(line)) != GW_NOWHERE ? GW_ADOPT_PROVED
								     : GW_ADOPT_DISPROVED;
}

static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .key = "4727445306447283"},
	{0},
};

/* What the header says after a key, which the format has found in it; NULL: "-". */
static const char *header_value(const struct gw_eject_row *row, const char *key)
{
	size_t at = gw_view_find(row->content, gw_view_of(key));
	struct gw_view rest, line;

	if (at == GW_NOWHERE)
		return NULL;
	rest = gw_view_from(row->content, at + gw_view_of(key).n);
	(void)gw_view_next_line(&rest, &line);
	line = gw_view_trim(line);
	return gw_view_is(line, "-") ? NULL : gw_view_dup(row->arena, line);
}

static const char *hash(const struct gw_eject_row *row)
{
	return header_value(row, "--! Hash:");
}

static const char *previous_hash(const struct gw_eject_row *row)
{
	return header_value(row, "--! Previous:");
}

/* The tool knows a file by its number alone, whatever follows. */
static const char *numbered_file(const struct gw_eject_row *row)
{
	return gw_format(row->arena, "%s.sql", row->migration->version);
}

static const char *const made[] = {
	"CREATE SCHEMA IF NOT EXISTS graphile_migrate",
	"CREATE TABLE graphile_migrate.migrations (hash text PRIMARY KEY, "
	"previous_hash text REFERENCES graphile_migrate.migrations, filename text NOT "
	"NULL, date timestamptz NOT NULL DEFAULT now())",
	"CREATE TABLE IF NOT EXISTS graphile_migrate.current (filename text PRIMARY "
	"KEY DEFAULT 'current.sql', content text NOT NULL, date timestamptz NOT NULL "
	"DEFAULT now())",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made, .schema = "graphile_migrate"},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"hash", hash, GW_EJECT_TEXT},
	{"previous_hash", previous_hash, GW_EJECT_TEXT},
	{"filename", numbered_file, GW_EJECT_TEXT},
	{"date", gw_eject_at_iso, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.by_last = true,
};

const struct gw_adopt_tool gw_adopt_graphile = {
	.name = "graphile-migrate",
	.table = "migrations",
	.schema = "graphile_migrate",
	.format = "graphile-migrate",
	.columns =
		{[GW_ADOPT_ID] = "filename", [GW_ADOPT_AT] = "date", [GW_ADOPT_CHECKSUM] = "hash"},
	.order = "filename",
	.algorithm = "SHA-1",
	.locks = locks,
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_number,
	.proves = proves_header,
	.eject = &eject,
};
