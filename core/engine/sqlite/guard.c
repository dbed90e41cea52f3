/*
 * The guard (SQLITE_DBCONFIG_DEFENSIVE): SQL cannot write what would corrupt the file, the schema table
 * and the shadow tables of FTS5 and R*Tree, and trust in a file that somebody prepared ends there.
 *
 * A script that says PRAGMA writable_schema = ON means to write there: SQLite's manual changes schemas
 * so, and .dump restores virtual tables so. The guard is down from there until it is set off again.
 * Without that, SQLite would pass over the pragma without a word.
 */
#include "engine/sqlite/sqlite_int.h"

/* PRAGMA schema.name = value, or (value); absent where there is none. */
struct pragma {
	struct gw_view name;
	struct gw_view value;
};

static struct gw_view next_text(struct gw_lexer *lexer)
{
	struct gw_token token = gw_lexer_next_code(lexer);

	return gw_view_slice(lexer->text, token.start, token.end);
}

static struct pragma read_pragma(struct gw_view sql)
{
	struct pragma pragma = {0};
	struct gw_lexer lexer;
	struct gw_view sign;

	gw_lexer_init(&lexer, &gw_dialect_sqlite, sql);
	if (!gw_view_is_nocase(next_text(&lexer), "PRAGMA"))
		return pragma;
	pragma.name = next_text(&lexer);
	sign = next_text(&lexer);
	if (gw_view_is(sign, ".")) {
		pragma.name = next_text(&lexer);
		sign = next_text(&lexer);
	}
	if (gw_view_is(sign, "=") || gw_view_is(sign, "("))
		pragma.value = next_text(&lexer);
	return pragma;
}

static bool is_off(struct gw_view value)
{
	static const char *const words[] = {"off", "0", "no", "false", "reset"};

	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (gw_view_is_nocase(value, words[i]))
			return true;
	}
	return false;
}

static void set_guard(struct gw_lite_conn *conn, bool on)
{
	sqlite3_db_config(conn->db, SQLITE_DBCONFIG_DEFENSIVE, on ? 1 : 0, NULL);
}

void gw_lite_guard(struct gw_lite_conn *conn)
{
	conn->guarded = true;
	set_guard(conn, true);
}

void gw_lite_guard_before(struct gw_lite_conn *conn, struct gw_view sql)
{
	struct pragma pragma = read_pragma(sql);

	if (pragma.value.p == NULL)
		return;
	if (gw_view_is_nocase(pragma.name, "writable_schema"))
		conn->guarded = is_off(pragma.value);
	if (!conn->guarded)
		gw_lite_doubt_all(&conn->touched);
	/* The guard passes over it; it belongs to such edits, and does no harm by itself. */
	set_guard(conn, conn->guarded && !gw_view_is_nocase(pragma.name, "schema_version"));
}

void gw_lite_guard_after(struct gw_lite_conn *conn)
{
	set_guard(conn, conn->guarded);
}
