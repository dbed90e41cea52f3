/* Folders of other tools in godwit's own format: names, markers, options; and what cannot be said in it. */
#include "scan_case.h"
#include "source/convert.h"

struct convert_case {
	const char *format;
	const char *expected; /* "PATH:\nTEXT" of each file, or the error's message */
	struct double_file files[MAX_CASE_FILES];
};

static const char *converted(struct gw_arena *arena, const struct convert_case *c)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_tree *tree = tree_double(arena, c->files, case_file_count(c->files));
	struct gw_conversion conversion;
	struct gw_source *source;

	if (!gw_source_open(arena, tree, c->format, &gw_dialect_postgres, &source, &error))
		fail_msg("%s: %s", c->format, error->message);
	if (gw_source_convert(source, arena, "new", &conversion, &error))
		for (size_t i = 0; i < conversion.n; i++)
			gw_str_printf(&str, "%s:\n%s", conversion.files[i].path,
				      conversion.files[i].content);
	else
		gw_str_puts(&str, error->message);
	gw_source_close(conversion.source);
	gw_source_close(source);
	return gw_str_take(&str, arena);
}

static const struct convert_case cases[] = {
	{"dbmate",
	 "1_birds.sql:\n-- godwit:up transaction=off\nA;\n\n-- godwit:down\nB;\n",
	 {{"1_birds.sql", "-- migrate:up transaction:false\nA;\n\n-- migrate:down\nB;"}}},
	/* markers of the tool go, what looks like one in a literal stays */
	{"goose",
	 "1_x.sql:\n-- godwit:up\nA;\n-- godwit:down\nB;\n",
	 {{"1_x.sql", "-- +goose Up\n-- +goose StatementBegin\nA;\n-- +goose StatementEnd\n"
		      "-- +goose Down\nB;\n"}}},
	{"golang-migrate",
	 "001_x.sql:\n-- godwit:up\nA '\n-- +goose x';\n-- godwit:down\nB;\n",
	 {{"001_x.down.sql", "B;"}, {"001_x.up.sql", "A '\n-- +goose x';"}}},
	{"flyway",
	 "1.2_a_b.sql:\n-- godwit:up placeholders=on\nA;\nR__my-view.sql:\n-- godwit:up "
	 "placeholders=on\nV ${x};\n",
	 {{"R__my-view.sql", "V ${x};"}, {"V1.2__a_b.sql", "A;"}}},
	/* the number that versions begin with; depends go along */
	{"yoyo",
	 "1_a.sql:\n-- godwit:up out_of_order=allow\nA;\n"
	 "2_b.sql:\n-- godwit:up depends=1 out_of_order=allow\nB;\n",
	 {{"1-a.sql", "A;"}, {"2-b.sql", "-- depends: 1-a\nB;"}}},
	{"prisma",
	 "20240101_init.sql:\n-- godwit:up\nA;\n",
	 {{"20240101_init/migration.sql", "A;"}}},
	/* no numbers, or not in their order: counted */
	{"prisma",
	 "0001_a.sql:\n-- godwit:up\nA;\n0002_b.sql:\n-- godwit:up\nB;\n",
	 {{"a/migration.sql", "A;"}, {"b/migration.sql", "B;"}}},
	{"tern",
	 "1_x holds a template of tern, which only that format fills in",
	 {{"1_x.sql", "SELECT '{{.name}}';"}}},
};

static void test_files(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const char *text = converted(&arena, &cases[i]);

		if (strcmp(text, cases[i].expected) != 0)
			fail_msg("case %zu: '%s', expected '%s'", i, text, cases[i].expected);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {cmocka_unit_test(test_files)};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
