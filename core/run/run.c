/*
 * The run: hooks, steps, and the closing event.
 */
#include "run/run.h"

#include "fingerprint/fingerprint.h"
#include "run/walk_int.h"

static enum gw_scope scope_of(const struct gw_runner *runner)
{
	if (runner->options->mode == GW_MODE_RUN)
		return GW_SCOPE_ALL;
	return runner->engine->caps.run_in_savepoints ? GW_SCOPE_SAVEPOINTS : GW_SCOPE_EACH;
}

static void begin(struct gw_runner *runner)
{
	runner->engine = runner->conn->engine;
	runner->scope = scope_of(runner);
	runner->end = &runner->first;
	/* Where the lock is a transaction, the run goes on in it. */
	runner->outer_open = runner->conn->in_transaction;
	runner->count = runner->report->steps.n + runner->plan->steps.n;
	gw_recorder_begin(&runner->recorder, runner->history, runner->arena, runner->conn->sys,
			  &runner->options->actor);
	if (runner->report->run_id != NULL)
		runner->recorder.run_id = runner->report->run_id;
	else
		runner->report->began_us = runner->conn->sys->monotonic_us();
	runner->safe_seq = runner->recorder.head_seq;
	runner->safe_head = runner->recorder.head_hash;
	runner->report->run_id = runner->recorder.run_id;
	gw_tell(runner, (struct gw_progress_event){
				.kind = GW_PROGRESS_RUN_BEGIN,
				.index = runner->report->steps.n,
				.count = runner->count,
			});
}

/* A hook of the run: statements on their own, as far as they can be in one transaction. */
static bool run_hook(struct gw_runner *runner, enum gw_hook hook, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_words *words = &runner->engine->words;
	struct gw_script *script = NULL;
	bool own_transaction = !runner->outer_open;
	bool ok;

	if (runner->source->hooks[hook] == NULL || runner->report->hooked[hook])
		return true;
	if (!gw_source_hook(runner->source, &arena, hook, runner->options->placeholders, &script,
			    err))
		return false;
	if (own_transaction)
		gw_flight_word(runner, GW_ROLE_CONTROL, NULL, words->begin);
	ok = gw_walk_all(runner, NULL, script, GW_ROLE_HOOK, err);
	gw_reset_shared_session(runner);
	if (ok && own_transaction)
		gw_flight_word(runner, GW_ROLE_CONTROL, NULL, words->commit);
	ok = ok && gw_flight_send(runner, err);
	runner->report->hooked[hook] = ok && own_transaction;
	gw_script_done(script);
	return ok;
}

static void keep_time(struct gw_run_report *report, const struct gw_system *sys)
{
	report->elapsed_us = sys->monotonic_us() - report->began_us;
}

/*
 * The closing row tells what was measured, so all else has landed before it is made. Inside of an
 * outer transaction it goes with it.
 */
static bool close_run(struct gw_runner *runner, struct gw_error **err)
{
	const struct gw_tag tag = {.role = GW_ROLE_RECORD};
	struct gw_event *event = &runner->closing;

	if (!gw_flight_send(runner, err))
		return false;
	keep_time(runner->report, runner->conn->sys);
	gw_record_finish(runner->arena, runner->report, runner->first, NULL, event);
	if (runner->options->fingerprint && runner->report->as_implied &&
	    !gw_fingerprint_record(runner->history, runner->arena, event, err))
		return false;
	gw_recorder_event(&runner->recorder, event);
	gw_flight_queue(runner, tag, gw_recorder_request(&runner->recorder, runner->arena, event));
	if (!gw_scope_close(runner, err))
		return false;
	runner->report->closed = true;
	return true;
}

static bool carry_out(struct gw_runner *runner, struct gw_error **err)
{
	size_t before = runner->report->steps.n;

	if (!gw_locks_warn(runner, err) || !gw_references_before(runner, err) ||
	    !run_hook(runner, GW_HOOK_BEFORE_RUN, err))
		return false;
	for (size_t i = 0; i < runner->plan->steps.n; i++) {
		if (!gw_step_carry_out(runner, &runner->plan->steps.items[i], before + i + 1,
				       err) ||
		    !gw_flight_send_ahead(runner, runner->plan->steps.n - i - 1, err))
			return false;
	}
	return run_hook(runner, GW_HOOK_AFTER_RUN, err) && close_run(runner, err);
}

void gw_run_give_up(struct gw_arena *arena, struct gw_history *history,
		    const struct gw_run_options *options, const struct gw_run_report *report,
		    const struct gw_error *error)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_recorder recorder;
	struct gw_event event;

	if (report->run_id == NULL || history->conn->broken || error->code == GW_E_HEAD_MOVED)
		return;
	gw_recorder_begin(&recorder, history, arena, history->conn->sys, &options->actor);
	recorder.run_id = report->run_id;
	gw_record_finish(arena, report, NULL, error, &event);
	(void)!gw_history_append(&recorder, &event, &ignored);
}

static void end(struct gw_runner *runner, bool ok)
{
	while (runner->first != NULL) {
		struct gw_step_run *step = runner->first;

		runner->first = step->next;
		gw_step_run_free(step);
	}
	gw_arena_done(&runner->flight.arena);
	gw_arena_done(&runner->sent.arena);
	runner->history->head_seq = ok ? runner->recorder.head_seq : runner->safe_seq;
	runner->history->head_hash = ok ? runner->recorder.head_hash : runner->safe_head;
	keep_time(runner->report, runner->conn->sys);
	gw_tell(runner, (struct gw_progress_event){
				.kind = GW_PROGRESS_RUN_END,
				.index = runner->report->steps.n,
				.count = runner->count,
				.elapsed_us = runner->report->elapsed_us,
			});
}

bool gw_run(struct gw_arena *arena, struct gw_source *source, struct gw_history *history,
	    const struct gw_plan *plan, const struct gw_run_options *options,
	    struct gw_run_report *report, struct gw_error **err)
{
	struct gw_runner runner = {
		.arena = arena,
		.source = source,
		.history = history,
		.conn = history->conn,
		.plan = plan,
		.options = options,
		.report = report,
	};
	bool ok;

	/* An earlier attempt may have left nothing but the closing event to write. */
	if (plan->steps.n == 0 && report->run_id == NULL)
		return true;
	if (!gw_history_ensure(history, &options->actor, err))
		return false;
	if (options->fingerprint && report->run_id == NULL &&
	    !gw_fingerprint_holds(history, &report->as_implied, err))
		return false;
	begin(&runner);
	report->failed = NULL;
	ok = carry_out(&runner, err);
	if (!ok && !runner.failed)
		gw_run_abandon(&runner, err);
	end(&runner, ok);
	return ok;
}
