/*
 * Fingerprints: a whole schema as one hash, kept in the history, so that it is cheap to tell that nothing
 * was changed by hand since.
 *
 *	sha256("godwit-schema-1\n", then for each object that is compared, by id:
 *	       its id, its properties that are compared, each with its length)
 *
 * Schemas with the same fingerprint are the same. Those with others may be the same, too: another
 * version of the server or of godwit writes the same thing differently. So what differs is compared.
 *
 * A fingerprint in an event says that the schema was what the history implies. So a run records one
 * only if the schema was, when the run began: what somebody changed before does not become right by it.
 */
#ifndef GW_FINGERPRINT_FINGERPRINT_H
#define GW_FINGERPRINT_FINGERPRINT_H

#include "base/hash.h"
#include "history/history.h"

struct gw_schema; /* schema/schema.h */

/* Pure: the order in which objects were read makes no difference. */
struct gw_digest gw_fingerprint_of(const struct gw_schema *schema);

/*
 * Of the database that is connected to, without owners and grants; *ret_empty: it holds no more than a
 * new one does. own_schema: where godwit's tables are; NULL: the engine has no schemas.
 */
GW_MUST_USE bool gw_fingerprint_read(struct gw_conn *conn, const char *own_schema,
				     struct gw_digest *ret_digest, bool *ret_empty,
				     struct gw_error **err);

/* What the history says of the schema. */
enum gw_mark_kind {
	GW_MARK_NONE, /* nothing that could be relied on */
	GW_MARK_EMPTY, /* nothing has been done yet: there is no schema */
	GW_MARK_TAKEN, /* this is its fingerprint */
};
struct gw_mark {
	enum gw_mark_kind kind;
	struct gw_digest digest;
	int64_t seq; /* of the event that has it */
	const char *run_id;
	int64_t taken_at_us;
};
/* Looks from the head back to what last changed the schema. The history exists. */
GW_MUST_USE bool gw_fingerprint_last(struct gw_history *history, struct gw_arena *arena,
				     struct gw_mark *ret_mark, struct gw_error **err);
/*
 * Whether the schema is as the history says. What cannot be found out counts as no, with a warning through
 * the connection's notice: an error is of the connection.
 */
GW_MUST_USE bool gw_fingerprint_holds(struct gw_history *history, bool *ret_holds,
				      struct gw_error **err);
/* Puts it into an event that was not sent yet. What cannot be read is left out, likewise. */
GW_MUST_USE bool gw_fingerprint_record(struct gw_history *history, struct gw_arena *arena,
				       struct gw_event *event, struct gw_error **err);

#endif
