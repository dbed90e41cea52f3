/* What reading PostgreSQL's catalog keeps: addresses, and values that are there once. No server. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "schema/postgres/read_int.h"

static void test_addresses(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		struct gw_pg_address address;
	} good[] = {
		{"1259.16384.0", {1259, 16384, 0}},
		{"1259.16384.1600", {1259, 16384, 1600}},
		{"1259.16384.-6", {1259, 16384, -6}},
		{"4294967295.4294967295.2147483647", {UINT32_MAX, UINT32_MAX, INT32_MAX}},
	};
	static const char *const bad[] = {
		NULL,
		"",
		"1259",
		"1259.16384",
		"1259.16384.",
		"1259.16384.-",
		"1259.16384.0.0",
		"1259.4294967296.0",
		"owned.16384.0",
		"option.1417.16384.0.host",
	};
	struct gw_pg_address address = {1, 2, 3};

	for (size_t i = 0; i < GW_COUNT(bad); i++)
		assert_false(gw_pg_parse_address(gw_view_of(bad[i]), &address));
	assert_int_equal(address.class, 1);
	for (size_t i = 0; i < GW_COUNT(good); i++) {
		assert_true(gw_pg_parse_address(gw_view_of(good[i].text), &address));
		assert_memory_equal(&address, &good[i].address, sizeof(address));
	}
}

static void test_places(void **state GW_UNUSED)
{
	enum { MANY = 500 };
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_pg_places places = {0};

	for (uint32_t i = 0; i < MANY; i++) {
		const struct gw_pg_address address = {1259, 16384 + i / 5, (int32_t)(i % 5)};

		assert_int_equal(gw_pg_find_place(&places, &address), GW_NOWHERE);
		gw_pg_put_place(&arena, &places, &address, i);
	}
	for (uint32_t i = 0; i < MANY; i++) {
		const struct gw_pg_address address = {1259, 16384 + i / 5, (int32_t)(i % 5)};

		assert_int_equal(gw_pg_find_place(&places, &address), i);
		gw_pg_put_place(&arena, &places, &address, i + 1);
		assert_int_equal(gw_pg_find_place(&places, &address), i + 1);
	}
}

/* --- sharing --- */

static const struct gw_schema_kind kind = {
	.name = "thing",
	.nproperties = 3,
};

static struct gw_view *share(struct gw_pg_shares *shares, const char *a, const char *b,
			     const char *c)
{
	return gw_pg_share_values(
		shares, (struct gw_view[]){gw_view_of(a), gw_view_of(b), gw_view_of(c)}, 3);
}

static void test_shared_texts(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_pg_shares shares = {.arena = &arena};
	char text[] = "integer, text";
	struct gw_view whole = gw_pg_share_text(&shares, gw_view_of(text));
	struct gw_view part = gw_pg_share_text(&shares, gw_view_slice(gw_view_of(text), 0, 7));

	memset(text, 'x', sizeof(text) - 1);
	assert_string_equal(whole.p, "integer, text");
	assert_string_equal(part.p, "integer");
	assert_int_equal(part.n, 7);
	assert_ptr_equal(gw_pg_share_text(&shares, GW_VIEW("integer")).p, part.p);
	assert_null(gw_pg_share_text(&shares, (struct gw_view){0}).p);
	assert_string_equal(gw_pg_share_text(&shares, GW_VIEW("")).p, "");
	gw_pg_shares_done(&shares);
}

/* What is set of one object is not set of another, however many have the same values. */
static void test_shared_values(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_pg_shares shares = {.arena = &arena};
	struct gw_schema_object objects[3];

	for (size_t i = 0; i < GW_COUNT(objects); i++)
		objects[i] = (struct gw_schema_object){.kind = &kind,
						       .values = share(&shares, NULL, "int", "")};
	assert_ptr_equal(objects[0].values, objects[1].values);
	assert_ptr_not_equal(share(&shares, NULL, "int", NULL), objects[0].values);
	assert_ptr_not_equal(share(&shares, "int", NULL, ""), objects[0].values);
	gw_pg_set_shared(&shares, &objects[1], 0, GW_VIEW("one"));
	gw_pg_set_shared(&shares, &objects[1], 2, (struct gw_view){0});
	assert_null(gw_schema_value(&objects[0], 0).p);
	assert_string_equal(gw_schema_value(&objects[1], 0).p, "one");
	assert_string_equal(gw_schema_value(&objects[1], 1).p, "int");
	assert_null(gw_schema_value(&objects[1], 2).p);
	gw_pg_set_shared(&shares, &objects[2], 0, GW_VIEW("two"));
	/* It is the only one left that has them. */
	gw_pg_set_shared(&shares, &objects[0], 0, GW_VIEW("three"));
	assert_string_equal(gw_schema_value(&objects[0], 0).p, "three");
	assert_string_equal(gw_schema_value(&objects[1], 0).p, "one");
	assert_string_equal(gw_schema_value(&objects[2], 0).p, "two");
	gw_pg_shares_done(&shares);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_addresses),
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_shared_texts),
		cmocka_unit_test(test_shared_values),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
