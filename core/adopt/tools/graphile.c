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
};
