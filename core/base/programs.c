/*
 * Looking for programs, in PATH and in folders that packages use.
 */
#include "base/programs.h"

#include <glob.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"

struct search {
	struct gw_arena *arena;
	const char *name;
	struct gw_programs *found;
};

static void look_into(const struct search *search, struct gw_view folder)
{
	const char *path = gw_format(search->arena, "%.*s/%s", GW_VIEW_ARG(folder), search->name);

	if (folder.n != 0 && access(path, X_OK) == 0)
		gw_vec_push(search->arena, &search->found->paths, path);
}

static int newest_first(const void *a, const void *b)
{
	return strverscmp(*(const char *const *)b, *(const char *const *)a);
}

static void look_for_pattern(const struct search *search, const char *pattern)
{
	size_t before = search->found->paths.n;
	glob_t folders;

	if (glob(pattern, 0, NULL, &folders) != 0)
		return;
	for (size_t i = 0; i < folders.gl_pathc; i++)
		look_into(search, gw_view_of(folders.gl_pathv[i]));
	globfree(&folders);
	if (search->found->paths.n != before)
		qsort(search->found->paths.items + before, search->found->paths.n - before,
		      sizeof(const char *), newest_first);
}

void gw_programs_find(struct gw_arena *arena, const struct gw_system *sys, const char *name,
		      const char *const *patterns, struct gw_programs *ret_programs)
{
	const struct search search = {.arena = arena, .name = name, .found = ret_programs};
	struct gw_view rest = gw_view_of(sys->getenv("PATH")), folder;

	*ret_programs = (struct gw_programs){0};
	while (gw_view_next_field(&rest, ':', &folder))
		look_into(&search, folder);
	for (size_t i = 0; patterns[i] != NULL; i++)
		look_for_pattern(&search, patterns[i]);
}
