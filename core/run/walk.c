/*
 * Walking through a script: its statements, one by one, into the flight.
 */
#include "run/run_int.h"

bool gw_walk_begin(struct gw_walk *walk, struct gw_runner *runner, struct gw_step_run *step,
		   struct gw_script *script, struct gw_error **err)
{
	*walk = (struct gw_walk){.runner = runner, .step = step, .script = script};
	gw_splitter_init(&walk->splitter, runner->engine->dialect, script->text.view);
	if (!gw_walk_next(walk, err))
		return false;
	walk->index = 0;
	return true;
}

/* The digest over all statements so far: of the digest before it and the statement's text. */
static struct gw_digest prefix_with(const struct gw_digest *prefix, struct gw_view text)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_add(&str, (struct gw_view){(const char *)prefix->bytes, sizeof(prefix->bytes)});
	gw_str_add(&str, text);
	return gw_sha256_of(gw_str_view(&str));
}

bool gw_walk_next(struct gw_walk *walk, struct gw_error **err)
{
	struct gw_splitter *splitter = &walk->splitter;

	if (walk->runner->flight.requests.n == 0)
		gw_text_release(&walk->script->text, splitter->offset);
	if (!gw_split_next(splitter, &walk->statement, &walk->found, err)) {
		gw_script_locate(walk->script, *err, splitter->error_offset,
				 splitter->error_length);
		return false;
	}
	walk->index++;
	walk->passed = walk->with_current;
	if (walk->found && walk->step != NULL && walk->step->segmented)
		walk->with_current = prefix_with(
			&walk->passed, gw_statement_text(splitter->text, &walk->statement));
	return true;
}

void gw_walk_queue(struct gw_walk *walk, enum gw_role role, bool together)
{
	const struct gw_statement *statement = &walk->statement;
	struct gw_view text = walk->script->text.view;
	struct gw_tag tag = {
		.role = role,
		.step = walk->step,
		.script = walk->script,
		.index = walk->index,
		.start = statement->start,
		.end = statement->end,
		.together = together,
	};
	struct gw_request request = {
		.sql = gw_statement_text(text, statement),
		.copy_data = gw_view_slice(text, statement->copy_start, statement->copy_end),
		.is_copy = statement->class.copy_from_stdin,
	};

	gw_flight_queue(walk->runner, tag, request);
}

/* BEGIN and COMMIT of the script itself are ours to send. */
static bool is_sent(const struct gw_statement *statement)
{
	switch (statement->class.tx) {
	case GW_TX_BEGIN:
	case GW_TX_COMMIT:
	case GW_TX_ROLLBACK:
		return false;
	case GW_TX_NONE:
	case GW_TX_SAVEPOINT:
	case GW_TX_CHARACTERISTICS:
	case GW_TX_OTHER:
		return true;
	}
	return true;
}

bool gw_walk_statements(struct gw_walk *walk, size_t limit, enum gw_role role, bool together,
			struct gw_error **err)
{
	while (walk->found && walk->index < limit) {
		if (is_sent(&walk->statement)) {
			gw_walk_queue(walk, role, together);
			if (!gw_flight_maybe_send(walk->runner, err))
				return false;
		}
		if (!gw_walk_next(walk, err))
			return false;
	}
	return true;
}

bool gw_walk_all(struct gw_runner *runner, struct gw_step_run *step, struct gw_script *script,
		 enum gw_role role, struct gw_error **err)
{
	struct gw_walk walk;

	return gw_walk_begin(&walk, runner, step, script, err) &&
	       gw_walk_statements(&walk, SIZE_MAX, role, true, err);
}

bool gw_walk_opening(struct gw_walk *walk, const struct gw_segment *segment, const char **ret_begin,
		     struct gw_error **err)
{
	const char *ours = walk->runner->engine->words.begin;

	*ret_begin = ours;
	if (!walk->found || walk->statement.class.tx != GW_TX_BEGIN)
		return true;
	if (segment->begin == walk->index)
		*ret_begin = gw_view_dup(
			&walk->step->arena,
			gw_statement_text(walk->script->text.view, &walk->statement));
	return gw_walk_next(walk, err);
}

bool gw_walk_characteristics(struct gw_walk *walk, struct gw_error **err)
{
	while (walk->found && walk->statement.class.tx == GW_TX_CHARACTERISTICS) {
		gw_walk_queue(walk, GW_ROLE_STATEMENT, false);
		if (!gw_walk_next(walk, err))
			return false;
	}
	return true;
}
