/*
 * SQL dialects. A dialect is data: which quotes, comments, words and client commands exist, which
 * statements cannot run in a transaction or end one. Lexer, splitter and classifier are the same
 * code for all; what differs is in dialect_postgres.c, dialect_mysql.c and dialect_sqlite.c.
 */
#ifndef GW_SQL_DIALECT_H
#define GW_SQL_DIALECT_H

#include "base/view.h"

struct gw_dialect; /* its members are for the sql folder alone: sql_int.h */

extern const struct gw_dialect gw_dialect_postgres;
extern const struct gw_dialect gw_dialect_mysql;
extern const struct gw_dialect gw_dialect_sqlite;

/* "postgres", "mysql", "sqlite" */
const char *gw_dialect_name(const struct gw_dialect *dialect);

#endif
