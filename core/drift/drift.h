/*
 * Drift: what the database has and its history does not imply.
 *
 *	the fingerprint that the history has is that of the schema --> there is none
 *	else: the history is replayed on a shadow, and compared with the database
 */
#ifndef GW_DRIFT_DRIFT_H
#define GW_DRIFT_DRIFT_H

#include "fingerprint/fingerprint.h"
#include "shadow/side.h"

struct gw_drift_request {
	struct gw_session *session; /* its connection and history are opened where they are not */
	struct gw_schema_read_options read;
	const char *ignore; /* patterns beside those of `drift_ignore`, one a line; NULL: none */
	bool full; /* compare, whatever fingerprints say */
};

/* Something that is not as it should be. */
struct gw_drift_finding {
	const struct gw_schema_change *change;
	const char *owner; /* of the object, as the server has it; NULL: cannot be told */
	int64_t changed_at_us; /* when its row in the server's catalog was written; 0: not known */
};

struct gw_drift {
	bool by_fingerprint; /* it was enough to look at that: `mark` */
	struct gw_mark mark;
	struct gw_schema live; /* not read when by_fingerprint */
	struct gw_schema_changes
		changes; /* from what is implied to what is there, without ignored */
	struct gw_schema_changes back; /* the way back from it, */
	struct gw_schema_script script; /* and its statements */
	GW_VEC(struct gw_drift_finding) findings; /* one for each change */
	size_t ignored; /* changes that patterns pass over */
};

/*
 * Everything is in the session's arena. GW_E_NO_VERSION when the history does not say what it implies:
 * a text is missing.
 */
GW_MUST_USE bool gw_drift_find(const struct gw_drift_request *request, struct gw_drift *ret_drift,
			       struct gw_error **err);

/*
 * Whether a pattern names an object, or one that it is a part of: by its name, its name with schema, or
 * either with its kind ("audit_*", "app.audit_*", "index *"). * and ? stand for what they do in a shell.
 */
bool gw_drift_matches(struct gw_arena *arena, const char *pattern,
		      const struct gw_schema_object *object);

#endif
