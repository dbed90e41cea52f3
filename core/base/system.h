/*
 * The world outside: time, randomness, environment, signals. Core asks for these through a struct
 * so that plans are pure and tests are exact. core never calls getenv() or time() by itself.
 */
#ifndef GW_BASE_SYSTEM_H
#define GW_BASE_SYSTEM_H

#include <signal.h>

#include "base/common.h"
#include "base/view.h"

struct gw_system {
	int64_t (*now_us)(void); /* wall clock, microseconds since 1970 UTC */
	int64_t (*monotonic_us)(void); /* never goes back */
	void (*sleep_ms)(int ms); /* returns early when a signal arrives */
	void (*random)(void *bytes, size_t n);
	const char *(*getenv)(const char *name); /* NULL when unset */
	/* The number of the signal that asks godwit to stop, 0 while there is none. */
	const volatile sig_atomic_t *interrupted;
	/* The process is godwit's own: libraries may be set up for nobody else. */
	bool owns_process;
};

/* Variables by their names, wherever they come from. {0}: all are unset. */
struct gw_variables {
	const char *(*find)(const void *payload, const char *name); /* NULL when unset */
	const void *payload;
};
static inline const char *gw_variables_find(const struct gw_variables *variables, const char *name)
{
	return variables->find != NULL ? variables->find(variables->payload, name) : NULL;
}

/* The real clock and randomness; an empty environment; never interrupted. */
extern const struct gw_system gw_system_default;

static inline int gw_interrupted(const struct gw_system *sys)
{
	return (int)*sys->interrupted;
}

/* "2026-11-22T09:30:00.123456Z", and back. */
char *gw_time_format(struct gw_arena *arena, int64_t time_us);
GW_MUST_USE bool gw_time_parse(struct gw_view text, int64_t *ret_time_us);
/* "2026-11-22 09:30:00", for tables. */
char *gw_time_short(struct gw_arena *arena, int64_t time_us);
/* "20261122093000", and back. */
char *gw_time_stamp(struct gw_arena *arena, int64_t time_us);
GW_MUST_USE bool gw_time_parse_stamp(struct gw_view stamp, int64_t *ret_time_us);
/* "1.24 s", "12 ms", "3 min 20 s": for humans. */
char *gw_duration_format(struct gw_arena *arena, int64_t duration_us);
/* "3 hours", "2 days": how long ago, for humans. */
char *gw_age_format(struct gw_arena *arena, int64_t age_us);

/* The name of this host; NULL where it cannot be had. */
char *gw_host_name(struct gw_arena *arena);

/* A random (version 4) UUID in its usual text form. */
char *gw_uuid(struct gw_arena *arena, const struct gw_system *sys);

#endif
