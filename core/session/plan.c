/*
 * Source, connection and history together: the picture of both, and plans, with what git knows of them.
 */
#include "session/git/git_int.h"

static void load_source(void *payload)
{
	struct gw_session *session = payload;

	if (session->source == NULL && session->source_error == NULL)
		(void)!gw_session_source(session, &session->source_error);
}

/*
 * Source and connection: while a server thinks about the first questions, the files are read. What is
 * wrong with them is told first, whether a server could be reached or not; a file that is a database is
 * not even made.
 */
static bool connect_and_load(struct gw_session *session, bool for_writing, struct gw_error **err)
{
	bool connected;

	if (!gw_session_load_engine(session, err))
		return false;
	if (!session->engine->caps.is_server && !gw_session_source(session, err))
		return false;
	connected = gw_session_connect_ahead(session, for_writing, load_source, err);
	load_source(session);
	if (session->source_error == NULL)
		return connected;
	gw_error_clear(err);
	*err = session->source_error;
	session->source_error = NULL;
	return false;
}

/* Everything that a reading or writing command looks at, in the order that fails early. */
static bool open_all(struct gw_session *session, bool for_writing, struct gw_error **err)
{
	return connect_and_load(session, for_writing, err) &&
	       gw_session_open(session, for_writing, err) &&
	       (!for_writing || gw_session_await_orphans(session, err));
}

bool gw_session_picture(struct gw_session *session, struct gw_picture *ret_picture,
			struct gw_error **err)
{
	const struct gw_picture_request request = {.environment = session->config->environment};

	return open_all(session, false, err) &&
	       gw_picture_make(session->arena, session->source, session->history, &request,
			       ret_picture, err);
}

static void explain_edit(struct gw_session *session, const struct gw_applied_origin *origin,
			 struct gw_refusal *refusal)
{
	const char *diff = gw_session_diff(session, origin, refusal->migration, GW_UP);

	refusal->commit = origin->commit;
	refusal->detail = diff;
	if (origin->commit != NULL)
		refusal->detail = gw_format(session->arena, "applied as of %s%s%s",
					    gw_commit_phrase(session->arena, origin->commit),
					    diff != NULL ? "\n" : "", diff != NULL ? diff : "");
}

/* What changed in the files that are refused for it, and who brought what was applied. */
static void explain_refusals(struct gw_session *session, struct gw_plan *plan)
{
	GW_VEC(struct gw_applied_origin) origins = {0};
	size_t next = 0;

	for (size_t i = 0; i < plan->refusals.n; i++) {
		const struct gw_applied_origin origin = {
			.applied = plan->refusals.items[i].applied};

		if (plan->refusals.items[i].status == GW_STATUS_EDITED)
			gw_vec_push(session->arena, &origins, origin);
	}
	gw_session_explain_edits(session, origins.items, origins.n);
	for (size_t i = 0; i < plan->refusals.n; i++) {
		if (plan->refusals.items[i].status == GW_STATUS_EDITED)
			explain_edit(session, &origins.items[next++], &plan->refusals.items[i]);
	}
}

/* What misses down scripts that git has is planned again with them. */
static bool make_plan(struct gw_session *session, struct gw_plan_request *request,
		      struct gw_plan *ret_plan, struct gw_error **err)
{
	struct gw_map *found;

	if (!gw_plan_make(session->arena, session->source, session->history, request, ret_plan,
			  err))
		return false;
	found = gw_new(session->arena, struct gw_map);
	*found = gw_session_find_downs(session, ret_plan);
	if (found->n == 0)
		return true;
	request->found = found;
	return gw_plan_make(session->arena, session->source, session->history, request, ret_plan,
			    err);
}

bool gw_session_plan(struct gw_session *session, const struct gw_plan_request *request, bool locked,
		     struct gw_plan *ret_plan, struct gw_error **err)
{
	struct gw_survey_request survey;
	struct gw_plan_request aimed = *request;
	struct gw_source *applied;

	if (!open_all(session, locked, err) || !gw_session_aim(session, &aimed, err) ||
	    !make_plan(session, &aimed, ret_plan, err))
		return false;
	explain_refusals(session, ret_plan);
	if (ret_plan->refusals.n != 0)
		return true;
	applied = aimed.target != NULL ? aimed.target : session->source;
	if (ret_plan->steps.n != 0 && (!gw_session_trace(session, applied, ret_plan, err) ||
				       !gw_session_require(session, applied, err) ||
				       !gw_session_require_signatures(session, ret_plan, err)))
		return false;
	survey = (struct gw_survey_request){
		.source = session->source,
		.caps = &session->engine->caps,
		.mode = gw_session_mode(session),
		.pooled = session->conn->info.pooled,
		.placeholders = gw_session_placeholders(session),
		.fence = session->fence,
	};
	return gw_plan_survey(session->arena, session->history, &survey, ret_plan, err);
}

bool gw_session_plan_anew(struct gw_session *session, const struct gw_plan_request *request,
			  struct gw_plan *ret_plan, struct gw_error **err)
{
	if (!connect_and_load(session, false, err))
		return false;
	session->history = gw_history_none(session->arena, session->conn,
					   gw_config_text(session->config, GW_KEY_SCHEMA));
	return gw_session_plan(session, request, false, ret_plan, err);
}
