/* The locks of other tools: keys with known answers, and the statement that looks at a row. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "adopt/adopt_int.h"

static void quote_name(struct gw_str *str, struct gw_view name)
{
	gw_str_putc(str, '"');
	gw_str_add(str, name);
	gw_str_putc(str, '"');
}

static const struct gw_engine postgres = {.name = "postgres", .quote_name = quote_name};
static const struct gw_engine mysql = {.name = "mysql", .quote_name = quote_name};
static const struct gw_engine sqlite = {
	.name = "sqlite", .quote_name = quote_name, .caps = {.lock_is_transaction = true}};

static const struct gw_adopt_lock *first(const char *tool, const struct gw_engine *engine)
{
	return gw_adopt_lock_next(gw_adopt_tool_find(gw_view_of(tool))->locks, NULL, engine);
}

struct key_case {
	const char *tool;
	const struct gw_engine *engine;
	const char *schema, *table;
	const char *key;
};

/* As the tools, or other implementations of their hashes, have them for a database "app". */
static const struct key_case keys[] = {
	{"golang-migrate", &postgres, "public", "schema_migrations", "1726534663"},
	{"golang-migrate", &mysql, "app", "schema_migrations", "2938252834"},
	{"rails", &postgres, "public", "schema_migrations", "6939591962871035475"},
	{"rails", &mysql, "app", "schema_migrations", "6939591962871035475"},
	{"sqlx", &postgres, "public", "_sqlx_migrations", "3469795979745788610"},
	{"sqlx", &mysql, "app", "_sqlx_migrations", "3027310f4fd382c2"},
	{"flyway", &postgres, "public", "flyway_schema_history", "77433833903597"},
	{"prisma", &mysql, "app", "_prisma_migrations", "prisma_migrate"},
	{"sqitch", &mysql, "sqitch", "changes", "sqitch working on app"},
	{"tern", &postgres, "public", "schema_version", "9628173550095224"},
};

static void test_keys(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(keys); i++) {
		const struct key_case *one = &keys[i];
		const struct gw_adopt_place place = {"app", one->schema, one->table};
		const struct gw_adopt_lock *lock = first(one->tool, one->engine);

		assert_non_null(lock);
		assert_string_equal(gw_adopt_lock_key(lock, &arena, &place), one->key);
	}
}

/* The library of golang-migrate names the database as it is. */
static void test_all_of_them(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_adopt_place place = {"app", "public", "schema_migrations"};
	const struct gw_adopt_lock *locks = gw_adopt_tool_find(GW_VIEW("golang-migrate"))->locks;
	const struct gw_adopt_lock *lock = gw_adopt_lock_next(locks, NULL, &postgres);

	lock = gw_adopt_lock_next(locks, lock, &postgres);
	assert_string_equal(gw_adopt_lock_key(lock, &arena, &place), "1787120056");
	assert_null(gw_adopt_lock_next(locks, lock, &postgres));
	assert_null(first("golang-migrate", &sqlite));
	assert_null(first("dbmate", &postgres));
}

static void test_java_hash(void **state GW_UNUSED)
{
	assert_int_equal(gw_adopt_java_hash(GW_VIEW("")), 0);
	assert_int_equal(gw_adopt_java_hash(GW_VIEW("hello")), 99162322);
	assert_int_equal(gw_adopt_java_hash(GW_VIEW("polygenelubricants")), INT32_MIN);
}

static void test_row(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_adopt_lock *knex = first("knex", &postgres);
	const struct gw_adopt_lock *liquibase = first("liquibase", &sqlite);

	assert_string_equal(
		gw_adopt_lock_query(knex, &arena, &postgres, "public", "knex_migrations_lock"),
		"SELECT CASE WHEN is_locked = 1 THEN 1 ELSE 0 END, NULL, NULL FROM "
		"\"public\".\"knex_migrations_lock\" FOR UPDATE");
	assert_string_equal(gw_adopt_lock_query(liquibase, &arena, &sqlite, NULL, "l"),
			    "SELECT CASE WHEN locked THEN 1 ELSE 0 END, \"lockedby\", "
			    "\"lockgranted\" FROM \"l\"");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_keys),
		cmocka_unit_test(test_all_of_them),
		cmocka_unit_test(test_java_hash),
		cmocka_unit_test(test_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
