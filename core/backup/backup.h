/*
 * Backups: a copy of the whole database beside it, made before migrations change it.
 *
 *	app     app_godwit_backup_20261128220501
 *	app.db  app.db_godwit_backup_20261128220501
 *
 * It is made as `db clone` makes one, while nobody else is connected where that matters. Its schema is
 * read back, and only when that has the fingerprint of the database's is the copy sealed: what has such
 * a name and a seal is a backup, and whole. Nothing else is ever removed here.
 */
#ifndef GW_BACKUP_BACKUP_H
#define GW_BACKUP_BACKUP_H

#include "database/database.h"

struct gw_backup_request {
	const char *database;
	const char *own_schema; /* of godwit's tables; NULL where the engine has none */
	size_t keep; /* so many of its backups stay, the youngest; 0: all */
};

struct gw_backup {
	const char *name; /* NULL: there is no database yet, and nothing to be kept of it */
	size_t removed; /* older ones */
	const char
		*unfinished; /* what somebody who was cut off left of another one; NULL: nothing */
};

/*
 * Makes a backup, and removes those that are not to be kept. GW_E_IN_USE, GW_E_CLONE and the like as
 * gw_database_clone(); GW_E_BACKUP: the copy is not like the database, and was dropped. Nothing is done
 * to the database itself.
 */
GW_MUST_USE bool gw_backup_make(const struct gw_databases *at,
				const struct gw_backup_request *request,
				struct gw_backup *ret_backup, struct gw_error **err);

/* Pure: whether the name is one that a backup of the database has. */
bool gw_backup_is_name(struct gw_view name, struct gw_view database);

#endif
