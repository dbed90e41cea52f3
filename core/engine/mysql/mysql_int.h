/*
 * What the files of the MySQL/MariaDB engine share.
 *
 *	options.c   URL -> settings                connect.c  settings -> connection
 *	batch.c     requests -> one text           run.c      text -> server -> replies
 *	wait.c      every wait for the server, and what a signal does to it
 *	greeting.c  whether the server offers TLS, before anything is sent
 *	query.c     one round of the client library's non-blocking calls
 *	error.c     the server's words -> struct gw_error; where.c finds the place they mean
 *	lock.c      GET_LOCK, KILL, timeouts       quote.c    names and literals
 *	look.c      how objects look               judge.c    what became of a statement, with
 *	compare.c   looks then and now             rows.c     the part about rows
 *	binlog.c    the same in the server's log
 *	probe.c     looks in less time
 *	stay.c      rows that no ROLLBACK takes    others.c   lost sessions, and those in the way
 *	cluster.c   a node of a Galera cluster, where a lease is the lock as well:
 *	lease.c     taking it, giving it back      guard.c    writing under it
 *	heart.c     renewing it
 *	estate*.c   what can be provisioned, see estate_int.h
 *	queries.c   the texts of sql/              module.c   the descriptor
 */
#ifndef GW_ENGINE_MYSQL_MYSQL_INT_H
#define GW_ENGINE_MYSQL_MYSQL_INT_H

#include <mysql.h>

#include "base/map.h"
#include "engine/engine.h"
#include "engine/locate.h"
#include "sql/effect.h"

#define GW_MY_SECOND_US INT64_C(1000000)

enum gw_my_tls {
	GW_MY_TLS_DISABLED,
	GW_MY_TLS_PREFERRED,
	GW_MY_TLS_REQUIRED,
	GW_MY_TLS_VERIFY_CA,
	GW_MY_TLS_VERIFY_IDENTITY,
};

/* One way to reach the server: a socket, or host and port, or (all empty) the local default. */
struct gw_my_endpoint {
	const char *host;
	const char *socket;
	unsigned port; /* 0: 3306 */
};

/* What is needed to connect, and to connect once more in order to cancel. Strings are copies. */
struct gw_my_settings {
	const char *user; /* NULL: option file, or the name of the OS user */
	const char *password;
	const char *database;
	const char *socket;
	const char *defaults_file;
	const char *defaults_group;
	bool use_defaults; /* whether option files are read */
	enum gw_my_tls tls;
	const char *ssl_ca;
	const char *ssl_capath;
	const char *ssl_cert;
	const char *ssl_key;
	const char *ssl_cipher;
	const char *application;
	int64_t connect_timeout_ms;
	GW_VEC(struct gw_my_endpoint) endpoints; /* tried in order */
};

/* How far a signal that asks us to stop has got; see wait.c. {0}: none was seen. */
struct gw_my_stop {
	int64_t seen_us; /* monotonic; 0 none */
	int64_t sent_us; /* of the last KILL */
	bool cancelled; /* a KILL reached the server */
	bool abandoned; /* the server did not answer in time; the connection is given up */
};

/*
 * Tables whose rows stay when a transaction is rolled back, and what reaches them: views, triggers
 * and routines; see stay.c. Keys are names in lower case, of any database. {0}: nobody asked yet.
 */
struct gw_my_stay {
	struct gw_map names; /* to bool: its rows stay */
	struct gw_map databases; /* those of the server; to bool: its tables are in names */
	bool any; /* something in names stays */
	bool by_default; /* the rows of tables whose engine is not named */
};

/* Where TLS is demanded, nothing is sent before the server's greeting offers it. */
enum gw_my_greeting {
	GW_MY_GREETING_FINE, /* TLS is offered, or not demanded */
	GW_MY_GREETING_AWAITED, /* it has not come, or not all of it */
	GW_MY_GREETING_NO_TLS,
};

/* What a wait for somebody else's lease has seen, and since when it looks like that. */
struct gw_my_watch {
	const char *owner; /* NULL: nothing yet */
	int64_t until_us;
	int64_t since_us; /* monotonic */
};

enum gw_my_heart_state {
	GW_MY_HEART_NONE,
	GW_MY_HEART_CONNECTING,
	GW_MY_HEART_RESTING,
	GW_MY_HEART_BEATING,
};

struct gw_my_heart {
	enum gw_my_heart_state state;
	MYSQL *my; /* NULL: no connection */
	int wanted; /* MYSQL_WAIT_ flags of the call that is under way; 0 none is */
	bool failed; /* how the last call ended */
	int64_t give_up_us; /* monotonic, of the call */
	int64_t begun_us; /* monotonic, of the last beat */
};

enum {
	GW_MY_LEASE_MS = 30 * 1000,
	GW_MY_LEASE_BEATS = 3, /* in its duration */
	GW_MY_LEASE_WATCH = 2, /* somebody else's is watched for this part of its duration */
};

/* The lease of the run lock, where there is a cluster; see lease.c. {0}: there is none. */
struct gw_my_lease {
	const char *node; /* tells the node from others; NULL: no cluster, no lease */
	int64_t duration_ms;
	bool has_table;
	struct gw_my_watch watch;
	const char *name; /* of its rows */
	const char *owner; /* as which we hold it; NULL: we do not */
	const char *fence_sql; /* while we hold it */
	bool tables_locked; /* a script said LOCK TABLES */
	int64_t next_beat_us; /* monotonic */
	struct gw_str beat; /* the text of a renewal */
	struct gw_my_heart heart;
};

static inline int64_t gw_my_beat_us(const struct gw_my_lease *lease)
{
	return lease->duration_ms * 1000 / GW_MY_LEASE_BEATS;
}

/* Requests [first, first + count) as one text. {0} is empty. */
struct gw_my_batch {
	size_t first;
	size_t count;
	bool open_ended; /* all results that are left belong to the last request */
	struct gw_view text; /* in buffer, or a request's own */
	struct gw_str buffer;
};

/* The first batch of a list that was sent, and whose answers nobody has read; requests NULL: there is none. */
struct gw_my_ahead {
	const struct gw_request *requests;
	struct gw_my_batch batch;
	bool sent; /* false: that failed, and the handle says why */
	int64_t sent_us; /* monotonic */
};

struct gw_my_conn {
	struct gw_conn base; /* first */
	struct gw_arena arena;
	struct gw_my_settings settings;
	const struct gw_my_endpoint *endpoint; /* the one that answered */
	MYSQL *my;
	enum gw_my_greeting greeting; /* while a connection is made */
	struct gw_my_stop stop;
	size_t due; /* answers of a batch that are waited for */
	size_t packet_bytes; /* max_allowed_packet of the server; 0 not known yet */
	bool logs; /* the server has a binary log that can be asked, see binlog.h */
	bool terse; /* probes are of no use here, see probe.c: requests are sent in plain words */
	bool lock_at_hand; /* connecting took GET_LOCK along, and nobody has asked for it since */
	struct gw_my_stay stay;
	struct gw_my_lease lease;
	struct gw_my_ahead ahead;
};

static inline struct gw_my_conn *gw_my(struct gw_conn *conn)
{
	return (struct gw_my_conn *)conn;
}

/* options.c: settings from what the caller gave; copies live in arena. */
GW_MUST_USE bool gw_my_settings_read(struct gw_arena *arena,
				     const struct gw_connect_options *options,
				     struct gw_my_settings *ret_settings, struct gw_error **err);
/* Puts settings into a fresh handle. */
void gw_my_settings_apply(const struct gw_my_settings *settings,
			  const struct gw_my_endpoint *endpoint, MYSQL *my);
/* Whether the options that a connection was made with protect it as the settings demand. */
bool gw_my_settings_kept(const struct gw_my_settings *settings, MYSQL *my);
const char *gw_my_endpoint_name(struct gw_arena *arena, const struct gw_my_endpoint *endpoint);

/* connect.c */
bool gw_my_connect(const struct gw_connect_options *options, struct gw_conn **ret_conn,
		   struct gw_error **err);
void gw_my_close(struct gw_conn *base);
MYSQL *gw_my_new_handle(void);
/*
 * Cancels what runs on the connection, or ends the whole session, over a second connection. False
 * when that could not be sent.
 */
bool gw_my_cancel(const struct gw_my_conn *conn, bool whole_session);

/*
 * wait.c: waits for what the client library asked for (MYSQL_WAIT_ flags) and returns what came.
 * MYSQL_WAIT_TIMEOUT makes the library give the connection up.
 */
int gw_my_wait(struct gw_my_conn *conn, int wanted);
/* What came within timeout_ms of what is wanted; 0 nothing. Heeds no signal. */
int gw_my_poll(MYSQL *my, int wanted, int timeout_ms);

/* greeting.c: judges what has come of the greeting, and leaves it there. */
enum gw_my_greeting gw_my_peek_greeting(int fd);

/* query.c: the client library's calls, waiting in gw_my_wait(). Results as the library's own. */
bool gw_my_open(struct gw_my_conn *conn, const struct gw_my_endpoint *endpoint);
bool gw_my_send(struct gw_my_conn *conn, struct gw_view text); /* and reads the first result */
bool gw_my_send_only(struct gw_my_conn *conn, struct gw_view text);
bool gw_my_read_first(struct gw_my_conn *conn); /* after gw_my_send_only() */
int gw_my_next(struct gw_my_conn *conn); /* 0 there is one, -1 no more, > 0 error */
MYSQL_RES *gw_my_store(struct gw_my_conn *conn); /* NULL: none, or an error */
MYSQL_ROW gw_my_fetch(struct gw_my_conn *conn, MYSQL_RES *result); /* where it was not stored */
#define GW_MY_RESULT_AUTO GW_CLEANUP(gw_my_result_free)
void gw_my_result_free(MYSQL_RES **result);

/* batch.c: as many requests as go together, from first on; at least one. */
void gw_my_batch_fill(struct gw_my_conn *conn, const struct gw_request *requests, size_t n,
		      size_t first, struct gw_my_batch *batch);
void gw_my_batch_done(struct gw_my_batch *batch);
/* A lexer that reads strings as the session did at its last reply. */
struct gw_lexer gw_my_lexer(const struct gw_my_conn *conn, struct gw_view sql);
/* One of our own queries, its parameters written in place of the question marks. */
void gw_my_add_query(struct gw_str *str, const struct gw_request *request);
#define GW_MY_BATCH_AUTO GW_CLEANUP(gw_my_batch_done)

/* run.c */
bool gw_my_run(struct gw_conn *conn, const struct gw_request *requests, size_t n,
	       struct gw_arena *arena, gw_reply_fn *reply, void *payload, size_t *ret_failed,
	       struct gw_error **err);
void gw_my_run_ahead(struct gw_conn *base, const struct gw_request *requests, size_t n);
/* The same, whether or not there is a lease. */
bool gw_my_run_list(struct gw_my_conn *conn, const struct gw_request *requests, size_t n,
		    struct gw_arena *arena, gw_reply_fn *reply, void *payload, size_t *ret_failed,
		    struct gw_error **err);

/* error.c: each returns false with *err made from what the handle says. */
bool gw_my_fail_statement(struct gw_my_conn *conn, struct gw_view statement, struct gw_error **err);
bool gw_my_fail_connect(struct gw_my_conn *conn, const struct gw_my_endpoint *endpoint,
			struct gw_error **err);
/* The server is there but does not want us: another endpoint would not help. */
bool gw_my_answered(unsigned number);

/* where.c: the place in the statement that a message is about. */
struct gw_my_where {
	struct gw_mark mark;
	unsigned line; /* 1-based; 0: not known, or mark says it */
};
struct gw_my_where gw_my_locate(unsigned number, struct gw_view message, struct gw_view statement);
/* The message without what it quotes of other statements that travelled with this one. */
const char *gw_my_words(struct gw_arena *arena, unsigned number, struct gw_view message,
			struct gw_view statement);

/* lock.c */
bool gw_my_try_lock(struct gw_conn *conn, const char *key, bool *ret_got, struct gw_error **err);
bool gw_my_unlock(struct gw_conn *conn, const char *key, struct gw_error **err);
bool gw_my_lock_holder(struct gw_conn *conn, const char *key, struct gw_arena *arena,
		       struct gw_lock_holder *ret_holder, struct gw_error **err);
bool gw_my_try_foreign_lock(struct gw_conn *conn, const char *key, bool *ret_got,
			    struct gw_error **err);
bool gw_my_foreign_lock_holder(struct gw_conn *conn, const char *key, struct gw_arena *arena,
			       struct gw_lock_holder *ret_holder, struct gw_error **err);
bool gw_my_end_session(struct gw_conn *conn, int64_t connection_id, struct gw_error **err);
bool gw_my_end_lease(struct gw_conn *conn, const char *key, struct gw_error **err);
void gw_my_set_timeouts(struct gw_arena *arena, const struct gw_timeouts *timeouts,
			bool in_transaction, struct gw_statements *ret_list);
/* GET_LOCK and its end. */
GW_MUST_USE bool gw_my_get_lock(struct gw_my_conn *conn, const struct gw_value *name, bool *ret_got,
				struct gw_error **err);
GW_MUST_USE bool gw_my_release_lock(struct gw_my_conn *conn, const struct gw_value *name,
				    struct gw_error **err);

/* cluster.c: for a server with wsrep_on. GW_E_CONNECT when the node is not ready. */
GW_MUST_USE bool gw_my_join_cluster(struct gw_my_conn *conn, struct gw_error **err);
/* Whether statements wait until the node has applied what was committed on others before them. */
GW_MUST_USE bool gw_my_see_commits(struct gw_my_conn *conn, bool on, struct gw_error **err);

/* lease.c: where conn->lease.node is set. */
GW_MUST_USE bool gw_my_lease_try(struct gw_my_conn *conn, const struct gw_value *name,
				 bool *ret_got, struct gw_error **err);
GW_MUST_USE bool gw_my_lease_release(struct gw_my_conn *conn, struct gw_error **err);
/* Takes it from whoever has it. */
GW_MUST_USE bool gw_my_lease_revoke(struct gw_my_conn *conn, const struct gw_value *name,
				    struct gw_error **err);
/* holder: who has the GET_LOCK of this node; it is replaced by who has the lease, if anybody. */
GW_MUST_USE bool gw_my_lease_holder(struct gw_my_conn *conn, const struct gw_value *name,
				    struct gw_arena *arena, struct gw_lock_holder *holder,
				    struct gw_error **err);

/* guard.c: run() while we hold a lease. */
bool gw_my_run_guarded(struct gw_my_conn *conn, const struct gw_request *requests, size_t n,
		       struct gw_arena *arena, gw_reply_fn *reply, void *payload,
		       size_t *ret_failed, struct gw_error **err);
/* Whether a request is the statement that fails when the lease was lost. */
bool gw_my_is_fence(const struct gw_my_conn *conn, const struct gw_request *request);

/* heart.c: renews the lease when it is time. Never waits. */
void gw_my_heart_tick(struct gw_my_conn *conn);
void gw_my_heart_stop(struct gw_my_conn *conn);

/* others.c */
bool gw_my_is_over(struct gw_conn *conn, const struct gw_lost *lost, bool *ret_over,
		   struct gw_error **err);
bool gw_my_blockers(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		    const char **ret_text, struct gw_error **err);
/* Whether the server has been restarted, or is another one, since the session lived; false when its
   start is not known. */
bool gw_my_restarted(const struct gw_conn *conn, const struct gw_lost *lost);

/* span.c */
const char *gw_my_lock_along(const struct gw_conn *base, struct gw_arena *arena,
			     struct gw_view statement);

/* stay.c */
bool gw_my_can_roll_back(struct gw_conn *conn, struct gw_view statement, bool *ret_can,
			 struct gw_error **err);
/* Whether a storage engine is known to roll back. */
bool gw_my_rolls_back(struct gw_view engine);
/* Asks the server about the databases that the statement may reach, unless that was done. */
GW_MUST_USE bool gw_my_stay_ask(struct gw_my_conn *conn, struct gw_view statement,
				struct gw_error **err);
/* Adds to the list what the statement mentions and is known to stay, as tables. */
void gw_my_stay_find(const struct gw_my_conn *conn, struct gw_arena *arena,
		     struct gw_view statement, struct gw_objects *objects);

/*
 * look.c: a scalar expression whose value is words with blanks between them:
 *
 *	EXPRESSION CONTEXT OBJECT.. [PLACE.. SERVER]
 *
 * one word for each object of the effect ('-' in front: it is not there; '?' in it: it cannot be
 * seen), and with GW_TRAIT_PLACE one for the place of each ('-': not known). Words can be compared
 * when EXPRESSION and CONTEXT are the same, places when SERVER is, too.
 */
enum { GW_MY_LOOK_HEAD = 2 }; /* words before the objects */
void gw_my_witness(const struct gw_conn *base, struct gw_arena *arena, struct gw_view statement,
		   struct gw_witness *ret_witness);
/* thorough: with looks that may take long. NULL: there is nothing to look at. */
const char *gw_my_look(const struct gw_my_conn *conn, struct gw_arena *arena,
		       const struct gw_effect *effect, bool thorough);
/* That expression's value where what the statement makes, the object or its column, is not there. */
const char *gw_my_look_at_none(const struct gw_my_conn *conn, struct gw_arena *arena,
			       const struct gw_effect *effect);
/* "table shop.users" */
const char *gw_my_object_name(struct gw_arena *arena, const struct gw_object *object);

/* probe.c: sets the witness's probe, where there is a faster way to its expression's value. */
void gw_my_probe(const struct gw_my_conn *conn, struct gw_arena *arena,
		 const struct gw_effect *effect, struct gw_witness *witness);

/* judge.c */
bool gw_my_judge(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		 struct gw_view before, const struct gw_lost *by, struct gw_verdict *ret_verdict,
		 struct gw_error **err);

/* quote.c */
void gw_my_quote_name(struct gw_str *str, struct gw_view name);
void gw_my_quote_text(const struct gw_conn *base, struct gw_str *str, struct gw_view text);
/* A parameter as a literal that means the same in every sql_mode and character set. */
void gw_my_add_value(struct gw_str *str, const struct gw_value *value);

/* module.c */
extern const struct gw_engine gw_module_mysql;

/* queries.c */
extern const char *const gw_my_queries[GW_QUERY_COUNT];
extern const char *const gw_my_schema_queries[];
extern const char *const gw_my_sql_session; /* settles the session */
extern const char *const gw_my_sql_server_info;
extern const char *const gw_my_sql_server_variables;
extern const char *const gw_my_sql_server_uptime;
extern const char *const gw_my_sql_lock_holder;

#endif
