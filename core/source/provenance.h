/*
 * Where the files of a source come from, in git: plain data, filled by who knows the repository.
 */
#ifndef GW_SOURCE_PROVENANCE_H
#define GW_SOURCE_PROVENANCE_H

#include "base/map.h"
#include "git/git.h"

/* A file that the commit has. */
struct gw_file_origin {
	const char *blob; /* id of its content; NULL: it is not as the commit has it */
	const struct gw_git_commit *changed; /* the commit that last changed it; NULL: not known */
};

struct gw_provenance {
	const struct gw_git *git;
	struct gw_repository *repository;
	const struct gw_git_commit *commit; /* that was read, or is checked out */
	const char *folder; /* of the files, in the repository */
	const char *tree; /* id of that folder in the commit; NULL: the commit has no such folder */
	const char *ref; /* a tag or branch that is at the commit; NULL: there is none */
	bool checked_out; /* files of a work tree, and HEAD; else the commit's own */
	bool dirty; /* the folder is not as the commit has it */
	struct gw_map files; /* path -> struct gw_file_origin * */
};

/*
 * The tickets that a commit's message names in its trailers (`Ticket:` and `Refs:`), in their order.
 * Returns how many.
 */
size_t gw_commit_tickets(struct gw_arena *arena, const char *message, const char ***ret_tickets);

#endif
