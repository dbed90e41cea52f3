/*
 * LOCK TABLES .. UNLOCK TABLES: what runs under locks that exclude our own tables, and end with every
 * BEGIN.
 *
 *	journal 'intent'; LOCK TABLES ..; statements; UNLOCK TABLES; journal 'done'
 *
 * Where the engine can lock the journal along with them, all of it is one transaction with a mark:
 *
 *	journal 'intent'; autocommit off; LOCK TABLES .., journal
 *	mark; statements; journal 'done'; COMMIT; UNLOCK TABLES; autocommit on
 *
 * What commits by itself, or leaves rows that no rollback takes back, would tear that in two: it stands
 * between a 'done' of what is before it and an intent of its own, and a new transaction comes after
 * it. Another LOCK TABLES gives back the locks that there are, and is a span for itself.
 *
 * What is resumed in the middle of a span takes its locks again.
 */
#include "run/segments_int.h"

/* The LOCK TABLES to begin with: the current statement, or one that an earlier run has passed. */
static struct gw_view lock_text(const struct gw_walk *walk)
{
	if (walk->statement.class.locks_tables)
		return gw_statement_text(walk->script->text.view, &walk->statement);
	return gw_view_of(walk->locks);
}

static const char *lock_along(const struct gw_walk *walk, struct gw_view text)
{
	const struct gw_runner *runner = walk->runner;

	if (runner->engine->lock_along == NULL || text.p == NULL)
		return NULL;
	return runner->engine->lock_along(runner->conn, &walk->step->arena, text);
}

static bool run_plain(struct gw_walk *walk, struct gw_view lock, size_t end, struct gw_error **err)
{
	if (!gw_settle_intent(walk, false, NULL, err))
		return false;
	if (!walk->statement.class.locks_tables && lock.p != NULL)
		gw_flight_queue(walk->runner,
				(struct gw_tag){.role = GW_ROLE_CONTROL, .step = walk->step},
				(struct gw_request){.sql = lock});
	if (!gw_walk_statements(walk, end, GW_ROLE_STATEMENT, false, err))
		return false;
	gw_segment_note(walk);
	return gw_flight_maybe_send(walk->runner, err);
}

/* What cannot share the transaction of those before it. */
static bool stands_apart(const struct gw_walk *walk)
{
	const struct gw_class *class = &walk->statement.class;

	return class->implicit_commit || class->runs_code || walk->stays;
}

/* One statement under the locks. */
static bool run_one(struct gw_walk *walk, struct gw_error **err)
{
	const char *along = NULL;

	if (walk->statement.class.locks_tables)
		along = lock_along(walk, lock_text(walk));
	if (along != NULL)
		gw_walk_queue_marked(walk, gw_view_of(along));
	else if (gw_walk_is_sent(walk))
		gw_walk_queue_marked(walk, (struct gw_view){0});
	return gw_flight_maybe_send(walk->runner, err) && gw_walk_next(walk, err);
}

/* Ends the transaction, and begins another with what is known of the current statement. */
static bool begin_anew(struct gw_walk *walk, bool marked, struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;

	gw_segment_commit(runner, walk->step, walk->index - 1, &walk->passed);
	if (!gw_settle_intent(walk, marked, NULL, err))
		return false;
	gw_flight_word(runner, GW_ROLE_CONTROL, walk->step, runner->engine->words.commit);
	if (marked)
		gw_settle_mark(walk);
	return true;
}

static bool is_inside(const struct gw_walk *walk, size_t end)
{
	const struct gw_class *class = &walk->statement.class;

	return walk->found && walk->index < end && !class->unlocks_tables && !class->locks_tables;
}

static bool run_inside(struct gw_walk *walk, size_t end, struct gw_error **err)
{
	bool was_apart = false;

	while (is_inside(walk, end)) {
		bool apart = stands_apart(walk);

		if ((apart || was_apart) &&
		    !begin_anew(walk, !apart || gw_settle_is_code(walk), err))
			return false;
		was_apart = apart;
		if (!run_one(walk, err))
			return false;
	}
	return true;
}

/* UNLOCK TABLES comes after the commit, which takes it for done: the locks end with the session, too. */
static bool run_end(struct gw_walk *walk, size_t end, struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;
	struct gw_step_run *step = walk->step;

	if (!walk->found || walk->index >= end || walk->statement.class.locks_tables) {
		gw_segment_commit(runner, step, walk->index - 1, &walk->passed);
	} else {
		gw_segment_commit(runner, step, walk->index, &walk->with_current);
		gw_walk_queue(walk, GW_ROLE_CONTROL, false);
		if (!gw_walk_next(walk, err))
			return false;
	}
	gw_flight_word(runner, GW_ROLE_CONTROL, step, runner->engine->words.stay_open_end);
	return gw_flight_maybe_send(runner, err);
}

static bool run_marked(struct gw_walk *walk, const char *lock, size_t end, struct gw_error **err)
{
	struct gw_runner *runner = walk->runner;
	const struct gw_tag again = {.role = GW_ROLE_CONTROL, .step = walk->step};

	if (!gw_settle_intent(walk, true, NULL, err))
		return false;
	gw_flight_word(runner, GW_ROLE_CONTROL, walk->step, runner->engine->words.stay_open);
	if (!walk->statement.class.locks_tables)
		gw_flight_queue(runner, again, (struct gw_request){.sql = gw_view_of(lock)});
	else if (!run_one(walk, err))
		return false;
	gw_settle_mark(walk);
	return run_inside(walk, end, err) && run_end(walk, end, err);
}

bool gw_segment_span(struct gw_walk *walk, size_t end, struct gw_error **err)
{
	while (walk->found && walk->index < end) {
		struct gw_view text = lock_text(walk);
		const char *lock = lock_along(walk, text);

		gw_step_timeouts_alone(walk->runner, walk->step, &walk->statement.class);
		if (!(lock != NULL ? run_marked(walk, lock, end, err)
				   : run_plain(walk, text, end, err)))
			return false;
	}
	return true;
}
