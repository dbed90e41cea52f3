/*
 * Whole databases: who may be asked for what, and whether anybody is in the way.
 */
#include "database/database.h"

#include "base/wait.h"

enum { LEAVING_MS = 1000 };

static bool is_among(const char *name, const char *const *names)
{
	for (; names != NULL && *names != NULL; names++) {
		if (gw_view_is(gw_view_of(name), *names))
			return true;
	}
	return false;
}

/* --- the place --- */

/* The error of the first door is told: it is the one that everybody has. */
static bool open_door(struct gw_databases *at, const char *const *names, struct gw_error **err)
{
	const char *own = at->url->database;
	bool own_is_free = own != NULL && !is_among(own, names);

	for (const char *const *door = at->engine->databases->doors; *door != NULL; door++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;

		if (is_among(*door, names))
			continue;
		if (gw_databases_connect(at, *door, false, &at->conn, &error)) {
			gw_error_clear(err);
			return true;
		}
		if (*err == NULL) {
			*err = error;
			error = NULL;
		}
	}
	if (!own_is_free) {
		if (*err == NULL)
			gw_fail(err, GW_E_USAGE, "the server cannot be entered without them");
		return false;
	}
	gw_error_clear(err);
	return gw_databases_connect(at, own, false, &at->conn, err);
}

bool gw_databases_open(const struct gw_database_options *options, const char *const *names,
		       struct gw_databases *ret_at, struct gw_error **err)
{
	struct gw_databases at = {
		.arena = options->arena,
		.sys = options->sys,
		.url = options->url,
		.application = options->application,
		.connect_timeout_ms = options->connect_timeout_ms,
	};

	if (!gw_engine_load(options->url->engine, &at.engine, err) ||
	    (at.engine->databases->doors != NULL && !open_door(&at, names, err)))
		return false;
	*ret_at = at;
	return true;
}

void gw_databases_close(struct gw_databases *at)
{
	gw_conn_close(at->conn);
	*at = (struct gw_databases){0};
}

/* --- what stands against it --- */

static bool fail_no_database(const char *name, struct gw_error **err)
{
	gw_fail(err, GW_E_NO_DATABASE, "there is no database %s", name);
	gw_error_hint(*err, "`godwit db list` shows those that there are.");
	return false;
}

static bool need(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	bool exists;

	return at->engine->databases->exists(at, name, &exists, err) &&
	       (exists || fail_no_database(name, err));
}

static bool fail_unfinished(const char *name, struct gw_error **err)
{
	gw_fail(err, GW_E_DATABASE_EXISTS, "%s is a copy that was begun and not completed", name);
	gw_error_hint(*err, "Drop it first, if nobody is at work on it: `godwit db drop %s`.",
		      name);
	return false;
}

static bool need_no_other(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	const struct gw_databases_queries *queries = at->engine->databases->queries;
	bool exists, unfinished = false;

	if (!at->engine->databases->exists(at, name, &exists, err))
		return false;
	if (!exists)
		return true;
	if (queries != NULL && queries->is_unfinished != NULL &&
	    !gw_databases_ask(at, queries->is_unfinished, name, &unfinished, err))
		return false;
	if (unfinished)
		return fail_unfinished(name, err);
	gw_fail(err, GW_E_DATABASE_EXISTS, "there is a database %s already", name);
	gw_error_hint(*err, "Choose another name, or drop it first: `godwit db drop %s`.", name);
	return false;
}

static bool fail_in_use(const struct gw_databases *at, const char *name,
			const struct gw_database_sessions *sessions, bool may_force,
			struct gw_error **err)
{
	GW_STR_AUTO struct gw_str who = {0};

	for (size_t i = 0; i < sessions->list.n; i++)
		gw_str_printf(&who, "%s%s", i != 0 ? "\n" : "", sessions->list.items[i]);
	gw_fail(err, GW_E_IN_USE, "%s is in use", name);
	gw_error_detail(*err, "%s", gw_str_text(&who));
	if (may_force && at->engine->databases->doors != NULL)
		gw_error_hint(*err,
			      "Ask them to disconnect, or end their sessions with `--force`.");
	else
		gw_error_hint(*err, "Run the command again when they have disconnected.");
	return false;
}

/* A session that was ended just now, ours too, may be seen for a moment. */
static bool need_alone(const struct gw_databases *at, const char *name, bool may_force,
		       struct gw_error **err)
{
	struct gw_database_sessions sessions;
	struct gw_wait wait;

	gw_wait_begin(&wait, at->sys, LEAVING_MS);
	for (;;) {
		if (!at->engine->databases->sessions(at, name, &sessions, err))
			return false;
		if (sessions.list.n == 0)
			return true;
		if (gw_interrupted(at->sys) != 0)
			return gw_fail(err, GW_E_INTERRUPTED, "interrupted");
		if (gw_wait_is_out(&wait))
			return fail_in_use(at, name, &sessions, may_force, err);
		gw_wait_pause(&wait);
	}
}

/* A file's sessions are processes of others, which nobody here may end. */
static bool check_force(const struct gw_databases *at, bool force, struct gw_error **err)
{
	return !force || at->engine->databases->doors != NULL ||
	       gw_fail(err, GW_E_UNSUPPORTED, "%s has no sessions that could be ended: --force",
		       at->engine->label);
}

static bool may_destroy(const struct gw_databases *at, const char *name, bool force,
			struct gw_error **err)
{
	if (!check_force(at, force, err))
		return false;
	if (is_among(name, at->engine->databases->own)) {
		gw_fail(err, GW_E_PERMISSION, "%s belongs to the server itself", name);
		gw_error_hint(*err, "`godwit db list` shows the others.");
		return false;
	}
	return force || need_alone(at, name, true, err);
}

/* --- what is done --- */

bool gw_database_list(const struct gw_databases *at, struct gw_database_list *ret_list,
		      struct gw_error **err)
{
	return at->engine->databases->list(at, ret_list, err);
}

bool gw_database_create(const struct gw_databases *at, const char *name, bool *ret_made,
			struct gw_error **err)
{
	bool exists;

	if (!at->engine->databases->exists(at, name, &exists, err) ||
	    (!exists && !at->engine->databases->create(at, name, err)))
		return false;
	*ret_made = !exists;
	return true;
}

bool gw_database_drop(const struct gw_databases *at, const char *name, bool force,
		      bool *ret_dropped, struct gw_error **err)
{
	bool exists;

	if (!at->engine->databases->exists(at, name, &exists, err))
		return false;
	if (exists && (!may_destroy(at, name, force, err) ||
		       !at->engine->databases->drop(at, name, force, err)))
		return false;
	*ret_dropped = exists;
	return true;
}

bool gw_database_reset(const struct gw_databases *at, const char *name, bool force,
		       struct gw_error **err)
{
	bool exists;

	if (!at->engine->databases->exists(at, name, &exists, err))
		return false;
	if (!exists)
		return at->engine->databases->create(at, name, err);
	return may_destroy(at, name, force, err) &&
	       at->engine->databases->empty(at, name, force, err);
}

static bool can_be_cloned(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	return need(at, name, err) &&
	       (!at->engine->databases->clone_needs_peace || need_alone(at, name, false, err));
}

bool gw_database_copy(const struct gw_databases *at, const char *from, const char *to,
		      struct gw_error **err)
{
	return need_no_other(at, to, err) && can_be_cloned(at, from, err) &&
	       at->engine->databases->clone(at, from, to, err);
}

bool gw_database_wake(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	if (at->engine->databases->wake == NULL || at->engine->databases->wake(at, name, err))
		return true;
	gw_error_state(*err, GW_STATE_PARTIAL, "%s is there, but not all of its events are enabled",
		       name);
	return false;
}

static void hint_if_none(struct gw_error *error, const char *hint)
{
	if (error->hint == NULL)
		gw_error_hint(error, "%s", hint);
}

bool gw_database_clone(const struct gw_databases *at, const char *from, const char *to,
		       struct gw_error **err)
{
	if (!gw_database_copy(at, from, to, err))
		return false;
	if (gw_database_wake(at, to, err))
		return true;
	hint_if_none(*err,
		     gw_format(at->arena,
			       "Correct what the message says, drop the copy (`godwit db drop "
			       "%s`), and run the command again.",
			       to));
	return false;
}

/* What the failed copy has left in its place, if anything, is said by its own state. */
static void tell_dropped(const char *from, const char *to, struct gw_error *error)
{
	const char *left = error->state == GW_STATE_UNTOUCHED ? "it is not there again"
							      : gw_error_state_text(error);

	gw_error_state(error, GW_STATE_PARTIAL, "%s was dropped; %s; %s is as it was", to, left,
		       from);
}

bool gw_database_replace(const struct gw_databases *at, const char *from, const char *to,
			 bool force, struct gw_error **err)
{
	bool dropped;

	if (!can_be_cloned(at, from, err) || !gw_database_drop(at, to, force, &dropped, err))
		return false;
	if (!at->engine->databases->clone(at, from, to, err)) {
		if (dropped)
			tell_dropped(from, to, *err);
	} else if (gw_database_wake(at, to, err)) {
		return true;
	}
	hint_if_none(*err, "Correct what the message says, and run the command again.");
	return false;
}
