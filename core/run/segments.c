/*
 * A step that cannot be one transaction: segment by segment, with the journal.
 *
 *	together   BEGIN, statements, journal 'done', COMMIT
 *	alone      journal 'intent'; statement; journal 'done'
 *	span       journal 'intent' of its first; LOCK TABLES .. UNLOCK TABLES; journal 'done' of its last
 *	end        BEGIN, history row, journal removed, verify, COMMIT
 *
 * Nothing else of the run shares a transaction with it.
 */
#include "run/run_int.h"

static const char *direction_name(const struct gw_step *step)
{
	return step->direction == GW_DOWN ? "down" : "up";
}

static struct gw_request journal_row(struct gw_runner *runner, const struct gw_step_run *step,
				     size_t statement, const struct gw_digest *prefix,
				     enum gw_journal_state state)
{
	struct gw_arena *arena = &runner->flight.arena;
	const struct gw_journal_row row = {
		.run_id = runner->recorder.run_id,
		.key = step->step->key,
		.direction = direction_name(step->step),
		.checksum = gw_digest_hex(arena, prefix),
		.statement = (int64_t)statement,
		.state = state,
		.connection_id = runner->conn->info.connection_id,
		.at_us = runner->conn->sys->now_us(),
	};

	return gw_journal_request(runner->history, arena, &row, NULL);
}

static void queue_intent(struct gw_runner *runner, struct gw_step_run *step, size_t statement,
			 const struct gw_digest *prefix)
{
	const struct gw_tag tag = {
		.role = GW_ROLE_RECORD,
		.step = step,
		.index = statement,
		.intent = true,
	};

	gw_flight_queue(runner, tag,
			journal_row(runner, step, statement, prefix, GW_JOURNAL_INTENT));
}

static void queue_done(struct gw_runner *runner, struct gw_step_run *step, size_t statement,
		       const struct gw_digest *prefix)
{
	const struct gw_tag tag = {
		.role = GW_ROLE_RECORD,
		.step = step,
		.index = statement,
		.journaled = statement + 1,
		.prefix = *prefix,
	};

	gw_flight_queue(runner, tag, journal_row(runner, step, statement, prefix, GW_JOURNAL_DONE));
}

/* In a transaction, what the journal says holds from the commit on, not from the row on. */
static void queue_commit_of(struct gw_runner *runner, struct gw_step_run *step, const char *sql,
			    size_t journaled, const struct gw_digest *prefix)
{
	const struct gw_tag tag = {
		.role = GW_ROLE_CONTROL,
		.step = step,
		.journaled = journaled,
		.prefix = *prefix,
	};

	gw_flight_queue(runner, tag, (struct gw_request){.sql = gw_view_of(sql)});
}

static void enter(struct gw_runner *runner, struct gw_step_run *step, const char *begin)
{
	gw_flight_word(runner, GW_ROLE_CONTROL, step, begin);
}

/* Nothing in it can be lost, so it needs neither transaction nor journal. */
static bool run_session(struct gw_walk *walk, const struct gw_segment *segment,
			struct gw_error **err)
{
	return gw_walk_statements(walk, segment->first + segment->count, GW_ROLE_STATEMENT, false,
				  err);
}

static bool run_together(struct gw_walk *walk, const struct gw_segment *segment,
			 struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;
	struct gw_step_run *step = walk->step;
	const struct gw_words *words = &runner->engine->words;
	size_t end = segment->first + segment->count;

	if (!gw_walk_enter(walk, segment, enter, err) ||
	    !gw_walk_statements(walk, end, GW_ROLE_STATEMENT, true, err))
		return false;
	if (segment->rolls_back) {
		gw_flight_word(runner, GW_ROLE_CONTROL, step, words->rollback);
		queue_done(runner, step, end - 1, &walk->passed);
	} else {
		if (!gw_step_references(runner, step, err))
			return false;
		gw_flight_queue(runner, (struct gw_tag){.role = GW_ROLE_CONTROL, .step = step},
				journal_row(runner, step, end - 1, &walk->passed, GW_JOURNAL_DONE));
		queue_commit_of(runner, step, words->commit, end, &walk->passed);
	}
	return gw_flight_maybe_send(runner, err);
}

/* Moves to what has happened what the journal is to say is done. */
static void catch_up(struct gw_step_run *step)
{
	if (step->happened <= step->journaled)
		return;
	step->journaled = step->happened;
	step->done_prefix = step->happened_prefix;
}

/* What the journal took with the list that failed went with it, where a list is a transaction. */
static bool is_unsettled(const struct gw_runner *runner, const struct gw_step_run *step)
{
	return step->intent || (runner->engine->caps.list_is_transaction &&
				step->journal_send == runner->sends && runner->sends != 0);
}

void gw_journal_settle(struct gw_runner *runner, struct gw_step_run *step)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_words *words = &runner->engine->words;
	/* A BEGIN also ends LOCK TABLES, under which nothing of ours can be written. */
	struct gw_request requests[3] = {
		[0] = {.sql = gw_view_of(words->begin)},
		[2] = {.sql = gw_view_of(words->commit)},
	};
	size_t failed;

	if (!is_unsettled(runner, step))
		return;
	catch_up(step);
	requests[1] = step->journaled != 0
			      ? journal_row(runner, step, step->journaled - 1, &step->done_prefix,
					    GW_JOURNAL_DONE)
			      : gw_journal_clear_request(runner->history, &scratch, step->step->key,
							 step->step->direction);
	if (runner->engine->run(runner->conn, requests, GW_COUNT(requests), &scratch, NULL, NULL,
				&failed, &ignored))
		step->intent = false;
	else if (runner->conn->in_transaction && !runner->conn->broken) {
		gw_error_clear(&ignored);
		(void)!gw_conn_exec(runner->conn, words->rollback, &ignored);
	}
}

/* What cannot run in a transaction is a list of its own where a list is one. */
static bool part_lists(struct gw_runner *runner, struct gw_error **err)
{
	return !runner->engine->caps.list_is_transaction || gw_flight_send(runner, err);
}

static bool run_alone(struct gw_walk *walk, struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;
	size_t index = walk->index;

	queue_intent(runner, walk->step, index, &walk->with_current);
	if (!part_lists(runner, err))
		return false;
	gw_walk_queue(walk, GW_ROLE_STATEMENT, false);
	if (!part_lists(runner, err) || !gw_walk_next(walk, err))
		return false;
	queue_done(runner, walk->step, index, &walk->passed);
	return gw_flight_maybe_send(runner, err);
}

static bool run_span(struct gw_walk *walk, const struct gw_segment *segment, struct gw_error **err)
{
	size_t end = segment->first + segment->count;

	queue_intent(walk->runner, walk->step, walk->index, &walk->with_current);
	if (!gw_walk_statements(walk, end, GW_ROLE_STATEMENT, false, err))
		return false;
	queue_done(walk->runner, walk->step, end - 1, &walk->passed);
	return gw_flight_maybe_send(walk->runner, err);
}

static bool run_segment(struct gw_walk *walk, const struct gw_segment *segment,
			struct gw_error **err)
{
	size_t end = segment->first + segment->count;

	switch (segment->kind) {
	case GW_SEGMENT_TOGETHER:
		return segment->session_only ? run_session(walk, segment, err)
					     : run_together(walk, segment, err);
	case GW_SEGMENT_SPAN:
		return run_span(walk, segment, err);
	case GW_SEGMENT_ALONE:
		while (walk->found && walk->index < end) {
			if (!run_alone(walk, err))
				return false;
		}
		return true;
	}
	return true;
}

/* An earlier run stopped in the middle of statement `walk->index`: nobody knows what became of it. */
static bool fail_in_doubt(const struct gw_walk *walk, struct gw_error **err)
{
	const struct gw_step *step = walk->step->step;
	const struct gw_statement *statement = &walk->statement;

	gw_fail(err, GW_E_UNSETTLED,
		"an earlier run stopped in statement %zu of %s, and its outcome is unknown",
		walk->index + 1, step->label);
	gw_script_locate(walk->script, *err, statement->start, statement->end - statement->start);
	gw_error_state(*err, GW_STATE_PARTIAL, "statements before it stand; it may have happened");
	gw_error_hint(*err,
		      "Look at the database. If the statement happened: `godwit resolve %s "
		      "--statement %zu --done --reason WHY`. If it did not: `godwit resolve %s "
		      "--statement %zu --again --reason WHY`.",
		      step->key, walk->index + 1, step->key, walk->index + 1);
	return false;
}

static bool fail_changed(const struct gw_walk *walk, struct gw_error **err)
{
	const struct gw_step *step = walk->step->step;

	gw_fail(err, GW_E_REFUSED, "the first %zu statements of %s ran, and were changed since",
		step->resume_at, step->label);
	gw_script_locate(walk->script, *err, 0, 0);
	gw_error_state(*err, GW_STATE_PARTIAL,
		       "these statements stand as they were before the "
		       "change");
	gw_error_hint(*err,
		      "Put them back as they were; what comes after them may change. Or say "
		      "what is in the database with `godwit resolve %s --applied --reason WHY`, or "
		      "with `--reverted`.",
		      step->key);
	return false;
}

/*
 * What the script set went with the session of the earlier run, and is set again. Its locks are not:
 * under them nothing of ours can be written.
 */
static bool is_of_session(const struct gw_class *class)
{
	return class->kind == GW_STATEMENT_SESSION && !class->locks_tables &&
	       !class->unlocks_tables;
}

/* Passes what an earlier run has done, after a look that it is still the same text. */
static bool resume(struct gw_walk *walk, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_step *step = walk->step->step;
	const struct gw_digest *ran;

	if (step->resume_at == 0 && !step->in_doubt)
		return true;
	while (walk->found && walk->index < step->resume_at) {
		if (is_of_session(&walk->statement.class))
			gw_walk_queue(walk, GW_ROLE_STATEMENT, false);
		if (!gw_walk_next(walk, err))
			return false;
	}
	ran = step->in_doubt ? &walk->with_current : &walk->passed;
	if (step->resume_checksum == NULL ||
	    !gw_view_is(gw_view_of(step->resume_checksum), gw_digest_hex(&scratch, ran)))
		return fail_changed(walk, err);
	if (step->in_doubt)
		return fail_in_doubt(walk, err);
	walk->step->journaled = step->resume_at;
	walk->step->done_prefix = walk->passed;
	return true;
}

/* The part of a segment that is left after a resume. */
static bool run_rest(struct gw_walk *walk, const struct gw_segment *segment, struct gw_error **err)
{
	struct gw_segment rest = *segment;
	size_t end = segment->first + segment->count;

	if (walk->index >= end)
		return true;
	if (walk->index > segment->first) {
		rest.count = end - walk->index;
		rest.first = walk->index;
		rest.body = GW_MAX(rest.body, rest.first);
	}
	return run_segment(walk, &rest, err);
}

static bool run_hook(struct gw_runner *runner, struct gw_step_run *step, enum gw_hook hook,
		     struct gw_error **err)
{
	const struct gw_words *words = &runner->engine->words;

	if (step->hooks[hook] == NULL)
		return true;
	gw_flight_word(runner, GW_ROLE_CONTROL, step, words->begin);
	if (!gw_step_hook(runner, step, hook, err))
		return false;
	gw_flight_word(runner, GW_ROLE_CONTROL, step, words->commit);
	return gw_flight_send(runner, err);
}

/* The history row and the end of the journal are one transaction; verify decides about it. */
static bool finish(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	const struct gw_words *words = &runner->engine->words;
	const struct gw_tag record = {.role = GW_ROLE_RECORD, .step = step};

	gw_flight_word(runner, GW_ROLE_CONTROL, step, words->begin);
	if (!gw_record_step(runner, step, err))
		return false;
	gw_flight_queue(runner, record,
			gw_journal_clear_request(runner->history, &runner->flight.arena,
						 step->step->key, step->step->direction));
	if (!gw_step_references(runner, step, err) || !gw_step_verify(runner, step, err))
		return false;
	gw_flight_word(runner, GW_ROLE_COMMIT, step, words->commit);
	return gw_flight_maybe_send(runner, err);
}

static bool run_segments(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	const struct gw_step *plan = step->step;
	struct gw_walk walk;

	if (!gw_walk_begin(&walk, runner, step, step->script, err) || !resume(&walk, err))
		return false;
	for (size_t i = 0; i < plan->facts.segments.n; i++) {
		if (!run_rest(&walk, &plan->facts.segments.items[i], err))
			return false;
	}
	return true;
}

bool gw_step_segments(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	const struct gw_timeouts timeouts = gw_step_timeouts(runner, step->step);
	const struct gw_timeouts defaults = {GW_TIMEOUT_DEFAULT, GW_TIMEOUT_DEFAULT};

	gw_step_set_timeouts(runner, step, &timeouts, false);
	if (!run_hook(runner, step, GW_HOOK_BEFORE_EACH, err) || !run_segments(runner, step, err) ||
	    !run_hook(runner, step, GW_HOOK_AFTER_EACH, err))
		return false;
	if (timeouts.lock_ms != 0 || timeouts.statement_ms != 0)
		gw_step_set_timeouts(runner, step, &defaults, false);
	gw_step_reset_session(runner, step->step);
	return finish(runner, step, err);
}
