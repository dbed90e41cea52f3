/*
 * A run, in as many attempts as it takes.
 *
 *	attempt --done--> closed
 *	        --somebody else wrote history--> plan again, unless that changes what is the last
 *	                                         to be taken back
 *	        --waited too long for a lock, or deadlock--> all undone: pause, plan again
 *	        --connection lost--> recover: what stands is known then; plan again
 *	        --anything else--> given up, and recorded
 *
 * Every attempt plans from what the database says, so nothing that stands runs twice. A short wait
 * for locks, often repeated, is gentle: whoever comes after us in the queue for a lock waits for as
 * long as we do.
 */
#include "base/wait.h"
#include "session/saved.h"
#include "session/tools/tools_int.h"

enum {
	MOVES = 50, /* times that somebody else may be faster */
	MOVE_PAUSE_MS = 20,
	LOSSES = 3, /* times that the connection may break without any progress */
	FIRST_WAIT_MS = 100, /* for a lock */
	SHORT_WAITS = 30, /* as long as the first; then it doubles */
	LONGEST_WAIT_MS = 2000,
	PAUSE_FACTOR = 10, /* the pause, in waits before it */
	LONGEST_PAUSE_MS = 10000,
	STEP_PROGRESS = 1 << 24, /* a step counts for more than any number of its statements */
};

struct attempts {
	struct gw_session *session;
	const struct gw_progress *progress;
	struct gw_plan_request request; /* what is left of what was asked for */
	bool all_done;
	size_t done_before; /* steps that earlier attempts did */
	struct gw_run_options options;
	struct gw_run_report *report;
	bool overtaken; /* what was to be taken back is not the last any more */
	bool partial; /* the attempt before left a part of a step */
	size_t moved; /* times that somebody else was faster */
	size_t lost; /* times that the connection broke without any progress, */
	size_t stood; /* as which this much counts */
	size_t waits; /* times that a lock was waited for in vain */
	struct gw_wait patience; /* with locks */
};

/* How long the next attempt waits for a lock, unless somebody says otherwise. */
static int64_t brief_ms(const struct attempts *attempts)
{
	int64_t shortest_ms = attempts->session->engine->caps.shortest_lock_ms;
	int64_t ms = GW_MAX(shortest_ms, (int64_t)FIRST_WAIT_MS);

	for (size_t i = SHORT_WAITS; i <= attempts->waits && ms < LONGEST_WAIT_MS; i++)
		ms = GW_MIN(ms * 2, (int64_t)LONGEST_WAIT_MS);
	return ms;
}

static const struct gw_applied *last_version(const struct gw_history *history)
{
	for (size_t i = history->applied.n; i-- > 0;) {
		if (history->applied.items[i]->version != NULL)
			return history->applied.items[i];
	}
	return NULL;
}

static bool is_same_event(const struct gw_applied *a, const struct gw_applied *b)
{
	return a == b || (a != NULL && b != NULL && a->seq == b->seq);
}

/* The last is what it was when the command began: whoever asked for it meant that one. */
static bool hold_last(struct attempts *attempts, struct gw_error **err)
{
	struct gw_session *session = attempts->session;

	if (!session->holds_last || attempts->report->steps.n != 0)
		return true;
	if (session->before == NULL)
		session->before = session->history;
	if (is_same_event(last_version(session->before), last_version(session->history)))
		return true;
	attempts->overtaken = true;
	gw_fail(err, GW_E_HEAD_MOVED,
		"somebody else applied migrations or took them back while this waited");
	gw_error_state(*err, GW_STATE_UNTOUCHED, NULL);
	gw_error_hint(*err, "`godwit log` shows what was done. Run the command again if what is "
			    "the last now is to be taken back.");
	return false;
}

static bool plan(struct attempts *attempts, struct gw_plan *ret_plan, struct gw_error **err)
{
	struct gw_session *session = attempts->session;
	const struct gw_saved_plan *approved = session->approved;

	/* All that was asked for is done; what is left is to close the run. */
	if (attempts->all_done) {
		*ret_plan = (struct gw_plan){0};
		return gw_session_history(session, err);
	}
	if (!gw_session_plan(session, &attempts->request, true, ret_plan, err) ||
	    !hold_last(attempts, err) ||
	    (approved != NULL &&
	     !gw_saved_plan_hold_place(session, approved, attempts->report, err)))
		return false;
	if (ret_plan->refusals.n != 0)
		return gw_plan_fail(ret_plan, err);
	if (ret_plan->steps.n != 0 && !gw_session_require_adopted(session, err))
		return false;
	return approved == NULL ||
	       gw_saved_plan_hold(session, approved, ret_plan, attempts->report, err);
}

static bool attempt(struct attempts *attempts, struct gw_plan *ret_plan, struct gw_error **err)
{
	struct gw_session *session = attempts->session;

	attempts->report->failed = NULL;
	attempts->done_before = attempts->report->steps.n;
	if (!plan(attempts, ret_plan, err))
		return false;
	attempts->options = gw_session_run_options(session);
	attempts->options.progress = *attempts->progress;
	if (ret_plan->steps.n != 0 &&
	    (!gw_in_step_begin(session, &attempts->options.keeping, err) ||
	     !gw_in_step_check_plan(session, attempts->options.keeping, ret_plan, err)))
		return false;
	if (session->engine->caps.waiting_blocks_others)
		attempts->options.brief_lock_ms = brief_ms(attempts);
	return gw_run(session->arena, session->source, session->history, ret_plan,
		      &attempts->options, attempts->report, err);
}

/* Nothing is left of the attempt, or what is left is in the journal. */
static bool is_undone(const struct gw_error *error)
{
	return error->state == GW_STATE_UNTOUCHED || error->state == GW_STATE_ROLLED_BACK ||
	       error->state == GW_STATE_PARTIAL;
}

static void tell_retry(const struct attempts *attempts, const char *why, int64_t pause_ms)
{
	const struct gw_progress_event event = {
		.kind = GW_PROGRESS_RETRY,
		.step = attempts->report->failed,
		.text = gw_view_of(why),
		.elapsed_us = pause_ms * 1000,
	};

	if (attempts->progress->tell != NULL)
		attempts->progress->tell(attempts->progress->payload, &event);
}

/* Another godwit was faster: plan again from what it left. */
static bool after_move(struct attempts *attempts, const struct gw_error *error)
{
	const struct gw_system *sys = attempts->session->sys;

	if (!is_undone(error) || ++attempts->moved >= MOVES)
		return false;
	sys->sleep_ms(gw_jittered_ms(sys, MOVE_PAUSE_MS));
	return true;
}

static const char *describe_wait(struct gw_arena *arena, const struct gw_error *error)
{
	const char *why = error->server->lock_timeout ? "a lock did not come free"
						      : error->server->message;

	return error->detail != NULL ? gw_format(arena, "%s (%s)", why, error->detail) : why;
}

/* In units of the wait before it, and not past the end of all waiting. */
static int pause_ms(const struct attempts *attempts)
{
	const struct gw_wait *patience = &attempts->patience;
	int64_t wait_ms = GW_MAX(attempts->options.timeouts.lock_ms, brief_ms(attempts));
	int64_t long_ms = GW_MIN(wait_ms * PAUSE_FACTOR, (int64_t)LONGEST_PAUSE_MS);
	int64_t left_ms = (patience->limit_us - gw_wait_elapsed_us(patience)) / 1000;

	return (int)GW_MIN((int64_t)gw_jittered_ms(patience->sys, (int)long_ms),
			   GW_MAX(left_ms, (int64_t)1));
}

/* Lets the others go on for a while. False when there was enough of that. */
static bool after_wait(struct attempts *attempts, const struct gw_error *error)
{
	struct gw_session *session = attempts->session;
	const struct gw_caps *caps = &session->engine->caps;
	int pause;

	if (!(caps->waiting_blocks_others || caps->lock_is_transaction) || !is_undone(error))
		return false;
	if (attempts->waits++ == 0)
		gw_wait_begin(&attempts->patience, session->sys,
			      gw_config_ms(session->config, GW_KEY_LOCK_RETRY));
	if (gw_wait_is_out(&attempts->patience))
		return false;
	pause = pause_ms(attempts);
	if (gw_wait_is_worth_telling(&attempts->patience))
		tell_retry(attempts, describe_wait(session->arena, error), pause);
	/* Where the file itself is locked, an open connection alone may be in another's way. */
	if (caps->lock_is_transaction)
		gw_session_let_go(session);
	session->sys->sleep_ms(pause);
	return true;
}

/* What stands when nothing is open; of a part of a step the journal tells, or the attempt before. */
static void restate(const struct attempts *attempts, struct gw_error *error)
{
	const struct gw_history *history = attempts->session->history;
	bool partial = attempts->partial ||
		       (history != NULL && history->journal->unfinished.n != 0);
	size_t done = attempts->report->steps.n;
	const char *plural = done == 1 ? "" : "s", *verb = done == 1 ? "s" : "";

	if (!partial)
		gw_error_state(error, GW_STATE_ROLLED_BACK,
			       "%zu migration%s of this run stand%s; nothing else of it does", done,
			       plural, verb);
	else if (done == 0)
		gw_error_state(
			error, GW_STATE_PARTIAL,
			"a part of the first migration of this run stands; the journal knows "
			"how far it got");
	else
		gw_error_state(error, GW_STATE_PARTIAL,
			       "%zu migration%s of this run stand%s, and a part of the next; the "
			       "journal knows how far it got",
			       done, plural, verb);
}

/* Grows as long as a run gets anywhere. */
static size_t progress_of(const struct attempts *attempts)
{
	const struct gw_journal *journal = attempts->session->history->journal;
	size_t progress = attempts->report->steps.n * STEP_PROGRESS;

	for (size_t i = 0; i < journal->unfinished.n; i++)
		progress += journal->unfinished.items[i].done;
	return progress;
}

static const char *describe_loss(struct gw_arena *arena, const struct gw_error *error)
{
	if (error->server == NULL || error->server->message == NULL)
		return "the connection was lost";
	return gw_format(arena, "the connection was lost (%s)", error->server->message);
}

/* Connects again; false when that fails, or when it breaks again and again at the same place. */
static bool after_loss(struct attempts *attempts, struct gw_error *error)
{
	GW_ERROR_AUTO struct gw_error *failure = NULL;
	struct gw_session *session = attempts->session;

	tell_retry(attempts, describe_loss(session->arena, error), 0);
	if (!gw_session_recover(session, attempts->report, &failure)) {
		gw_error_detail(error, "connecting again failed: %s", failure->message);
		return false;
	}
	restate(attempts, error);
	if (progress_of(attempts) > attempts->stood)
		attempts->lost = 0;
	attempts->stood = progress_of(attempts);
	return attempts->lost++ < LOSSES;
}

/* Whether another attempt may come. What it needs is ready then. */
static bool may_try_again(struct attempts *attempts, struct gw_error *error)
{
	struct gw_session *session = attempts->session;

	if (gw_interrupted(session->sys) || session->conn == NULL || attempts->overtaken)
		return false;
	if (session->conn->broken)
		return gw_config_ms(session->config, GW_KEY_RECONNECT) != 0 &&
		       after_loss(attempts, error);
	if (error->code == GW_E_HEAD_MOVED)
		return after_move(attempts, error);
	return error->server != NULL && error->server->retryable && after_wait(attempts, error);
}

/* Takes what is done from what was asked for. False: that cannot be said in words. */
static bool aim_again(struct attempts *attempts, const struct gw_plan_request *request)
{
	size_t done = attempts->report->steps.n;

	attempts->request = *request;
	if (attempts->all_done)
		return true;
	switch (request->goal) {
	case GW_GOAL_UP:
	case GW_GOAL_DOWN:
		attempts->request.count -= GW_MIN(request->count, done);
		return true;
	case GW_GOAL_REDO:
		return done == 0;
	case GW_GOAL_DOWN_TO:
	case GW_GOAL_DOWN_RUN:
	case GW_GOAL_DOWN_ALL:
	case GW_GOAL_GOTO:
		return true;
	}
	return true;
}

static void tell_failed(const struct attempts *attempts)
{
	const struct gw_progress_event event = {
		.kind = GW_PROGRESS_STEP_FAILED,
		.step = attempts->report->failed,
	};

	if (event.step != NULL && attempts->progress->tell != NULL)
		attempts->progress->tell(attempts->progress->payload, &event);
}

static bool give_up(struct attempts *attempts, struct gw_error *error)
{
	struct gw_session *session = attempts->session;

	/* This attempt changed nothing; those before it did. */
	if (error->state == GW_STATE_UNTOUCHED &&
	    (attempts->report->steps.n != 0 || attempts->partial))
		restate(attempts, error);
	tell_failed(attempts);
	if (session->conn != NULL && session->history != NULL)
		gw_run_give_up(session->arena, session->history, &attempts->options,
			       attempts->report, error);
	return false;
}

bool gw_session_run(struct gw_session *session, const struct gw_plan_request *request,
		    const struct gw_progress *progress, struct gw_plan *ret_plan,
		    struct gw_run_report *ret_report, struct gw_error **err)
{
	struct attempts attempts = {
		.session = session,
		.progress = progress,
		.request = *request,
		.report = ret_report,
	};

	session->holds_last = request->goal == GW_GOAL_DOWN || request->goal == GW_GOAL_REDO;
	*ret_plan = (struct gw_plan){0};
	*ret_report = (struct gw_run_report){0};
	while (!attempt(&attempts, ret_plan, err)) {
		bool fresh = session->conn != NULL && session->conn->broken;
		bool again = may_try_again(&attempts, *err);

		/* Nobody heard the answer to the last request of all, but it was carried out. */
		if (ret_report->closed) {
			gw_error_clear(err);
			return true;
		}
		attempts.all_done = attempts.all_done ||
				    (ret_plan->steps.n != 0 &&
				     ret_report->steps.n - attempts.done_before ==
					     ret_plan->steps.n);
		if (!again || !aim_again(&attempts, request))
			return give_up(&attempts, *err);
		attempts.partial = (*err)->state == GW_STATE_PARTIAL;
		gw_error_clear(err);
		/* What scripts did to their session goes with it. */
		if (!fresh && !gw_session_renew(session, err))
			return give_up(&attempts, *err);
	}
	return true;
}
