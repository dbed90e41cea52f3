/*
 * A history in a real SQLite database in memory, and shorthands to look into it.
 */
#ifndef TESTS_UNIT_HISTORY_STORE_H
#define TESTS_UNIT_HISTORY_STORE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "history/history_int.h"

extern const struct gw_engine gw_module_sqlite;

static const struct gw_actor store_actor = {
	.os_user = "ann",
	.tool_version = "1",
	.reason = "because",
	.git_dirty = 1,
};

struct store {
	struct gw_arena arena;
	struct gw_conn *conn;
	struct gw_history *history;
	struct gw_recorder recorder;
	struct gw_error *err;
};

static inline void store_connect(struct store *store, const char *url_text)
{
	struct gw_connect_options options = {.sys = &gw_system_default, .application = "test"};
	struct gw_url url = {0};

	options.url = &url;
	if (!gw_url_parse(&store->arena, gw_view_of(url_text), &url, &store->err) ||
	    !gw_module_sqlite.connect(&options, &store->conn, &store->err))
		fail_msg("%s", store->err->message);
}

static inline void store_load(struct store *store)
{
	if (!gw_history_load(&store->arena, store->conn, NULL, &store->history, &store->err))
		fail_msg("%s", store->err->message);
}

/* An empty database with godwit's tables, and a recorder. */
static inline void store_open(struct store *store)
{
	*store = (struct store){0};
	store_connect(store, "sqlite::memory:");
	store_load(store);
	if (!gw_history_ensure(store->history, &store_actor, &store->err))
		fail_msg("%s", store->err->message);
	gw_recorder_begin(&store->recorder, store->history, &store->arena, &gw_system_default,
			  &store_actor);
}

static inline void store_done(struct store *store)
{
	gw_conn_close(store->conn);
	gw_error_clear(&store->err);
	gw_arena_done(&store->arena);
}

static inline void store_exec(struct store *store, const char *sql)
{
	if (!gw_conn_exec(store->conn, sql, &store->err))
		fail_msg("%s: %s", sql, store->err->message);
}

/* Rows as text: cells with '|' between, rows with ';'. */
static inline const char *store_query(struct store *store, const char *sql)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_rows rows;

	if (!gw_conn_query(store->conn, &store->arena, sql, NULL, 0, &rows, &store->err))
		fail_msg("%s: %s", sql, store->err->message);
	for (size_t row = 0; row < rows.nrows; row++) {
		for (size_t col = 0; col < rows.ncols; col++) {
			struct gw_view cell = gw_cell(&rows, row, col);

			gw_str_puts(&str, col != 0 ? "|" : row != 0 ? ";" : "");
			gw_str_add(&str, cell.p != NULL ? cell : GW_VIEW("NULL"));
		}
	}
	return gw_str_take(&str, &store->arena);
}

/* An event of this kind about a version, not chained yet. */
static inline struct gw_event store_event(enum gw_event_kind kind, const char *version)
{
	struct gw_event event = {0};

	event.values[GW_COLUMN_event] = gw_value_text(gw_view_of(gw_event_kind_name(kind)));
	event.values[GW_COLUMN_version] = gw_value_text(gw_view_of(version));
	event.values[GW_COLUMN_name] = gw_value_text(GW_VIEW("name"));
	return event;
}

static inline void store_append(struct store *store, const char *version)
{
	struct gw_event event = store_event(GW_EVENT_APPLIED, version);

	if (!gw_history_append(&store->recorder, &event, &store->err))
		fail_msg("%s", store->err->message);
}

#endif
