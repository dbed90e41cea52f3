/*
 * `godwit goto VERSION`: forward or back, until VERSION is the newest that is applied.
 */
#include "cli/migrate.h"

static bool run(struct cli *cli, struct gw_error **err)
{
	struct gw_plan_request request = gw_session_plan_request(&cli->session, GW_GOAL_GOTO);

	request.to = cli->args[0];
	request.to_may_be_commit = true;
	return cli_migrate(cli, &request, err);
}

const struct cli_command cmd_goto = {
	.name = "goto",
	.arguments = "VERSION",
	.summary = "Go forward or back until VERSION is the newest that is applied",
	.details = "Newer migrations are taken back, pending ones up to VERSION are applied. 0 "
		   "stands before all of them: everything is taken back.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit goto 20261122093000\n"
		   "  godwit goto 0\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION | CLI_NEEDS_RUN,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
