/*
 * Keeping another tool's table in step: what a step of a run writes there beside its row of the history,
 * in the same transaction.
 *
 * Nothing here reads or writes a database.
 */
#ifndef GW_ADOPT_KEEP_H
#define GW_ADOPT_KEEP_H

#include "adopt/adopt.h"

/* A tool that is kept in step, during a run. */
struct gw_keeping {
	struct gw_arena *arena; /* as long as the run */
	const struct gw_adopt_tool *tool; /* whose table is written, see eject.h */
	const char *schema; /* of its table */
	const char *table;
	int64_t last_number; /* in the column that orders its rows */
	GW_VEC(const struct gw_migration *) applied; /* by now, in any order */
};

/* Whether a row is made of a migration and its file alone. The tool's table can be written. */
bool gw_keeping_is_possible(const struct gw_adopt_tool *tool);
/* The statements with which the tool takes the migration of a row for applied, or for taken back. */
void gw_keeping_apply(struct gw_keeping *keeping, const struct gw_conn *conn,
		      struct gw_eject_row *row, struct gw_statements *ret_list);
void gw_keeping_revert(struct gw_keeping *keeping, const struct gw_conn *conn,
		       struct gw_eject_row *row, struct gw_statements *ret_list);

#endif
