/*
 * Bringing a server to what is declared.
 *
 * Nothing is carried over from the plan but the promise that it could be made. For each stage the
 * server is looked at anew, the difference of that stage is carried out as one unit, and looked at
 * again, until there is none: a unit's effects on what comes later (a new owner has other rights) are
 * seen in this way, and so is what a call that was cut off has left. A stage that does not come to its
 * end in a few rounds is an error.
 */
#include <string.h>

#include "provision/provision_int.h"

enum { ROUNDS_MAX = 6 };

/* --- one unit --- */

struct unit {
	struct gw_provision *provision;
	struct gw_conn *conn;
	const char *label;
	struct gw_action **actions;
	size_t n;
	size_t *ends; /* once they are rendered: behind the last statement of each */
	bool alone;
};

static bool render(struct unit *unit, struct gw_render *ret_render, struct gw_error **err)
{
	*ret_render = (struct gw_render){.arena = unit->provision->arena, .conn = unit->conn};
	unit->ends = gw_new_array(unit->provision->arena, size_t, unit->n);
	for (size_t i = 0; i < unit->n; i++) {
		if (!gw_passwords_settle(unit->provision, unit->conn, unit->actions[i], err))
			return false;
		gw_provision_render(ret_render, unit->actions[i]);
		unit->ends[i] = ret_render->list.n;
	}
	return true;
}

struct requests {
	GW_VEC(struct gw_request) list;
	size_t first; /* of the unit's own statements */
};

static void add(const struct unit *unit, struct requests *requests, const char *sql)
{
	const struct gw_request request = {.sql = gw_view_of(sql)};

	gw_vec_push(unit->provision->arena, &requests->list, request);
}

/* The statement that failed, and where what it was for is declared. */
static void tell_statement(const struct unit *unit, const struct gw_render *rendered,
			   size_t statement, struct gw_error *error)
{
	const struct gw_asset *asset;
	size_t i = 0;

	gw_error_detail(error, "statement: %s", rendered->list.items[statement].shown);
	while (unit->ends[i] <= statement)
		i++;
	asset = unit->actions[i]->asset;
	if (asset->length == 0)
		return;
	gw_yaml_locate(error, &unit->provision->declared->yaml, asset->offset, asset->length);
	gw_error_hint(error, "Correct what is declared there, or what stands in its way, and run "
			     "the same command again.");
}

static bool fail_unit(const struct unit *unit, const struct gw_render *rendered,
		      const struct requests *requests, size_t failed, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_engine *engine = unit->conn->engine;
	bool lost = unit->conn->broken;

	if (!lost && unit->conn->in_transaction &&
	    !gw_conn_exec(unit->conn, engine->words.rollback, &ignored))
		lost = true;
	if ((*err)->code == GW_E_STATEMENT)
		gw_error_restate(*err, GW_E_SERVER, "provisioning %s failed", unit->label);
	if (failed >= requests->first && failed - requests->first < rendered->list.n)
		tell_statement(unit, rendered, failed - requests->first, *err);
	if (lost)
		gw_error_state(
			*err, GW_STATE_UNKNOWN,
			"what was sent last may be done or not; `godwit provision apply` finds "
			"out, and goes on");
	return false;
}

/* In the history's own database the event is part of the transaction. */
static bool add_event(const struct unit *unit, size_t statements, struct requests *requests,
		      struct gw_error **err)
{
	struct gw_provision *provision = unit->provision;
	struct gw_event *event = gw_provision_event(provision, unit->label, unit->actions, unit->n,
						    statements);
	struct gw_request request;

	if (unit->alone || provision->history == NULL || provision->history->conn != unit->conn)
		return gw_provision_record(provision, event, err);
	gw_recorder_event(&provision->recorder, event);
	request = gw_recorder_request(&provision->recorder, provision->arena, event);
	gw_vec_push(provision->arena, &requests->list, request);
	return true;
}

static void rewind_history(struct gw_provision *provision)
{
	const struct gw_history *history = provision->history;

	if (history != NULL)
		gw_recorder_rewind(&provision->recorder, history->head_seq, &history->head_hash);
}

static void keep_head(struct gw_provision *provision)
{
	struct gw_history *history = provision->history;

	if (history == NULL)
		return;
	history->head_seq = provision->recorder.head_seq;
	history->head_hash = provision->recorder.head_hash;
}

/* A kill in between leaves what was seized with the user, who drops it next time. */
static void add_seizing(const struct unit *unit, const struct gw_preflight *preflight,
			struct requests *requests)
{
	const struct gw_words *words = &unit->conn->engine->words;

	if (preflight->seize.n == 0)
		return;
	add(unit, requests, words->begin);
	for (size_t i = 0; i < preflight->before.n; i++)
		add(unit, requests, preflight->before.items[i]);
	for (size_t i = 0; i < preflight->seize.n; i++)
		add(unit, requests, preflight->seize.items[i]);
	for (size_t i = preflight->after.n; i > 0; i--)
		add(unit, requests, preflight->after.items[i - 1]);
	add(unit, requests, words->commit);
}

static bool send(const struct unit *unit, const struct gw_render *rendered,
		 const struct gw_preflight *preflight, struct gw_error **err)
{
	struct gw_provision *provision = unit->provision;
	const struct gw_words *words = &unit->conn->engine->words;
	struct requests requests = {0};
	size_t failed;

	if (unit->alone)
		add_seizing(unit, preflight, &requests);
	else
		add(unit, &requests, words->begin);
	for (size_t i = 0; !unit->alone && i < preflight->before.n; i++)
		add(unit, &requests, preflight->before.items[i]);
	requests.first = requests.list.n;
	for (size_t i = 0; i < rendered->list.n; i++)
		add(unit, &requests, rendered->list.items[i].sql);
	for (size_t i = preflight->after.n; !unit->alone && i > 0; i--)
		add(unit, &requests, preflight->after.items[i - 1]);
	if (!add_event(unit, rendered->list.n, &requests, err))
		return false;
	if (!unit->alone)
		add(unit, &requests, words->commit);
	if (!unit->conn->engine->run(unit->conn, requests.list.items, requests.list.n,
				     provision->arena, NULL, NULL, &failed, err)) {
		rewind_history(provision);
		return fail_unit(unit, rendered, &requests, failed, err);
	}
	keep_head(provision);
	return true;
}

static bool fail_rights(struct gw_provision *provision, const struct gw_missing *missing, size_t n,
			struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < n; i++)
		gw_str_printf(&str, "%s%s: %s", i > 0 ? "\n" : "",
			      gw_asset_label(provision->arena, missing[i].action->asset),
			      missing[i].right);
	gw_fail(err, GW_E_RIGHTS, "%s lacks rights that provisioning needs",
		provision->server->info.user);
	gw_error_detail(*err, "%s", gw_str_text(&str));
	gw_error_hint(*err, "Grant them, or give the URL of a user who has them.");
	return false;
}

/* Carries out actions of one stage and database. */
static bool run_unit(struct unit *unit, const struct gw_estate *live, struct gw_error **err)
{
	struct gw_provision *provision = unit->provision;
	const struct gw_estate_engine *engine = provision->engine->estate;
	struct gw_preflight preflight = {0};
	struct gw_render rendered;

	if (engine->preflight != NULL &&
	    !engine->preflight(unit->conn, provision->arena, live,
			       (const struct gw_action *const *)unit->actions, unit->n, &preflight,
			       err))
		return false;
	if (preflight.missing.n != 0)
		return fail_rights(provision, preflight.missing.items, preflight.missing.n, err);
	if (!render(unit, &rendered, err) || !send(unit, &rendered, &preflight, err))
		return false;
	provision->done += unit->n;
	provision->statements += rendered.list.n;
	for (size_t i = 0; i < unit->n && provision->progress != NULL; i++)
		provision->progress(provision->progress_payload, unit->actions[i]);
	return true;
}

/* --- stages --- */

static const char *label_of(struct gw_provision *provision, const char *database)
{
	return database != NULL ? gw_format(provision->arena, "database %s", database)
				: "the server";
}

static bool is_transactional(const struct gw_provision *provision)
{
	return provision->engine->caps.transactional_ddl && !provision->history_last;
}

/* Runs the first actions that belong into one unit: of one stage, in one database. */
static bool run_first(struct gw_provision *provision, const struct gw_estate *live,
		      struct gw_action **actions, size_t n, struct gw_error **err)
{
	const struct gw_action *first = actions[0];
	struct unit unit = {
		.provision = provision,
		.label = label_of(provision, first->database),
		.actions = actions,
		.n = 1,
		.alone = first->asset->kind->alone && first->deed != GW_DEED_CHANGE,
	};
	bool single = unit.alone;

	/* Where every statement is a transaction, a unit has none around it. */
	unit.alone |= !is_transactional(provision);
	while (!single && unit.n < n && actions[unit.n]->stage == first->stage &&
	       (actions[unit.n]->database == first->database ||
		(first->database != NULL && actions[unit.n]->database != NULL &&
		 strcmp(actions[unit.n]->database, first->database) == 0)))
		unit.n++;
	/* A database that somebody is connected to is neither copied nor dropped. */
	if (single)
		gw_provision_leave(provision);
	return gw_provision_enter(provision, first->database, &unit.conn, err) &&
	       run_unit(&unit, live, err);
}

static bool fail_rounds(struct gw_provision *provision, const char *database,
			const struct gw_action *action, struct gw_error **err)
{
	gw_fail(err, GW_E_UNSTABLE, "%s is still not as declared: %s",
		label_of(provision, database), gw_asset_label(provision->arena, action->asset));
	gw_error_hint(*err,
		      "`godwit provision plan --verbose` shows what would be done once more.");
	return false;
}

static bool stop_if_interrupted(const struct gw_provision *provision, struct gw_error **err)
{
	return gw_interrupted(provision->sys) == 0 || gw_fail(err, GW_E_INTERRUPTED, "interrupted");
}

/* The first action of the stages from..to; n when there is none. */
static size_t first_of(const struct gw_difference *difference, enum gw_stage from, enum gw_stage to)
{
	size_t found = difference->actions.n;

	for (size_t i = 0; i < difference->actions.n; i++) {
		enum gw_stage stage = difference->actions.items[i]->stage;

		if (stage >= from && stage <= to &&
		    (found == difference->actions.n ||
		     stage < difference->actions.items[found]->stage))
			found = i;
	}
	return found;
}

static bool open_history(struct gw_provision *provision, struct gw_error **err)
{
	return provision->history_last || gw_provision_history(provision, err);
}

/* Actions of the server in the stages from..to, until there are none; *ret_live: what is there then. */
static bool run_server(struct gw_provision *provision, enum gw_stage from, enum gw_stage to,
		       struct gw_estate *ret_live, struct gw_error **err)
{
	const char *last = "";

	for (size_t rounds = 0;;) {
		const char *label;
		struct gw_difference difference;
		const struct gw_action *action;
		size_t i;

		if (!stop_if_interrupted(provision, err) ||
		    !gw_provision_look_server(provision, ret_live, NULL, err) ||
		    !gw_provision_diff_server(provision, ret_live, &difference, err))
			return false;
		i = first_of(&difference, from, to);
		if (i == difference.actions.n)
			return true;
		action = difference.actions.items[i];
		/* Rounds that begin with another action get on. */
		label = gw_format(provision->arena, "%s %s", label_of(provision, action->database),
				  gw_asset_label(provision->arena, action->asset));
		rounds = strcmp(label, last) != 0 ? 0 : rounds + 1;
		last = label;
		if (rounds == ROUNDS_MAX)
			return fail_rounds(provision, NULL, action, err);
		if (!run_first(provision, ret_live, &difference.actions.items[i],
			       difference.actions.n - i, err) ||
		    !open_history(provision, err))
			return false;
	}
}

static bool run_inside(struct gw_provision *provision, const char *database, struct gw_error **err)
{
	for (size_t round = 0;; round++) {
		struct gw_estate live;
		struct gw_difference difference;

		if (!stop_if_interrupted(provision, err) ||
		    !gw_provision_look_server(provision, &live, NULL, err) ||
		    !gw_provision_diff_inside(provision, database, &live, &difference, err))
			return false;
		if (difference.actions.n == 0)
			return true;
		if (round == ROUNDS_MAX)
			return fail_rounds(provision, database, difference.actions.items[0], err);
		if (!run_first(provision, &live, difference.actions.items, difference.actions.n,
			       err))
			return false;
	}
}

static bool run_all(struct gw_provision *provision, struct gw_error **err)
{
	const struct gw_estate *declared = &provision->declared->estate;
	struct gw_estate live;

	if (!run_server(provision, GW_STAGE_ROLES, GW_STAGE_SERVER, &live, err))
		return false;
	for (size_t i = 0; i < declared->assets.n; i++) {
		const struct gw_asset *asset = declared->assets.items[i];

		if (gw_provision_is_inside(provision, &live, asset) &&
		    !run_inside(provision, asset->parts[0], err))
			return false;
	}
	return run_server(provision, GW_STAGE_LEAVE, GW_STAGE_DROP_ROLES, &live, err);
}

/* --- before anything runs --- */

static bool may_drop(const struct gw_provision *provision, const char *database)
{
	for (size_t i = 0; provision->allow_drop != NULL && provision->allow_drop[i] != NULL; i++) {
		if (strcmp(provision->allow_drop[i], database) == 0)
			return true;
	}
	return false;
}

static bool check_drops(struct gw_provision *provision, const struct gw_provision_plan *plan,
			struct gw_error **err)
{
	for (size_t i = 0; i < plan->difference.actions.n; i++) {
		const struct gw_action *action = plan->difference.actions.items[i];
		const char *name = action->asset->parts[0];

		if (action->deed != GW_DEED_DROP || !action->asset->kind->holds_data ||
		    may_drop(provision, name))
			continue;
		gw_fail(err, GW_E_PROTECTED, "database %s would be dropped, with all that is in it",
			name);
		gw_error_hint(*err, "Give `--allow-drop %s` when you are sure.", name);
		return false;
	}
	return true;
}

static bool check_refusals(struct gw_provision *provision, const struct gw_provision_plan *plan,
			   struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};
	const struct gw_provision_refusal *first = plan->difference.refusals.items;
	const struct gw_asset *declared;

	if (plan->difference.refusals.n == 0)
		return true;
	for (size_t i = 0; i < plan->difference.refusals.n; i++)
		gw_str_printf(&str, "%s%s: %s", i > 0 ? "\n" : "",
			      gw_asset_label(provision->arena, first[i].asset), first[i].why);
	gw_fail(err, GW_E_PROVISION, "what is declared cannot be brought about");
	gw_error_detail(*err, "%s", gw_str_text(&str));
	gw_error_hint(*err, "%s", first->hint);
	declared = gw_estate_find(&provision->declared->estate, provision->arena, first->asset);
	if (declared != NULL)
		gw_yaml_locate(*err, &provision->declared->yaml, declared->offset,
			       declared->length);
	return false;
}

static void state(const struct gw_provision *provision, struct gw_error *error)
{
	bool undone = is_transactional(provision) || error->code == GW_E_PROVISION ||
		      error->code == GW_E_RIGHTS;

	if (error->state == GW_STATE_UNKNOWN)
		return;
	if (provision->done == 0 && undone)
		gw_error_state(error, GW_STATE_UNTOUCHED, NULL);
	else
		gw_error_state(error, GW_STATE_PARTIAL,
			       "%zu change%s, %s; the same command goes on from there",
			       provision->done, provision->done == 1 ? " stands" : "s stand",
			       undone ? "what failed was undone"
				      : "and what came before the statement that failed");
}

/* Whoever kept us from changing anything keeps us from writing that down as well. */
static bool record_failure(struct gw_provision *provision, const struct gw_error *error,
			   int64_t begun_us, struct gw_error **err)
{
	bool tries = provision->history_last && error->code != GW_E_LOCKED;

	return (!tries || gw_provision_history(provision, err)) &&
	       gw_provision_close_run(provision, error, begun_us, err);
}

bool gw_provision_apply(struct gw_provision *provision, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	int64_t begun_us = provision->sys->monotonic_us();
	struct gw_provision_plan plan;

	if (!gw_provision_plan(provision, &plan, err) ||
	    !gw_provision_plan_hold(provision, &plan, err) ||
	    !check_refusals(provision, &plan, err) || !check_drops(provision, &plan, err))
		return false;
	if (plan.missing.n != 0)
		return fail_rights(provision, plan.missing.items, plan.missing.n, err);
	if (plan.difference.actions.n == 0)
		return true;
	if (open_history(provision, err) && run_all(provision, err) &&
	    gw_provision_history(provision, err))
		return gw_provision_close_run(provision, NULL, begun_us, err);
	state(provision, *err);
	if (!record_failure(provision, *err, begun_us, &ignored))
		gw_error_clear(&ignored);
	return false;
}
