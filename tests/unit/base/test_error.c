/* Errors: making, wrapping, adding to, and pointing at a place. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <errno.h>
#include <string.h>

#include "base/error.h"
#include "base/str.h"

static void test_codes(void **state GW_UNUSED)
{
	const struct gw_code_info *before = NULL;
	const struct gw_code_info *info;
	size_t n = 0;

	assert_null(gw_code_info(GW_E_NONE));
	for (; (info = gw_code_at(n)) != NULL; n++) {
		assert_ptr_equal(gw_code_info(info->code), info);
		assert_true(before == NULL || before->number < info->number);
		assert_true(info->exit_status != 0);
		assert_true(strlen(info->meaning) > 20);
		before = info;
	}
	assert_int_equal(n, GW_E_UNSTABLE);
	assert_null(gw_code_at(SIZE_MAX));
}

static void test_code_find(void **state GW_UNUSED)
{
	static const struct {
		const char *name;
		enum gw_code code; /* NONE: not found */
	} cases[] = {
		{"GW2103", GW_E_STATEMENT},
		{"gw2103", GW_E_STATEMENT},
		{"2103", GW_E_STATEMENT},
		{"statement-failed", GW_E_STATEMENT},
		{"Statement-Failed", GW_E_STATEMENT},
		{"02103", GW_E_STATEMENT},
		{"", GW_E_NONE},
		{"GW", GW_E_NONE},
		{"0", GW_E_NONE},
		{"GW0", GW_E_NONE},
		{"GW9999", GW_E_NONE},
		{"GWstatement-failed", GW_E_NONE},
		{"statement", GW_E_NONE},
		{"99999999999999999999999", GW_E_NONE},
		{"4294969399", GW_E_NONE}, /* 2103 + 2^32 */
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const struct gw_code_info *info = gw_code_find(gw_view_of(cases[i].name));

		if ((info != NULL ? info->code : GW_E_NONE) != cases[i].code)
			fail_msg("%s", cases[i].name);
	}
}

static void test_fail(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	assert_false(gw_fail(&error, GW_E_CONFIG, "unknown key '%s'", "dri"));
	assert_int_equal(error->code, GW_E_CONFIG);
	assert_string_equal(error->message, "unknown key 'dri'");
	assert_int_equal(error->state, GW_STATE_UNTOUCHED);
	assert_int_equal(error->location.offset, GW_NOWHERE);
	assert_null(error->detail);
	assert_null(error->hint);
	assert_int_equal(gw_error_exit_status(error), 78);
	assert_string_equal(gw_error_state_text(error), gw_state_phrase(GW_STATE_UNTOUCHED));
	gw_error_clear(&error);
	assert_null(error);
	gw_error_clear(&error);
	gw_error_free(NULL);
}

static void test_fail_errno(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	gw_fail_errno(&error, GW_E_IO, ENOENT, "cannot read '%s'", "x");
	assert_string_equal(error->message, "cannot read 'x': No such file or directory");
}

/* The wrapper says it in other words; what is true in the database stays what it was. */
static void test_fail_because(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	gw_fail(&error, GW_E_IO, "inner");
	gw_error_state(error, GW_STATE_PARTIAL, "half of it stands");
	assert_false(gw_fail_because(&error, GW_E_FORMAT, "outer %d", 1));
	assert_string_equal(error->message, "outer 1");
	assert_int_equal(error->code, GW_E_FORMAT);
	assert_string_equal(error->cause->message, "inner");
	assert_null(error->cause->cause);
	assert_int_equal(error->state, GW_STATE_PARTIAL);
	assert_string_equal(gw_error_state_text(error), "half of it stands");
}

static void test_additions(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	gw_fail(&error, GW_E_IO, "message");
	gw_error_detail(error, "detail %d", 1);
	gw_error_detail(error, "detail %d", 2);
	gw_error_hint(error, "hint %d", 1);
	gw_error_hint(error, "%s too", error->hint);
	gw_error_state(error, GW_STATE_UNKNOWN, "who knows");
	assert_string_equal(error->detail, "detail 2");
	assert_string_equal(error->hint, "hint 1 too");
	assert_string_equal(gw_error_state_text(error), "who knows");
	gw_error_state(error, GW_STATE_ROLLED_BACK, NULL);
	assert_string_equal(gw_error_state_text(error), gw_state_phrase(GW_STATE_ROLLED_BACK));
	assert_string_equal(gw_state_slug(error->state), "rolled-back");
}

/* The old message is kept in front of the detail, unless the server's words are there. */
static void test_restate(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const struct gw_server_error server = {.message = "boom", .position = GW_NOWHERE};

	gw_fail(&error, GW_E_SERVER, "first");
	gw_error_restate(error, GW_E_STATEMENT, "second");
	assert_string_equal(error->detail, "first");
	gw_error_restate(error, GW_E_VERIFY, "third after %s", error->message);
	assert_int_equal(error->code, GW_E_VERIFY);
	assert_string_equal(error->message, "third after second");
	assert_string_equal(error->detail, "second\nfirst");
	gw_error_server(error, &server);
	gw_error_restate(error, GW_E_VERIFY, "fourth");
	assert_string_equal(error->detail, "second\nfirst");
}

static void test_server_is_copied(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	char message[] = "boom";
	struct gw_server_error server = {
		.engine = "postgres", .message = message, .position = 3, .constraint = true};

	gw_fail(&error, GW_E_SERVER, "x");
	gw_error_server(error, &server);
	message[0] = 'z';
	server.position = 4;
	assert_string_equal(error->server->message, "boom");
	assert_null(error->server->detail);
	assert_int_equal(error->server->position, 3);
	assert_true(error->server->constraint);
}

/* --- places --- */

static void test_position(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		size_t offset;
		unsigned line, column;
	} cases[] = {
		{"", 0, 1, 1},
		{"abc", 0, 1, 1},
		{"abc", 3, 1, 4},
		{"abc", 99, 1, 4},
		{"a\nb", 1, 1, 2},
		{"a\nb", 2, 2, 1},
		{"a\r\nb", 3, 2, 1},
		{"a\n", 2, 2, 1},
		{"\n\n\n", 2, 3, 1},
		/* columns are code points; bytes that are none count as one */
		{"\xc3\xbc\xf0\x9f\x90\xa6x", 6, 1, 3},
		{"\xff\xffx", 2, 1, 3},
		/* a byte order mark takes no column */
		{"\xef\xbb\xbf"
		 "a",
		 3, 1, 1},
		{"\xef\xbb\xbf"
		 "a",
		 4, 1, 2},
		{"\xef\xbb\xbf"
		 "a\nb",
		 5, 2, 1},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_position position = gw_position_of(gw_view_of(cases[i].text),
							     cases[i].offset);

		if (position.line != cases[i].line || position.column != cases[i].column)
			fail_msg("case %zu: %u:%u", i, position.line, position.column);
	}
}

static void test_line(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *line;
		size_t start;
	} cases[] = {
		{"", 0, "", 0},          {"a", 0, "a", 0},         {"a", 1, "a", 0},
		{"a\nbc\nd", 1, "a", 0}, {"a\nbc\nd", 2, "bc", 2}, {"a\nbc\nd", 4, "bc", 2},
		{"a\nbc\nd", 6, "d", 5}, {"a\r\nb", 1, "a", 0},    {"a\n", 2, "", 2},
		{"\n", 0, "", 0},        {"\n", 1, "", 1},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		size_t start = 99;
		struct gw_view line = gw_line_at(gw_view_of(cases[i].text), cases[i].offset,
						 &start);

		if (!gw_view_is(line, cases[i].line) || start != cases[i].start)
			fail_msg("case %zu: '%.*s' at %zu", i, GW_VIEW_ARG(line), start);
	}
}

struct excerpt {
	const char *text;
	size_t offset, length;
	const char *excerpt;
	unsigned caret, width;
};

static void check_excerpt(const struct excerpt *c)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	gw_fail(&error, GW_E_FORMAT, "x");
	gw_error_at(error, "dir/file.sql", gw_view_of(c->text), c->offset, c->length);
	assert_string_equal(error->location.path, "dir/file.sql");
	assert_int_equal(error->location.offset, c->offset);
	assert_string_equal(error->location.excerpt, c->excerpt);
	assert_int_equal(error->location.caret, c->caret);
	assert_int_equal(error->location.caret_width, c->width);
}

static void test_excerpt(void **state GW_UNUSED)
{
	static const struct excerpt cases[] = {
		{"SELECT x FROM t", 7, 1, "SELECT x FROM t", 7, 1},
		{"SELECT x\nFROM t\n", 9, 4, "FROM t", 0, 4},
		/* no length, none left, and over the line's end */
		{"SELECT x", 7, 0, "SELECT x", 7, 1},
		{"SELECT x", 8, 3, "SELECT x", 8, 1},
		{"SELECT\nx", 0, 8, "SELECT", 0, 6},
		{"SELECT\nx", 3, SIZE_MAX, "SELECT", 3, 3},
		{"", 0, 0, "", 0, 1},
		{"a\r\nb", 0, 5, "a", 0, 1},
		/* tabs become blanks, escapes and wide characters take their columns */
		{"\tx", 1, 1, "        x", 8, 1},
		{"ab\tx", 3, 1, "ab      x", 8, 1},
		{"a\x1b"
		 "b",
		 2, 1, "a\\x1bb", 5, 1},
		{"\xe6\x97\xa5x", 3, 1, "\xe6\x97\xa5x", 2, 1},
		{"\xe6\x97\xa5\xe6\x97\xa5", 0, 6, "\xe6\x97\xa5\xe6\x97\xa5", 0, 4},
		{"\xef\xbb\xbfSELECT", 3, 6, "SELECT", 0, 6},
		{"\xef\xbb\xbfSELECT", 0, 3, "SELECT", 0, 3},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		check_excerpt(&cases[i]);
}

/* A long line is cut on both sides, and never inside of a character. */
static void test_long_line(void **state GW_UNUSED)
{
	static const struct {
		const char *unit;
		size_t before, after; /* how often unit stands around the mark */
		bool cut_left, cut_right;
	} cases[] = {
		{"a", 10, 10, false, false},
		{"a", 10, 500, false, true},
		{"a", 500, 10, true, false},
		{"a", 500, 500, true, true},
		{"\xc3\xbc", 300, 300, true, true},
		{"\xe6\x97\xa5", 300, 300, true, true},
		{"\xf0\x9f\x90\xa6", 300, 300, true, true},
		{"\xe6\x97\xa5", 0, 300, false, true},
		{"\xf0\x9f\x90\xa6", 1, 300, false, true},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		GW_STR_AUTO struct gw_str text = {0};
		struct gw_view excerpt;
		size_t offset, bad;

		for (size_t k = 0; k < cases[i].before; k++)
			gw_str_puts(&text, cases[i].unit);
		offset = text.n;
		gw_str_putc(&text, '!');
		for (size_t k = 0; k < cases[i].after; k++)
			gw_str_puts(&text, cases[i].unit);
		gw_fail(&error, GW_E_FORMAT, "x");
		gw_error_at(error, "f", gw_str_view(&text), offset, 1);
		excerpt = gw_view_of(error->location.excerpt);
		assert_true(gw_utf8_valid(excerpt, &bad));
		assert_int_equal(gw_view_find_char(excerpt, '\\'), GW_NOWHERE);
		assert_true(excerpt.n <= 110);
		assert_int_equal(gw_view_starts(excerpt, "..."), cases[i].cut_left);
		assert_int_equal(gw_view_ends(excerpt, "..."), cases[i].cut_right);
		assert_int_equal(error->location.caret_width, 1);
		assert_true(gw_view_find_char(excerpt, '!') != GW_NOWHERE);
		assert_int_equal(error->location.column, cases[i].before + 1);
	}
}

/* Bytes that look like the inside of a character, and are in none. */
static void test_long_binary_line(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_STR_AUTO struct gw_str text = {0};

	gw_str_pad(&text, '\x80', 1000);
	gw_fail(&error, GW_E_FORMAT, "x");
	gw_error_at(error, "f", gw_str_view(&text), 500, 10);
	assert_string_equal(gw_view_dup(&error->arena,
					gw_view_slice(gw_view_of(error->location.excerpt), 0, 7)),
			    "...\\x80");
	assert_int_equal(error->location.caret_width, 40);
}

static void test_only_a_file(void **state GW_UNUSED)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	gw_fail(&error, GW_E_FORMAT, "x");
	gw_error_at(error, "f", GW_VIEW("abc"), 1, 1);
	gw_error_at(error, "g", (struct gw_view){0}, GW_NOWHERE, 0);
	assert_string_equal(error->location.path, "g");
	assert_int_equal(error->location.line, 0);
	assert_null(error->location.excerpt);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_codes),        cmocka_unit_test(test_code_find),
		cmocka_unit_test(test_fail),         cmocka_unit_test(test_fail_errno),
		cmocka_unit_test(test_fail_because), cmocka_unit_test(test_additions),
		cmocka_unit_test(test_restate),      cmocka_unit_test(test_server_is_copied),
		cmocka_unit_test(test_position),     cmocka_unit_test(test_line),
		cmocka_unit_test(test_excerpt),      cmocka_unit_test(test_long_line),
		cmocka_unit_test(test_only_a_file),  cmocka_unit_test(test_long_binary_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
