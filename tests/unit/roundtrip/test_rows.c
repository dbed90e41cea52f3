/* Rows as sums: the same whatever their order, and different for whatever else. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "roundtrip/roundtrip_int.h"

/* "1,a;2,-": rows by semicolon, cells by comma, "-" for NULL. */
static struct gw_rows_sum sum_of(struct gw_arena *arena, const char *text)
{
	GW_VEC(struct gw_view) cells = {0};
	struct gw_view rest = gw_view_of(text), line, cell;
	struct gw_rows_sum sum = {0};
	struct gw_rows rows = {0};

	while (gw_view_next_field(&rest, ';', &line)) {
		rows.nrows++;
		while (gw_view_next_field(&line, ',', &cell)) {
			if (gw_view_is(cell, "-"))
				cell = (struct gw_view){0};
			gw_vec_push(arena, &cells, cell);
		}
	}
	rows.cells = cells.items;
	rows.ncols = rows.nrows != 0 ? cells.n / rows.nrows : 0;
	for (size_t i = 0; i < rows.nrows; i++)
		gw_rows_sum_add(&sum, &rows, i);
	return sum;
}

static void test_sums(void **state GW_UNUSED)
{
	static const struct {
		const char *a, *b;
		bool equal;
	} cases[] = {
		{"", "", true},
		{"1,a;2,b", "2,b;1,a", true},
		{"1,a;1,a", "1,a;1,a", true},
		{"1,a;1,a", "1,a", false},
		{"1,a", "1,b", false},
		{"1,-", "1,x", false},
		{"12,3", "1,23", false},
		{"1,1:;2,b", "1,1;2,b", false},
		{"1,a;2,b", "1,b;2,a", false},
		{"", "1,a", false},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const struct gw_rows_sum a = sum_of(&arena, cases[i].a);
		const struct gw_rows_sum b = sum_of(&arena, cases[i].b);

		if (gw_rows_sum_eq(&a, &b) != cases[i].equal)
			fail_msg("'%s' and '%s'", cases[i].a, cases[i].b);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_sums)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
