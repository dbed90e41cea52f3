/*
 * knex: a row for each file, which is a program.
 */
#include "adopt/adopt_int.h"

static const struct gw_adopt_lock locks[] = {
	{
		.table = "knex_migrations_lock",
		.held = "is_locked = 1",
		.release = "knex migrate:unlock",
	},
	{0},
};

const struct gw_adopt_tool gw_adopt_knex = {
	.name = "knex",
	.table = "knex_migrations",
	.columns = {[GW_ADOPT_ID] = "name", [GW_ADOPT_AT] = "migration_time"},
	.order = "id",
	.code = true,
	.locks = locks,
	.interpret = gw_adopt_each_stem,
	.is_of = gw_adopt_by_stem,
};
