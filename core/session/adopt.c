/*
 * Taking over another tool's history: its table is found by its shape, read under the lock, matched
 * with the migrations, and recorded as `adopted` events in one transaction.
 *
 *	detail  {"adopted": {"tool": "sqlx", "table": "_sqlx_migrations", "row": "1", "at": TEXT,
 *		 "proof": "SHA-384", "implied": false}}
 */
#include "base/json.h"
#include "session/session_int.h"

/* A tool's table in this database. */
struct place {
	const struct gw_adopt_tool *tool;
	const char *schema;
};

/* The columns of one of the tables of that name: in the tool's schema, or the one that is visible. */
static bool is_in_place(const struct gw_adopt_tool *tool, const struct gw_rows *rows, size_t row)
{
	if (tool->schema != NULL)
		return gw_view_is(gw_cell(rows, row, 0), tool->schema);
	return gw_cell_bool(rows, row, 2);
}

static bool look(struct gw_session *session, const struct gw_adopt_tool *tool,
		 struct place *ret_place, struct gw_error **err)
{
	const struct gw_value name = gw_value_text(gw_view_of(tool->table));
	const char **columns;
	struct gw_rows rows;
	size_t n = 0;

	if (!gw_conn_query(session->conn, session->arena,
			   gw_history_sql(session->history, GW_Q_ADOPT_COLUMNS), &name, 1, &rows,
			   err))
		return false;
	columns = gw_new_array(session->arena, const char *, rows.nrows + 1);
	for (size_t i = 0; i < rows.nrows; i++) {
		if (!is_in_place(tool, &rows, i))
			continue;
		ret_place->schema = gw_view_dup(session->arena, gw_cell(&rows, i, 0));
		columns[n++] = gw_view_dup(session->arena, gw_cell(&rows, i, 1));
	}
	ret_place->tool = n != 0 && gw_adopt_fits(tool, columns, n) ? tool : NULL;
	return true;
}

static bool fail_none(const char *name, struct gw_error **err)
{
	gw_fail(err, GW_E_ADOPT_NONE, "%s%s has no history table in this database",
		name != NULL ? "" : "no tool that godwit knows", name != NULL ? name : "");
	gw_error_hint(*err, "`godwit help adopt` lists the tools. For others, `godwit baseline "
			    "VERSION` says what is there already.");
	return false;
}

static bool fail_several(const char *a, const char *b, struct gw_error **err)
{
	gw_fail(err, GW_E_ADOPT_NONE, "%s and %s both have a history table in this database", a, b);
	gw_error_hint(*err, "Name the tool: `godwit adopt %s` or `godwit adopt %s`.", a, b);
	return false;
}

/* Whose files these are is preferred, where several have a table. */
static bool choose(struct gw_session *session, const struct place *places, size_t n,
		   struct place *ret_place, struct gw_error **err)
{
	for (size_t i = 0; i < n; i++) {
		if (!gw_view_is(gw_view_of(session->source->format->name), places[i].tool->format))
			continue;
		*ret_place = places[i];
		return true;
	}
	if (n > 1)
		return fail_several(places[0].tool->name, places[1].tool->name, err);
	*ret_place = places[0];
	return true;
}

static bool find(struct gw_session *session, const char *name, struct place *ret_place,
		 struct gw_error **err)
{
	GW_VEC(struct place) places = {0};
	const struct gw_adopt_tool *tool;

	for (size_t i = 0; (tool = gw_adopt_tool_at(i)) != NULL; i++) {
		struct place place = {0};

		if (name != NULL && !gw_view_is(gw_view_of(name), tool->name))
			continue;
		if (!look(session, tool, &place, err))
			return false;
		if (place.tool != NULL)
			gw_vec_push(session->arena, &places, place);
	}
	if (places.n == 0)
		return fail_none(name, err);
	return choose(session, places.items, places.n, ret_place, err);
}

static bool prove(struct gw_session *session, struct gw_adoption *adoption,
		  struct gw_adopt_match *match, struct gw_error **err)
{
	struct gw_text text;

	if (!gw_tree_read(session->source->tree, match->migration->path, &text, err))
		return false;
	gw_adopt_prove(session->arena, adoption, match, text.view);
	gw_text_done(&text);
	return true;
}

/* What was adopted before is proved no more: it may have been edited and accepted since. */
static bool match(struct gw_session *session, const struct place *place,
		  struct gw_adoption *adoption, struct gw_error **err)
{
	struct gw_arena *arena = session->arena;
	struct gw_adopt_rows *rows = gw_new(arena, struct gw_adopt_rows);
	struct gw_rows cells;

	if (!gw_conn_query(session->conn, arena,
			   gw_adopt_query(arena, place->tool, session->engine, place->schema), NULL,
			   0, &cells, err))
		return false;
	place->tool->interpret(arena, &cells, rows);
	gw_adopt_match(arena, rows, session->source, adoption);
	for (size_t i = 0; i < adoption->matches.n; i++) {
		struct gw_adopt_match *one = &adoption->matches.items[i];

		one->known = gw_history_find(session->history, one->migration->key) != NULL;
		if (!one->known && !prove(session, adoption, one, err))
			return false;
	}
	return true;
}

static bool fail_refused(const struct gw_adoption *adoption, struct gw_error **err)
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

static struct gw_json *adopted_json(const struct gw_adoption *adoption,
				    const struct gw_adopt_match *match)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "tool", adoption->tool->name);
	gw_json_set_text(json, "table", adoption->tool->table);
	gw_json_set_text(json, "row", match->row->id != NULL ? match->row->id : match->row->name);
	gw_json_set_text(json, "at", match->implied ? NULL : match->row->at);
	gw_json_set_text(json, "proof", match->proved ? adoption->tool->algorithm : NULL);
	gw_json_set_bool(json, "implied", match->implied);
	return json;
}

/* Joins what the event's detail has already: where the file stands in git. */
static bool add_detail(struct gw_arena *arena, const struct gw_adoption *adoption,
		       const struct gw_adopt_match *match, struct gw_event *event,
		       struct gw_error **err)
{
	struct gw_value *value = &event->values[GW_COLUMN_detail];
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_json *detail;

	if (value->kind == GW_VALUE_NULL)
		detail = gw_json_object();
	else if (!gw_json_parse("detail", value->text, &detail, err))
		return false;
	gw_json_set(detail, "adopted", adopted_json(adoption, match));
	gw_json_write(detail, false, &str);
	gw_json_free(detail);
	*value = gw_value_text(gw_view_of(gw_str_take(&str, arena)));
	return true;
}

static bool describe(struct gw_session *session, const struct gw_adoption *adoption,
		     const struct gw_adopt_match *match, struct gw_event *event,
		     struct gw_error **err)
{
	struct gw_source *source = session->source;
	const char *withheld;

	if (!gw_source_hash_parts(source, match->migration, err))
		return false;
	gw_event_describe(event, session->arena, match->migration);
	event->values[GW_COLUMN_event] = gw_value_text(
		gw_view_of(gw_event_kind_name(GW_EVENT_ADOPTED)));
	event->values[GW_COLUMN_source] = gw_value_text(gw_view_of(
		gw_tree_display_path(session->arena, source->tree, match->migration->path)));
	return gw_record_texts(source, session->arena, match->migration, NULL,
			       gw_config_size(session->config, GW_KEY_STORE_SQL_LIMIT), event,
			       &withheld, err) &&
	       add_detail(session->arena, adoption, match, event, err);
}

static bool record(struct gw_session *session, const struct gw_adoption *adoption,
		   struct gw_error **err)
{
	const struct gw_request begin = {.sql = gw_view_of(session->engine->words.begin)};
	const struct gw_request commit = {.sql = gw_view_of(session->engine->words.commit)};
	const struct gw_actor actor = gw_session_actor(session);
	GW_VEC(struct gw_request) requests = {0};
	struct gw_recorder recorder;

	if (!gw_history_ensure(session->history, &actor, err))
		return false;
	gw_recorder_begin(&recorder, session->history, session->arena, session->sys, &actor);
	if (!session->conn->in_transaction)
		gw_vec_push(session->arena, &requests, begin);
	for (size_t i = 0; i < adoption->matches.n; i++) {
		const struct gw_adopt_match *one = &adoption->matches.items[i];
		struct gw_event *event = gw_new(session->arena, struct gw_event);

		if (one->known)
			continue;
		if (!describe(session, adoption, one, event, err))
			return false;
		gw_recorder_event(&recorder, event);
		gw_vec_push(session->arena, &requests,
			    gw_recorder_request(&recorder, session->arena, event));
	}
	gw_vec_push(session->arena, &requests, commit);
	return gw_history_send(session->history, session->arena, requests.items, requests.n, err);
}

static bool has_news(const struct gw_adoption *adoption)
{
	for (size_t i = 0; i < adoption->matches.n; i++)
		if (!adoption->matches.items[i].known)
			return true;
	return false;
}

bool gw_session_adopt(struct gw_session *session, const char *tool, bool dry,
		      struct gw_adoption *ret_adoption, struct gw_error **err)
{
	const struct gw_plan nothing = {0};
	struct place place = {0};

	*ret_adoption = (struct gw_adoption){0};
	if (!gw_session_source(session, err) || !gw_session_open(session, !dry, err) ||
	    !find(session, tool, &place, err))
		return false;
	ret_adoption->tool = place.tool;
	if (!match(session, &place, ret_adoption, err))
		return false;
	if (ret_adoption->refusals.n != 0)
		return fail_refused(ret_adoption, err);
	if (dry || !has_news(ret_adoption))
		return true;
	return gw_session_trace(session, session->source, &nothing, err) &&
	       record(session, ret_adoption, err);
}
