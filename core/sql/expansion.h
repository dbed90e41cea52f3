/*
 * Expansions: a text with values put in, and the way from each of its bytes back to the text that it
 * came from, so that errors still point into the file.
 */
#ifndef GW_SQL_EXPANSION_H
#define GW_SQL_EXPANSION_H

#include "base/str.h"
#include "base/vec.h"

/* From offset on, the text comes from source offset `from` (copied: one to one; else: the whole
   stretch comes from that one place). */
struct gw_origin {
	size_t offset;
	size_t from;
	bool copied;
};

struct gw_expansion {
	struct gw_view text; /* the input itself when nothing was replaced */
	GW_VEC(struct gw_origin) origins; /* empty: one to one */
};

/* The offset in the input that an offset in the result came from. */
size_t gw_expansion_origin(const struct gw_expansion *expansion, size_t offset);

/* An expansion in the making, from the start of its text to the end. */
struct gw_expander {
	struct gw_arena *arena;
	struct gw_view text;
	struct gw_expansion expansion;
	struct gw_str out;
	size_t done; /* bytes of text that are in out, or were replaced */
};

/* text must live as long as the expansion. */
void gw_expander_begin(struct gw_expander *expander, struct gw_arena *arena, struct gw_view text);
/* Puts value in place of bytes [start, end), which stand behind all that were replaced before. */
void gw_expander_replace(struct gw_expander *expander, size_t start, size_t end,
			 struct gw_view value);
/* The rest is copied. Only a replacement makes a copy at all. */
struct gw_expansion gw_expander_finish(struct gw_expander *expander);
void gw_expander_done(struct gw_expander *expander);
#define GW_EXPANDER_AUTO GW_CLEANUP(gw_expander_done)

#endif
