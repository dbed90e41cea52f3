/*
 * A temporary folder as working folder, and an environment of our own, for tests that read files.
 */
#ifndef GW_TESTS_SCRATCH_H
#define GW_TESTS_SCRATCH_H

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "base/fs.h"
#include "base/system.h"

/* "NAME=value", NULL at the end; what the double of getenv() looks through. */
static const char *variables[8];

static inline const char *find_variable(const char *name)
{
	size_t n = strlen(name);

	for (size_t i = 0; i < GW_COUNT(variables) && variables[i] != NULL; i++) {
		if (strncmp(variables[i], name, n) == 0 && variables[i][n] == '=')
			return variables[i] + n + 1;
	}
	return NULL;
}

static inline struct gw_system scratch_system(void)
{
	struct gw_system sys = gw_system_default;

	sys.getenv = find_variable;
	return sys;
}

static inline void set_variables(const char *const *values)
{
	for (size_t i = 0; i < GW_COUNT(variables); i++)
		variables[i] = values != NULL && *values != NULL ? *values++ : NULL;
}

static char scratch_folder[] = "/tmp/godwit-test-XXXXXX";

static inline int enter_scratch(void **state GW_UNUSED)
{
	return mkdtemp(scratch_folder) == NULL || chdir(scratch_folder) != 0;
}

static inline void write_file_mode(const char *path, const char *text, unsigned mode)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;

	if (!gw_file_write(path, gw_view_of(text), mode, &error))
		abort();
}

/* text NULL: the file is removed. */
static inline void write_file(const char *path, const char *text)
{
	if (text != NULL)
		write_file_mode(path, text, 0600);
	else
		unlink(path);
}

#endif
