/*
 * Files, read and written with care.
 *
 * Trees are read safely: nothing outside the root is ever opened (openat2 with RESOLVE_BENEATH, or
 * O_NOFOLLOW step by step), only regular files are read, names with control characters are
 * refused, sizes are bounded. Files are written by temporary name, fsync, rename.
 *
 * A text is the content of one file. Small files are on the heap. Large ones (over
 * GW_TEXT_MAP_BYTES) are copied to a private unlinked temporary file and mapped, so that what is
 * hashed is what is executed, a shrinking file cannot kill the process, and memory stays constant:
 * gw_text_release() gives back pages that a sequential reader has passed.
 */
#ifndef GW_BASE_FS_H
#define GW_BASE_FS_H

#include "base/error.h"
#include "base/vec.h"
#include "base/view.h"

enum { GW_TEXT_MAP_BYTES = 4 * 1024 * 1024 };

struct gw_text {
	struct gw_view view;
	bool mapped;
	size_t released; /* bytes at the start that were given back */
};

#define GW_TEXT_AUTO GW_CLEANUP(gw_text_done)

void gw_text_done(struct gw_text *text);
/* The caller will not look at bytes before offset soon; costs nothing for small texts. */
void gw_text_release(struct gw_text *text, size_t offset);

/* A folder that is read as a tree of migration files. */
struct gw_folder;

struct gw_folder_entry {
	const char *path; /* relative to the root, '/' between parts */
};

GW_MUST_USE bool gw_folder_open(const char *path, struct gw_folder **ret_folder,
				struct gw_error **err);
void gw_folder_close(struct gw_folder *folder);
/*
 * All regular files below the root up to depth levels (1: the folder itself), sorted bytewise by
 * path. Names that start with a dot are left out. Symlinks are followed while they stay beneath the
 * root; others, and devices, FIFOs and sockets with the suffix .sql, are errors. An unreadable
 * folder is an error.
 */
GW_MUST_USE bool gw_folder_list(struct gw_folder *folder, struct gw_arena *arena, unsigned depth,
				struct gw_folder_entry **ret_entries, size_t *ret_count,
				struct gw_error **err);
/* Reads one file of the tree, of up to max_bytes; release with gw_text_done. */
GW_MUST_USE bool gw_folder_read(struct gw_folder *folder, const char *path, uint64_t max_bytes,
				struct gw_text *ret_text, struct gw_error **err);
/*
 * Reads the file of this name that lies beside the folder; the text is absent when there is none. Others
 * may write there (/tmp, say), so it must be no symlink, and of the folder's owner: else GW_E_SOURCE.
 */
GW_MUST_USE bool gw_folder_read_beside(struct gw_folder *folder, const char *name,
				       struct gw_text *ret_text, struct gw_error **err);
/* NULL, or what keeps a name from being told from others: "has a control character". */
const char *gw_name_fault(struct gw_view name);
/* Whether it ends in .sql, in any case. */
bool gw_name_is_sql(struct gw_view name);
/* Whether path is a folder. */
bool gw_folder_is_dir(const char *path);

/* Any file by path; max_bytes bounds it. */
GW_MUST_USE bool gw_file_read(const char *path, uint64_t max_bytes, struct gw_text *ret_text,
			      struct gw_error **err);
bool gw_file_exists(const char *path);
/* Whether both are names of one file that is there. */
bool gw_file_is_same(const char *a, const char *b);
/*
 * Replaces path, or creates it with mode bits; the old file stays whole until the new one is. The mode
 * of a file that is there stays, and so does a link, if it leads to one. What is no file (a pipe, a
 * device, /dev/stdout) is written to.
 */
GW_MUST_USE bool gw_file_write(const char *path, struct gw_view content, unsigned mode,
			       struct gw_error **err);
/* The same piece by piece; what goes wrong is told at the end, which comes after each beginning. */
struct gw_file_writer {
	struct gw_arena arena;
	const char *path;
	const char *
		temporary; /* its name until the end; NULL: it is no file, and written to at once */
	bool replace;
	int fd;
	int error_number; /* of what went wrong first; 0: nothing */
};
GW_MUST_USE bool gw_file_begin(struct gw_file_writer *writer, const char *path, unsigned mode,
			       struct gw_error **err);
void gw_file_add(struct gw_file_writer *writer, struct gw_view content);
GW_MUST_USE bool gw_file_end(struct gw_file_writer *writer, struct gw_error **err);
/* As gw_file_write, but an existing file is an error and stays as it is. */
GW_MUST_USE bool gw_file_create(const char *path, struct gw_view content, unsigned mode,
				struct gw_error **err);
/* A file or folder gets another name; one that is taken is an error. */
GW_MUST_USE bool gw_path_rename(const char *from, const char *to, struct gw_error **err);
/* Creates the folder and its parents; fine when it is there. */
GW_MUST_USE bool gw_folder_make(const char *path, struct gw_error **err);
/* A file that holds a secret: as gw_file_read, refused when group or others may read it. */
GW_MUST_USE bool gw_file_read_secret(const char *path, struct gw_text *ret_text,
				     struct gw_error **err);

#endif
