/*
 * A tree without some of its files.
 */
#include "source/tree.h"

struct partial_tree {
	struct gw_tree tree; /* first: the tree that callers hold is this object */
	struct gw_tree *whole;
};

static bool partial_read(struct gw_tree *tree, const char *path, uint64_t max_bytes,
			 struct gw_text *ret_text, struct gw_error **err)
{
	struct gw_tree *whole = ((struct partial_tree *)tree)->whole;

	return whole->read(whole, path, max_bytes, ret_text, err);
}

static bool partial_read_beside(struct gw_tree *tree, const char *name, struct gw_text *ret_text,
				struct gw_error **err)
{
	struct gw_tree *whole = ((struct partial_tree *)tree)->whole;

	return whole->read_beside(whole, name, ret_text, err);
}

static void partial_close(struct gw_tree *tree)
{
	gw_tree_close(((struct partial_tree *)tree)->whole);
}

struct gw_tree *gw_tree_without(struct gw_arena *arena, struct gw_tree *whole,
				const struct gw_map *hidden)
{
	size_t n = whole->nfiles + whole->nsignatures, kept = 0;
	struct partial_tree *self;
	struct gw_tree_file *files;

	if (hidden->n == 0)
		return whole;
	self = gw_new(arena, struct partial_tree);
	files = gw_new_array(arena, struct gw_tree_file, n);
	self->tree = *whole;
	self->tree.nfiles = 0;
	for (size_t i = 0; i < n; i++) {
		bool is_signature = i >= whole->nfiles;

		if (!is_signature && gw_map_get(hidden, gw_view_of(whole->files[i].path)) != NULL)
			continue;
		files[kept++] = whole->files[i];
		self->tree.nfiles += !is_signature;
	}
	self->tree.files = files;
	self->tree.read = partial_read;
	self->tree.read_beside = whole->read_beside != NULL ? partial_read_beside : NULL;
	self->tree.close = partial_close;
	self->whole = whole;
	return &self->tree;
}
