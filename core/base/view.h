/*
 * Views: text that somebody else owns, as pointer and length. A view need not end in NUL and may
 * hold any bytes. {0} is the empty view; a view with p == NULL stands for "absent" where that
 * matters (SQL NULL, an option not given).
 */
#ifndef GW_BASE_VIEW_H
#define GW_BASE_VIEW_H

#include <string.h>

#include "base/arena.h"
#include "base/common.h"

struct gw_view {
	const char *p;
	size_t n;
};

#define GW_VIEW(literal) ((struct gw_view){"" literal, sizeof(literal) - 1})
/* For printf: "%.*s" with GW_VIEW_ARG(view). */
#define GW_VIEW_ARG(view) (int)(view).n, (view).n != 0 ? (view).p : ""

/* NULL gives the absent view. */
static inline struct gw_view gw_view_of(const char *text)
{
	return (struct gw_view){text, text != NULL ? strlen(text) : 0};
}

/* Offsets beyond the end mean the end. */
static inline struct gw_view gw_view_slice(struct gw_view view, size_t start, size_t end)
{
	end = GW_MIN(end, view.n);
	start = GW_MIN(start, end);
	return (struct gw_view){view.p != NULL ? view.p + start : NULL, end - start};
}

static inline struct gw_view gw_view_from(struct gw_view view, size_t start)
{
	return gw_view_slice(view, start, view.n);
}

static inline bool gw_view_eq(struct gw_view a, struct gw_view b)
{
	return a.n == b.n && (a.n == 0 || memcmp(a.p, b.p, a.n) == 0);
}

static inline bool gw_view_is(struct gw_view view, const char *text)
{
	return gw_view_eq(view, gw_view_of(text));
}

static inline bool gw_view_starts(struct gw_view view, const char *prefix)
{
	size_t n = strlen(prefix);

	return view.n >= n && (n == 0 || memcmp(view.p, prefix, n) == 0);
}

static inline bool gw_view_ends(struct gw_view view, const char *suffix)
{
	size_t n = strlen(suffix);

	return view.n >= n && (n == 0 || memcmp(view.p + (view.n - n), suffix, n) == 0);
}

bool gw_view_eq_nocase(struct gw_view a, struct gw_view b); /* ASCII only */
bool gw_view_is_nocase(struct gw_view view, const char *text);
bool gw_view_starts_nocase(struct gw_view view, const char *prefix);
/* Bytewise order, shorter first; <0, 0, >0. */
int gw_view_cmp(struct gw_view a, struct gw_view b);

/* Offset of the first (last) occurrence, or GW_NOWHERE. */
size_t gw_view_find(struct gw_view view, struct gw_view needle);
size_t gw_view_find_char(struct gw_view view, char c);
size_t gw_view_rfind_char(struct gw_view view, char c);

/* Without leading and trailing blanks (space, tab, CR, LF, FF, VT). */
struct gw_view gw_view_trim(struct gw_view view);
/*
 * Cuts the next line off *rest, without its LF or CRLF (or a CR that ends the text). False when
 * *rest is empty. *ret_line keeps pointing into the same text, so offsets are differences of
 * pointers.
 */
bool gw_view_next_line(struct gw_view *rest, struct gw_view *ret_line);
/* Cuts the next word (separated by blanks) off *rest; false when there is none. */
bool gw_view_next_word(struct gw_view *rest, struct gw_view *ret_word);
/* Cuts the text up to the next separator off *rest (the separator goes too); false at the end. */
bool gw_view_next_field(struct gw_view *rest, char separator, struct gw_view *ret_field);

/* An absent view gives NULL. */
char *gw_view_dup(struct gw_arena *arena, struct gw_view view);
/* Several of them in a row, as one text in arena. */
char *gw_view_join(struct gw_arena *arena, const struct gw_view *parts, size_t n);
char *gw_view_dup_lower(struct gw_arena *arena, struct gw_view view); /* ASCII only */

/*
 * Numbers, whole view or failure; no sign, no blanks, no overflow. Durations are a number and a
 * unit (us, ms, s, m or min, h, d), sizes a number and an optional unit (B, kB, MB, GB; 1024-based);
 * blanks around them and before the unit do no harm.
 */
GW_MUST_USE bool gw_parse_u64(struct gw_view view, uint64_t *ret_value);
GW_MUST_USE bool gw_parse_duration_ms(struct gw_view view, int64_t *ret_ms);
GW_MUST_USE bool gw_parse_size(struct gw_view view, uint64_t *ret_bytes);

/* The offset of the first byte that is not ASCII; most text has none, and this is fast. */
size_t gw_ascii_length(struct gw_view view);
/* That of the first byte that a terminal does not show as it is, one column each: printable ASCII is all before. */
size_t gw_printable_length(struct gw_view view);
bool gw_utf8_valid(struct gw_view view, size_t *ret_bad_offset);
/* Bytes that the first n code points of view take; bytes that are not UTF-8 count as one each. */
size_t gw_utf8_offset(struct gw_view view, size_t n);
/* The first code point of a view that is not empty; a byte that is not UTF-8 stands for itself. */
unsigned gw_utf8_decode(struct gw_view view);
/* C1 controls, marks that change the direction of the text after them (UAX #9), invisible separators. */
bool gw_utf8_is_deceptive(unsigned code);
/* Columns that a code point takes on a terminal: 0 (combining), 1, or 2 (East Asian, emoji). */
size_t gw_utf8_columns(unsigned code);

#endif
