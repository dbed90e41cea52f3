/*
 * PostgreSQL's statements that run outside of transactions: what each is about, so that one can see
 * later whether it happened (see engine/doubt.h).
 */
#ifndef GW_SQL_ALONE_H
#define GW_SQL_ALONE_H

#include "base/arena.h"
#include "base/view.h"

enum gw_alone_kind {
	GW_ALONE_UNSEEN, /* leaves nothing that is known to tell: CALL, DO, other statements */
	GW_ALONE_REPEATABLE, /* to run it again does no harm: VACUUM, CLUSTER, ALTER SYSTEM */
	GW_ALONE_BUILDS_INDEX, /* CREATE INDEX CONCURRENTLY object ON table */
	GW_ALONE_DROPS_INDEX, /* DROP INDEX CONCURRENTLY object */
	GW_ALONE_REBUILDS_INDEXES, /* REINDEX of table (or an index), of a schema, of all */
	GW_ALONE_CREATES, /* CREATE DATABASE, TABLESPACE, SUBSCRIPTION object */
	GW_ALONE_CHANGES, /* ALTER SUBSCRIPTION object */
	GW_ALONE_DROPS, /* DROP DATABASE, TABLESPACE, SUBSCRIPTION object */
	GW_ALONE_DETACHES, /* ALTER TABLE table DETACH PARTITION object CONCURRENTLY */
	GW_ALONE_ENDS_PREPARED, /* COMMIT PREPARED, ROLLBACK PREPARED object */
};

/* A name as the server has it, without quotes. */
struct gw_alone_name {
	const char *schema; /* NULL: not qualified */
	const char *name; /* NULL: there is none */
};

struct gw_alone {
	enum gw_alone_kind kind;
	const char *what; /* kind of object: "index", "database", "subscription" ..; of UNSEEN, a
			     statement that may commit on its way, else NULL; static text */
	struct gw_alone_name object; /* of REBUILDS_INDEXES: the schema */
	struct gw_alone_name table;
	bool unique; /* of BUILDS_INDEX */
};

/* statement is one statement without its terminator. Strings are in arena. */
void gw_alone_read(struct gw_arena *arena, struct gw_view statement, struct gw_alone *ret_alone);

/*
 * Every name in the statement, in order and each once, up to max: tables among them, and much else
 * (columns, keywords). Only a server can tell which of them are relations. Returns how many.
 */
size_t gw_alone_names(struct gw_arena *arena, struct gw_view statement,
		      struct gw_alone_name *ret_names, size_t max);

#endif
