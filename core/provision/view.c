/*
 * Plans as JSON, and changes as words.
 */
#include <string.h>

#include "provision/provision_int.h"

#define MASK "***"

static bool is_secret(const struct gw_change *change)
{
	return change->property != NULL && change->property->type == GW_ESTATE_SECRET;
}

static const char *shown(const struct gw_change *change, const char *value)
{
	return value != NULL && value[0] != '\0' && is_secret(change) ? MASK : value;
}

/* Rights: "select", "no select", "select grantable", as they are declared. */
static const char *text_of_right(struct gw_arena *arena, const struct gw_change *change)
{
	if (strcmp(change->after, "grantable") == 0)
		return gw_format(arena, "%s grantable", change->name);
	return change->name;
}

const char *gw_change_text(struct gw_arena *arena, const struct gw_action *action,
			   const struct gw_change *change)
{
	const char *before = shown(change, change->before), *after = shown(change, change->after);

	if (action->asset->kind->missing != NULL)
		return text_of_right(arena, change);
	if (action->deed == GW_DEED_DROP && change->after == NULL)
		return change->name;
	if (action->deed == GW_DEED_MAKE || before == NULL)
		return gw_format(arena, "%s: %s", change->name, after);
	return gw_format(arena, "%s: %s -> %s", change->name, before[0] != '\0' ? before : "none",
			 after != NULL && after[0] != '\0' ? after : "none");
}

static struct gw_json *view_action(struct gw_provision *provision, const struct gw_action *action)
{
	struct gw_json *json = gw_json_object();
	struct gw_json *changes = gw_json_array(), *statements = gw_json_array();
	size_t n;
	const char **list = gw_provision_statements(provision, action, &n);

	gw_json_set_text(json, "action", gw_action_word(action));
	gw_json_set_text(json, "kind", action->asset->kind->name);
	gw_json_set_text(json, "what", gw_asset_label(provision->arena, action->asset));
	gw_json_set_text(json, "database", action->database);
	gw_json_set_bool(json, "destructive",
			 action->deed == GW_DEED_DROP && action->asset->kind->properties != NULL);
	gw_json_set(json, "changes", changes);
	for (size_t i = 0; i < action->changes.n; i++) {
		const struct gw_change *change = &action->changes.items[i];
		struct gw_json *item = gw_json_object();

		gw_json_set_text(item, "name", change->name);
		gw_json_set_text(item, "before", shown(change, change->before));
		gw_json_set_text(item, "after", shown(change, change->after));
		gw_json_push(changes, item);
	}
	gw_json_set(json, "statements", statements);
	for (size_t i = 0; i < n; i++)
		gw_json_push_text(statements, list[i]);
	return json;
}

static struct gw_json *view_pair(struct gw_arena *arena, const struct gw_asset *asset,
				 const char *key, const char *text)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "what", gw_asset_label(arena, asset));
	gw_json_set_text(json, "database", asset->database);
	if (key != NULL)
		gw_json_set_text(json, key, text);
	return json;
}

static struct gw_json *set_list(struct gw_json *object, const char *key)
{
	struct gw_json *list = gw_json_array();

	gw_json_set(object, key, list);
	return list;
}

void gw_provision_view(struct gw_provision *provision, const struct gw_provision_plan *plan,
		       struct gw_json *object)
{
	const struct gw_difference *difference = &plan->difference;
	struct gw_arena *arena = provision->arena;
	struct gw_json *counts = gw_json_object();
	struct gw_json *list = set_list(object, "changes");

	for (size_t i = 0; i < difference->actions.n; i++)
		gw_json_push(list, view_action(provision, difference->actions.items[i]));
	list = set_list(object, "waiting");
	for (size_t i = 0; i < difference->waiting.n; i++)
		gw_json_push(list,
			     view_pair(arena, difference->waiting.items[i].asset, NULL, NULL));
	list = set_list(object, "refusals");
	for (size_t i = 0; i < difference->refusals.n; i++)
		gw_json_push(list, view_pair(arena, difference->refusals.items[i].asset, "why",
					     difference->refusals.items[i].why));
	list = set_list(object, "missing_rights");
	for (size_t i = 0; i < plan->missing.n; i++)
		gw_json_push(list, view_pair(arena, plan->missing.items[i].action->asset, "right",
					     plan->missing.items[i].right));
	list = set_list(object, "unknown_passwords");
	for (size_t i = 0; i < plan->unknown_passwords.n; i++)
		gw_json_push_text(list, plan->unknown_passwords.items[i]);
	gw_json_set_int(counts, "make", (int64_t)plan->make);
	gw_json_set_int(counts, "change", (int64_t)plan->change);
	gw_json_set_int(counts, "drop", (int64_t)plan->drop);
	gw_json_set(object, "counts", counts);
}
