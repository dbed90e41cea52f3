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
	X(git_object)             \
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

#define OBJECT_AUTO     GW_CLEANUP(gw_git_object_done)
#define COMMIT_AUTO     GW_CLEANUP(gw_git_commit_done)
#define TREE_AUTO       GW_CLEANUP(gw_git_tree_done)
#define BLOB_AUTO       GW_CLEANUP(gw_git_blob_done)
#define REFERENCE_AUTO  GW_CLEANUP(gw_git_reference_done)
#define REFERENCES_AUTO GW_CLEANUP(gw_git_reference_iterator_done)
#define STATUS_AUTO     GW_CLEANUP(gw_git_status_list_done)
#define TREE_ENTRY_AUTO GW_CLEANUP(gw_git_tree_entry_done)

/* An error with libgit2's reason behind the message. Returns false. */
bool gw_git_fail(struct gw_error **err, enum gw_code code, const char *format, ...) GW_PRINTF(3, 4);

/* 40 hexadecimal digits, and back. */
const char *gw_git_hex(struct gw_arena *arena, const git_oid *id);
GW_MUST_USE bool gw_git_parse(const char *hex, git_oid *ret_id, struct gw_error **err);

GW_MUST_USE bool gw_git_find_commit(struct gw_repository *repository, const char *id,
				    git_commit **ret_commit, struct gw_error **err);
void gw_git_describe(struct gw_arena *arena, const git_commit *commit,
		     struct gw_git_commit *ret_commit);
/* The id of a folder of a commit; false in *ret_found: it has none. "" is its root. */
GW_MUST_USE bool gw_git_folder_id(const git_commit *commit, const char *folder, git_oid *ret_id,
				  bool *ret_found, struct gw_error **err);

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
bool gw_git_contains(struct gw_repository *repository, const char *descendant, const char *ancestor,
		     bool *ret_contains, struct gw_error **err);
bool gw_git_merge_base(struct gw_repository *repository, struct gw_arena *arena, const char *a,
		       const char *b, const char **ret_id, struct gw_error **err);
bool gw_git_walk(struct gw_repository *repository, struct gw_arena *arena, const char *commit,
		 const char *folder, gw_git_change_fn *change, void *payload,
		 struct gw_error **err);

#endif
