/*
 * `godwit schema dump`: what a database holds, apart from its rows.
 */
#include "base/fs.h"
#include "cli/cli.h"
#include "schema/render.h"
#include "ui/ui.h"

enum { FILE_MODE = 0644 };

struct options {
	bool strict;
	bool owners;
	bool grants;
	bool no_comments;
	const char *output;
};

static struct gw_schema_read_options read_options(const struct cli *cli)
{
	const struct options *options = cli->options;

	return (struct gw_schema_read_options){
		.owners = options->owners,
		.grants = options->grants,
		.no_comments = options->no_comments,
		.own_schema = gw_config_text(cli->config, GW_KEY_SCHEMA),
	};
}

/* What is there but not in the model is told, and with --strict an error. */
static bool check_complete(struct cli *cli, const struct gw_schema *schema, struct gw_error **err)
{
	const struct options *options = cli->options;

	for (size_t i = 0; i < schema->unmodelled.n; i++)
		ui_warn(cli->ui, "%s %s is not looked at: godwit does not know its kind",
			schema->unmodelled.items[i].kind, schema->unmodelled.items[i].name);
	if (!options->strict || schema->unmodelled.n == 0)
		return true;
	gw_fail(err, GW_E_UNMODELLED,
		"the database holds %zu objects of kinds that godwit does not "
		"know",
		schema->unmodelled.n);
	gw_error_hint(*err, "Leave `--strict` out to go on without them.");
	return false;
}

/* To the file that was asked for, or to stdout. */
static bool put_out(struct cli *cli, struct gw_view text, struct gw_error **err)
{
	const struct options *options = cli->options;

	if (options->output != NULL)
		return gw_file_write(options->output, text, FILE_MODE, err);
	ui_write(cli->ui, text);
	return true;
}

static bool dump_json(struct cli *cli, const struct gw_schema *schema, struct gw_error **err)
{
	const struct options *options = cli->options;
	GW_STR_AUTO struct gw_str text = {0};
	struct gw_json *object = cli_json(cli);

	gw_schema_render_json(schema, object);
	if (options->output == NULL) {
		ui_json(cli->ui, object);
		return true;
	}
	gw_json_write(object, true, &text);
	gw_str_putc(&text, '\n');
	gw_json_free(object);
	return put_out(cli, gw_str_view(&text), err);
}

static bool dump(struct cli *cli, struct gw_error **err)
{
	const struct gw_schema_read_options how = read_options(cli);
	GW_STR_AUTO struct gw_str text = {0};
	struct gw_schema schema;

	if (!gw_session_connect(&cli->session, true, err) ||
	    !gw_schema_read(cli->arena, cli->session.conn, &how, &schema, err) ||
	    !check_complete(cli, &schema, err))
		return false;
	if (cli->json)
		return dump_json(cli, &schema, err);
	gw_schema_render_sql(&schema, &text);
	return put_out(cli, gw_str_view(&text), err);
}

static bool run(struct cli *cli, struct gw_error **err)
{
	static const struct {
		const char *name;
		bool (*run)(struct cli *cli, struct gw_error **err);
		size_t nargs;
	} verbs[] = {
		{"dump", dump, 0},
	};
	const char *verb = cli->args[0];

	for (size_t i = 0; i < GW_COUNT(verbs); i++) {
		if (gw_view_is(gw_view_of(verb), verbs[i].name))
			return verbs[i].run(cli, err);
	}
	gw_fail(err, GW_E_USAGE, "`godwit schema` knows no '%s'", verb);
	gw_error_hint(*err, "`godwit help schema` shows what it does.");
	return false;
}

static const struct cli_option option_table[] = {
	{.name = "output",
	 .letter = 'o',
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, output),
	 .help = "write to FILE, not to stdout"},
	{.name = "strict",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, strict),
	 .help = "fail when there is something that godwit does not know the kind of"},
	{.name = "owners",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, owners),
	 .help = "with who owns what"},
	{.name = "grants",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, grants),
	 .help = "with who may do what"},
	{.name = "no-comments",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, no_comments),
	 .help = "without comments on objects"},
	{0},
};

const struct cli_command cmd_schema = {
	.name = "schema",
	.arguments = "dump",
	.summary = "Show what a database holds, apart from its rows",
	.details =
		"`dump` writes the schema as SQL that loads into an empty database: the same bytes "
		"for the same schema, in whatever order it was made. godwit's own tables are not "
		"part of it.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit schema dump --url sqlite:app.db -o schema.sql\n"
		"  godwit schema dump -e prod --json\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.options = option_table,
	.options_size = sizeof(struct options),
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
