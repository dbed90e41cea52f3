/*
 * A git repository, read: what a name stands for, which files a commit has, what changed when. Knows
 * nothing of migrations, writes nothing, needs no git program and no network.
 *
 * libgit2 does the work, in the module "git", which is loaded by gw_git_load() when git is first
 * needed; the functions of struct gw_git are its face. Ids are 40 hexadecimal digits. Paths are
 * relative to the root of the repository's tree, with '/' between parts; "" is the root.
 */
#ifndef GW_GIT_GIT_H
#define GW_GIT_GIT_H

#include "base/error.h"
#include "base/fs.h"
#include "base/vec.h"

struct gw_repository;

/* So many commits a walk looks at, the youngest: a second or two of reading. */
enum { GW_GIT_WALK_COMMITS = 50000 };

/* Facts of a repository that do not change while it is open. */
struct gw_repository_info {
	const char *git_folder; /* "/srv/app/.git/" */
	const char *work_folder; /* "/srv/app/"; NULL: bare */
	bool shallow; /* its history was cut off */
};

struct gw_git_commit {
	const char *id;
	const char *tree; /* of its root */
	const char *author; /* "Ada Lovelace <ada@example.org>" */
	int64_t authored_at_us; /* microseconds since 1970 UTC */
	const char *summary; /* the first line of its message */
	const char *message;
};

enum gw_git_kind {
	GW_GIT_FILE,
	GW_GIT_SYMLINK,
	GW_GIT_SUBMODULE,
};

struct gw_git_entry {
	const char *path; /* relative to the folder that was listed */
	const char *id; /* of the blob */
	enum gw_git_kind kind;
};
struct gw_git_entries {
	GW_VEC(struct gw_git_entry) list; /* sorted bytewise by path */
	const char *tree; /* id of the folder itself; NULL: the commit has no such folder */
};

/* Names that point at a commit. */
struct gw_git_names {
	GW_VEC(const char *) tags; /* sorted; "v1.4" */
	GW_VEC(const char *) branches; /* sorted, local ones first; "main", "origin/main" */
};

struct gw_git_tag {
	const char *name; /* "v1.4" */
	const char *commit;
	int64_t committed_at_us;
};
struct gw_git_tags {
	GW_VEC(struct gw_git_tag) list; /* the oldest commit's first */
};

/* A version of a file that a commit brought: it differs from that of each of its parents. */
struct gw_git_change {
	const struct gw_git_commit *commit; /* lives as long as the arena of the walk */
	const char *path; /* relative to the folder; valid during the call */
	const char *id; /* of the blob; NULL: the file was removed */
	bool may_be_older; /* what is behind the commit is not there, or not looked at */
};
/* false ends the walk. */
typedef bool gw_git_change_fn(void *payload, const struct gw_git_change *change);

/* The face of the module. Unless something else is said, errors are GW_E_GIT. */
struct gw_git {
	/*
	 * Opens the repository that path is in: in its work tree, in the git folder itself, or a bare
	 * one. GW_E_GIT_NONE when there is none above path either; who may not use it because it
	 * belongs to somebody else is told so. Close with close(), which takes NULL.
	 */
	bool (*open)(struct gw_arena *arena, const char *path,
		     struct gw_repository **ret_repository, struct gw_error **err);
	void (*close)(struct gw_repository *repository);
	const struct gw_repository_info *(*info)(const struct gw_repository *repository);

	/*
	 * The commit that text names: a branch, a tag, an id or the start of one, "HEAD~3", and what
	 * else gitrevisions(7) has for single commits. GW_E_GIT_REF when there is none.
	 */
	bool (*resolve)(struct gw_repository *repository, struct gw_arena *arena, const char *text,
			struct gw_git_commit *ret_commit, struct gw_error **err);
	/* The branch that is checked out; NULL: none, or it has no commit yet. */
	bool (*head_branch)(struct gw_repository *repository, struct gw_arena *arena,
			    const char **ret_branch, struct gw_error **err);
	bool (*names)(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		      struct gw_git_names *ret_names, struct gw_error **err);
	/* All tags of commits. */
	bool (*tags)(struct gw_repository *repository, struct gw_arena *arena,
		     struct gw_git_tags *ret_tags, struct gw_error **err);
	/* Whether ancestor is descendant, or one that it came from. */
	bool (*contains)(struct gw_repository *repository, const char *descendant,
			 const char *ancestor, bool *ret_contains, struct gw_error **err);
	/* The best common ancestor; NULL: there is none, as far as a shallow history goes. */
	bool (*merge_base)(struct gw_repository *repository, struct gw_arena *arena, const char *a,
			   const char *b, const char **ret_id, struct gw_error **err);

	/*
	 * All files of a commit below a folder, down to depth levels (1: the folder's own). A folder
	 * that the commit has not is no error: see gw_git_entries. One that is a file is.
	 */
	bool (*list)(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		     const char *folder, unsigned depth, struct gw_git_entries *ret_entries,
		     struct gw_error **err);
	/* The blob of one file of a commit; NULL: it has no such file. */
	bool (*find)(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		     const char *path, const char **ret_id, struct gw_error **err);
	/*
	 * The content of a blob as it is in the repository: no filter is applied. GW_E_GIT when it is
	 * corrupt, or has more than max_bytes. Release with gw_text_done().
	 */
	bool (*read)(struct gw_repository *repository, const char *id, uint64_t max_bytes,
		     struct gw_text *ret_text, struct gw_error **err);

	/*
	 * What of the work tree's folder is not as HEAD has it: paths of files (relative to the folder)
	 * that are changed, staged, new or gone; ignored files are not looked at. Not for bare ones.
	 */
	bool (*dirty)(struct gw_repository *repository, struct gw_arena *arena, const char *folder,
		      const char ***ret_paths, size_t *ret_count, struct gw_error **err);

	/*
	 * The changes below a folder, from a commit back to the beginning, children before their
	 * parents, in one walk. commit NULL: from HEAD and all branches and tags. Where a history is
	 * shallow, its oldest commits bring all that they have; and so do those behind which
	 * GW_GIT_WALK_COMMITS ends the walk.
	 */
	bool (*walk)(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		     const char *folder, gw_git_change_fn *change, void *payload,
		     struct gw_error **err);
};

/* GW_E_MODULE when libgit2 is not there. */
GW_MUST_USE bool gw_git_load(const struct gw_git **ret_git, struct gw_error **err);

/* Whether path is in a repository, as far as that is seen without libgit2: some folder above has .git. */
bool gw_git_is_near(const char *path);

#endif
