/*
 * History of provisioning. Each unit is one event `provisioned`, whose detail says what it does:
 *
 *	{"actions": ["make role shop_app", "change database shop: owner"]}
 *
 * In the database that the history is in, the event is part of the unit's transaction. What is done
 * elsewhere cannot be: its event is written before it, so that nothing is ever done without a record, and
 * the closing event says how the call ended. Events of before that database was made follow when it is.
 */
#include "base/json.h"
#include "provision/provision_int.h"

static const char *text_of_action(struct gw_arena *arena, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_printf(&str, "%s %s", gw_action_word(action), gw_asset_label(arena, action->asset));
	for (size_t i = 0; i < action->changes.n; i++)
		gw_str_printf(&str, "%s%s", i == 0 ? ": " : ", ", action->changes.items[i].name);
	return gw_str_take(&str, arena);
}

static const char *detail_of(struct gw_arena *arena, struct gw_action *const *actions, size_t n)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_json *detail = gw_json_object();
	struct gw_json *list = gw_json_array();

	gw_json_set(detail, "actions", list);
	for (size_t i = 0; i < n; i++)
		gw_json_push_text(list, text_of_action(arena, actions[i]));
	gw_json_write(detail, false, &str);
	gw_json_free(detail);
	return gw_str_take(&str, arena);
}

struct gw_event *gw_provision_event(struct gw_provision *provision, const char *label,
				    struct gw_action *const *actions, size_t n, size_t statements)
{
	struct gw_event *event = gw_new(provision->arena, struct gw_event);

	gw_event_set_text(event, GW_COLUMN_event, gw_event_kind_name(GW_EVENT_PROVISIONED));
	gw_event_set_text(event, GW_COLUMN_name, label);
	gw_event_set_text(event, GW_COLUMN_detail, detail_of(provision->arena, actions, n));
	event->values[GW_COLUMN_statements] = gw_value_int((int64_t)statements);
	return event;
}

bool gw_provision_record(struct gw_provision *provision, struct gw_event *event,
			 struct gw_error **err)
{
	if (provision->history != NULL)
		return gw_history_append(&provision->recorder, event, err);
	gw_vec_push(provision->arena, &provision->unwritten, event);
	return true;
}

bool gw_provision_close_run(struct gw_provision *provision, const struct gw_error *error,
			    int64_t begun_us, struct gw_error **err)
{
	struct gw_event event = {0};

	if (provision->history == NULL || provision->history->conn->broken ||
	    (provision->done == 0 && error == NULL))
		return true;
	gw_event_set_text(&event, GW_COLUMN_event,
			  gw_event_kind_name(error != NULL ? GW_EVENT_FAILED : GW_EVENT_FINISHED));
	gw_event_set_text(&event, GW_COLUMN_name, "provision");
	event.values[GW_COLUMN_duration_us] = gw_value_int(provision->sys->monotonic_us() -
							   begun_us);
	event.values[GW_COLUMN_statements] = gw_value_int((int64_t)provision->statements);
	if (error != NULL)
		gw_event_set_text(&event, GW_COLUMN_detail,
				  gw_format(provision->arena, "{\"error\": \"%s\"}",
					    gw_code_info(error->code)->slug));
	return gw_history_append(&provision->recorder, &event, err) &&
	       (!provision->history_last ||
		gw_conn_exec(provision->history->conn, provision->engine->words.commit, err));
}
