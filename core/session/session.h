/*
 * A session: what nearly every command needs, opened step by step and closed at once.
 *
 *	config -> target -> source -> connection -> lock -> history -> plan -> run
 *
 * The functions are the verbs of the tool; the program and the embedding API (godwit.h) are two
 * faces of them. A session serves one command.
 */
#ifndef GW_SESSION_SESSION_H
#define GW_SESSION_SESSION_H

#include "adopt/adopt.h"
#include "config/config.h"
#include "database/database.h"
#include "git/git.h"
#include "history/lock.h"
#include "plan/plan.h"
#include "provision/provision.h"
#include "run/run.h"

/* What another tool has applied, and godwit did not adopt. */
struct gw_unadopted {
	const char *tool;
	const char *table;
};

struct gw_session {
	struct gw_arena *arena;
	const struct gw_system *sys;
	const struct gw_config *config;
	struct gw_url url;
	const struct gw_engine *engine; /* NULL until connected */
	struct gw_conn *conn;
	struct gw_source *source;
	struct gw_error *source_error; /* of an attempt to open it, to be told */
	struct gw_source *since; /* of `--from OLD..NEW`: what is in OLD; NULL: not said */
	const struct gw_git *git; /* NULL until gw_session_git() */
	struct gw_repository *repository;
	const char *git_folder; /* `dir` in the repository; NULL: outside of it */
	struct gw_source *target; /* of `goto COMMIT`; NULL: none */
	GW_VEC(struct gw_source *) found; /* of commits that were read for gw_applied_origin */
	struct gw_history *history;
	struct gw_map placeholders;
	bool has_placeholders;
	struct gw_rows findings; /* the answer to gw_history_check_request(), if */
	bool has_findings; /* it came with the connection, and was not used yet */
	struct gw_conn *door; /* to another database of the server, while the URL's is not there */
	struct gw_secret_context secrets; /* of declarations */
	GW_VEC(struct gw_unadopted) unadopted; /* once it was looked for, see tools/tools.h */
	bool has_attached; /* another tool's file beside the database is open */
	const char *fence; /* as of gw_survey_request; NULL: scripts may reach other databases */
	bool locked;
	bool holds_last; /* what is applied last may not change while the lock is waited for */
	const struct gw_history *before; /* that wait, as it was; NULL: not looked at */
	bool kill_orphan; /* what a godwit that is gone left running is ended, not waited for */
	const struct gw_saved_plan *approved; /* what is run must be this plan; NULL: none */
	const char *backup; /* that was made before the run: it is recorded; NULL: none */
	struct gw_session_signer *signer; /* of `signing_key`, once it was read; NULL: none */
	struct gw_actor actor;
	const char *application; /* "godwit up" */
	gw_lock_waiting_fn *lock_waiting; /* may be NULL */
	gw_notice_fn *notice; /* may be NULL */
	void *payload; /* of both */
};

/* Fills what follows from the configuration; opens nothing. */
void gw_session_init(struct gw_session *session, struct gw_arena *arena,
		     const struct gw_system *sys, const struct gw_config *config);
/* Unlocks, disconnects, closes the source. */
void gw_session_done(struct gw_session *session);

/* Gives the lock back, and disconnects; the source stays open. */
void gw_session_let_go(struct gw_session *session);

/* Finds out which database is meant; the engine's name is known then. */
GW_MUST_USE bool gw_session_target(struct gw_session *session, struct gw_error **err);

/*
 * The place where the target is, entered by a door that leads to none of the named databases (NULL at
 * the end). The target is known. The caller closes it.
 */
GW_MUST_USE bool gw_session_databases(const struct gw_session *session, const char *const *names,
				      struct gw_databases *ret_at, struct gw_error **err);

/* Each opens what it needs and was not open yet. */
GW_MUST_USE bool gw_session_source(struct gw_session *session, struct gw_error **err);
GW_MUST_USE bool gw_session_connect(struct gw_session *session, bool read_only,
				    struct gw_error **err);
GW_MUST_USE bool gw_session_lock(struct gw_session *session, struct gw_error **err);
GW_MUST_USE bool gw_session_history(struct gw_session *session, struct gw_error **err);
/*
 * The connection, and godwit's tables checked but not loaded: for who looks at the rows themselves,
 * whatever they are. session->history stays NULL.
 */
GW_MUST_USE bool gw_session_tables(struct gw_session *session, bool read_only,
				   struct gw_history **ret_history, struct gw_error **err);
/* Connection, lock and history at once, in as few turnarounds as can be; the lock only for_writing. */
GW_MUST_USE bool gw_session_open(struct gw_session *session, bool for_writing,
				 struct gw_error **err);

/* Source, connection and history for a reading command, and the picture of both. */
GW_MUST_USE bool gw_session_picture(struct gw_session *session, struct gw_picture *ret_picture,
				    struct gw_error **err);
/* A plan from source and history; locked says whether it will be run. */
GW_MUST_USE bool gw_session_plan(struct gw_session *session, const struct gw_plan_request *request,
				 bool locked, struct gw_plan *ret_plan, struct gw_error **err);
/*
 * The same for a database in which nothing was done yet, whatever this one has: what would be found wrong is
 * found before that is emptied. Nothing is written; the session is of no use for anything else.
 */
GW_MUST_USE bool gw_session_plan_anew(struct gw_session *session,
				      const struct gw_plan_request *request,
				      struct gw_plan *ret_plan, struct gw_error **err);
/* What is put into scripts; NULL: nothing is looked for. */
const struct gw_map *gw_session_placeholders(const struct gw_session *session);
/* A plan request with the policies of the configuration. */
struct gw_plan_request gw_session_plan_request(const struct gw_session *session, enum gw_goal goal);
/* Options of a run from the configuration. */
struct gw_run_options gw_session_run_options(const struct gw_session *session);

/*
 * The private key of `signing_key` and the name that `keys` has for it ("unknown" when it has none).
 * *ret_key is NULL when no key is set; it lives as long as the session.
 */
struct gw_private_key;
GW_MUST_USE bool gw_session_key(struct gw_session *session, const struct gw_private_key **ret_key,
				const char **ret_name, struct gw_error **err);

/*
 * Plans under the lock and runs, in as many attempts as it takes (see attempts.c). Refusals are
 * GW_E_REFUSED. The plan, of the last attempt, and the report are set also on failure (as far as it
 * got).
 */
GW_MUST_USE bool gw_session_run(struct gw_session *session, const struct gw_plan_request *request,
				const struct gw_progress *progress, struct gw_plan *ret_plan,
				struct gw_run_report *ret_report, struct gw_error **err);

/*
 * Records that a person decided: baseline, accept, resolve. Under the lock, one event in one
 * transaction. key names the migration; the reason of the configuration is stored.
 */
GW_MUST_USE bool gw_session_baseline(struct gw_session *session, const char *version,
				     struct gw_error **err);
GW_MUST_USE bool gw_session_accept(struct gw_session *session, const char *key,
				   struct gw_error **err);
/* All of it is in the database, or nothing of it is. */
GW_MUST_USE bool gw_session_resolve(struct gw_session *session, const char *key, bool applied,
				    struct gw_error **err);
/* The statement in doubt (1-based) happened, or it is to run again. */
GW_MUST_USE bool gw_session_resolve_statement(struct gw_session *session, const char *key,
					      size_t statement, bool done, struct gw_error **err);

/*
 * Opens what provisioning needs: the server, and for_writing the lock and the history, as far as the
 * URL's database is there. file: see gw_config_declarations(); for an export nothing is declared. To
 * be ended by gw_provision_done().
 */
enum gw_provision_use { GW_PROVISION_PLAN, GW_PROVISION_APPLY, GW_PROVISION_EXPORT };
GW_MUST_USE bool gw_session_provision(struct gw_session *session, const char *file,
				      enum gw_provision_use use, struct gw_provision *ret_provision,
				      struct gw_error **err);

#endif
