/*
 * `godwit adopt [TOOL]`: takes over the history of another migration tool.
 */
#include "cli/cli.h"
#include "ui/ui.h"

struct options {
	bool dry_run;
	const char *unfinished;
};

static struct gw_json *match_json(const struct gw_adoption *adoption,
				  const struct gw_adopt_match *match)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "key", match->key);
	gw_json_set_text(json, "path", match->migration != NULL ? match->migration->path : NULL);
	gw_json_set_text(json, "proof", match->proved ? adoption->tool->algorithm : NULL);
	gw_json_set_bool(json, "implied", match->implied);
	gw_json_set_bool(json, "known", match->known);
	return json;
}

static struct gw_json *result_json(const struct cli *cli, const struct gw_adoption *adoption,
				   bool dry)
{
	struct gw_json *object = cli_json(cli);
	struct gw_json *list = gw_json_array();

	gw_json_set_text(object, "tool", adoption->tool->name);
	gw_json_set_bool(object, "dry_run", dry);
	for (size_t i = 0; i < adoption->matches.n; i++)
		gw_json_push(list, match_json(adoption, &adoption->matches.items[i]));
	gw_json_set(object, "migrations", list);
	return object;
}

static const char *reason(const struct cli *cli, const struct gw_adoption *adoption,
			  const struct gw_adopt_match *match)
{
	if (match->proved)
		return gw_format(cli->arena, "proved by %s", adoption->tool->algorithm);
	if (match->implied)
		return "comes before the last one";
	if (match->row->unfinished != NULL)
		return "as you say, all of it is there";
	return match->migration != NULL ? "by its name" : "as a baseline, without a file";
}

/* One line for each that is new. */
static size_t tell(struct cli *cli, const struct gw_adoption *adoption)
{
	size_t n = 0;

	for (size_t i = 0; i < adoption->matches.n; i++) {
		const struct gw_adopt_match *match = &adoption->matches.items[i];

		if (match->known)
			continue;
		ui_print(cli->ui, UI_PLAIN, "%s  %s\n",
			 match->migration != NULL ? gw_migration_label(cli->arena, match->migration)
						  : match->key,
			 reason(cli, adoption, match));
		n++;
	}
	return n;
}

static enum gw_adopt_choice choice_of(const char *word)
{
	if (word == NULL)
		return GW_ADOPT_REFUSE;
	return gw_view_is(gw_view_of(word), "applied") ? GW_ADOPT_AS_APPLIED : GW_ADOPT_AS_PENDING;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	const struct gw_adopt_request request = {
		.tool = cli->nargs != 0 ? cli->args[0] : NULL,
		.unfinished = choice_of(options->unfinished),
		.dry = options->dry_run,
	};
	struct gw_adoption adoption;
	size_t n;

	if (request.tool != NULL && gw_adopt_tool_find(gw_view_of(request.tool)) == NULL) {
		gw_fail(err, GW_E_USAGE, "godwit cannot adopt the history of '%s'", request.tool);
		gw_error_hint(*err, "`godwit help adopt` lists the tools that it knows.");
		return false;
	}
	if (!gw_session_adopt(&cli->session, &request, &adoption, err))
		return false;
	ui_json(cli->ui, result_json(cli, &adoption, options->dry_run));
	n = tell(cli, &adoption);
	if (n == 0)
		ui_print(cli->ui, UI_PLAIN, "nothing to adopt from %s\n", adoption.tool->name);
	else
		ui_print(cli->ui, UI_GREEN, "%zu migration%s %sadopted from %s\n", n,
			 n == 1 ? "" : "s", options->dry_run ? "would be " : "",
			 adoption.tool->name);
	return true;
}

static const char *const choices[] = {"applied", "pending", NULL};

static const struct cli_option option_table[] = {
	{.name = "dry-run",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, dry_run),
	 .help = "say what would be adopted, and write nothing"},
	{.name = "unfinished",
	 .type = CLI_TEXT,
	 .argument = "applied|pending",
	 .offset = offsetof(struct options, unfinished),
	 .choices = choices,
	 .help = "what rows that are begun or failed count as"},
	{0},
};

const struct cli_command cmd_adopt = {
	.name = "adopt",
	.arguments = "[TOOL]",
	.summary = "Take over the history of another migration tool",
	.details =
		"Finds the history table of the tool, matches its rows with the migrations, and "
		"records those as applied: nothing of them runs, and `godwit up` goes on with the "
		"next. Where the tool kept a checksum, the file must have it. Migrations that are "
		"programs count as applied without a file. Rows that no file belongs to are "
		"refused, and so are unfinished ones, unless you say what they are. The tool's "
		"table stays as it is. Its own lock is taken, where it has one. A second time "
		"changes nothing.\n"
		"\n"
		"TOOL is one of dbmate, golang-migrate, goose, sql-migrate, sqlx, refinery, "
		"diesel, tern, node-pg-migrate, graphile-migrate, prisma, drizzle, flyway, yoyo, "
		"postgrator, atlas, liquibase, sqitch, "
		"rails, knex, db-migrate, sequelize, alembic and django. It need not be named "
		"when the database has the table of one of them.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit adopt --dry-run\n"
		"  godwit adopt flyway --dir db/migration\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.options = option_table,
	.options_size = sizeof(struct options),
	.max_args = 1,
	.run = run,
};
