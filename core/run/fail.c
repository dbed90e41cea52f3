/*
 * A flight that failed: the database is put in order, and the error says what is true in it now.
 */
#include "run/segments_int.h"

/* Something that lasts was on its way when the connection broke. */
static bool commit_in_flight(const struct gw_runner *runner, size_t from)
{
	const struct gw_flight *flight = &runner->sent;

	for (size_t i = from; i < flight->tags.n; i++) {
		const struct gw_tag *tag = &flight->tags.items[i];

		if (tag->role == GW_ROLE_COMMIT || tag->intent || tag->journaled != 0 ||
		    gw_view_is(flight->requests.items[i].sql, runner->engine->words.commit))
			return true;
	}
	return false;
}

/* "the first 3 statements of its up script stand"; nothing stands when there is none. */
static void add_standing(struct gw_str *str, const struct gw_step *step, size_t done)
{
	if (done == 0)
		gw_str_puts(str, "no statement before it ran");
	else if (done == 1)
		gw_str_printf(str, "the first statement of its %s script stands",
			      gw_direction_name(step->direction));
	else
		gw_str_printf(str, "the first %zu statements of its %s script stand", done,
			      gw_direction_name(step->direction));
}

/* Nobody but a person knows whether it may run a second time. */
static void refuse_retry(struct gw_error *error)
{
	struct gw_server_error server;

	if (error->server == NULL || !error->server->retryable)
		return;
	server = *error->server;
	server.retryable = false;
	gw_error_server(error, &server);
}

/* Where the statement that failed did a part of its work. */
static void state_in_part(const struct gw_step_run *step, struct gw_error *error)
{
	GW_STR_AUTO struct gw_str str = {0};

	add_standing(&str, step->step, step->journaled);
	if (step->settled)
		refuse_retry(error);
	gw_error_state(
		error, GW_STATE_PARTIAL,
		step->settled ? "%s; the one that failed may have committed a part of its work (%s)"
			      : "%s, and a part of the one that failed (%s); the next run does "
				"the rest",
		gw_str_text(&str), step->left);
}

/* unheard: of the statement that was under way nobody knows the end. */
static void state_segmented(const struct gw_step_run *step, bool unheard, struct gw_error *error)
{
	size_t done = unheard ? GW_MAX(step->journaled, step->happened) : step->journaled;
	GW_STR_AUTO struct gw_str str = {0};

	add_standing(&str, step->step, done);
	if (unheard)
		gw_error_state(error, GW_STATE_UNKNOWN,
			       "%zu statement%s of this migration stand%s; those after may have "
			       "happened",
			       done, done == 1 ? "" : "s", done == 1 ? "s" : "");
	else if (step->left != NULL)
		state_in_part(step, error);
	else if (done == 0 && step->step->direction == GW_DOWN)
		gw_error_state(error, GW_STATE_ROLLED_BACK,
			       "all of this migration stands; nothing of it was taken back");
	else if (done == 0 && step->hooked)
		gw_error_state(error, GW_STATE_PARTIAL,
			       "nothing of this migration stands in the database; the hook before "
			       "it does");
	else if (done == 0)
		gw_error_state(error, GW_STATE_ROLLED_BACK,
			       "nothing of this migration stands in the database");
	else
		gw_error_state(error, GW_STATE_PARTIAL, "%s; the next run goes on after %s",
			       gw_str_text(&str), done == 1 ? "it" : "them");
}

/* What had not been committed was undone, and not only the step that failed. */
static void state_undone(const struct gw_runner *runner, struct gw_error *error)
{
	gw_error_state(
		error, GW_STATE_ROLLED_BACK,
		runner->report->steps.n != 0
			? "what this run had not committed yet was rolled back"
			: "the whole run was rolled back; the database is as it was before it");
}

/* The steps stand; what came after them failed. */
static void state_committed(const struct gw_runner *runner, struct gw_error *error)
{
	size_t done = runner->report->steps.n;

	gw_error_state(error, GW_STATE_COMMITTED,
		       "%zu migration%s of this run stand%s; what failed came after", done,
		       done == 1 ? "" : "s", done == 1 ? "s" : "");
}

static void state_whole(const struct gw_runner *runner, const struct gw_step_run *step, bool kept,
			struct gw_error *error)
{
	if (step == NULL && runner->first == NULL && runner->report->steps.n != 0)
		state_committed(runner, error);
	else if (step != NULL && (runner->scope == GW_SCOPE_EACH || kept))
		gw_error_state(error, GW_STATE_ROLLED_BACK, NULL);
	else
		state_undone(runner, error);
}

static void state_lost(const struct gw_runner *runner, const struct gw_step_run *step,
		       bool in_flight, struct gw_error *error)
{
	if (step == NULL && runner->first == NULL && runner->report->steps.n != 0)
		state_committed(runner, error);
	else if (in_flight)
		gw_error_state(error, GW_STATE_UNKNOWN,
			       "the connection broke before the server said whether it committed");
	else
		gw_error_state(error, GW_STATE_ROLLED_BACK,
			       "the connection broke before the commit; the server rolls back what "
			       "was open");
}

/* The step that a request belongs to. Between the segments of a step all is about that step. */
static struct gw_step_run *step_of(const struct gw_runner *runner, const struct gw_tag *tag)
{
	struct gw_step_run *first = runner->first;

	if (tag == NULL || (tag->step == NULL && first != NULL && first->segmented))
		return first;
	return tag->step;
}

static bool is_chained(const struct gw_event *event)
{
	return event->values[GW_COLUMN_hash].kind != GW_VALUE_NULL;
}

/* What the next connection has to ask about. */
static void keep_doubtful(struct gw_runner *runner)
{
	const struct gw_step_run closing = {.event = runner->closing};

	for (const struct gw_step_run *step = runner->first; step != NULL; step = step->next) {
		if (is_chained(&step->event))
			gw_vec_push(runner->arena, &runner->report->doubtful,
				    gw_step_report_of(step));
	}
	if (is_chained(&runner->closing))
		gw_vec_push(runner->arena, &runner->report->doubtful, gw_step_report_of(&closing));
}

/* Who was in the way of a lock; not worth an error of its own. */
static void name_blockers(const struct gw_runner *runner, const struct gw_tag *tag,
			  struct gw_error *error)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_view sql = {0};
	const char *text;

	if (error->server == NULL || !error->server->lock_timeout ||
	    runner->engine->blockers == NULL)
		return;
	if (tag != NULL && tag->script != NULL)
		sql = gw_view_slice(tag->script->text.view, tag->start, tag->end);
	if (runner->engine->blockers(runner->conn, &scratch, sql, &text, &ignored) && *text != '\0')
		gw_error_detail(error, "in its way: %s", text);
}

static void put_in_order(struct gw_runner *runner, struct gw_step_run *step, size_t landed,
			 struct gw_error *error)
{
	const struct gw_flight *flight = &runner->sent;
	const struct gw_tag *tag = landed < flight->tags.n ? &flight->tags.items[landed] : NULL;
	bool usurped = tag != NULL && tag->role == GW_ROLE_SOLE_WRITER &&
		       error->code == GW_E_HEAD_MOVED;
	bool lost = runner->conn->broken;
	bool in_flight = lost && commit_in_flight(runner, landed);
	bool kept = false;

	if (lost) {
		keep_doubtful(runner);
	} else {
		kept = gw_scope_undo(runner, step);
		/* The journal of a step that somebody else goes on with is not ours. */
		if (step != NULL && step->segmented && !usurped)
			gw_settle_failed(runner, step);
		name_blockers(runner, tag, error);
	}
	/* What was refused may have looked like anything: the cluster rolls back as after a deadlock. */
	if (step != NULL && step->usurped != NULL && error->code != GW_E_LOCK_LOST) {
		gw_run_restate_lock_lost(step, error);
		gw_error_hint(error, "%s", step->usurped);
		usurped = true;
	}
	if (usurped)
		gw_error_state(error, GW_STATE_PARTIAL,
			       "another godwit goes on with this migration");
	else if (step != NULL && step->segmented)
		state_segmented(step, in_flight || (step->intent && step->left == NULL), error);
	else if (lost)
		state_lost(runner, step, in_flight, error);
	else
		state_whole(runner, step, kept, error);
}

/* The step that was begun last. */
static struct gw_step_run *last_step(const struct gw_runner *runner)
{
	struct gw_step_run *last = runner->first;

	while (last != NULL && last->next != NULL)
		last = last->next;
	return last;
}

/* The steps before what cannot be read are under way: that one of them fails comes first. */
static bool is_first(struct gw_runner *runner, struct gw_error **err)
{
	struct gw_error *error = *err;

	*err = NULL;
	if (!gw_flight_land(runner, err)) {
		gw_error_free(error);
		return false;
	}
	*err = error;
	return true;
}

static void abandon(struct gw_runner *runner, struct gw_error *error)
{
	struct gw_step_run *step = last_step(runner);
	bool begun = runner->flight.tags.n != 0 || runner->conn->in_transaction;

	gw_flight_clear(&runner->flight);
	gw_recorder_rewind(&runner->recorder, runner->safe_seq, &runner->safe_head);
	if (step != NULL && runner->report->failed == NULL)
		runner->report->failed = step->step;
	/* What is open on a connection that is lost, the server undoes. */
	if (!runner->conn->broken)
		gw_scope_undo(runner, NULL);
	if (!runner->conn->broken && step != NULL && step->segmented)
		gw_settle_failed(runner, step);
	if (error->state != GW_STATE_UNTOUCHED)
		return; /* it knows better */
	if (step != NULL && step->segmented)
		state_segmented(step, step->intent && step->left == NULL, error);
	else if (begun)
		state_undone(runner, error);
}

void gw_run_abandon(struct gw_runner *runner, struct gw_error **err)
{
	if (is_first(runner, err))
		abandon(runner, *err);
}

bool gw_run_failed(struct gw_runner *runner, size_t landed, struct gw_error **err)
{
	struct gw_flight *flight = &runner->sent;
	const struct gw_tag *tag = landed < flight->tags.n ? &flight->tags.items[landed] : NULL;
	struct gw_step_run *run = step_of(runner, tag);
	const struct gw_step *step = run != NULL ? run->step : NULL;

	gw_run_explain(runner, tag, step, *err);
	put_in_order(runner, run, landed, *err);
	runner->report->failed = step;
	gw_recorder_rewind(&runner->recorder, runner->safe_seq, &runner->safe_head);
	gw_flight_clear(flight);
	gw_flight_clear(&runner->flight);
	runner->failed = true;
	return false;
}
