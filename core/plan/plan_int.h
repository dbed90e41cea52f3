/*
 * What the files of this folder share.
 */
#ifndef GW_PLAN_PLAN_INT_H
#define GW_PLAN_PLAN_INT_H

#include "plan/plan.h"

/* A plan while it is made. */
struct gw_planner {
	struct gw_arena *arena;
	struct gw_source *source;
	const struct gw_history *history;
	struct gw_plan_request request; /* with `to` as a key, or a whole run id */
	struct gw_picture picture;
	struct gw_plan *plan;
};

/* APPLIED, COSMETIC, EDITED or DOWN_EDITED: the file beside what was applied, once a picture was made. */
enum gw_status gw_plan_compare_texts(const struct gw_migration *migration,
				     const struct gw_applied *applied);

/* Whether nobody says that the file ran: its version is not applied, or is of another migration. */
bool gw_plan_is_new(const struct gw_history *history, const struct gw_migration *migration);

/* At or below the baseline of the history: it counts as applied without having run. */
bool gw_plan_is_baselined(const struct gw_source *source, const struct gw_history *history,
			  const char *version);

/* The run that text is the start of the id of, among those with applied migrations. */
GW_MUST_USE bool gw_plan_find_run(const struct gw_history *history, const char *text,
				  const char **ret_run_id, struct gw_error **err);

/* The goals: each adds steps and refusals to the plan. */
void gw_plan_up(struct gw_planner *planner);
void gw_plan_down(struct gw_planner *planner);
/*
 * The repeatables that are pending, to run after the planned steps; none while a version is pending
 * that no step applies.
 */
void gw_plan_repeatables(struct gw_planner *planner);

/* Adds what speaks against running, or is worth saying; message and hint are copied. */
struct gw_refusal *gw_plan_refuse(struct gw_planner *planner, const struct gw_entry *entry,
				  const char *format, ...) GW_PRINTF(3, 4);
struct gw_refusal *gw_plan_warn(struct gw_planner *planner, const struct gw_entry *entry,
				const char *format, ...) GW_PRINTF(3, 4);
/* Refuses, warns, or does nothing, as the policy says. NULL when nothing. */
struct gw_refusal *gw_plan_object(struct gw_planner *planner, enum gw_policy policy,
				  const struct gw_entry *entry, const char *format, ...)
	GW_PRINTF(4, 5);

/* The command that settles it; refusal may be NULL. */
void gw_plan_hint(struct gw_planner *planner, struct gw_refusal *refusal, const char *format, ...)
	GW_PRINTF(3, 4);

/* Lets the step go on where an earlier run stopped in the same script. */
void gw_plan_resume(const struct gw_planner *planner, struct gw_step *step);
void gw_plan_add_up(struct gw_planner *planner, const struct gw_entry *entry);

#endif
