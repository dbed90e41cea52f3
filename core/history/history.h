/*
 * The history: godwit's own tables, loaded and folded.
 *
 *	open (check the tables, or find none) -> load -> state: what is applied, in which order
 *	append: rows built from the head, hash by hash, before anything is sent
 *
 * Reading creates nothing and needs no more than SELECT.
 */
#ifndef GW_HISTORY_HISTORY_H
#define GW_HISTORY_HISTORY_H

#include "base/map.h"
#include "engine/engine.h"
#include "history/event.h"

enum { GW_METADATA_VERSION = 1 };

/* Checksums of its sections, as they were when it was applied, or accepted later. */
struct gw_applied_parts {
	struct gw_digest up, down;
	bool has_down;
	struct gw_digest tokens; /* of up */
};

/* A migration that the database has. */
struct gw_applied {
	const char *key; /* struct gw_migration's key */
	const char *version; /* NULL for a repeatable */
	const char *name;
	const char *kind; /* gw_migration_kind_name(), or GW_EXTERNAL */
	struct gw_digest checksum; /* of the whole; as accepted later, if it was */
	const struct gw_applied_parts *parts; /* see gw_history_load_parts(); NULL: not known */
	int64_t seq; /* of the event that applied it: order of application */
	int64_t text_seq; /* of the row that holds its texts */
	const char *run_id;
	int64_t started_at_us;
	enum gw_event_kind event; /* APPLIED, BASELINED, ADOPTED or RESOLVED_APPLIED */
	unsigned times; /* how often it was applied, for repeatables */
	bool has_checksum;
	bool has_up_sql, has_down_sql; /* stored in row text_seq */
	bool reverted; /* taken back since: gw_history_find() passes over it */
};

static inline bool gw_applied_is_external(const struct gw_applied *applied)
{
	return applied->kind != NULL && gw_view_is(gw_view_of(applied->kind), GW_EXTERNAL);
}

/* A row of the journal: a migration that an earlier run left unfinished. See journal.h. */
struct gw_journal;

struct gw_history {
	struct gw_arena *arena;
	struct gw_conn *conn;
	const char *schema; /* of our tables; NULL where the engine has none */
	const char *database; /* to name our tables with; NULL where that is not needed */
	bool exists; /* the tables are there */
	int64_t head_seq; /* -1 when empty */
	int64_t missing_seq; /* the first row that is not there, and was; -1: none is known of */
	struct gw_digest head_hash;
	bool has_head_hash; /* its row has one: always after load, unless it is empty */
	unsigned metadata_version; /* of the tables in the database; 0 while there are none */
	GW_VEC(struct gw_applied *) applied; /* in order of application; reverted ones are gone */
	size_t applied_count; /* of these; a run that adds to the history goes on counting */
	struct gw_map by_key; /* key -> struct gw_applied *, with reverted ones */
	const char *baseline; /* the version last baselined, NULL none */
	const char *in_step; /* the other tool that is kept in step; NULL: none */
	int64_t reverted_seq; /* of the last event that took a version back, -1 none */
	struct gw_journal *journal; /* what earlier runs left; never NULL after load */
	const char **texts; /* GW_QUERY_COUNT, of our queries, made when first asked for; NULL: not
			       kept */
};

/* Who and where, the same for all events of a run. Strings may be NULL. */
struct gw_actor {
	const char *os_user;
	const char *os_host;
	const char *ci_job;
	const char *tool_version;
	const char *reason;
	const char *source;
	const char *git_commit;
	int git_dirty; /* -1 unknown */
	const char *context; /* more of it, as a JSON object: a part of the detail of events that
				close a run or record a decision; NULL: none */
	const struct gw_signer *signer; /* NULL: nothing is signed */
};

/*
 * Checks godwit's tables and loads them. No tables: exists is false and the history is empty.
 * Planted or altered tables are GW_E_METADATA, newer ones GW_E_METADATA_NEWER.
 */
GW_MUST_USE bool gw_history_load(struct gw_arena *arena, struct gw_conn *conn, const char *schema,
				 struct gw_history **ret_history, struct gw_error **err);
/*
 * The question whether the tables are as godwit makes them, for a connection that is yet to be made.
 * To be asked when the lock is held, where there is one.
 */
struct gw_request gw_history_check_request(struct gw_arena *arena, const struct gw_engine *engine,
					   const char *schema);
/*
 * gw_history_load() with the answer to that question, if nothing was sent since it came; NULL: it is
 * asked now.
 */
GW_MUST_USE bool gw_history_load_checked(struct gw_arena *arena, struct gw_conn *conn,
					 const char *schema, const struct gw_rows *findings,
					 struct gw_history **ret_history, struct gw_error **err);
/* That of a database in which nothing happened yet, whatever this one has. */
struct gw_history *gw_history_none(struct gw_arena *arena, struct gw_conn *conn,
				   const char *schema);
/* Creates the tables where they are missing, upgrades old ones, writes the first event. */
GW_MUST_USE bool gw_history_ensure(struct gw_history *history, const struct gw_actor *actor,
				   struct gw_error **err);
const struct gw_applied *gw_history_find(const struct gw_history *history, const char *key);
/*
 * Whether tables without a row may be what a first run left that was killed: not where they are made in one
 * transaction with row 0, nor where the journal, which is read if need be, tells of migrations.
 */
GW_MUST_USE bool gw_history_may_be_empty(struct gw_history *history, bool *ret_may,
					 struct gw_error **err);
/* For who writes: GW_E_CHAIN when a row is missing, as far as the numbers of the others tell. */
GW_MUST_USE bool gw_history_is_whole(const struct gw_history *history, struct gw_error **err);
/*
 * Loads the parts of all that is applied, unless they are. Ten thousand that are applied as they are
 * need none of that: see gw_source_hash_parts().
 */
GW_MUST_USE bool gw_history_load_parts(const struct gw_history *history, struct gw_error **err);

/* Text of one of our queries with the schema put in. */
const char *gw_history_sql(const struct gw_history *history, enum gw_query query);

/* The run that is in progress: numbers and chains its events. */
struct gw_recorder {
	struct gw_history *history;
	const struct gw_system *sys;
	struct gw_arena *arena;
	const char *run_id;
	struct gw_actor actor;
	int64_t head_seq;
	struct gw_digest head_hash;
};

void gw_recorder_begin(struct gw_recorder *recorder, struct gw_history *history,
		       struct gw_arena *arena, const struct gw_system *sys,
		       const struct gw_actor *actor);
/*
 * Completes an event (seq, run, who, when, prev_hash, hash) that follows the recorder's head, and
 * moves the head. The caller filled event kind, version and whatever else belongs to it. Nothing is
 * sent: gw_recorder_request() is the request that appends it. When its transaction is rolled back,
 * put the head back with gw_recorder_rewind().
 */
void gw_recorder_event(struct gw_recorder *recorder, struct gw_event *event);
struct gw_request gw_recorder_request(struct gw_recorder *recorder, struct gw_arena *arena,
				      const struct gw_event *event);
void gw_recorder_rewind(struct gw_recorder *recorder, int64_t seq, const struct gw_digest *hash);

/*
 * Runs requests of our own, which are one transaction; it is rolled back when one fails. GW_E_SERVER
 * says that a request was refused, GW_E_HEAD_MOVED that an event's place was taken.
 */
GW_MUST_USE bool gw_history_send(struct gw_history *history, struct gw_arena *arena,
				 const struct gw_request *requests, size_t n,
				 struct gw_error **err);

/* Completes and appends one event in a transaction of its own; the history's head follows. */
GW_MUST_USE bool gw_history_append(struct gw_recorder *recorder, struct gw_event *event,
				   struct gw_error **err);

/*
 * Triggers that forbid everybody to change or remove rows: an option, and no more than a hurdle for
 * who may drop them. State is "on", "off" or "in part".
 */
GW_MUST_USE bool gw_history_guard(struct gw_history *history, bool on, struct gw_error **err);
GW_MUST_USE bool gw_history_guard_state(struct gw_history *history, struct gw_arena *arena,
					const char **ret_state, struct gw_error **err);

/* Whole rows, for log, show and audit: first <= seq <= last. */
struct gw_events {
	GW_VEC(struct gw_event) list;
};
GW_MUST_USE bool gw_history_events(struct gw_history *history, struct gw_arena *arena,
				   int64_t first, int64_t last, struct gw_events *ret_events,
				   struct gw_error **err);
/*
 * The stored text of an applied migration; absent when none was stored. It may be run: so its row must
 * be as its hash, and the row after it, say. GW_E_CHAIN.
 */
GW_MUST_USE bool gw_history_text(struct gw_history *history, struct gw_arena *arena,
				 const struct gw_applied *applied, bool down,
				 struct gw_view *ret_text, struct gw_error **err);

/*
 * Checks godwit's tables and loads none of their rows, which may be anything: head_seq and what is
 * applied stay unknown. For who looks at the rows themselves.
 */
GW_MUST_USE bool gw_history_open(struct gw_arena *arena, struct gw_conn *conn, const char *schema,
				 struct gw_history **ret_history, struct gw_error **err);
/*
 * Every row that there is, in order of seq, told one by one: a long history takes no memory. The
 * event is valid during the call; false, with an error, ends it.
 */
typedef bool gw_event_fn(void *payload, const struct gw_event *event, struct gw_error **err);
GW_MUST_USE bool gw_history_each(struct gw_history *history, gw_event_fn *fn, void *payload,
				 struct gw_error **err);

#endif
