/* Keeping another tool in step: what is written to its table when a migration comes, and when it goes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "adopt/adopt_int.h"
#include "adopt/keep.h"

static void quote_name(struct gw_str *str, struct gw_view name)
{
	gw_str_add(str, name);
}

static void quote_text(const struct gw_conn *conn GW_UNUSED, struct gw_str *str,
		       struct gw_view text)
{
	gw_str_putc(str, '\'');
	gw_str_add(str, text);
	gw_str_putc(str, '\'');
}

static const struct gw_engine engine = {
	.name = "postgres", .quote_name = quote_name, .quote_text = quote_text};
static const struct gw_conn conn = {.engine = &engine, .info = {.user = "app"}};

static const struct gw_migration one = {
	.key = "1", .version = "1", .name = "birds", .path = "db/1_birds.sql", .index = 0};
static const struct gw_migration two = {
	.key = "2", .version = "2", .name = "nests", .path = "db/2_nests.sql", .index = 1};

/* The statements, each on a line. */
static const char *written(struct gw_arena *arena, struct gw_keeping *keeping,
			   const struct gw_migration *migration, bool comes)
{
	struct gw_eject_row row = {
		.arena = arena,
		.migration = migration,
		.content = GW_VIEW("123456789"),
		.user = "app",
	};
	struct gw_statements list = {0};
	GW_STR_AUTO struct gw_str str = {0};

	if (comes)
		gw_keeping_apply(keeping, &conn, &row, &list);
	else
		gw_keeping_revert(keeping, &conn, &row, &list);
	for (size_t i = 0; i < list.list.n; i++)
		gw_str_printf(&str, "%s\n", list.list.items[i]);
	return gw_str_take(&str, arena);
}

static struct gw_keeping keeping_of(struct gw_arena *arena, const char *tool)
{
	return (struct gw_keeping){
		.arena = arena,
		.tool = gw_adopt_tool_find(gw_view_of(tool)),
		.table = "t",
		.last_number = 6,
	};
}

struct row_case {
	const char *tool;
	const char *comes, *goes;
};

static const struct row_case cases[] = {
	{"dbmate", "INSERT INTO t (version) VALUES ('1')\n", "DELETE FROM t WHERE version = '1'\n"},
	{"goose",
	 "INSERT INTO t (version_id, is_applied, tstamp) VALUES ('1', '1', '1970-01-01 "
	 "00:00:00')\n",
	 "DELETE FROM t WHERE version_id = '1'\n"},
	{"sql-migrate",
	 "INSERT INTO t (id, applied_at) VALUES ('1_birds.sql', '1970-01-01 00:00:00')\n",
	 "DELETE FROM t WHERE id = '1_birds.sql'\n"},
	{"flyway",
	 "INSERT INTO t (installed_rank, version, description, type, script, checksum, "
	 "installed_by, installed_on, execution_time, success) VALUES ('7', '1', 'birds', 'SQL', "
	 "'db/1_birds.sql', '-873187034', 'app', '1970-01-01 00:00:00', '0', '1')\n",
	 "DELETE FROM t WHERE version = '1'\n"},
	{"refinery",
	 "INSERT INTO t (version, name, applied_on, checksum) VALUES ('1', 'birds', "
	 "'1970-01-01T00:00:00.000000Z', '17915967311544511106')\n",
	 "DELETE FROM t WHERE version = '1'\n"},
	{"diesel", "INSERT INTO t (version, run_on) VALUES ('1', '1970-01-01 00:00:00')\n",
	 "DELETE FROM t WHERE version = '1'\n"},
	{"node-pg-migrate", "INSERT INTO t (name, run_on) VALUES ('1', '1970-01-01 00:00:00')\n",
	 "DELETE FROM t WHERE name = '1'\n"},
	{"sqlx",
	 "INSERT INTO t (version, description, installed_on, success, checksum, execution_time) "
	 "VALUES ('1', 'birds', '1970-01-01 00:00:00', '1', '\\x"
	 "eb455d56d2c1a69de64e832011f3393d45f3fa31d6842f21"
	 "af92d2fe469c499da5e3179847334a18479c8d1dedea1be3', '0')\n",
	 "DELETE FROM t WHERE version = '1'\n"},
	{"yoyo",
	 "INSERT INTO t (migration_hash, migration_id, applied_at_utc) VALUES ("
	 "'6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b', '1', "
	 "'1970-01-01 00:00:00')\n",
	 "DELETE FROM t WHERE migration_id = '1'\n"},
	{"postgrator",
	 "INSERT INTO t (version, name, md5, run_at) VALUES ('1', 'birds', "
	 "'25f9e794323b453885f5181f1b624d0b', '1970-01-01 00:00:00')\n",
	 "DELETE FROM t WHERE version = '1'\n"},
};

static void test_rows(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		struct gw_keeping keeping = keeping_of(&arena, cases[i].tool);

		assert_string_equal(written(&arena, &keeping, &one, true), cases[i].comes);
		assert_string_equal(written(&arena, &keeping, &one, false), cases[i].goes);
	}
}

/* golang-migrate has no row when nothing is applied, tern the version 0. */
static void test_last_version(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_keeping golang = keeping_of(&arena, "golang-migrate");
	struct gw_keeping tern = keeping_of(&arena, "tern");

	assert_string_equal(written(&arena, &golang, &two, true),
			    "DELETE FROM t\nINSERT INTO t (version, dirty) VALUES ('2', '0')\n");
	/* Out of order: the last one stays the last. */
	assert_string_equal(written(&arena, &golang, &one, true),
			    "DELETE FROM t\nINSERT INTO t (version, dirty) VALUES ('2', '0')\n");
	assert_string_equal(written(&arena, &golang, &two, false),
			    "DELETE FROM t\nINSERT INTO t (version, dirty) VALUES ('1', '0')\n");
	assert_string_equal(written(&arena, &golang, &one, false), "DELETE FROM t\n");
	(void)written(&arena, &tern, &one, true);
	assert_string_equal(written(&arena, &tern, &one, false),
			    "DELETE FROM t\nINSERT INTO t (version) VALUES ('0')\n");
}

static void test_numbers(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_keeping flyway = keeping_of(&arena, "flyway");

	(void)written(&arena, &flyway, &one, true);
	assert_non_null(strstr(written(&arena, &flyway, &two, true), "VALUES ('8', '2',"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_rows),
		cmocka_unit_test(test_last_version),
		cmocka_unit_test(test_numbers),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
