/* Times, durations and ages as text, and UUIDs. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/system.h"

static const struct {
	int64_t time_us;
	const char *text;
	const char *shorter;
	const char *stamp;
} times[] = {
	{0, "1970-01-01T00:00:00.000000Z", "1970-01-01 00:00:00", "19700101000000"},
	{1, "1970-01-01T00:00:00.000001Z", "1970-01-01 00:00:00", "19700101000000"},
	{-1, "1969-12-31T23:59:59.999999Z", "1969-12-31 23:59:59", "19691231235959"},
	{-1000000, "1969-12-31T23:59:59.000000Z", "1969-12-31 23:59:59", "19691231235959"},
	{951782400000000, "2000-02-29T00:00:00.000000Z", "2000-02-29 00:00:00", "20000229000000"},
	{1795339800123456, "2026-11-22T09:30:00.123456Z", "2026-11-22 09:30:00", "20261122093000"},
	{4102444799999999, "2099-12-31T23:59:59.999999Z", "2099-12-31 23:59:59", "20991231235959"},
};

static void test_times(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(times); i++) {
		enum { SECOND_US = 1000 * 1000 };
		int64_t back = 42;

		assert_string_equal(gw_time_format(&arena, times[i].time_us), times[i].text);
		assert_string_equal(gw_time_short(&arena, times[i].time_us), times[i].shorter);
		assert_string_equal(gw_time_stamp(&arena, times[i].time_us), times[i].stamp);
		assert_true(gw_time_parse_stamp(gw_view_of(times[i].stamp), &back));
		assert_int_equal(back,
				 times[i].time_us -
					 (times[i].time_us % SECOND_US + SECOND_US) % SECOND_US);
		assert_true(gw_time_parse(gw_view_of(times[i].text), &back));
		assert_int_equal(back, times[i].time_us);
	}
}

static void test_time_parse(void **state GW_UNUSED)
{
	static const struct {
		const char *text;
		int64_t time_us; /* -1: refused */
	} cases[] = {
		{"1970-01-01T00:00:01Z", 1000000},
		{"1970-01-01T00:00:00.5Z", 500000},
		{"1970-01-01T00:00:00.123456789Z", 123456},
		{"2000-02-29T00:00:00Z", 951782400000000},
		{"", -1},
		{"1970-01-01", -1},
		{"1970-01-01T00:00:00", -1},
		{"1970-01-01T00:00:00+00:00", -1},
		{"1970-01-01 00:00:00Z", -1},
		{"1970-01-01T00:00:00ZZ", -1},
		{"1970-01-01T00:00:00.Z", -1},
		{"1970-01-01T00:00:00.1234567890Z", -1},
		{"70-01-01T00:00:00Z", -1},
		{"1970-1-01T00:00:00Z", -1},
		{"1970-00-01T00:00:00Z", -1},
		{"1970-13-01T00:00:00Z", -1},
		{"1970-01-00T00:00:00Z", -1},
		{"1970-01-32T00:00:00Z", -1},
		{"1970-02-29T00:00:00Z", -1},
		{"1900-02-29T00:00:00Z", -1},
		{"1970-04-31T00:00:00Z", -1},
		{"1970-01-01T24:00:00Z", -1},
		{"1970-01-01T00:60:00Z", -1},
		{"1970-01-01T00:00:61Z", -1},
		{"1970-01-01T00:00:0xZ", -1},
		{"+970-01-01T00:00:00Z", -1},
	};

	for (size_t i = 0; i < GW_COUNT(cases); i++) {
		int64_t time_us = -1;
		bool ok = gw_time_parse(gw_view_of(cases[i].text), &time_us);

		if (ok != (cases[i].time_us >= 0) || time_us != cases[i].time_us)
			fail_msg("'%s': %d, %lld", cases[i].text, ok, (long long)time_us);
	}
}

static void test_durations(void **state GW_UNUSED)
{
	static const struct {
		int64_t duration_us;
		const char *text;
	} cases[] = {
		{-5, "0 us"},
		{0, "0 us"},
		{999, "999 us"},
		{1000, "1 ms"},
		{999999, "999 ms"},
		{1000000, "1.00 s"},
		{1240000, "1.24 s"},
		{59999999, "59.99 s"},
		{60000000, "1 min 0 s"},
		{200000000, "3 min 20 s"},
		{3599999999, "59 min 59 s"},
		{3600000000, "1 h 0 min"},
		{90061000000, "25 h 1 min"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_string_equal(gw_duration_format(&arena, cases[i].duration_us),
				    cases[i].text);
}

static void test_ages(void **state GW_UNUSED)
{
	static const struct {
		int64_t seconds;
		const char *text;
	} cases[] = {
		{-10, "a moment"},   {0, "a moment"},      {1, "1 second"},    {59, "59 seconds"},
		{60, "1 minute"},    {3599, "59 minutes"}, {3600, "1 hour"},   {10800, "3 hours"},
		{86399, "23 hours"}, {86400, "1 day"},     {172800, "2 days"},
	};
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(cases); i++)
		assert_string_equal(gw_age_format(&arena, cases[i].seconds * 1000000),
				    cases[i].text);
}

static unsigned char filler;

static void fill(void *bytes, size_t n)
{
	memset(bytes, filler, n);
}

/* Version 4, variant 1 (RFC 9562), whatever the random bytes are. */
static void test_uuid(void **state GW_UNUSED)
{
	struct gw_system sys = gw_system_default;
	GW_ARENA_AUTO struct gw_arena arena = {0};

	sys.random = fill;
	filler = 0;
	assert_string_equal(gw_uuid(&arena, &sys), "00000000-0000-4000-8000-000000000000");
	filler = 0xff;
	assert_string_equal(gw_uuid(&arena, &sys), "ffffffff-ffff-4fff-bfff-ffffffffffff");
	assert_string_not_equal(gw_uuid(&arena, &gw_system_default),
				gw_uuid(&arena, &gw_system_default));
}

static void test_default_system(void **state GW_UNUSED)
{
	const struct gw_system *sys = &gw_system_default;
	int64_t before = sys->monotonic_us();

	assert_true(sys->now_us() > 1700000000ll * 1000000);
	assert_true(sys->monotonic_us() >= before);
	assert_null(sys->getenv("PATH"));
	assert_int_equal(gw_interrupted(sys), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_times),     cmocka_unit_test(test_time_parse),
		cmocka_unit_test(test_durations), cmocka_unit_test(test_ages),
		cmocka_unit_test(test_uuid),      cmocka_unit_test(test_default_system),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
