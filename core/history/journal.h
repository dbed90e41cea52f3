/*
 * The journal: durable notes about a migration that cannot be one transaction.
 *
 * Each row says that a statement of a script is about to run alone ('intent'), or that all
 * statements up to and with it are done ('done'). 'done' rows of transactional segments commit with
 * the segment. When the script is through, its history event and the removal of its rows are one
 * transaction; or its only row becomes the first of the next script in that. Rows that a later run finds
 * mean: resume here.
 *
 *	none --intent(k)--> k may or may not have happened --done(k)--> k happened
 *
 * The intent of a later statement says as much as the 'done' of those before it.
 */
#ifndef GW_HISTORY_JOURNAL_H
#define GW_HISTORY_JOURNAL_H

#include "engine/doubt.h"
#include "history/history.h"
#include "source/migration.h"

enum gw_journal_state { GW_JOURNAL_INTENT, GW_JOURNAL_DONE };

/* One row: id, run_id, version, direction, checksum, statement, state, connection_id, session_start,
   objects, fingerprint, at. */
struct gw_journal_row {
	int64_t id;
	const char *run_id;
	const char *key; /* version, or name of a repeatable */
	const char *direction; /* "up", "down" */
	const char *checksum; /* hex, chained over the statements up to and with this one: each
				 the SHA-256 of the digest before it (zeros at first) and its text */
	int64_t statement; /* 0-based index in the script */
	enum gw_journal_state state;
	int64_t connection_id;
	int64_t session_start_us;
	const char *objects; /* what the statement touches, see struct gw_witness; NULL */
	const char *fingerprint; /* how that looked before it; NULL: nothing tells */
	int64_t at_us;
};

/* How far one script got. */
struct gw_unfinished {
	const char *key;
	enum gw_direction direction;
	const char *checksum; /* as in the last row: of the statements before `done`, or in
				 doubt with it */
	size_t done; /* statements that are certainly done: go on at this index */
	bool in_doubt; /* an intent without done: statement `done` may have happened */
	size_t noted; /* those of them that are done by the rows before the last, */
	const char *done_checksum; /* and the checksum of these; NULL: none. The rest of them
				      changes nothing but the session */
	struct gw_journal_row intent;
	const char *run_id;
	int64_t last_id; /* of the last row */
};

struct gw_journal {
	GW_VEC(struct gw_unfinished) unfinished;
};

/* Reads the journal (again): history->journal is a new one then. */
GW_MUST_USE bool gw_journal_load(struct gw_history *history, struct gw_error **err);
/* The unfinished script with this key, or NULL. */
const struct gw_unfinished *gw_journal_find(const struct gw_journal *journal, const char *key);

/*
 * The request that writes a row; parameters live in arena. Its fingerprint is the value that the
 * server finds for the witness's expression; NULL: none.
 */
struct gw_request gw_journal_request(const struct gw_history *history, struct gw_arena *arena,
				     const struct gw_journal_row *row,
				     const struct gw_witness *witness);
/*
 * The same, and the only row of another script, the last that was written at all, goes: it becomes the
 * new one. To remove it and to write another would be two requests.
 */
struct gw_request gw_journal_turn_request(const struct gw_history *history, struct gw_arena *arena,
					  const struct gw_journal_row *row,
					  const struct gw_witness *witness, const char *key,
					  enum gw_direction direction);
/*
 * The request that removes all rows of a script. most: they are at most so many, and the last that were
 * written at all; 0 where that is not known.
 */
struct gw_request gw_journal_clear_request(const struct gw_history *history, struct gw_arena *arena,
					   const char *key, enum gw_direction direction,
					   size_t most);

#endif
