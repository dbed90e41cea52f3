/*
 * graphile-migrate: a row for each committed file, with the hash that the file says too.
 */
#include "adopt/adopt_int.h"

/* The file says its own hash, which the format holds it to. */
static bool proves_header(struct gw_arena *arena, const struct gw_adopt_row *row,
			  struct gw_view content)
{
	const char *line = gw_format(arena, "--! Hash: %s\n", row->checksum);

	return gw_view_find(gw_adopt_lines(arena, content, false), gw_view_of(line)) != GW_NOWHERE;
}

const struct gw_adopt_tool gw_adopt_graphile = {
	.name = "graphile-migrate",
	.table = "migrations",
	.schema = "graphile_migrate",
	.format = "graphile-migrate",
	.columns =
		{[GW_ADOPT_ID] = "filename", [GW_ADOPT_AT] = "date", [GW_ADOPT_CHECKSUM] = "hash"},
	.order = "filename",
	.algorithm = "SHA-1",
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_number,
	.proves = proves_header,
};
