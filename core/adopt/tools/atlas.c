/*
 * Atlas: a row for each file, with its sum in atlas.sum and how many of its statements were applied.
 */
#include "adopt/adopt_int.h"

enum { TYPE_BASELINE = 1 };

/* The state is how many statements were applied, the kind how many there are. */
static const char *fault_of(struct gw_arena *arena, const struct gw_rows *rows, size_t i)
{
	int64_t applied = gw_cell_int(rows, i, GW_ADOPT_STATE);
	int64_t total = gw_cell_int(rows, i, GW_ADOPT_KIND);

	if (applied < total)
		return gw_format(arena, "%lld of its %lld statements are applied",
				 (long long)applied, (long long)total);
	return gw_cell(rows, i, GW_ADOPT_NAME).n != 0 ? "it has an error" : NULL;
}

static void revisions(struct gw_arena *arena, const struct gw_rows *rows,
		      struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);

		if (gw_view_starts(gw_view_of(row.id), "."))
			continue;
		row.name = NULL;
		row.unfinished = fault_of(arena, rows, i);
		row.up_to = row.code = (gw_cell_int(rows, i, GW_ADOPT_TYPE) & TYPE_BASELINE) != 0;
		if (row.up_to)
			row.checksum = NULL;
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

/* A line of the list: "20260101120000_birds.sql h1:BASE64". */
static void take_line(struct gw_arena *arena, struct gw_view line, struct gw_map *sums)
{
	struct gw_view name, sum;

	if (!gw_view_next_word(&line, &name) || !gw_view_next_word(&line, &sum) ||
	    !gw_view_starts(sum, "h1:"))
		return;
	(void)gw_map_put(arena, sums, gw_view_of(gw_view_dup(arena, name)),
			 gw_view_dup(arena, gw_view_from(sum, 3)));
}

/* File name -> its sum. The format has held the files to the list. */
static bool read_list(struct gw_arena *arena, struct gw_source *source, struct gw_map *sums,
		      struct gw_error **err)
{
	struct gw_view rest, line;
	struct gw_text text;

	if (gw_tree_find(source->tree, "atlas.sum") == NULL)
		return true;
	if (!gw_tree_read(source->tree, "atlas.sum", &text, err))
		return false;
	rest = text.view;
	while (gw_view_next_line(&rest, &line))
		take_line(arena, line, sums);
	gw_text_done(&text);
	return true;
}

/* On PostgreSQL, the FNV-1 of that name. */
static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .key = "2686470616"},
	{.engine = "mysql", .key = "atlas_migrate_execute"},
	{0},
};

static void list_row(struct gw_arena *arena, const struct gw_map *sums, struct gw_adopt_row *row)
{
	const char *with_name = gw_format(arena, "%s_", row->id);
	const char *alone = gw_format(arena, "%s.sql", row->id);

	for (size_t i = 0; i < sums->n; i++)
		if (gw_view_starts(sums->items[i].key, with_name) ||
		    gw_view_is(sums->items[i].key, alone))
			row->listed = sums->items[i].value;
}

static bool list_rows(struct gw_arena *arena, struct gw_source *source, struct gw_adopt_rows *rows,
		      struct gw_error **err)
{
	struct gw_map sums = {0};

	if (!read_list(arena, source, &sums, err))
		return false;
	for (size_t i = 0; i < rows->list.n; i++)
		list_row(arena, &sums, &rows->list.items[i]);
	return true;
}

/* --- giving it back --------------------------------------------------------------------------- */

static bool read_facts(struct gw_arena *arena, struct gw_source *source, const void **ret_facts,
		       struct gw_error **err)
{
	struct gw_map *sums = gw_new(arena, struct gw_map);

	*ret_facts = sums;
	return read_list(arena, source, sums, err);
}

static const char *sum(const struct gw_eject_row *row)
{
	return gw_map_get(row->facts, gw_view_of(row->migration->path));
}

static const char *fault(const struct gw_eject_row *row)
{
	return sum(row) == NULL ? "it is not in atlas.sum, which `atlas migrate hash` writes"
				: NULL;
}

/* Not executed by the tool, but resolved: as `atlas migrate set` leaves it, without statements. */
static const char *type_resolved(const struct gw_eject_row *row GW_UNUSED)
{
	return "4";
}

static const char *operator_version(const struct gw_eject_row *row GW_UNUSED)
{
	return "godwit";
}

static const char *const made_in_postgres[] = {
	"CREATE SCHEMA IF NOT EXISTS atlas_schema_revisions",
	"CREATE TABLE atlas_schema_revisions.atlas_schema_revisions (version varchar "
	"NOT NULL PRIMARY KEY, description varchar NOT NULL, type bigint NOT NULL "
	"DEFAULT 2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT "
	"0, executed_at timestamptz NOT NULL, execution_time bigint NOT NULL, error "
	"text, error_stmt text, hash varchar NOT NULL, partial_hashes jsonb, "
	"operator_version varchar NOT NULL)",
	NULL,
};
static const char *const made_in_mysql[] = {
	"CREATE TABLE atlas_schema_revisions (version varchar(255) NOT NULL PRIMARY "
	"KEY, description varchar(255) NOT NULL, type bigint unsigned NOT NULL DEFAULT "
	"2, applied bigint NOT NULL DEFAULT 0, total bigint NOT NULL DEFAULT 0, "
	"executed_at timestamp NOT NULL, execution_time bigint NOT NULL, error "
	"longtext, error_stmt longtext, hash varchar(255) NOT NULL, partial_hashes "
	"json, operator_version varchar(255) NOT NULL)",
	NULL,
};
static const char *const made_in_sqlite[] = {
	"CREATE TABLE atlas_schema_revisions (version text NOT NULL PRIMARY KEY, "
	"description text NOT NULL, type integer NOT NULL DEFAULT 2, applied integer "
	"NOT NULL DEFAULT 0, total integer NOT NULL DEFAULT 0, executed_at datetime "
	"NOT NULL, execution_time integer NOT NULL, error text, error_stmt text, hash "
	"text NOT NULL, partial_hashes json, operator_version text NOT NULL)",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.engine = "postgres", .statements = made_in_postgres, .schema = "atlas_schema_revisions"},
	{.engine = "mysql", .statements = made_in_mysql},
	{.engine = "sqlite", .statements = made_in_sqlite},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"version", gw_eject_version, GW_EJECT_TEXT},
	{"description", gw_eject_name, GW_EJECT_TEXT},
	{"type", type_resolved, GW_EJECT_TEXT},
	{"executed_at", gw_eject_at, GW_EJECT_UTC},
	{"execution_time", gw_eject_no, GW_EJECT_TEXT},
	{"hash", sum, GW_EJECT_TEXT},
	{"operator_version", operator_version, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
	.by_last = true,
	.read = read_facts,
	.fault = fault,
};

const struct gw_adopt_tool gw_adopt_atlas = {
	.name = "atlas",
	.table = "atlas_schema_revisions",
	.schema = "atlas_schema_revisions",
	.format = "atlas",
	.columns = {[GW_ADOPT_ID] = "version",
		    [GW_ADOPT_AT] = "executed_at",
		    [GW_ADOPT_CHECKSUM] = "hash",
		    [GW_ADOPT_NAME] = "error",
		    [GW_ADOPT_STATE] = "applied",
		    [GW_ADOPT_KIND] = "total",
		    [GW_ADOPT_TYPE] = "type"},
	.order = "version",
	.algorithm = "sum in atlas.sum",
	.locks = locks,
	.interpret = revisions,
	.complete = list_rows,
	.is_of = gw_adopt_by_text,
	.proves = gw_adopt_proves_listed,
	.eject = &eject,
};
