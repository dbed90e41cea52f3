/*
 * How the work tree differs from HEAD. libgit2 compares, and is asked again where it calls things a
 * difference that git does not.
 */
#include <string.h>

#include "git/libgit2/libgit2.h"

/* What is looked at. */
struct look {
	git_repository *git;
	git_index *index;
};

/* A sparse checkout has it in the index alone. */
static bool is_left_out(const struct look *look, const git_diff_delta *delta)
{
	const git_index_entry *entry;

	if (delta->status != GIT_DELTA_DELETED)
		return false;
	entry = git_index_get_bypath(look->index, delta->old_file.path, 0);
	return entry != NULL && (entry->flags_extended & GIT_INDEX_ENTRY_SKIP_WORKTREE) != 0;
}

/* Another size is enough for libgit2; with other line ends it is the same to git. */
static bool is_same(const struct look *look, const git_diff_delta *delta)
{
	git_oid id;

	return delta->status == GIT_DELTA_MODIFIED &&
	       delta->old_file.mode == delta->new_file.mode &&
	       delta->old_file.mode != GIT_FILEMODE_LINK &&
	       git_repository_hashfile(&id, look->git, delta->new_file.path, GIT_OBJECT_BLOB,
				       NULL) == 0 &&
	       git_oid_equal(&id, &delta->old_file.id);
}

/* NULL: it is no difference. */
static const char *changed_path(const struct look *look, const git_status_entry *entry)
{
	const git_diff_delta *staged = entry->head_to_index;
	const git_diff_delta *here = entry->index_to_workdir;

	if (here != NULL && !is_left_out(look, here) && !is_same(look, here))
		return here->new_file.path;
	return staged != NULL ? staged->new_file.path : NULL;
}

static bool compare(struct gw_repository *repository, struct gw_arena *arena, const char *folder,
		    git_status_list **ret_list, struct gw_error **err)
{
	char *pathspec = gw_strdup(arena, folder);
	git_status_options options;

	if (git_status_options_init(&options, GIT_STATUS_OPTIONS_VERSION) != 0)
		return gw_git_fail(err, GW_E_GIT, "the work tree cannot be looked at");
	options.flags = GIT_STATUS_OPT_INCLUDE_UNTRACKED | GIT_STATUS_OPT_RECURSE_UNTRACKED_DIRS |
			GIT_STATUS_OPT_DISABLE_PATHSPEC_MATCH | GIT_STATUS_OPT_EXCLUDE_SUBMODULES;
	if (folder[0] != '\0')
		options.pathspec = (git_strarray){&pathspec, 1};
	if (git_status_list_new(ret_list, repository->git, &options) != 0)
		return gw_git_fail(err, GW_E_GIT, "the work tree cannot be compared with HEAD");
	return true;
}

bool gw_git_dirty(struct gw_repository *repository, struct gw_arena *arena, const char *folder,
		  const char ***ret_paths, size_t *ret_count, struct gw_error **err)
{
	STATUS_AUTO git_status_list *list = NULL;
	INDEX_AUTO git_index *index = NULL;
	struct look look = {.git = repository->git};
	size_t prefix = folder[0] != '\0' ? strlen(folder) + 1 : 0;
	size_t n, count = 0;

	if (!compare(repository, arena, folder, &list, err))
		return false;
	if (git_repository_index(&index, repository->git) != 0)
		return gw_git_fail(err, GW_E_GIT, "the index cannot be read");
	look.index = index;
	n = git_status_list_entrycount(list);
	*ret_paths = gw_new_array(arena, const char *, n);
	for (size_t i = 0; i < n; i++) {
		const char *path = changed_path(&look, git_status_byindex(list, i));

		if (path != NULL)
			(*ret_paths)[count++] = gw_view_dup(arena,
							    gw_view_from(gw_view_of(path), prefix));
	}
	*ret_count = count;
	return true;
}
