/*
 * Database URLs, parsed by us so that no library ever prints a password out of one.
 *
 *   postgres://user:pw@host1:5432,host2/db?sslmode=require   postgresql+psycopg2://..., pgx...
 *   postgres:///db?host=/run/postgresql                       Unix socket
 *   mysql://user:pw@host/db?socket=/run/mysqld/mysqld.sock    mariadb://, mysql+pymysql://
 *   mysql://user:pw@tcp(host:3306)/db                         golang-migrate's spelling
 *   sqlite:relative.db  sqlite:/abs.db  sqlite:///relative.db  sqlite:////abs.db  sqlite::memory:
 *   sqlite3://relative.db  sqlite3:///abs.db                  golang-migrate's and Rails' spelling
 *   sqlite3:, file:... and a bare path that ends in .db, .sqlite or .sqlite3
 *   host=... dbname=... (libpq keyword form)
 *   any of them after jdbc:
 *
 * Whatever the spelling, the parts end up in the same place: the parameters user, password, dbname,
 * host and port move to their fields; a socket is a host that starts with '/' for PostgreSQL (its
 * folder) and the parameter "socket" for MySQL (its path).
 */
#ifndef GW_CONFIG_URL_H
#define GW_CONFIG_URL_H

#include "base/error.h"
#include "base/vec.h"

struct gw_url_host {
	const char *host; /* name, address, or socket folder; NULL: the engine's default */
	unsigned port; /* 0: the engine's default */
};

struct gw_url_parameter {
	const char *name;
	const char *value;
};

struct gw_url {
	const char *engine; /* "postgres", "mysql", "sqlite" */
	const char *user; /* NULL: not given; all strings are percent-decoded */
	const char *password;
	GW_VEC(struct gw_url_host) hosts;
	const char *database; /* SQLite: the path, or ":memory:" */
	GW_VEC(struct gw_url_parameter) parameters; /* in order; the last of a name wins */
};

/* GW_E_URL. Errors give the column and never quote the URL: any part of it may be a password. */
GW_MUST_USE bool gw_url_parse(struct gw_arena *arena, struct gw_view text, struct gw_url *ret_url,
			      struct gw_error **err);
/* The last value given for name, or NULL. */
const char *gw_url_parameter(const struct gw_url *url, const char *name);
/* Whether the database is a file: no host, no user, no password. */
bool gw_url_is_file(const struct gw_url *url);
/*
 * Whether both lead to the same database, as far as that can be told from here: who connects, and how,
 * makes no difference, nor by which of its names this machine is called, or a file.
 */
bool gw_url_is_same(const struct gw_url *a, const struct gw_url *b);
/* The URL for people: canonical, without password, secrets in parameters as ***. */
char *gw_url_display(struct gw_arena *arena, const struct gw_url *url);
/* The URL for a program that connects with it: with password and all. Never for people. */
char *gw_url_text(struct gw_arena *arena, const struct gw_url *url);
/* Removes user:password@ and password= from any text that may hold a URL. */
struct gw_view gw_url_redact_text(struct gw_arena *arena, struct gw_view text);
/* The same for one word of a command line, of which blanks and quotes are part. */
struct gw_view gw_url_redact_argument(struct gw_arena *arena, struct gw_view word);

#endif
