/*
 * Reading ahead, for sources of many files: see ahead.c.
 */
#ifndef GW_SOURCE_AHEAD_INT_H
#define GW_SOURCE_AHEAD_INT_H

#include "base/hash.h"
#include "source/tree.h"

struct gw_ahead;

/* How many threads shall read so many files ahead; 0: it is not worth one, or there is no processor for it. */
size_t gw_ahead_threads(size_t nfiles);
/*
 * Begins to read files, in the order in which they will be asked for; the paths are the tree's own. From
 * here to gw_ahead_end() only the tree's read() may be called. NULL: no thread could be started.
 */
struct gw_ahead *gw_ahead_begin(struct gw_tree *tree, const char *const *paths, size_t n,
				size_t nthreads);
/*
 * Hands over the text of a file, and its checksum, see gw_file_digest(). False: it was not read, or will not
 * be soon, or was handed over already. Files that come before are not kept for long.
 */
bool gw_ahead_take(struct gw_ahead *ahead, const char *path, struct gw_text *ret_text,
		   struct gw_digest *ret_digest);
/* NULL is fine. */
void gw_ahead_end(struct gw_ahead *ahead);

#endif
