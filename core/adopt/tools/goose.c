/*
 * goose: a log of versions that were applied and taken back.
 */
#include "adopt/adopt_int.h"

/* goose: a version's last row counts; the rows before it are its past. */
static void goose_rows(struct gw_arena *arena, const struct gw_rows *rows,
		       struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);

		gw_adopt_forget(ret_rows, row.id);
		if (gw_cell_bool(rows, i, GW_ADOPT_STATE) && !gw_adopt_is_same(row.id, "0"))
			gw_vec_push(arena, &ret_rows->list, row);
	}
}

const struct gw_adopt_tool gw_adopt_goose = {
	.name = "goose",
	.table = "goose_db_version",
	.format = "goose",
	.columns = {[GW_ADOPT_ID] = "version_id",
		    [GW_ADOPT_AT] = "tstamp",
		    [GW_ADOPT_STATE] = "is_applied"},
	.order = "id",
	.interpret = goose_rows,
	.is_of = gw_adopt_by_version,
};
