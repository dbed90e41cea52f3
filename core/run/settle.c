/*
 * Settling: what became of a statement that ran alone and whose end was not heard, or that failed.
 *
 * The engine compares how the statement's objects look with how they looked before it (see
 * engine/doubt.h), and the journal follows.
 *
 *	intent --> none       it runs, again
 *	       --> happened   done
 *	       --> part       what is left of it runs in its place
 *	       --> unknown    after a failure: it failed; else a person says
 */
#include "run/segments_int.h"

/*
 * In place of a look, for code: it runs in a transaction that begins with a second row, the mark. While
 * there is only the first, that transaction was never committed, and left nothing.
 */
#define LOOK_MARKED    "in a transaction"
#define LOOK_COMMITTED "committed"

bool gw_settle_clear_way(struct gw_walk *walk, struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;
	const struct gw_statement *statement = &walk->statement;
	struct gw_view sql = gw_statement_text(walk->script->text.view, statement);
	const char *note = NULL;

	if (runner->engine->clear_way == NULL)
		return true;
	if (!gw_flight_send(runner, err))
		return false;
	if (!runner->engine->clear_way(runner->conn, &walk->step->arena, sql, &note, err)) {
		gw_script_locate(walk->script, *err, statement->start,
				 statement->end - statement->start);
		return false;
	}
	if (note != NULL)
		gw_tell(runner, (struct gw_progress_event){
					.kind = GW_PROGRESS_NOTICE,
					.step = walk->step->step,
					.text = gw_view_of(note),
				});
	return true;
}

static struct gw_witness witness_of(const struct gw_walk *walk, struct gw_arena *arena,
				    struct gw_view sql)
{
	const struct gw_runner *runner = walk->runner;
	struct gw_witness witness = {0};

	if (runner->engine->witness != NULL)
		runner->engine->witness(runner->conn, arena, sql, &witness);
	return witness;
}

/* over: the step of which the only row becomes this one; NULL: none. */
static struct gw_request row_with(struct gw_walk *walk, const struct gw_witness *witness,
				  const struct gw_step *over)
{
	const struct gw_history *history = walk->runner->history;
	struct gw_arena *arena = &walk->runner->flight.arena;
	struct gw_journal_row row = gw_segment_row(walk->runner, walk->step, walk->index,
						   &walk->with_current, GW_JOURNAL_INTENT);

	row.objects = witness->objects;
	return over == NULL ? gw_journal_request(history, arena, &row, witness)
			    : gw_journal_turn_request(history, arena, &row, witness, over->key,
						      over->direction);
}

/* How the objects of a statement look goes with the intent, if the engine can see it. */
static struct gw_request intent_request(struct gw_walk *walk, bool marked, struct gw_view sql,
					const struct gw_step *over, const char **ret_sign)
{
	struct gw_witness witness = witness_of(walk, &walk->runner->flight.arena, sql);

	walk->step->tells = witness.tells && !marked;
	if (marked) {
		witness.expression = "'" LOOK_MARKED "'";
		witness.probe = (struct gw_probe){0};
	} else if (ret_sign != NULL && witness.sign != NULL) {
		witness.expression = witness.signed_expression;
		*ret_sign = gw_strdup(&walk->step->arena, witness.sign);
	}
	return row_with(walk, &witness, over);
}

bool gw_settle_is_code(const struct gw_walk *walk)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_view sql = gw_statement_text(walk->script->text.view, &walk->statement);

	return walk->statement.class.runs_code && !walk->stays && !walk->step->step->facts.off &&
	       !walk->runner->engine->caps.transactional_ddl &&
	       witness_of(walk, &scratch, sql).expression == NULL;
}

void gw_settle_mark(struct gw_walk *walk)
{
	const struct gw_tag tag = {.role = GW_ROLE_RECORD, .step = walk->step};
	const struct gw_witness mark = {.expression = "'" LOOK_COMMITTED "'"};

	walk->step->notes++;
	gw_flight_queue(walk->runner, tag, row_with(walk, &mark, NULL));
}

/* In a transaction, what the journal says holds from the commit on, not from the row on. */
static bool intent_in_transaction(struct gw_walk *walk, struct gw_tag note,
				  struct gw_request request, struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;
	struct gw_step_run *step = walk->step;
	const struct gw_tag row = {.role = GW_ROLE_RECORD, .step = step};

	gw_segment_enter(runner, step, runner->engine->words.begin);
	if (!gw_hook_due(runner, step, err))
		return false;
	gw_flight_queue(runner, row, request);
	note.role = GW_ROLE_CONTROL;
	note.hooked = step->hooks[GW_HOOK_BEFORE_EACH] != NULL;
	gw_flight_queue(runner, note,
			(struct gw_request){.sql = gw_view_of(runner->engine->words.commit)});
	return true;
}

bool gw_settle_intent(struct gw_walk *walk, bool marked, const char **ret_sign,
		      struct gw_error **err)
{
	struct gw_view sql = gw_statement_text(walk->script->text.view, &walk->statement);
	bool guarded = walk->runner->engine->words.sole_writer != NULL || walk->step->hook_due;
	const struct gw_tag note = {
		.role = GW_ROLE_RECORD,
		.step = walk->step,
		.index = walk->index,
		.intent = true,
		.intent_sql = sql,
		.prefix = walk->with_current,
		.journaled = walk->step->owed,
		.journaled_prefix = walk->step->owed_prefix,
	};
	struct gw_request request;

	walk->step->owed = 0;
	walk->step->notes++;
	if (guarded)
		return intent_in_transaction(
			walk, note, intent_request(walk, marked, sql, NULL, ret_sign), err);
	request = intent_request(walk, marked, sql, gw_flight_cleared(walk->runner), ret_sign);
	if (!gw_flight_join(walk->runner, note, request))
		gw_flight_queue(walk->runner, note, request);
	return true;
}

static bool judge(struct gw_runner *runner, struct gw_arena *arena, struct gw_view sql,
		  const struct gw_journal_row *intent, const struct gw_lost *by,
		  struct gw_verdict *ret_verdict, struct gw_error **err)
{
	struct gw_view look = gw_view_of(intent->fingerprint);

	*ret_verdict = (struct gw_verdict){.outcome = GW_OUTCOME_UNKNOWN};
	if (gw_view_is(look, LOOK_MARKED))
		ret_verdict->outcome = GW_OUTCOME_NONE;
	else if (gw_view_is(look, LOOK_COMMITTED))
		ret_verdict->reason = "it committed something by itself";
	if (runner->engine->judge == NULL || ret_verdict->outcome == GW_OUTCOME_NONE ||
	    ret_verdict->reason != NULL)
		return true;
	return runner->engine->judge(runner->conn, arena, sql, look, by, ret_verdict, err);
}

/* --- after a failure --- */

static bool say(struct gw_runner *runner, const char *sql, struct gw_error **err)
{
	return gw_conn_exec(runner->conn, sql, err);
}

/*
 * A BEGIN also ends LOCK TABLES, under which nothing of ours can be read or written. What is written
 * after it shall not wait for a commit that nobody makes.
 */
static bool end_locks(struct gw_runner *runner, struct gw_error **err)
{
	const struct gw_words *words = &runner->engine->words;

	return say(runner, words->begin, err) && say(runner, words->rollback, err) &&
	       (words->stay_open_end == NULL || say(runner, words->stay_open_end, err));
}

/* Finds out what the statement that failed has left behind. False: nobody can. */
static bool look_at_failed(struct gw_runner *runner, struct gw_step_run *step,
			   struct gw_verdict *ret_verdict, struct gw_error **err)
{
	const struct gw_unfinished *unfinished;

	if (!gw_journal_load(runner->history, err))
		return false;
	unfinished = gw_journal_find(runner->history->journal, step->step->key);
	if (unfinished == NULL || !unfinished->in_doubt)
		return false;
	return judge(runner, &step->arena, step->intent_sql, &unfinished->intent, NULL, ret_verdict,
		     err);
}

/* Takes the outcome over; false: the journal is right as it is. */
static bool take_outcome(struct gw_step_run *step, const struct gw_verdict *verdict)
{
	switch (verdict->outcome) {
	case GW_OUTCOME_HAPPENED:
		step->journaled = step->intent_index + 1;
		step->done_prefix = step->intent_prefix;
		return true;
	case GW_OUTCOME_PART:
		step->left = verdict->reason != NULL ? verdict->reason : "see the journal";
		return false;
	case GW_OUTCOME_UNKNOWN:
		step->left = verdict->reason != NULL ? verdict->reason : "it cannot be seen";
		return true;
	case GW_OUTCOME_NONE:
		return true;
	}
	return true;
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

/* The row that says how far the step got, or the removal of all when it got nowhere. */
static struct gw_request settled_request(struct gw_runner *runner, struct gw_arena *arena,
					 const struct gw_step_run *step)
{
	struct gw_journal_row row;

	if (step->journaled == 0)
		return gw_journal_clear_request(runner->history, arena, step->step->key,
						step->step->direction, 0);
	row = gw_segment_row(runner, step, step->journaled - 1, &step->done_prefix,
			     GW_JOURNAL_DONE);
	return gw_journal_request(runner->history, arena, &row, NULL);
}

static bool write_journal(struct gw_runner *runner, const struct gw_step_run *step,
			  struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_words *words = &runner->engine->words;
	const struct gw_request requests[] = {
		{.sql = gw_view_of(words->begin)},
		settled_request(runner, &scratch, step),
		{.sql = gw_view_of(words->commit)},
	};

	return gw_history_send(runner->history, &scratch, requests, GW_COUNT(requests), err);
}

/* False with an error, or without one where the journal stays as it is. */
static bool settle(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	/* It was the statement itself that failed, and not what came after it. */
	bool failed = step->intent && step->happened <= step->journaled;
	struct gw_verdict verdict = {0};

	if (!end_locks(runner, err) || !is_unsettled(runner, step))
		return false;
	catch_up(step);
	if (failed && runner->engine->judge != NULL &&
	    (!look_at_failed(runner, step, &verdict, err) || !take_outcome(step, &verdict)))
		return false;
	return write_journal(runner, step, err);
}

void gw_settle_failed(struct gw_runner *runner, struct gw_step_run *step)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	step->settled = settle(runner, step, &error);
	step->intent = step->intent && !step->settled;
	if (error != NULL && error->code == GW_E_LOCK_LOST)
		step->usurped = gw_strdup(&step->arena, error->hint);
}

/* --- what an earlier run left --- */

static bool fail_in_doubt(const struct gw_walk *walk, const char *reason, struct gw_error **err)
{
	const struct gw_step *step = walk->step->step;
	const struct gw_statement *statement = &walk->statement;

	gw_fail(err, GW_E_UNSETTLED,
		"an earlier run stopped in statement %zu of %s, and its outcome is unknown",
		walk->index + 1, step->label);
	if (reason != NULL)
		gw_error_detail(*err, "%s", reason);
	gw_script_locate(walk->script, *err, statement->start, statement->end - statement->start);
	gw_error_state(*err, GW_STATE_PARTIAL, "statements before it stand; it may have happened");
	gw_error_hint(*err,
		      "Look at the database. If the statement happened: `godwit resolve %s "
		      "--statement %zu --done --reason WHY`. If it did not: `godwit resolve %s "
		      "--statement %zu --again --reason WHY`.",
		      step->key, walk->index + 1, step->key, walk->index + 1);
	return false;
}

bool gw_settle_earlier(struct gw_walk *walk, struct gw_view *ret_sql, struct gw_error **err)
{
	struct gw_step_run *step = walk->step;
	const struct gw_journal_row *intent = step->step->intent;
	const struct gw_lost by = {
		.connection_id = intent->connection_id,
		.session_start_us = intent->session_start_us,
	};
	struct gw_view sql = gw_statement_text(walk->script->text.view, &walk->statement);
	struct gw_verdict verdict;

	if (!judge(walk->runner, &step->arena, sql, intent, &by, &verdict, err))
		return false;
	switch (verdict.outcome) {
	case GW_OUTCOME_NONE:
		*ret_sql = sql;
		return true;
	case GW_OUTCOME_HAPPENED:
		*ret_sql = (struct gw_view){0};
		return true;
	case GW_OUTCOME_PART:
		*ret_sql = gw_view_of(verdict.rest);
		return true;
	case GW_OUTCOME_UNKNOWN:
		break;
	}
	return fail_in_doubt(walk, verdict.reason, err);
}
