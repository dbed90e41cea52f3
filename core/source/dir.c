/*
 * A folder on disk as a tree.
 */
#include "source/tree.h"

struct folder_tree {
	struct gw_tree tree; /* first: the tree that callers hold is this object */
	struct gw_folder *folder;
};

static bool folder_tree_read(struct gw_tree *tree, const char *path, uint64_t max_bytes,
			     struct gw_text *ret_text, struct gw_error **err)
{
	return gw_folder_read(((struct folder_tree *)tree)->folder, path, max_bytes, ret_text, err);
}

static bool folder_tree_read_beside(struct gw_tree *tree, const char *name,
				    struct gw_text *ret_text, struct gw_error **err)
{
	return gw_folder_read_beside(((struct folder_tree *)tree)->folder, name, ret_text, err);
}

static void folder_tree_close(struct gw_tree *tree)
{
	struct folder_tree *self = (struct folder_tree *)tree;

	gw_folder_close(self->folder);
	self->folder = NULL;
}

/* "db/migrations/" is shown as "db/migrations". */
static const char *display_of(struct gw_arena *arena, const char *path)
{
	struct gw_view view = gw_view_of(path);

	while (view.n > 1 && view.p[view.n - 1] == '/')
		view.n--;
	return gw_view_dup(arena, view);
}

/* Signatures come last. */
static void fill(struct gw_arena *arena, struct gw_tree *tree,
		 const struct gw_folder_entry *entries, size_t n)
{
	struct gw_tree_file *files = gw_new_array(arena, struct gw_tree_file, n);
	size_t signatures = 0;

	for (size_t i = 0; i < n; i++)
		signatures += gw_tree_is_signature(entries[i].path);
	tree->files = files;
	for (size_t i = 0; i < n; i++) {
		bool signature = gw_tree_is_signature(entries[i].path);
		size_t at = signature ? n - signatures + tree->nsignatures++ : tree->nfiles++;

		files[at] = (struct gw_tree_file){entries[i].path};
	}
}

bool gw_tree_open_folder(struct gw_arena *arena, const char *path, struct gw_tree **ret_tree,
			 struct gw_error **err)
{
	struct folder_tree *self = gw_new(arena, struct folder_tree);
	struct gw_folder_entry *entries;
	size_t n;

	if (!gw_folder_open(path, &self->folder, err))
		return false;
	if (!gw_folder_list(self->folder, arena, GW_TREE_MAX_DEPTH, &entries, &n, err)) {
		gw_folder_close(self->folder);
		return false;
	}
	self->tree = (struct gw_tree){
		.display = display_of(arena, path),
		.is_concurrent = true,
		.read = folder_tree_read,
		.read_beside = folder_tree_read_beside,
		.close = folder_tree_close,
	};
	fill(arena, &self->tree, entries, n);
	*ret_tree = &self->tree;
	return true;
}
