/*
 * `godwit resolve VERSION`: a person says what is in the database, where godwit cannot know.
 */
#include "cli/cli.h"
#include "ui/ui.h"

struct options {
	bool applied;
	bool reverted;
	size_t statement;
	bool done;
	bool again;
};

static bool choose(const struct options *options, enum gw_resolution *ret_resolution,
		   struct gw_error **err)
{
	const struct {
		bool chosen;
		bool needs_statement;
		enum gw_resolution resolution;
	} ways[] = {
		{options->applied, false, GW_RESOLVE_APPLIED},
		{options->reverted, false, GW_RESOLVE_REVERTED},
		{options->done, true, GW_RESOLVE_STATEMENT_DONE},
		{options->again, true, GW_RESOLVE_STATEMENT_AGAIN},
	};
	size_t chosen = 0;

	for (size_t i = 0; i < GW_COUNT(ways); i++) {
		if (!ways[i].chosen)
			continue;
		if (ways[i].needs_statement != (options->statement != 0))
			return gw_fail(err, GW_E_USAGE,
				       "--done and --again go with --statement N, the others do "
				       "not");
		*ret_resolution = ways[i].resolution;
		chosen++;
	}
	if (chosen == 1)
		return true;
	gw_fail(err, GW_E_USAGE, "say what is in the database");
	gw_error_hint(*err, "Give one of `--applied`, `--reverted`, `--statement N --done` and "
			    "`--statement N --again`.");
	return false;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	enum gw_resolution resolution = GW_RESOLVE_APPLIED;
	struct gw_json *object;

	if (!choose(options, &resolution, err) ||
	    !gw_session_resolve(&cli->session, cli->args[0], resolution, options->statement, err))
		return false;
	object = cli_json(cli);
	gw_json_set_text(object, "resolved", cli->args[0]);
	ui_json(cli->ui, object);
	ui_print(cli->ui, UI_PLAIN, "%s is resolved; `godwit up` goes on\n", cli->args[0]);
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "applied",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, applied),
	 .help = "all of it is in the database"},
	{.name = "reverted",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, reverted),
	 .help = "nothing of it is in the database"},
	{.name = "statement",
	 .type = CLI_COUNT,
	 .argument = "N",
	 .offset = offsetof(struct options, statement),
	 .help = "the statement whose outcome is unknown"},
	{.name = "done",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, done),
	 .help = "it happened: go on after it"},
	{.name = "again",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, again),
	 .help = "it did not happen: run it again"},
	{0},
};

const struct cli_command cmd_resolve = {
	.name = "resolve",
	.arguments = "VERSION",
	.summary = "Say what is in the database where godwit cannot know it",
	.details = "Nothing of the migration runs; the decision is recorded, with --reason when it "
		   "is given.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit resolve 20261122093000 --applied --reason \"was run by hand\"\n"
		   "  godwit resolve 20261122093000 --statement 3 --done\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.options = option_table,
	.options_size = sizeof(struct options),
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
