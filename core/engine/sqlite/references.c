/*
 * Which tables can have come to hold references to nothing, in the migration that runs.
 *
 * foreign_keys is off, so that all references are looked through at its end (check_references.sql). That
 * is a walk through every table that has some, for each migration that touches a row. SQLite says of each
 * statement which tables it writes, its triggers included (sqlite3_set_authorizer), and only these, and
 * those that refer to them, can be worse than before:
 *
 *	SAVEPOINT godwit    nothing is touched
 *	INSERT INTO a       a is; in doubt are a, and every table whose definition has its name in it
 *	RELEASE godwit      it is not followed what is touched: every table is in doubt
 *	(or ROLLBACK)
 *
 * Where names change, or definitions are written by hand (guard.c), every table is, too.
 */
#include <string.h>

#include "engine/sqlite/sqlite_int.h"

/* Whoever touches more is as well served by a walk through all. */
enum { MOST_TOUCHED = 32 };

/* Spelled twice within quotes, these hide a name in a definition. */
static bool is_plain(const char *name)
{
	return strpbrk(name, "\"`'") == NULL;
}

void gw_lite_doubt_all(struct gw_lite_touched *touched)
{
	gw_arena_reset(&touched->arena);
	*touched = (struct gw_lite_touched){.arena = touched->arena};
}

static bool is_touched(const struct gw_lite_touched *touched, const char *name)
{
	for (size_t i = 0; i < touched->names.n; i++) {
		if (sqlite3_stricmp(touched->names.items[i], name) == 0)
			return true;
	}
	return false;
}

/* Nearly each migration writes these: SQLite's own, which nobody can refer to, and ours that only grows. */
static bool is_never_in_doubt(const char *name)
{
	return sqlite3_strnicmp(name, "sqlite_", strlen("sqlite_")) == 0 ||
	       strcmp(name, "godwit_history") == 0;
}

static void touch(struct gw_lite_touched *touched, const char *name)
{
	if (!touched->followed || is_never_in_doubt(name) || is_touched(touched, name))
		return;
	if (touched->names.n == MOST_TOUCHED || !is_plain(name)) {
		gw_lite_doubt_all(touched);
		return;
	}
	gw_vec_push(&touched->arena, &touched->names, gw_strdup(&touched->arena, name));
}

static void follow_savepoint(struct gw_lite_touched *touched, const char *operation,
			     const char *name)
{
	if (strcmp(name, "godwit") != 0 || strcmp(operation, "ROLLBACK") == 0)
		return;
	gw_lite_doubt_all(touched);
	touched->followed = strcmp(operation, "BEGIN") == 0;
}

static int follow(void *payload, int action, const char *first, const char *second,
		  const char *database GW_UNUSED, const char *trigger GW_UNUSED)
{
	struct gw_lite_touched *touched = payload;

	switch (action) {
	case SQLITE_SAVEPOINT:
		follow_savepoint(touched, first, second);
		break;
	case SQLITE_INSERT:
	case SQLITE_UPDATE:
	case SQLITE_DELETE:
	case SQLITE_DROP_TABLE:
		touch(touched, first);
		break;
	/* It may rename; and without an index that is the key, references are to no key. */
	case SQLITE_ALTER_TABLE:
	case SQLITE_DROP_INDEX:
	case SQLITE_TRANSACTION: /* with it the savepoint ends */
		gw_lite_doubt_all(touched);
		break;
	default:
		break;
	}
	return SQLITE_OK;
}

static bool mentions_touched(const struct gw_lite_touched *touched, const char *sql)
{
	for (size_t i = 0; i < touched->names.n; i++) {
		if (strcasestr(sql, touched->names.items[i]) != NULL)
			return true;
	}
	return false;
}

/* godwit_references_in_doubt(name, sql), of a table in sqlite_master. */
static void answer(sqlite3_context *context, int n GW_UNUSED, sqlite3_value **values)
{
	const struct gw_lite_touched *touched = sqlite3_user_data(context);
	const char *name = (const char *)sqlite3_value_text(values[0]);
	const char *sql = (const char *)sqlite3_value_text(values[1]);
	bool in_doubt = name != NULL && sql != NULL &&
			(!touched->followed || is_touched(touched, name) ||
			 mentions_touched(touched, sql)) &&
			strcasestr(sql, "references") != NULL;

	sqlite3_result_int(context, in_doubt);
}

bool gw_lite_follow_references(struct gw_lite_conn *conn)
{
	return sqlite3_set_authorizer(conn->db, follow, &conn->touched) == SQLITE_OK &&
	       sqlite3_create_function_v2(conn->db, "godwit_references_in_doubt", 2,
					  SQLITE_UTF8 | SQLITE_DIRECTONLY, &conn->touched, answer,
					  NULL, NULL, NULL) == SQLITE_OK;
}
