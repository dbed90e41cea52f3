/*
 * The life of an ephemeral database.
 */
#include "ephemeral/ephemeral.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "ephemeral/ephemeral_int.h"

struct life {
	const struct gw_ephemeral_request *request;
	struct gw_arena *arena;
	int64_t begun_us;
	const struct gw_engine *engine;
	struct gw_own_server server;
	struct gw_url place; /* a server, or a file's folder */
	struct gw_databases at;
	struct gw_claim claim;
	const char *name; /* NULL: nothing was made */
	enum gw_template_use template_use;
};

/* --- the place --- */

static bool find_engine(const char *name, const char **ret_engine, struct gw_error **err)
{
	*ret_engine = gw_engine_called(name);
	if (*ret_engine != NULL)
		return true;
	gw_fail(err, GW_E_USAGE, "there is no engine '%s'", name);
	gw_error_hint(*err, "It is one of postgres, mariadb and sqlite.");
	return false;
}

/* The URL that is configured. None is fine where an engine is named: *ret_found. */
static bool find_url(struct life *life, bool *ret_found, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	*ret_found = gw_config_shadow(life->request->like->config, life->arena, &life->place,
				      &error);
	if (*ret_found || (life->request->engine != NULL && error->code == GW_E_NO_TARGET))
		return true;
	*err = error;
	error = NULL;
	if ((*err)->code == GW_E_NO_TARGET)
		gw_error_hint(*err, "Give a URL, or `--engine postgres` for a server that is "
				    "started for the command.");
	return false;
}

/* Beside the URL, unless another engine is asked for, or what is declared would change its server. */
static bool choose_place(struct life *life, bool *ret_own_server, struct gw_error **err)
{
	const struct gw_ephemeral_request *request = life->request;
	const char *engine = NULL;
	bool found;

	if ((request->engine != NULL && !find_engine(request->engine, &engine, err)) ||
	    !find_url(life, &found, err))
		return false;
	if (engine == NULL)
		engine = life->place.engine;
	*ret_own_server = !found || request->provision ||
			  !gw_view_is(gw_view_of(engine), life->place.engine);
	return gw_engine_load(engine, &life->engine, err);
}

static bool open_place(struct life *life, struct gw_error **err)
{
	const struct gw_session *like = life->request->like;
	bool needs_server = life->engine->databases->recipe != NULL;
	const struct gw_database_options options = {
		.arena = life->arena,
		.sys = like->sys,
		.url = &life->place,
		.application = like->application,
		.connect_timeout_ms = gw_config_ms(like->config, GW_KEY_CONNECT_TIMEOUT),
	};

	if (!needs_server) {
		life->place = (struct gw_url){.engine = life->engine->name};
		if (!gw_ephemeral_folder(life->arena, like->sys, &life->place.database, err))
			return false;
	}
	return gw_databases_open(&options, (const char *const[]){NULL}, &life->at, err);
}

static bool enter(struct life *life, struct gw_error **err)
{
	bool own_server;

	if (!choose_place(life, &own_server, err))
		return false;
	if (own_server && life->engine->databases->recipe != NULL) {
		if (!gw_own_server_start(life->request->like, life->engine, &life->server, err))
			return false;
		life->place = life->server.url;
	}
	return open_place(life, err);
}

/* --- making --- */

/* A file is made for nobody else to read. */
bool gw_ephemeral_create(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	int fd;

	if (at->conn != NULL)
		return at->engine->databases->create(at, name, err);
	fd = open(name, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
	if (fd < 0)
		return gw_fail_errno(err, GW_E_IO, errno, "cannot make '%s'", name);
	close(fd);
	return at->engine->databases->create(at, name, err);
}

static void begin_session(const struct gw_databases *at, const struct gw_session *like,
			  const char *name, struct gw_session *ret_session)
{
	gw_session_init(ret_session, like->arena, like->sys, like->config);
	ret_session->application = like->application;
	ret_session->lock_waiting = like->lock_waiting;
	ret_session->payload = like->payload;
	ret_session->url = *at->url;
	ret_session->url.database = name;
}

bool gw_ephemeral_migrate(const struct gw_databases *at, const struct gw_session *like,
			  const char *name, const char *fence, struct gw_error **err)
{
	const struct gw_progress progress = {0};
	struct gw_session session;
	struct gw_plan_request request;
	struct gw_plan plan;
	struct gw_run_report report;
	bool ok;

	begin_session(at, like, name, &session);
	session.fence = fence;
	request = gw_session_plan_request(&session, GW_GOAL_UP);
	ok = gw_session_run(&session, &request, &progress, &plan, &report, err);
	gw_session_done(&session);
	if (!ok)
		gw_error_state(*err, GW_STATE_UNTOUCHED,
			       "only an ephemeral database was written to");
	return ok;
}

/* A server of one's own has no other database that scripts could write to. */
static bool migrate(struct life *life, struct gw_error **err)
{
	const char *fence = life->server.pid != 0 ? NULL : life->name;

	return gw_ephemeral_migrate(&life->at, life->request->like, life->name, fence, err);
}

/* What is declared, on a server that has nothing else to lose. */
static bool provision(struct life *life, struct gw_error **err)
{
	struct gw_provision call = {0};
	struct gw_session session;
	bool ok;

	begin_session(&life->at, life->request->like, life->name, &session);
	ok = gw_session_provision(&session, NULL, GW_PROVISION_APPLY, &call, err) &&
	     gw_provision_apply(&call, err);
	gw_provision_done(&call);
	gw_session_done(&session);
	return ok;
}

/* What is declared names databases: the migrations' is the one of the URL that is configured. */
static const char *declared_name(struct life *life)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_url url;

	if (gw_config_target(life->request->like->config, life->arena, &url, &ignored) &&
	    gw_view_is(gw_view_of(url.engine), life->engine->name) && url.database != NULL)
		return url.database;
	return gw_ephemeral_name(&life->at);
}

static bool take_name(struct life *life, struct gw_error **err)
{
	life->name = gw_ephemeral_name(&life->at);
	return gw_claim_take(&life->at, life->name, life->request->like, &life->claim, err);
}

/* Where there is no server to have for oneself, a file that is declared is somebody's. */
static bool make_declared(struct life *life, struct gw_error **err)
{
	bool exists;

	if (life->server.pid != 0)
		life->name = declared_name(life);
	else if (!take_name(life, err))
		return false;
	return provision(life, err) &&
	       life->engine->databases->exists(&life->at, life->name, &exists, err) &&
	       (exists || gw_ephemeral_create(&life->at, life->name, err)) && migrate(life, err) &&
	       provision(life, err);
}

static bool make_plain(struct life *life, struct gw_error **err)
{
	const struct gw_session *like = life->request->like;

	if (!take_name(life, err))
		return false;
	if (life->request->use_template)
		return gw_template_use(&life->at, like, life->name, &life->template_use, err);
	return gw_ephemeral_create(&life->at, life->name, err) && migrate(life, err);
}

static bool make(struct life *life, struct gw_error **err)
{
	gw_claim_sweep(&life->at, false);
	if (life->request->provision)
		return make_declared(life, err);
	return make_plain(life, err);
}

/* --- the command --- */

static bool run(struct life *life, int *ret_status, struct gw_error **err)
{
	const struct gw_ephemeral_request *request = life->request;
	const struct gw_system *sys = request->like->sys;
	struct gw_url url = life->place;
	const struct gw_ephemeral_ready ready = {
		.url = &url,
		.template_use = life->template_use,
		.has_own_server = life->server.pid != 0,
		.elapsed_us = sys->monotonic_us() - life->begun_us,
	};
	struct gw_ephemeral_command command = {
		.arena = life->arena,
		.sys = sys,
		.argv = request->command,
		.quiet_output = request->quiet_output,
	};

	url.database = life->name;
	command.url = gw_url_text(life->arena, &url);
	if (request->ready != NULL)
		request->ready(request->payload, &ready);
	return gw_ephemeral_command(&command, ret_status, err);
}

/* --- removing --- */

/* A server of one's own goes with all that is in it. */
static bool remove_database(struct life *life, struct gw_error **err)
{
	bool exists;

	if (!life->claim.held || life->server.pid != 0)
		return true;
	if (life->at.conn == NULL) {
		gw_path_remove(life->name);
		return true;
	}
	return life->engine->databases->exists(&life->at, life->name, &exists, err) &&
	       (!exists || life->engine->databases->drop(&life->at, life->name, true, err));
}

/*
 * A signal ends the command, and not this. What fails here does not hide why it is the end already, and
 * is swept by the next one.
 */
static bool leave(struct life *life, bool ok, struct gw_error **err)
{
	static const volatile sig_atomic_t never = 0;
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_system calm = *life->request->like->sys;
	bool removed;

	calm.interrupted = &never;
	life->at.sys = &calm;
	if (life->at.conn != NULL)
		life->at.conn->sys = &calm;
	removed = remove_database(life, &error);
	gw_claim_release(&life->claim);
	gw_databases_close(&life->at);
	gw_own_server_stop(&life->server);
	if (!ok || removed)
		return ok;
	gw_error_restate(error, error->code, "the ephemeral database %s could not be removed",
			 life->name);
	*err = error;
	error = NULL;
	return false;
}

bool gw_ephemeral_run(const struct gw_ephemeral_request *request, int *ret_status,
		      struct gw_error **err)
{
	struct life life = {
		.request = request,
		.arena = request->like->arena,
		.begun_us = request->like->sys->monotonic_us(),
	};
	bool ok = enter(&life, err) && make(&life, err) && run(&life, ret_status, err);

	return leave(&life, ok, err);
}

bool gw_ephemeral_sweep(const struct gw_ephemeral_request *request, size_t *ret_removed,
			struct gw_error **err)
{
	struct life life = {.request = request, .arena = request->like->arena};
	bool own_server;
	bool ok = choose_place(&life, &own_server, err) && open_place(&life, err);

	if (ok)
		*ret_removed = gw_claim_sweep(&life.at, true);
	return leave(&life, ok, err);
}
