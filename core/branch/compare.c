/*
 * From the ancestor to the head: what the branch did, migration by migration.
 */
#include <stdlib.h>
#include <string.h>

#include "branch/branch_int.h"

static const char *const kind_names[GW_BRANCH_COUNT] = {
	[GW_BRANCH_ADDED] = "added",           [GW_BRANCH_EDITED] = "edited",
	[GW_BRANCH_COSMETIC] = "cosmetic",     [GW_BRANCH_DOWN_EDITED] = "down-edited",
	[GW_BRANCH_DELETED] = "deleted",       [GW_BRANCH_RENAMED] = "renamed",
	[GW_BRANCH_RENUMBERED] = "renumbered",
};

const char *gw_branch_kind_name(enum gw_branch_kind kind)
{
	return kind_names[kind];
}

/* --- looking up --- */

/*
 * What is the same migration in another source: same key, same kind. NULL: it has none. A baseline may share
 * its key with a migration, and stands right before it.
 */
static const struct gw_migration *counterpart(const struct gw_source *source,
					      const struct gw_migration *migration)
{
	const struct gw_migration *found = gw_source_find(source, migration->key);

	if (found != NULL && found->kind != migration->kind && found->index != 0)
		found = source->migrations[found->index - 1];
	return found != NULL && found->kind == migration->kind &&
			       strcmp(found->key, migration->key) == 0
		       ? found
		       : NULL;
}

/* Sources are in the order of versions, but for those of tools that have an order of their own. */
const struct gw_migration *gw_branch_newest(const struct gw_source *source)
{
	const struct gw_migration *newest = NULL;

	for (size_t i = 0; i < source->n; i++) {
		const struct gw_migration *migration = source->migrations[i];

		if (migration->version != NULL &&
		    (newest == NULL ||
		     source->format->compare(migration->version, newest->version) > 0))
			newest = migration;
	}
	return newest;
}

bool gw_branch_comes_late(const struct gw_branch *branch, const struct gw_migration *migration,
			  const char *newest)
{
	return newest != NULL && migration->kind == GW_MIGRATION_VERSIONED &&
	       !gw_migration_options(migration)->allow_out_of_order &&
	       branch->head->format->compare(migration->version, newest) < 0;
}

/* --- what the base added --- */

static int compare_migrations(const void *left, const void *right, void *payload)
{
	const struct gw_branch *branch = payload;
	const struct gw_migration *a = *(const struct gw_migration *const *)left;
	const struct gw_migration *b = *(const struct gw_migration *const *)right;
	int order = branch->head->format->compare(a->version, b->version);

	return order != 0 ? order : (int)b->kind - (int)a->kind;
}

struct gw_base_added gw_branch_base_added(struct gw_arena *arena, const struct gw_branch *branch)
{
	struct gw_base_added added = {.branch = branch};
	struct gw_branch order = *branch; /* for qsort_r(), whose payload is not const */

	for (size_t i = 0; i < branch->base->n; i++) {
		const struct gw_migration *migration = branch->base->migrations[i];

		if (migration->version != NULL && counterpart(branch->ancestor, migration) == NULL)
			gw_vec_push(arena, &added.list, migration);
	}
	if (added.list.n > 1)
		qsort_r(added.list.items, added.list.n, sizeof(*added.list.items),
			compare_migrations, &order);
	return added;
}

const struct gw_migration *gw_branch_collision(const struct gw_base_added *added,
					       const struct gw_migration *migration)
{
	struct gw_branch order = *added->branch;
	size_t low = 0, high = added->list.n;

	if (migration->version == NULL)
		return NULL;
	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int side = compare_migrations(&migration, &added->list.items[middle], &order);

		if (side == 0)
			return added->list.items[middle];
		if (side < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* --- comparing --- */

struct comparison {
	struct gw_arena *arena;
	struct gw_branch *branch;
	struct gw_map deleted; /* checksum of up -> its change's index + 1, boxed */
};

static bool same_down(const struct gw_migration *a, const struct gw_migration *b)
{
	bool present = a->sections[GW_DOWN].present;

	if (!present || !b->sections[GW_DOWN].present)
		return present == b->sections[GW_DOWN].present;
	return gw_digest_eq(&a->parts->checksum[GW_DOWN], &b->parts->checksum[GW_DOWN]);
}

/* What happened to one that both have; GW_BRANCH_COUNT: nothing. */
static bool compare_texts(struct gw_branch *branch, const struct gw_migration *before,
			  const struct gw_migration *after, enum gw_branch_kind *ret_kind,
			  struct gw_error **err)
{
	*ret_kind = GW_BRANCH_COUNT;
	if (gw_digest_eq(&before->checksum, &after->checksum)) {
		if (strcmp(before->name, after->name) != 0)
			*ret_kind = GW_BRANCH_RENAMED;
		return true;
	}
	if (!gw_source_hash_parts(branch->ancestor, before, err) ||
	    !gw_source_hash_parts(branch->head, after, err))
		return false;
	if (!gw_digest_eq(&before->parts->checksum[GW_UP], &after->parts->checksum[GW_UP]))
		*ret_kind = gw_digest_eq(&before->parts->tokens, &after->parts->tokens)
				    ? GW_BRANCH_COSMETIC
				    : GW_BRANCH_EDITED;
	else
		*ret_kind = same_down(before, after) ? GW_BRANCH_COSMETIC : GW_BRANCH_DOWN_EDITED;
	return true;
}

/* Whether the base has the same file; of what both added comments do not count, git merges those. */
static bool has_same(struct gw_branch *branch, const struct gw_branch_change *change,
		     bool *ret_same, struct gw_error **err)
{
	const struct gw_migration *after = change->after;
	const struct gw_migration *other = counterpart(branch->base, after);

	*ret_same = other != NULL && strcmp(other->path, after->path) == 0;
	if (!*ret_same || gw_digest_eq(&other->checksum, &after->checksum))
		return true;
	if (!gw_source_hash_parts(branch->base, other, err) ||
	    !gw_source_hash_parts(branch->head, after, err))
		return false;
	*ret_same = change->kind == GW_BRANCH_ADDED &&
		    gw_digest_eq(&other->parts->tokens, &after->parts->tokens);
	return true;
}

/* Whether the base did the same. */
static bool is_merged(struct gw_branch *branch, const struct gw_branch_change *change,
		      bool *ret_merged, struct gw_error **err)
{
	*ret_merged = true;
	if (change->after != NULL && !has_same(branch, change, ret_merged, err))
		return false;
	if (change->before != NULL &&
	    (change->after == NULL || change->kind == GW_BRANCH_RENUMBERED))
		*ret_merged = *ret_merged && counterpart(branch->base, change->before) == NULL;
	return true;
}

static struct gw_view up_checksum(const struct gw_migration *migration)
{
	const struct gw_digest *digest = &migration->parts->checksum[GW_UP];

	return (struct gw_view){(const char *)digest->bytes, sizeof(digest->bytes)};
}

/* Texts of what is gone: what has one of them now was renumbered. Empty ones say nothing. */
static bool note_deleted(struct comparison *c, const struct gw_migration *before,
			 struct gw_error **err)
{
	size_t *index;

	if (before->version == NULL || gw_section_bytes(&before->sections[GW_UP]) == 0)
		return true;
	if (!gw_source_hash_parts(c->branch->ancestor, before, err))
		return false;
	index = gw_new(c->arena, size_t);
	*index = c->branch->changes.n;
	gw_map_put(c->arena, &c->deleted, up_checksum(before), index);
	return true;
}

static bool compare_before(struct comparison *c, const struct gw_migration *before,
			   struct gw_error **err)
{
	struct gw_branch_change change = {
		.kind = GW_BRANCH_DELETED,
		.before = before,
		.after = counterpart(c->branch->head, before),
	};

	if (change.after != NULL &&
	    !compare_texts(c->branch, before, change.after, &change.kind, err))
		return false;
	if (change.after == NULL && !note_deleted(c, before, err))
		return false;
	if (change.kind != GW_BRANCH_COUNT)
		gw_vec_push(c->arena, &c->branch->changes, change);
	return true;
}

static bool compare_after(struct comparison *c, const struct gw_migration *after,
			  struct gw_error **err)
{
	struct gw_branch_change change = {.kind = GW_BRANCH_ADDED, .after = after};
	const size_t *deleted = NULL;

	if (counterpart(c->branch->ancestor, after) != NULL)
		return true;
	if (c->deleted.n != 0 && after->version != NULL) {
		if (!gw_source_hash_parts(c->branch->head, after, err))
			return false;
		deleted = gw_map_get(&c->deleted, up_checksum(after));
	}
	/* One text, several times: the first of them is the one that moved. */
	if (deleted != NULL && c->branch->changes.items[*deleted].after == NULL) {
		c->branch->changes.items[*deleted].after = after;
		c->branch->changes.items[*deleted].kind = GW_BRANCH_RENUMBERED;
		return true;
	}
	gw_vec_push(c->arena, &c->branch->changes, change);
	return true;
}

bool gw_branch_compare(struct gw_arena *arena, struct gw_branch *branch, struct gw_error **err)
{
	struct comparison c = {.arena = arena, .branch = branch};

	for (size_t i = 0; i < branch->ancestor->n; i++) {
		if (!compare_before(&c, branch->ancestor->migrations[i], err))
			return false;
	}
	for (size_t i = 0; i < branch->head->n; i++) {
		if (!compare_after(&c, branch->head->migrations[i], err))
			return false;
	}
	for (size_t i = 0; i < branch->changes.n; i++) {
		struct gw_branch_change *change = &branch->changes.items[i];

		if (!is_merged(branch, change, &change->merged, err))
			return false;
		branch->counts[change->kind]++;
	}
	return true;
}
