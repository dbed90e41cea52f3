/* Text in HTML: whatever it is, it stays text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/html.h"

static void test_escapes(void **state GW_UNUSED)
{
	static const struct {
		const char *text, *html;
	} cases[] = {
		{"", ""},
		{"plain \xc3\xa9 text", "plain \xc3\xa9 text"},
		{"<script>alert('x')</script>", "&lt;script&gt;alert(&#39;x&#39;)&lt;/script&gt;"},
		{"\" onload=\"x", "&quot; onload=&quot;x"},
		{"&amp;", "&amp;amp;"},
		{"a\n\tb\n", "a\n\tb\n"},
		{"\x1b[31m\r\xff", "\\x1b[31m\\x0d\\xff"},
		{"\xe2\x80\xae<", "\\u{202e}&lt;"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str str = {0};

		gw_html_add(&str, gw_view_of(cases[i].text));
		assert_string_equal(gw_str_text(&str), cases[i].html);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_escapes),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
