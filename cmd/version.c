/*
 * `godwit version`
 */
#include "cli/cli.h"
#include "ui/ui.h"

static const char *const engines[] = {
#define GW_ENGINE(name, dialect) #name,
#include "engine/engines.def"
#undef GW_ENGINE
};

static bool run(struct cli *cli, struct gw_error **err GW_UNUSED)
{
	struct gw_json *object = cli_json(cli);
	struct gw_json *list = gw_json_array();

	ui_print(cli->ui, UI_PLAIN, "godwit %s\n", GW_VERSION);
	for (size_t i = 0; i < GW_COUNT(engines); i++)
		gw_json_push_text(list, engines[i]);
	gw_json_set_text(object, "godwit", GW_VERSION);
	gw_json_set(object, "engines", list);
	ui_json(cli->ui, object);
	return true;
}

const struct cli_command cmd_version = {
	.name = "version",
	.summary = "Print the version",
	.run = run,
};
