/*
 * What a session asks of git: sources that are commits, and the commits that files and applied
 * migrations come from.
 */
#ifndef GW_SESSION_GIT_COMMITS_H
#define GW_SESSION_GIT_COMMITS_H

#include "session/session.h"

/* The repository: as `repository` says, or the one that the working folder is in. */
GW_MUST_USE bool gw_session_git(struct gw_session *session, struct gw_error **err);
/*
 * The migrations of a commit, named as `--from` takes it; its path is `dir` when none is named.
 * *ret_since is the source of OLD in OLD..NEW, else NULL. The caller closes both, before the session
 * is done.
 */
GW_MUST_USE bool gw_session_git_source(struct gw_session *session, const char *text,
				       struct gw_source **ret_source, struct gw_source **ret_since,
				       struct gw_error **err);

/* A migration as it was applied, in git. */
struct gw_applied_origin {
	const struct gw_applied *applied; /* what is looked for */
	const struct gw_git_commit *commit; /* that brought it; NULL: it was not found */
	struct gw_found found; /* at that commit; the session closes the source */
	bool whole; /* the whole is as it was applied; else no more than up and down are */
};
/*
 * Finds all of them by version and checksum, in commits that HEAD, a branch or a tag comes from, and in
 * those that their events name; the youngest, where several brought the same. Source and history are
 * open. Errors are of the repository (GW_E_GIT_NONE: there is none), and of the database.
 */
GW_MUST_USE bool gw_session_find_applied(struct gw_session *session,
					 struct gw_applied_origin *origins, size_t n,
					 struct gw_error **err);

/* Of a file of the source; NULL: no commit has it. */
struct gw_file_commits {
	const struct gw_git_commit *added; /* the first that had it */
	const struct gw_git_commit *changed; /* the last that changed it */
	bool dirty; /* the file is not as the last commit has it */
};
/*
 * Fills files, path in the source -> struct gw_file_commits *, from the commit that the source is, or
 * that is checked out, back to the beginning. The source is open. Errors are of the repository.
 */
GW_MUST_USE bool gw_session_file_commits(struct gw_session *session, struct gw_map *files,
					 struct gw_error **err);

/*
 * What changed in a section since it was applied, as gw_text_diff(), with secrets masked; NULL when
 * nothing did, or the applied text was not kept, and was not found in git either.
 */
const char *gw_session_diff(struct gw_session *session, const struct gw_applied_origin *origin,
			    const struct gw_migration *migration, enum gw_direction direction);
/*
 * gw_session_find_applied() for what git may help to explain, and need not: what stands against it is
 * no error, but the phrase that is returned. NULL: git was asked.
 */
const char *gw_session_explain_edits(struct gw_session *session, struct gw_applied_origin *origins,
				     size_t n);
/* "commit 1f3a5c7e9b0d of 2026-11-28 14:03:26, Ada <ada@example.org>: users have names" */
const char *gw_commit_phrase(struct gw_arena *arena, const struct gw_git_commit *commit);

#endif
