/*
 * What the tests against a real PostgreSQL share: connecting to the one that
 * GODWIT_TEST_POSTGRES_URL names, running statements, and an interrupt that a timer raises.
 */
#ifndef GW_TESTS_UNIT_ENGINE_POSTGRES_SERVER_H
#define GW_TESTS_UNIT_ENGINE_POSTGRES_SERVER_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdio.h>
#include <stdlib.h>
#include <sys/time.h>

#include "config/url.h"
#include "engine/engine.h"

struct server {
	struct gw_arena arena;
	const struct gw_engine *engine;
	struct gw_url url;
	struct gw_conn *conn;
	unsigned notices;
	const char *last_notice;
};

static volatile sig_atomic_t server_interrupted;
static struct gw_system server_system;

static inline void on_alarm(int number)
{
	server_interrupted = number;
}

static inline void server_interrupt_after(int delay_ms)
{
	struct itimerval timer = {
		.it_value = {.tv_sec = delay_ms / 1000, .tv_usec = delay_ms % 1000 * 1000}};

	assert_int_equal(setitimer(ITIMER_REAL, &timer, NULL), 0);
}

static inline void server_interrupt_reset(void)
{
	server_interrupted = 0;
}

static inline void on_notice(void *payload, const char *severity, const char *message)
{
	struct server *server = payload;

	server->notices++;
	server->last_notice = gw_format(&server->arena, "%s: %s", severity, message);
}

/* Another connection to url; NULL and *ret_error when there is none. */
static inline struct gw_conn *server_connect(struct server *server, const struct gw_url *url,
					     struct gw_error **ret_error)
{
	struct gw_connect_options options = {
		.sys = &server_system,
		.url = url,
		.application = "godwit test",
		.connect_timeout_ms = 3000,
		.notice = on_notice,
		.notice_payload = server,
	};
	struct gw_conn *conn = NULL;

	return server->engine->connect(&options, &conn, ret_error) ? conn : NULL;
}

/* As above, and it must work. */
static inline struct gw_conn *server_must_connect(struct server *server, const struct gw_url *url)
{
	struct gw_error *error = NULL;
	struct gw_conn *conn = server_connect(server, url, &error);

	if (conn == NULL) {
		fail_msg("%s", error->message);
		abort();
	}
	return conn;
}

/* Another connection to the same server. */
static inline struct gw_conn *server_second(struct server *server)
{
	return server_must_connect(server, &server->url);
}

/* Without a server the tests fail: they must not pass unseen. */
static inline int server_open(struct server *server)
{
	const char *text = getenv("GODWIT_TEST_POSTGRES_URL");
	struct gw_error *error = NULL;
	struct sigaction action = {.sa_handler = on_alarm};

	if (text == NULL) {
		(void)fprintf(stderr, "set GODWIT_TEST_POSTGRES_URL to the URL of a test server\n");
		return -1;
	}
	*server = (struct server){0};
	server_system = gw_system_default;
	server_system.interrupted = &server_interrupted;
	(void)sigaction(SIGALRM, &action, NULL);
	if (!gw_url_parse(&server->arena, gw_view_of(text), &server->url, &error) ||
	    !gw_engine_load(server->url.engine, &server->engine, &error) ||
	    (server->conn = server_connect(server, &server->url, &error)) == NULL) {
		(void)fprintf(stderr, "%s\n%s\n", error->message,
			      error->detail != NULL ? error->detail : "");
		gw_error_free(error);
		return -1;
	}
	return 0;
}

static inline void server_close(struct server *server)
{
	gw_conn_close(server->conn);
	gw_arena_done(&server->arena);
}

static inline struct gw_request server_request(const char *sql)
{
	return (struct gw_request){.sql = gw_view_of(sql)};
}

static inline void server_exec(struct server *server, const char *sql)
{
	struct gw_error *error = NULL;

	if (!gw_conn_exec(server->conn, sql, &error))
		fail_msg("%s: %s", sql, error->message);
}

/* The first cell of the answer, "NULL" for NULL. */
static inline const char *server_value(struct server *server, const char *sql)
{
	struct gw_error *error = NULL;
	struct gw_rows rows;

	if (!gw_conn_query(server->conn, &server->arena, sql, NULL, 0, &rows, &error))
		fail_msg("%s: %s", sql, error->message);
	assert_true(rows.nrows > 0 && rows.ncols > 0);
	return gw_cell_is_null(&rows, 0, 0) ? "NULL"
					    : gw_view_dup(&server->arena, gw_cell(&rows, 0, 0));
}

/* Runs one statement that has to fail, and hands back the error; free it. */
static inline struct gw_error *server_failure(struct server *server, const char *sql)
{
	struct gw_request request = server_request(sql);
	struct gw_error *error = NULL;
	size_t failed = 77;

	if (server->engine->run(server->conn, &request, 1, &server->arena, NULL, NULL, &failed,
				&error))
		fail_msg("%s: did not fail", sql);
	assert_int_equal(failed, server->conn->broken ? 1 : 0);
	return error;
}

#endif
