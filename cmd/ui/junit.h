/*
 * Results as JUnit XML, which CI servers show as tests.
 */
#ifndef CMD_UI_JUNIT_H
#define CMD_UI_JUNIT_H

#include "base/str.h"

struct junit_case {
	const char *group; /* what the test is of: a folder */
	const char *name;
	int64_t elapsed_us;
	const char *skipped; /* why it was not made; NULL: it was */
	const char *failure; /* one phrase; NULL: it is good */
	const char *type; /* of the failure */
	const char *text; /* more about it; NULL: there is no more */
};

/* A document with one suite. */
void junit_write(const char *suite, const struct junit_case *cases, size_t n, struct gw_str *str);

#endif
