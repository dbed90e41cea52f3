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

static void plan_goto(struct gw_planner *planner)
{
	const struct gw_picture_request picture = {.environment = planner->request.environment};

	gw_plan_down(planner);
	if (gw_source_find(planner->source, planner->request.to) == NULL)
		return;
	planner->history = history_after(planner);
	gw_picture_make(planner->arena, planner->source, planner->history, &picture,
			&planner->picture);
	gw_plan_up(planner);
}

static void plan_goal(struct gw_planner *planner)
{
	switch (planner->request.goal) {
	case GW_GOAL_UP:
		gw_plan_up(planner);
		break;
	case GW_GOAL_DOWN:
	case GW_GOAL_DOWN_TO:
	case GW_GOAL_DOWN_RUN:
	case GW_GOAL_DOWN_ALL:
		gw_plan_down(planner);
		break;
	case GW_GOAL_GOTO:
		plan_goto(planner);
		break;
	case GW_GOAL_REDO:
		gw_plan_down(planner);
		plan_again(planner);
		break;
	}
}

/* `to` is a migration: not a run's id, and not the 0 that stands before all of them. */
static bool names_migration(const struct gw_plan_request *request)
{
	bool everything = request->goal == GW_GOAL_DOWN_TO && request->to != NULL &&
			  gw_view_is(gw_view_of(request->to), "0");

	return request->to != NULL && request->goal != GW_GOAL_DOWN_RUN && !everything;
}

bool gw_plan_make(struct gw_arena *arena, const struct gw_source *source,
		  const struct gw_history *history, const struct gw_plan_request *request,
		  struct gw_plan *ret_plan, struct gw_error **err)
{
	struct gw_planner planner = {
		.arena = arena,
		.source = source,
		.history = history,
		.request = *request,
		.plan = ret_plan,
	};
	const struct gw_picture_request picture = {.environment = request->environment};

	*ret_plan = (struct gw_plan){0};
	if (names_migration(request) &&
	    !gw_plan_find_key(source, history, request->to, &planner.request.to, err))
		return false;
	gw_picture_make(arena, source, history, &picture, &planner.picture);
	plan_goal(&planner);
	return true;
}
