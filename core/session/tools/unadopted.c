/*
 * Another tool has migrated the database, and our history knows of no migration: a run would begin with the
 * first one.
 *
 * That is asked of such databases alone, and one question tells that nearly all of them have no table of
 * any tool. A table counts that has the tool's columns, and rows. One outside of the database may be there for
 * others, and says something of this one where the files are the tool's, too.
 */
#include "base/fs.h"
#include "base/str.h"
#include "session/tools/tools_int.h"

/* The columns of adopt_tables. */
enum { IN_SCHEMA, IN_TABLE };

/* A migration that was begun was decided about. */
static bool knows_nothing(const struct gw_history *history)
{
	return history->by_key.n == 0 && history->baseline == NULL &&
	       history->journal->unfinished.n == 0;
}

static bool ask_tables(struct gw_session *session, struct gw_rows *ret_tables,
		       struct gw_error **err)
{
	const char *names = gw_adopt_table_names(session->arena);
	const struct gw_value list = gw_value_text(gw_view_of(names));

	return gw_conn_query(session->conn, session->arena,
			     gw_history_sql(session->history, GW_Q_ADOPT_TABLES), &list, 1,
			     ret_tables, err);
}

static bool is_called(const struct gw_adopt_tool *tool, const struct gw_rows *tables)
{
	for (size_t i = 0; i < tables->nrows; i++)
		if (gw_view_is_nocase(gw_cell(tables, i, IN_TABLE), tool->table))
			return true;
	return false;
}

static bool is_among(const struct gw_foreign *place, const struct gw_rows *tables)
{
	for (size_t i = 0; i < tables->nrows; i++)
		if (gw_view_is(gw_cell(tables, i, IN_SCHEMA), place->schema) &&
		    gw_view_is(gw_cell(tables, i, IN_TABLE), place->table))
			return true;
	return false;
}

struct looking {
	struct gw_session *session;
	struct gw_rows tables; /* of this database, with names that tools use */
	GW_VEC(struct gw_foreign) found;
};

static bool is_of_this_database(const struct looking *looking, const struct gw_foreign *place)
{
	return is_among(place, &looking->tables) ||
	       gw_foreign_has_files(looking->session, place->tool);
}

static bool look_in_database(struct looking *looking, const struct gw_adopt_tool *tool,
			     struct gw_error **err)
{
	struct gw_session *session = looking->session;
	struct gw_foreign place = {0};
	bool used = false;

	if (!gw_foreign_look(session, tool, &place, err))
		return false;
	if (place.tool == NULL || !is_of_this_database(looking, &place))
		return true;
	if (!gw_foreign_is_used(session, &place, &used, err))
		return false;
	if (used)
		gw_vec_push(session->arena, &looking->found, place);
	return true;
}

/* It is not opened: what is run next would see its tables. */
static void look_beside(struct looking *looking, const struct gw_adopt_tool *tool, const char *file)
{
	const struct gw_foreign place = {.tool = tool, .table = file};

	if (gw_foreign_has_files(looking->session, tool) && gw_file_exists(file))
		gw_vec_push(looking->session->arena, &looking->found, place);
}

static bool look(struct looking *looking, const struct gw_adopt_tool *tool, struct gw_error **err)
{
	const char *file = gw_foreign_file(looking->session, tool);

	if (file != NULL) {
		look_beside(looking, tool, file);
		return true;
	}
	if (!is_called(tool, &looking->tables) && !gw_foreign_has_files(looking->session, tool))
		return true;
	return look_in_database(looking, tool, err);
}

/* Those that are found, or the one of them that is meant. */
static void keep(struct looking *looking)
{
	const struct gw_foreign *places = looking->found.items;
	const struct gw_foreign *chosen = gw_foreign_choose(looking->session, places,
							    looking->found.n);

	for (size_t i = 0; i < looking->found.n; i++) {
		const struct gw_unadopted one = {places[i].tool->name, places[i].table};

		if (chosen == NULL || chosen == &places[i])
			gw_vec_push(looking->session->arena, &looking->session->unadopted, one);
	}
}

bool gw_session_find_unadopted(struct gw_session *session, struct gw_error **err)
{
	struct looking looking = {.session = session};
	const struct gw_adopt_tool *tool;

	session->unadopted.n = 0;
	if (!knows_nothing(session->history) ||
	    gw_session_policy(session, GW_KEY_UNADOPTED) == GW_POLICY_ALLOW)
		return true;
	if (!ask_tables(session, &looking.tables, err))
		return false;
	for (size_t i = 0; (tool = gw_adopt_tool_at(i)) != NULL; i++)
		if (!look(&looking, tool, err))
			return false;
	keep(&looking);
	return true;
}

const char *gw_unadopted_phrase(const struct gw_session *session)
{
	size_t n = session->unadopted.n;
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < n; i++)
		gw_str_printf(&str, "%s%s (%s)", i == 0 ? "" : " and ",
			      session->unadopted.items[i].tool, session->unadopted.items[i].table);
	gw_str_printf(&str, " %s applied migrations to this database, which godwit did not adopt",
		      n == 1 ? "has" : "have");
	return gw_str_take(&str, session->arena);
}

const char *gw_unadopted_hint(const struct gw_session *session)
{
	return gw_format(session->arena,
			 "`godwit adopt %s` takes over what was applied. For a tool of another "
			 "application, `--unadopted allow` begins with the first migration all the "
			 "same.",
			 session->unadopted.n == 1 ? session->unadopted.items[0].tool : "TOOL");
}

bool gw_session_require_adopted(struct gw_session *session, struct gw_error **err)
{
	if (!gw_session_find_unadopted(session, err))
		return false;
	if (session->unadopted.n == 0 ||
	    gw_session_policy(session, GW_KEY_UNADOPTED) == GW_POLICY_WARN)
		return true;
	gw_fail(err, GW_E_UNADOPTED, "%s", gw_unadopted_phrase(session));
	gw_error_hint(*err, "%s", gw_unadopted_hint(session));
	return false;
}
