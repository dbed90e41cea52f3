/* The survey: what is known of each script before anything runs. */
#include "plan_case.h"

static const struct gw_caps with_transactions = {.transactional_ddl = true};
static const struct gw_caps without;

struct survey_case {
	struct double_file now[MAX_FILES];
	const char *journal;
	const struct gw_caps *caps;
	enum gw_run_mode mode;
	const char *expected; /* for each step: atomic or segments; or the error */
	unsigned line; /* of the error's place */
};

static const char *describe(struct gw_arena *arena, const struct gw_plan *plan)
{
	static const char *const kinds[] = {"together", "alone", "span"};
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < plan->steps.n; i++) {
		const struct gw_step *step = &plan->steps.items[i];

		gw_str_printf(&str, "%s%s:", separator(&str), step->key);
		if (step->atomic)
			gw_str_puts(&str, " atomic");
		for (size_t k = 0; !step->atomic && k < step->facts.segments.n; k++)
			gw_str_printf(&str, " %s", kinds[step->facts.segments.items[k].kind]);
	}
	return gw_str_take(&str, arena);
}

static void check(const struct survey_case *c, bool pooled)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = load_files(&arena, c->now);
	struct gw_history *history = past_history(&arena, NULL, "",
						  c->journal != NULL ? c->journal : "");
	const struct gw_plan_request request = {.goal = GW_GOAL_UP};
	const struct gw_survey_request survey = {
		.caps = c->caps, .mode = c->mode, .pooled = pooled};
	struct gw_plan plan;
	const char *text;

	assert_true(gw_plan_make(&arena, source, history, &request, &plan, &error));
	text = gw_plan_survey(&arena, history, &survey, &plan, &error)
		       ? describe(&arena, &plan)
		       : gw_code_info(error->code)->slug;
	if (strcmp(text, c->expected) != 0)
		fail_msg("%s: '%s', expected '%s'", c->now[0].text, text, c->expected);
	if (error == NULL)
		return;
	assert_int_equal(error->location.line, c->line);
	assert_int_equal(error->state, GW_STATE_UNTOUCHED);
}

#define OFF(n)                                                       \
	{                                                            \
		n "_m.sql", "-- godwit:up transaction=off\n" TEXT(n) \
	}
#define VACUUM(n)                                         \
	{                                                 \
		n "_m.sql", TEXT(n) "VACUUM;\n" TEXT("x") \
	}

static void test_segments(void **state GW_UNUSED)
{
	static const struct survey_case cases[] = {
		{{PLAIN("1"), PLAIN("2")},
		 NULL,
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "1: atomic; 2: atomic",
		 0},
		{{{"1.sql", ""}}, NULL, &with_transactions, GW_MODE_MIGRATION, "1: atomic", 0},
		{{VACUUM("1")},
		 NULL,
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "1: together alone together",
		 0},
		{{OFF("1"), PLAIN("2")},
		 NULL,
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "1: alone; 2: atomic",
		 0},
		{{PLAIN("1")}, NULL, &with_transactions, GW_MODE_OFF, "1: alone", 0},
		{{PLAIN("1")}, NULL, &without, GW_MODE_MIGRATION, "1: together", 0},
		/* what was begun is finished in the same way */
		{{PLAIN("1")},
		 "1 up done 0",
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "1: together",
		 0},
		{{PLAIN("1")},
		 "1 up intent 0",
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "1: together",
		 0},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		check(&cases[i], false);
}

static void test_one_transaction(void **state GW_UNUSED)
{
	static const struct survey_case cases[] = {
		{{PLAIN("1"), PLAIN("2")},
		 NULL,
		 &with_transactions,
		 GW_MODE_RUN,
		 "1: atomic; 2: atomic",
		 0},
		{{PLAIN("1"), VACUUM("2")}, NULL, &with_transactions, GW_MODE_RUN, "sql", 2},
		{{OFF("1")}, NULL, &with_transactions, GW_MODE_RUN, "sql", 2},
		{{PLAIN("1")}, "1 up done 0", &with_transactions, GW_MODE_RUN, "sql", 0},
		{{PLAIN("1"), PLAIN("2")}, NULL, &without, GW_MODE_RUN, "unsupported", 0},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		check(&cases[i], false);
}

static void test_pooled(void **state GW_UNUSED)
{
	static const struct survey_case cases[] = {
		{{PLAIN("1"), PLAIN("2")},
		 NULL,
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "1: atomic; 2: atomic",
		 0},
		{{PLAIN("1"), VACUUM("2")},
		 NULL,
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "unsupported",
		 2},
		{{OFF("1")}, NULL, &with_transactions, GW_MODE_MIGRATION, "unsupported", 2},
		{{PLAIN("1")}, NULL, &with_transactions, GW_MODE_OFF, "unsupported", 1},
		{{{"1.sql", "BEGIN;\nSELECT 1;\nCOMMIT;\nSELECT 2;\n"}},
		 NULL,
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "unsupported",
		 4},
		{{PLAIN("1")},
		 "1 up done 0",
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "unsupported",
		 1},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		check(&cases[i], true);
}

/* Mistakes come out before anything runs, with their place. */
static void test_mistakes(void **state GW_UNUSED)
{
	static const struct survey_case cases[] = {
		{{PLAIN("1"), {"2.sql", "SELECT 1;\nSELECT 'x\n"}},
		 NULL,
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "sql",
		 2},
		{{{"1.sql", "SELECT 1;\n\nBEGIN;\nSELECT 2;\n"}},
		 NULL,
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "sql",
		 3},
		{{{"1.sql", "-- godwit:up placeholders=on\nSELECT\n${x};\n"}},
		 NULL,
		 &with_transactions,
		 GW_MODE_MIGRATION,
		 "placeholder",
		 3},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		check(&cases[i], false);
}

static void test_placeholders(void **state GW_UNUSED)
{
	static const struct double_file files[MAX_FILES] = {{"1.sql", "SELECT 1; ${more}\n"}};
	static char more[] = "VACUUM; SELECT 2;";
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = load_files(&arena, files);
	struct gw_history *history = past_history(&arena, NULL, "", "");
	const struct gw_plan_request request = {.goal = GW_GOAL_UP};
	struct gw_map placeholders = {0};
	struct gw_survey_request survey = {.caps = &with_transactions};
	struct gw_plan plan;

	gw_map_put(&arena, &placeholders, GW_VIEW("more"), more);
	survey.placeholders = &placeholders;
	assert_true(gw_plan_make(&arena, source, history, &request, &plan, &error));
	assert_true(gw_plan_survey(&arena, history, &survey, &plan, &error));
	assert_string_equal(describe(&arena, &plan), "1: together alone together");
	assert_int_equal(plan.steps.items[0].facts.statements, 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_segments),     cmocka_unit_test(test_one_transaction),
		cmocka_unit_test(test_pooled),       cmocka_unit_test(test_mistakes),
		cmocka_unit_test(test_placeholders),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
