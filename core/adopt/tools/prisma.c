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
	.interpret = prisma_rows,
	.is_of = gw_adopt_by_text,
	.proves = gw_adopt_proves_sha256,
};
