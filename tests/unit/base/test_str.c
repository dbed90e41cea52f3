/* The string builder, its maximum, and escaping for terminals. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/str.h"

static void test_empty(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_STR_AUTO struct gw_str str = {0};

	assert_string_equal(gw_str_text(&str), "");
	assert_int_equal(gw_str_view(&str).n, 0);
	assert_non_null(gw_str_view(&str).p);
	assert_string_equal(gw_str_take(&str, &arena), "");
	gw_str_clear(&str);
	gw_str_add(&str, (struct gw_view){0});
	gw_str_puts(&str, NULL);
	gw_str_pad(&str, 'x', 0);
	gw_str_printf(&str, "%s", "");
	assert_string_equal(gw_str_text(&str), "");
}

static void test_append(void **state GW_UNUSED)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, "ab");
	gw_str_putc(&str, '\0');
	gw_str_add(&str, GW_VIEW("c\0d"));
	gw_str_pad(&str, '-', 3);
	gw_str_printf(&str, "%05d|%s", 42, "x");
	assert_int_equal(str.n, 2 + 1 + 3 + 3 + 7);
	assert_memory_equal(str.p, "ab\0c\0d---00042|x", str.n + 1);
}

static void test_growth(void **state GW_UNUSED)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < 3000; i++) {
		gw_str_printf(&str, "%zu,", i % 10);
		assert_int_equal(str.n, 2 * (i + 1));
		assert_int_equal(str.p[str.n], '\0');
		assert_true(str.cap > str.n);
	}
	for (size_t i = 0; i < str.n; i++)
		assert_int_equal(str.p[i], i % 2 != 0 ? ',' : '0' + (char)(i / 2 % 10));
}

/* What would pass the maximum is dropped whole; what fits after it is still taken. */
static void test_maximum(void **state GW_UNUSED)
{
	GW_STR_AUTO struct gw_str str = {.max = 5};

	gw_str_puts(&str, "123");
	assert_false(str.overflow);
	gw_str_puts(&str, "456");
	assert_true(str.overflow);
	assert_string_equal(gw_str_text(&str), "123");
	gw_str_printf(&str, "%d", 4567);
	gw_str_pad(&str, ' ', 3);
	assert_string_equal(gw_str_text(&str), "123");
	gw_str_puts(&str, "45");
	assert_string_equal(gw_str_text(&str), "12345");
	assert_true(str.overflow);
	gw_str_putc(&str, '6');
	assert_int_equal(str.n, 5);
	gw_str_clear(&str);
	assert_false(str.overflow);
	gw_str_puts(&str, "abcde");
	assert_false(str.overflow);
	gw_str_done(&str);
	assert_int_equal(str.max, 5);
}

static void test_take(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_STR_AUTO struct gw_str str = {0};
	const char *first;

	gw_str_puts(&str, "first");
	first = gw_str_take(&str, &arena);
	gw_str_puts(&str, "second");
	assert_string_equal(first, "first");
	assert_string_equal(gw_str_take(&str, &arena), "second");
	assert_int_equal(str.n, 0);
	/* Done twice, and used again. */
	gw_str_done(&str);
	gw_str_done(&str);
	gw_str_puts(&str, "third");
	assert_string_equal(gw_str_text(&str), "third");
}

static void test_escaped(void **state GW_UNUSED)
{
	static const struct {
		struct gw_view text;
		const char *escaped;
	} cases[] = {
		{{"", 0}, ""},
		{{"plain\ttext", 10}, "plain\ttext"},
		{{"a\nb\r", 4}, "a\\x0ab\\x0d"},
		{{"\x1b[31m", 5}, "\\x1b[31m"},
		{{"\0", 1}, "\\x00"},
		{{"\x7f", 1}, "\\x7f"},
		{{"gr\xc3\xbc\xc3\x9f", 6}, "gr\xc3\xbc\xc3\x9f"},
		{{"\xe6\x97\xa5\xf0\x9f\x90\xa6", 7}, "\xe6\x97\xa5\xf0\x9f\x90\xa6"},
		/* bytes that are no UTF-8: alone, overlong, cut off, a surrogate */
		{{"\xff", 1}, "\\xff"},
		{{"\xc0\x9b", 2}, "\\xc0\\x9b"},
		{{"\xe6\x97", 2}, "\\xe6\\x97"},
		{{"\xed\xa0\x80", 3}, "\\xed\\xa0\\x80"},
		/* C1 controls (CSI), bidi overrides and isolates, zero width, line separators, BOM */
		{{"\xc2\x9b"
		  "31m",
		  5},
		 "\\u{9b}31m"},
		{{"\xe2\x80\xae", 3}, "\\u{202e}"},
		{{"\xe2\x81\xa6", 3}, "\\u{2066}"},
		{{"\xe2\x80\x8b", 3}, "\\u{200b}"},
		{{"\xe2\x80\xa8", 3}, "\\u{2028}"},
		{{"\xd8\x9c", 2}, "\\u{61c}"},
		{{"\xef\xbb\xbf", 3}, "\\u{feff}"},
		/* their neighbours are harmless */
		{{"\xc2\xa0", 2}, "\xc2\xa0"},
		{{"\xe2\x80\x90", 3}, "\xe2\x80\x90"},
		{{"\xe2\x81\xaa", 3}, "\xe2\x81\xaa"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str str = {0};

		gw_str_add_escaped(&str, cases[i].text);
		assert_string_equal(gw_str_text(&str), cases[i].escaped);
	}
}

/* Valid JSON stays valid, and means the same. */
static void test_escaped_json(void **state GW_UNUSED)
{
	static const struct {
		const char *json, *escaped;
	} cases[] = {
		{"", ""},
		{"{\"a\": \"gr\xc3\xbc\xc3\x9f\xf0\x9f\x90\xa6\\u001b\"}\n",
		 "{\"a\": \"gr\xc3\xbc\xc3\x9f\xf0\x9f\x90\xa6\\u001b\"}\n"},
		{"\"\x7f\"", "\"\\u007F\""},
		{"\"\xc2\x9b"
		 "31m\"",
		 "\"\\u009B31m\""},
		{"\"\xe2\x80\xae\xe2\x81\xa6\"", "\"\\u202E\\u2066\""},
		{"\"\xef\xbb\xbf\"", "\"\\uFEFF\""},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str str = {0};

		gw_str_add_escaped_json(&str, gw_view_of(cases[i].json));
		assert_string_equal(gw_str_text(&str), cases[i].escaped);
	}
}

static void test_shell_word(void **state GW_UNUSED)
{
	static const struct {
		const char *text, *word;
	} cases[] = {
		{"app_2026-11.dump", "app_2026-11.dump"},
		{"", "''"},
		{"my db", "'my db'"},
		{"$(rm)", "'$(rm)'"},
		{"it's", "'it'\\''s'"},
		{"~/x", "'~/x'"},
		{"gr\xc3\xbcn", "'gr\xc3\xbcn'"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_string_equal(gw_shell_word(&arena, cases[i].text), cases[i].word);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),        cmocka_unit_test(test_append),
		cmocka_unit_test(test_growth),       cmocka_unit_test(test_maximum),
		cmocka_unit_test(test_take),         cmocka_unit_test(test_escaped),
		cmocka_unit_test(test_escaped_json), cmocka_unit_test(test_shell_word),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
