/*
 * `godwit adopt [TOOL]`: takes over the history of another migration tool.
 */
#include "cli/cli.h"
#include "session/git/commits.h"
#include "session/tools/tools.h"
#include "ui/ui.h"

struct options {
	bool dry_run;
	bool keep_in_step;
	bool no_keep_in_step;
	const char *table;
	const char *unfinished;
};

static struct gw_json *match_json(const struct gw_adoption *adoption,
				  const struct gw_adopt_match *match)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "key", match->key);
	gw_json_set_text(json, "path", match->migration != NULL ? match->migration->path : NULL);
	gw_json_set_text(json, "proof", match->proved ? adoption->tool->algorithm : NULL);
	gw_json_set_text(json, "commit", match->commit != NULL ? match->commit->id : NULL);
	gw_json_set_bool(json, "implied", match->implied);
	gw_json_set_bool(json, "known", match->known);
	return json;
}

static struct gw_json *result_json(const struct cli *cli, const struct gw_adoption *adoption)
{
	const struct options *options = cli->options;
	struct gw_json *object = cli_json(cli);
	struct gw_json *list = gw_json_array();

	gw_json_set_text(object, "tool", adoption->tool->name);
	gw_json_set_bool(object, "dry_run", options->dry_run);
	gw_json_set_bool(object, "keep_in_step", options->keep_in_step);
	for (size_t i = 0; i < adoption->matches.n; i++)
		gw_json_push(list, match_json(adoption, &adoption->matches.items[i]));
	gw_json_set(object, "migrations", list);
	return object;
}

static const char *reason(const struct cli *cli, const struct gw_adoption *adoption,
			  const struct gw_adopt_match *match)
{
	if (match->commit != NULL)
		return gw_format(cli->arena, "proved by %s, edited since %s",
				 adoption->tool->algorithm,
				 gw_commit_phrase(cli->arena, match->commit));
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

/* From now on, no tool's table is written. */
static bool end_in_step(struct cli *cli, struct gw_error **err)
{
	struct gw_json *object;
	const char *tool;

	if (!gw_session_end_in_step(&cli->session, &tool, err))
		return false;
	object = cli_json(cli);
	gw_json_set_text(object, "tool", tool);
	gw_json_set_bool(object, "keep_in_step", false);
	ui_json(cli->ui, object);
	if (tool != NULL)
		ui_print(cli->ui, UI_GREEN, "%s is kept in step no more\n", tool);
	else
		ui_print(cli->ui, UI_PLAIN, "no tool is kept in step\n");
	return true;
}

static void tell_sum(struct cli *cli, const struct gw_adoption *adoption, size_t n)
{
	const struct options *options = cli->options;
	const char *name = adoption->tool->name;

	if (n == 0)
		ui_print(cli->ui, UI_PLAIN, "nothing to adopt from %s\n", name);
	else
		ui_print(cli->ui, UI_GREEN, "%zu migration%s %sadopted from %s\n", n,
			 n == 1 ? "" : "s", options->dry_run ? "would be " : "", name);
	if (options->keep_in_step)
		ui_print(cli->ui, UI_GREEN, "%s %s kept in step from now on\n", name,
			 options->dry_run ? "would be" : "is");
}

static bool check_usage(const struct cli *cli, const char *tool, struct gw_error **err)
{
	const struct options *options = cli->options;

	if (options->no_keep_in_step &&
	    (tool != NULL || options->keep_in_step || options->dry_run || options->table != NULL)) {
		gw_fail(err, GW_E_USAGE, "--no-keep-in-step goes with no tool and no other option");
		gw_error_hint(*err, "It adopts nothing: `godwit adopt --no-keep-in-step`.");
		return false;
	}
	if (tool == NULL || gw_adopt_tool_find(gw_view_of(tool)) != NULL)
		return true;
	gw_fail(err, GW_E_USAGE, "godwit cannot adopt the history of '%s'", tool);
	gw_error_hint(*err, "`godwit help adopt` lists the tools that it knows.");
	return false;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	const struct gw_adopt_request request = {
		.tool = cli->nargs != 0 ? cli->args[0] : NULL,
		.table = options->table,
		.unfinished = choice_of(options->unfinished),
		.keep_in_step = options->keep_in_step,
		.dry = options->dry_run,
	};
	struct gw_adoption adoption;

	if (!check_usage(cli, request.tool, err))
		return false;
	if (options->no_keep_in_step)
		return end_in_step(cli, err);
	if (!gw_session_adopt(&cli->session, &request, &adoption, err))
		return false;
	ui_json(cli->ui, result_json(cli, &adoption));
	tell_sum(cli, &adoption, tell(cli, &adoption));
	return true;
}

static const char *const choices[] = {"applied", "pending", NULL};

static const struct cli_option option_table[] = {
	{.name = "dry-run",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, dry_run),
	 .help = "say what would be adopted, and write nothing"},
	{.name = "keep-in-step",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, keep_in_step),
	 .help = "from now on, runs write the tool's table as well"},
	{.name = "no-keep-in-step",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, no_keep_in_step),
	 .help = "adopt nothing, and end that"},
	{.name = "table",
	 .type = CLI_TEXT,
	 .argument = "[SCHEMA.]TABLE",
	 .offset = offsetof(struct options, table),
	 .help = "that the tool was told to use in place of its own"},
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
		"With --keep-in-step, `up`, `down` and the like write the tool's table too, on "
		"every machine, so that both can be used while a team goes over: each row as the "
		"tool would write it, in the transaction of godwit's own. Where it runs programs, "
		"one of the same name must stand beside each file. The two must agree "
		"before a run, or it is refused.\n"
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
		"  godwit adopt flyway --dir db/migration\n"
		"  godwit adopt dbmate --keep-in-step\n"
		"  godwit adopt --no-keep-in-step\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_DECISION,
	.options = option_table,
	.options_size = sizeof(struct options),
	.max_args = 1,
	.run = run,
};
