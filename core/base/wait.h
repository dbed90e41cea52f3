/*
 * Waiting for something by asking again and again: with growing, jittered pauses, so that many who
 * wait spread out; up to a limit; with a word to the user once in a while.
 *
 *	gw_wait_begin(&wait, sys, limit_ms);
 *	for (;;) {
 *		.. ask; return when it is there ..
 *		if (gw_wait_is_out(&wait))
 *			.. give up ..
 *		if (gw_wait_is_worth_telling(&wait))
 *			.. tell ..
 *		gw_wait_pause(&wait);
 *	}
 */
#ifndef GW_BASE_WAIT_H
#define GW_BASE_WAIT_H

#include "base/system.h"

struct gw_wait {
	const struct gw_system *sys;
	int64_t begun_us; /* monotonic */
	int64_t limit_us; /* how long in all */
	int64_t told_us; /* waited when somebody was told last; -1 never */
	int pause_ms; /* the next */
};

void gw_wait_begin(struct gw_wait *wait, const struct gw_system *sys, int64_t limit_ms);
int64_t gw_wait_elapsed_us(const struct gw_wait *wait);
bool gw_wait_is_out(const struct gw_wait *wait);
/* True at first, and then every few seconds. */
bool gw_wait_is_worth_telling(struct gw_wait *wait);
/* Sleeps, not past the end; a signal ends it early. */
void gw_wait_pause(struct gw_wait *wait);

/* base_ms, give or take a half. */
int gw_jittered_ms(const struct gw_system *sys, int base_ms);

#endif
