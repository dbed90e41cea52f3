/* Views: cutting, comparing, searching, numbers, and UTF-8. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/view.h"

static const struct gw_view absent;

static void test_slice(void **state GW_UNUSED)
{
	static const struct {
		size_t start, end;
		const char *slice;
	} cases[] = {
		{0, 3, "abc"},  {0, 0, ""},    {1, 2, "b"},           {3, 3, ""},  {2, 1, ""},
		{0, 99, "abc"}, {99, 100, ""}, {1, GW_NOWHERE, "bc"}, {99, 1, ""},
	};
	struct gw_view text = GW_VIEW("abc");

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_view slice = gw_view_slice(text, cases[i].start, cases[i].end);

		assert_true(gw_view_is(slice, cases[i].slice));
		assert_true(slice.p >= text.p && slice.p + slice.n <= text.p + text.n);
	}
	assert_true(gw_view_is(gw_view_from(text, 2), "c"));
	assert_true(gw_view_is(gw_view_from(text, 4), ""));
	assert_null(gw_view_slice(absent, 0, 5).p);
	assert_int_equal(gw_view_slice(absent, 0, 5).n, 0);
	assert_null(gw_view_of(NULL).p);
	assert_non_null(gw_view_of("").p);
}

static void test_compare(void **state GW_UNUSED)
{
	static const struct {
		struct gw_view a, b;
		bool eq, eq_nocase;
		int order;
	} cases[] = {
		{{"", 0}, {NULL, 0}, true, true, 0},
		{{"a", 1}, {"a", 1}, true, true, 0},
		{{"a", 1}, {"A", 1}, false, true, 1},
		{{"a", 1}, {"ab", 2}, false, false, -1},
		{{"", 0}, {"a", 1}, false, false, -1},
		{{"b", 1}, {"ab", 2}, false, false, 1},
		{{"a\0b", 3}, {"a\0c", 3}, false, false, -1},
		/* unsigned bytes, and letters of ASCII only */
		{{"\xff", 1}, {"a", 1}, false, false, 1},
		{{"\xc3\x84", 2}, {"\xc3\xa4", 2}, false, false, -1},
		{{"[", 1}, {"{", 1}, false, false, -1},
		{{"@", 1}, {"`", 1}, false, false, -1},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_view a = cases[i].a, b = cases[i].b;
		int order = gw_view_cmp(a, b);

		assert_int_equal(gw_view_eq(a, b), cases[i].eq);
		assert_int_equal(gw_view_eq(b, a), cases[i].eq);
		assert_int_equal(gw_view_eq_nocase(a, b), cases[i].eq_nocase);
		assert_int_equal((order > 0) - (order < 0), cases[i].order);
		order = gw_view_cmp(b, a);
		assert_int_equal((order < 0) - (order > 0), cases[i].order);
	}
}

static void test_prefix(void **state GW_UNUSED)
{
	struct gw_view text = GW_VIEW("Select 1");

	assert_true(gw_view_starts(text, "Select"));
	assert_true(gw_view_starts(text, ""));
	assert_false(gw_view_starts(text, "select"));
	assert_true(gw_view_starts_nocase(text, "sELECT"));
	assert_false(gw_view_starts_nocase(text, "Select 12"));
	assert_true(gw_view_starts(absent, ""));
	assert_false(gw_view_starts(absent, "a"));
	assert_true(gw_view_ends(text, " 1"));
	assert_true(gw_view_ends(text, "Select 1"));
	assert_false(gw_view_ends(text, "xSelect 1"));
	assert_true(gw_view_ends(absent, ""));
	assert_true(gw_view_is_nocase(text, "SELECT 1"));
	assert_false(gw_view_is(text, "Select"));
}

static void test_find(void **state GW_UNUSED)
{
	static const struct {
		const char *text, *needle;
		size_t found;
	} cases[] = {
		{"abcabc", "bc", 1},
		{"abcabc", "c", 2},
		{"abcabc", "abcabc", 0},
		{"abc", "abcd", GW_NOWHERE},
		{"abc", "x", GW_NOWHERE},
		{"abc", "", 0},
		{"", "", 0},
		{"", "a", GW_NOWHERE},
		{"aab", "ab", 1},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_int_equal(
			gw_view_find(gw_view_of(cases[i].text), gw_view_of(cases[i].needle)),
			cases[i].found);
	assert_int_equal(gw_view_find(absent, GW_VIEW("a")), GW_NOWHERE);
	assert_int_equal(gw_view_find_char(GW_VIEW("a.b.c"), '.'), 1);
	assert_int_equal(gw_view_rfind_char(GW_VIEW("a.b.c"), '.'), 3);
	assert_int_equal(gw_view_find_char(GW_VIEW("abc"), '.'), GW_NOWHERE);
	assert_int_equal(gw_view_rfind_char(absent, '.'), GW_NOWHERE);
	assert_int_equal(gw_view_find_char(absent, '\0'), GW_NOWHERE);
}

static void test_trim(void **state GW_UNUSED)
{
	static const char *const cases[][2] = {
		{"", ""},           {" \t\r\n\f\v", ""},      {"a", "a"},
		{"  a b\n", "a b"}, {"\xc2\xa0", "\xc2\xa0"}, {"\x08 a", "\x08 a"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_true(gw_view_is(gw_view_trim(gw_view_of(cases[i][0])), cases[i][1]));
	assert_int_equal(gw_view_trim(absent).n, 0);
}

/* Pieces of a text, each in brackets. */
typedef bool cut_fn(struct gw_view *rest, struct gw_view *ret_piece);

static bool cut_field(struct gw_view *rest, struct gw_view *ret_piece)
{
	return gw_view_next_field(rest, ',', ret_piece);
}

static void check_pieces(cut_fn *cut, const char *text, const char *expected)
{
	struct gw_view rest = gw_view_of(text);
	struct gw_view piece = {0};
	char written[64] = "";
	size_t n = 0;

	while (cut(&rest, &piece)) {
		assert_true(piece.p >= text && piece.p + piece.n <= text + strlen(text));
		assert_true(n + piece.n + 3 < sizeof(written));
		written[n++] = '[';
		memcpy(written + n, piece.p, piece.n);
		n += piece.n;
		written[n++] = ']';
	}
	written[n] = '\0';
	assert_string_equal(written, expected);
	assert_int_equal(rest.n, 0);
	assert_false(cut(&rest, &piece));
}

static void test_pieces(void **state GW_UNUSED)
{
	static const struct {
		cut_fn *cut;
		const char *text, *pieces;
	} cases[] = {
		{gw_view_next_line, "", ""},
		{gw_view_next_line, "a", "[a]"},
		{gw_view_next_line, "a\n", "[a]"},
		{gw_view_next_line, "\n", "[]"},
		{gw_view_next_line, "a\r\n\r\nb\n\nc", "[a][][b][][c]"},
		/* a CR is a line's end only together with LF, or at the very end */
		{gw_view_next_line, "a\rb\n", "[a\rb]"},
		{gw_view_next_line, "a\r", "[a]"},
		{gw_view_next_line, "a\r\r\n", "[a\r]"},
		{gw_view_next_word, "", ""},
		{gw_view_next_word, " \t\n", ""},
		{gw_view_next_word, " a  bc\td ", "[a][bc][d]"},
		{cut_field, "", ""},
		{cut_field, "a", "[a]"},
		{cut_field, ",", "[]"},
		{cut_field, "a,,b,", "[a][][b]"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		check_pieces(cases[i].cut, cases[i].text, cases[i].pieces);
}

static void test_dup(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_null(gw_view_dup(&arena, absent));
	assert_string_equal(gw_view_dup(&arena, GW_VIEW("")), "");
	assert_string_equal(gw_view_dup(&arena, gw_view_slice(GW_VIEW("abc"), 1, 2)), "b");
}

/* --- numbers --- */

static void test_u64(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		bool ok;
		uint64_t value;
	} cases[] = {
		{"0", true, 0},
		{"007", true, 7},
		{"18446744073709551615", true, UINT64_MAX},
		{"18446744073709551616", false, 0},
		{"99999999999999999999", false, 0},
		{"", false, 0},
		{"+1", false, 0},
		{"-1", false, 0},
		{" 1", false, 0},
		{"1 ", false, 0},
		{"1a", false, 0},
		{"0x1", false, 0},
		{"/", false, 0},
		{":", false, 0},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		uint64_t value = 42;

		assert_int_equal(gw_parse_u64(gw_view_of(cases[i].text), &value), cases[i].ok);
		assert_int_equal(value, cases[i].ok ? cases[i].value : 42);
	}
}

static void test_duration(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		int64_t ms; /* -1: refused */
	} cases[] = {
		{"0", 0},
		{"0s", 0},
		{"2s", 2000},
		{"2 s", 2000},
		{" 2s ", 2000},
		{"100ms", 100},
		{"1500us", 1},
		{"1us", 1},
		{"999us", 1},
		{"2000us", 2},
		{"0us", 0},
		{"5m", 300000},
		{"5min", 300000},
		{"1h", 3600000},
		{"1D", 86400000},
		{"100MS", 100},
		{"", -1},
		{"2", -1},
		{"s", -1},
		{"-2s", -1},
		{"2.5s", -1},
		{"2sec", -1},
		{"2s s", -1},
		{"1w", -1},
		{"99999999999999999999s", -1},
		{"18446744073709551615d", -1},
		{"9223372036854775807us", INT64_MAX / 1000},
		{"9223372036854775808us", -1},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		int64_t ms = -1;
		bool ok = gw_parse_duration_ms(gw_view_of(cases[i].text), &ms);

		if (ok != (cases[i].ms >= 0) || ms != cases[i].ms)
			fail_msg("'%s': %d, %lld", cases[i].text, ok, (long long)ms);
	}
}

static void test_size(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		bool ok;
		uint64_t bytes;
	} cases[] = {
		{"0", true, 0},
		{"17", true, 17},
		{"17B", true, 17},
		{"1kB", true, 1024},
		{"1KB", true, 1024},
		{"3 MB", true, 3 << 20},
		{"2gb", true, 2ull << 30},
		{"9223372036854775807", true, INT64_MAX},
		{"9223372036854775808", false, 0},
		{"8589934592GB", false, 0},
		{"17179869184GB", false, 0},
		{"", false, 0},
		{"MB", false, 0},
		{"1TB", false, 0},
		{"-1", false, 0},
		{"1k", false, 0},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		uint64_t bytes = 42;
		bool ok = gw_parse_size(gw_view_of(cases[i].text), &bytes);

		if (ok != cases[i].ok || bytes != (ok ? cases[i].bytes : 42))
			fail_msg("'%s': %d, %llu", cases[i].text, ok, (unsigned long long)bytes);
	}
}

/* --- UTF-8 --- */

/* First and last of each length, and all that RFC 3629 excludes. */
static const struct {
	struct gw_view text;
	unsigned code;
	size_t bad; /* offset, or GW_NOWHERE */
} sequences[] = {
	{{"\x01", 1}, 0x1, GW_NOWHERE},
	{{"\x7f", 1}, 0x7f, GW_NOWHERE},
	{{"\xc2\x80", 2}, 0x80, GW_NOWHERE},
	{{"\xdf\xbf", 2}, 0x7ff, GW_NOWHERE},
	{{"\xe0\xa0\x80", 3}, 0x800, GW_NOWHERE},
	{{"\xed\x9f\xbf", 3}, 0xd7ff, GW_NOWHERE},
	{{"\xee\x80\x80", 3}, 0xe000, GW_NOWHERE},
	{{"\xef\xbf\xbf", 3}, 0xffff, GW_NOWHERE},
	{{"\xf0\x90\x80\x80", 4}, 0x10000, GW_NOWHERE},
	{{"\xf4\x8f\xbf\xbf", 4}, 0x10ffff, GW_NOWHERE},
	{{"\x80", 1}, 0x80, 0},
	{{"\xc1\xbf", 2}, 0xc1, 0},
	{{"\xc2", 1}, 0xc2, 0},
	{{"\xc2\x41", 2}, 0xc2, 0},
	{{"\xe0\x9f\xbf", 3}, 0xe0, 0},
	{{"\xed\xa0\x80", 3}, 0xed, 0},
	{{"\xe2\x82", 2}, 0xe2, 0},
	{{"\xe2\x82\x41", 3}, 0xe2, 0},
	{{"\xf0\x8f\xbf\xbf", 4}, 0xf0, 0},
	{{"\xf4\x90\x80\x80", 4}, 0xf4, 0},
	{{"\xf5\x80\x80\x80", 4}, 0xf5, 0},
	{{"\xf0\x9f\x90", 3}, 0xf0, 0},
	{{"\xff", 1}, 0xff, 0},
	{{"ab\xff", 3}, 'a', 2},
	{{"\xc3\xbc\xc3", 3}, 0xfc, 2},
};

static void test_utf8(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(sequences); i++) {
		size_t bad = GW_NOWHERE;
		bool valid = gw_utf8_valid(sequences[i].text, &bad);

		assert_int_equal(valid, sequences[i].bad == GW_NOWHERE);
		assert_int_equal(bad, sequences[i].bad);
		assert_int_equal(gw_utf8_decode(sequences[i].text), sequences[i].code);
	}
	assert_true(gw_utf8_valid(absent, &(size_t){0}));
}

static void test_ascii_length(void **state GW_UNUSED)
{
	char text[40];

	/* Wherever it stands in the eight bytes that are looked at together. */
	for (size_t at = 0; at < sizeof(text); at++) {
		memset(text, 0x7f, sizeof(text));
		text[at] = (char)0x80;
		assert_int_equal(gw_ascii_length((struct gw_view){text, sizeof(text)}), at);
		assert_int_equal(gw_ascii_length((struct gw_view){text, at}), at);
	}
	assert_int_equal(gw_ascii_length(absent), 0);
}

static void test_utf8_offset(void **state GW_UNUSED)
{
	/* u-umlaut, a byte that is none, a bird, and a sequence that is cut off */
	struct gw_view text = GW_VIEW("\xc3\xbc\xff\xf0\x9f\x90\xa6\xe2\x82");
	static const size_t offsets[] = {0, 2, 3, 7, 8, 9, 9};

	for (size_t i = 0; i < GW_COUNT(offsets); i++)
		assert_int_equal(gw_utf8_offset(text, i), offsets[i]);
	assert_int_equal(gw_utf8_offset(text, SIZE_MAX), text.n);
	assert_int_equal(gw_utf8_offset(absent, 3), 0);
}

static void test_columns(void **state GW_UNUSED)
{
	static const struct {
		unsigned code;
		size_t columns;
	} cases[] = {
		{'a', 1},    {0xe9, 1},    {0x2ff, 1},   {0x300, 0},   {0x36f, 0},    {0x370, 1},
		{0x200d, 0}, {0x4e2d, 2},  {0xac00, 2},  {0xff21, 2},  {0xff61, 1},   {0x1f426, 2},
		{0x2500, 1}, {0x20000, 2}, {0x3fffd, 2}, {0x3fffe, 1}, {0x10ffff, 1},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		if (gw_utf8_columns(cases[i].code) != cases[i].columns)
			fail_msg("U+%04X: %zu", cases[i].code, gw_utf8_columns(cases[i].code));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slice),       cmocka_unit_test(test_compare),
		cmocka_unit_test(test_prefix),      cmocka_unit_test(test_find),
		cmocka_unit_test(test_trim),        cmocka_unit_test(test_pieces),
		cmocka_unit_test(test_dup),         cmocka_unit_test(test_u64),
		cmocka_unit_test(test_duration),    cmocka_unit_test(test_size),
		cmocka_unit_test(test_utf8),        cmocka_unit_test(test_ascii_length),
		cmocka_unit_test(test_utf8_offset), cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
