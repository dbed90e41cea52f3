/*
 * refinery: a row for each version, with a SipHash of name, version and file.
 */
#include "adopt/adopt_int.h"

static bool proves_siphash(struct gw_arena *arena, const struct gw_adopt_row *row,
			   struct gw_view content)
{
	struct gw_view name = gw_view_of(row->name);
	uint64_t version, expected;

	if (!gw_parse_u64(gw_view_of(row->id), &version) ||
	    !gw_parse_u64(gw_view_of(row->checksum), &expected))
		return false;
	for (int form = 0; form < 3; form++) {
		struct gw_view text = form == 0 ? content
						: gw_adopt_lines(arena, content, form == 2);

		if (gw_adopt_siphash(name, version, 4, text) == expected ||
		    gw_adopt_siphash(name, version, 8, text) == expected)
			return true;
	}
	return false;
}

const struct gw_adopt_tool gw_adopt_refinery = {
	.name = "refinery",
	.table = "refinery_schema_history",
	.format = "refinery",
	.columns = {[GW_ADOPT_ID] = "version",
		    [GW_ADOPT_AT] = "applied_on",
		    [GW_ADOPT_CHECKSUM] = "checksum",
		    [GW_ADOPT_NAME] = "name"},
	.order = "version",
	.algorithm = "SipHash-1-3",
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_version,
	.proves = proves_siphash,
};
