/*
 * A folder of a commit as a tree. All is read from git's objects; a checkout, filters and line ends
 * play no part.
 */
#include "source/git.h"

#include <string.h>

#include "source/source_int.h"

/* --- names --- */

/* REF may hold a colon in braces, as in HEAD^{/fix: users}. */
static size_t find_path(struct gw_view text)
{
	size_t depth = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '{')
			depth++;
		else if (text.p[i] == '}' && depth != 0)
			depth--;
		else if (text.p[i] == ':' && depth == 0)
			return i;
	}
	return GW_NOWHERE;
}

static bool fail_spec(const char *text, const char *why, struct gw_error **err)
{
	gw_fail(err, GW_E_GIT_REF, "'%s' does not name a commit: %s", text, why);
	gw_error_hint(*err, "Write REF, REF:PATH or OLD..NEW:PATH, as in `--from "
			    "v1.4:db/migrations`.");
	return false;
}

bool gw_git_spec_parse(struct gw_arena *arena, const char *text, struct gw_git_spec *ret_spec,
		       struct gw_error **err)
{
	struct gw_view rest = gw_view_of(text);
	struct gw_git_spec spec = {0};
	size_t colon, dots;

	if (gw_view_starts(rest, "git:"))
		rest = gw_view_from(rest, 4);
	colon = find_path(rest);
	if (colon != GW_NOWHERE) {
		spec.path = gw_view_dup(arena, gw_view_from(rest, colon + 1));
		rest = gw_view_slice(rest, 0, colon);
	}
	if (gw_view_find(rest, GW_VIEW("...")) != GW_NOWHERE)
		return fail_spec(text, "it has three dots", err);
	dots = gw_view_find(rest, GW_VIEW(".."));
	if (dots != GW_NOWHERE) {
		spec.since = gw_view_dup(arena, gw_view_slice(rest, 0, dots));
		rest = gw_view_from(rest, dots + 2);
	}
	if (rest.n == 0 || (spec.since != NULL && spec.since[0] == '\0'))
		return fail_spec(text, "a name is missing", err);
	spec.ref = gw_view_dup(arena, rest);
	*ret_spec = spec;
	return true;
}

/* --- the tree --- */

struct commit_tree {
	struct gw_tree tree; /* first: the tree that callers hold is this object */
	struct gw_git_folder folder;
	const char **ids; /* of the blobs, as tree.files */
};

static bool fail_at(struct gw_error **err, const char *display, const char *path)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	gw_error_at(*err, gw_format(&arena, "%s/%s", display, path), (struct gw_view){0},
		    GW_NOWHERE, 0);
	return false;
}

/*
 * Where Git LFS keeps a file elsewhere, a commit has a pointer to it. Source: the specification of
 * Git LFS.
 */
static bool is_lfs_pointer(struct gw_view text)
{
	enum { POINTER_BYTES_MAX = 1024 };

	return text.n < POINTER_BYTES_MAX &&
	       gw_view_starts(text, "version https://git-lfs.github.com/spec/");
}

static bool fail_lfs(const struct gw_tree *tree, const char *path, struct gw_error **err)
{
	gw_fail(err, GW_E_SOURCE, "%s is kept by Git LFS: the commit has only a pointer to it",
		path);
	gw_error_hint(*err, "Keep migrations in git itself: `git lfs untrack '*.sql'` and `git add "
			    "--renormalize .`; or run from a checkout, without `--from`.");
	return fail_at(err, tree->display, path);
}

static bool commit_tree_read(struct gw_tree *tree, const char *path, uint64_t max_bytes,
			     struct gw_text *ret_text, struct gw_error **err)
{
	const struct commit_tree *self = (const struct commit_tree *)tree;
	const struct gw_tree_file *file = gw_tree_find(tree, path);
	struct gw_text text;

	if (file == NULL)
		return gw_source_fail_changed(tree, path, err);
	if (!self->folder.git->read(self->folder.repository, self->ids[file - tree->files],
				    max_bytes, &text, err))
		return fail_at(err, tree->display, path);
	if (is_lfs_pointer(text.view)) {
		gw_text_done(&text);
		return fail_lfs(tree, path, err);
	}
	*ret_text = text;
	return true;
}

static void commit_tree_close(struct gw_tree *tree GW_UNUSED)
{
}

/* Commits do not change while they are read, but they have no name that is safe by itself. */
static bool is_clean_name(const char *path)
{
	for (; *path != '\0'; path++) {
		if ((unsigned char)*path < ' ' || *path == 127)
			return false;
	}
	return true;
}

static bool is_hidden(const char *path)
{
	return path[0] == '.' || strstr(path, "/.") != NULL;
}

static bool fail_elsewhere(const char *display, const struct gw_git_entry *entry,
			   struct gw_error **err)
{
	bool link = entry->kind == GW_GIT_SYMLINK;

	gw_fail(err, GW_E_SOURCE, "%s is a %s: what it stands for is not in this commit",
		entry->path, link ? "symbolic link" : "submodule");
	if (link)
		gw_error_hint(*err, "Put the file itself there, and commit that.");
	else
		gw_error_hint(*err, "Name the submodule's own repository with `--repository PATH`, "
				    "or move it out of the folder of migrations.");
	return fail_at(err, display, entry->path);
}

static bool check_entry(const char *display, const struct gw_git_entry *entry,
			struct gw_error **err)
{
	if (entry->kind != GW_GIT_FILE)
		return fail_elsewhere(display, entry, err);
	if (is_clean_name(entry->path))
		return true;
	gw_fail(err, GW_E_SOURCE, "a file name holds control characters");
	return fail_at(err, display, entry->path);
}

static bool fail_no_folder(const struct gw_git_folder *folder, const char *display,
			   struct gw_error **err)
{
	gw_fail(err, GW_E_SOURCE, "%s: the commit has no folder '%s'", display, folder->path);
	gw_error_hint(*err, "Name the folder behind the commit, from the root of the repository: "
			    "`--from REF:PATH`.");
	return false;
}

static bool fill(struct gw_arena *arena, struct commit_tree *self,
		 const struct gw_git_entries *entries, struct gw_error **err)
{
	struct gw_tree_file *files = gw_new_array(arena, struct gw_tree_file, entries->list.n);
	size_t n = 0;

	self->ids = gw_new_array(arena, const char *, entries->list.n);
	for (size_t i = 0; i < entries->list.n; i++) {
		const struct gw_git_entry *entry = &entries->list.items[i];

		if (is_hidden(entry->path))
			continue;
		if (!check_entry(self->tree.display, entry, err))
			return false;
		files[n] = (struct gw_tree_file){entry->path};
		self->ids[n++] = entry->id;
	}
	self->tree.files = files;
	self->tree.nfiles = n;
	return true;
}

bool gw_tree_open_commit(struct gw_arena *arena, const struct gw_git_folder *folder,
			 const char *display, struct gw_tree **ret_tree, struct gw_error **err)
{
	struct commit_tree *self = gw_new(arena, struct commit_tree);
	struct gw_git_entries entries;

	if (!folder->git->list(folder->repository, arena, folder->commit, folder->path,
			       GW_TREE_MAX_DEPTH, &entries, err))
		return false;
	if (entries.tree == NULL)
		return fail_no_folder(folder, display, err);
	self->tree = (struct gw_tree){
		.display = gw_strdup(arena, display),
		.read = commit_tree_read,
		.close = commit_tree_close,
	};
	self->folder = *folder;
	if (!fill(arena, self, &entries, err))
		return false;
	*ret_tree = &self->tree;
	return true;
}
