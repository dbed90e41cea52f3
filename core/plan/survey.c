/*
 * The survey: each step's script, read once before anything runs, cut into segments.
 */
#include "plan/plan_int.h"
#include "sql/leave.h"

bool gw_step_script(struct gw_arena *arena, struct gw_history *history, const struct gw_step *step,
		    const struct gw_map *placeholders, struct gw_script **ret_script,
		    struct gw_error **err)
{
	struct gw_view text;

	if (!step->stored)
		return gw_source_script(step->source, arena, step->migration, step->direction,
					placeholders, ret_script, err);
	if (!gw_history_text(history, arena, step->applied, step->direction == GW_DOWN, &text, err))
		return false;
	return gw_source_stored(step->source, arena, step->label, text, placeholders, ret_script,
				err);
}

static bool says_off(const struct gw_step *step)
{
	return step->migration != NULL &&
	       step->migration->sections[step->direction].transaction_off;
}

/* What WHOLE has no word for: the file's own wish, and what an earlier run has done of it. */
static bool refuse_run_mode(const struct gw_step *step, const struct gw_script *script,
			    struct gw_error **err)
{
	gw_fail(err, GW_E_SQL, "%s cannot be part of one transaction for the whole run: %s",
		step->label, says_off(step) ? "it says transaction=off" : "it stopped on the way");
	if (says_off(step) && step->facts.segments.n != 0)
		gw_script_locate(script, *err, step->facts.segments.items[0].start, 0);
	gw_error_hint(*err, "Run without `--transaction run`: each migration has its own "
			    "transactions then.");
	return false;
}

/* Why a script is not one transaction, and where that begins. */
static const char *why_not_atomic(const struct gw_step *step, size_t *ret_offset)
{
	const struct gw_script_facts *facts = &step->facts;

	*ret_offset = facts->segments.n != 0 ? facts->segments.items[0].start : GW_NOWHERE;
	if (gw_script_is_atomic(facts))
		return "it stopped on the way";
	for (size_t i = 0; i < facts->segments.n; i++) {
		const struct gw_segment *segment = &facts->segments.items[i];

		*ret_offset = segment->start;
		if (segment->reason != NULL)
			return segment->reason;
	}
	return "it has transactions of its own";
}

static bool refuse_pooled(const struct gw_step *step, const struct gw_script *script,
			  struct gw_error **err)
{
	size_t offset;
	const char *why = why_not_atomic(step, &offset);

	gw_fail(err, GW_E_UNSUPPORTED, "%s cannot run through a pooler: %s", step->label, why);
	gw_script_locate(script, *err, offset, 0);
	gw_error_hint(*err, "A pooler gives each transaction another session. Give the URL of the "
			    "server itself, not of the pooler.");
	return false;
}

/* A script that would write to a real database from one that was made for it. */
static bool stays_within(const struct gw_survey_request *request, const struct gw_script *script,
			 bool is_migration, struct gw_error **err)
{
	size_t offset, length;

	if (request->fence == NULL ||
	    !gw_script_leaves(script->dialect, script->text.view, request->fence, &offset, &length))
		return true;
	gw_leaving_fail(script->label, is_migration, err);
	gw_script_locate(script, *err, offset, length);
	return false;
}

/* What runs along with a step: what verifies it, */
static bool verify_stays_within(const struct gw_survey_request *request, const struct gw_step *step,
				struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_script *script;
	bool ok;

	if (request->fence == NULL || step->direction != GW_UP ||
	    !step->migration->sections[GW_VERIFY].present)
		return true;
	if (!gw_source_script(step->source, &scratch, step->migration, GW_VERIFY,
			      request->placeholders, &script, err))
		return false;
	ok = stays_within(request, script, false, err);
	gw_script_done(script);
	return ok;
}

/* and hooks. */
static bool hooks_stay_within(const struct gw_survey_request *request, struct gw_error **err)
{
	for (size_t i = 0; request->fence != NULL && i < GW_HOOK_COUNT; i++) {
		GW_ARENA_AUTO struct gw_arena scratch = {0};
		struct gw_script *script;
		bool ok;

		if (!gw_source_hook(request->source, &scratch, (enum gw_hook)i,
				    request->placeholders, &script, err))
			return false;
		ok = script == NULL || stays_within(request, script, false, err);
		gw_script_done(script);
		if (!ok)
			return false;
	}
	return true;
}

static enum gw_tx_wish wish_of(const struct gw_survey_request *request, const struct gw_step *step)
{
	if (request->mode == GW_MODE_OFF || says_off(step))
		return GW_TX_WISH_OFF;
	if (request->mode == GW_MODE_RUN && request->caps->transactional_ddl)
		return GW_TX_WISH_WHOLE;
	return GW_TX_WISH_AUTO;
}

static bool survey_step(struct gw_arena *arena, struct gw_history *history,
			const struct gw_survey_request *request, struct gw_step *step,
			struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_caps *caps = request->caps;
	struct gw_script *script;
	size_t offset = GW_NOWHERE, length = 0;
	bool ok;

	if (!gw_step_script(&scratch, history, step, request->placeholders, &script, err))
		return false;
	ok = gw_script_survey(arena, script->dialect, caps->transactional_ddl,
			      wish_of(request, step), &script->text, &step->facts, &offset, &length,
			      err);
	if (!ok && (*err)->location.path == NULL)
		gw_script_locate(script, *err, offset, length);
	step->atomic = ok && caps->transactional_ddl && gw_script_is_atomic(&step->facts) &&
		       step->resume_at == 0 && step->intent == NULL;
	if (ok && request->mode == GW_MODE_RUN && !step->atomic)
		ok = refuse_run_mode(step, script, err);
	ok = ok && stays_within(request, script, true, err) &&
	     verify_stays_within(request, step, err);
	if (ok && request->pooled && !step->atomic)
		ok = refuse_pooled(step, script, err);
	gw_script_done(script);
	return ok;
}

/* It would count as applied, and have done nothing: a forgotten file, or a marker in the wrong place. */
static void warn_of_nothing(struct gw_arena *arena, const struct gw_step *step,
			    struct gw_plan *plan)
{
	struct gw_refusal warning = {
		.status = GW_STATUS_PENDING,
		.key = step->key,
		.migration = step->migration,
		.hint = "Write what it is to do, or remove the file.",
	};

	if (step->direction != GW_UP || step->facts.statements != 0)
		return;
	warning.path = gw_tree_display_path(arena, step->source->tree, step->migration->path);
	warning.message = gw_format(arena,
				    "%s has no statement in its up section: nothing of it "
				    "runs, and it counts as applied",
				    step->label);
	gw_vec_push(arena, &plan->warnings, warning);
}

bool gw_plan_survey(struct gw_arena *arena, struct gw_history *history,
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
		if (!survey_step(arena, history, request, &plan->steps.items[i], err))
			return false;
		warn_of_nothing(arena, &plan->steps.items[i], plan);
	}
	return plan->steps.n == 0 || hooks_stay_within(request, err);
}
