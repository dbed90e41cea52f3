/*
 * Texts as a tree of files, where there are none yet.
 */
#include <stdlib.h>
#include <string.h>

#include "source/source_int.h"

struct memory_tree {
	struct gw_tree tree; /* first: the tree that callers hold is this object */
	const struct gw_new_file *texts; /* as tree.files */
};

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct gw_new_file *)a)->path, ((const struct gw_new_file *)b)->path);
}

static bool read_text(struct gw_tree *tree, const char *path, uint64_t max_bytes GW_UNUSED,
		      struct gw_text *ret_text, struct gw_error **err)
{
	const struct memory_tree *self = (const struct memory_tree *)tree;
	const struct gw_tree_file *file = gw_tree_find(tree, path);
	struct gw_view text;
	char *copy;

	if (file == NULL)
		return gw_source_fail_changed(tree, path, err);
	text = gw_view_of(self->texts[file - tree->files].content);
	copy = gw_xmalloc(text.n + 1);
	memcpy(copy, text.p, text.n + 1);
	*ret_text = (struct gw_text){.view = {copy, text.n}};
	return true;
}

static void close_tree(struct gw_tree *tree GW_UNUSED)
{
}

struct gw_tree *gw_tree_of_texts(struct gw_arena *arena, const char *display,
				 struct gw_new_file *texts, size_t n)
{
	struct memory_tree *self = gw_new(arena, struct memory_tree);
	struct gw_tree_file *files = gw_new_array(arena, struct gw_tree_file, n);

	if (n != 0)
		qsort(texts, n, sizeof(texts[0]), compare);
	for (size_t i = 0; i < n; i++)
		files[i].path = texts[i].path;
	self->texts = texts;
	self->tree = (struct gw_tree){
		.display = display,
		.files = files,
		.nfiles = n,
		.read = read_text,
		.close = close_tree,
	};
	return &self->tree;
}
