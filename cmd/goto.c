/*
 * `godwit goto VERSION`: forward or back, until VERSION is the newest that is applied; or until what
 * is applied is what a commit has.
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
	.arguments = "VERSION|COMMIT",
	.summary = "Go forward or back to a version, or to what a commit has",
	.details = "Newer migrations are taken back, pending ones up to VERSION are applied. 0 "
		   "stands before all of them: everything is taken back.\n"
		   "\n"
		   "A branch, tag or commit of the git repository: what is not in it is taken "
		   "back, what "
		   "is pending in it is applied. Down scripts are taken from the folder, else from "
		   "the "
		   "history, else from git. git:NAME is a commit, also where a version has that "
		   "name.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit goto 20261122093000\n"
		   "  godwit goto 0\n"
		   "  godwit goto v1.3\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION | CLI_NEEDS_RUN,
	.about = CLI_ABOUT_ALL,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
