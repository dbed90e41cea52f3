/*
 * What databases.c, clone.c and openers.c share.
 */
#ifndef GW_ENGINE_SQLITE_DATABASES_INT_H
#define GW_ENGINE_SQLITE_DATABASES_INT_H

#include <sys/stat.h>

#include "engine/databases.h"
#include "engine/sqlite/sqlite_int.h"

extern const struct gw_databases_engine gw_lite_databases;

/* Connects to a file that is there. */
GW_MUST_USE bool gw_lite_database_open(const struct gw_databases *at, const char *path,
				       struct gw_lite_conn **ret_conn, struct gw_error **err);
/* clone.c: a consistent copy, whoever else writes. */
GW_MUST_USE bool gw_lite_database_clone(const struct gw_databases *at, const char *from,
					const char *to, struct gw_error **err);
/* openers.c: other processes that have the file open, as far as this user can see. */
void gw_lite_openers(struct gw_arena *arena, const char *path,
		     struct gw_database_sessions *ret_sessions);

/* The file that a name leads to, be it there or not: SQLite writes beside that one, not beside a link. */
const char *gw_lite_follow(struct gw_arena *arena, const char *name);

#endif
