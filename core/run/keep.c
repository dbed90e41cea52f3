/*
 * Keeping another tool in step: its row goes with that of the history, into the same transaction.
 */
#include "run/run_int.h"

static bool fail_no_file(const struct gw_runner *runner, const struct gw_step *step,
			 struct gw_error **err)
{
	const char *tool = runner->options->keeping->place.tool->name;

	gw_fail(err, GW_E_EJECT, "%s cannot be told of %s, which has no file", tool, step->label);
	gw_error_hint(*err, "Put the file back, or end it with `godwit adopt --no-keep-in-step`.");
	return false;
}

bool gw_keep_prepare(struct gw_runner *runner, struct gw_step_run *step, struct gw_error **err)
{
	struct gw_keeping *keeping = runner->options->keeping;
	const struct gw_step *what = step->step;
	struct gw_keeping_news news;

	if (keeping == NULL)
		return true;
	if (what->migration == NULL)
		return fail_no_file(runner, what, err);
	news = (struct gw_keeping_news){
		.change = what->direction == GW_UP ? GW_KEEPING_APPLIED : GW_KEEPING_REVERTED,
		.source = what->source,
		.migration = what->migration,
		.at_us = runner->conn->sys->now_us(),
	};
	return gw_keeping_tell(keeping, &step->arena, &news, &step->kept, err);
}

void gw_keep_queue(struct gw_runner *runner, struct gw_step_run *step)
{
	for (size_t i = 0; i < step->kept.list.n; i++)
		gw_flight_word(runner, GW_ROLE_KEEP, step, step->kept.list.items[i]);
}
