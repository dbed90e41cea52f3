/* Variables of the environment in a line, as goose expands them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "source/format_int.h"

static const char *find(const void *payload GW_UNUSED, const char *name)
{
	static const struct {
		const char *name;
		const char *value;
	} variables[] = {
		{"A", "one"},           {"B_2", "two"},  {"EMPTY", ""},
		{"HASH", "0123456789"}, {"AGAIN", "$A"},
	};

	for (size_t i = 0; i < GW_COUNT(variables); i++) {
		if (strcmp(variables[i].name, name) == 0)
			return variables[i].value;
	}
	return NULL;
}

static bool expand(struct gw_arena *arena, const char *text, struct gw_expansion *ret_expansion,
		   size_t *ret_offset, struct gw_error **err)
{
	static const struct gw_variables variables = {.find = find};
	GW_EXPANDER_AUTO struct gw_expander expander;

	gw_expander_begin(&expander, arena, gw_view_of(text));
	if (!gw_expand_variables(&expander, 0, strlen(text), &variables, ret_offset, err))
		return false;
	*ret_expansion = gw_expander_finish(&expander);
	return true;
}

static void expands_as_goose_does(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		const char *expanded;
	} cases[] = {
		{"", ""},
		{"plain \\n {} : -", "plain \\n {} : -"},
		{"$A ${A} x$A.y ${A}_z", "one one xone.y one_z"},
		{"$B_2$A $A-$A $A_$A", "twoone one-one one"},
		{"<$UNSET> <${UNSET}> <$EMPTY>", "<> <> <>"},
		/* once */
		{"$AGAIN", "$A"},
		/* defaults */
		{"${UNSET:-x} ${EMPTY:-x} ${A:-x}", "x x one"},
		{"${UNSET-x} ${EMPTY-x} ${A-x}", "x  one"},
		{"${UNSET:-} ${UNSET-}", " "},
		{"${UNSET:-a $A ${UNSET:-${B_2}} \\$A $$ b}", "a one two $A $ b"},
		{"${UNSET:--:{}}", "-:{}"},
		{"${A?must be set} ${EMPTY?must be set}", "one "},
		{"${A:-${UNSET?not asked}}", "one"},
		/* parts */
		{"${HASH:0} ${HASH:7} ${HASH: -3} ${HASH: +9}", "0123456789 789 789 9"},
		{"${HASH:10} ${HASH:99} ${HASH: -99}", "  0123456789"},
		{"${HASH:0:3} ${HASH:7:99} ${HASH:2:-3} ${HASH:2:0}", "012 789 23456 "},
		{"${HASH:0:-99} ${HASH:7:-7} ${UNSET:1:2}", "  "},
		/* no variables */
		{"$$A \\$A $${A} \\\\$A \\", "$A $A ${A} \\\\one \\"},
		{"$(now) $", "$(now) $"},
		{"AS $$", "AS $"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_expansion expansion;
		size_t offset;

		if (!expand(&arena, cases[i].text, &expansion, &offset, &error))
			fail_msg("%s: %s", cases[i].text, error->message);
		if (!gw_view_is(expansion.text, cases[i].expanded))
			fail_msg("%s: '%.*s' (expected '%s')", cases[i].text,
				 GW_VIEW_ARG(expansion.text), cases[i].expanded);
	}
}

static void refuses_what_goose_refuses(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		size_t offset;
		const char *message;
	} cases[] = {
		{"cost $1", 5, "name of a variable"},
		{"$_A", 0, "name of a variable"},
		{"$ A", 0, "name of a variable"},
		{"${}", 0, "name of a variable"},
		{"${1}", 0, "name of a variable"},
		{"$\xc3\xa9", 0, "name of a variable"},
		{"$A\xc3\xa9", 0, "name of a variable"},
		{"x ${A", 2, "no }"},
		{"${A+b}", 0, "not one that goose knows"},
		{"${A:-b", 0, "no }"},
		{"${A:1:2", 0, "no }"},
		{"${A:x}", 4, "a number"},
		{"${A:1:}", 6, "a number"},
		{"${A:-$1}", 5, "name of a variable"},
		{"a ${UNSET?}", 2, "$UNSET: not set"},
		{"a ${UNSET?say $A}", 2, "$UNSET: say one"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_expansion expansion;
		size_t offset = GW_NOWHERE;

		if (expand(&arena, cases[i].text, &expansion, &offset, &error))
			fail_msg("%s: expanded", cases[i].text);
		assert_int_equal(error->code, GW_E_PLACEHOLDER);
		if (strstr(error->message, cases[i].message) == NULL || offset != cases[i].offset)
			fail_msg("%s: \"%s\" at %zu", cases[i].text, error->message, offset);
	}
}

static void leads_back(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_expansion expansion;
	size_t offset;

	/*                          01234567890123456 */
	assert_true(expand(&arena, "a ${HASH} $$b oops", &expansion, &offset, &error));
	assert_true(gw_view_is(expansion.text, "a 0123456789 $b oops"));
	assert_int_equal(gw_expansion_origin(&expansion, 11), 2);
	assert_int_equal(gw_expansion_origin(&expansion, 13), 10);
	assert_int_equal(gw_expansion_origin(&expansion, 14), 12);
	assert_int_equal(gw_expansion_origin(&expansion, 16), 14);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(expands_as_goose_does),
		cmocka_unit_test(refuses_what_goose_refuses),
		cmocka_unit_test(leads_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
