/* The files that merging gives. */
#include "branch_case.h"

/* "1_m.sql=text 2_m.sql=text" */
static const char *merged_text(struct gw_arena *arena, const struct branch_case *c)
{
	const struct gw_branch branch = case_branch(arena, c);
	struct gw_tree *tree = gw_branch_merge(arena, &branch);
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < tree->nfiles; i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		GW_TEXT_AUTO struct gw_text text = {0};

		if (!gw_tree_read(tree, tree->files[i].path, &text, &error))
			fail_msg("%s", error->message);
		gw_str_printf(&str, "%s%s=%.*s", i != 0 ? " " : "", tree->files[i].path,
			      GW_VIEW_ARG(text.view));
	}
	tree->close(tree);
	return gw_str_take(&str, arena);
}

static void test_merge(void **state GW_UNUSED)
{
	static const struct branch_case cases[] = {
		{.expected = "", {{0}}, {{0}}, {{0}}},
		/* what both added, in order */
		{.expected = "1.sql=a 2.sql=b 3.sql=c",
		 {{0}},
		 {FILE_OF("1.sql", "a"), FILE_OF("3.sql", "c")},
		 {FILE_OF("2.sql", "b")}},
		/* what either removed */
		{.expected = "3.sql=c",
		 {FILE_OF("1.sql", "a"), FILE_OF("2.sql", "b"), FILE_OF("3.sql", "c")},
		 {FILE_OF("2.sql", "b"), FILE_OF("3.sql", "c")},
		 {FILE_OF("1.sql", "a"), FILE_OF("3.sql", "c")}},
		/* what either edited */
		{.expected = "1.sql=base 2.sql=head",
		 {FILE_OF("1.sql", "a"), FILE_OF("2.sql", "b")},
		 {FILE_OF("1.sql", "base"), FILE_OF("2.sql", "b")},
		 {FILE_OF("1.sql", "a"), FILE_OF("2.sql", "head")}},
		/* line ends of a checkout are no edit */
		{.expected = "1.sql=base",
		 {FILE_OF("1.sql", "a\nb\n")},
		 {FILE_OF("1.sql", "base")},
		 {FILE_OF("1.sql", "a\r\nb\r\n")}},
		{.expected = "1.sql=a\nb\n\n",
		 {FILE_OF("1.sql", "a\nb\n")},
		 {FILE_OF("1.sql", "base")},
		 {FILE_OF("1.sql", "a\nb\n\n")}},
		/* both: git asks */
		{.expected = "1.sql=head",
		 {FILE_OF("1.sql", "a")},
		 {FILE_OF("1.sql", "base")},
		 {FILE_OF("1.sql", "head")}},
		{.expected = "1.sql=head",
		 {{0}},
		 {FILE_OF("1.sql", "base")},
		 {FILE_OF("1.sql", "head")}},
	};

	check_cases(cases, GW_COUNT(cases), merged_text);
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_merge)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
