/*
 * Saved plans: what was looked at and approved is what runs, or nothing does.
 *
 *	plan --out FILE  ->  somebody reads it  ->  up --plan FILE
 *
 * A file of JSON holds the request that the plan was made from, the hash of the history's last row
 * (which is the identity of the database as well; where there is no history yet, its URL is), and for
 * each step and hook the checksum of what will run. That of what was put into a script is salted: secrets
 * are put in, too.
 */
#ifndef GW_SESSION_SAVED_H
#define GW_SESSION_SAVED_H

#include "session/session.h"

struct gw_saved_step {
	const char *direction; /* "up" */
	const char *key;
	const char *content; /* SHA-256 of the migration's canonical encoding, or of stored text */
	const char
		*values; /* SHA-256 of the salt and the expanded text; NULL: nothing was put in */
};
struct gw_saved_plan {
	const char *path; /* NULL: it was agreed to a moment ago, and is no file */
	struct gw_plan_request request; /* goal, to and count */
	const char *salt;
	const char *engine;
	const char *target; /* as shown to people */
	const char *head; /* hash of the last row, in hex; NULL: there is no history */
	GW_VEC(struct gw_saved_step) steps;
	GW_VEC(struct gw_saved_step) hooks; /* direction is "hook", key the path */
};

/* Writes a plan without refusals, which the request was answered with. */
GW_MUST_USE bool gw_saved_plan_write(struct gw_session *session,
				     const struct gw_plan_request *request,
				     const struct gw_plan *plan, const char *path,
				     struct gw_error **err);
/* GW_E_PLAN_FILE when the file is none. */
GW_MUST_USE bool gw_saved_plan_read(struct gw_arena *arena, const char *path,
				    struct gw_saved_plan **ret_saved, struct gw_error **err);
/*
 * What a plan would do, in the same terms, without the request: as somebody agrees to it now. Less may be
 * left to do when it is run; no more. Only plans with the same salt compare.
 */
GW_MUST_USE bool gw_saved_plan_describe(struct gw_session *session, const struct gw_plan *plan,
					const char *salt, struct gw_saved_plan *ret_saved,
					struct gw_error **err);
/*
 * Whether this is the database that the plan was saved for, at the same point of its history, or where an
 * earlier attempt left it: else GW_E_PLAN_CHANGED. What is wrong with another one is nobody's question.
 */
GW_MUST_USE bool gw_saved_plan_hold_place(struct gw_session *session,
					  const struct gw_saved_plan *saved,
					  const struct gw_run_report *report,
					  struct gw_error **err);
/*
 * Holds a plan to the steps that were saved, of which an earlier attempt did report->steps:
 * GW_E_PLAN_CHANGED.
 */
GW_MUST_USE bool gw_saved_plan_hold(struct gw_session *session, const struct gw_saved_plan *saved,
				    const struct gw_plan *plan, const struct gw_run_report *report,
				    struct gw_error **err);

#endif
