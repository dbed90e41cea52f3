/*
 * Sqitch's plan: what is to be deployed, in order, each change with the id that it has by what comes
 * before it.
 *
 *	%project=birds
 *	create_observer 2026-01-02T10:00:00Z Ada <ada@example.org> # a note
 *	@v1.0 2026-01-02T11:00:00Z Ada <ada@example.org>
 *	create_sighting [create_observer !other] 2026-01-02T12:00:00Z Ada <ada@example.org>
 *
 * A change whose name comes again after a tag was reworked: what it was before is NAME@TAG.
 */
#ifndef GW_SOURCE_SQITCH_H
#define GW_SOURCE_SQITCH_H

#include "base/vec.h"
#include "source/tree.h"

/* Who planned a line, when, and what for. */
struct gw_sqitch_origin {
	const char *date; /* "2026-01-02T10:00:00Z" */
	const char *planner; /* "Ada <ada@example.org>" */
	const char *note; /* "": none */
};
struct gw_sqitch_change {
	const char *name;
	const char *version; /* the name, or NAME@TAG; unique */
	const char *id; /* SHA-1 in hexadecimal digits */
	const char *depends; /* "create_observer !other", as it is written; NULL: on nothing */
	struct gw_sqitch_origin origin;
	size_t first_tag; /* of the plan's tags, those from here on come after it */
};
struct gw_sqitch_tag {
	const char *name; /* "@v1.0" */
	const char *id; /* SHA-1 in hexadecimal digits */
	struct gw_sqitch_origin origin;
	size_t change; /* of the plan's changes, the one that it stands on; GW_NOWHERE: none */
};

struct gw_sqitch_plan {
	const char *project;
	const char *uri; /* NULL: none */
	GW_VEC(struct gw_sqitch_change) changes;
	GW_VEC(struct gw_sqitch_tag) tags;
};

/* The plan of a tree's text of sqitch.plan. False: *ret_fault is the part of the text that is none. */
GW_MUST_USE bool gw_sqitch_plan(struct gw_arena *arena, const struct gw_tree *tree,
				struct gw_view text, struct gw_sqitch_plan *ret_plan,
				struct gw_view *ret_fault);
const char *gw_sqitch_script(struct gw_arena *arena, const char *folder, const char *version);
#define GW_SQITCH_PLAN "sqitch.plan"

#endif
