/*
 * The commits that brought files of a source: who added each, and who changed it last. One walk for all.
 */
#include "session/git/git_int.h"

/* Children come before their parents: the first that is met changed it last, the last one added it. */
static bool take_change(void *payload, const struct gw_git_change *change)
{
	const struct gw_map *files = payload;
	struct gw_file_commits *commits = gw_map_get(files, gw_view_of(change->path));

	if (commits == NULL || change->id == NULL)
		return true;
	if (commits->changed == NULL)
		commits->changed = change->commit;
	commits->added = change->commit;
	return true;
}

static bool mark_dirty(struct gw_session *session, const char *folder, struct gw_map *files,
		       struct gw_error **err)
{
	const char **paths;
	size_t n;

	if (session->git->info(session->repository)->work_folder == NULL)
		return true;
	if (!session->git->dirty(session->repository, session->arena, folder, &paths, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		struct gw_file_commits *commits = gw_map_get(files, gw_view_of(paths[i]));

		if (commits != NULL)
			commits->dirty = true;
	}
	return true;
}

bool gw_session_file_commits(struct gw_session *session, struct gw_map *files,
			     struct gw_error **err)
{
	const struct gw_provenance *provenance = session->source->provenance;
	struct gw_git_commit head;
	const char *folder;

	if (!gw_session_source_folder(session, &folder, err))
		return false;
	if (provenance == NULL &&
	    (!session->git->resolve(session->repository, session->arena, "HEAD", &head, err) ||
	     !mark_dirty(session, folder, files, err)))
		return false;
	return session->git->walk(session->repository, session->arena,
				  provenance != NULL ? provenance->commit->id : head.id, folder,
				  take_change, files, err);
}
