/* The picture: files and history side by side. */
#include "plan_case.h"

static const char *picture_text(struct gw_arena *arena, const struct gw_picture *picture)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < picture->entries.n; i++) {
		const struct gw_entry *entry = &picture->entries.items[i];

		gw_str_printf(&str, "%s%s %s%s", separator(&str), gw_entry_key(entry),
			      gw_status_name(entry->status),
			      entry->baselined ? " (baselined)" : "");
	}
	return gw_str_take(&str, arena);
}

static void check_counts(const struct gw_picture *picture)
{
	size_t counts[GW_STATUS_COUNT] = {0};

	for (size_t i = 0; i < picture->entries.n; i++)
		counts[picture->entries.items[i].status]++;
	assert_memory_equal(counts, picture->counts, sizeof(counts));
	assert_int_equal(gw_picture_pending(picture), counts[GW_STATUS_PENDING] +
							      counts[GW_STATUS_OUT_OF_ORDER] +
							      counts[GW_STATUS_UNFINISHED]);
}

static void make(struct gw_arena *arena, const struct plan_case *c, struct gw_picture *ret_picture)
{
	const struct gw_picture_request request = {.environment = c->request.environment};
	GW_ERROR_AUTO struct gw_error *error = NULL;

	if (!gw_picture_make(arena, load_files(arena, c->now), case_history(arena, c), &request,
			     ret_picture, &error))
		fail_msg("%s", error->message);
}

static void check(const struct plan_case *cases, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_picture picture;
		const char *text;

		make(&arena, &cases[i], &picture);
		text = picture_text(&arena, &picture);
		if (strcmp(text, cases[i].expected) != 0)
			fail_msg("case %zu: '%s', expected '%s'", i, text, cases[i].expected);
		check_counts(&picture);
	}
}

static void test_order(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"", {{0}}, {{0}}, NULL, NULL, {0}},
		{"2 pending; 10 pending; R__v pending",
		 {PLAIN("10"), VIEW("1"), PLAIN("2")},
		 {{0}},
		 NULL,
		 NULL,
		 {0}},
		{"1 applied; 2 applied; 3 pending",
		 {PLAIN("1"), PLAIN("2"), PLAIN("3")},
		 {{0}},
		 "applied 1; applied 2",
		 NULL,
		 {0}},
		/* what has no file stands where its version belongs */
		{"1 missing; 2 applied; 3 missing; 4 applied; 5 future; R__v applied; R__w missing",
		 {PLAIN("2"), PLAIN("4"), VIEW("1")},
		 {VIEW("1")},
		 "applied 5; applied 3; applied 1; applied 2; applied 4; applied R__v; applied "
		 "R__w",
		 NULL,
		 {0}},
		{"1 future; 2 future", {{0}}, {{0}}, "applied 2; applied 1", NULL, {0}},
		{"1 missing; 9 pending", {PLAIN("9")}, {{0}}, "applied 1", NULL, {0}},
	};

	check(cases, GW_COUNT(cases));
}

static void test_changes(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"1 edited", {EDITED("1")}, {PLAIN("1")}, "applied 1", NULL, {0}},
		{"1 cosmetic", {COMMENTED("1")}, {PLAIN("1")}, "applied 1", NULL, {0}},
		{"1 applied",
		 {{"1_m.sql", "CREATE TABLE t1 (a);\r\n"}},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {0}},
		{"1 applied",
		 {{"1_m.sql", "\xef\xbb\xbf" TEXT("1")}},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {0}},
		/* down: changed, added, removed */
		{"1 down-edited",
		 {{"1_m.sql", "-- godwit:up\n" TEXT("1") "-- godwit:down\n"}},
		 {BOTH("1")},
		 "applied 1",
		 NULL,
		 {0}},
		{"1 down-edited",
		 {BOTH("1")},
		 {{"1_m.sql", "-- godwit:up\n" TEXT("1")}},
		 "applied 1",
		 NULL,
		 {0}},
		{"1 down-edited",
		 {{"1_m.sql", "-- godwit:up\n" TEXT("1")}},
		 {BOTH("1")},
		 "applied 1",
		 NULL,
		 {0}},
		/* the options of a marker are no part of the script */
		{"1 cosmetic",
		 {{"1_m.sql", "-- godwit:up lock_timeout=2s\n" TEXT("1") DOWN("1")}},
		 {BOTH("1")},
		 "applied 1",
		 NULL,
		 {0}},
		/* both changed: the worse of them */
		{"1 edited",
		 {{"1_m.sql", "-- godwit:up\nDROP TABLE x;\n-- godwit:down\n"}},
		 {BOTH("1")},
		 "applied 1",
		 NULL,
		 {0}},
		{"1 renamed", {{"1_other.sql", TEXT("1")}}, {PLAIN("1")}, "applied 1", NULL, {0}},
		{"1 collided",
		 {{"1_other.sql", "DROP TABLE x;\n"}},
		 {PLAIN("1")},
		 "applied 1",
		 NULL,
		 {0}},
		/* nobody knows what the text was */
		{"1 applied", {EDITED("1")}, {PLAIN("1")}, "adopted 1 bare", NULL, {0}},
		{"1 applied",
		 {EDITED("1")},
		 {EDITED("1")},
		 "applied 1 bare; accepted 1",
		 NULL,
		 {0}},
		{"1 missing; 2 renumbered; 3 pending",
		 {{"3_m.sql", TEXT("2")}},
		 {PLAIN("1"), PLAIN("2")},
		 "applied 1; applied 2",
		 NULL,
		 {0}},
		/* all moved by one, and another is at the first one's place */
		{"1 collided; 2 collided; 3 pending",
		 {{"1_new.sql", TEXT("9")}, {"2_one.sql", TEXT("1")}, {"3_two.sql", TEXT("2")}},
		 {{"1_one.sql", TEXT("1")}, {"2_two.sql", TEXT("2")}},
		 "applied 1; applied 2",
		 NULL,
		 {0}},
		{"1 collided; 2 renumbered; 3 pending",
		 {{"1_two.sql", TEXT("2")}, PLAIN("3")},
		 {PLAIN("1"), {"2_two.sql", TEXT("2")}},
		 "applied 1; applied 2",
		 NULL,
		 {0}},
		/* two files without text are not the same one */
		{"1 missing; 2 pending",
		 {{"2_m.sql", ""}},
		 {{"1_m.sql", ""}},
		 "applied 1",
		 NULL,
		 {0}},
		{"1 pending", {PLAIN("1")}, {{0}}, "applied 1; reverted 1", NULL, {0}},
	};

	check(cases, GW_COUNT(cases));
}

static void test_out_of_order(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"1 out-of-order; 2 applied; 3 pending",
		 {PLAIN("1"), PLAIN("2"), PLAIN("3")},
		 {{0}},
		 "applied 2",
		 NULL,
		 {0}},
		{"1 out-of-order; 9 future", {PLAIN("1")}, {{0}}, "applied 9", NULL, {0}},
		{"1 out-of-order; 2 applied",
		 {PLAIN("1"), PLAIN("2")},
		 {{0}},
		 "applied 1; applied 2; reverted 1",
		 NULL,
		 {0}},
		/* repeatables are in no order */
		{"1 applied; R__v pending", {PLAIN("1"), VIEW("1")}, {{0}}, "applied 1", NULL, {0}},
		{"1 pending; R__v applied",
		 {PLAIN("1"), VIEW("1")},
		 {{0}},
		 "applied R__v",
		 NULL,
		 {0}},
	};

	check(cases, GW_COUNT(cases));
}

static void test_repeatables(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"R__v applied", {VIEW("1")}, {{0}}, "applied R__v", NULL, {0}},
		{"R__v pending", {VIEW("2")}, {VIEW("1")}, "applied R__v", NULL, {0}},
		{"R__v cosmetic", {VIEW("1 ")}, {VIEW("1")}, "applied R__v", NULL, {0}},
		{"R__v pending", {VIEW("1")}, {{0}}, "applied R__v; reverted R__v", NULL, {0}},
		{"R__v missing", {{0}}, {VIEW("1")}, "applied R__v", NULL, {0}},
	};

	check(cases, GW_COUNT(cases));
}

#define BASE(n)                                                  \
	{                                                        \
		n "_base.sql", "-- godwit:baseline\nSELECT 1;\n" \
	}

static void test_baselines(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		/* a new database starts with the newest */
		{"1 skipped; 2 skipped; 3 pending; 4 pending",
		 {PLAIN("1"), BASE("2"), BASE("3"), PLAIN("4")},
		 {{0}},
		 NULL,
		 NULL,
		 {0}},
		/* of the same version as a migration, which it replaces */
		{"3 pending; 3 skipped; 4 pending",
		 {BASE("3"), PLAIN("3"), PLAIN("4")},
		 {{0}},
		 NULL,
		 NULL,
		 {0}},
		{"1 applied (baselined); 3 applied (baselined); 3 applied (baselined); 4 pending",
		 {PLAIN("1"), BASE("3"), PLAIN("3"), PLAIN("4")},
		 {PLAIN("1"), BASE("3")},
		 "baselined 3",
		 NULL,
		 {0}},
		/* an old database does not run it */
		{"1 applied; 3 skipped; 4 pending",
		 {PLAIN("1"), BASE("3"), PLAIN("4")},
		 {{0}},
		 "applied 1",
		 NULL,
		 {0}},
		{"1 applied; 3 skipped; 3 applied; 4 pending",
		 {PLAIN("1"), BASE("3"), PLAIN("3"), PLAIN("4")},
		 {PLAIN("1"), PLAIN("3")},
		 "applied 1; applied 3",
		 NULL,
		 {0}},
		/* `godwit baseline`: what is below counts as applied, with or without a file */
		{"1 applied (baselined); 2 applied (baselined); 3 pending",
		 {PLAIN("1"), PLAIN("2"), PLAIN("3")},
		 {{0}},
		 "baselined 2",
		 NULL,
		 {0}},
		{"1 applied; 2 applied (baselined); 3 pending",
		 {PLAIN("1"), PLAIN("3")},
		 {PLAIN("2")},
		 "applied 1; baselined 2",
		 NULL,
		 {0}},
		{"1 pending; 2 pending",
		 {PLAIN("1"), PLAIN("2")},
		 {{0}},
		 "baselined 2; resolved-reverted 2",
		 NULL,
		 {0}},
	};

	check(cases, GW_COUNT(cases));
}

#define IN_ENV(n, env, text)                                  \
	{                                                     \
		n "_m.sql", "-- godwit:up env=" env "\n" text \
	}

static void test_environments(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"1 skipped; 2 pending",
		 {IN_ENV("1", "prod", TEXT("1")), PLAIN("2")},
		 {{0}},
		 NULL,
		 NULL,
		 {0}},
		{"1 pending",
		 {IN_ENV("1", "test,prod", TEXT("1"))},
		 {{0}},
		 NULL,
		 NULL,
		 {.environment = "prod"}},
		{"1 skipped",
		 {IN_ENV("1", "test,prod", TEXT("1"))},
		 {{0}},
		 NULL,
		 NULL,
		 {.environment = "pro"}},
		{"1 applied", {IN_ENV("1", "prod", TEXT("1"))}, {{0}}, "applied 1", NULL, {0}},
		/* a repeatable that has left this environment does not run here again */
		{"R__v skipped",
		 {{"R__v.sql", "-- godwit:repeatable\n-- godwit:up env=prod\nSELECT 2;\n"}},
		 {VIEW("1")},
		 "applied R__v",
		 NULL,
		 {.environment = "test"}},
		{"R__v pending",
		 {{"R__v.sql", "-- godwit:repeatable\n-- godwit:up env=prod\nSELECT 2;\n"}},
		 {VIEW("1")},
		 "applied R__v",
		 NULL,
		 {.environment = "prod"}},
	};

	check(cases, GW_COUNT(cases));
}

static void test_unfinished(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"1 unfinished; 2 pending",
		 {PLAIN("1"), PLAIN("2")},
		 {{0}},
		 NULL,
		 "1 up done 0",
		 {0}},
		{"1 unfinished", {EDITED("1")}, {PLAIN("1")}, "applied 1", "1 down intent 0", {0}},
		{"1 unfinished", {{0}}, {PLAIN("1")}, "applied 1", "1 down intent 0", {0}},
		/* of a file that is gone, and was never applied */
		{"1 pending; 2 unfinished; 3 pending; R__v unfinished; R__w missing",
		 {PLAIN("1"), PLAIN("3")},
		 {VIEW("1")},
		 "applied R__w",
		 "R__v up done 0; 2 up intent 0",
		 {0}},
		{"R__v unfinished", {VIEW("1")}, {{0}}, NULL, "R__v up done 0", {0}},
	};

	check(cases, GW_COUNT(cases));
}

/* People are told why. */
static void test_notes(void **state GW_UNUSED)
{
	static const struct plan_case cases[] = {
		{"not for this environment", {IN_ENV("1", "prod", "")}, {{0}}, NULL, NULL, {0}},
		{"changed since", {VIEW("2")}, {VIEW("1")}, "applied R__v", NULL, {0}},
		{"another name", {{"1_x.sql", TEXT("1")}}, {PLAIN("1")}, "applied 1", NULL, {0}},
		{"newer baseline stands for it", {PLAIN("1"), BASE("2")}, {{0}}, NULL, NULL, {0}},
		{"on a new database only",
		 {BASE("2"), PLAIN("1")},
		 {PLAIN("3")},
		 "applied 3",
		 NULL,
		 {0}},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		struct gw_picture picture;
		bool found = false;

		make(&arena, &cases[i], &picture);
		for (size_t k = 0; k < picture.entries.n; k++) {
			const char *note = picture.entries.items[k].note;

			found = found || (note != NULL && strstr(note, cases[i].expected) != NULL);
		}
		if (!found)
			fail_msg("nobody says '%s'", cases[i].expected);
	}
}

static void test_status_names(void **state GW_UNUSED)
{
	for (int i = 0; i < GW_STATUS_COUNT; i++) {
		for (int k = 0; k < i; k++)
			assert_string_not_equal(gw_status_name((enum gw_status)i),
						gw_status_name((enum gw_status)k));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),        cmocka_unit_test(test_changes),
		cmocka_unit_test(test_out_of_order), cmocka_unit_test(test_repeatables),
		cmocka_unit_test(test_baselines),    cmocka_unit_test(test_environments),
		cmocka_unit_test(test_unfinished),   cmocka_unit_test(test_notes),
		cmocka_unit_test(test_status_names),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
