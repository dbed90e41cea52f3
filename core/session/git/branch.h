/*
 * Branches of the repository that migrations come from: opened, checked, renumbered.
 */
#ifndef GW_SESSION_GIT_BRANCH_H
#define GW_SESSION_GIT_BRANCH_H

#include "branch/branch.h"
#include "session/session.h"

struct gw_branch_request {
	const char *base; /* REF */
	const char *head; /* REF or REF:PATH; NULL: the folder as it is, of a branch at HEAD */
	const char *engine; /* whose SQL the files are; NULL: as the URL says, if there is one */
};

struct gw_session_branch {
	struct gw_session *session;
	struct gw_branch branch; /* compared */
	const char *base_name;
	const char *head_name; /* NULL: the folder as it is */
	struct gw_git_commit base, head, ancestor;
	struct gw_map
		brought; /* files that a merge of the base brought, of versions that files of the
				  branch's own have, too: they are left to the base. path -> path */
	const char *folder; /* of the migrations, in the repository */
	const char *display; /* what people call that folder: a path that leads there from here */
	struct gw_git_tags tags; /* filled when they are first asked for */
	bool has_tags;
};

/*
 * Opens the sources of a branch and compares them. No database is asked; the target is not needed.
 * GW_E_GIT_REF when there is no such base, or nothing that both came from. Close with
 * gw_session_branch_done(), before the session is done; {0} is fine.
 */
GW_MUST_USE bool gw_session_branch(struct gw_session *session,
				   const struct gw_branch_request *request,
				   struct gw_session_branch *ret_branch, struct gw_error **err);
void gw_session_branch_done(struct gw_session_branch *branch);

/*
 * gw_branch_check() with what the repository knows, and the database where the command line names one;
 * with diffs.
 */
GW_MUST_USE bool gw_session_branch_check(struct gw_session_branch *branch,
					 struct gw_findings *ret_findings, struct gw_error **err);
/* Whether -e or --url names a database to ask. */
bool gw_session_branch_asks(const struct gw_session *session);

/*
 * Carries out what gw_branch_renumber() found, in the folder: all of it, or nothing. GW_E_IO when a new
 * name is taken.
 */
GW_MUST_USE bool gw_session_branch_write(struct gw_session_branch *branch,
					 const struct gw_renumbering *renumbering,
					 struct gw_error **err);

#endif
