/*
 * What sessions alone ask of git.
 */
#ifndef GW_SESSION_GIT_GIT_INT_H
#define GW_SESSION_GIT_GIT_INT_H

#include "session/git/commits.h"
#include "session/session_int.h"

/* edited.c: the difference of two texts that are not equal, with secrets masked; NULL: it cannot be made. */
const char *gw_session_diff_texts(struct gw_session *session, struct gw_view before,
				  struct gw_view now);
/* git.c: PATH of REF:PATH in the repository; NULL: it lies outside. */
const char *gw_session_git_path(struct gw_session *session, const char *path);

/* git.c: what a commit has in a folder, as a source; people read ref in its place. */
GW_MUST_USE bool gw_session_commit_source(struct gw_session *session,
					  const struct gw_git_commit *commit, const char *ref,
					  const char *path, struct gw_source **ret_source,
					  struct gw_error **err);
/*
 * git.c: opens the repository that the source is in, and says where in it that is. libgit2 is left alone
 * where there is none, which is GW_E_GIT_NONE. The source is open.
 */
GW_MUST_USE bool gw_session_source_folder(struct gw_session *session, const char **ret_folder,
					  struct gw_error **err);
/* git.c: GW_E_SOURCE: a folder is not in the work tree of the repository. */
bool gw_session_fail_outside(const char *path, struct gw_error **err);
/*
 * git.c: completes a request with what commits say: with what OLD has of `--from OLD..NEW`; and with
 * the files of a commit as the target, where `to` names one, and no version.
 */
GW_MUST_USE bool gw_session_aim(struct gw_session *session, struct gw_plan_request *request,
				struct gw_error **err);

/*
 * provenance.c: finds out where the source stands in git: the commit, and for what the plan applies
 * of it the commit that last changed the file. Once for each source. Where the configuration demands
 * nothing of git, what cannot be found out is a notice of the source.
 */
GW_MUST_USE bool gw_session_trace(struct gw_session *session, struct gw_source *source,
				  const struct gw_plan *plan, struct gw_error **err);
/*
 * require.c: holds the source that is applied to what `require_git` says. GW_E_GIT_REQUIREMENT.
 * The source was traced and the history is loaded.
 */
GW_MUST_USE bool gw_session_require(struct gw_session *session, const struct gw_source *source,
				    struct gw_error **err);

/*
 * origin.c: looks in git for the down scripts that the plan misses: key -> struct gw_found *. What
 * stands against that is no error: nothing is found then.
 */
struct gw_map gw_session_find_downs(struct gw_session *session, const struct gw_plan *plan);
/*
 * origin.c: what a commit has in a folder; the session closes it. NULL: it is no source (two files of one
 * version, a format nobody knows).
 */
struct gw_source *gw_session_try_commit(struct gw_session *session, const char *folder,
					const struct gw_git_commit *commit);
/*
 * origin.c: whether a file may be one of a migration that was applied, as far as its path tells,
 * whatever the format: it has the numbers of the version, or the letters of a version that is none, or of
 * a repeatable's name.
 */
bool gw_applied_may_be(const char *path, const struct gw_applied *applied);

#endif
