/*
 * A flight that failed: the error gets its place, its statement, the state and the next command, and
 * the database is put in order.
 */
#include "engine/words.h"
#include "run/run_int.h"

static const char lock_lost[] = "the run lock was lost in the middle of %s";

/* Where in the script: the server's position if it gave one, else the whole statement's first line. */
static void locate(const struct gw_tag *tag, struct gw_error *error)
{
	const struct gw_server_error *server = error->server;
	struct gw_view text = tag->script->text.view;
	struct gw_view statement = gw_view_slice(text, tag->start, tag->end);
	size_t offset = tag->start;
	size_t length = statement.n;

	if (tag->rewritten)
		server = NULL;
	if (server != NULL && server->position != GW_NOWHERE && server->position <= statement.n) {
		offset += server->position;
		length = GW_MAX(server->length, (size_t)1);
	} else if (server != NULL && server->line > 1) {
		/* Rows of COPY come after it. */
		struct gw_view rest = gw_view_from(text, tag->start);
		struct gw_view line;

		for (unsigned i = 1; i < server->line && gw_view_next_line(&rest, &line); i++)
			continue;
		offset = text.n - rest.n;
		length = 0;
	}
	gw_script_locate(tag->script, error, offset, length);
}

/* The row may be there: somebody ran the tool. */
static void restate_kept(const struct gw_step_run *step, struct gw_error *error)
{
	enum gw_code code = error->code == GW_E_STATEMENT ? GW_E_SERVER : error->code;

	gw_error_restate(error, code, "%s could not be noted for the tool that is kept in step",
			 step->step->label);
	gw_error_hint(error,
		      "If the tool has run it since, `godwit adopt` takes that over. `godwit "
		      "adopt --no-keep-in-step` writes its table no more.");
}

/* The engine's words become ours: which statement of which migration. */
static void restate(const struct gw_tag *tag, struct gw_error *error)
{
	const struct gw_step *step = tag->step->step;
	const char *happened = error->code == GW_E_INTERRUPTED ? "was interrupted" : "failed";

	switch (tag->role) {
	case GW_ROLE_STATEMENT:
		gw_error_restate(error, error->code, "statement %zu of %zu %s in %s",
				 tag->index + 1, gw_script_total(&step->facts), happened,
				 step->label);
		error->statement = tag->index + 1;
		error->statement_count = gw_script_total(&step->facts);
		break;
	case GW_ROLE_VERIFY:
		if (error->code == GW_E_STATEMENT || error->code == GW_E_VERIFY)
			gw_error_restate(error, GW_E_VERIFY, "%s does not verify", step->label);
		else
			gw_error_restate(error, error->code, "verifying %s %s", step->label,
					 happened);
		break;
	case GW_ROLE_HOOK:
		gw_error_restate(error, error->code, "a hook %s around %s", happened, step->label);
		break;
	case GW_ROLE_KEEP:
		restate_kept(tag->step, error);
		break;
	case GW_ROLE_REFERENCES:
	case GW_ROLE_SOLE_WRITER:
	case GW_ROLE_CONTROL:
	case GW_ROLE_RECORD:
	case GW_ROLE_RELEASE:
	case GW_ROLE_COMMIT:
		gw_error_restate(error, error->code, "%s %s", step->label, happened);
		break;
	}
	if (tag->script != NULL)
		locate(tag, error);
}

/* Somebody else's row stands where ours should go. */
static bool head_moved(const struct gw_tag *tag, const struct gw_error *error)
{
	return tag->role == GW_ROLE_RECORD && error->server != NULL && error->server->constraint;
}

/* Of the run itself: its hooks, its closing row, the commit of an outer transaction. */
static void restate_of_run(const struct gw_tag *tag, struct gw_error *error)
{
	if (tag->role == GW_ROLE_HOOK)
		gw_error_restate(error, error->code, "the hook %s failed", tag->script->label);
	else if (tag->role == GW_ROLE_RECORD)
		gw_error_restate(error, error->code, "the end of the run could not be recorded");
	else if (tag->role == GW_ROLE_COMMIT)
		gw_error_restate(error, error->code, "the run could not be committed");
	if (tag->script != NULL)
		locate(tag, error);
}

static void describe(const struct gw_tag *tag, struct gw_error *error)
{
	if (error->code == GW_E_HEAD_MOVED)
		return; /* it is said already */
	if (head_moved(tag, error))
		gw_error_restate(error, GW_E_HEAD_MOVED,
				 "somebody else wrote history while %s was about to run",
				 tag->step != NULL ? tag->step->step->label : "this");
	else if (error->code == GW_E_LOCK_LOST)
		gw_error_restate(error, error->code, lock_lost,
				 tag->step != NULL ? tag->step->step->label : "the run");
	else if (tag->step == NULL)
		restate_of_run(tag, error);
	else
		restate(tag, error);
}

void gw_run_hide_values(const struct gw_map *values, struct gw_error *error)
{
	struct gw_server_error server;
	struct gw_secrets secrets = {0};

	if (values == NULL || error->server == NULL)
		return;
	for (size_t i = 0; i < values->n; i++) {
		if (gw_name_is_secret(values->items[i].key))
			gw_secrets_add(&error->arena, &secrets, gw_view_of(values->items[i].value));
	}
	server = *error->server;
	server.message = gw_words_hide(&error->arena, &secrets, server.message);
	server.detail = gw_words_hide(&error->arena, &secrets, server.detail);
	server.hint = gw_words_hide(&error->arena, &secrets, server.hint);
	gw_error_server(error, &server);
}

/* A line with a password is not shown. The statement may say on another line that it is one. */
static void hide_secrets(const struct gw_runner *runner, const struct gw_tag *tag,
			 struct gw_error *error)
{
	gw_run_hide_values(runner->options->placeholders, error);
	if (tag->script != NULL)
		gw_sql_hide_excerpt(error, runner->engine->dialect,
				    gw_view_slice(tag->script->text.view, tag->start, tag->end));
}

/* Code that sets what cannot be set in a transaction: it is in one for our sake. */
static bool wants_none(const struct gw_tag *tag, const struct gw_error *error)
{
	return tag != NULL && tag->marked && error->server != NULL && error->server->inside;
}

static bool is_hook(const struct gw_tag *tag)
{
	return tag != NULL && tag->role == GW_ROLE_HOOK;
}

static bool meets_dependents(const struct gw_tag *tag, const struct gw_step *step,
			     const struct gw_error *error)
{
	return step->direction == GW_DOWN && !is_hook(tag) && error->server != NULL &&
	       error->server->depended_on;
}

static bool meets_itself(const struct gw_tag *tag, const struct gw_step *step,
			 const struct gw_error *error)
{
	return step->direction == GW_UP && tag != NULL && tag->role == GW_ROLE_STATEMENT &&
	       error->server != NULL && error->server->exists;
}

static void hint_dependents(const struct gw_runner *runner, struct gw_error *error)
{
	const char *repeatable = gw_run_dependent(runner, error);

	if (repeatable != NULL)
		gw_error_hint(error,
			      "%s made what depends on it. Drop that first, in this down section: "
			      "after versions were taken back `godwit up` applies repeatable "
			      "migrations again. Or give %s a down section: `godwit down --to "
			      "VERSION` takes it back first.",
			      repeatable, repeatable);
	else
		gw_error_hint(error,
			      "Drop what depends on it first: in this down section, or in that of "
			      "the migration which made it. `godwit log` shows what was applied "
			      "and taken back.");
}

static void set_hint(const struct gw_runner *runner, const struct gw_tag *tag,
		     const struct gw_step *step, struct gw_error *error)
{
	if (error->hint != NULL || step == NULL)
		return;
	if (wants_none(tag, error))
		gw_error_hint(error,
			      "Code runs in a transaction. Say `transaction=off` on the file's "
			      "`-- godwit:%s` line and run `godwit %s` again: then it does not.",
			      gw_direction_name(step->direction),
			      gw_direction_name(step->direction));
	else if (error->code == GW_E_LOCKS_FULL && runner->scope == GW_SCOPE_ALL)
		gw_error_hint(error,
			      "Run `godwit %s --transaction migration`: each migration gives its "
			      "locks back. Or raise the server's setting, and start it again.",
			      gw_direction_name(step->direction));
	else if (error->code == GW_E_LOCKS_FULL)
		gw_error_hint(error, "Raise the server's setting and start it again, or make two "
				     "migrations of this one.");
	else if (meets_dependents(tag, step, error))
		hint_dependents(runner, error);
	else if (meets_itself(tag, step, error))
		gw_error_hint(
			error,
			"Correct the migration and run `godwit up` again. Or, where all that "
			"it makes is there already, `godwit resolve %s --applied --reason WHY` "
			"records that.",
			step->key);
	else if (error->code == GW_E_STATEMENT || error->code == GW_E_VERIFY ||
		 error->code == GW_E_FOREIGN_KEYS)
		gw_error_hint(error, "Correct the %s and run `godwit %s` again.",
			      is_hook(tag) ? "hook" : "migration",
			      gw_direction_name(step->direction));
	else if (error->server != NULL && error->server->lock_timeout)
		gw_error_hint(error,
			      "Run `godwit %s` again when they are done, or wait longer with "
			      "`--lock-retry` and `--lock-timeout`.",
			      gw_direction_name(step->direction));
	else if (error->code == GW_E_CONNECTION_LOST)
		gw_error_hint(error,
			      "`godwit status` shows what stands. Then run `godwit %s` again.",
			      gw_direction_name(step->direction));
	else if (error->code == GW_E_INTERRUPTED)
		gw_error_hint(error, "`godwit %s` begins again with this migration.",
			      gw_direction_name(step->direction));
}

/* Something that lasts was on its way when the connection broke. */
static bool commit_in_flight(const struct gw_runner *runner, size_t from)
{
	const struct gw_flight *flight = &runner->sent;

	for (size_t i = from; i < flight->tags.n; i++) {
		const struct gw_tag *tag = &flight->tags.items[i];

		if (tag->role == GW_ROLE_COMMIT || tag->intent || tag->journaled != 0 ||
		    gw_view_is(flight->requests.items[i].sql, runner->engine->words.commit))
			return true;
	}
	return false;
}

/* "the first 3 statements of its up script stand"; nothing stands when there is none. */
static void add_standing(struct gw_str *str, const struct gw_step *step, size_t done)
{
	if (done == 0)
		gw_str_puts(str, "no statement before it ran");
	else if (done == 1)
		gw_str_printf(str, "the first statement of its %s script stands",
			      gw_direction_name(step->direction));
	else
		gw_str_printf(str, "the first %zu statements of its %s script stand", done,
			      gw_direction_name(step->direction));
}

/* Nobody but a person knows whether it may run a second time. */
static void refuse_retry(struct gw_error *error)
{
	struct gw_server_error server;

	if (error->server == NULL || !error->server->retryable)
		return;
	server = *error->server;
	server.retryable = false;
	gw_error_server(error, &server);
}

/* Where the statement that failed did a part of its work. */
static void state_in_part(const struct gw_step_run *step, struct gw_error *error)
{
	GW_STR_AUTO struct gw_str str = {0};

	add_standing(&str, step->step, step->journaled);
	if (step->settled)
		refuse_retry(error);
	gw_error_state(
		error, GW_STATE_PARTIAL,
		step->settled ? "%s; the one that failed may have committed a part of its work (%s)"
			      : "%s, and a part of the one that failed (%s); the next run does "
				"the rest",
		gw_str_text(&str), step->left);
}

/* unheard: of the statement that was under way nobody knows the end. */
static void state_segmented(const struct gw_step_run *step, bool unheard, struct gw_error *error)
{
	size_t done = unheard ? GW_MAX(step->journaled, step->happened) : step->journaled;
	GW_STR_AUTO struct gw_str str = {0};

	add_standing(&str, step->step, done);
	if (unheard)
		gw_error_state(error, GW_STATE_UNKNOWN,
			       "%zu statement%s of this migration stand%s; those after may have "
			       "happened",
			       done, done == 1 ? "" : "s", done == 1 ? "s" : "");
	else if (step->left != NULL)
		state_in_part(step, error);
	else if (done == 0 && step->step->direction == GW_DOWN)
		gw_error_state(error, GW_STATE_ROLLED_BACK,
			       "all of this migration stands; nothing of it was taken back");
	else if (done == 0 && step->hooked)
		gw_error_state(error, GW_STATE_PARTIAL,
			       "nothing of this migration stands in the database; the hook before "
			       "it does");
	else if (done == 0)
		gw_error_state(error, GW_STATE_ROLLED_BACK,
			       "nothing of this migration stands in the database");
	else
		gw_error_state(error, GW_STATE_PARTIAL, "%s; the next run goes on after %s",
			       gw_str_text(&str), done == 1 ? "it" : "them");
}

/* What had not been committed was undone, and not only the step that failed. */
static void state_undone(const struct gw_runner *runner, struct gw_error *error)
{
	gw_error_state(
		error, GW_STATE_ROLLED_BACK,
		runner->report->steps.n != 0
			? "what this run had not committed yet was rolled back"
			: "the whole run was rolled back; the database is as it was before it");
}

/* The steps stand; what came after them failed. */
static void state_committed(const struct gw_runner *runner, struct gw_error *error)
{
	size_t done = runner->report->steps.n;

	gw_error_state(error, GW_STATE_COMMITTED,
		       "%zu migration%s of this run stand%s; what failed came after", done,
		       done == 1 ? "" : "s", done == 1 ? "s" : "");
}

static void state_whole(const struct gw_runner *runner, const struct gw_step_run *step, bool kept,
			struct gw_error *error)
{
	if (step == NULL && runner->first == NULL && runner->report->steps.n != 0)
		state_committed(runner, error);
	else if (step != NULL && (runner->scope == GW_SCOPE_EACH || kept))
		gw_error_state(error, GW_STATE_ROLLED_BACK, NULL);
	else
		state_undone(runner, error);
}

static void state_lost(const struct gw_runner *runner, const struct gw_step_run *step,
		       bool in_flight, struct gw_error *error)
{
	if (step == NULL && runner->first == NULL && runner->report->steps.n != 0)
		state_committed(runner, error);
	else if (in_flight)
		gw_error_state(error, GW_STATE_UNKNOWN,
			       "the connection broke before the server said whether it committed");
	else
		gw_error_state(error, GW_STATE_ROLLED_BACK,
			       "the connection broke before the commit; the server rolls back what "
			       "was open");
}

/* The step that a request belongs to. Between the segments of a step all is about that step. */
static struct gw_step_run *step_of(const struct gw_runner *runner, const struct gw_tag *tag)
{
	struct gw_step_run *first = runner->first;

	if (tag == NULL || (tag->step == NULL && first != NULL && first->segmented))
		return first;
	return tag->step;
}

static bool is_chained(const struct gw_event *event)
{
	return event->values[GW_COLUMN_hash].kind != GW_VALUE_NULL;
}

/* What the next connection has to ask about. */
static void keep_doubtful(struct gw_runner *runner)
{
	const struct gw_step_run closing = {.event = runner->closing};

	for (const struct gw_step_run *step = runner->first; step != NULL; step = step->next) {
		if (is_chained(&step->event))
			gw_vec_push(runner->arena, &runner->report->doubtful,
				    gw_step_report_of(step));
	}
	if (is_chained(&runner->closing))
		gw_vec_push(runner->arena, &runner->report->doubtful, gw_step_report_of(&closing));
}

/* Who was in the way of a lock; not worth an error of its own. */
static void name_blockers(const struct gw_runner *runner, const struct gw_tag *tag,
			  struct gw_error *error)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_view sql = {0};
	const char *text;

	if (error->server == NULL || !error->server->lock_timeout ||
	    runner->engine->blockers == NULL)
		return;
	if (tag != NULL && tag->script != NULL)
		sql = gw_view_slice(tag->script->text.view, tag->start, tag->end);
	if (runner->engine->blockers(runner->conn, &scratch, sql, &text, &ignored) && *text != '\0')
		gw_error_detail(error, "in its way: %s", text);
}

static void put_in_order(struct gw_runner *runner, struct gw_step_run *step, size_t landed,
			 struct gw_error *error)
{
	const struct gw_flight *flight = &runner->sent;
	const struct gw_tag *tag = landed < flight->tags.n ? &flight->tags.items[landed] : NULL;
	bool usurped = tag != NULL && tag->role == GW_ROLE_SOLE_WRITER &&
		       error->code == GW_E_HEAD_MOVED;
	bool lost = runner->conn->broken;
	bool in_flight = lost && commit_in_flight(runner, landed);
	bool kept = false;

	if (lost) {
		keep_doubtful(runner);
	} else {
		kept = gw_scope_undo(runner, step);
		/* The journal of a step that somebody else goes on with is not ours. */
		if (step != NULL && step->segmented && !usurped)
			gw_settle_failed(runner, step);
		name_blockers(runner, landed < flight->tags.n ? &flight->tags.items[landed] : NULL,
			      error);
	}
	/* What was refused may have looked like anything: the cluster rolls back as after a deadlock. */
	if (step != NULL && step->usurped != NULL && error->code != GW_E_LOCK_LOST) {
		gw_error_restate(error, GW_E_LOCK_LOST, lock_lost, step->step->label);
		gw_error_hint(error, "%s", step->usurped);
		usurped = true;
	}
	if (usurped)
		gw_error_state(error, GW_STATE_PARTIAL,
			       "another godwit goes on with this migration");
	else if (step != NULL && step->segmented)
		state_segmented(step, in_flight || (step->intent && step->left == NULL), error);
	else if (lost)
		state_lost(runner, step, in_flight, error);
	else
		state_whole(runner, step, kept, error);
}

/* The step that was begun last. */
static struct gw_step_run *last_step(const struct gw_runner *runner)
{
	struct gw_step_run *last = runner->first;

	while (last != NULL && last->next != NULL)
		last = last->next;
	return last;
}

/* The steps before what cannot be read are under way: that one of them fails comes first. */
static bool is_first(struct gw_runner *runner, struct gw_error **err)
{
	struct gw_error *error = *err;

	*err = NULL;
	if (!gw_flight_land(runner, err)) {
		gw_error_free(error);
		return false;
	}
	*err = error;
	return true;
}

static void abandon(struct gw_runner *runner, struct gw_error *error)
{
	struct gw_step_run *step = last_step(runner);
	bool begun = runner->flight.tags.n != 0 || runner->conn->in_transaction;

	gw_flight_clear(&runner->flight);
	gw_recorder_rewind(&runner->recorder, runner->safe_seq, &runner->safe_head);
	if (step != NULL && runner->report->failed == NULL)
		runner->report->failed = step->step;
	/* What is open on a connection that is lost, the server undoes. */
	if (!runner->conn->broken)
		gw_scope_undo(runner, NULL);
	if (!runner->conn->broken && step != NULL && step->segmented)
		gw_settle_failed(runner, step);
	if (error->state != GW_STATE_UNTOUCHED)
		return; /* it knows better */
	if (step != NULL && step->segmented)
		state_segmented(step, step->intent && step->left == NULL, error);
	else if (begun)
		state_undone(runner, error);
}

void gw_run_abandon(struct gw_runner *runner, struct gw_error **err)
{
	if (is_first(runner, err))
		abandon(runner, *err);
}

bool gw_run_failed(struct gw_runner *runner, size_t landed, struct gw_error **err)
{
	struct gw_flight *flight = &runner->sent;
	const struct gw_tag *tag = landed < flight->tags.n ? &flight->tags.items[landed] : NULL;
	struct gw_step_run *run = step_of(runner, tag);
	const struct gw_step *step = run != NULL ? run->step : NULL;

	if (tag != NULL) {
		describe(tag, *err);
		hide_secrets(runner, tag, *err);
	}
	set_hint(runner, tag, step, *err);
	put_in_order(runner, run, landed, *err);
	runner->report->failed = step;
	gw_recorder_rewind(&runner->recorder, runner->safe_seq, &runner->safe_head);
	gw_flight_clear(flight);
	gw_flight_clear(&runner->flight);
	runner->failed = true;
	return false;
}
