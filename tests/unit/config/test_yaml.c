/* YAML: nodes with places, what is refused, and excerpts without values. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "base/str.h"
#include "canary.h"
#include "config/yaml.h"

#define CANARY "k4n4ry"

/* {a: [b, 'c'], d: ~} */
static void describe(struct gw_str *str, const struct gw_node *node)
{
	switch (node->kind) {
	case GW_NODE_NULL:
		gw_str_puts(str, "~");
		break;
	case GW_NODE_SCALAR:
		gw_str_printf(str, node->quoted ? "'%.*s'" : "%.*s", GW_VIEW_ARG(node->text));
		break;
	case GW_NODE_LIST:
		for (size_t i = 0; i < node->items.n; i++) {
			gw_str_puts(str, i == 0 ? "[" : ", ");
			describe(str, node->items.items[i]);
		}
		gw_str_puts(str, "]");
		break;
	case GW_NODE_MAP:
		for (size_t i = 0; i < node->members.n; i++) {
			gw_str_printf(str, "%s%.*s: ", i == 0 ? "{" : ", ",
				      GW_VIEW_ARG(node->members.items[i].key));
			describe(str, node->members.items[i].value);
		}
		gw_str_puts(str, "}");
		break;
	}
}

static void test_trees(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		const char *tree;
	} cases[] = {
		{"", "~"},
		{"# nothing\n", "~"},
		{"---\n", "~"},
		{"a: b\n", "{a: b}"},
		{"\xef\xbb\xbf"
		 "a: b\r\nc: d\r\n",
		 "{a: b, c: d}"},
		{"a: no\nb: 1.10\nc: 0x1F\n", "{a: no, b: 1.10, c: 0x1F}"},
		{"a: null\nb: ~\nc:\nd: 'null'\ne: ''\n", "{a: ~, b: ~, c: ~, d: 'null', e: ''}"},
		{"a: [x, \"y\\n\", {z: 1}]\n", "{a: [x, 'y\n', {z: 1}]}"},
		{"a:\n  - b: 1\n    c: 2\n  - d\n", "{a: [{b: 1, c: 2}, d]}"},
		{"a: |\n  x\n  y\n", "{a: 'x\ny\n'}"},
		{"'a b': c", "{a b: c}"},
		{"%YAML 1.1\n---\na: b\n...\n", "{a: b}"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		GW_STR_AUTO struct gw_str str = {0};
		struct gw_yaml yaml;

		if (!gw_yaml_parse(&arena, "f", gw_view_of(cases[i].text), &yaml, &error))
			fail_msg("%s: %s", cases[i].text, error->message);
		describe(&str, yaml.root);
		assert_string_equal(gw_str_text(&str), cases[i].tree);
	}
}

static void assert_at(const char *text, size_t offset, size_t end, const char *expected)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_string_equal(gw_strndup(&arena, text + offset, end - offset), expected);
}

static void test_offsets_are_bytes(void **state GW_UNUSED)
{
	static const char text[] = "\xef\xbb\xbf# \xc3\xa9\xe2\x82\xac\n"
				   "\xc3\xa4\xc3\xb6: {\xf0\x9f\x90\xa6: [\xc3\xbc, \"q\"]}\n"
				   "block:\n  - one\n  - two # end\n";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_yaml yaml;
	const struct gw_node *flow, *list, *block;

	assert_true(gw_yaml_parse(&arena, "f", gw_view_of(text), &yaml, &error));
	flow = gw_node_get(yaml.root, "\xc3\xa4\xc3\xb6");
	assert_at(text, flow->offset, flow->end, "{\xf0\x9f\x90\xa6: [\xc3\xbc, \"q\"]}");
	list = flow->members.items[0].value;
	assert_at(text, list->offset, list->end, "[\xc3\xbc, \"q\"]");
	assert_at(text, list->items.items[0]->offset, list->items.items[0]->end, "\xc3\xbc");
	assert_at(text, list->items.items[1]->offset, list->items.items[1]->end, "\"q\"");
	block = gw_node_get(yaml.root, "block");
	assert_at(text, block->offset, block->end, "- one\n  - two");
	assert_int_equal(yaml.root->members.items[1].key_offset,
			 gw_view_find(gw_view_of(text), GW_VIEW("block")));
	assert_null(gw_node_get(yaml.root, "absent"));
	assert_null(gw_node_get(block, "one"));
}

static void test_refusals(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		unsigned line, column;
		const char *message;
		const char *excerpt; /* NULL: none */
	} cases[] = {
		{"a: 1\nb: 2\na: " CANARY "\n", 3, 1, "key 'a' comes twice", "a: ***"},
		{"{a: 1, a: " CANARY "}", 1, 8, "key 'a' comes twice", "{a: ***, a: ***"},
		{"a: &x " CANARY "\n", 1, 4, "anchors", "a: ***"},
		{"a: *x\n", 1, 4, "anchors", "a: ***"},
		{"&x a: 1\n", 1, 1, "anchors", NULL},
		{"a: !!str " CANARY "\n", 1, 4, "tags", "a: ***"},
		{"a: !x [1]\n", 1, 4, "tags", "a: ***"},
		{"a: 1\n---\nb: " CANARY "\n", 2, 1, "more than one document", "---"},
		{"a: 1\n...\nb: " CANARY "\n", 3, 1, "not valid YAML", NULL},
		{"? [a]\n: b\n", 1, 3, "a key must be a text", NULL},
		{"'': b\n", 1, 1, "a key is empty", NULL},
		{"a: \"x\\0" CANARY "\"\n", 1, 4, "NUL", "a: ***"},
		{"a:\n\tb: " CANARY "\n", 2, 1, "no tabs", NULL},
		{"password: '" CANARY "\nb: 1\n", 3, 1, "begins at line 1, column 11", NULL},
		{"a: 1\n b: " CANARY "\n", 2, 3, "not valid YAML", NULL},
		{"a: [" CANARY "\nb: 1", 2, 2, "flow sequence", NULL},
		{"a: b\xff" CANARY, 1, 5, "UTF-8", NULL},
		{"a: b\x01" CANARY, 1, 5, "control characters", NULL},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_yaml yaml = {.path = "kept"};

		if (gw_yaml_parse(&arena, "f.yaml", gw_view_of(cases[i].text), &yaml, &error))
			fail_msg("accepted: %s", cases[i].text);
		assert_int_equal(error->code, GW_E_CONFIG);
		assert_string_equal(yaml.path, "kept");
		if (!shows(&arena, error, cases[i].message))
			fail_msg("%s: %s", cases[i].text, all_text(&arena, error));
		assert_false(shows(&arena, error, CANARY));
		if (error->location.line != cases[i].line ||
		    error->location.column != cases[i].column)
			fail_msg("%s: at %u:%u", cases[i].text, error->location.line,
				 error->location.column);
		if (cases[i].excerpt == NULL)
			assert_null(error->location.excerpt);
		else
			assert_string_equal(error->location.excerpt, cases[i].excerpt);
	}
}

static void test_depth_and_size_are_bounded(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_error *error = NULL;
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_yaml yaml;

	gw_str_pad(&str, '[', 32);
	gw_str_pad(&str, ']', 32);
	assert_true(gw_yaml_parse(&arena, "f", gw_str_view(&str), &yaml, &error));
	gw_str_clear(&str);
	gw_str_pad(&str, '[', 100000);
	assert_false(gw_yaml_parse(&arena, "f", gw_str_view(&str), &yaml, &error));
	assert_true(shows(&arena, error, "more than 32 levels"));
	gw_error_clear(&error);
	gw_str_clear(&str);
	gw_str_pad(&str, '\n', 16 * 1024 * 1024 + 1);
	assert_false(gw_yaml_parse(&arena, "f", gw_str_view(&str), &yaml, &error));
	assert_true(shows(&arena, error, "16 MB"));
	gw_error_clear(&error);
}

/* The marked bytes and the keys of a line are shown, at the right column; nothing else is. */
static void test_excerpts(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		const char *mark;
		const char *excerpt;
		unsigned caret, width;
	} cases[] = {
		{"wait: 5 parsecs # " CANARY, "5 parsecs", "wait: 5 parsecs ***", 6, 9},
		{"password: " CANARY, "password", "password: ***", 0, 8},
		{"  pasword:  \"" CANARY "\"", "pasword", "  pasword:  ***", 2, 7},
		{"a: {password: " CANARY ", wait: x}", "x", "a: {password: ***, wait: x***", 25, 1},
		{"a: [" CANARY ", mark]", "mark", "a: ***, mark***", 8, 4},
		{"a: {b: {c: 1}}", "c", "a: {b: {c: ***", 8, 1},
		{"- a: 1", "a", "- a: ***", 2, 1},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_view text = gw_view_of(cases[i].text);
		size_t offset = gw_view_find(text, gw_view_of(cases[i].mark));
		struct gw_yaml yaml;

		assert_true(gw_yaml_parse(&arena, "f", text, &yaml, &error));
		assert_false(
			gw_yaml_fail(&error, &yaml, offset, gw_view_of(cases[i].mark).n, "no"));
		assert_string_equal(error->location.excerpt, cases[i].excerpt);
		assert_int_equal(error->location.caret, cases[i].caret);
		assert_int_equal(error->location.caret_width, cases[i].width);
		assert_int_equal(error->location.offset, offset);
		assert_int_equal(error->location.column, offset + 1);
	}
}

/* A line of a password that spans lines may look like a key. */
static void test_multi_line_password(void **state GW_UNUSED)
{
	static const char text[] = "password: |\n  " CANARY ": x\n  " CANARY "\nb: [\n";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_yaml yaml;

	assert_false(gw_yaml_parse(&arena, "f", gw_view_of(text), &yaml, &error));
	assert_false(shows(&arena, error, CANARY));
	yaml = (struct gw_yaml){.path = "f", .text = gw_view_of(text)};
	for (size_t i = 0; i <= sizeof(text) - 1; i++) {
		gw_yaml_locate(error, &yaml, i, 0);
		assert_false(shows(&arena, error, CANARY));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_trees),    cmocka_unit_test(test_offsets_are_bytes),
		cmocka_unit_test(test_refusals), cmocka_unit_test(test_depth_and_size_are_bounded),
		cmocka_unit_test(test_excerpts), cmocka_unit_test(test_multi_line_password),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
