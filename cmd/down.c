/*
 * `godwit down`: takes applied migrations back, the last one first.
 */
#include "cli/migrate.h"

struct options {
	const char *to;
	const char *run_id;
	bool all;
};

/* Which of the ways to say what goes back was used; more than one is a mistake. */
static bool choose(const struct cli *cli, struct gw_plan_request *request, struct gw_error **err)
{
	const struct options *options = cli->options;
	int ways = (cli->nargs != 0) + (options->to != NULL) + (options->run_id != NULL) +
		   options->all;

	if (ways > 1)
		return gw_fail(err, GW_E_USAGE,
			       "give one of N, --to, --run and --all, not several");
	if (options->all)
		request->goal = GW_GOAL_DOWN_ALL;
	if (options->to != NULL)
		request->goal = GW_GOAL_DOWN_TO;
	if (options->run_id != NULL)
		request->goal = GW_GOAL_DOWN_RUN;
	request->to = options->to != NULL ? options->to : options->run_id;
	request->to_may_be_commit = options->to != NULL;
	request->count = 1;
	return cli->nargs == 0 ||
	       cli_number(cli->args[0], "the number of migrations", &request->count, err);
}

static bool run(struct cli *cli, struct gw_error **err)
{
	struct gw_plan_request request = gw_session_plan_request(&cli->session, GW_GOAL_DOWN);

	return choose(cli, &request, err) && cli_migrate(cli, &request, err);
}

static const struct cli_option option_table[] = {
	{.name = "to",
	 .type = CLI_TEXT,
	 .argument = "VERSION|COMMIT",
	 .offset = offsetof(struct options, to),
	 .help = "take everything after this version back, 0 for everything; or what the commit "
		 "has "
		 "not"},
	{.name = "run",
	 .type = CLI_TEXT,
	 .argument = "ID",
	 .offset = offsetof(struct options, run_id),
	 .help = "take back what this run applied (the start of its id is enough)"},
	{.name = "all",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, all),
	 .help = "take everything back"},
	{0},
};

const struct cli_command cmd_down = {
	.name = "down",
	.arguments = "[N]",
	.summary = "Take applied migrations back",
	.details = "Down scripts run in the reverse order of application, which need not be the "
		   "order of "
		   "versions. A script is taken from the file, or, when the file is gone, from the "
		   "history, where it was stored when the migration was applied. If one of them "
		   "has no "
		   "down script, nothing runs.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit down\n"
		   "  godwit down 3\n"
		   "  godwit down --to 20261122093000\n"
		   "  godwit down --run 7f3a\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION | CLI_NEEDS_RUN,
	.about = CLI_ABOUT_ALL,
	.options = option_table,
	.options_size = sizeof(struct options),
	.max_args = 1,
	.run = run,
};
