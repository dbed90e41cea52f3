/*
 * Plans, pictures, runs and events as JSON: the objects that `--json` and the library give out.
 * Names are stable: they may be added to, not changed. Texts are copied.
 */
#ifndef GW_SESSION_VIEW_H
#define GW_SESSION_VIEW_H

#include "base/json.h"
#include "session/session.h"

/* Members "target", "source" and "history" of object, as far as the session is open. */
void gw_view_session(const struct gw_session *session, struct gw_json *object);
/* Members "counts", "pending" and "migrations". */
void gw_view_picture(const struct gw_picture *picture, struct gw_json *object);
/* Members "steps", "refusals" and "warnings". */
void gw_view_plan(const struct gw_session *session, const struct gw_plan *plan,
		  struct gw_json *object);
/* Members "run_id", "done", "statements", "elapsed_us", "migrations" and "failed". */
void gw_view_report(const struct gw_run_report *report, struct gw_json *object);
/* A member {"id", "author", "date", "summary"}; of NULL, null. */
void gw_view_commit(const char *key, const struct gw_git_commit *commit, struct gw_json *object);
/* One event with all of its columns. */
struct gw_json *gw_view_event(const struct gw_event *event);

/* {"code": "GW2103", "slug", "message", "location": {..}, "state", "hint", "server": {..}, ..} */
struct gw_json *gw_view_error(const struct gw_error *error);

#endif
