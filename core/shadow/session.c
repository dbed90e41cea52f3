/*
 * Sessions on shadows.
 */
#include "shadow/side_int.h"

/* What a database that nobody keeps is not held to. */
static const enum gw_key demands[] = {
	GW_KEY_REQUIRE_GIT,
	GW_KEY_REQUIRE_SIGNATURES,
	GW_KEY_SIGNING_KEY,
};

bool gw_shadow_session(const struct gw_sides *sides, struct gw_shadow *shadow,
		       const struct gw_config *config, struct gw_session *ret_session,
		       struct gw_error **err)
{
	struct gw_run_options options;
	struct gw_config *own = gw_new(sides->arena, struct gw_config);

	*own = *config;
	for (size_t i = 0; i < GW_COUNT(demands); i++)
		own->settings[demands[i]] = (struct gw_setting){0};
	gw_session_init(ret_session, sides->arena, sides->sys, own);
	ret_session->application = sides->application;
	ret_session->url = shadow->url;
	ret_session->fence = shadow->url.database;
	if (shadow->name != NULL)
		return true;
	/* What is in memory cannot be connected to twice. */
	ret_session->conn = shadow->conn;
	ret_session->engine = shadow->conn->engine;
	options = gw_session_run_options(ret_session);
	return gw_shadow_prelude(shadow, &options.prelude, err);
}

/* The connection is the shadow's, which is read next as one where nobody has set anything. */
static void give_back(struct gw_shadow *shadow, struct gw_session *session)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_statements none = {0};

	if (session->locked)
		gw_lock_release(session->conn, gw_config_text(session->config, GW_KEY_SCHEMA));
	session->locked = false;
	if (session->conn != NULL)
		(void)!gw_shadow_prelude(shadow, &none, &ignored);
	session->conn = NULL;
}

void gw_shadow_session_end(struct gw_shadow *shadow, struct gw_session *session)
{
	if (shadow->name == NULL)
		give_back(shadow, session);
	gw_session_done(session);
}
