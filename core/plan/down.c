/*
 * Planning backward: applied migrations in reverse order of application.
 */
#include "plan/plan_int.h"

static int compare(const struct gw_planner *planner, const char *a, const char *b)
{
	return gw_source_compare(planner->source, a, b);
}

static bool has_down(const struct gw_migration *migration)
{
	return migration != NULL && migration->sections[GW_DOWN].present;
}

static void refuse_irreversible(struct gw_planner *planner, const struct gw_applied *applied,
				const struct gw_migration *migration)
{
	const struct gw_entry entry = {
		.applied = applied, .migration = migration, .status = GW_STATUS_APPLIED};

	struct gw_refusal *refusal = gw_plan_refuse(
		planner, &entry, "%s has no down script, neither in the files nor stored",
		gw_entry_label(planner->arena, &entry));

	refusal->irreversible = true;
	if (migration != NULL)
		gw_plan_hint(planner, refusal,
			     "Add a down section to its file, or write a new migration that "
			     "undoes it.");
	else
		gw_plan_hint(planner, refusal,
			     "Put its file back, or write a new migration that undoes it. `godwit "
			     "show %s` says whether there was a down script that was not kept.",
			     applied->key);
}

/* The file has no down script: as it was stored, else as it was found elsewhere. */
static bool find_down(const struct gw_planner *planner, struct gw_step *step)
{
	const struct gw_map *all = planner->request.found;
	const struct gw_found *found = all != NULL ? gw_map_get(all, gw_view_of(step->key)) : NULL;

	step->stored = step->applied->has_down_sql;
	if (step->stored)
		return true;
	if (found == NULL || !has_down(found->migration))
		return false;
	step->source = found->source;
	step->migration = found->migration;
	return true;
}

/*
 * Whether the file undoes what was applied. One whose up section is another by now may be another migration:
 * what it takes back is not what was applied.
 */
static bool fits(const struct gw_migration *migration, const struct gw_applied *applied)
{
	return gw_plan_compare_texts(migration, applied) != GW_STATUS_EDITED;
}

/* As the policy says, of the script of a file that does not fit. False: a refusal was added. */
static bool allow_edited(struct gw_planner *planner, const struct gw_entry *entry)
{
	enum gw_policy policy = planner->request.edited;
	struct gw_entry edited = *entry;
	struct gw_refusal *refusal;

	edited.status = GW_STATUS_EDITED;
	refusal = gw_plan_object(planner, policy, &edited,
				 "%s was edited after it was applied, and the down script of then "
				 "was not kept",
				 gw_entry_label(planner->arena, entry));
	gw_plan_hint(planner, refusal,
		     "Put the file back as it was, or, if its down script undoes what was applied, "
		     "`godwit accept %s --reason WHY`.",
		     gw_entry_key(entry));
	return policy != GW_POLICY_REFUSE;
}

/* The script of the file, or that which was stored. False: a refusal was added. */
static bool choose_down(struct gw_planner *planner, const struct gw_entry *entry,
			struct gw_step *step)
{
	if (!has_down(entry->migration)) {
		if (find_down(planner, step))
			return true;
		refuse_irreversible(planner, entry->applied, entry->migration);
		return false;
	}
	if (fits(entry->migration, entry->applied))
		return true;
	step->stored = entry->applied->has_down_sql;
	return step->stored || allow_edited(planner, entry);
}

/* NULL: there is none, or it is of another migration that has the version now. */
static const struct gw_migration *file_of(const struct gw_planner *planner,
					  const struct gw_applied *applied)
{
	const struct gw_migration *migration = gw_source_find(planner->source, applied->key);

	return migration != NULL && !gw_plan_is_another(migration, applied) ? migration : NULL;
}

/* A step that takes `applied` back. False when nobody has its down script: a refusal was added. */
static bool add_down(struct gw_planner *planner, const struct gw_applied *applied)
{
	const struct gw_migration *migration = file_of(planner, applied);
	const struct gw_entry entry = {.applied = applied, .migration = migration};
	struct gw_step step = {
		.direction = GW_DOWN,
		.key = applied->key,
		.label = gw_entry_label(planner->arena, &entry),
		.source = planner->source,
		.migration = migration,
		.applied = applied,
	};

	if (!choose_down(planner, &entry, &step))
		return false;
	gw_plan_resume(planner, &step);
	gw_vec_push(planner->arena, &planner->plan->steps, step);
	return true;
}

/* Can be taken back at all: it ran, and is no repeatable without a down. */
static bool is_candidate(const struct gw_planner *planner, const struct gw_applied *applied)
{
	if (applied->event == GW_EVENT_BASELINED || gw_applied_is_external(applied))
		return false;
	return applied->version != NULL || applied->has_down_sql ||
	       has_down(gw_source_find(planner->source, applied->key));
}

static bool is_chosen(const struct gw_planner *planner, const struct gw_applied *applied)
{
	const struct gw_plan_request *request = &planner->request;

	if (request->target != NULL)
		return gw_source_find(request->target, applied->key) == NULL;
	switch (request->goal) {
	case GW_GOAL_DOWN_ALL:
		return true;
	case GW_GOAL_DOWN:
	case GW_GOAL_REDO:
		return applied->version != NULL &&
		       planner->plan->steps.n + planner->plan->refusals.n <
			       GW_MAX(request->count, (size_t)1);
	case GW_GOAL_DOWN_RUN:
		return applied->run_id != NULL &&
		       gw_view_is(gw_view_of(applied->run_id), request->to);
	case GW_GOAL_DOWN_TO:
	case GW_GOAL_GOTO:
		return applied->version == NULL ||
		       compare(planner, applied->version, request->to) > 0;
	case GW_GOAL_UP:
		return false;
	}
	return false;
}

/* An up that stopped on the way stands in front of everything else. */
static bool refuse_unfinished_up(struct gw_planner *planner)
{
	const struct gw_journal *journal = planner->history->journal;

	for (size_t i = 0; i < journal->unfinished.n; i++) {
		const struct gw_unfinished *unfinished = &journal->unfinished.items[i];
		struct gw_entry entry = {
			.status = GW_STATUS_UNFINISHED,
			.migration = gw_source_find(planner->source, unfinished->key),
			.unfinished = unfinished,
		};

		if (unfinished->direction == GW_DOWN)
			continue;
		gw_plan_hint(planner,
			     gw_plan_refuse(planner, &entry, "%s stopped on the way up",
					    unfinished->key),
			     "Finish it with `godwit up`, or say what is in the database with "
			     "`godwit resolve %s --applied --reason WHY`, or with `--reverted`.",
			     unfinished->key);
		return true;
	}
	return false;
}

/* A repeatable goes back with the migrations around it only when something else does. */
static void drop_lonely_repeatables(struct gw_planner *planner)
{
	struct gw_plan *plan = planner->plan;

	for (size_t i = 0; i < plan->steps.n; i++) {
		if (plan->steps.items[i].applied->version != NULL)
			return;
	}
	plan->steps.n = 0;
}

static bool needs_version(const struct gw_plan_request *request)
{
	return request->target == NULL &&
	       (request->goal == GW_GOAL_DOWN_TO || request->goal == GW_GOAL_GOTO);
}

/* A repeatable without a down script that the target has not is seen as missing, on the way up. */
static void object_stays(struct gw_planner *planner, const struct gw_applied *applied)
{
	const struct gw_entry entry = {.applied = applied, .status = GW_STATUS_APPLIED};

	if (planner->request.target == NULL || applied->version == NULL ||
	    !is_chosen(planner, applied))
		return;
	gw_plan_hint(planner,
		     gw_plan_refuse(planner, &entry,
				    "%s counts as applied without having run: it cannot be taken "
				    "back",
				    gw_entry_label(planner->arena, &entry)),
		     "A baseline is where godwit begins. Say that it is not there with `godwit "
		     "resolve %s --reverted --reason WHY`, if you know that.",
		     applied->key);
}

void gw_plan_down(struct gw_planner *planner)
{
	const struct gw_history *history = planner->history;

	if (refuse_unfinished_up(planner))
		return;
	for (size_t i = history->applied.n; i-- > 0;) {
		const struct gw_applied *applied = history->applied.items[i];

		if (!is_candidate(planner, applied))
			object_stays(planner, applied);
		else if (is_chosen(planner, applied))
			add_down(planner, applied);
	}
	if (needs_version(&planner->request))
		drop_lonely_repeatables(planner);
}
