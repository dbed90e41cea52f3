/*
 * Views: comparing, searching, cutting, and numbers in text.
 */
#include "base/view.h"

#include <string.h>

#include "base/ascii.h"

static bool same_bytes_nocase(const char *a, const char *b, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (gw_lower(a[i]) != gw_lower(b[i]))
			return false;
	}
	return true;
}

bool gw_view_eq_nocase(struct gw_view a, struct gw_view b)
{
	return a.n == b.n && same_bytes_nocase(a.p, b.p, a.n);
}

bool gw_view_is_nocase(struct gw_view view, const char *text)
{
	return gw_view_eq_nocase(view, gw_view_of(text));
}

bool gw_view_starts_nocase(struct gw_view view, const char *prefix)
{
	size_t n = strlen(prefix);

	return view.n >= n && gw_view_is_nocase(gw_view_slice(view, 0, n), prefix);
}

int gw_view_cmp(struct gw_view a, struct gw_view b)
{
	size_t n = GW_MIN(a.n, b.n);
	int order = n != 0 ? memcmp(a.p, b.p, n) : 0;

	if (order != 0)
		return order;
	return (a.n > b.n) - (a.n < b.n);
}

size_t gw_view_find(struct gw_view view, struct gw_view needle)
{
	const char *hit;

	if (needle.n == 0)
		return 0;
	if (view.n < needle.n)
		return GW_NOWHERE;
	hit = memmem(view.p, view.n, needle.p, needle.n);
	return hit != NULL ? (size_t)(hit - view.p) : GW_NOWHERE;
}

size_t gw_view_find_char(struct gw_view view, char c)
{
	const char *hit = view.n != 0 ? memchr(view.p, c, view.n) : NULL;

	return hit != NULL ? (size_t)(hit - view.p) : GW_NOWHERE;
}

size_t gw_view_rfind_char(struct gw_view view, char c)
{
	const char *hit = view.n != 0 ? memrchr(view.p, c, view.n) : NULL;

	return hit != NULL ? (size_t)(hit - view.p) : GW_NOWHERE;
}

static bool is_blank(char c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

struct gw_view gw_view_trim(struct gw_view view)
{
	while (view.n != 0 && is_blank(view.p[0])) {
		view.p++;
		view.n--;
	}
	while (view.n != 0 && is_blank(view.p[view.n - 1]))
		view.n--;
	return view;
}

bool gw_view_next_line(struct gw_view *rest, struct gw_view *ret_line)
{
	size_t end;

	if (rest->n == 0)
		return false;
	end = gw_view_find_char(*rest, '\n');
	*ret_line = gw_view_slice(*rest, 0, end);
	*rest = end == GW_NOWHERE ? gw_view_from(*rest, rest->n) : gw_view_from(*rest, end + 1);
	if (ret_line->n != 0 && ret_line->p[ret_line->n - 1] == '\r')
		ret_line->n--;
	return true;
}

bool gw_view_next_word(struct gw_view *rest, struct gw_view *ret_word)
{
	struct gw_view trimmed = gw_view_trim(*rest);
	size_t n = 0;

	while (n < trimmed.n && !is_blank(trimmed.p[n]))
		n++;
	*rest = gw_view_from(trimmed, n);
	if (n == 0)
		return false;
	*ret_word = gw_view_slice(trimmed, 0, n);
	return true;
}

bool gw_view_next_field(struct gw_view *rest, char separator, struct gw_view *ret_field)
{
	size_t end;

	if (rest->n == 0)
		return false;
	end = gw_view_find_char(*rest, separator);
	*ret_field = gw_view_slice(*rest, 0, end);
	*rest = end == GW_NOWHERE ? gw_view_from(*rest, rest->n) : gw_view_from(*rest, end + 1);
	return true;
}

char *gw_view_dup(struct gw_arena *arena, struct gw_view view)
{
	return view.p != NULL ? gw_strndup(arena, view.p, view.n) : NULL;
}

char *gw_view_join(struct gw_arena *arena, const struct gw_view *parts, size_t n)
{
	size_t size = 0;
	char *text, *end;

	for (size_t i = 0; i < n; i++)
		size += parts[i].n;
	end = text = gw_alloc(arena, size + 1);
	for (size_t i = 0; i < n; i++) {
		if (parts[i].n != 0)
			memcpy(end, parts[i].p, parts[i].n);
		end += parts[i].n;
	}
	return text;
}

char *gw_view_dup_lower(struct gw_arena *arena, struct gw_view view)
{
	char *text = gw_view_dup(arena, view);

	for (char *at = text; at != NULL && *at != '\0'; at++)
		*at = gw_lower(*at);
	return text;
}

bool gw_parse_u64(struct gw_view view, uint64_t *ret_value)
{
	uint64_t value = 0;

	if (view.n == 0)
		return false;
	for (size_t i = 0; i < view.n; i++) {
		unsigned digit = (unsigned char)view.p[i] - (unsigned)'0';

		if (digit > 9 || __builtin_mul_overflow(value, 10u, &value) ||
		    __builtin_add_overflow(value, digit, &value))
			return false;
	}
	*ret_value = value;
	return true;
}

struct unit {
	const char *name;
	uint64_t factor;
};

/* A number and one of the units; the value must fit an int64_t. */
static bool parse_with_unit(struct gw_view view, const struct unit *units, size_t n,
			    uint64_t *ret_value)
{
	uint64_t number, value;
	size_t digits = 0;

	view = gw_view_trim(view);
	while (digits < view.n && gw_is_digit(view.p[digits]))
		digits++;
	if (!gw_parse_u64(gw_view_slice(view, 0, digits), &number))
		return false;
	view = gw_view_trim(gw_view_from(view, digits));
	for (size_t i = 0; i < n; i++) {
		if (!gw_view_is_nocase(view, units[i].name))
			continue;
		if (__builtin_mul_overflow(number, units[i].factor, &value) || value > INT64_MAX)
			return false;
		*ret_value = value;
		return true;
	}
	return false;
}

bool gw_parse_duration_ms(struct gw_view view, int64_t *ret_ms)
{
	static const struct unit units[] = {
		{"us", 1},
		{"ms", 1000},
		{"s", 1000 * 1000},
		{"m", 60ull * 1000 * 1000},
		{"min", 60ull * 1000 * 1000},
		{"h", 3600ull * 1000 * 1000},
		{"d", 24ull * 3600 * 1000 * 1000},
	};
	uint64_t us;

	if (gw_view_is(gw_view_trim(view), "0")) {
		*ret_ms = 0;
		return true;
	}
	if (!parse_with_unit(view, units, GW_COUNT(units), &us))
		return false;
	/* A wish below a millisecond still means "very short", not "no limit". */
	*ret_ms = us != 0 ? (int64_t)GW_MAX(us / 1000, (uint64_t)1) : 0;
	return true;
}

bool gw_parse_size(struct gw_view view, uint64_t *ret_bytes)
{
	static const struct unit units[] = {
		{"", 1}, {"B", 1}, {"kB", 1024}, {"MB", 1024 * 1024}, {"GB", 1ull << 30},
	};

	return parse_with_unit(view, units, GW_COUNT(units), ret_bytes);
}

/* Length of the UTF-8 sequence at the start of view, or 0 when it is none (RFC 3629). */
static size_t utf8_sequence(struct gw_view view)
{
	const unsigned char *p = (const unsigned char *)view.p;
	unsigned char low = 0x80, high = 0xbf;
	size_t n;

	if (p[0] < 0x80)
		return 1;
	if (p[0] < 0xc2 || p[0] > 0xf4)
		return 0;
	n = p[0] < 0xe0 ? 2 : p[0] < 0xf0 ? 3 : 4;
	if (view.n < n)
		return 0;
	if (p[0] == 0xe0)
		low = 0xa0;
	else if (p[0] == 0xed)
		high = 0x9f;
	else if (p[0] == 0xf0)
		low = 0x90;
	else if (p[0] == 0xf4)
		high = 0x8f;
	if (p[1] < low || p[1] > high)
		return 0;
	for (size_t i = 2; i < n; i++) {
		if (p[i] < 0x80 || p[i] > 0xbf)
			return 0;
	}
	return n;
}

size_t gw_ascii_length(struct gw_view view)
{
	size_t i = 0;
	uint64_t eight;

	for (; i + sizeof(eight) <= view.n; i += sizeof(eight)) {
		memcpy(&eight, view.p + i, sizeof(eight));
		if (eight & UINT64_C(0x8080808080808080))
			break;
	}
	while (i < view.n && (unsigned char)view.p[i] < 0x80)
		i++;
	return i;
}

size_t gw_printable_length(struct gw_view view)
{
	size_t i = 0;

	while (i < view.n && gw_is_printable(view.p[i]))
		i++;
	return i;
}

bool gw_utf8_valid(struct gw_view view, size_t *ret_bad_offset)
{
	for (size_t i = 0; i < view.n;) {
		size_t n = utf8_sequence(gw_view_from(view, i));

		if (n == 0) {
			*ret_bad_offset = i;
			return false;
		}
		i += n == 1 ? gw_ascii_length(gw_view_from(view, i)) : n;
	}
	return true;
}

size_t gw_utf8_offset(struct gw_view view, size_t n)
{
	size_t i = 0;

	for (; n != 0 && i < view.n; n--)
		i += GW_MAX(utf8_sequence(gw_view_from(view, i)), (size_t)1);
	return i;
}

unsigned gw_utf8_decode(struct gw_view view)
{
	const unsigned char *p = (const unsigned char *)view.p;

	switch (utf8_sequence(view)) {
	case 2:
		return (p[0] & 0x1fu) << 6 | (p[1] & 0x3fu);
	case 3:
		return (p[0] & 0x0fu) << 12 | (p[1] & 0x3fu) << 6 | (p[2] & 0x3fu);
	case 4:
		return (p[0] & 0x07u) << 18 | (p[1] & 0x3fu) << 12 | (p[2] & 0x3fu) << 6 |
		       (p[3] & 0x3fu);
	default:
		return p[0];
	}
}

bool gw_utf8_is_deceptive(unsigned code)
{
	return (code >= 0x80 && code <= 0x9f) || code == 0x61c ||
	       (code >= 0x200b && code <= 0x200f) || (code >= 0x2028 && code <= 0x202e) ||
	       (code >= 0x2066 && code <= 0x2069) || code == 0xfeff;
}

/* Blocks that are not one column wide (Unicode 15, EastAsianWidth.txt; whole blocks). */
static const struct {
	unsigned first, last;
	unsigned columns;
} odd_widths[] = {
	{0x0300, 0x036f, 0},   {0x0483, 0x0489, 0},   {0x0591, 0x05bd, 0},   {0x064b, 0x065f, 0},
	{0x1100, 0x115f, 2},   {0x1ab0, 0x1aff, 0},   {0x1dc0, 0x1dff, 0},   {0x200b, 0x200f, 0},
	{0x20d0, 0x20ff, 0},   {0x2e80, 0x303e, 2},   {0x3041, 0xa4cf, 2},   {0xa960, 0xa97f, 2},
	{0xac00, 0xd7a3, 2},   {0xf900, 0xfaff, 2},   {0xfe00, 0xfe0f, 0},   {0xfe20, 0xfe2f, 0},
	{0xfe30, 0xfe6f, 2},   {0xff00, 0xff60, 2},   {0xffe0, 0xffe6, 2},   {0x1f300, 0x1f64f, 2},
	{0x1f680, 0x1f6ff, 2}, {0x1f900, 0x1f9ff, 2}, {0x20000, 0x3fffd, 2},
};

size_t gw_utf8_columns(unsigned code)
{
	for (size_t i = 0; i < GW_COUNT(odd_widths) && code >= odd_widths[i].first; i++) {
		if (code <= odd_widths[i].last)
			return odd_widths[i].columns;
	}
	return 1;
}
