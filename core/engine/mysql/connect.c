/*
 * Connecting: the endpoints in order until one answers, then TLS is checked, the session is settled
 * and the server's facts are learned in one turnaround.
 */
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <pthread.h>
#include <stdlib.h>
#include <sys/socket.h>

#include "engine/literal.h"
#include "engine/mysql/mysql_int.h"
#include "mysql_sql.h"

enum { CANCEL_TIMEOUT_MS = 1000 };

/* The library sets itself up in its first call, which must not happen in two threads at once. */
static void init_library(void)
{
	if (mysql_library_init(0, NULL, NULL) != 0)
		gw_out_of_memory(0);
}

MYSQL *gw_my_new_handle(void)
{
	static pthread_once_t once = PTHREAD_ONCE_INIT;
	MYSQL *my;

	pthread_once(&once, init_library);
	my = mysql_init(NULL);
	if (my == NULL)
		gw_out_of_memory(sizeof(*my));
	return my;
}

/* Notices within minutes that the network is gone while a long ALTER TABLE is silent. */
static void keep_alive(MYSQL *my)
{
	static const struct {
		int option;
		int value;
	} settings[] = {{TCP_KEEPIDLE, 60}, {TCP_KEEPINTVL, 15}, {TCP_KEEPCNT, 4}};
	int fd = mysql_get_socket(my);
	const int on = 1;

	/* Not a TCP socket: refused, which is fine. */
	if (setsockopt(fd, SOL_SOCKET, SO_KEEPALIVE, &on, sizeof(on)) != 0)
		return;
	for (size_t i = 0; i < GW_COUNT(settings); i++)
		(void)setsockopt(fd, IPPROTO_TCP, settings[i].option, &settings[i].value,
				 sizeof(settings[i].value));
}

static void drop_handle(struct gw_my_conn *conn)
{
	mysql_close(conn->my);
	conn->my = NULL;
}

static bool try_endpoint(struct gw_my_conn *conn, const struct gw_my_endpoint *endpoint)
{
	const unsigned off = 0;

	conn->my = gw_my_new_handle();
	if (mysql_options(conn->my, MYSQL_OPT_NONBLOCK, NULL) != 0)
		gw_out_of_memory(0);
	gw_my_settings_apply(&conn->settings, endpoint, conn->my);
	conn->greeting = conn->settings.tls >= GW_MY_TLS_REQUIRED ? GW_MY_GREETING_AWAITED
								  : GW_MY_GREETING_FINE;
	if (!gw_my_open(conn, endpoint))
		return false;
	/* An option file may have allowed it; no server may ask for our files. */
	mysql_options(conn->my, MYSQL_OPT_LOCAL_INFILE, &off);
	conn->endpoint = endpoint;
	return true;
}

static bool fail_no_tls(struct gw_my_conn *conn, const struct gw_my_endpoint *endpoint,
			struct gw_error **err)
{
	gw_fail(err, GW_E_TLS, "%s offers no TLS, and ssl-mode demands it",
		gw_my_endpoint_name(&conn->arena, endpoint));
	gw_error_hint(*err, "Switch TLS on in the server, or connect with `?ssl-mode=PREFERRED`.");
	return false;
}

static bool open_first(struct gw_my_conn *conn, struct gw_error **err)
{
	size_t n = conn->settings.endpoints.n;

	for (size_t i = 0; i < n; i++) {
		const struct gw_my_endpoint *endpoint = &conn->settings.endpoints.items[i];

		if (try_endpoint(conn, endpoint))
			return true;
		if (conn->greeting == GW_MY_GREETING_NO_TLS)
			return fail_no_tls(conn, endpoint, err);
		if (i + 1 == n || gw_my_answered(mysql_errno(conn->my)) ||
		    gw_interrupted(conn->base.sys))
			return gw_my_fail_connect(conn, endpoint, err);
		drop_handle(conn);
	}
	return gw_fail(err, GW_E_INTERNAL, "no address to connect to");
}

static bool check_tls(struct gw_my_conn *conn, struct gw_error **err)
{
	const char *server = gw_my_endpoint_name(&conn->arena, conn->endpoint);

	if (conn->settings.tls < GW_MY_TLS_REQUIRED)
		return true;
	if (mysql_get_ssl_cipher(conn->my) == NULL)
		return fail_no_tls(conn, conn->endpoint, err);
	if (!gw_my_settings_kept(&conn->settings, conn->my)) {
		gw_fail(err, GW_E_TLS,
			"an option file overrides how the certificate of %s is checked", server);
		gw_error_hint(*err, "Remove ssl-ca and ssl-verify-server-cert from my.cnf, or give "
				    "user and password in the URL: my.cnf is not read then.");
		return false;
	}
	return true;
}

/* Columns of sql/server_info.sql. */
enum { INFO_VERSION, INFO_USER, INFO_DATABASE, INFO_CONNECTION, INFO_NOW };

static void learn_info(struct gw_my_conn *conn, const struct gw_rows *rows)
{
	struct gw_server_info *info = &conn->base.info;
	struct gw_view version = gw_cell(rows, 0, INFO_VERSION);
	bool is_mariadb = gw_view_find(version, GW_VIEW("MariaDB")) != GW_NOWHERE;

	info->version = gw_view_dup(&conn->arena, version);
	info->version_number = (unsigned)mysql_get_server_version(conn->my);
	info->flavor = is_mariadb ? "MariaDB" : "MySQL";
	info->user = gw_view_dup(&conn->arena, gw_cell(rows, 0, INFO_USER));
	info->database = gw_view_dup(&conn->arena, gw_cell(rows, 0, INFO_DATABASE));
	info->connection_id = gw_cell_int(rows, 0, INFO_CONNECTION);
	info->session_start_us = gw_cell_int(rows, 0, INFO_NOW) * GW_MY_SECOND_US;
}

/* Connections are counted from the start of the server on. */
static void learn_uptime(struct gw_my_conn *conn, const struct gw_rows *rows)
{
	uint64_t seconds;

	if (rows->nrows != 0 && gw_parse_u64(gw_cell(rows, 0, 1), &seconds))
		conn->base.info.session_start_us -= (int64_t)seconds * GW_MY_SECOND_US;
	else
		conn->base.info.session_start_us = 0;
}

struct variables {
	bool read_only;
	bool galera;
	size_t packet_bytes;
	bool tables_stay;
	bool logs;
};

static void learn_variable(struct gw_view name, struct gw_view value, struct variables *variables)
{
	uint64_t number = 0;

	if (gw_view_is(name, "max_allowed_packet")) {
		if (gw_parse_u64(value, &number))
			variables->packet_bytes = (size_t)number;
	} else if (gw_view_is(name, "default_storage_engine")) {
		variables->tables_stay = !gw_my_rolls_back(value);
	} else if (gw_view_is(name, "log_bin")) {
		variables->logs = gw_view_is(value, "ON");
	} else if (gw_view_is(name, "wsrep_on")) {
		variables->galera = gw_view_is(value, "ON");
	} else if (!gw_view_is(value, "OFF")) {
		/* One of the read_only variables. */
		variables->read_only = true;
	}
}

/* Our own questions in the first flight; the lock's and the caller's come after them. */
enum { LEARN_SESSION, LEARN_INFO, LEARN_VARIABLES, LEARN_UPTIME, LEARN_OWN };

struct learning {
	struct gw_my_conn *conn;
	const struct gw_opening *opening; /* NULL: nothing else is asked */
	struct gw_arena arena;
	GW_VEC(struct gw_request) requests;
	size_t lock, others; /* places in the list: the lock's question, the caller's first */
	bool got_lock;
	bool has_learned; /* our own questions are answered */
	struct variables variables;
};

static void add_question(struct learning *learning, const char *sql)
{
	const struct gw_request request = {.sql = gw_view_of(sql)};

	gw_vec_push(&learning->arena, &learning->requests, request);
}

static void add_opening(struct learning *learning, const struct gw_opening *opening)
{
	struct gw_value *key = gw_new(&learning->arena, struct gw_value);
	const struct gw_request lock = {
		.sql = gw_view_of(SQL_LOCK_FIRST), .params = key, .nparams = 1};

	*key = gw_value_text(gw_view_of(opening->lock_key));
	if (opening->lock_key != NULL) {
		learning->lock = learning->requests.n;
		gw_vec_push(&learning->arena, &learning->requests, lock);
	}
	learning->others = learning->requests.n;
	for (size_t i = 0; i < opening->n; i++)
		gw_vec_push(&learning->arena, &learning->requests, opening->requests[i]);
}

static void prepare(struct learning *learning)
{
	add_question(learning, gw_my_sql_session);
	add_question(learning, gw_my_sql_server_info);
	add_question(learning, gw_my_sql_server_variables);
	add_question(learning, gw_my_sql_server_uptime);
	learning->lock = learning->others = GW_NOWHERE;
	if (learning->opening != NULL)
		add_opening(learning, learning->opening);
}

/*
 * What was not asked under the lock is as good as not asked. On a cluster the lock is more than
 * GET_LOCK, and the node may not have seen yet what was written on others.
 */
static bool is_worth_telling(const struct learning *learning)
{
	return !learning->variables.galera &&
	       (learning->opening->lock_key == NULL || learning->got_lock);
}

static bool learn_others(struct learning *learning, const struct gw_reply *reply,
			 struct gw_error **err)
{
	const struct gw_opening *opening = learning->opening;
	struct gw_reply others = *reply;

	if (reply->index == learning->lock)
		learning->got_lock = gw_cell_bool(&reply->rows, 0, 0);
	if (learning->others > reply->index || !is_worth_telling(learning))
		return true;
	others.index -= learning->others;
	return opening->reply(opening->payload, &others, err);
}

static bool learn_reply(void *payload, const struct gw_reply *reply, struct gw_error **err)
{
	struct learning *learning = payload;
	const struct gw_rows *rows = &reply->rows;

	if (reply->index == LEARN_INFO)
		learn_info(learning->conn, rows);
	if (reply->index == LEARN_UPTIME)
		learn_uptime(learning->conn, rows);
	learning->has_learned |= reply->index == LEARN_UPTIME;
	for (size_t i = 0; reply->index == LEARN_VARIABLES && i < rows->nrows; i++)
		learn_variable(gw_cell(rows, i, 0), gw_cell(rows, i, 1), &learning->variables);
	return reply->index < LEARN_OWN || learn_others(learning, reply, err);
}

/*
 * What was asked along need not be answered. A node that is cut off from its cluster answers no more than
 * our own questions; elsewhere that passes for a loss, since nobody knows what becomes of a COMMIT.
 */
static bool can_do_without(struct learning *learning, const struct gw_error *error)
{
	enum { ER_UNKNOWN_COM_ERROR = 1047 };
	struct gw_conn *conn = &learning->conn->base;
	bool is_cut_off = error->server != NULL && error->server->number == ER_UNKNOWN_COM_ERROR;

	if (!learning->has_learned || error->code == GW_E_INTERRUPTED ||
	    (conn->broken && !is_cut_off))
		return false;
	conn->broken = false;
	return true;
}

/* One flight. */
static bool ask_first(struct learning *learning, struct gw_error **err)
{
	const struct gw_opening *opening = learning->opening;
	struct gw_arena *arena = opening != NULL ? opening->arena : &learning->arena;
	struct gw_conn *conn = &learning->conn->base;
	size_t failed;
	bool ok;

	prepare(learning);
	conn->meanwhile = opening;
	ok = gw_my_run(conn, learning->requests.items, learning->requests.n, arena, learn_reply,
		       learning, &failed, err);
	conn->meanwhile = NULL;
	if (ok)
		return true;
	if (can_do_without(learning, *err)) {
		gw_error_clear(err);
		return true;
	}
	if ((*err)->code == GW_E_STATEMENT)
		(*err)->code = GW_E_SERVER;
	return false;
}

static bool learn(struct gw_my_conn *conn, const struct gw_opening *opening, struct gw_error **err)
{
	struct learning learning = {.conn = conn, .opening = opening};
	bool ok = ask_first(&learning, err);

	gw_arena_done(&learning.arena);
	if (!ok)
		return false;
	conn->packet_bytes = learning.variables.packet_bytes;
	conn->stay.by_default = learning.variables.tables_stay;
	conn->base.info.read_only = learning.variables.read_only;
	conn->base.info.read_only_hint =
		"The server is set to `read_only`, as a replica is: give the URL of the primary "
		"server, or switch it off.";
	conn->logs = learning.variables.logs && !learning.variables.galera &&
		     gw_view_is(gw_view_of(conn->base.info.flavor), "MariaDB");
	conn->lock_at_hand = learning.got_lock;
	if (learning.variables.galera && !gw_my_join_cluster(conn, err))
		return false;
	/* Where there is a lease, it is still to be taken. */
	conn->base.has_lock = conn->lock_at_hand && conn->lease.node == NULL;
	return true;
}

bool gw_my_connect(const struct gw_connect_options *options, struct gw_conn **ret_conn,
		   struct gw_error **err)
{
	struct gw_my_conn *conn = gw_xmalloc(sizeof(*conn));

	*conn = (struct gw_my_conn){
		.base =
			{
				.engine = &gw_module_mysql,
				.sys = options->sys,
				.notice = options->notice,
				.notice_payload = options->notice_payload,
			},
	};
	if (!gw_my_settings_read(&conn->arena, options, &conn->settings, err) ||
	    !open_first(conn, err) || !check_tls(conn, err) ||
	    !learn(conn, options->opening, err)) {
		gw_my_close(&conn->base);
		return false;
	}
	keep_alive(conn->my);
	*ret_conn = &conn->base;
	return true;
}

void gw_my_close(struct gw_conn *base)
{
	struct gw_my_conn *conn = gw_my(base);

	if (conn == NULL)
		return;
	gw_my_heart_stop(conn);
	if (conn->my != NULL)
		mysql_close(conn->my);
	gw_arena_done(&conn->arena);
	free(conn);
}

bool gw_my_cancel(const struct gw_my_conn *conn, bool whole_session)
{
	GW_STR_AUTO struct gw_str text = {0};
	struct gw_my_settings settings = conn->settings;
	MYSQL *my = gw_my_new_handle();
	bool sent;

	settings.connect_timeout_ms = CANCEL_TIMEOUT_MS;
	gw_my_settings_apply(&settings, conn->endpoint, my);
	gw_str_puts(&text, whole_session ? "KILL CONNECTION " : "KILL QUERY ");
	gw_add_int(&text, (int64_t)mysql_thread_id(conn->my));
	sent = mysql_real_connect(my, conn->endpoint->host, settings.user, settings.password, NULL,
				  conn->endpoint->port, conn->endpoint->socket, 0) != NULL &&
	       mysql_real_query(my, text.p, text.n) == 0;
	mysql_close(my);
	return sent;
}
