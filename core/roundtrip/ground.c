/*
 * The ground that trips are made on: a shadow with godwit's own tables, which nobody else knows of. So
 * there is no lock to take, and no second attempt.
 */
#include "roundtrip/roundtrip_int.h"

bool gw_ground_open(struct gw_ground *ground, const struct gw_sides *sides, struct gw_error **err)
{
	*ground = (struct gw_ground){.sides = sides};
	if (!gw_sides_shadow(sides, &ground->shadow, err))
		return false;
	if (gw_shadow_session(sides, &ground->shadow, sides->config, &ground->session, err) &&
	    gw_session_source(&ground->session, err) &&
	    gw_session_connect(&ground->session, false, err))
		return true;
	gw_ground_close(ground);
	return false;
}

void gw_ground_close(struct gw_ground *ground)
{
	gw_shadow_session_end(&ground->shadow, &ground->session);
	gw_shadow_close(&ground->shadow);
	*ground = (struct gw_ground){0};
}

bool gw_ground_plan(struct gw_ground *ground, struct gw_arena *arena,
		    const struct gw_plan_request *request, struct gw_history **ret_history,
		    struct gw_plan *ret_plan, struct gw_error **err)
{
	struct gw_session *session = &ground->session;

	return gw_history_load(arena, session->conn, gw_config_text(session->config, GW_KEY_SCHEMA),
			       ret_history, err) &&
	       gw_plan_make(arena, session->source, *ret_history, request, ret_plan, err) &&
	       (ret_plan->refusals.n == 0 || gw_plan_fail(ret_plan, err));
}

static bool carry_out(struct gw_ground *ground, enum gw_goal goal, size_t count,
		      struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_session *session = &ground->session;
	const struct gw_run_options options = gw_session_run_options(session);
	const struct gw_survey_request survey = {
		.source = session->source,
		.caps = &session->engine->caps,
		.mode = options.mode,
		.pooled = session->conn->info.pooled,
		.placeholders = options.placeholders,
		.fence = session->fence,
	};
	struct gw_plan_request request = gw_session_plan_request(session, goal);
	struct gw_run_report report = {0};
	struct gw_history *history;
	struct gw_plan plan;

	request.count = count;
	return gw_ground_plan(ground, &arena, &request, &history, &plan, err) &&
	       gw_plan_survey(&arena, history, &survey, &plan, err) &&
	       gw_run(&arena, session->source, history, &plan, &options, &report, err);
}

bool gw_ground_up(struct gw_ground *ground, size_t count, struct gw_error **err)
{
	return carry_out(ground, GW_GOAL_UP, count, err);
}

bool gw_ground_down(struct gw_ground *ground, size_t count, struct gw_error **err)
{
	return carry_out(ground, GW_GOAL_DOWN, count, err);
}
