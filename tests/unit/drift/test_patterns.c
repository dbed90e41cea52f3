/* Patterns of what drift passes over. */
#include "../schema/toy.h"
#include "drift/drift.h"

static void test_patterns(void **state GW_UNUSED)
{
	static const struct {
		const char *pattern, *id;
		bool matches;
	} cases[] = {
		{"users", "table users", true},
		{"user", "table users", false},
		{"u*", "table users", true},
		{"table u*", "table users", true},
		{"index *", "table users", false},
		{"index *", "table users/index by_name", true},
		{"by_*", "table users/index by_name", true},
		{"users.by_*", "table users/index by_name", true},
		{"users", "table users/index by_name", true},
		{"users.*", "table users", false},
		{"*", "view v", true},
		{"view v", "view v", true},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_schema *schema = toy_schema(
		&arena, "table users;column users.id;index users.by_name;view v");

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const struct gw_schema_object *object = gw_schema_find(schema, cases[i].id);

		assert_non_null(object);
		if (gw_drift_matches(&arena, cases[i].pattern, object) != cases[i].matches)
			fail_msg("'%s' and %s", cases[i].pattern, cases[i].id);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_patterns)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
