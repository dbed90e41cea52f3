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

/* Exactly one of the four ways to say it, with a statement where that belongs. */
static bool check(const struct options *options, struct gw_error **err)
{
	bool whole = options->applied != options->reverted;
	bool one = options->done != options->again;

	if (whole != one && one == (options->statement != 0))
		return true;
	gw_fail(err, GW_E_USAGE, "say what is in the database");
	gw_error_hint(*err, "Give one of `--applied`, `--reverted`, `--statement N --done` and "
			    "`--statement N --again`.");
	return false;
}

static bool resolve(struct cli *cli, const struct options *options, struct gw_error **err)
{
	if (!cli_reason(cli, "saying what is in the database", err))
		return false;
	if (options->statement != 0)
		return gw_session_resolve_statement(&cli->session, cli->args[0], options->statement,
						    options->done, err);
	return gw_session_resolve(&cli->session, cli->args[0], options->applied, err);
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_json *object;

	if (!check(options, err) || !resolve(cli, options, err))
		return false;
	object = cli_json(cli);
	gw_json_set_text(object, "resolved", cli->args[0]);
	ui_json(cli->ui, object);
	ui_print(cli->ui, UI_PLAIN, "%s %s\n", cli->args[0],
		 options->statement != 0 ? "is resolved; `godwit up` goes on"
		 : options->applied      ? "counts as applied now"
					 : "counts as not applied now");
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
	.details =
		"Nothing of the migration runs. What is said is recorded, with the --reason that "
		"it needs.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit resolve 20261122093000 --applied --reason \"was run by hand\"\n"
		"  godwit resolve 20261122093000 --statement 3 --done --reason \"it is there\"\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_DECISION,
	.options = option_table,
	.options_size = sizeof(struct options),
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
