/*
 * What people are told of a flight that failed: which statement of which migration it was and where that
 * stands, in our words and without secrets, and the next command. What is true in the database now is
 * fail.c's to say.
 */
#include "engine/words.h"
#include "run/run_int.h"

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

void gw_run_restate_lock_lost(const struct gw_step_run *step, struct gw_error *error)
{
	gw_error_restate(error, GW_E_LOCK_LOST, "the run lock was lost in the middle of %s",
			 step != NULL ? step->step->label : "the run");
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
		gw_run_restate_lock_lost(tag->step, error);
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

void gw_run_explain(const struct gw_runner *runner, const struct gw_tag *tag,
		    const struct gw_step *step, struct gw_error *error)
{
	if (tag != NULL) {
		describe(tag, error);
		hide_secrets(runner, tag, error);
	}
	set_hint(runner, tag, step, error);
}
