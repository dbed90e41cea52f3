/*
 * Hooks around a step that is several transactions. That before it goes into the first of them, with the
 * first note of the journal, and that after it into the last, with the history row: so each runs once,
 * however often the step is resumed.
 */
#include "run/segments_int.h"

bool gw_hook_due(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	if (!step->hook_due)
		return true;
	step->hook_due = false;
	return gw_step_hook(runner, step, GW_HOOK_BEFORE_EACH, err);
}

/* Whether a hook is undone when the transaction around it is. */
static bool hook_fits(struct gw_runner *runner, struct gw_step_run *step, enum gw_hook hook,
		      bool *ret_fits, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_script_facts facts = {0};
	size_t offset, length;

	*ret_fits = false;
	if (step->hooks[hook] == NULL)
		return true;
	if (!gw_script_survey(&scratch, runner->engine->dialect,
			      runner->engine->caps.transactional_ddl, GW_TX_WISH_AUTO,
			      &step->hooks[hook]->text, &facts, &offset, &length, err)) {
		gw_script_locate(step->hooks[hook], *err, offset, length);
		return false;
	}
	*ret_fits = gw_script_is_atomic(&facts);
	return true;
}

/* A hook that commits on its own: it may run twice where a run dies between it and the next note. */
static bool run_hook_apart(struct gw_runner *runner, struct gw_step_run *step, enum gw_hook hook,
			   struct gw_error **err)
{
	const struct gw_words *words = &runner->engine->words;
	const struct gw_tag commit = {
		.role = GW_ROLE_CONTROL,
		.step = step,
		.hooked = hook == GW_HOOK_BEFORE_EACH,
	};

	if (step->hooks[hook] == NULL)
		return true;
	gw_segment_pay_note(runner, step);
	gw_flight_word(runner, GW_ROLE_CONTROL, step, words->begin);
	if (!gw_step_hook(runner, step, hook, err))
		return false;
	gw_flight_queue(runner, commit, (struct gw_request){.sql = gw_view_of(words->commit)});
	return gw_flight_send(runner, err);
}

/* What it set is set again, as what the script set is. */
static bool resume_hook(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	struct gw_script *script = step->hooks[GW_HOOK_BEFORE_EACH];
	struct gw_walk walk;

	if (script == NULL)
		return true;
	step->hooked = true;
	if (!gw_walk_begin(&walk, runner, step, script, err))
		return false;
	while (walk.found) {
		if (gw_is_of_session(&walk.statement.class))
			gw_walk_queue(&walk, GW_ROLE_HOOK, false);
		if (!gw_walk_next(&walk, err))
			return false;
	}
	return true;
}

/* The hook before a step is done where the journal has a note about the step: they are one transaction. */
bool gw_hook_before(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	if (step->step->resume_at != 0 || step->step->intent != NULL)
		return resume_hook(runner, step, err);
	if (!hook_fits(runner, step, GW_HOOK_BEFORE_EACH, &step->hook_due, err))
		return false;
	return step->hook_due || run_hook_apart(runner, step, GW_HOOK_BEFORE_EACH, err);
}

bool gw_hook_after(struct gw_runner *runner, struct gw_step_run *step, bool *ret_fits,
		   struct gw_error **err)
{
	return hook_fits(runner, step, GW_HOOK_AFTER_EACH, ret_fits, err) &&
	       (*ret_fits || run_hook_apart(runner, step, GW_HOOK_AFTER_EACH, err));
}
