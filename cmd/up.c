/*
 * `godwit up`: applies what is pending.
 */
#include "cli/migrate.h"

struct options {
	const char *to;
	size_t count;
};

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_plan_request request = gw_session_plan_request(&cli->session, GW_GOAL_UP);

	request.to = cli->nargs != 0 ? cli->args[0] : options->to;
	request.count = options->count;
	return cli_migrate(cli, &request, err);
}

static const struct cli_option option_table[] = {
	{.name = "to",
	 .type = CLI_TEXT,
	 .argument = "VERSION",
	 .offset = offsetof(struct options, to),
	 .help = "stop after this version"},
	{.name = "count",
	 .letter = 'n',
	 .type = CLI_COUNT,
	 .argument = "N",
	 .offset = offsetof(struct options, count),
	 .help = "apply at most N migrations"},
	{0},
};

const struct cli_command cmd_up = {
	.name = "up",
	.arguments = "[VERSION]",
	.summary = "Apply pending migrations",
	.details = "Each migration runs in a transaction of its own, with its row in the history, "
		   "so that "
		   "it is there entirely or not at all. Statements that cannot run in a "
		   "transaction run "
		   "alone, and a migration that stopped on the way goes on where it stopped.\n"
		   "\n"
		   "Before anything runs, files and history are compared. Edited, missing and "
		   "out-of-order migrations are refused, each with the command that settles it.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit up --url sqlite:app.db\n"
		   "  godwit up -e prod --to 20261122093000\n"
		   "  godwit up --transaction run\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION | CLI_NEEDS_RUN,
	.options = option_table,
	.options_size = sizeof(struct options),
	.max_args = 1,
	.run = run,
};
