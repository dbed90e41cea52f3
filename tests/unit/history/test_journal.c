/* The journal: how far each script got, and the requests that write it. */
#include "engine/engine.h"
#include "past.h"

extern const struct gw_engine gw_module_sqlite;

/* Scripts in order: KEY DIRECTION DONE, '?' when in doubt, checksums of the last row and of done. */
static const char *describe(struct gw_arena *arena, const struct gw_journal *journal)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < journal->unfinished.n; i++) {
		const struct gw_unfinished *script = &journal->unfinished.items[i];

		gw_str_printf(&str, "%s%s %s %zu%s %s %s", i != 0 ? "; " : "", script->key,
			      script->direction == GW_DOWN ? "down" : "up", script->done,
			      script->in_doubt ? "?" : "", script->checksum,
			      script->done_checksum != NULL ? script->done_checksum : "-");
		assert_ptr_equal(gw_journal_find(journal, script->key), script);
	}
	return gw_str_take(&str, arena);
}

static void test_fold(void **state GW_UNUSED)
{
	static const struct {
		const char *rows;
		const char *unfinished;
	} cases[] = {
		{"", ""},
		{"1 up done 0 a", "1 up 1 a a"},
		{"1 up done 4 a", "1 up 5 a a"},
		{"1 up intent 0 a", "1 up 0? a -"},
		{"1 up intent 0 a; 1 up done 0 b", "1 up 1 b b"},
		{"1 up done 2 a; 1 up intent 3 b", "1 up 3? b a"},
		{"1 up done 2 a; 1 up intent 3 b; 1 up done 3 c", "1 up 4 c c"},
		/* refused, so the journal was settled: back to the last that is done */
		{"1 up done 2 a; 1 up intent 3 b; 1 up done 2 a", "1 up 3 a a"},
		/* the intent of a later statement says that those before it are done */
		{"1 up intent 0 a; 1 up intent 1 b", "1 up 1? b a"},
		{"1 up done 0 a; 1 up intent 1 b; 1 up intent 3 c", "1 up 3? c b"},
		{"1 up intent 0 a; 1 up intent 0 a", "1 up 0? a -"},
		{"1 down intent 1 a", "1 down 1? a -"},
		{"R__v up done 0 a", "R__v up 1 a a"},
		{"1 up done 0 a; 2 down intent 0 b; 1 up done 1 c", "1 up 2 c c; 2 down 0? b -"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		const struct gw_history *history = past_history(&arena, NULL, "", cases[i].rows);
		const char *unfinished = describe(&arena, history->journal);

		if (strcmp(unfinished, cases[i].unfinished) != 0)
			fail_msg("%s: %s", cases[i].rows, unfinished);
		assert_null(gw_journal_find(history->journal, "99"));
	}
}

static void test_intent_is_kept(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	const struct gw_history *history = past_history(&arena, NULL, "",
							"1 up done 0 a; 1 up intent 1 b");
	const struct gw_unfinished *script = gw_journal_find(history->journal, "1");

	assert_int_equal(script->intent.statement, 1);
	assert_int_equal(script->intent.state, GW_JOURNAL_INTENT);
	assert_string_equal(script->intent.checksum, "b");
	assert_string_equal(script->intent.direction, "up");
	assert_string_equal(script->run_id, "run");
}

/* --- requests --- */

static void check_text(const struct gw_value *value, const char *expected)
{
	assert_int_equal(value->kind, expected != NULL ? GW_VALUE_TEXT : GW_VALUE_NULL);
	assert_true(gw_view_eq(value->text, gw_view_of(expected)));
}

static void check_int(const struct gw_value *value, int64_t expected)
{
	assert_int_equal(value->kind, GW_VALUE_INT);
	assert_int_equal(value->number, expected);
}

static void test_requests(void **state GW_UNUSED)
{
	static const struct gw_journal_row row = {
		.run_id = "r",
		.key = "1",
		.direction = "down",
		.checksum = "abc",
		.statement = 3,
		.state = GW_JOURNAL_INTENT,
		.connection_id = 42,
		.session_start_us = 43,
		.at_us = 44,
	};
	struct gw_witness witness = {.expression = "SELECT 'look'"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_conn conn = {.engine = &gw_module_sqlite};
	const struct gw_history history = {.arena = &arena, .conn = &conn};
	struct gw_request request = gw_journal_request(&history, &arena, &row, NULL);

	assert_int_equal(request.nparams, 10);
	assert_true(gw_view_is(request.sql, gw_module_sqlite.queries[GW_Q_JOURNAL_INSERT]));
	check_text(&request.params[0], "r");
	check_text(&request.params[1], "1");
	check_text(&request.params[2], "down");
	check_text(&request.params[3], "abc");
	check_int(&request.params[4], 3);
	check_text(&request.params[5], "intent");
	check_int(&request.params[6], 42);
	check_int(&request.params[7], 43);
	check_text(&request.params[8], NULL);
	check_int(&request.params[9], 44);
	request = gw_journal_request(&history, &arena, &row, &witness);
	assert_int_equal(request.nparams, 10);
	assert_true(gw_view_ends(request.sql, "(SELECT 'look'))"));
	witness.probe = (struct gw_probe){"HANDLER ", "'none'", "; END"};
	request = gw_journal_request(&history, &arena, &row, &witness);
	assert_true(gw_view_starts(request.sql, "HANDLER INSERT"));
	assert_true(gw_view_ends(request.sql, "('none')); END"));
	assert_true(gw_view_ends(request.plain, "(SELECT 'look'))"));
	request = gw_journal_turn_request(&history, &arena, &row, &witness, "0", GW_UP);
	assert_int_equal(request.nparams, 12);
	check_text(&request.params[1], "1");
	check_int(&request.params[9], 44);
	check_text(&request.params[10], "0");
	check_text(&request.params[11], "up");
	assert_true(gw_view_starts(request.sql, "HANDLER UPDATE"));
	assert_true(gw_view_starts(request.plain, "UPDATE"));
	assert_true(gw_view_find(request.plain, gw_view_of("= (SELECT 'look')\n")) != GW_NOWHERE);
	request = gw_journal_clear_request(&history, &arena, "1", GW_UP, 2);
	assert_int_equal(request.nparams, 3);
	check_text(&request.params[0], "1");
	check_text(&request.params[1], "up");
	check_int(&request.params[2], 2);
	request = gw_journal_clear_request(&history, &arena, "1", GW_UP, 0);
	check_int(&request.params[2], INT64_MAX);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_fold),
		cmocka_unit_test(test_intent_is_kept),
		cmocka_unit_test(test_requests),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
