/*
 * A copy of a database file, made by SQLite's backup under a read transaction: whoever else writes
 * meanwhile, the copy is of one moment, with what is in the log. It gets its name when it is whole.
 */
#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

#include "base/fs.h"
#include "engine/sqlite/databases_int.h"

enum { PAGES_AT_ONCE = 4096 };

static bool fail_copy(struct gw_lite_conn *source, sqlite3 *copy, const char *path,
		      struct gw_error **err)
{
	if (source->stopped || gw_interrupted(source->base.sys))
		gw_fail(err, GW_E_INTERRUPTED, "interrupted");
	else if ((sqlite3_errcode(copy) & 0xff) == SQLITE_FULL)
		gw_fail(err, GW_E_DISK_FULL, "there is no space for the copy '%s'", path);
	else
		gw_fail(err, GW_E_SERVER, "cannot copy to '%s': %s", path, sqlite3_errmsg(copy));
	gw_error_state(*err, GW_STATE_UNTOUCHED, "nothing was copied");
	return false;
}

static bool copy_pages(struct gw_lite_conn *source, sqlite3 *copy, const char *path,
		       struct gw_error **err)
{
	sqlite3_backup *backup = sqlite3_backup_init(copy, "main", source->db, "main");
	int status = SQLITE_OK;

	if (backup == NULL)
		return fail_copy(source, copy, path, err);
	while (status == SQLITE_OK && !gw_interrupted(source->base.sys))
		status = sqlite3_backup_step(backup, PAGES_AT_ONCE);
	sqlite3_backup_finish(backup);
	return status == SQLITE_DONE || fail_copy(source, copy, path, err);
}

/*
 * While it is made it is its owner's alone: the source may be. SQLite gives what it writes beside a file
 * the mode of that file.
 */
static bool make_private(const char *path, struct gw_error **err)
{
	int fd = open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);

	return (fd >= 0 && close(fd) == 0) ||
	       gw_fail_errno(err, GW_E_IO, errno, "cannot write '%s'", path);
}

/* The transaction begins with its first look at the file. */
static bool copy_into(struct gw_lite_conn *source, const char *path, struct gw_error **err)
{
	sqlite3 *copy = NULL;
	bool ok;

	if (!gw_conn_exec(&source->base, "BEGIN", err) ||
	    !gw_conn_exec(&source->base, "PRAGMA main.schema_version", err) ||
	    !make_private(path, err))
		return false;
	ok = sqlite3_open_v2(path, &copy, SQLITE_OPEN_READWRITE, NULL) == SQLITE_OK;
	ok = ok ? copy_pages(source, copy, path, err) : fail_copy(source, copy, path, err);
	sqlite3_close(copy);
	return ok;
}

static bool publish(const char *temporary, const char *from, const char *to, struct gw_error **err)
{
	struct stat info;

	if (stat(from, &info) != 0 ||
	    chmod(temporary, (info.st_mode & (mode_t)~S_IFMT) | S_IWUSR) != 0)
		return gw_fail_errno(err, GW_E_IO, errno, "cannot set the permissions of '%s'",
				     temporary);
	return gw_path_rename(temporary, to, err);
}

bool gw_lite_database_clone(const struct gw_databases *at, const char *from, const char *name,
			    struct gw_error **err)
{
	const char *to = gw_lite_follow(at->arena, name);
	const char *temporary = gw_format(at->arena, "%s.%s.tmp", to, gw_uuid(at->arena, at->sys));
	struct gw_lite_conn *source;
	bool ok;

	if (!gw_lite_database_open(at, from, &source, err))
		return false;
	ok = copy_into(source, temporary, err) && publish(temporary, from, to, err);
	gw_conn_close(&source->base);
	if (ok)
		return true;
	unlink(temporary);
	unlink(gw_format(at->arena, "%s-journal", temporary));
	return false;
}
