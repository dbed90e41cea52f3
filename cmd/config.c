/*
 * `godwit config`: every setting with its value and the place that it came from. Secrets are shown
 * as ***, and nothing is read that is not needed for that.
 */
#include "cli/cli.h"
#include "sql/redact.h"
#include "ui/ui.h"

static const char *const origin_names[] = {
	[GW_FROM_DEFAULT] = "default",
	[GW_FROM_FILE] = "file",
	[GW_FROM_ENVIRONMENT_SECTION] = "environment",
	[GW_FROM_DOTENV] = "dotenv",
	[GW_FROM_VARIABLE] = "variable",
	[GW_FROM_OPTION] = "option",
};

/* The prelude is SQL, of an engine that may not be known yet. */
static const char *shown_value(struct cli *cli, enum gw_key key)
{
	struct gw_view text = gw_view_of(cli->config->settings[key].text);

	if (key != GW_KEY_PRELUDE || text.p == NULL)
		return gw_config_display(cli->config, cli->arena, key);
	text = gw_sql_redact(cli->arena, &gw_dialect_postgres, text);
	return gw_view_dup(cli->arena, gw_text_redact(cli->arena, text));
}

/* Values are what the table shows, secrets masked; only a switch has a type of its own. */
static void set_value(struct cli *cli, struct gw_json *object, enum gw_key key)
{
	if (gw_keys[key].type == GW_KEY_BOOL)
		gw_json_set_bool(object, "value", gw_config_bool(cli->config, key));
	else
		gw_json_set_text(object, "value", shown_value(cli, key));
}

static struct gw_json *setting_json(struct cli *cli, enum gw_key key)
{
	const struct gw_setting *setting = &cli->config->settings[key];
	struct gw_json *json = gw_json_object();

	set_value(cli, json, key);
	gw_json_set_text(json, "origin", origin_names[setting->origin]);
	gw_json_set_text(json, "place", setting->place);
	return json;
}

/* only == GW_KEY_COUNT: all. */
static void print_json(struct cli *cli, enum gw_key only)
{
	struct gw_json *object = cli_json(cli);
	struct gw_json *settings = gw_json_object();
	struct gw_json *environments = gw_json_array();

	for (enum gw_key key = 0; key < GW_KEY_COUNT; key++) {
		if (only == GW_KEY_COUNT || only == key)
			gw_json_set(settings, gw_keys[key].name, setting_json(cli, key));
	}
	for (size_t i = 0; i < cli->config->environments.n; i++)
		gw_json_push_text(environments, cli->config->environments.items[i]);
	gw_json_set_text(object, "file", cli->config->path);
	gw_json_set_text(object, "environment", cli->config->environment);
	gw_json_set_text(object, "environment_place", cli->config->environment_place);
	gw_json_set(object, "environments", environments);
	gw_json_set(object, "settings", settings);
	ui_json(cli->ui, object);
}

static void add_row(struct cli *cli, struct ui_table *table, enum gw_key key)
{
	const struct gw_setting *setting = &cli->config->settings[key];
	bool set = setting->text != NULL;
	bool chosen = set && setting->origin != GW_FROM_DEFAULT;
	const char *place = setting->place != NULL ? setting->place : origin_names[setting->origin];
	const char *const cells[] = {
		gw_keys[key].name,
		set ? shown_value(cli, key) : "-",
		set ? place : "not set",
	};

	ui_table_row(table, chosen ? UI_PLAIN : UI_DIM, cells);
}

static void print_table(struct cli *cli)
{
	static const struct ui_column columns[] = {
		{.title = "SETTING"},
		{.title = "VALUE", .wrap = true},
		{.title = "FROM", .wrap = true},
	};
	const struct gw_config *config = cli->config;
	struct ui_table *table = ui_table_new(columns, GW_COUNT(columns));

	for (enum gw_key key = 0; key < GW_KEY_COUNT; key++)
		add_row(cli, table, key);
	ui_table_print(cli->ui, table);
	if (config->environments.n == 0)
		return;
	ui_print(cli->ui, UI_PLAIN, "\nenvironments:");
	for (size_t i = 0; i < config->environments.n; i++) {
		const char *name = config->environments.items[i];
		bool current = config->environment != NULL &&
			       gw_view_is(gw_view_of(name), config->environment);

		ui_print(cli->ui, UI_PLAIN, " ");
		ui_print(cli->ui, current ? UI_BOLD : UI_PLAIN, "%s", name);
		if (current)
			ui_print(cli->ui, UI_BOLD, " (chosen by %s)", config->environment_place);
	}
	ui_print(cli->ui, UI_PLAIN, "\n");
}

/* By the name in godwit.yaml, or as it stands on the command line. */
static bool find_key(struct cli *cli, const char *name, enum gw_key *ret_key, struct gw_error **err)
{
	const char *names[GW_KEY_COUNT];
	char *wanted = gw_strdup(cli->arena, name);
	const char *meant;

	for (char *c = wanted; *c != '\0'; c++) {
		if (*c == '-')
			*c = '_';
	}
	for (enum gw_key key = 0; key < GW_KEY_COUNT; key++) {
		names[key] = gw_keys[key].name;
		if (gw_view_is(gw_view_of(wanted), names[key])) {
			*ret_key = key;
			return true;
		}
	}
	gw_fail(err, GW_E_USAGE, "there is no setting '%s'", name);
	meant = gw_nearest(gw_view_of(wanted), names, GW_KEY_COUNT);
	if (meant != NULL)
		gw_error_hint(*err, "Did you mean `godwit config %s`?", meant);
	else
		gw_error_hint(*err, "`godwit config` lists all settings.");
	return false;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	enum gw_key only = GW_KEY_COUNT;

	if (cli->nargs != 0 && !find_key(cli, cli->args[0], &only, err))
		return false;
	if (cli->json)
		print_json(cli, only);
	else if (only == GW_KEY_COUNT)
		print_table(cli);
	else if (cli->config->settings[only].text != NULL)
		ui_print(cli->ui, UI_PLAIN, "%s\n", shown_value(cli, only));
	return true;
}

const struct cli_command cmd_config = {
	.name = "config",
	.arguments = "[SETTING]",
	.summary = "Show every setting, its value, and where it came from",
	.details =
		"Later places win: defaults, godwit.yaml, the chosen environment in it, .env, "
		"environment variables, the command line. With SETTING only its value is printed, "
		"and nothing when it is not set. Passwords are never shown.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit config\n"
		"  godwit config url --env prod\n",
	.needs = CLI_NEEDS_CONFIG,
	.about = CLI_ABOUT_ALL,
	.max_args = 1,
	.run = run,
};
