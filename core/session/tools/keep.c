/*
 * Keeping another tool in step while a team goes over: from the event `in-step` on, on every machine, a
 * run writes the tool's table as well.
 *
 * Before a run the two must say the same of every migration. Where somebody ran the tool since, `adopt`
 * takes that over; what a person decided, `eject` tells the tool.
 */
#include "session/tools/tools_int.h"

static bool fail_untold(const struct gw_session *session, const struct gw_adopt_tool *tool,
			const struct gw_migration *migration, struct gw_error **err)
{
	gw_fail(err, GW_E_OUT_OF_STEP, "%s is applied, and %s does not know of it",
		gw_migration_label(session->arena, migration), tool->name);
	gw_error_hint(*err, "`godwit eject %s` tells it.", tool->name);
	return false;
}

static bool fail_unknown(const struct gw_adopt_tool *tool, const char *label, struct gw_error **err)
{
	gw_fail(err, GW_E_OUT_OF_STEP, "%s has applied %s, and godwit does not know of it",
		tool->name, label);
	gw_error_hint(*err, "`godwit adopt %s` takes it over.", tool->name);
	return false;
}

static bool fail_no_table(const struct gw_adopt_tool *tool, struct gw_error **err)
{
	gw_fail(err, GW_E_OUT_OF_STEP, "%s is kept in step, and has no table here any more",
		tool->name);
	gw_error_hint(*err,
		      "`godwit eject %s` makes it anew; `godwit adopt --no-keep-in-step` ends it.",
		      tool->name);
	return false;
}

static bool fail_rows(const struct gw_adopt_tool *tool, struct gw_error **err)
{
	gw_fail(err, GW_E_EJECT, "%s cannot be kept in step: its rows say more than a run knows",
		tool->name);
	gw_error_hint(*err, "`godwit eject %s` brings its table up to what is applied.",
		      tool->name);
	return false;
}

static bool fail_tool(const char *name, struct gw_error **err)
{
	gw_fail(err, GW_E_OUT_OF_STEP, "%s is kept in step, which this godwit does not know", name);
	gw_error_hint(*err, "Use the newer godwit that began it, or end it with `godwit adopt "
			    "--no-keep-in-step`.");
	return false;
}

static bool is_matched(const struct gw_adoption *adoption, const struct gw_migration *migration)
{
	for (size_t i = 0; i < adoption->matches.n; i++)
		if (adoption->matches.items[i].migration == migration)
			return true;
	return false;
}

static bool is_applied(const struct gw_entry *entry)
{
	return entry->applied != NULL || entry->baselined;
}

static bool make_picture(struct gw_session *session, struct gw_picture *ret_picture,
			 struct gw_error **err)
{
	const struct gw_picture_request request = {.environment = session->config->environment};

	return gw_picture_make(session->arena, session->source, session->history, &request,
			       ret_picture, err);
}

bool gw_in_step_check_told(struct gw_session *session, const struct gw_adoption *adoption,
			   struct gw_error **err)
{
	struct gw_picture picture;

	if (!make_picture(session, &picture, err))
		return false;
	for (size_t i = 0; i < picture.entries.n; i++) {
		const struct gw_entry *entry = &picture.entries.items[i];

		if (entry->migration != NULL && is_applied(entry) &&
		    !is_matched(adoption, entry->migration))
			return fail_untold(session, adoption->tool, entry->migration, err);
	}
	return true;
}

/* What is applied goes into the keeping. */
static bool check_known(struct gw_session *session, const struct gw_adoption *adoption,
			struct gw_keeping *keeping, struct gw_error **err)
{
	struct gw_picture picture;

	if (!make_picture(session, &picture, err))
		return false;
	for (size_t i = 0; i < picture.entries.n; i++) {
		const struct gw_entry *entry = &picture.entries.items[i];

		if (entry->migration != NULL && is_applied(entry))
			gw_vec_push(session->arena, &keeping->applied, entry->migration);
		else if (entry->migration != NULL && is_matched(adoption, entry->migration))
			return fail_unknown(adoption->tool,
					    gw_migration_label(session->arena, entry->migration),
					    err);
	}
	for (size_t i = 0; i < adoption->matches.n; i++) {
		const struct gw_adopt_match *match = &adoption->matches.items[i];

		if (match->migration == NULL &&
		    gw_history_find(session->history, match->key) == NULL)
			return fail_unknown(adoption->tool, match->key, err);
	}
	return true;
}

bool gw_in_step_is_possible(struct gw_session *session, const struct gw_adopt_tool *tool,
			    struct gw_error **err)
{
	return gw_eject_is_possible(session, tool, err) &&
	       (gw_keeping_is_possible(tool) || fail_rows(tool, err));
}

static bool find_place(struct gw_session *session, struct gw_foreign *ret_place,
		       struct gw_error **err)
{
	const char *name = session->history->in_step;
	const struct gw_adopt_tool *tool = gw_adopt_tool_find(gw_view_of(name));

	if (tool == NULL)
		return fail_tool(name, err);
	if (!gw_in_step_is_possible(session, tool, err)) {
		gw_error_hint(*err,
			      "%s is kept in step. Name the folder that it reads with `--dir`, or "
			      "end that with `godwit adopt --no-keep-in-step`.",
			      name);
		return false;
	}
	if (!gw_foreign_look(session, tool, ret_place, err))
		return false;
	return ret_place->tool != NULL || fail_no_table(tool, err);
}

bool gw_in_step_begin(struct gw_session *session, struct gw_keeping **ret_keeping,
		      struct gw_error **err)
{
	struct gw_adopt_rows *rows = gw_new(session->arena, struct gw_adopt_rows);
	struct gw_keeping *keeping = gw_new(session->arena, struct gw_keeping);
	struct gw_adoption adoption = {0};
	struct gw_foreign place = {0};

	*ret_keeping = NULL;
	if (session->history->in_step == NULL)
		return true;
	if (!find_place(session, &place, err) || !gw_foreign_lock(session, &place, err) ||
	    !gw_foreign_read(session, &place, rows, err))
		return false;
	adoption.tool = place.tool;
	gw_adopt_match(session->arena, rows, session->source, GW_ADOPT_REFUSE, &adoption);
	if (adoption.refusals.n != 0)
		return gw_foreign_fail(&adoption, err);
	*keeping = (struct gw_keeping){
		.arena = session->arena,
		.tool = place.tool,
		.schema = place.schema,
		.table = place.table,
		.last_number = place.last_number,
	};
	if (!gw_in_step_check_told(session, &adoption, err) ||
	    !check_known(session, &adoption, keeping, err))
		return false;
	*ret_keeping = keeping;
	return true;
}

void gw_in_step_event(const char *tool, struct gw_event *ret_event)
{
	*ret_event = (struct gw_event){0};
	ret_event->values[GW_COLUMN_event] = gw_value_text(
		gw_view_of(gw_event_kind_name(GW_EVENT_IN_STEP)));
	ret_event->values[GW_COLUMN_name] = gw_value_text(gw_view_of(tool));
}

static bool record_end(struct gw_session *session, struct gw_error **err)
{
	const struct gw_words *words = &session->engine->words;
	const struct gw_actor actor = gw_session_actor(session);
	/* Where the lock is a transaction, it has begun. */
	size_t first = session->conn->in_transaction ? 1 : 0;
	struct gw_request requests[] = {
		{.sql = gw_view_of(words->begin)},
		{.sql = GW_VIEW("")},
		{.sql = gw_view_of(words->commit)},
	};
	struct gw_recorder recorder;
	struct gw_event event;

	gw_recorder_begin(&recorder, session->history, session->arena, session->sys, &actor);
	gw_in_step_event(NULL, &event);
	gw_recorder_event(&recorder, &event);
	requests[1] = gw_recorder_request(&recorder, session->arena, &event);
	return gw_history_send(session->history, session->arena, requests + first,
			       GW_COUNT(requests) - first, err);
}

bool gw_session_end_in_step(struct gw_session *session, const char **ret_tool,
			    struct gw_error **err)
{
	if (!gw_session_open(session, true, err))
		return false;
	*ret_tool = session->history->in_step;
	return *ret_tool == NULL || record_end(session, err);
}
