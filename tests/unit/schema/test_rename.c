/* Renames: as people write them, what they mean, and their way back. */
#include "toy.h"

#include "schema/rename.h"

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
		{{"a", "b"}, {"b", "a"}},
		{{"a.x", "y"}, {"a.y", "x"}},
		{{"a.x", "a.y"}, {"a.y", "x"}},
		{{"s.a.x", "y"}, {"s.a.y", "x"}},
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
		{{"b", "c"}, "rename b c", NULL},
		{{"a.x", "z"}, "rename x z", NULL},
		{{"a.x", "a.z"}, "rename x z", NULL},
		{{"x", "z"}, NULL, "there is no 'x'"},
		{{"c.x", "z"}, NULL, "there is no 'c.x'"},
		{{"nothing", "z"}, NULL, "there is no 'nothing'"},
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
	const struct gw_schema_rename rename = {"a", "b"};
	struct gw_schema_script script;

	gw_schema_script_init(&script, &arena, &toy_dialect);
	assert_false(
		gw_schema_rename(toy_schema(&arena, "table a;view a"), &rename, &script, &error));
	assert_non_null(strstr(error->message, "the table a or the view a"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parse),
		cmocka_unit_test(test_back),
		cmocka_unit_test(test_meaning),
		cmocka_unit_test(test_many),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
