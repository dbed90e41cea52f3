/*
 * The survey: each step's script, read once before anything runs, cut into segments.
 */
#include "plan/plan_int.h"

bool gw_step_script(struct gw_arena *arena, struct gw_source *source, struct gw_history *history,
		    const struct gw_step *step, const struct gw_map *placeholders,
		    struct gw_script **ret_script, struct gw_error **err)
{
	struct gw_view text;

	if (!step->stored)
		return gw_source_script(source, arena, step->migration, step->direction,
					placeholders, ret_script, err);
	if (!gw_history_text(history, arena, step->applied, step->direction == GW_DOWN, &text, err))
		return false;
	return gw_script_stored(arena, step->label, text, source->dialect, placeholders, ret_script,
				err);
}

static bool refuse_run_mode(const struct gw_step *step, const struct gw_script *script,
			    struct gw_error **err)
{
	const struct gw_segment *segments = step->facts.segments.items;
	size_t i = 0;

	while (i < step->facts.segments.n && segments[i].kind == GW_SEGMENT_TOGETHER)
		i++;
	gw_fail(err, GW_E_SQL, "%s cannot be part of one transaction for the whole run",
		step->label);
	if (i < step->facts.segments.n) {
		gw_script_locate(script, *err, segments[i].start, 0);
		if (segments[i].reason != NULL)
			gw_error_detail(*err, "%s", segments[i].reason);
	}
	gw_error_hint(*err, "Run without `--transaction run`: each migration has its own "
			    "transactions then.");
	return false;
}

static bool survey_step(struct gw_arena *arena, struct gw_source *source,
			struct gw_history *history, const struct gw_survey_request *request,
			struct gw_step *step, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_caps *caps = request->caps;
	bool off = request->mode == GW_MODE_OFF ||
		   (step->migration != NULL &&
		    step->migration->sections[step->direction].transaction_off);
	struct gw_script *script;
	size_t offset = GW_NOWHERE, length = 0;
	bool ok;

	if (!gw_step_script(&scratch, source, history, step, request->placeholders, &script, err))
		return false;
	ok = gw_script_survey(arena, source->dialect, caps->transactional_ddl,
			      off ? GW_TX_WISH_OFF : GW_TX_WISH_AUTO, &script->text, &step->facts,
			      &offset, &length, err);
	if (!ok && (*err)->location.path == NULL)
		gw_script_locate(script, *err, offset, length);
	step->atomic = ok && caps->transactional_ddl && gw_script_is_atomic(&step->facts) &&
		       step->resume_at == 0 && !step->in_doubt;
	if (ok && request->mode == GW_MODE_RUN && !step->atomic)
		ok = refuse_run_mode(step, script, err);
	gw_script_done(script);
	return ok;
}

bool gw_plan_survey(struct gw_arena *arena, struct gw_source *source, struct gw_history *history,
		    const struct gw_survey_request *request, struct gw_plan *plan,
		    struct gw_error **err)
{
	if (request->mode == GW_MODE_RUN && !request->caps->transactional_ddl &&
	    plan->steps.n > 1) {
		gw_fail(err, GW_E_UNSUPPORTED,
			"this database cannot run several migrations in one transaction");
		gw_error_hint(*err, "Its DDL commits by itself. Run without `--transaction run`; a "
				    "failed migration resumes at the failed statement.");
		return false;
	}
	for (size_t i = 0; i < plan->steps.n; i++) {
		if (!survey_step(arena, source, history, request, &plan->steps.items[i], err))
			return false;
	}
	return true;
}
