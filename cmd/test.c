/*
 * `godwit test`: does the down of each migration take back what its up did?
 */
#include "base/fs.h"
#include "cli/schema.h"
#include "roundtrip/roundtrip.h"
#include "session/view.h"
#include "ui/junit.h"
#include "ui/ui.h"

enum { FILE_MODE = 0644, EXIT_STATUS_BAD = 1, INDENT = 9 };

struct options {
	bool all;
	const char *data;
	const char *junit;
	bool no_owners;
	bool no_grants;
};

struct keys {
	GW_VEC(const char *) list;
};

struct results {
	struct cli *cli;
	struct gw_json *list; /* for --json */
	GW_VEC(struct junit_case) cases;
	size_t bad, no_down;
};

static const char *const phrases[GW_TRIP_OUTCOME_COUNT] = {
	[GW_TRIP_GOOD] = "its down takes back what its up did",
	[GW_TRIP_NO_DOWN] = "it has no down",
	[GW_TRIP_UP_FAILED] = "its up fails",
	[GW_TRIP_DOWN_FAILED] = "its down fails",
	[GW_TRIP_SCHEMA_DIFFERS] = "its down leaves another schema than there was before",
	[GW_TRIP_ROWS_DIFFER] = "its down leaves other rows than there were before",
	[GW_TRIP_AGAIN_FAILED] = "its up fails after its down",
	[GW_TRIP_AGAIN_DIFFERS] = "its up leaves another schema after its down",
};

/* --- text --- */

static void print_error(struct cli *cli, const struct gw_error *error)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_puts(&str, error->message);
	if (error->location.path != NULL && error->location.line != 0)
		gw_str_printf(&str, "\n%s:%u:%u", error->location.path, error->location.line,
			      error->location.column);
	if (error->server != NULL && error->server->message != NULL)
		gw_str_printf(&str, "\n%s", error->server->message);
	else if (error->detail != NULL)
		gw_str_printf(&str, "\n%s", error->detail);
	ui_print(cli->ui, UI_PLAIN, "%*s", INDENT, "");
	ui_print_block(cli->ui, UI_PLAIN, INDENT, gw_str_text(&str));
}

static void print_rows(struct cli *cli, const struct gw_trip *trip)
{
	for (size_t i = 0; i < trip->rows.n; i++) {
		const struct gw_trip_rows *rows = &trip->rows.items[i];

		ui_print(cli->ui, UI_PLAIN, "%*s%s: %zu row%s before, %zu after%s\n", INDENT, "",
			 gw_schema_label(cli->arena, rows->table), rows->before,
			 rows->before == 1 ? "" : "s", rows->now,
			 rows->before == rows->now ? ", not the same ones" : "");
	}
}

static void print_trip(struct cli *cli, const struct gw_trip *trip)
{
	const char *label = gw_migration_label(cli->arena, trip->migration);

	if (!gw_trip_is_bad(trip->outcome)) {
		ui_print(cli->ui, trip->outcome == GW_TRIP_GOOD ? UI_GREEN : UI_YELLOW, "%-*s",
			 INDENT, trip->outcome == GW_TRIP_GOOD ? "good" : "no down");
		ui_print(cli->ui, UI_PLAIN, "%s\n", label);
		return;
	}
	ui_print(cli->ui, UI_RED, "%-*s", INDENT, "bad");
	ui_print(cli->ui, UI_PLAIN, "%s: %s%s\n", label, phrases[trip->outcome],
		 trip->changes.list.n != 0 ? "; still to do:" : "");
	if (trip->error != NULL)
		print_error(cli, trip->error);
	cli_print_changes(cli, &trip->changes, INDENT);
	print_rows(cli, trip);
}

/* --- for machines --- */

static struct gw_json *rows_json(struct cli *cli, const struct gw_trip *trip)
{
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < trip->rows.n; i++) {
		const struct gw_trip_rows *rows = &trip->rows.items[i];
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "object", gw_schema_label(cli->arena, rows->table));
		gw_json_set_int(json, "before", (int64_t)rows->before);
		gw_json_set_int(json, "after", (int64_t)rows->now);
		gw_json_push(list, json);
	}
	return list;
}

static struct gw_json *trip_json(struct cli *cli, const struct gw_trip *trip)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "key", trip->migration->key);
	gw_json_set_text(json, "path", trip->migration->path);
	gw_json_set_text(json, "outcome", gw_trip_outcome_name(trip->outcome));
	gw_json_set_bool(json, "ok", !gw_trip_is_bad(trip->outcome));
	gw_json_set_int(json, "duration_us", trip->elapsed_us);
	gw_schema_changes_json(&trip->changes, &trip->script, json);
	gw_json_set(json, "rows", rows_json(cli, trip));
	if (trip->error != NULL)
		gw_json_set(json, "error", gw_view_error(trip->error));
	return json;
}

/* What a failed test says in CI: the error, or the statements that the down lacks. */
static const char *text_of(struct cli *cli, const struct gw_trip *trip)
{
	GW_STR_AUTO struct gw_str str = {0};

	if (trip->error != NULL)
		ui_error_render(trip->error, 0, false, &str);
	for (size_t i = 0; i < trip->script.statements.n; i++)
		gw_schema_render_statement(trip->script.dialect,
					   trip->script.statements.items[i].sql, &str);
	for (size_t i = 0; i < trip->rows.n; i++)
		gw_str_printf(&str, "%s: %zu rows before, %zu after\n",
			      gw_schema_label(cli->arena, trip->rows.items[i].table),
			      trip->rows.items[i].before, trip->rows.items[i].now);
	return gw_str_take(&str, cli->arena);
}

static struct junit_case case_of(struct cli *cli, const struct gw_trip *trip)
{
	const char *phrase = phrases[trip->outcome];
	bool bad = gw_trip_is_bad(trip->outcome);

	return (struct junit_case){
		.group = "godwit.test",
		.name = gw_migration_label(cli->arena, trip->migration),
		.elapsed_us = trip->elapsed_us,
		.skipped = trip->outcome == GW_TRIP_NO_DOWN ? phrase : NULL,
		.failure = bad ? phrase : NULL,
		.type = gw_trip_outcome_name(trip->outcome),
		.text = bad ? text_of(cli, trip) : NULL,
	};
}

/* --- the command --- */

static void take(void *payload, const struct gw_trip *trip)
{
	struct results *results = payload;

	results->bad += gw_trip_is_bad(trip->outcome);
	results->no_down += trip->outcome == GW_TRIP_NO_DOWN;
	gw_vec_push(results->cli->arena, &results->cases, case_of(results->cli, trip));
	gw_json_push(results->list, trip_json(results->cli, trip));
	print_trip(results->cli, trip);
}

/* What the database has not, yet. */
static bool find_pending(struct cli *cli, struct keys *keys, struct gw_error **err)
{
	struct gw_picture picture;

	if (!gw_session_picture(&cli->session, &picture, err))
		return false;
	for (size_t i = 0; i < picture.entries.n; i++) {
		const struct gw_entry *entry = &picture.entries.items[i];

		if (entry->migration != NULL && entry->applied == NULL &&
		    (entry->status == GW_STATUS_PENDING ||
		     entry->status == GW_STATUS_OUT_OF_ORDER ||
		     entry->status == GW_STATUS_UNFINISHED))
			gw_vec_push(cli->arena, &keys->list, entry->migration->key);
	}
	return true;
}

static bool find_keys(struct cli *cli, struct keys *keys, struct gw_error **err)
{
	const struct options *options = cli->options;

	if (options->all && cli->nargs != 0) {
		gw_fail(err, GW_E_USAGE, "`--all` and a version were given");
		gw_error_hint(*err, "Leave one of them out.");
		return false;
	}
	for (size_t i = 0; i < cli->nargs; i++)
		gw_vec_push(cli->arena, &keys->list, cli->args[i]);
	return options->all || cli->nargs != 0 || find_pending(cli, keys, err);
}

static bool test(struct cli *cli, struct results *results, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_sides sides = {
		.arena = cli->arena,
		.sys = cli->sys,
		.config = cli->config,
		.application = cli->session.application,
		.read = {.own_schema = gw_config_text(cli->config, GW_KEY_SCHEMA),
			 .no_owners = options->no_owners,
			 .no_grants = options->no_grants},
	};
	struct keys keys = {0};

	if (!find_keys(cli, &keys, err))
		return false;
	if (keys.list.n == 0 && !options->all)
		return true;
	if (!gw_sides_choose(&sides, NULL, 0, err))
		return false;
	return gw_round_trip(
		&(struct gw_round_trips){
			.sides = &sides,
			.keys = keys.list.items,
			.nkeys = keys.list.n,
			.all = options->all,
			.seed = options->data,
			.tell = take,
			.payload = results,
		},
		err);
}

static bool write_junit(struct cli *cli, const struct results *results, struct gw_error **err)
{
	const struct options *options = cli->options;
	GW_STR_AUTO struct gw_str str = {0};

	if (options->junit == NULL)
		return true;
	junit_write("godwit test", results->cases.items, results->cases.n, &str);
	return gw_file_write(options->junit, gw_str_view(&str), FILE_MODE, err);
}

static void print_sum(struct cli *cli, const struct results *results)
{
	size_t n = results->cases.n;

	if (n == 0) {
		ui_print(cli->ui, UI_PLAIN, "nothing to test: no migration is pending\n");
		return;
	}
	ui_print(cli->ui, results->bad != 0 ? UI_RED : UI_GREEN, "%zu migration%s tested, %zu bad",
		 n, n == 1 ? "" : "s", results->bad);
	if (results->no_down != 0)
		ui_print(cli->ui, UI_PLAIN, ", %zu without down", results->no_down);
	ui_print(cli->ui, UI_PLAIN, "\n");
}

static struct gw_json *result_json(struct cli *cli, const struct results *results)
{
	struct gw_json *object = cli_json(cli);

	gw_json_set_bool(object, "ok", results->bad == 0);
	gw_json_set_int(object, "tested", (int64_t)results->cases.n);
	gw_json_set_int(object, "bad", (int64_t)results->bad);
	gw_json_set_int(object, "no_down", (int64_t)results->no_down);
	gw_json_set(object, "migrations", results->list);
	return object;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	struct results results = {.cli = cli, .list = gw_json_array()};
	bool ok = test(cli, &results, err) && write_junit(cli, &results, err);
	struct gw_json *object = result_json(cli, &results);

	ui_json(cli->ui, object);
	if (!ok)
		return false;
	print_sum(cli, &results);
	if (results.bad != 0)
		cli->status = EXIT_STATUS_BAD;
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "all",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, all),
	 .help = "test all migrations, not those alone that the database has not"},
	{.name = "data",
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, data),
	 .help = "fill tables by the SQL in FILE, and compare rows as well"},
	{.name = "junit",
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, junit),
	 .help = "write the results to FILE, as JUnit XML"},
	{.name = "no-owners",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, no_owners),
	 .help = "do not compare who owns what"},
	{.name = "no-grants",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, no_grants),
	 .help = "do not compare who may do what"},
	{0},
};

const struct cli_command cmd_test = {
	.name = "test",
	.arguments = "[VERSION ...]",
	.summary = "Apply, take back and apply again on a shadow, and compare",
	.details =
		"On a shadow, a database that godwit makes and drops, each migration that is "
		"pending "
		"is applied, its verify section asked, and taken back: the schema has to be as it "
		"was "
		"before. Then it is applied again: the schema has to be as after the first time. "
		"Migrations without down are named. Versions say which ones to test instead; "
		"`--all` "
		"needs no more than the server.\n"
		"\n"
		"With `--data` the rows of tables that were there before have to be the same, too. "
		"Each statement of the file runs as soon as the tables fit it.\n"
		"\n"
		"Exits with 1 when a migration does not come back.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit test\n"
		"  godwit test --all --url sqlite::memory:\n"
		"  godwit test 20261122093000 --data seed.sql\n"
		"  godwit test --junit report.xml\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_SHADOW,
	.options = option_table,
	.options_size = sizeof(struct options),
	.max_args = SIZE_MAX,
	.run = run,
};
