/*
 * `godwit show VERSION`: one migration, in the files and in the history.
 */
#include "cli/cli.h"
#include "session/view.h"
#include "sql/redact.h"
#include "ui/ui.h"

enum { FACT_COLUMNS = 11 };

static const char *const section_names[GW_DIRECTION_COUNT] = {
	[GW_UP] = "up",
	[GW_DOWN] = "down",
	[GW_VERIFY] = "verify",
};

/* What was found of the migration. */
struct found {
	const struct gw_entry *entry;
	struct gw_view texts[GW_DIRECTION_COUNT]; /* of the file, else as stored; absent: none.
						     Secrets are masked */
	const char *withheld[GW_DIRECTION_COUNT]; /* why there is no stored text; NULL: unknown */
	struct gw_events events; /* those that name it */
};

static const struct gw_entry *find_entry(const struct gw_picture *picture, const char *key)
{
	for (size_t i = 0; i < picture->entries.n; i++) {
		const struct gw_entry *entry = &picture->entries.items[i];
		if (gw_view_is(gw_view_of(key), gw_entry_key(entry)))
			return entry;
	}
	return NULL;
}

/* What is shown of a version that two migrations have is what ran. */
static bool is_collided(const struct found *found)
{
	return found->entry->status == GW_STATUS_COLLIDED;
}

static bool read_texts(struct cli *cli, struct found *found, struct gw_error **err)
{
	const struct gw_migration *migration = is_collided(found) ? NULL : found->entry->migration;
	const struct gw_applied *applied = found->entry->applied;
	struct gw_session *session = &cli->session;

	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		enum gw_direction direction = (enum gw_direction)i;

		if (migration != NULL && migration->sections[i].present &&
		    !gw_source_text(session->source, cli->arena, migration, direction, NULL,
				    &found->texts[i], err))
			return false;
		if (migration == NULL && applied != NULL && direction != GW_VERIFY &&
		    !gw_history_text(session->history, cli->arena, applied, direction == GW_DOWN,
				     &found->texts[i], err))
			return false;
		found->texts[i] = gw_sql_redact(cli->arena, session->source->dialect,
						found->texts[i]);
	}
	return true;
}

/* What the event that could have kept the texts says of those that it has not. */
static void read_withheld(struct cli *cli, struct found *found)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_applied *applied = found->entry->applied;

	for (size_t i = 0; applied != NULL && i < found->events.list.n; i++) {
		const struct gw_event *event = &found->events.list.items[i];
		struct gw_view detail = event->values[GW_COLUMN_detail].text;
		const struct gw_json *withheld;
		struct gw_json *json;

		if (gw_event_int(event, GW_COLUMN_seq) != applied->text_seq || detail.p == NULL ||
		    !gw_json_parse("detail", detail, &json, &ignored))
			continue;
		withheld = gw_json_get(json, "withheld");
		for (size_t j = 0; j < GW_DIRECTION_COUNT; j++)
			found->withheld[j] = gw_strdup(
				cli->arena, gw_json_text(gw_json_get(withheld, section_names[j])));
		gw_json_free(json);
	}
}

static bool read_events(struct cli *cli, struct found *found, struct gw_error **err)
{
	struct gw_history *history = cli->session.history;
	const char *version = gw_entry_version(found->entry);
	const char *name = gw_entry_name(found->entry);
	struct gw_events all;

	if (!gw_history_events(history, cli->arena, 0, history->head_seq, &all, err))
		return false;
	for (size_t i = 0; i < all.list.n; i++) {
		const struct gw_event *event = &all.list.items[i];
		struct gw_view event_version = event->values[GW_COLUMN_version].text;
		bool same = version != NULL ? gw_view_is(event_version, version)
					    : event_version.p == NULL &&
						      gw_view_is(event->values[GW_COLUMN_name].text,
								 name) &&
						      event->values[GW_COLUMN_kind].text.n != 0;

		if (same)
			gw_vec_push(cli->arena, &found->events.list, *event);
	}
	return true;
}

static void print_json(struct cli *cli, const struct found *found)
{
	struct gw_picture picture = {0};
	struct gw_json *object = cli_json(cli);
	struct gw_json *list = gw_json_array();
	struct gw_json *withheld = gw_json_object();

	gw_vec_push(cli->arena, &picture.entries, *found->entry);
	gw_view_picture(&picture, object);
	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		gw_json_set_view(object, section_names[i], found->texts[i]);
		if (found->withheld[i] != NULL)
			gw_json_set_text(withheld, section_names[i], found->withheld[i]);
	}
	gw_json_set(object, "withheld", withheld);
	for (size_t i = 0; i < found->events.list.n; i++)
		gw_json_push(list, gw_view_event(&found->events.list.items[i]));
	gw_json_set(object, "events", list);
	ui_json(cli->ui, object);
}

static void print_fact(struct cli *cli, const char *name, const char *value)
{
	if (value == NULL || value[0] == '\0')
		return;
	ui_print(cli->ui, UI_DIM, "%-10s ", name);
	ui_print_block(cli->ui, UI_PLAIN, FACT_COLUMNS, value);
}

static void print_events(struct cli *cli, const struct found *found)
{
	for (size_t i = 0; i < found->events.list.n; i++) {
		const struct gw_event *event = &found->events.list.items[i];

		print_fact(cli, gw_event_text(event, cli->arena, GW_COLUMN_event),
			   gw_format(cli->arena, "%s  seq %lld  run %s",
				     gw_time_short(cli->arena,
						   gw_event_int(event, GW_COLUMN_started_at)),
				     (long long)gw_event_int(event, GW_COLUMN_seq),
				     gw_event_text(event, cli->arena, GW_COLUMN_run_id)));
		print_fact(cli, "reason", gw_event_text(event, cli->arena, GW_COLUMN_reason));
	}
}

static const char *reason_of(const char *withheld)
{
	if (gw_view_is(gw_view_of(withheld), GW_WITHHELD_SECRET))
		return "it holds a secret";
	return gw_view_is(gw_view_of(withheld), "size") ? "it is larger than store_sql_limit"
							: "it is not UTF-8";
}

static void print_withheld(struct cli *cli, const struct found *found)
{
	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		if (found->withheld[i] != NULL)
			print_fact(cli, "not kept",
				   gw_format(cli->arena, "its %s script: %s", section_names[i],
					     reason_of(found->withheld[i])));
	}
}

static void print_text(struct cli *cli, const struct found *found)
{
	const struct gw_entry *entry = found->entry;

	print_fact(cli, "migration", gw_entry_label(cli->arena, entry));
	print_fact(cli, "status", gw_status_name(entry->status));
	print_fact(cli, "note", entry->note);
	if (is_collided(found))
		print_fact(cli, "shown", "what was applied, not the file");
	if (entry->migration != NULL) {
		print_fact(cli, "file",
			   gw_tree_display_path(cli->arena, cli->session.source->tree,
						entry->migration->path));
		print_fact(cli, "checksum", gw_digest_hex(cli->arena, &entry->migration->checksum));
	}
	print_events(cli, found);
	print_withheld(cli, found);
	for (size_t i = 0; i < GW_DIRECTION_COUNT; i++) {
		if (found->texts[i].p == NULL)
			continue;
		ui_print(cli->ui, UI_BOLD, "\n-- %s\n", section_names[i]);
		ui_print(cli->ui, UI_PLAIN, "%.*s\n", GW_VIEW_ARG(gw_view_trim(found->texts[i])));
	}
}

static bool run(struct cli *cli, struct gw_error **err)
{
	struct found found = {0};
	struct gw_picture picture;
	const char *key;

	if (!gw_session_picture(&cli->session, &picture, err) ||
	    !gw_plan_find_key(cli->session.source, cli->session.history, cli->args[0], &key, err))
		return false;
	found.entry = find_entry(&picture, key);
	if (found.entry == NULL) {
		gw_fail(err, GW_E_NO_VERSION, "%s stopped on the way, and its file is gone", key);
		gw_error_hint(*err,
			      "Look at the database, and say what is in it: "
			      "`godwit resolve %s --applied --reason WHY`, or with `--reverted`.",
			      key);
		return false;
	}
	if (!read_texts(cli, &found, err) || !read_events(cli, &found, err))
		return false;
	read_withheld(cli, &found);
	if (cli->json)
		print_json(cli, &found);
	else
		print_text(cli, &found);
	return true;
}

const struct cli_command cmd_show = {
	.name = "show",
	.arguments = "VERSION",
	.summary = "Show one migration: its file, its text, its events",
	.details = "When the file is gone, or another migration has its version now, the text is "
		   "what was stored when it was applied.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit show 20261122093000\n"
		   "  godwit show R__views\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_FILES,
	.min_args = 1,
	.max_args = 1,
	.run = run,
};
