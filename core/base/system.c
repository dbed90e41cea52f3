/*
 * The real clock and randomness, and times as text.
 */
#include "base/system.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>

#include "base/ascii.h"

enum { US_PER_S = 1000000, S_PER_DAY = 86400 };

static int64_t clock_us(clockid_t clock)
{
	struct timespec now;

	clock_gettime(clock, &now);
	return (int64_t)now.tv_sec * US_PER_S + now.tv_nsec / 1000;
}

static int64_t real_now_us(void)
{
	return clock_us(CLOCK_REALTIME);
}

static int64_t real_monotonic_us(void)
{
	return clock_us(CLOCK_MONOTONIC);
}

static void real_sleep_ms(int ms)
{
	struct timespec pause = {.tv_sec = ms / 1000, .tv_nsec = (long)(ms % 1000) * 1000000};

	nanosleep(&pause, NULL);
}

static void real_random(void *bytes, size_t n)
{
	unsigned char *at = bytes;

	while (n != 0) {
		ssize_t got = getrandom(at, n, 0);

		if (got <= 0)
			continue; /* interrupted before the pool was ready */
		at += got;
		n -= (size_t)got;
	}
}

static const char *empty_getenv(const char *name GW_UNUSED)
{
	return NULL;
}

static const volatile sig_atomic_t never_interrupted;

const struct gw_system gw_system_default = {
	.now_us = real_now_us,
	.monotonic_us = real_monotonic_us,
	.sleep_ms = real_sleep_ms,
	.random = real_random,
	.getenv = empty_getenv,
	.interrupted = &never_interrupted,
};

/* Rounds towards minus infinity, so that times before 1970 work. */
static int64_t floor_div(int64_t a, int64_t b)
{
	return a / b - (a % b != 0 && (a < 0) != (b < 0));
}

static struct tm utc_of(int64_t time_us)
{
	time_t seconds = (time_t)floor_div(time_us, US_PER_S);
	struct tm tm = {0};

	gmtime_r(&seconds, &tm);
	return tm;
}

char *gw_time_format(struct gw_arena *arena, int64_t time_us)
{
	struct tm tm = utc_of(time_us);
	int64_t micro = time_us - floor_div(time_us, US_PER_S) * US_PER_S;

	return gw_format(arena, "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", tm.tm_year + 1900,
			 tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec, (int)micro);
}

char *gw_time_short(struct gw_arena *arena, int64_t time_us)
{
	struct tm tm = utc_of(time_us);

	return gw_format(arena, "%04d-%02d-%02d %02d:%02d:%02d", tm.tm_year + 1900, tm.tm_mon + 1,
			 tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

char *gw_time_stamp(struct gw_arena *arena, int64_t time_us)
{
	struct tm tm = utc_of(time_us);

	return gw_format(arena, "%04d%02d%02d%02d%02d%02d", tm.tm_year + 1900, tm.tm_mon + 1,
			 tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec);
}

/* Cuts a number of exactly n digits off *text. */
static bool take_digits(struct gw_view *text, size_t n, int *ret_value)
{
	uint64_t value;

	if (text->n < n || !gw_parse_u64(gw_view_slice(*text, 0, n), &value))
		return false;
	*text = gw_view_from(*text, n);
	*ret_value = (int)value;
	return true;
}

static bool take_char(struct gw_view *text, char c)
{
	if (text->n == 0 || text->p[0] != c)
		return false;
	*text = gw_view_from(*text, 1);
	return true;
}

/* ".123456", any number of digits up to nine; nothing at all is 0. */
static bool take_fraction_us(struct gw_view *text, int64_t *ret_us)
{
	int64_t us = 0;
	int64_t factor = US_PER_S;
	size_t digits = 0;

	*ret_us = 0;
	if (!take_char(text, '.'))
		return true;
	for (; text->n != 0 && gw_is_digit(text->p[0]); digits++) {
		factor /= 10;
		us += (text->p[0] - '0') * factor;
		*text = gw_view_from(*text, 1);
	}
	*ret_us = us;
	return digits > 0 && digits <= 9;
}

/* month from 1; timegm() would take February 30th for a day in March. */
static int days_of(int year, int month)
{
	static const int days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
	bool leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);

	return days[month - 1] + (month == 2 && leap);
}

bool gw_time_parse(struct gw_view text, int64_t *ret_time_us)
{
	struct tm tm = {0};
	int64_t fraction_us;

	if (!take_digits(&text, 4, &tm.tm_year) || !take_char(&text, '-') ||
	    !take_digits(&text, 2, &tm.tm_mon) || !take_char(&text, '-') ||
	    !take_digits(&text, 2, &tm.tm_mday) || !take_char(&text, 'T') ||
	    !take_digits(&text, 2, &tm.tm_hour) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &tm.tm_min) || !take_char(&text, ':') ||
	    !take_digits(&text, 2, &tm.tm_sec) || !take_fraction_us(&text, &fraction_us) ||
	    !gw_view_is(text, "Z"))
		return false;
	if (tm.tm_mon < 1 || tm.tm_mon > 12 || tm.tm_mday < 1 ||
	    tm.tm_mday > days_of(tm.tm_year, tm.tm_mon) || tm.tm_hour > 23 || tm.tm_min > 59 ||
	    tm.tm_sec > 60)
		return false;
	tm.tm_year -= 1900;
	tm.tm_mon--;
	*ret_time_us = (int64_t)timegm(&tm) * US_PER_S + fraction_us;
	return true;
}

bool gw_time_parse_stamp(struct gw_view stamp, int64_t *ret_time_us)
{
	enum { STAMP_SIZE = 14 };
	char text[sizeof("2026-11-22T09:30:00Z")];
	const char *p = stamp.p;

	if (stamp.n != STAMP_SIZE)
		return false;
	snprintf(text, sizeof(text), "%.4s-%.2s-%.2sT%.2s:%.2s:%.2sZ", p, p + 4, p + 6, p + 8,
		 p + 10, p + 12);
	return gw_time_parse(gw_view_of(text), ret_time_us);
}

char *gw_duration_format(struct gw_arena *arena, int64_t duration_us)
{
	int64_t seconds = duration_us / US_PER_S;

	if (duration_us < 1000)
		return gw_format(arena, "%d us", (int)GW_MAX(duration_us, 0));
	if (duration_us < US_PER_S)
		return gw_format(arena, "%d ms", (int)(duration_us / 1000));
	if (seconds < 60)
		return gw_format(arena, "%d.%02d s", (int)seconds,
				 (int)(duration_us % US_PER_S / 10000));
	if (seconds < 3600)
		return gw_format(arena, "%d min %d s", (int)(seconds / 60), (int)(seconds % 60));
	return gw_format(arena, "%lld h %d min", (long long)(seconds / 3600),
			 (int)(seconds % 3600 / 60));
}

char *gw_age_format(struct gw_arena *arena, int64_t age_us)
{
	static const struct {
		int64_t seconds;
		const char *unit;
	} units[] = {{S_PER_DAY, "day"}, {3600, "hour"}, {60, "minute"}, {1, "second"}};
	int64_t seconds = age_us / US_PER_S;

	for (size_t i = 0; i < GW_COUNT(units); i++) {
		int64_t n = seconds / units[i].seconds;

		if (n > 0)
			return gw_format(arena, "%lld %s%s", (long long)n, units[i].unit,
					 n == 1 ? "" : "s");
	}
	return gw_strdup(arena, "a moment");
}

char *gw_host_name(struct gw_arena *arena)
{
	char name[256];

	if (gethostname(name, sizeof(name)) != 0)
		return NULL;
	name[sizeof(name) - 1] = '\0';
	return gw_strdup(arena, name);
}

char *gw_uuid(struct gw_arena *arena, const struct gw_system *sys)
{
	unsigned char b[16];

	sys->random(b, sizeof(b));
	b[6] = (unsigned char)((b[6] & 0x0f) | 0x40);
	b[8] = (unsigned char)((b[8] & 0x3f) | 0x80);
	return gw_format(arena,
			 "%02x%02x%02x%02x-%02x%02x-%02x%02x-%02x%02x-%02x%02x%02x%02x%02x%02x",
			 b[0], b[1], b[2], b[3], b[4], b[5], b[6], b[7], b[8], b[9], b[10], b[11],
			 b[12], b[13], b[14], b[15]);
}
