/*
 * `godwit help`: what godwit can do, or what one command takes. `--man` prints the manual page in
 * roff instead; it is there for `make install` and not listed.
 */
#include "cli/cli.h"
#include "ui/ui.h"

struct options {
	bool man;
};

static const struct cli_option options[] = {
	{.name = "man", .type = CLI_FLAG, .offset = offsetof(struct options, man)},
	{0},
};

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *chosen = cli->options;
	const struct cli_command *command = NULL;
	GW_STR_AUTO struct gw_str text = {0};

	if (cli->nargs != 0) {
		command = cli_command_find(gw_view_of(cli->args[0]));
		if (command == NULL)
			return cli_command_missing(cli->arena, cli->args[0], err);
	}
	if (cli->json) {
		struct gw_json *object = cli_json(cli);

		cli_help_json(command, object);
		ui_json(cli->ui, object);
		return true;
	}
	if (chosen->man)
		cli_manual(&text);
	else
		cli_help(command, cli->ui->width, cli->ui->out_colour, &text);
	ui_write(cli->ui, gw_str_view(&text));
	return true;
}

const struct cli_command cmd_help = {
	.name = "help",
	.arguments = "[COMMAND]",
	.summary = "Show the commands, or what one of them does and takes",
	.options = options,
	.options_size = sizeof(struct options),
	.max_args = 1,
	.run = run,
};
