/*
 * Errors as JSON: the object under "error" of `--json`.
 */
#include "session/view.h"

static struct gw_json *location_json(const struct gw_location *location)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "path", location->path);
	if (location->offset == GW_NOWHERE) {
		gw_json_set_null(json, "offset");
		gw_json_set_null(json, "line");
		gw_json_set_null(json, "column");
	} else {
		gw_json_set_int(json, "offset", (int64_t)location->offset);
		gw_json_set_int(json, "line", location->line);
		gw_json_set_int(json, "column", location->column);
	}
	return json;
}

static struct gw_json *server_json(const struct gw_server_error *server)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "engine", server->engine);
	gw_json_set_text(json, "sqlstate", server->sqlstate);
	gw_json_set_int(json, "number", server->number);
	gw_json_set_text(json, "message", server->message);
	gw_json_set_text(json, "detail", server->detail);
	gw_json_set_text(json, "hint", server->hint);
	gw_json_set_bool(json, "retryable", server->retryable);
	return json;
}

/* 0 stands for "not known". */
static void set_count(struct gw_json *object, const char *key, size_t count)
{
	if (count != 0)
		gw_json_set_int(object, key, (int64_t)count);
	else
		gw_json_set_null(object, key);
}

static struct gw_json *one_error_json(const struct gw_error *error)
{
	const struct gw_code_info *info = gw_code_info(error->code);
	struct gw_json *json = gw_json_object();
	GW_STR_AUTO struct gw_str code = {0};

	gw_str_printf(&code, "GW%u", info->number);
	gw_json_set_text(json, "code", gw_str_text(&code));
	gw_json_set_text(json, "slug", info->slug);
	gw_json_set_int(json, "exit_status", info->exit_status);
	gw_json_set_text(json, "message", error->message);
	gw_json_set_text(json, "detail", error->detail);
	gw_json_set_text(json, "hint", error->hint);
	gw_json_set_text(json, "state", gw_state_slug(error->state));
	gw_json_set_text(json, "state_text", gw_error_state_text(error));
	gw_json_set(json, "location",
		    error->location.path != NULL ? location_json(&error->location) : NULL);
	gw_json_set(json, "server", error->server != NULL ? server_json(error->server) : NULL);
	set_count(json, "statement", error->statement);
	set_count(json, "statement_count", error->statement_count);
	return json;
}

struct gw_json *gw_view_error(const struct gw_error *error)
{
	struct gw_json *json = one_error_json(error);
	struct gw_json *causes = gw_json_array();

	for (const struct gw_error *cause = error->cause; cause != NULL; cause = cause->cause)
		gw_json_push(causes, one_error_json(cause));
	gw_json_set(json, "causes", causes);
	return json;
}
