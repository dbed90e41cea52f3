/*
 * The survey: one pass over a script that cuts it into segments, and counts.
 *
 * Memory is taken for segments, and for a few statements; text that was passed is given back.
 */
#include "sql/segment_int.h"

/* Whoever runs the script need not read it once more. */
static void list_statement(struct gw_survey *survey)
{
	enum { FEW = 16 };

	if (survey->index != survey->facts.list.n)
		return;
	if (survey->index == FEW) {
		survey->facts.list.n = 0;
		return;
	}
	gw_vec_push(survey->arena, &survey->facts.list, survey->statement);
	gw_vec_last(&survey->facts.list).class.enum_label = (struct gw_view){0};
}

bool gw_statement_changes_session(struct gw_view text, const struct gw_statement *statement)
{
	const struct gw_class *class = &statement->class;
	struct gw_view code = gw_statement_text(text, statement);

	return (class->kind == GW_STATEMENT_SESSION && !class->transaction_local) ||
	       class->runs_code || gw_view_find(code, GW_VIEW("set_config")) != GW_NOWHERE;
}

static void note_facts(struct gw_survey *survey)
{
	const struct gw_class *class = &survey->statement.class;

	survey->facts.changes_session |= gw_statement_changes_session(survey->splitter.text,
								      &survey->statement);
	survey->facts.locks += class->locks;
	survey->facts.destroys_data |= class->destroys_data;
	survey->facts.breaks_references |= class->breaks_references;
}

static bool read_script(struct gw_survey *survey, struct gw_text *text)
{
	struct gw_splitter *splitter = &survey->splitter;
	bool found = true;

	for (;; survey->index++) {
		survey->modes = splitter->modes;
		if (!gw_split_next(splitter, &survey->statement, &found, survey->err)) {
			survey->error = (struct gw_place){splitter->error_offset,
							  splitter->error_length};
			return false;
		}
		if (!found)
			return gw_segments_end(survey);
		note_facts(survey);
		list_statement(survey);
		if (!gw_segments_place(survey))
			return false;
		gw_text_release(text, survey->statement.next);
	}
}

bool gw_script_survey(struct gw_arena *arena, const struct gw_dialect *dialect,
		      bool transactional_ddl, enum gw_tx_wish wish, struct gw_text *text,
		      struct gw_script_facts *ret_facts, size_t *ret_error_offset,
		      size_t *ret_error_length, struct gw_error **err)
{
	struct gw_survey survey = {
		.arena = arena,
		.transactional_ddl = transactional_ddl,
		.wish = wish,
		.facts.off = wish == GW_TX_WISH_OFF,
		.err = err,
	};
	bool ok;

	gw_splitter_init(&survey.splitter, dialect, text->view);
	ok = read_script(&survey, text);
	if (ok) {
		*ret_facts = survey.facts;
	} else {
		*ret_error_offset = survey.error.offset;
		*ret_error_length = survey.error.length;
	}
	gw_arena_done(&survey.labels_arena);
	return ok;
}
