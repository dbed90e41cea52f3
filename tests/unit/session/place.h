/*
 * A place to work in: a temporary folder with "migrations" and a SQLite file "app.db", and sessions on
 * it. Each verb opens a session of its own, as each command does.
 */
#ifndef TESTS_UNIT_SESSION_PLACE_H
#define TESTS_UNIT_SESSION_PLACE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "session/session.h"

struct place {
	struct gw_arena arena;
	struct gw_config_request settings;
	struct gw_system sys;
	struct gw_session session;
	struct gw_plan plan;
	struct gw_run_report report;
	struct gw_error *err;
};

static inline int place_remove(const char *path, const struct stat *info GW_UNUSED,
			       int kind GW_UNUSED, struct FTW *ftw GW_UNUSED)
{
	return remove(path);
}

static char place_folder[] = "/tmp/godwit-place-XXXXXX";

static inline int place_enter(void **state GW_UNUSED)
{
	memcpy(place_folder + sizeof(place_folder) - 7, "XXXXXX", 6);
	return mkdtemp(place_folder) == NULL || chdir(place_folder) != 0;
}

static inline int place_leave(void **state GW_UNUSED)
{
	return chdir("/") != 0 || nftw(place_folder, place_remove, 8, FTW_DEPTH | FTW_PHYS) != 0;
}

static inline void place_set(struct place *place, enum gw_key key, const char *value)
{
	place->settings.overrides[place->settings.noverrides].key = key;
	place->settings.overrides[place->settings.noverrides++].value = value;
}

static inline void place_init(struct place *place)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	*place = (struct place){.sys = gw_system_default};
	place_set(place, GW_KEY_URL, "sqlite:app.db");
	place_set(place, GW_KEY_LOCK_WAIT, "0");
	place_set(place, GW_KEY_REASON, "because");
	assert_true(gw_folder_make("migrations", &error));
}

/* text NULL: the file is removed. */
static inline void place_file(struct place *place, const char *name, const char *text)
{
	const char *path = gw_format(&place->arena, "migrations/%s", name);

	if (text == NULL)
		unlink(path);
	else if (!gw_file_write(path, gw_view_of(text), 0600, &place->err))
		fail_msg("%s", place->err->message);
}

static inline void place_open(struct place *place)
{
	struct gw_config *config;

	gw_error_clear(&place->err);
	if (!gw_config_load(&place->arena, &place->sys, &place->settings, &config, &place->err))
		fail_msg("%s", place->err->message);
	gw_session_init(&place->session, &place->arena, &place->sys, config);
}

static inline void place_close(struct place *place)
{
	gw_session_done(&place->session);
}

static inline void place_done(struct place *place)
{
	place_close(place);
	gw_error_clear(&place->err);
	gw_arena_done(&place->arena);
}

/* --- verbs --- */

static inline bool place_go(struct place *place, struct gw_plan_request wish)
{
	static const struct gw_progress nobody;
	struct gw_plan_request request;
	bool ok;

	place_open(place);
	request = gw_session_plan_request(&place->session, wish.goal);
	request.to = wish.to;
	request.count = wish.count;
	ok = gw_session_run(&place->session, &request, &nobody, &place->plan, &place->report,
			    &place->err);
	assert_int_equal(ok, place->err == NULL);
	place_close(place);
	return ok;
}

static inline bool place_up(struct place *place)
{
	return place_go(place, (struct gw_plan_request){.goal = GW_GOAL_UP});
}

static inline void place_must(struct place *place, bool ok)
{
	if (!ok)
		fail_msg("%s", place->err->message);
}

typedef bool place_decide_fn(struct gw_session *session, const char *key, struct gw_error **err);

static inline bool place_decide(struct place *place, place_decide_fn *decide, const char *key)
{
	bool ok;

	place_open(place);
	ok = decide(&place->session, key, &place->err);
	place_close(place);
	return ok;
}

static inline bool place_resolve(struct place *place, const char *key, bool applied)
{
	bool ok;

	place_open(place);
	ok = gw_session_resolve(&place->session, key, applied, &place->err);
	place_close(place);
	return ok;
}

static inline bool place_resolve_statement(struct place *place, const char *key, size_t statement,
					   bool done)
{
	bool ok;

	place_open(place);
	ok = gw_session_resolve_statement(&place->session, key, statement, done, &place->err);
	place_close(place);
	return ok;
}

/* --- looking --- */

/* Rows as text: cells with '|' between, rows with ';'. */
static inline const char *place_ask(struct place *place, const char *sql)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_rows rows;

	place_open(place);
	place_must(place, gw_session_connect(&place->session, false, &place->err));
	place_must(place, gw_conn_query(place->session.conn, &place->arena, sql, NULL, 0, &rows,
					&place->err));
	for (size_t i = 0; i < rows.nrows * rows.ncols; i++) {
		gw_str_puts(&str, i == 0 ? "" : i % rows.ncols != 0 ? "|" : ";");
		gw_str_add(&str, rows.cells[i].p != NULL ? rows.cells[i] : GW_VIEW("NULL"));
	}
	place_close(place);
	return gw_str_take(&str, &place->arena);
}

static inline const char *place_events(struct place *place)
{
	return place_ask(place, "SELECT event || ' ' || coalesce(version, name, '') FROM "
				"godwit_history WHERE seq > 0 ORDER BY seq");
}

/* "1 applied; 2 pending": what `godwit status` would say. */
static inline const char *place_status(struct place *place)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_picture picture;

	place_open(place);
	place_must(place, gw_session_picture(&place->session, &picture, &place->err));
	for (size_t i = 0; i < picture.entries.n; i++)
		gw_str_printf(&str, "%s%s %s", i != 0 ? "; " : "",
			      gw_entry_key(&picture.entries.items[i]),
			      gw_status_name(picture.entries.items[i].status));
	place_close(place);
	return gw_str_take(&str, &place->arena);
}

static inline void place_fails_with(struct place *place, bool ok, enum gw_code code,
				    const char *message)
{
	if (ok)
		fail_msg("%s: worked", message);
	if (place->err->code != code || strstr(place->err->message, message) == NULL)
		fail_msg("GW%u: %s", gw_code_info(place->err->code)->number, place->err->message);
}

#endif
