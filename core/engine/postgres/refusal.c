/*
 * Why a connection did not come about.
 *
 * libpq gives no code for it, only text. Asked for verbose errors, it puts the server's SQLSTATE
 * into that text, in any language: "FATAL:  28P01: password authentication failed ..". A failure
 * without SQLSTATE is libpq's own: the network, TLS, or a password that it was not given.
 */
#include <string.h>

#include "engine/postgres/postgres_int.h"

enum { SQLSTATE_SIZE = 5 };

struct refusal {
	const char *sign; /* a SQLSTATE or how it begins; or words of libpq */
	enum gw_code code;
	const char *hint;
};

#define PASSWORD_PLACES \
	"It may stand in the URL, in PGPASSWORD, or in the file that PGPASSFILE names."
#define TLS_HINT                                                                                 \
	"Check sslmode, sslrootcert, sslcert and sslkey in the URL, and whether the server has " \
	"ssl "                                                                                   \
	"switched on."
#define SERVER_HINT "Check that the server runs there, and host and port of the URL."
#define KIND_HINT                                                                             \
	"The parameter target_session_attrs asks for another kind of server. Name the right " \
	"host, or several."

static const struct refusal by_server[] = {
	{"28", GW_E_AUTH, "Check the user name and the password. " PASSWORD_PLACES},
	{"3D000", GW_E_CONNECT,
	 "Create the database with `godwit db create`, or correct its name in the URL."},
	{"57P03", GW_E_CONNECT, "The server is starting or stopping: try again in a moment."},
	{"53300", GW_E_CONNECT, "The server has no connection to spare: try again later."},
	{"08P01", GW_E_CONNECT, GW_PG_POOLER_HINT},
	{"42501", GW_E_CONNECT, "Ask the database's owner to GRANT CONNECT to this user."},
	{"", GW_E_CONNECT, "The server's log may say more."},
};

/* The first that fits; an HTTP server, say, gives an invalid response to a request for SSL. */
static const struct refusal by_libpq[] = {
	{"invalid response", GW_E_CONNECT,
	 "Something that is no PostgreSQL server answered there."},
	{"SSL", GW_E_TLS, TLS_HINT},
	{"certificate", GW_E_TLS, TLS_HINT},
	{"private key", GW_E_TLS, TLS_HINT},
	{"read-only", GW_E_CONNECT, KIND_HINT},
	{"standby", GW_E_CONNECT, KIND_HINT},
	{"invalid ", GW_E_URL, "Correct the parameter in the database URL."},
	{"", GW_E_CONNECT, SERVER_HINT},
};

static const struct refusal no_password = {
	"", GW_E_AUTH, "The server wants a password, and none was given. " PASSWORD_PLACES};

static bool is_sqlstate(struct gw_view text)
{
	if (text.n != SQLSTATE_SIZE)
		return false;
	for (size_t i = 0; i < text.n; i++) {
		if (!(text.p[i] >= '0' && text.p[i] <= '9') &&
		    !(text.p[i] >= 'A' && text.p[i] <= 'Z'))
			return false;
	}
	return true;
}

/* Finds ":  28P01: message" and cuts it apart; false when the server did not speak. */
static bool find_sqlstate(struct gw_view text, struct gw_view *ret_sqlstate,
			  struct gw_view *ret_message)
{
	static const char before[] = ":  ", after[] = ": ";
	size_t at;

	while ((at = gw_view_find(text, GW_VIEW(":  "))) != GW_NOWHERE) {
		text = gw_view_from(text, at + sizeof(before) - 1);
		*ret_sqlstate = gw_view_slice(text, 0, GW_MIN(text.n, (size_t)SQLSTATE_SIZE));
		if (!is_sqlstate(*ret_sqlstate))
			continue;
		*ret_message = gw_view_from(text, SQLSTATE_SIZE);
		if (gw_view_starts(*ret_message, after)) {
			*ret_message = gw_view_from(*ret_message, sizeof(after) - 1);
			return true;
		}
	}
	return false;
}

/* The reason in: connection to server at "h" (1.2.3.4), port 5432 failed: Connection refused */
static struct gw_view local_reason(struct gw_view text)
{
	static const char before[] = " failed: ";
	size_t at = gw_view_find(text, GW_VIEW(" failed: "));

	return at == GW_NOWHERE ? text : gw_view_from(text, at + sizeof(before) - 1);
}

static const struct refusal *find_by_server(struct gw_view sqlstate)
{
	const struct refusal *refusal = by_server;

	while (!gw_view_starts(sqlstate, refusal->sign))
		refusal++;
	return refusal;
}

static const struct refusal *find_by_libpq(struct gw_view reason)
{
	const struct refusal *refusal = by_libpq;

	while (gw_view_find(reason, gw_view_of(refusal->sign)) == GW_NOWHERE)
		refusal++;
	return refusal;
}

const char *gw_pg_address(struct gw_arena *arena, PGconn *pg)
{
	const char *host = PQhost(pg), *port = PQport(pg);

	if (host == NULL || *host == '\0')
		return "the server";
	if (*host == '/')
		return gw_format(arena, "%s/.s.PGSQL.%s", host, port);
	return gw_format(arena, strchr(host, ':') != NULL ? "[%s]:%s" : "%s:%s", host, port);
}

bool gw_pg_fail_connect(PGconn *pg, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_view text = gw_view_of(PQerrorMessage(pg));
	struct gw_view sqlstate = {0}, reason = {0}, line = {0};
	const char *address = gw_pg_address(&scratch, pg);
	const struct refusal *refusal;
	bool from_server = find_sqlstate(text, &sqlstate, &reason);

	if (!from_server)
		reason = local_reason(text);
	(void)gw_view_next_line(&reason, &line);
	if (!from_server && gw_view_is(line, "out of memory"))
		gw_out_of_memory(0);
	if (from_server)
		refusal = find_by_server(sqlstate);
	else
		refusal = PQconnectionNeedsPassword(pg) ? &no_password : find_by_libpq(line);
	gw_fail(err, refusal->code, "cannot connect to %s: %.*s", address, GW_VIEW_ARG(line));
	gw_error_hint(*err, "%s", refusal->hint);
	if (from_server)
		gw_error_server(*err, &(struct gw_server_error){
					      .engine = gw_module_postgres.name,
					      .sqlstate = gw_view_dup(&scratch, sqlstate),
					      .message = gw_view_dup(&scratch, line),
					      .position = GW_NOWHERE,
				      });
	return false;
}
