/*
 * Flights: requests are queued with their tags, sent as one list, and the replies handed to what
 * they are for.
 */
#include "run/run_int.h"

/* A flight is full at this size; it bounds the memory of a run and the unit of a turnaround. */
enum { FLIGHT_BYTES = 4 * 1024 * 1024, FLIGHT_REQUESTS = 16 * 1024 };

void gw_tell(const struct gw_runner *runner, struct gw_progress_event event)
{
	const struct gw_progress *progress = &runner->options->progress;

	if (progress->tell != NULL)
		progress->tell(progress->payload, &event);
}

/* A clock of what we do ourselves: it stands still while the server answers a question. */
static int64_t made_us(const struct gw_runner *runner)
{
	return runner->conn->sys->monotonic_us() - runner->conn->asked_us;
}

void gw_flight_queue(struct gw_runner *runner, struct gw_tag tag, struct gw_request request)
{
	struct gw_flight *flight = &runner->flight;

	if (flight->requests.n == 0)
		runner->filling_us = made_us(runner);
	request.prompt = tag.role == GW_ROLE_COMMIT ||
			 (tag.role == GW_ROLE_STATEMENT && runner->options->progress.statements);
	gw_vec_push(&flight->arena, &flight->requests, request);
	gw_vec_push(&flight->arena, &flight->tags, tag);
	/* The text of one that is repeated is there once. */
	flight->bytes += (request.repeated ? 0 : request.sql.n) + request.copy_data.n;
	for (size_t i = 0; i < request.nparams; i++)
		flight->bytes += request.params[i].text.n;
}

void gw_flight_word(struct gw_runner *runner, enum gw_role role, struct gw_step_run *step,
		    const char *sql)
{
	if (sql != NULL)
		gw_flight_queue(runner, (struct gw_tag){.role = role, .step = step},
				(struct gw_request){.sql = gw_view_of(sql)});
}

/* The COMMIT of a step that was queued last, with nothing of the next step; NULL: it is none. */
static const struct gw_tag *last_commit(const struct gw_flight *flight)
{
	const struct gw_tag *tag = flight->tags.n != 0 ? &gw_vec_last(&flight->tags) : NULL;

	return tag != NULL && tag->role == GW_ROLE_COMMIT && tag->step != NULL && tag->next == NULL
		       ? tag
		       : NULL;
}

const struct gw_step *gw_flight_cleared(const struct gw_runner *runner)
{
	const struct gw_tag *tag = last_commit(&runner->flight);

	return tag != NULL && runner->flight.tags.n > 1 && tag[-1].clears ? tag->step->step : NULL;
}

/* The step that is about to end fails with what joins it: neither of the two is recorded then. */
bool gw_flight_join(struct gw_runner *runner, struct gw_tag note, struct gw_request request)
{
	struct gw_flight *flight = &runner->flight;
	struct gw_request commit;
	struct gw_tag tag;

	if (last_commit(flight) == NULL)
		return false;
	commit = gw_vec_last(&flight->requests);
	tag = gw_vec_last(&flight->tags);
	if (gw_flight_cleared(runner) != NULL) {
		flight->requests.n--;
		flight->tags.n--;
	}
	flight->requests.n--;
	flight->tags.n--;
	gw_flight_queue(runner, (struct gw_tag){.role = GW_ROLE_RECORD, .step = tag.step}, request);
	note.next = note.step;
	note.role = GW_ROLE_COMMIT;
	note.step = tag.step;
	gw_flight_queue(runner, note, commit);
	return true;
}

bool gw_flight_has_room(const struct gw_runner *runner, size_t bytes, size_t requests)
{
	const struct gw_flight *flight = &runner->flight;

	return flight->bytes < FLIGHT_BYTES && bytes < FLIGHT_BYTES - flight->bytes &&
	       flight->requests.n < FLIGHT_REQUESTS &&
	       requests < FLIGHT_REQUESTS - flight->requests.n;
}

bool gw_flight_maybe_send(struct gw_runner *runner, struct gw_error **err)
{
	return gw_flight_has_room(runner, 0, 0) || gw_flight_send(runner, err);
}

static void tell_waiting_for(const struct gw_runner *runner, size_t index)
{
	const struct gw_flight *flight = &runner->sent;
	const struct gw_tag *tag;

	if (index >= flight->tags.n)
		return;
	tag = &flight->tags.items[index];
	if (tag->role != GW_ROLE_STATEMENT || tag->step == NULL)
		return;
	gw_tell(runner, (struct gw_progress_event){
				.kind = GW_PROGRESS_STATEMENT,
				.step = tag->step->step,
				.index = tag->index + 1,
				.count = gw_script_total(&tag->step->step->facts),
				.text = flight->requests.items[index].sql,
			});
}

static void still_waiting(void *payload)
{
	const struct gw_runner *runner = payload;

	tell_waiting_for(runner, runner->sent.landed);
}

/* What is run again was applied before. */
static void count_step(struct gw_history *history, const struct gw_step *step)
{
	if (step->direction == GW_DOWN)
		history->applied_count--;
	else if (step->applied == NULL)
		history->applied_count++;
}

static void step_is_done(struct gw_runner *runner, const struct gw_step_run *step)
{
	const struct gw_step_report report = gw_step_report_of(step);

	gw_vec_push(runner->arena, &runner->report->steps, report);
	runner->safe_seq = report.seq;
	runner->safe_head = report.hash;
	count_step(runner->history, step->step);
	gw_tell(runner, (struct gw_progress_event){
				.kind = GW_PROGRESS_STEP_DONE,
				.step = step->step,
				.index = step->number,
				.count = runner->count,
				.elapsed_us = step->elapsed_us,
			});
}

void gw_steps_are_done(struct gw_runner *runner, const struct gw_step_run *last)
{
	bool more = true;

	while (more && runner->first != NULL) {
		struct gw_step_run *step = runner->first;

		more = step != last;
		runner->first = step->next;
		step_is_done(runner, step);
		gw_step_run_free(step);
	}
	if (runner->first == NULL)
		runner->end = &runner->first;
}

static void has_happened(const struct gw_tag *tag)
{
	tag->step->happened = tag->happened;
	tag->step->happened_prefix = tag->prefix;
}

/* Keeps what is known about a step, and what the journal says of it, in step with what landed. */
static void follow_journal(const struct gw_runner *runner, const struct gw_tag *tag)
{
	struct gw_step_run *step = tag->next != NULL ? tag->next : tag->step;

	if (step == NULL)
		return;
	if (tag->happened > step->happened && !tag->together &&
	    !(tag->marked && runner->conn->in_transaction))
		has_happened(tag);
	step->hooked |= tag->hooked;
	if (tag->intent) {
		step->intent = true;
		step->intent_sql = tag->intent_sql;
		step->intent_index = tag->index;
		step->intent_prefix = tag->prefix;
	}
	if (tag->intent || tag->journaled != 0) {
		step->journal_send = runner->sends;
		step->noted = true;
	}
	if (tag->journaled != 0) {
		step->journaled = tag->journaled;
		step->done_prefix = tag->intent ? tag->journaled_prefix : tag->prefix;
		step->intent = tag->intent;
	}
}

/* A commit that nobody asked for: the journal would no longer be right. */
static bool check_together(const struct gw_runner *runner, const struct gw_tag *tag,
			   struct gw_error **err)
{
	/* Where DDL is transactional nothing but an error ends a transaction. */
	if (!tag->together || runner->conn->in_transaction ||
	    runner->engine->caps.transactional_ddl)
		return true;
	/* It stands, with all before it, and the journal does not know yet. */
	if (tag->happened != 0) {
		has_happened(tag);
		tag->step->intent = true;
	}
	gw_fail(err, GW_E_TRANSACTION_LOST, "this statement ended the transaction it ran in");
	gw_error_hint(*err, "%s",
		      tag->role == GW_ROLE_HOOK
			      ? "Leave the commit out of the hook, or put what commits into a "
				"migration: hooks run in a transaction of godwit's."
			      : "Say so with `transaction=off` on the file's `-- godwit:up` line, "
				"or leave the commit out of it.");
	return false;
}

static bool take_reply(void *payload, const struct gw_reply *reply, struct gw_error **err)
{
	struct gw_runner *runner = payload;
	struct gw_tag *tag = &runner->sent.tags.items[reply->index];
	struct gw_step_run *step = tag->step;

	if (step != NULL)
		step->elapsed_us += reply->elapsed_us;
	follow_journal(runner, tag);
	if (!check_together(runner, tag, err))
		return false;
	switch (tag->role) {
	case GW_ROLE_STATEMENT:
		step->statements++;
		runner->report->statements++;
		gw_tell(runner, (struct gw_progress_event){
					.kind = GW_PROGRESS_STATEMENT_DONE,
					.step = step->step,
					.index = tag->index + 1,
					.count = gw_script_total(&step->step->facts),
					.elapsed_us = reply->elapsed_us,
					.affected = reply->affected,
				});
		break;
	case GW_ROLE_VERIFY:
		if (!gw_check_row_is_true(reply, err))
			return false;
		break;
	case GW_ROLE_SOLE_WRITER:
		if (!gw_check_sole_writer(runner, step, reply, err))
			return false;
		break;
	case GW_ROLE_REFERENCES:
		if (!gw_references_judge(runner, reply, err))
			return false;
		break;
	case GW_ROLE_COMMIT:
		gw_steps_are_done(runner, step);
		break;
	case GW_ROLE_RECORD:
		if (reply->rows.nrows != 0 && reply->rows.ncols != 0)
			runner->report->transaction = gw_cell_int(&reply->rows, 0, 0);
		break;
	case GW_ROLE_CONTROL:
	case GW_ROLE_KEEP:
	case GW_ROLE_HOOK:
	case GW_ROLE_RELEASE:
		break;
	}
	/* The step may be gone after its commit; the tag of a landed request is not used again. */
	tag->step = NULL;
	runner->sent.landed = reply->index + 1;
	tell_waiting_for(runner, reply->index + 1);
	return true;
}

void gw_flight_clear(struct gw_flight *flight)
{
	gw_arena_reset(&flight->arena);
	*flight = (struct gw_flight){.arena = flight->arena};
}

/* Answers that somebody else has to wait for, see conn->land. */
static bool land_first(void *payload, struct gw_error **err)
{
	return gw_flight_land(payload, err);
}

/* What was filled is under way, and the next one is begun. */
static void take_off(struct gw_runner *runner, bool ahead)
{
	struct gw_flight empty = runner->sent;

	runner->sent = runner->flight;
	runner->flight = empty;
	runner->sends++;
	if (!ahead || gw_interrupted(runner->conn->sys))
		return;
	runner->conn->land = land_first;
	runner->conn->land_payload = runner;
	runner->engine->send(runner->conn, runner->sent.requests.items, runner->sent.requests.n);
}

bool gw_flight_land(struct gw_runner *runner, struct gw_error **err)
{
	struct gw_flight *flight = &runner->sent;
	struct gw_conn *conn = runner->conn;
	bool ahead = conn->land != NULL;
	size_t failed;
	bool ok;

	if (flight->requests.n == 0)
		return true;
	conn->land = NULL;
	/* A signal that came between two flights: an engine heeds those that come in one. */
	if (!ahead && gw_interrupted(conn->sys)) {
		gw_fail(err, GW_E_INTERRUPTED, "stopped by a signal");
		return gw_run_failed(runner, 0, err);
	}
	tell_waiting_for(runner, 0);
	conn->waiting = still_waiting;
	conn->waiting_payload = runner;
	ok = runner->engine->run(conn, flight->requests.items, flight->requests.n, &flight->arena,
				 take_reply, runner, &failed, err);
	conn->waiting = NULL;
	if (!ok)
		return gw_run_failed(runner, flight->landed, err);
	gw_flight_clear(flight);
	return true;
}

bool gw_flight_send(struct gw_runner *runner, struct gw_error **err)
{
	if (!gw_flight_land(runner, err))
		return false;
	if (runner->flight.requests.n == 0)
		return true;
	take_off(runner, false);
	return gw_flight_land(runner, err);
}

/* What the server need not wait for: what is left takes about as long to make, each, as what is queued did. */
static bool saves_more_than_turnaround(const struct gw_runner *runner, size_t queued, size_t left)
{
	const struct gw_conn *conn = runner->conn;
	int64_t spent_us = made_us(runner) - runner->filling_us;

	return spent_us * (int64_t)left >= conn->turnaround_us * (int64_t)queued;
}

/*
 * The first one is small, but gives the server something to do for as long as the rest is made: the server
 * takes some twenty times as long for it. Those after it wait for it to land, and are nearly full: each is a
 * turnaround.
 */
static bool is_worth_sending(const struct gw_runner *runner, size_t left)
{
	enum { LEAST_PARTS = 2, MOST_PARTS = 16 };
	const struct gw_flight *flight = &runner->flight;
	size_t enough_bytes = runner->engine->caps.ahead_bytes, queued;

	if (enough_bytes == 0 || runner->first == NULL || flight->requests.n == 0)
		return false;
	if (runner->sent.requests.n != 0)
		return flight->bytes >= FLIGHT_BYTES / 4 * 3;
	queued = runner->count - left - runner->first->number + 1;
	return flight->bytes >= enough_bytes && left >= LEAST_PARTS * queued &&
	       left <= MOST_PARTS * queued && saves_more_than_turnaround(runner, queued, left);
}

bool gw_flight_send_ahead(struct gw_runner *runner, size_t left, struct gw_error **err)
{
	if (!is_worth_sending(runner, left))
		return true;
	if (!gw_flight_land(runner, err))
		return false;
	take_off(runner, true);
	return true;
}
