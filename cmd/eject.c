/*
 * `godwit eject TOOL`: makes the table of another tool say what is applied.
 */
#include "cli/cli.h"
#include "session/tools/tools.h"
#include "ui/ui.h"

struct options {
	bool dry_run;
	const char *prefix;
};

static struct gw_json *result_json(const struct cli *cli, const struct gw_ejection *ejection,
				   bool dry)
{
	struct gw_json *object = cli_json(cli);
	struct gw_json *list = gw_json_array();

	gw_json_set_text(object, "tool", ejection->tool->name);
	gw_json_set_bool(object, "dry_run", dry);
	for (size_t i = 0; i < ejection->list.n; i++) {
		const struct gw_ejected *one = &ejection->list.items[i];
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "key", one->migration->key);
		gw_json_set_text(json, "path", one->external ? NULL : one->migration->path);
		gw_json_set_bool(json, "known", one->known);
		gw_json_push(list, json);
	}
	gw_json_set(object, "migrations", list);
	return object;
}

static void tell(struct cli *cli, const struct gw_ejection *ejection, bool dry)
{
	size_t n = 0;

	for (size_t i = 0; i < ejection->list.n; i++) {
		const struct gw_ejected *one = &ejection->list.items[i];

		if (one->known)
			continue;
		ui_print(cli->ui, UI_PLAIN, "%s\n", gw_migration_label(cli->arena, one->migration));
		n++;
	}
	if (n == 0)
		ui_print(cli->ui, UI_PLAIN, "%s knows of all that is applied\n",
			 ejection->tool->name);
	else
		ui_print(cli->ui, UI_GREEN, "%zu migration%s %swritten to %s of %s\n", n,
			 n == 1 ? "" : "s", dry ? "would be " : "", ejection->tool->table,
			 ejection->tool->name);
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	const struct gw_eject_request request = {
		.tool = cli->args[0],
		.prefix = options->prefix,
		.dry = options->dry_run,
	};
	struct gw_ejection ejection;

	if (gw_adopt_tool_find(gw_view_of(request.tool)) == NULL) {
		gw_fail(err, GW_E_USAGE, "godwit does not know '%s'", request.tool);
		gw_error_hint(*err, "`godwit help eject` lists the tools whose tables it writes.");
		return false;
	}
	if (!gw_session_eject(&cli->session, &request, &ejection, err))
		return false;
	ui_json(cli->ui, result_json(cli, &ejection, options->dry_run));
	tell(cli, &ejection, options->dry_run);
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "dry-run",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, dry_run),
	 .help = "say what would be written, and write nothing"},
	{.name = "prefix",
	 .type = CLI_TEXT,
	 .argument = "PATH",
	 .offset = offsetof(struct options, prefix),
	 .help = "what Liquibase has before the names of files ('' for nothing)"},
	{0},
};

const struct cli_command cmd_eject = {
	.name = "eject",
	.arguments = "TOOL",
	.summary = "Give the history to another migration tool",
	.details =
		"Writes the history table of the tool, so that it takes what is applied for "
		"applied and goes on with the next. The files must be of the tool's format. The "
		"table is made where it is missing; rows that it has stay. godwit's own history "
		"stays as well and records the eject; a second time changes nothing.\n"
		"\n"
		"TOOL is one of dbmate, golang-migrate, goose, sql-migrate, sqlx, refinery, "
		"diesel, flyway, prisma, drizzle, postgrator, atlas, liquibase, sqitch and yoyo; "
		"on PostgreSQL, also tern, node-pg-migrate and graphile-migrate. Or one whose "
		"migrations are programs: rails, knex, db-migrate, sequelize, alembic or django; "
		"then a program of the same name must stand beside each file.\n"
		"\n"
		"Liquibase knows a changeset by the path of its file as well, as it is named on "
		"Liquibase's command line: that is taken to be the folder's name and the file's, "
		"or what its table has, unless --prefix says otherwise.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit eject dbmate --dir db/migrations --dry-run\n"
		"  godwit eject flyway --dir db/migration\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_DECISION,
	.options = option_table,
	.options_size = sizeof(struct options),
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
