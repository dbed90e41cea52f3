/*
 * refinery: a row for each version, with a SipHash of name, version and file.
 */
#include "adopt/adopt_int.h"

static enum gw_adopt_proof proves_siphash(const struct gw_adopt_evidence *evidence)
{
	const struct gw_adopt_row *row = evidence->row;
	struct gw_view name = gw_view_of(row->name);
	uint64_t version, expected;

	if (!gw_parse_u64(gw_view_of(row->id), &version) ||
	    !gw_parse_u64(gw_view_of(row->checksum), &expected))
		return GW_ADOPT_DISPROVED;
	for (int form = 0; form < 3; form++) {
		struct gw_view text = evidence->content;

		if (form != 0)
			text = gw_adopt_lines(evidence->arena, text, form == 2);
		if (gw_adopt_siphash(name, version, 4, text) == expected ||
		    gw_adopt_siphash(name, version, 8, text) == expected)
			return GW_ADOPT_PROVED;
	}
	return GW_ADOPT_DISPROVED;
}

/* As a version of 4 bytes has it, which is what the tool makes of one unless it is told otherwise. */
static const char *siphash(const struct gw_eject_row *row)
{
	uint64_t version;

	if (!gw_parse_u64(gw_view_of(row->migration->version), &version))
		return NULL;
	return gw_format(row->arena, "%llu",
			 (unsigned long long)gw_adopt_siphash(gw_view_of(row->migration->name),
							      version, version > INT32_MAX ? 8 : 4,
							      row->content));
}

static const char *const made[] = {
	"CREATE TABLE refinery_schema_history (version integer PRIMARY KEY, name "
	"varchar(255), applied_on varchar(255), checksum varchar(255))",
	NULL,
};
static const struct gw_eject_table tables[] = {
	{.statements = made},
	{0},
};
static const struct gw_eject_cell cells[] = {
	{"version", gw_eject_version, GW_EJECT_TEXT},
	{"name", gw_eject_name, GW_EJECT_TEXT},
	{"applied_on", gw_eject_at_iso, GW_EJECT_TEXT},
	{"checksum", siphash, GW_EJECT_TEXT},
	{0},
};
static const struct gw_eject eject = {
	.tables = tables,
	.cells = cells,
};

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
	.eject = &eject,
};
