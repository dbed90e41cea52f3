/*
 * What the files of this folder share: the runner, steps in progress, flights.
 *
 * Requests are queued with a tag that says what they are for, and sent as a flight: one list for
 * engine->run(). A flight may hold many steps; it is sent when it is full, when something must be
 * known before going on (a barrier), and at the end.
 *
 *	queue -> queue -> ... -> gw_flight_send() -> replies in order, each to its tag
 *
 * One flight may be under way while the next one is filled: the server works meanwhile. It takes off when
 * the one before has landed.
 */
#ifndef GW_RUN_RUN_INT_H
#define GW_RUN_RUN_INT_H

#include "run/run.h"

/* What a request is for. */
enum gw_role {
	GW_ROLE_CONTROL, /* BEGIN, SAVEPOINT, timeouts */
	GW_ROLE_RECORD, /* history row, journal row */
	GW_ROLE_KEEP, /* row of another tool's table */
	GW_ROLE_STATEMENT, /* of a migration's script */
	GW_ROLE_HOOK, /* of a hook's script */
	GW_ROLE_VERIFY, /* statement of a verify section */
	GW_ROLE_REFERENCES, /* check_references */
	GW_ROLE_SOLE_WRITER, /* whether nobody came between two transactions */
	GW_ROLE_RELEASE, /* ends a step inside of an outer transaction */
	GW_ROLE_COMMIT, /* makes everything before it durable */
};

struct gw_tag {
	enum gw_role role;
	struct gw_step_run *step; /* NULL: of the run itself */
	struct gw_step_run *next; /* COMMIT: the step after it, whose first intent goes along */
	const struct gw_script *script; /* of STATEMENT and VERIFY */
	size_t index; /* 0-based statement in the script */
	size_t start, end; /* bytes in the script's text */
	bool together; /* must still be in a transaction afterwards */
	bool marked; /* in a transaction of its own: has happened when that is over */
	bool rewritten; /* other text runs in its place: the server's positions are not the script's */
	bool hooked; /* the hook before the step stands, now that this is done */
	bool clears; /* takes the step's only row out of the journal */
	bool intent; /* the journal says that statement `index` is to run: this, */
	struct gw_view intent_sql; /* up to and with which `prefix` is */
	size_t journaled; /* not 0: statements that the journal has as done, now that this is */
	size_t happened; /* not 0: statements that have happened, now that this has */
	struct gw_digest prefix; /* of these statements */
	struct gw_digest journaled_prefix; /* of an intent: of those that `journaled` counts */
};

/* A step in progress; lives until what it did is durable. */
struct gw_step_run {
	const struct gw_step *step;
	size_t number; /* 1-based, in the plan */
	struct gw_arena arena;
	struct gw_script *script;
	struct gw_script *verify; /* NULL: none */
	struct gw_script *hooks[GW_HOOK_COUNT]; /* NULL: none */
	bool hook_due; /* segmented steps: the hook before it goes into the next transaction */
	bool hooked; /* segmented steps: that hook is committed */
	struct gw_event event; /* its history row, */
	struct gw_statements kept; /* and what keeps another tool in step */
	bool segmented;
	size_t journaled; /* statements that the journal says are done */
	struct gw_digest done_prefix; /* of these */
	bool intent; /* a statement after them may have happened: this one, */
	struct gw_view intent_sql;
	size_t intent_index;
	struct gw_digest intent_prefix; /* of the statements up to and with it */
	size_t owed; /* not 0: statements that are done when what is queued has run, which the
			journal is to learn with its next word, in the same flight; */
	struct gw_digest owed_prefix; /* of these */
	bool tells; /* whether the last one of them happened shows in the database in any case */
	size_t notes; /* rows of it that this run has put into the journal, or will */
	bool open; /* the transaction of its last statements is not committed, for the end to share */
	const char *left; /* what it left when it failed, for people; NULL: nothing */
	bool settled; /* the journal does not name it any more: what it left stays */
	const char *usurped; /* the journal is no longer ours to write: what to do; NULL: it is */
	bool noted; /* the journal's last row about it is ours */
	size_t journal_send; /* number of the flight with the last word to the journal */
	size_t happened; /* statements that certainly have, whatever the journal says */
	struct gw_digest happened_prefix; /* of these */
	size_t statements; /* that succeeded */
	int64_t elapsed_us;
	struct gw_step_run *next;
};

struct gw_flight {
	struct gw_arena arena; /* requests' parameters, replies */
	GW_VEC(struct gw_request) requests;
	GW_VEC(struct gw_tag) tags;
	size_t bytes;
	size_t landed; /* replies seen */
};

/* How steps share transactions. */
enum gw_scope {
	GW_SCOPE_EACH, /* a transaction each */
	GW_SCOPE_ALL, /* one for all: all or nothing */
	GW_SCOPE_SAVEPOINTS, /* one for all, a savepoint each: the first k-1 stay */
};

/* How many rows refer to nothing, before the run. */
struct gw_references {
	bool known;
	struct gw_map counts; /* "table -> parent" -> size_t * */
	struct gw_map now; /* while a check is read */
};

struct gw_runner {
	struct gw_arena *arena;
	struct gw_source *source;
	struct gw_history *history;
	struct gw_conn *conn;
	const struct gw_engine *engine;
	const struct gw_plan *plan;
	const struct gw_run_options *options;
	struct gw_run_report *report;
	struct gw_recorder recorder;
	enum gw_scope scope;
	struct gw_flight flight; /* that is being filled */
	struct gw_flight sent; /* that took off; {0} when it has landed */
	size_t sends; /* flights so far */
	int64_t filling_us; /* since when something is in the flight that is being filled, see made_us() */
	struct gw_step_run *first, **end; /* steps in progress, oldest first */
	int64_t safe_seq; /* head of what is durable */
	struct gw_digest safe_head;
	struct gw_references references;
	bool outer_open; /* the outer transaction of ALL and SAVEPOINTS */
	bool failed; /* a flight failed, and the database was put in order */
	struct gw_event closing; /* {0}: not made yet */
	size_t count; /* of steps, with those that earlier attempts did */
};

/* flight.c */
void gw_flight_queue(struct gw_runner *runner, struct gw_tag tag, struct gw_request request);
/* A word of the engine; NULL queues nothing. */
void gw_flight_word(struct gw_runner *runner, enum gw_role role, struct gw_step_run *step,
		    const char *sql);
/*
 * The step whose COMMIT was queued last, where the request before that takes its only row out of the
 * journal: an intent that joins them can turn that row into its own. NULL: there is none.
 */
const struct gw_step *gw_flight_cleared(const struct gw_runner *runner);
/*
 * Queues a request within the transaction that the request queued last ends, where that is the COMMIT of
 * a step; where there is gw_flight_cleared(), in place of what clears the journal. What note says of a step's
 * journal holds from that COMMIT on. False: it is not, and nothing is queued.
 */
bool gw_flight_join(struct gw_runner *runner, struct gw_tag note, struct gw_request request);
/* Whether so much more may be queued before there is enough to send. */
bool gw_flight_has_room(const struct gw_runner *runner, size_t bytes, size_t requests);
/* Sends when there is enough to send. */
GW_MUST_USE bool gw_flight_maybe_send(struct gw_runner *runner, struct gw_error **err);
/* Sends what is queued and takes the replies. On failure the step is undone and the error complete. */
GW_MUST_USE bool gw_flight_send(struct gw_runner *runner, struct gw_error **err);
/*
 * Between two steps, of which so many are left: sends what is queued and takes its replies later, if the
 * server can be at work meanwhile and that is worth a turnaround.
 */
GW_MUST_USE bool gw_flight_send_ahead(struct gw_runner *runner, size_t left, struct gw_error **err);
/* Takes the replies to what was sent ahead, if anything was. On failure as gw_flight_send(). */
GW_MUST_USE bool gw_flight_land(struct gw_runner *runner, struct gw_error **err);

void gw_flight_clear(struct gw_flight *flight);
/* What a commit made durable: steps up to `last` are done (NULL: all). */
void gw_steps_are_done(struct gw_runner *runner, const struct gw_step_run *last);

/* scope.c: where transactions begin and end. */
void gw_scope_enter(struct gw_runner *runner, struct gw_step_run *step, const char *begin);
GW_MUST_USE bool gw_scope_leave(struct gw_runner *runner, struct gw_step_run *step,
				struct gw_error **err);
/* Commits the outer transaction, if one is open; sends. */
GW_MUST_USE bool gw_scope_close(struct gw_runner *runner, struct gw_error **err);
/* Undoes what failed on a connection that works. True: steps before `step` are kept. */
bool gw_scope_undo(struct gw_runner *runner, const struct gw_step_run *step);

/* step.c */
GW_MUST_USE bool gw_step_carry_out(struct gw_runner *runner, const struct gw_step *step,
				   size_t number, struct gw_error **err);
void gw_step_run_free(struct gw_step_run *step);

/* Queues the step's timeouts for the transaction that was just begun, or for a lone statement. */
void gw_step_timeouts_in_transaction(struct gw_runner *runner, struct gw_step_run *step);
void gw_step_timeouts_alone(struct gw_runner *runner, struct gw_step_run *step,
			    const struct gw_class *class);
/* Queues what undoes the changes that the step's script made to its session, if it made any. */
void gw_step_reset_session(struct gw_runner *runner, const struct gw_step *step);
/*
 * The same where the session is a pooler's, and the next client's when the transaction ends: within
 * that transaction, before its commit, whether the step or a hook may have changed it or not.
 */
void gw_reset_shared_session(struct gw_runner *runner);
GW_MUST_USE bool gw_step_hook(struct gw_runner *runner, struct gw_step_run *step, enum gw_hook hook,
			      struct gw_error **err);
/* Looks for rows that refer to nothing, before a commit. */
GW_MUST_USE bool gw_step_references(struct gw_runner *runner, struct gw_step_run *step,
				    struct gw_error **err);
GW_MUST_USE bool gw_step_verify(struct gw_runner *runner, struct gw_step_run *step,
				struct gw_error **err);

/* locks.c: warns of a run that may take more locks than its server has room for. */
GW_MUST_USE bool gw_locks_warn(struct gw_runner *runner, struct gw_error **err);

/* keep.c: what keeps another tool in step, made before anything is sent, and queued. */
GW_MUST_USE bool gw_keep_prepare(struct gw_runner *runner, struct gw_step_run *step,
				 struct gw_error **err);
void gw_keep_queue(struct gw_runner *runner, struct gw_step_run *step);

/* record.c */
/*
 * Fills the event of a step with what is known before it begins. Reads the texts that are kept: all
 * reading comes before the first request, as a step that cannot be read must not begin.
 */
GW_MUST_USE bool gw_record_describe(struct gw_runner *runner, struct gw_step_run *step,
				    struct gw_error **err);
/* Chains that event, and queues the request that appends it. */
void gw_record_step(struct gw_runner *runner, struct gw_step_run *step);
struct gw_step_report gw_step_report_of(const struct gw_step_run *step);
/*
 * The run's closing event, not yet chained: of the steps that are done, those from open on, which
 * will be with it, and of what failed (NULL: nothing).
 */
void gw_record_finish(struct gw_arena *arena, const struct gw_run_report *report,
		      const struct gw_step_run *open, const struct gw_error *failure,
		      struct gw_event *ret_event);

/*
 * dependents.c: the applied repeatable migration that made what the server names as in the way of a drop;
 * NULL: none that is known. The name is in the error's arena.
 */
const char *gw_run_dependent(const struct gw_runner *runner, struct gw_error *error);

/* check.c */
GW_MUST_USE bool gw_check_row_is_true(const struct gw_reply *reply, struct gw_error **err);
/* GW_E_HEAD_MOVED when somebody else wrote since the step's transaction before. */
GW_MUST_USE bool gw_check_sole_writer(const struct gw_runner *runner,
				      const struct gw_step_run *step, const struct gw_reply *reply,
				      struct gw_error **err);
GW_MUST_USE bool gw_references_before(struct gw_runner *runner, struct gw_error **err);
GW_MUST_USE bool gw_references_judge(struct gw_runner *runner, const struct gw_reply *reply,
				     struct gw_error **err);

/*
 * explain.c: says of an error which statement of which migration it was, where that stands, and what to do next.
 * tag: of the request that failed, step: that it belongs to; either may be NULL.
 */
void gw_run_explain(const struct gw_runner *runner, const struct gw_tag *tag,
		    const struct gw_step *step, struct gw_error *error);
/* The error is that of a lock that was lost in the middle of a step, NULL: of the run. */
void gw_run_restate_lock_lost(const struct gw_step_run *step, struct gw_error *error);
/*
 * Hides in the server's words the values of placeholders that are called secrets: they come from outside
 * of the files. values may be NULL.
 */
void gw_run_hide_values(const struct gw_map *values, struct gw_error *error);

/*
 * fail.c: completes the error of a flight that failed after `landed` replies, and puts the database
 * in order. Returns false.
 */
bool gw_run_failed(struct gw_runner *runner, size_t landed, struct gw_error **err);
/*
 * Completes an error that came from reading, not from a flight: what is queued is not sent, what is
 * open is rolled back. *err becomes another when what was sent before fails.
 */
void gw_run_abandon(struct gw_runner *runner, struct gw_error **err);

/* Tells the listener, if there is one. */
void gw_tell(const struct gw_runner *runner, struct gw_progress_event event);

#endif
