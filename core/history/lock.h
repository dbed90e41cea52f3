/*
 * The run lock: at most one godwit changes a database at a time.
 *
 * Taken on the connection that executes, so that an orphaned statement of a dead client still holds
 * it. Polled, never waited for inside the server: a blocked waiter holds a snapshot and deadlocks
 * CREATE INDEX CONCURRENTLY. Where it is the write transaction itself (SQLite), whoever writes has it. On a
 * Galera cluster it is a lease as well: one that was not given back is waited for until it ends.
 */
#ifndef GW_HISTORY_LOCK_H
#define GW_HISTORY_LOCK_H

#include "engine/engine.h"

/* Told once in a while to somebody who waits. */
typedef void gw_lock_waiting_fn(void *payload, const struct gw_lock_holder *holder,
				int64_t waited_us);

/* The key of the run lock for metadata tables in this schema (NULL: the engine has none). */
const char *gw_lock_key(const char *schema);
/*
 * Takes the lock, waiting up to wait_ms. GW_E_LOCKED names the holder; GW_E_INTERRUPTED. schema is
 * part of the key: two sets of metadata tables do not exclude each other.
 */
GW_MUST_USE bool gw_lock_take(struct gw_conn *conn, const char *schema, int64_t wait_ms,
			      gw_lock_waiting_fn *waiting, void *payload, struct gw_error **err);
/* Releases it; a lost connection has released it already. */
void gw_lock_release(struct gw_conn *conn, const char *schema);
/* Who holds it now; known is false when nobody does. */
GW_MUST_USE bool gw_lock_who(struct gw_conn *conn, const char *schema, struct gw_arena *arena,
			     struct gw_lock_holder *ret_holder, struct gw_error **err);
/* "session 42 of app on 10.0.0.7, godwit up, since 3 minutes"; "another session" when it is not known. */
const char *gw_lock_describe(struct gw_arena *arena, const struct gw_system *sys,
			     const struct gw_lock_holder *holder);
/* Takes the lock from its holder: ends its session, its lease, or both. */
GW_MUST_USE bool gw_lock_break(struct gw_conn *conn, const char *schema,
			       const struct gw_lock_holder *holder, struct gw_error **err);

#endif
