/*
 * What the history is told of the commit that migrations come from. Nothing is looked at before
 * there is something to record, and a repository that cannot be read costs no run: its facts are
 * left out, which a notice tells.
 */
#include <string.h>

#include "session/git/git_int.h"

/* A tag says more than a branch; what the person wrote says most, when it is one of them. */
static const char *choose_ref(const struct gw_git_names *names, const char *wanted)
{
	for (size_t i = 0; wanted != NULL && i < names->tags.n + names->branches.n; i++) {
		const char *name = i < names->tags.n ? names->tags.items[i]
						     : names->branches.items[i - names->tags.n];

		if (strcmp(name, wanted) == 0)
			return name;
	}
	if (names->tags.n != 0)
		return names->tags.items[0];
	return names->branches.n != 0 ? names->branches.items[0] : NULL;
}

static bool find_ref(struct gw_session *session, struct gw_provenance *provenance,
		     struct gw_error **err)
{
	const char *wanted = provenance->ref;
	struct gw_git_names names;

	if (provenance->checked_out &&
	    !provenance->git->head_branch(provenance->repository, session->arena, &wanted, err))
		return false;
	if (!provenance->git->names(provenance->repository, session->arena, provenance->commit->id,
				    &names, err))
		return false;
	provenance->ref = choose_ref(&names, wanted);
	return true;
}

static bool list_files(struct gw_session *session, struct gw_provenance *provenance,
		       struct gw_error **err)
{
	struct gw_arena *arena = session->arena;
	struct gw_git_entries entries;

	if (!provenance->git->list(provenance->repository, arena, provenance->commit->id,
				   provenance->folder, GW_TREE_MAX_DEPTH, &entries, err))
		return false;
	provenance->tree = entries.tree;
	for (size_t i = 0; i < entries.list.n; i++) {
		const struct gw_git_entry *entry = &entries.list.items[i];
		struct gw_file_origin *origin = gw_new(arena, struct gw_file_origin);

		origin->blob = entry->id;
		gw_map_put(arena, &provenance->files, gw_view_of(entry->path), origin);
	}
	return true;
}

/* Files that are not as HEAD has them have no blob. */
static bool look_for_dirt(struct gw_session *session, struct gw_provenance *provenance,
			  struct gw_error **err)
{
	const char **paths;
	size_t n;

	if (!provenance->git->dirty(provenance->repository, session->arena, provenance->folder,
				    &paths, &n, err))
		return false;
	provenance->dirty = n != 0;
	for (size_t i = 0; i < n; i++) {
		struct gw_file_origin *origin = gw_map_get(&provenance->files,
							   gw_view_of(paths[i]));

		if (origin != NULL)
			origin->blob = NULL;
	}
	return true;
}

/* --- the commit that last changed a file --- */

struct search {
	struct gw_provenance *provenance;
	struct gw_map wanted; /* path -> itself */
	size_t left;
};

static bool take_change(void *payload, const struct gw_git_change *change)
{
	struct search *search = payload;
	struct gw_view path = gw_view_of(change->path);
	struct gw_file_origin *origin = gw_map_get(&search->provenance->files, path);

	if (gw_map_get(&search->wanted, path) == NULL || origin == NULL || origin->changed != NULL)
		return true;
	/* Who is not known to have changed it is not named. */
	if (!change->may_be_older)
		origin->changed = change->commit;
	return --search->left != 0;
}

static bool find_changes(struct gw_session *session, const struct gw_source *source,
			 struct gw_provenance *provenance, const struct gw_plan *plan,
			 struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct search search = {.provenance = provenance};

	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct gw_step *step = &plan->steps.items[i];
		struct gw_view path;

		if (step->source != source || step->migration == NULL)
			continue;
		path = gw_view_of(step->migration->path);
		if (gw_map_get(&provenance->files, path) == NULL ||
		    gw_map_put(&scratch, &search.wanted, path, &search) != NULL)
			continue;
		search.left++;
	}
	return search.left == 0 ||
	       provenance->git->walk(provenance->repository, session->arena, provenance->commit->id,
				     provenance->folder, take_change, &search, err);
}

/* --- all of it --- */

/* Of files in a work tree: HEAD. NULL: they are in none, or there is no commit yet. */
static bool find_head(struct gw_session *session, struct gw_provenance **ret_provenance,
		      struct gw_error **err)
{
	const char *dir = gw_config_text(session->config, GW_KEY_DIR);
	GW_ERROR_AUTO struct gw_error *unborn = NULL;
	struct gw_provenance *provenance;
	struct gw_git_commit *commit;

	*ret_provenance = NULL;
	if (!gw_git_is_near(dir))
		return true;
	if (!gw_session_git(session, err))
		return false;
	commit = gw_new(session->arena, struct gw_git_commit);
	if (session->git_folder == NULL ||
	    session->git->info(session->repository)->work_folder == NULL ||
	    !session->git->resolve(session->repository, session->arena, "HEAD", commit, &unborn))
		return true;
	provenance = gw_new(session->arena, struct gw_provenance);
	*provenance = (struct gw_provenance){
		.git = session->git,
		.repository = session->repository,
		.commit = commit,
		.folder = session->git_folder,
		.checked_out = true,
	};
	*ret_provenance = provenance;
	return true;
}

static bool complete(struct gw_session *session, struct gw_source *source,
		     const struct gw_plan *plan, struct gw_error **err)
{
	struct gw_provenance *provenance = source->provenance;

	if (provenance == NULL && !find_head(session, &provenance, err))
		return false;
	if (provenance == NULL)
		return true;
	if (!find_ref(session, provenance, err) || !list_files(session, provenance, err) ||
	    (provenance->checked_out && !look_for_dirt(session, provenance, err)) ||
	    !find_changes(session, source, provenance, plan, err))
		return false;
	source->provenance = provenance;
	return true;
}

bool gw_session_trace(struct gw_session *session, struct gw_source *source,
		      const struct gw_plan *plan, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *failure = NULL;
	const char **requirements;
	struct gw_notice notice = {0};

	if (source->traced)
		return true;
	source->traced = true;
	if (gw_config_list(session->config, GW_KEY_REQUIRE_GIT, &requirements) != 0)
		return complete(session, source, plan, err);
	if (complete(session, source, plan, &failure))
		return true;
	notice.text = gw_format(session->arena, "nothing of git is recorded: %s", failure->message);
	gw_vec_push(source->arena, &source->notices, notice);
	return true;
}
