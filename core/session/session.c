/*
 * A session, opened step by step: target, connection, lock, history; and what its settings ask of a plan
 * and of a run. It comes before all that the other files of this folder do with it.
 */
#include "session/session_int.h"

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

/*
 * The lock is not asked for where an orphan that is to be ended may hold it, nor our tables where a prelude comes
 * first, which may make another user of us.
 */
bool gw_session_connect_ahead(struct gw_session *session, bool for_writing,
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
	       gw_session_connect_ahead(session, for_writing, NULL, err) &&
	       (!for_writing || gw_session_lock(session, err)) &&
	       gw_session_history(session, err) &&
	       (!for_writing || gw_history_is_whole(session->history, err));
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

enum gw_run_mode gw_session_mode(const struct gw_session *session)
{
	struct gw_view text = gw_view_of(gw_config_text(session->config, GW_KEY_TRANSACTION));

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
		.mode = gw_session_mode(session),
		.timeouts = {.lock_ms = gw_config_ms(config, GW_KEY_LOCK_TIMEOUT),
			     .statement_ms = gw_config_ms(config, GW_KEY_STATEMENT_TIMEOUT)},
		.prelude = prelude_of(session),
		.placeholders = gw_session_placeholders(session),
		.store_sql_limit = gw_config_size(config, GW_KEY_STORE_SQL_LIMIT),
		.fingerprint = gw_config_bool(config, GW_KEY_FINGERPRINT),
		.actor = gw_session_actor(session),
	};
}
