/*
 * Histories of several databases, read one after the other, each by a session of its own.
 */
#include "session/standing.h"

struct look {
	struct gw_arena *arena;
	const struct gw_system *sys;
	struct gw_config_request request;
	const char *application;
};

static bool read_history(const struct look *look, struct gw_session *session,
			 struct gw_standing *standing, struct gw_error **err)
{
	struct gw_config *config;

	if (!gw_config_load(look->arena, look->sys, &look->request, &config, err))
		return false;
	gw_session_init(session, look->arena, look->sys, config);
	session->application = look->application;
	if (!gw_session_target(session, err))
		return false;
	standing->engine = session->url.engine;
	if (!gw_session_open(session, false, err) || !gw_history_load_parts(session->history, err))
		return false;
	standing->history = session->history;
	return true;
}

static void look_at(const struct look *look, struct gw_standing *standing)
{
	GW_ERROR_AUTO struct gw_error *failure = NULL;
	struct gw_session session = {0};

	if (!read_history(look, &session, standing, &failure))
		standing->why_not = gw_strdup(look->arena, failure->message);
	gw_session_done(&session);
}

static bool names_url(const struct gw_config_request *request)
{
	for (size_t i = 0; i < request->noverrides; i++) {
		if (request->overrides[i].key == GW_KEY_URL)
			return true;
	}
	return false;
}

void gw_standings_read(struct gw_arena *arena, const struct gw_system *sys,
		       const struct gw_config_request *request, const struct gw_config *config,
		       const char *application, struct gw_standings *ret_standings)
{
	bool one = request->environment != NULL || names_url(request) ||
		   config->environments.n == 0;
	struct look look = {arena, sys, *request, application};

	*ret_standings = (struct gw_standings){0};
	if (one && gw_config_text(config, GW_KEY_URL) == NULL)
		return;
	for (size_t i = 0; i < (one ? 1 : config->environments.n); i++) {
		struct gw_standing standing = {
			.environment = one ? config->environment : config->environments.items[i],
		};

		look.request.environment = one ? request->environment : standing.environment;
		look_at(&look, &standing);
		gw_vec_push(arena, &ret_standings->list, standing);
	}
}

enum gw_stand gw_standing_of(const struct gw_standing *standing, const struct gw_source *source,
			     const struct gw_migration *migration,
			     const struct gw_applied **ret_applied)
{
	const struct gw_history *history = standing->history;

	*ret_applied = NULL;
	if (history == NULL)
		return GW_STAND_UNKNOWN;
	*ret_applied = gw_history_find(history, migration->key);
	if (*ret_applied != NULL && gw_plan_is_another(migration, *ret_applied))
		*ret_applied = NULL;
	else if (*ret_applied != NULL)
		return (*ret_applied)->event == GW_EVENT_BASELINED ? GW_STAND_BASELINED
								   : GW_STAND_APPLIED;
	if (migration->version != NULL && history->baseline != NULL &&
	    gw_source_compare(source, migration->version, history->baseline) <= 0)
		return GW_STAND_BASELINED;
	return GW_STAND_PENDING;
}
