/*
 * `godwit db create | drop | clone | reset | restore | list | wait`: whole databases.
 */
#include "backup/backup.h"
#include "cli/migrate.h"
#include "database/database.h"
#include "session/ready.h"
#include "ui/ui.h"

struct options {
	bool force;
	const char *conditions; /* a line each */
	const char *timeout;
};

enum { DEFAULT_TIMEOUT_MS = 60 * 1000 };

/* --- the place --- */

/* The URL's own database. */
static bool own_name(struct cli *cli, const char **ret_name, struct gw_error **err)
{
	if (!gw_session_target(&cli->session, err))
		return false;
	*ret_name = cli->session.url.database;
	if (*ret_name != NULL)
		return true;
	gw_fail(err, GW_E_USAGE, "the URL names no database");
	gw_error_hint(*err, "Name it: `godwit db %s NAME`.", cli->args[0]);
	return false;
}

/* The one that the command line names, or else the URL's. */
static bool choose_name(struct cli *cli, const char **ret_name, struct gw_error **err)
{
	if (cli->nargs == 1)
		return own_name(cli, ret_name, err);
	*ret_name = cli->args[1];
	return gw_session_target(&cli->session, err);
}

static struct gw_json *result_json(const struct cli *cli, const char *name, bool changed)
{
	struct gw_json *object = cli_json(cli);

	gw_json_set_text(object, "action", cli->args[0]);
	gw_json_set_text(object, "database", name);
	gw_json_set_bool(object, "changed", changed);
	return object;
}

/* --- one by one --- */

static bool create(struct cli *cli, struct gw_error **err)
{
	GW_DATABASES_AUTO struct gw_databases at = {0};
	const char *name;
	bool made;

	if (!choose_name(cli, &name, err) ||
	    !gw_session_databases(&cli->session, (const char *const[]){name, NULL}, &at, err) ||
	    !gw_database_create(&at, name, &made, err))
		return false;
	ui_print(cli->ui, made ? UI_GREEN : UI_PLAIN, "%s %s\n", name,
		 made ? "is made" : "is there already");
	ui_json(cli->ui, result_json(cli, name, made));
	return true;
}

static bool drop(struct cli *cli, struct gw_error **err)
{
	GW_DATABASES_AUTO struct gw_databases at = {0};
	const struct options *options = cli->options;
	const char *name;
	bool dropped;

	if (!choose_name(cli, &name, err) || !cli_confirm_database(cli, name, "db drop", err) ||
	    !gw_session_databases(&cli->session, (const char *const[]){name, NULL}, &at, err) ||
	    !gw_database_drop(&at, name, options->force, &dropped, err))
		return false;
	if (dropped)
		ui_print(cli->ui, UI_GREEN, "%s is dropped\n", name);
	else
		ui_print(cli->ui, UI_PLAIN, "there is no database %s\n", name);
	ui_json(cli->ui, result_json(cli, name, dropped));
	return true;
}

static bool clone(struct cli *cli, struct gw_error **err)
{
	GW_DATABASES_AUTO struct gw_databases at = {0};
	const char *to = cli->args[cli->nargs - 1];
	const char *from = cli->args[1];
	struct gw_json *object;

	if (cli->nargs == 2 ? !own_name(cli, &from, err) : !gw_session_target(&cli->session, err))
		return false;
	if (!gw_session_databases(&cli->session, (const char *const[]){from, to, NULL}, &at, err) ||
	    !gw_database_clone(&at, from, to, err))
		return false;
	ui_print(cli->ui, UI_GREEN, "%s is a copy of %s\n", to, from);
	object = result_json(cli, to, true);
	gw_json_set_text(object, "source", from);
	ui_json(cli->ui, object);
	return true;
}

/* What cannot be migrated again is not emptied: everything is read that would be run then. */
static bool can_begin_anew(struct cli *cli, const struct gw_plan_request *request,
			   struct gw_error **err)
{
	struct gw_session preview = cli->session;
	struct gw_plan plan;
	bool ok;

	ok = gw_session_plan_anew(&preview, request, &plan, err) &&
	     (plan.refusals.n == 0 || gw_plan_fail(&plan, err));
	if (ok && plan.steps.n == 0) {
		ok = gw_fail(err, GW_E_SOURCE, "there are no migrations in %s to begin anew with",
			     preview.source->tree->display);
		gw_error_hint(*err, "`godwit db drop` and `godwit db create` leave the database "
				    "empty.");
	}
	gw_session_done(&preview);
	return ok;
}

static bool empty(struct cli *cli, const char *name, const struct gw_plan_request *request,
		  struct gw_error **err)
{
	GW_DATABASES_AUTO struct gw_databases at = {0};
	const struct options *options = cli->options;
	bool exists;

	return gw_session_databases(&cli->session, (const char *const[]){name, NULL}, &at, err) &&
	       at.engine->databases->exists(&at, name, &exists, err) &&
	       (!exists || can_begin_anew(cli, request, err)) &&
	       gw_database_reset(&at, name, options->force, err);
}

static bool reset(struct cli *cli, struct gw_error **err)
{
	const struct gw_plan_request request = gw_session_plan_request(&cli->session, GW_GOAL_UP);
	const char *name;

	if (!own_name(cli, &name, err) || !cli_confirm_database(cli, name, "db reset", err) ||
	    !empty(cli, name, &request, err))
		return false;
	ui_print(cli->ui, UI_GREEN, "%s is empty\n", name);
	return cli_migrate(cli, &request, err);
}

static bool restore(struct cli *cli, struct gw_error **err)
{
	GW_DATABASES_AUTO struct gw_databases at = {0};
	const struct options *options = cli->options;
	const char *backup = cli->args[1], *name;
	struct gw_json *object;

	if (!own_name(cli, &name, err) || !cli_confirm_restore(cli, "db restore", err) ||
	    !gw_session_databases(&cli->session, (const char *const[]){name, backup, NULL}, &at,
				  err) ||
	    !gw_backup_restore(&at, backup, name, options->force, err))
		return false;
	ui_print(cli->ui, UI_GREEN, "%s is as %s has it\n", name, backup);
	object = result_json(cli, name, true);
	gw_json_set_text(object, "source", backup);
	ui_json(cli->ui, object);
	return true;
}

/* --- listing --- */

static const char *size_text(struct gw_arena *arena, int64_t bytes)
{
	static const char *const units[] = {"B", "kB", "MB", "GB", "TB"};
	double size = (double)bytes;
	size_t unit = 0;

	if (bytes < 0)
		return NULL;
	for (; size >= 1000 && unit + 1 < GW_COUNT(units); unit++)
		size /= 1000;
	return gw_format(arena, unit == 0 ? "%.0f %s" : "%.1f %s", size, units[unit]);
}

static void set_number(struct gw_json *object, const char *key, int64_t number)
{
	if (number < 0)
		gw_json_set_null(object, key);
	else
		gw_json_set_int(object, key, number);
}

static struct gw_json *database_json(const struct gw_database *database)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "name", database->name);
	gw_json_set_text(json, "owner", database->owner);
	set_number(json, "size_bytes", database->size_bytes);
	set_number(json, "sessions", database->sessions);
	gw_json_set_text(json, "note", database->note);
	return json;
}

static void print_table(struct cli *cli, const struct gw_database_list *databases)
{
	static const struct ui_column columns[] = {
		{.title = "DATABASE"},
		{.title = "OWNER"},
		{.title = "SIZE", .right = true},
		{.title = "SESSIONS", .right = true},
		{.title = "NOTE", .wrap = true},
	};
	struct ui_table *table = ui_table_new(columns, GW_COUNT(columns));

	for (size_t i = 0; i < databases->list.n; i++) {
		const struct gw_database *database = &databases->list.items[i];
		const char *cells[] = {
			database->name,
			database->owner,
			size_text(cli->arena, database->size_bytes),
			database->sessions < 0
				? NULL
				: gw_format(cli->arena, "%lld", (long long)database->sessions),
			database->note,
		};

		ui_table_row(table, UI_PLAIN, cells);
	}
	ui_table_print(cli->ui, table);
}

static bool list(struct cli *cli, struct gw_error **err)
{
	GW_DATABASES_AUTO struct gw_databases at = {0};
	struct gw_json *object, *array;
	struct gw_database_list databases;

	if (!gw_session_target(&cli->session, err) ||
	    !gw_session_databases(&cli->session, (const char *const[]){NULL}, &at, err) ||
	    !gw_database_list(&at, &databases, err))
		return false;
	if (!cli->json) {
		print_table(cli, &databases);
		return true;
	}
	object = cli_json(cli);
	array = gw_json_array();
	for (size_t i = 0; i < databases.list.n; i++)
		gw_json_push(array, database_json(&databases.list.items[i]));
	gw_json_set(object, "databases", array);
	ui_json(cli->ui, object);
	return true;
}

/* --- waiting --- */

static void on_waiting(void *payload, const char *why, int64_t waited_us GW_UNUSED)
{
	struct cli *cli = payload;

	ui_note(cli->ui, "waiting: %s", why);
}

static bool read_conditions(struct cli *cli, struct gw_ready_request *request,
			    struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_view rest = gw_view_of(options->conditions != NULL ? options->conditions
								     : "connect");
	GW_VEC(struct gw_ready_condition) conditions = {0};
	struct gw_view line;

	while (gw_view_next_line(&rest, &line)) {
		struct gw_ready_condition condition;

		if (!gw_ready_parse(gw_view_dup(cli->arena, line), &condition, err))
			return false;
		gw_vec_push(cli->arena, &conditions, condition);
	}
	request->conditions = conditions.items;
	request->n = conditions.n;
	if (options->timeout == NULL ||
	    gw_parse_duration_ms(gw_view_of(options->timeout), &request->timeout_ms))
		return true;
	return gw_fail(err, GW_E_USAGE, "--timeout is a duration such as 30s, not '%s'",
		       options->timeout);
}

static bool wait_until(struct cli *cli, struct gw_error **err)
{
	struct gw_ready_request request = {
		.like = &cli->session,
		.timeout_ms = DEFAULT_TIMEOUT_MS,
		.waiting = on_waiting,
		.payload = cli,
	};
	struct gw_json *object;
	int64_t waited_us;

	if (!read_conditions(cli, &request, err) || !gw_ready_wait(&request, &waited_us, err))
		return false;
	ui_print(cli->ui, UI_GREEN, "ready after %s\n", gw_duration_format(cli->arena, waited_us));
	object = cli_json(cli);
	gw_json_set_text(object, "action", cli->args[0]);
	gw_json_set_int(object, "waited_ms", waited_us / 1000);
	ui_json(cli->ui, object);
	return true;
}

/* --- the command --- */

static bool run(struct cli *cli, struct gw_error **err)
{
	static const struct cli_verb verbs[] = {
		{"create", create, 1, 2},   {"drop", drop, 1, 2}, {"clone", clone, 2, 3},
		{"reset", reset, 1, 1},     {"list", list, 1, 1}, {"restore", restore, 2, 2},
		{"wait", wait_until, 1, 1},
	};

	return cli_run_verb(cli, verbs, GW_COUNT(verbs), err);
}

static const struct cli_option option_table[] = {
	{.name = "force",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, force),
	 .help = "drop, reset, restore: end the sessions that are connected"},
	{.name = "for",
	 .type = CLI_LIST,
	 .argument = "CONDITION",
	 .offset = offsetof(struct options, conditions),
	 .help = "wait: connect, primary, version=V or pending=N; may be given many times"},
	{.name = "timeout",
	 .type = CLI_TEXT,
	 .argument = "DURATION",
	 .offset = offsetof(struct options, timeout),
	 .help = "wait: how long at most; 60s when not given"},
	{0},
};

const struct cli_command cmd_db = {
	.name = "db",
	.arguments = "create|drop|clone|reset|restore|list|wait [NAME]",
	.summary = "Make, copy, empty, drop and await whole databases",
	.details =
		"`create` makes the database that the URL names, or NAME on the same server; "
		"`drop` "
		"drops it. `clone [SOURCE] TARGET` makes a copy with all that is in it. `reset` "
		"empties the URL's database and applies all migrations again. `restore BACKUP` "
		"makes it be what a backup has that `up --backup` made: a copy, or the file of a "
		"dump. `list` shows the databases of the server, or of the folder. `wait` returns "
		"when the database is "
		"ready: it can be connected to, is no standby, has migration V, has nothing "
		"pending.\n"
		"\n"
		"`drop`, `reset` and `restore` want the name of the database as a confirmation. In "
		"protected environments the first two are refused, and `restore` wants the name "
		"of the environment. Nothing is done while others are connected; who they are is "
		"told.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit db create --url postgres://localhost/app\n"
		"  godwit db clone app app_before_merge\n"
		"  godwit db drop app_before_merge --yes-i-mean app_before_merge\n"
		"  godwit db wait --for primary --for pending=0 --timeout 2m\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION | CLI_NEEDS_RUN,
	.about = CLI_ABOUT_ALL,
	.options = option_table,
	.options_size = sizeof(struct options),
	.min_args = 1,
	.max_args = 3,
	.run = run,
};
