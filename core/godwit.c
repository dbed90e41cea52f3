/*
 * The embedding API: a handle with settings; each call opens a session, does one thing, closes it.
 */
#include "godwit.h"

#include <stdlib.h>

#include "base/json.h"
#include "session/session.h"
#include "session/tools/tools.h"
#include "session/view.h"

struct godwit {
	struct gw_arena settings; /* texts of the request */
	struct gw_arena call; /* of the last call: what it returned lives here */
	struct gw_config_request request;
	godwit_progress_fn *progress;
	void *progress_payload;
	const char *error;
	const char *error_json;
};

/* What a call does with an open session. */
typedef bool call_fn(struct godwit *g, struct gw_session *session, void *arguments,
		     struct gw_error **err);

const char *godwit_version(void)
{
	return GW_VERSION;
}

struct godwit *godwit_new(void)
{
	struct godwit *g = gw_xmalloc(sizeof(*g));

	*g = (struct godwit){.request.alone = true};
	return g;
}

void godwit_free(struct godwit *g)
{
	if (g == NULL)
		return;
	gw_arena_done(&g->settings);
	gw_arena_done(&g->call);
	free(g);
}

/* One paragraph: message, place, the server's words, state, hint. */
static char *describe_error(struct gw_arena *arena, const struct gw_error *error)
{
	const struct gw_location *location = &error->location;
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_printf(&str, "GW%u: %s", gw_code_info(error->code)->number, error->message);
	if (location->path != NULL && location->line != 0)
		gw_str_printf(&str, " (%s:%u:%u)", location->path, location->line,
			      location->column);
	else if (location->path != NULL)
		gw_str_printf(&str, " (%s)", location->path);
	if (error->server != NULL && error->server->message != NULL)
		gw_str_printf(&str, ": %s", error->server->message);
	gw_str_printf(&str, "; state: %s", gw_error_state_text(error));
	if (error->hint != NULL)
		gw_str_printf(&str, ". %s", error->hint);
	return gw_str_take(&str, arena);
}

/* Keeps the error for godwit_error() and returns the exit status that goes with it. */
static int keep_error(struct godwit *g, struct gw_error *error)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_json *json = gw_view_error(error);
	int status = gw_error_exit_status(error);

	g->error = describe_error(&g->call, error);
	gw_json_write(json, false, &str);
	g->error_json = gw_str_take(&str, &g->call);
	gw_json_free(json);
	gw_error_free(error);
	return status;
}

static void forget(struct godwit *g)
{
	gw_arena_reset(&g->call);
	g->error = NULL;
	g->error_json = NULL;
}

static bool find_key(const char *setting, enum gw_key *ret_key, struct gw_error **err)
{
	for (enum gw_key key = 0; key < GW_KEY_COUNT; key++) {
		if (gw_view_is(gw_view_of(setting), gw_keys[key].name)) {
			*ret_key = key;
			return true;
		}
	}
	return gw_fail(err, GW_E_CONFIG, "there is no setting '%s'", setting);
}

/* Alone: what is said of several settings together, a call says. */
static bool check_value(struct godwit *g, enum gw_key key, const char *value, struct gw_error **err)
{
	const char *problem = gw_key_problem(&g->call, key, gw_view_of(value));

	return problem == NULL || gw_fail(err, GW_E_CONFIG, "%s: %s", gw_keys[key].name, problem);
}

int godwit_set(struct godwit *g, const char *setting, const char *value)
{
	struct gw_error *error = NULL;
	enum gw_key key = GW_KEY_URL;
	size_t i = 0;

	forget(g);
	if (!find_key(setting, &key, &error) || !check_value(g, key, value, &error))
		return keep_error(g, error);
	while (i < g->request.noverrides && g->request.overrides[i].key != key)
		i++;
	g->request.overrides[i].key = key;
	g->request.overrides[i].value = gw_strdup(&g->settings, value);
	g->request.noverrides = GW_MAX(g->request.noverrides, i + 1);
	return 0;
}

int godwit_read_config(struct godwit *g, const char *path, const char *environment)
{
	struct gw_error *error = NULL;
	struct gw_config *config;

	forget(g);
	g->request.file = gw_strdup(&g->settings, path);
	g->request.environment = gw_strdup(&g->settings, environment);
	if (!gw_config_load(&g->call, &gw_system_default, &g->request, &config, &error))
		return keep_error(g, error);
	return 0;
}

void godwit_set_progress(struct godwit *g, godwit_progress_fn *fn, void *payload)
{
	g->progress = fn;
	g->progress_payload = payload;
}

static int call(struct godwit *g, call_fn *fn, void *arguments)
{
	struct gw_error *error = NULL;
	struct gw_session session;
	struct gw_config *config;
	bool ok;

	forget(g);
	if (!gw_config_load(&g->call, &gw_system_default, &g->request, &config, &error))
		return keep_error(g, error);
	gw_session_init(&session, &g->call, &gw_system_default, config);
	ok = fn(g, &session, arguments, &error);
	gw_session_done(&session);
	return ok ? 0 : keep_error(g, error);
}

static void tell(void *payload, const struct gw_progress_event *event)
{
	struct godwit *g = payload;

	if (g->progress == NULL)
		return;
	if (event->kind == GW_PROGRESS_STEP_BEGIN)
		g->progress(g->progress_payload, event->step->label, 0);
	else if (event->kind == GW_PROGRESS_STEP_DONE)
		g->progress(g->progress_payload, event->step->label, 1);
}

static bool migrate(struct godwit *g, struct gw_session *session, void *arguments,
		    struct gw_error **err)
{
	const struct gw_plan_request *wish = arguments;
	const struct gw_progress progress = {.tell = tell, .payload = g};
	struct gw_plan_request request = gw_session_plan_request(session, wish->goal);
	struct gw_plan plan;
	struct gw_run_report report;

	request.to = wish->to;
	request.count = wish->count;
	return gw_session_run(session, &request, &progress, &plan, &report, err);
}

int godwit_up(struct godwit *g, const char *to)
{
	struct gw_plan_request wish = {.goal = GW_GOAL_UP, .to = to};

	return call(g, migrate, &wish);
}

int godwit_down(struct godwit *g, size_t count)
{
	struct gw_plan_request wish = {.goal = GW_GOAL_DOWN, .count = count};

	if (count != 0)
		return call(g, migrate, &wish);
	forget(g);
	return 0;
}

static bool count_pending(struct godwit *g GW_UNUSED, struct gw_session *session, void *arguments,
			  struct gw_error **err)
{
	size_t *ret_count = arguments;
	struct gw_picture picture;

	if (!gw_session_picture(session, &picture, err))
		return false;
	*ret_count = gw_picture_pending(&picture);
	return true;
}

int godwit_pending(struct godwit *g, size_t *ret_count)
{
	return call(g, count_pending, ret_count);
}

static bool describe(struct godwit *g, struct gw_session *session, void *arguments,
		     struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};
	const char **ret_json = arguments;
	struct gw_picture picture;
	struct gw_json *object;

	if (!gw_session_picture(session, &picture, err) || !gw_session_find_unadopted(session, err))
		return false;
	object = gw_json_object();
	gw_json_set_int(object, "version", 1);
	gw_json_set_text(object, "command", "status");
	gw_view_session(session, object);
	gw_view_picture(&picture, object);
	gw_json_write(object, false, &str);
	gw_json_free(object);
	*ret_json = gw_str_take(&str, &g->call);
	return true;
}

int godwit_status_json(struct godwit *g, const char **ret_json)
{
	return call(g, describe, ret_json);
}

const char *godwit_error(const struct godwit *g)
{
	return g->error;
}

const char *godwit_error_json(const struct godwit *g)
{
	return g->error_json;
}
