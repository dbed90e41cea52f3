/*
 * What was released: the tags, and whether a commit has a file.
 */
#include <stdlib.h>
#include <string.h>

#include "git/libgit2/libgit2.h"

/* A tag of something else than a commit is none for us. */
static void add_tag(struct gw_arena *arena, const git_reference *reference,
		    struct gw_git_tags *tags)
{
	OBJECT_AUTO git_object *object = NULL;
	const git_commit *commit;

	if (git_reference_peel(&object, reference, GIT_OBJECT_COMMIT) != 0)
		return;
	commit = (const git_commit *)object;
	gw_vec_push(arena, &tags->list,
		    ((struct gw_git_tag){
			    .name = gw_strdup(arena, git_reference_shorthand(reference)),
			    .commit = gw_git_hex(arena, git_commit_id(commit)),
			    .committed_at_us = gw_git_time_us(git_commit_time(commit)),
		    }));
}

static int compare_tags(const void *left, const void *right)
{
	const struct gw_git_tag *a = left;
	const struct gw_git_tag *b = right;

	if (a->committed_at_us != b->committed_at_us)
		return a->committed_at_us < b->committed_at_us ? -1 : 1;
	return strcmp(a->name, b->name);
}

bool gw_git_tags_of(struct gw_repository *repository, struct gw_arena *arena,
		    struct gw_git_tags *ret_tags, struct gw_error **err)
{
	REFERENCES_AUTO git_reference_iterator *iterator = NULL;
	struct gw_git_tags tags = {0};
	git_reference *next;

	if (git_reference_iterator_glob_new(&iterator, repository->git, "refs/tags/*") != 0)
		return gw_git_fail(err, GW_E_GIT, "the tags cannot be read");
	while (git_reference_next(&next, iterator) == 0) {
		REFERENCE_AUTO git_reference *reference = next;

		add_tag(arena, reference, &tags);
	}
	if (tags.list.n > 1)
		qsort(tags.list.items, tags.list.n, sizeof(*tags.list.items), compare_tags);
	*ret_tags = tags;
	return true;
}

bool gw_git_find(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		 const char *path, const char **ret_id, struct gw_error **err)
{
	COMMIT_AUTO git_commit *found = NULL;
	TREE_AUTO git_tree *root = NULL;
	TREE_ENTRY_AUTO git_tree_entry *entry = NULL;
	int result;

	if (!gw_git_find_commit(repository, commit, &found, err))
		return false;
	if (git_commit_tree(&root, found) != 0)
		return gw_git_fail(err, GW_E_GIT, "the files of a commit cannot be read");
	result = git_tree_entry_bypath(&entry, root, path);
	if (result != 0 && result != GIT_ENOTFOUND)
		return gw_git_fail(err, GW_E_GIT, "'%s' cannot be read", path);
	*ret_id = result == 0 && git_tree_entry_type(entry) == GIT_OBJECT_BLOB
			  ? gw_git_hex(arena, git_tree_entry_id(entry))
			  : NULL;
	return true;
}
