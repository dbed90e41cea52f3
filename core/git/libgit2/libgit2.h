/*
 * What the files of the module "git" share.
 */
#ifndef GW_GIT_LIBGIT2_LIBGIT2_H
#define GW_GIT_LIBGIT2_LIBGIT2_H

#include <git2.h>

#include "base/map.h"
#include "base/str.h"
#include "git/git.h"

struct gw_repository {
	git_repository *git;
	struct gw_repository_info info;
};

extern const struct gw_git gw_module_git;

/* GW_CLEANUP functions of libgit2's objects. */
#define GW_GIT_OBJECTS(X)         \
	X(git_config)             \
	X(git_config_iterator)    \
	X(git_index)              \
	X(git_object)             \
	X(git_odb)                \
	X(git_odb_object)         \
	X(git_commit)             \
	X(git_tree)               \
	X(git_blob)               \
	X(git_reference)          \
	X(git_reference_iterator) \
	X(git_status_list)        \
	X(git_tree_entry)

#define X(type)                                            \
	static inline void gw_##type##_done(type **object) \
	{                                                  \
		type##_free(*object);                      \
	}
GW_GIT_OBJECTS(X)
#undef X

#define CONFIG_AUTO          GW_CLEANUP(gw_git_config_done)
#define CONFIG_ITERATOR_AUTO GW_CLEANUP(gw_git_config_iterator_done)
#define INDEX_AUTO           GW_CLEANUP(gw_git_index_done)
#define OBJECT_AUTO          GW_CLEANUP(gw_git_object_done)
#define ODB_AUTO             GW_CLEANUP(gw_git_odb_done)
#define ODB_OBJECT_AUTO      GW_CLEANUP(gw_git_odb_object_done)
#define COMMIT_AUTO          GW_CLEANUP(gw_git_commit_done)
#define TREE_AUTO            GW_CLEANUP(gw_git_tree_done)
#define BLOB_AUTO            GW_CLEANUP(gw_git_blob_done)
#define REFERENCE_AUTO       GW_CLEANUP(gw_git_reference_done)
#define REFERENCES_AUTO      GW_CLEANUP(gw_git_reference_iterator_done)
#define STATUS_AUTO          GW_CLEANUP(gw_git_status_list_done)
#define TREE_ENTRY_AUTO      GW_CLEANUP(gw_git_tree_entry_done)

/* An error with libgit2's reason behind the message. Returns false. */
bool gw_git_fail(struct gw_error **err, enum gw_code code, const char *format, ...) GW_PRINTF(3, 4);

/* The same for what was not read; with a hint where a clone was made without everything. */
bool gw_git_fail_read(struct gw_repository *repository, struct gw_error **err, const char *format,
		      ...) GW_PRINTF(3, 4);

/* 40 hexadecimal digits, and back. */
const char *gw_git_hex(struct gw_arena *arena, const git_oid *id);
/* The nearest there is: any time can be written. */
int64_t gw_git_time_us(git_time_t time_s);
GW_MUST_USE bool gw_git_parse(const char *hex, git_oid *ret_id, struct gw_error **err);

GW_MUST_USE bool gw_git_find_commit(struct gw_repository *repository, const char *id,
				    git_commit **ret_commit, struct gw_error **err);
void gw_git_describe(struct gw_arena *arena, const git_commit *commit,
		     struct gw_git_commit *ret_commit);

/* --- trees as they are stored --- */

/* Those that were read last are kept: a commit is compared with its parents, and then they are. */
struct gw_git_trees {
	struct gw_repository *repository;
	git_odb *odb;
	struct {
		git_oid id;
		git_odb_object *tree;
		uint64_t used;
	} kept[16];
	uint64_t clock;
};

GW_MUST_USE bool gw_git_trees_init(struct gw_git_trees *trees, struct gw_repository *repository,
				   struct gw_error **err);
void gw_git_trees_done(struct gw_git_trees *trees);
/* A reference of the caller's own. GW_E_GIT when it is not there, is corrupt, or no tree. */
GW_MUST_USE bool gw_git_tree_open(struct gw_git_trees *trees, const git_oid *id,
				  git_odb_object **ret_tree, struct gw_error **err);

enum gw_tree_kind {
	GW_TREE_FILE,
	GW_TREE_SYMLINK,
	GW_TREE_SUBMODULE,
	GW_TREE_FOLDER,
};

/* What a path leads to in a tree, or its first part that is no folder. */
struct gw_git_place {
	git_oid id;
	bool found;
	enum gw_tree_kind kind;
	struct gw_view path; /* of what was found; a part of the path that was looked for */
};

/* "" is the tree itself. */
GW_MUST_USE bool gw_git_find_place(struct gw_git_trees *trees, const git_oid *root,
				   const char *path, struct gw_git_place *ret_place,
				   struct gw_error **err);

/* An entry of a tree that stays open. */
struct gw_tree_cursor {
	const char *at, *end; /* equal: it is behind the last entry, and the rest means nothing */
	enum gw_tree_kind kind;
	struct gw_view name;
	const git_oid *id;
};

/* At the first entry; NULL: of a tree that has none. */
struct gw_tree_cursor gw_tree_cursor(git_odb_object *tree);
void gw_tree_cursor_next(struct gw_tree_cursor *cursor);
/* Moves both behind the entries that follow and are the same. */
void gw_tree_cursors_skip_same(struct gw_tree_cursor *a, struct gw_tree_cursor *b);
/* The order of entries in a tree; 0 when both name a folder, or neither does. */
int gw_tree_cursor_cmp(const struct gw_tree_cursor *a, const struct gw_tree_cursor *b);

/* --- what a commit brought --- */

/* id NULL: the file is gone. false ends it. */
typedef bool gw_git_news_fn(void *payload, const char *path, const git_oid *id);
/*
 * The files of a folder that are not as any of the parents has them; NULL stands for a parent, or a
 * commit, that has no such folder.
 */
GW_MUST_USE bool gw_git_news(struct gw_git_trees *trees, const git_oid *folder,
			     const git_oid *const *parents, size_t nparents, gw_git_news_fn *news,
			     void *payload, struct gw_error **err);

/* The functions of the module, by file. */
bool gw_git_list(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		 const char *folder, unsigned depth, struct gw_git_entries *ret_entries,
		 struct gw_error **err);
bool gw_git_read(struct gw_repository *repository, const char *id, uint64_t max_bytes,
		 struct gw_text *ret_text, struct gw_error **err);
bool gw_git_dirty(struct gw_repository *repository, struct gw_arena *arena, const char *folder,
		  const char ***ret_paths, size_t *ret_count, struct gw_error **err);
bool gw_git_resolve(struct gw_repository *repository, struct gw_arena *arena, const char *text,
		    struct gw_git_commit *ret_commit, struct gw_error **err);
bool gw_git_head_branch(struct gw_repository *repository, struct gw_arena *arena,
			const char **ret_branch, struct gw_error **err);
bool gw_git_names_of(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		     struct gw_git_names *ret_names, struct gw_error **err);
bool gw_git_tags_of(struct gw_repository *repository, struct gw_arena *arena,
		    struct gw_git_tags *ret_tags, struct gw_error **err);
bool gw_git_find(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		 const char *path, const char **ret_id, struct gw_error **err);
bool gw_git_contains(struct gw_repository *repository, const char *descendant, const char *ancestor,
		     bool *ret_contains, struct gw_error **err);
bool gw_git_merge_base(struct gw_repository *repository, struct gw_arena *arena, const char *a,
		       const char *b, const char **ret_id, struct gw_error **err);
/* The same in a shallow history; NULL: there is none as far as it goes. */
const char *gw_git_shallow_base(struct gw_repository *repository, struct gw_arena *arena,
				const git_oid *one, const git_oid *two);
bool gw_git_walk(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		 const char *folder, gw_git_change_fn *change, void *payload,
		 struct gw_error **err);

#endif
