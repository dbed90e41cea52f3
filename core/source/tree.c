/*
 * What all trees have in common.
 */
#include "source/tree.h"

#include <string.h>

void gw_tree_close(struct gw_tree *tree)
{
	if (tree != NULL)
		tree->close(tree);
}

void gw_tree_cleanup(struct gw_tree **tree)
{
	gw_tree_close(*tree);
}

bool gw_tree_read(struct gw_tree *tree, const char *path, struct gw_text *ret_text,
		  struct gw_error **err)
{
	return tree->read(tree, path, UINT64_MAX, ret_text, err);
}

bool gw_tree_is_signature(const char *path)
{
	return gw_view_ends(gw_view_of(path), ".sig");
}

const struct gw_tree_file *gw_tree_find(const struct gw_tree *tree, const char *path)
{
	bool signature = gw_tree_is_signature(path);
	size_t low = signature ? tree->nfiles : 0;
	size_t high = tree->nfiles + (signature ? tree->nsignatures : 0);

	while (low < high) {
		size_t middle = low + (high - low) / 2;
		int order = strcmp(path, tree->files[middle].path);

		if (order == 0)
			return &tree->files[middle];
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

char *gw_tree_display_path(struct gw_arena *arena, const struct gw_tree *tree, const char *path)
{
	const struct gw_view parts[] = {gw_view_of(tree->display), GW_VIEW("/"), gw_view_of(path)};

	return gw_view_join(arena, parts, GW_COUNT(parts));
}
