/*
 * Connecting, without blocking, so that a signal or a dead host does not hold us.
 *
 * Several hosts are tried one after the other by us and not by libpq, which would spend the whole
 * time on a host that does not answer. A server that refuses the login ends the search: the next one
 * would refuse it too. Who wants to write is led past standbys: after a failover the hosts of a URL
 * have changed places, and nobody has told it.
 */
#include <poll.h>
#include <stdlib.h>
#include <string.h>

#include "engine/postgres/postgres_int.h"
#include "postgres_sql.h"

enum { POLL_MS = 200, DEFAULT_TIMEOUT_MS = 15000, OLDEST_VERSION = 120000 };

static struct gw_pg *conn_new(const struct gw_system *sys)
{
	struct gw_pg *conn = gw_xmalloc(sizeof(*conn));

	*conn = (struct gw_pg){.base = {.engine = &gw_module_postgres, .sys = sys}};
	return conn;
}

void gw_pg_close(struct gw_conn *base)
{
	struct gw_pg *conn = gw_pg_of(base);

	if (conn == NULL)
		return;
	if (conn->guardian != NULL)
		gw_pg_close(&conn->guardian->base);
	PQfinish(conn->pg);
	gw_arena_done(&conn->arena);
	free(conn);
}

/*
 * connect_timeout of the URL or the environment is libpq's affair only when it may block. It says more
 * about this server than what is wanted of all.
 */
static int64_t timeout_ms(PGconn *pg, int64_t wanted_ms)
{
	GW_PG_OPTIONS_AUTO PQconninfoOption *options = PQconninfo(pg);
	uint64_t seconds = 0;

	for (const PQconninfoOption *option = options; option && option->keyword; option++) {
		if (strcmp(option->keyword, "connect_timeout") == 0 &&
		    gw_parse_u64(gw_view_of(option->val), &seconds) && seconds != 0)
			return (int64_t)GW_MIN(seconds, (uint64_t)INT32_MAX) * 1000;
	}
	return wanted_ms != 0 ? wanted_ms : DEFAULT_TIMEOUT_MS;
}

static bool fail_timeout(PGconn *pg, int64_t waited_ms, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	gw_fail(err, GW_E_CONNECT, "cannot connect to %s: no answer for %s",
		gw_pg_address(&scratch, pg), gw_duration_format(&scratch, waited_ms * 1000));
	gw_error_hint(*err,
		      "Check host and port, and whether a firewall stands in between, or a "
		      "pooler that has no connection to spare; connect_timeout sets how long to "
		      "wait.");
	return false;
}

/* Drives the connection until it stands. */
static bool await(PGconn *pg, const struct gw_system *sys, int64_t wanted_ms, struct gw_error **err)
{
	PostgresPollingStatusType step = PGRES_POLLING_WRITING;
	int64_t limit_ms = timeout_ms(pg, wanted_ms);
	int64_t deadline_us = sys->monotonic_us() + limit_ms * 1000;

	while (PQstatus(pg) != CONNECTION_BAD && step != PGRES_POLLING_FAILED) {
		struct pollfd fd = {
			.fd = PQsocket(pg),
			.events = step == PGRES_POLLING_READING ? POLLIN : POLLOUT,
		};

		if (step == PGRES_POLLING_OK)
			return true;
		if (gw_interrupted(sys))
			return gw_fail(err, GW_E_INTERRUPTED, "interrupted while connecting");
		if (sys->monotonic_us() >= deadline_us)
			return fail_timeout(pg, limit_ms, err);
		if (poll(&fd, 1, POLL_MS) > 0)
			step = PQconnectPoll(pg);
	}
	return gw_pg_fail_connect(pg, err);
}

static bool start(struct gw_pg *conn, const struct gw_pg_keywords *keywords, int64_t wanted_ms,
		  struct gw_error **err)
{
	conn->pg = PQconnectStartParams(keywords->names.items, keywords->values.items, 0);
	if (conn->pg == NULL)
		gw_out_of_memory(0);
	PQsetErrorVerbosity(conn->pg, PQERRORS_VERBOSE);
	PQsetNoticeReceiver(conn->pg, gw_pg_on_notice, conn);
	return await(conn->pg, conn->base.sys, wanted_ms, err) &&
	       (PQsetnonblocking(conn->pg, 1) == 0 || gw_pg_fail_lost(conn->pg, NULL, err));
}

/* Columns of session.sql. */
enum {
	SESSION_VERSION,
	SESSION_VERSION_NUMBER,
	SESSION_FLAVOR,
	SESSION_USER,
	SESSION_DATABASE,
	SESSION_IS_STANDBY,
	SESSION_DEFAULT_READ_ONLY,
	SESSION_BACKEND_PID,
	SESSION_START,
	SESSION_WATCHES_CLIENT,
};

#define STANDBY_HINT "A standby cannot be changed: give the URL of the primary server."
#define DEFAULT_HINT                                                                          \
	"`default_transaction_read_only` is on: switch it off for the user, the database or " \
	"the server, or connect as another user."

static void fill_info(struct gw_pg *conn, const struct gw_rows *rows)
{
	bool is_standby = gw_cell_bool(rows, 0, SESSION_IS_STANDBY);
	struct gw_server_info *info = &conn->base.info;
	struct gw_arena *arena = &conn->arena;

	*info = (struct gw_server_info){
		.version = gw_view_dup(arena, gw_cell(rows, 0, SESSION_VERSION)),
		.version_number = (unsigned)gw_cell_int(rows, 0, SESSION_VERSION_NUMBER),
		.flavor = gw_view_dup(arena, gw_cell(rows, 0, SESSION_FLAVOR)),
		.user = gw_view_dup(arena, gw_cell(rows, 0, SESSION_USER)),
		.database = gw_view_dup(arena, gw_cell(rows, 0, SESSION_DATABASE)),
		.read_only = is_standby || gw_cell_bool(rows, 0, SESSION_DEFAULT_READ_ONLY),
		.read_only_hint = is_standby ? STANDBY_HINT : DEFAULT_HINT,
		.connection_id = gw_cell_int(rows, 0, SESSION_BACKEND_PID),
		.session_start_us = gw_cell_int(rows, 0, SESSION_START),
	};
	info->pooled = info->connection_id != PQbackendPID(conn->pg);
	if (info->pooled)
		/* The next transaction may have another backend, and this one another client. */
		info->connection_id = info->session_start_us = 0;
	conn->watches_client = !gw_cell_is_null(rows, 0, SESSION_WATCHES_CLIENT);
}

/*
 * The first flight: what has to be known, and what is asked along with it.
 *
 *	BEGIN; session; lock; requests of the caller ..; COMMIT
 *
 * Each sees what was committed before it, whatever the session's transactions are like: what is read
 * under the lock must not be of before it.
 */
struct first {
	struct gw_pg *conn;
	struct gw_arena arena;
	GW_VEC(struct gw_request) requests;
	GW_VEC(struct gw_reply) replies;
	size_t session, others; /* places in the list: our question, the caller's first */
	struct gw_pg_attempt lock;
};

static void add_request(struct first *first, struct gw_request request)
{
	gw_vec_push(&first->arena, &first->requests, request);
}

static void add_session(struct first *first)
{
	struct gw_value *pid = gw_new(&first->arena, struct gw_value);

	*pid = gw_value_int(PQbackendPID(first->conn->pg));
	first->session = first->requests.n;
	first->lock.index = GW_NOWHERE;
	add_request(first, (struct gw_request){
				   .sql = gw_view_of(SQL_SESSION), .params = pid, .nparams = 1});
}

static void add_opening(struct first *first, const struct gw_opening *opening)
{
	add_request(first,
		    (struct gw_request){.sql = GW_VIEW("BEGIN ISOLATION LEVEL READ COMMITTED")});
	add_session(first);
	if (opening->lock_key != NULL) {
		first->lock.index = first->requests.n;
		add_request(first, gw_pg_lock_request(first->conn, &first->arena, opening->lock_key,
						      true));
	}
	first->others = first->requests.n;
	for (size_t i = 0; i < opening->n; i++)
		add_request(first, opening->requests[i]);
	add_request(first, (struct gw_request){.sql = GW_VIEW("COMMIT")});
}

static bool take_first(void *payload, const struct gw_reply *reply, struct gw_error **err GW_UNUSED)
{
	struct first *first = payload;

	if (reply->index == first->session)
		fill_info(first->conn, &reply->rows);
	gw_pg_lock_answer(&first->lock, reply);
	gw_vec_push(&first->arena, &first->replies, *reply);
	return true;
}

/* A pooler lets one in, and the first question wait until it has a server for it. */
static bool ask_first(struct first *first, struct gw_arena *arena, int64_t wanted_ms,
		      struct gw_error **err)
{
	struct gw_pg *conn = first->conn;
	size_t failed;
	bool ok;

	conn->patience_ms = timeout_ms(conn->pg, wanted_ms);
	ok = gw_pg_run(&conn->base, first->requests.items, first->requests.n, arena, take_first,
		       first, &failed, err);
	if (!ok && conn->ran_out_of_patience) {
		gw_error_clear(err);
		fail_timeout(conn->pg, conn->patience_ms, err);
	}
	conn->patience_ms = 0;
	return ok;
}

static bool ask_alone(struct gw_pg *conn, int64_t wanted_ms, struct gw_error **err)
{
	struct first first = {.conn = conn};
	bool ok;

	add_session(&first);
	ok = ask_first(&first, &first.arena, wanted_ms, err);
	if (!ok && (*err)->code == GW_E_STATEMENT)
		(*err)->code = GW_E_SERVER;
	gw_arena_done(&first.arena);
	return ok;
}

/* What was asked along has failed, and taken our question with it: that is asked once more. */
static bool ask_again(struct gw_pg *conn, int64_t wanted_ms, struct gw_error **err)
{
	if (conn->base.broken || (*err)->code == GW_E_INTERRUPTED)
		return false;
	gw_error_clear(err);
	return gw_conn_exec(&conn->base, "ROLLBACK", err) && ask_alone(conn, wanted_ms, err);
}

/* What was not asked under the lock is as good as not asked. */
static bool tell_others(const struct first *first, const struct gw_opening *opening,
			struct gw_error **err)
{
	if (opening->lock_key != NULL && !first->conn->base.has_lock)
		return true;
	for (size_t i = 0; i < opening->n; i++) {
		struct gw_reply reply = first->replies.items[first->others + i];

		reply.index = i;
		if (!opening->reply(opening->payload, &reply, err))
			return false;
	}
	return true;
}

static bool ask_all(struct gw_pg *conn, const struct gw_opening *opening, int64_t wanted_ms,
		    struct gw_error **err)
{
	struct first first = {.conn = conn};
	bool all, ok;

	add_opening(&first, opening);
	conn->base.meanwhile = opening;
	all = ask_first(&first, opening->arena, wanted_ms, err);
	conn->base.meanwhile = NULL;
	/* The lock is the session's, whatever became of the transaction. */
	ok = (all || ask_again(conn, wanted_ms, err)) &&
	     gw_pg_lock_conclude(conn, opening->lock_key, &first.lock, &conn->base.has_lock, err) &&
	     (!all || tell_others(&first, opening, err));
	gw_arena_done(&first.arena);
	return ok;
}

static bool learn(struct gw_pg *conn, const struct gw_connect_options *options,
		  struct gw_error **err)
{
	const struct gw_server_info *info = &conn->base.info;
	int64_t wanted_ms = options->connect_timeout_ms;

	if (!(options->opening != NULL ? ask_all(conn, options->opening, wanted_ms, err)
				       : ask_alone(conn, wanted_ms, err)))
		return false;
	if (info->version_number < OLDEST_VERSION)
		return gw_fail(err, GW_E_UNSUPPORTED,
			       "%s %s is too old: godwit works with PostgreSQL 12 and later",
			       info->flavor, info->version);
	return true;
}

/* Whether the connection was made with another value of a keyword than the usual one. */
static bool was_told(PGconn *pg, const char *keyword, const char *usual)
{
	GW_PG_OPTIONS_AUTO PQconninfoOption *options = PQconninfo(pg);

	for (const PQconninfoOption *option = options; option && option->keyword; option++) {
		if (strcmp(option->keyword, keyword) == 0)
			return option->val != NULL && strcmp(option->val, usual) != 0;
	}
	return false;
}

/* A pooler can be told to pass over settings without a word: a search_path would not be there. */
static bool check_settings(struct gw_pg *conn, struct gw_error **err)
{
	if (!conn->base.info.pooled || !was_told(conn->pg, "options", ""))
		return true;
	gw_fail(err, GW_E_URL, "the pooler at %s does not take the settings of the database URL",
		gw_pg_address(&conn->arena, conn->pg));
	gw_error_hint(*err, GW_PG_POOLER_HINT);
	return false;
}

static bool connect_host(const struct gw_connect_options *options, const struct gw_url_host *host,
			 struct gw_pg **ret_conn, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_pg_keywords keywords = {0};
	struct gw_pg *conn;

	if (!gw_pg_keywords(&scratch, options, host, &keywords, err))
		return false;
	conn = conn_new(options->sys);
	conn->base.notice = options->notice;
	conn->base.notice_payload = options->notice_payload;
	if (!start(conn, &keywords, options->connect_timeout_ms, err) ||
	    !learn(conn, options, err) || !check_settings(conn, err)) {
		gw_pg_close(&conn->base);
		return false;
	}
	*ret_conn = conn;
	return true;
}

static bool may_differ_elsewhere(enum gw_code code)
{
	return code == GW_E_CONNECT || code == GW_E_TLS;
}

/* Going through the hosts of a URL. */
struct search {
	const struct gw_connect_options *options;
	struct gw_pg *found; /* the one to take */
	struct gw_pg *standby; /* the first that answered, but takes no writes */
	struct gw_error *failure; /* the last one */
	struct gw_str others; /* what became of the others, a line each */
};

static void note(struct search *search, const char *line)
{
	if (search->others.n != 0)
		gw_str_putc(&search->others, '\n');
	gw_str_puts(&search->others, line);
}

static void note_standby(struct search *search, struct gw_pg *conn)
{
	note(search,
	     gw_format(&conn->arena, "%s takes no writes", gw_pg_address(&conn->arena, conn->pg)));
	if (search->standby == NULL)
		search->standby = conn;
	else
		gw_pg_close(&conn->base);
}

/* A standby, where nobody has said what kind of server it should be. */
static bool is_unwanted(const struct search *search, const struct gw_pg *conn)
{
	return !search->options->read_only && conn->base.info.read_only &&
	       !was_told(conn->pg, "target_session_attrs", "any");
}

/* False when there is no point in going on. */
static bool try_host(struct search *search, const struct gw_url_host *host)
{
	struct gw_error *failure = NULL;
	struct gw_pg *conn;

	if (!connect_host(search->options, host, &conn, &failure)) {
		if (search->failure != NULL)
			note(search, search->failure->message);
		gw_error_free(search->failure);
		search->failure = failure;
		return may_differ_elsewhere(failure->code);
	}
	if (is_unwanted(search, conn)) {
		note_standby(search, conn);
		return true;
	}
	search->found = conn;
	return false;
}

/* When every host was there, and none takes writes, the caller may say so. */
static bool conclude(struct search *search, struct gw_pg **ret_conn, struct gw_error **err)
{
	if (search->found == NULL && search->failure == NULL) {
		search->found = search->standby;
		search->standby = NULL;
	}
	if (search->standby != NULL)
		gw_pg_close(&search->standby->base);
	if (search->found != NULL) {
		gw_error_free(search->failure);
		*ret_conn = search->found;
	} else {
		if (search->others.n != 0)
			gw_error_detail(search->failure, "%s", gw_str_text(&search->others));
		*err = search->failure;
	}
	gw_str_done(&search->others);
	return search->found != NULL;
}

static bool connect_any(const struct gw_connect_options *options, struct gw_pg **ret_conn,
			struct gw_error **err)
{
	const struct gw_url *url = options->url;
	struct search search = {.options = options};
	size_t i = 0;

	if (url->hosts.n == 0)
		return connect_host(options, NULL, ret_conn, err);
	while (i < url->hosts.n && try_host(&search, &url->hosts.items[i]))
		i++;
	return conclude(&search, ret_conn, err);
}

bool gw_pg_connect(const struct gw_connect_options *options, struct gw_conn **ret_conn,
		   struct gw_error **err)
{
	struct gw_pg *conn;

	if (!connect_any(options, &conn, err))
		return false;
	*ret_conn = &conn->base;
	return true;
}

bool gw_pg_connect_again(struct gw_pg *conn, struct gw_pg **ret_conn, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_pg_keywords keywords = {0};
	struct gw_pg *again = conn_new(conn->base.sys);

	gw_pg_keywords_of(&scratch, conn->pg, &keywords);
	if (!start(again, &keywords, 0, err)) {
		gw_pg_close(&again->base);
		return false;
	}
	*ret_conn = again;
	return true;
}
