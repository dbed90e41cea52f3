/*
 * The git repository that migrations come from, and sources from its commits.
 */
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/str.h"
#include "session/git/git_int.h"
#include "source/git.h"

/* --- where in the repository --- */

static void add_part(struct gw_str *path, struct gw_view part)
{
	size_t slash;

	if (part.n == 0 || gw_view_is(part, "."))
		return;
	if (!gw_view_is(part, "..")) {
		gw_str_putc(path, '/');
		gw_str_add(path, part);
		return;
	}
	slash = gw_view_rfind_char(gw_str_view(path), '/');
	path->n = slash != GW_NOWHERE ? slash : 0;
}

/* Absolute, without "." and "..": of a folder that need not be there (any more). */
static const char *absolute(struct gw_arena *arena, const char *path)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_view rest = gw_view_of(path), part;
	char working[PATH_MAX];

	if (path[0] != '/') {
		if (getcwd(working, sizeof(working)) == NULL)
			return path;
		gw_str_puts(&str, working);
	}
	while (gw_view_next_field(&rest, '/', &part))
		add_part(&str, part);
	return gw_str_take(&str, arena);
}

/* Where the last part of a path begins, with its slash; 0: it has one part. */
static size_t last_part(struct gw_view path)
{
	size_t slash = gw_view_rfind_char(path, '/');

	return slash != GW_NOWHERE ? slash : 0;
}

/* With symbolic links followed in all that is there, as libgit2 names the work tree. */
static const char *resolved(struct gw_arena *arena, const char *path)
{
	struct gw_view full = gw_view_of(absolute(arena, path)), there = full;
	char *real = realpath(path, NULL);
	const char *copy;

	while (real == NULL && there.n != 0) {
		there.n = last_part(there);
		real = realpath(gw_format(arena, "%.*s/", GW_VIEW_ARG(there)), NULL);
	}
	copy = gw_format(arena, "%s%s", real != NULL && strcmp(real, "/") != 0 ? real : "",
			 full.p + (real != NULL ? there.n : 0));
	free(real);
	return copy;
}

/* path on disk as a path in the repository; NULL: it is outside of the work tree. */
static const char *path_in(struct gw_arena *arena, const struct gw_repository_info *info,
			   const char *path)
{
	struct gw_view full = gw_view_of(gw_format(arena, "%s/", resolved(arena, path)));
	struct gw_view root = gw_view_of(info->work_folder);

	if (root.n == 0) /* bare: paths are the repository's own */
		return gw_view_dup(
			arena,
			gw_view_from(gw_view_of(absolute(arena, gw_format(arena, "/%s", path))),
				     1));
	if (!gw_view_starts(full, info->work_folder))
		return NULL;
	return gw_view_dup(arena, gw_view_slice(full, root.n, full.n - 1));
}

/* PATH of a spec: from the root, or, where it says so, from the working folder. */
const char *gw_session_git_path(struct gw_session *session, const char *path)
{
	struct gw_view view = gw_view_of(path);
	const char *rooted;

	if (gw_view_starts(view, "./") || gw_view_starts(view, "../") || gw_view_is(view, "."))
		return path_in(session->arena, session->git->info(session->repository), path);
	rooted = absolute(session->arena, gw_format(session->arena, "/%s", path));
	return rooted[0] == '/' ? rooted + 1 : rooted;
}

/* --- opening --- */

bool gw_session_git(struct gw_session *session, struct gw_error **err)
{
	const char *dir = gw_config_text(session->config, GW_KEY_DIR);
	const char *path = gw_config_text(session->config, GW_KEY_REPOSITORY);

	if (session->repository != NULL)
		return true;
	if (path == NULL)
		path = gw_folder_is_dir(dir) ? dir : ".";
	if (!gw_git_load(&session->git, err) ||
	    !session->git->open(session->arena, path, &session->repository, err))
		return false;
	session->git_folder = path_in(session->arena, session->git->info(session->repository), dir);
	return true;
}

bool gw_session_fail_outside(const char *path, struct gw_error **err)
{
	gw_fail(err, GW_E_SOURCE, "%s is not in the work tree of the repository", path);
	gw_error_hint(*err, "Name the folder behind the commit, from the root of the repository: "
			    "`--from REF:PATH`; and the repository with `--repository PATH`.");
	return false;
}

static bool fail_none(const char *folder, struct gw_error **err)
{
	gw_fail(err, GW_E_GIT_NONE, "%s is in no git repository", folder);
	gw_error_hint(*err, "Name the repository with `--repository PATH`.");
	return false;
}

bool gw_session_source_folder(struct gw_session *session, const char **ret_folder,
			      struct gw_error **err)
{
	const struct gw_provenance *provenance = session->source->provenance;
	const char *dir = gw_config_text(session->config, GW_KEY_DIR);

	if (provenance != NULL) {
		*ret_folder = provenance->folder;
		return true;
	}
	if (gw_config_text(session->config, GW_KEY_REPOSITORY) == NULL && !gw_git_is_near(dir))
		return fail_none(dir, err);
	if (!gw_session_git(session, err))
		return false;
	if (session->git_folder == NULL)
		return gw_session_fail_outside(dir, err);
	*ret_folder = session->git_folder;
	return true;
}

/* "git:v1.4:db/migrations" */
static const char *display_of(struct gw_arena *arena, const char *ref, const char *path)
{
	return gw_format(arena, path[0] != '\0' ? "git:%s:%s" : "git:%s%s", ref, path);
}

bool gw_session_commit_source(struct gw_session *session, const struct gw_git_commit *commit,
			      const char *ref, const char *path, struct gw_source **ret_source,
			      struct gw_error **err)
{
	const struct gw_git_folder folder = {
		.git = session->git,
		.repository = session->repository,
		.commit = commit->id,
		.path = path,
	};
	struct gw_provenance *provenance = gw_new(session->arena, struct gw_provenance);
	struct gw_tree *tree;

	*provenance = (struct gw_provenance){
		.git = session->git,
		.repository = session->repository,
		.commit = commit,
		.folder = path,
		.ref = ref,
	};
	if (!gw_tree_open_commit(session->arena, &folder, display_of(session->arena, ref, path),
				 &tree, err) ||
	    !gw_source_open(session->arena, tree, gw_config_text(session->config, GW_KEY_FORMAT),
			    gw_engine_dialect(session->url.engine), ret_source, err))
		return false;
	(*ret_source)->variables = gw_config_variables(session->config);
	(*ret_source)->provenance = provenance;
	return true;
}

static bool open_at(struct gw_session *session, const char *ref, const char *path,
		    struct gw_source **ret_source, struct gw_error **err)
{
	struct gw_git_commit *commit = gw_new(session->arena, struct gw_git_commit);

	return session->git->resolve(session->repository, session->arena, ref, commit, err) &&
	       gw_session_commit_source(session, commit, ref, path, ret_source, err);
}

bool gw_session_git_source(struct gw_session *session, const char *text,
			   struct gw_source **ret_source, struct gw_source **ret_since,
			   struct gw_error **err)
{
	struct gw_git_spec spec;
	const char *path;

	if (!gw_session_target(session, err) || !gw_session_git(session, err) ||
	    !gw_git_spec_parse(session->arena, text, &spec, err))
		return false;
	path = spec.path != NULL ? gw_session_git_path(session, spec.path) : session->git_folder;
	if (path == NULL)
		return gw_session_fail_outside(
			spec.path != NULL ? spec.path : gw_config_text(session->config, GW_KEY_DIR),
			err);
	*ret_since = NULL;
	return (spec.since == NULL || open_at(session, spec.since, path, ret_since, err)) &&
	       open_at(session, spec.ref, path, ret_source, err);
}

/* --- commits as targets --- */

static bool fail_range(const char *text, struct gw_error **err)
{
	gw_fail(err, GW_E_USAGE, "'%s' names two commits: one can be gone to", text);
	gw_error_hint(*err, "Name the commit alone.");
	return false;
}

static bool open_target(struct gw_session *session, const char *text, struct gw_error **err)
{
	struct gw_source *since = NULL;

	if (session->target != NULL)
		return true;
	if (!gw_session_git_source(session, text, &session->target, &since, err))
		return false;
	gw_source_close(since);
	return since == NULL || fail_range(text, err);
}

/* It is no version. Is it a commit? Where there is no git, or no such name, the first answer stands. */
static bool try_commit(struct gw_session *session, const char *text, struct gw_error **unknown,
		       struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *failure = NULL;

	if (open_target(session, text, &failure))
		return true;
	*err = failure;
	failure = NULL;
	if ((*err)->code != GW_E_GIT_NONE && (*err)->code != GW_E_GIT_REF)
		return false;
	failure = *err;
	*err = *unknown;
	*unknown = NULL;
	if (failure->code == GW_E_GIT_REF)
		gw_error_detail(*err, "nor is there a branch, tag or commit of that name");
	return false;
}

bool gw_session_aim(struct gw_session *session, struct gw_plan_request *request,
		    struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *unknown = NULL;
	const char *key;

	request->since = session->since;
	if (!request->to_may_be_commit || request->to == NULL ||
	    gw_view_is(gw_view_of(request->to), "0"))
		return true;
	if (gw_view_starts(gw_view_of(request->to), "git:")) {
		if (!open_target(session, request->to, err))
			return false;
	} else {
		if (gw_plan_find_key(session->source, session->history, request->to, &key,
				     &unknown))
			return true;
		if (!try_commit(session, request->to, &unknown, err))
			return false;
	}
	request->target = session->target;
	request->to = NULL;
	if (request->goal == GW_GOAL_UP)
		request->goal = GW_GOAL_GOTO;
	return true;
}
