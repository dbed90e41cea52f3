/*
 * Tables: as wide as they need to be, and made to fit a terminal without a cell cut off.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "ui/ui.h"

enum { COLUMNS = 4 };

static const struct ui_column columns[COLUMNS] = {
	{.title = "NAME", .wrap = true},
	{.title = "WHEN", .wrap = true},
	{.title = "TOOK", .right = true},
	{.title = "NOTE", .wrap = true},
};
static const char *const rows[][COLUMNS] = {
	{"20260112_create_users", "2026-01-12 08:30", "195 us", NULL},
	{"7_views", "2026-01-13 09:00", "1 ms", "not for this environment"},
};

/* width: of the terminal; 0: it is none. */
static void assert_printed(size_t width, const char *expected)
{
	char *text = NULL;
	size_t size;
	struct ui ui = {.width = width, .out_tty = width != 0};
	struct ui_table *table = ui_table_new(columns, COLUMNS);

	ui.out = open_memstream(&text, &size);
	for (size_t i = 0; i < GW_COUNT(rows); i++)
		ui_table_row(table, UI_PLAIN, rows[i]);
	ui_table_print(&ui, table);
	fclose(ui.out);
	assert_string_equal(text, expected);
	free(text);
}

static const char whole[] =
	"NAME                   WHEN                TOOK  NOTE\n"
	"20260112_create_users  2026-01-12 08:30  195 us\n"
	"7_views                2026-01-13 09:00    1 ms  not for this environment\n";

static void test_what_fits_is_left_as_it_is(void **state)
{
	(void)state;
	assert_printed(0, whole);
	assert_printed(200, whole);
	assert_printed(73, whole);
}

static void test_texts_are_broken_between_words(void **state)
{
	(void)state;
	/* What the note does not need when it is broken is the name's. */
	assert_printed(72, "NAME                   WHEN                TOOK  NOTE\n"
			   "20260112_create_users  2026-01-12 08:30  195 us\n"
			   "7_views                2026-01-13 09:00    1 ms  not for this\n"
			   "                                                 environment\n");
	/* Names are broken where a part of them ends. */
	assert_printed(50, "NAME          WHEN          TOOK  NOTE\n"
			   "20260112_     2026-01-12  195 us\n"
			   "create_users  08:30\n"
			   "7_views       2026-01-13    1 ms  not for this\n"
			   "              09:00               environment\n");
}

static void test_what_cannot_fit_is_a_block_for_each_row(void **state)
{
	(void)state;
	assert_printed(40, "NAME  20260112_create_users\n"
			   "WHEN  2026-01-12 08:30\n"
			   "TOOK  195 us\n"
			   "\n"
			   "NAME  7_views\n"
			   "WHEN  2026-01-13 09:00\n"
			   "TOOK  1 ms\n"
			   "NOTE  not for this environment\n");
	assert_printed(1, "NAME  20260112_create_users\n"
			  "WHEN  2026-01-12 08:30\n"
			  "TOOK  195 us\n"
			  "\n"
			  "NAME  7_views\n"
			  "WHEN  2026-01-13 09:00\n"
			  "TOOK  1 ms\n"
			  "NOTE  not for this environment\n");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_what_fits_is_left_as_it_is),
		cmocka_unit_test(test_texts_are_broken_between_words),
		cmocka_unit_test(test_what_cannot_fit_is_a_block_for_each_row),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
