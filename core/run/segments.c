/*
 * A step that cannot be one transaction: segment by segment, with the journal.
 *
 *	together   BEGIN, statements, journal 'done', COMMIT
 *	alone      journal 'intent'; statement; journal 'done'
 *	           what writes rows: BEGIN, statement, journal 'done', COMMIT
 *	           code: journal 'intent'; BEGIN, mark, statement, journal 'done', COMMIT
 *	span       see span.c
 *	end        BEGIN, history row, journal removed, verify, COMMIT
 *	           after 'together': in its transaction, where nothing stands between
 *
 * An intent says that what comes before it is done, and with the end nobody asks any more. So the 'done'
 * of what ran alone is left out when one of them follows in the same list at once, unless nobody could
 * see whether the statement happened.
 *
 * Nothing else of the run shares a transaction with it, but for the first intent of the step after it: that
 * goes with its end.
 */
#include "run/segments_int.h"

struct gw_journal_row gw_segment_row(struct gw_runner *runner, const struct gw_step_run *step,
				     size_t statement, const struct gw_digest *prefix,
				     enum gw_journal_state state)
{
	const struct gw_server_info *info = &runner->conn->info;

	return (struct gw_journal_row){
		.run_id = runner->recorder.run_id,
		.key = step->step->key,
		.direction = gw_direction_name(step->step->direction),
		.checksum = gw_digest_hex(&runner->flight.arena, prefix),
		.statement = (int64_t)statement,
		.state = state,
		.connection_id = info->connection_id,
		.session_start_us = info->session_start_us,
		.at_us = runner->conn->sys->now_us(),
	};
}

/* All statements up to and with this one are done. */
static struct gw_request done_row(struct gw_runner *runner, struct gw_step_run *step,
				  size_t statement, const struct gw_digest *prefix)
{
	const struct gw_journal_row row = gw_segment_row(runner, step, statement, prefix,
							 GW_JOURNAL_DONE);

	step->notes++;
	return gw_journal_request(runner->history, &runner->flight.arena, &row, NULL);
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

	gw_flight_queue(runner, tag, done_row(runner, step, statement, prefix));
}

/* In a transaction, what the journal says holds from the commit on, not from the row on. */
void gw_segment_commit(struct gw_runner *runner, struct gw_step_run *step, size_t last,
		       const struct gw_digest *prefix)
{
	const struct gw_tag row = {.role = GW_ROLE_CONTROL, .step = step};
	const struct gw_tag commit = {
		.role = GW_ROLE_CONTROL,
		.step = step,
		.journaled = last + 1,
		.prefix = *prefix,
	};

	step->owed = 0;
	gw_flight_queue(runner, row, done_row(runner, step, last, prefix));
	gw_flight_queue(runner, commit,
			(struct gw_request){.sql = gw_view_of(runner->engine->words.commit)});
}

void gw_segment_enter(struct gw_runner *runner, struct gw_step_run *step, const char *begin)
{
	gw_flight_word(runner, GW_ROLE_CONTROL, step, begin);
	gw_flight_word(runner, GW_ROLE_SOLE_WRITER, step, runner->engine->words.sole_writer);
}

/* Ends a transaction with the note that the statements before the current one are done. */
static void commit_with_note(struct gw_walk *walk)
{
	struct gw_runner *runner = walk->runner;

	if (walk->index == 0)
		gw_flight_word(runner, GW_ROLE_CONTROL, walk->step, runner->engine->words.commit);
	else
		gw_segment_commit(runner, walk->step, walk->index - 1, &walk->passed);
}

void gw_segment_pay_note(struct gw_runner *runner, struct gw_step_run *step)
{
	if (step->owed != 0)
		queue_done(runner, step, step->owed - 1, &step->owed_prefix);
	step->owed = 0;
}

/*
 * Whether all that may be left of a script goes with the flight that is being filled. An intent takes
 * more than its statement.
 */
static bool rest_fits(const struct gw_walk *walk)
{
	enum { BYTES_EACH = 4096, REQUESTS_EACH = 8 };
	size_t n = gw_script_total(&walk->step->step->facts) + 1;

	return gw_flight_has_room(walk->runner, walk->script->text.view.n + n * BYTES_EACH,
				  n * REQUESTS_EACH);
}

/* The note has a transaction of its own where it would hang on what comes after it in the list, and
   where somebody may have come between. */
static bool note_is_transaction(const struct gw_runner *runner)
{
	return runner->engine->caps.list_is_transaction ||
	       runner->engine->words.sole_writer != NULL;
}

void gw_segment_note(struct gw_walk *walk)
{
	struct gw_runner *runner = walk->runner;

	if (note_is_transaction(runner)) {
		gw_segment_enter(runner, walk->step, runner->engine->words.begin);
		commit_with_note(walk);
	} else {
		queue_done(runner, walk->step, walk->index - 1, &walk->passed);
	}
}

/*
 * The same after a statement that ran alone: left to the journal's next word, when that is sent along,
 * and when one can see without it, should the connection break between them, that it happened.
 */
static void owe_note(struct gw_walk *walk)
{
	if (!walk->step->tells || note_is_transaction(walk->runner) || !rest_fits(walk)) {
		gw_segment_note(walk);
		return;
	}
	walk->step->owed = walk->index;
	walk->step->owed_prefix = walk->passed;
}

/* Nothing in it can be lost, so it needs neither transaction nor journal. */
static bool run_session(struct gw_walk *walk, const struct gw_segment *segment,
			struct gw_error **err)
{
	gw_segment_pay_note(walk->runner, walk->step);
	return gw_walk_statements(walk, segment->first + segment->count, GW_ROLE_STATEMENT, false,
				  err);
}

/* What cannot run in a transaction is a list of its own where a list is one. */
static bool part_lists(struct gw_runner *runner, struct gw_error **err)
{
	return !runner->engine->caps.list_is_transaction || gw_flight_send(runner, err);
}

static struct gw_view signed_text(const struct gw_walk *walk, struct gw_view sql, const char *sign)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_add(&str, sql.p != NULL
				 ? sql
				 : gw_statement_text(walk->script->text.view, &walk->statement));
	gw_str_puts(&str, sign);
	return gw_view_of(gw_str_take(&str, &walk->runner->flight.arena));
}

/* Queues the current statement, or sql in its place, between its intent and its done. */
static bool run_as(struct gw_walk *walk, struct gw_view sql, struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;
	const char *sign = NULL;

	if (!gw_settle_clear_way(walk, err))
		return false;
	gw_step_timeouts_alone(runner, walk->step, &walk->statement.class);
	if (!gw_settle_intent(walk, false, &sign, err) || !part_lists(runner, err))
		return false;
	if (sign != NULL)
		sql = signed_text(walk, sql, sign);
	if (sql.p == NULL)
		gw_walk_queue(walk, GW_ROLE_STATEMENT, false);
	else
		gw_walk_queue_text(walk, GW_ROLE_STATEMENT, sql);
	if (!part_lists(runner, err) || !gw_walk_next(walk, err))
		return false;
	owe_note(walk);
	return gw_flight_maybe_send(runner, err);
}

/* Code: whether it commits in the middle shows in the mark, and the note goes with all that it does. */
static bool run_marked(struct gw_walk *walk, struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;

	gw_step_timeouts_alone(runner, walk->step, &walk->statement.class);
	if (!gw_settle_intent(walk, true, NULL, err))
		return false;
	gw_segment_enter(runner, walk->step, runner->engine->words.begin);
	gw_settle_mark(walk);
	gw_walk_queue_marked(walk, (struct gw_view){0});
	if (!gw_walk_next(walk, err))
		return false;
	commit_with_note(walk);
	return gw_flight_maybe_send(runner, err);
}

static bool run_alone(struct gw_walk *walk, struct gw_error **err)
{
	return gw_settle_is_code(walk) ? run_marked(walk, err)
				       : run_as(walk, (struct gw_view){0}, err);
}

/*
 * The statements of a transaction. One that a rollback would not take back (rows of MyISAM) runs
 * alone, between two transactions.
 */
static bool run_statements(struct gw_walk *walk, const struct gw_segment *segment,
			   struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;
	size_t end = segment->first + segment->count;
	const char *begin;

	while (walk->found && walk->index < end) {
		if (!walk->stays) {
			if (!gw_walk_statements(walk, walk->index + 1, GW_ROLE_STATEMENT, true,
						err))
				return false;
			continue;
		}
		commit_with_note(walk);
		if (!run_alone(walk, err) || !gw_walk_find_begin(walk, segment, &begin, err))
			return false;
		gw_segment_enter(runner, walk->step, begin);
	}
	return true;
}

/*
 * Whether the end of the step may be in the transaction of what has just been queued: the last segment,
 * in a transaction as we begin it, with nothing left to ask or to put back before.
 */
static bool shares_with_end(const struct gw_walk *walk, const struct gw_segment *segment)
{
	const struct gw_step_run *step = walk->step;

	return !walk->found && !note_is_transaction(walk->runner) && segment->begin == GW_NOWHERE &&
	       !step->step->facts.changes_session && step->hooks[GW_HOOK_AFTER_EACH] == NULL &&
	       step->verify == NULL;
}

static bool run_together(struct gw_walk *walk, const struct gw_segment *segment,
			 struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;
	struct gw_step_run *step = walk->step;

	if (!gw_walk_enter(walk, segment, gw_segment_enter, err))
		return false;
	gw_step_timeouts_in_transaction(runner, step);
	/* What runs alone there brings a note of its own. */
	if (!walk->stays && !gw_hook_due(runner, step, err))
		return false;
	if (!run_statements(walk, segment, err))
		return false;
	if (segment->rolls_back) {
		gw_flight_word(runner, GW_ROLE_CONTROL, step, runner->engine->words.rollback);
		gw_segment_note(walk);
	} else {
		if (!gw_step_references(runner, step, err))
			return false;
		step->open = shares_with_end(walk, segment);
		if (!step->open)
			commit_with_note(walk);
	}
	return gw_flight_maybe_send(runner, err);
}

/*
 * What can be in a transaction needs none of the others' to be undone when it is lost: it has one of its
 * own, with the note that it is done.
 */
static bool fits_transaction(const struct gw_walk *walk)
{
	const struct gw_class *class = &walk->statement.class;

	if (class->no_transaction != NULL || class->implicit_commit || class->runs_code ||
	    class->ignored_in_transaction || walk->stays)
		return false;
	return class->kind == GW_STATEMENT_DML || class->kind == GW_STATEMENT_QUERY ||
	       (class->kind == GW_STATEMENT_DDL && walk->runner->engine->caps.transactional_ddl);
}

static bool run_lone(struct gw_walk *walk, struct gw_error **err)
{
	if (!fits_transaction(walk))
		return run_alone(walk, err);
	gw_segment_enter(walk->runner, walk->step, walk->runner->engine->words.begin);
	gw_step_timeouts_in_transaction(walk->runner, walk->step);
	if (!gw_hook_due(walk->runner, walk->step, err) ||
	    !gw_walk_statements(walk, walk->index + 1, GW_ROLE_STATEMENT, true, err))
		return false;
	commit_with_note(walk);
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
		return gw_segment_span(walk, end, err);
	case GW_SEGMENT_ALONE:
		while (walk->found && walk->index < end) {
			if (!run_lone(walk, err))
				return false;
		}
		return true;
	}
	return true;
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

/* Brings the statement that an earlier run was at to its end. */
static bool finish_statement(struct gw_walk *walk, struct gw_error **err)
{
	struct gw_view left;

	if (!gw_flight_send(walk->runner, err) || !gw_settle_earlier(walk, &left, err))
		return false;
	/* What stands in a span begins with its locks. */
	if (left.p != NULL && (walk->locks != NULL || walk->statement.class.locks_tables))
		return true;
	if (left.p != NULL && gw_settle_is_code(walk))
		return run_marked(walk, err);
	if (left.p != NULL)
		return run_as(walk, left, err);
	if (!gw_walk_next(walk, err))
		return false;
	gw_segment_note(walk);
	return true;
}

/* What the script set is set again; what it locked is kept for what is left under the locks. */
static void pass(struct gw_walk *walk)
{
	const struct gw_class *class = &walk->statement.class;

	if (gw_is_of_session(class))
		gw_walk_queue(walk, GW_ROLE_STATEMENT, false);
	if (class->locks_tables)
		walk->locks = gw_view_dup(
			&walk->step->arena,
			gw_statement_text(walk->script->text.view, &walk->statement));
	else if (class->unlocks_tables)
		walk->locks = NULL;
}

/* Passes what an earlier run has done, after a look that it is still the same text. */
static bool resume(struct gw_walk *walk, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_step *step = walk->step->step;
	const struct gw_digest *ran;

	if (step->resume_at == 0 && step->intent == NULL)
		return true;
	while (walk->found && walk->index < step->resume_at) {
		pass(walk);
		if (!gw_walk_next(walk, err))
			return false;
	}
	ran = step->intent != NULL ? &walk->with_current : &walk->passed;
	if (step->resume_checksum == NULL ||
	    !gw_view_is(gw_view_of(step->resume_checksum), gw_digest_hex(&scratch, ran)))
		return fail_changed(walk, err);
	walk->step->journaled = step->resume_at;
	walk->step->done_prefix = walk->passed;
	return step->intent == NULL || finish_statement(walk, err);
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

/* Of a step that is resumed, nobody has counted the rows. */
static void clear_journal(struct gw_runner *runner, struct gw_step_run *step)
{
	const struct gw_step *plan = step->step;
	size_t notes = plan->resume_id == 0 ? step->notes : 0;
	const struct gw_tag tag = {.role = GW_ROLE_RECORD, .step = step, .clears = notes == 1};

	if (notes != 0 || plan->resume_id != 0)
		gw_flight_queue(runner, tag,
				gw_journal_clear_request(runner->history, &runner->flight.arena,
							 plan->key, plan->direction, notes));
}

/*
 * The history row, the end of the journal and the hook after the step are one transaction; verify
 * decides about it.
 */
static bool finish(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	const struct gw_words *words = &runner->engine->words;
	bool fits;

	if (!gw_hook_after(runner, step, &fits, err))
		return false;
	/* What is asked before the commit may take long. */
	if (fits || step->verify != NULL || step->step->facts.breaks_references)
		gw_segment_pay_note(runner, step);
	if (!step->open)
		gw_segment_enter(runner, step, words->begin);
	if (!gw_hook_due(runner, step, err))
		return false;
	gw_record_step(runner, step);
	clear_journal(runner, step);
	if ((fits && !gw_step_hook(runner, step, GW_HOOK_AFTER_EACH, err)) ||
	    !gw_step_references(runner, step, err) || !gw_step_verify(runner, step, err))
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
	if (!gw_hook_before(runner, step, err) || !run_segments(runner, step, err))
		return false;
	gw_step_reset_session(runner, step->step);
	return finish(runner, step, err);
}
