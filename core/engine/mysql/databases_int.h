/*
 * What databases.c, clone.c, sleep.c, dump.c and calm.c share.
 */
#ifndef GW_ENGINE_MYSQL_DATABASES_INT_H
#define GW_ENGINE_MYSQL_DATABASES_INT_H

#include "engine/databases.h"
#include "engine/mysql/mysql_int.h"

extern const struct gw_databases_engine gw_my_databases;
/* dump.c */
extern const struct gw_dump_engine gw_my_dump;
/* calm.c: as gw_dump_engine.calm */
GW_MUST_USE bool gw_my_dump_calm(const struct gw_databases *at, const char *source,
				 const char *name, const char *file, const char *to,
				 bool *ret_written, struct gw_error **err);

/* With character set and collation of another one. */
GW_MUST_USE bool gw_my_database_create_like(const struct gw_databases *at, const char *like,
					    const char *name, struct gw_error **err);
GW_MUST_USE bool gw_my_database_drop(const struct gw_databases *at, const char *name, bool force,
				     struct gw_error **err);
/*
 * The statement that puts a mark into a database: an empty table of ours, which a copy does not take over.
 * "godwit_template", "godwit_unfinished", "godwit_asleep".
 */
void gw_my_render_mark(struct gw_render *render, const char *database, const char *mark);
#define GW_MY_MARK "mark of godwit" /* its comment */
/*
 * sleep.c: notes in the copy `to` which events of `from` are awake or asleep: it has them asleep. *ret_any
 * is false when there are none.
 */
GW_MUST_USE bool gw_my_database_note_asleep(const struct gw_databases *at, const char *from,
					    const char *to, bool *ret_any, struct gw_error **err);
/* Events that are awake go to sleep, and those that are asleep wake up. */
GW_MUST_USE bool gw_my_database_sleep(const struct gw_databases *at, const char *name,
				      struct gw_error **err);
GW_MUST_USE bool gw_my_database_wake(const struct gw_databases *at, const char *name,
				     struct gw_error **err);
/* clone.c */
GW_MUST_USE bool gw_my_database_clone(const struct gw_databases *at, const char *from,
				      const char *to, struct gw_error **err);

#endif
