/*
 * Where git begins: is there a repository at all, and the module that knows.
 */
#include <unistd.h>

#include "base/module.h"
#include "base/str.h"
#include "git/git.h"

bool gw_git_load(const struct gw_git **ret_git, struct gw_error **err)
{
	const void *module;

	if (!gw_module_load("git", &module, err))
		return false;
	*ret_git = module;
	return true;
}

/* A repository is rarely deeper in the file system than this; libgit2 itself has no limit. */
enum { MAX_PARENTS = 64 };

bool gw_git_is_near(const char *path)
{
	GW_STR_AUTO struct gw_str folder = {0};

	gw_str_puts(&folder, path[0] != '\0' ? path : ".");
	for (size_t i = 0; i < MAX_PARENTS; i++) {
		size_t n = folder.n;

		gw_str_puts(&folder, "/.git");
		if (access(gw_str_text(&folder), F_OK) == 0)
			return true;
		folder.n = n;
		gw_str_puts(&folder, "/..");
	}
	return false;
}
