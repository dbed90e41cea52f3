/*
 * The picture: files and history side by side, one entry for each migration, each with its status.
 *
 * Files come in the source's order. What only the history knows is sorted by the format's own order
 * and merged in between; repeatables come last.
 */
#include <assert.h>
#include <stdlib.h>

#include "plan/plan_int.h"

static const char *const status_names[GW_STATUS_COUNT] = {
	[GW_STATUS_PENDING] = "pending",         [GW_STATUS_APPLIED] = "applied",
	[GW_STATUS_COSMETIC] = "cosmetic",       [GW_STATUS_EDITED] = "edited",
	[GW_STATUS_DOWN_EDITED] = "down-edited", [GW_STATUS_OUT_OF_ORDER] = "out-of-order",
	[GW_STATUS_MISSING] = "missing",         [GW_STATUS_FUTURE] = "future",
	[GW_STATUS_RENAMED] = "renamed",         [GW_STATUS_RENUMBERED] = "renumbered",
	[GW_STATUS_UNFINISHED] = "unfinished",   [GW_STATUS_SKIPPED] = "skipped",
	[GW_STATUS_COLLIDED] = "collided",
};

const char *gw_status_name(enum gw_status status)
{
	return status_names[status];
}

static const struct gw_status_verdict verdicts[GW_STATUS_COUNT] = {
	[GW_STATUS_EDITED] = {"was edited after it was applied", true, GW_E_REFUSED},
	[GW_STATUS_COLLIDED] = {"has the version of another migration, which was applied", true,
				GW_E_REFUSED},
	[GW_STATUS_MISSING] = {"is applied, but its file is gone", true, GW_E_REFUSED},
	[GW_STATUS_RENUMBERED] = {"was applied, and has another version now", true, GW_E_REFUSED},
	[GW_STATUS_UNFINISHED] = {"stopped on the way", true, GW_E_UNSETTLED},
	[GW_STATUS_COSMETIC] = {.phrase = "comments, blanks, options or its verify section "
					  "changed since it was applied"},
	[GW_STATUS_DOWN_EDITED] = {.phrase = "its down script changed since it was applied"},
};

const struct gw_status_verdict *gw_status_verdict(enum gw_status status)
{
	return &verdicts[status];
}

const char *gw_entry_verdict(struct gw_arena *arena, const struct gw_entry *entry)
{
	const struct gw_status_verdict *verdict = gw_status_verdict(entry->status);

	return gw_format(arena, "%s%s %s", gw_entry_label(arena, entry),
			 verdict->is_fault ? "" : ":", verdict->phrase);
}

/* What is looked up once for the whole picture. */
struct view {
	struct gw_arena *arena;
	const struct gw_source *source;
	const struct gw_history *history;
	const char *environment;
	const char *newest_file; /* highest version of the files, NULL none */
	const char *newest_applied; /* highest applied version, NULL none */
	const struct gw_migration
		*baseline; /* baseline migration that a new database starts with */
	struct gw_map new_texts; /* checksum of up -> migration that is new, for renumbering */
};

static int compare(const struct view *view, const char *a, const char *b)
{
	return gw_source_compare(view->source, a, b);
}

static bool is_wanted(const struct view *view, const struct gw_migration *migration)
{
	const struct gw_migration_options *options = gw_migration_options(migration);

	if (options->environments.n == 0)
		return true;
	for (size_t i = 0; view->environment != NULL && i < options->environments.n; i++) {
		if (gw_view_is(gw_view_of(view->environment), options->environments.items[i]))
			return true;
	}
	return false;
}

static const char other_environment[] = "not for this environment";

static bool is_repeatable(const struct gw_migration *migration)
{
	return migration->kind == GW_MIGRATION_REPEATABLE;
}

bool gw_plan_is_baselined(const struct gw_source *source, const struct gw_history *history,
			  const char *version)
{
	return history->baseline != NULL && version != NULL &&
	       gw_source_compare(source, version, history->baseline) <= 0;
}

static bool is_baselined(const struct view *view, const char *version)
{
	return gw_plan_is_baselined(view->source, view->history, version);
}

/* At or below the baseline migration that stands for it on a new database. */
static bool is_replaced(const struct view *view, const struct gw_migration *migration)
{
	return view->baseline != NULL && migration != view->baseline &&
	       compare(view, migration->version, view->baseline->version) <= 0;
}

static bool is_as_applied(const struct gw_migration *migration, const struct gw_applied *applied)
{
	return applied->has_checksum && gw_digest_eq(&migration->checksum, &applied->checksum);
}

static bool any_is_gone(const struct gw_source *source, const struct gw_history *history)
{
	for (size_t i = 0; i < history->applied.n; i++) {
		const struct gw_applied *applied = history->applied.items[i];

		if (!gw_applied_is_external(applied) &&
		    gw_source_find(source, applied->key) == NULL)
			return true;
	}
	return false;
}

/*
 * What is compared of a migration that is not applied as it is. The history need not tell its side as
 * long as no file was edited, and none that is new can be one that is gone.
 */
static bool hash_parts(struct gw_source *source, const struct gw_history *history,
		       struct gw_error **err)
{
	bool edited = false, added = false;

	for (size_t i = 0; i < source->n; i++) {
		const struct gw_migration *migration = source->migrations[i];
		const struct gw_applied *applied = gw_history_find(history, migration->key);

		if (applied != NULL && is_as_applied(migration, applied))
			continue;
		edited = edited || applied != NULL;
		added = added || applied == NULL;
		if (!gw_source_hash_parts(source, migration, err))
			return false;
	}
	return (!edited && !(added && any_is_gone(source, history))) ||
	       gw_history_load_parts(history, err);
}

static bool same_down(const struct gw_migration *migration, const struct gw_applied *applied)
{
	bool present = migration->sections[GW_DOWN].present;

	if (!present || !applied->parts->has_down)
		return present == applied->parts->has_down;
	return gw_digest_eq(&migration->parts->checksum[GW_DOWN], &applied->parts->down);
}

enum gw_status gw_plan_compare_texts(const struct gw_migration *migration,
				     const struct gw_applied *applied)
{
	const struct gw_parts *now = migration->parts;
	const struct gw_applied_parts *then = applied->parts;

	if (is_as_applied(migration, applied) || then == NULL)
		return GW_STATUS_APPLIED;
	assert(now != NULL);
	if (!gw_digest_eq(&now->checksum[GW_UP], &then->up))
		return gw_digest_eq(&now->tokens, &then->tokens) ? GW_STATUS_COSMETIC
								 : GW_STATUS_EDITED;
	return same_down(migration, applied) ? GW_STATUS_COSMETIC : GW_STATUS_DOWN_EDITED;
}

static bool has_other_name(const struct gw_migration *migration, const struct gw_applied *applied)
{
	return applied->name != NULL && !gw_view_is(gw_view_of(applied->name), migration->name);
}

bool gw_plan_is_another(const struct gw_migration *migration, const struct gw_applied *applied)
{
	return migration->version != NULL && has_other_name(migration, applied) &&
	       gw_plan_compare_texts(migration, applied) == GW_STATUS_EDITED;
}

bool gw_plan_is_new(const struct gw_history *history, const struct gw_migration *migration)
{
	const struct gw_applied *applied = gw_history_find(history, migration->key);

	return applied == NULL || gw_plan_is_another(migration, applied);
}

/*
 * A repeatable runs again, where it still belongs, when its text changed, and when a version was taken
 * back since: what it made may be gone with that.
 */
static struct gw_entry repeatable_entry(const struct view *view, const struct gw_entry *entry)
{
	struct gw_entry now = *entry;
	bool taken_back = entry->applied->seq < view->history->reverted_seq;

	if (entry->status != GW_STATUS_EDITED && !taken_back)
		return now;
	now.status = is_wanted(view, entry->migration) ? GW_STATUS_PENDING : GW_STATUS_SKIPPED;
	now.note = taken_back ? "versions were taken back since it was applied"
			      : "changed since it was applied";
	if (now.status == GW_STATUS_SKIPPED)
		now.note = other_environment;
	return now;
}

static const char *label_of(const struct view *view, const struct gw_applied *applied)
{
	const struct gw_entry entry = {.applied = applied};

	return gw_entry_label(view->arena, &entry);
}

static struct gw_entry applied_entry(const struct view *view, const struct gw_migration *migration,
				     const struct gw_applied *applied)
{
	struct gw_entry entry = {.migration = migration, .applied = applied};

	entry.status = gw_plan_compare_texts(migration, applied);
	entry.baselined = applied->event == GW_EVENT_BASELINED;
	if (is_repeatable(migration))
		return repeatable_entry(view, &entry);
	if (!has_other_name(migration, applied))
		return entry;
	if (entry.status == GW_STATUS_APPLIED) {
		entry.status = GW_STATUS_RENAMED;
		entry.note = "the file has another name now";
	} else if (entry.status == GW_STATUS_EDITED) {
		entry.status = GW_STATUS_COLLIDED;
		entry.note = gw_format(view->arena, "%s was applied under this version",
				       label_of(view, applied));
	}
	return entry;
}

static struct gw_entry new_entry(const struct view *view, const struct gw_migration *migration)
{
	struct gw_entry entry = {.migration = migration, .status = GW_STATUS_PENDING};

	if (!is_wanted(view, migration)) {
		entry.status = GW_STATUS_SKIPPED;
		entry.note = other_environment;
	} else if (is_repeatable(migration)) {
		return entry;
	} else if (is_baselined(view, migration->version)) {
		entry.status = GW_STATUS_APPLIED;
		entry.baselined = true;
	} else if (is_replaced(view, migration)) {
		entry.status = GW_STATUS_SKIPPED;
		entry.note = "a newer baseline stands for it";
	} else if (migration->kind == GW_MIGRATION_BASELINE && migration != view->baseline) {
		entry.status = GW_STATUS_SKIPPED;
		entry.note = "a baseline runs on a new database only";
	} else if (view->newest_applied != NULL &&
		   compare(view, migration->version, view->newest_applied) < 0) {
		entry.status = GW_STATUS_OUT_OF_ORDER;
	}
	return entry;
}

/* A baseline and the migration of the same version share a key; only one of them was applied. */
static bool is_of(const struct gw_applied *applied, const struct gw_migration *migration)
{
	struct gw_view kind = gw_view_of(applied->kind);
	bool baseline_ran = gw_view_is(kind, gw_migration_kind_name(GW_MIGRATION_BASELINE));

	return baseline_ran == (migration->kind == GW_MIGRATION_BASELINE);
}

static struct gw_entry file_entry(const struct view *view, const struct gw_migration *migration)
{
	const struct gw_applied *applied = gw_history_find(view->history, migration->key);
	struct gw_entry entry = applied != NULL && is_of(applied, migration)
					? applied_entry(view, migration, applied)
					: new_entry(view, migration);

	entry.unfinished = gw_journal_find(view->history->journal, migration->key);
	if (entry.unfinished != NULL)
		entry.status = GW_STATUS_UNFINISHED;
	return entry;
}

static struct gw_view up_checksum(const struct gw_digest *digest)
{
	return (struct gw_view){(const char *)digest->bytes, sizeof(digest->bytes)};
}

/* What history and journal have and the files have not. */
static struct gw_entry gone_entry(const struct view *view, struct gw_entry entry)
{
	const struct gw_applied *applied = entry.applied;

	entry.status = GW_STATUS_MISSING;
	if (entry.unfinished != NULL) {
		entry.status = GW_STATUS_UNFINISHED;
	} else if (gw_applied_is_external(applied)) {
		entry.status = GW_STATUS_APPLIED;
		entry.note = "another tool applied it, and no file is looked for";
	} else if (is_baselined(view, applied->version)) {
		entry.status = GW_STATUS_APPLIED;
		entry.baselined = true;
	} else if (applied->version != NULL && applied->parts != NULL &&
		   gw_map_get(&view->new_texts, up_checksum(&applied->parts->up)) != NULL) {
		entry.status = GW_STATUS_RENUMBERED;
	} else if (applied->version != NULL &&
		   (view->newest_file == NULL ||
		    compare(view, applied->version, view->newest_file) > 0)) {
		entry.status = GW_STATUS_FUTURE;
	}
	return entry;
}

/* The highest baseline migration, when the database has nothing yet. */
static const struct gw_migration *starting_baseline(const struct view *view)
{
	const struct gw_migration *best = NULL;

	if (view->history->applied.n != 0)
		return NULL;
	for (size_t i = 0; i < view->source->n; i++) {
		const struct gw_migration *migration = view->source->migrations[i];

		if (migration->kind == GW_MIGRATION_BASELINE && is_wanted(view, migration))
			best = migration;
	}
	return best;
}

static void look_around(struct view *view)
{
	const struct gw_history *history = view->history;

	for (size_t i = 0; i < view->source->n; i++) {
		struct gw_migration *migration = view->source->migrations[i];

		if (is_repeatable(migration))
			continue;
		view->newest_file = migration->version;
		if (gw_plan_is_new(history, migration) &&
		    gw_section_bytes(&migration->sections[GW_UP]) != 0)
			gw_map_put(view->arena, &view->new_texts,
				   up_checksum(&migration->parts->checksum[GW_UP]), migration);
	}
	for (size_t i = 0; i < history->applied.n; i++) {
		const char *version = history->applied.items[i]->version;

		if (version == NULL || gw_applied_is_external(history->applied.items[i]))
			continue;
		if (view->newest_applied == NULL ||
		    compare(view, version, view->newest_applied) > 0)
			view->newest_applied = version;
	}
	view->baseline = starting_baseline(view);
}

struct gone {
	GW_VEC(struct gw_entry) list;
};

static bool is_external(const struct gw_entry *entry)
{
	return entry->applied != NULL && gw_applied_is_external(entry->applied);
}

static int compare_seq(const struct gw_entry *a, const struct gw_entry *b)
{
	return (a->applied->seq > b->applied->seq) - (a->applied->seq < b->applied->seq);
}

/* What another tool applied comes first, in its order. */
static int compare_gone(const void *left, const void *right, void *payload)
{
	const struct view *view = payload;
	const char *a = gw_entry_version(left);
	const char *b = gw_entry_version(right);

	if (is_external(left) || is_external(right))
		return is_external(left) && is_external(right)
			       ? compare_seq(left, right)
			       : is_external(right) - is_external(left);
	/* Repeatables, which have no version, come after everything else, by name. */
	if (a == NULL && b == NULL)
		return gw_view_cmp(gw_view_of(gw_entry_key(left)), gw_view_of(gw_entry_key(right)));
	if (a == NULL || b == NULL)
		return (a == NULL) - (b == NULL);
	return compare(view, a, b);
}

static struct gone collect_gone(struct view *view)
{
	const struct gw_history *history = view->history;
	const struct gw_journal *journal = history->journal;
	struct gone gone = {0};

	for (size_t i = 0; i < history->applied.n; i++) {
		const struct gw_applied *applied = history->applied.items[i];
		const struct gw_entry entry = {
			.applied = applied,
			.unfinished = gw_journal_find(journal, applied->key),
		};

		if (gw_source_find(view->source, applied->key) == NULL)
			gw_vec_push(view->arena, &gone.list, entry);
	}
	for (size_t i = 0; i < journal->unfinished.n; i++) {
		const struct gw_entry entry = {.unfinished = &journal->unfinished.items[i]};
		const char *key = entry.unfinished->key;

		if (gw_source_find(view->source, key) == NULL &&
		    gw_history_find(history, key) == NULL)
			gw_vec_push(view->arena, &gone.list, entry);
	}
	if (gone.list.n != 0)
		qsort_r(gone.list.items, gone.list.n, sizeof(*gone.list.items), compare_gone, view);
	return gone;
}

/* Whether what has no file stands before this one. */
static bool goes_before(const struct view *view, const struct gw_entry *entry,
			const struct gw_migration *migration)
{
	const char *version = gw_entry_version(entry);

	if (version == NULL)
		return false;
	if (is_external(entry))
		return true;
	return is_repeatable(migration) || compare(view, version, migration->version) < 0;
}

static void add_entry(struct gw_arena *arena, struct gw_picture *picture, struct gw_entry entry)
{
	gw_vec_push(arena, &picture->entries, entry);
	picture->counts[entry.status]++;
}

bool gw_picture_make(struct gw_arena *arena, struct gw_source *source,
		     const struct gw_history *history, const struct gw_picture_request *request,
		     struct gw_picture *ret_picture, struct gw_error **err)
{
	struct view view = {
		.arena = arena,
		.source = source,
		.history = history,
		.environment = request->environment,
	};
	struct gone gone;
	size_t next = 0;

	if (!hash_parts(source, history, err))
		return false;
	*ret_picture = (struct gw_picture){0};
	look_around(&view);
	gone = collect_gone(&view);
	gw_vec_reserve(arena, &ret_picture->entries, source->n + gone.list.n);
	for (size_t i = 0; i < source->n; i++) {
		const struct gw_migration *migration = source->migrations[i];

		for (; next < gone.list.n && goes_before(&view, &gone.list.items[next], migration);
		     next++)
			add_entry(arena, ret_picture, gone_entry(&view, gone.list.items[next]));
		add_entry(arena, ret_picture, file_entry(&view, migration));
	}
	for (; next < gone.list.n; next++)
		add_entry(arena, ret_picture, gone_entry(&view, gone.list.items[next]));
	return true;
}

size_t gw_picture_pending(const struct gw_picture *picture)
{
	return picture->counts[GW_STATUS_PENDING] + picture->counts[GW_STATUS_OUT_OF_ORDER] +
	       picture->counts[GW_STATUS_UNFINISHED];
}
