/*
 * `godwit log`: what was done to the database, the newest first.
 */
#include "base/json.h"
#include "cli/cli.h"
#include "session/view.h"
#include "ui/ui.h"

enum { DEFAULT_COUNT = 20, RUN_ID_SHOWN = 8, COMMIT_SHOWN = 12, GIT_COLUMNS = 4 };

struct options {
	size_t count;
	bool all;
	bool git;
	const char *run_id;
};

static bool is_wanted(const struct options *options, const struct gw_event *event)
{
	return options->run_id == NULL ||
	       gw_view_starts(event->values[GW_COLUMN_run_id].text, options->run_id);
}

static const char *what_of(struct cli *cli, const struct gw_event *event)
{
	const char *version = gw_event_text(event, cli->arena, GW_COLUMN_version);
	const char *name = gw_event_text(event, cli->arena, GW_COLUMN_name);
	struct gw_view kind = event->values[GW_COLUMN_kind].text;

	/* Of godwit's own tables, and of a run as a whole: only what was provisioned has a name. */
	if (kind.p == NULL)
		return gw_view_is(event->values[GW_COLUMN_event].text,
				  gw_event_kind_name(GW_EVENT_PROVISIONED))
			       ? name
			       : NULL;
	if (version == NULL)
		return gw_format(cli->arena, "R__%s", name != NULL ? name : "");
	return name == NULL || name[0] == '\0' ? version
					       : gw_format(cli->arena, "%s_%s", version, name);
}

/* "alice@ci-7 as app": the person, and the database user. */
static const char *who_of(struct cli *cli, const struct gw_event *event)
{
	const char *user = gw_event_text(event, cli->arena, GW_COLUMN_os_user);
	const char *host = gw_event_text(event, cli->arena, GW_COLUMN_os_host);
	const char *db_user = gw_event_text(event, cli->arena, GW_COLUMN_db_user);

	if (user == NULL)
		return db_user;
	return gw_format(cli->arena, "%s@%s%s%s", user, host != NULL ? host : "?",
			 db_user != NULL ? " as " : "", db_user != NULL ? db_user : "");
}

/* "1f3a5c7e9b0d", or "1f3a5c7e9b0d-dirty" where the files were not as that commit has them. */
static const char *commit_of(struct cli *cli, const struct gw_event *event)
{
	const char *commit = gw_event_text(event, cli->arena, GW_COLUMN_git_commit);

	if (commit == NULL)
		return NULL;
	return gw_format(cli->arena, "%.*s%s", COMMIT_SHOWN, commit,
			 gw_event_int(event, GW_COLUMN_git_dirty) != 0 ? "-dirty" : "");
}

/* What the event knows of the commits beside its columns. */
static void read_git(struct cli *cli, const struct gw_event *event, const char **ret_author,
		     const char **ret_ref)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_view detail = event->values[GW_COLUMN_detail].text;
	const struct gw_json *git;
	struct gw_json *json;

	*ret_author = *ret_ref = NULL;
	if (detail.p == NULL || !gw_json_parse("detail", detail, &json, &ignored))
		return;
	git = gw_json_get(json, "git");
	*ret_author = gw_strdup(cli->arena, gw_json_text(gw_json_get(git, "author")));
	*ret_ref = gw_strdup(cli->arena, gw_json_text(gw_json_get(git, "ref")));
	gw_json_free(json);
}

static void add_row(struct cli *cli, struct ui_table *table, const struct gw_event *event)
{
	const struct options *options = cli->options;
	struct gw_view run_id = event->values[GW_COLUMN_run_id].text;
	const char *cells[] = {
		gw_format(cli->arena, "%lld", (long long)gw_event_int(event, GW_COLUMN_seq)),
		gw_time_short(cli->arena, gw_event_int(event, GW_COLUMN_started_at)),
		gw_event_text(event, cli->arena, GW_COLUMN_event),
		what_of(cli, event),
		who_of(cli, event),
		gw_view_dup(cli->arena, gw_view_slice(run_id, 0, RUN_ID_SHOWN)),
		gw_event_text(event, cli->arena, GW_COLUMN_reason),
	};

	if (options->git) {
		cells[GIT_COLUMNS] = commit_of(cli, event);
		read_git(cli, event, &cells[GIT_COLUMNS + 1], &cells[GIT_COLUMNS + 2]);
	}
	ui_table_row(table, UI_PLAIN, cells);
}

static struct ui_table *new_table(bool git)
{
	static const struct ui_column columns[] = {
		{.title = "SEQ", .right = true},
		{.title = "TIME (UTC)"},
		{.title = "EVENT"},
		{.title = "MIGRATION", .wrap = true},
		{.title = "BY", .wrap = true},
		{.title = "RUN"},
		{.title = "REASON", .wrap = true},
	};
	static const struct ui_column git_columns[] = {
		{.title = "SEQ", .right = true},
		{.title = "TIME (UTC)"},
		{.title = "EVENT"},
		{.title = "MIGRATION", .wrap = true},
		{.title = "COMMIT"},
		{.title = "AUTHOR", .wrap = true},
		{.title = "REF", .wrap = true},
	};

	return ui_table_new(git ? git_columns : columns, GW_COUNT(columns));
}

static void print_table(struct cli *cli, const struct gw_events *events)
{
	const struct options *options = cli->options;
	struct ui_table *table;

	if (events->list.n == 0) {
		ui_print(cli->ui, UI_PLAIN, "no history yet\n");
		return;
	}
	table = new_table(options->git);
	for (size_t i = events->list.n; i-- > 0;) {
		if (is_wanted(cli->options, &events->list.items[i]))
			add_row(cli, table, &events->list.items[i]);
	}
	ui_table_print(cli->ui, table);
}

static void print_json(struct cli *cli, const struct gw_events *events)
{
	struct gw_json *object = cli_json(cli);
	struct gw_json *list = gw_json_array();

	for (size_t i = events->list.n; i-- > 0;) {
		if (is_wanted(cli->options, &events->list.items[i]))
			gw_json_push(list, gw_view_event(&events->list.items[i]));
	}
	gw_view_session(&cli->session, object);
	gw_json_set(object, "events", list);
	ui_json(cli->ui, object);
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_session *session = &cli->session;
	struct gw_events events;
	int64_t count = options->count != 0 ? (int64_t)options->count : DEFAULT_COUNT;
	int64_t first;

	if (!gw_session_open(session, false, err))
		return false;
	first = options->all || options->run_id != NULL
			? 0
			: GW_MAX(session->history->head_seq - count + 1, (int64_t)0);
	if (!gw_history_events(session->history, cli->arena, first, session->history->head_seq,
			       &events, err))
		return false;
	if (cli->json)
		print_json(cli, &events);
	else
		print_table(cli, &events);
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "count",
	 .letter = 'n',
	 .type = CLI_COUNT,
	 .argument = "N",
	 .offset = offsetof(struct options, count),
	 .help = "show the last N events (20)"},
	{.name = "all",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, all),
	 .help = "show all events"},
	{.name = "git",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, git),
	 .help = "show the commit that was applied, who last changed the migration, and the tag or "
		 "branch that the commit was at, in place of who ran it, the run and the reason"},
	{.name = "run",
	 .type = CLI_TEXT,
	 .argument = "ID",
	 .offset = offsetof(struct options, run_id),
	 .help = "show the events of this run (the start of its id is enough)"},
	{0},
};

const struct cli_command cmd_log = {
	.name = "log",
	.summary = "Show what was done to the database, when, and by whom",
	.details = "The newest event comes first. Nothing is ever removed from this record.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit log\n"
		   "  godwit log --git\n"
		   "  godwit log --all --json\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
