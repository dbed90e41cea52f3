/*
 * `godwit log`: what was done to the database, the newest first.
 */
#include "cli/report.h"
#include "session/view.h"
#include "ui/ui.h"

enum { DEFAULT_COUNT = 20, RUN_ID_SHOWN = 8, GIT_COLUMNS = 4 };

struct options {
	size_t count;
	bool all;
	bool git;
	const char *run_id;
	const char *as;
	const char *output;
};

/* The events that are wanted, the newest first. */
struct wanted {
	const struct gw_event **events;
	size_t n;
};

static bool is_wanted(const struct options *options, const struct gw_event *event)
{
	return options->run_id == NULL ||
	       gw_view_starts(event->values[GW_COLUMN_run_id].text, options->run_id);
}

static void add_row(struct cli *cli, struct ui_table *table, const struct gw_event *event)
{
	const struct options *options = cli->options;
	struct gw_view run_id = event->values[GW_COLUMN_run_id].text;
	struct gw_event_notes notes;
	const char *cells[] = {
		gw_format(cli->arena, "%lld", (long long)gw_event_int(event, GW_COLUMN_seq)),
		gw_time_short(cli->arena, gw_event_int(event, GW_COLUMN_started_at)),
		gw_event_text(event, cli->arena, GW_COLUMN_event),
		gw_event_subject(cli->arena, event),
		gw_event_actor(cli->arena, event),
		gw_view_dup(cli->arena, gw_view_slice(run_id, 0, RUN_ID_SHOWN)),
		gw_event_text(event, cli->arena, GW_COLUMN_reason),
	};

	if (options->git) {
		gw_event_notes_read(cli->arena, event, &notes);
		cells[GIT_COLUMNS] = gw_event_commit(cli->arena, event);
		cells[GIT_COLUMNS + 1] = notes.author;
		cells[GIT_COLUMNS + 2] = notes.ref;
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

static void print_table(struct cli *cli, const void *payload)
{
	const struct options *options = cli->options;
	const struct wanted *wanted = payload;
	struct ui_table *table;

	if (cli->session.history->head_seq < 0) {
		ui_print(cli->ui, UI_PLAIN, "no history yet\n");
		return;
	}
	table = new_table(options->git);
	for (size_t i = 0; i < wanted->n; i++)
		add_row(cli, table, wanted->events[i]);
	ui_table_print(cli->ui, table);
}

static bool put_json(struct cli *cli, const struct wanted *wanted, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_json *object = cli_json(cli);
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < wanted->n; i++)
		gw_json_push(list, gw_view_event(wanted->events[i]));
	gw_view_session(&cli->session, object);
	gw_json_set(object, "events", list);
	return cli_put_json(cli, options->output, object, err);
}

static bool put(struct cli *cli, const struct wanted *wanted, const char *form,
		struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_report report;

	if (cli->json)
		return put_json(cli, wanted, err);
	if (gw_view_is(gw_view_of(form), "text"))
		return cli_put_printed(cli, options->output, print_table, wanted, err);
	gw_report_log(&cli->session, wanted->events, wanted->n, &report);
	return cli_report_put(cli, &report, form, NULL, options->output, err);
}

static struct gw_view run_of(const struct wanted *wanted, size_t i)
{
	return wanted->events[i]->values[GW_COLUMN_run_id].text;
}

/* The start of an id that was asked for is that of one run. */
static bool is_one_run(const struct options *options, const struct wanted *wanted,
		       struct gw_error **err)
{
	size_t same = 0;

	if (options->run_id == NULL)
		return true;
	while (same < wanted->n && gw_view_eq(run_of(wanted, same), run_of(wanted, 0)))
		same++;
	if (same == wanted->n && same != 0 && options->run_id[0] != '\0')
		return true;
	gw_fail(err, GW_E_NO_VERSION,
		same == 0 ? "there is no run %s" : "several runs begin with %s", options->run_id);
	gw_error_hint(*err, "`godwit log` lists them.");
	return false;
}

static bool choose(struct cli *cli, const struct gw_events *events, struct wanted *ret_wanted,
		   struct gw_error **err)
{
	struct wanted wanted = {
		.events = gw_new_array(cli->arena, const struct gw_event *, events->list.n)};

	for (size_t i = events->list.n; i-- > 0;) {
		if (is_wanted(cli->options, &events->list.items[i]))
			wanted.events[wanted.n++] = &events->list.items[i];
	}
	*ret_wanted = wanted;
	return is_one_run(cli->options, &wanted, err);
}

static bool check_options(const struct options *options, struct gw_error **err)
{
	const char *other = options->all ? "--all" : "--run";

	if (options->count == 0 || (!options->all && options->run_id == NULL))
		return true;
	gw_fail(err, GW_E_USAGE, "--count is for the last events, and %s is for all of them",
		other);
	gw_error_hint(*err, "Leave out one of `--count` and `%s`.", other);
	return false;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_session *session = &cli->session;
	struct gw_events events;
	struct wanted wanted;
	const char *form;
	int64_t count = options->count != 0 ? (int64_t)options->count : DEFAULT_COUNT;
	int64_t first;

	if (!check_options(options, err) ||
	    !cli_report_form(cli, options->as, options->output, &form, err) ||
	    !gw_session_open(session, false, err))
		return false;
	first = options->all || options->run_id != NULL
			? 0
			: GW_MAX(session->history->head_seq - count + 1, (int64_t)0);
	if (!gw_history_events(session->history, cli->arena, first, session->history->head_seq,
			       &events, err) ||
	    !choose(cli, &events, &wanted, err))
		return false;
	return put(cli, &wanted, form, err);
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
	{.name = "as",
	 .type = CLI_TEXT,
	 .argument = "FORM",
	 .offset = offsetof(struct options, as),
	 .choices = cli_report_forms,
	 .help = "what it looks like, where the ending of FILE does not say it"},
	{.name = "output",
	 .letter = 'o',
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, output),
	 .help = "write to FILE, not to stdout"},
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
		   "  godwit log --all --json\n"
		   "  godwit log --all -o log.csv\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_FILES,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
