/*
 * Flyway's names: prefixes, versions, order, undo, callbacks, settings of one script.
 */
#include "scan_case.h"

extern const struct gw_format gw_format_flyway;
extern const struct gw_format gw_format_refinery;

static void reads_names_and_orders_them(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "numbers, not text",
		 .files = {{"V10__b.sql", "10"}, {"V2__a_b.sql", "2"}, {"V9.1__c.sql", "9.1"}},
		 .expected = "versioned 2 a_b V2__a_b.sql placeholders\n  up \"2\"\n"
			     "versioned 9.1 c V9.1__c.sql placeholders\n  up \"9.1\"\n"
			     "versioned 10 b V10__b.sql placeholders\n  up \"10\"\n"},
		{.title = "an underscore is a dot, and versions may be long",
		 .files = {{"V1_2__x.sql", "a"},
			   {"V1.10__.sql", "b"},
			   {"V99999999999999999999999__z.SQL", "c"}},
		 .expected = "versioned 1.2 x V1_2__x.sql placeholders\n  up \"a\"\n"
			     "versioned 1.10  V1.10__.sql placeholders\n  up \"b\"\n"
			     "versioned 99999999999999999999999 z V99999999999999999999999__z.SQL "
			     "placeholders\n  up \"c\"\n"},
		{.title = "any folder; the first two underscores separate",
		 .files = {{"2024/may/V2__x__y.sql", "a"}, {"V1.sql", "b"}},
		 .expected = "versioned 1  V1.sql placeholders\n  up \"b\"\n"
			     "versioned 2 x__y 2024/may/V2__x__y.sql placeholders\n  up \"a\"\n"},
		{.title = "repeatables last, by description, where _ is a blank; baselines first",
		 .files = {{"R__a1.sql", "r1"},
			   {"R__a_b.sql", "r2"},
			   {"V5__v.sql", "v"},
			   {"B5__base.sql", "b"}},
		 .expected = "baseline 5 base B5__base.sql placeholders\n  up \"b\"\n"
			     "versioned 5 v V5__v.sql placeholders\n  up \"v\"\n"
			     "repeatable - a_b R__a_b.sql placeholders\n  up \"r2\"\n"
			     "repeatable - a1 R__a1.sql placeholders\n  up \"r1\"\n"},
		{.title = "what has no such name is not run",
		 .files = {{"V1_add.sql", ""},
			   {"R1__x.sql", ""},
			   {"v1__x.sql", ""},
			   {"V1..2__x.sql", ""},
			   {"V1.__x.sql", ""},
			   {"R__.sql", ""},
			   {"hooks/before-run.sql", ""}},
		 .expected = "notice R1__x.sql: is not run: its name is not one of Flyway's "
			     "(V1__name.sql)\n"
			     "notice R__.sql: is not run: its name is not one of Flyway's "
			     "(V1__name.sql)\n"
			     "notice V1..2__x.sql: is not run: its name is not one of Flyway's "
			     "(V1__name.sql)\n"
			     "notice V1.__x.sql: is not run: its name is not one of Flyway's "
			     "(V1__name.sql)\n"
			     "notice V1_add.sql: is not run: its name is not one of Flyway's "
			     "(V1__name.sql)\n"
			     "notice v1__x.sql: is not run: its name is not one of Flyway's "
			     "(V1__name.sql)\n"},
		{.title = "Java is told",
		 .files = {{"V2__x.java", ""}, {"R__y.py", ""}, {"Helper.java", ""}},
		 .expected =
			 "notice R__y.py: is not run: it is a Python migration, and godwit runs "
			 "SQL only\n"
			 "notice V2__x.java: is not run: it is a Java migration, and godwit runs "
			 "SQL only\n"},
	};

	check_cases(&gw_format_flyway, cases, GW_COUNT(cases));
}

static void finds_the_version_that_an_undo_takes_back(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "by number, however it is spelled",
		 .files = {{"U1__x.sql", "undo"}, {"V1.0__x.sql", "do"}},
		 .expected = "versioned 1.0 x V1.0__x.sql placeholders\n  up \"do\"\n  down "
			     "\"undo\"\n"},
		{.title = "no version",
		 .files = {{"U2__x.sql", "undo"}, {"V20__x.sql", "do"}},
		 .expected = "versioned 20 x V20__x.sql placeholders\n  up \"do\"\n"
			     "notice U2__x.sql: is not run: there is no V file of this version\n"},
		{.title = "two for one version",
		 .files = {{"U1__x.sql", "a"}, {"U1_0__y.sql", "b"}, {"V1__x.sql", "c"}},
		 .code = GW_E_DUPLICATE,
		 .message = "U1_0__y.sql and U1__x.sql"},
		{.title = "one version spelled in two ways",
		 .files = {{"V0.1__x.sql", "a"}, {"V0.01.0__y.sql", "b"}},
		 .code = GW_E_DUPLICATE,
		 .message = "V0.01.0__y.sql and V0.1__x.sql"},
		{.title = "zeros in the middle count",
		 .files = {{"V1.0.1__x.sql", "a"}, {"V1.1__y.sql", "b"}, {"V0__z.sql", "c"}},
		 .expected = "versioned 0 z V0__z.sql placeholders\n  up \"c\"\n"
			     "versioned 1.0.1 x V1.0.1__x.sql placeholders\n  up \"a\"\n"
			     "versioned 1.1 y V1.1__y.sql placeholders\n  up \"b\"\n"},
	};

	check_cases(&gw_format_flyway, cases, GW_COUNT(cases));
}

static void obeys_the_settings_of_a_script(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "no transaction, no placeholders",
		 .files = {{"V1__x.sql", "a"},
			   {"V1__x.sql.conf", "# c\n! c\n\n executeInTransaction = "
					      "FALSE\r\nplaceholderReplacement=false\n"
					      "encoding=utf-8\n"}},
		 .expected = "versioned 1 x V1__x.sql\n  up off \"a\"\n"},
		{.title = "left out",
		 .files = {{"V1__x.sql", "a"}, {"V1__x.sql.conf", "shouldExecute=false"}},
		 .expected = "notice V1__x.sql: left out, as its .conf says shouldExecute=false\n"},
		{.title = "an expression",
		 .files = {{"V1__x.sql", "a"},
			   {"V1__x.sql.conf", "encoding=UTF-8\nshouldExecute=${env}==prod"}},
		 .code = GW_E_FORMAT,
		 .message = "shouldExecute must be true or false",
		 .line = 2},
		{.title = "another encoding",
		 .files = {{"V1__x.sql", "a"}, {"V1__x.sql.conf", "encoding=ISO-8859-1"}},
		 .code = GW_E_FORMAT,
		 .message = "encoding is not UTF-8",
		 .line = 1},
		{.title = "an unknown setting is told",
		 .files = {{"V1__x.sql", "a"}, {"V1__x.sql.conf", "batch=true"}},
		 .expected = "versioned 1 x V1__x.sql placeholders\n  up \"a\"\n"
			     "notice V1__x.sql.conf: the setting 'batch' is not known to godwit\n"},
	};

	check_cases(&gw_format_flyway, cases, GW_COUNT(cases));
}

static void obeys_the_settings_of_flyway(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "names, in flyway.conf beside the folder",
		 .files = {{"../flyway.conf", "# flyway.sqlMigrationPrefix=X\nflyway.url=jdbc:x\n"
					      "flyway.sqlMigrationPrefix=migration-[\n"
					      "flyway.undoSqlMigrationPrefix = migration-[undo-\n"
					      "flyway.repeatableSqlMigrationPrefix=again-[\n"
					      "flyway.baselineMigrationPrefix=base-[\n"
					      "flyway.sqlMigrationSeparator=]-\n"
					      "flyway.sqlMigrationSuffixes=.sql, .pkg\n"},
			   {"migration-[1]-a.sql", "1"},
			   {"migration-[undo-1]-a.PKG", "-1"},
			   {"again-[]-r.pkg", "r"},
			   {"base-[1]-b.sql", "b"},
			   {"V2__c.sql", "stray"},
			   {"beforeMigrate]-x.sql", ""}},
		 .expected = "baseline 1 b base-[1]-b.sql placeholders\n  up \"b\"\n"
			     "versioned 1 a migration-[1]-a.sql placeholders\n  up \"1\"\n"
			     "  down \"-1\"\n"
			     "repeatable - r again-[]-r.pkg placeholders\n  up \"r\"\n"
			     "notice V2__c.sql: is not run: its name is not one of Flyway's "
			     "(migration-[1]-name.sql)\nhook 0 beforeMigrate]-x.sql\n"},
		{.title = "TOML, which wins over flyway.conf, and over what is beside",
		 .files = {{"../flyway.toml", "flyway.sqlMigrationPrefix = \"Y\"\n"},
			   {"flyway.conf", "flyway.sqlMigrationPrefix=X\n"},
			   {"flyway.toml",
			    "[environments.default]\nsqlMigrationPrefix = 'Z'\n[flyway] # here\n"
			    "sqlMigrationPrefix = \"M\" # as before\n"
			    "sqlMigrationSuffixes = [ \".sql\", '.ddl' ]\n"
			    "placeholderReplacement = false\nexecuteInTransaction=false\n"},
			   {"M1__a.ddl", "a"},
			   {"M1__a.ddl.conf", "executeInTransaction=true"},
			   {"M2__b.sql", "b"}},
		 .expected = "versioned 1 a M1__a.ddl\n  up \"a\"\n"
			     "versioned 2 b M2__b.sql\n  up off \"b\"\n"},
		{.title = "no prefix at all",
		 .files = {{"flyway.conf", "flyway.sqlMigrationPrefix=\n"},
			   {"1__a.sql", "a"},
			   {"R__b.sql", "b"}},
		 .expected = "versioned 1 a 1__a.sql placeholders\n  up \"a\"\n"
			     "repeatable - b R__b.sql placeholders\n  up \"b\"\n"},
		{.title = "a placeholder from the environment is told",
		 .files = {{"flyway.conf",
			    "flyway.placeholders.a=${A}\nflyway.placeholders.b=b\n"}},
		 .expected = "notice flyway.conf: godwit puts no variable into "
			     "flyway.placeholders.a: give a under `placeholders:`\n"},
		{.title = "other placeholders: without one in the file",
		 .files = {{"flyway.conf", "flyway.placeholderPrefix=#[\n"
					   "flyway.placeholderSuffix=]\n"},
			   {"V1__a.sql", "SELECT '${a}';"}},
		 .expected = "versioned 1 a V1__a.sql\n  up \"SELECT '${a}';\"\n"},
		{.title = "other placeholders: with one",
		 .files = {{"flyway.conf", "flyway.placeholderPrefix=#[\n"},
			   {"V1__a.sql", "a;\nSELECT '#[a]';"}},
		 .code = GW_E_FORMAT,
		 .message = "between #[ and }, as flyway.conf says",
		 .line = 2},
		{.title = "an empty separator",
		 .files = {{"flyway.conf", "\nflyway.sqlMigrationSeparator=\n"}},
		 .code = GW_E_FORMAT,
		 .message = "flyway.sqlMigrationSeparator must not be empty",
		 .line = 2},
		{.title = "a prefix from the environment",
		 .files = {{"../flyway.conf", "flyway.sqlMigrationPrefix=${P}\n"}},
		 .code = GW_E_FORMAT,
		 .message = "flyway.sqlMigrationPrefix takes its value from a variable",
		 .line = 1},
		{.title = "a list over several lines",
		 .files = {{"flyway.toml", "[flyway]\nsqlMigrationSuffixes = [\n  \".sql\"]\n"}},
		 .code = GW_E_FORMAT,
		 .message = "flyway.sqlMigrationSuffixes is not written in a way",
		 .line = 2},
		{.title = "placeholders as a table in one line",
		 .files = {{"flyway.toml", "[flyway]\nplaceholders = { a = \"b\" }\n"}},
		 .code = GW_E_FORMAT,
		 .message = "flyway.placeholders is not written in a way",
		 .line = 2},
		{.title = "an encoding",
		 .files = {{"flyway.toml", "[flyway]\nencoding = \"ISO-8859-1\"\n"}},
		 .code = GW_E_FORMAT,
		 .message = "flyway.encoding is not UTF-8",
		 .line = 2},
	};

	check_cases(&gw_format_flyway, cases, GW_COUNT(cases));
}

static void recognises_names_as_set(void **state GW_UNUSED)
{
	static const struct double_file files[] = {
		{"../flyway.conf", "flyway.sqlMigrationPrefix=M\n"},
		{"M1__a.sql", ""},
		{"M2__b.sql", ""},
		{NULL, NULL},
	};

	assert_int_equal(sniff_files(&gw_format_flyway, files), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_flyway, files + 1), GW_SNIFF_NO);
}

static void makes_callbacks_hooks(void **state GW_UNUSED)
{
	static const struct scan_case cases[] = {
		{.title = "the four events, with and without description",
		 .files = {{"beforeMigrate.sql", ""},
			   {"afterMigrate__grants.sql", ""},
			   {"c/beforeEachMigrate.sql", ""},
			   {"c/afterEachMigrate__x.sql", ""}},
		 .expected = "hook 0 beforeMigrate.sql\nhook 1 afterMigrate__grants.sql\n"
			     "hook 2 c/beforeEachMigrate.sql\nhook 3 c/afterEachMigrate__x.sql\n"},
		{.title = "other events",
		 .files = {{"afterMigrateError.sql", ""}, {"createSchema.sql", ""}},
		 .expected = "notice afterMigrateError.sql: godwit has no event afterMigrateError, "
			     "so the "
			     "callback is not run\n"
			     "notice createSchema.sql: godwit has no event createSchema, so the "
			     "callback "
			     "is not run\n"},
		{.title = "two for one event",
		 .files = {{"afterMigrate.sql", ""}, {"afterMigrate__b.sql", ""}},
		 .code = GW_E_FORMAT,
		 .message = "afterMigrate.sql is a script for afterMigrate already"},
	};

	check_cases(&gw_format_flyway, cases, GW_COUNT(cases));
}

static void recognises_its_own(void **state GW_UNUSED)
{
	static const struct double_file mostly[] = {
		{"V1__a.sql", ""},
		{"V2__b.sql", ""},
		{"seed.sql", ""},
		{NULL, NULL},
	};
	static const struct double_file half[] = {{"V1__a.sql", ""}, {"x.sql", ""}, {NULL, NULL}};
	static const struct double_file single[] = {{"V1_a.sql", ""}, {"V2.sql", ""}, {NULL, NULL}};
	static const struct double_file rust[] = {{"V1__a.sql", ""}, {"mod.rs", ""}, {NULL, NULL}};

	assert_int_equal(sniff_files(&gw_format_flyway, mostly), GW_SNIFF_YES);
	assert_int_equal(sniff_files(&gw_format_flyway, half), GW_SNIFF_NO);
	assert_int_equal(sniff_files(&gw_format_flyway, single), GW_SNIFF_NO);
	assert_int_equal(sniff_files(&gw_format_flyway, rust), GW_SNIFF_NO);
	assert_int_equal(sniff_files(&gw_format_refinery, mostly), GW_SNIFF_NO);
	assert_int_equal(sniff_files(&gw_format_refinery, rust), GW_SNIFF_YES);
}

static void writes_a_file_that_it_reads(void **state GW_UNUSED)
{
	static const struct double_file none[] = {{NULL, NULL}};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_view made = gw_view_of(
		new_files(&arena, &gw_format_flyway, none, "20261122093000", "Add users!"));
	struct gw_view path;

	assert_true(gw_view_next_line(&made, &path));
	assert_true(gw_view_is(path, "V20261122093000__Add_users.sql"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(reads_names_and_orders_them),
		cmocka_unit_test(finds_the_version_that_an_undo_takes_back),
		cmocka_unit_test(obeys_the_settings_of_a_script),
		cmocka_unit_test(obeys_the_settings_of_flyway),
		cmocka_unit_test(recognises_names_as_set),
		cmocka_unit_test(makes_callbacks_hooks),
		cmocka_unit_test(recognises_its_own),
		cmocka_unit_test(writes_a_file_that_it_reads),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
