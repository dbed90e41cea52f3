/*
 * `godwit accept VERSION`: the edited file is the applied one from now on.
 */
#include "cli/cli.h"
#include "ui/ui.h"

static bool run(struct cli *cli, struct gw_error **err)
{
	struct gw_json *object;

	if (!cli_reason(cli, "accepting an edited migration", err))
		return false;
	if (!gw_session_accept(&cli->session, cli->args[0], err))
		return false;
	object = cli_json(cli);
	gw_json_set_text(object, "accepted", cli->args[0]);
	ui_json(cli->ui, object);
	ui_print(cli->ui, UI_PLAIN, "%s is accepted as it is now\n", cli->args[0]);
	return true;
}

const struct cli_command cmd_accept = {
	.name = "accept",
	.arguments = "VERSION",
	.summary = "Accept a file that was edited after it was applied",
	.details =
		"Nothing runs. The checksums and the text of the file as it is now are recorded, "
		"with the reason, next to the old ones.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit accept 20261122093000 --reason \"the seed had a wrong address\"\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_DECISION,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
