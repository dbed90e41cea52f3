/*
 * A step that cannot be one transaction: its statements run in segments, and the journal says how far they
 * came.
 */
#ifndef GW_RUN_SEGMENTS_INT_H
#define GW_RUN_SEGMENTS_INT_H

#include "run/walk_int.h"

/* segments.c */
GW_MUST_USE bool gw_step_segments(struct gw_runner *runner, struct gw_step_run *step,
				  struct gw_error **err);
/* Queues the begin of one of a segmented step's transactions. */
void gw_segment_enter(struct gw_runner *runner, struct gw_step_run *step, const char *begin);
/* Notes that the statements up to and with number `last` are done, and ends the transaction. */
void gw_segment_commit(struct gw_runner *runner, struct gw_step_run *step, size_t last,
		       const struct gw_digest *prefix);
/* Notes that the statements before the current one are done. */
void gw_segment_note(struct gw_walk *walk);
/* Queues the note that is owed to the journal, where none is to follow soon. */
void gw_segment_pay_note(struct gw_runner *runner, struct gw_step_run *step);
/* A row of the journal about the statements up to and with this one. */
struct gw_journal_row gw_segment_row(struct gw_runner *runner, const struct gw_step_run *step,
				     size_t statement, const struct gw_digest *prefix,
				     enum gw_journal_state state);

/*
 * What the script set went with the session of the earlier run, and is set again. Its locks are not:
 * under them nothing of ours can be written.
 */
static inline bool gw_is_of_session(const struct gw_class *class)
{
	return class->kind == GW_STATEMENT_SESSION && !class->locks_tables &&
	       !class->unlocks_tables;
}

/* span.c: LOCK TABLES .. UNLOCK TABLES, up to statement `end`. */
GW_MUST_USE bool gw_segment_span(struct gw_walk *walk, size_t end, struct gw_error **err);

/* hooks.c: hooks around such a step. */

/* Runs that before the step, or makes it due; of a step that is resumed, only what it sets. */
GW_MUST_USE bool gw_hook_before(struct gw_runner *runner, struct gw_step_run *step,
				struct gw_error **err);
/* Within a transaction that holds a note about the step: the hook before it, if that is due. */
GW_MUST_USE bool gw_hook_due(struct gw_runner *runner, struct gw_step_run *step,
			     struct gw_error **err);
/* Runs that after the step, or says that it fits into the transaction of the history row. */
GW_MUST_USE bool gw_hook_after(struct gw_runner *runner, struct gw_step_run *step, bool *ret_fits,
			       struct gw_error **err);

/* settle.c: what became of statements that ran alone. */

/* Puts away what would make the current statement, which is to run alone, pass for done. */
GW_MUST_USE bool gw_settle_clear_way(struct gw_walk *walk, struct gw_error **err);
/*
 * Queues the note that the current statement is about to run alone, with the hook that is due. marked: it
 * and what follows run in a transaction with a mark. *ret_sign is set to what has to follow the text of
 * the statement then (see struct gw_witness), if anything; ret_sign is NULL where nothing can.
 */
GW_MUST_USE bool gw_settle_intent(struct gw_walk *walk, bool marked, const char **ret_sign,
				  struct gw_error **err);
/*
 * Whether the current statement, which runs alone, is to be marked: code that commits by itself or not,
 * and of which nothing that could be looked at tells whether it ran.
 */
bool gw_settle_is_code(const struct gw_walk *walk);
/* Queues the mark, as the first thing of that transaction. */
void gw_settle_mark(struct gw_walk *walk);
/*
 * After a failure on a connection that works: brings the journal, which says that a statement may
 * have happened, to what did happen. When that fails, the next run finds it in doubt.
 */
void gw_settle_failed(struct gw_runner *runner, struct gw_step_run *step);
/*
 * The current statement was under way when an earlier run ended. On success *ret_sql is what is left
 * to run of it, absent when it has happened; GW_E_UNSETTLED when nobody can tell.
 */
GW_MUST_USE bool gw_settle_earlier(struct gw_walk *walk, struct gw_view *ret_sql,
				   struct gw_error **err);

#endif
