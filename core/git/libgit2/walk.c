/*
 * Which commit brought which version of a file: one walk back through the history.
 *
 * First the commits alone are gone through, the youngest first, and each learns how many children it
 * has: clocks are wrong at times, so the time of a commit does not tell what came before what. Then each has its turn
 * when its last child has had its own, the youngest first. What waits is the front of the walk, one
 * commit where the history is a line:
 *
 *	commit --- folder's id = that of a parent?  yes: it brought nothing
 *	                                            no: see news.c
 */
#include <string.h>

#include "git/libgit2/libgit2.h"

struct met {
	git_oid id;
	git_oid root; /* the tree of the commit */
	git_oid folder;
	bool has_folder;
	bool knows_folder; /* what is above is looked up when it is asked for */
	int64_t time_s;
	bool is_cut; /* it has a parent that is not looked at */
	size_t children; /* that have not had their turn */
	git_oid *parent_ids;
	struct met **parents; /* without those beyond the end of what is looked at */
	size_t nparents;
};

typedef GW_VEC(struct met *) met_vec;

struct walk {
	struct gw_repository *repository;
	struct gw_arena *arena;
	struct gw_arena *scratch; /* for what is not told */
	const char *folder;
	gw_git_change_fn *change;
	void *payload;
	struct gw_map met; /* id as bytes -> struct met * */
	met_vec front; /* whose parents are to be met; the youngest last */
	met_vec queue; /* whose turn may come; the youngest last */
	struct gw_git_trees trees;
	bool ended; /* by the visitor */
};

static bool find_commit(struct walk *walk, const git_oid *id, git_commit **ret_commit,
			struct gw_error **err)
{
	char hex[GIT_OID_HEXSZ + 1];

	return gw_git_find_commit(walk->repository, git_oid_tostr(hex, sizeof(hex), id), ret_commit,
				  err);
}

/* --- the history --- */

/* The oldest first. Of one time, who came last is the first to go. */
static void put_by_time(struct walk *walk, met_vec *list, struct met *met)
{
	size_t at = list->n;

	gw_vec_push(walk->scratch, list, met);
	while (at > 0 && list->items[at - 1]->time_s > met->time_s) {
		list->items[at] = list->items[at - 1];
		at--;
	}
	list->items[at] = met;
}

static bool read_commit(struct walk *walk, struct met *met, struct gw_error **err)
{
	COMMIT_AUTO git_commit *commit = NULL;
	unsigned n;

	if (!find_commit(walk, &met->id, &commit, err))
		return false;
	met->time_s = git_commit_time(commit);
	git_oid_cpy(&met->root, git_commit_tree_id(commit));
	n = git_commit_parentcount(commit);
	met->nparents = n;
	met->parent_ids = gw_new_array(walk->scratch, git_oid, n);
	for (unsigned i = 0; i < n; i++)
		git_oid_cpy(&met->parent_ids[i], git_commit_parent_id(commit, i));
	return true;
}

static struct met *find_met(const struct walk *walk, const git_oid *id)
{
	return gw_map_get(&walk->met, (struct gw_view){(const char *)id->id, sizeof(id->id)});
}

/* NULL in *ret_met: it is beyond the end of a shallow history, or of what is looked at. */
static bool meet(struct walk *walk, const git_oid *id, struct met **ret_met, struct gw_error **err)
{
	struct met *met = find_met(walk, id);

	*ret_met = met;
	if (met != NULL || walk->met.n >= GW_GIT_WALK_COMMITS ||
	    (walk->repository->info.shallow && git_odb_exists(walk->trees.odb, id) == 0))
		return true;
	met = gw_new(walk->scratch, struct met);
	git_oid_cpy(&met->id, id);
	if (!read_commit(walk, met, err))
		return false;
	gw_map_put(walk->scratch, &walk->met,
		   (struct gw_view){(const char *)met->id.id, sizeof(met->id.id)}, met);
	put_by_time(walk, &walk->front, met);
	*ret_met = met;
	return true;
}

static bool meet_parents(struct walk *walk, struct met *met, struct gw_error **err)
{
	size_t n = met->nparents;

	met->parents = gw_new_array(walk->scratch, struct met *, n);
	met->nparents = 0;
	for (size_t i = 0; i < n; i++) {
		struct met *parent;

		if (!meet(walk, &met->parent_ids[i], &parent, err))
			return false;
		if (parent == NULL) {
			met->is_cut = true;
			continue;
		}
		parent->children++;
		met->parents[met->nparents++] = parent;
	}
	return true;
}

/* --- where it begins --- */

static bool meet_commit(struct walk *walk, const char *commit, struct gw_error **err)
{
	struct met *met;
	git_oid id;

	if (!gw_git_parse(commit, &id, err))
		return false;
	return meet(walk, &id, &met, err) &&
	       (met != NULL || gw_fail(err, GW_E_GIT, "there is no commit %s", commit));
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

/* --- turns --- */

/* commit NULL: from all that has a name. What no other commit comes from has its turn first. */
static bool read_history(struct walk *walk, const char *commit, struct gw_error **err)
{
	if (commit != NULL ? !meet_commit(walk, commit, err) : !meet_all(walk, err))
		return false;
	while (walk->front.n != 0) {
		if (!meet_parents(walk, walk->front.items[--walk->front.n], err))
			return false;
	}
	for (size_t i = 0; i < walk->met.n; i++) {
		struct met *met = walk->met.items[i].value;

		if (met->children == 0)
			put_by_time(walk, &walk->queue, met);
	}
	return true;
}

static bool look_up_folder(struct walk *walk, struct met *met, struct gw_error **err)
{
	struct gw_git_place place;

	if (met->knows_folder)
		return true;
	if (!gw_git_find_place(&walk->trees, &met->root, walk->folder, &place, err))
		return false;
	met->knows_folder = true;
	met->has_folder = place.found && place.kind == GW_TREE_FOLDER;
	met->folder = place.id;
	return true;
}

/* A commit that has brought something. */
struct visit {
	struct walk *walk;
	const struct met *met;
	struct gw_git_commit *described;
	struct gw_error **err;
	bool failed;
};

static bool describe(struct visit *visit)
{
	COMMIT_AUTO git_commit *commit = NULL;
	struct walk *walk = visit->walk;

	if (!find_commit(walk, &visit->met->id, &commit, visit->err))
		return false;
	visit->described = gw_new(walk->arena, struct gw_git_commit);
	gw_git_describe(walk->arena, commit, visit->described);
	return true;
}

static bool tell(void *payload, const char *path, const git_oid *id)
{
	struct visit *visit = payload;
	struct walk *walk = visit->walk;
	struct gw_git_change change = {.path = path, .may_be_older = visit->met->is_cut};

	if (visit->described == NULL && !describe(visit)) {
		visit->failed = true;
		return false;
	}
	change.commit = visit->described;
	change.id = id != NULL ? gw_git_hex(walk->arena, id) : NULL;
	walk->ended = !walk->change(walk->payload, &change);
	return !walk->ended;
}

static bool visit_commit(struct walk *walk, struct met *met, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct visit visit = {.walk = walk, .met = met, .err = err};
	const git_oid **parents = gw_new_array(&arena, const git_oid *, met->nparents);

	if (!look_up_folder(walk, met, err))
		return false;
	for (size_t i = 0; i < met->nparents; i++) {
		struct met *parent = met->parents[i];

		if (!look_up_folder(walk, parent, err))
			return false;
		parents[i] = parent->has_folder ? &parent->folder : NULL;
	}
	return gw_git_news(&walk->trees, met->has_folder ? &met->folder : NULL, parents,
			   met->nparents, tell, &visit, err) &&
	       !visit.failed;
}

static bool take_turns(struct walk *walk, struct gw_error **err)
{
	while (walk->queue.n != 0 && !walk->ended) {
		struct met *met = walk->queue.items[--walk->queue.n];

		if (!visit_commit(walk, met, err))
			return false;
		for (size_t i = 0; i < met->nparents; i++) {
			if (--met->parents[i]->children == 0)
				put_by_time(walk, &walk->queue, met->parents[i]);
		}
	}
	return true;
}

bool gw_git_walk(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		 const char *folder, gw_git_change_fn *change, void *payload, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct walk walk = {
		.repository = repository,
		.arena = arena,
		.scratch = &scratch,
		.folder = folder,
		.change = change,
		.payload = payload,
	};
	bool ok = gw_git_trees_init(&walk.trees, repository, err) &&
		  read_history(&walk, commit, err) && take_turns(&walk, err);

	gw_git_trees_done(&walk.trees);
	return ok;
}
