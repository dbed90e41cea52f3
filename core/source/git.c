/*
 * A folder of a commit as a tree. All is read from git's objects; a checkout, filters and line ends
 * play no part.
 */
#include "source/git.h"

#include <string.h>

#include "source/source_int.h"

/* --- names --- */

/* The first of what is not in braces: REF may hold anything there, as in HEAD^{/fix: users}. */
static size_t find_outside(struct gw_view text, const char *needle)
{
	size_t depth = 0;

	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == '{')
			depth++;
		else if (text.p[i] == '}' && depth != 0)
			depth--;
		else if (depth == 0 && gw_view_starts(gw_view_from(text, i), needle))
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
	colon = find_outside(rest, ":");
	if (colon != GW_NOWHERE) {
		spec.path = gw_view_dup(arena, gw_view_from(rest, colon + 1));
		rest = gw_view_slice(rest, 0, colon);
	}
	if (find_outside(rest, "...") != GW_NOWHERE)
		return fail_spec(text, "it has three dots", err);
	dots = find_outside(rest, "..");
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

static bool read_blob(const struct commit_tree *self, const char *path, const char *id,
		      uint64_t max_bytes, struct gw_text *ret_text, struct gw_error **err)
{
	struct gw_text text;

	if (!self->folder.git->read(self->folder.repository, id, max_bytes, &text, err))
		return fail_at(err, self->tree.display, path);
	if (is_lfs_pointer(text.view)) {
		gw_text_done(&text);
		return fail_lfs(&self->tree, path, err);
	}
	*ret_text = text;
	return true;
}

static bool commit_tree_read(struct gw_tree *tree, const char *path, uint64_t max_bytes,
			     struct gw_text *ret_text, struct gw_error **err)
{
	const struct commit_tree *self = (const struct commit_tree *)tree;
	const struct gw_tree_file *file = gw_tree_find(tree, path);

	if (file == NULL)
		return gw_source_fail_changed(tree, path, err);
	return read_blob(self, path, self->ids[file - tree->files], max_bytes, ret_text, err);
}

static void commit_tree_close(struct gw_tree *tree GW_UNUSED)
{
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

static bool is_hidden(const char *path)
{
	return path[0] == '.' || strstr(path, "/.") != NULL;
}

static bool fail_name(const char *display, const char *path, const char *fault,
		      struct gw_error **err)
{
	GW_STR_AUTO struct gw_str shown = {0};

	gw_str_add_escaped(&shown, gw_view_of(path));
	gw_fail(err, GW_E_SOURCE, "%s/%s has a name that %s", display, gw_str_text(&shown), fault);
	return false;
}

/*
 * As in a folder on disk: a name that cannot be shown is in nobody's way where it cannot be a
 * migration's either, and is passed over then.
 */
static bool check_name(const char *display, const char *path, bool *ret_is_clean,
		       struct gw_error **err)
{
	struct gw_view view = gw_view_of(path);
	const char *fault = gw_name_fault(view);
	size_t slash = gw_view_rfind_char(view, '/');

	*ret_is_clean = fault == NULL;
	if (fault == NULL)
		return true;
	if (!gw_name_is_sql(view) &&
	    (slash == GW_NOWHERE || gw_name_fault(gw_view_slice(view, 0, slash)) == NULL))
		return true;
	return fail_name(display, path, fault, err);
}

static bool check_entry(const char *display, const struct gw_git_entry *entry, bool *ret_is_wanted,
			struct gw_error **err)
{
	*ret_is_wanted = false;
	if (is_hidden(entry->path))
		return true;
	if (!check_name(display, entry->path, ret_is_wanted, err))
		return false;
	return !*ret_is_wanted || entry->kind == GW_GIT_FILE || fail_elsewhere(display, entry, err);
}

/* What lies beside is of the same commit, and no more anybody else's than the rest. */
static bool commit_tree_read_beside(struct gw_tree *tree, const char *name,
				    struct gw_text *ret_text, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct commit_tree *self = (const struct commit_tree *)tree;
	const struct gw_git_folder *folder = &self->folder;
	struct gw_view path = gw_view_of(folder->path);
	size_t slash = gw_view_rfind_char(path, '/');
	const char *above = gw_view_dup(&arena,
					gw_view_slice(path, 0, slash == GW_NOWHERE ? 0 : slash));
	struct gw_git_entries entries;

	*ret_text = (struct gw_text){0};
	if (path.n == 0)
		return true;
	if (!folder->git->list(folder->repository, &arena, folder->commit, above, 1, &entries, err))
		return false;
	for (size_t i = 0; i < entries.list.n; i++) {
		const struct gw_git_entry *entry = &entries.list.items[i];
		const char *shown = gw_format(&arena, "../%s", name);

		if (strcmp(entry->path, name) != 0)
			continue;
		if (entry->kind != GW_GIT_FILE)
			return fail_elsewhere(tree->display, entry, err);
		return read_blob(self, shown, entry->id, UINT64_MAX, ret_text, err);
	}
	return true;
}

static bool fail_no_folder(const struct gw_git_folder *folder, const char *display,
			   struct gw_error **err)
{
	gw_fail(err, GW_E_SOURCE, "%s: the commit has no folder '%s'", display, folder->path);
	gw_error_hint(*err, "Name the folder behind the commit, from the root of the repository: "
			    "`--from REF:PATH`.");
	return false;
}

/* The files, or the signatures, behind what was taken before. */
static bool take(struct commit_tree *self, struct gw_tree_file *files,
		 const struct gw_git_entries *entries, bool signatures, struct gw_error **err)
{
	size_t *n = signatures ? &self->tree.nsignatures : &self->tree.nfiles;
	size_t first = signatures ? self->tree.nfiles : 0;

	for (size_t i = 0; i < entries->list.n; i++) {
		const struct gw_git_entry *entry = &entries->list.items[i];
		bool is_wanted;

		if (gw_tree_is_signature(entry->path) != signatures)
			continue;
		if (!check_entry(self->tree.display, entry, &is_wanted, err))
			return false;
		if (!is_wanted)
			continue;
		files[first + *n] = (struct gw_tree_file){entry->path};
		self->ids[first + (*n)++] = entry->id;
	}
	return true;
}

static bool fill(struct gw_arena *arena, struct commit_tree *self,
		 const struct gw_git_entries *entries, struct gw_error **err)
{
	struct gw_tree_file *files = gw_new_array(arena, struct gw_tree_file, entries->list.n);

	self->ids = gw_new_array(arena, const char *, entries->list.n);
	self->tree.files = files;
	return take(self, files, entries, false, err) && take(self, files, entries, true, err);
}

bool gw_tree_open_commit(struct gw_arena *arena, const struct gw_git_folder *folder,
			 const char *display, struct gw_tree **ret_tree, struct gw_error **err)
{
	struct commit_tree *self = gw_new(arena, struct commit_tree);
	struct gw_git_entries entries;

	if (!folder->git->list(folder->repository, arena, folder->commit, folder->path,
			       GW_TREE_MAX_DEPTH, &entries, err))
		return false;
	if (entries.tree == NULL && !folder->optional)
		return fail_no_folder(folder, display, err);
	self->tree = (struct gw_tree){
		.display = gw_strdup(arena, display),
		.read = commit_tree_read,
		.read_beside = commit_tree_read_beside,
		.close = commit_tree_close,
	};
	self->folder = *folder;
	if (!fill(arena, self, &entries, err))
		return false;
	*ret_tree = &self->tree;
	return true;
}
