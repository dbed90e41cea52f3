/*
 * The files that merging gives, without git: which file is there is settled by names, and which of two
 * by their texts, line ends aside, when it is read. Where both sides edited one file git asks a person;
 * here the head's stands.
 */
#include <string.h>

#include "branch/branch_int.h"

struct merged_tree {
	struct gw_tree tree; /* first: the tree that callers hold is this object */
	struct gw_tree *ancestor, *base, *head;
};

static bool same_text(struct gw_view a, struct gw_view b)
{
	struct gw_view line_a, line_b;

	if (gw_view_eq(a, b))
		return true;
	while (gw_view_next_line(&a, &line_a)) {
		if (!gw_view_next_line(&b, &line_b) || !gw_view_eq(line_a, line_b))
			return false;
	}
	return b.n == 0;
}

static bool is_as_in_ancestor(struct merged_tree *self, const char *path, bool *ret_same,
			      struct gw_error **err)
{
	GW_TEXT_AUTO struct gw_text before = {0};
	GW_TEXT_AUTO struct gw_text after = {0};

	*ret_same = false;
	if (gw_tree_find(self->ancestor, path) == NULL)
		return true;
	if (!gw_tree_read(self->ancestor, path, &before, err) ||
	    !gw_tree_read(self->head, path, &after, err))
		return false;
	*ret_same = same_text(before.view, after.view);
	return true;
}

static bool merged_read(struct gw_tree *tree, const char *path, uint64_t max_bytes,
			struct gw_text *ret_text, struct gw_error **err)
{
	struct merged_tree *self = (struct merged_tree *)tree;
	struct gw_tree *from = gw_tree_find(self->head, path) != NULL ? self->head : self->base;
	bool untouched = false;

	if (from == self->head && gw_tree_find(self->base, path) != NULL &&
	    !is_as_in_ancestor(self, path, &untouched, err))
		return false;
	if (untouched)
		from = self->base;
	return from->read(from, path, max_bytes, ret_text, err);
}

static void merged_close(struct gw_tree *tree GW_UNUSED)
{
}

static void add(struct merged_tree *self, struct gw_tree_file *files, const char *path)
{
	bool in_head = gw_tree_find(self->head, path) != NULL;
	bool in_base = gw_tree_find(self->base, path) != NULL;

	/* What one side alone has was added by it, or removed by the other. */
	if ((in_head && in_base) || gw_tree_find(self->ancestor, path) == NULL)
		files[self->tree.nfiles++] = (struct gw_tree_file){path};
}

struct gw_tree *gw_branch_merge(struct gw_arena *arena, const struct gw_branch *branch)
{
	struct merged_tree *self = gw_new(arena, struct merged_tree);
	const struct gw_tree *head = branch->head->tree;
	const struct gw_tree *base = branch->base->tree;
	struct gw_tree_file *files = gw_new_array(arena, struct gw_tree_file,
						  head->nfiles + base->nfiles);
	size_t h = 0, b = 0;

	self->ancestor = branch->ancestor->tree;
	self->base = branch->base->tree;
	self->head = branch->head->tree;
	while (h < head->nfiles || b < base->nfiles) {
		int order = h == head->nfiles   ? 1
			    : b == base->nfiles ? -1
						: strcmp(head->files[h].path, base->files[b].path);

		add(self, files, order <= 0 ? head->files[h].path : base->files[b].path);
		h += order <= 0;
		b += order >= 0;
	}
	self->tree.display = head->display;
	self->tree.files = files;
	self->tree.read = merged_read;
	self->tree.close = merged_close;
	return &self->tree;
}
