/*
 * `godwit explain CODE`: what an error means and what to do. The texts are those of errors.def.
 */
#include "cli/cli.h"
#include "ui/ui.h"

static struct gw_json *code_json(struct gw_arena *arena, const struct gw_code_info *info)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "code", gw_format(arena, "GW%u", info->number));
	gw_json_set_text(json, "slug", info->slug);
	gw_json_set_int(json, "exit_status", info->exit_status);
	gw_json_set_text(json, "meaning", info->meaning);
	return json;
}

static void print_one(struct cli *cli, const struct gw_code_info *info)
{
	struct gw_view rest = gw_view_of(info->meaning);
	struct gw_view line;

	ui_print(cli->ui, UI_BOLD, "GW%u %s", info->number, info->slug);
	ui_print(cli->ui, UI_PLAIN, " (exit status %d)\n\n", info->exit_status);
	while (ui_wrap_next(&rest, cli->ui->width, &line))
		ui_print(cli->ui, UI_PLAIN, "%.*s\n", GW_VIEW_ARG(line));
}

static void print_all(struct cli *cli)
{
	static const struct ui_column columns[] = {
		{.title = "CODE"},
		{.title = "NAME"},
		{.title = "EXIT", .right = true},
		{.title = "MEANING", .wrap = true},
	};
	struct ui_table *table = ui_table_new(columns, GW_COUNT(columns));
	const struct gw_code_info *info;

	for (size_t i = 0; (info = gw_code_at(i)) != NULL; i++) {
		const char *const cells[] = {
			gw_format(cli->arena, "GW%u", info->number),
			info->slug,
			gw_format(cli->arena, "%d", info->exit_status),
			info->meaning,
		};

		ui_table_row(table, UI_PLAIN, cells);
	}
	ui_table_print(cli->ui, table);
}

static void print_json(struct cli *cli, const struct gw_code_info *only)
{
	struct gw_json *object = cli_json(cli);
	struct gw_json *list = gw_json_array();
	const struct gw_code_info *info;

	for (size_t i = 0; (info = gw_code_at(i)) != NULL; i++) {
		if (only == NULL || only == info)
			gw_json_push(list, code_json(cli->arena, info));
	}
	gw_json_set(object, "errors", list);
	ui_json(cli->ui, object);
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct gw_code_info *info = NULL;

	if (cli->nargs != 0) {
		info = gw_code_find(gw_view_of(cli->args[0]));
		if (info == NULL) {
			gw_fail(err, GW_E_USAGE, "there is no error '%s'", cli->args[0]);
			gw_error_hint(*err, "`godwit explain` lists all of them.");
			return false;
		}
	}
	if (cli->json)
		print_json(cli, info);
	else if (info != NULL)
		print_one(cli, info);
	else
		print_all(cli);
	return true;
}

const struct cli_command cmd_explain = {
	.name = "explain",
	.arguments = "[CODE]",
	.summary = "Explain an error by its code or name, or list all of them",
	.details = "Examples:\n"
		   "\n"
		   "  godwit explain GW2103\n"
		   "  godwit explain plan-refused\n",
	.max_args = 1,
	.run = run,
};
