/*
 * Checks before a commit: verify sections, and references that lead nowhere.
 */
#include "run/run_int.h"

bool gw_check_row_is_true(const struct gw_reply *reply, struct gw_error **err)
{
	for (size_t row = 0; row < reply->rows.nrows && reply->rows.ncols != 0; row++) {
		struct gw_view value = gw_cell(&reply->rows, row, 0);

		if (gw_cell_bool(&reply->rows, row, 0))
			continue;
		gw_fail(err, GW_E_VERIFY, "the first column of row %zu is %.*s, not true", row + 1,
			GW_VIEW_ARG(value.p != NULL ? value : GW_VIEW("NULL")));
		return false;
	}
	return true;
}

bool gw_check_sole_writer(const struct gw_runner *runner, const struct gw_step_run *step,
			  const struct gw_reply *reply, struct gw_error **err)
{
	const struct gw_rows *rows = &reply->rows;
	bool same_note = step->noted ? gw_view_is(gw_cell(rows, 0, 2), runner->recorder.run_id)
				     : gw_cell_int(rows, 0, 1) == step->step->resume_id;

	if (gw_cell_int(rows, 0, 0) == runner->safe_seq && same_note)
		return true;
	return gw_fail(err, GW_E_HEAD_MOVED, "another godwit went on with %s meanwhile",
		       step->step->label);
}

/* Rows of check_references: table, rowid, referred table, constraint. Counted by pair of tables. */
static void count_references(struct gw_arena *arena, const struct gw_rows *rows,
			     struct gw_map *counts)
{
	for (size_t row = 0; row < rows->nrows; row++) {
		char *pair = gw_format(arena, "%.*s -> %.*s", GW_VIEW_ARG(gw_cell(rows, row, 0)),
				       GW_VIEW_ARG(gw_cell(rows, row, 2)));
		size_t *count = gw_map_get(counts, gw_view_of(pair));

		if (count == NULL) {
			count = gw_new(arena, size_t);
			gw_map_put(arena, counts, gw_view_of(pair), count);
		}
		++*count;
	}
}

/*
 * SQLite does not answer where any foreign key is to columns that are no key ("foreign key mismatch"),
 * as they are in some databases of old: these are as well off as before, unchecked.
 */
static bool go_unchecked(const struct gw_runner *runner, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	if ((*err)->code != GW_E_SERVER || (*err)->server == NULL)
		return false;
	gw_tell(runner,
		(struct gw_progress_event){
			.kind = GW_PROGRESS_NOTICE,
			.text = gw_view_of(gw_format(
				&scratch, "references between rows are not checked in this run: %s",
				(*err)->server->message)),
		});
	gw_error_clear(err);
	return true;
}

bool gw_references_before(struct gw_runner *runner, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const char *sql = runner->engine->words.check_references;
	bool needed = false;
	struct gw_rows rows;

	for (size_t i = 0; i < runner->plan->steps.n; i++)
		needed = needed || runner->plan->steps.items[i].facts.breaks_references;
	if (sql == NULL || !needed)
		return true;
	if (!gw_conn_query(runner->conn, &scratch, sql, NULL, 0, &rows, err))
		return go_unchecked(runner, err);
	count_references(runner->arena, &rows, &runner->references.counts);
	runner->references.known = true;
	return true;
}

bool gw_references_judge(struct gw_runner *runner, const struct gw_reply *reply,
			 struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_map now = {0};

	count_references(&scratch, &reply->rows, &now);
	for (size_t i = 0; i < now.n; i++) {
		const size_t *count = now.items[i].value;
		const size_t *before = gw_map_get(&runner->references.counts, now.items[i].key);
		size_t more = *count - (before != NULL ? GW_MIN(*before, *count) : 0);

		if (more == 0)
			continue;
		gw_fail(err, GW_E_FOREIGN_KEYS, "%zu row%s would refer to nothing: %.*s", more,
			more == 1 ? "" : "s", GW_VIEW_ARG(now.items[i].key));
		gw_error_hint(*err, "Delete or correct these rows in the migration, before it "
				    "ends. `PRAGMA foreign_key_check` lists them.");
		return false;
	}
	return true;
}
