/*
 * Which commit brought which version of a file: one walk back through the history.
 *
 * Commits wait in a queue, the youngest first; what it holds is the front of the walk, one commit
 * where the history is a line. The folder's tree is looked up once for each commit, and compared
 * entry by entry only where its id says that something changed:
 *
 *	commit --- folder's id = that of a parent?  yes: it brought nothing
 *	                                            no: entries that differ from every parent's
 */
#include <string.h>

#include "git/libgit2/libgit2.h"

/* A commit that was met: as a parent at first, then in its own turn. */
struct met {
	git_oid id;
	git_oid folder;
	bool has_folder;
	int64_t time_s;
};

struct walk {
	struct gw_repository *repository;
	struct gw_arena *arena;
	const char *folder;
	gw_git_change_fn *change;
	void *payload;
	struct gw_map met; /* id as bytes -> struct met * */
	GW_VEC(struct met *) queue; /* the youngest last */
	bool ended; /* by the visitor */
};

/* Commits of one second keep the order in which they were met: the queue gives out the last. */
static void enqueue(struct walk *walk, struct met *met)
{
	size_t at = walk->queue.n;

	gw_vec_push(walk->arena, &walk->queue, met);
	while (at > 0 && walk->queue.items[at - 1]->time_s >= met->time_s) {
		walk->queue.items[at] = walk->queue.items[at - 1];
		at--;
	}
	walk->queue.items[at] = met;
}

/* NULL in *ret_met: it is beyond the end of a shallow history. */
static bool meet(struct walk *walk, const git_oid *id, struct met **ret_met, struct gw_error **err)
{
	COMMIT_AUTO git_commit *commit = NULL;
	const struct gw_view key = {(const char *)id->id, sizeof(id->id)};
	struct met *met = gw_map_get(&walk->met, key);
	int result;

	*ret_met = met;
	if (met != NULL)
		return true;
	result = git_commit_lookup(&commit, walk->repository->git, id);
	if (result == GIT_ENOTFOUND && walk->repository->info.shallow)
		return true; /* cut off */
	if (result != 0)
		return gw_git_fail(err, GW_E_GIT, "commit %s cannot be read",
				   gw_git_hex(walk->arena, id));
	met = gw_new(walk->arena, struct met);
	git_oid_cpy(&met->id, id);
	met->time_s = git_commit_time(commit);
	if (!gw_git_folder_id(commit, walk->folder, &met->folder, &met->has_folder, err))
		return false;
	gw_map_put(walk->arena, &walk->met,
		   (struct gw_view){(const char *)met->id.id, sizeof(met->id.id)}, met);
	enqueue(walk, met);
	*ret_met = met;
	return true;
}

/* --- what a commit brought --- */

typedef GW_VEC(struct met *) met_vec;

/* One commit's turn. */
struct visit {
	struct walk *walk;
	git_commit *commit;
	struct gw_git_commit *described; /* when it has brought something */
	const met_vec *parents;
	struct gw_str path; /* of what is looked at */
};

/* The blob at visit->path in a parent; false: it has none. */
static bool parent_blob(const struct visit *visit, const struct met *parent, git_oid *ret_id)
{
	TREE_AUTO git_tree *folder = NULL;
	TREE_ENTRY_AUTO git_tree_entry *entry = NULL;

	if (!parent->has_folder ||
	    git_tree_lookup(&folder, visit->walk->repository->git, &parent->folder) != 0 ||
	    git_tree_entry_bypath(&entry, folder, gw_str_text(&visit->path)) != 0 ||
	    git_tree_entry_type(entry) != GIT_OBJECT_BLOB)
		return false;
	git_oid_cpy(ret_id, git_tree_entry_id(entry));
	return true;
}

/* It differs from the first parent's; from all others', too? */
static bool is_news(const struct visit *visit, const git_oid *id)
{
	for (size_t i = 1; i < visit->parents->n; i++) {
		git_oid other;
		bool has = parent_blob(visit, visit->parents->items[i], &other);

		if (id == NULL ? !has : has && git_oid_equal(id, &other))
			return false;
	}
	return true;
}

static void tell(struct visit *visit, const git_oid *id)
{
	struct walk *walk = visit->walk;
	struct gw_git_change change = {.path = gw_str_text(&visit->path)};

	if (walk->ended || !is_news(visit, id))
		return;
	if (visit->described == NULL) {
		visit->described = gw_new(walk->arena, struct gw_git_commit);
		gw_git_describe(walk->arena, visit->commit, visit->described);
	}
	change.commit = visit->described;
	change.id = id != NULL ? gw_git_hex(walk->arena, id) : NULL;
	walk->ended = !walk->change(walk->payload, &change);
}

/* As git sorts: a folder's name as if it ended with a slash. */
static int compare(const git_tree_entry *a, const git_tree_entry *b)
{
	if (a == NULL || b == NULL)
		return a == NULL ? 1 : -1;
	return git_tree_entry_cmp(a, b);
}

static bool compare_trees(struct visit *visit, const git_oid *before, const git_oid *now,
			  struct gw_error **err);

static bool is_tree(const git_tree_entry *entry)
{
	return entry != NULL && git_tree_entry_type(entry) == GIT_OBJECT_TREE;
}

/* An entry that is in one of both, or in both and different. */
static bool compare_entry(struct visit *visit, const git_tree_entry *before,
			  const git_tree_entry *now, struct gw_error **err)
{
	size_t n = visit->path.n;
	const git_tree_entry *any = now != NULL ? now : before;
	bool ok = true;

	gw_str_puts(&visit->path, git_tree_entry_name(any));
	if (is_tree(any)) {
		gw_str_putc(&visit->path, '/');
		ok = compare_trees(visit, before != NULL ? git_tree_entry_id(before) : NULL,
				   now != NULL ? git_tree_entry_id(now) : NULL, err);
	} else if (git_tree_entry_type(any) == GIT_OBJECT_BLOB) {
		tell(visit, now != NULL ? git_tree_entry_id(now) : NULL);
	}
	visit->path.n = n;
	return ok;
}

static bool find_tree(struct visit *visit, const git_oid *id, git_tree **ret_tree,
		      struct gw_error **err)
{
	if (id == NULL || git_tree_lookup(ret_tree, visit->walk->repository->git, id) == 0)
		return true;
	return gw_git_fail(err, GW_E_GIT, "tree %s cannot be read",
			   gw_git_hex(visit->walk->arena, id));
}

static bool compare_trees(struct visit *visit, const git_oid *before, const git_oid *now,
			  struct gw_error **err)
{
	TREE_AUTO git_tree *old_tree = NULL;
	TREE_AUTO git_tree *new_tree = NULL;
	size_t i = 0, k = 0;

	if (!find_tree(visit, before, &old_tree, err) || !find_tree(visit, now, &new_tree, err))
		return false;
	while (!visit->walk->ended) {
		const git_tree_entry *old_entry = old_tree != NULL
							  ? git_tree_entry_byindex(old_tree, i)
							  : NULL;
		const git_tree_entry *new_entry = new_tree != NULL
							  ? git_tree_entry_byindex(new_tree, k)
							  : NULL;
		int order = compare(old_entry, new_entry);

		if (old_entry == NULL && new_entry == NULL)
			break;
		i += order <= 0;
		k += order >= 0;
		if (order == 0 &&
		    git_oid_equal(git_tree_entry_id(old_entry), git_tree_entry_id(new_entry)))
			continue;
		if (!compare_entry(visit, order <= 0 ? old_entry : NULL,
				   order >= 0 ? new_entry : NULL, err))
			return false;
	}
	return true;
}

static bool is_same_folder(const struct met *a, const struct met *b)
{
	return a->has_folder == b->has_folder &&
	       (!a->has_folder || git_oid_equal(&a->folder, &b->folder));
}

static bool brought_nothing(const struct met *met, const met_vec *parents)
{
	for (size_t i = 0; i < parents->n; i++) {
		if (is_same_folder(met, parents->items[i]))
			return true;
	}
	return parents->n == 0 && !met->has_folder;
}

static bool visit_changes(struct walk *walk, git_commit *commit, const struct met *met,
			  const met_vec *parents, struct gw_error **err)
{
	struct visit visit = {.walk = walk, .commit = commit, .parents = parents};
	const struct met *first = parents->n != 0 ? parents->items[0] : NULL;
	bool ok = compare_trees(&visit, first != NULL && first->has_folder ? &first->folder : NULL,
				met->has_folder ? &met->folder : NULL, err);

	gw_str_done(&visit.path);
	return ok;
}

static bool visit_commit(struct walk *walk, const struct met *met, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	COMMIT_AUTO git_commit *commit = NULL;
	met_vec parents = {0};

	if (git_commit_lookup(&commit, walk->repository->git, &met->id) != 0)
		return gw_git_fail(err, GW_E_GIT, "commit %s cannot be read",
				   gw_git_hex(walk->arena, &met->id));
	for (unsigned i = 0; i < git_commit_parentcount(commit); i++) {
		struct met *parent;

		if (!meet(walk, git_commit_parent_id(commit, i), &parent, err))
			return false;
		if (parent != NULL)
			gw_vec_push(&scratch, &parents, parent);
	}
	return brought_nothing(met, &parents) || visit_changes(walk, commit, met, &parents, err);
}

/* --- where it begins --- */

static bool meet_commit(struct walk *walk, const char *commit, struct gw_error **err)
{
	struct met *met;
	git_oid id;

	if (!gw_git_parse(commit, &id, err) || !meet(walk, &id, &met, err))
		return false;
	return met != NULL || gw_fail(err, GW_E_GIT, "there is no commit %s", commit);
}

/* A tag of something else, or a name that stands for nothing (any more), is nowhere to begin. */
static bool meet_reference(struct walk *walk, const git_reference *reference, struct gw_error **err)
{
	OBJECT_AUTO git_object *object = NULL;
	struct met *met;

	return git_reference_peel(&object, reference, GIT_OBJECT_COMMIT) != 0 ||
	       meet(walk, git_object_id(object), &met, err);
}

static bool meet_references(struct walk *walk, const char *glob, struct gw_error **err)
{
	REFERENCES_AUTO git_reference_iterator *iterator = NULL;
	git_reference *next;

	if (git_reference_iterator_glob_new(&iterator, walk->repository->git, glob) != 0)
		return gw_git_fail(err, GW_E_GIT, "the names of commits cannot be read");
	while (git_reference_next(&next, iterator) == 0) {
		REFERENCE_AUTO git_reference *reference = next;

		if (!meet_reference(walk, reference, err))
			return false;
	}
	return true;
}

static bool meet_all(struct walk *walk, struct gw_error **err)
{
	REFERENCE_AUTO git_reference *head = NULL;

	return (git_repository_head(&head, walk->repository->git) != 0 ||
		meet_reference(walk, head, err)) &&
	       meet_references(walk, "refs/heads/*", err) &&
	       meet_references(walk, "refs/remotes/*", err) &&
	       meet_references(walk, "refs/tags/*", err);
}

bool gw_git_walk(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		 const char *folder, gw_git_change_fn *change, void *payload, struct gw_error **err)
{
	struct walk walk = {
		.repository = repository,
		.arena = arena,
		.folder = folder,
		.change = change,
		.payload = payload,
	};

	if (commit != NULL ? !meet_commit(&walk, commit, err) : !meet_all(&walk, err))
		return false;
	while (walk.queue.n != 0 && !walk.ended) {
		if (!visit_commit(&walk, walk.queue.items[--walk.queue.n], err))
			return false;
	}
	return true;
}
