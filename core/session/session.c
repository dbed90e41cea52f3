/*
 * A session, opened step by step: source, connection, lock, history.
 */
#include "session/session.h"

#include "session/git/git_int.h"

void gw_session_init(struct gw_session *session, struct gw_arena *arena,
		     const struct gw_system *sys, const struct gw_config *config)
{
	*session = (struct gw_session){
		.arena = arena,
		.sys = sys,
		.config = config,
		.application = "godwit",
		.placeholders = gw_config_map(config, GW_KEY_PLACEHOLDERS),
	};
	session->has_placeholders = session->placeholders.n != 0;
}

void gw_session_done(struct gw_session *session)
{
	if (session->locked)
		gw_lock_release(session->conn, gw_config_text(session->config, GW_KEY_SCHEMA));
	gw_conn_close(session->conn);
	gw_error_free(session->source_error);
	gw_conn_close(session->door);
	gw_source_close(session->source);
	gw_source_close(session->since);
	gw_source_close(session->target);
	for (size_t i = 0; i < session->found.n; i++)
		gw_source_close(session->found.items[i]);
	if (session->repository != NULL)
		session->git->close(session->repository);
	gw_session_forget_key(session);
	*session = (struct gw_session){0};
}

/* The URL is read once: a password command runs once. */
bool gw_session_target(struct gw_session *session, struct gw_error **err)
{
	if (session->url.engine != NULL)
		return true;
	return gw_config_target(session->config, session->arena, &session->url, err);
}

static bool open_source(struct gw_session *session, struct gw_error **err)
{
	const char *from = gw_config_text(session->config, GW_KEY_FROM);
	struct gw_tree *tree;

	if (from != NULL)
		return gw_session_git_source(session, from, &session->source, &session->since, err);
	if (!gw_session_target(session, err) ||
	    !gw_tree_open_folder(session->arena, gw_config_text(session->config, GW_KEY_DIR), &tree,
				 err))
		return false;
	if (!gw_source_open(session->arena, tree, gw_config_text(session->config, GW_KEY_FORMAT),
			    gw_engine_dialect(session->url.engine), &session->source, err))
		return false;
	session->source->variables = gw_config_variables(session->config);
	return true;
}

/* Only one that godwit.yaml has can be chosen: what is for another never runs. */
static void note_environment(struct gw_session *session, const struct gw_migration *migration,
			     const char *name)
{
	const char *const *names = session->config->environments.items;
	size_t n = session->config->environments.n;
	const char *nearest;
	struct gw_notice notice = {.path = migration->path};

	if (gw_config_has_environment(session->config, gw_view_of(name)))
		return;
	nearest = gw_nearest(gw_view_of(name), names, n);
	notice.text = gw_format(session->arena, "there is no environment '%s'%s%s%s", name,
				nearest != NULL ? "; did you mean " : "",
				nearest != NULL ? nearest : "", nearest != NULL ? "?" : "");
	gw_vec_push(session->source->arena, &session->source->notices, notice);
}

static void note_environments(struct gw_session *session)
{
	const struct gw_source *source = session->source;

	for (size_t i = 0; session->config->environments.n != 0 && i < source->n; i++) {
		const struct gw_migration *migration = source->migrations[i];
		const struct gw_migration_options *options = gw_migration_options(migration);

		for (size_t k = 0; k < options->environments.n; k++)
			note_environment(session, migration, options->environments.items[k]);
	}
}

bool gw_session_source(struct gw_session *session, struct gw_error **err)
{
	if (session->source != NULL)
		return true;
	if (!open_source(session, err))
		return false;
	note_environments(session);
	return true;
}

static struct gw_statements prelude_of(const struct gw_session *session)
{
	struct gw_statements prelude = {0};
	const char **statements;
	size_t n = gw_config_list(session->config, GW_KEY_PRELUDE, &statements);

	for (size_t i = 0; i < n; i++)
		gw_vec_push(session->arena, &prelude.list, statements[i]);
	return prelude;
}

static bool run_prelude(struct gw_session *session, struct gw_error **err)
{
	const struct gw_statements prelude = prelude_of(session);

	if (prelude.list.n != 0 && session->conn->info.pooled) {
		gw_fail(err, GW_E_UNSUPPORTED,
			"`prelude` is for a session, and a pooler gives each transaction another "
			"one");
		gw_error_hint(*err, "Give the URL of the server itself, or set what the user needs "
				    "with ALTER ROLE.");
		return false;
	}
	return gw_conn_prelude(session->conn, &prelude, err);
}

static bool fail_read_only(const struct gw_session *session, struct gw_error **err)
{
	gw_fail(err, GW_E_READ_ONLY, "%s is read-only",
		gw_url_display(session->arena, &session->url));
	gw_error_hint(*err, "%s", session->conn->info.read_only_hint);
	return false;
}

static bool fail_no_database(struct gw_error **err)
{
	gw_fail(err, GW_E_URL, "the database URL names no database");
	gw_error_hint(*err, "Add it after the host: `mysql://user@host/database`.");
	return false;
}

static bool connect_with(struct gw_session *session, bool read_only,
			 const struct gw_opening *opening, struct gw_error **err)
{
	struct gw_connect_options options = {
		.sys = session->sys,
		.url = &session->url,
		.application = session->application,
		.connect_timeout_ms = gw_config_ms(session->config, GW_KEY_CONNECT_TIMEOUT),
		.read_only = read_only,
		.opening = opening,
		.notice = session->notice,
		.notice_payload = session->payload,
	};

	session->has_findings = false;
	if (!session->engine->connect(&options, &session->conn, err))
		return false;
	session->locked = session->conn->has_lock;
	if (session->conn->info.database == NULL)
		return fail_no_database(err);
	if (session->conn->info.read_only && !read_only)
		return fail_read_only(session, err);
	return run_prelude(session, err);
}

bool gw_session_connect_to(struct gw_session *session, const char *database, bool read_only,
			   struct gw_conn **ret_conn, struct gw_error **err)
{
	struct gw_url url = session->url;
	const struct gw_connect_options options = {
		.sys = session->sys,
		.url = &url,
		.application = session->application,
		.connect_timeout_ms = gw_config_ms(session->config, GW_KEY_CONNECT_TIMEOUT),
		.read_only = read_only,
		.notice = session->notice,
		.notice_payload = session->payload,
	};

	url.database = database;
	return session->engine->connect(&options, ret_conn, err);
}

bool gw_session_load_engine(struct gw_session *session, struct gw_error **err)
{
	return gw_session_target(session, err) &&
	       gw_engine_load(session->url.engine, &session->engine, err);
}

bool gw_session_databases(const struct gw_session *session, const char *const *names,
			  struct gw_databases *ret_at, struct gw_error **err)
{
	const struct gw_database_options options = {
		.arena = session->arena,
		.sys = session->sys,
		.url = &session->url,
		.application = session->application,
		.connect_timeout_ms = gw_config_ms(session->config, GW_KEY_CONNECT_TIMEOUT),
	};

	return gw_databases_open(&options, names, ret_at, err);
}

bool gw_session_connect(struct gw_session *session, bool read_only, struct gw_error **err)
{
	if (session->conn != NULL)
		return true;
	return gw_session_load_engine(session, err) && connect_with(session, read_only, NULL, err);
}

/* Who gets the lock at once needs no look before it. */
static bool look_before(struct gw_session *session, struct gw_error **err)
{
	struct gw_history *history;

	if (!session->holds_last || session->before != NULL)
		return true;
	if (!gw_history_load(session->arena, session->conn,
			     gw_config_text(session->config, GW_KEY_SCHEMA), &history, err))
		return false;
	session->before = history;
	return true;
}

bool gw_session_lock(struct gw_session *session, struct gw_error **err)
{
	if (session->locked)
		return true;
	if (!look_before(session, err))
		return false;
	if (session->kill_orphan && !gw_session_kill_orphan(session, err))
		return false;
	if (!gw_lock_take(session->conn, gw_config_text(session->config, GW_KEY_SCHEMA),
			  gw_config_ms(session->config, GW_KEY_LOCK_WAIT), session->lock_waiting,
			  session->payload, err))
		return false;
	session->locked = true;
	return true;
}

bool gw_session_history(struct gw_session *session, struct gw_error **err)
{
	const struct gw_rows *findings = session->has_findings ? &session->findings : NULL;

	if (session->history != NULL)
		return true;
	session->has_findings = false;
	return gw_history_load_checked(session->arena, session->conn,
				       gw_config_text(session->config, GW_KEY_SCHEMA), findings,
				       &session->history, err);
}

bool gw_session_tables(struct gw_session *session, bool read_only, struct gw_history **ret_history,
		       struct gw_error **err)
{
	return gw_session_connect(session, read_only, err) &&
	       gw_history_open(session->arena, session->conn,
			       gw_config_text(session->config, GW_KEY_SCHEMA), ret_history, err);
}

static bool keep_findings(void *payload, const struct gw_reply *reply,
			  struct gw_error **err GW_UNUSED)
{
	struct gw_session *session = payload;

	session->findings = reply->rows;
	session->has_findings = true;
	return true;
}

static void load_source(void *payload)
{
	struct gw_session *session = payload;

	if (session->source == NULL && session->source_error == NULL)
		(void)!gw_session_source(session, &session->source_error);
}

/*
 * Connects, and asks at once what would be asked next: for the lock, unless an orphan that is to be ended
 * may hold it, and whether our tables are as they should be, unless a prelude comes first, which may
 * make another user of us. meanwhile may be NULL.
 */
static bool connect_ahead(struct gw_session *session, bool for_writing,
			  void (*meanwhile)(void *payload), struct gw_error **err)
{
	const char *schema = gw_config_text(session->config, GW_KEY_SCHEMA);
	struct gw_request check;
	struct gw_opening opening = {
		.lock_key = for_writing ? gw_lock_key(schema) : NULL,
		.requests = &check,
		.n = prelude_of(session).list.n == 0 ? 1 : 0,
		.arena = session->arena,
		.reply = keep_findings,
		.meanwhile = meanwhile,
		.payload = session,
	};

	if (session->conn != NULL || session->kill_orphan)
		return gw_session_connect(session, !for_writing, err);
	if (!gw_session_load_engine(session, err))
		return false;
	check = gw_history_check_request(session->arena, session->engine, schema);
	return connect_with(session, !for_writing, &opening, err);
}

bool gw_session_open(struct gw_session *session, bool for_writing, struct gw_error **err)
{
	return (!for_writing || gw_session_sign(session, err)) &&
	       connect_ahead(session, for_writing, NULL, err) &&
	       (!for_writing || gw_session_lock(session, err)) &&
	       gw_session_history(session, err) &&
	       (!for_writing || gw_history_is_whole(session->history, err));
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
	connected = connect_ahead(session, for_writing, load_source, err);
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

enum gw_policy gw_session_policy(const struct gw_session *session, enum gw_key key)
{
	struct gw_view text = gw_view_of(gw_config_text(session->config, key));

	if (gw_view_is(text, "allow"))
		return GW_POLICY_ALLOW;
	return gw_view_is(text, "warn") ? GW_POLICY_WARN : GW_POLICY_REFUSE;
}

struct gw_plan_request gw_session_plan_request(const struct gw_session *session, enum gw_goal goal)
{
	return (struct gw_plan_request){
		.goal = goal,
		.out_of_order = gw_session_policy(session, GW_KEY_OUT_OF_ORDER),
		.edited = gw_session_policy(session, GW_KEY_EDITED),
		.missing = gw_session_policy(session, GW_KEY_MISSING),
		.environment = session->config->environment,
	};
}

static enum gw_run_mode mode_of(const struct gw_config *config)
{
	struct gw_view text = gw_view_of(gw_config_text(config, GW_KEY_TRANSACTION));

	if (gw_view_is(text, "run"))
		return GW_MODE_RUN;
	return gw_view_is(text, "off") ? GW_MODE_OFF : GW_MODE_MIGRATION;
}

const struct gw_map *gw_session_placeholders(const struct gw_session *session)
{
	return session->has_placeholders ? &session->placeholders : NULL;
}

struct gw_run_options gw_session_run_options(const struct gw_session *session)
{
	const struct gw_config *config = session->config;

	return (struct gw_run_options){
		.mode = mode_of(config),
		.timeouts = {.lock_ms = gw_config_ms(config, GW_KEY_LOCK_TIMEOUT),
			     .statement_ms = gw_config_ms(config, GW_KEY_STATEMENT_TIMEOUT)},
		.prelude = prelude_of(session),
		.placeholders = gw_session_placeholders(session),
		.store_sql_limit = gw_config_size(config, GW_KEY_STORE_SQL_LIMIT),
		.fingerprint = gw_config_bool(config, GW_KEY_FINGERPRINT),
		.actor = gw_session_actor(session),
	};
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
		.mode = mode_of(session->config),
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
