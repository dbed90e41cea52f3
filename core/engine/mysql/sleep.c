/*
 * Events of copies. One that is enabled changes a database while nobody is connected, and a copy that is
 * kept, or only looked at, must stay as it is: its events sleep.
 *
 *	awake    ENABLE
 *	asleep   DISABLE, and a column of the mark "godwit_asleep" has its name
 *	off      DISABLE, as its owner wants it
 */
#include "engine/mysql/databases_int.h"
#include "mysql_sql.h"

#define ASLEEP "godwit_asleep"

enum { NAME, DEFINER, STATE, CHARACTER_SET, COLLATION };

static bool find_events(const struct gw_databases *at, const char *database,
			struct gw_rows *ret_rows, struct gw_error **err)
{
	const struct gw_value value = gw_value_text(gw_view_of(database));

	return gw_conn_query(at->conn, at->arena, SQL_DATABASES_EVENTS, &value, 1, ret_rows, err);
}

static bool is_state(const struct gw_rows *events, size_t i, const char *state)
{
	return gw_view_is(gw_cell(events, i, STATE), state);
}

static const char *text_of(const struct gw_databases *at, const struct gw_rows *events, size_t i,
			   size_t column)
{
	return gw_view_dup(at->arena, gw_cell(events, i, column));
}

/*
 * Who alters an event becomes its definer, unless told otherwise; and its text is read from then on as
 * in the session that altered it, whatever its bytes were written as.
 */
static void render_alter(const struct gw_databases *at, const char *database,
			 const struct gw_rows *events, size_t i, const char *word,
			 struct gw_render *render)
{
	gw_sql_statement(render, "SET character_set_client = %t, collation_connection = %t",
			 text_of(at, events, i, CHARACTER_SET), text_of(at, events, i, COLLATION));
	gw_sql_statement(render, "ALTER DEFINER = %w EVENT %n.%n %w",
			 text_of(at, events, i, DEFINER), database, text_of(at, events, i, NAME),
			 word);
}

/* What comes next on this connection is read as ever, also behind a failure. */
static bool run_alters(const struct gw_databases *at, const struct gw_render *render,
		       struct gw_error **err)
{
	bool ok = gw_databases_run(at, render, err);
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	return gw_conn_exec(at->conn, "SET NAMES utf8mb4", ok ? err : &ignored) && ok;
}

/* The mark of the events that are not off; none where all are. */
static void render_note(const struct gw_databases *at, const char *database,
			const struct gw_rows *events, struct gw_render *render)
{
	GW_STR_AUTO struct gw_str columns = {0};

	for (size_t i = 0; i < events->nrows; i++) {
		if (!is_state(events, i, "off"))
			gw_sql_add(render, &columns, "%w%n integer", columns.n == 0 ? "" : ", ",
				   text_of(at, events, i, NAME));
	}
	if (columns.n != 0)
		gw_sql_statement(render,
				 "CREATE TABLE IF NOT EXISTS %n.%n (%w) COMMENT '" GW_MY_MARK "'",
				 database, ASLEEP, gw_str_text(&columns));
}

bool gw_my_database_note_asleep(const struct gw_databases *at, const char *from, const char *to,
				bool *ret_any, struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};
	struct gw_rows events;

	if (!find_events(at, from, &events, err))
		return false;
	render_note(at, to, &events, &render);
	*ret_any = render.list.n != 0;
	return gw_databases_run(at, &render, err);
}

bool gw_my_database_sleep(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};
	struct gw_rows events;

	if (!find_events(at, name, &events, err))
		return false;
	render_note(at, name, &events, &render);
	for (size_t i = 0; i < events.nrows; i++) {
		if (is_state(&events, i, "awake"))
			render_alter(at, name, &events, i, "DISABLE", &render);
	}
	return run_alters(at, &render, err);
}

bool gw_my_database_wake(const struct gw_databases *at, const char *name, struct gw_error **err)
{
	struct gw_render render = {.arena = at->arena, .conn = at->conn};
	struct gw_rows events;

	if (!find_events(at, name, &events, err))
		return false;
	for (size_t i = 0; i < events.nrows; i++) {
		if (is_state(&events, i, "asleep"))
			render_alter(at, name, &events, i, "ENABLE", &render);
	}
	gw_sql_statement(&render, "DROP TABLE IF EXISTS %n.%n", name, ASLEEP);
	return run_alters(at, &render, err);
}
