/*
 * One step: opened, carried out as one transaction (or segment by segment), left.
 */
#include <stdlib.h>

#include "run/segments_int.h"

void gw_step_run_free(struct gw_step_run *step)
{
	if (step == NULL)
		return;
	gw_script_done(step->script);
	gw_script_done(step->verify);
	for (size_t i = 0; i < GW_HOOK_COUNT; i++)
		gw_script_done(step->hooks[i]);
	gw_arena_done(&step->arena);
	free(step);
}

static struct gw_step_run *step_run_new(const struct gw_step *step, size_t number)
{
	struct gw_step_run *run = gw_xmalloc(sizeof(*run));

	*run = (struct gw_step_run){
		.step = step,
		.number = number,
		.segmented = !step->atomic,
	};
	return run;
}

static bool read_hook(struct gw_runner *runner, struct gw_step_run *step, enum gw_hook hook,
		      struct gw_error **err)
{
	if (runner->source->hooks[hook] == NULL)
		return true;
	return gw_source_hook(runner->source, &step->arena, hook, runner->options->placeholders,
			      &step->hooks[hook], err);
}

static bool read_scripts(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	const struct gw_migration *migration = step->step->migration;
	const struct gw_map *placeholders = runner->options->placeholders;

	if (!gw_step_script(&step->arena, runner->history, step->step, placeholders, &step->script,
			    err) ||
	    !read_hook(runner, step, GW_HOOK_BEFORE_EACH, err) ||
	    !read_hook(runner, step, GW_HOOK_AFTER_EACH, err))
		return false;
	if (step->step->direction != GW_UP || !migration->sections[GW_VERIFY].present)
		return true;
	return gw_source_script(step->step->source, &step->arena, migration, GW_VERIFY,
				placeholders, &step->verify, err);
}

/* briefly: waits for locks must be short, if nobody has said otherwise. */
static struct gw_timeouts timeouts_of(const struct gw_runner *runner, const struct gw_step *step,
				      bool briefly)
{
	const struct gw_migration_options *options = gw_migration_options(step->migration);
	struct gw_timeouts timeouts = runner->options->timeouts;

	if (briefly && timeouts.lock_ms == 0)
		timeouts.lock_ms = runner->options->brief_lock_ms;
	if (options->lock_timeout_ms != 0)
		timeouts.lock_ms = options->lock_timeout_ms;
	if (options->statement_timeout_ms != 0)
		timeouts.statement_ms = options->statement_timeout_ms;
	return timeouts;
}

static void queue_timeouts(struct gw_runner *runner, struct gw_step_run *step,
			   const struct gw_timeouts *timeouts, bool in_transaction)
{
	struct gw_statements list = {0};

	runner->engine->set_timeouts(&step->arena, timeouts, in_transaction, &list);
	for (size_t i = 0; i < list.list.n; i++)
		gw_flight_word(runner, GW_ROLE_CONTROL, step, list.list.items[i]);
}

/* What has to be said so that a session's timeout becomes wanted; 0: nothing. */
static int64_t change_of(int64_t now_ms, int64_t wanted_ms)
{
	if (now_ms == wanted_ms)
		return 0;
	return wanted_ms != 0 ? wanted_ms : GW_TIMEOUT_DEFAULT;
}

static void set_session(struct gw_runner *runner, struct gw_step_run *step,
			const struct gw_timeouts *wanted)
{
	struct gw_timeouts *now = &runner->conn->timeouts;
	const struct gw_timeouts change = {
		.lock_ms = change_of(now->lock_ms, wanted->lock_ms),
		.statement_ms = change_of(now->statement_ms, wanted->statement_ms),
	};

	queue_timeouts(runner, step, &change, false);
	*now = *wanted;
}

void gw_step_timeouts_in_transaction(struct gw_runner *runner, struct gw_step_run *step)
{
	const struct gw_timeouts wanted = timeouts_of(runner, step->step, true);

	if (runner->engine->caps.local_timeouts)
		queue_timeouts(runner, step, &wanted, true);
	else
		set_session(runner, step, &wanted);
}

void gw_step_timeouts_alone(struct gw_runner *runner, struct gw_step_run *step,
			    const struct gw_class *class)
{
	const struct gw_timeouts wanted = timeouts_of(runner, step->step,
						      class->no_transaction == NULL);

	set_session(runner, step, &wanted);
}

bool gw_step_hook(struct gw_runner *runner, struct gw_step_run *step, enum gw_hook hook,
		  struct gw_error **err)
{
	if (step->hooks[hook] == NULL)
		return true;
	return gw_walk_all(runner, step, step->hooks[hook], GW_ROLE_HOOK, err);
}

/*
 * Verify sections decide before the commit is sent: the flight ends with them. What they change is
 * taken back. Their savepoint has a name of its own: after a failure that of the step is gone back to.
 */
bool gw_step_verify(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	if (step->verify == NULL)
		return true;
	gw_flight_word(runner, GW_ROLE_CONTROL, step, "SAVEPOINT godwit_verify");
	if (!gw_walk_all(runner, step, step->verify, GW_ROLE_VERIFY, err))
		return false;
	gw_flight_word(runner, GW_ROLE_CONTROL, step, "ROLLBACK TO SAVEPOINT godwit_verify");
	gw_flight_word(runner, GW_ROLE_CONTROL, step, "RELEASE SAVEPOINT godwit_verify");
	return gw_flight_send(runner, err);
}

bool gw_step_references(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	if (!runner->references.known || !step->step->facts.breaks_references)
		return true;
	gw_flight_word(runner, GW_ROLE_REFERENCES, step, runner->engine->words.check_references);
	return gw_flight_send(runner, err);
}

/* The only segment of an atomic script; an empty script has none. */
static const struct gw_segment *only_segment(const struct gw_step *step)
{
	static const struct gw_segment nothing = {.kind = GW_SEGMENT_TOGETHER, .begin = GW_NOWHERE};

	return step->facts.segments.n != 0 ? &step->facts.segments.items[0] : &nothing;
}

static void queue_all(struct gw_runner *runner, const struct gw_statements *statements)
{
	for (size_t i = 0; i < statements->list.n; i++)
		gw_flight_word(runner, GW_ROLE_CONTROL, NULL, statements->list.items[i]);
}

void gw_step_reset_session(struct gw_runner *runner, const struct gw_step *step)
{
	const struct gw_words *words = &runner->engine->words;
	/* Else the first of them would begin the list's transaction, with the defaults of the script. */
	bool own_transaction = runner->engine->caps.list_is_transaction && !runner->outer_open;
	const struct gw_timeouts defaults = {GW_TIMEOUT_DEFAULT, GW_TIMEOUT_DEFAULT};
	struct gw_statements list = {0};

	if (!step->facts.changes_session || runner->conn->info.pooled)
		return;
	runner->conn->timeouts = (struct gw_timeouts){0};
	runner->engine->reset_session(runner->conn, runner->arena, &list);
	runner->engine->set_timeouts(runner->arena, &defaults, false, &list);
	gw_flight_word(runner, GW_ROLE_CONTROL, NULL, own_transaction ? words->begin : NULL);
	queue_all(runner, &list);
	queue_all(runner, &runner->options->prelude);
	gw_flight_word(runner, GW_ROLE_CONTROL, NULL, own_transaction ? words->commit : NULL);
}

void gw_reset_shared_session(struct gw_runner *runner)
{
	struct gw_statements list = {0};

	if (!runner->conn->info.pooled)
		return;
	runner->engine->reset_session(runner->conn, runner->arena, &list);
	queue_all(runner, &list);
}

static bool carry_out_whole(struct gw_runner *runner, struct gw_step_run *step,
			    struct gw_error **err)
{
	struct gw_walk walk;

	if (!gw_walk_begin(&walk, runner, step, step->script, err) ||
	    !gw_walk_enter(&walk, only_segment(step->step), gw_scope_enter, err))
		return false;
	gw_step_timeouts_in_transaction(runner, step);
	gw_record_step(runner, step);
	if (!gw_step_hook(runner, step, GW_HOOK_BEFORE_EACH, err) ||
	    !gw_walk_statements(&walk, SIZE_MAX, GW_ROLE_STATEMENT, true, err) ||
	    !gw_step_hook(runner, step, GW_HOOK_AFTER_EACH, err) ||
	    !gw_step_references(runner, step, err) || !gw_step_verify(runner, step, err))
		return false;
	gw_reset_shared_session(runner);
	return gw_scope_leave(runner, step, err);
}

/*
 * A step that cannot be read does not begin. Those before it are complete: they stand where each is
 * for itself. When that fails, it is the failure that came first.
 */
static bool refuse_to_begin(struct gw_runner *runner, struct gw_step_run *run,
			    struct gw_error **err)
{
	struct gw_error *unreadable = *err;

	*err = NULL;
	runner->report->failed = run->step;
	gw_step_run_free(run);
	if (runner->scope != GW_SCOPE_ALL && !gw_scope_close(runner, err)) {
		gw_error_free(unreadable);
		return false;
	}
	*err = unreadable;
	if (runner->report->steps.n != 0)
		gw_error_state(*err, GW_STATE_ROLLED_BACK, "nothing of this migration was run");
	return false;
}

bool gw_step_carry_out(struct gw_runner *runner, const struct gw_step *step, size_t number,
		       struct gw_error **err)
{
	struct gw_step_run *run;

	/* What is open is committed before a step with transactions of its own, and without it. */
	if (!step->atomic && runner->outer_open && !gw_scope_close(runner, err))
		return false;
	run = step_run_new(step, number);
	gw_tell(runner, (struct gw_progress_event){
				.kind = GW_PROGRESS_STEP_BEGIN,
				.step = step,
				.index = number,
				.count = runner->count,
			});
	if (!read_scripts(runner, run, err) || !gw_record_describe(runner, run, err))
		return refuse_to_begin(runner, run, err);
	*runner->end = run;
	runner->end = &run->next;
	if (run->segmented)
		return gw_step_segments(runner, run, err);
	if (!carry_out_whole(runner, run, err))
		return false;
	gw_step_reset_session(runner, step);
	return true;
}
