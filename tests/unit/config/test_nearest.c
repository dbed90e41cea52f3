/* "Did you mean". */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

#include "config/config.h"

static const char *const names[] = {"lock_wait", "lock_timeout", "statement_timeout", "url",
				    "dir",       "up",           "postgres"};

static void test_nearest(void **state GW_UNUSED)
{
	static const struct {
		const char *word;
		const char *nearest;
	} cases[] = {
		{"lock_wait", "lock_wait"},
		{"lock-wait", "lock_wait"},
		{"lock_wiat", "lock_wait"},
		{"lockwait", "lock_wait"},
		{"LOCK_TIMEOUT", "lock_timeout"},
		{"statement_timout", "statement_timeout"},
		{"statement", "statement_timeout"},
		{"post", "postgres"},
		{"urll", "url"},
		{"ulr", "url"},
		{"pu", "up"},
		{"ab", NULL},
		{"x", NULL},
		{"", NULL},
		{"oracle", NULL},
		{"provision", NULL},
		{"xyz", NULL},
		{"a-word-that-is-much-longer-than-any-name-of-a-setting-can-be", NULL},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const char *nearest = gw_nearest(gw_view_of(cases[i].word), names, GW_COUNT(names));

		if (nearest == NULL || cases[i].nearest == NULL)
			assert_ptr_equal(nearest, cases[i].nearest);
		else
			assert_string_equal(nearest, cases[i].nearest);
	}
	assert_null(gw_nearest(GW_VIEW("url"), NULL, 0));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_nearest),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
