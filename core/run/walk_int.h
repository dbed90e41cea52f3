/*
 * Walking through the statements of a script, which queues them one by one.
 */
#ifndef GW_RUN_WALK_INT_H
#define GW_RUN_WALK_INT_H

#include "run/run_int.h"

struct gw_walk {
	struct gw_runner *runner;
	struct gw_step_run *step;
	struct gw_script *script;
	struct gw_splitter splitter;
	const struct gw_script_facts *facts; /* with a list of its statements; NULL: it is split */
	size_t read; /* statements of that list */
	size_t index; /* of the current statement, from 0 */
	struct gw_statement statement;
	bool found; /* there is a current statement */
	bool stays; /* segmented steps: a rollback would not take all of it back */
	const char *locks; /* LOCK TABLES that a resume has passed; NULL: none */
	struct gw_digest passed; /* segmented steps: of all statements before it, */
	struct gw_digest with_current; /* and with it; see journal.h */
};
/* Stands at the first statement. */
GW_MUST_USE bool gw_walk_begin(struct gw_walk *walk, struct gw_runner *runner,
			       struct gw_step_run *step, struct gw_script *script,
			       struct gw_error **err);
GW_MUST_USE bool gw_walk_next(struct gw_walk *walk, struct gw_error **err);
/* Queues the current statement. */
void gw_walk_queue(struct gw_walk *walk, enum gw_role role, bool together);
/* Queues other text in its place; or the same, with more after it. */
void gw_walk_queue_text(struct gw_walk *walk, enum gw_role role, struct gw_view sql);
/* Either in a transaction with a mark; sql may be absent. */
void gw_walk_queue_marked(struct gw_walk *walk, struct gw_view sql);
/* BEGIN and COMMIT of the script itself are ours to send. */
bool gw_walk_is_sent(const struct gw_walk *walk);
/* Queues the statements before index limit, but for the script's own BEGIN and COMMIT. */
GW_MUST_USE bool gw_walk_statements(struct gw_walk *walk, size_t limit, enum gw_role role,
				    bool together, struct gw_error **err);
/* Queues a whole script. */
GW_MUST_USE bool gw_walk_all(struct gw_runner *runner, struct gw_step_run *step,
			     struct gw_script *script, enum gw_role role, struct gw_error **err);
/* The word that begins the segment's transaction: the script's own BEGIN with options, or ours. */
GW_MUST_USE bool gw_walk_find_begin(const struct gw_walk *walk, const struct gw_segment *segment,
				    const char **ret_begin, struct gw_error **err);
/* Queues what begins a transaction: the word, or the script's own BEGIN. */
typedef void gw_enter_fn(struct gw_runner *runner, struct gw_step_run *step, const char *begin);
/* Enters the transaction of a segment, with its opening; stands at the body then. */
GW_MUST_USE bool gw_walk_enter(struct gw_walk *walk, const struct gw_segment *segment,
			       gw_enter_fn *enter, struct gw_error **err);

#endif
