/*
 * The history table of another tool: found by its shape, and read.
 */
#include "base/str.h"
#include "session/tools/tools_int.h"

/* The columns of adopt_columns. */
enum { AT_SCHEMA, AT_COLUMN, AT_VISIBLE, AT_TABLE };

static bool ask(struct gw_session *session, const char *table, struct gw_rows *ret_rows,
		struct gw_error **err)
{
	const struct gw_value name = gw_value_text(gw_view_of(table));

	return gw_conn_query(session->conn, session->arena,
			     gw_history_sql(session->history, GW_Q_ADOPT_COLUMNS), &name, 1,
			     ret_rows, err);
}

/* The table in the schema of that name, or the one that is visible (schema NULL). */
static bool is_at(const char *schema, const struct gw_rows *rows, size_t row)
{
	if (schema != NULL)
		return gw_view_is(gw_cell(rows, row, AT_SCHEMA), schema);
	return gw_cell_bool(rows, row, AT_VISIBLE);
}

static bool fits_at(struct gw_session *session, const struct gw_adopt_tool *tool,
		    const char *schema, const struct gw_rows *rows, struct gw_foreign *ret_place)
{
	const char **columns = gw_new_array(session->arena, const char *, rows->nrows + 1);
	size_t n = 0;

	for (size_t i = 0; i < rows->nrows; i++) {
		if (!is_at(schema, rows, i))
			continue;
		ret_place->schema = gw_view_dup(session->arena, gw_cell(rows, i, AT_SCHEMA));
		ret_place->table = gw_view_dup(session->arena, gw_cell(rows, i, AT_TABLE));
		columns[n++] = gw_view_dup(session->arena, gw_cell(rows, i, AT_COLUMN));
	}
	ret_place->tool = n != 0 && gw_adopt_fits(tool, columns, n) ? tool : NULL;
	return ret_place->tool != NULL;
}

bool gw_foreign_beside(struct gw_session *session, const char *name, const char *schema,
		       const char **ret_table, struct gw_error **err)
{
	struct gw_rows rows;

	*ret_table = NULL;
	if (!ask(session, name, &rows, err))
		return false;
	for (size_t i = 0; i < rows.nrows && *ret_table == NULL; i++)
		if (gw_view_is(gw_cell(&rows, i, AT_SCHEMA), schema))
			*ret_table = gw_view_dup(session->arena, gw_cell(&rows, i, AT_TABLE));
	return true;
}

const char *gw_foreign_file(const struct gw_session *session, const struct gw_adopt_tool *tool)
{
	struct gw_view path = gw_view_of(session->url.database);
	size_t slash;

	if (tool->file == NULL || session->engine->words.attach == NULL || path.p == NULL)
		return NULL;
	slash = gw_view_rfind_char(path, '/');
	path = gw_view_slice(path, 0, slash == GW_NOWHERE ? 0 : slash + 1);
	return gw_format(session->arena, "%.*s%s", GW_VIEW_ARG(path), tool->file);
}

bool gw_foreign_attach(struct gw_session *session, const struct gw_adopt_tool *tool, bool make,
		       struct gw_error **err)
{
	const char *file = gw_foreign_file(session, tool);
	GW_STR_AUTO struct gw_str str = {0};

	if (file == NULL || (!make && !gw_file_exists(file)) || session->has_attached)
		return true;
	session->has_attached = true;
	gw_str_puts(&str, session->engine->words.attach);
	session->engine->quote_text(session->conn, &str, gw_view_of(file));
	gw_str_puts(&str, " AS ");
	session->engine->quote_name(&str, gw_view_of(tool->schema));
	return gw_conn_exec(session->conn, gw_str_text(&str), err);
}

bool gw_foreign_look(struct gw_session *session, const struct gw_adopt_tool *tool,
		     struct gw_foreign *ret_place, struct gw_error **err)
{
	struct gw_rows rows;
	struct gw_rows beside = {0};

	if (!gw_foreign_attach(session, tool, false, err) ||
	    !ask(session, tool->table, &rows, err) ||
	    (tool->beside != NULL && !ask(session, tool->beside, &beside, err)))
		return false;
	if (rows.nrows == 0 && tool->spelled != NULL && !ask(session, tool->spelled, &rows, err))
		return false;
	if (tool->beside != NULL && beside.nrows == 0)
		return true;
	if (tool->schema == NULL || !fits_at(session, tool, tool->schema, &rows, ret_place))
		(void)fits_at(session, tool, NULL, &rows, ret_place);
	return true;
}

static bool fail_none(const char *name, const char *table, struct gw_error **err)
{
	gw_fail(err, GW_E_ADOPT_NONE, "%s has %s history table %s%sin this database",
		name != NULL ? name : "no tool that godwit knows", name != NULL ? "no" : "a",
		table != NULL ? table : "", table != NULL ? " " : "");
	gw_error_hint(*err, "A table that a tool was told to use is named with `--table`. `godwit "
			    "help adopt` lists the tools; for others, `godwit baseline VERSION` "
			    "says what is there already.");
	return false;
}

static bool fail_several(const char *a, const char *b, struct gw_error **err)
{
	gw_fail(err, GW_E_ADOPT_NONE, "%s and %s both have a history table in this database", a, b);
	gw_error_hint(*err, "Name the tool: `godwit adopt %s` or `godwit adopt %s`.", a, b);
	return false;
}

static bool is_told_apart(const struct gw_foreign *place)
{
	return place->tool->beside != NULL;
}

bool gw_foreign_has_files(const struct gw_session *session, const struct gw_adopt_tool *tool)
{
	return tool->format != NULL &&
	       gw_view_is(gw_view_of(session->source->format->name), tool->format);
}

/* The only one that is in the database itself, and not in a file beside it; NULL: there are several. */
static const struct gw_foreign *find_inside(const struct gw_foreign *places, size_t n)
{
	const struct gw_foreign *inside = NULL;

	for (size_t i = 0; i < n; i++) {
		if (places[i].tool->file != NULL)
			continue;
		if (inside != NULL)
			return NULL;
		inside = &places[i];
	}
	return inside;
}

const struct gw_foreign *gw_foreign_choose(const struct gw_session *session,
					   const struct gw_foreign *places, size_t n)
{
	if (n == 1)
		return &places[0];
	for (size_t i = 0; i < n; i++)
		if (gw_foreign_has_files(session, places[i].tool))
			return &places[i];
	for (size_t i = 0; i < n; i++)
		if (is_told_apart(&places[i]))
			return &places[i];
	return find_inside(places, n);
}

bool gw_foreign_find(struct gw_session *session, const char *name, const char *table,
		     struct gw_foreign *ret_place, struct gw_error **err)
{
	GW_VEC(struct gw_foreign) places = {0};
	const struct gw_foreign *chosen;
	const struct gw_adopt_tool *tool;

	for (size_t i = 0; (tool = gw_adopt_tool_at(i)) != NULL; i++) {
		struct gw_foreign place = {0};

		if (name != NULL && !gw_view_is(gw_view_of(name), tool->name))
			continue;
		if (table != NULL)
			tool = gw_adopt_tool_with_table(session->arena, tool, table);
		if (!gw_foreign_look(session, tool, &place, err))
			return false;
		if (place.tool != NULL)
			gw_vec_push(session->arena, &places, place);
	}
	if (places.n == 0)
		return fail_none(name, table, err);
	chosen = gw_foreign_choose(session, places.items, places.n);
	if (chosen == NULL)
		return fail_several(places.items[0].tool->name, places.items[1].tool->name, err);
	*ret_place = *chosen;
	return true;
}

static bool read_table(struct gw_session *session, struct gw_foreign *place,
		       struct gw_adopt_rows *ret_rows, struct gw_error **err)
{
	const struct gw_adopt_tool *tool = place->tool;
	const char *query = gw_adopt_query(session->arena, tool, session->engine, place->schema,
					   place->table);
	struct gw_rows cells;

	if (!gw_conn_query(session->conn, session->arena, query, NULL, 0, &cells, err))
		return false;
	if (cells.nrows != 0)
		place->last_number = gw_cell_int(&cells, cells.nrows - 1, GW_ADOPT_COLUMN_COUNT);
	tool->interpret(session->arena, &cells, ret_rows);
	return true;
}

bool gw_foreign_is_used(struct gw_session *session, struct gw_foreign *place, bool *ret_used,
			struct gw_error **err)
{
	struct gw_adopt_rows rows = {0};

	if (!read_table(session, place, &rows, err))
		return false;
	*ret_used = rows.list.n != 0;
	return true;
}

bool gw_foreign_read(struct gw_session *session, struct gw_foreign *place,
		     struct gw_adopt_rows *ret_rows, struct gw_error **err)
{
	const struct gw_adopt_tool *tool = place->tool;

	return read_table(session, place, ret_rows, err) &&
	       (tool->complete == NULL ||
		tool->complete(session->arena, session->source, ret_rows, err));
}

bool gw_foreign_prove(struct gw_session *session, const struct gw_adoption *adoption,
		      struct gw_adopt_match *match, struct gw_source *source,
		      const struct gw_migration *migration, struct gw_error **err)
{
	struct gw_text text;
	struct gw_view up;

	if (!gw_source_text(source, session->arena, migration, GW_UP, NULL, &up, err) ||
	    !gw_tree_read(source->tree, migration->path, &text, err))
		return false;
	match->disproved = !gw_adopt_prove(session->arena, adoption, match, text.view, up);
	gw_text_done(&text);
	return true;
}

bool gw_foreign_fail(const struct gw_adoption *adoption, struct gw_error **err)
{
	const struct gw_adopt_refusal *first = &adoption->refusals.items[0];
	GW_STR_AUTO struct gw_str others = {0};

	for (size_t i = 1; i < adoption->refusals.n; i++) {
		gw_str_puts(&others, i == 1 ? "" : "\n");
		gw_str_puts(&others, adoption->refusals.items[i].message);
	}
	gw_fail(err, GW_E_ADOPT, "%s", first->message);
	if (others.n != 0)
		gw_error_detail(*err, "%s", gw_str_text(&others));
	gw_error_hint(*err, "%s", first->hint);
	return false;
}
