/*
 * The locks of other tools: what a tool takes so that it runs only once at a time. Whoever reads or
 * writes its table takes it as well.
 *
 * Nothing here reads or writes a database. A tool has a list of them, with an empty one at its end; it
 * takes one of a list or all of them, so all are taken.
 */
#ifndef GW_ADOPT_LOCK_H
#define GW_ADOPT_LOCK_H

#include "engine/engine.h"

/* What the keys of locks are made of. */
struct gw_adopt_place {
	const char *database;
	const char *schema; /* of the tool's table, */
	const char *table; /* as it is written */
};

struct gw_adopt_lock {
	const char *engine; /* NULL: every one */

	/* A lock of the server, by its number or name: */
	const char *key;
	/* or made of names; key is NULL. */
	const char *(*make_key)(struct gw_arena *arena, const struct gw_adopt_place *place);

	/* Else a row of a table beside the tool's: */
	const char *table;
	const char
		*spelled; /* the table's name where upper and lower case differ; NULL: the same */
	const char *held; /* is true of the row while somebody has the lock */
	const char *by, *since; /* columns; NULL: there is none */
	const char *by_is; /* of whom that says something: "process"; NULL: it is a name */
	const char *const
		*claim; /* statements for a row that is there only while it is held: it is made, and
			     taken out again, which keeps others out to the end of the transaction;
			     the last is NULL. NULL: the row is always there */
	const char *release; /* the tool's command that gives a lock back that somebody left */
};

/* The next lock for an engine, after one (NULL: the first); NULL: there is none. */
const struct gw_adopt_lock *gw_adopt_lock_next(const struct gw_adopt_lock *locks,
					       const struct gw_adopt_lock *after,
					       const struct gw_engine *engine);
/* Of a lock of the server; NULL: it is a row. */
const char *gw_adopt_lock_key(const struct gw_adopt_lock *lock, struct gw_arena *arena,
			      const struct gw_adopt_place *place);

enum gw_adopt_lock_column { GW_ADOPT_LOCK_HELD, GW_ADOPT_LOCK_BY, GW_ADOPT_LOCK_SINCE };
/*
 * SELECT of a lock's rows, which keeps them as they are to the end of the transaction. schema NULL: none is
 * named; table is the lock's, as it is written there.
 */
char *gw_adopt_lock_query(const struct gw_adopt_lock *lock, struct gw_arena *arena,
			  const struct gw_engine *engine, const char *schema, const char *table);

/* --- keys that are made of names; the tools that make them so are in tools/ --- */

/* The number times the CRC-32 of the database's name: decimal, or hexadecimal digits. */
const char *gw_adopt_lock_of_database(struct gw_arena *arena, uint64_t number,
				      const struct gw_adopt_place *place, bool hex);
/* As Java hashes a text: a number with a sign. */
int32_t gw_adopt_java_hash(struct gw_view text);

#endif
