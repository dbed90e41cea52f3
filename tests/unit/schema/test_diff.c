/* Comparing and ordering, on an engine that does not exist. */
#include "toy.h"

/* The statements of a script, with "; " in between. */
static const char *texts_of(struct gw_arena *arena, const struct gw_schema_script *script)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < script->statements.n; i++)
		gw_str_printf(&str, "%s%.*s", i != 0 ? "; " : "",
			      GW_VIEW_ARG(script->statements.items[i].sql));
	return gw_str_take(&str, arena);
}

static const char *script_of(struct gw_arena *arena, const char *old, const char *new)
{
	struct gw_schema_changes changes;
	struct gw_schema_script script;

	gw_schema_diff(arena, toy_schema(arena, old), toy_schema(arena, new), &changes);
	gw_schema_write(arena, &changes, &script);
	return texts_of(arena, &script);
}

static void add_text(void *str, const struct gw_schema_statement *statement)
{
	struct gw_str *to = str;

	gw_str_puts(to, to->n != 0 ? "; " : "");
	gw_str_add(to, statement->sql);
}

/* From nothing, told as it is written. */
static const char *script_apart(struct gw_arena *arena, const char *new)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_schema_changes changes;

	gw_schema_create_all(arena, toy_schema(arena, ""), toy_schema(arena, new), &changes);
	gw_schema_write_apart(arena, &changes, add_text, &str);
	return gw_str_take(&str, arena);
}

struct diff_case {
	const char *old, *new, *script;
};

static void check_cases(const struct diff_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const char *script = script_of(&arena, cases[i].old, cases[i].new);

		if (strcmp(script, cases[i].script) != 0)
			fail_msg("'%s' to '%s':\n%s\nnot\n%s", cases[i].old, cases[i].new, script,
				 cases[i].script);
	}
}

static void test_changes(void **state GW_UNUSED)
{
	static const struct diff_case cases[] = {
		{"", "", ""},
		{"table a;column a.x=int", "table a;column a.x=int", ""},
		{"", "table a;column a.x;index a.i", "create table a; create index a.i"},
		{"table a;column a.x;index a.i", "", "drop table a"},
		{"table a", "table a;column a.x", "create column a.x"},
		{"table a;column a.x", "table a", "drop column a.x"},
		{"table a;column a.x=int", "table a;column a.x=text", "alter column a.x"},
		{"table a;column a.x=int", "table a;column a.x", "alter column a.x"},
		{"note n=1", "note n=2", "alter note n"},
		{"view v=1", "view v=2", "drop view v; create view v"},
		{"table a;fact a.f=1", "table a;fact a.f=2", ""},
		{"", "table a;fact a.f=2", "create table a"},
	};

	check_cases(cases, GW_COUNT(cases));
}

/* What needs something that goes, or changes, is out of the way meanwhile. */
static void test_goes_along(void **state GW_UNUSED)
{
	static const struct diff_case cases[] = {
		{"table a;column a.x=int;view v>a.x", "table a;column a.x=text;view v>a.x",
		 "drop view v; alter column a.x; create view v"},
		{"table a;column a.x=int;view v>a.x;view w>v",
		 "table a;column a.x=text;view v>a.x;view w>v",
		 "drop view w; drop view v; alter column a.x; create view v; create view w"},
		{"table a;column a.x=int;view v>>a.x", "table a;column a.x=text;view v>>a.x",
		 "alter column a.x"},
		{"view v=1;index v.i;note n>v.i", "view v=2;index v.i;note n>v.i",
		 "drop note n; drop view v; create view v; create index v.i; create note n"},
		/* What holds rows is told, and stays. */
		{"view v=1;table a;column a.x=int>v", "view v=2;table a;column a.x=int>v",
		 "drop view v; create view v; alter column a.x"},
		/* What a column has, but need not have meanwhile. */
		{"view f=1;table a;column a.x;default a.x.d>f",
		 "view f=2;table a;column a.x;default a.x.d>f",
		 "drop default a.x.d; drop view f; create view f; create default a.x.d"},
		{"table a;column a.x=1;default a.x.d>a.x", "table a;column a.x=2;default a.x.d>a.x",
		 "drop default a.x.d; alter column a.x; create default a.x.d"},
		{"", "view f;table a;column a.x;default a.x.d>f", "create view f; create table a"},
		{"table a;column a.x;default a.x.d", "table a", "drop column a.x"},
		/* What is only in one of them does not come back. */
		{"table a;column a.x=int;view v>a.x", "table a;column a.x=text",
		 "drop view v; alter column a.x"},
	};

	check_cases(cases, GW_COUNT(cases));
}

static void test_order(void **state GW_UNUSED)
{
	static const struct diff_case cases[] = {
		/* By need, not by name. */
		{"", "view a>b;view b>c;table c", "create table c; create view b; create view a"},
		{"view a>b;view b>c;table c", "", "drop view a; drop view b; drop table c"},
		{"", "table b;table a", "create table a; create table b"},
		/* A table's own things stand with it. */
		{"", "table a;index a.i;table b;index b.i",
		 "create table a; create index a.i; create table b; create index b.i"},
		/* Keys come once all tables are there, and go before any does. */
		{"", "table a;key a.k>b;table b;key b.k>a",
		 "create table a; create table b; create key b.k; create key a.k"},
		{"table a;key a.k>b;table b;key b.k>a", "",
		 "drop key a.k; drop key b.k; drop table b; drop table a"},
		/* A part lends its needs to what it is created with. */
		{"", "table a;column a.x>z;note z", "create note z; create table a"},
		{"table a;column a.x>z;note z", "table a;column a.x", "drop note z"},
		{"table a;column a.x=1>z;note z", "table a;column a.x=2",
		 "alter column a.x; drop note z"},
		{"table a;column a.x=1", "table a;column a.x=2>z;note z",
		 "create note z; alter column a.x"},
		/* Rows go last. */
		{"table a;view v", "table b", "drop view v; create table b; drop table a"},
		/* A name that changes hands takes along what stays the same. */
		{"table a;view v>a", "view a;view v>a",
		 "drop view v; create view a; create view v; drop table a"},
		/* Rings: a soft need gives way. */
		{"", "note a>>b;note b>a", "create note a; create note b"},
		{"", "note b>>a;note a>b", "create note b; create note a"},
	};

	check_cases(cases, GW_COUNT(cases));
}

static void test_rings(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_schema_changes changes;
	struct gw_schema_steps steps;

	gw_schema_diff(&arena, toy_schema(&arena, ""), toy_schema(&arena, "note a>b;note b>a"),
		       &changes);
	gw_schema_order(&arena, &changes, &steps);
	assert_int_equal(steps.list.n, 2);
	assert_int_equal(steps.rings, 1);
	/* What only waits for one is in no ring, and is not taken for it. */
	assert_string_equal(script_of(&arena, "", "note a>c;note c>d;note d>c"),
			    "create note c; create note a; create note d");
}

static void test_spaces(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	static const struct gw_schema_kind one = {
		.name = "one", .rank = 1, .space = "s", .create = toy_create, .drop = toy_drop};
	static const struct gw_schema_kind two = {.name = "two",
						  .rank = 2,
						  .space = "s",
						  .flags = GW_KIND_KEEPS_DATA,
						  .create = toy_create,
						  .drop = toy_drop};
	const struct gw_schema_identity identity = {.schema = "app", .name = "x"};
	struct gw_schema old, new;
	struct gw_schema_changes changes;
	struct gw_schema_script script;

	gw_schema_init(&old, &arena, &toy_dialect);
	gw_schema_init(&new, &arena, &toy_dialect);
	gw_schema_add(&old, &two, &identity);
	gw_schema_add(&new, &one, &identity);
	gw_schema_diff(&arena, &old, &new, &changes);
	gw_schema_write(&arena, &changes, &script);
	assert_string_equal(texts_of(&arena, &script), "drop two app.x; create one app.x");
}

/* Random schemas: the same one gives nothing, and every step finds what it needs. */
static const char *random_schema(struct gw_arena *arena, unsigned *seed)
{
	GW_STR_AUTO struct gw_str str = {0};
	unsigned n = 3 + (*seed = *seed * 1103515245 + 12345) / 65536 % 8;

	for (unsigned i = 0; i < n; i++) {
		unsigned dice = (*seed = *seed * 1103515245 + 12345) / 65536;

		gw_str_printf(&str, "%snote n%u=%u", i != 0 ? ";" : "", i, dice % 3);
		if (i > 0 && dice % 2 != 0)
			gw_str_printf(&str, ">n%u", dice / 8 % i);
	}
	return gw_str_take(&str, arena);
}

static void check_needs_met(const struct gw_schema_steps *steps)
{
	for (size_t i = 0; i < steps->list.n; i++) {
		const struct gw_schema_step *step = &steps->list.items[i];

		for (size_t j = i + 1; step->kind == GW_SCHEMA_CREATE && j < steps->list.n; j++) {
			const struct gw_schema_step *later = &steps->list.items[j];

			for (size_t k = 0; k < step->object->needs.n; k++)
				assert_false(later->kind == GW_SCHEMA_CREATE &&
					     later->object == step->object->needs.items[k].object);
		}
	}
}

/* What is created as a whole is so in the same way, whether each part of it has a change or none. */
static void test_from_nothing(void **state GW_UNUSED)
{
	static const char *const schemas[] = {
		"",
		"table a;column a.x=int;index a.i>a.x",
		"view v>a.x;table a;column a.x;default a.x.d>f;note f",
		"table b;column b.x;key b.k>a.x,b.x;table a;column a.x;fact a.f;column a.f.y",
		"table a>b;column a.x>b.x;table b;column b.x>a",
	};
	unsigned seed = 11;

	for (size_t i = 0; i < GW_COUNT(schemas) + 200; i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const char *schema = i < GW_COUNT(schemas) ? schemas[i]
							   : random_schema(&arena, &seed);

		assert_string_equal(script_apart(&arena, schema), script_of(&arena, "", schema));
	}
}

static void test_random(void **state GW_UNUSED)
{
	unsigned seed = 7;

	for (size_t i = 0; i < 200; i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		const char *old = random_schema(&arena, &seed);
		const char *new = random_schema(&arena, &seed);
		struct gw_schema_changes changes;
		struct gw_schema_steps steps;

		assert_string_equal(script_of(&arena, old, old), "");
		gw_schema_diff(&arena, toy_schema(&arena, old), toy_schema(&arena, new), &changes);
		gw_schema_order(&arena, &changes, &steps);
		assert_int_equal(steps.rings, 0);
		check_needs_met(&steps);
	}
}

static void test_likenesses(void **state GW_UNUSED)
{
	static const struct {
		const char *old, *new;
		size_t n;
	} cases[] = {
		{"table a;column a.x=int", "table b;column b.x=int", 1},
		{"table a;column a.x=int", "table b;column b.y=int", 0},
		{"table a;column a.x=int", "table a;column a.y=int", 1},
		{"table a;column a.x=int", "table a;column a.y=text", 0},
		{"table a;column a.x=int;table b", "table a;table b;column b.x=int", 0},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_schema_changes changes;
		struct gw_schema_likenesses found;

		gw_schema_diff(&arena, toy_schema(&arena, cases[i].old),
			       toy_schema(&arena, cases[i].new), &changes);
		gw_schema_find_renamed(&changes, &found);
		assert_int_equal(found.list.n, cases[i].n);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_changes),    cmocka_unit_test(test_goes_along),
		cmocka_unit_test(test_order),      cmocka_unit_test(test_rings),
		cmocka_unit_test(test_spaces),     cmocka_unit_test(test_random),
		cmocka_unit_test(test_likenesses), cmocka_unit_test(test_from_nothing),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
