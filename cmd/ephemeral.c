/*
 * `godwit ephemeral -- COMMAND`: a migrated database of its own for one command.
 */
#include "ephemeral/ephemeral.h"
#include "cli/cli.h"
#include "ui/ui.h"

struct options {
	const char *engine;
	bool use_template;
	bool provision;
	bool sweep;
};

/* What the command was given, for --json. */
struct outcome {
	struct cli *cli;
	struct gw_json *object;
};

static const char *text_of(enum gw_template_use use)
{
	switch (use) {
	case GW_TEMPLATE_NONE:
		return "none";
	case GW_TEMPLATE_MADE:
		return "made";
	case GW_TEMPLATE_REUSED:
		return "reused";
	}
	return "none";
}

static void on_ready(void *payload, const struct gw_ephemeral_ready *ready)
{
	struct outcome *outcome = payload;
	struct cli *cli = outcome->cli;
	const char *url = gw_url_display(cli->arena, ready->url);

	gw_json_set_text(outcome->object, "url", url);
	gw_json_set_text(outcome->object, "template", text_of(ready->template_use));
	gw_json_set_bool(outcome->object, "own_server", ready->has_own_server);
	gw_json_set_int(outcome->object, "ready_ms", ready->elapsed_us / 1000);
	ui_note(cli->ui, "%s is ready after %s%s", url,
		gw_duration_format(cli->arena, ready->elapsed_us),
		ready->template_use == GW_TEMPLATE_REUSED ? ", from a template" : "");
}

static bool sweep(struct cli *cli, const struct gw_ephemeral_request *request,
		  struct gw_error **err)
{
	struct gw_json *object;
	size_t removed;

	if (cli->nargs != 0) {
		gw_fail(err, GW_E_USAGE, "--sweep runs no command");
		gw_error_hint(*err, "Leave the command out, or run it without `--sweep`.");
		return false;
	}
	if (!gw_ephemeral_sweep(request, &removed, err))
		return false;
	object = cli_json(cli);
	gw_json_set_int(object, "removed", (int64_t)removed);
	ui_print(cli->ui, UI_PLAIN, "%zu removed\n", removed);
	ui_json(cli->ui, object);
	return true;
}

static bool fail_no_command(struct gw_error **err)
{
	gw_fail(err, GW_E_USAGE, "no command was given");
	gw_error_hint(*err, "Put it after two dashes: `godwit ephemeral -- make test`.");
	return false;
}

static const char *const *command_of(struct cli *cli)
{
	const char **command = gw_new_array(cli->arena, const char *, cli->nargs + 1);

	for (size_t i = 0; i < cli->nargs; i++)
		command[i] = cli->args[i];
	return command;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct outcome outcome = {.cli = cli, .object = cli_json(cli)};
	const struct gw_ephemeral_request request = {
		.like = &cli->session,
		.engine = options->engine,
		.use_template = options->use_template,
		.provision = options->provision,
		.command = command_of(cli),
		.quiet_output = cli->json,
		.ready = on_ready,
		.payload = &outcome,
	};
	bool ok;

	if (options->sweep || cli->nargs == 0) {
		gw_json_free(outcome.object);
		return options->sweep ? sweep(cli, &request, err) : fail_no_command(err);
	}
	ok = gw_ephemeral_run(&request, &cli->status, err);
	if (!ok) {
		gw_json_free(outcome.object);
		return false;
	}
	gw_json_set_int(outcome.object, "exit_status", cli->status);
	ui_json(cli->ui, outcome.object);
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "engine",
	 .type = CLI_TEXT,
	 .argument = "ENGINE",
	 .offset = offsetof(struct options, engine),
	 .choices = gw_engine_names,
	 .help = "the engine of the database; the URL's when not given"},
	{.name = "template",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, use_template),
	 .help = "keep the migrated database as a template, and clone it next time"},
	{.name = "provision",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, provision),
	 .help = "carry out `provision`, too, on a server started for the command"},
	{.name = "sweep",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, sweep),
	 .help = "run nothing: remove what was left over, and all templates"},
	{0},
};

const struct cli_command cmd_ephemeral = {
	.name = "ephemeral",
	.arguments = "-- COMMAND [ARGUMENT..]",
	.summary = "Run a command with a migrated database of its own",
	.details =
		"A database is made beside the one that the URL names (or `shadow_url`), migrated, "
		"and "
		"removed when the command ends, whatever ends it. The command finds its URL in "
		"GODWIT_URL and DATABASE_URL; its exit status is godwit's. Without a URL, or for "
		"another engine, a server is started from installed programs, for this command "
		"alone; SQLite needs a file only.\n"
		"\n"
		"With --template the migrated database is kept, under the hash of the migrations, "
		"and the next start costs one clone.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit ephemeral -- make test\n"
		"  godwit ephemeral --template --url postgres://localhost/app -- pytest\n"
		"  godwit ephemeral --engine postgres -- psql\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_SHADOW,
	.options = option_table,
	.options_size = sizeof(struct options),
	.max_args = SIZE_MAX,
	.run = run,
};
