/*
 * The unified difference of two texts, by libgit2 (loaded when first needed).
 */
#ifndef GW_BASE_TEXTDIFF_H
#define GW_BASE_TEXTDIFF_H

#include "base/error.h"
#include "base/view.h"

/*
 * Sets *ret_diff to hunks in unified form ("@@ -1,3 +1,4 @@" and lines, no file header), "" when the
 * texts are equal. CRLF and LF are the same.
 */
GW_MUST_USE bool gw_text_diff(struct gw_arena *arena, struct gw_view old_text,
			      struct gw_view new_text, const char **ret_diff,
			      struct gw_error **err);

#endif
