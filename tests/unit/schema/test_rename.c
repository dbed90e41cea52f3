/* Renames: as people write them, what they mean, and their way back. */
#include "toy.h"

#include "schema/rename.h"

#define RENAME(old, new)                   \
	{                                  \
		.from = (old), .to = (new) \
	}

static void test_parse(void **state GW_UNUSED)
{
	static const struct {
		const char *text, *from, *to; /* from NULL: refused */
	} cases[] = {
		{"a=b", "a", "b"},     {"a.x=y", "a.x", "y"}, {"a.x=a.y", "a.x", "a.y"},
		{"a=b=c", "a", "b=c"}, {"a", NULL, NULL},     {"=b", NULL, NULL},
		{"a=", NULL, NULL},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_schema_rename rename;
		bool ok = gw_schema_rename_parse(&arena, cases[i].text, &rename, &error);

		assert_int_equal(ok, cases[i].from != NULL);
		if (ok) {
			assert_string_equal(rename.from, cases[i].from);
			assert_string_equal(rename.to, cases[i].to);
		} else {
			assert_int_equal(error->code, GW_E_USAGE);
			assert_non_null(error->hint);
		}
	}
}

static void test_back(void **state GW_UNUSED)
{
	static const struct {
		struct gw_schema_rename there, back;
	} cases[] = {
		{RENAME("a", "b"), RENAME("b", "a")},
		{RENAME("a.x", "y"), RENAME("a.y", "x")},
		{RENAME("a.x", "a.y"), RENAME("a.y", "x")},
		{RENAME("s.a.x", "y"), RENAME("s.a.y", "x")},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_schema_rename back = gw_schema_rename_back(&arena, &cases[i].there);

		assert_string_equal(back.from, cases[i].back.from);
		assert_string_equal(back.to, cases[i].back.to);
	}
}

static void test_meaning(void **state GW_UNUSED)
{
	static const char schema_text[] =
		"table a;column a.x;column a.y;table b;column b.x;view a2;index b.a";
	static const struct {
		struct gw_schema_rename rename;
		const char *sql; /* NULL: refused, */
		const char *words; /* with these */
	} cases[] = {
		{RENAME("b", "c"), "rename b c", NULL},
		{RENAME("a.x", "z"), "rename x z", NULL},
		{RENAME("a.x", "a.z"), "rename x z", NULL},
		{RENAME("x", "z"), NULL, "there is no 'x'"},
		{RENAME("c.x", "z"), NULL, "there is no 'c.x'"},
		{RENAME("nothing", "z"), NULL, "there is no 'nothing'"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_schema_script script;
		bool ok;

		gw_schema_script_init(&script, &arena, &toy_dialect);
		ok = gw_schema_rename(toy_schema(&arena, schema_text), &cases[i].rename, &script,
				      &error);
		assert_int_equal(ok, cases[i].sql != NULL);
		if (ok)
			assert_string_equal(script.statements.items[0].sql.p, cases[i].sql);
		else if (strstr(error->message, cases[i].words) == NULL)
			fail_msg("%s", error->message);
	}
}

static void test_many(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const struct gw_schema_rename rename = RENAME("a", "b");
	struct gw_schema_script script;

	gw_schema_script_init(&script, &arena, &toy_dialect);
	assert_false(
		gw_schema_rename(toy_schema(&arena, "table a;view a"), &rename, &script, &error));
	assert_non_null(strstr(error->message, "the table a or the view a"));
}

/* Lines of a script. */
static void test_collect(void **state GW_UNUSED)
{
	static const char script[] =
		"CREATE TABLE b;\n  -- godwit:rename a=b \r\n-- godwit:rename\n"
		"-- rename x=y\n-- godwit:rename b.x=y\n";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const struct gw_schema *schema = toy_schema(&arena, "table b;column b.x");
	struct gw_schema_renames renames = {0};

	assert_true(gw_schema_rename_collect(&arena, gw_view_of(script), &renames, &error));
	assert_int_equal(renames.list.n, 2);
	assert_string_equal(renames.list.items[0].from, "a");
	assert_string_equal(renames.list.items[0].to, "b");
	assert_true(renames.list.items[1].may_be_done);
	assert_false(gw_schema_rename_applies(schema, &renames.list.items[0]));
	assert_true(gw_schema_rename_applies(schema, &renames.list.items[1]));
	assert_false(
		gw_schema_rename_collect(&arena, GW_VIEW("-- godwit:rename a"), &renames, &error));
	assert_int_equal(error->code, GW_E_USAGE);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),   cmocka_unit_test(test_back),
		cmocka_unit_test(test_meaning), cmocka_unit_test(test_many),
		cmocka_unit_test(test_collect),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
