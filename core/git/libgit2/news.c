/*
 * What a commit brought to a folder: its tree beside those of its parents, entry by entry, all at
 * once. What one parent has as it is here came from there, a whole subfolder, too:
 *
 *	here      a1  b2  c1  d3          b is of the second parent, d is new, e was removed
 *	parent    a1  b1  c1  d1  e1
 *	parent    a1  b2  c1  d2  e1
 */
#include <string.h>

#include "git/libgit2/libgit2.h"

/* A bound where trees were made to have none; no format of migrations looks as deep. */
enum { MAX_DEPTH = 64 };

struct search {
	struct gw_git_trees *trees;
	gw_git_news_fn *news;
	void *payload;
	size_t nparents;
	struct gw_str path; /* of what is looked at */
	unsigned depth;
	bool ended;
};

/* --- one name --- */

/* Where a name stands: here first, then in each parent. NULL: nowhere there. */
struct spot {
	struct gw_view name;
	bool is_folder;
	const git_oid **ids;
};

static bool is_same(const git_oid *a, const git_oid *b)
{
	return a == b || (a != NULL && b != NULL && git_oid_equal(a, b));
}

static bool is_news(const struct search *search, const struct spot *spot)
{
	for (size_t i = 1; i <= search->nparents; i++) {
		if (is_same(spot->ids[0], spot->ids[i]))
			return false;
	}
	return search->nparents != 0 || spot->ids[0] != NULL;
}

static bool compare_trees(struct search *search, const git_oid *const *ids, struct gw_error **err);

static bool look(struct search *search, const struct spot *spot, struct gw_error **err)
{
	size_t n = search->path.n;
	bool ok = true;

	if (!is_news(search, spot))
		return true;
	gw_str_add(&search->path, spot->name);
	if (spot->is_folder) {
		gw_str_putc(&search->path, '/');
		ok = compare_trees(search, spot->ids, err);
	} else {
		search->ended = !search->news(search->payload, gw_str_text(&search->path),
					      spot->ids[0]);
	}
	search->path.n = n;
	return ok;
}

/* --- all names --- */

/* The trees of one folder. */
struct row {
	git_odb_object **trees;
	struct gw_tree_cursor *cursors;
	size_t n;
	struct spot spot;
};

static bool is_at_end(const struct gw_tree_cursor *cursor)
{
	return cursor->at >= cursor->end;
}

/* The first of all names that are left, taken from where it stands; false: there is none. */
static bool next_spot(struct row *row)
{
	struct spot *spot = &row->spot;
	struct gw_tree_cursor first = {0};

	for (size_t i = 0; i < row->n; i++) {
		const struct gw_tree_cursor *cursor = &row->cursors[i];

		if (!is_at_end(cursor) &&
		    (is_at_end(&first) || gw_tree_cursor_cmp(cursor, &first) < 0))
			first = *cursor;
	}
	if (is_at_end(&first))
		return false;
	spot->name = first.name;
	spot->is_folder = first.kind == GW_TREE_FOLDER;
	for (size_t i = 0; i < row->n; i++) {
		struct gw_tree_cursor *cursor = &row->cursors[i];

		spot->ids[i] = NULL;
		if (is_at_end(cursor) || gw_tree_cursor_cmp(cursor, &first) != 0)
			continue;
		if (cursor->kind != GW_TREE_SUBMODULE)
			spot->ids[i] = cursor->id;
		gw_tree_cursor_next(cursor);
	}
	return true;
}

static bool compare_row(struct search *search, struct row *row, struct gw_error **err)
{
	do {
		if (row->n == 2 && !is_at_end(&row->cursors[0]) && !is_at_end(&row->cursors[1]))
			gw_tree_cursors_skip_same(&row->cursors[0], &row->cursors[1]);
		if (!next_spot(row))
			return true;
		if (!look(search, &row->spot, err))
			return false;
	} while (!search->ended);
	return true;
}

static bool compare_trees(struct search *search, const git_oid *const *ids, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct row row = {.n = search->nparents + 1};
	bool ok = true;

	if (search->depth == MAX_DEPTH)
		return true;
	search->depth++;
	row.trees = gw_new_array(&arena, git_odb_object *, row.n);
	row.cursors = gw_new_array(&arena, struct gw_tree_cursor, row.n);
	row.spot.ids = gw_new_array(&arena, const git_oid *, row.n);
	for (size_t i = 0; i < row.n && ok; i++) {
		ok = ids[i] == NULL || gw_git_tree_open(search->trees, ids[i], &row.trees[i], err);
		row.cursors[i] = gw_tree_cursor(row.trees[i]);
	}
	ok = ok && compare_row(search, &row, err);
	for (size_t i = 0; i < row.n; i++)
		git_odb_object_free(row.trees[i]);
	search->depth--;
	return ok;
}

bool gw_git_news(struct gw_git_trees *trees, const git_oid *folder, const git_oid *const *parents,
		 size_t nparents, gw_git_news_fn *news, void *payload, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct search search = {
		.trees = trees, .news = news, .payload = payload, .nparents = nparents};
	struct spot root = {.is_folder = true};
	bool ok;

	root.ids = gw_new_array(&arena, const git_oid *, nparents + 1);
	root.ids[0] = folder;
	if (nparents != 0)
		memcpy(root.ids + 1, parents, nparents * sizeof(*parents));
	ok = !is_news(&search, &root) || compare_trees(&search, root.ids, err);
	gw_str_done(&search.path);
	return ok;
}
