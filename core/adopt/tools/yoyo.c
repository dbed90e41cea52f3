/*
 * yoyo: a row for each file, named without its suffix.
 */
#include "adopt/adopt_int.h"

const struct gw_adopt_tool gw_adopt_yoyo = {
	.name = "yoyo",
	.table = "_yoyo_migration",
	.format = "yoyo",
	.columns = {[GW_ADOPT_ID] = "migration_id", [GW_ADOPT_AT] = "applied_at_utc"},
	.order = "applied_at_utc",
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_text,
};
