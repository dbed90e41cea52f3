/*
 * `godwit redo`: takes the last migrations back and applies them again, while they are being
 * written.
 */
#include "cli/migrate.h"

static bool run(struct cli *cli, struct gw_error **err)
{
	struct gw_plan_request request = gw_session_plan_request(&cli->session, GW_GOAL_REDO);

	request.count = 1;
	if (cli->nargs != 0 &&
	    !cli_number(cli->args[0], "the number of migrations", &request.count, err))
		return false;
	return cli_migrate(cli, &request, err);
}

const struct cli_command cmd_redo = {
	.name = "redo",
	.arguments = "[N]",
	.summary = "Take the last migrations back and apply them again",
	.details = "For a migration that is still being written: the down script of then undoes "
		   "the old text, and the file as it is now is applied. Repeatable migrations run "
		   "again "
		   "after it, unless they wait for others that are pending.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit redo\n"
		   "  godwit redo 2\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION | CLI_NEEDS_RUN,
	.about = CLI_ABOUT_ALL,
	.max_args = 1,
	.run = run,
};
