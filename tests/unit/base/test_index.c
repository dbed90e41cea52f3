/* The hash index of a list that somebody else keeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/index.h"
#include "base/vec.h"

/* All numbers of one remainder have the same hash. */
enum { HASHES = 7 };

static uint64_t hash_of(const void *list, size_t number)
{
	return ((const unsigned *)list)[number] % HASHES;
}

static bool is_number(const void *list, size_t number, const void *key)
{
	return ((const unsigned *)list)[number] == *(const unsigned *)key;
}

static const struct gw_index_by by_number = {hash_of, is_number};

static size_t find(const struct gw_index *index, const unsigned *list, unsigned wanted)
{
	return gw_index_find(index, &by_number, list, wanted % HASHES, &wanted);
}

static void test_empty(void **state GW_UNUSED)
{
	const struct gw_index index = {0};

	assert_int_equal(find(&index, NULL, 1), GW_NOWHERE);
}

static void test_find(void **state GW_UNUSED)
{
	enum { MANY = 1000 };
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_index index = {0};
	GW_VEC(unsigned) list = {0};

	for (unsigned i = 0; i < MANY; i++) {
		gw_vec_push(&arena, &list, i * 3);
		gw_index_add(&arena, &index, &by_number, list.items);
	}
	assert_int_equal(index.n, MANY);
	assert_true(index.nslots / 3 * 2 >= MANY);
	for (unsigned i = 0; i < MANY; i++) {
		assert_int_equal(find(&index, list.items, i * 3), i);
		assert_int_equal(find(&index, list.items, i * 3 + 1), GW_NOWHERE);
	}
}

/* Room that was asked for is enough, and asking for less takes nothing away. */
static void test_reserve(void **state GW_UNUSED)
{
	static const unsigned list[] = {5, 12, 19, 6};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_index index = {0};
	size_t nslots;

	gw_index_reserve(&arena, &index, &by_number, list, 100);
	nslots = index.nslots;
	assert_in_range(nslots, 150, 300);
	for (size_t i = 0; i < GW_COUNT(list); i++) {
		gw_index_add(&arena, &index, &by_number, list);
		gw_index_reserve(&arena, &index, &by_number, list, 1);
	}
	assert_int_equal(index.nslots, nslots);
	for (size_t i = 0; i < GW_COUNT(list); i++)
		assert_int_equal(find(&index, list, list[i]), i);
}

static void test_hash(void **state GW_UNUSED)
{
	assert_true(gw_index_hash(GW_VIEW("")) == 0xcbf29ce484222325u);
	assert_true(gw_index_hash(GW_VIEW("a")) == 0xaf63dc4c8601ec8cu);
	assert_true(gw_index_hash((struct gw_view){0}) == gw_index_hash(GW_VIEW("")));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_empty),
		cmocka_unit_test(test_find),
		cmocka_unit_test(test_reserve),
		cmocka_unit_test(test_hash),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
