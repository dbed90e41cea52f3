/*
 * A migration on a shadow, in the transactions that a run has for it. There is no journal and nothing to
 * resume: what fails leaves a shadow that is thrown away.
 */
#include "shadow/shadow_int.h"

struct walk {
	struct gw_shadow *shadow;
	const char *name; /* of the script */
	struct gw_view text;
	struct gw_splitter splitter;
	struct gw_statement statement;
	size_t index; /* of the statement at hand, from 0 */
	bool found; /* there is one */
};

static bool read_next(struct walk *walk, struct gw_error **err)
{
	struct gw_splitter *splitter = &walk->splitter;

	if (gw_split_next(splitter, &walk->statement, &walk->found, err))
		return true;
	gw_error_at(*err, walk->name, walk->text, splitter->error_offset, splitter->error_length);
	return false;
}

static bool next(struct walk *walk, struct gw_error **err)
{
	walk->index++;
	return read_next(walk, err);
}

static bool end_with(struct walk *walk, const char *word, struct gw_error **err)
{
	if (!walk->shadow->conn->in_transaction || gw_conn_exec(walk->shadow->conn, word, err))
		return true;
	gw_error_restate(*err, (*err)->code, "%s cannot be committed", walk->name);
	gw_error_state(*err, GW_STATE_UNTOUCHED, "only a shadow was written to");
	return false;
}

/* The script's own BEGIN, where it has options, in place of ours. */
static bool begin(const struct walk *walk, const struct gw_segment *segment, struct gw_error **err)
{
	struct gw_conn *conn = walk->shadow->conn;
	struct walk ahead = *walk;

	if (segment->begin == GW_NOWHERE)
		return gw_conn_exec(conn, conn->engine->words.begin, err);
	while (ahead.found && ahead.index < segment->begin) {
		if (!next(&ahead, err))
			return false;
	}
	return gw_shadow_statement(walk->shadow, walk->name, walk->text, &ahead.statement, err);
}

static bool run_segment(struct walk *walk, const struct gw_segment *segment, struct gw_error **err)
{
	const struct gw_words *words = &walk->shadow->conn->engine->words;
	bool together = segment->kind == GW_SEGMENT_TOGETHER && !segment->session_only;
	size_t begin_at = segment->opening_before_begin ? segment->body : segment->first;

	while (walk->found && walk->index < segment->first + segment->count) {
		if (together && walk->index == begin_at && !begin(walk, segment, err))
			return false;
		if (gw_class_is_sent(&walk->statement.class) &&
		    !gw_shadow_statement(walk->shadow, walk->name, walk->text, &walk->statement,
					 err))
			return false;
		if (!next(walk, err))
			return false;
	}
	return !together ||
	       end_with(walk, segment->rolls_back ? words->rollback : words->commit, err);
}

static bool run_segments(struct gw_shadow *shadow, const struct gw_script *script,
			 const struct gw_script_facts *facts, struct gw_error **err)
{
	struct walk walk = {.shadow = shadow, .name = script->label, .text = script->text.view};

	gw_splitter_init(&walk.splitter, script->dialect, walk.text);
	if (!read_next(&walk, err))
		return false;
	for (size_t i = 0; i < facts->segments.n; i++) {
		if (!run_segment(&walk, &facts->segments.items[i], err))
			return false;
	}
	return true;
}

bool gw_shadow_migrate(struct gw_shadow *shadow, struct gw_script *script, enum gw_tx_wish wish,
		       struct gw_error **err)
{
	const struct gw_caps *caps = &shadow->conn->engine->caps;
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_script_facts facts;
	size_t offset = GW_NOWHERE, length = 0;

	if (!gw_shadow_holds(shadow, script->label, script->text.view, true, err))
		return false;
	if (!gw_script_survey(&scratch, script->dialect, caps->transactional_ddl, wish,
			      &script->text, &facts, &offset, &length, err)) {
		gw_error_at(*err, script->label, script->text.view, offset, length);
		return false;
	}
	return run_segments(shadow, script, &facts, err) &&
	       (!facts.changes_session || gw_shadow_reset(shadow, err));
}
