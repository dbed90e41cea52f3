/*
 * A file that was edited since another tool applied it: the version that the tool's checksum is of may be
 * in git. Then that one is what is applied, and the edit shows as one.
 */
#include "session/git/git_int.h"
#include "session/tools/tools_int.h"

struct search {
	struct gw_session *session;
	const char *folder; /* in the repository */
	struct gw_adoption *adoption;
	struct gw_adopt_match *const *edited;
	size_t n;
	size_t left; /* that were not found */
	const struct gw_git_commit *commit; /* that was read last */
	struct gw_source *source; /* of it; NULL: it cannot be read as one */
};

static void compare(struct search *search, struct gw_adopt_match *match)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_migration *was = gw_source_find(search->source, match->key);

	if (was == NULL || !gw_view_is(gw_view_of(was->path), match->migration->path) ||
	    !gw_foreign_prove(search->session, search->adoption, match, search->source, was,
			      &ignored) ||
	    !match->proved)
		return;
	match->was = was;
	match->then = search->source;
	match->commit = search->commit;
	search->left--;
}

static bool take_change(void *payload, const struct gw_git_change *change)
{
	struct search *search = payload;

	for (size_t i = 0; change->id != NULL && i < search->n; i++) {
		struct gw_adopt_match *match = search->edited[i];

		if (match->proved || !gw_view_is(gw_view_of(change->path), match->migration->path))
			continue;
		if (search->commit != change->commit)
			search->source = gw_session_try_commit(search->session, search->folder,
							       change->commit);
		search->commit = change->commit;
		if (search->source != NULL)
			compare(search, match);
	}
	return search->left != 0;
}

void gw_adopt_find_edited(struct gw_session *session, struct gw_adoption *adoption,
			  struct gw_adopt_match *const *edited, size_t n)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct search search = {
		.session = session,
		.adoption = adoption,
		.edited = edited,
		.n = n,
		.left = n,
	};

	if (n != 0 && gw_session_source_folder(session, &search.folder, &ignored))
		(void)!session->git->walk(session->repository, session->arena, NULL, search.folder,
					  take_change, &search, &ignored);
}
