/*
 * The plain form of a line, which nearly all have. A parser that takes any JSON needs five times as
 * long for a row as its hash does.
 */
#include "audit/export_int.h"
#include "base/ascii.h"

/* Where the next value begins. */
struct scan {
	struct gw_arena *arena;
	struct gw_view rest;
};

static bool take(struct scan *scan, struct gw_view text)
{
	if (scan->rest.n < text.n || memcmp(scan->rest.p, text.p, text.n) != 0)
		return false;
	scan->rest = gw_view_from(scan->rest, text.n);
	return true;
}

/* What stands behind a backslash for one byte; 0: something else. */
static char unescaped(char c)
{
	static const char pairs[] = "\"\"\\\\//b\bf\fn\nr\rt\t";

	for (size_t i = 0; i + 1 < sizeof(pairs) - 1; i += 2) {
		if (pairs[i] == c)
			return pairs[i + 1];
	}
	return '\0';
}

/* The bytes up to the quote that ends the text. */
static bool find_end(struct gw_view text, size_t *ret_end, bool *ret_has_escapes)
{
	*ret_has_escapes = false;
	for (size_t i = 0; i < text.n && (unsigned char)text.p[i] >= ' '; i++) {
		if (text.p[i] == '"') {
			*ret_end = i;
			return true;
		}
		if (text.p[i] != '\\')
			continue;
		*ret_has_escapes = true;
		i++;
	}
	return false;
}

static bool unescape(struct gw_arena *arena, struct gw_view text, struct gw_view *ret_text)
{
	char *copy = gw_alloc(arena, text.n + 1);
	size_t n = 0;

	for (size_t i = 0; i < text.n; i++) {
		copy[n] = text.p[i];
		if (text.p[i] == '\\')
			copy[n] = unescaped(text.p[++i]);
		if (copy[n++] == '\0')
			return false;
	}
	*ret_text = (struct gw_view){copy, n};
	return true;
}

static bool take_text(struct scan *scan, struct gw_value *ret_value)
{
	bool has_escapes;
	struct gw_view text;
	size_t end;

	if (!take(scan, GW_VIEW("\"")) || !find_end(scan->rest, &end, &has_escapes))
		return false;
	text = gw_view_slice(scan->rest, 0, end);
	scan->rest = gw_view_from(scan->rest, end + 1);
	if (has_escapes && !unescape(scan->arena, text, &text))
		return false;
	*ret_value = gw_value_text(text);
	return true;
}

static bool take_number(struct scan *scan, struct gw_value *ret_value)
{
	bool is_negative = take(scan, GW_VIEW("-"));
	struct gw_view digits;
	uint64_t number;
	size_t n = 0;

	while (n < scan->rest.n && gw_is_digit(scan->rest.p[n]))
		n++;
	digits = gw_view_slice(scan->rest, 0, n);
	/* No number has two spellings: neither 07 nor -0. */
	if (n > 1 && digits.p[0] == '0')
		return false;
	if (!gw_parse_u64(digits, &number) || number > (uint64_t)INT64_MAX ||
	    (is_negative && number == 0))
		return false;
	*ret_value = gw_value_int(is_negative ? -(int64_t)number : (int64_t)number);
	scan->rest = gw_view_from(scan->rest, n);
	return true;
}

static bool take_value(struct scan *scan, struct gw_value *ret_value)
{
	*ret_value = (struct gw_value){0};
	return take(scan, GW_VIEW("null")) || take_text(scan, ret_value) ||
	       take_number(scan, ret_value);
}

static bool take_column(struct scan *scan, enum gw_event_column column, struct gw_value *ret_value)
{
	return take(scan, column == 0 ? GW_VIEW("{\"") : GW_VIEW(",\"")) &&
	       take(scan, gw_view_of(gw_event_column_name(column))) && take(scan, GW_VIEW("\":")) &&
	       take_value(scan, ret_value);
}

bool gw_export_plain_line(struct gw_arena *arena, struct gw_view line, struct gw_event *ret_event)
{
	struct scan scan = {arena, line};
	size_t bad;

	for (size_t i = 0; i < GW_EVENT_COLUMN_COUNT; i++) {
		if (!take_column(&scan, (enum gw_event_column)i, &ret_event->values[i]))
			return false;
	}
	return gw_view_is(scan.rest, "}") && gw_utf8_valid(line, &bad);
}
