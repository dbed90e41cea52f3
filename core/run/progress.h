/*
 * Progress of a run, told as it happens. Calls come from the thread that runs, between replies; a
 * listener must be quick and must not fail. With pipelining, several steps may begin before the
 * first ends.
 */
#ifndef GW_RUN_PROGRESS_H
#define GW_RUN_PROGRESS_H

#include "plan/plan.h"

enum gw_progress_kind {
	GW_PROGRESS_RUN_BEGIN, /* count: steps */
	GW_PROGRESS_STEP_BEGIN,
	GW_PROGRESS_STATEMENT, /* is waited for: index, count, text; told again a few times a
				   second while that lasts */
	GW_PROGRESS_STATEMENT_DONE, /* elapsed_us, affected */
	GW_PROGRESS_NOTICE, /* text: of the server, or about the step */
	GW_PROGRESS_STEP_DONE, /* stands in the database and in the history; elapsed_us */
	GW_PROGRESS_STEP_FAILED, /* and no other attempt will be made */
	GW_PROGRESS_RETRY, /* text: why; elapsed_us: pause before the next attempt, 0: none */
	GW_PROGRESS_RUN_END,
};

struct gw_progress_event {
	enum gw_progress_kind kind;
	const struct gw_step *step; /* NULL for the run's own events */
	size_t index; /* 1-based: step of the run, or statement of the step */
	size_t count;
	struct gw_view text;
	int64_t elapsed_us;
	int64_t affected;
};

struct gw_progress {
	void (*tell)(void *payload,
		     const struct gw_progress_event *event); /* NULL: nobody listens */
	void *payload;
	bool statements; /* wants to hear of each statement when it is done, not with the others */
};

#endif
