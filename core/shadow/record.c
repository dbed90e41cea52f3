/*
 * A script that is applied, as a run of the history:
 *
 *	synced     name: what the schema was made like; up_sql: the statements
 *	finished   or failed; named "schema sync"
 *
 * What was done this way is implied by the history from then on; what made the schema like its own history
 * was implied before.
 */
#include "fingerprint/fingerprint.h"
#include "schema/render.h"
#include "shadow/side_int.h"
#include "sql/redact.h"

static bool wants_fingerprint(const struct gw_sync *sync)
{
	return gw_config_bool(sync->session->config, GW_KEY_FINGERPRINT);
}

bool gw_sync_begin(struct gw_sync *sync, struct gw_session *session,
		   const struct gw_schema_script *script, const char *like, struct gw_error **err)
{
	const struct gw_actor actor = gw_session_run_options(session).actor;

	*sync = (struct gw_sync){
		.session = session,
		.script = script,
		.like = like,
		.was_there = session->history->exists,
		.begun_us = session->sys->monotonic_us(),
	};
	if (!gw_history_ensure(session->history, &actor, err) ||
	    (wants_fingerprint(sync) &&
	     !gw_fingerprint_holds(session->history, &sync->as_implied, err)))
		return false;
	gw_recorder_begin(&sync->recorder, session->history, session->arena, session->sys, &actor);
	gw_sync_keep(sync);
	return true;
}

void gw_sync_keep(struct gw_sync *sync)
{
	sync->safe_seq = sync->recorder.head_seq;
	sync->safe_head = sync->recorder.head_hash;
	sync->safe_recorded = sync->recorded;
}

void gw_sync_rewind(struct gw_sync *sync)
{
	struct gw_history *history = sync->session->history;

	gw_recorder_rewind(&sync->recorder, sync->safe_seq, &sync->safe_head);
	history->head_seq = sync->safe_seq;
	history->head_hash = sync->safe_head;
	sync->recorded = sync->safe_recorded;
}

/* As migrations are kept: not above the limit, and no secret. */
static void set_sql(struct gw_sync *sync, size_t end, struct gw_event *event)
{
	const struct gw_session *session = sync->session;
	const struct gw_schema_dialect *dialect = sync->script->dialect;
	GW_STR_AUTO struct gw_str text = {0};
	const char *withheld = NULL;

	gw_schema_render_list(dialect, dialect->settings, &text);
	for (size_t i = sync->recorded; i < end; i++)
		gw_schema_render_statement(dialect, sync->script->statements.items[i].sql, &text);
	if (text.n > gw_config_size(session->config, GW_KEY_STORE_SQL_LIMIT))
		withheld = "size";
	else if (gw_sql_has_secret(session->engine->dialect, gw_str_view(&text)))
		withheld = GW_WITHHELD_SECRET;
	if (withheld == NULL)
		gw_event_set_text(event, GW_COLUMN_up_sql, gw_str_take(&text, session->arena));
	else
		gw_event_set_text(
			event, GW_COLUMN_detail,
			gw_format(session->arena, "{\"withheld\": {\"up\": \"%s\"}}", withheld));
}

bool gw_sync_record(struct gw_sync *sync, size_t end, struct gw_error **err)
{
	struct gw_event event = {0};

	if (sync->recorded >= end)
		return true;
	gw_event_set_text(&event, GW_COLUMN_event, gw_event_kind_name(GW_EVENT_SYNCED));
	gw_event_set_text(&event, GW_COLUMN_name, sync->like);
	set_sql(sync, end, &event);
	event.values[GW_COLUMN_statements] = gw_value_int((int64_t)(end - sync->recorded));
	if (!gw_history_append(&sync->recorder, &event, err))
		return false;
	sync->recorded = end;
	return true;
}

bool gw_sync_finish(struct gw_sync *sync, const struct gw_error *failure, struct gw_error **err)
{
	struct gw_session *session = sync->session;
	struct gw_event event = {0};

	gw_event_set_text(
		&event, GW_COLUMN_event,
		gw_event_kind_name(failure != NULL ? GW_EVENT_FAILED : GW_EVENT_FINISHED));
	gw_event_set_text(&event, GW_COLUMN_name, "schema sync");
	event.values[GW_COLUMN_statements] = gw_value_int((int64_t)sync->recorded);
	event.values[GW_COLUMN_duration_us] = gw_value_int(session->sys->monotonic_us() -
							   sync->begun_us);
	if (failure != NULL)
		gw_event_set_text(&event, GW_COLUMN_detail,
				  gw_format(session->arena, "{\"error\": \"%s\"}",
					    gw_code_info(failure->code)->slug));
	else if (wants_fingerprint(sync) && sync->as_implied &&
		 !gw_fingerprint_record(session->history, session->arena, &event, err))
		return false;
	return gw_history_append(&sync->recorder, &event, err);
}
