/*
 * Reports: what was done to a database, by whom, from which commit, and whether that record and the
 * files still agree, for people who were not there.
 *
 *	database, files, git -> gw_report_audit, gw_report_log -> struct gw_report
 *	struct gw_report -> text (the program's), JSON, CSV, Markdown, HTML
 *
 * A report is plain data: facts, findings, tables, and what its charts show. No format knows what a
 * table is about, and nothing that is gathered knows of formats. Everything is in the arena of the
 * report, and other people's text stays as it is: each format escapes it in its own way.
 *
 * A history may be long. Its events are kept in little room, the rows of tables are made when they are
 * asked for, and what is written is handed on piece by piece.
 */
#ifndef GW_REPORT_REPORT_H
#define GW_REPORT_REPORT_H

#include "audit/verify.h"
#include "base/json.h"
#include "session/session.h"

/* What a value means. */
enum gw_report_type {
	GW_REPORT_TEXT,
	GW_REPORT_NUMBER,
	GW_REPORT_TIME, /* microseconds since 1970 UTC */
	GW_REPORT_DURATION, /* microseconds */
	GW_REPORT_STATE, /* a word that has a gw_report_mood_of() */
	GW_REPORT_CODE, /* a hash, an id */
	GW_REPORT_LINK, /* an address, perhaps */
};

enum gw_report_mood { GW_MOOD_PLAIN, GW_MOOD_GOOD, GW_MOOD_ODD, GW_MOOD_BAD, GW_MOOD_COUNT };

/* How good it is to be "applied", "failed", "edited", ... */
enum gw_report_mood gw_report_mood_of(struct gw_view state);

struct gw_report_column {
	const char *name; /* "applied_at", for machines; NULL: for people only */
	const char *title; /* "Applied (UTC)", for people; NULL: for machines only */
	enum gw_report_type type;
};

struct gw_report_table;
/* The values of a row, one for each column, with what they need in arena. */
typedef const struct gw_value *gw_report_row_fn(const struct gw_report_table *table, size_t row,
						struct gw_arena *arena);

struct gw_report_table {
	const char *name; /* "migrations" */
	const char *title; /* "Migrations" */
	const struct gw_report_column *columns;
	size_t ncolumns;
	size_t nrows;
	gw_report_row_fn *row;
	const void *payload; /* of row */
};

struct gw_report_fact {
	struct gw_report_column column;
	struct gw_value value;
	enum gw_report_mood mood;
};

/* Something that does not fit, or is worth to be known. */
struct gw_report_finding {
	enum gw_report_mood mood; /* GW_MOOD_BAD: somebody must look at it */
	const char *slug; /* "edited" */
	const char *key; /* of the migration; NULL: none */
	const char *message; /* one phrase */
	const char *commit; /* that brought what was applied, as a phrase; NULL: none is known */
	const char *diff; /* unified, from what was applied to what the file has; NULL: none */
};

/* Something happened: a point of the timeline. */
struct gw_report_point {
	enum gw_event_kind kind;
	int64_t time_us;
	size_t in_place; /* migrations, after it */
	const char *label; /* "2_orders"; NULL: none */
};

/* A migration took its time: a bar. */
struct gw_report_bar {
	int64_t duration_us;
	const char *label;
};

struct gw_report {
	struct gw_arena *arena;
	const char *title;
	GW_VEC(struct gw_report_fact) facts;
	bool judged; /* findings were looked for */
	GW_VEC(struct gw_report_finding) findings;
	GW_VEC(struct gw_report_point) points; /* in the order of the history */
	GW_VEC(struct gw_report_bar) bars; /* in the order of application */
	GW_VEC(struct gw_report_table) tables; /* the first is what the report is about */
	struct gw_chain_finding chain; /* of the record itself */
};

/*
 * Everything: the chain verified, against checkpoints too (NULL: none), every migration of files and
 * history, every run, every event. Reads only. A record that is broken, and files that are not there or
 * cannot be read, are findings; errors are of the connection, of tables that are not godwit's, and of
 * the file of trusted keys.
 */
GW_MUST_USE bool gw_report_audit(struct gw_session *session,
				 const struct gw_checkpoints *checkpoints,
				 struct gw_report *ret_report, struct gw_error **err);
/* These events, in the order given, and no more than that. */
void gw_report_log(struct gw_session *session, const struct gw_event *const *events, size_t n,
		   struct gw_report *ret_report);

/* Whether any finding is GW_MOOD_BAD. */
bool gw_report_is_bad(const struct gw_report *report);

/* --- formats --- */

/* Where a report goes. */
struct gw_report_output {
	struct gw_str text; /* of which nothing was handed on yet */
	void (*take)(void *payload, struct gw_view text); /* NULL: all of it stays in text */
	void *payload;
};
/* Hands on what there is. */
void gw_report_flush(struct gw_report_output *output);

/*
 * An object: the members of head, which is freed; "summary", "ok" and "findings" where it was judged, and
 * one for each table.
 */
void gw_report_json(const struct gw_report *report, struct gw_json *head, bool indent,
		    struct gw_report_output *output);
/*
 * The first table after RFC 4180, with all that machines are given. Text that a spreadsheet would take
 * for a formula has an apostrophe before it.
 */
void gw_report_csv(const struct gw_report *report, struct gw_report_output *output);
/* As GitHub and GitLab show it. */
void gw_report_markdown(const struct gw_report *report, struct gw_report_output *output);
/* One page that needs nothing from elsewhere, and runs no script. */
void gw_report_html(const struct gw_report *report, struct gw_report_output *output);

/* --- what people read --- */

/* Those columns of a table, by number, that are for people and hold anything. */
struct gw_report_shown {
	GW_VEC(size_t) list;
};
struct gw_report_shown gw_report_shown(struct gw_arena *arena, const struct gw_report_table *table);
/* Numbers stand below each other. */
bool gw_report_is_right(const struct gw_report_column *column);
/* A value as people read it; NULL: there is none. */
const char *gw_report_tell(struct gw_arena *arena, enum gw_report_type type,
			   const struct gw_value *value);
/* The same of a fact: a code is told whole. */
const char *gw_report_tell_fact(struct gw_arena *arena, const struct gw_report_fact *fact);

/* "2_orders", "R__views"; NULL: the event is not about a migration, or a thing that has a name. */
const char *gw_event_subject(struct gw_arena *arena, const struct gw_event *event);
/* "alice@ci-7 as app": the person, and the database user. */
const char *gw_event_actor(struct gw_arena *arena, const struct gw_event *event);
/* "1f3a5c7e9b0d", or "1f3a5c7e9b0d-dirty" where the files were not as that commit has them. */
const char *gw_event_commit(struct gw_arena *arena, const struct gw_event *event);

/* What the column `detail` of an event says; strings are NULL where it says nothing. */
struct gw_event_notes {
	const char *author, *ref; /* of the commit */
	const char *tickets; /* "SHOP-7, SHOP-8" */
	const char *ci_provider, *ci_actor;
	const char *error; /* the slug of a failure */
};
void gw_event_notes_read(struct gw_arena *arena, const struct gw_event *event,
			 struct gw_event_notes *ret_notes);

#endif
