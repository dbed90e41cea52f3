/*
 * What a commit has in a folder, the content of its files, and how the work tree differs.
 */
#include <stdlib.h>
#include <string.h>

#include "git/libgit2/libgit2.h"

bool gw_git_folder_id(const git_commit *commit, const char *folder, git_oid *ret_id,
		      bool *ret_found, struct gw_error **err)
{
	TREE_AUTO git_tree *root = NULL;
	TREE_ENTRY_AUTO git_tree_entry *entry = NULL;
	int result;

	*ret_found = true;
	if (folder[0] == '\0') {
		git_oid_cpy(ret_id, git_commit_tree_id(commit));
		return true;
	}
	if (git_commit_tree(&root, commit) != 0)
		return gw_git_fail(err, GW_E_GIT, "the files of a commit cannot be read");
	result = git_tree_entry_bypath(&entry, root, folder);
	if (result != 0 && result != GIT_ENOTFOUND)
		return gw_git_fail(err, GW_E_GIT, "'%s' cannot be read", folder);
	*ret_found = result == 0 && git_tree_entry_type(entry) == GIT_OBJECT_TREE;
	if (*ret_found)
		git_oid_cpy(ret_id, git_tree_entry_id(entry));
	return true;
}

/* --- listing --- */

struct listing {
	struct gw_repository *repository;
	struct gw_arena *arena;
	struct gw_git_entries *entries;
	unsigned depth;
};

static enum gw_git_kind kind_of(const git_tree_entry *entry)
{
	if (git_tree_entry_type(entry) == GIT_OBJECT_COMMIT)
		return GW_GIT_SUBMODULE;
	return git_tree_entry_filemode(entry) == GIT_FILEMODE_LINK ? GW_GIT_SYMLINK : GW_GIT_FILE;
}

static bool list_tree(struct listing *listing, const git_oid *id, const char *prefix,
		      unsigned level, struct gw_error **err);

static bool list_entry(struct listing *listing, const git_tree_entry *entry, const char *prefix,
		       unsigned level, struct gw_error **err)
{
	const char *path = gw_format(listing->arena, "%s%s", prefix, git_tree_entry_name(entry));

	if (git_tree_entry_type(entry) == GIT_OBJECT_TREE)
		return level == listing->depth ||
		       list_tree(listing, git_tree_entry_id(entry),
				 gw_format(listing->arena, "%s/", path), level + 1, err);
	gw_vec_push(listing->arena, &listing->entries->list,
		    ((struct gw_git_entry){
			    .path = path,
			    .id = gw_git_hex(listing->arena, git_tree_entry_id(entry)),
			    .kind = kind_of(entry),
		    }));
	return true;
}

static bool list_tree(struct listing *listing, const git_oid *id, const char *prefix,
		      unsigned level, struct gw_error **err)
{
	TREE_AUTO git_tree *tree = NULL;
	size_t n;

	if (git_tree_lookup(&tree, listing->repository->git, id) != 0)
		return gw_git_fail(err, GW_E_GIT, "the folder '%s' of a commit cannot be read",
				   prefix);
	n = git_tree_entrycount(tree);
	for (size_t i = 0; i < n; i++) {
		if (!list_entry(listing, git_tree_entry_byindex(tree, i), prefix, level, err))
			return false;
	}
	return true;
}

static int compare_entries(const void *a, const void *b)
{
	return strcmp(((const struct gw_git_entry *)a)->path,
		      ((const struct gw_git_entry *)b)->path);
}

bool gw_git_list(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		 const char *folder, unsigned depth, struct gw_git_entries *ret_entries,
		 struct gw_error **err)
{
	COMMIT_AUTO git_commit *object = NULL;
	struct gw_git_entries entries = {0};
	struct listing listing = {repository, arena, &entries, depth};
	git_oid id;
	bool found;

	if (!gw_git_find_commit(repository, commit, &object, err) ||
	    !gw_git_folder_id(object, folder, &id, &found, err))
		return false;
	if (found) {
		entries.tree = gw_git_hex(arena, &id);
		if (!list_tree(&listing, &id, "", 1, err))
			return false;
	}
	if (entries.list.n > 1)
		qsort(entries.list.items, entries.list.n, sizeof(*entries.list.items),
		      compare_entries);
	*ret_entries = entries;
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
		return gw_git_fail(err, GW_E_GIT, "object %s cannot be read", id);
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

/* --- the work tree --- */

static const char *changed_path(const git_status_entry *entry)
{
	const git_diff_delta *delta = entry->index_to_workdir != NULL ? entry->index_to_workdir
								      : entry->head_to_index;

	return delta->new_file.path != NULL ? delta->new_file.path : delta->old_file.path;
}

bool gw_git_dirty(struct gw_repository *repository, struct gw_arena *arena, const char *folder,
		  const char ***ret_paths, size_t *ret_count, struct gw_error **err)
{
	STATUS_AUTO git_status_list *list = NULL;
	char *pathspec = gw_strdup(arena, folder);
	size_t prefix = folder[0] != '\0' ? strlen(folder) + 1 : 0;
	git_status_options options;
	size_t n;

	if (git_status_options_init(&options, GIT_STATUS_OPTIONS_VERSION) != 0)
		return gw_git_fail(err, GW_E_GIT, "the work tree cannot be looked at");
	options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
			GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH | GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
	if (folder[0] != '\0')
		options.pathspec = (git_strarray){&pathspec, 1};
	if (git_status_list_new(&list, repository->git, &options) != 0)
		return gw_git_fail(err, GW_E_GIT, "the work tree cannot be compared with HEAD");
	n = git_status_list_entrycount(list);
	*ret_paths = gw_new_array(arena, const char *, n);
	*ret_count = n;
	for (size_t i = 0; i < n; i++) {
		struct gw_view path = gw_view_of(changed_path(git_status_byindex(list, i)));

		(*ret_paths)[i] = gw_view_dup(arena, gw_view_from(path, prefix));
	}
	return true;
}
