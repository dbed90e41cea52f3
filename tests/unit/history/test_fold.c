/* What rows of the history mean together. */
#include "past.h"
#include "source/tree_double.h"

static const struct double_file files[] = {
	{"1_one.sql", "-- godwit:up\nCREATE TABLE one (a);\n-- godwit:down\nDROP TABLE one;\n"},
	{"2_two.sql", "CREATE TABLE two (a);\n"},
	{"3_three.sql", "CREATE TABLE three (a);\n"},
	{"R__view.sql", "CREATE VIEW v AS SELECT 1;\n"},
};

static struct gw_source *load(struct gw_arena *arena)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_source *source = NULL;

	if (!gw_source_load(arena, tree_double(arena, files, GW_COUNT(files)), "godwit",
			    &gw_dialect_sqlite, &source, &error))
		fail_msg("%s", error->message);
	return source;
}

/* What is applied, in order: key@seq, the event unless it is 'applied', and times if not once. */
static const char *describe(struct gw_arena *arena, const struct gw_history *history)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < history->applied.n; i++) {
		const struct gw_applied *applied = history->applied.items[i];

		gw_str_printf(&str, "%s%s@%lld", i != 0 ? " " : "", applied->key,
			      (long long)applied->seq);
		if (applied->event != GW_EVENT_APPLIED)
			gw_str_printf(&str, "(%s)", gw_event_kind_name(applied->event));
		if (applied->times != 1)
			gw_str_printf(&str, "x%u", applied->times);
		assert_ptr_equal(gw_history_find(history, applied->key), applied);
		assert_false(applied->reverted);
	}
	return gw_str_take(&str, arena);
}

static void test_state(void **state GW_UNUSED)
{
	static const struct {
		const char *events;
		const char *applied;
		const char *baseline;
	} cases[] = {
		{"", "", NULL},
		{"applied 1; applied 2", "1@1 2@2", NULL},
		{"applied 2; applied 1", "2@1 1@2", NULL},
		{"applied 1; applied 2; reverted 1", "2@2", NULL},
		{"applied 1; reverted 1", "", NULL},
		{"applied 1; applied 2; reverted 1; applied 1", "2@2 1@4x2", NULL},
		{"applied 1; reverted 1; applied 1; reverted 1; applied 1", "1@5x3", NULL},
		{"reverted 1", "", NULL},
		{"finished -; provisioned -; applied 1; finished -", "1@3", NULL},
		{"adopted 1; adopted 2", "1@1(adopted) 2@2(adopted)", NULL},
		{"resolved-applied 1", "1@1(resolved-applied)", NULL},
		{"applied 1; resolved-reverted 1", "", NULL},
		{"applied R__view; applied R__view; applied R__view", "R__view@3x3", NULL},
		{"applied 1; applied R__view; applied 2; applied R__view", "1@1 2@3 R__view@4x2",
		 NULL},
		{"accepted 1", "", NULL},
		{"applied 1; accepted 1; applied 2", "1@1 2@3", NULL},
		{"applied 1; reverted 1; accepted 1", "", NULL},
		{"baselined 2; applied 3", "2@1(baselined) 3@2", "2"},
		{"baselined 2; baselined 3", "2@1(baselined) 3@2(baselined)", "3"},
		/* a baseline that is taken back is none any more */
		{"baselined 2; resolved-reverted 2", "", NULL},
		{"baselined 2; resolved-reverted 2; applied 1", "1@3", NULL},
		{"baselined 2; baselined 3; resolved-reverted 3", "2@1(baselined)", "2"},
		{"baselined 2; applied 2", "2@2x2", NULL},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_source *source = load(&arena);

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const struct gw_history *history = past_history(&arena, source, cases[i].events,
								"");

		if (strcmp(describe(&arena, history), cases[i].applied) != 0)
			fail_msg("%s: %s", cases[i].events, describe(&arena, history));
		if (!gw_view_eq(gw_view_of(history->baseline), gw_view_of(cases[i].baseline)))
			fail_msg("%s: baseline %s", cases[i].events,
				 history->baseline != NULL ? history->baseline : "none");
		assert_int_equal(history->metadata_version, 1);
	}
}

static void test_find(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_history *history = past_history(&arena, load(&arena),
							"applied 1; applied 2; reverted 2", "");

	assert_non_null(gw_history_find(history, "1"));
	assert_null(gw_history_find(history, "2"));
	assert_null(gw_history_find(history, "3"));
	assert_null(gw_history_find(history, ""));
}

static void test_texts(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_source *source = load(&arena);
	const struct gw_history *history = past_history(
		&arena, source, "applied 1 run=r; applied 2 unstored; adopted 3 bare; applied 9",
		"");
	const struct gw_migration *migration = gw_source_find(source, "1");
	const struct gw_applied *one = gw_history_find(history, "1");
	const struct gw_applied *two = gw_history_find(history, "2");
	const struct gw_applied *three = gw_history_find(history, "3");
	const struct gw_applied *nine = gw_history_find(history, "9");

	assert_true(one->has_checksum && one->parts->has_down);
	assert_true(gw_digest_eq(&one->checksum, &migration->checksum));
	assert_true(gw_digest_eq(&one->parts->up, &migration->parts->checksum[GW_UP]));
	assert_true(gw_digest_eq(&one->parts->down, &migration->parts->checksum[GW_DOWN]));
	assert_true(gw_digest_eq(&one->parts->tokens, &migration->parts->tokens));
	assert_true(one->has_up_sql && one->has_down_sql);
	assert_string_equal(one->name, "one");
	assert_string_equal(one->kind, "versioned");
	assert_string_equal(one->run_id, "r");
	assert_int_equal(one->started_at_us, 1000);
	assert_int_equal(one->text_seq, 1);
	assert_true(two->has_checksum && !two->parts->has_down);
	assert_false(two->has_up_sql || two->has_down_sql);
	assert_false(three->has_checksum);
	assert_null(three->parts);
	assert_false(nine->has_checksum || nine->has_up_sql);
	assert_null(nine->name);
}

/* Wanted in the order of rows, which may come in several pieces; of others, nothing is taken. */
static void test_parts(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const char *sum = gw_digest_hex(&arena, &(struct gw_digest){{7}});
	const struct gw_view a = gw_view_of(sum), none = {0}, bad = GW_VIEW("bad");
	struct gw_view cells[] = {
		GW_VIEW("1"), a, a,    a, /* */
		GW_VIEW("3"), a, none, a, /* */
		GW_VIEW("4"), a, a,    bad, /* */
	};
	struct gw_applied applied[] = {
		{.text_seq = 1}, {.text_seq = 2}, {.text_seq = 3}, {.text_seq = 4}};
	struct gw_applied *wanted[] = {&applied[1], &applied[2], &applied[3]};
	size_t next = 0;

	for (size_t i = 0; i < 3; i++) {
		const struct gw_rows row = {.nrows = 1, .ncols = 4, .cells = &cells[4 * i]};

		gw_history_fold_parts(&arena, &row, wanted, GW_COUNT(wanted), &next);
	}
	assert_null(applied[0].parts);
	assert_null(applied[1].parts);
	assert_true(applied[2].parts != NULL && !applied[2].parts->has_down);
	assert_int_equal(applied[2].parts->up.bytes[0], 7);
	assert_null(applied[3].parts);
}

/* Accepting changes name, checksums and texts, and neither place nor run. */
static void test_accepted(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_source *source = load(&arena);
	const struct gw_history *history = past_history(
		&arena, source, "applied 1 run=r1 bare unstored name=old; accepted 1 run=r2", "");
	const struct gw_applied *one = gw_history_find(history, "1");

	assert_int_equal(one->seq, 1);
	assert_int_equal(one->text_seq, 2);
	assert_string_equal(one->run_id, "r1");
	assert_string_equal(one->name, "one");
	assert_true(one->has_checksum && one->has_up_sql);
	assert_int_equal(one->times, 1);
	assert_int_equal(history->head_seq, 2);
}

static void test_key(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_string_equal(gw_history_key(&arena, "1", "x"), "1");
	assert_string_equal(gw_history_key(&arena, NULL, "x"), "R__x");
}

/* Rows that no godwit wrote, or a newer one. */
static void test_refused(void **state GW_UNUSED)
{
	static const struct {
		const char *events;
		enum gw_code code;
		const char *message;
	} cases[] = {
		{"exploded 1", GW_E_METADATA, "unknown event 'exploded'"},
		{"created - name=2", GW_E_METADATA_NEWER, "have version 2"},
		{"created - name=1; applied 1; created - name=7", GW_E_METADATA_NEWER,
		 "have version 7"},
		{"created - name=x", GW_E_METADATA, "no version"},
		{"created -", GW_E_METADATA, "no version"},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		GW_ARENA_AUTO struct gw_arena arena = {0};
		GW_ERROR_AUTO struct gw_error *error = NULL;
		struct gw_history *history;

		assert_false(past_fold(&arena, NULL, cases[i].events, "", &history, &error));
		assert_int_equal(error->code, cases[i].code);
		if (strstr(error->message, cases[i].message) == NULL)
			fail_msg("%s", error->message);
	}
}

static void test_head(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_history history = {.arena = &arena, .head_seq = -1};
	struct gw_rows rows = {.ncols = GW_COUNT(past_columns)};
	struct past past = {.arena = &arena};

	assert_true(past_fold_rows(&history, &rows, &error));
	assert_int_equal(history.head_seq, -1);
	past_line(&past, GW_VIEW("created - name=1"));
	past_line(&past, GW_VIEW("applied 1"));
	rows = past_rows(&past, GW_COUNT(past_columns));
	assert_true(past_fold_rows(&history, &rows, &error));
	assert_int_equal(history.head_seq, 1);
	assert_true(
		gw_view_is(gw_vec_last(&past.cells), gw_digest_hex(&arena, &history.head_hash)));
	gw_vec_last(&past.cells) = GW_VIEW("no hash");
	assert_false(past_fold_rows(&history, &rows, &error));
	assert_int_equal(error->code, GW_E_METADATA);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_state), cmocka_unit_test(test_find),
		cmocka_unit_test(test_texts), cmocka_unit_test(test_accepted),
		cmocka_unit_test(test_key),   cmocka_unit_test(test_refused),
		cmocka_unit_test(test_head),  cmocka_unit_test(test_parts),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
