/*
 * Planning forward: pending migrations in order, and everything that speaks against running them.
 */
#include "plan/plan_int.h"

static bool is_repeatable(const struct gw_entry *entry)
{
	return entry->migration != NULL && entry->migration->kind == GW_MIGRATION_REPEATABLE;
}

static int compare(const struct gw_planner *planner, const char *a, const char *b)
{
	return gw_source_compare(planner->source, a, b);
}

/* Whether the request's `to` leaves this one out. */
static bool is_beyond(const struct gw_planner *planner, const char *version)
{
	const char *to = planner->request.to;

	return to != NULL && version != NULL && compare(planner, version, to) > 0;
}

/* The request's limit is reached: `count` steps are planned. */
static bool is_full(const struct gw_planner *planner)
{
	const struct gw_plan_request *request = &planner->request;

	return request->goal == GW_GOAL_UP && request->count != 0 &&
	       planner->plan->steps.n >= request->count;
}

void gw_plan_add_up(struct gw_planner *planner, const struct gw_entry *entry)
{
	const struct gw_migration *migration = entry->migration;
	struct gw_step step = {
		.direction = GW_UP,
		.key = migration->key,
		.label = gw_migration_label(planner->arena, migration),
		.source = planner->source,
		.migration = migration,
		.applied = entry->applied,
	};

	gw_plan_resume(planner, &step);
	gw_vec_push(planner->arena, &planner->plan->steps, step);
}

static void object_edited(struct gw_planner *planner, const struct gw_entry *entry)
{
	struct gw_refusal *refusal = gw_plan_object(planner, planner->request.edited, entry,
						    "%s was edited after it was applied",
						    gw_entry_label(planner->arena, entry));

	gw_plan_hint(planner, refusal,
		     "Put the file back as it was and write a new migration, or take "
		     "it as it is with `godwit accept %s --reason WHY`.",
		     gw_entry_key(entry));
}

static void object_missing(struct gw_planner *planner, const struct gw_entry *entry)
{
	struct gw_refusal *refusal = gw_plan_object(planner, planner->request.missing, entry,
						    "%s is applied, but its file is gone",
						    gw_entry_label(planner->arena, entry));

	gw_plan_hint(
		planner, refusal,
		"Put the file back: `godwit show %s` prints what was applied. Without it, "
		"`--missing warn` goes on. If what it made is gone from the database, too, say "
		"so with `godwit resolve %s --reverted --reason WHY`.",
		gw_entry_key(entry), gw_entry_key(entry));
}

static const struct gw_migration *same_text(const struct gw_planner *planner,
					    const struct gw_applied *applied)
{
	for (size_t i = 0; i < planner->source->n; i++) {
		const struct gw_migration *migration = planner->source->migrations[i];

		if (gw_plan_is_new(planner->history, migration) &&
		    gw_section_bytes(&migration->sections[GW_UP]) != 0 &&
		    gw_digest_eq(&migration->parts->checksum[GW_UP], &applied->parts->up))
			return migration;
	}
	return NULL;
}

/* Whether the file is one that was applied under another version. */
static bool has_moved(const struct gw_planner *planner, const struct gw_migration *migration)
{
	const struct gw_digest *text = &migration->parts->checksum[GW_UP];

	for (size_t i = 0; i < planner->picture.entries.n; i++) {
		const struct gw_entry *entry = &planner->picture.entries.items[i];

		if ((entry->status == GW_STATUS_COLLIDED ||
		     entry->status == GW_STATUS_RENUMBERED) &&
		    gw_digest_eq(text, &entry->applied->parts->up))
			return true;
	}
	return false;
}

/* What a baseline stands for cannot be resolved one by one. */
static bool is_baselined(const struct gw_planner *planner, const struct gw_migration *migration)
{
	return gw_plan_is_baselined(planner->source, planner->history, migration->version);
}

/*
 * The file of what was applied has the version of `now`. Its old one may be the new one of another: so
 * first no old one may stand, and then what has them now runs in its turn.
 */
static void hint_moved(struct gw_planner *planner, const struct gw_entry *entry,
		       const struct gw_migration *now, struct gw_refusal *refusal)
{
	const char *key = gw_entry_key(entry);
	bool runs = entry->migration != NULL && !has_moved(planner, entry->migration);

	gw_plan_hint(planner, refusal,
		     "Say that it has moved: `godwit resolve %s --reverted --reason WHY`%s%s%s, "
		     "then `godwit resolve %s --applied --reason WHY`. Where several have moved, "
		     "take each step for all of them before the next.",
		     key, runs ? ", then `godwit up --to " : "", runs ? key : "", runs ? "`" : "",
		     now->key);
}

/* Nothing of it ran, whatever the policy on edits is: going on would leave it out for good. */
static void refuse_collided(struct gw_planner *planner, const struct gw_entry *entry)
{
	const struct gw_entry then = {.applied = entry->applied};
	const struct gw_migration *now = same_text(planner, entry->applied);
	const char *label = gw_entry_label(planner->arena, entry);
	const char *other = gw_entry_label(planner->arena, &then);
	struct gw_refusal *refusal = gw_plan_refuse(
		planner, entry, "another migration (%s) was applied under the version of %s", other,
		label);

	if (now != NULL && !is_baselined(planner, now) && !is_baselined(planner, entry->migration))
		hint_moved(planner, entry, now, refusal);
	else
		gw_plan_hint(planner, refusal,
			     "Put the file of %s back (`godwit show %s` prints what was applied), "
			     "and give %s a version of its own. If they are one migration, give "
			     "it its old name until `godwit accept %s --reason WHY` took it.",
			     other, gw_entry_key(entry), label, gw_entry_key(entry));
}

static void object_renumbered(struct gw_planner *planner, const struct gw_entry *entry)
{
	const struct gw_migration *now = same_text(planner, entry->applied);
	const char *key = gw_entry_key(entry);
	struct gw_refusal *refusal;

	if (now == NULL) {
		object_missing(planner, entry);
		return;
	}
	refusal = gw_plan_refuse(planner, entry, "%s was applied, and has the version %s now",
				 gw_entry_label(planner->arena, entry), now->version);
	if (is_baselined(planner, now))
		gw_plan_hint(planner, refusal, "Give the file its old version back.");
	else if (planner->picture.counts[GW_STATUS_COLLIDED] != 0)
		hint_moved(planner, entry, now, refusal);
	else
		gw_plan_hint(planner, refusal,
			     "Give the file its old version back, or say that it is the same one "
			     "with `godwit resolve %s --applied --reason WHY` and `godwit resolve "
			     "%s --reverted --reason WHY`.",
			     now->key, key);
}

/* An out-of-order migration: true when it may be planned. */
static bool accept_out_of_order(struct gw_planner *planner, const struct gw_entry *entry)
{
	enum gw_policy policy = planner->request.out_of_order;
	struct gw_refusal *refusal;

	if (gw_migration_options(entry->migration)->allow_out_of_order)
		return true;
	refusal = gw_plan_object(planner, policy, entry,
				 "%s comes before migrations that are applied already",
				 gw_entry_label(planner->arena, entry));
	if (refusal != NULL && policy == GW_POLICY_REFUSE)
		gw_plan_hint(planner, refusal,
			     "Give it a newer version, or let it run late with "
			     "`--out-of-order allow`.");
	return policy != GW_POLICY_REFUSE;
}

static bool accept_unfinished(struct gw_planner *planner, const struct gw_entry *entry)
{
	const char *key = gw_entry_key(entry);
	const struct gw_unfinished *unfinished = gw_journal_find(planner->history->journal, key);
	struct gw_refusal *refusal;

	if (unfinished->direction == GW_DOWN) {
		refusal = gw_plan_refuse(planner, entry, "taking %s back stopped on the way",
					 gw_entry_label(planner->arena, entry));
		gw_plan_hint(planner, refusal, "Finish that first with `godwit down`.");
		return false;
	}
	if (entry->migration == NULL) {
		refusal = gw_plan_refuse(planner, entry,
					 "%s stopped on the way, and its file is gone", key);
		gw_plan_hint(planner, refusal,
			     "Restore the file, or say what is in the database with "
			     "`godwit resolve %s --applied --reason WHY`, or with `--reverted`.",
			     key);
		return false;
	}
	return true;
}

/* Whether the entry becomes a step; objections are added on the way. */
static bool wants_up(struct gw_planner *planner, const struct gw_entry *entry)
{
	switch (entry->status) {
	case GW_STATUS_PENDING:
		return true;
	case GW_STATUS_OUT_OF_ORDER:
		return accept_out_of_order(planner, entry);
	case GW_STATUS_UNFINISHED:
		return accept_unfinished(planner, entry);
	case GW_STATUS_EDITED:
		object_edited(planner, entry);
		return false;
	case GW_STATUS_COLLIDED:
		refuse_collided(planner, entry);
		return false;
	case GW_STATUS_MISSING:
		object_missing(planner, entry);
		return false;
	case GW_STATUS_RENUMBERED:
		object_renumbered(planner, entry);
		return false;
	case GW_STATUS_RENAMED:
		gw_plan_warn(planner, entry, "%s was applied under the name %s",
			     gw_entry_label(planner->arena, entry), entry->applied->name);
		return false;
	case GW_STATUS_APPLIED:
	case GW_STATUS_COSMETIC:
	case GW_STATUS_DOWN_EDITED:
	case GW_STATUS_FUTURE:
	case GW_STATUS_SKIPPED:
	case GW_STATUS_COUNT:
		return false;
	}
	return false;
}

/* One word about a database that is newer than the files. */
static void warn_future(struct gw_planner *planner)
{
	size_t n = planner->picture.counts[GW_STATUS_FUTURE];
	const struct gw_entry *newest = NULL;

	for (size_t i = 0; i < planner->picture.entries.n; i++) {
		if (planner->picture.entries.items[i].status == GW_STATUS_FUTURE)
			newest = &planner->picture.entries.items[i];
	}
	if (newest != NULL)
		gw_plan_warn(planner, newest,
			     "the database is newer than these files: %zu applied migration%s, up "
			     "to %s, %s no file here",
			     n, n == 1 ? "" : "s", gw_entry_label(planner->arena, newest),
			     n == 1 ? "has" : "have");
}

/* What is there before a step: applied, planned, or stood for by a baseline. */
struct standing {
	struct gw_map planned;
	const char *baseline; /* NULL none */
};

static bool stands(const struct gw_planner *planner, const struct standing *standing,
		   const char *version)
{
	return gw_history_find(planner->history, version) != NULL ||
	       gw_map_get(&standing->planned, gw_view_of(version)) != NULL ||
	       (standing->baseline != NULL && compare(planner, version, standing->baseline) <= 0);
}

static void refuse_dependent(struct gw_planner *planner, const struct gw_step *step,
			     const char *needed)
{
	const struct gw_entry entry = {.migration = step->migration};

	gw_plan_hint(planner,
		     gw_plan_refuse(planner, &entry,
				    "%s depends on %s, which is neither applied nor planned "
				    "before it",
				    step->label, needed),
		     "Correct `depends=`, or the versions.");
}

static void check_depends(struct gw_planner *planner)
{
	struct standing standing = {.baseline = planner->history->baseline};

	for (size_t i = 0; i < planner->plan->steps.n; i++) {
		struct gw_step *step = &planner->plan->steps.items[i];
		const struct gw_migration *migration = step->migration;
		const struct gw_migration_options *options = gw_migration_options(migration);

		for (size_t d = 0; d < options->depends.n; d++) {
			if (!stands(planner, &standing, options->depends.items[d]))
				refuse_dependent(planner, step, options->depends.items[d]);
		}
		gw_map_put(planner->arena, &standing.planned, gw_view_of(step->key), step);
		if (migration != NULL && migration->kind == GW_MIGRATION_BASELINE)
			standing.baseline = migration->version;
	}
}

/* Who names the commit that the database is at wants nothing older to run. */
static void check_since(struct gw_planner *planner)
{
	const struct gw_source *since = planner->request.since;

	for (size_t i = 0; since != NULL && i < planner->plan->steps.n; i++) {
		const struct gw_step *step = &planner->plan->steps.items[i];
		const struct gw_entry entry = {.migration = step->migration};

		if (step->direction != GW_UP || step->migration->version == NULL ||
		    gw_source_find(since, step->key) == NULL)
			continue;
		gw_plan_hint(planner,
			     gw_plan_refuse(planner, &entry, "%s is in %s already, but not applied",
					    step->label, since->tree->display),
			     "The database is not at that commit. `godwit plan --from NEW`, "
			     "without OLD, shows all that is pending.");
	}
}

static bool is_pending_version(const struct gw_entry *entry)
{
	return entry->migration != NULL && !is_repeatable(entry) &&
	       (entry->status == GW_STATUS_PENDING || entry->status == GW_STATUS_OUT_OF_ORDER);
}

static bool leaves_versions(const struct gw_planner *planner)
{
	const struct gw_plan *plan = planner->plan;
	struct gw_map planned = {0};

	for (size_t i = 0; i < plan->steps.n; i++)
		gw_map_put(planner->arena, &planned, gw_view_of(plan->steps.items[i].key),
			   &plan->steps.items[i]);
	for (size_t i = 0; i < planner->picture.entries.n; i++) {
		const struct gw_entry *entry = &planner->picture.entries.items[i];

		if (is_pending_version(entry) &&
		    gw_map_get(&planned, gw_view_of(entry->migration->key)) == NULL)
			return true;
	}
	return false;
}

void gw_plan_repeatables(struct gw_planner *planner)
{
	if (leaves_versions(planner))
		return;
	for (size_t i = 0; i < planner->picture.entries.n; i++) {
		const struct gw_entry *entry = &planner->picture.entries.items[i];

		if (is_repeatable(entry) && entry->status == GW_STATUS_PENDING)
			gw_plan_add_up(planner, entry);
	}
}

void gw_plan_up(struct gw_planner *planner)
{
	bool limited = false;

	for (size_t i = 0; i < planner->picture.entries.n; i++) {
		const struct gw_entry *entry = &planner->picture.entries.items[i];
		const char *version = entry->migration != NULL ? entry->migration->version : NULL;

		if (is_beyond(planner, version) || is_full(planner) ||
		    (limited && is_repeatable(entry))) {
			/* Repeatables are written for all versions: they wait for the rest. */
			limited = limited || entry->status == GW_STATUS_PENDING;
			continue;
		}
		if (wants_up(planner, entry))
			gw_plan_add_up(planner, entry);
	}
	warn_future(planner);
	check_depends(planner);
	check_since(planner);
}
