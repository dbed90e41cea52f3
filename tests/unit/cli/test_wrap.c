/*
 * Text in columns: widths, cuts and line breaks, with wide and combining characters.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "ui/ui.h"

static void test_columns_and_fit(void **state)
{
	static const struct {
		const char *text;
		size_t columns;
		size_t room;
		size_t fit; /* bytes */
	} cases[] = {
		{"", 0, 5, 0},
		{"abc", 3, 5, 3},
		{"abc", 3, 3, 3},
		{"abc", 3, 2, 2},
		{"abc", 3, 0, 0},
		{"\xc3\xa4\xc3\xb6", 2, 1, 2},
		{"\xe6\x97\xa5\xe6\x9c\xac", 4, 4, 6},
		{"\xe6\x97\xa5\xe6\x9c\xac", 4, 3, 3}, /* a wide character fits wholly or not */
		{"\xe6\x97\xa5\xe6\x9c\xac", 4, 1, 0},
		{"e\xcc\x81x", 2, 1, 3}, /* a combining mark stays with its letter */
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_view text = gw_view_of(cases[i].text);

		assert_int_equal(ui_columns(text), cases[i].columns);
		assert_int_equal(ui_fit(text, cases[i].room), cases[i].fit);
	}
}

static void test_wrapping(void **state)
{
	static const struct {
		const char *text;
		size_t columns;
		const char *lines; /* joined by '|' */
	} cases[] = {
		{"", 10, ""},
		{"one two", 10, "one two"},
		{"one two", 7, "one two"},
		{"one two", 6, "one|two"},
		{"one two", 3, "one|two"},
		{"one   two", 5, "one|two"},
		{"one two three", 8, "one two|three"},
		{"one two three", 7, "one two|three"},
		/* A word without a blank is broken where it has to be. */
		{"abcdefgh", 3, "abc|def|gh"},
		{"a bcdefgh", 4, "a|bcde|fgh"},
		{"abc", 0, "a|b|c"},
		/* One that is made of parts, between them. */
		{"1_add_order_total", 12, "1_add_order_|total"},
		{"1_add_order_total", 5, "1_|add_|order|_|total"},
		{"in migrations/1_a.sql", 14, "in|migrations/1_|a.sql"},
		{"\xe6\x97\xa5\xe6\x9c\xac", 1, "\xe6\x97\xa5|\xe6\x9c\xac"},
		{"\xe6\x97\xa5\xe6\x9c\xac", 3, "\xe6\x97\xa5|\xe6\x9c\xac"},
		/* Newlines end lines; empty ones stay. */
		{"a\nb", 10, "a|b"},
		{"a\n\nb", 10, "a||b"},
		{"one two\nthree", 5, "one|two|three"},
		{"a\n", 10, "a"},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str lines = {0};
		struct gw_view rest = gw_view_of(cases[i].text);
		struct gw_view line;

		for (bool first = true; ui_wrap_next(&rest, cases[i].columns, &line); first = false)
			gw_str_printf(&lines, "%s%.*s", first ? "" : "|", GW_VIEW_ARG(line));
		assert_string_equal(gw_str_text(&lines), cases[i].lines);
	}
}

static void test_least(void **state)
{
	static const struct {
		const char *text;
		size_t least;
	} cases[] = {
		{"", 0},
		{"one", 3},
		{"one three", 5},
		{"one\nthree two", 5},
		{"20260112_create_users", 9},
		{"\xe6\x97\xa5\xe6\x9c\xac b", 4},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_int_equal(ui_wrap_least(gw_view_of(cases[i].text)), cases[i].least);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_columns_and_fit),
		cmocka_unit_test(test_wrapping),
		cmocka_unit_test(test_least),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
