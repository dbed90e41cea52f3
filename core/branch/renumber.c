/*
 * Versions behind the base's for what the branch added.
 *
 * All of it moves once one migration must, so that the order stays. Renames are done from the last to
 * the first: the new name of one may be the old name of the next.
 */
#include "base/system.h"
#include "branch/branch_int.h"

struct renumberer {
	struct gw_arena *arena;
	const struct gw_branch *branch;
	const struct gw_migration *newest; /* what the new versions come behind */
	GW_VEC(const struct gw_migration *) own;
	GW_VEC(struct gw_new_version) versions; /* of own */
	struct gw_renumbering *result;
};

static bool is_own(const struct gw_branch_change *change)
{
	return change->kind == GW_BRANCH_ADDED && !change->merged &&
	       change->after->kind == GW_MIGRATION_VERSIONED;
}

static const struct gw_migration *newer(const struct gw_branch *branch,
					const struct gw_migration *a, const struct gw_migration *b)
{
	if (a == NULL || b == NULL)
		return a != NULL ? a : b;
	return branch->head->format->compare(a->version, b->version) >= 0 ? a : b;
}

/* Whether one of them is in the way. */
static bool find_own(struct renumberer *r)
{
	const struct gw_branch *branch = r->branch;
	const struct gw_base_added added = gw_branch_base_added(r->arena, branch);
	bool needed = false;

	for (size_t i = 0; i < branch->changes.n; i++) {
		const struct gw_migration *after = branch->changes.items[i].after;

		if (!is_own(&branch->changes.items[i]))
			continue;
		gw_vec_push(r->arena, &r->own, after);
		needed = needed || gw_branch_collision(&added, after) != NULL ||
			 (r->newest != NULL &&
			  gw_branch_comes_late(branch, after, r->newest->version));
	}
	return needed;
}

static bool fail_version(const struct renumberer *r, const struct gw_migration *migration,
			 const char *version, struct gw_error **err)
{
	gw_fail(err, GW_E_UNSUPPORTED,
		"%s cannot be renumbered: %s would not come behind %s (format %s)", migration->path,
		version, r->newest->version, r->branch->head->format->name);
	gw_error_hint(*err, "Give it a name that comes behind those of the base by hand, with `git "
			    "mv`.");
	return false;
}

static bool renumber(struct renumberer *r, const struct gw_migration *migration, const char *number,
		     const char *last, struct gw_renames *renames, struct gw_error **err)
{
	struct gw_new_version version = {.before = migration->version};
	struct gw_view rest;

	(void)gw_version_number(migration->version, &rest);
	version.now = gw_format(r->arena, "%s%.*s", number, GW_VIEW_ARG(rest));
	if (r->branch->head->format->compare(version.now, last) <= 0)
		return fail_version(r, migration, version.now, err);
	gw_vec_push(r->arena, &r->versions, version);
	gw_vec_push(r->arena, &r->result->list, ((struct gw_renumbered){migration, version.now}));
	return gw_source_renumber(r->branch->head, r->arena, migration, number, renames, err);
}

/* A second later for each, so that stamps stay what they are. */
static bool renumber_own(struct renumberer *r, int64_t now_us, struct gw_renames *renames,
			 struct gw_error **err)
{
	enum { SECOND_US = 1000000 };
	const char *last = r->newest->version;
	struct gw_view rest, number = gw_version_number(last, &rest);
	const char *counted = gw_view_dup(r->arena, number);

	for (size_t i = 0; i < r->own.n; i++) {
		const char *stamp = gw_time_stamp(r->arena, now_us + (int64_t)i * SECOND_US);

		if (number.n == 0)
			return fail_version(r, r->own.items[i], stamp, err);
		counted = gw_version_after(r->arena, counted, stamp);
		if (!renumber(r, r->own.items[i], counted, last, renames, err))
			return false;
		last = r->versions.items[i].now;
	}
	return true;
}

/* The path of a file of the head once all is renamed. */
static const char *renamed(const struct renumberer *r, const char *path)
{
	for (size_t i = 0; i < r->result->renames.n; i++) {
		const struct gw_rename *rename = &r->result->renames.items[i];

		if (gw_view_is(gw_view_of(path), rename->from))
			return rename->to;
	}
	return path;
}

static bool rewrite_depends(struct renumberer *r, struct gw_error **err)
{
	const struct gw_source *head = r->branch->head;
	struct gw_rewrite rewrite;

	for (size_t i = 0; i < head->n; i++) {
		if (!gw_source_redepend(head, r->arena, head->migrations[i], r->versions.items,
					r->versions.n, &rewrite, err))
			return false;
		if (rewrite.content.p == NULL)
			continue;
		rewrite.path = renamed(r, rewrite.path);
		gw_vec_push(r->arena, &r->result->rewrites, rewrite);
	}
	return true;
}

bool gw_branch_renumber(struct gw_arena *arena, const struct gw_branch *branch, int64_t now_us,
			struct gw_renumbering *ret_renumbering, struct gw_error **err)
{
	struct gw_renumbering result = {0};
	struct gw_renames renames = {0};
	struct renumberer r = {
		.arena = arena,
		.branch = branch,
		.newest = newer(branch, gw_branch_newest(branch->base),
				gw_branch_newest(branch->ancestor)),
		.result = &result,
	};

	result.behind = r.newest;
	*ret_renumbering = result;
	if (!find_own(&r))
		return true;
	if (!renumber_own(&r, now_us, &renames, err))
		return false;
	for (size_t i = renames.list.n; i > 0; i--)
		gw_vec_push(arena, &result.renames, renames.list.items[i - 1]);
	if (!rewrite_depends(&r, err))
		return false;
	*ret_renumbering = result;
	return true;
}
