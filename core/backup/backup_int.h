/*
 * What the files of this folder share.
 */
#ifndef GW_BACKUP_BACKUP_INT_H
#define GW_BACKUP_BACKUP_INT_H

#include "backup/backup.h"
#include "base/hash.h"

struct gw_backup_names {
	GW_VEC(const char *) list;
};

/*
 * A name of the present second, or of the next one after those of the others, sorted, that neither a database
 * has nor a dump: the newest comes last. GW_E_UNSUPPORTED: too long.
 */
GW_MUST_USE bool gw_backup_choose_name(const struct gw_databases *at,
				       const struct gw_backup_request *request,
				       const struct gw_backup_names *others, const char **ret_name,
				       struct gw_error **err);
/* The fingerprint of the database called name. */
GW_MUST_USE bool gw_backup_take(const struct gw_databases *at,
				const struct gw_backup_request *request, const char *name,
				struct gw_digest *ret_digest, struct gw_error **err);
/* Whether the database called name has this fingerprint: GW_E_BACKUP. */
GW_MUST_USE bool gw_backup_compare(const struct gw_databases *at,
				   const struct gw_backup_request *request, const char *name,
				   const struct gw_digest *before, struct gw_error **err);
/* The name of a database without its folder, where databases are files: it may be reached by many. */
struct gw_view gw_backup_last_name(const struct gw_databases *at, const char *name);
/* A name ends in a time: this brings the oldest to the front. */
void gw_backup_sort(struct gw_backup_names *names);
/* The copies of the database, from the oldest on; *ret_unfinished has such a name and no seal. */
GW_MUST_USE bool gw_backup_find(const struct gw_databases *at, const char *database,
				struct gw_backup_names *names, const char **ret_unfinished,
				struct gw_error **err);
/* Notes why an older one is still there. */
void gw_backup_note_stay(const struct gw_databases *at, struct gw_backup *backup,
			 const struct gw_error *error);
typedef bool gw_backup_remove_fn(const struct gw_databases *at, const char *name, bool *ret_removed,
				 struct gw_error **err);
/* Removes those of the names, sorted, that are more than are kept; one that stays is noted. */
void gw_backup_remove_surplus(const struct gw_databases *at,
			      const struct gw_backup_request *request,
			      const struct gw_backup_names *names, gw_backup_remove_fn *remove,
			      struct gw_backup *backup);

/* Whether there is one, or a part of one. */
bool gw_backup_has_file(struct gw_arena *arena, const struct gw_backup_request *request,
			const char *name);
/* As gw_backup_make(), of a database that is there. */
GW_MUST_USE bool gw_backup_dump(const struct gw_databases *at,
				const struct gw_backup_request *request,
				struct gw_backup *ret_backup, struct gw_error **err);

struct gw_backup_tool;
/* Loads a dump into the database, which is empty. */
GW_MUST_USE bool gw_backup_load(const struct gw_databases *at, const struct gw_backup_tool *loader,
				const char *file, const char *database, struct gw_error **err);

/* tool.c: one of the engine's programs, found, and run to its end. */
struct gw_backup_tool {
	const char *path;
	const char *name;
};
/* The installed program that serves this server best: GW_E_UNSUPPORTED when none does. */
GW_MUST_USE bool gw_backup_find_tool(const struct gw_databases *at, const char *name,
				     struct gw_backup_tool *ret_tool, struct gw_error **err);
/* GW_E_DUMP with what it said; GW_E_INTERRUPTED. */
GW_MUST_USE bool gw_backup_run_tool(const struct gw_databases *at,
				    const struct gw_backup_tool *tool,
				    const struct gw_program_call *call, struct gw_error **err);

#endif
