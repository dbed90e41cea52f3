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
};

static void learn_variable(struct gw_view name, struct gw_view value, struct variables *variables)
{
	uint64_t number = 0;

	if (gw_view_is(name, "max_allowed_packet")) {
		if (gw_parse_u64(value, &number))
			variables->packet_bytes = (size_t)number;
	} else if (gw_view_is(name, "default_storage_engine")) {
		variables->tables_stay = !gw_my_rolls_back(value);
	} else if (gw_view_is(name, "wsrep_on")) {
		variables->galera = gw_view_is(value, "ON");
	} else if (!gw_view_is(value, "OFF")) {
		/* One of the read_only variables. */
		variables->read_only = true;
	}
}

struct learning {
	struct gw_my_conn *conn;
	struct variables variables;
};

static bool learn_reply(void *payload, const struct gw_reply *reply,
			struct gw_error **err GW_UNUSED)
{
	struct learning *learning = payload;
	const struct gw_rows *rows = &reply->rows;

	if (reply->index == 1)
		learn_info(learning->conn, rows);
	if (reply->index == 3)
		learn_uptime(learning->conn, rows);
	for (size_t i = 0; reply->index == 2 && i < rows->nrows; i++)
		learn_variable(gw_cell(rows, i, 0), gw_cell(rows, i, 1), &learning->variables);
	return true;
}

static bool learn(struct gw_my_conn *conn, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct learning learning = {.conn = conn};
	const struct gw_request requests[] = {
		{.sql = gw_view_of(gw_my_sql_session)},
		{.sql = gw_view_of(gw_my_sql_server_info)},
		{.sql = gw_view_of(gw_my_sql_server_variables)},
		{.sql = gw_view_of(gw_my_sql_server_uptime)},
	};
	size_t failed;

	if (!gw_my_run(&conn->base, requests, GW_COUNT(requests), &scratch, learn_reply, &learning,
		       &failed, err)) {
		if ((*err)->code == GW_E_STATEMENT)
			(*err)->code = GW_E_SERVER;
		return false;
	}
	conn->packet_bytes = learning.variables.packet_bytes;
	conn->stay.by_default = learning.variables.tables_stay;
	conn->base.info.read_only = learning.variables.read_only;
	return !learning.variables.galera || gw_my_join_cluster(conn, err);
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
	    !open_first(conn, err) || !check_tls(conn, err) || !learn(conn, err)) {
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
