/*
 * Migrations in a commit: how people name them, and the folder of a commit as a tree.
 */
#ifndef GW_SOURCE_GIT_H
#define GW_SOURCE_GIT_H

#include "git/git.h"
#include "source/tree.h"

/*
 * What people write: [git:]REF[:PATH] or [git:]SINCE..REF[:PATH]. PATH is relative to the root of
 * the repository, or to the working folder where it begins with "./" or "../".
 */
struct gw_git_spec {
	const char *ref;
	const char *since; /* the commit that the database is at; NULL: not said */
	const char *path; /* NULL: the folder of the configuration */
};

/* GW_E_GIT_REF when it is no such thing. */
GW_MUST_USE bool gw_git_spec_parse(struct gw_arena *arena, const char *text,
				   struct gw_git_spec *ret_spec, struct gw_error **err);

/* A folder of a commit. */
struct gw_git_folder {
	const struct gw_git *git;
	struct gw_repository *repository; /* stays the caller's, and open */
	const char *commit; /* id */
	const char *path; /* "" is the root */
	bool optional; /* a commit without the folder is as one where it is empty */
};

/*
 * Lists it, as deep as folders on disk are read, without names that begin with a dot; display is
 * what people call it. Nothing is read from the work tree. GW_E_SOURCE when the commit has no such
 * folder (unless it is optional), or when something in it is not in the commit: symbolic links and submodules at once, what
 * LFS keeps elsewhere when it is read.
 */
GW_MUST_USE bool gw_tree_open_commit(struct gw_arena *arena, const struct gw_git_folder *folder,
				     const char *display, struct gw_tree **ret_tree,
				     struct gw_error **err);

#endif
