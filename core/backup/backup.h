/*
 * Backups: all that is in a database, kept before migrations change it.
 *
 *	app     app_godwit_backup_20261128220501          a copy beside it
 *	app.db  app.db_godwit_backup_20261128220501
 *	app     FOLDER/app_godwit_backup_20261128220501.dump
 *
 * A copy is made as `db clone` makes one, while nobody else is connected where that matters. Its schema
 * is read back, and only when that has the fingerprint of the database's is the copy sealed: what has
 * such a name and a seal is a backup, and whole.
 *
 * A dump is written by the engine's own program, whoever is connected. It is loaded into a database that
 * is made for that and dropped again; only when the schema there has the fingerprint of the database's
 * does the file get its name, which until then ends in .part.
 *
 * Nothing else is ever removed here.
 */
#ifndef GW_BACKUP_BACKUP_H
#define GW_BACKUP_BACKUP_H

#include "database/database.h"

struct gw_backup_request {
	const char *database;
	const char *own_schema; /* of godwit's tables; NULL where the engine has none */
	const char *folder; /* where dumps go, where the engine has them; NULL: a copy is made */
	size_t keep; /* so many of its backups stay, the youngest; 0: all */
};

struct gw_backup {
	const char *name; /* NULL: there is no database yet, and nothing to be kept of it */
	bool is_file; /* name is the path of a dump */
	size_t removed; /* older ones */
	size_t swept; /* files of dumps that somebody who was cut off never completed: removed */
	/* Why an older one, which was to go, is still there; NULL: all went. */
	const char *stays;
	/* A database that somebody who was cut off left of another one; NULL: none. */
	const char *unfinished;
};

/*
 * Makes a backup, and removes those that are not to be kept. Nothing is done to the database itself.
 *
 * GW_E_BACKUP: the backup is not like the database, and is gone again. Of copies: GW_E_IN_USE,
 * GW_E_CLONE and the like as gw_database_copy(). Of dumps: GW_E_UNSUPPORTED when there is no program
 * that makes them, GW_E_DUMP when it fails.
 */
GW_MUST_USE bool gw_backup_make(const struct gw_databases *at,
				const struct gw_backup_request *request,
				struct gw_backup *ret_backup, struct gw_error **err);

/*
 * Makes the database be what a backup has: a copy, by its name, or a dump, by its path. The database is
 * dropped or emptied, or made. force: sessions that are connected are ended; else they are GW_E_IN_USE.
 *
 * GW_E_NO_BACKUP, GW_E_IO, GW_E_UNSUPPORTED: nothing was done; the first of them also when the backup is
 * that of another database, and this one is there. Later errors have a state that says what is left.
 */
GW_MUST_USE bool gw_backup_restore(const struct gw_databases *at, const char *backup,
				   const char *database, bool force, struct gw_error **err);

/* Pure: whether the name is one that a backup of the database has; ".dump" does not belong to it. */
bool gw_backup_is_name(struct gw_view name, struct gw_view database);

#endif
