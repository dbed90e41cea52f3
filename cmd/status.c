/*
 * `godwit status`: files and history side by side.
 */
#include "cli/migrate.h"
#include "session/tools/tools.h"
#include "session/view.h"
#include "ui/ui.h"

enum { EXIT_STATUS_PENDING = 2 };

struct options {
	bool exit_code;
	bool pending;
};

static const enum ui_style styles[GW_STATUS_COUNT] = {
	[GW_STATUS_PENDING] = UI_YELLOW,     [GW_STATUS_APPLIED] = UI_PLAIN,
	[GW_STATUS_COSMETIC] = UI_PLAIN,     [GW_STATUS_EDITED] = UI_RED,
	[GW_STATUS_DOWN_EDITED] = UI_YELLOW, [GW_STATUS_OUT_OF_ORDER] = UI_RED,
	[GW_STATUS_MISSING] = UI_RED,        [GW_STATUS_FUTURE] = UI_YELLOW,
	[GW_STATUS_RENAMED] = UI_YELLOW,     [GW_STATUS_RENUMBERED] = UI_RED,
	[GW_STATUS_UNFINISHED] = UI_RED,     [GW_STATUS_SKIPPED] = UI_DIM,
	[GW_STATUS_COLLIDED] = UI_RED,
};

/* What is unfinished stopped, unless somebody is at work right now. */
static const char *unfinished_note(struct cli *cli, const struct gw_unfinished *unfinished)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_lock_holder holder = {0};
	struct gw_session *session = &cli->session;

	if (gw_lock_who(session->conn, gw_config_text(cli->config, GW_KEY_SCHEMA), cli->arena,
			&holder, &ignored) &&
	    holder.known)
		return holder.connection_id != 0
			       ? gw_format(cli->arena, "running in connection %lld",
					   (long long)holder.connection_id)
			       : gw_format(cli->arena, "running in process %lld on %s",
					   (long long)holder.pid, holder.host);
	if (unfinished->in_doubt)
		return gw_format(cli->arena, "stopped; statement %zu may have happened",
				 unfinished->done + 1);
	return gw_format(cli->arena, "stopped; %zu statement%s done", unfinished->done,
			 unfinished->done == 1 ? " is" : "s are");
}

static const char *note_of(struct cli *cli, const struct gw_entry *entry)
{
	if (entry->unfinished != NULL)
		return unfinished_note(cli, entry->unfinished);
	return entry->baselined ? "baseline" : entry->note;
}

static bool is_shown(const struct options *options, const struct gw_entry *entry)
{
	return !options->pending || entry->status != GW_STATUS_APPLIED;
}

/* A second's time is written once, for all that was applied in it. */
struct moment {
	int64_t second;
	const char *text;
};

static const char *when(struct cli *cli, const struct gw_applied *applied, struct moment *last)
{
	int64_t second;

	if (applied == NULL || applied->started_at_us == 0)
		return NULL;
	second = applied->started_at_us / 1000000;
	if (last->text == NULL || last->second != second)
		*last = (struct moment){second, gw_time_short(cli->arena, applied->started_at_us)};
	return last->text;
}

static void print_table(struct cli *cli, const struct gw_picture *picture)
{
	static const struct ui_column columns[] = {
		{.title = "STATUS"},
		{.title = "MIGRATION", .wrap = true},
		{.title = "APPLIED (UTC)"},
		{.title = "NOTE", .wrap = true},
	};
	struct ui_table *table = ui_table_new(columns, GW_COUNT(columns));
	struct moment last = {0};

	for (size_t i = 0; i < picture->entries.n; i++) {
		const struct gw_entry *entry = &picture->entries.items[i];
		const char *const cells[] = {gw_status_name(entry->status),
					     gw_entry_label(cli->arena, entry),
					     when(cli, entry->applied, &last), note_of(cli, entry)};

		if (is_shown(cli->options, entry))
			ui_table_row(table, styles[entry->status], cells);
	}
	ui_table_print(cli->ui, table);
}

static void print_summary(struct cli *cli, const struct gw_picture *picture)
{
	const char *separator = "";

	if (picture->entries.n == 0)
		ui_print(cli->ui, UI_PLAIN, "no migrations in %s",
			 cli->session.source->tree->display);
	for (size_t i = 0; i < GW_STATUS_COUNT; i++) {
		if (picture->counts[i] == 0)
			continue;
		ui_print(cli->ui, styles[i], "%s%zu %s", separator, picture->counts[i],
			 gw_status_name((enum gw_status)i));
		separator = ", ";
	}
	ui_print(cli->ui, UI_PLAIN, "\n");
	if (cli->session.history->in_step != NULL)
		ui_print(cli->ui, UI_PLAIN, "%s is kept in step\n", cli->session.history->in_step);
}

/* Something is to be done, or to be settled first. */
static bool is_behind(const struct gw_picture *picture)
{
	return gw_picture_pending(picture) != 0 || picture->counts[GW_STATUS_EDITED] != 0 ||
	       picture->counts[GW_STATUS_COLLIDED] != 0 ||
	       picture->counts[GW_STATUS_MISSING] != 0 ||
	       picture->counts[GW_STATUS_RENUMBERED] != 0;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_picture picture;

	if (!gw_session_picture(&cli->session, &picture, err) ||
	    !gw_session_find_unadopted(&cli->session, err))
		return false;
	if (cli->json) {
		struct gw_json *object = cli_json(cli);

		gw_view_session(&cli->session, object);
		gw_view_picture(&picture, object);
		ui_json(cli->ui, object);
	} else {
		if (picture.entries.n != 0) {
			print_table(cli, &picture);
			cli_warn_empty(cli);
		}
		print_summary(cli, &picture);
		cli_tell_notices(cli);
		cli_warn_unadopted(cli);
	}
	if (options->exit_code && is_behind(&picture))
		cli->status = EXIT_STATUS_PENDING;
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "exit-code",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, exit_code),
	 .help = "exit with 2 when migrations are pending, edited or missing"},
	{.name = "pending",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, pending),
	 .help = "leave out what is applied as it is"},
	{0},
};

const struct cli_command cmd_status = {
	.name = "status",
	.summary = "Show which migrations are applied, pending, or changed",
	.details = "Only reads: nothing is created in the database, and SELECT rights are enough.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit status\n"
		   "  godwit status --exit-code >/dev/null\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_FILES,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
