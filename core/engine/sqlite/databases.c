/*
 * Whole databases where they are files: names are paths.
 */
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <unistd.h>

#include "base/fs.h"
#include "config/secret.h"
#include "engine/sqlite/databases_int.h"

enum { LINKS_MAX = 40 }; /* as the kernel follows */

static const char magic[16] = "SQLite format 3";

bool gw_lite_database_open(const struct gw_databases *at, const char *path,
			   struct gw_lite_conn **ret_conn, struct gw_error **err)
{
	struct gw_conn *conn;

	if (!gw_file_exists(path))
		return gw_fail(err, GW_E_NO_DATABASE, "there is no file '%s'", path);
	if (!gw_databases_connect(at, path, false, &conn, err))
		return false;
	*ret_conn = gw_lite(conn);
	return true;
}

/* Whether the file says that it is one; its size. */
static bool is_database(const char *path, int64_t *ret_size_bytes)
{
	char head[sizeof(magic)];
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
	struct stat info;
	bool is;

	if (fd < 0)
		return false;
	is = fstat(fd, &info) == 0 && S_ISREG(info.st_mode) &&
	     read(fd, head, sizeof(head)) == (ssize_t)sizeof(head) &&
	     memcmp(head, magic, sizeof(magic)) == 0;
	close(fd);
	*ret_size_bytes = is ? info.st_size : 0;
	return is;
}

/* The databases of the folder that the URL's is in. */
static bool list(const struct gw_databases *at, struct gw_database_list *ret_list,
		 struct gw_error **err)
{
	const char *path = gw_lite_folder(at->arena, at->url->database);
	struct gw_folder_entry *entries;
	struct gw_folder *folder;
	size_t n;
	bool ok;

	if (!gw_folder_open(path, &folder, err))
		return false;
	ok = gw_folder_list(folder, at->arena, 1, &entries, &n, err);
	gw_folder_close(folder);
	if (!ok)
		return false;
	*ret_list = (struct gw_database_list){0};
	for (size_t i = 0; i < n; i++) {
		struct gw_database database = {.sessions = -1};

		database.name = gw_view_is(gw_view_of(path), ".")
					? entries[i].path
					: gw_format(at->arena, "%s/%s", path, entries[i].path);
		if (is_database(database.name, &database.size_bytes))
			gw_vec_push(at->arena, &ret_list->list, database);
	}
	return true;
}

static bool exists(const struct gw_databases *at GW_UNUSED, const char *name, bool *ret_exists,
		   struct gw_error **err GW_UNUSED)
{
	*ret_exists = gw_file_exists(name);
	return true;
}

static bool sessions(const struct gw_databases *at, const char *name,
		     struct gw_database_sessions *ret_sessions, struct gw_error **err GW_UNUSED)
{
	gw_lite_openers(at->arena, name, ret_sessions);
	return true;
}

/* An empty file is a database, too, but does not say so: this writes its head. */
static bool create(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	struct gw_conn *conn;
	bool ok;

	if (!gw_databases_connect(at, name, false, &conn, err))
		return false;
	ok = gw_conn_exec(conn, "PRAGMA user_version = 0", err);
	gw_conn_close(conn);
	if (ok && !gw_file_exists(name))
		return gw_fail(err, GW_E_UNSUPPORTED, "'%s' is no file, and is gone again", name);
	return ok;
}

static bool remove_file(const char *path, struct gw_error **err)
{
	return unlink(path) == 0 || errno == ENOENT ||
	       gw_fail_errno(err, GW_E_IO, errno, "cannot remove '%s'", path);
}

const char *gw_lite_follow(struct gw_arena *arena, const char *name)
{
	char target[PATH_MAX];

	for (int i = 0; i < LINKS_MAX; i++) {
		ssize_t n = readlink(name, target, sizeof(target));

		if (n < 0 || (size_t)n == sizeof(target))
			break;
		name = gw_path_from(arena, gw_lite_folder(arena, name),
				    gw_view_dup(arena, (struct gw_view){target, (size_t)n}));
	}
	return name;
}

/*
 * The database goes first, under a lock that nobody else can have: what was beside it then belongs to
 * nothing, and a new file of that name must not find it.
 */
static bool remove_database(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	static const char *const beside[] = {"-wal", "-shm", "-journal"};
	struct gw_lite_conn *conn;
	bool ok;

	if (!gw_lite_database_open(at, name, &conn, err))
		return false;
	ok = gw_conn_exec(&conn->base, "PRAGMA main.journal_mode = DELETE", err) &&
	     gw_conn_exec(&conn->base, "BEGIN EXCLUSIVE", err) && remove_file(name, err);
	gw_conn_close(&conn->base);
	for (size_t i = 0; ok && i < GW_COUNT(beside); i++)
		ok = remove_file(gw_format(at->arena, "%s%s", name, beside[i]), err);
	return ok;
}

static bool is_write_protected(const char *path, mode_t *ret_mode)
{
	struct stat info;

	if (stat(path, &info) != 0)
		return false;
	*ret_mode = info.st_mode & (mode_t)~S_IFMT;
	return (info.st_mode & (S_IWUSR | S_IWGRP | S_IWOTH)) == 0;
}

/* Only what can be written can be locked. A link stays: what is made by its name is there again. */
static bool drop(const struct gw_databases *at, const char *link, bool force GW_UNUSED,
		 struct gw_error **err)
{
	const char *name = gw_lite_follow(at->arena, link);
	mode_t mode = 0;
	bool is_protected = is_write_protected(name, &mode);

	if (is_protected && chmod(name, mode | S_IWUSR) != 0 && errno != EPERM)
		return gw_fail_errno(err, GW_E_IO, errno, "cannot drop '%s'", name);
	if (remove_database(at, name, err))
		return true;
	if (is_protected)
		(void)chmod(name, mode);
	return false;
}

/* SQLite's way to begin anew in the same file: a transaction, so it is all or nothing. */
static bool empty(const struct gw_databases *at, const char *name, bool force GW_UNUSED,
		  struct gw_error **err)
{
	struct gw_lite_conn *conn;
	bool ok;

	if (!gw_lite_database_open(at, name, &conn, err))
		return false;
	ok = sqlite3_db_config(conn->db, SQLITE_DBCONFIG_RESET_DATABASE, 1, NULL) == SQLITE_OK &&
	     gw_conn_exec(&conn->base, "VACUUM", err);
	gw_conn_close(&conn->base);
	return ok;
}

/* Who may read it may go on doing so: a copy of it is to be as the original was. */
static bool seal(const struct gw_databases *at GW_UNUSED, const char *name, struct gw_error **err)
{
	struct stat info;

	return (stat(name, &info) == 0 &&
		chmod(name, info.st_mode & (S_IRUSR | S_IRGRP | S_IROTH)) == 0) ||
	       gw_fail_errno(err, GW_E_IO, errno, "cannot write-protect '%s'", name);
}

static bool is_sealed(const struct gw_databases *at GW_UNUSED, const char *name, bool *ret_sealed,
		      struct gw_error **err GW_UNUSED)
{
	mode_t mode = 0;

	*ret_sealed = is_write_protected(name, &mode);
	return true;
}

const struct gw_databases_engine gw_lite_databases = {
	.list = list,
	.exists = exists,
	.sessions = sessions,
	.create = create,
	.drop = drop,
	.clone = gw_lite_database_clone,
	.empty = empty,
	.seal = seal,
	.is_sealed = is_sealed,
};
