/*
 * Making a backup: copy, compare, seal, and remove the oldest.
 */
#include "backup/backup.h"

#include <stdlib.h>
#include <string.h>

#include "base/wait.h"
#include "fingerprint/fingerprint.h"

#define INFIX "_godwit_backup_"

enum {
	STAMP_SIZE = 14, /* gw_time_stamp() */
	LEAVING_MS = 1000,
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

/* The next second that has none yet. */
static bool choose_name(const struct gw_databases *at, const char *database, const char **ret_name,
			struct gw_error **err)
{
	int64_t time_us = at->sys->now_us();
	bool exists = true;

	for (; exists; time_us += 1000000) {
		*ret_name = gw_format(at->arena, "%s" INFIX "%s", database,
				      gw_time_stamp(at->arena, time_us));
		if (at->conn != NULL && strlen(*ret_name) > NAME_MAX_BYTES)
			return gw_fail(err, GW_E_UNSUPPORTED,
				       "the name of %s is too long for a backup of it", database);
		if (!at->engine->databases->exists(at, *ret_name, &exists, err))
			return false;
	}
	return true;
}

static bool take(const struct gw_databases *at, const char *name, const char *own_schema,
		 struct gw_digest *ret_digest, struct gw_error **err)
{
	struct gw_conn *conn;
	bool empty, ok;

	if (!gw_databases_connect(at, name, true, &conn, err))
		return false;
	ok = gw_fingerprint_read(conn, own_schema, ret_digest, &empty, err);
	gw_conn_close(conn);
	return ok;
}

static bool compare(const struct gw_databases *at, const struct gw_backup_request *request,
		    const char *copy, const struct gw_digest *before, struct gw_error **err)
{
	struct gw_digest digest;

	if (!take(at, copy, request->own_schema, &digest, err))
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

/* A session that was ended just now, ours too, may be seen for a moment. */
static bool clone(const struct gw_databases *at, const char *from, const char *to,
		  struct gw_error **err)
{
	struct gw_wait wait;

	gw_wait_begin(&wait, at->sys, LEAVING_MS);
	while (!gw_database_clone(at, from, to, err)) {
		if ((*err)->code != GW_E_IN_USE || gw_wait_is_out(&wait) ||
		    gw_interrupted(at->sys) != 0)
			return false;
		gw_error_clear(err);
		gw_wait_pause(&wait);
	}
	return true;
}

static bool copy(const struct gw_databases *at, const struct gw_backup_request *request,
		 const char *name, struct gw_error **err)
{
	struct gw_digest before;

	if (!take(at, request->database, request->own_schema, &before, err) ||
	    !clone(at, request->database, name, err))
		return false;
	if (compare(at, request, name, &before, err) && at->engine->databases->seal(at, name, err))
		return true;
	take_away(at, name, *err);
	return false;
}

/* --- which are kept --- */

struct names {
	GW_VEC(const char *) list;
	const char *unfinished; /* has no seal; NULL: all have */
};

static int compare_names(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* A file may be named by another path than the one that lists it. */
static struct gw_view last_name(const struct gw_databases *at, const char *name)
{
	struct gw_view view = gw_view_of(name);
	size_t slash = gw_view_rfind_char(view, '/');

	return at->conn != NULL || slash == GW_NOWHERE ? view : gw_view_from(view, slash + 1);
}

/* From the oldest on. */
static bool find_all(const struct gw_databases *at, const char *database, struct names *names,
		     struct gw_error **err)
{
	struct gw_database_list all;

	if (!gw_database_list(at, &all, err))
		return false;
	for (size_t i = 0; i < all.list.n; i++) {
		const char *name = all.list.items[i].name;
		bool is_sealed;

		if (!gw_backup_is_name(last_name(at, name), last_name(at, database)))
			continue;
		if (!at->engine->databases->is_sealed(at, name, &is_sealed, err))
			return false;
		if (is_sealed)
			gw_vec_push(at->arena, &names->list, name);
		else
			names->unfinished = name;
	}
	if (names->list.n != 0)
		qsort(names->list.items, names->list.n, sizeof(const char *), compare_names);
	return true;
}

static bool remove_oldest(const struct gw_databases *at, const struct gw_backup_request *request,
			  struct gw_backup *backup, struct gw_error **err)
{
	struct names names = {0};
	bool dropped;

	if (!find_all(at, request->database, &names, err))
		return false;
	backup->unfinished = names.unfinished;
	while (request->keep != 0 && backup->removed + request->keep < names.list.n) {
		if (!gw_database_drop(at, names.list.items[backup->removed], false, &dropped, err))
			return false;
		backup->removed++;
	}
	return true;
}

bool gw_backup_make(const struct gw_databases *at, const struct gw_backup_request *request,
		    struct gw_backup *ret_backup, struct gw_error **err)
{
	struct gw_backup backup = {0};
	bool exists;

	if (!at->engine->databases->exists(at, request->database, &exists, err))
		return false;
	if (exists &&
	    (!choose_name(at, request->database, &backup.name, err) ||
	     !copy(at, request, backup.name, err) || !remove_oldest(at, request, &backup, err)))
		return false;
	*ret_backup = backup;
	return true;
}
