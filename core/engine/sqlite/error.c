/*
 * SQLite's words as errors of godwit. What a result code means to us is one row of a table.
 */
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

#include "base/fs.h"
#include "engine/sqlite/sqlite_int.h"
#include "engine/words.h"

/* What is special about a (primary) result code. */
static const struct meaning {
	int status;
	enum gw_code code;
	bool retryable;
} meanings[] = {
	{SQLITE_AUTH, GW_E_PERMISSION, false},    {SQLITE_BUSY, GW_E_LOCKED, true},
	{SQLITE_FULL, GW_E_DISK_FULL, false},     {SQLITE_INTERRUPT, GW_E_INTERRUPTED, false},
	{SQLITE_LOCKED, GW_E_LOCKED, false},      {SQLITE_PERM, GW_E_PERMISSION, false},
	{SQLITE_READONLY, GW_E_READ_ONLY, false},
};

static const struct meaning *meaning_of(int status)
{
	for (size_t i = 0; i < GW_COUNT(meanings); i++) {
		if (meanings[i].status == (status & 0xff))
			return &meanings[i];
	}
	return NULL;
}

/* Some systems say so only when the file is synced, or by a quota or limit. */
static bool is_out_of_space(sqlite3 *db, int status)
{
	int number = sqlite3_system_errno(db);

	return (status & 0xff) == SQLITE_IOERR &&
	       (number == ENOSPC || number == EDQUOT || number == EFBIG);
}

static enum gw_code code_of(const struct gw_lite_conn *conn, int status)
{
	const struct meaning *meaning = meaning_of(status);

	if (conn->stopped)
		return GW_E_INTERRUPTED;
	if (conn->timed_out)
		return GW_E_STATEMENT;
	if (is_out_of_space(conn->db, status))
		return GW_E_DISK_FULL;
	return meaning != NULL ? meaning->code : GW_E_STATEMENT;
}

static bool is_constraint(int status)
{
	return status == SQLITE_CONSTRAINT_UNIQUE || status == SQLITE_CONSTRAINT_PRIMARYKEY ||
	       status == SQLITE_CONSTRAINT_FOREIGNKEY;
}

/* SQLite's words, or ours where it was us who interrupted. */
static const char *message_of(struct gw_lite_conn *conn)
{
	if (!conn->timed_out)
		return sqlite3_errmsg(conn->db);
	return gw_format(&conn->arena, "interrupted by the statement timeout of %s",
			 gw_duration_format(&conn->arena, conn->statement_ms * 1000));
}

/* It has no number of its own. */
static bool says_exists(struct gw_view message)
{
	return gw_view_ends(message, " already exists") ||
	       gw_view_starts(message, "duplicate column name: ");
}

static struct gw_server_error server_error(struct gw_lite_conn *conn, int status)
{
	const struct meaning *meaning = meaning_of(status);

	return (struct gw_server_error){
		.engine = conn->base.engine->name,
		.number = status,
		.message = message_of(conn),
		.position = GW_NOWHERE,
		.retryable = meaning != NULL && meaning->retryable,
		.constraint = is_constraint(status),
		.exists = status == SQLITE_ERROR && says_exists(gw_view_of(message_of(conn))),
		.lock_timeout = meaning != NULL && meaning->code == GW_E_LOCKED,
		.cancelled = conn->stopped,
	};
}

/* What the guard does not let through. */
static bool is_guarded(struct gw_view message)
{
	return gw_view_ends(message, " may not be modified") ||
	       gw_view_ends(message, " may not be dropped") ||
	       gw_view_ends(message, " may not be altered") ||
	       gw_view_starts(message, "object name reserved for internal use: ");
}

bool gw_lite_fail_statement(struct gw_lite_conn *conn, struct gw_view statement,
			    struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	int status = sqlite3_extended_errcode(conn->db);
	struct gw_server_error server = server_error(conn, status);
	struct gw_view message = gw_view_of(server.message);
	struct gw_mark mark = gw_lite_locate(sqlite3_error_offset(conn->db), message, statement);
	enum gw_code code = code_of(conn, status);

	server.position = mark.offset;
	server.length = mark.length;
	gw_server_words_hide(&scratch, conn->base.engine->dialect, statement, &server);
	gw_fail(err, code, "%s", code == GW_E_INTERRUPTED ? "interrupted" : server.message);
	gw_error_server(*err, &server);
	if (conn->guarded && is_guarded(message))
		gw_error_hint(
			*err,
			"This is a part of SQLite's own. A script that means to change it says "
			"`PRAGMA writable_schema = ON` before, and `OFF` after.");
	if (gw_lite_missing_function(message).p != NULL)
		gw_error_detail(*err,
				"this godwit uses SQLite %s; the function may belong to a newer "
				"one, to an extension, or to the application",
				sqlite3_libversion());
	return false;
}

/* "unable to open database file" says little: finds out what is in the way. */
static bool fail_cannot_open(struct gw_lite_conn *conn, const char *path, struct gw_error **err)
{
	const char *folder = gw_lite_folder(&conn->arena, path);

	if (gw_folder_is_dir(path))
		return gw_fail(err, GW_E_CONNECT, "cannot open '%s': it is a folder", path);
	if (!gw_folder_is_dir(folder)) {
		gw_fail(err, GW_E_CONNECT, "cannot open '%s': there is no folder '%s'", path,
			folder);
		gw_error_hint(*err, "Create it with `mkdir -p %s`, or correct the path.", folder);
		return false;
	}
	if (!gw_file_exists(path) && access(folder, W_OK) != 0)
		return gw_fail_errno(err, GW_E_CONNECT, errno, "cannot create '%s'", path);
	if (access(path, R_OK) != 0) {
		gw_fail_errno(err, GW_E_CONNECT, errno, "cannot open '%s'", path);
		if (!gw_file_exists(path))
			gw_error_hint(*err, "Correct the path, or make it: `godwit db create`.");
		return false;
	}
	return gw_fail(err, GW_E_CONNECT, "cannot open '%s': %s", path, sqlite3_errmsg(conn->db));
}

bool gw_lite_fail_open(struct gw_lite_conn *conn, const struct gw_lite_settings *settings,
		       struct gw_error **err)
{
	int status = sqlite3_extended_errcode(conn->db);
	struct gw_server_error server = server_error(conn, status);
	enum gw_code code = code_of(conn, status);

	switch (status & 0xff) {
	case SQLITE_NOMEM:
		gw_out_of_memory(0);
	case SQLITE_CANTOPEN:
		fail_cannot_open(conn, settings->path, err);
		break;
	case SQLITE_NOTADB:
		gw_fail(err, GW_E_CONNECT, "'%s' is no SQLite database, or it is encrypted",
			settings->path);
		break;
	default:
		gw_fail(err, code == GW_E_STATEMENT ? GW_E_CONNECT : code, "cannot open '%s': %s",
			settings->path, server.message);
		break;
	}
	if ((status & 0xff) == SQLITE_BUSY)
		gw_error_hint(*err, "Another program holds it. Run it again, or wait longer with "
				    "`?busy_timeout=60s` in the URL.");
	gw_error_server(*err, &server);
	return false;
}
