/*
 * Keeping another tool in step while a team goes over: from the event `in-step` on, on every machine, runs
 * and decisions write the tool's table as well.
 *
 * Before that the two must say the same of every migration. Where somebody ran the tool since, `adopt`
 * takes that over; what the tool was not told, `eject` tells it.
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

/* Nothing says that it was ever run: it may have come in before the last one since. */
static bool fail_implied(const struct gw_adopt_tool *tool, const char *label, struct gw_error **err)
{
	gw_fail(err, GW_E_OUT_OF_STEP,
		"%s is pending, and %s, which goes by its last version, would never apply it",
		label, tool->name);
	gw_error_hint(*err,
		      "Give it a version that comes after the others. If it is there already, "
		      "`godwit adopt %s` takes it over.",
		      tool->name);
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

static bool check_fault(const struct gw_session *session, const struct gw_adopt_tool *tool,
			struct gw_error **err)
{
	const char *fault = gw_keeping_fault(tool, session->engine);

	if (fault == NULL)
		return true;
	gw_fail(err, GW_E_EJECT, "%s cannot be kept in step: %s", tool->name, fault);
	gw_error_hint(*err, "`godwit eject %s` brings its table up to what is applied.",
		      tool->name);
	return false;
}

static bool fail_gap(const struct gw_session *session, const struct gw_adopt_tool *tool,
		     const struct gw_migration *gap, struct gw_error **err)
{
	gw_fail(err, GW_E_EJECT, "%s goes by its last version, and would never apply %s any more",
		tool->name, gw_migration_label(session->arena, gap));
	gw_error_hint(*err,
		      "Settle them in their order, the last one first where they are taken back. "
		      "`godwit adopt --no-keep-in-step` ends it that %s is kept in step.",
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

static const struct gw_adopt_match *find_match(const struct gw_adoption *adoption,
					       const struct gw_migration *migration)
{
	for (size_t i = 0; i < adoption->matches.n; i++)
		if (adoption->matches.items[i].migration == migration)
			return &adoption->matches.items[i];
	return NULL;
}

static bool is_applied(const struct gw_entry *entry)
{
	return entry->applied != NULL || entry->baselined;
}

static bool is_known_to(const struct gw_adopt_tool *tool, const struct gw_entry *entry)
{
	return entry->migration != NULL && gw_adopt_has_rows_for(tool, entry->migration);
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

		if (is_known_to(adoption->tool, entry) && is_applied(entry) &&
		    find_match(adoption, entry->migration) == NULL)
			return fail_untold(session, adoption->tool, entry->migration, err);
	}
	return true;
}

/* What the tool has applied, and the history has not; a repeatable one, which was edited since, can run. */
static bool check_pending(const struct gw_session *session, const struct gw_adopt_tool *tool,
			  const struct gw_adopt_match *match, struct gw_error **err)
{
	const char *label;

	if (match == NULL || match->migration->kind == GW_MIGRATION_REPEATABLE)
		return true;
	label = gw_migration_label(session->arena, match->migration);
	return match->implied ? fail_implied(tool, label, err) : fail_unknown(tool, label, err);
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

		if (!is_known_to(adoption->tool, entry))
			continue;
		if (is_applied(entry))
			gw_vec_push(session->arena, &keeping->applied, entry->migration);
		else if (!check_pending(session, adoption->tool,
					find_match(adoption, entry->migration), err))
			return false;
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
	return check_fault(session, tool, err) && gw_eject_is_possible(session, tool, err);
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
	struct gw_adoption *adoption = gw_new(session->arena, struct gw_adoption);
	struct gw_foreign place = {0};

	*ret_keeping = NULL;
	if (session->history->in_step == NULL)
		return true;
	if (!find_place(session, &place, err) || !gw_foreign_lock(session, &place, err) ||
	    !gw_foreign_read(session, &place, rows, err))
		return false;
	adoption->tool = place.tool;
	gw_adopt_match(session->arena, rows, session->source, GW_ADOPT_REFUSE, adoption);
	if (adoption->refusals.n != 0)
		return gw_foreign_fail(adoption, err);
	*keeping = (struct gw_keeping){
		.arena = session->arena,
		.place = {place.tool, session->conn, place.schema, place.table},
		.adoption = adoption,
		.last_number = place.last_number,
	};
	if (!gw_in_step_check_told(session, adoption, err) ||
	    !check_known(session, adoption, keeping, err))
		return false;
	*ret_keeping = keeping;
	return true;
}

/* What has no file is told of when its turn comes. */
bool gw_in_step_check_plan(struct gw_session *session, const struct gw_keeping *keeping,
			   const struct gw_plan *plan, struct gw_error **err)
{
	GW_VEC(struct gw_keeping_news) news = {0};

	for (size_t i = 0; keeping != NULL && i < plan->steps.n; i++) {
		const struct gw_step *step = &plan->steps.items[i];
		struct gw_keeping_news one = {.source = step->source, .migration = step->migration};

		one.change = step->direction == GW_UP ? GW_KEEPING_APPLIED : GW_KEEPING_REVERTED;
		if (step->migration != NULL)
			gw_vec_push(session->arena, &news, one);
	}
	return news.n == 0 || gw_keeping_can_tell(keeping, news.items, news.n, err);
}

/* --- what people decide ----------------------------------------------------------------------- */

static bool tell(struct gw_session *session, struct gw_keeping *keeping,
		 const struct gw_keeping_news *news, struct gw_statements *ret_list,
		 struct gw_error **err)
{
	bool should = news->change != GW_KEEPING_APPLIED;

	/* A repeatable one that is applied again is the same row; what stopped half way back has one. */
	if (gw_keeping_has(keeping, news->migration) != should)
		return true;
	return gw_keeping_tell(keeping, session->arena, news, ret_list, err);
}

static bool comes_up_to(const struct gw_source *source, const struct gw_migration *one,
			const struct gw_migration *last)
{
	return one->version != NULL && source->format->compare(one->version, last->version) <= 0;
}

bool gw_in_step_decide(struct gw_session *session, struct gw_keeping *keeping,
		       const struct gw_in_step_decision *decision, struct gw_statements *ret_list,
		       struct gw_error **err)
{
	struct gw_source *source = session->source;
	struct gw_keeping_news news = {
		.change = decision->change,
		.source = source,
		.at_us = session->sys->now_us(),
	};
	const struct gw_migration *gap;

	for (size_t i = 0; i < source->n; i++) {
		news.migration = source->migrations[i];
		if (news.migration != decision->migration &&
		    !(decision->with_earlier &&
		      comes_up_to(source, news.migration, decision->migration)))
			continue;
		if (!tell(session, keeping, &news, ret_list, err))
			return false;
	}
	gap = gw_keeping_gap(keeping, source);
	return gap == NULL || fail_gap(session, keeping->place.tool, gap, err);
}

void gw_in_step_event(const char *tool, struct gw_event *ret_event)
{
	*ret_event = (struct gw_event){0};
	gw_event_set_text(ret_event, GW_COLUMN_event, gw_event_kind_name(GW_EVENT_IN_STEP));
	gw_event_set_text(ret_event, GW_COLUMN_name, tool);
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
