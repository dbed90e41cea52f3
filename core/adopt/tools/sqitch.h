/*
 * What adopting from Sqitch and giving back to it share.
 */
#ifndef GW_ADOPT_TOOLS_SQITCH_H
#define GW_ADOPT_TOOLS_SQITCH_H

#include "adopt/adopt_int.h"
#include "source/sqitch.h"

/* The plan of the files; it stays as it is where there is none. */
GW_MUST_USE bool gw_adopt_sqitch_plan(struct gw_arena *arena, struct gw_source *source,
				      struct gw_sqitch_plan *plan, struct gw_error **err);

extern const struct gw_eject gw_eject_sqitch; /* sqitch_eject.c */
extern const struct gw_eject_table gw_eject_sqitch_tables[]; /* sqitch_tables.c */

#endif
