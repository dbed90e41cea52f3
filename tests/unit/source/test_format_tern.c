/*
 * tern's numbers, halves and directives.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_tern;

#define SPLIT "---- create above / drop below ----"
#define OFF   "---- tern: disable-tx ----"

static void cuts_files_in_halves(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "up and down",
		 .files = {{"001_a.sql", "a;\n" SPLIT "\n-a;\n"}},
		 .expected = "versioned 001 a 001_a.sql\n  up \"a;/\"\n  down \"-a;/\"\n"},
		{.title = "no marker, or nothing below it: cannot be taken back",
		 .files = {{"1_a.sql", "a;\n"}, {"2_b.sql", "b;\n" SPLIT "\n \n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"a;/\"\n"
			     "versioned 2 b 2_b.sql\n  up \"b;/\"\n"},
		{.title = "the marker may stand within a line; only the first counts",
		 .files = {{"1_a.sql", "a; " SPLIT " -a;\n" SPLIT "\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"a; \"\n  down \" -a;/" SPLIT "/\"\n"},
		{.title = "no transaction above",
		 .files = {{"1_a.sql", OFF "\r\na;\n" SPLIT "\n-a;"}},
		 .expected = "versioned 1 a 1_a.sql\n  up off \"" OFF "\r/a;/\"\n  down \"-a;\"\n"},
		{.title = "no transaction below",
		 .files = {{"1_a.sql", "a;\n" SPLIT "\n-a;\n" OFF "\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"a;/\"\n  down off \"-a;/" OFF "/\"\n"},
		{.title = "numbers, not text; folders hold shared pieces",
		 .files = {{"2_b.sql", "b"},
			   {"10_j.sql", "j"},
			   {"1_a.sql", "a"},
			   {"3_c.sql", "c"},
			   {"lib/x.sql", "{{ x }}"}},
		 .code = GW_E_FORMAT,
		 .message = "migration 4 is missing"},
	};

	check_cases(&gw_format_tern, cases, GW_COUNT(cases));
}

static void refuses_what_tern_refuses(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "the first is missing",
		 .files = {{"002_b.sql", "b"}},
		 .code = GW_E_FORMAT,
		 .message = "migration 1 is missing"},
		{.title = "one number twice",
		 .files = {{"01_a.sql", "a"}, {"1_b.sql", "b"}},
		 .code = GW_E_DUPLICATE,
		 .message = "01_a.sql and 1_b.sql"},
		{.title = "only comments",
		 .files = {{"1_a.sql", "-- nothing\n\n" SPLIT "\nDROP TABLE a;"}},
		 .code = GW_E_FORMAT,
		 .message = "no SQL above",
		 .line = 1},
		{.title = "other names",
		 .files = {{"1_a.sql", "a"}, {"x.sql", ""}, {"2.sql", ""}, {"2_.sql", ""}},
		 .expected =
			 "versioned 1 a 1_a.sql\n  up \"a\"\n"
			 "notice 2.sql: is not run: its name is not one of tern's (001_name.sql)\n"
			 "notice 2_.sql: is not run: its name is not one of tern's "
			 "(001_name.sql)\n"
			 "notice x.sql: is not run: its name is not one of tern's "
			 "(001_name.sql)\n"},
	};

	check_cases(&gw_format_tern, cases, GW_COUNT(cases));
}

static void includes_files(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "a file of a subfolder, in the middle of a line",
		 .files = {{"1_a.sql", "(\n\t{{ template \"lib/x.sql\" . }}\n);\n" SPLIT
				       "\n{{template \"lib/deep/y.sql\"}}"},
			   {"lib/x.sql", "x int"},
			   {"lib/deep/y.sql", "-y;\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"(/\t\" \"x int\" \"/);/\"\n"
			     "  down \"\" \"-y;/\"\n"},
		{.title = "files that include others; fields stay for later",
		 .files = {{"1_a.sql", "{{template \"l/x.sql\" .}};{{ .a_1 }}"},
			   {"l/x.sql", "[{{template \"l/y.sql\"}}{{.b}}]"},
			   {"l/y.sql", "y"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"\" \"[\" \"y\" \"{{.b}}]\" "
			     "\";{{ .a_1 }}\"\n"},
		{.title = "a directive of an included file",
		 .files = {{"1_a.sql", "a;\n{{template \"l/x.sql\" .}}\n" SPLIT "\n-a;\n"},
			   {"l/x.sql", OFF "\nx;\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up off \"a;/\" \"" OFF "/x;/\" \"/\"\n"
			     "  down \"-a;/\"\n"},
	};

	check_cases(&gw_format_tern, cases, GW_COUNT(cases));
}

static void refuses_other_templates(void **state GW_UNUSED)
{
	static const struct {
		const char *tag;
		const char *message;
		unsigned line;
	} cases[] = {
		{"{{ if .x }}", "does not expand: {{ if .x }}", 2},
		{"{{ env \"X\" }}", "does not expand: {{ env \"X\" }}", 2},
		{"{{ install_snapshot \"x\" }}", "{{ install_snapshot", 2},
		{"{{- .x }}", "{{- .x }}", 2},
		{"{{ .x | quote }}", "{{ .x | quote }}", 2},
		{"{{ .x.y }}", "{{ .x.y }}", 2},
		{"{{ .1 }}", "{{ .1 }}", 2},
		{"{{ . }}", "{{ . }}", 2},
		{"'{{1,2},{3,4}}'", "{{1,2},{3,4}}", 2},
		{"{{ .x\n", "{{ .x", 2},
		{"{{ template \"lib/x.sql\" .y }}", "{{ template", 2},
		{"{{ template lib }}", "{{ template lib }}", 2},
		{"{{ template \"lib/gone.sql\" . }}", "no subfolder has this file", 2},
		{"{{ template \"1_a.sql\" . }}", "no subfolder has this file", 2},
		{"{{ template \"lib/loop.sql\" . }}", "include each other", 1},
		{"{{ template \"lib/field.sql\" }}", "without the dot: {{.f}}", 1},
		{"{{ template \"lib/other.sql\" . }}", "does not expand: {{ x }}", 3},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const struct scan_case c = {
			.title = cases[i].tag,
			.files = {{"1_a.sql", gw_format(&arena, "a;\n%s", cases[i].tag)},
				  {"lib/x.sql", "x"},
				  {"lib/loop.sql", "{{ template \"lib/loop.sql\" . }}"},
				  {"lib/field.sql", "{{.f}}"},
				  {"lib/other.sql", "\n\n{{ x }}"}},
			.code = GW_E_FORMAT,
			.message = cases[i].message,
			.line = cases[i].line,
		};

		check_case(&gw_format_tern, &c);
	}
}

static void recognises_its_own(void **state GW_UNUSED)
{
	static const struct double_file marked[] = {{"001_a.sql", "a;\n" SPLIT "\n"},
						    {"002_b.sql", OFF "\nb;"},
						    {"003_c.sql", "c;"},
						    {NULL, NULL}};
	static const struct double_file plain[] = {
		{"001_a.sql", "a;"}, {"002_b.sql", "b;"}, {NULL, NULL}};

	assert_int_equal(sniff_files(&gw_format_tern, marked), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_tern, plain), GW_SNIFF_NO);
}

static void counts_on(void **state GW_UNUSED)
{
	static const struct double_file none[] = {{NULL, NULL}};
	static const struct double_file two[] = {
		{"0001_a.sql", "a"}, {"0002_b.sql", "b"}, {NULL, NULL}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *first = new_files(&arena, &gw_format_tern, none, "20261122093000", "add x");
	const char *third = new_files(&arena, &gw_format_tern, two, "20261122093000", "add x");

	assert_int_equal(strncmp(first, "001_add_x.sql\n", 14), 0);
	assert_non_null(strstr(first, "\n" SPLIT "\n"));
	assert_int_equal(strncmp(third, "0003_add_x.sql\n", 15), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(cuts_files_in_halves), cmocka_unit_test(refuses_what_tern_refuses),
		cmocka_unit_test(includes_files),       cmocka_unit_test(refuses_other_templates),
		cmocka_unit_test(recognises_its_own),   cmocka_unit_test(counts_on),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
