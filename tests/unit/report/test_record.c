/* Events that a report keeps: what was put in comes out, and texts that repeat are kept once. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "report/report_int.h"

static struct gw_event event_of(int64_t seq, const char *run, const char *version)
{
	struct gw_event event = {0};

	event.values[GW_COLUMN_seq] = gw_value_int(seq);
	gw_event_set_text(&event, GW_COLUMN_run_id, run);
	gw_event_set_text(&event, GW_COLUMN_version, version);
	gw_event_set_text(&event, GW_COLUMN_name, "");
	gw_event_set_text(&event, GW_COLUMN_up_sql, "SELECT 1");
	event.values[GW_COLUMN_duration_us] = gw_value_int(INT64_MIN);
	gw_event_set_text(&event, GW_COLUMN_hash, "h");
	return event;
}

static void assert_text(const struct gw_event *event, enum gw_event_column column, const char *text)
{
	assert_int_equal(event->values[column].kind, GW_VALUE_TEXT);
	assert_true(gw_view_is(event->values[column].text, text));
}

static void test_kept(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_report_record record = {.arena = &arena};
	const struct gw_event put[] = {
		event_of(0, NULL, NULL),
		event_of(1, "run", "1"),
		event_of(5, "run", "2"),
		event_of(7, "other", "2"),
	};
	struct gw_event got;

	for (size_t i = 0; i < GW_COUNT(put); i++)
		gw_report_keep(&record, &put[i]);
	got = gw_report_event(&record, 0);
	assert_int_equal(got.values[GW_COLUMN_seq].kind, GW_VALUE_INT);
	assert_int_equal(got.values[GW_COLUMN_run_id].kind, GW_VALUE_NULL);
	got = gw_report_event(&record, 2);
	assert_int_equal(gw_event_int(&got, GW_COLUMN_seq), 5);
	assert_text(&got, GW_COLUMN_run_id, "run");
	assert_text(&got, GW_COLUMN_version, "2");
	assert_text(&got, GW_COLUMN_name, "");
	assert_text(&got, GW_COLUMN_hash, "h");
	assert_true(gw_event_int(&got, GW_COLUMN_duration_us) == INT64_MIN);
	assert_int_equal(got.values[GW_COLUMN_up_sql].kind, GW_VALUE_NULL);
	assert_int_equal(got.values[GW_COLUMN_reason].kind, GW_VALUE_NULL);
	got = gw_report_event(&record, 3);
	assert_text(&got, GW_COLUMN_run_id, "other");
}

static void test_shared(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_report_record record = {.arena = &arena};
	const struct gw_event first = event_of(1, "run", "1"), second = event_of(2, "run", "2");
	struct gw_event a, b;

	gw_report_keep(&record, &first);
	gw_report_keep(&record, &second);
	a = gw_report_event(&record, 0);
	b = gw_report_event(&record, 1);
	assert_ptr_equal(a.values[GW_COLUMN_run_id].text.p, b.values[GW_COLUMN_run_id].text.p);
	assert_ptr_not_equal(a.values[GW_COLUMN_version].text.p,
			     b.values[GW_COLUMN_version].text.p);
}

static void test_found(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_report_record record = {.arena = &arena};

	assert_true(gw_report_find_event(&record, 0) == GW_NOWHERE);
	for (int64_t seq = 0; seq < 20; seq += 2) {
		const struct gw_event event = event_of(seq, "run", "1");

		gw_report_keep(&record, &event);
	}
	for (int64_t seq = 0; seq < 20; seq++)
		assert_true(gw_report_find_event(&record, seq) ==
			    (seq % 2 == 0 ? (size_t)seq / 2 : GW_NOWHERE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_kept),
		cmocka_unit_test(test_shared),
		cmocka_unit_test(test_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
