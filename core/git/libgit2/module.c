/*
 * The module "git": repositories opened, and libgit2's errors put into words.
 */
#include <stdarg.h>
#include <stdlib.h>

#include "git/libgit2/libgit2.h"

bool gw_git_fail(struct gw_error **err, enum gw_code code, const char *format, ...)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const git_error *problem = git_error_last();
	const char *message;
	va_list args;

	va_start(args, format);
	message = gw_vformat(&arena, format, args);
	va_end(args);
	return gw_fail(err, code, "%s: %s", message,
		       problem != NULL ? problem->message : "libgit2 gives no reason");
}

const char *gw_git_hex(struct gw_arena *arena, const git_oid *id)
{
	char *hex = gw_alloc(arena, GIT_OID_HEXSZ + 1);

	git_oid_tostr(hex, GIT_OID_HEXSZ + 1, id);
	return hex;
}

bool gw_git_parse(const char *hex, git_oid *ret_id, struct gw_error **err)
{
	if (git_oid_fromstr(ret_id, hex) != 0)
		return gw_fail(err, GW_E_GIT, "'%s' is not the id of an object", hex);
	return true;
}

static bool fail_open(int result, const char *path, struct gw_error **err)
{
	if (result == GIT_ENOTFOUND) {
		gw_fail(err, GW_E_GIT_NONE, "there is no git repository at %s, nor above it", path);
		gw_error_hint(*err, "Go to the repository, or name it with `--repository PATH`.");
		return false;
	}
	if (result != GIT_EOWNER)
		return gw_git_fail(err, GW_E_GIT, "the git repository at %s cannot be used", path);
	gw_fail(err, GW_E_GIT, "the git repository at %s belongs to another user", path);
	gw_error_detail(*err, "git does not trust what others may have put there");
	gw_error_hint(*err, "If you trust it, say so to git: `git config --global --add "
			    "safe.directory FOLDER`, with the folder that holds `.git`.");
	return false;
}

/* libgit2 counts who uses it: it is begun here, and ended by close(). */
static bool open(struct gw_arena *arena, const char *path, struct gw_repository **ret_repository,
		 struct gw_error **err)
{
	struct gw_repository *repository = gw_new(arena, struct gw_repository);
	int result;

	if (git_libgit2_init() < 0)
		return gw_git_fail(err, GW_E_GIT, "git cannot be used");
	result = git_repository_open_ext(&repository->git, path, GIT_REPOSITORY_OPEN_CROSS_FS,
					 NULL);
	if (result != 0) {
		fail_open(result, path, err);
		git_libgit2_shutdown();
		return false;
	}
	repository->info = (struct gw_repository_info){
		.git_folder = gw_strdup(arena, git_repository_path(repository->git)),
		.work_folder = gw_strdup(arena, git_repository_workdir(repository->git)),
		.shallow = git_repository_is_shallow(repository->git) == 1,
	};
	*ret_repository = repository;
	return true;
}

static void close(struct gw_repository *repository)
{
	if (repository == NULL)
		return;
	git_repository_free(repository->git);
	git_libgit2_shutdown();
}

static const struct gw_repository_info *info(const struct gw_repository *repository)
{
	return &repository->info;
}

GW_EXPORT const struct gw_git gw_module_git = {
	.open = open,
	.close = close,
	.info = info,
	.resolve = gw_git_resolve,
	.head_branch = gw_git_head_branch,
	.names = gw_git_names_of,
	.contains = gw_git_contains,
	.merge_base = gw_git_merge_base,
	.list = gw_git_list,
	.read = gw_git_read,
	.dirty = gw_git_dirty,
	.walk = gw_git_walk,
};
