/*
 * PostgreSQL, for the files of this folder alone.
 *
 *	postgres.c    the descriptor, words, quoting, timeouts
 *	keywords.c    a URL as libpq's connection keywords
 *	connect.c     connecting without blocking, and what a session is told first
 *	refusal.c     why a connection did not come about
 *	run.c         requests as pipelines
 *	prepare.c     requests that come again and again
 *	large.c       statements of megabytes
 *	copy.c        COPY, which no pipeline takes
 *	wire.c        waiting for the server, interrupts, lost connections
 *	reply.c       results as replies
 *	failure.c     results as errors
 *	notice.c      notices
 *	lock.c        the run lock
 *	doubt.c       what became of a statement that ran alone, or of a lost session
 *	index.c       indexes that were not built to their end
 *	blockers.c    who is in the way of a statement
 *	estate*.c     what can be provisioned, see estate_int.h
 */
#ifndef GW_ENGINE_POSTGRES_POSTGRES_INT_H
#define GW_ENGINE_POSTGRES_POSTGRES_INT_H

#include <libpq-fe.h>

#include "engine/engine.h"
#include "sql/alone.h"
#include "sql/redact.h"

struct gw_pg {
	struct gw_conn base; /* first: a struct gw_conn of this engine is a struct gw_pg */
	PGconn *pg;
	struct gw_arena arena; /* what base.info points to */
	struct gw_pg_flow *flow; /* the call of run() that goes on, or NULL */
	struct gw_pg *guardian; /* behind a pooler: holds the run lock in a transaction */
	const char *lock_key; /* of the run lock that the session itself holds; NULL none */
	bool discarded; /* DISCARD ALL was run: what the session held is gone */
	int64_t patience_ms; /* not 0: a server that is silent for so long is given up */
	bool ran_out_of_patience; /* and it was */
	const char *prepared; /* text of the statement that the session keeps for us; NULL: none */
	const char *prepared_name;
	unsigned prepared_count; /* names so far */
	bool never_prepares; /* what was prepared got lost once */
	bool watches_client; /* the server was told to look whether we are still there */
};

static inline struct gw_pg *gw_pg_of(struct gw_conn *conn)
{
	return (struct gw_pg *)conn;
}

#define GW_PG_RESULT_AUTO GW_CLEANUP(gw_pg_result_cleanup)
static inline void gw_pg_result_cleanup(PGresult **result)
{
	PQclear(*result);
}

#define GW_PG_OPTIONS_AUTO GW_CLEANUP(gw_pg_options_cleanup)
static inline void gw_pg_options_cleanup(PQconninfoOption **options)
{
	PQconninfoFree(*options);
}

extern const struct gw_engine gw_module_postgres;

/* databases.c */
extern const struct gw_databases_engine gw_pg_databases;
/* dump.c */
extern const struct gw_dump_engine gw_pg_dump;

/* As session.sql has it. */
#define GW_PG_WATCH_CLIENT "SET client_connection_check_interval TO '500ms'"

/* --- connecting --- */

/* Names and values for PQconnectStartParams(), both ended by NULL. */
struct gw_pg_keywords {
	GW_VEC(const char *) names;
	GW_VEC(const char *) values;
};

/*
 * What the URL says, for one of its hosts (NULL: it names none). GW_E_URL for a parameter that
 * neither libpq nor a well-known client library knows.
 */
GW_MUST_USE bool gw_pg_keywords(struct gw_arena *arena, const struct gw_connect_options *options,
				const struct gw_url_host *host, struct gw_pg_keywords *ret_keywords,
				struct gw_error **err);
/* What an open connection was made with. */
void gw_pg_keywords_of(struct gw_arena *arena, PGconn *pg, struct gw_pg_keywords *ret_keywords);

#define GW_PG_POOLER_HINT                                                                       \
	"Poolers take no settings from a URL: leave out options, search_path and the like, or " \
	"name "                                                                                 \
	"the server itself."

bool gw_pg_connect(const struct gw_connect_options *options, struct gw_conn **ret_conn,
		   struct gw_error **err);
/* Another connection to where conn goes. */
GW_MUST_USE bool gw_pg_connect_again(struct gw_pg *conn, struct gw_pg **ret_conn,
				     struct gw_error **err);
void gw_pg_close(struct gw_conn *base);

/* "db.example.org:5432", "/run/postgresql/.s.PGSQL.5432" */
const char *gw_pg_address(struct gw_arena *arena, PGconn *pg);
/* Turns the failure of PQconnectPoll() into an error. Never shows a password. */
bool gw_pg_fail_connect(PGconn *pg, struct gw_error **err);

/* --- running --- */

/*
 * One call of run(). Requests are answered strictly in order, so `answered` is also the index of the
 * one that the next result belongs to.
 */
struct gw_pg_flow {
	struct gw_pg *conn;
	const struct gw_request *requests;
	size_t n;
	struct gw_arena *arena; /* of the rows */
	gw_reply_fn *reply;
	void *payload;
	struct gw_error **err;

	struct gw_rows row; /* room for one of those that are told one by one */
	size_t sent; /* requests given to libpq */
	size_t answered; /* requests that succeeded */
	bool prepares; /* nothing in this pipeline takes away what is prepared */
	size_t preparing; /* 1 + the request that has a result of its Prepare before its own; 0 none */
	size_t queued_bytes; /* given to libpq since it last had the chance to send them */
	struct gw_str text; /* of the request being sent, with the NUL that libpq wants, */
	struct gw_arena params_arena; /* and its parameters */
	size_t failed; /* when stopped: which, or n */
	bool stopped; /* *err is set: nothing more is sent, what still arrives is dropped */
	bool unsendable; /* the next request cannot be put into a message */
	bool lost; /* the connection is gone, or given up */
	bool interrupted; /* the server was asked to cancel */
	int64_t replied_us; /* when the reply before came */
	int64_t heed_from_us; /* when interrupts begin to count */
	int64_t interrupted_us;
	int64_t cancelled_us; /* when the server was last asked to cancel */
	struct gw_secrets secrets; /* of the request that is answered next, once a notice came */
	size_t known_secrets; /* 1 + the index of the request that they are of; 0 none */
	struct gw_arena secrets_arena;
};

bool gw_pg_run(struct gw_conn *conn, const struct gw_request *requests, size_t n,
	       struct gw_arena *arena, gw_reply_fn *reply, void *payload, size_t *ret_failed,
	       struct gw_error **err);
/* Gives the next request to libpq; false when that is impossible. */
bool gw_pg_send(struct gw_pg_flow *flow);

/* The first word of a request's code. */
struct gw_view gw_pg_first_word(const struct gw_request *request);

/* DEALLOCATE and DISCARD, by their first word. */
bool gw_pg_takes_away_prepared(struct gw_view first_word);
/* Whether it goes as a prepared statement. */
bool gw_pg_is_prepared(const struct gw_pg_flow *flow, const struct gw_request *request);
/* Gives the next request to libpq, with what prepares it where that is needed. */
bool gw_pg_send_prepared(struct gw_pg_flow *flow, const char *sql, const char *const *values,
			 size_t nvalues);
/* Whether the result is that of a Prepare, which is nobody's reply. */
bool gw_pg_take_prepared(struct gw_pg_flow *flow, const PGresult *result);
/* At the end of each pipeline. */
void gw_pg_end_preparing(struct gw_pg_flow *flow);
/* Whether the next request failed because what was prepared is not there; from now on nothing is. */
bool gw_pg_lost_prepared(struct gw_pg_flow *flow, const char *sqlstate);

/* Whether the request is so large that libpq's copies of it count, and they can be done without. */
bool gw_pg_is_large(const struct gw_pg_flow *flow, const struct gw_request *request);
/* Sends one; all requests before it are answered, and nothing is queued. */
bool gw_pg_send_large(struct gw_pg_flow *flow, const struct gw_request *request);

/* COPY in any of its forms, by its first word. */
bool gw_pg_is_copy(const struct gw_request *request);
/* Runs the next request, which is one; the pipeline is closed. */
void gw_pg_copy(struct gw_pg_flow *flow);

/* Waits a moment until the server has sent something, or (writing) takes something: then true. */
bool gw_pg_wait(struct gw_pg_flow *flow, bool writing);
/* Waits a moment until the server takes something; libpq is not called. */
void gw_pg_wait_to_write(struct gw_pg_flow *flow);
/* Writes until libpq has nothing left to write; false when it cannot now: wait. */
bool gw_pg_flush(struct gw_pg_flow *flow);
/* PQgetResult() would not block now. */
bool gw_pg_has_result(const struct gw_pg_flow *flow);
/* Looks whether godwit is asked to stop, and passes that on to the server. */
void gw_pg_heed_interrupt(struct gw_pg_flow *flow);

/* Takes one row of the request that is next; false: the result is more than that. */
bool gw_pg_take_row(struct gw_pg_flow *flow, const PGresult *result);
/* Takes one result of the request that is next. */
void gw_pg_take_result(struct gw_pg_flow *flow, PGresult *result);

/* libpq's notice receiver; payload is the struct gw_pg. */
void gw_pg_on_notice(void *payload, const PGresult *result);

/* The error for a result of the next request that is one. Returns false. */
bool gw_pg_fail_result(struct gw_pg_flow *flow, const PGresult *result);
/* The error for a connection that broke; result (may be NULL) is what came last. Returns false. */
bool gw_pg_fail_lost(PGconn *pg, const PGresult *result, struct gw_error **err);

/* --- the run lock --- */

/* Whether the connection that held the lock for us is gone; nothing is sent. */
bool gw_pg_is_unguarded(struct gw_pg *conn);
/* Takes back at once what DISCARD ALL gave away. GW_E_LOCKED when somebody was faster. */
GW_MUST_USE bool gw_pg_restore_session(struct gw_pg *conn, struct gw_error **err);
/* A try for the lock, as one of a list of requests. */
struct gw_pg_attempt {
	size_t index; /* of the question in its list */
	bool got;
	bool is_busy; /* somebody writes history: what a dead client had sent is still running */
};
/*
 * The question for the lock of the session. carefully: for a session that nothing is known of yet; it
 * takes no lock through a pooler, or where nothing can be written.
 */
struct gw_request gw_pg_lock_request(const struct gw_pg *conn, struct gw_arena *arena,
				     const char *key, bool carefully);
/* Takes the answer to it from the replies, which are passed one by one. */
void gw_pg_lock_answer(struct gw_pg_attempt *attempt, const struct gw_reply *reply);
/* Whether that was it; a lock that is worth nothing yet is given back. */
GW_MUST_USE bool gw_pg_lock_conclude(struct gw_pg *conn, const char *key,
				     const struct gw_pg_attempt *attempt, bool *ret_got,
				     struct gw_error **err);
bool gw_pg_try_lock(struct gw_conn *conn, const char *key, bool *ret_got, struct gw_error **err);
bool gw_pg_unlock(struct gw_conn *conn, const char *key, struct gw_error **err);
bool gw_pg_lock_holder(struct gw_conn *conn, const char *key, struct gw_arena *arena,
		       struct gw_lock_holder *ret_holder, struct gw_error **err);
bool gw_pg_try_foreign_lock(struct gw_conn *conn, const char *key, bool *ret_got,
			    struct gw_error **err);
bool gw_pg_foreign_lock_holder(struct gw_conn *conn, const char *key, struct gw_arena *arena,
			       struct gw_lock_holder *ret_holder, struct gw_error **err);
bool gw_pg_end_session(struct gw_conn *conn, int64_t connection_id, struct gw_error **err);

/* --- doubt --- */

void gw_pg_witness(const struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		   struct gw_witness *ret_witness);
bool gw_pg_judge(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		 struct gw_view before, const struct gw_lost *by, struct gw_verdict *ret_verdict,
		 struct gw_error **err);
bool gw_pg_clear_way(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		     const char **ret_note, struct gw_error **err);
bool gw_pg_is_over(struct gw_conn *conn, const struct gw_lost *lost, bool *ret_over,
		   struct gw_error **err);
bool gw_pg_blockers(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		    const char **ret_text, struct gw_error **err);

/* One call of judge(). */
struct gw_pg_doubt {
	struct gw_conn *conn;
	struct gw_arena *arena;
	struct gw_alone alone;
	struct gw_view before;
	struct gw_verdict *verdict;
};

/* The name as to_regclass() reads it. */
const char *gw_pg_relation(struct gw_arena *arena, const struct gw_alone_name *name);
/* Asks with n texts (NULL is NULL) as parameters. */
GW_MUST_USE bool gw_pg_ask(struct gw_pg_doubt *doubt, const char *sql, const char *const *params,
			   size_t n, struct gw_rows *ret_rows, struct gw_error **err);
/* Returns true. */
bool gw_pg_conclude(struct gw_pg_doubt *doubt, enum gw_outcome outcome, const char *reason);
/* The judges of CREATE INDEX CONCURRENTLY and REINDEX: they drop what is left half done. */
bool gw_pg_judge_built(struct gw_pg_doubt *doubt, struct gw_error **err);
bool gw_pg_judge_rebuilt(struct gw_pg_doubt *doubt, struct gw_error **err);

#endif
