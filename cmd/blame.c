/*
 * `godwit blame TABLE[.COLUMN]`: the migrations that made a table what it is, who wrote them, and where
 * they are applied.
 */
#include "blame/blame.h"
#include "base/ascii.h"
#include "cli/cli.h"
#include "session/git/commits.h"
#include "session/standing.h"
#include "session/view.h"
#include "ui/ui.h"

enum { COMMIT_SHOWN = 12, DAY_SHOWN = 10, MINUTE_SHOWN = 16 };

struct options {
	bool mentions;
	const char *engine;
};

/* All that was found out. */
struct answer {
	struct gw_blame blame;
	struct gw_standings standings;
	struct gw_map files; /* path in the source -> struct gw_file_commits * */
	const char *no_commits; /* why git was not asked; NULL: it was */
};

/* --- finding out --- */

/* Whose SQL it is: as the option says, as a database that is configured, or PostgreSQL's. */
static const char *engine_of(const struct cli *cli, const struct gw_standings *standings)
{
	const struct options *options = cli->options;

	if (options->engine != NULL)
		return gw_engine_called(options->engine);
	for (size_t i = 0; i < standings->list.n; i++) {
		if (standings->list.items[i].engine != NULL)
			return standings->list.items[i].engine;
	}
	return gw_engine_names[0];
}

static const struct gw_file_commits *commits_of(const struct answer *answer,
						const struct gw_blame_statement *statement)
{
	return gw_map_get(&answer->files, gw_view_of(statement->file));
}

static void ask_git(struct cli *cli, struct answer *answer)
{
	GW_ERROR_AUTO struct gw_error *failure = NULL;

	for (size_t i = 0; i < answer->blame.statements.n; i++) {
		const struct gw_blame_statement *statement = &answer->blame.statements.items[i];

		if (commits_of(answer, statement) == NULL)
			gw_map_put(cli->arena, &answer->files, gw_view_of(statement->file),
				   gw_new(cli->arena, struct gw_file_commits));
	}
	if (!gw_session_file_commits(&cli->session, &answer->files, &failure))
		answer->no_commits = gw_strdup(cli->arena, failure->message);
}

/* What is applied is compared with the files. */
static bool hash_files(struct cli *cli, const struct gw_blame *blame, struct gw_error **err)
{
	for (size_t i = 0; i < blame->statements.n; i++) {
		if (!gw_source_hash_parts(cli->session.source, blame->statements.items[i].migration,
					  err))
			return false;
	}
	return true;
}

static bool find_out(struct cli *cli, struct answer *answer, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_session *session = &cli->session;
	const struct gw_blame_request request = {
		.text = cli->args[0],
		.placeholders = gw_session_run_options(session).placeholders,
		.mentions = options->mentions,
	};

	gw_standings_read(cli->arena, cli->sys, &cli->request, cli->config, session->application,
			  &answer->standings);
	/* This session has no database: the standings are what there is to know of those. */
	session->url.engine = engine_of(cli, &answer->standings);
	if (!gw_session_source(session, err) ||
	    !gw_blame_read(cli->arena, session->source, &request, &answer->blame, err) ||
	    !hash_files(cli, &answer->blame, err))
		return false;
	ask_git(cli, answer);
	return true;
}

/* --- for machines --- */

static struct gw_json *touch_json(struct cli *cli, const struct gw_touch *touch)
{
	struct gw_json *json = gw_json_object();
	struct gw_json *columns = gw_json_array();

	for (size_t i = 0; i < touch->columns.n; i++)
		gw_json_push_text(columns, touch->columns.items[i]);
	gw_json_set_text(json, "kind", gw_touch_kind_name(touch->kind));
	gw_json_set_text(json, "text", gw_touch_phrase(cli->arena, touch));
	gw_json_set_text(json, "schema", touch->schema);
	gw_json_set_text(json, "table", touch->table);
	gw_json_set(json, "columns", columns);
	gw_json_set_text(json, "part", touch->part);
	gw_json_set_text(json, "name", touch->name);
	gw_json_set_text(json, "new_name", touch->new_name);
	return json;
}

static const char *const stand_names[] = {
	[GW_STAND_UNKNOWN] = "unknown",
	[GW_STAND_PENDING] = "pending",
	[GW_STAND_BASELINED] = "baselined",
	[GW_STAND_APPLIED] = "applied",
};

static struct gw_json *applied_json(struct cli *cli, const struct answer *answer,
				    const struct gw_migration *migration)
{
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < answer->standings.list.n; i++) {
		const struct gw_standing *standing = &answer->standings.list.items[i];
		const struct gw_applied *applied;
		enum gw_stand stand = gw_standing_of(standing, cli->session.source, migration,
						     &applied);
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "environment", standing->environment);
		gw_json_set_text(json, "status", stand_names[stand]);
		gw_json_set_text(json, "applied_at",
				 applied != NULL
					 ? gw_time_format(cli->arena, applied->started_at_us)
					 : NULL);
		gw_json_push(list, json);
	}
	return list;
}

static void set_commits(const struct answer *answer, const struct gw_blame_statement *statement,
			struct gw_json *json)
{
	const struct gw_file_commits *commits = commits_of(answer, statement);

	gw_view_commit("added_by", commits->added, json);
	gw_view_commit("changed_by", commits->changed, json);
	gw_json_set_bool(json, "dirty", commits->dirty);
}

static struct gw_json *statement_json(struct cli *cli, const struct answer *answer,
				      const struct gw_blame_statement *statement)
{
	struct gw_json *json = gw_json_object();
	struct gw_json *touches = gw_json_array();

	for (size_t i = 0; i < statement->touches.n; i++)
		gw_json_push(touches, touch_json(cli, &statement->touches.items[i]));
	gw_json_set_text(json, "key", statement->migration->key);
	gw_json_set_text(json, "label", gw_migration_label(cli->arena, statement->migration));
	gw_json_set_text(json, "path", statement->path);
	gw_json_set_int(json, "line", statement->line);
	gw_json_set_int(json, "statement", (int64_t)statement->number);
	gw_json_set_int(json, "count", (int64_t)statement->count);
	gw_json_set_text(json, "tag", statement->tag);
	gw_json_set_text(json, "mentions", statement->mentioned);
	gw_json_set(json, "changes", touches);
	set_commits(answer, statement, json);
	gw_json_set(json, "applied", applied_json(cli, answer, statement->migration));
	return json;
}

static struct gw_json *environments_json(const struct answer *answer)
{
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < answer->standings.list.n; i++) {
		const struct gw_standing *standing = &answer->standings.list.items[i];
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "environment", standing->environment);
		gw_json_set_text(json, "engine", standing->engine);
		gw_json_set_text(json, "not_reached", standing->why_not);
		gw_json_push(list, json);
	}
	return list;
}

static void print_json(struct cli *cli, const struct answer *answer)
{
	const struct gw_blame *blame = &answer->blame;
	struct gw_json *object = cli_json(cli);
	struct gw_json *statements = gw_json_array();
	struct gw_json *unread = gw_json_array();

	for (size_t i = 0; i < blame->statements.n; i++)
		gw_json_push(statements, statement_json(cli, answer, &blame->statements.items[i]));
	for (size_t i = 0; i < blame->unread.n; i++) {
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "path", blame->unread.items[i].path);
		gw_json_set_text(json, "text", blame->unread.items[i].text);
		gw_json_push(unread, json);
	}
	gw_json_set_text(object, "schema", blame->schema);
	gw_json_set_text(object, "table", blame->table);
	gw_json_set_text(object, "column", blame->column);
	gw_json_set_text(object, "no_commits", answer->no_commits);
	gw_json_set(object, "environments", environments_json(answer));
	gw_json_set(object, "statements", statements);
	gw_json_set(object, "unread", unread);
	ui_json(cli->ui, object);
}

/* --- for people --- */

enum column { MIGRATION, CHANGE, PLACE, COMMIT, AUTHOR, DATE, FIXED_COLUMNS };

static const char *change_of(struct cli *cli, const struct gw_blame_statement *statement)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t i = 0; i < statement->touches.n; i++)
		gw_str_printf(&str, "%s%s", i != 0 ? ", " : "",
			      gw_touch_phrase(cli->arena, &statement->touches.items[i]));
	if (statement->touches.n == 0)
		gw_str_printf(&str, "mentioned by %s", statement->tag);
	if (statement->count != 1)
		gw_str_printf(&str, " by %zu statements", statement->count);
	return gw_str_take(&str, cli->arena);
}

static void set_commit(struct cli *cli, const struct gw_git_commit *commit, bool dirty,
		       const char **cells)
{
	if (commit == NULL) {
		cells[COMMIT] = "not committed";
		return;
	}
	cells[COMMIT] = gw_format(cli->arena, "%.*s%s", COMMIT_SHOWN, commit->id,
				  dirty ? "-dirty" : "");
	cells[AUTHOR] = commit->author;
	cells[DATE] = gw_format(cli->arena, "%.*s", DAY_SHOWN,
				gw_time_short(cli->arena, commit->authored_at_us));
}

static const char *stand_cell(struct cli *cli, const struct gw_standing *standing,
			      const struct gw_migration *migration)
{
	const struct gw_applied *applied;

	switch (gw_standing_of(standing, cli->session.source, migration, &applied)) {
	case GW_STAND_UNKNOWN:
		return "?";
	case GW_STAND_PENDING:
		return "-";
	case GW_STAND_BASELINED:
		return "baseline";
	case GW_STAND_APPLIED:
		return gw_format(cli->arena, "%.*s", MINUTE_SHOWN,
				 gw_time_short(cli->arena, applied->started_at_us));
	}
	return NULL;
}

static struct ui_table *new_table(struct cli *cli, const struct gw_standings *standings)
{
	static const struct ui_column fixed[FIXED_COLUMNS] = {
		[MIGRATION] = {.title = "MIGRATION", .wrap = true},
		[CHANGE] = {.title = "CHANGE", .wrap = true},
		[PLACE] = {.title = "PLACE", .wrap = true},
		[COMMIT] = {.title = "COMMIT"},
		[AUTHOR] = {.title = "AUTHOR", .wrap = true},
		[DATE] = {.title = "DATE"},
	};
	struct ui_column *columns = gw_new_array(cli->arena, struct ui_column,
						 FIXED_COLUMNS + standings->list.n);

	for (size_t i = 0; i < FIXED_COLUMNS; i++)
		columns[i] = fixed[i];
	for (size_t i = 0; i < standings->list.n; i++) {
		const char *environment = standings->list.items[i].environment;

		columns[FIXED_COLUMNS + i].title = environment != NULL
							   ? gw_format(cli->arena, "APPLIED %s",
								       environment)
							   : "APPLIED";
	}
	return ui_table_new(columns, FIXED_COLUMNS + standings->list.n);
}

/* Whose commits and standings are shown with its first statement. */
static void set_migration(struct cli *cli, const struct answer *answer,
			  const struct gw_blame_statement *statement, const char **cells)
{
	const struct gw_file_commits *commits = commits_of(answer, statement);

	cells[MIGRATION] = gw_migration_label(cli->arena, statement->migration);
	if (answer->no_commits == NULL)
		set_commit(cli, commits->added,
			   commits->dirty && commits->changed == commits->added, cells);
	for (size_t i = 0; i < answer->standings.list.n; i++)
		cells[FIXED_COLUMNS + i] = stand_cell(cli, &answer->standings.list.items[i],
						      statement->migration);
}

/* A row for the commit that changed the file last, if it is another. */
static void add_changed(struct cli *cli, const struct answer *answer,
			const struct gw_blame_statement *statement, struct ui_table *table)
{
	const struct gw_file_commits *commits = commits_of(answer, statement);
	const char **cells = gw_new_array(cli->arena, const char *,
					  FIXED_COLUMNS + answer->standings.list.n);

	if (commits->changed == commits->added)
		return;
	cells[CHANGE] = "(its file changed last)";
	set_commit(cli, commits->changed, commits->dirty, cells);
	ui_table_row(table, UI_DIM, cells);
}

static void print_table(struct cli *cli, const struct answer *answer)
{
	const struct gw_blame *blame = &answer->blame;
	struct ui_table *table = new_table(cli, &answer->standings);

	for (size_t i = 0; i < blame->statements.n; i++) {
		const struct gw_blame_statement *statement = &blame->statements.items[i];
		bool first = i == 0 || statement[-1].migration != statement->migration;
		bool last = i + 1 == blame->statements.n ||
			    statement[1].migration != statement->migration;
		const char **cells = gw_new_array(cli->arena, const char *,
						  FIXED_COLUMNS + answer->standings.list.n);

		if (first)
			set_migration(cli, answer, statement, cells);
		cells[CHANGE] = change_of(cli, statement);
		cells[PLACE] = gw_format(cli->arena, "%s:%u", statement->path, statement->line);
		ui_table_row(table, UI_PLAIN, cells);
		if (last)
			add_changed(cli, answer, statement, table);
	}
	ui_table_print(cli->ui, table);
}

static void print_notes(struct cli *cli, const struct answer *answer)
{
	const struct gw_blame *blame = &answer->blame;

	if (blame->renamed)
		ui_note(cli->ui, "%s is called %s%s%s now", cli->args[0], blame->table,
			blame->column != NULL ? "." : "",
			blame->column != NULL ? blame->column : "");
	for (size_t i = 0; i < blame->unread.n; i++)
		ui_warn(cli->ui, "%s was not read to its end: %s", blame->unread.items[i].path,
			blame->unread.items[i].text);
	for (size_t i = 0; i < answer->standings.list.n; i++) {
		const struct gw_standing *standing = &answer->standings.list.items[i];

		if (standing->why_not != NULL)
			ui_warn(cli->ui, "%s was not reached: %s",
				standing->environment != NULL ? standing->environment
							      : "the database",
				standing->why_not);
	}
	if (cli->verbose && answer->no_commits != NULL)
		ui_note(cli->ui, "no commits are shown: %s", answer->no_commits);
}

static bool run(struct cli *cli, struct gw_error **err)
{
	struct answer answer = {0};

	if (!find_out(cli, &answer, err))
		return false;
	if (cli->json) {
		print_json(cli, &answer);
		return true;
	}
	print_table(cli, &answer);
	print_notes(cli, &answer);
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "mentions",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, mentions),
	 .help = "list other statements that have the name, too: views, routines, foreign keys, "
		 "queries"},
	{.name = "engine",
	 .type = CLI_TEXT,
	 .argument = "ENGINE",
	 .offset = offsetof(struct options, engine),
	 .choices = gw_engine_names,
	 .help = "whose SQL the migrations hold, where no database is configured (postgres)"},
	{0},
};

const struct cli_command cmd_blame = {
	.name = "blame",
	.arguments = "TABLE[.COLUMN]",
	.summary = "Show which migrations made a table, who wrote them, and when",
	.details =
		"The statements that create, change, fill or drop it come in the order of the "
		"migrations, each with its place, the commit that added its file and the one that "
		"changed it last, and when it was applied: in each environment of godwit.yaml, or "
		"in that of -e, or in the database that is configured otherwise. An environment "
		"that cannot be reached has a question mark. No database is needed for the rest.\n"
		"\n"
		"Renames are followed, of tables and of columns. A name may be qualified, and "
		"quoted as in SQL. What a routine or trigger does when it runs is not seen; code "
		"that runs at once (DO) and has the name is listed as a mention.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit blame users\n"
		"  godwit blame app.users.email -e prod\n"
		"  godwit blame users --mentions --json\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_FILES,
	.options = option_table,
	.options_size = sizeof(struct options),
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
