/* Expanding ${name}, and finding the way back. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>
#include <string.h>

#include "sql/placeholder.h"

struct fixture {
	struct gw_arena arena;
	struct gw_map values;
};

static void put(struct fixture *fixture, const char *name, const char *value)
{
	gw_map_put(&fixture->arena, &fixture->values, gw_view_of(name),
		   gw_strdup(&fixture->arena, value));
}

static int set_up(void **state)
{
	static struct fixture fixture;

	fixture = (struct fixture){0};
	put(&fixture, "a", "A");
	put(&fixture, "empty", "");
	put(&fixture, "long", "0123456789");
	put(&fixture, "_x.y:z-1", "odd");
	put(&fixture, "quote", "it's \"a\" `b` \\ c");
	put(&fixture, "again", "${a}");
	*state = &fixture;
	return 0;
}

static int tear_down(void **state)
{
	struct fixture *fixture = *state;

	gw_arena_done(&fixture->arena);
	return 0;
}

struct expected {
	const char *text;
	const char *expanded;
};

static void check(struct fixture *fixture, const struct gw_dialect *dialect,
		  const struct expected *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_expansion expansion;
		size_t offset;

		if (!gw_expand(&fixture->arena, dialect, gw_view_of(cases[i].text),
			       &fixture->values, &expansion, &offset, &error))
			fail_msg("%s: %s", cases[i].text, error->message);
		if (!gw_view_is(expansion.text, cases[i].expanded))
			fail_msg("%s: '%.*s' (expected '%s')", cases[i].text,
				 GW_VIEW_ARG(expansion.text), cases[i].expanded);
	}
}

static void test_expand(void **state)
{
	static const struct expected cases[] = {
		{"", ""},
		{"no placeholder $ { } $1", "no placeholder $ { } $1"},
		{"${a}", "A"},
		{"${a}${a}x${a}", "AAxA"},
		{"t_${a}_${empty}.b${_x.y:z-1}", "t_A_.bodd"},
		{"'${a}' \"${a}\" E'\\'${a}'", "'A' \"A\" E'\\'A'"},
		{"$$ ${a} $x$ ${a}", "$$ A $x$ A"},
		{"$x$${a}$x$", "$x$A$x$"},
		/* values are not expanded again */
		{"${again}", "${a}"},
		/* comments */
		{"-- ${a} ${unset}\n${a}/* ${unset} /* ${a} */ */${a}",
		 "-- ${a} ${unset}\nA/* ${unset} /* ${a} */ */A"},
		{"'-- ${a}'", "'-- A'"},
		/* no placeholders */
		{"${}${1a}${a b}${-a}${a", "${}${1a}${a b}${-a}${a"},
		{"${a|upper}${a|literal ${a |ident}", "${a|upper}${a|literal ${a |ident}"},
		{"${", "${"},
		{"$", "$"},
		/* the sign itself */
		{"'$${a} $${unset} $${a|ident}'", "'${a} ${unset} ${a|ident}'"},
		{"'$$${a}$$'", "'$${a}$$'"},
		{"'$${a'", "'$${a'"},
		/* the tags of a body are no escapes */
		{"SELECT $${a}$$::text[], $$${a}$$", "SELECT $${a}$$::text[], $$A$$"},
		{"$$x$${a} $$x$$${a}", "$$x$${a} $$x$$A"},
		/* quoting */
		{"${quote|literal}", "'it''s \"a\" `b` \\ c'"},
		{"${quote|ident}", "\"it's \"\"a\"\" `b` \\ c\""},
		{"${empty|literal}", "''"},
	};

	check(*state, &gw_dialect_postgres, cases, GW_COUNT(cases));
}

static void test_dialects(void **state)
{
	static const struct expected mysql[] = {
		{"${quote|literal}", "'it''s \"a\" `b` \\\\ c'"},
		{"${quote|ident}", "`it's \"a\" ``b`` \\ c`"},
		{"# ${unset}\n/* ${unset} */ /*!40000 ${a} */ --${a}",
		 "# ${unset}\n/* ${unset} */ /*!40000 A */ --A"},
		{"SELECT 'a\\' -- ${a}'", "SELECT 'a\\' -- A'"},
		{"$${a}", "${a}"},
	};
	static const struct expected sqlite[] = {
		{"${quote|literal} ${quote|ident}",
		 "'it''s \"a\" `b` \\ c' \"it's \"\"a\"\" `b` \\ c\""},
		{"SELECT '\\' -- ${unset}", "SELECT '\\' -- ${unset}"},
	};

	check(*state, &gw_dialect_mysql, mysql, GW_COUNT(mysql));
	check(*state, &gw_dialect_sqlite, sqlite, GW_COUNT(sqlite));
}

static void test_unset(void **state)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *name;
	} cases[] = {
		{"${unset}", 0, "${unset}"},
		{"x ${a} '${un.set|literal}'", 8, "${un.set}"},
		{"-- ${unset}\n ${A}", 13, "${A}"},
	};
	struct fixture *fixture = *state;

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_expansion expansion;
		size_t offset = 0;

		assert_false(gw_expand(&fixture->arena, &gw_dialect_postgres,
				       gw_view_of(cases[i].text), &fixture->values, &expansion,
				       &offset, &error));
		assert_int_equal(error->code, GW_E_PLACEHOLDER);
		assert_non_null(strstr(error->message, cases[i].name));
		assert_int_equal(offset, cases[i].offset);
	}
}

/* Nothing to replace: no copy, and every offset is its own origin. */
static void test_untouched_text(void **state)
{
	struct fixture *fixture = *state;
	struct gw_view text = GW_VIEW("SELECT '${' -- ${a}");
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_expansion expansion;
	size_t offset;

	assert_true(gw_expand(&fixture->arena, &gw_dialect_postgres, text, &fixture->values,
			      &expansion, &offset, &error));
	assert_ptr_equal(expansion.text.p, text.p);
	assert_int_equal(expansion.origins.n, 0);
	assert_int_equal(gw_expansion_origin(&expansion, 7), 7);
}

static void test_origins(void **state)
{
	/*                          0         1         2
	 *                          012345678901234567890123456789 */
	struct gw_view text = GW_VIEW("a ${long} b ${empty}c '$${a}'");
	static const struct {
		size_t offset, origin;
	} cases[] = {
		{0, 0}, /* a */
		{2, 2}, /* first of the value */
		{11, 2}, /* last of the value */
		{12, 9}, /* the blank after it */
		{13, 10}, /* b */
		{15, 20}, /* c, after a value without text */
		{17, 22}, /* the quote */
		{18, 24}, /* $ of the escaped sign: the first one went */
		{21, 27}, /* its brace */
		{22, 28}, /* the last quote */
		{23, 29}, /* the end */
	};
	struct fixture *fixture = *state;
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_expansion expansion;
	size_t offset;

	assert_true(gw_expand(&fixture->arena, &gw_dialect_postgres, text, &fixture->values,
			      &expansion, &offset, &error));
	assert_true(gw_view_is(expansion.text, "a 0123456789 b c '${a}'"));
	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_int_equal(gw_expansion_origin(&expansion, cases[i].offset), cases[i].origin);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_expand, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_dialects, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_unset, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_untouched_text, set_up, tear_down),
		cmocka_unit_test_setup_teardown(test_origins, set_up, tear_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
