/*
 * Waiting by asking again: pauses grow, stay within the limit, and somebody is told once in a while.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "base/wait.h"

static int64_t clock_us;
static int slept_ms;
static unsigned char die;

static int64_t fake_now(void)
{
	return clock_us;
}

static void fake_sleep(int ms)
{
	slept_ms = ms;
	clock_us += (int64_t)ms * 1000;
}

static void fake_random(void *bytes, size_t n)
{
	for (size_t i = 0; i < n; i++)
		((unsigned char *)bytes)[i] = die;
}

static const struct gw_system fake_system = {
	.monotonic_us = fake_now,
	.sleep_ms = fake_sleep,
	.random = fake_random,
};

static void test_pauses_grow(void **state GW_UNUSED)
{
	struct gw_wait wait;
	int before = 0;

	clock_us = 1000;
	die = 128;
	gw_wait_begin(&wait, &fake_system, 60 * 1000);
	for (int i = 0; i < 5; i++) {
		gw_wait_pause(&wait);
		assert_true(slept_ms > before);
		before = slept_ms;
	}
	for (int i = 0; i < 20; i++)
		gw_wait_pause(&wait);
	assert_in_range(slept_ms, 900, 1100);
	assert_int_equal(gw_wait_elapsed_us(&wait), clock_us - 1000);
}

static void test_limit(void **state GW_UNUSED)
{
	struct gw_wait wait;
	int pauses = 0;

	clock_us = 0;
	die = 255;
	gw_wait_begin(&wait, &fake_system, 777);
	assert_false(gw_wait_is_out(&wait));
	while (!gw_wait_is_out(&wait)) {
		gw_wait_pause(&wait);
		assert_true(++pauses < 100);
	}
	assert_in_range(clock_us, 777 * 1000, 779 * 1000);
	/* No limit at all is out at once; the longest one never. */
	gw_wait_begin(&wait, &fake_system, 0);
	assert_true(gw_wait_is_out(&wait));
	gw_wait_begin(&wait, &fake_system, INT64_MAX);
	assert_false(gw_wait_is_out(&wait));
}

static void test_telling(void **state GW_UNUSED)
{
	struct gw_wait wait;

	clock_us = 0;
	gw_wait_begin(&wait, &fake_system, 60 * 1000);
	assert_true(gw_wait_is_worth_telling(&wait));
	assert_false(gw_wait_is_worth_telling(&wait));
	clock_us += 4999 * 1000;
	assert_false(gw_wait_is_worth_telling(&wait));
	clock_us += 1000;
	assert_true(gw_wait_is_worth_telling(&wait));
	assert_false(gw_wait_is_worth_telling(&wait));
}

static void test_jitter(void **state GW_UNUSED)
{
	die = 0;
	assert_int_equal(gw_jittered_ms(&fake_system, 1000), 500);
	die = 255;
	assert_int_equal(gw_jittered_ms(&fake_system, 1000), 1500);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_pauses_grow),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_telling),
		cmocka_unit_test(test_jitter),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
