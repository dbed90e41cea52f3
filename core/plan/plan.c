/*
 * Planning: the picture, then the goal's own file.
 */
#include "plan/plan.h"

#include "plan/plan_int.h"

const char *gw_entry_key(const struct gw_entry *entry)
{
	return entry->migration != NULL ? entry->migration->key : entry->applied->key;
}

const char *gw_entry_label(struct gw_arena *arena, const struct gw_entry *entry)
{
	const struct gw_applied *applied = entry->applied;

	if (entry->migration != NULL)
		return gw_migration_label(arena, entry->migration);
	if (applied->version == NULL || applied->name == NULL || applied->name[0] == '\0')
		return applied->key;
	return gw_format(arena, "%s_%s", applied->version, applied->name);
}

bool gw_plan_no_version(const struct gw_planner *planner, struct gw_error **err)
{
	gw_fail(err, GW_E_NO_VERSION, "there is no migration with version %s",
		planner->request->to);
	gw_error_hint(*err, "`godwit status` lists the versions.");
	return false;
}

/* Forward for what redo took back: the same migrations, oldest first. */
static void plan_again(struct gw_planner *planner)
{
	for (size_t i = planner->plan->steps.n; i-- > 0;) {
		const struct gw_step *down = &planner->plan->steps.items[i];
		struct gw_entry entry = {.migration = down->migration};

		if (down->migration != NULL) {
			gw_plan_add_up(planner, &entry);
			continue;
		}
		entry.applied = down->applied;
		entry.status = GW_STATUS_MISSING;
		gw_plan_hint(planner,
			     gw_plan_refuse(planner, &entry, "%s has no file to apply again",
					    down->label),
			     "Restore its file, or only take it back with `godwit "
			     "down`.");
	}
}

/* The history as it will be when the planned steps have taken theirs back. */
static struct gw_history *history_after(const struct gw_planner *planner)
{
	struct gw_arena *arena = planner->arena;
	struct gw_history *after = gw_new(arena, struct gw_history);
	struct gw_map gone = {0};

	*after = *planner->history;
	after->applied.items = NULL;
	after->applied.n = after->applied.cap = 0;
	after->by_key = (struct gw_map){0};
	for (size_t i = 0; i < planner->plan->steps.n; i++) {
		struct gw_step *step = &planner->plan->steps.items[i];

		gw_map_put(arena, &gone, gw_view_of(step->key), step);
	}
	for (size_t i = 0; i < planner->history->applied.n; i++) {
		struct gw_applied *applied = planner->history->applied.items[i];
		struct gw_view key = gw_view_of(applied->key);

		if (gw_map_get(&gone, key) != NULL)
			continue;
		gw_vec_push(arena, &after->applied, applied);
		gw_map_put(arena, &after->by_key, key, applied);
	}
	return after;
}

static bool plan_goto(struct gw_planner *planner, struct gw_error **err)
{
	const struct gw_picture_request picture = {.environment = planner->request->environment};

	if (!gw_plan_down(planner, err))
		return false;
	if (gw_source_find(planner->source, planner->request->to) == NULL)
		return true;
	planner->history = history_after(planner);
	gw_picture_make(planner->arena, planner->source, planner->history, &picture,
			&planner->picture);
	return gw_plan_up(planner, err);
}

static bool plan_redo(struct gw_planner *planner, struct gw_error **err)
{
	if (!gw_plan_down(planner, err))
		return false;
	plan_again(planner);
	return true;
}

bool gw_plan_make(struct gw_arena *arena, const struct gw_source *source,
		  const struct gw_history *history, const struct gw_plan_request *request,
		  struct gw_plan *ret_plan, struct gw_error **err)
{
	struct gw_planner planner = {
		.arena = arena,
		.source = source,
		.history = history,
		.request = request,
		.plan = ret_plan,
	};
	const struct gw_picture_request picture = {.environment = request->environment};

	*ret_plan = (struct gw_plan){0};
	gw_picture_make(arena, source, history, &picture, &planner.picture);
	switch (request->goal) {
	case GW_GOAL_UP:
		return gw_plan_up(&planner, err);
	case GW_GOAL_DOWN:
	case GW_GOAL_DOWN_TO:
	case GW_GOAL_DOWN_RUN:
	case GW_GOAL_DOWN_ALL:
		return gw_plan_down(&planner, err);
	case GW_GOAL_GOTO:
		return plan_goto(&planner, err);
	case GW_GOAL_REDO:
		return plan_redo(&planner, err);
	}
	return true;
}
