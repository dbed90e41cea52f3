/* The recorder: events are numbered and chained before they are sent. */
#include "audit/verify.h"
#include "store.h"

static void check_text(const struct gw_event *event, enum gw_event_column column,
		       const char *expected)
{
	assert_true(gw_view_eq(event->values[column].text, gw_view_of(expected)));
	assert_int_equal(event->values[column].text.p == NULL, expected == NULL);
}

static void test_event_is_completed(void **state GW_UNUSED)
{
	struct store store;
	struct gw_event event = store_event(GW_EVENT_APPLIED, "1");
	struct gw_digest hash;
	const char *head;

	store_open(&store);
	head = gw_digest_hex(&store.arena, &store.recorder.head_hash);
	assert_int_equal(store.recorder.head_seq, 0);
	gw_recorder_event(&store.recorder, &event);
	assert_int_equal(gw_event_int(&event, GW_COLUMN_seq), 1);
	check_text(&event, GW_COLUMN_run_id, store.recorder.run_id);
	check_text(&event, GW_COLUMN_version, "1");
	check_text(&event, GW_COLUMN_os_user, "ann");
	check_text(&event, GW_COLUMN_os_host, NULL);
	check_text(&event, GW_COLUMN_reason, "because");
	check_text(&event, GW_COLUMN_server_version, store.conn->info.version);
	check_text(&event, GW_COLUMN_prev_hash, head);
	assert_int_equal(gw_event_int(&event, GW_COLUMN_git_dirty), 1);
	assert_true(gw_event_int(&event, GW_COLUMN_started_at) > 0);
	hash = gw_event_hash(&event);
	check_text(&event, GW_COLUMN_hash, gw_digest_hex(&store.arena, &hash));
	assert_true(gw_digest_eq(&hash, &store.recorder.head_hash));
	assert_int_equal(store.recorder.head_seq, 1);
	/* Nothing was sent. */
	assert_string_equal(store_query(&store, "SELECT count(*) FROM godwit_history"), "1");
	store_done(&store);
}

static void test_own_words_win(void **state GW_UNUSED)
{
	struct store store;
	struct gw_actor nobody = {.git_dirty = -1};
	struct gw_event event = store_event(GW_EVENT_ACCEPTED, "1");

	store_open(&store);
	event.values[GW_COLUMN_reason] = gw_value_text(GW_VIEW("my own"));
	gw_recorder_event(&store.recorder, &event);
	check_text(&event, GW_COLUMN_reason, "my own");
	gw_recorder_begin(&store.recorder, store.history, &store.arena, &gw_system_default,
			  &nobody);
	event = store_event(GW_EVENT_ACCEPTED, "1");
	gw_recorder_event(&store.recorder, &event);
	check_text(&event, GW_COLUMN_reason, NULL);
	assert_int_equal(event.values[GW_COLUMN_git_dirty].kind, GW_VALUE_NULL);
	store_done(&store);
}

/* Events that were made but did not get in are forgotten; the chain goes on from the database. */
static void test_rewind(void **state GW_UNUSED)
{
	struct store store;
	struct gw_chain_finding finding;
	struct gw_event event = store_event(GW_EVENT_APPLIED, "1");

	store_open(&store);
	gw_recorder_event(&store.recorder, &event);
	gw_recorder_event(&store.recorder, &event);
	assert_int_equal(store.recorder.head_seq, 2);
	gw_recorder_rewind(&store.recorder, store.history->head_seq, &store.history->head_hash);
	store_append(&store, "2");
	assert_string_equal(
		store_query(&store, "SELECT seq, event, version FROM godwit_history ORDER BY seq"),
		"0|created|NULL;1|applied|2");
	assert_true(gw_audit_history(store.history, &store.arena, NULL, NULL, NULL, &finding,
				     &store.err));
	assert_int_equal(finding.fault, GW_CHAIN_WHOLE);
	store_done(&store);
}

static void test_append(void **state GW_UNUSED)
{
	struct store store;
	struct gw_history *history;

	store_open(&store);
	store_append(&store, "1");
	store_append(&store, "2");
	history = store.history;
	assert_int_equal(history->head_seq, 2);
	store_load(&store);
	assert_int_equal(store.history->head_seq, 2);
	assert_true(gw_digest_eq(&store.history->head_hash, &history->head_hash));
	assert_int_equal(store.history->applied.n, 2);
	store_done(&store);
}

/* Two writers with the same head: one of them is told, and can go on from the other's row. */
static void test_head_moved(void **state GW_UNUSED)
{
	struct store store;
	struct gw_recorder other;
	struct gw_history before;
	struct gw_event event = store_event(GW_EVENT_APPLIED, "2");

	store_open(&store);
	before = *store.history;
	gw_recorder_begin(&other, &before, &store.arena, &gw_system_default,
			  &(struct gw_actor){.git_dirty = -1});
	store_append(&store, "1");
	assert_false(gw_history_append(&other, &event, &store.err));
	assert_int_equal(store.err->code, GW_E_HEAD_MOVED);
	assert_int_equal(store.err->state, GW_STATE_UNTOUCHED);
	assert_int_equal(other.head_seq, 0);
	assert_true(gw_digest_eq(&other.head_hash, &before.head_hash));
	store_append(&store, "3");
	store_done(&store);
}

/* A constraint of a table that is written along says nothing of the history. */
static void test_other_row_in_the_way(void **state GW_UNUSED)
{
	struct store store;
	struct gw_event event = store_event(GW_EVENT_ACCEPTED, "1");
	struct gw_request requests[3] = {
		{.sql = GW_VIEW("BEGIN")}, {0}, {.sql = GW_VIEW("INSERT INTO theirs VALUES (1)")}};

	store_open(&store);
	store_exec(&store, "CREATE TABLE theirs (id integer PRIMARY KEY)");
	store_exec(&store, "INSERT INTO theirs VALUES (1)");
	gw_recorder_event(&store.recorder, &event);
	requests[1] = gw_recorder_request(&store.recorder, &store.arena, &event);
	assert_false(gw_history_send(store.history, &store.arena, requests, GW_COUNT(requests),
				     &store.err));
	assert_int_equal(store.err->code, GW_E_SERVER);
	assert_non_null(strstr(store.err->message, "theirs.id"));
	assert_string_equal(store_query(&store, "SELECT count(*) FROM godwit_history"), "1");
	store_done(&store);
}

/* What the server refuses here is nobody's migration. */
static void test_append_refused(void **state GW_UNUSED)
{
	struct store store;
	struct gw_event event = store_event(GW_EVENT_APPLIED, "1");

	store_open(&store);
	store_exec(&store, "DROP TABLE godwit_history");
	assert_false(gw_history_append(&store.recorder, &event, &store.err));
	assert_int_equal(store.err->code, GW_E_SERVER);
	assert_int_equal(store.recorder.head_seq, store.history->head_seq);
	store_done(&store);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_event_is_completed),
		cmocka_unit_test(test_own_words_win),
		cmocka_unit_test(test_rewind),
		cmocka_unit_test(test_append),
		cmocka_unit_test(test_head_moved),
		cmocka_unit_test(test_other_row_in_the_way),
		cmocka_unit_test(test_append_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
