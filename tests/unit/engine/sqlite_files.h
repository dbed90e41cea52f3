/*
 * What the tests of the SQLite engine on real files share: a folder for each test, and opening "db"
 * in it.
 */
#ifndef TEST_ENGINE_SQLITE_FILES_H
#define TEST_ENGINE_SQLITE_FILES_H

#include <unistd.h>

#include "live.h"

extern const struct gw_engine gw_module_sqlite;

/* A folder of its own for each test. */
struct folder {
	char path[32];
};

static const char folder_template[] = "/tmp/godwit-live-XXXXXX";

static inline int set_up(void **state)
{
	struct folder *folder = calloc(1, sizeof(*folder));

	memcpy(folder->path, folder_template, sizeof(folder_template));
	*state = folder;
	return mkdtemp(folder->path) != NULL ? 0 : -1;
}

static inline int tear_down(void **state)
{
	static const char *const names[] = {"db", "db-journal", "db-wal", "db-shm", "text"};
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct folder *folder = *state;

	for (size_t i = 0; i < GW_COUNT(names); i++)
		unlink(gw_format(&arena, "%s/%s", folder->path, names[i]));
	rmdir(folder->path);
	free(folder);
	return 0;
}

/* Opens "db" in the test's folder; suffix is appended to the URL. */
static inline bool open_suffix(struct live *live, void **state, const char *suffix, bool read_only)
{
	const struct folder *folder = *state;

	return live_connect(live, &gw_module_sqlite,
			    gw_format(&live->arena, "sqlite:%s/%s", folder->path, suffix),
			    read_only);
}

static inline void open_db(struct live *live, void **state)
{
	if (!open_suffix(live, state, "db", false))
		fail_msg("%s", live->err->message);
}

#define LIVE(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

#endif
