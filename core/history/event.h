/*
 * Events: the rows of godwit_history. The table is append-only; the state of the database is the
 * fold of its events.
 *
 * Every row but the first names the hash of the row before it. hash = SHA-256 of the row's canonical
 * encoding (gw_event_encode):
 *
 *	"godwit-history-1\n", then for each column of the table below but `hash`, in this order:
 *	NAME ":" LENGTH ":" VALUE "\n"   with LENGTH the decimal number of bytes of VALUE,
 *	NAME ":-\n"                      for NULL
 *
 * Integers are decimal; times are microseconds since 1970 UTC; a boolean is 0 or 1. The row with seq
 * 0 ('created') has no prev_hash. UNIQUE(prev_hash) forbids two successors of one row, and a foreign
 * key prev_hash -> hash forbids a successor of a row that was rolled back.
 */
#ifndef GW_HISTORY_EVENT_H
#define GW_HISTORY_EVENT_H

#include "base/hash.h"
#include "engine/engine.h"
#include "source/migration.h"

enum gw_event_kind {
	GW_EVENT_CREATED, /* the tables were made; name is the version of our schema */
	GW_EVENT_APPLIED, /* up ran (or a repeatable ran) */
	GW_EVENT_REVERTED, /* down ran */
	GW_EVENT_BASELINED, /* all versions up to this one count as applied, without having run */
	GW_EVENT_ADOPTED, /* taken over from another tool's table */
	GW_EVENT_ACCEPTED, /* an edited file is taken as the applied one from now on */
	GW_EVENT_RESOLVED_APPLIED, /* a person said: it counts as applied */
	GW_EVENT_RESOLVED_REVERTED, /* a person said: it counts as not applied */
	GW_EVENT_RESOLVED_STATEMENT, /* a person said what became of one that was in doubt */
	GW_EVENT_FINISHED, /* end of a run: duration, statements, fingerprint, detail */
	GW_EVENT_FAILED, /* the same of a run that failed; names the migration that did */
	GW_EVENT_PROVISIONED,
	GW_EVENT_SYNCED, /* `schema sync --apply` ran up_sql; name is what the schema was made like */
	GW_EVENT_EJECTED, /* another tool, which name says, was told what is applied */
	GW_EVENT_IN_STEP, /* name is another tool, whose table is written from now on; NULL: none is */
	GW_EVENT_KIND_COUNT
};
/*
 * The column kind of what another tool ran and godwit knows no text of, a program for instance. It
 * counts as applied, has no file, and no place in the order of versions.
 */
#define GW_EXTERNAL "external"
const char *gw_event_kind_name(enum gw_event_kind kind); /* "applied", "resolved-applied" */
GW_MUST_USE bool gw_event_kind_parse(struct gw_view name, enum gw_event_kind *ret_kind);

/* The columns of godwit_history, in the order of table, queries and encoding: (name, is integer) */
#define GW_EVENT_COLUMNS(X)       \
	X(seq, true)              \
	X(run_id, false)          \
	X(event, false)           \
	X(version, false)         \
	X(name, false)            \
	X(kind, false)            \
	X(checksum, false)        \
	X(checksum_up, false)     \
	X(checksum_down, false)   \
	X(checksum_tokens, false) \
	X(up_sql, false)          \
	X(down_sql, false)        \
	X(source, false)          \
	X(git_commit, false)      \
	X(git_dirty, true)        \
	X(db_user, false)         \
	X(os_user, false)         \
	X(os_host, false)         \
	X(ci_job, false)          \
	X(tool_version, false)    \
	X(server_version, false)  \
	X(reason, false)          \
	X(started_at, true)       \
	X(duration_us, true)      \
	X(statements, true)       \
	X(fingerprint, false)     \
	X(detail, false)          \
	X(signer, false)          \
	X(signature, false)       \
	X(prev_hash, false)       \
	X(hash, false)

enum gw_event_column {
#define X(name, is_integer) GW_COLUMN_##name,
	GW_EVENT_COLUMNS(X)
#undef X
		GW_EVENT_COLUMN_COUNT
};
const char *gw_event_column_name(enum gw_event_column column);

/* One row, column by column, as bound to history_insert and read from history_full. */
struct gw_event {
	struct gw_value values[GW_EVENT_COLUMN_COUNT];
};

/* A column's text, or NULL; and its number, or 0. */
const char *gw_event_text(const struct gw_event *event, struct gw_arena *arena,
			  enum gw_event_column column);
int64_t gw_event_int(const struct gw_event *event, enum gw_event_column column);
/* The text is not copied; NULL is NULL. */
void gw_event_set_text(struct gw_event *event, enum gw_event_column column, const char *text);

/* SHA-256 of the canonical encoding of all columns but hash. */
struct gw_digest gw_event_hash(const struct gw_event *event);
/* The canonical encoding itself, for tests and auditors. */
void gw_event_encode(const struct gw_event *event, struct gw_str *str);
/*
 * Signs events: whoever ran it answers for it. The signer's name goes into the column signer; what is
 * signed is gw_event_signed_text().
 */
struct gw_signer {
	const char *name;
	/* The signature as text, in arena. */
	const char *(*sign)(const struct gw_signer *signer, struct gw_arena *arena,
			    struct gw_view text);
};
/*
 * "godwit-event-1\n", the hash of the canonical encoding with NULL for the signature, and "\n". The
 * row's own hash covers the signature as well.
 */
char *gw_event_signed_text(struct gw_arena *arena, const struct gw_event *event);
/* Fills version, name, kind and checksums from a migration whose parts are hashed. */
void gw_event_describe(struct gw_event *event, struct gw_arena *arena,
		       const struct gw_migration *migration);
/* A row of history_full. */
void gw_event_from_row(const struct gw_rows *rows, size_t row, struct gw_event *ret_event);

#endif
