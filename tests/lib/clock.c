/*
 * For LD_PRELOAD: the wall clock is CLOCK_OFFSET seconds off (a number, perhaps with a minus sign), for
 * the program and its libraries.
 */
#include <dlfcn.h>
#include <stdlib.h>
#include <sys/time.h>
#include <time.h>

/* Under the names of the C library's own. */
int read_clock(clockid_t clock, struct timespec *ret_time) __asm__("clock_gettime");
time_t read_time(time_t *ret_time) __asm__("time");
int read_timeofday(struct timeval *ret_time, void *zone) __asm__("gettimeofday");

static time_t offset(void)
{
	const char *text = getenv("CLOCK_OFFSET");
	int sign = text != NULL && *text == '-' ? -1 : 1;
	time_t number = 0;

	if (text == NULL)
		return 0;
	for (text += sign < 0; *text >= '0' && *text <= '9'; text++)
		number = number * 10 + (*text - '0');
	return sign * number;
}

int read_clock(clockid_t clock, struct timespec *ret_time)
{
	static int (*real)(clockid_t, struct timespec *);
	int status;

	if (real == NULL)
		*(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
	status = real(clock, ret_time);
	if (status == 0 && clock == CLOCK_REALTIME)
		ret_time->tv_sec += offset();
	return status;
}

time_t read_time(time_t *ret_time)
{
	struct timespec now = {0};

	(void)read_clock(CLOCK_REALTIME, &now);
	if (ret_time != NULL)
		*ret_time = now.tv_sec;
	return now.tv_sec;
}

int read_timeofday(struct timeval *ret_time, void *zone)
{
	struct timespec now = {0};

	(void)zone;
	(void)read_clock(CLOCK_REALTIME, &now);
	*ret_time = (struct timeval){.tv_sec = now.tv_sec, .tv_usec = now.tv_nsec / 1000};
	return 0;
}
