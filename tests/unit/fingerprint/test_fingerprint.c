/* Fingerprints: the same for what compares equal, whatever the order, and no other. */
#include "../schema/toy.h"
#include "fingerprint/fingerprint.h"

static void test_equal_or_not(void **state GW_UNUSED)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
		{"", "", true},
		{"table a;column a.x=int", "table a;column a.x=int", true},
		{"table a;table b", "table b;table a", true},
		{"table a", "table b", false},
		{"table a", "view a", false},
		{"table a;column a.x=int", "table a;column a.x=text", false},
		{"table a;column a.x=int", "table a;column a.x", false},
		{"table a;column a.x=", "table a;column a.x", false},
		{"table a", "table a;column a.x=int", false},
		{"table a;fact a.f=1", "table a;fact a.f=2", true},
		{"note n=1;note m=2", "note n=2;note m=1", false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const struct gw_schema *one = toy_schema(&arena, cases[i].a);
		const struct gw_schema *other = toy_schema(&arena, cases[i].b);
		struct gw_digest a = gw_fingerprint_of(one), b = gw_fingerprint_of(other);
		struct gw_schema_changes changes;

		gw_schema_diff(&arena, one, other, &changes);
		if (gw_digest_eq(&a, &b) != cases[i].equal ||
		    (changes.list.n == 0) != cases[i].equal)
			fail_msg("'%s' and '%s'", cases[i].a, cases[i].b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_equal_or_not)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
