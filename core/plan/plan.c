/*
 * Planning: the picture, then the goal's own file.
 */
#include "plan/plan.h"

#include "plan/plan_int.h"

const char *gw_entry_key(const struct gw_entry *entry)
{
	if (entry->migration != NULL)
		return entry->migration->key;
	return entry->applied != NULL ? entry->applied->key : entry->unfinished->key;
}

static bool is_repeatable_key(const char *key)
{
	return gw_view_starts(gw_view_of(key), "R__");
}

const char *gw_entry_version(const struct gw_entry *entry)
{
	if (entry->migration != NULL)
		return entry->migration->version;
	if (entry->applied != NULL)
		return entry->applied->version;
	return is_repeatable_key(entry->unfinished->key) ? NULL : entry->unfinished->key;
}

const char *gw_entry_name(const struct gw_entry *entry)
{
	if (entry->migration != NULL)
		return entry->migration->name;
	if (entry->applied != NULL)
		return entry->applied->name;
	return is_repeatable_key(entry->unfinished->key) ? entry->unfinished->key + 3 : NULL;
}

const char *gw_entry_kind(const struct gw_entry *entry)
{
	if (entry->migration != NULL)
		return gw_migration_kind_name(entry->migration->kind);
	return entry->applied != NULL ? entry->applied->kind : NULL;
}

const char *gw_entry_label(struct gw_arena *arena, const struct gw_entry *entry)
{
	const struct gw_applied *applied = entry->applied;

	if (entry->migration != NULL)
		return gw_migration_label(arena, entry->migration);
	if (applied == NULL || applied->version == NULL || applied->name == NULL ||
	    applied->name[0] == '\0')
		return gw_entry_key(entry);
	return gw_format(arena, "%s_%s", applied->version, applied->name);
}

void gw_plan_resume(const struct gw_planner *planner, struct gw_step *step)
{
	const struct gw_unfinished *unfinished = gw_journal_find(planner->history->journal,
								 step->key);

	if (unfinished == NULL || unfinished->direction != step->direction)
		return;
	step->resume_at = unfinished->done;
	step->resume_id = unfinished->last_id;
	step->intent = unfinished->in_doubt ? &unfinished->intent : NULL;
	step->resume_checksum = unfinished->checksum;
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

/*
 * The history as it will be when the planned steps have taken theirs back. A version among them means
 * to repeatables that what they made may be gone.
 */
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
		if (step->applied->version != NULL)
			after->reverted_seq = INT64_MAX;
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

/* From here on, planning is for the database as the planned steps leave it. */
static bool look_ahead(struct gw_planner *planner, struct gw_error **err)
{
	const struct gw_picture_request picture = {.environment = planner->request.environment};

	planner->history = history_after(planner);
	return gw_picture_make(planner->arena, planner->source, planner->history, &picture,
			       &planner->picture, err);
}

/* Back as the files at hand say it, and forward as the target does. */
static bool plan_target(struct gw_planner *planner, struct gw_error **err)
{
	gw_plan_down(planner);
	if (planner->plan->refusals.n != 0)
		return true;
	planner->source = planner->request.target;
	if (!look_ahead(planner, err))
		return false;
	gw_plan_up(planner);
	return true;
}

static bool plan_goto(struct gw_planner *planner, struct gw_error **err)
{
	if (planner->request.target != NULL)
		return plan_target(planner, err);
	gw_plan_down(planner);
	if (gw_source_find(planner->source, planner->request.to) == NULL)
		return true;
	if (!look_ahead(planner, err))
		return false;
	gw_plan_up(planner);
	return true;
}

/* What is redone is applied for good: the repeatables follow, as after every way back. */
static bool plan_redo(struct gw_planner *planner, struct gw_error **err)
{
	gw_plan_down(planner);
	if (planner->plan->steps.n == 0)
		return true;
	if (!look_ahead(planner, err))
		return false;
	plan_again(planner);
	gw_plan_repeatables(planner);
	return true;
}

static bool plan_goal(struct gw_planner *planner, struct gw_error **err)
{
	switch (planner->request.goal) {
	case GW_GOAL_UP:
		gw_plan_up(planner);
		return true;
	case GW_GOAL_DOWN:
	case GW_GOAL_DOWN_TO:
	case GW_GOAL_DOWN_RUN:
	case GW_GOAL_DOWN_ALL:
		gw_plan_down(planner);
		return true;
	case GW_GOAL_GOTO:
		return plan_goto(planner, err);
	case GW_GOAL_REDO:
		return plan_redo(planner, err);
	}
	return true;
}

/* A repeatable has no place in the order of versions. */
static bool find_version(struct gw_planner *planner, struct gw_error **err)
{
	const char **to = &planner->request.to;
	const struct gw_migration *migration;
	const struct gw_applied *applied;

	if (!gw_plan_find_key(planner->source, planner->history, *to, to, err))
		return false;
	migration = gw_source_find(planner->source, *to);
	applied = gw_history_find(planner->history, *to);
	if ((migration == NULL || migration->version != NULL) &&
	    (applied == NULL || applied->version != NULL))
		return true;
	gw_fail(err, GW_E_NO_VERSION, "%s has no version to go to", *to);
	gw_error_hint(*err, "It runs after all others. `godwit status` lists the versions.");
	return false;
}

/* Puts the whole of what `to` says into the planner's request. */
static bool find_to(struct gw_planner *planner, struct gw_error **err)
{
	struct gw_plan_request *request = &planner->request;

	if (request->to == NULL || request->target != NULL)
		return true;
	if (request->goal == GW_GOAL_DOWN_RUN)
		return gw_plan_find_run(planner->history, request->to, &request->to, err);
	/* 0 stands before all of them. */
	if (request->goal != GW_GOAL_UP && gw_view_is(gw_view_of(request->to), "0"))
		return true;
	return find_version(planner, err);
}

bool gw_plan_make(struct gw_arena *arena, struct gw_source *source,
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
	return find_to(&planner, err) &&
	       gw_picture_make(arena, source, history, &picture, &planner.picture, err) &&
	       plan_goal(&planner, err);
}
