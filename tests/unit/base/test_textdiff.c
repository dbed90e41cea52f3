/* Unified differences; loads the module "textdiff". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/textdiff.h"

static void test_differences(void **state GW_UNUSED)
{
	static const struct {
		const char *old_text;
		const char *new_text;
		const char *diff;
	} cases[] = {
		{"", "", ""},
		{"a\n", "a\n", ""},
		{"a\r\nb\r\n", "a\nb\n", ""},
		{"a\n", "b\n", "@@ -1 +1 @@\n-a\n+b\n"},
		{"a\r\nb\r\n", "a\nc\n", "@@ -1,2 +1,2 @@\n a\n-b\n+c\n"},
		{"a\r", "a\n", "@@ -1 +1 @@\n-a\r\n\\ No newline at end of file\n+a\n"},
		{"", "a\n", "@@ -0,0 +1 @@\n+a\n"},
		{"a\n", "", "@@ -1 +0,0 @@\n-a\n"},
		{"a\n", "a", "@@ -1 +1 @@\n-a\n+a\n\\ No newline at end of file\n"},
		{"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "1\n2\n3\n4\n5\nx\n7\n8\n9\n",
		 "@@ -3,7 +3,7 @@\n 3\n 4\n 5\n-6\n+x\n 7\n 8\n 9\n"},
		{"1\n2\n3\n4\n5\n6\n7\n8\n9\n", "2\n3\n4\n5\n6\n7\n8\n",
		 "@@ -1,4 +1,3 @@\n-1\n 2\n 3\n 4\n@@ -6,4 +5,3 @@\n 6\n 7\n 8\n-9\n"},
		{"a \n", "a\n", "@@ -1 +1 @@\n-a \n+a\n"},
		{"\x01\xff\n", "\x01\xfe\n", "@@ -1 +1 @@\n-\x01\xff\n+\x01\xfe\n"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_error *error = NULL;
		const char *diff = NULL;

		if (!gw_text_diff(&arena, gw_view_of(cases[i].old_text),
				  gw_view_of(cases[i].new_text), &diff, &error))
			fail_msg("%s", error->message);
		assert_string_equal(diff, cases[i].diff);
	}
}

/* Bytes that look binary are compared as text all the same. */
static void test_nul_bytes(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *diff = NULL;

	assert_true(gw_text_diff(&arena, GW_VIEW("a\nb\0\n"), GW_VIEW("c\nb\0\n"), &diff, &error));
	assert_true(gw_view_starts(gw_view_of(diff), "@@ -1,2 +1,2 @@\n-a\n+c\n"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_differences),
		cmocka_unit_test(test_nul_bytes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
