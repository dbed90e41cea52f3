/*
 * Rails (Active Record): as dbmate's table, with ar_internal_metadata beside it. Its migrations are
 * Ruby.
 */
#include "adopt/adopt_int.h"

static const char *lock_key(struct gw_arena *arena, const struct gw_adopt_place *place)
{
	return gw_adopt_lock_of_database(arena, 2053462845, place, false);
}

static const struct gw_adopt_lock locks[] = {
	{.engine = "postgres", .make_key = lock_key},
	{.engine = "mysql", .make_key = lock_key},
	{0},
};

const struct gw_adopt_tool gw_adopt_rails = {
	.name = "rails",
	.table = "schema_migrations",
	.beside = "ar_internal_metadata",
	.columns = {[GW_ADOPT_ID] = "version"},
	.no_other_columns = true,
	.order = "version",
	.code = true,
	.locks = locks,
	.interpret = gw_adopt_each,
	.is_of = gw_adopt_by_version,
};
