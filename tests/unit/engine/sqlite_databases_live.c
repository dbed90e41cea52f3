/*
 * Whole databases where they are files: who may read them meanwhile, and what becomes of a file that
 * is not dropped.
 */
#include <glob.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>

#include "engine/databases.h"
#include "sqlite_files.h"

struct place {
	struct gw_arena arena;
	struct gw_error *err;
	struct gw_url url;
	struct gw_databases at;
	const char *folder;
};

static void place_init(struct place *place, void **state)
{
	place->folder = ((const struct folder *)*state)->path;
	place->url = (struct gw_url){
		.engine = "sqlite",
		.database = gw_format(&place->arena, "%s/db", place->folder),
	};
	place->at = (struct gw_databases){
		.arena = &place->arena,
		.sys = &gw_system_default,
		.engine = &gw_module_sqlite,
		.url = &place->url,
		.application = "godwit test",
	};
}

static void place_done(struct place *place)
{
	gw_error_clear(&place->err);
	gw_arena_done(&place->arena);
}

static unsigned mode_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return (unsigned)(info.st_mode & 07777);
}

static const char *watched;
static unsigned seen_mode;

/* SQLite calls it for every connection, once its file is open. */
static int look_at_copy(sqlite3 *db, char **ret_message GW_UNUSED,
			const struct sqlite3_api_routines *api GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	glob_t found;

	if (strstr(sqlite3_db_filename(db, "main"), ".tmp") == NULL)
		return SQLITE_OK;
	assert_int_equal(glob(gw_format(&arena, "%s/*.tmp", watched), 0, NULL, &found), 0);
	assert_int_equal(found.gl_pathc, 1);
	seen_mode = mode_of(found.gl_pathv[0]);
	globfree(&found);
	return SQLITE_OK;
}

static void test_copy_is_private(void **state)
{
	struct place place = {0};
	struct live live = {0};
	const char *copy;

	place_init(&place, state);
	open_db(&live, state);
	live_must(&live, "CREATE TABLE t (a)");
	live_done(&live);
	assert_int_equal(chmod(place.url.database, 0640), 0);
	watched = place.folder;
	assert_int_equal(sqlite3_auto_extension((void (*)(void))look_at_copy), SQLITE_OK);
	copy = gw_format(&place.arena, "%s/text", place.folder);
	if (!gw_module_sqlite.databases->clone(&place.at, place.url.database, copy, &place.err))
		fail_msg("%s", place.err->message);
	sqlite3_reset_auto_extension();
	assert_int_equal(seen_mode, 0600);
	assert_int_equal(mode_of(copy), 0640);
	place_done(&place);
}

static void test_what_stays_is_as_it_was(void **state)
{
	static const mode_t modes[] = {0664, 0444};
	struct place place = {0};
	const char *path;
	FILE *file;

	place_init(&place, state);
	path = gw_format(&place.arena, "%s/text", place.folder);
	file = fopen(path, "we");
	assert_non_null(file);
	assert_true(fputs("The notes of many years, which are no database.", file) >= 0);
	assert_int_equal(fclose(file), 0);
	for (size_t i = 0; i < GW_COUNT(modes); i++) {
		assert_int_equal(chmod(path, modes[i]), 0);
		assert_false(gw_module_sqlite.databases->drop(&place.at, path, false, &place.err));
		gw_error_clear(&place.err);
		assert_int_equal(mode_of(path), modes[i]);
	}
	place_done(&place);
}

static void test_sealed_is_dropped(void **state)
{
	struct place place = {0};
	struct live live = {0};
	const char *path;

	place_init(&place, state);
	path = place.url.database;
	open_db(&live, state);
	live_must(&live, "CREATE TABLE t (a)");
	live_done(&live);
	assert_true(gw_module_sqlite.databases->seal(&place.at, path, &place.err));
	assert_true(gw_module_sqlite.databases->drop(&place.at, path, false, &place.err));
	assert_int_equal(access(path, F_OK), -1);
	place_done(&place);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		LIVE(test_copy_is_private),
		LIVE(test_what_stays_is_as_it_was),
		LIVE(test_sealed_is_dropped),
	};

	return cmocka_run_group_tests_name("engine/sqlite_databases_live", tests, NULL, NULL);
}
