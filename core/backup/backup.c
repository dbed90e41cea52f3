/*
 * Making a backup: a dump, or a copy: copy, compare, seal, and remove the oldest.
 */
#include "backup/backup_int.h"

#include <stdlib.h>
#include <string.h>

#include "fingerprint/fingerprint.h"

#define INFIX "_godwit_backup_"

enum {
	STAMP_SIZE = 14, /* gw_time_stamp() */
	SECOND_US = 1000 * 1000,
	NAME_MAX_BYTES = 63, /* of a database on a server: PostgreSQL cuts off what is longer */
};

bool gw_backup_is_name(struct gw_view name, struct gw_view database)
{
	struct gw_view rest = gw_view_from(name, database.n);

	if (!gw_view_eq(gw_view_slice(name, 0, database.n), database) ||
	    !gw_view_starts(rest, INFIX))
		return false;
	rest = gw_view_from(rest, strlen(INFIX));
	for (size_t i = 0; i < rest.n; i++) {
		if (rest.p[i] < '0' || rest.p[i] > '9')
			return false;
	}
	return rest.n == STAMP_SIZE;
}

static bool is_taken(const struct gw_databases *at, const struct gw_backup_request *request,
		     const char *name, bool *ret_taken, struct gw_error **err)
{
	*ret_taken = request->folder != NULL && gw_backup_has_file(at->arena, request, name);
	return *ret_taken || at->engine->databases->exists(at, name, ret_taken, err);
}

/* Another clock may be ahead of ours, and several are made in a second. */
static int64_t time_after(const struct gw_databases *at, const struct gw_backup_names *others)
{
	int64_t now_us = at->sys->now_us(), last_us;
	struct gw_view last;

	if (others->list.n == 0)
		return now_us;
	last = gw_view_of(gw_vec_last(&others->list));
	last = gw_view_from(last, gw_view_rfind_char(last, '_') + 1);
	if (!gw_time_parse_stamp(gw_view_slice(last, 0, STAMP_SIZE), &last_us))
		return now_us;
	return GW_MAX(now_us, last_us + SECOND_US);
}

bool gw_backup_choose_name(const struct gw_databases *at, const struct gw_backup_request *request,
			   const struct gw_backup_names *others, const char **ret_name,
			   struct gw_error **err)
{
	int64_t time_us = time_after(at, others);
	bool taken = true;

	for (; taken; time_us += SECOND_US) {
		*ret_name = gw_format(at->arena, "%s" INFIX "%s", request->database,
				      gw_time_stamp(at->arena, time_us));
		if (at->conn != NULL && strlen(*ret_name) > NAME_MAX_BYTES)
			return gw_fail(err, GW_E_UNSUPPORTED,
				       "the name of %s is too long for a backup of it",
				       request->database);
		if (!is_taken(at, request, *ret_name, &taken, err))
			return false;
	}
	return true;
}

bool gw_backup_take(const struct gw_databases *at, const struct gw_backup_request *request,
		    const char *name, struct gw_digest *ret_digest, struct gw_error **err)
{
	struct gw_conn *conn;
	bool empty, ok;

	if (!gw_databases_connect(at, name, true, &conn, err))
		return false;
	ok = gw_fingerprint_read(conn, request->own_schema, ret_digest, &empty, err);
	gw_conn_close(conn);
	return ok;
}

bool gw_backup_compare(const struct gw_databases *at, const struct gw_backup_request *request,
		       const char *name, const struct gw_digest *before, struct gw_error **err)
{
	struct gw_digest digest;

	if (!gw_backup_take(at, request, name, &digest, err))
		return false;
	if (gw_digest_eq(&digest, before))
		return true;
	gw_fail(err, GW_E_BACKUP, "the schema of the backup is not that of %s", request->database);
	gw_error_hint(*err, "When nobody changes it meanwhile, run the command again.");
	return false;
}

/* What is not known to be whole does not stay. */
static void take_away(const struct gw_databases *at, const char *copy, struct gw_error *error)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	if (!at->engine->databases->drop(at, copy, true, &ignored))
		gw_error_state(error, GW_STATE_PARTIAL,
			       "nothing was run; the unfinished copy %s is still there: "
			       "`godwit db drop %s`",
			       copy, copy);
}

static bool copy(const struct gw_databases *at, const struct gw_backup_request *request,
		 const char *name, struct gw_error **err)
{
	struct gw_digest before;

	if (!gw_backup_take(at, request, request->database, &before, err) ||
	    !gw_database_copy(at, request->database, name, err))
		return false;
	if (gw_backup_compare(at, request, name, &before, err) &&
	    at->engine->databases->seal(at, name, err))
		return true;
	take_away(at, name, *err);
	return false;
}

/* --- which are kept --- */

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

void gw_backup_sort(struct gw_backup_names *names)
{
	if (names->list.n != 0)
		qsort(names->list.items, names->list.n, sizeof(const char *), compare_names);
}

struct gw_view gw_backup_last_name(const struct gw_databases *at, const char *name)
{
	struct gw_view view = gw_view_of(name);
	size_t slash = gw_view_rfind_char(view, '/');

	return at->conn != NULL || slash == GW_NOWHERE ? view : gw_view_from(view, slash + 1);
}

bool gw_backup_find(const struct gw_databases *at, const char *database,
		    struct gw_backup_names *names, const char **ret_unfinished,
		    struct gw_error **err)
{
	struct gw_database_list all;

	if (!gw_database_list(at, &all, err))
		return false;
	for (size_t i = 0; i < all.list.n; i++) {
		const char *name = all.list.items[i].name;
		bool is_sealed;

		if (!gw_backup_is_name(gw_backup_last_name(at, name),
				       gw_backup_last_name(at, database)))
			continue;
		if (!at->engine->databases->is_sealed(at, name, &is_sealed, err))
			return false;
		if (is_sealed)
			gw_vec_push(at->arena, &names->list, name);
		else
			*ret_unfinished = name;
	}
	gw_backup_sort(names);
	return true;
}

void gw_backup_note_stay(const struct gw_databases *at, struct gw_backup *backup,
			 const struct gw_error *error)
{
	backup->stays = gw_strdup(at->arena, error->message);
}

void gw_backup_remove_surplus(const struct gw_databases *at,
			      const struct gw_backup_request *request,
			      const struct gw_backup_names *names, gw_backup_remove_fn *remove,
			      struct gw_backup *backup)
{
	size_t n = names->list.n;
	size_t surplus = request->keep != 0 && n > request->keep ? n - request->keep : 0;

	for (size_t i = 0; i < surplus; i++) {
		GW_ERROR_AUTO struct gw_error *error = NULL;
		bool removed;

		if (!remove(at, names->list.items[i], &removed, &error))
			gw_backup_note_stay(at, backup, error);
		else
			backup->removed += removed;
	}
}

static bool drop_copy(const struct gw_databases *at, const char *name, bool *ret_removed,
		      struct gw_error **err)
{
	return gw_database_drop(at, name, false, ret_removed, err);
}

/* The new one is good, whatever becomes of the older ones. */
static void remove_oldest(const struct gw_databases *at, const struct gw_backup_request *request,
			  struct gw_backup *backup)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	struct gw_backup_names names = {0};

	if (gw_backup_find(at, request->database, &names, &backup->unfinished, &error))
		gw_backup_remove_surplus(at, request, &names, drop_copy, backup);
	else
		gw_backup_note_stay(at, backup, error);
}

static bool make_copy(const struct gw_databases *at, const struct gw_backup_request *request,
		      struct gw_backup *ret_backup, struct gw_error **err)
{
	struct gw_backup_names others = {0};
	struct gw_backup backup = {0};

	if (!gw_backup_find(at, request->database, &others, &backup.unfinished, err) ||
	    !gw_backup_choose_name(at, request, &others, &backup.name, err) ||
	    !copy(at, request, backup.name, err))
		return false;
	remove_oldest(at, request, &backup);
	*ret_backup = backup;
	return true;
}

bool gw_backup_make(const struct gw_databases *at, const struct gw_backup_request *request,
		    struct gw_backup *ret_backup, struct gw_error **err)
{
	bool has_dumps = request->folder != NULL && at->engine->databases->dump != NULL;
	bool exists;

	if (!at->engine->databases->exists(at, request->database, &exists, err))
		return false;
	if (exists)
		return (has_dumps ? gw_backup_dump : make_copy)(at, request, ret_backup, err);
	*ret_backup = (struct gw_backup){0};
	return true;
}
