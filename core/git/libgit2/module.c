/*
 * The module "git": repositories opened, and libgit2's errors put into words.
 */
#include <pthread.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "git/libgit2/libgit2.h"

GW_PRINTF(3, 0)
static void fail(struct gw_error **err, enum gw_code code, const char *format, va_list args)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const git_error *problem = git_error_last();

	gw_fail(err, code, "%s: %s", gw_vformat(&arena, format, args),
		problem != NULL ? problem->message : "libgit2 gives no reason");
}

bool gw_git_fail(struct gw_error **err, enum gw_code code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	fail(err, code, format, args);
	va_end(args);
	return false;
}

/*
 * Whether git itself would fetch objects that are missing. The names are looked at one by one: where
 * libgit2 1.5 matches them with a pattern, it loses 20 kB for each.
 */
static bool is_partial(git_repository *repository)
{
	CONFIG_AUTO git_config *config = NULL;
	CONFIG_ITERATOR_AUTO git_config_iterator *iterator = NULL;
	git_config_entry *entry;

	if (git_repository_config_snapshot(&config, repository) != 0 ||
	    git_config_iterator_new(&iterator, config) != 0)
		return false;
	while (git_config_next(&entry, iterator) == 0) {
		struct gw_view name = gw_view_of(entry->name);

		if (gw_view_starts(name, "remote.") && gw_view_ends(name, ".promisor"))
			return true;
	}
	return false;
}

bool gw_git_fail_read(struct gw_repository *repository, struct gw_error **err, const char *format,
		      ...)
{
	va_list args;

	va_start(args, format);
	fail(err, GW_E_GIT, format, args);
	va_end(args);
	if (is_partial(repository->git))
		gw_error_hint(*err, "This clone is partial: `git fetch --refetch --no-filter` gets "
				    "the rest.");
	else if (repository->info.shallow)
		gw_error_hint(*err,
			      "This clone is shallow: `git fetch --unshallow` gets the rest.");
	return false;
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

/*
 * What git writes into the configuration of sparse and of partial clones; libgit2 refuses what it does
 * not know. All of these are about what is in the work tree, or where to get more from: what is read
 * here means the same with and without them. Source: git's Documentation/technical/
 * repository-version.txt.
 */
static bool know_extensions(void)
{
	static const char *known[] = {"partialclone", "relativeworktrees", "worktreeconfig"};

	return git_libgit2_opts(GIT_OPT_SET_EXTENSIONS, known, GW_COUNT(known)) == 0;
}

/* With the folder that git's `safe.directory` must name: the work tree, or a bare repository. */
static bool fail_owner(const char *path, struct gw_view git_folder, struct gw_error **err)
{
	struct gw_view folder = git_folder;

	folder.n -= gw_view_ends(folder, "/.git/") ? strlen("/.git/") : strlen("/");
	gw_fail(err, GW_E_GIT, "the git repository at %s belongs to another user", path);
	gw_error_detail(*err, "git does not trust what others may have put there");
	gw_error_hint(*err,
		      "If you trust it, say so to git: `git config --global --add safe.directory "
		      "%.*s`.",
		      GW_VIEW_ARG(folder));
	return false;
}

/*
 * Of a repository that belongs to somebody else libgit2 1.5 says GIT_EOWNER only where git's
 * configuration has some `safe.directory`, and GIT_ENOTFOUND where it has none.
 */
static bool fail_open(int result, const char *path, struct gw_error **err)
{
	git_buf found = {0};
	bool is_there;

	if (result != GIT_EOWNER && result != GIT_ENOTFOUND)
		return gw_git_fail(err, GW_E_GIT, "the git repository at %s cannot be used", path);
	is_there = git_repository_discover(&found, path, 1, NULL) == 0;
	if (is_there)
		fail_owner(path, (struct gw_view){found.ptr, found.size}, err);
	else
		gw_fail(err, GW_E_GIT_NONE, "there is no git repository at %s, nor above it", path);
	git_buf_dispose(&found);
	if (!is_there)
		gw_error_hint(*err, "Go to the repository, or name it with `--repository PATH`.");
	return false;
}

/* What libgit2 knows of extensions is one list for all threads: they open one after the other. */
static pthread_mutex_t opening = PTHREAD_MUTEX_INITIALIZER;

static int open_alone(const char *path, git_repository **ret_git)
{
	int result = -1;

	if (pthread_mutex_lock(&opening) != 0)
		return -1;
	if (know_extensions())
		result = git_repository_open_ext(ret_git, path, GIT_REPOSITORY_OPEN_CROSS_FS, NULL);
	(void)pthread_mutex_unlock(&opening);
	return result;
}

/* libgit2 counts who uses it: it is begun here, and ended by close_repository(). */
static bool open_repository(struct gw_arena *arena, const char *path,
			    struct gw_repository **ret_repository, struct gw_error **err)
{
	struct gw_repository *repository = gw_new(arena, struct gw_repository);
	int result;

	if (git_libgit2_init() < 0)
		return gw_git_fail(err, GW_E_GIT, "git cannot be used");
	result = open_alone(path, &repository->git);
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

static void close_repository(struct gw_repository *repository)
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
	.open = open_repository,
	.close = close_repository,
	.info = info,
	.resolve = gw_git_resolve,
	.head_branch = gw_git_head_branch,
	.names = gw_git_names_of,
	.tags = gw_git_tags_of,
	.contains = gw_git_contains,
	.merge_base = gw_git_merge_base,
	.list = gw_git_list,
	.find = gw_git_find,
	.read = gw_git_read,
	.dirty = gw_git_dirty,
	.walk = gw_git_walk,
};
