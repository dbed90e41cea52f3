/*
 * The recorder: numbers and chains the events of a run on our side, so that they can be sent ahead
 * of what they record.
 */
#include "history/history_int.h"

void gw_recorder_begin(struct gw_recorder *recorder, struct gw_history *history,
		       struct gw_arena *arena, const struct gw_system *sys,
		       const struct gw_actor *actor)
{
	*recorder = (struct gw_recorder){
		.history = history,
		.sys = sys,
		.arena = arena,
		.run_id = gw_uuid(arena, sys),
		.actor = *actor,
		.head_seq = history->head_seq,
		.head_hash = history->head_hash,
	};
}

void gw_event_set_actor(struct gw_event *event, const struct gw_actor *actor)
{
	gw_event_set_text(event, GW_COLUMN_os_user, actor->os_user);
	gw_event_set_text(event, GW_COLUMN_os_host, actor->os_host);
	gw_event_set_text(event, GW_COLUMN_ci_job, actor->ci_job);
	gw_event_set_text(event, GW_COLUMN_tool_version, actor->tool_version);
	if (event->values[GW_COLUMN_source].kind == GW_VALUE_NULL)
		gw_event_set_text(event, GW_COLUMN_source, actor->source);
	gw_event_set_text(event, GW_COLUMN_git_commit, actor->git_commit);
	if (event->values[GW_COLUMN_reason].kind == GW_VALUE_NULL)
		gw_event_set_text(event, GW_COLUMN_reason, actor->reason);
	if (actor->git_dirty >= 0)
		event->values[GW_COLUMN_git_dirty] = gw_value_int(actor->git_dirty);
}

/*
 * What closes a run, and what a person decided. All before it is covered by prev_hash; steps are sent
 * ahead by the thousand.
 */
static bool is_answered_for(const struct gw_event *event)
{
	enum gw_event_kind kind;

	if (!gw_event_kind_parse(event->values[GW_COLUMN_event].text, &kind))
		return false;
	return kind != GW_EVENT_CREATED && kind != GW_EVENT_APPLIED && kind != GW_EVENT_REVERTED;
}

/* Two objects, both of ours and neither empty, become one. */
static void add_context(struct gw_recorder *recorder, struct gw_event *event)
{
	struct gw_view context = gw_view_of(recorder->actor.context);
	struct gw_view detail = event->values[GW_COLUMN_detail].text;

	if (context.p == NULL || !is_answered_for(event))
		return;
	if (detail.p != NULL)
		context = gw_view_of(gw_format(recorder->arena, "%.*s,%s", (int)detail.n - 1,
					       detail.p, context.p + 1));
	event->values[GW_COLUMN_detail] = gw_value_text(context);
}

static void sign(struct gw_recorder *recorder, struct gw_event *event)
{
	const struct gw_signer *signer = recorder->actor.signer;
	const char *text;

	if (signer == NULL || !is_answered_for(event))
		return;
	gw_event_set_text(event, GW_COLUMN_signer, signer->name);
	text = gw_event_signed_text(recorder->arena, event);
	gw_event_set_text(event, GW_COLUMN_signature,
			  signer->sign(signer, recorder->arena, gw_view_of(text)));
}

void gw_recorder_event(struct gw_recorder *recorder, struct gw_event *event)
{
	const struct gw_server_info *info = &recorder->history->conn->info;

	event->values[GW_COLUMN_seq] = gw_value_int(recorder->head_seq + 1);
	gw_event_set_text(event, GW_COLUMN_run_id, recorder->run_id);
	gw_event_set_actor(event, &recorder->actor);
	gw_event_set_text(event, GW_COLUMN_db_user, info->user);
	gw_event_set_text(event, GW_COLUMN_server_version, info->version);
	event->values[GW_COLUMN_started_at] = gw_value_int(recorder->sys->now_us());
	gw_event_set_text(event, GW_COLUMN_prev_hash,
			  gw_digest_hex(recorder->arena, &recorder->head_hash));
	add_context(recorder, event);
	sign(recorder, event);
	recorder->head_hash = gw_event_hash(event);
	recorder->head_seq++;
	gw_event_set_text(event, GW_COLUMN_hash,
			  gw_digest_hex(recorder->arena, &recorder->head_hash));
}

struct gw_request gw_recorder_request(struct gw_recorder *recorder, struct gw_arena *arena,
				      const struct gw_event *event)
{
	struct gw_value *params = gw_new_array(arena, struct gw_value, GW_EVENT_COLUMN_COUNT);

	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++)
		params[i] = event->values[i];
	return (struct gw_request){
		.sql = gw_view_of(gw_history_sql(recorder->history, GW_Q_HISTORY_INSERT)),
		.params = params,
		.nparams = GW_EVENT_COLUMN_COUNT,
		.repeated = true,
	};
}

void gw_recorder_rewind(struct gw_recorder *recorder, int64_t seq, const struct gw_digest *hash)
{
	recorder->head_seq = seq;
	recorder->head_hash = *hash;
}

bool gw_history_append(struct gw_recorder *recorder, struct gw_event *event, struct gw_error **err)
{
	struct gw_history *history = recorder->history;
	struct gw_request request;

	gw_recorder_event(recorder, event);
	request = gw_recorder_request(recorder, recorder->arena, event);
	if (!gw_history_send(history, recorder->arena, &request, 1, err)) {
		gw_recorder_rewind(recorder, history->head_seq, &history->head_hash);
		return false;
	}
	history->head_seq = recorder->head_seq;
	history->head_hash = recorder->head_hash;
	return true;
}
