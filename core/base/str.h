/*
 * String builder: text that grows, up to a maximum.
 *
 * Invariant: p[n] is NUL whenever p is not NULL. An append that would pass max is dropped whole and
 * sets overflow, which stays set; callers that give a maximum check it once at the end. {0} is a
 * valid empty builder without a maximum. The text lives on the heap until _done.
 */
#ifndef GW_BASE_STR_H
#define GW_BASE_STR_H

#include <stdarg.h>

#include "base/arena.h"
#include "base/view.h"

struct gw_str {
	char *p;
	size_t n;
	size_t cap;
	size_t max; /* 0: no limit */
	bool overflow;
};

#define GW_STR_AUTO GW_CLEANUP(gw_str_done)

void gw_str_done(struct gw_str *str);
void gw_str_clear(struct gw_str *str); /* empty, memory kept */

void gw_str_add(struct gw_str *str, struct gw_view view);
void gw_str_puts(struct gw_str *str, const char *text);
void gw_str_putc(struct gw_str *str, char c);
void gw_str_pad(struct gw_str *str, char c, size_t count);
/* Never for SQL: SQL is built by appending keywords, quoted identifiers and literals. */
void gw_str_printf(struct gw_str *str, const char *format, ...) GW_PRINTF(2, 3);
void gw_str_vprintf(struct gw_str *str, const char *format, va_list args) GW_PRINTF(2, 0);

struct gw_view gw_str_view(const struct gw_str *str);
const char *gw_str_text(const struct gw_str *str); /* "" when empty */
/* Copies the text into the arena and empties the builder. */
char *gw_str_take(struct gw_str *str, struct gw_arena *arena);

/* Text that is safe on a terminal: control characters, ESC and bidi marks become \xNN or \u{N}. */
void gw_str_add_escaped(struct gw_str *str, struct gw_view view);
/* The same of each line of it: newlines stay. */
void gw_str_add_escaped_lines(struct gw_str *str, struct gw_view text);
/* JSON text, whose control characters are escaped already: C1 controls and bidi marks, too. */
void gw_str_add_escaped_json(struct gw_str *str, struct gw_view view);
/* The text as one word of a shell's command line, in quotes where it needs them. */
const char *gw_shell_word(struct gw_arena *arena, const char *text);

#endif
