/* Adopting: checksums with known answers, tables told by shape, rows matched with migrations. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "adopt/adopt_int.h"

/* CRC-32's check value is that of "123456789"; line ends and a byte order mark do not count. */
static void test_crc32(void **state GW_UNUSED)
{
	assert_int_equal(gw_adopt_crc32(GW_VIEW("")), 0);
	assert_int_equal((uint32_t)gw_adopt_crc32(GW_VIEW("123456789")), 0xCBF43926);
	assert_int_equal((uint32_t)gw_adopt_crc32(GW_VIEW("\xEF\xBB\xBF"
							  "123\r\n456\n7\r89\n")),
			 0xCBF43926);
}

/* What Flyway itself has for a file of this one line, whatever ends it. */
static void test_crc32_of_flyway(void **state GW_UNUSED)
{
#define LINE "alter table location_history add column valid_until timestamp with time zone;"
	assert_int_equal(gw_adopt_crc32(GW_VIEW(LINE)), -1039259818);
	assert_int_equal(gw_adopt_crc32(GW_VIEW(LINE "\r\n")), -1039259818);
#undef LINE
}

/*
 * As another implementation of SipHash-1-3 has it, with versions of 4 and of 8 bytes; it gives the numbers that
 * refinery wrote into real databases.
 */
static void test_siphash(void **state GW_UNUSED)
{
	struct gw_view content = GW_VIEW("CREATE TABLE bird (id integer);\n");

	assert_true(gw_adopt_siphash(GW_VIEW("birds"), 7, 4, content) == 963918393922146912U);
	assert_true(gw_adopt_siphash(GW_VIEW("birds"), 7, 8, content) == 3711878221619092603U);
}

/* As another implementation has them; that of version 9 is what Liquibase 4.28 wrote for its like. */
static void test_liquibase(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_view sql = GW_VIEW("\nCREATE TABLE a (\n\tx integer\n); -- what\n");

	assert_string_equal(gw_adopt_liquibase9(&arena, sql), "9:341d4cb310d88593db58c35bd2dc8868");
	assert_string_equal(gw_adopt_liquibase8(&arena, sql, "null:true:true:"),
			    "8:a073a489eccb7dbeb1bbf4f361eb09be");
	assert_string_equal(gw_adopt_liquibase8(&arena, sql, "null:false:true:"),
			    "8:8488aabc6d504a77609ac5a9e1e4f1e2");
	assert_string_equal(gw_adopt_liquibase9(&arena, GW_VIEW("\n")),
			    "9:d41d8cd98f00b204e9800998ecf8427e");
}

static void test_lines(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_view mixed = GW_VIEW("a\r\nb\nc\rd");

	assert_true(gw_view_is(gw_adopt_lines(&arena, mixed, false), "a\nb\nc\rd"));
	assert_true(gw_view_is(gw_adopt_lines(&arena, mixed, true), "a\r\nb\r\nc\rd"));
}

static void test_fits(void **state GW_UNUSED)
{
	const char *const one[] = {"version"};
	const char *const two[] = {"version", "dirty"};
	const struct gw_adopt_tool *dbmate = gw_adopt_tool_find(GW_VIEW("dbmate"));
	const struct gw_adopt_tool *golang = gw_adopt_tool_find(GW_VIEW("golang-migrate"));

	assert_true(gw_adopt_fits(dbmate, one, 1));
	assert_false(gw_adopt_fits(dbmate, two, 2));
	assert_false(gw_adopt_fits(golang, one, 1));
	assert_true(gw_adopt_fits(golang, two, 2));
	assert_null(gw_adopt_tool_find(GW_VIEW("nobody")));
}

static struct gw_migration migrations[] = {
	{.key = "1", .version = "1", .path = "1_a.sql", .index = 0},
	{.key = "2", .version = "2", .path = "2_b.sql", .index = 1},
	{.key = "3", .version = "3", .path = "3_c.sql", .index = 2},
};

/* What a table with these cells comes to. */
static struct gw_adoption match(struct gw_arena *arena, const char *tool, struct gw_view *cells,
				size_t nrows)
{
	struct gw_migration *list[] = {&migrations[0], &migrations[1], &migrations[2]};
	const struct gw_source source = {
		.format = gw_format_find(GW_VIEW("godwit")),
		.migrations = list,
		.n = GW_COUNT(list),
	};
	const struct gw_rows rows = {
		.nrows = nrows, .ncols = GW_ADOPT_COLUMN_COUNT, .cells = cells};
	struct gw_adopt_rows *read = gw_new(arena, struct gw_adopt_rows);
	struct gw_adoption adoption = {.tool = gw_adopt_tool_find(gw_view_of(tool))};

	adoption.tool->interpret(arena, &rows, read);
	gw_adopt_match(arena, read, &source, GW_ADOPT_REFUSE, &adoption);
	return adoption;
}

static void test_last_version(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_view clean[GW_ADOPT_COLUMN_COUNT] = {
		[GW_ADOPT_ID] = GW_VIEW("2"), [GW_ADOPT_STATE] = GW_VIEW("f")};
	struct gw_view dirty[GW_ADOPT_COLUMN_COUNT] = {
		[GW_ADOPT_ID] = GW_VIEW("2"), [GW_ADOPT_STATE] = GW_VIEW("t")};
	struct gw_view unknown[GW_ADOPT_COLUMN_COUNT] = {[GW_ADOPT_ID] = GW_VIEW("9")};
	struct gw_adoption adoption = match(&arena, "golang-migrate", clean, 1);

	assert_int_equal(adoption.matches.n, 2);
	assert_true(adoption.matches.items[0].implied);
	assert_false(adoption.matches.items[1].implied);
	adoption = match(&arena, "golang-migrate", dirty, 1);
	assert_int_equal(adoption.matches.n, 0);
	assert_non_null(strstr(adoption.refusals.items[0].message, "2 is unfinished"));
	adoption = match(&arena, "golang-migrate", unknown, 1);
	assert_int_equal(adoption.refusals.n, 1);
}

/* goose: the last row of a version counts, and row 0 is no migration. */
static void test_goose(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	static const char *const rows[][2] = {{"0", "1"}, {"1", "1"}, {"2", "1"}, {"2", "0"}};
	struct gw_view cells[GW_COUNT(rows) * GW_ADOPT_COLUMN_COUNT] = {0};
	struct gw_adoption adoption;

	for (size_t i = 0; i < GW_COUNT(rows); i++) {
		cells[i * GW_ADOPT_COLUMN_COUNT + GW_ADOPT_ID] = gw_view_of(rows[i][0]);
		cells[i * GW_ADOPT_COLUMN_COUNT + GW_ADOPT_STATE] = gw_view_of(rows[i][1]);
	}
	adoption = match(&arena, "goose", cells, GW_COUNT(rows));
	assert_int_equal(adoption.refusals.n, 0);
	assert_int_equal(adoption.matches.n, 1);
	assert_string_equal(adoption.matches.items[0].migration->key, "1");
}

/* Liquibase: changesets of XML need no file, a tag that stands alone is none, and one may have failed. */
static void test_changesets(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	static const char *const rows[][3] = {{"1", "changes/root.xml", "EXECUTED"},
					      {"9", "liquibase-internal", "EXECUTED"},
					      {"2", "changes/b.sql", "FAILED"}};
	struct gw_view cells[GW_COUNT(rows) * GW_ADOPT_COLUMN_COUNT] = {0};
	struct gw_adoption adoption;

	for (size_t i = 0; i < GW_COUNT(rows); i++) {
		struct gw_view *row = &cells[i * GW_ADOPT_COLUMN_COUNT];

		row[GW_ADOPT_ID] = gw_view_of(rows[i][0]);
		row[GW_ADOPT_NAME] = GW_VIEW("ada");
		row[GW_ADOPT_KIND] = gw_view_of(rows[i][1]);
		row[GW_ADOPT_STATE] = gw_view_of(rows[i][2]);
	}
	adoption = match(&arena, "liquibase", cells, GW_COUNT(rows));
	assert_int_equal(adoption.matches.n, 1);
	assert_string_equal(adoption.matches.items[0].key, "changes/root.xml::1::ada");
	assert_int_equal(adoption.refusals.n, 1);
	assert_non_null(strstr(adoption.refusals.items[0].message, "b.sql::2::ada is unfinished"));
}

static void test_proof(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_view cells[GW_ADOPT_COLUMN_COUNT] = {[GW_ADOPT_ID] = GW_VIEW("1"),
						       [GW_ADOPT_CHECKSUM] = GW_VIEW("-873187034"),
						       [GW_ADOPT_STATE] = GW_VIEW("1"),
						       [GW_ADOPT_KIND] = GW_VIEW("SQL")};
	struct gw_adoption adoption = match(&arena, "flyway", cells, 1);

	struct gw_adopt_match *match_of_1 = &adoption.matches.items[0];

	assert_true(
		gw_adopt_prove(&arena, &adoption, match_of_1, GW_VIEW("123456789\n"), GW_VIEW("")));
	assert_true(match_of_1->proved);
	assert_false(
		gw_adopt_prove(&arena, &adoption, match_of_1, GW_VIEW("12345678\n"), GW_VIEW("")));
	assert_false(match_of_1->proved);
	gw_adopt_refuse_edited(&arena, &adoption, match_of_1);
	assert_non_null(strstr(adoption.refusals.items[0].message, "1_a.sql is not what flyway"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_crc32),      cmocka_unit_test(test_lines),
		cmocka_unit_test(test_fits),       cmocka_unit_test(test_last_version),
		cmocka_unit_test(test_goose),      cmocka_unit_test(test_siphash),
		cmocka_unit_test(test_changesets), cmocka_unit_test(test_proof),
		cmocka_unit_test(test_liquibase),  cmocka_unit_test(test_crc32_of_flyway),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
