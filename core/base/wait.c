/*
 * Waiting by asking again; see wait.h.
 */
#include "base/wait.h"

enum { FIRST_PAUSE_MS = 50, LONGEST_PAUSE_MS = 1000, TELL_EVERY_US = 5 * 1000 * 1000 };

void gw_wait_begin(struct gw_wait *wait, const struct gw_system *sys, int64_t limit_ms)
{
	*wait = (struct gw_wait){
		.sys = sys,
		.begun_us = sys->monotonic_us(),
		.limit_us = limit_ms > INT64_MAX / 1000 ? INT64_MAX : limit_ms * 1000,
		.told_us = -1,
		.pause_ms = FIRST_PAUSE_MS,
	};
}

int64_t gw_wait_elapsed_us(const struct gw_wait *wait)
{
	return wait->sys->monotonic_us() - wait->begun_us;
}

bool gw_wait_is_out(const struct gw_wait *wait)
{
	return gw_wait_elapsed_us(wait) >= wait->limit_us;
}

bool gw_wait_is_worth_telling(struct gw_wait *wait)
{
	int64_t elapsed_us = gw_wait_elapsed_us(wait);

	if (wait->told_us >= 0 && elapsed_us - wait->told_us < TELL_EVERY_US)
		return false;
	wait->told_us = elapsed_us;
	return true;
}

int gw_jittered_ms(const struct gw_system *sys, int base_ms)
{
	unsigned char jitter;

	sys->random(&jitter, sizeof(jitter));
	return (int)((int64_t)base_ms / 2 + (int64_t)base_ms * jitter / 255);
}

void gw_wait_pause(struct gw_wait *wait)
{
	int64_t left_ms = (wait->limit_us - gw_wait_elapsed_us(wait)) / 1000;
	int64_t pause_ms = gw_jittered_ms(wait->sys, wait->pause_ms);

	wait->sys->sleep_ms((int)GW_MAX(GW_MIN(pause_ms, left_ms), (int64_t)1));
	wait->pause_ms = GW_MIN(wait->pause_ms * 2, (int)LONGEST_PAUSE_MS);
}
