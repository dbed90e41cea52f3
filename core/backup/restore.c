/*
 * Backups brought back: copies, and dumps.
 */
#include <errno.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "backup/backup_int.h"
#include "base/fs.h"

struct restore {
	const struct gw_databases *at;
	const char *backup; /* the name of a copy, or the path of a dump */
	const char *database;
	bool force;
};

/* What another database had may be loaded where nothing is lost. */
static bool check_origin(const struct restore *restore, bool is_its_own, struct gw_error **err)
{
	const struct gw_databases *at = restore->at;
	bool exists;

	if (is_its_own)
		return true;
	if (!at->engine->databases->exists(at, restore->database, &exists, err))
		return false;
	if (!exists)
		return true;
	gw_fail(err, GW_E_NO_BACKUP, "%s is not a backup of %s", restore->backup,
		restore->database);
	gw_error_hint(
		*err,
		"Name the database that it is of, or one that is not there yet, by `--url` or "
		"`-e`.");
	return false;
}

/* --- copies --- */

static bool check_copy(const struct restore *restore, struct gw_error **err)
{
	const struct gw_databases *at = restore->at;
	bool is_sealed;

	if (!at->engine->databases->is_sealed(at, restore->backup, &is_sealed, err))
		return false;
	if (!is_sealed) {
		gw_fail(err, GW_E_NO_BACKUP, "the database %s has no seal: it is no backup",
			restore->backup);
		gw_error_hint(*err, "`godwit db clone` copies any database.");
		return false;
	}
	return check_origin(restore,
			    gw_backup_is_name(gw_backup_last_name(at, restore->backup),
					      gw_backup_last_name(at, restore->database)),
			    err);
}

static bool restore_copy(const struct restore *restore, struct gw_error **err)
{
	if (!check_copy(restore, err))
		return false;
	return gw_database_replace(restore->at, restore->backup, restore->database, restore->force,
				   err);
}

/* --- dumps --- */

static bool fail_no_backup(const struct restore *restore, struct gw_error **err)
{
	gw_fail(err, GW_E_NO_DATABASE, "there is no backup %s", restore->backup);
	gw_error_hint(*err, "`godwit db list` shows the copies that there are.");
	return false;
}

static bool check_file(const struct restore *restore, struct gw_error **err)
{
	struct stat info;

	if (!gw_file_exists(restore->backup))
		return fail_no_backup(restore, err);

	if (stat(restore->backup, &info) != 0 || access(restore->backup, R_OK) != 0)
		return gw_fail_errno(err, GW_E_IO, errno, "cannot read %s", restore->backup);
	return S_ISREG(info.st_mode) ||
	       gw_fail(err, GW_E_NO_BACKUP, "%s is not a file", restore->backup);
}

/* Before anything is emptied for it. */
static bool check_dump(const struct restore *restore, const struct gw_backup_tool *loader,
		       struct gw_error **err)
{
	const struct gw_databases *at = restore->at;
	const char *origin;

	return at->engine->databases->dump->examine(at, loader->path, restore->backup, &origin,
						    err) &&
	       check_origin(restore, strcmp(origin, restore->database) == 0, err);
}

static bool can_load(const struct restore *restore, struct gw_backup_tool *ret_loader,
		     struct gw_error **err)
{
	const struct gw_databases *at = restore->at;

	if (check_file(restore, err) &&
	    gw_backup_find_tool(at, at->engine->databases->dump->loader, ret_loader, err) &&
	    check_dump(restore, ret_loader, err))
		return true;
	if ((*err)->code == GW_E_NO_BACKUP && (*err)->hint == NULL)
		gw_error_hint(*err, "Give another dump, or a copy: `godwit db list` shows those "
				    "that there are.");
	return false;
}

static bool restore_dump(const struct restore *restore, struct gw_error **err)
{
	const struct gw_databases *at = restore->at;
	struct gw_backup_tool loader;

	if (!can_load(restore, &loader, err) ||
	    !gw_database_reset(at, restore->database, restore->force, err))
		return false;
	if (gw_backup_load(at, &loader, restore->backup, restore->database, err))
		return true;
	gw_error_state(*err, GW_STATE_PARTIAL, "%s was emptied, and %s is not loaded, or in part",
		       restore->database, restore->backup);
	if ((*err)->hint == NULL)
		gw_error_hint(*err,
			      "Correct what the program says, and run `godwit db restore` again: "
			      "the dump is as it was.");
	return false;
}

bool gw_backup_restore(const struct gw_databases *at, const char *backup, const char *database,
		       bool force, struct gw_error **err)
{
	const struct restore restore = {
		.at = at, .backup = backup, .database = database, .force = force};
	bool is_copy;

	if (!at->engine->databases->exists(at, backup, &is_copy, err))
		return false;
	if (is_copy)
		return restore_copy(&restore, err);
	return (at->engine->databases->dump != NULL ? restore_dump : fail_no_backup)(&restore, err);
}
