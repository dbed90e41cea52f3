/*
 * A tree of files, wherever it is: a folder (dir.c), a commit (git.c). Formats read only through
 * this, so every format works from every kind of source.
 */
#ifndef GW_SOURCE_TREE_H
#define GW_SOURCE_TREE_H

#include "base/error.h"
#include "base/fs.h"
#include "base/map.h"

/* Deeper than any format looks, and a bound where the folder is something else by mistake. */
enum { GW_TREE_MAX_DEPTH = 8 };

struct gw_tree_file {
	const char *path; /* relative to the tree, '/' between parts */
};

struct gw_tree {
	const char *display; /* how people call it: "db/migrations", "git:v1.4:db/migrations" */
	const struct gw_tree_file *files; /* sorted bytewise by path */
	size_t nfiles;
	size_t nsignatures; /* behind them in files, sorted likewise: NAME.sig, which is no format's */

	bool is_concurrent; /* several threads may call read() at a time */

	/* Reads one listed file of up to max_bytes; release with gw_text_done. */
	bool (*read)(struct gw_tree *tree, const char *path, uint64_t max_bytes,
		     struct gw_text *ret_text, struct gw_error **err);
	/*
	 * Reads a file that lies beside the tree, in the folder that holds it; the text is absent when
	 * there is none. One that belongs to somebody else than the tree, or is a link, is GW_E_SOURCE.
	 * NULL: nothing lies beside such a tree.
	 */
	bool (*read_beside)(struct gw_tree *tree, const char *name, struct gw_text *ret_text,
			    struct gw_error **err);
	void (*close)(struct gw_tree *tree);
};

/* Lists a folder, with its subfolders (formats that are flat ignore what is deeper). */
GW_MUST_USE bool gw_tree_open_folder(struct gw_arena *arena, const char *path,
				     struct gw_tree **ret_tree, struct gw_error **err);
/*
 * The same without the files whose paths are in hidden, which maps them to anything. The whole is taken
 * over.
 */
struct gw_tree *gw_tree_without(struct gw_arena *arena, struct gw_tree *whole,
				const struct gw_map *hidden);
void gw_tree_close(struct gw_tree *tree);
#define GW_TREE_AUTO GW_CLEANUP(gw_tree_cleanup)
void gw_tree_cleanup(struct gw_tree **tree);

/* Reads a listed file, whatever its size. */
GW_MUST_USE bool gw_tree_read(struct gw_tree *tree, const char *path, struct gw_text *ret_text,
			      struct gw_error **err);
/* Whether it is a signature (see audit/signature.h) and not for formats. */
bool gw_tree_is_signature(const char *path);
/* The file listed under path, signatures too, or NULL. */
const struct gw_tree_file *gw_tree_find(const struct gw_tree *tree, const char *path);
/* display + "/" + path, for messages. */
char *gw_tree_display_path(struct gw_arena *arena, const struct gw_tree *tree, const char *path);

#endif
