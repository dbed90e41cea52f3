/*
 * The chain of the history, held against itself: every hash recomputed, every link followed, from a
 * database or from an export, row by row, in one pass.
 *
 *	begin -> row, row, row, ... in order of seq -> end -> finding
 *
 * The first row that does not fit is told, with what somebody did to it as far as that can be told:
 * other values are tried in its columns until one gives the hash. What a chain cannot tell by itself
 * (that its end was cut off, or that all of it was written anew) is told by checkpoints.
 */
#ifndef GW_AUDIT_VERIFY_H
#define GW_AUDIT_VERIFY_H

#include "audit/checkpoint.h"
#include "audit/keys.h"
#include "history/history.h"

enum gw_chain_fault {
	GW_CHAIN_WHOLE, /* nothing was found */
	GW_CHAIN_ALTERED, /* a row is not as it was written */
	GW_CHAIN_REMOVED,
	GW_CHAIN_INSERTED, /* a row that no chain leads to */
	GW_CHAIN_SWAPPED, /* an event stands at the place of another one */
	GW_CHAIN_TRUNCATED, /* the end is missing: a checkpoint knows of it */
	GW_CHAIN_REWRITTEN, /* it holds, but is not the one that a checkpoint was made of */
	GW_CHAIN_FORGED, /* a signature is not that of its row */
	GW_CHAIN_FAULT_COUNT
};
const char *gw_chain_fault_name(enum gw_chain_fault fault); /* "altered" */

struct gw_chain_finding {
	enum gw_chain_fault fault;
	int64_t seq; /* of the first row that does not fit, or is missing */
	const char *what; /* one phrase */
};

/* What is kept of a row: all but long texts. */
struct gw_chain_row {
	struct gw_arena arena;
	struct gw_event event;
	bool known;
};

struct gw_chain {
	struct gw_arena *arena; /* of the finding */
	const struct gw_checkpoints *checkpoints; /* may be NULL */
	const struct gw_key_ring *ring; /* NULL: signatures are not looked at */
	size_t good_signatures, revoked_signatures, unknown_signatures; /* says the ring */
	int64_t next_seq; /* 0 at first; after the last row, how many there are */
	struct gw_digest head; /* hash of the last row that fits, when next_seq > 0 */
	struct gw_digest anchor; /* of row 0, which no other history has; likewise */
	struct gw_chain_row before; /* the last row that fits */
	struct gw_chain_row suspect; /* the first one that does not */
	bool judged; /* the finding is made: no more rows are looked at */
	struct gw_chain_finding finding;
};

/* checkpoints and ring may be NULL. */
void gw_chain_begin(struct gw_chain *chain, struct gw_arena *arena,
		    const struct gw_checkpoints *checkpoints, const struct gw_key_ring *ring);
/* The next row. */
void gw_chain_row(struct gw_chain *chain, const struct gw_event *event);
/* After the last row: the finding. Frees what was kept. */
struct gw_chain_finding gw_chain_end(struct gw_chain *chain);
/* The same for the rows of a database, which may have been emptied. */
GW_MUST_USE bool gw_audit_end(struct gw_chain *chain, struct gw_history *history,
			      struct gw_chain_finding *ret_finding, struct gw_error **err);

/*
 * All of it for the rows of a database. ret_chain (may be NULL) is the chain at its end: how many
 * rows there are, head and anchor.
 */
GW_MUST_USE bool gw_audit_history(struct gw_history *history, struct gw_arena *arena,
				  const struct gw_checkpoints *checkpoints,
				  const struct gw_key_ring *ring, struct gw_chain *ret_chain,
				  struct gw_chain_finding *ret_finding, struct gw_error **err);

#endif
