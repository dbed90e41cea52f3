/*
 * `godwit plan`: what up, down or goto would do.
 */
#include "cli/migrate.h"
#include "session/saved.h"
#include "session/tools/tools.h"
#include "session/view.h"
#include "ui/ui.h"

enum { EXIT_STATUS_PENDING = 2 };

struct options {
	const char *to;
	const char *go_to;
	size_t count;
	bool down;
	bool exit_code;
	const char *out;
};

static struct gw_plan_request request_of(const struct cli *cli)
{
	const struct options *options = cli->options;
	enum gw_goal goal = options->down ? GW_GOAL_DOWN : GW_GOAL_UP;
	struct gw_plan_request request;

	if (options->down && options->to != NULL)
		goal = GW_GOAL_DOWN_TO;
	if (options->go_to != NULL)
		goal = GW_GOAL_GOTO;
	request = gw_session_plan_request(&cli->session, goal);
	request.to = options->go_to != NULL ? options->go_to : options->to;
	request.to_may_be_commit = true;
	request.count = options->count;
	return request;
}

/* Neighbours that run alone for the same reason are one line. */
static size_t count_alike(const struct gw_script_facts *facts, size_t first)
{
	const struct gw_segment *segments = facts->segments.items;
	size_t n = 1;

	while (first + n < facts->segments.n && segments[first].kind == GW_SEGMENT_ALONE &&
	       segments[first + n].kind == GW_SEGMENT_ALONE &&
	       segments[first + n].reason == segments[first].reason)
		n++;
	return n;
}

static void print_segments(struct cli *cli, const struct gw_step *step)
{
	const struct gw_script_facts *facts = &step->facts;

	for (size_t i = 0, n; i < facts->segments.n; i += n) {
		const struct gw_segment *segment = &facts->segments.items[i];
		const struct gw_segment *last;
		bool together = segment->kind == GW_SEGMENT_TOGETHER;

		n = count_alike(facts, i);
		last = &facts->segments.items[i + n - 1];
		if (last->first + last->count == segment->first + 1)
			ui_print(cli->ui, UI_DIM, "        statement %zu", segment->first + 1);
		else
			ui_print(cli->ui, UI_DIM, "        statements %zu-%zu", segment->first + 1,
				 last->first + last->count);
		ui_print(cli->ui, UI_DIM, "%s%s%s\n",
			 together ? " in one transaction"
			 : n > 1  ? ", each alone"
				  : " alone",
			 segment->reason != NULL ? ": " : "",
			 segment->reason != NULL ? segment->reason : "");
	}
}

static void print_step(struct cli *cli, const struct gw_step *step)
{
	bool up = step->direction == GW_UP;

	ui_print(cli->ui, up ? UI_GREEN : UI_YELLOW, "  %-4s  ", up ? "up" : "down");
	ui_print(cli->ui, UI_PLAIN, "%s  ", step->label);
	ui_print(cli->ui, UI_DIM, "%zu statement%s", step->facts.statements,
		 step->facts.statements == 1 ? "" : "s");
	if (step->facts.destroys_data)
		ui_print(cli->ui, UI_RED, "  destroys data");
	if (step->stored)
		ui_print(cli->ui, UI_DIM, "  from the history");
	else if (step->source != cli->session.source)
		ui_print(cli->ui, UI_DIM, "  from %s", step->source->display);
	if (step->resume_at != 0)
		ui_print(cli->ui, UI_YELLOW, "  goes on after statement %zu", step->resume_at);
	ui_print(cli->ui, UI_PLAIN, "\n");
	if (!step->atomic)
		print_segments(cli, step);
}

static void print_plan(struct cli *cli, const struct gw_plan *plan)
{
	for (size_t i = 0; i < plan->warnings.n; i++)
		ui_warn(cli->ui, "%s", plan->warnings.items[i].message);
	for (size_t i = 0; i < plan->steps.n; i++)
		print_step(cli, &plan->steps.items[i]);
	if (plan->steps.n == 0)
		ui_print(cli->ui, UI_PLAIN, "nothing to do\n");
	cli_warn_empty(cli);
	cli_tell_notices(cli);
	cli_warn_unadopted(cli);
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	const struct gw_plan_request request = request_of(cli);
	struct gw_plan plan;

	if (options->go_to != NULL && (options->to != NULL || options->down)) {
		gw_fail(err, GW_E_USAGE, "--goto goes with neither --to nor --down");
		gw_error_hint(*err, "`godwit help plan` tells what each of them plans.");
		return false;
	}
	if (!gw_session_plan(&cli->session, &request, false, &plan, err))
		return false;
	if (plan.steps.n != 0 && !gw_session_find_unadopted(&cli->session, err))
		return false;
	if (options->out != NULL && plan.refusals.n == 0 &&
	    !gw_saved_plan_write(&cli->session, &request, &plan, options->out, err))
		return false;
	if (cli->json) {
		struct gw_json *object = cli_json(cli);

		gw_view_plan(&cli->session, &plan, object);
		ui_json(cli->ui, object);
	}
	if (plan.refusals.n != 0)
		return gw_plan_fail(&plan, err);
	if (!cli->json)
		print_plan(cli, &plan);
	if (options->exit_code && plan.steps.n != 0)
		cli->status = EXIT_STATUS_PENDING;
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "to",
	 .type = CLI_TEXT,
	 .argument = "VERSION|COMMIT",
	 .offset = offsetof(struct options, to),
	 .help = "plan up to this version; with --down, back to it; or what it takes to have what "
		 "the "
		 "commit has"},
	{.name = "goto",
	 .type = CLI_TEXT,
	 .argument = "VERSION",
	 .offset = offsetof(struct options, go_to),
	 .help = "plan what `godwit goto` would do"},
	{.name = "down",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, down),
	 .help = "plan backward"},
	{.name = "count",
	 .letter = 'n',
	 .type = CLI_COUNT,
	 .argument = "N",
	 .offset = offsetof(struct options, count),
	 .help = "plan at most N migrations"},
	{.name = "out",
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, out),
	 .help = "save the plan, for `godwit up --plan FILE`"},
	{.name = "exit-code",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, exit_code),
	 .help = "exit with 2 when there is something to do"},
	{0},
};

const struct cli_command cmd_plan = {
	.name = "plan",
	.summary = "Show what would be done, and how",
	.details = "Everything that `godwit up` checks before it runs is checked here, too. Only "
		   "reads.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit plan\n"
		   "  godwit plan --down --count 2\n"
		   "  godwit plan --exit-code -e prod\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_FILES | CLI_ABOUT_SCRIPTS | CLI_ABOUT_ORDER |
		 CLI_ABOUT_HISTORY | CLI_ABOUT_KEYS,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
