/*
 * Protected environments: without a terminal only the right name opens them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

#include "cli/cli.h"
#include "ui/ui.h"

static void test_names(void **state)
{
	static const struct {
		const char *protected;
		const char *environment;
		const char *database;
		const char *yes;
		bool ok;
		const char *hint; /* a part of it */
	} cases[] = {
		{"false", "prod", NULL, NULL, true, NULL},
		{"false", "prod", NULL, "wrong", true, NULL},
		{"true", "prod", NULL, NULL, false, "`--yes-i-mean prod`"},
		{"true", "prod", NULL, "prod", true, NULL},
		{"true", "prod", NULL, "Prod", false, NULL},
		{"true", "prod", NULL, "", false, NULL},
		{"true", "prod", "app", "app", false, NULL},
		{"true", NULL, "app", "app", true, NULL},
		{"true", NULL, "app", NULL, false, "`--yes-i-mean app`"},
		{"true", NULL, NULL, NULL, false, "`--yes-i-mean default`"},
	};

	(void)state;
	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_config config = {.environment = cases[i].environment};
		struct ui ui = {.sys = &gw_system_default};
		struct cli cli = {.arena = &arena, .config = &config, .ui = &ui};

		config.settings[GW_KEY_PROTECTED].text = cases[i].protected;
		cli.session.url.database = cases[i].database;
		cli.yes_i_mean = cases[i].yes;
		assert_int_equal(cli_confirm(&cli, "down", &error), cases[i].ok);
		if (cases[i].ok)
			continue;
		assert_int_equal(error->code, GW_E_PROTECTED);
		if (cases[i].hint != NULL)
			assert_non_null(strstr(error->hint, cases[i].hint));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
