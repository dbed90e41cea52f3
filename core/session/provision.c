/*
 * Opening what provisioning needs.
 *
 * The database that the URL names holds the history and the lock. It may be one of those that are to be
 * made: until then the server is entered by another door, a database that every server has, whose lock
 * is taken as well.
 */
#include "session/session_int.h"

static bool connect_to(void *payload, const char *database, bool read_only,
		       struct gw_conn **ret_conn, struct gw_error **err)
{
	return gw_session_connect_to(payload, database, read_only, ret_conn, err);
}

static bool is_no_database(const struct gw_session *session, const struct gw_error *error)
{
	const char *sqlstate = error->server != NULL ? error->server->sqlstate : NULL;
	int number = error->server != NULL ? error->server->number : 0;

	if (number != 0 && number == session->engine->estate->no_database_number)
		return true;
	return sqlstate != NULL && session->engine->estate->no_database != NULL &&
	       gw_view_is(gw_view_of(sqlstate), session->engine->estate->no_database);
}

/* Opens the URL's database. It may not be there: *ret_found is false then. */
static bool open_own(struct gw_session *session, bool for_writing, bool *ret_found,
		     struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	bool ok = for_writing ? gw_session_open(session, true, &error)
			      : gw_session_connect(session, true, &error);

	*ret_found = ok;
	if (ok || is_no_database(session, error))
		return true;
	*err = error;
	error = NULL;
	return false;
}

static bool open_history(void *payload, struct gw_history **ret_history, struct gw_error **err)
{
	struct gw_session *session = payload;
	bool found = true;

	if (session->history == NULL && !open_own(session, true, &found, err))
		return false;
	*ret_history = found ? session->history : NULL;
	return true;
}

static bool open_door(struct gw_session *session, bool for_writing, struct gw_error **err)
{
	const char *const *doors = session->engine->estate->doors;

	while (!gw_session_connect_to(session, *doors, !for_writing, &session->door, err)) {
		if (*++doors == NULL)
			return false;
		gw_error_clear(err);
	}
	return !for_writing ||
	       gw_lock_take(session->door, gw_config_text(session->config, GW_KEY_SCHEMA),
			    gw_config_ms(session->config, GW_KEY_LOCK_WAIT), session->lock_waiting,
			    session->payload, err);
}

/*
 * Where the lock is a transaction, it and the history are left for later: another connection to the same
 * database is the door until then.
 */
static bool open_any(struct gw_session *session, bool for_writing, bool *ret_found,
		     struct gw_error **err)
{
	*ret_found = false;
	if (session->engine->caps.lock_is_transaction)
		return gw_session_connect_to(session, session->url.database, !for_writing,
					     &session->door, err);
	return open_own(session, for_writing, ret_found, err) &&
	       (*ret_found || open_door(session, for_writing, err));
}

static bool read_declared(struct gw_session *session, const char *file,
			  const struct gw_declared **ret_declared, struct gw_error **err)
{
	struct gw_declared *declared = gw_new(session->arena, struct gw_declared);
	struct gw_declarations found;

	if (!gw_config_declarations(session->config, session->arena, file, &found, err) ||
	    !gw_declared_read(session->arena, session->engine, &found.yaml, found.node, declared,
			      err))
		return false;
	session->secrets = gw_config_secrets(session->config, found.folder);
	*ret_declared = declared;
	return true;
}

/* Whether this very server can be provisioned. */
static bool check_server(const struct gw_session *session, const struct gw_conn *conn,
			 struct gw_error **err)
{
	const char *(*problem_of)(
		const struct gw_conn *conn) = session->engine->estate->problem_of_server;
	const char *problem = problem_of != NULL ? problem_of(conn) : NULL;

	return problem == NULL || gw_fail(err, GW_E_UNSUPPORTED, "%s", problem);
}

static bool fail_unsupported(const struct gw_session *session, struct gw_error **err)
{
	return gw_fail(err, GW_E_UNSUPPORTED, "%s cannot be provisioned yet",
		       session->engine->label);
}

bool gw_session_provision(struct gw_session *session, const char *file, enum gw_provision_use use,
			  struct gw_provision *ret_provision, struct gw_error **err)
{
	bool for_writing = use == GW_PROVISION_APPLY;
	bool found;

	*ret_provision = (struct gw_provision){0};
	if (!gw_session_load_engine(session, err))
		return false;
	if (session->engine->estate == NULL)
		return fail_unsupported(session, err);
	*ret_provision = (struct gw_provision){
		.arena = session->arena,
		.sys = session->sys,
		.engine = session->engine,
		.url = &session->url,
		.secrets = &session->secrets,
		.read_only = !for_writing,
		.history_last = session->engine->caps.lock_is_transaction,
		.connect = connect_to,
		.open_history = open_history,
		.payload = session,
		.actor = gw_session_actor(session),
	};
	if (use != GW_PROVISION_EXPORT &&
	    !read_declared(session, file, &ret_provision->declared, err))
		return false;
	if (!open_any(session, for_writing, &found, err))
		return false;
	return check_server(session, found ? session->conn : session->door, err) &&
	       gw_provision_open(ret_provision, found ? session->conn : session->door, err);
}
