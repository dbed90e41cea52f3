/*
 * URL parameters by table: spellings, unknown names, refused values.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "engine/parameter.h"

struct taken {
	const char *mode;
	size_t times;
};

static bool take_mode(void *payload, const char *value, struct gw_error **err)
{
	struct taken *taken = payload;

	if (strcmp(value, "bad") == 0)
		return gw_fail(err, GW_E_URL, "bad mode");
	taken->mode = value;
	taken->times++;
	return true;
}

static const struct gw_parameter table[] = {{"sslmode", take_mode}, {"charset", NULL}};

/* Takes up to two parameters of a URL. */
static bool take(struct taken *taken, const struct gw_url_parameter *given, size_t n,
		 struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_url url = {.engine = "mysql"};

	for (size_t i = 0; i < n; i++)
		gw_vec_push(&arena, &url.parameters, given[i]);
	return gw_parameters_take(&url, table, GW_COUNT(table), taken, err);
}

static void test_spellings(void **state GW_UNUSED)
{
	static const char *const names[] = {"sslmode", "ssl-mode", "ssl_mode", "sslMode",
					    "SSL_MODE"};

	for (size_t i = 0; i < GW_COUNT(names); i++) {
		const struct gw_url_parameter given = {names[i], "x"};
		GW_ERROR_AUTO struct gw_error *err = NULL;
		struct taken taken = {0};

		assert_true(take(&taken, &given, 1, &err));
		assert_string_equal(taken.mode, "x");
	}
}

static void test_passed_over(void **state GW_UNUSED)
{
	const struct gw_url_parameter given[] = {{"x-migrations-table", "m"},
						 {"charset", "latin1"}};
	GW_ERROR_AUTO struct gw_error *err = NULL;
	struct taken taken = {0};

	assert_true(take(&taken, given, GW_COUNT(given), &err));
	assert_int_equal(taken.times, 0);
	assert_true(take(&taken, NULL, 0, &err));
}

static void test_in_order(void **state GW_UNUSED)
{
	const struct gw_url_parameter given[] = {{"sslmode", "first"}, {"ssl-mode", "last"}};
	GW_ERROR_AUTO struct gw_error *err = NULL;
	struct taken taken = {0};

	assert_true(take(&taken, given, GW_COUNT(given), &err));
	assert_int_equal(taken.times, 2);
	assert_string_equal(taken.mode, "last");
}

static void test_refused(void **state GW_UNUSED)
{
	static const struct {
		struct gw_url_parameter given;
		const char *words;
	} cases[] = {
		{{"sslmod", "x"}, "'sslmod'"}, {{"sslmodes", "x"}, "'sslmodes'"}, {{"", "x"}, "''"},
		{{"-", "x"}, "'-'"},           {{"sslmode", "bad"}, "bad mode"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ERROR_AUTO struct gw_error *err = NULL;
		struct taken taken = {0};

		assert_false(take(&taken, &cases[i].given, 1, &err));
		assert_int_equal(err->code, GW_E_URL);
		assert_non_null(strstr(err->message, cases[i].words));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_spellings),
		cmocka_unit_test(test_passed_over),
		cmocka_unit_test(test_in_order),
		cmocka_unit_test(test_refused),
	};

	return cmocka_run_group_tests_name("engine/parameter", tests, NULL, NULL);
}
