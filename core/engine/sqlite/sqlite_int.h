/*
 * What the files of the SQLite engine share.
 *
 *	options.c   URL -> settings           connect.c  settings -> connection
 *	run.c       requests -> replies       wait.c     locks of others, signals, time
 *	error.c     SQLite's words -> struct gw_error; where.c finds the place they mean
 *	lock.c      lock, timeouts            quote.c    names and literals
 *	guard.c     what SQL may not write
 *	references.c  what a migration has touched that others refer to
 *	queries.c   the texts of sql/         module.c   the descriptor
 */
#ifndef GW_ENGINE_SQLITE_SQLITE_INT_H
#define GW_ENGINE_SQLITE_SQLITE_INT_H

#include <sqlite3.h>

#include "engine/engine.h"
#include "engine/locate.h"

enum gw_lite_mode {
	GW_LITE_CREATE, /* read and write; made when it is missing */
	GW_LITE_WRITE, /* read and write; must be there */
	GW_LITE_READ, /* never written, not even to recover from a crash */
};

struct gw_lite_settings {
	const char *path;
	enum gw_lite_mode mode;
	bool is_memory; /* ":memory:" */
	int64_t busy_ms;
};

/* The tables that were written since a migration began, see references.c. */
struct gw_lite_touched {
	struct gw_arena arena;
	bool followed; /* names has all of them; else any table may be one */
	GW_VEC(const char *) names;
};

struct gw_lite_conn {
	struct gw_conn base; /* first */
	struct gw_arena arena;
	sqlite3 *db;
	int64_t first_busy_ms; /* busy_ms as the connection began */
	int64_t busy_ms; /* how long to wait for locks of other processes */
	int64_t busy_since_us; /* monotonic start of the wait that goes on */
	int64_t told_us; /* when the waiting listener was called last */
	bool guarded; /* SQL cannot write the schema and shadow tables */
	struct gw_lite_touched touched;
	bool stopped; /* a signal ended a wait or a statement of this run */
	bool cleaning; /* this run began after the signal */
	int64_t signal_seen_us; /* monotonic; 0: there is none, or not yet */
	int64_t statement_ms; /* how long a statement may take; 0: as long as it likes */
	int64_t statement_since_us; /* monotonic start of the one that runs */
	bool timed_out; /* it took longer, and was ended */
};

static inline struct gw_lite_conn *gw_lite(struct gw_conn *conn)
{
	return (struct gw_lite_conn *)conn;
}

enum { GW_LITE_BUSY_MS = 5000 };

/* options.c: settings from what the caller gave; strings are the caller's. */
GW_MUST_USE bool gw_lite_settings_read(const struct gw_connect_options *options,
				       struct gw_lite_settings *ret_settings,
				       struct gw_error **err);

/* The folder that a file is in. */
const char *gw_lite_folder(struct gw_arena *arena, const char *path);

/* connect.c */
bool gw_lite_connect(const struct gw_connect_options *options, struct gw_conn **ret_conn,
		     struct gw_error **err);
void gw_lite_close(struct gw_conn *base);

/* wait.c: puts our handlers for locks, signals and time on the connection. */
void gw_lite_watch(struct gw_lite_conn *conn);
/*
 * Gives the connection the function godwit_statement_timeout(milliseconds), 0 for none: SQLite has no
 * such setting, and timeouts are set by statements.
 */
GW_MUST_USE bool gw_lite_add_functions(struct gw_lite_conn *conn);

/* estate.c */
extern const struct gw_estate_engine gw_lite_estate;
/*
 * Gives the connection godwit_permissions() and godwit_set_permissions(mode) of its file: what is
 * provisioned is asked for and changed by statements.
 */
GW_MUST_USE bool gw_lite_add_estate_functions(sqlite3 *db);

/* guard.c: puts the guard up; a statement may take it down, or up again. */
void gw_lite_guard(struct gw_lite_conn *conn);
void gw_lite_guard_before(struct gw_lite_conn *conn, struct gw_view sql);
void gw_lite_guard_after(struct gw_lite_conn *conn);

/*
 * references.c: gives the connection the function godwit_references_in_doubt(name, sql), which
 * check_references.sql asks of each table. It needs the connection's authorizer.
 */
GW_MUST_USE bool gw_lite_follow_references(struct gw_lite_conn *conn);
/* Until the next migration begins. */
void gw_lite_doubt_all(struct gw_lite_touched *touched);

/* run.c */
bool gw_lite_run(struct gw_conn *conn, const struct gw_request *requests, size_t n,
		 struct gw_arena *arena, gw_reply_fn *reply, void *payload, size_t *ret_failed,
		 struct gw_error **err);

/* error.c: each returns false with *err made from what the connection says. */
bool gw_lite_fail_statement(struct gw_lite_conn *conn, struct gw_view statement,
			    struct gw_error **err);
bool gw_lite_fail_open(struct gw_lite_conn *conn, const struct gw_lite_settings *settings,
		       struct gw_error **err);

/* where.c: the place in the statement that a message is about; offset as SQLite gave it or -1. */
struct gw_mark gw_lite_locate(int offset, struct gw_view message, struct gw_view statement);
/* The name in "no such function: name"; absent for other messages. */
struct gw_view gw_lite_missing_function(struct gw_view message);

/* lock.c */
bool gw_lite_try_lock(struct gw_conn *conn, const char *key, bool *ret_got, struct gw_error **err);
bool gw_lite_unlock(struct gw_conn *conn, const char *key, struct gw_error **err);
bool gw_lite_lock_holder(struct gw_conn *conn, const char *key, struct gw_arena *arena,
			 struct gw_lock_holder *ret_holder, struct gw_error **err);
bool gw_lite_end_session(struct gw_conn *conn, int64_t connection_id, struct gw_error **err);
void gw_lite_set_timeouts(struct gw_arena *arena, const struct gw_timeouts *timeouts,
			  bool in_transaction, struct gw_statements *ret_list);

/* quote.c */
void gw_lite_quote_name(struct gw_str *str, struct gw_view name);
void gw_lite_quote_text(const struct gw_conn *conn, struct gw_str *str, struct gw_view text);

/* module.c */
extern const struct gw_engine gw_module_sqlite;

/* queries.c; the first gives the connection the function godwit_metadata_create(): that text. */
GW_MUST_USE bool gw_lite_add_query_functions(sqlite3 *db);
extern const char *const gw_lite_queries[GW_QUERY_COUNT];
extern const char *const gw_lite_schema_queries[];

#endif
