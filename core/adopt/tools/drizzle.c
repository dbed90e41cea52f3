/*
 * Drizzle: a row for each file, with its SHA-256 and without its name.
 */
#include "adopt/adopt_int.h"

/* Drizzle's rows have no name: the first is for the first of the files. */
static void numbered_rows(struct gw_arena *arena, const struct gw_rows *rows,
			  struct gw_adopt_rows *ret_rows)
{
	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_adopt_row row = gw_adopt_row_of(arena, rows, i);

		row.id = gw_format(arena, "%zu", i);
		gw_vec_push(arena, &ret_rows->list, row);
	}
}

static bool by_index(const struct gw_adopt_row *row, const struct gw_migration *migration,
		     const struct gw_format *format GW_UNUSED)
{
	uint64_t index;

	return gw_parse_u64(gw_view_of(row->id), &index) && index == migration->index;
}

const struct gw_adopt_tool gw_adopt_drizzle = {
	.name = "drizzle",
	.table = "__drizzle_migrations",
	.schema = "drizzle",
	.format = "drizzle",
	.columns = {[GW_ADOPT_ID] = "created_at", [GW_ADOPT_CHECKSUM] = "hash"},
	.order = "created_at",
	.algorithm = "SHA-256",
	.interpret = numbered_rows,
	.is_of = by_index,
	.proves = gw_adopt_proves_sha256,
};
