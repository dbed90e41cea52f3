/*
 * What databases.c and clone.c share.
 */
#ifndef GW_ENGINE_MYSQL_DATABASES_INT_H
#define GW_ENGINE_MYSQL_DATABASES_INT_H

#include "engine/databases.h"
#include "engine/mysql/mysql_int.h"

extern const struct gw_databases_engine gw_my_databases;
/* dump.c */
extern const struct gw_dump_engine gw_my_dump;

/* With character set and collation of another one. */
GW_MUST_USE bool gw_my_database_create_like(const struct gw_databases *at, const char *like,
					    const char *name, struct gw_error **err);
GW_MUST_USE bool gw_my_database_drop(const struct gw_databases *at, const char *name, bool force,
				     struct gw_error **err);
/*
 * The statement that puts a mark into a database: an empty table of ours, which a copy does not take over.
 * "godwit_template", "godwit_unfinished".
 */
void gw_my_render_mark(struct gw_render *render, const char *database, const char *mark);
/* clone.c */
GW_MUST_USE bool gw_my_database_clone(const struct gw_databases *at, const char *from,
				      const char *to, struct gw_error **err);

#endif
