/*
 * Waiting until a database is ready: each look has a session of its own.
 */
#include "session/ready.h"

#include <string.h>

#include "base/fs.h"
#include "base/wait.h"
#include "source/format.h"

bool gw_ready_parse(const char *text, struct gw_ready_condition *ret_condition,
		    struct gw_error **err)
{
	struct gw_view view = gw_view_of(text);
	struct gw_ready_condition condition = {.text = text};
	uint64_t number = 0;
	bool known = true;

	if (gw_view_is(view, "connect")) {
		condition.kind = GW_READY_CONNECT;
	} else if (gw_view_is(view, "primary")) {
		condition.kind = GW_READY_PRIMARY;
	} else if (gw_view_starts(view, "version=") && text[strlen("version=")] != '\0') {
		condition.kind = GW_READY_VERSION;
		condition.version = text + strlen("version=");
	} else {
		condition.kind = GW_READY_PENDING;
		known = gw_view_starts(view, "pending=") &&
			gw_parse_u64(gw_view_from(view, strlen("pending=")), &number);
		condition.pending = (size_t)number;
	}
	*ret_condition = condition;
	if (known)
		return true;
	gw_fail(err, GW_E_USAGE, "'%s' is nothing that can be waited for", text);
	gw_error_hint(*err, "It is one of connect, primary, version=V and pending=N.");
	return false;
}

/* One look: why is what is missing, in the arena; NULL: nothing is. */
struct look {
	struct gw_arena *arena;
	struct gw_session session;
	const char *why;
};

static bool see_connection(struct look *look, bool for_writing, struct gw_error **err)
{
	struct gw_session *session = &look->session;
	const char *path;

	if (!gw_session_target(session, err))
		return false;
	path = session->url.database;
	/* A file is not made by looking for it. */
	if (gw_url_is_file(&session->url) && path != NULL && !gw_file_exists(path)) {
		look->why = gw_format(look->arena, "there is no file %s", path);
		return true;
	}
	return gw_session_connect(session, !for_writing, err);
}

/* Who waits need not have the migrations: without them there is only the order of versions. */
static bool find_source(struct gw_session *session, const struct gw_source **ret_source,
			struct gw_error **err)
{
	const char *format = gw_config_text(session->config, GW_KEY_FORMAT);
	struct gw_source *bare;

	if (gw_config_text(session->config, GW_KEY_FROM) != NULL ||
	    gw_folder_is_dir(gw_config_text(session->config, GW_KEY_DIR))) {
		if (!gw_session_source(session, err))
			return false;
		*ret_source = session->source;
		return true;
	}
	bare = gw_new(session->arena, struct gw_source);
	bare->format = gw_format_find(gw_view_of(format));
	if (bare->format == NULL)
		bare->format = gw_format_find(GW_VIEW("godwit"));
	*ret_source = bare;
	return true;
}

/* Applied, or stood for by a baseline: of that the files may be gone. */
static bool is_applied(const struct gw_history *history, const struct gw_source *source,
		       const char *text)
{
	GW_ERROR_AUTO struct gw_error *unknown = NULL;
	const struct gw_migration *migration;
	const char *key = text, *version;

	(void)!gw_plan_find_key(source, history, text, &key, &unknown);
	migration = gw_source_find(source, key);
	version = migration != NULL ? migration->version : key;
	return gw_history_find(history, key) != NULL ||
	       (history->baseline != NULL && version != NULL &&
		gw_source_compare(source, version, history->baseline) <= 0);
}

static bool see_version(struct look *look, const char *version, struct gw_error **err)
{
	struct gw_session *session = &look->session;
	const struct gw_source *source;

	if (!see_connection(look, false, err))
		return false;
	if (look->why != NULL)
		return true;
	if (!gw_session_history(session, err))
		return false;
	if (gw_history_find(session->history, version) != NULL)
		return true;
	if (!find_source(session, &source, err))
		return false;
	if (!is_applied(session->history, source, version))
		look->why = gw_format(look->arena, "%s is not applied", version);
	return true;
}

static bool see_pending(struct look *look, size_t most, struct gw_error **err)
{
	struct gw_picture picture;
	size_t pending;

	if (!see_connection(look, false, err))
		return false;
	if (look->why != NULL)
		return true;
	if (!gw_session_picture(&look->session, &picture, err))
		return false;
	pending = gw_picture_pending(&picture);
	if (pending > most)
		look->why = gw_format(look->arena, "%zu migration%s pending", pending,
				      pending == 1 ? " is" : "s are");
	return true;
}

static bool see(struct look *look, const struct gw_ready_condition *condition,
		struct gw_error **err)
{
	switch (condition->kind) {
	case GW_READY_CONNECT:
		return see_connection(look, false, err);
	case GW_READY_PRIMARY:
		return see_connection(look, true, err);
	case GW_READY_VERSION:
		return see_version(look, condition->version, err);
	case GW_READY_PENDING:
		return see_pending(look, condition->pending, err);
	}
	return true;
}

/* Whether time may heal it: a server that starts, a database or a user that is yet to be made. */
static bool may_pass(const struct gw_error *error)
{
	enum { CANNOT_CONNECT = 69, BUSY = 75 };
	int status = gw_error_exit_status(error);

	return status == CANNOT_CONNECT || status == BUSY || error->code == GW_E_READ_ONLY;
}

/* A connection for writing is another one than that for reading. */
static bool look_at(const struct gw_ready_request *request, size_t index, struct look *look,
		    struct gw_error **err)
{
	const struct gw_session *like = request->like;
	bool ok;

	look->why = NULL;
	gw_session_init(&look->session, look->arena, like->sys, like->config);
	look->session.application = like->application;
	look->session.lock_waiting = like->lock_waiting;
	look->session.payload = like->payload;
	ok = see(look, &request->conditions[index], err);
	gw_session_done(&look->session);
	return ok;
}

/* *ret_why, in the arena: what is missing; NULL: nothing is. */
static bool look_at_all(const struct gw_ready_request *request, struct gw_arena *arena,
			const char **ret_why, struct gw_error **err)
{
	struct look look = {.arena = arena};

	*ret_why = NULL;
	for (size_t i = 0; i < request->n && *ret_why == NULL; i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;

		if (look_at(request, i, &look, &error)) {
			*ret_why = look.why;
		} else if (may_pass(error)) {
			*ret_why = gw_strdup(arena, error->message);
		} else {
			*err = error;
			error = NULL;
			return false;
		}
	}
	return true;
}

static bool give_up(const char *why, int64_t timeout_ms, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	gw_fail(err, GW_E_NOT_READY, "not ready after %s: %s",
		gw_duration_format(&scratch, timeout_ms * 1000), why);
	gw_error_hint(*err, "Give it more time with `--timeout`, or look with `godwit status`.");
	return false;
}

bool gw_ready_wait(const struct gw_ready_request *request, int64_t *ret_waited_us,
		   struct gw_error **err)
{
	const struct gw_system *sys = request->like->sys;
	struct gw_wait wait;

	gw_wait_begin(&wait, sys, request->timeout_ms);
	for (;;) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const char *why;

		if (!look_at_all(request, &arena, &why, err))
			return false;
		*ret_waited_us = gw_wait_elapsed_us(&wait);
		if (why == NULL)
			return true;
		if (gw_interrupted(sys))
			return gw_fail(err, GW_E_INTERRUPTED, "interrupted while waiting: %s", why);
		if (gw_wait_is_out(&wait))
			return give_up(why, request->timeout_ms, err);
		if (request->waiting != NULL && gw_wait_is_worth_telling(&wait))
			request->waiting(request->payload, why, *ret_waited_us);
		gw_wait_pause(&wait);
	}
}
