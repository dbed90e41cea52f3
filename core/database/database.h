/*
 * Whole databases: made, copied, emptied, dropped, listed.
 *
 * What is done here is refused while somebody else is connected, wherever it would take something away
 * from them or give half a copy; who they are is part of the error. The server's own databases are
 * neither dropped nor reset.
 */
#ifndef GW_DATABASE_DATABASE_H
#define GW_DATABASE_DATABASE_H

#include "engine/engine.h"

struct gw_database_options {
	struct gw_arena *arena;
	const struct gw_system *sys;
	const struct gw_url *url; /* whose server, or folder, it is about */
	const char *application;
	int64_t connect_timeout_ms;
};

/*
 * Opens the place, by a door that leads to none of the named databases (NULL at the end). A place of
 * files opens nothing.
 */
GW_MUST_USE bool gw_databases_open(const struct gw_database_options *options,
				   const char *const *names, struct gw_databases *ret_at,
				   struct gw_error **err);
void gw_databases_close(struct gw_databases *at); /* {0} is fine */
#define GW_DATABASES_AUTO GW_CLEANUP(gw_databases_close)

GW_MUST_USE bool gw_database_list(const struct gw_databases *at, struct gw_database_list *ret_list,
				  struct gw_error **err);
/* *ret_made is false when it is there already, as it is. */
GW_MUST_USE bool gw_database_create(const struct gw_databases *at, const char *name, bool *ret_made,
				    struct gw_error **err);
/*
 * *ret_dropped is false when there is none. force: sessions that are connected are ended; else they are
 * GW_E_IN_USE. GW_E_PERMISSION for the server's own.
 */
GW_MUST_USE bool gw_database_drop(const struct gw_databases *at, const char *name, bool force,
				  bool *ret_dropped, struct gw_error **err);
/* Takes everything out of it, or makes it; its own properties stay. As drop(). */
GW_MUST_USE bool gw_database_reset(const struct gw_databases *at, const char *name, bool force,
				   struct gw_error **err);
/* GW_E_NO_DATABASE, GW_E_DATABASE_EXISTS, GW_E_IN_USE, GW_E_CLONE. Sessions at the source stay. */
GW_MUST_USE bool gw_database_clone(const struct gw_databases *at, const char *from, const char *to,
				   struct gw_error **err);
/* The same, but nothing in the copy works by itself, until it is woken. */
GW_MUST_USE bool gw_database_copy(const struct gw_databases *at, const char *from, const char *to,
				  struct gw_error **err);
GW_MUST_USE bool gw_database_wake(const struct gw_databases *at, const char *name,
				  struct gw_error **err);
/* As clone(), where there may be a database `to`, which is dropped for it; force is as for drop(). */
GW_MUST_USE bool gw_database_replace(const struct gw_databases *at, const char *from,
				     const char *to, bool force, struct gw_error **err);

#endif
