/*
 * `godwit baseline VERSION`: the database has everything up to VERSION already.
 */
#include "cli/cli.h"
#include "ui/ui.h"

static bool run(struct cli *cli, struct gw_error **err)
{
	struct gw_json *object;

	if (!gw_session_baseline(&cli->session, cli->args[0], err))
		return false;
	object = cli_json(cli);
	gw_json_set_text(object, "baseline", cli->args[0]);
	ui_json(cli->ui, object);
	ui_print(cli->ui, UI_PLAIN, "everything up to %s counts as applied\n", cli->args[0]);
	return true;
}

const struct cli_command cmd_baseline = {
	.name = "baseline",
	.arguments = "VERSION",
	.summary = "Say that the database has everything up to VERSION already",
	.details =
		"For a database that was made without godwit: nothing runs, and migrations up to "
		"VERSION count as applied from now on.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit baseline 20261122093000 --reason \"made by hand before 2026\"\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_DECISION,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
