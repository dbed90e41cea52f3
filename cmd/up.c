/*
 * `godwit up`: applies what is pending.
 */
#include "base/fs.h"
#include "cli/backup.h"
#include "cli/migrate.h"
#include "cli/provision.h"
#include "schema/render.h"
#include "session/saved.h"
#include "shadow/side.h"

enum { FILE_MODE = 0644 };

struct options {
	const char *to;
	size_t count;
	const char *dump;
	const char *plan;
	bool provision;
	bool backup;
};

static void add_to_file(void *writer, struct gw_view text)
{
	gw_file_add(writer, text);
}

/* The schema as it is now, on a connection of its own: the run's may be in the lock's transaction. */
static bool dump(struct cli *cli, const char *path, struct gw_error **err)
{
	const struct gw_sides sides = {
		.arena = cli->arena,
		.sys = cli->sys,
		.config = cli->config,
		.application = cli->session.application,
		.read = {.own_schema = gw_config_text(cli->config, GW_KEY_SCHEMA)},
	};
	struct gw_side side = {.kind = GW_SIDE_URL, .url = cli->session.url};
	struct gw_file_writer writer;
	struct gw_schema schema;

	if (!gw_side_read(&sides, &side, &schema, err) ||
	    !gw_file_begin(&writer, path, FILE_MODE, err))
		return false;
	gw_schema_render_sql(&schema, add_to_file, &writer);
	return gw_file_end(&writer, err);
}

/* What was run stands, whatever becomes of the file. */
static bool dump_if_asked(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;

	if (options->dump == NULL || dump(cli, options->dump, err))
		return true;
	gw_error_state(*err, GW_STATE_COMMITTED,
		       "the migrations stand; the schema was not written");
	return false;
}

/* Carries a saved plan out, or refuses. */
static bool run_saved(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_plan_request request;
	struct gw_saved_plan *saved;

	if (cli->nargs != 0 || options->to != NULL || options->count != 0) {
		gw_fail(err, GW_E_USAGE,
			"the saved plan says what to do; nothing can be added to it");
		gw_error_hint(*err, "Leave out what stands beside `--plan FILE`.");
		return false;
	}
	if (!gw_saved_plan_read(cli->arena, options->plan, &saved, err))
		return false;
	request = gw_session_plan_request(&cli->session, saved->request.goal);
	request.to = saved->request.to;
	request.to_may_be_commit = saved->request.to_may_be_commit;
	request.count = saved->request.count;
	cli->session.approved = saved;
	return cli_migrate(cli, &request, err);
}

/* Once more, for what the migrations have made: patterns of grants and owners mean it as well. */
static bool provision_again(struct cli *cli, struct gw_error **err)
{
	size_t done;
	bool ok;

	gw_session_let_go(&cli->session);
	ok = cli_provision(cli, &done, err);
	cli->provisioned += done;
	if (!ok && (*err)->state == GW_STATE_UNTOUCHED)
		gw_error_state(
			*err, GW_STATE_COMMITTED,
			"the migrations stand; what is declared of what they made is not done");
	return ok;
}

static bool provision_first(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;

	if (!options->provision)
		return true;
	cli->after_run = provision_again;
	return cli_provision(cli, &cli->provisioned, err);
}

static bool migrate(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_plan_request request = gw_session_plan_request(&cli->session, GW_GOAL_UP);

	if (options->plan != NULL)
		return run_saved(cli, err);
	request.to = cli->nargs != 0 ? cli->args[0] : options->to;
	request.count = options->count;
	return cli_migrate(cli, &request, err);
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;

	if (!cli_backup_before(cli, options->backup, err) || !provision_first(cli, err))
		return false;
	if (migrate(cli, err))
		return dump_if_asked(cli, err);
	cli_backup_explain(cli, *err);
	return false;
}

static const struct cli_option option_table[] = {
	{.name = "to",
	 .type = CLI_TEXT,
	 .argument = "VERSION",
	 .offset = offsetof(struct options, to),
	 .help = "stop after this version"},
	{.name = "count",
	 .letter = 'n',
	 .type = CLI_COUNT,
	 .argument = "N",
	 .offset = offsetof(struct options, count),
	 .help = "apply at most N migrations"},
	{.name = "dump",
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, dump),
	 .help = "write the schema to FILE afterwards, as `godwit schema dump` does"},
	{.name = "plan",
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, plan),
	 .help = "carry out the plan that `godwit plan --out FILE` saved, and nothing else"},
	{.name = "provision",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, provision),
	 .help = "carry out `provision` of godwit.yaml first, and again when all is applied"},
	{.name = "backup",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, backup),
	 .help = "copy the database before anything is applied, and check the copy"},
	{0},
};

const struct cli_command cmd_up = {
	.name = "up",
	.arguments = "[VERSION]",
	.summary = "Apply pending migrations",
	.details = "Each migration runs in a transaction of its own, with its row in the history, "
		   "so that "
		   "it is there entirely or not at all. Statements that cannot run in a "
		   "transaction run "
		   "alone, and a migration that stopped on the way goes on where it stopped.\n"
		   "\n"
		   "Before anything runs, files and history are compared. Edited, missing and "
		   "out-of-order migrations are refused, each with the command that settles it.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit up --url sqlite:app.db\n"
		   "  godwit up -e prod --to 20261122093000\n"
		   "  godwit up --transaction run\n"
		   "  godwit up --dump schema.sql\n"
		   "  godwit up --provision -e prod\n"
		   "  godwit up --backup -e prod\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION | CLI_NEEDS_RUN,
	.about = CLI_ABOUT_ALL,
	.options = option_table,
	.options_size = sizeof(struct options),
	.max_args = 1,
	.run = run,
};
