/*
 * Who may be in the way of a statement whose wait for a lock timed out.
 *
 * The statement is gone by then, and with it what the server knew about whom it waited for. So the
 * relations that it names are looked up, and who holds locks on them. Which lock the statement wanted
 * is judged roughly: there are few statements that pass readers.
 */
#include "engine/postgres/postgres_int.h"

#include "base/json.h"
#include "postgres_sql.h"
#include "sql/classify.h"

enum { MOST_NAMES = 64, MOST_LINES = 5 };

/* Columns of blockers.sql. */
enum {
	BLOCKER_PID,
	BLOCKER_GID,
	BLOCKER_USER,
	BLOCKER_APPLICATION,
	BLOCKER_STATE,
	BLOCKER_AGE,
};

static const char *names_of(struct gw_arena *arena, struct gw_view statement)
{
	struct gw_alone_name *names = gw_new_array(arena, struct gw_alone_name, MOST_NAMES);
	size_t n = gw_alone_names(arena, statement, names, MOST_NAMES);
	struct gw_json *list = gw_json_array();
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < n; i++)
		gw_json_push_text(list, gw_pg_relation(arena, &names[i]));
	gw_json_write(list, false, &str);
	gw_json_free(list);
	return gw_str_take(&str, arena);
}

static struct gw_class class_of(struct gw_view statement)
{
	const struct gw_dialect *dialect = &gw_dialect_postgres;

	return gw_classify(dialect, gw_lexer_default_modes(dialect), statement);
}

/* Statements whose lock leaves readers alone. */
static bool passes_readers(const struct gw_class *class)
{
	static const char *const tags[] = {"CREATE INDEX", "CREATE TRIGGER", "ANALYZE"};

	for (size_t i = 0; i < GW_COUNT(tags); i++) {
		if (gw_view_is(gw_view_of(tags[i]), class->tag))
			return true;
	}
	return class->kind == GW_STATEMENT_DML;
}

/* CREATE INDEX CONCURRENTLY waits for every snapshot that is older than the index. */
static bool waits_for_snapshots(struct gw_arena *arena, struct gw_view statement)
{
	struct gw_alone alone;

	gw_alone_read(arena, statement, &alone);
	return alone.kind == GW_ALONE_BUILDS_INDEX || alone.kind == GW_ALONE_REBUILDS_INDEXES;
}

/* "session 42 of app (psql), in a query for 3 seconds"; what cannot be seen is left out. */
static void describe_session(struct gw_str *str, const struct gw_rows *rows, size_t row)
{
	struct gw_view state = gw_cell(rows, row, BLOCKER_STATE);
	struct gw_view application = gw_cell(rows, row, BLOCKER_APPLICATION);

	gw_str_printf(str, "session %lld", (long long)gw_cell_int(rows, row, BLOCKER_PID));
	if (gw_cell_is_null(rows, row, BLOCKER_USER))
		gw_str_puts(str, " of the server itself");
	else
		gw_str_puts(str, " of ");
	gw_str_add_escaped(str, gw_cell(rows, row, BLOCKER_USER));
	if (application.n != 0) {
		gw_str_puts(str, " (");
		gw_str_add_escaped(str, application);
		gw_str_putc(str, ')');
	}
	if (gw_view_starts(state, "idle in transaction"))
		gw_str_puts(str, ", idle in transaction");
	else if (gw_view_is(state, "active"))
		gw_str_puts(str, ", in a query");
}

static void describe(struct gw_arena *arena, struct gw_str *str, const struct gw_rows *rows,
		     size_t row)
{
	int64_t age_us = gw_cell_int(rows, row, BLOCKER_AGE);

	if (gw_cell_is_null(rows, row, BLOCKER_GID)) {
		describe_session(str, rows, row);
	} else {
		gw_str_puts(str, "prepared transaction '");
		gw_str_add_escaped(str, gw_cell(rows, row, BLOCKER_GID));
		gw_str_puts(str, "' of ");
		gw_str_add_escaped(str, gw_cell(rows, row, BLOCKER_USER));
		gw_str_putc(str, ',');
	}
	if (!gw_cell_is_null(rows, row, BLOCKER_AGE))
		gw_str_printf(str, " for %s", gw_age_format(arena, age_us));
}

bool gw_pg_blockers(struct gw_conn *conn, struct gw_arena *arena, struct gw_view statement,
		    const char **ret_text, struct gw_error **err)
{
	const struct gw_class class = class_of(statement);
	const struct gw_value params[] = {
		gw_value_text(gw_view_of(names_of(arena, statement))),
		gw_value_text(passes_readers(&class) ? GW_VIEW("false") : GW_VIEW("true")),
		gw_value_text(waits_for_snapshots(arena, statement) ? GW_VIEW("true")
								    : GW_VIEW("false")),
	};
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_rows rows;

	if (!gw_conn_query(conn, arena, SQL_BLOCKERS, params, GW_COUNT(params), &rows, err))
		return false;
	for (size_t row = 0; row < rows.nrows && row < MOST_LINES; row++) {
		if (row != 0)
			gw_str_putc(&str, '\n');
		describe(arena, &str, &rows, row);
	}
	if (rows.nrows > MOST_LINES)
		gw_str_printf(&str, "\nand %zu more", rows.nrows - MOST_LINES);
	*ret_text = gw_str_take(&str, arena);
	return true;
}
