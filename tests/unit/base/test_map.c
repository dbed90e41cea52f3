/* The hash map from text to pointer. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/map.h"

static void test_empty(void **state GW_UNUSED)
{
	const struct gw_map map = {0};

	assert_null(gw_map_get(&map, GW_VIEW("a")));
	assert_null(gw_map_get(&map, (struct gw_view){0}));
	assert_int_equal(map.n, 0);
}

static void test_put_and_get(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_map map = {0};
	int one, two;

	assert_null(gw_map_put(&arena, &map, GW_VIEW("key"), &one));
	assert_ptr_equal(gw_map_get(&map, GW_VIEW("key")), &one);
	assert_ptr_equal(gw_map_put(&arena, &map, GW_VIEW("key"), &two), &one);
	assert_ptr_equal(gw_map_get(&map, GW_VIEW("key")), &two);
	assert_int_equal(map.n, 1);
}

/* Keys are compared by all of their bytes, and only by them. */
static void test_keys(void **state GW_UNUSED)
{
	static const struct gw_view keys[] = {
		{"", 0},     {"a", 1},   {"A", 1},    {"aa", 2},   {"\0", 1},
		{"\0\0", 2}, {"a\0", 2}, {"a\0b", 3}, {"a\0c", 3}, {"\xff", 1},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_map map = {0};
	int values[GW_COUNT(keys)];

	for (size_t i = 0; i < GW_COUNT(keys); i++)
		assert_null(gw_map_put(&arena, &map, keys[i], &values[i]));
	for (size_t i = 0; i < GW_COUNT(keys); i++)
		assert_ptr_equal(gw_map_get(&map, keys[i]), &values[i]);
	assert_null(gw_map_get(&map, GW_VIEW("aaa")));
	/* An absent key is an empty one. */
	assert_ptr_equal(gw_map_get(&map, (struct gw_view){0}), &values[0]);
}

/* Room that was asked for is used up, and more comes then; asking for less takes nothing away. */
static void test_reserve(void **state GW_UNUSED)
{
	static const char *const keys[] = {"a", "b", "c", "d", "e", "f"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_map map = {0};
	size_t numbers[GW_COUNT(keys)];

	gw_map_reserve(&arena, &map, 3);
	assert_int_equal(map.cap, 3);
	for (size_t i = 0; i < GW_COUNT(keys); i++) {
		assert_null(gw_map_put(&arena, &map, gw_view_of(keys[i]), &numbers[i]));
		gw_map_reserve(&arena, &map, 1);
	}
	assert_int_equal(map.n, GW_COUNT(keys));
	for (size_t i = 0; i < GW_COUNT(keys); i++)
		assert_ptr_equal(gw_map_get(&map, gw_view_of(keys[i])), &numbers[i]);
}

/* Enough keys that the table grows many times; order is that of insertion, also after a change. */
static void test_many(void **state GW_UNUSED)
{
	enum { MANY = 10000 };
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_map map = {0};
	size_t *numbers = gw_new_array(&arena, size_t, MANY);

	for (size_t i = 0; i < MANY; i++) {
		const char *key = gw_format(&arena, "2026%06zu", i);

		numbers[i] = i;
		assert_null(gw_map_put(&arena, &map, gw_view_of(key), &numbers[i]));
	}
	assert_ptr_equal(gw_map_put(&arena, &map, GW_VIEW("2026000007"), &numbers[8]), &numbers[7]);
	assert_int_equal(map.n, MANY);
	assert_true(map.index.nslots / 3 * 2 >= map.n);
	for (size_t i = 0; i < MANY; i++) {
		const char *key = gw_format(&arena, "2026%06zu", i);
		size_t expected = i == 7 ? 8 : i;

		assert_true(gw_view_is(map.items[i].key, key));
		assert_ptr_equal(map.items[i].value, &numbers[expected]);
		assert_ptr_equal(gw_map_get(&map, gw_view_of(key)), &numbers[expected]);
	}
	assert_null(gw_map_get(&map, GW_VIEW("2026010000")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty), cmocka_unit_test(test_put_and_get),
		cmocka_unit_test(test_keys),  cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
