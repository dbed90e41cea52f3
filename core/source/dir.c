/*
 * A folder on disk as a tree.
 */
#include "source/tree.h"

#include <sys/stat.h>

struct folder_tree {
	struct gw_tree tree; /* first: the tree that callers hold is this object */
	struct gw_folder *folder;
	const char *path;
};

static bool folder_tree_read(struct gw_tree *tree, const char *path, uint64_t max_bytes,
			     struct gw_text *ret_text, struct gw_error **err)
{
	return gw_folder_read(((struct folder_tree *)tree)->folder, path, max_bytes, ret_text, err);
}

/*
 * What lies beside the folder says what is run, so nobody else may have put it there: /tmp, say, takes
 * files from everyone.
 */
static bool is_of_same_owner(const char *folder, const char *path)
{
	struct stat of_folder, of_file;

	return stat(folder, &of_folder) == 0 && stat(path, &of_file) == 0 &&
	       of_folder.st_uid == of_file.st_uid;
}

static bool fail_owner(const char *folder, const char *path, struct gw_error **err)
{
	gw_fail(err, GW_E_SOURCE, "%s does not belong to the owner of %s", path, folder);
	gw_error_hint(*err, "Give it to that user with `chown`, or put it into the folder.");
	return false;
}

static bool folder_tree_read_beside(struct gw_tree *tree, const char *name,
				    struct gw_text *ret_text, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *path = ((struct folder_tree *)tree)->path;
	const char *parent = gw_format(&arena, "%s/..", path);
	const char *beside = gw_format(&arena, "%s/%s", parent, name);
	struct gw_folder *folder;
	bool ok;

	*ret_text = (struct gw_text){0};
	if (!gw_file_exists(beside))
		return true;
	if (!is_of_same_owner(path, beside))
		return fail_owner(path, beside, err);
	if (!gw_folder_open(parent, &folder, err))
		return false;
	ok = gw_folder_read(folder, name, UINT64_MAX, ret_text, err);
	gw_folder_close(folder);
	return ok;
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
	self->path = gw_strdup(arena, path);
	*ret_tree = &self->tree;
	return true;
}
