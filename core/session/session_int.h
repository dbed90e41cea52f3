/*
 * What the files of this folder share.
 */
#ifndef GW_SESSION_SESSION_INT_H
#define GW_SESSION_SESSION_INT_H

#include "session/session.h"

/* Who runs this, where, for which job: for the history. */
struct gw_actor gw_session_actor(const struct gw_session *session);
/* Finds out which database is meant, and loads its engine. */
GW_MUST_USE bool gw_session_load_engine(struct gw_session *session, struct gw_error **err);
/* Connects to another database of the server, without lock and prelude. The engine is loaded. */
GW_MUST_USE bool gw_session_connect_to(struct gw_session *session, const char *database,
				       bool read_only, struct gw_conn **ret_conn,
				       struct gw_error **err);
/*
 * Connects, and asks at once what would be asked next: for the lock, if it is for writing, and whether our
 * tables are as they should be. meanwhile (NULL: nothing) is called with the session while a server thinks
 * about that, and not at all where it is not waited for.
 */
GW_MUST_USE bool gw_session_connect_ahead(struct gw_session *session, bool for_writing,
					  void (*meanwhile)(void *payload), struct gw_error **err);
/* A setting that is refuse, warn or allow. */
enum gw_policy gw_session_policy(const struct gw_session *session, enum gw_key key);
/* The setting `transaction`. */
enum gw_run_mode gw_session_mode(const struct gw_session *session);
/* Connects and locks anew; the history is to be loaded again. */
GW_MUST_USE bool gw_session_renew(struct gw_session *session, struct gw_error **err);

/*
 * orphan.c: sessions of a godwit that is gone, which may still be running its last statement.
 *
 * Waits until the session is over, up to `lock_wait`; GW_E_LOCKED. With kill_orphan it is ended.
 */
GW_MUST_USE bool gw_session_await(struct gw_session *session, const struct gw_lost *lost,
				  struct gw_error **err);
/* Waits for all that the journal names. The history is loaded, under the lock. */
GW_MUST_USE bool gw_session_await_orphans(struct gw_session *session, struct gw_error **err);
/* Ends the session that holds the lock, if the journal names it as one that runs a statement. */
GW_MUST_USE bool gw_session_kill_orphan(struct gw_session *session, struct gw_error **err);

/*
 * recover.c: after the connection was lost: connects and locks again, waits until the lost session
 * is over, and finds out what of the run stands. On failure the session has no connection, or no
 * lock.
 */
GW_MUST_USE bool gw_session_recover(struct gw_session *session, struct gw_run_report *report,
				    struct gw_error **err);

/*
 * signing.c: reads `signing_key`, if it is set, so that what is recorded from now on is signed.
 */
GW_MUST_USE bool gw_session_sign(struct gw_session *session, struct gw_error **err);
void gw_session_forget_key(struct gw_session *session);
/* Of the key that was read; NULL: none. */
const struct gw_signer *gw_session_signer(const struct gw_session *session);
/*
 * Holds what a plan runs, and the hooks around it, to `require_signatures`: GW_E_SIGNATURE.
 */
GW_MUST_USE bool gw_session_require_signatures(struct gw_session *session,
					       const struct gw_plan *plan, struct gw_error **err);

#endif
