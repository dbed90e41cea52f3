/* Where installed programs are looked for, and which comes first. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/fs.h"
#include "base/programs.h"

static const char *path_only(const char *name)
{
	return gw_view_is(gw_view_of(name), "PATH") ? "nowhere:own::" : NULL;
}

static void install(const char *folder, unsigned mode)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;

	assert_true(gw_folder_make(folder, &error));
	assert_true(gw_file_write(gw_format(&arena, "%s/dump", folder), GW_VIEW("#!/bin/sh\n"),
				  mode, &error));
}

static void test_order(void **state GW_UNUSED)
{
	static const char *const patterns[] = {"lib/*/bin", "nothing/*", NULL};
	static const char *const expected[] = {"own/dump", "lib/18/bin/dump", "lib/9/bin/dump"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_system sys = gw_system_default;
	struct gw_programs found;

	sys.getenv = path_only;
	install("own", 0700);
	install("lib/9/bin", 0700);
	install("lib/18/bin", 0700);
	install("lib/19/bin", 0600);
	gw_programs_find(&arena, &sys, "dump", patterns, &found);
	assert_int_equal(found.paths.n, GW_COUNT(expected));
	for (size_t i = 0; i < found.paths.n; i++)
		assert_string_equal(found.paths.items[i], expected[i]);
	gw_programs_find(&arena, &sys, "load", patterns, &found);
	assert_int_equal(found.paths.n, 0);
}

static int enter_folder(void **state GW_UNUSED)
{
	static char folder[] = "/tmp/godwit-test-XXXXXX";

	return mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static int leave_folder(void **state GW_UNUSED)
{
	static const char *const files[] = {"own/dump", "lib/9/bin/dump", "lib/18/bin/dump",
					    "lib/19/bin/dump"};
	static const char *const folders[] = {"own",   "lib/9/bin", "lib/18/bin", "lib/19/bin",
					      "lib/9", "lib/18",    "lib/19",     "lib"};
	char *here = getcwd(NULL, 0);
	int failed = here == NULL;

	for (size_t i = 0; i < GW_COUNT(files); i++)
		failed |= unlink(files[i]);
	for (size_t i = 0; i < GW_COUNT(folders); i++)
		failed |= rmdir(folders[i]);
	failed |= chdir("/") | rmdir(here);
	free(here);
	return failed;
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order),
	};

	return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
