/*
 * Walking through a script: its statements, one by one, into the flight.
 */
#include "run/walk_int.h"

/* Byte by byte: a checksum does not tell line ends apart. */
static bool is_as_surveyed(const struct gw_script *script)
{
	return script->is_kept && script->text.view.p == script->plain.p;
}

bool gw_walk_begin(struct gw_walk *walk, struct gw_runner *runner, struct gw_step_run *step,
		   struct gw_script *script, struct gw_error **err)
{
	*walk = (struct gw_walk){.runner = runner, .step = step, .script = script};
	if (step != NULL && script == step->script && is_as_surveyed(script) &&
	    step->step->facts.list.n != 0)
		walk->facts = &step->step->facts;
	gw_splitter_init(&walk->splitter, runner->engine->dialect, script->text.view);
	if (!gw_walk_next(walk, err))
		return false;
	walk->index = 0;
	return true;
}

static bool ask_whether_it_stays(struct gw_walk *walk, struct gw_view sql, struct gw_error **err)
{
	const struct gw_runner *runner = walk->runner;
	bool can_roll_back = true;

	if (runner->engine->can_roll_back != NULL &&
	    !runner->engine->can_roll_back(runner->conn, sql, &can_roll_back, err))
		return false;
	walk->stays = !can_roll_back;
	return true;
}

static void take_listed(struct gw_walk *walk)
{
	walk->found = walk->read < walk->facts->list.n;
	if (walk->found)
		walk->statement = walk->facts->list.items[walk->read++];
}

static bool split_next(struct gw_walk *walk, struct gw_error **err)
{
	struct gw_splitter *splitter = &walk->splitter;

	if (walk->runner->flight.requests.n == 0)
		gw_text_release(&walk->script->text, splitter->offset);
	if (gw_split_next(splitter, &walk->statement, &walk->found, err))
		return true;
	gw_script_locate(walk->script, *err, splitter->error_offset, splitter->error_length);
	return false;
}

bool gw_walk_next(struct gw_walk *walk, struct gw_error **err)
{
	struct gw_view sql;

	if (walk->facts != NULL)
		take_listed(walk);
	else if (!split_next(walk, err))
		return false;
	walk->index++;
	walk->passed = walk->with_current;
	if (!walk->found || walk->step == NULL || !walk->step->segmented)
		return true;
	sql = gw_statement_text(walk->script->text.view, &walk->statement);
	walk->with_current = gw_sha256_chain(&walk->passed, sql);
	return ask_whether_it_stays(walk, sql, err);
}

/* A tag for what is run in place of the current statement, or for itself. */
static struct gw_tag tag_of(const struct gw_walk *walk, enum gw_role role, bool together)
{
	const struct gw_statement *statement = &walk->statement;
	struct gw_tag tag = {
		.role = role,
		.step = walk->step,
		.script = walk->script,
		.index = walk->index,
		.start = statement->start,
		.end = statement->end,
		.together = together,
	};

	if (role == GW_ROLE_STATEMENT && walk->step->segmented) {
		tag.happened = walk->index + 1;
		tag.prefix = walk->with_current;
	}
	return tag;
}

static void queue_statement(struct gw_walk *walk, struct gw_tag tag)
{
	gw_flight_queue(walk->runner, tag,
			gw_statement_request(walk->script->text.view, &walk->statement));
}

void gw_walk_queue(struct gw_walk *walk, enum gw_role role, bool together)
{
	queue_statement(walk, tag_of(walk, role, together));
}

static void queue_text(struct gw_walk *walk, struct gw_tag tag, struct gw_view sql)
{
	gw_flight_queue(walk->runner, tag, (struct gw_request){.sql = sql});
}

void gw_walk_queue_text(struct gw_walk *walk, enum gw_role role, struct gw_view sql)
{
	struct gw_view own = gw_statement_text(walk->script->text.view, &walk->statement);
	struct gw_tag tag = tag_of(walk, role, false);

	tag.rewritten = !gw_view_eq(gw_view_slice(sql, 0, own.n), own);
	queue_text(walk, tag, sql);
}

void gw_walk_queue_marked(struct gw_walk *walk, struct gw_view sql)
{
	struct gw_tag tag = tag_of(walk, GW_ROLE_STATEMENT, false);

	tag.marked = true;
	if (sql.p != NULL)
		queue_text(walk, tag, sql);
	else
		queue_statement(walk, tag);
}

bool gw_walk_is_sent(const struct gw_walk *walk)
{
	return gw_class_is_sent(&walk->statement.class);
}

/*
 * What nobody knows may commit, as much as DDL does: whether it has must be seen before the next statement
 * goes to the server.
 */
static bool may_commit(const struct gw_walk *walk)
{
	return walk->statement.class.kind == GW_STATEMENT_OTHER &&
	       !walk->runner->engine->caps.transactional_ddl;
}

bool gw_walk_statements(struct gw_walk *walk, size_t limit, enum gw_role role, bool together,
			struct gw_error **err)
{
	while (walk->found && walk->index < limit) {
		if (gw_walk_is_sent(walk)) {
			gw_walk_queue(walk, role, together);
			if (!(together && may_commit(walk)
				      ? gw_flight_send(walk->runner, err)
				      : gw_flight_maybe_send(walk->runner, err)))
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

/* A walk that has not come as far as a statement: this one, or a new one. */
static bool walk_before(const struct gw_walk *walk, size_t index, struct gw_walk *ret_walk,
			struct gw_error **err)
{
	*ret_walk = *walk;
	return walk->index <= index ||
	       gw_walk_begin(ret_walk, walk->runner, walk->step, walk->script, err);
}

bool gw_walk_find_begin(const struct gw_walk *walk, const struct gw_segment *segment,
			const char **ret_begin, struct gw_error **err)
{
	struct gw_walk ahead;

	*ret_begin = walk->runner->engine->words.begin;
	if (segment->begin == GW_NOWHERE)
		return true;
	if (!walk_before(walk, segment->begin, &ahead, err))
		return false;
	while (ahead.found && ahead.index < segment->begin) {
		if (!gw_walk_next(&ahead, err))
			return false;
	}
	*ret_begin = gw_view_dup(&walk->step->arena,
				 gw_statement_text(walk->script->text.view, &ahead.statement));
	return true;
}

static bool send_opening(struct gw_walk *walk, const struct gw_segment *segment,
			 struct gw_error **err)
{
	return gw_walk_statements(walk, segment->body, GW_ROLE_STATEMENT, false, err);
}

bool gw_walk_enter(struct gw_walk *walk, const struct gw_segment *segment, gw_enter_fn *enter,
		   struct gw_error **err)
{
	const char *begin;

	if (!gw_walk_find_begin(walk, segment, &begin, err) ||
	    (segment->opening_before_begin && !send_opening(walk, segment, err)))
		return false;
	enter(walk->runner, walk->step, begin);
	return segment->opening_before_begin || send_opening(walk, segment, err);
}
