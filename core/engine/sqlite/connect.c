/*
 * Opening the database file.
 *
 * A reading command opens an existing file for writing where it may, with query_only: only so can
 * SQLite roll back what a crashed process left in a hot journal, and without that nobody could read
 * the file at all. A missing file is an empty database in memory to it.
 *
 * Guards against a file that somebody else prepared: extensions cannot be loaded; every page is checked
 * when it is read (cell_size_check), and read, not mapped, so that a file that is cut off meanwhile is
 * an error and not a crash (mmap_size); SQL cannot write SQLite's own tables (guard.c). trusted_schema
 * stays on: off, SQLite 3.40 refuses json_valid() in a CHECK, and all that it would keep views and
 * triggers from calling besides are functions of the application; those that we register are not for them. What could
 * do harm by itself (load_extension, fts3_tokenizer, dbstat, sqlite_dbpage) no schema can call.
 *
 * Symbolic links are followed: a link to the database is a usual deployment.
 */
#include <stdlib.h>

#include "base/fs.h"
#include "engine/sqlite/sqlite_int.h"

static const char memory_path[] = ":memory:";

/* "PRAGMA schema_version" reads the header: what is no database is found out here. */
static const char settle_sql[] = "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; "
				 "PRAGMA schema_version";
static const char query_only_sql[] = "PRAGMA query_only = ON";

static int open_flags(enum gw_lite_mode mode)
{
	switch (mode) {
	case GW_LITE_CREATE:
		return SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
	case GW_LITE_WRITE:
		return SQLITE_OPEN_READWRITE;
	case GW_LITE_READ:
		return SQLITE_OPEN_READONLY;
	}
	return SQLITE_OPEN_READONLY;
}

/* What a reading command opens in place of what the URL says. */
static void open_for_reading(struct gw_lite_settings *settings, bool must_exist)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	if (settings->is_memory || settings->mode == GW_LITE_READ)
		return;
	/* A missing folder is more likely a mistake than a database to be. */
	if (!must_exist && settings->mode == GW_LITE_CREATE && !gw_file_exists(settings->path) &&
	    gw_folder_is_dir(gw_lite_folder(&scratch, settings->path)))
		settings->is_memory = true;
	settings->mode = GW_LITE_WRITE;
}

static bool open_file(struct gw_lite_conn *conn, const struct gw_lite_settings *settings,
		      bool read_only, struct gw_error **err)
{
	const char *path = settings->is_memory ? memory_path : settings->path;
	/* One thread at a time uses a connection: no need to lock it for each cell of a row. */
	int flags = SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_NOMUTEX |
		    open_flags(settings->is_memory ? GW_LITE_CREATE : settings->mode);

	if (sqlite3_open_v2(path, &conn->db, flags, NULL) != SQLITE_OK)
		return gw_lite_fail_open(conn, settings, err);
	sqlite3_db_config(conn->db, SQLITE_DBCONFIG_ENABLE_LOAD_EXTENSION, 0, NULL);
	sqlite3_db_config(conn->db, SQLITE_DBCONFIG_ENABLE_FTS3_TOKENIZER, 0, NULL);
	gw_lite_guard(conn);
	gw_lite_watch(conn);
	if (!gw_lite_add_functions(conn) || !gw_lite_add_estate_functions(conn->db) ||
	    !gw_lite_add_query_functions(conn->db) || !gw_lite_follow_references(conn) ||
	    sqlite3_exec(conn->db, settle_sql, NULL, NULL, NULL) != SQLITE_OK ||
	    (read_only && sqlite3_exec(conn->db, query_only_sql, NULL, NULL, NULL) != SQLITE_OK))
		return gw_lite_fail_open(conn, settings, err);
	return true;
}

static void learn(struct gw_lite_conn *conn, const char *path)
{
	/* 3040001 -> 34001: major, two digits of minor, two of patch. */
	unsigned number = (unsigned)sqlite3_libversion_number();

	conn->base.info = (struct gw_server_info){
		.version = sqlite3_libversion(),
		.version_number = number / 1000000 * 10000 + number / 1000 % 1000 * 100 +
				  number % 1000,
		.flavor = "SQLite",
		.database = gw_strdup(&conn->arena, path),
		.read_only = sqlite3_db_readonly(conn->db, "main") == 1,
		.read_only_hint = "This user has to be able to write the file and its folder, and "
				  "the URL to be without `mode=ro`.",
	};
}

/*
 * SQLite counts its memory, which takes a lock for each piece of it: a tenth of what godwit does there.
 * In a process of ours nobody asks for the sum. And what undoes a savepoint, each migration's, is in a
 * temporary file from 64 kB on, of which every page is written by itself: with us, from about twice as much. It
 * goes there in one piece, and SQLite writes no more than 0x1ffff bytes at once: a larger piece would be
 * "database or disk is full". Where SQLite is at work already both are refused.
 */
static void set_up_library(const struct gw_system *sys)
{
	enum { SPILL_BYTES = 0x1ffff };

	if (!sys->owns_process)
		return;
	(void)sqlite3_config(SQLITE_CONFIG_MEMSTATUS, 0);
	(void)sqlite3_config(SQLITE_CONFIG_STMTJRNL_SPILL, SPILL_BYTES);
}

bool gw_lite_connect(const struct gw_connect_options *options, struct gw_conn **ret_conn,
		     struct gw_error **err)
{
	struct gw_lite_settings settings;
	struct gw_lite_conn *conn;

	if (!gw_lite_settings_read(options, &settings, err))
		return false;
	set_up_library(options->sys);
	if (options->read_only)
		open_for_reading(&settings, options->must_exist);
	conn = gw_xmalloc(sizeof(*conn));
	*conn = (struct gw_lite_conn){
		.base =
			{
				.engine = &gw_module_sqlite,
				.sys = options->sys,
				.notice = options->notice,
				.notice_payload = options->notice_payload,
			},
		.first_busy_ms = settings.busy_ms,
		.busy_ms = settings.busy_ms,
	};
	if (!open_file(conn, &settings, options->read_only, err)) {
		gw_lite_close(&conn->base);
		return false;
	}
	learn(conn, settings.path);
	*ret_conn = &conn->base;
	return true;
}

void gw_lite_close(struct gw_conn *base)
{
	struct gw_lite_conn *conn = gw_lite(base);

	if (conn == NULL)
		return;
	sqlite3_close(conn->db);
	gw_arena_done(&conn->touched.arena);
	gw_arena_done(&conn->arena);
	free(conn);
}
