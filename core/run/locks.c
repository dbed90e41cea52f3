/*
 * The locks of a run that is one transaction. A table that it makes stays locked to the end, with its
 * indexes and what else belongs to it, and a server has room for a fixed number of locks. That is full
 * after minutes of work, which are lost then. How many locks a run takes can be told only by rule of
 * thumb, so it is warned about and not refused.
 */
#include "run/run_int.h"

/* Any server has room for so many. */
enum { FEW = 2000 };

static size_t locks_of(const struct gw_plan *plan)
{
	size_t locks = 0;

	for (size_t i = 0; i < plan->steps.n; i++)
		locks += plan->steps.items[i].atomic ? plan->steps.items[i].facts.locks : 0;
	return locks;
}

static const char *warning(struct gw_runner *runner, size_t locks, const struct gw_rows *rows)
{
	return gw_format(runner->arena,
			 "this run, one transaction, may take some %zu locks, and the server has "
			 "room for %lld or a few more (%.*s = %.*s): if it runs out of them, "
			 "`--transaction migration` gives them back after each migration",
			 locks, (long long)gw_cell_int(rows, 0, 0),
			 GW_VIEW_ARG(gw_cell(rows, 0, 1)), GW_VIEW_ARG(gw_cell(rows, 0, 2)));
}

bool gw_locks_warn(struct gw_runner *runner, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const char *query = runner->engine->words.lock_room;
	size_t locks = locks_of(runner->plan);
	struct gw_rows rows;

	if (query == NULL || runner->scope != GW_SCOPE_ALL || locks <= FEW)
		return true;
	if (!gw_conn_query(runner->conn, &scratch, query, NULL, 0, &rows, err))
		return false;
	if (rows.nrows == 0 || gw_cell_is_null(&rows, 0, 0) ||
	    (uint64_t)gw_cell_int(&rows, 0, 0) >= locks)
		return true;
	gw_tell(runner, (struct gw_progress_event){
				.kind = GW_PROGRESS_NOTICE,
				.text = gw_view_of(warning(runner, locks, &rows)),
			});
	return true;
}
