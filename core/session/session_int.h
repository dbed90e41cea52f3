/*
 * What the files of this folder share.
 */
#ifndef GW_SESSION_SESSION_INT_H
#define GW_SESSION_SESSION_INT_H

#include "session/session.h"

/* Who runs this, where, for which job: for the history. */
struct gw_actor gw_session_actor(const struct gw_session *session);
/* Takes the lock again where it is a transaction that has ended. */
GW_MUST_USE bool gw_session_relock(struct gw_session *session, struct gw_error **err);

#endif
