/*
 * Taking over another tool's history: its table is read under the lock, matched with the migrations,
 * and recorded as `adopted` events in one transaction.
 *
 *	detail  {"adopted": {"tool": "sqlx", "table": "_sqlx_migrations", "row": "1", "at": TEXT,
 *		 "proof": "SHA-384", "commit": ID, "implied": false}}
 *
 * with the commit that has the file as it was applied, where it was edited since.
 */
#include "base/json.h"
#include "session/git/git_int.h"
#include "session/tools/tools_int.h"

/* What was edited is as it was in git, or refused. */
static void settle_edited(struct gw_session *session, struct gw_adoption *adoption)
{
	GW_VEC(struct gw_adopt_match *) edited = {0};

	for (size_t i = 0; i < adoption->matches.n; i++)
		if (adoption->matches.items[i].disproved)
			gw_vec_push(session->arena, &edited, &adoption->matches.items[i]);
	gw_adopt_find_edited(session, adoption, edited.items, edited.n);
	for (size_t i = 0; i < edited.n; i++)
		if (edited.items[i]->commit == NULL)
			gw_adopt_refuse_edited(session->arena, adoption, edited.items[i]);
}

/* What was adopted before is proved no more: it may have been edited and accepted since. */
static bool match(struct gw_session *session, struct gw_foreign *place, enum gw_adopt_choice choice,
		  struct gw_adoption *adoption, struct gw_error **err)
{
	struct gw_adopt_rows *rows = gw_new(session->arena, struct gw_adopt_rows);

	if (!gw_foreign_read(session, place, rows, err))
		return false;
	gw_adopt_match(session->arena, rows, session->source, choice, adoption);
	for (size_t i = 0; i < adoption->matches.n; i++) {
		struct gw_adopt_match *one = &adoption->matches.items[i];

		one->known = gw_history_find(session->history, one->key) != NULL;
		if (!one->known && one->migration != NULL &&
		    !gw_foreign_prove(session, adoption, one, session->source, one->migration, err))
			return false;
	}
	gw_adopt_drop_repeatables(adoption);
	settle_edited(session, adoption);
	return true;
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
	if (match->commit != NULL)
		gw_json_set_text(json, "commit", match->commit->id);
	gw_json_set_bool(json, "implied", match->implied);
	if (match->row->unfinished != NULL && !match->implied)
		gw_json_set_text(json, "unfinished", match->row->unfinished);
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

/* What the tool ran is not known to godwit: it counts as there, and is nothing to run or to compare. */
static void describe_external(const struct gw_adopt_match *match, struct gw_event *event)
{
	gw_event_set_text(event, GW_COLUMN_version, match->key);
	event->values[GW_COLUMN_name] = gw_value_text(GW_VIEW(""));
	event->values[GW_COLUMN_kind] = gw_value_text(GW_VIEW(GW_EXTERNAL));
}

/* As it was applied, which an edited file is no more. */
static bool describe_migration(struct gw_session *session, const struct gw_adopt_match *match,
			       struct gw_event *event, struct gw_error **err)
{
	struct gw_source *source = match->commit != NULL ? match->then : session->source;
	const struct gw_migration *migration = match->commit != NULL ? match->was
								     : match->migration;
	const char *withheld;

	if (!gw_source_hash_parts(source, migration, err))
		return false;
	gw_event_describe(event, session->arena, migration);
	gw_event_set_text(event, GW_COLUMN_source,
			  gw_tree_display_path(session->arena, source->tree, migration->path));
	return gw_record_texts(source, session->arena, migration, NULL,
			       gw_config_size(session->config, GW_KEY_STORE_SQL_LIMIT), event,
			       &withheld, err);
}

static bool describe(struct gw_session *session, const struct gw_adoption *adoption,
		     const struct gw_adopt_match *match, struct gw_event *event,
		     struct gw_error **err)
{
	if (match->migration == NULL)
		describe_external(match, event);
	else if (!describe_migration(session, match, event, err))
		return false;
	gw_event_set_text(event, GW_COLUMN_event, gw_event_kind_name(GW_EVENT_ADOPTED));
	return add_detail(session->arena, adoption, match, event, err);
}

/* The tool is not kept in step yet, and is to be. */
static bool begins_in_step(const struct gw_session *session, const struct gw_adopt_request *request,
			   const struct gw_adopt_tool *tool)
{
	const char *now = session->history->in_step;

	return request->keep_in_step && (now == NULL || !gw_view_is(gw_view_of(now), tool->name));
}

static bool record(struct gw_session *session, const struct gw_adopt_request *request,
		   const struct gw_foreign *place, const struct gw_adoption *adoption,
		   struct gw_error **err)
{
	const struct gw_request commit = {.sql = gw_view_of(session->engine->words.commit)};
	const struct gw_actor actor = gw_session_actor(session);
	GW_VEC(struct gw_request) requests = {0};
	struct gw_recorder recorder;

	if (!gw_history_ensure(session->history, &actor, err))
		return false;
	/* Where making tables ended the transaction, another one begins. */
	if (!session->conn->in_transaction && !gw_foreign_begin(session, place, err))
		return false;
	gw_recorder_begin(&recorder, session->history, session->arena, session->sys, &actor);
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
	if (begins_in_step(session, request, place->tool)) {
		struct gw_event *event = gw_new(session->arena, struct gw_event);

		gw_in_step_event(place->tool->name, event);
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

/* Every machine has to know it by the tool alone. */
static bool fail_table(const struct gw_adopt_tool *tool, struct gw_error **err)
{
	gw_fail(err, GW_E_EJECT, "%s is kept in step in the table that it has by itself only",
		tool->name);
	gw_error_hint(*err, "Without --keep-in-step, `godwit adopt` takes over what %s has in %s.",
		      tool->name, tool->table);
	return false;
}

bool gw_session_adopt(struct gw_session *session, const struct gw_adopt_request *request,
		      struct gw_adoption *ret_adoption, struct gw_error **err)
{
	const struct gw_plan nothing = {0};
	struct gw_foreign place = {0};

	*ret_adoption = (struct gw_adoption){0};
	if (!gw_session_source(session, err) || !gw_session_open(session, !request->dry, err) ||
	    !gw_foreign_find(session, request->tool, request->table, &place, err))
		return false;
	ret_adoption->tool = place.tool;
	if (!request->dry && !gw_foreign_begin(session, &place, err))
		return false;
	if (!match(session, &place, request->unfinished, ret_adoption, err))
		return false;
	if (ret_adoption->refusals.n != 0)
		return gw_foreign_fail(ret_adoption, err);
	if (request->keep_in_step && request->table != NULL)
		return fail_table(place.tool, err);
	if (request->keep_in_step && (!gw_in_step_is_possible(session, place.tool, err) ||
				      !gw_in_step_check_told(session, ret_adoption, err)))
		return false;
	if (request->dry ||
	    !(has_news(ret_adoption) || begins_in_step(session, request, place.tool)))
		return true;
	return gw_session_trace(session, session->source, &nothing, err) &&
	       record(session, request, &place, ret_adoption, err);
}
