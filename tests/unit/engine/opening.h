/*
 * Connecting with questions that are asked along: what came of them.
 */
#ifndef TEST_ENGINE_OPENING_H
#define TEST_ENGINE_OPENING_H

/* cmocka wants these before itself. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "engine/engine.h"

enum { OPENING_ASKED_MAX = 4 };

struct opening {
	struct gw_arena arena;
	struct gw_conn *conn; /* NULL: there is none */
	struct gw_error *err;
	size_t replies;
	size_t meanwhiles; /* times that there was to be something done meanwhile */
	struct gw_view answers[OPENING_ASKED_MAX]; /* the first cell of each */
};

static inline bool opening_keep(void *payload, const struct gw_reply *reply,
				struct gw_error **err GW_UNUSED)
{
	struct opening *opening = payload;

	assert_int_equal(reply->index, opening->replies);
	assert_int_equal(reply->rows.nrows, 1);
	opening->answers[opening->replies++] = gw_cell(&reply->rows, 0, 0);
	return true;
}

static inline void opening_use_time(void *payload)
{
	struct opening *opening = payload;

	assert_int_equal(opening->replies, 0);
	opening->meanwhiles++;
}

/* key NULL: no lock is wanted. questions end with NULL. */
static inline void opening_connect(struct opening *opening, const struct gw_engine *engine,
				   const struct gw_url *url, const char *key,
				   const char *const *questions)
{
	struct gw_request requests[OPENING_ASKED_MAX] = {0};
	struct gw_opening asked = {
		.lock_key = key,
		.requests = requests,
		.arena = &opening->arena,
		.reply = opening_keep,
		.meanwhile = opening_use_time,
		.payload = opening,
	};
	const struct gw_connect_options options = {
		.sys = &gw_system_default,
		.url = url,
		.application = "godwit test",
		.opening = &asked,
	};

	while (questions[asked.n] != NULL) {
		requests[asked.n].sql = gw_view_of(questions[asked.n]);
		asked.n++;
	}
	if (!engine->connect(&options, &opening->conn, &opening->err))
		assert_null(opening->conn);
}

static inline void opening_done(struct opening *opening)
{
	gw_conn_close(opening->conn);
	gw_error_clear(&opening->err);
	gw_arena_done(&opening->arena);
}

/* Whether the lock can be had; it is kept. */
static inline bool opening_try_lock(struct gw_conn *conn, const char *key)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	bool got = false;

	if (!conn->engine->try_lock(conn, key, &got, &error))
		fail_msg("%s", error->message);
	return got;
}

static inline void opening_unlock(struct gw_conn *conn, const char *key)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	if (!conn->engine->unlock(conn, key, &error))
		fail_msg("%s", error->message);
}

#endif
