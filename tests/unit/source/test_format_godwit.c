/*
 * godwit's own format: names, markers, options, and what it refuses of other tools.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_godwit;

static void reads_names(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "numbers in order of their value, zeros kept",
		 .files = {{"10_c.sql", "c"}, {"9_b.sql", "b"}, {"0001_a.sql", "a"}},
		 .expected = "versioned 0001 a 0001_a.sql\n  up \"a\"\n"
			     "versioned 9 b 9_b.sql\n  up \"b\"\n"
			     "versioned 10 c 10_c.sql\n  up \"c\"\n"},
		{.title = "dotted, other separators, a v, no name",
		 .files = {{"1.10.0_x.sql", "d"},
			   {"1.9-y-z.sql", "c"},
			   {"v1.2.z.sql", "b"},
			   {"V1.sql", "a"}},
		 .expected = "versioned 1  V1.sql\n  up \"a\"\n"
			     "versioned 1.2 z v1.2.z.sql\n  up \"b\"\n"
			     "versioned 1.9 y-z 1.9-y-z.sql\n  up \"c\"\n"
			     "versioned 1.10.0 x 1.10.0_x.sql\n  up \"d\"\n"},
		{.title = "repeatable by name",
		 .files = {{"R__views.sql", "v"}, {"1_a.sql", "a"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"a\"\n"
			     "repeatable - views R__views.sql\n  up \"v\"\n"},
		{.title = "strays are told",
		 .files = {{"readme.sql", ""},
			   {"_x.sql", ""},
			   {"1x.sql", ""},
			   {"2.SQL", ""},
			   {"notes.txt", ""},
			   {"sub/1_a.sql", ""}},
		 .expected =
			 "notice 2.SQL: is not run: its suffix is not .sql in lower case\n"
			 "notice _x.sql: is not run: its name begins with an underscore\n"
			 "notice 1x.sql: is not run: its name does not begin with a version\n"
			 "notice readme.sql: is not run: its name does not begin with a version\n"},
		{.title = "a file for the dialect wins, those for others are left out",
		 .files = {{"1_a.sql", "a"},
			   {"1_a.postgres.sql", "pg"},
			   {"1_a.mysql.sql", "my"},
			   {"2_b.sqlite3.sql", "lite"},
			   {"3_c.sql", "c"}},
		 .expected = "versioned 1 a 1_a.postgres.sql\n  up \"pg\"\n"
			     "versioned 3 c 3_c.sql\n  up \"c\"\n"},
	};

	check_cases(&gw_format_godwit, cases, GW_COUNT(cases));
}

static void cuts_sections(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "all three, and text ends where the next begins",
		 .files = {{"1_a.sql",
			    "-- godwit:up\na;\n-- godwit:down\nb;\n-- godwit:verify\nc;\n"}},
		 .expected = "versioned 1 a 1_a.sql\n"
			     "  up \"a;/\"\n  down \"b;/\"\n  verify \"c;/\"\n"},
		{.title = "text before the first marker is up, an empty down is a down",
		 .files = {{"1_a.sql", "a;\n-- godwit:down"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"a;/\"\n  down \"\"\n"},
		{.title = "a comment may stand above up; CRLF; no blank after the dashes",
		 .files = {{"1_a.sql", "/* licence */\r\n-- x\r\n--godwit:up\r\na;\r\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"a;\r/\"\n"},
		{.title = "transaction by direction",
		 .files = {{"1_a.sql", "-- godwit:up transaction=off\na\n-- godwit:down\nb\n"},
			   {"2_b.sql", "-- godwit:up\na\n-- godwit:down transaction=off\nb\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up off \"a/\"\n  down \"b/\"\n"
			     "versioned 2 b 2_b.sql\n  up \"a/\"\n  down off \"b/\"\n"},
		{.title = "kinds by marker, alone or above up",
		 .files = {{"1_a.sql",
			    "-- godwit:repeatable\n\n-- godwit:up out_of_order=allow\na\n"},
			   {"2_b.sql", "-- godwit:baseline\nb\n"}},
		 .expected = "baseline 2 b 2_b.sql\n  up \"b/\"\n"
			     "repeatable - a 1_a.sql late\n  up \"a/\"\n"},
		{.title = "notes to the linter are not ours",
		 .files = {{"1_a.sql", "-- godwit:allow drop-table it is empty\na;\n"}},
		 .expected = "versioned 1 a 1_a.sql\n"
			     "  up \"-- godwit:allow drop-table it is empty/a;/\"\n"},
		{.title = "a byte order mark is no text",
		 .files = {{"1_a.sql", "\xef\xbb\xbf-- godwit:up\na;\n"}},
		 .expected = "versioned 1 a 1_a.sql\n  up \"a;/\"\n"},
	};

	check_cases(&gw_format_godwit, cases, GW_COUNT(cases));
}

/* The marker line is part of a literal or comment in all of these. */
static void leaves_text_alone(void **state GW_UNUSED)
{
	static const struct {
		const struct gw_dialect *dialect;
		const char *text;
	} texts[] = {
		{&gw_dialect_postgres, "SELECT '\n-- godwit:down\n';\n"},
		{&gw_dialect_postgres, "DO $x$\n-- godwit:down\n$x$;\n"},
		{&gw_dialect_postgres, "/* /* */\n-- godwit:down\n*/ SELECT 1;\n"},
		{&gw_dialect_postgres, "SELECT \"\n-- godwit:down\n\";\n"},
		{&gw_dialect_postgres, "SELECT E'\\'\n-- godwit:down\n';\n"},
		{&gw_dialect_mysql, "SELECT 'it\\'s\n-- godwit:down\n';\n"},
		{&gw_dialect_mysql, "SELECT `\n-- godwit:down\n`;\n"},
		{&gw_dialect_sqlite, "SELECT '\n-- migrate:down\n';\n"},
		{&gw_dialect_postgres, "SELECT '\n  -- godwit:down\n';\n"},
		{&gw_dialect_postgres, "SELECT 1; -- godwit:down\n"},
	};

	for (size_t i = 0; i < GW_COUNT(texts); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		GW_SCAN_AUTO struct gw_format_scan scan;
		struct double_file file = {"1_a.sql", texts[i].text};

		gw_scan_init(&scan, &arena, tree_double(&arena, &file, 1), texts[i].dialect);
		assert_true(gw_format_godwit.scan(&gw_format_godwit, &scan, &error));
		if (scan.migrations.items[0]->sections[GW_DOWN].present)
			fail_msg("cut in two: %s", texts[i].text);
	}
}

static void finds_markers_after_odd_text(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "an apostrophe in COPY data",
		 .files = {{"1_a.sql", "COPY t FROM stdin;\nO'Brien\n\\.\n-- godwit:down\nb;\n"}},
		 .expected = "versioned 1 a 1_a.sql\n"
			     "  up \"COPY t FROM stdin;/O'Brien/\\./\"\n  down \"b;/\"\n"},
		{.title = "words of a comment, a note to the linter, and text that is indented",
		 .files = {{"1_a.sql",
			    "-- see godwit:down\n  -- godwit:allow x\n'\n -- godwit:down\n';\n"}},
		 .expected =
			 "versioned 1 a 1_a.sql\n  up \"-- see godwit:down/  -- godwit:allow x/'/"
			 " -- godwit:down/';/\"\n"},
		{.title = "after a literal that only looks like a marker",
		 .files = {{"1_a.sql", "SELECT '\n-- godwit:down\n';\n-- godwit:down\nb;\n"}},
		 .expected = "versioned 1 a 1_a.sql\n"
			     "  up \"SELECT '/-- godwit:down/';/\"\n  down \"b;/\"\n"},
	};

	check_cases(&gw_format_godwit, cases, GW_COUNT(cases));
}

static void reads_options(void **state GW_UNUSED)
{
	static const struct double_file file = {
		"7_a.sql",
		"-- godwit:up lock_timeout=2s statement_timeout=10m depends=3,5 env=prod,staging "
		"out_of_order=allow placeholders=on transaction=on\nSELECT 1;\n"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_SCAN_AUTO struct gw_format_scan scan;
	const struct gw_migration *migration;
	const struct gw_migration_options *options;

	gw_scan_init(&scan, &arena, tree_double(&arena, &file, 1), &gw_dialect_postgres);
	assert_true(gw_format_godwit.scan(&gw_format_godwit, &scan, &error));
	migration = scan.migrations.items[0];
	options = gw_migration_options(migration);
	assert_int_equal(options->lock_timeout_ms, 2000);
	assert_int_equal(options->statement_timeout_ms, 600000);
	assert_int_equal(options->depends.n, 2);
	assert_string_equal(options->depends.items[1], "5");
	assert_int_equal(options->environments.n, 2);
	assert_string_equal(options->environments.items[0], "prod");
	assert_true(options->allow_out_of_order);
	assert_int_equal(options->placeholders, GW_PLACEHOLDER_DOLLAR);
	assert_false(migration->sections[GW_UP].transaction_off);
}

static void refuses_mistakes(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "unknown marker",
		 .files = {{"1_a.sql", "a;\n-- godwit:dwon\nb;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "unknown marker 'dwon'",
		 .line = 2},
		{.title = "no marker word",
		 .files = {{"1_a.sql", "-- godwit:\n"}},
		 .code = GW_E_FORMAT,
		 .message = "unknown marker",
		 .line = 1},
		{.title = "unknown option",
		 .files = {{"1_a.sql", "\n-- godwit:up transactoin=off\n"}},
		 .code = GW_E_FORMAT,
		 .message = "unknown option 'transactoin'",
		 .line = 2},
		{.title = "bad value",
		 .files = {{"1_a.sql", "-- godwit:up lock_timeout=soon\n"}},
		 .code = GW_E_FORMAT,
		 .message = "'lock_timeout' takes a time",
		 .line = 1},
		{.title = "no value",
		 .files = {{"1_a.sql", "-- godwit:up transaction\n"}},
		 .code = GW_E_FORMAT,
		 .message = "'transaction' takes a value",
		 .line = 1},
		{.title = "option of another marker",
		 .files = {{"1_a.sql", "-- godwit:up\n-- godwit:down env=prod\n"}},
		 .code = GW_E_FORMAT,
		 .message = "'env' does not belong",
		 .line = 2},
		{.title = "a section twice",
		 .files = {{"1_a.sql", "-- godwit:up\na;\n-- godwit:down\n-- godwit:down\n"}},
		 .code = GW_E_FORMAT,
		 .message = "second down",
		 .line = 4},
		{.title = "up twice",
		 .files = {{"1_a.sql", "-- godwit:up\na;\n-- godwit:up\nb;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "second up",
		 .line = 3},
		{.title = "indented",
		 .files = {{"1_a.sql", "-- godwit:up\na;\n  -- godwit:down\nb;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "looks like a marker",
		 .line = 3},
		{.title = "in capitals",
		 .files = {{"1_a.sql", "-- godwit:up\na;\n-- Godwit: DOWN\nb;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "looks like a marker",
		 .line = 3},
		{.title = "four dashes",
		 .files = {{"1_a.sql", "a;\n---- godwit:down\nb;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "looks like a marker",
		 .line = 2},
		{.title = "SQL above up",
		 .files = {{"1_a.sql", "a;\n-- godwit:up\nb;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "before the first marker",
		 .line = 2},
	};

	check_cases(&gw_format_godwit, cases, GW_COUNT(cases));
}

/* To run these as plain SQL would run the way back too. */
static void refuses_other_tools(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "dbmate",
		 .files = {{"1_a.sql", "-- migrate:up\na;\n-- migrate:down\nb;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "marker of dbmate",
		 .line = 1},
		{.title = "goose",
		 .files = {{"1_a.sql", "a;\n-- +goose Down\nb;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "marker of goose",
		 .line = 2},
		{.title = "tern",
		 .files = {{"1_a.sql", "a;\n---- create above / drop below ----\nb;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "marker of tern",
		 .line = 2},
		{.title = "half of a pair",
		 .files = {{"1_a.down.sql", "b;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "one direction of a pair"},
		{.title = "postgrator",
		 .files = {{"1.undo.a.sql", "b;\n"}},
		 .code = GW_E_FORMAT,
		 .message = "one direction of a pair"},
	};

	check_cases(&gw_format_godwit, cases, GW_COUNT(cases));
}

static void hints_at_what_was_meant(void **state GW_UNUSED)
{
	static const struct double_file file = {"1_a.sql", "-- godwit:dwon\n"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_SCAN_AUTO struct gw_format_scan scan;

	gw_scan_init(&scan, &arena, tree_double(&arena, &file, 1), &gw_dialect_postgres);
	assert_false(gw_format_godwit.scan(&gw_format_godwit, &scan, &error));
	assert_non_null(strstr(error->hint, "`down`"));
	assert_string_equal(error->location.path, "double/1_a.sql");
	assert_int_equal(error->location.column, 11);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_names),
		cmocka_unit_test(cuts_sections),
		cmocka_unit_test(leaves_text_alone),
		cmocka_unit_test(finds_markers_after_odd_text),
		cmocka_unit_test(reads_options),
		cmocka_unit_test(refuses_mistakes),
		cmocka_unit_test(refuses_other_tools),
		cmocka_unit_test(hints_at_what_was_meant),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
