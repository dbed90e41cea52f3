/*
 * Installed programs: where they are.
 */
#ifndef GW_BASE_PROGRAMS_H
#define GW_BASE_PROGRAMS_H

#include "base/system.h"
#include "base/vec.h"

struct gw_programs {
	GW_VEC(const char *) paths;
};

/*
 * All programs of this name that may be run, the best first: those of PATH, then those in folders that
 * the patterns (NULL at the end) match, of several versions the newest.
 */
void gw_programs_find(struct gw_arena *arena, const struct gw_system *sys, const char *name,
		      const char *const *patterns, struct gw_programs *ret_programs);

#endif
