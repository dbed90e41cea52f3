/*
 * `godwit completion SHELL`
 */
#include "cli/cli.h"
#include "ui/ui.h"

static bool run(struct cli *cli, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str script = {0};
	struct gw_json *object;

	if (!cli_completion(gw_view_of(cli->args[0]), &script)) {
		gw_fail(err, GW_E_USAGE, "there is no completion for '%s'", cli->args[0]);
		gw_error_hint(*err, "The shells are `bash`, `zsh` and `fish`.");
		return false;
	}
	if (!cli->json) {
		ui_write(cli->ui, gw_str_view(&script));
		return true;
	}
	object = cli_json(cli);
	gw_json_set_text(object, "shell", cli->args[0]);
	gw_json_set_view(object, "script", gw_str_view(&script));
	ui_json(cli->ui, object);
	return true;
}

const struct cli_command cmd_completion = {
	.name = "completion",
	.arguments = "bash|zsh|fish",
	.summary = "Print a script that completes godwit's commands and options",
	.details = "Load it where your shell starts:\n"
		   "\n"
		   "  bash  source <(godwit completion bash)\n"
		   "  zsh   source <(godwit completion zsh)\n"
		   "  fish  godwit completion fish | source\n",
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
