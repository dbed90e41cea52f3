/*
 * `godwit log`: what was done to the database, the newest first.
 */
#include "cli/cli.h"
#include "session/view.h"
#include "ui/ui.h"

enum { DEFAULT_COUNT = 20, RUN_ID_SHOWN = 8 };

struct options {
	size_t count;
	bool all;
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

	/* Of godwit's own tables, and of a run as a whole. */
	if (kind.p == NULL)
		return NULL;
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

static void add_row(struct cli *cli, struct ui_table *table, const struct gw_event *event)
{
	struct gw_view run_id = event->values[GW_COLUMN_run_id].text;
	const char *const cells[] = {
		gw_format(cli->arena, "%lld", (long long)gw_event_int(event, GW_COLUMN_seq)),
		gw_time_short(cli->arena, gw_event_int(event, GW_COLUMN_started_at)),
		gw_event_text(event, cli->arena, GW_COLUMN_event),
		what_of(cli, event),
		who_of(cli, event),
		gw_view_dup(cli->arena, gw_view_slice(run_id, 0, RUN_ID_SHOWN)),
		gw_event_text(event, cli->arena, GW_COLUMN_reason),
	};

	ui_table_row(table, UI_PLAIN, cells);
}

static void print_table(struct cli *cli, const struct gw_events *events)
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
	struct ui_table *table;

	if (events->list.n == 0) {
		ui_print(cli->ui, UI_PLAIN, "no history yet\n");
		return;
	}
	table = ui_table_new(columns, GW_COUNT(columns));
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
		   "  godwit log --all --json\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
