/*
 * What the tests of engines on a live database share: a fixture with a connection, an arena and a
 * signal flag, and shorthands that run a statement or a list of them.
 */
#ifndef TEST_ENGINE_LIVE_H
#define TEST_ENGINE_LIVE_H

/* cmocka wants these before itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/time.h>

#include "engine/engine.h"

struct live {
	struct gw_arena arena;
	struct gw_conn *conn;
	struct gw_error *err;
	struct gw_rows rows; /* of the last reply */
	size_t replies; /* of the last run */
	size_t failed;
	size_t stop_at; /* the reply that the callback refuses; GW_NOWHERE none */
	bool in_transaction[8]; /* as seen by the callback */
	int64_t affected;
};

static volatile sig_atomic_t live_signal;
static struct gw_system live_system;

static inline void live_on_alarm(int number)
{
	live_signal = number;
}

/* The flag goes up after ms, as a signal handler would set it. */
static inline void live_interrupt_after(int ms)
{
	struct itimerval timer = {.it_value = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000}};

	signal(SIGALRM, live_on_alarm);
	setitimer(ITIMER_REAL, &timer, NULL);
}

static inline int64_t live_now_ms(void)
{
	return gw_system_default.monotonic_us() / 1000;
}

static inline bool live_connect_url(struct live *live, const struct gw_engine *engine,
				    const struct gw_url *url, bool read_only)
{
	struct gw_connect_options options = {
		.sys = &live_system,
		.url = url,
		.application = "godwit test",
		.read_only = read_only,
	};

	live_system = gw_system_default;
	live_system.interrupted = &live_signal;
	live->stop_at = GW_NOWHERE;
	gw_error_clear(&live->err);
	return engine->connect(&options, &live->conn, &live->err);
}

static inline bool live_connect(struct live *live, const struct gw_engine *engine, const char *text,
				bool read_only)
{
	struct gw_url url = {0};

	assert_true(gw_url_parse(&live->arena, gw_view_of(text), &url, &live->err));
	return live_connect_url(live, engine, &url, read_only);
}

static inline void live_done(struct live *live)
{
	gw_conn_close(live->conn);
	gw_error_clear(&live->err);
	gw_arena_done(&live->arena);
	live_signal = 0;
}

static inline bool live_on_reply(void *payload, const struct gw_reply *reply, struct gw_error **err)
{
	struct live *live = payload;

	live->rows = reply->rows;
	live->affected = reply->affected;
	if (reply->index < GW_COUNT(live->in_transaction))
		live->in_transaction[reply->index] = live->conn->in_transaction;
	assert_int_equal(reply->index, live->replies);
	assert_true(reply->elapsed_us >= 0);
	live->replies++;
	if (reply->index == live->stop_at)
		return gw_fail(err, GW_E_VERIFY, "stopped by the test");
	return true;
}

static inline bool live_run_requests(struct live *live, const struct gw_request *requests, size_t n)
{
	live->replies = 0;
	live->failed = GW_NOWHERE;
	gw_error_clear(&live->err);
	return live->conn->engine->run(live->conn, requests, n, &live->arena, live_on_reply, live,
				       &live->failed, &live->err);
}

static inline bool live_run_list(struct live *live, const char *const *list, size_t n)
{
	struct gw_request *requests = gw_new_array(&live->arena, struct gw_request, n);

	for (size_t i = 0; i < n; i++)
		requests[i].sql = gw_view_of(list[i]);
	return live_run_requests(live, requests, n);
}

#define live_run(live, ...)                                       \
	live_run_list((live), (const char *const[]){__VA_ARGS__}, \
		      sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *))

/* Runs one statement that must work. */
static inline void live_must(struct live *live, const char *sql)
{
	if (!live_run(live, sql))
		fail_msg("%s: %s", sql, live->err->message);
}

static inline const char *live_cell(const struct live *live, size_t row, size_t col)
{
	assert_true(row < live->rows.nrows && col < live->rows.ncols);
	return gw_cell(&live->rows, row, col).p;
}

/* The only cell of a query's result as a number. */
static inline int64_t live_number(struct live *live, const char *sql)
{
	live_must(live, sql);
	assert_int_equal(live->rows.nrows, 1);
	return gw_cell_int(&live->rows, 0, 0);
}

/* The statement fails with this code. */
static inline void live_fails(struct live *live, const char *sql, enum gw_code code)
{
	if (live_run(live, sql))
		fail_msg("%s: worked", sql);
	if (live->err->code != code)
		fail_msg("%s: code %d: %s", sql, live->err->code, live->err->message);
}

/* One statement that fails, and the text in it that the error marks; "" when nothing is marked. */
struct live_mark {
	const char *sql;
	const char *marked;
	size_t occurrence; /* of marked in sql, from 0 */
};

static inline void live_check_mark(struct live *live, const struct live_mark *wanted)
{
	const struct gw_server_error *server;
	const char *place = wanted->sql;

	live_fails(live, wanted->sql, GW_E_STATEMENT);
	server = live->err->server;
	assert_non_null(server);
	if (wanted->marked[0] == '\0') {
		if (server->position != GW_NOWHERE)
			fail_msg("%s: marked at %zu", wanted->sql, server->position);
		return;
	}
	place = strstr(place, wanted->marked);
	for (size_t i = 0; i < wanted->occurrence && place != NULL; i++)
		place = strstr(place + 1, wanted->marked);
	assert_non_null(place);
	if (server->position != (size_t)(place - wanted->sql) ||
	    server->length != strlen(wanted->marked))
		fail_msg("%s: marked %zu bytes at %zu (%s)", wanted->sql, server->length,
			 server->position, server->message);
}

/* Runs the next statement of metadata_create, of which rest is what is left; false at the end. */
static inline bool live_create_next(struct live *live, struct gw_view *rest)
{
	/* No semicolon of ours stands anywhere else. */
	size_t end = gw_view_find(*rest, GW_VIEW(";\n"));
	struct gw_request request = {.sql = gw_view_slice(*rest, 0, end)};

	if (rest->n == 0)
		return false;
	if (!live_run_requests(live, &request, 1))
		fail_msg("%s", live->err->message);
	*rest = gw_view_from(*rest, end == GW_NOWHERE ? rest->n : end + 1);
	return true;
}

/* The metadata queries in order: tables, history and journal, guards. */
static inline void live_create_tables(struct live *live)
{
	struct gw_view rest = gw_view_of(live->conn->engine->queries[GW_Q_METADATA_CREATE]);

	while (live_create_next(live, &rest))
		continue;
}

static inline const char *live_finding_of(struct live *live, enum gw_query query)
{
	live_must(live, live->conn->engine->queries[query]);
	return live->rows.nrows != 0 ? live_cell(live, 0, 0) : "";
}

static inline const char *live_finding(struct live *live)
{
	return live_finding_of(live, GW_Q_METADATA_CHECK);
}

/* Appends a row with the given number, hash and predecessor; other texts are note. */
static inline bool live_append(struct live *live, int64_t seq, const char *prev_hash,
			       const char *hash, struct gw_view note)
{
	enum { COLUMNS = 31, PREV_HASH = 29, HASH = 30 };
	/* seq, git_dirty, started_at, duration_us, statements */
	static const size_t integers[] = {0, 14, 22, 23, 24};
	static const size_t short_texts[] = {1, 2, 3, 5, 6, 7, 8, 9, 13, 19, 20, 25};
	struct gw_value values[COLUMNS];
	struct gw_request request = {
		.sql = gw_view_of(live->conn->engine->queries[GW_Q_HISTORY_INSERT]),
		.params = values,
		.nparams = COLUMNS,
	};

	for (size_t i = 0; i < COLUMNS; i++)
		values[i] = gw_value_text(note);
	for (size_t i = 0; i < GW_COUNT(short_texts); i++)
		values[short_texts[i]] = gw_value_text(GW_VIEW("short"));
	for (size_t i = 0; i < GW_COUNT(integers); i++)
		values[integers[i]] = gw_value_int(i == 0 ? seq : INT64_MIN + (int64_t)i);
	values[PREV_HASH] = gw_value_text(gw_view_of(prev_hash));
	values[HASH] = gw_value_text(gw_view_of(hash));
	return live_run_requests(live, &request, 1);
}

#endif
