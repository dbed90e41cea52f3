/*
 * The module "textdiff": unified differences by libgit2.
 */
#include <git2.h>

#include "base/str.h"
#include "base/textdiff_int.h"

#define PATCH_AUTO GW_CLEANUP(patch_cleanup)

static void patch_cleanup(git_patch **patch)
{
	git_patch_free(*patch);
}

static int add_line(const git_diff_delta *delta GW_UNUSED, const git_diff_hunk *hunk GW_UNUSED,
		    const git_diff_line *line, void *str)
{
	if (line->origin == GIT_DIFF_LINE_FILE_HDR)
		return 0;
	if (line->origin == GIT_DIFF_LINE_CONTEXT || line->origin == GIT_DIFF_LINE_ADDITION ||
	    line->origin == GIT_DIFF_LINE_DELETION)
		gw_str_putc(str, line->origin);
	gw_str_add(str, (struct gw_view){line->content, line->content_len});
	return 0;
}

static bool fail_git(struct gw_error **err)
{
	const git_error *problem = git_error_last();

	return gw_fail(err, GW_E_IO, "cannot compare the texts: %s",
		       problem != NULL ? problem->message : "libgit2 gives no reason");
}

static bool diff_started(struct gw_arena *arena, struct gw_view old_text, struct gw_view new_text,
			 const char **ret_diff, struct gw_error **err)
{
	PATCH_AUTO git_patch *patch = NULL;
	GW_STR_AUTO struct gw_str str = {0};
	git_diff_options options;

	if (git_diff_options_init(&options, GIT_DIFF_OPTIONS_VERSION) != 0)
		return fail_git(err);
	options.flags = GIT_DIFF_FORCE_TEXT;
	if (git_patch_from_buffers(&patch, old_text.p, old_text.n, NULL, new_text.p, new_text.n,
				   NULL, &options) != 0 ||
	    git_patch_print(patch, add_line, &str) != 0)
		return fail_git(err);
	*ret_diff = gw_str_take(&str, arena);
	return true;
}

static bool diff(struct gw_arena *arena, struct gw_view old_text, struct gw_view new_text,
		 const char **ret_diff, struct gw_error **err)
{
	bool ok;

	if (git_libgit2_init() < 0)
		return fail_git(err);
	ok = diff_started(arena, old_text, new_text, ret_diff, err);
	git_libgit2_shutdown();
	return ok;
}

GW_EXPORT const struct gw_textdiff gw_module_textdiff = {
	.diff = diff,
};
