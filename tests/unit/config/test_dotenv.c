/* .env files. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "canary.h"
#include "config/dotenv.h"

#define CANARY "k4n4ry"

static void test_values(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		const char *values; /* name<value>line.. */
	} cases[] = {
		{"", ""},
		{"\n# c\n \t# c\n", ""},
		{"A=1", "A<1>1 "},
		{"\xef\xbb\xbf"
		 "A=1\r\nB=2\r\n",
		 "A<1>1 B<2>2 "},
		{"export A=1\nexport\tB = 2 \nexport=3\n", "A<1>1 B<2>2 export<3>3 "},
		{"A=\nB=''\nC=\"\"\n", "A<>1 B<>2 C<>3 "},
		{"A=a#b # c\nB=#c\nC='#'# c\n", "A<a#b>1 B<>2 C<#>3 "},
		{"A=it's \"x\"\n", "A<it's \"x\">1 "},
		{"A='a\\n$B `c` \"'\n", "A<a\\n$B `c` \">1 "},
		{"A=\"a\\n\\t\\\"\\\\\\$\\`\\x $B\"\n", "A<a\n\t\"\\$`\\x $B>1 "},
		{"A=\"1\r\n2\"\nB='3\n4'\nC=5\n", "A<1\n2>1 B<3\n4>3 C<5>5 "},
		{"A=$(rm -rf /) `x` ${B}\n", "A<$(rm -rf /) `x` ${B}>1 "},
		{"A=1\nA=2\n", "A<2>2 "},
		{"a.b_C9=x", "a.b_C9<x>1 "},
		{"DATABASE_URL=postgres://u:p@h/db?a=b#c\n",
		 "DATABASE_URL<postgres://u:p@h/db?a=b#c>1 "},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		GW_STR_AUTO struct gw_str str = {0};
		struct gw_map map = {0};

		if (!gw_dotenv_parse(&arena, ".env", gw_view_of(cases[i].text), &map, &error))
			fail_msg("%s: %s", cases[i].text, error->message);
		for (size_t j = 0; j < map.n; j++) {
			const struct gw_dotenv_value *value = map.items[j].value;

			assert_true(gw_view_starts(gw_view_of(value->place), ".env:"));
			gw_str_printf(&str, "%.*s<%s>%s ", GW_VIEW_ARG(map.items[j].key),
				      value->text, value->place + sizeof(".env:") - 1);
		}
		assert_string_equal(gw_str_text(&str), cases[i].values);
	}
}

static void test_refusals(void **state GW_UNUSED)
{
	const struct {
		struct gw_view text;
		unsigned line, column;
		const char *excerpt;
	} cases[] = {
		{GW_VIEW("A=1\n" CANARY "\n"), 2, 1, NULL},
		{GW_VIEW("A=1\n  " CANARY " x=y\n"), 2, 3, NULL},
		{GW_VIEW("export " CANARY "\n"), 1, 1, NULL},
		{GW_VIEW("9A=" CANARY "\n"), 1, 1, NULL},
		{GW_VIEW("A-B=" CANARY "\n"), 1, 1, NULL},
		{GW_VIEW("A: " CANARY "\n"), 1, 1, NULL},
		{GW_VIEW("=" CANARY "\n"), 1, 1, NULL},
		{GW_VIEW("\nPW='" CANARY "\nB=1\n"), 2, 4, "PW=***"},
		{GW_VIEW("PW=\"" CANARY "\\\""), 1, 4, "PW=***"},
		{GW_VIEW("PW=\"" CANARY "\\"), 1, 4, "PW=***"},
		{GW_VIEW("PW='x'" CANARY "\n"), 1, 7, "PW=***"},
		{GW_VIEW("PW='x' " CANARY "\n"), 1, 8, "PW=***"},
		{GW_VIEW("A=1\nB=\0" CANARY), 2, 3, NULL},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_map map = {0};

		if (gw_dotenv_parse(&arena, ".env", cases[i].text, &map, &error))
			fail_msg("accepted: %s", cases[i].text.p);
		assert_int_equal(error->code, GW_E_CONFIG);
		assert_int_equal(map.n, 0);
		assert_string_equal(error->location.path, ".env");
		assert_int_equal(error->location.line, cases[i].line);
		assert_int_equal(error->location.column, cases[i].column);
		assert_false(shows(&arena, error, CANARY));
		if (cases[i].excerpt == NULL)
			assert_null(error->location.excerpt);
		else
			assert_string_equal(error->location.excerpt, cases[i].excerpt);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_values),
		cmocka_unit_test(test_refusals),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
