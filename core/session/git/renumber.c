/*
 * Renaming the files of a branch's migrations: all of them, or none. git's index is left alone.
 */
#include "session/git/branch.h"

/* Of what is rewritten, only if it was removed meanwhile. */
enum { FILE_MODE = 0644 };

/* What is undone when a later step fails. */
struct writing {
	struct gw_arena *arena;
	const char *folder;
	const struct gw_renumbering *renumbering;
	size_t renamed; /* of its renames */
	GW_VEC(struct gw_rewrite) rewritten; /* with the text that was there */
};

static const char *full(const struct writing *w, const char *path)
{
	return gw_format(w->arena, "%s/%s", w->folder, path);
}

static bool rename_all(struct writing *w, struct gw_error **err)
{
	for (; w->renamed < w->renumbering->renames.n; w->renamed++) {
		const struct gw_rename *rename = &w->renumbering->renames.items[w->renamed];

		if (!gw_path_rename(full(w, rename->from), full(w, rename->to), err))
			return false;
	}
	return true;
}

static bool rewrite(struct writing *w, const struct gw_rewrite *rewrite, struct gw_error **err)
{
	const char *path = full(w, rewrite->path);
	struct gw_rewrite before = {.path = rewrite->path};
	GW_TEXT_AUTO struct gw_text text = {0};

	if (!gw_file_read(path, UINT64_MAX, &text, err))
		return false;
	before.content.n = text.view.n;
	before.content.p = gw_view_dup(w->arena, text.view);
	if (!gw_file_write(path, rewrite->content, FILE_MODE, err))
		return false;
	gw_vec_push(w->arena, &w->rewritten, before);
	return true;
}

static bool rewrite_all(struct writing *w, struct gw_error **err)
{
	for (size_t i = 0; i < w->renumbering->rewrites.n; i++) {
		if (!rewrite(w, &w->renumbering->rewrites.items[i], err))
			return false;
	}
	return true;
}

/* Backwards. Returns whether all is as it was. */
static bool undo(struct writing *w)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	for (; w->rewritten.n > 0; w->rewritten.n--) {
		const struct gw_rewrite *last = &gw_vec_last(&w->rewritten);
		const char *path = full(w, last->path);

		if (!gw_file_write(path, last->content, FILE_MODE, &error))
			return false;
	}
	for (; w->renamed > 0; w->renamed--) {
		const struct gw_rename *last = &w->renumbering->renames.items[w->renamed - 1];

		if (!gw_path_rename(full(w, last->to), full(w, last->from), &error))
			return false;
	}
	return true;
}

bool gw_session_branch_write(struct gw_session_branch *branch,
			     const struct gw_renumbering *renumbering, struct gw_error **err)
{
	struct writing w = {
		.arena = branch->session->arena,
		.folder = branch->display,
		.renumbering = renumbering,
	};

	if (rename_all(&w, err) && rewrite_all(&w, err))
		return true;
	if (undo(&w))
		gw_error_hint(*err,
			      "No file was changed. Put what is in the way elsewhere, and run "
			      "the command again.");
	else
		gw_error_hint(*err, "Some files have their new names already: `git status` shows "
				    "them.");
	return false;
}
