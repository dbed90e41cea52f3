/*
 * How errors look: the whole text, byte for byte, and the same as JSON.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "base/str.h"
#include "session/view.h"
#include "ui/ui.h"

static const char script[] = "-- godwit:up\n"
			     "ALTER TABLE users ADD COLUMN email text NOT NULL;\n"
			     "\tINSERT INTO \xe6\x97\xa5\xe6\x9c\xac VALUES (1);\n";

static void assert_rendered(struct gw_error *error, const char *expected)
{
	GW_STR_AUTO struct gw_str str = {0};

	ui_error_render(error, 0, false, &str);
	assert_string_equal(gw_str_text(&str), expected);
	gw_error_free(error);
}

/* At the first place of needle in the script. */
static void place(struct gw_error *error, const char *needle)
{
	gw_error_at(error, "migrations/1_a.sql", gw_view_of(script),
		    (size_t)(strstr(script, needle) - script), strlen(needle));
}

static void test_a_failed_statement(void **state)
{
	struct gw_error *error = NULL;

	(void)state;
	gw_fail(&error, GW_E_STATEMENT, "statement %d of %d failed in 1_a", 1, 2);
	place(error, "email");
	gw_error_server(error, &(struct gw_server_error){
				       .engine = "postgres",
				       .sqlstate = "42701",
				       .message = "column \"email\" already exists",
				       .detail = "First line.\nSecond line.",
				       .hint = "Drop it.",
			       });
	gw_error_state(error, GW_STATE_ROLLED_BACK, NULL);
	gw_error_hint(error, "`godwit verify` tells more.");
	assert_rendered(error, "error[GW2103]: statement 1 of 2 failed in 1_a\n"
			       "  migrations/1_a.sql:2:30\n"
			       "    2 | ALTER TABLE users ADD COLUMN email text NOT NULL;\n"
			       "      |                              ^^^^^\n"
			       "  postgres 42701: column \"email\" already exists\n"
			       "    detail: First line.\n"
			       "            Second line.\n"
			       "    hint: Drop it.\n"
			       "  state: rolled back; the database is as it was before this "
			       "migration\n"
			       "  hint:  `godwit verify` tells more.\n");
}

/* Tabs are blanks and wide characters two columns, for the line and for the mark under it. */
static void test_the_mark_is_under_the_place(void **state)
{
	struct gw_error *error = NULL;

	(void)state;
	gw_fail(&error, GW_E_SQL, "no");
	place(error, "VALUES");
	gw_error_state(error, GW_STATE_UNKNOWN, "look for yourself");
	assert_rendered(error, "error[GW3101]: no\n"
			       "  migrations/1_a.sql:3:17\n"
			       "    3 |         INSERT INTO \xe6\x97\xa5\xe6\x9c\xac VALUES (1);\n"
			       "      |                          ^^^^^^\n"
			       "  state: look for yourself\n");
}

static void test_server_names(void **state)
{
	static const struct {
		struct gw_server_error server;
		const char *line;
	} cases[] = {
		{{.engine = "mysql", .sqlstate = "42S21", .number = 1060, .message = "x"},
		 "  mysql 42S21 (1060): x\n"},
		{{.engine = "sqlite", .number = 19, .message = "x"}, "  sqlite 19: x\n"},
		{{.engine = "postgres", .message = "a\nb"}, "  postgres: a\n    b\n"},
		{{0}, "  server: ?\n"},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str expected = {0};
		struct gw_error *error = NULL;

		gw_fail(&error, GW_E_USAGE, "m");
		gw_error_server(error, &cases[i].server);
		gw_str_printf(&expected, "error[GW1001]: m\n%s", cases[i].line);
		assert_rendered(error, gw_str_text(&expected));
	}
}

static void test_detail_causes_and_hints(void **state)
{
	struct gw_error *error = NULL;

	(void)state;
	gw_fail(&error, GW_E_CONFIG, "the inner one");
	place(error, "users");
	gw_error_hint(error, "From inside.\nSecond line.");
	gw_fail_because(&error, GW_E_CONNECT, "the outer one");
	gw_error_detail(error, "a\n\n  b");
	assert_rendered(error, "error[GW4001]: the outer one\n"
			       "  a\n"
			       "\n"
			       "    b\n"
			       "  because: the inner one\n"
			       "    migrations/1_a.sql:2:13\n"
			       "    2 | ALTER TABLE users ADD COLUMN email text NOT NULL;\n"
			       "      |             ^^^^^\n"
			       "  state: nothing was changed in the database\n"
			       "  hint:  From inside.\n"
			       "         Second line.\n");
}

/* On a narrow terminal the line is cut, and the mark stays under its place. */
static void test_excerpts_fit_the_terminal(void **state)
{
	static const struct {
		size_t width;
		const char *needle;
		const char *lines;
	} cases[] = {
		{0, "email",
		 "    2 | ALTER TABLE users ADD COLUMN email text NOT NULL;\n"
		 "      |                              ^^^^^\n"},
		{57, "email",
		 "    2 | ALTER TABLE users ADD COLUMN email text NOT NULL;\n"
		 "      |                              ^^^^^\n"},
		{50, "users",
		 "    2 | ALTER TABLE users ADD COLUMN email text NO\n"
		 "      |             ^^^^^\n"},
		{40, "email",
		 "    2 | LE users ADD COLUMN email text N\n"
		 "      |                     ^^^^^\n"},
		{1, "ALTER TABLE users ADD COLUMN email",
		 "    2 | ALTER TABLE users ADD COLUMN ema\n"
		 "      | ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^\n"},
		{40, "VALUES",
		 "    3 |    INSERT INTO \xe6\x97\xa5\xe6\x9c\xac VALUES (1);\n"
		 "      |                     ^^^^^^\n"},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_STR_AUTO struct gw_str str = {0};
		struct gw_error *error = NULL;

		gw_fail(&error, GW_E_CONFIG, "m");
		place(error, cases[i].needle);
		ui_error_render(error, cases[i].width, false, &str);
		assert_string_equal(strstr(str.p, "    "), cases[i].lines);
		gw_error_free(error);
	}
}

/* A mistake in the call never had to do with a database. */
static void test_usage_errors_are_short(void **state)
{
	struct gw_error *error = NULL;

	(void)state;
	gw_fail(&error, GW_E_USAGE, "there is no command 'x'");
	assert_rendered(error, "error[GW1001]: there is no command 'x'\n");
}

/* Whatever a stranger wrote, the terminal only shows it. */
static void test_nothing_reaches_the_terminal_raw(void **state)
{
	static const char evil[] = "a\033[31m\r\b\x7f\xc2\x9b\xe2\x80\xae\xff"
				   "z";
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_error *error = NULL;

	(void)state;
	gw_fail(&error, GW_E_SQL, "%s", evil);
	gw_error_at(error, evil, gw_view_of(evil), 1, 1);
	gw_error_detail(error, "%s", evil);
	gw_error_hint(error, "%s", evil);
	gw_error_state(error, GW_STATE_UNKNOWN, "%s", evil);
	gw_error_server(error, &(struct gw_server_error){.engine = evil,
							 .sqlstate = evil,
							 .message = evil,
							 .detail = evil,
							 .hint = evil});
	gw_fail_because(&error, GW_E_SQL, "outer");
	ui_error_render(error, 0, false, &str);
	for (size_t i = 0; i < str.n; i++) {
		unsigned char c = (unsigned char)str.p[i];

		assert_true(c == '\n' || (c >= 0x20 && c < 0x7f));
	}
	assert_non_null(
		strstr(str.p, "because: a\\x1b[31m\\x0d\\x08\\x7f\\u{9b}\\u{202e}\\xffz\n"));
	gw_error_free(error);
}

static void test_colour_changes_no_text(void **state)
{
	GW_STR_AUTO struct gw_str coloured = {0};
	GW_STR_AUTO struct gw_str plain = {0};
	GW_STR_AUTO struct gw_str stripped = {0};
	struct gw_error *error = NULL;

	(void)state;
	gw_fail(&error, GW_E_REFUSED, "m");
	place(error, "users");
	gw_error_detail(error, "@@ -1 +1 @@\n-a\n+b\n c");
	gw_error_hint(error, "h");
	ui_error_render(error, 0, false, &plain);
	ui_error_render(error, 0, true, &coloured);
	for (size_t i = 0; i < coloured.n; i++) {
		if (coloured.p[i] == '\033')
			i += strcspn(coloured.p + i, "m");
		else
			gw_str_putc(&stripped, coloured.p[i]);
	}
	assert_true(coloured.n > plain.n);
	assert_string_equal(gw_str_text(&stripped), gw_str_text(&plain));
	gw_error_free(error);
}

static void test_json(void **state)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_error *error = NULL;
	struct gw_json *json;

	(void)state;
	gw_fail(&error, GW_E_STATEMENT, "inner");
	place(error, "email");
	error->statement = 2;
	error->statement_count = 5;
	gw_error_server(error, &(struct gw_server_error){.engine = "sqlite", .number = 1});
	gw_fail_because(&error, GW_E_CONNECT, "outer \"x\"");
	json = gw_view_error(error);
	gw_json_write(json, false, &str);
	assert_string_equal(
		gw_str_text(&str),
		"{\"code\":\"GW4001\",\"slug\":\"connect\",\"exit_status\":69,"
		"\"message\":\"outer \\\"x\\\"\",\"detail\":null,\"hint\":null,"
		"\"state\":\"untouched\","
		"\"state_text\":\"nothing was changed in the database\",\"location\":null,"
		"\"server\":null,\"statement\":null,\"statement_count\":null,\"causes\":["
		"{\"code\":\"GW2103\",\"slug\":\"statement-failed\",\"exit_status\":1,"
		"\"message\":\"inner\",\"detail\":null,\"hint\":null,\"state\":\"untouched\","
		"\"state_text\":\"nothing was changed in the database\","
		"\"location\":{\"path\":\"migrations/1_a.sql\",\"offset\":42,\"line\":2,"
		"\"column\":30},\"server\":{\"engine\":\"sqlite\",\"sqlstate\":null,\"number\":1,"
		"\"message\":null,\"detail\":null,\"hint\":null,\"retryable\":false},"
		"\"statement\":2,\"statement_count\":5}]}");
	gw_json_free(json);
	gw_error_free(error);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_a_failed_statement),
		cmocka_unit_test(test_the_mark_is_under_the_place),
		cmocka_unit_test(test_server_names),
		cmocka_unit_test(test_detail_causes_and_hints),
		cmocka_unit_test(test_excerpts_fit_the_terminal),
		cmocka_unit_test(test_usage_errors_are_short),
		cmocka_unit_test(test_nothing_reaches_the_terminal_raw),
		cmocka_unit_test(test_colour_changes_no_text),
		cmocka_unit_test(test_json),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
