/*
 * Running: carries a plan out, under the lock, recording as it goes.
 *
 *	mode migration   BEGIN, history row, statements, verify, COMMIT   for each step
 *	mode run         BEGIN, (history row, statements, verify) for each step, COMMIT
 *	savepoints       as mode run with a savepoint for each step: the first k-1 stay when the k-th
 *	                 fails (engines with caps.run_in_savepoints, in mode migration)
 *	segmented step   (segment with its journal row | intent, statement, done) ...,
 *	                 then history row and journal removal in one transaction
 *
 * The history row goes first: it names the head that the plan was made from, so a second writer, or a
 * step after a failed one, cannot commit.
 */
#ifndef GW_RUN_RUN_H
#define GW_RUN_RUN_H

#include "adopt/keep.h"
#include "plan/plan.h"
#include "run/progress.h"

struct gw_run_options {
	enum gw_run_mode mode;
	struct gw_timeouts timeouts; /* as configured; files may have others */
	int64_t brief_lock_ms; /* how long to wait for locks where nothing else is said: this wait
				  stops others. Not what waits for long by its nature, out of
				  transactions (CREATE INDEX CONCURRENTLY). 0: no limit */
	struct gw_statements prelude; /* sent again when a script has changed its session */
	const struct gw_map *placeholders; /* NULL: off */
	uint64_t store_sql_limit; /* scripts up to this size are kept in the history */
	struct gw_keeping *keeping; /* another tool, whose table is written as well; NULL: none */
	bool fingerprint; /* the closing event has one of the schema, see fingerprint.h */
	struct gw_actor actor;
	struct gw_progress progress;
};

struct gw_step_report {
	const struct gw_step *step;
	int64_t seq; /* of its history row, */
	struct gw_digest hash; /* and that row's hash */
	int64_t elapsed_us;
	size_t statements;
};

/*
 * What a run did, in one attempt or in several. Filled as it happens, so it is right after a failure
 * too.
 */
struct gw_run_report {
	const char *run_id; /* NULL: nothing was begun */
	GW_VEC(struct gw_step_report) steps; /* that are in the history now, in order */
	/* Steps under way when the connection broke, and with step NULL the closing event: their
	   rows in the history tell. */
	GW_VEC(struct gw_step_report) doubtful;
	bool closed; /* the closing event is in the history */
	bool as_implied; /* the schema was as the history says when the run began: asked for where
			    a fingerprint is recorded */
	bool hooked[GW_HOOK_COUNT]; /* hooks of the run that are committed */
	int64_t transaction; /* the last one that the server told the number of; 0 none */
	size_t statements;
	int64_t began_us; /* monotonic */
	int64_t elapsed_us; /* since then */
	const struct gw_step *failed; /* NULL: none */
};

/*
 * Runs the steps in order; stops at the first failure. The lock is held and the history was loaded
 * under it; the plan has no refusals and was surveyed. An empty plan writes nothing. report is {0}, or
 * that of an earlier attempt, whose run goes on. On failure the error has location, statement, state
 * and hint, and report says which steps stand.
 */
GW_MUST_USE bool gw_run(struct gw_arena *arena, struct gw_source *source,
			struct gw_history *history, const struct gw_plan *plan,
			const struct gw_run_options *options, struct gw_run_report *report,
			struct gw_error **err);

/*
 * Records that a run was given up because of error: one closing event. What cannot be recorded is not:
 * the error is what counts.
 */
void gw_run_give_up(struct gw_arena *arena, struct gw_history *history,
		    const struct gw_run_options *options, const struct gw_run_report *report,
		    const struct gw_error *error);

/* Why a text is not in the history: it holds a secret. Others are "size" and "encoding". */
#define GW_WITHHELD_SECRET "secret"

/*
 * Puts the texts of a migration into an event: those within the limit that hold no secret. The event's
 * detail says which were withheld, and why; *ret_down_withheld is that of down, or NULL. open: as for
 * gw_source_text().
 */
GW_MUST_USE bool gw_record_texts(struct gw_source *source, struct gw_arena *arena,
				 const struct gw_migration *migration, struct gw_script *open,
				 uint64_t limit_bytes, struct gw_event *event,
				 const char **ret_down_withheld, struct gw_error **err);

/*
 * Runs the verify sections of applied migrations, in a transaction that is rolled back. Each row
 * of the result must have a true first column.
 */
struct gw_verify_finding {
	const struct gw_migration *migration;
	struct gw_error *error; /* NULL: all is true */
};
struct gw_verify_findings {
	GW_VEC(struct gw_verify_finding) list;
};
GW_MUST_USE bool gw_run_verify(struct gw_arena *arena, struct gw_source *source,
			       struct gw_history *history, const struct gw_map *placeholders,
			       struct gw_verify_findings *ret_findings, struct gw_error **err);

#endif
