/*
 * What the tests of engines share about rows that are told one by one (rows_apart): lists whose
 * replies are written down, "INDEX CELL CELL;" with the last cell of each row, and "+" behind the
 * index where more is to come.
 */
#ifndef TEST_ENGINE_APART_H
#define TEST_ENGINE_APART_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/str.h"
#include "engine/engine.h"

struct told {
	struct gw_str text;
	size_t stop_at; /* the reply that is refused */
	size_t failed;
	bool ok;
	enum gw_code code;
};

static inline bool apart_tell(void *payload, const struct gw_reply *reply, struct gw_error **err)
{
	struct told *told = payload;

	if (told->stop_at-- == 0)
		return gw_fail(err, GW_E_METADATA, "enough");
	gw_str_printf(&told->text, "%zu%s", reply->index, reply->more ? "+" : "");
	for (size_t i = 0; i < reply->rows.nrows; i++)
		gw_str_printf(&told->text, " %.*s",
			      GW_VIEW_ARG(gw_cell(&reply->rows, i, reply->rows.ncols - 1)));
	gw_str_putc(&told->text, ';');
	return true;
}

static inline void apart_run(struct gw_conn *conn, const struct gw_request *requests, size_t n,
			     struct told *told)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;

	told->ok = conn->engine->run(conn, requests, n, &arena, apart_tell, told, &told->failed,
				     &error);
	told->code = told->ok ? GW_E_INTERNAL : error->code;
}

/* Between replies that are told whole; and one that is refused, after which the connection is fine. */
static inline void apart_check(struct gw_conn *conn)
{
	const struct gw_request requests[] = {
		{.sql = GW_VIEW("SELECT 'a' UNION ALL SELECT 'b'")},
		{.sql = GW_VIEW("SELECT 1, 'c' UNION ALL SELECT 2, NULL UNION ALL SELECT 3, 'd'"),
		 .rows_apart = true},
		{.sql = GW_VIEW("SELECT 1 LIMIT 0"), .rows_apart = true},
		{.sql = GW_VIEW("SELECT 'e'"), .rows_apart = true},
		{.sql = GW_VIEW("SELECT 'f'")},
	};
	struct told told = {.stop_at = SIZE_MAX};
	struct told stopped = {.stop_at = 2};

	apart_run(conn, requests, GW_COUNT(requests), &told);
	assert_true(told.ok);
	assert_string_equal(gw_str_text(&told.text), "0 a b;1+ c;1+ ;1+ d;1;2;3+ e;3;4 f;");
	apart_run(conn, requests, GW_COUNT(requests), &stopped);
	assert_false(stopped.ok);
	assert_int_equal(stopped.code, GW_E_METADATA);
	assert_int_equal(stopped.failed, 1);
	assert_string_equal(gw_str_text(&stopped.text), "0 a b;1+ c;");
	gw_str_done(&told.text);
	gw_str_done(&stopped.text);
	assert_false(conn->broken);
}

/* Where the third row fails, two were told, and it is the statement that fails. */
static inline void apart_check_failure(struct gw_conn *conn)
{
	const struct gw_request requests[] = {
		{.sql = GW_VIEW("SELECT 'a'")},
		{.sql = GW_VIEW("WITH n(n) AS (SELECT 1 UNION ALL SELECT 2 UNION ALL SELECT 3) "
				"SELECT (SELECT b.n FROM n b WHERE b.n = a.n OR a.n = 3) FROM n a"),
		 .rows_apart = true},
		{.sql = GW_VIEW("SELECT 'b'")},
	};
	struct told told = {.stop_at = SIZE_MAX};

	apart_run(conn, requests, GW_COUNT(requests), &told);
	assert_false(told.ok);
	assert_int_equal(told.code, GW_E_STATEMENT);
	assert_int_equal(told.failed, 1);
	assert_string_equal(gw_str_text(&told.text), "0 a;1+ 1;1+ 2;");
	gw_str_done(&told.text);
	assert_false(conn->broken);
	apart_check(conn);
}

#endif
