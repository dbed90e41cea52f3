/*
 * Engines: PostgreSQL, MySQL/MariaDB, SQLite behind one table of functions.
 *
 * The rest of core never asks "which engine is this?"; it asks for a fact (caps), a word (words) or a
 * service (the functions). A new engine is one module: a folder, a line in engines.def and one in
 * base/modules.def.
 *
 * The one way to the server is run(): a list of requests, executed in order, stopping at the first
 * failure. Nothing after a failed request has any effect: PostgreSQL sends the list as a pipeline
 * with one Sync, MariaDB as multi-statement batches, SQLite in a loop. How many turnarounds that
 * costs is the engine's affair; that the list stops at the first failure is the contract.
 */
#ifndef GW_ENGINE_ENGINE_H
#define GW_ENGINE_ENGINE_H

#include "base/error.h"
#include "base/str.h"
#include "base/system.h"
#include "base/vec.h"
#include "base/view.h"
#include "config/config.h"
#include "config/url.h"
#include "engine/databases.h"
#include "engine/doubt.h"
#include "engine/estate.h"
#include "engine/request.h"
#include "sql/dialect.h"

/* A NOTICE or warning of the server. */
typedef void gw_notice_fn(void *payload, const char *severity, const char *message);
/* Called a few times a second while the server is waited for. */
typedef void gw_waiting_fn(void *payload);
/* Takes the answers to what was sent ahead, see send(). */
typedef bool gw_land_fn(void *payload, struct gw_error **err);

struct gw_caps {
	bool transactional_ddl; /* DDL can be rolled back */
	bool run_in_savepoints; /* a run is one transaction with a savepoint for each migration:
				   one sync, the first k-1 kept when the k-th fails */
	bool list_is_transaction; /* requests of one list share an implicit transaction: what cannot
				     run in one is a list of its own */
	bool lock_is_transaction; /* try_lock() opens the write transaction; the run goes on in it */
	bool has_schemas; /* our tables live in a schema of their own */
	bool database_can_change; /* by USE: our tables are named with their database */
	bool is_server; /* there is a network, a user, and other sessions */
	int64_t shortest_lock_ms; /* the shortest timeout of a lock that can be set */
	bool local_timeouts; /* timeouts can be set for a transaction alone */
	bool waiting_blocks_others; /* who comes after one that waits for a lock waits as well */
	size_t ahead_bytes; /* a list of so many bytes is worth a turnaround of its own where others
			       are made meanwhile, see send(); 0: it has no send() */
};

/* Words of the engine's SQL that core sends by itself. NULL: not needed. */
struct gw_words {
	const char *begin;
	const char *begin_reading; /* for reading only: takes no write lock */
	const char *commit;
	const char *rollback;
	const char *savepoint; /* SAVEPOINT godwit */
	const char *release_savepoint;
	const char *rollback_to_savepoint;
	const char
		*stay_open; /* what comes after it is a transaction, and again after each commit, */
	const char *stay_open_end; /* until this; NULL: see lock_along() */
	const char *sole_writer; /* where the lock ends with each transaction: the seq of the last
				    event, and id and run of the journal's last row, so that a run
				    can see in the next one whether somebody came between */
	const char
		*lock_room; /* where locks are kept to the end of a transaction, in a table of fixed
				  size: a query for how many all sessions together can hold (NULL:
				  cannot tell), and the name and value of the setting */
	const char
		*attach; /* begins the statement that opens another file, as "attach 'PATH' AS NAME"
			       goes on; NULL: databases are no files */
	const char *
		times_in_utc; /* times of this transaction that say no zone are UTC; NULL: times are
				     kept as they are said */
	/* A time in UTC, "2026-11-22 09:30:00", stands between these: */
	const char *before_instant,
		*after_instant; /* for a column as the server's clock says it, */
	const char *before_utc, *after_utc; /* and for one that says UTC */
	const char *check_references; /* where foreign keys are off during a run: each row of
					      the result is a reference to nothing. After savepoint
					      all of them that are new since then; outside, all */
};

/* Our own queries; the texts are the engine's sql/NAME.sql files. */
enum gw_query {
#define GW_QUERY(id, file) GW_Q_##id,
#include "engine/queries.def"
#undef GW_QUERY
	GW_QUERY_COUNT
};

struct gw_server_info {
	const char *version; /* "15.20", "10.11.19-MariaDB", "3.40.1" */
	unsigned version_number; /* 150020, 101119, 34001 */
	const char *flavor; /* "PostgreSQL", "MariaDB", "MySQL", "SQLite" */
	const char *user; /* NULL for SQLite */
	const char *database;
	bool read_only; /* standby, read-only file or server */
	const char *read_only_hint; /* what can be done about that: whole sentences */
	bool pooled; /* a pooler in transaction mode stands in between */
	int64_t connection_id; /* backend pid, thread id; 0 for SQLite, and where pooled */
	int64_t session_start_us; /* since when that number means this session, by the server's
				     clock: its start, or that of a server which counts anew */
};

/* 0: leave as it is; GW_TIMEOUT_DEFAULT: back to what the session began with. */
enum { GW_TIMEOUT_DEFAULT = -1 };
struct gw_timeouts {
	int64_t lock_ms;
	int64_t statement_ms;
};

struct gw_opening;

/* Common head of every engine's connection. */
struct gw_conn {
	const struct gw_engine *engine;
	const struct gw_system *sys;
	struct gw_server_info info;
	bool in_transaction; /* as the server said with its last reply */
	bool broken; /* the connection is lost; only close() is allowed */
	bool has_lock; /* connect() took the run lock along */
	struct gw_timeouts timeouts; /* of the session, as run/ has set them; 0: never */
	int64_t turnaround_us; /* the least that a question took, see gw_conn_query(); 0: none was
				  asked yet */
	int64_t asked_us; /* that all of them took */
	gw_notice_fn *notice;
	void *notice_payload;
	gw_waiting_fn *waiting; /* set by whoever wants to know; NULL at first */
	void *waiting_payload;
	gw_land_fn *land; /* set by whoever sends ahead, as long as its answers are not taken */
	void *land_payload;
	const struct gw_opening *meanwhile; /* of which the work is still to be done; NULL: none */
};

static inline void gw_conn_waits(const struct gw_conn *conn)
{
	if (conn->waiting != NULL)
		conn->waiting(conn->waiting_payload);
}

/*
 * What connect() asks in the turnaround of its own first questions, where the engine can. Nothing of it
 * is promised: where the lock has to be waited for, where a server takes no writes, where a lock is more
 * than one question (behind a pooler, on a cluster), or where a question fails, connect() goes on as
 * if it had not been asked; has_lock is false, or answers are missing.
 */
struct gw_opening {
	const char *lock_key; /* to be taken, as by try_lock(); NULL: none */
	/* Of our own, for reading. They run under the lock, and answers without it are not told. */
	const struct gw_request *requests;
	size_t n;
	struct gw_arena *arena; /* of the rows */
	gw_reply_fn *reply;
	/* Work that needs no connection, for the time that the server takes for all that. It is done
	   at most once, and not at all where nothing is waited for. NULL: there is none. */
	void (*meanwhile)(void *payload);
	void *payload;
};

/* For engines: the server has been asked, and is about to be waited for. */
static inline void gw_conn_uses_time(struct gw_conn *conn)
{
	const struct gw_opening *opening = conn->meanwhile;

	conn->meanwhile = NULL;
	if (opening != NULL && opening->meanwhile != NULL)
		opening->meanwhile(opening->payload);
}

struct gw_connect_options {
	const struct gw_system *sys;
	const struct gw_url *url;
	const char *application; /* "godwit up": shown by the server where it can */
	int64_t connect_timeout_ms; /* 0: the engine's default */
	bool read_only; /* a reading command: never create a file, never write */
	bool must_exist; /* with read_only: a file that is not there is no empty database */
	const struct gw_opening *opening; /* NULL: nothing else is asked */
	gw_notice_fn *notice;
	void *notice_payload;
};

struct gw_statements {
	GW_VEC(const char *) list;
};

/* Who holds the lock that we want. Strings are NULL when they are not known. */
struct gw_lock_holder {
	bool known;
	bool may_be_anybody; /* the lock is a write transaction's, and not godwit's alone */
	int64_t connection_id; /* 0: not on this server */
	int64_t pid; /* of its process, on its host; 0 unknown */
	const char *user;
	const char *host;
	const char *application;
	int64_t since_us; /* wall clock; 0 unknown */
	bool has_lease; /* which ends by itself when it is not renewed, */
	int64_t lease_left_us; /* in so long; below 0: it ended so long ago */
};

struct gw_engine {
	const char *name; /* "postgres" */
	const char *label; /* "PostgreSQL" */
	const struct gw_dialect *dialect;
	struct gw_caps caps;
	struct gw_words words;
	const char *const *queries; /* GW_QUERY_COUNT texts; NULL: the engine needs none */
	const char *const
		*schema_queries; /* as in schema_<name>.def, for core/schema; NULL: none */

	/*
	 * Connects and learns info. Of several hosts the first that answers is taken, or, to write,
	 * the first that can be written. On failure nothing is left open. The state is UNTOUCHED.
	 */
	bool (*connect)(const struct gw_connect_options *options, struct gw_conn **ret_conn,
			struct gw_error **err);
	void (*close)(struct gw_conn *conn); /* NULL is fine */

	/*
	 * See the head of this file. Rows are kept in arena. reply may be NULL. On failure
	 * *ret_failed is the index of the request that failed (all before it succeeded, none after
	 * it has run), or n when it cannot be told (connection lost: broken is set then). The error
	 * is GW_E_STATEMENT with the server's part, or GW_E_CONNECTION_LOST, GW_E_INTERRUPTED
	 * (the statement was cancelled on the server), GW_E_DISK_FULL, GW_E_READ_ONLY, GW_E_PERMISSION,
	 * GW_E_LOCKED, GW_E_LOCK_LOST. It has no location and no state: the caller knows those. A pending interrupt
	 * (gw_interrupted) cancels what is running within a second.
	 */
	bool (*run)(struct gw_conn *conn, const struct gw_request *requests, size_t n,
		    struct gw_arena *arena, gw_reply_fn *reply, void *payload, size_t *ret_failed,
		    struct gw_error **err);

	/*
	 * Lets the server begin with a list, and does not wait for it: run() with the same list, which
	 * stays as it is until then, takes the answers, and tells what failed. What is asked before that
	 * by anybody else, this engine included, first has them taken by conn->land, and fails when that
	 * does. May be NULL.
	 */
	void (*send)(struct gw_conn *conn, const struct gw_request *requests, size_t n);

	/*
	 * The run lock, without waiting; unlock() of a transaction rolls it back. Where the server's
	 * locks do not reach all sessions of the database, the engine sees to it that run() changes
	 * nothing when the lock was lost since: GW_E_LOCK_LOST.
	 */
	bool (*try_lock)(struct gw_conn *conn, const char *key, bool *ret_got,
			 struct gw_error **err);
	bool (*unlock)(struct gw_conn *conn, const char *key, struct gw_error **err);
	bool (*lock_holder)(struct gw_conn *conn, const char *key, struct gw_arena *arena,
			    struct gw_lock_holder *ret_holder, struct gw_error **err);
	/*
	 * Another tool's lock of the server, by the number or name that the tool calls it by, without waiting:
	 * to the end of the transaction, where one is open and locks can be of one; else to that of the
	 * session, and behind a pooler of the question alone. NULL: the server has no such locks.
	 */
	bool (*try_foreign_lock)(struct gw_conn *conn, const char *key, bool *ret_got,
				 struct gw_error **err);
	bool (*foreign_lock_holder)(struct gw_conn *conn, const char *key, struct gw_arena *arena,
				    struct gw_lock_holder *ret_holder, struct gw_error **err);
	/* Ends the session that holds the lock (pg_terminate_backend, KILL). */
	bool (*end_session)(struct gw_conn *conn, int64_t connection_id, struct gw_error **err);
	/* Takes the lease from whoever has it. NULL where the lock is never a lease. */
	bool (*end_lease)(struct gw_conn *conn, const char *key, struct gw_error **err);

	/*
	 * Statements and sessions in doubt, see doubt.h. NULL: nothing can be seen, or there is no
	 * session that outlives its process.
	 */
	/* How to look at what the statement, which will run alone, is going to change. */
	void (*witness)(const struct gw_conn *conn, struct gw_arena *arena,
			struct gw_view statement, struct gw_witness *ret_witness);
	/*
	 * Puts away what would make the statement, which will run alone, pass for done: an index that
	 * somebody's CREATE INDEX CONCURRENTLY left not valid, and that IF NOT EXISTS passes over.
	 * *ret_note says what was done, for people; NULL when nothing. GW_E_LOCKED while somebody is
	 * at work on it. NULL: nothing of the kind. Not in a transaction.
	 */
	bool (*clear_way)(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
			  const char **ret_note, struct gw_error **err);
	/*
	 * What became of it. before: the value of the witness's expression when the journal took it
	 * (absent: none); by: who ran it, over by now; NULL: this very session, and it failed. May
	 * put right what it left half done (an index that is not valid is dropped) before it says
	 * NONE; when that fails (GW_E_LOCKED, ..) it can be asked again. Takes no transaction along.
	 */
	bool (*judge)(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		      struct gw_view before, const struct gw_lost *by,
		      struct gw_verdict *ret_verdict, struct gw_error **err);
	/*
	 * Whether a ROLLBACK, or the loss of the session, takes back all that the statement does in a
	 * transaction. One that it does not runs alone, with an intent. NULL: always. To be asked about
	 * each statement of a run, in order, before it is sent, also about those that run alone anyway:
	 * the tables that they make are remembered. May send queries of its own (one turnaround for
	 * each database that the run touches), which see what was there before the statements that the
	 * caller has not sent yet.
	 */
	bool (*can_roll_back)(struct gw_conn *conn, struct gw_view statement, bool *ret_can,
			      struct gw_error **err);
	/*
	 * LOCK TABLES, of which nothing of ours can be written: the statement to send in its place,
	 * which locks the journal as well; NULL where that cannot be. A transaction lives within such
	 * locks when it begins with words.stay_open, and not with words.begin. NULL: no such statement.
	 */
	const char *(*lock_along)(const struct gw_conn *conn, struct gw_arena *arena,
				  struct gw_view statement);
	/* Whether a lost session and its transaction have ended. Asks once, does not wait. */
	bool (*is_over)(struct gw_conn *conn, const struct gw_lost *lost, bool *ret_over,
			struct gw_error **err);
	/*
	 * Who may be in the way of a statement whose wait for a lock timed out: one line a session
	 * ("session 42 of app, psql, in its query for 3 s"), "" when nobody is seen. NULL: cannot tell.
	 */
	bool (*blockers)(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
			 const char **ret_text, struct gw_error **err);

	/*
	 * Appends to the list the statements that set timeouts, for the transaction that is open
	 * (in_transaction) or for the session. An engine without the first kind sets the session's.
	 */
	void (*set_timeouts)(struct gw_arena *arena, const struct gw_timeouts *timeouts,
			     bool in_transaction, struct gw_statements *ret_list);

	/*
	 * Appends to the list the statements that undo what a script did to its session: settings,
	 * role, default database. Transactions and locks stay.
	 */
	void (*reset_session)(const struct gw_conn *conn, struct gw_arena *arena,
			      struct gw_statements *ret_list);

	/* What of the server can be provisioned, see estate.h. NULL: nothing. */
	const struct gw_estate_engine *estate;
	/* Making, copying and dropping whole databases, see databases.h. */
	const struct gw_databases_engine *databases;

	void (*quote_name)(struct gw_str *str, struct gw_view name);
	/* conn may be NULL: as for a session that begins. */
	void (*quote_text)(const struct gw_conn *conn, struct gw_str *str, struct gw_view text);
};

/* The engine called name, loading its module; GW_E_MODULE, or GW_E_UNSUPPORTED for other names. */
GW_MUST_USE bool gw_engine_load(const char *name, const struct gw_engine **ret_engine,
				struct gw_error **err);
/* What people call engines, for options: their names and "mariadb", "postgresql"; NULL at the end. */
extern const char *const gw_engine_names[];
/* The name of the engine that is called so; NULL: none is, or name is NULL. */
const char *gw_engine_called(const char *name);
/* Facts without loading the module: NULL when there is no such engine. */
const struct gw_dialect *gw_engine_dialect(const char *name);
/*
 * Whose SQL the files are where no target is needed: as the URL says, if one is configured that can be
 * read without a secret; else PostgreSQL.
 */
const struct gw_dialect *gw_engine_dialect_of(const struct gw_config *config,
					      struct gw_arena *arena);
/* The same, and NULL in place of PostgreSQL where no URL says it. */
const struct gw_dialect *gw_engine_dialect_said(const struct gw_config *config,
						struct gw_arena *arena);

/*
 * Shorthands over run(): one request of our own; rows in arena, ret_rows may be NULL. What run()
 * would tell as GW_E_STATEMENT is GW_E_SERVER here.
 */
GW_MUST_USE bool gw_conn_query(struct gw_conn *conn, struct gw_arena *arena, const char *sql,
			       const struct gw_value *params, size_t nparams,
			       struct gw_rows *ret_rows, struct gw_error **err);
/* Several in one turnaround; ret_rows has n places. */
GW_MUST_USE bool gw_conn_query_all(struct gw_conn *conn, struct gw_arena *arena,
				   const struct gw_request *requests, size_t n,
				   struct gw_rows *ret_rows, struct gw_error **err);
GW_MUST_USE bool gw_conn_exec(struct gw_conn *conn, const char *sql, struct gw_error **err);
/*
 * What to do when it is not the statement that is at fault: GW_E_PERMISSION, GW_E_READ_ONLY. Other errors stay
 * as they are.
 */
void gw_conn_hint(const struct gw_conn *conn, struct gw_error *error);
/* Runs the statements of the setting `prelude`, one by one; the error says which of them failed. */
GW_MUST_USE bool gw_conn_prelude(struct gw_conn *conn, const struct gw_statements *prelude,
				 struct gw_error **err);
void gw_conn_close(struct gw_conn *conn);
#define GW_CONN_AUTO GW_CLEANUP(gw_conn_cleanup)
void gw_conn_cleanup(struct gw_conn **conn);

#endif
