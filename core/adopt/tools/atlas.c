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
static void take_line(struct gw_arena *arena, struct gw_view line, struct gw_adopt_rows *rows)
{
	struct gw_view name, sum;

	if (!gw_view_next_word(&line, &name) || !gw_view_next_word(&line, &sum) ||
	    !gw_view_starts(sum, "h1:"))
		return;
	for (size_t i = 0; i < rows->list.n; i++) {
		struct gw_adopt_row *row = &rows->list.items[i];
		const char *with_name = gw_format(arena, "%s_", row->id);

		if (gw_view_starts(name, with_name) ||
		    gw_view_is(name, gw_format(arena, "%s.sql", row->id)))
			row->listed = gw_view_dup(arena, gw_view_from(sum, 3));
	}
}

/* The format has held the files to the list. */
static bool read_list(struct gw_arena *arena, struct gw_source *source, struct gw_adopt_rows *rows,
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
		take_line(arena, line, rows);
	gw_text_done(&text);
	return true;
}

/* On PostgreSQL, the FNV-1 of that name. */
static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .key = "2686470616"},
	{.engine = "mysql", .key = "atlas_migrate_execute"},
	{0},
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
	.complete = read_list,
	.is_of = gw_adopt_by_text,
	.proves = gw_adopt_proves_listed,
};
