/*
 * What the files of this folder share.
 */
#ifndef GW_SESSION_SESSION_INT_H
#define GW_SESSION_SESSION_INT_H

#include "session/session.h"

/* Who runs this, where, for which job: for the history. */
struct gw_actor gw_session_actor(const struct gw_session *session);
/* The difference of two texts that are not equal, with secrets masked; NULL: it cannot be made. */
const char *gw_session_diff_texts(struct gw_session *session, struct gw_view before,
				  struct gw_view now);
/* Finds out which database is meant, and loads its engine. */
GW_MUST_USE bool gw_session_load_engine(struct gw_session *session, struct gw_error **err);
/* Connects to another database of the server, without lock and prelude. The engine is loaded. */
GW_MUST_USE bool gw_session_connect_to(struct gw_session *session, const char *database,
				       bool read_only, struct gw_conn **ret_conn,
				       struct gw_error **err);
/* Connects and locks anew; the history is to be loaded again. */
GW_MUST_USE bool gw_session_renew(struct gw_session *session, struct gw_error **err);

/* --- foreign.c: the table of another tool --- */

struct gw_foreign {
	const struct gw_adopt_tool *tool; /* NULL: the database has none */
	const char *schema;
	const char *table;
	int64_t last_number; /* in the column that orders the rows, once they are read */
};
/* Opens the file beside the database that the tool has its tables in; one that is not there is made, or
 * left alone. */
GW_MUST_USE bool gw_foreign_attach(struct gw_session *session, const struct gw_adopt_tool *tool,
				   bool make, struct gw_error **err);
GW_MUST_USE bool gw_foreign_look(struct gw_session *session, const struct gw_adopt_tool *tool,
				 struct gw_foreign *ret_place, struct gw_error **err);
/* The same where name may be NULL: any tool's. GW_E_ADOPT_NONE. */
GW_MUST_USE bool gw_foreign_find(struct gw_session *session, const char *name,
				 struct gw_foreign *ret_place, struct gw_error **err);
GW_MUST_USE bool gw_foreign_read(struct gw_session *session, struct gw_foreign *place,
				 struct gw_adopt_rows *ret_rows, struct gw_error **err);
/* How the table of that name, in the schema of a tool's table, is written; NULL: there is none. */
GW_MUST_USE bool gw_foreign_beside(struct gw_session *session, const char *name, const char *schema,
				   const char **ret_table, struct gw_error **err);
/*
 * foreign_lock.c: takes the tool's own locks, without waiting: GW_E_FOREIGN_LOCK. Those of the server to
 * the end of the transaction that is open, or of the session; those that are rows to that of the
 * transaction, and without one they are looked at, no more.
 */
GW_MUST_USE bool gw_foreign_lock(struct gw_session *session, const struct gw_foreign *place,
				 struct gw_error **err);
/* Compares a match with a migration of a source, its own or an earlier one; *match says what came of it. */
GW_MUST_USE bool gw_foreign_prove(struct gw_session *session, const struct gw_adoption *adoption,
				  struct gw_adopt_match *match, struct gw_source *source,
				  const struct gw_migration *migration, struct gw_error **err);
/* eject.c: GW_E_EJECT: the tool's table is not written on this engine, or the files are not its own. */
GW_MUST_USE bool gw_eject_is_possible(struct gw_session *session, const struct gw_adopt_tool *tool,
				      struct gw_error **err);
/*
 * keep.c: before a run, for the tool that the history says is kept in step, under its own lock; *ret_keeping
 * is NULL when there is none. GW_E_OUT_OF_STEP, GW_E_FOREIGN_LOCK. Source and history are open.
 */
struct gw_keeping;
GW_MUST_USE bool gw_in_step_begin(struct gw_session *session, struct gw_keeping **ret_keeping,
				  struct gw_error **err);
/* GW_E_EJECT: its table cannot be written, or a run does not know what goes into its rows. */
GW_MUST_USE bool gw_in_step_is_possible(struct gw_session *session,
					const struct gw_adopt_tool *tool, struct gw_error **err);
/* Whether the tool's rows have all that is applied: GW_E_OUT_OF_STEP. */
GW_MUST_USE bool gw_in_step_check_told(struct gw_session *session,
				       const struct gw_adoption *adoption, struct gw_error **err);
/* The event with which a tool begins to be kept in step; NULL: with which that ends. */
void gw_in_step_event(const char *tool, struct gw_event *ret_event);
/*
 * adopt_git.c: looks in the history of all branches and tags for the files that matches were disproved by, as
 * the tool applied them: the youngest commit that has it. Where there is no repository, nothing is found.
 */
void gw_adopt_find_edited(struct gw_session *session, struct gw_adoption *adoption,
			  struct gw_adopt_match *const *edited, size_t n);
/* GW_E_ADOPT: what an adoption's refusals say. */
bool gw_foreign_fail(const struct gw_adoption *adoption, struct gw_error **err);

/* git.c: PATH of REF:PATH in the repository; NULL: it lies outside. */
const char *gw_session_git_path(struct gw_session *session, const char *path);

/*
 * orphan.c: sessions of a godwit that is gone, which may still be running its last statement.
 *
 * Waits until the session is over, up to `lock_wait`; GW_E_LOCKED. With kill_orphan it is ended.
 */
GW_MUST_USE bool gw_session_await(struct gw_session *session, const struct gw_lost *lost,
				  struct gw_error **err);
/* Waits for all that the journal names. The history is loaded, under the lock. */
GW_MUST_USE bool gw_session_await_orphans(struct gw_session *session, struct gw_error **err);
/* Ends the session that holds the lock, if the journal names it as one that runs a statement. */
GW_MUST_USE bool gw_session_kill_orphan(struct gw_session *session, struct gw_error **err);

/*
 * recover.c: after the connection was lost: connects and locks again, waits until the lost session
 * is over, and finds out what of the run stands. On failure the session has no connection, or no
 * lock.
 */
GW_MUST_USE bool gw_session_recover(struct gw_session *session, struct gw_run_report *report,
				    struct gw_error **err);

/* git.c: what a commit has in a folder, as a source; people read ref in its place. */
GW_MUST_USE bool gw_session_commit_source(struct gw_session *session,
					  const struct gw_git_commit *commit, const char *ref,
					  const char *path, struct gw_source **ret_source,
					  struct gw_error **err);
/*
 * git.c: opens the repository that the source is in, and says where in it that is. libgit2 is left alone
 * where there is none, which is GW_E_GIT_NONE. The source is open.
 */
GW_MUST_USE bool gw_session_source_folder(struct gw_session *session, const char **ret_folder,
					  struct gw_error **err);
/* git.c: GW_E_SOURCE: a folder is not in the work tree of the repository. */
bool gw_session_fail_outside(const char *path, struct gw_error **err);
/*
 * git.c: completes a request with what commits say: with what OLD has of `--from OLD..NEW`; and with
 * the files of a commit as the target, where `to` names one, and no version.
 */
GW_MUST_USE bool gw_session_aim(struct gw_session *session, struct gw_plan_request *request,
				struct gw_error **err);

/*
 * provenance.c: finds out where the source stands in git: the commit, and for what the plan applies
 * of it the commit that last changed the file. Once for each source. Where the configuration demands
 * nothing of git, what cannot be found out is a notice of the source.
 */
GW_MUST_USE bool gw_session_trace(struct gw_session *session, struct gw_source *source,
				  const struct gw_plan *plan, struct gw_error **err);
/*
 * require.c: holds the source that is applied to what `require_git` says. GW_E_GIT_REQUIREMENT.
 * The source was traced and the history is loaded.
 */
GW_MUST_USE bool gw_session_require(struct gw_session *session, const struct gw_source *source,
				    struct gw_error **err);

/*
 * origin.c: looks in git for the down scripts that the plan misses: key -> struct gw_found *. What
 * stands against that is no error: nothing is found then.
 */
struct gw_map gw_session_find_downs(struct gw_session *session, const struct gw_plan *plan);
/*
 * origin.c: what a commit has in a folder; the session closes it. NULL: it is no source (two files of one
 * version, a format nobody knows).
 */
struct gw_source *gw_session_try_commit(struct gw_session *session, const char *folder,
					const struct gw_git_commit *commit);
/*
 * origin.c: whether a file may be one of a migration that was applied, as far as its path tells,
 * whatever the format: it has the numbers of the version, or the letters of a version that is none, or of
 * a repeatable's name.
 */
bool gw_applied_may_be(const char *path, const struct gw_applied *applied);
/*
 * signing.c: reads `signing_key`, if it is set, so that what is recorded from now on is signed.
 */
GW_MUST_USE bool gw_session_sign(struct gw_session *session, struct gw_error **err);
void gw_session_forget_key(struct gw_session *session);
/* Of the key that was read; NULL: none. */
const struct gw_signer *gw_session_signer(const struct gw_session *session);
/*
 * Holds what a plan runs, and the hooks around it, to `require_signatures`: GW_E_SIGNATURE.
 */
GW_MUST_USE bool gw_session_require_signatures(struct gw_session *session,
					       const struct gw_plan *plan, struct gw_error **err);

#endif
