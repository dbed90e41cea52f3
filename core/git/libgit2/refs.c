/*
 * Names and commits: what a name stands for, what points at a commit, what comes from what.
 */
#include <stdlib.h>
#include <string.h>

#include "git/libgit2/libgit2.h"

/* --- commits --- */

bool gw_git_find_commit(struct gw_repository *repository, const char *id, git_commit **ret_commit,
			struct gw_error **err)
{
	git_oid oid;

	if (!gw_git_parse(id, &oid, err))
		return false;
	if (git_commit_lookup(ret_commit, repository->git, &oid) != 0)
		return gw_git_fail_read(repository, err, "commit %s cannot be read", id);
	return true;
}

/* Who writes commits by other means can write any time. */
int64_t gw_git_time_us(git_time_t time_s)
{
	int64_t time_us;

	if (!__builtin_mul_overflow(time_s, INT64_C(1000000), &time_us))
		return time_us;
	return time_s < 0 ? INT64_MIN : INT64_MAX;
}

void gw_git_describe(struct gw_arena *arena, const git_commit *commit,
		     struct gw_git_commit *ret_commit)
{
	const git_signature *author = git_commit_author(commit);
	struct gw_view message = gw_view_of(git_commit_message(commit));
	struct gw_view rest = message, summary = GW_VIEW("");

	(void)gw_view_next_line(&rest, &summary);
	*ret_commit = (struct gw_git_commit){
		.id = gw_git_hex(arena, git_commit_id(commit)),
		.tree = gw_git_hex(arena, git_commit_tree_id(commit)),
		.author = gw_format(arena, "%s <%s>", author->name, author->email),
		.authored_at_us = gw_git_time_us(author->when.time),
		.summary = gw_view_dup(arena, summary),
		.message = gw_view_dup(arena, message),
	};
}

static bool fail_ref(struct gw_repository *repository, const char *text, int result,
		     struct gw_error **err)
{
	if (result == GIT_EAMBIGUOUS)
		gw_fail(err, GW_E_GIT_REF, "several objects begin with %s", text);
	else
		gw_fail(err, GW_E_GIT_REF, "there is no branch, tag or commit '%s'", text);
	if (repository->info.shallow)
		gw_error_hint(*err, "This clone is shallow, and may not have it: `git fetch "
				    "--unshallow --tags` gets the rest.");
	else
		gw_error_hint(*err, "`git branch --all` and `git tag` list the names. What is only "
				    "in another repository must be fetched first: `git fetch "
				    "--tags`.");
	return false;
}

bool gw_git_resolve(struct gw_repository *repository, struct gw_arena *arena, const char *text,
		    struct gw_git_commit *ret_commit, struct gw_error **err)
{
	OBJECT_AUTO git_object *object = NULL;
	OBJECT_AUTO git_object *peeled = NULL;
	int result = git_revparse_single(&object, repository->git, text);

	if (result == GIT_ENOTFOUND || result == GIT_EAMBIGUOUS || result == GIT_EINVALIDSPEC)
		return fail_ref(repository, text, result, err);
	if (result != 0)
		return gw_git_fail(err, GW_E_GIT, "'%s' cannot be read", text);
	if (git_object_peel(&peeled, object, GIT_OBJECT_COMMIT) != 0)
		return gw_fail(err, GW_E_GIT_REF, "'%s' is not a commit", text);
	gw_git_describe(arena, (const git_commit *)peeled, ret_commit);
	return true;
}

/* --- relations --- */

typedef GW_VEC(const git_oid *) oid_vec;

/* Puts the parents of a commit that are there, and were not met before, on *rest. */
static void go_up(struct gw_repository *repository, struct gw_arena *arena, const git_oid *id,
		  struct gw_map *met, oid_vec *rest)
{
	COMMIT_AUTO git_commit *commit = NULL;

	if (git_commit_lookup(&commit, repository->git, id) != 0)
		return;
	for (unsigned i = 0; i < git_commit_parentcount(commit); i++) {
		git_oid *parent = gw_new(arena, git_oid);
		const struct gw_view key = {(const char *)parent->id, sizeof(parent->id)};

		git_oid_cpy(parent, git_commit_parent_id(commit, i));
		if (gw_map_put(arena, met, key, parent) == NULL)
			gw_vec_push(arena, rest, parent);
	}
}

/* Whether ancestor is found in what a shallow clone has; if not, it may be in what it has not. */
static bool finds_ancestor(struct gw_repository *repository, const git_oid *descendant,
			   const git_oid *ancestor)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_map met = {0};
	oid_vec rest = {0};
	const struct gw_view key = {(const char *)ancestor->id, sizeof(ancestor->id)};

	gw_vec_push(&arena, &rest, descendant);
	while (rest.n != 0 && gw_map_get(&met, key) == NULL)
		go_up(repository, &arena, rest.items[--rest.n], &met, &rest);
	return gw_map_get(&met, key) != NULL;
}

/* libgit2 looks at more commits than the answer needs, and a shallow clone may not have those. */
bool gw_git_contains(struct gw_repository *repository, const char *descendant, const char *ancestor,
		     bool *ret_contains, struct gw_error **err)
{
	git_oid below, above;
	int result;

	if (!gw_git_parse(descendant, &below, err) || !gw_git_parse(ancestor, &above, err))
		return false;
	result = git_oid_equal(&below, &above)
			 ? 1
			 : git_graph_descendant_of(repository->git, &below, &above);
	if (result < 0 && repository->info.shallow)
		result = finds_ancestor(repository, &below, &above)   ? 1
			 : finds_ancestor(repository, &above, &below) ? 0
								      : result;
	if (result < 0)
		return gw_git_fail_read(repository, err, "the history of %s cannot be read",
					descendant);
	*ret_contains = result == 1;
	return true;
}

bool gw_git_merge_base(struct gw_repository *repository, struct gw_arena *arena, const char *a,
		       const char *b, const char **ret_id, struct gw_error **err)
{
	git_oid one, two, base;
	int result;

	if (!gw_git_parse(a, &one, err) || !gw_git_parse(b, &two, err))
		return false;
	if (repository->info.shallow) {
		*ret_id = gw_git_shallow_base(repository, arena, &one, &two);
		return true;
	}
	result = git_merge_base(&base, repository->git, &one, &two);
	if (result != 0 && result != GIT_ENOTFOUND)
		return gw_git_fail_read(repository, err, "the history of %s cannot be read", a);
	*ret_id = result == 0 ? gw_git_hex(arena, &base) : NULL;
	return true;
}

/* --- names --- */

bool gw_git_head_branch(struct gw_repository *repository, struct gw_arena *arena,
			const char **ret_branch, struct gw_error **err)
{
	REFERENCE_AUTO git_reference *head = NULL;
	int result = git_repository_head(&head, repository->git);

	if (result != 0 && result != GIT_EUNBORNBRANCH && result != GIT_ENOTFOUND)
		return gw_git_fail(err, GW_E_GIT, "HEAD cannot be read");
	*ret_branch = result == 0 && git_reference_is_branch(head) == 1
			      ? gw_strdup(arena, git_reference_shorthand(head))
			      : NULL;
	return true;
}

/* Tags have objects of their own, which packed references name the commit of. */
static bool points_at(git_reference *reference, const git_oid *commit)
{
	OBJECT_AUTO git_object *object = NULL;
	const git_oid *target = git_reference_target(reference);
	const git_oid *peeled = git_reference_target_peel(reference);

	if (target == NULL) /* a symbolic one, origin/HEAD for instance */
		return false;
	if (git_oid_equal(target, commit) || (peeled != NULL && git_oid_equal(peeled, commit)))
		return true;
	return peeled == NULL && git_reference_is_tag(reference) == 1 &&
	       git_reference_peel(&object, reference, GIT_OBJECT_COMMIT) == 0 &&
	       git_oid_equal(git_object_id(object), commit);
}

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static void sort_names(const char **names, size_t n)
{
	if (n > 1)
		qsort(names, n, sizeof(*names), compare_names);
}

/* Branches of one kind (refs/heads/, refs/remotes/) come behind those that are there. */
static bool add_names(struct gw_repository *repository, struct gw_arena *arena, const char *glob,
		      const git_oid *commit, struct gw_git_names *names, bool tags,
		      struct gw_error **err)
{
	REFERENCES_AUTO git_reference_iterator *iterator = NULL;
	size_t first = names->branches.n;
	git_reference *next;

	if (git_reference_iterator_glob_new(&iterator, repository->git, glob) != 0)
		return gw_git_fail(err, GW_E_GIT, "the names of commits cannot be read");
	while (git_reference_next(&next, iterator) == 0) {
		REFERENCE_AUTO git_reference *reference = next;
		const char *name = gw_strdup(arena, git_reference_shorthand(reference));

		if (!points_at(reference, commit))
			continue;
		if (tags)
			gw_vec_push(arena, &names->tags, name);
		else
			gw_vec_push(arena, &names->branches, name);
	}
	if (tags)
		sort_names(names->tags.items, names->tags.n);
	else if (names->branches.n > first)
		sort_names(names->branches.items + first, names->branches.n - first);
	return true;
}

bool gw_git_names_of(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		     struct gw_git_names *ret_names, struct gw_error **err)
{
	struct gw_git_names names = {0};
	git_oid oid;

	if (!gw_git_parse(commit, &oid, err) ||
	    !add_names(repository, arena, "refs/tags/*", &oid, &names, true, err) ||
	    !add_names(repository, arena, "refs/heads/*", &oid, &names, false, err) ||
	    !add_names(repository, arena, "refs/remotes/*", &oid, &names, false, err))
		return false;
	*ret_names = names;
	return true;
}
