/*
 * What a commit has in a folder, and the content of its files.
 */
#include <stdlib.h>
#include <string.h>

#include "git/libgit2/libgit2.h"

/* --- listing --- */

struct listing {
	struct gw_git_trees trees;
	struct gw_arena *arena;
	struct gw_git_entries entries;
	unsigned depth;
};

static enum gw_git_kind kind_of(const struct gw_tree_cursor *entry)
{
	if (entry->kind == GW_TREE_SUBMODULE)
		return GW_GIT_SUBMODULE;
	return entry->kind == GW_TREE_SYMLINK ? GW_GIT_SYMLINK : GW_GIT_FILE;
}

static const char *join(struct gw_arena *arena, struct gw_view prefix, struct gw_view name,
			const char *end)
{
	return gw_view_join(arena, (struct gw_view[]){prefix, name, gw_view_of(end)}, 3);
}

static bool list_tree(struct listing *listing, const git_oid *id, struct gw_view prefix,
		      unsigned level, struct gw_error **err)
{
	ODB_OBJECT_AUTO git_odb_object *tree = NULL;
	struct gw_tree_cursor entry;

	if (!gw_git_tree_open(&listing->trees, id, &tree, err))
		return false;
	for (entry = gw_tree_cursor(tree); entry.at < entry.end; gw_tree_cursor_next(&entry)) {
		if (entry.kind != GW_TREE_FOLDER)
			gw_vec_push(listing->arena, &listing->entries.list,
				    ((struct gw_git_entry){
					    .path = join(listing->arena, prefix, entry.name, ""),
					    .id = gw_git_hex(listing->arena, entry.id),
					    .kind = kind_of(&entry),
				    }));
		else if (level < listing->depth &&
			 !list_tree(listing, entry.id,
				    gw_view_of(join(listing->arena, prefix, entry.name, "/")),
				    level + 1, err))
			return false;
	}
	return true;
}

static int compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct gw_git_entry *)a)->path,
		      ((const struct gw_git_entry *)b)->path);
}

/* Git's own order is another only where a folder's name is the beginning of a file's. */
static void sort(struct gw_git_entries *entries)
{
	for (size_t i = 1; i < entries->list.n; i++) {
		if (compare_entries(&entries->list.items[i - 1], &entries->list.items[i]) > 0) {
			qsort(entries->list.items, entries->list.n, sizeof(*entries->list.items),
			      compare_entries);
			return;
		}
	}
}

static bool fail_no_folder(const struct gw_git_place *place, struct gw_error **err)
{
	gw_fail(err, GW_E_GIT, "'%.*s' is a %s in this commit, not a folder",
		GW_VIEW_ARG(place->path),
		place->kind == GW_TREE_SYMLINK     ? "symbolic link"
		: place->kind == GW_TREE_SUBMODULE ? "submodule"
						   : "file");
	if (place->kind == GW_TREE_SYMLINK)
		gw_error_hint(*err, "Name the folder that it leads to.");
	else if (place->kind == GW_TREE_SUBMODULE)
		gw_error_hint(*err, "Name the submodule's own repository with `--repository %.*s`.",
			      GW_VIEW_ARG(place->path));
	return false;
}

static bool list_folder(struct listing *listing, const git_oid *root, const char *folder,
			struct gw_error **err)
{
	struct gw_git_place place;

	if (!gw_git_find_place(&listing->trees, root, folder, &place, err))
		return false;
	if (!place.found)
		return true;
	if (place.kind != GW_TREE_FOLDER)
		return fail_no_folder(&place, err);
	listing->entries.tree = gw_git_hex(listing->arena, &place.id);
	return list_tree(listing, &place.id, GW_VIEW(""), 1, err);
}

bool gw_git_list(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		 const char *folder, unsigned depth, struct gw_git_entries *ret_entries,
		 struct gw_error **err)
{
	COMMIT_AUTO git_commit *object = NULL;
	struct listing listing = {.arena = arena, .depth = depth};
	bool ok = gw_git_find_commit(repository, commit, &object, err) &&
		  gw_git_trees_init(&listing.trees, repository, err) &&
		  list_folder(&listing, git_commit_tree_id(object), folder, err);

	gw_git_trees_done(&listing.trees);
	if (!ok)
		return false;
	sort(&listing.entries);
	*ret_entries = listing.entries;
	return true;
}

/* --- reading --- */

bool gw_git_read(struct gw_repository *repository, const char *id, uint64_t max_bytes,
		 struct gw_text *ret_text, struct gw_error **err)
{
	BLOB_AUTO git_blob *blob = NULL;
	git_oid oid;
	uint64_t size;
	char *copy;

	if (!gw_git_parse(id, &oid, err))
		return false;
	if (git_blob_lookup(&blob, repository->git, &oid) != 0)
		return gw_git_fail_read(repository, err, "object %s cannot be read", id);
	size = git_blob_rawsize(blob);
	if (size > max_bytes)
		return gw_fail(err, GW_E_GIT,
			       "object %s has %llu bytes, more than the %llu that "
			       "are allowed",
			       id, (unsigned long long)size, (unsigned long long)max_bytes);
	copy = gw_xmalloc(size + 1);
	memcpy(copy, git_blob_rawcontent(blob), size);
	copy[size] = '\0';
	*ret_text = (struct gw_text){.view = {copy, size}};
	return true;
}
