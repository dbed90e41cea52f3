/* Other names for files that are there, in each format. */
#include "scan_case.h"
#include "source/source.h"

struct rename_case {
	const char *format;
	const char *key;
	const char *number;
	const char *expected; /* "from>to from>to", or a part of the error's message */
	struct double_file files[MAX_CASE_FILES];
};

static const char *renames_text(struct gw_arena *arena, const struct rename_case *c)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_tree *tree = tree_double(arena, c->files, case_file_count(c->files));
	struct gw_renames renames = {0};
	struct gw_source *source;

	if (!gw_source_open(arena, tree, c->format, &gw_dialect_postgres, &source, &error))
		fail_msg("%s: %s", c->format, error->message);
	if (gw_source_find(source, c->key) == NULL)
		fail_msg("%s: no %s", c->format, c->key);
	if (!gw_source_renumber(source, arena, gw_source_find(source, c->key), c->number, &renames,
				&error)) {
		assert_int_equal(error->code, GW_E_UNSUPPORTED);
		assert_non_null(error->hint);
		return gw_strdup(arena, error->message);
	}
	for (size_t i = 0; i < renames.list.n; i++)
		gw_str_printf(&str, "%s%s>%s", i != 0 ? " " : "", renames.list.items[i].from,
			      renames.list.items[i].to);
	return gw_str_take(&str, arena);
}

static void check_renames(const struct rename_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const char *text = renames_text(&arena, &cases[i]);

		if (strcmp(text, cases[i].expected) != 0)
			fail_msg("case %zu: '%s', expected '%s'", i, text, cases[i].expected);
	}
}

static void test_files(void **state GW_UNUSED)
{
	static const struct rename_case cases[] = {
		{"godwit", "5", "7", "5_x.sql>7_x.sql", {{"5_x.sql", ""}, {"55_x.sql", ""}}},
		{"godwit", "5", "7", "V5-x.sql>V7-x.sql", {{"V5-x.sql", ""}}},
		/* the name keeps its own numbers */
		{"godwit", "5", "7", "5_5.sql>7_5.sql", {{"5_5.sql", ""}}},
		{"godwit", "1", "3", "1_x.sql>3_x.sql", {{"1_x.sql", ""}, {"1.2_x.sql", ""}}},
		{"godwit", "1.2", "1.3", "1.2_x.sql>1.3_x.sql", {{"1.2_x.sql", ""}}},
		/* variants of other engines move along */
		{"godwit",
		 "5",
		 "7",
		 "5_x.mysql.sql>7_x.mysql.sql 5_x.sql>7_x.sql",
		 {{"5_x.sql", ""}, {"5_x.mysql.sql", ""}, {"6_x.sql", ""}}},
		{"golang-migrate",
		 "05",
		 "07",
		 "05_x.down.sql>07_x.down.sql 05_x.up.sql>07_x.up.sql",
		 {{"05_x.up.sql", ""}, {"05_x.down.sql", ""}, {"05_note.txt", ""}}},
		{"sqlx",
		 "5",
		 "7",
		 "5_x.down.sql>7_x.down.sql 5_x.up.sql>7_x.up.sql",
		 {{"5_x.up.sql", ""}, {"5_x.down.sql", ""}}},
		{"dbmate",
		 "20260101000000",
		 "20260202000000",
		 "20260101000000_x.sql>20260202000000_x.sql",
		 {{"20260101000000_x.sql", "-- migrate:up\n-- migrate:down\n"}}},
		{"refinery", "1", "3", "V001__x.sql>V003__x.sql", {{"V001__x.sql", ""}}},
		{"node-pg-migrate",
		 "1700000000000_x",
		 "1800000000000",
		 "1700000000000_x.sql>1800000000000_x.sql",
		 {{"1700000000000_x.sql", "-- Up Migration\n"}}},
	};

	check_renames(cases, GW_COUNT(cases));
}

static void test_spellings(void **state GW_UNUSED)
{
	static const struct rename_case cases[] = {
		{"flyway",
		 "1.2",
		 "1.3",
		 "U1.2__x.sql>U1.3__x.sql V1.2__x.sql>V1.3__x.sql "
		 "V1.2__x.sql.conf>V1.3__x.sql.conf",
		 {{"V1.2__x.sql", ""}, {"U1.2__x.sql", ""}, {"V1.2__x.sql.conf", ""}}},
		{"flyway", "1.2", "1.3", "a/V1_2__x.sql>a/V1_3__x.sql", {{"a/V1_2__x.sql", ""}}},
		{"diesel",
		 "20260102030405",
		 "20261122093000",
		 "2026-01-02-030405_x>2026-11-22-093000_x",
		 {{"2026-01-02-030405_x/up.sql", "SELECT 1;"},
		  {"2026-01-02-030405_x/down.sql", ""}}},
		{"diesel",
		 "20260102030405",
		 "20261122093000",
		 "20260102030405_x>20261122093000_x",
		 {{"20260102030405_x/up.sql", "SELECT 1;"}}},
		{"prisma",
		 "20260102030405_x",
		 "20261122093000",
		 "20260102030405_x>20261122093000_x",
		 {{"20260102030405_x/migration.sql", ""}}},
		{"drizzle",
		 "20260102030405_x",
		 "20261122093000",
		 "20260102030405_x>20261122093000_x",
		 {{"20260102030405_x/migration.sql", ""},
		  {"20260102030405_x/snapshot.json", "{}"}}},
		{"tern",
		 "001",
		 "002",
		 "001_x.sql>002_x.sql",
		 {{"001_x.sql", "{{ template \"shared/1.sql\" . }}"},
		  {"shared/1.sql", "SELECT 1;"}}},
	};

	check_renames(cases, GW_COUNT(cases));
}

static void test_refusals(void **state GW_UNUSED)
{
	static const struct rename_case cases[] = {
		{"drizzle",
		 "0000",
		 "0001",
		 "0000_x.sql cannot be renumbered: files of the format drizzle are also named in "
		 "meta/_journal.json",
		 {{"0000_x.sql", ""},
		  {"meta/_journal.json", "{\"entries\": [{\"idx\": 0, \"tag\": \"0000_x\"}]}"}}},
		{"yoyo",
		 "add",
		 "1",
		 "add.sql cannot be renumbered: the version add (format yoyo) is no number in its "
		 "name",
		 {{"add.sql", ""}}},
	};

	check_renames(cases, GW_COUNT(cases));
}

static void test_numbers(void **state GW_UNUSED)
{
	static const struct {
		const char *last;
		const char *expected;
	} cases[] = {
		{"9", "10"},
		{"0099", "0100"},
		{"1.9", "1.10"},
		{"1.09", "1.10"},
		{"20260101", "20261122"},
		{"202601010000", "202611220930"},
		{"20260101000000", "20261122093000"},
		{"20261122093000", "20261122093001"},
		{"20260101000000000", "20261122093000000"},
		{"1700000000", "1795339800"},
		{"1700000000000", "1795339800000"},
		/* more than fits a machine's number */
		{"1.99999999999999999999", "1.100000000000000000000"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_string_equal(gw_version_after(&arena, cases[i].last, "20261122093000"),
				    cases[i].expected);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_files),
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_refusals),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
