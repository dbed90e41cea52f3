/*
 * What the files of this folder share.
 */
#ifndef GW_BRANCH_BRANCH_INT_H
#define GW_BRANCH_BRANCH_INT_H

#include "branch/branch.h"

/* The migration with the highest version; NULL: no version is there. */
const struct gw_migration *gw_branch_newest(const struct gw_source *source);

/* What the base added since the ancestor, to be asked for versions. */
struct gw_base_added {
	const struct gw_branch *branch;
	GW_VEC(const struct gw_migration *) list; /* versioned ones and baselines, in order */
};
struct gw_base_added gw_branch_base_added(struct gw_arena *arena, const struct gw_branch *branch);
/* What the base added with the version and kind of something of the head; NULL: nothing. */
const struct gw_migration *gw_branch_collision(const struct gw_base_added *added,
					       const struct gw_migration *migration);

/* Whether it would be pending behind newest, without being allowed to. newest may be NULL. */
bool gw_branch_comes_late(const struct gw_branch *branch, const struct gw_migration *migration,
			  const char *newest);

/*
 * merge.c: the files that merging head and base gives, as a tree: those of both, but for what either
 * removed; where both have a file, the one that is not as in the ancestor. Closing it closes none of
 * the sources.
 */
struct gw_tree *gw_branch_merge(struct gw_arena *arena, const struct gw_branch *branch);

#endif
