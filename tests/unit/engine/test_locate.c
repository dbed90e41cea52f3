/*
 * Marks in statements: names found where names stand, tokens found by offset.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "engine/locate.h"

struct name_case {
	const char *statement;
	const char *name;
	enum gw_locate_pick pick;
	size_t offset;
	size_t length;
};

static void test_names(void **state GW_UNUSED)
{
	static const struct name_case cases[] = {
		{"SELECT a FROM t", "t", GW_LOCATE_FIRST, 14, 1},
		{"SELECT a FROM T", "t", GW_LOCATE_FIRST, 14, 1},
		{"SELECT 't' /* t */ FROM t -- t", "t", GW_LOCATE_FIRST, 24, 1},
		{"SELECT tt FROM t", "t", GW_LOCATE_FIRST, 15, 1},
		{"CREATE TABLE u (a INT, a INT)", "a", GW_LOCATE_FIRST, 16, 1},
		{"CREATE TABLE u (a INT, a INT)", "a", GW_LOCATE_LAST, 23, 1},
		{"SELECT * FROM shop.users", "shop.users", GW_LOCATE_FIRST, 19, 5},
		{"SELECT * FROM `shop.users`", "shop.users", GW_LOCATE_FIRST, 14, 12},
		{"SELECT * FROM `a``b`", "a`b", GW_LOCATE_FIRST, 14, 6},
		{"SELECT é, e FROM t", "é", GW_LOCATE_FIRST, 7, 2},
		{"SELECT 1", "t", GW_LOCATE_FIRST, GW_NOWHERE, 0},
		{"SELECT 1", "", GW_LOCATE_FIRST, GW_NOWHERE, 0},
		{"", "t", GW_LOCATE_LAST, GW_NOWHERE, 0},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_mark mark = gw_locate_name(&gw_dialect_mysql,
						     gw_view_of(cases[i].statement),
						     gw_view_of(cases[i].name), cases[i].pick);

		if (mark.offset != cases[i].offset || mark.length != cases[i].length)
			fail_msg("%s in %s: %zu bytes at %zu", cases[i].name, cases[i].statement,
				 mark.length, mark.offset);
	}
}

static void test_tokens(void **state GW_UNUSED)
{
	static const struct {
		size_t wanted;
		size_t offset;
		size_t length;
	} cases[] = {
		{0, 0, 6}, /* SELECT */
		{3, 0, 6}, /* within it */
		{7, 7, 3}, /* 'a' */
		{11, 11, 4}, /* FROM */
		{99, 16, 1}, /* beyond the end: the last token */
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_mark mark = gw_locate_token(
			&gw_dialect_sqlite, GW_VIEW("SELECT 'a' FROM t  "), cases[i].wanted);

		assert_int_equal(mark.offset, cases[i].offset);
		assert_int_equal(mark.length, cases[i].length);
	}
	assert_int_equal(gw_locate_token(&gw_dialect_sqlite, GW_VIEW(" "), 0).offset, GW_NOWHERE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
		cmocka_unit_test(test_tokens),
	};

	return cmocka_run_group_tests_name("engine/locate", tests, NULL, NULL);
}
