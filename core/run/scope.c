/*
 * Scopes: where transactions begin and end around steps.
 *
 *	each         BEGIN step COMMIT    BEGIN step COMMIT
 *	all          BEGIN step step step COMMIT
 *	savepoints   BEGIN SAVEPOINT step RELEASE SAVEPOINT step RELEASE COMMIT
 */
#include "run/run_int.h"

void gw_scope_enter(struct gw_runner *runner, struct gw_step_run *step, const char *begin)
{
	const struct gw_words *words = &runner->engine->words;

	if (runner->scope == GW_SCOPE_EACH) {
		gw_flight_word(runner, GW_ROLE_CONTROL, step, begin);
		return;
	}
	if (!runner->outer_open) {
		gw_flight_word(runner, GW_ROLE_CONTROL, step, words->begin);
		runner->outer_open = true;
	}
	if (runner->scope == GW_SCOPE_SAVEPOINTS)
		gw_flight_word(runner, GW_ROLE_CONTROL, step, words->savepoint);
}

bool gw_scope_leave(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	const struct gw_words *words = &runner->engine->words;

	switch (runner->scope) {
	case GW_SCOPE_EACH:
		gw_flight_word(runner, GW_ROLE_COMMIT, step, words->commit);
		break;
	case GW_SCOPE_SAVEPOINTS:
		gw_flight_word(runner, GW_ROLE_RELEASE, step, words->release_savepoint);
		break;
	case GW_SCOPE_ALL:
		break;
	}
	return gw_flight_maybe_send(runner, err);
}

bool gw_scope_close(struct gw_runner *runner, struct gw_error **err)
{
	if (runner->outer_open)
		gw_flight_word(runner, GW_ROLE_COMMIT, NULL, runner->engine->words.commit);
	if (!gw_flight_send(runner, err))
		return false;
	runner->outer_open = false;
	return true;
}

static bool say(struct gw_runner *runner, const char *sql)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;

	return gw_conn_exec(runner->conn, sql, &ignored);
}

/* Takes the failed step out of the outer transaction and commits what was done before it. */
static bool keep_earlier_steps(struct gw_runner *runner, const struct gw_step_run *step)
{
	const struct gw_words *words = &runner->engine->words;
	const struct gw_step_run *last = NULL;

	if (step == NULL || !say(runner, words->rollback_to_savepoint) ||
	    !say(runner, words->release_savepoint) || !say(runner, words->commit))
		return false;
	for (const struct gw_step_run *it = runner->first; it != NULL && it != step; it = it->next)
		last = it;
	if (last != NULL)
		gw_steps_are_done(runner, last);
	return true;
}

bool gw_scope_undo(struct gw_runner *runner, const struct gw_step_run *step)
{
	bool kept = runner->scope == GW_SCOPE_EACH;

	/* Some errors (a full disk in SQLite) end the transaction by themselves. */
	if (runner->conn->in_transaction) {
		if (runner->scope == GW_SCOPE_SAVEPOINTS && runner->outer_open)
			kept = keep_earlier_steps(runner, step);
		if (runner->conn->in_transaction)
			(void)!say(runner, runner->engine->words.rollback);
	}
	runner->outer_open = false;
	return kept;
}
