/*
 * The server's and the client library's words as errors of godwit. What an error number means to
 * us is one row of a table.
 */
#include <errmsg.h>

#include "engine/mysql/mysql_int.h"
#include "engine/words.h"

/* What is special about an error number. */
struct meaning {
	unsigned number;
	enum gw_code code;
	bool retryable;
	bool lock_timeout;
	bool constraint;
	bool exists;
	bool inside;
	const char *words; /* only when the message holds these; NULL: always */
};

static const struct meaning meanings[] = {
	{.number = 1020, .code = GW_E_STATEMENT, .retryable = true}, /* record has changed */
	{.number = 1021, .code = GW_E_DISK_FULL},
	{.number = 1044, .code = GW_E_PERMISSION}, /* database */
	/* The node of a cluster lost the others: what a COMMIT does is not known. */
	{.number = 1047, .code = GW_E_CONNECTION_LOST, .words = "WSREP"},
	{.number = 1050, .code = GW_E_STATEMENT, .exists = true}, /* table, view, sequence */
	{.number = 1053, .code = GW_E_CONNECTION_LOST}, /* server shutdown */
	{.number = 1060, .code = GW_E_STATEMENT, .exists = true}, /* column */
	{.number = 1061, .code = GW_E_STATEMENT, .exists = true}, /* key */
	{.number = 1062, .code = GW_E_STATEMENT, .constraint = true}, /* duplicate entry */
	{.number = 1095, .code = GW_E_PERMISSION}, /* not owner of thread */
	{.number = 1114, .code = GW_E_DISK_FULL}, /* the table is full */
	{.number = 1142, .code = GW_E_PERMISSION}, /* table */
	{.number = 1143, .code = GW_E_PERMISSION}, /* column */
	{.number = 1205, .code = GW_E_LOCKED, .retryable = true, .lock_timeout = true},
	{.number = 1213, .code = GW_E_STATEMENT, .retryable = true}, /* deadlock */
	{.number = 1227, .code = GW_E_PERMISSION}, /* needs SUPER or the like */
	{.number = 1290, .code = GW_E_READ_ONLY, .words = "read"}, /* server option --read-only */
	{.number = 1304, .code = GW_E_STATEMENT, .exists = true}, /* routine */
	{.number = 1359, .code = GW_E_STATEMENT, .exists = true}, /* trigger */
	{.number = 1370, .code = GW_E_PERMISSION}, /* routine */
	{.number = 1451, .code = GW_E_STATEMENT, .constraint = true}, /* row is referred to */
	{.number = 1452, .code = GW_E_STATEMENT, .constraint = true}, /* no row to refer to */
	{.number = 1537, .code = GW_E_STATEMENT, .exists = true}, /* event */
	{.number = 1568, .code = GW_E_STATEMENT, .inside = true}, /* SET TRANSACTION */
	{.number = 1586, .code = GW_E_STATEMENT, .constraint = true}, /* duplicate entry */
	{.number = 1679, .code = GW_E_STATEMENT, .inside = true}, /* SET binlog_format */
	/* Skipped: somebody's DDL is changing the table that we wanted to look at. */
	{.number = 1684, .code = GW_E_LOCKED, .retryable = true, .lock_timeout = true},
	{.number = 1685, .code = GW_E_STATEMENT, .inside = true}, /* SET binlog_direct_.. */
	{.number = 1694, .code = GW_E_STATEMENT, .inside = true}, /* SET sql_log_bin */
	{.number = 1766, .code = GW_E_STATEMENT, .inside = true}, /* other variables of MySQL */
	{.number = 1792, .code = GW_E_READ_ONLY}, /* read only transaction */
	{.number = 1826, .code = GW_E_STATEMENT, .exists = true}, /* constraint */
	{.number = 1836, .code = GW_E_READ_ONLY}, /* read only mode */
	{.number = 1927, .code = GW_E_CONNECTION_LOST}, /* connection was killed */
	{.number = 1929, .code = GW_E_STATEMENT, .inside = true}, /* SET skip_replication */
	{.number = 1953, .code = GW_E_STATEMENT, .inside = true}, /* SET gtid_.. */
	{.number = 2006, .code = GW_E_CONNECTION_LOST}, /* server has gone away */
	{.number = 2008, .code = GW_E_CONNECTION_LOST}, /* no memory: the answer is lost */
	{.number = 2012, .code = GW_E_CONNECTION_LOST}, /* error in handshake */
	{.number = 2013, .code = GW_E_CONNECTION_LOST}, /* lost connection */
	{.number = 2014, .code = GW_E_CONNECTION_LOST}, /* commands out of sync */
	{.number = 2027, .code = GW_E_CONNECTION_LOST}, /* malformed packet */
	{.number = 2055, .code = GW_E_CONNECTION_LOST}, /* lost connection, with a reason */
	{.number = 4031, .code = GW_E_CONNECTION_LOST}, /* disconnected for inactivity */
};

/* Connecting: who was refused, and what would help. Other numbers mean that nobody answered. */
static const struct {
	unsigned number;
	enum gw_code code;
	const char *hint;
} refusals[] = {
	{1040, GW_E_CONNECT, "The server has too many connections; try again later."},
	{1044, GW_E_AUTH, "Grant the user rights on this database, or connect as another user."},
	{1045, GW_E_AUTH, "Check user and password of the URL, or of [client] in my.cnf."},
	{1049, GW_E_CONNECT,
	 "Create the database with `godwit db create`, or correct its name in the URL."},
	{1129, GW_E_CONNECT, "Run `FLUSH HOSTS` in the server."},
	{1130, GW_E_AUTH, "The server does not let this host in: create the user for it."},
	{1251, GW_E_AUTH, "The user's authentication plugin is too old or too new for libmariadb."},
	{1698, GW_E_AUTH, "This user logs in by the name of the system user, through the socket."},
	{1862, GW_E_AUTH, "The password has expired: set a new one with the mariadb program."},
	{2026, GW_E_TLS, "Check ssl-mode, ssl-ca and the name in the server's certificate."},
	{2059, GW_E_AUTH, "libmariadb lacks the user's authentication plugin."},
	{2061, GW_E_AUTH,
	 "The user's authentication plugin would send the password in the clear; it is allowed "
	 "with "
	 "`?ssl-mode=VERIFY_IDENTITY` and over a socket."},
	{3118, GW_E_AUTH, "The account is locked."},
	{4151, GW_E_AUTH, "The account is locked."},
};

static const struct meaning *meaning_of(unsigned number, struct gw_view message)
{
	for (size_t i = 0; i < GW_COUNT(meanings); i++) {
		const struct meaning *meaning = &meanings[i];

		if (meaning->number == number &&
		    (meaning->words == NULL ||
		     gw_view_find(message, gw_view_of(meaning->words)) != GW_NOWHERE))
			return meaning;
	}
	return NULL;
}

static enum gw_code code_of(const struct gw_my_conn *conn, const struct meaning *meaning,
			    struct gw_view message)
{
	if (conn->stop.abandoned || conn->stop.cancelled)
		return GW_E_INTERRUPTED;
	if (meaning != NULL)
		return meaning->code;
	/* Storage engines wrap the system's error in numbers of their own. */
	if (gw_view_find(message, GW_VIEW("No space left on device")) != GW_NOWHERE)
		return GW_E_DISK_FULL;
	return GW_E_STATEMENT;
}

bool gw_my_fail_statement(struct gw_my_conn *conn, struct gw_view statement, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	unsigned number = mysql_errno(conn->my);
	struct gw_view message = gw_view_of(mysql_error(conn->my));
	const struct meaning *meaning = meaning_of(number, message);
	struct gw_my_where where = gw_my_locate(number, message, statement);
	enum gw_code code = code_of(conn, meaning, message);
	bool lost = meaning != NULL && meaning->code == GW_E_CONNECTION_LOST;
	struct gw_server_error server = {
		.engine = conn->base.engine->name,
		.sqlstate = mysql_sqlstate(conn->my),
		.number = (int)number,
		.message = gw_my_words(&scratch, number, message, statement),
		.position = where.mark.offset,
		.length = where.mark.length,
		.line = where.mark.offset == GW_NOWHERE ? where.line : 0,
		.connection_lost = lost,
		.retryable = meaning != NULL && meaning->retryable,
		.lock_timeout = meaning != NULL && meaning->lock_timeout,
		.constraint = meaning != NULL && meaning->constraint,
		.exists = meaning != NULL && meaning->exists,
		.inside = meaning != NULL && meaning->inside,
		.cancelled = code == GW_E_INTERRUPTED,
	};

	conn->base.broken = conn->base.broken || lost;
	gw_server_words_hide(&scratch, conn->base.engine->dialect, statement, &server);
	gw_fail(err, code, "%s", code == GW_E_INTERRUPTED ? "interrupted" : server.message);
	gw_error_server(*err, &server);
	gw_conn_hint(&conn->base, *err);
	return false;
}

bool gw_my_answered(unsigned number)
{
	for (size_t i = 0; i < GW_COUNT(refusals); i++) {
		if (refusals[i].number == number)
			return true;
	}
	return false;
}

static const char *names_before(struct gw_my_conn *conn, const struct gw_my_endpoint *endpoint)
{
	const struct gw_my_endpoint *first = conn->settings.endpoints.items;
	const char *names = gw_my_endpoint_name(&conn->arena, first);

	for (const struct gw_my_endpoint *each = first + 1; each < endpoint; each++)
		names = gw_format(&conn->arena, "%s, %s", names,
				  gw_my_endpoint_name(&conn->arena, each));
	return names;
}

bool gw_my_fail_connect(struct gw_my_conn *conn, const struct gw_my_endpoint *endpoint,
			struct gw_error **err)
{
	unsigned number = mysql_errno(conn->my);
	const struct gw_server_error server = {
		.engine = conn->base.engine->name,
		.sqlstate = mysql_sqlstate(conn->my),
		.number = (int)number,
		.message = mysql_error(conn->my),
		.position = GW_NOWHERE,
	};
	enum gw_code code = GW_E_CONNECT;
	const char *hint = "Check that the server runs, and host, port or socket of the URL.";

	if (number == CR_OUT_OF_MEMORY)
		gw_out_of_memory(0);
	if (conn->stop.abandoned)
		return gw_fail(err, GW_E_INTERRUPTED, "interrupted while connecting");
	for (size_t i = 0; i < GW_COUNT(refusals); i++) {
		if (refusals[i].number == number) {
			code = refusals[i].code;
			hint = refusals[i].hint;
		}
	}
	gw_fail(err, code, "cannot connect to %s: %s", gw_my_endpoint_name(&conn->arena, endpoint),
		server.message);
	gw_error_server(*err, &server);
	gw_error_hint(*err, "%s", hint);
	if (endpoint != conn->settings.endpoints.items)
		gw_error_detail(*err, "before that, in vain: %s", names_before(conn, endpoint));
	return false;
}
