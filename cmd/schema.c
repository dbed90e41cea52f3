/*
 * `godwit schema`: what databases hold, apart from their rows, and how they differ.
 */
#include "cli/schema.h"

#include "ui/ui.h"

struct gw_schema_read_options cli_schema_read_options(const struct cli *cli)
{
	const struct cli_schema_options *options = cli->options;

	return (struct gw_schema_read_options){
		.no_owners = options->no_owners,
		.no_grants = options->no_grants,
		.no_comments = options->no_comments,
		.own_schema = gw_config_text(cli->config, GW_KEY_SCHEMA),
	};
}

void cli_warn_unmodelled(struct cli *cli, const struct gw_schema *schema)
{
	for (size_t i = 0; i < schema->unmodelled.n; i++) {
		const struct gw_schema_unmodelled *one = &schema->unmodelled.items[i];

		ui_warn(cli->ui, "%s %s %s: %s", one->kind, one->name,
			one->is_object ? "cannot be made anew" : "is not looked at",
			one->reason != NULL ? one->reason : "godwit does not know its kind");
	}
}

bool cli_schema_check(struct cli *cli, const struct gw_schema *schema, struct gw_error **err)
{
	const struct cli_schema_options *options = cli->options;

	cli_warn_unmodelled(cli, schema);
	if (!options->strict || schema->unmodelled.n == 0)
		return true;
	gw_fail(err, GW_E_UNMODELLED,
		schema->unmodelled.n == 1
			? "the database holds %zu object that cannot be made anew"
			: "the database holds %zu objects that cannot be made anew",
		schema->unmodelled.n);
	gw_error_hint(*err, "Leave `--strict` out to go on without them.");
	return false;
}

static const char *const diagrams[] = {"mermaid", "dot", "svg", NULL};

/* By its place in diagrams, which is that of enum gw_diagram. */
static void draw(const struct cli *cli, const struct gw_schema *schema, struct gw_str *text)
{
	const struct cli_schema_options *options = cli->options;

	for (size_t i = 0; diagrams[i] != NULL; i++) {
		if (gw_view_is(gw_view_of(options->diagram), diagrams[i]))
			gw_schema_render_diagram(schema, (enum gw_diagram)i, text);
	}
}

static bool put_drawing(struct cli *cli, const struct gw_schema *schema, struct gw_error **err)
{
	const struct cli_schema_options *options = cli->options;
	GW_STR_AUTO struct gw_str text = {0};

	draw(cli, schema, &text);
	return cli_put(cli, options->output, gw_str_view(&text), err);
}

static bool put_sql(struct cli *cli, const struct gw_schema *schema, struct gw_error **err)
{
	const struct cli_schema_options *options = cli->options;
	struct cli_pieces pieces;

	if (!cli_pieces_begin(cli, options->output, &pieces, err))
		return false;
	gw_schema_render_sql(schema, cli_pieces_add, &pieces);
	return cli_pieces_end(&pieces, err);
}

static bool dump(struct cli *cli, struct gw_error **err)
{
	const struct gw_schema_read_options how = cli_schema_read_options(cli);
	const struct cli_schema_options *options = cli->options;
	struct gw_schema schema;

	if (!gw_session_connect(&cli->session, true, err) ||
	    !gw_schema_read(cli->arena, cli->session.conn, &how, &schema, err) ||
	    !cli_schema_check(cli, &schema, err))
		return false;
	if (cli->json) {
		struct gw_json *object = cli_json(cli);

		gw_schema_render_json(&schema, object);
		return cli_put_json(cli, options->output, object, err);
	}
	return options->diagram != NULL ? put_drawing(cli, &schema, err)
					: put_sql(cli, &schema, err);
}

struct verb {
	const char *name;
	bool (*run)(struct cli *cli, struct gw_error **err);
	size_t nargs;
	const char *usage;
};

static const struct verb verbs[] = {
	{"dump", dump, 0, "godwit schema dump"},
	{"diff", cli_schema_diff, 2, "godwit schema diff FROM TO"},
	{"sync", cli_schema_sync, 2, "godwit schema sync FROM TO -o FILE"},
};

static bool run(struct cli *cli, struct gw_error **err)
{
	for (size_t i = 0; i < GW_COUNT(verbs); i++) {
		if (!gw_view_is(gw_view_of(cli->args[0]), verbs[i].name))
			continue;
		if (cli->nargs == verbs[i].nargs + 1)
			return verbs[i].run(cli, err);
		gw_fail(err, GW_E_USAGE, "`godwit schema %s` takes %zu arguments, not %zu",
			verbs[i].name, verbs[i].nargs, cli->nargs - 1);
		gw_error_hint(*err, "Its form is `%s`.", verbs[i].usage);
		return false;
	}
	gw_fail(err, GW_E_USAGE, "`godwit schema` knows no '%s'", cli->args[0]);
	gw_error_hint(*err, "`godwit help schema` shows what it does.");
	return false;
}

static const struct cli_option option_table[] = {
	{.name = "output",
	 .letter = 'o',
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct cli_schema_options, output),
	 .help = "write to FILE, not to stdout"},
	{.name = "diagram",
	 .type = CLI_TEXT,
	 .argument = "FORM",
	 .offset = offsetof(struct cli_schema_options, diagram),
	 .choices = diagrams,
	 .help = "dump: draw tables and their references"},
	{.name = "sql",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct cli_schema_options, sql),
	 .help = "diff: print the SQL alone, for the engine's own client"},
	{.name = "exit-code",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct cli_schema_options, exit_code),
	 .help = "diff: exit with 2 when there is a difference"},
	{.name = "rename",
	 .type = CLI_LIST,
	 .argument = "OLD=NEW",
	 .offset = offsetof(struct cli_schema_options, renames),
	 .help = "a table or column (TABLE.COLUMN) that has another name now; may be given many "
		 "times"},
	{.name = "apply",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct cli_schema_options, apply),
	 .help = "sync: change the first side at once, without a migration"},
	{.name = "allow-destructive",
	 .type = CLI_LIST,
	 .argument = "KIND",
	 .offset = offsetof(struct cli_schema_options, allowed),
	 .help = "allow sync to drop tables, columns, .. or all; diff, to make a table anew; may "
		 "be given many times"},
	{.name = "no-prove",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct cli_schema_options, no_prove),
	 .help = "do not try the SQL on a shadow"},
	{.name = "strict",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct cli_schema_options, strict),
	 .help = "fail when there is something that godwit does not know the kind of"},
	{.name = "no-owners",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct cli_schema_options, no_owners),
	 .help = "without who owns what"},
	{.name = "no-grants",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct cli_schema_options, no_grants),
	 .help = "without who may do what"},
	{.name = "no-comments",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct cli_schema_options, no_comments),
	 .help = "without comments on objects"},
	{0},
};

const struct cli_command cmd_schema = {
	.name = "schema",
	.arguments = "dump|diff|sync [FROM TO]",
	.summary = "Show, compare and sync schemas: databases without their rows",
	.details =
		"`schema dump` writes the schema as SQL that loads into an empty database: the "
		"same "
		"bytes for the same schema, in whatever order it was made. godwit's own tables are "
		"not part of it.\n"
		"\n"
		"`schema diff FROM TO` shows what is different, and the SQL that makes the first "
		"like "
		"the second: tables and columns that are in both keep their rows. The SQL is tried "
		"on "
		"a shadow, a database without rows that godwit makes and drops, and only shown "
		"when it "
		"leads there. Each side is a URL, an environment of godwit.yaml, a folder of "
		"migrations, `git:REF[:PATH]` for that of a commit, an SQL file, `exec:COMMAND` "
		"that prints SQL, or `history`: what the target's own history implies. Nothing is "
		"renamed unless `--rename` says so, or a line `-- godwit:rename OLD=NEW` in the "
		"SQL of the second side.\n"
		"\n"
		"`schema sync FROM TO` writes the difference as a migration, with the way back as "
		"its "
		"down section, or with `--apply` makes FROM like TO at once, under the run lock. "
		"What "
		"destroys data needs `--allow-destructive`.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit schema dump --url sqlite:app.db -o schema.sql\n"
		"  godwit schema dump -e prod --json\n"
		"  godwit schema dump -e prod --diagram svg -o schema.svg\n"
		"  godwit schema diff staging prod\n"
		"  godwit schema diff prod migrations --exit-code\n"
		"  godwit schema diff sqlite:app.db schema.sql --sql --rename users.mail=email\n"
		"  godwit schema sync prod schema.sql -o migrations\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_SHADOW | CLI_ABOUT_RECORD | CLI_ABOUT_LOSS,
	.options = option_table,
	.options_size = sizeof(struct cli_schema_options),
	.min_args = 1,
	.max_args = 3,
	.run = run,
};
