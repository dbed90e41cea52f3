/*
 * `godwit provision plan | apply | check | export | destroy`: the server as it is declared, or as if
 * nothing were.
 */
#include <string.h>

#include "cli/provision.h"

enum { EXIT_STATUS_DIFFERS = 2 };

struct options {
	const char *file;
	const char *allow_drop;
	const char *out;
	bool set_passwords;
	bool exit_code;
	bool dry_run;
};

/* --- showing --- */

static void show_action(struct cli *cli, struct gw_provision *provision,
			const struct gw_action *action)
{
	size_t n;
	const char **statements;

	cli_action_print(cli, action, false);
	if (!cli->verbose)
		return;
	statements = gw_provision_statements(provision, action, &n);
	for (size_t i = 0; i < n; i++)
		ui_print(cli->ui, UI_DIM, "      %s\n", statements[i]);
}

static void show_actions(struct cli *cli, struct gw_provision *provision,
			 const struct gw_difference *difference)
{
	const char *last = NULL;

	for (size_t i = 0; i < difference->actions.n; i++) {
		const struct gw_action *action = difference->actions.items[i];
		const char *place = action->database != NULL
					    ? gw_format(cli->arena, "database %s", action->database)
					    : "the server";

		if (last == NULL || strcmp(place, last) != 0)
			ui_print(cli->ui, UI_BOLD, "%s\n", place);
		last = place;
		show_action(cli, provision, action);
	}
}

/* What keeps the plan from being carried out, and what it does not see. */
static void show_obstacles(struct cli *cli, const struct gw_provision_plan *plan)
{
	const struct gw_difference *difference = &plan->difference;

	for (size_t i = 0; i < difference->refusals.n; i++)
		ui_print(cli->ui, UI_RED, "  ! %s: %s\n    %s\n",
			 gw_asset_label(cli->arena, difference->refusals.items[i].asset),
			 difference->refusals.items[i].why, difference->refusals.items[i].hint);
	for (size_t i = 0; i < plan->missing.n; i++)
		ui_print(cli->ui, UI_RED, "  ! %s: the user lacks %s\n",
			 gw_asset_label(cli->arena, plan->missing.items[i].action->asset),
			 plan->missing.items[i].right);
	for (size_t i = 0; i < difference->waiting.n; i++) {
		const struct gw_asset *asset = difference->waiting.items[i].asset;

		ui_print(cli->ui, UI_YELLOW, "  ? %s: waits, there is no such thing %s%s yet\n",
			 gw_asset_label(cli->arena, asset),
			 asset->database != NULL ? "in " : "on the server",
			 asset->database != NULL ? asset->database : "");
	}
	for (size_t i = 0; i < plan->unknown_passwords.n; i++)
		ui_note(cli->ui,
			"the password of %s cannot be compared by this user; --set-passwords sets "
			"it",
			plan->unknown_passwords.items[i]);
}

static bool is_in_sync(const struct gw_provision_plan *plan)
{
	return plan->difference.actions.n == 0 && plan->difference.refusals.n == 0;
}

static const char *text_of_nothing(const struct gw_provision *provision,
				   const struct gw_provision_plan *plan)
{
	if (provision->declared->reversed)
		return "Nothing to do: nothing of what is declared is there.";
	return plan->difference.waiting.n == 0 ? "Nothing to do: the server is as declared."
					       : "Nothing to do until what is waited for is there.";
}

static void show_plan(struct cli *cli, struct gw_provision *provision,
		      const struct gw_provision_plan *plan)
{
	show_actions(cli, provision, &plan->difference);
	show_obstacles(cli, plan);
	if (is_in_sync(plan))
		ui_print(cli->ui, UI_GREEN, "%s\n", text_of_nothing(provision, plan));
	else
		ui_print(cli->ui, UI_BOLD, "%zu to make, %zu to change, %zu to drop\n", plan->make,
			 plan->change, plan->drop);
}

static void print_json(struct cli *cli, struct gw_provision *provision,
		       const struct gw_provision_plan *plan, bool applied)
{
	struct gw_json *object = cli_json(cli);

	gw_provision_view(provision, plan, object);
	gw_json_set_bool(object, "in_sync", is_in_sync(plan) && plan->difference.waiting.n == 0);
	if (applied)
		gw_json_set_int(object, "done", (int64_t)provision->done);
	ui_json(cli->ui, object);
}

/* --- the five --- */

static bool plan(struct cli *cli, struct gw_provision *provision, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_provision_plan result;

	if (!gw_provision_plan(provision, &result, err))
		return false;
	if (options->out != NULL && !gw_provision_plan_save(provision, &result, options->out, err))
		return false;
	show_plan(cli, provision, &result);
	print_json(cli, provision, &result, false);
	if (options->exit_code && !is_in_sync(&result))
		cli->status = EXIT_STATUS_DIFFERS;
	return true;
}

static bool check(struct cli *cli, struct gw_provision *provision, struct gw_error **err)
{
	struct gw_provision_plan result;

	if (!gw_provision_plan(provision, &result, err))
		return false;
	show_plan(cli, provision, &result);
	print_json(cli, provision, &result, false);
	if (!is_in_sync(&result) || result.difference.waiting.n != 0)
		cli->status = EXIT_STATUS_DIFFERS;
	return true;
}

static const char *const *allowed_drops(struct cli *cli, const char *text)
{
	GW_VEC(const char *) names = {0};
	struct gw_view rest = gw_view_of(text), name;

	while (gw_view_next_field(&rest, ',', &name))
		gw_vec_push(cli->arena, &names, gw_view_dup(cli->arena, gw_view_trim(name)));
	gw_vec_push(cli->arena, &names, NULL);
	return names.items;
}

static bool carry_out(struct cli *cli, struct gw_provision *provision,
		      const struct gw_provision_plan *planned, struct gw_error **err)
{
	const struct options *options = cli->options;

	provision->allow_drop = allowed_drops(cli, options->allow_drop);
	provision->progress = cli_action_done;
	provision->progress_payload = cli;
	show_obstacles(cli, planned);
	if (!gw_provision_apply(provision, err))
		return false;
	if (provision->done == 0)
		ui_print(cli->ui, UI_GREEN, "%s\n", text_of_nothing(provision, planned));
	else
		ui_print(cli->ui, UI_GREEN, "%zu change%s made\n", provision->done,
			 provision->done == 1 ? "" : "s");
	print_json(cli, provision, planned, true);
	return true;
}

static bool apply(struct cli *cli, struct gw_provision *provision, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_saved_provision *approved = gw_new(cli->arena, struct gw_saved_provision);
	struct gw_provision_plan result;

	provision->set_passwords = options->set_passwords;
	if (cli->nargs == 2) {
		if (!gw_provision_plan_read(cli->arena, cli->args[1], approved, err))
			return false;
		provision->approved = approved;
	}
	if (!gw_provision_plan(provision, &result, err))
		return false;
	return (result.drop == 0 || cli_confirm(cli, "dropping what is not declared", err)) &&
	       carry_out(cli, provision, &result, err);
}

/* What was declared is taken back. A server of one file has nothing but that. */
static bool destroy(struct cli *cli, struct gw_provision *provision, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_provision_plan result;

	if (!cli_unprotected(cli, &cli->session.url, "provision destroy", err))
		return false;
	if (provision->engine->estate->role == NULL) {
		gw_fail(err, GW_E_UNSUPPORTED,
			"%s has no more than its file, which is not dropped here",
			provision->engine->label);
		gw_error_hint(*err, "`godwit db drop` drops it, with all that is in it.");
		return false;
	}
	provision->declared = gw_declared_reversed(cli->arena, provision->declared);
	provision->history_as_found = true;
	if (!gw_provision_plan(provision, &result, err))
		return false;
	if (!options->dry_run)
		return carry_out(cli, provision, &result, err);
	show_plan(cli, provision, &result);
	print_json(cli, provision, &result, false);
	return true;
}

static bool export(struct cli *cli, struct gw_provision *provision, struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_json *object;

	if (!gw_provision_export(provision, &str, err))
		return false;
	object = cli_json(cli);
	gw_json_set_text(object, "yaml", gw_str_text(&str));
	if (!cli->json)
		ui_write(cli->ui, gw_str_view(&str));
	ui_json(cli->ui, object);
	return true;
}

static const struct verb {
	const char *name;
	enum gw_provision_use use;
	bool (*run)(struct cli *cli, struct gw_provision *provision, struct gw_error **err);
	size_t max_args; /* with the verb */
} verbs[] = {
	{"plan", GW_PROVISION_PLAN, plan, 1},        {"apply", GW_PROVISION_APPLY, apply, 2},
	{"check", GW_PROVISION_PLAN, check, 1},      {"export", GW_PROVISION_EXPORT, export, 1},
	{"destroy", GW_PROVISION_APPLY, destroy, 1},
};

static const struct verb *find_verb(const struct cli *cli, struct gw_error **err)
{
	const char *names[GW_COUNT(verbs)];
	const char *meant;

	for (size_t i = 0; i < GW_COUNT(verbs); i++) {
		if (strcmp(cli->args[0], verbs[i].name) == 0)
			return &verbs[i];
		names[i] = verbs[i].name;
	}
	meant = gw_nearest(gw_view_of(cli->args[0]), names, GW_COUNT(names));
	gw_fail(err, GW_E_USAGE, "`godwit provision` has no action '%s'", cli->args[0]);
	gw_error_hint(*err,
		      meant != NULL ? "Did you mean `%s`?"
				    : "It is one of plan, apply, check, export and destroy%s.",
		      meant != NULL ? meant : "");
	return NULL;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	const struct verb *verb = find_verb(cli, err);
	struct gw_provision provision = {0};
	bool ok;

	if (verb == NULL)
		return false;
	if (options->dry_run && verb->run != destroy) {
		gw_fail(err, GW_E_USAGE, "--dry-run is for `godwit provision destroy`");
		gw_error_hint(*err, "`godwit provision plan` shows what would be done.");
		return false;
	}
	if (cli->nargs > verb->max_args) {
		gw_fail(err, GW_E_USAGE, "`godwit provision %s` takes no plan", verb->name);
		gw_error_hint(*err, "`godwit provision apply PLAN` carries a saved plan out.");
		return false;
	}
	ok = gw_session_provision(&cli->session, options->file,
				  options->dry_run ? GW_PROVISION_PLAN : verb->use, &provision,
				  err) &&
	     verb->run(cli, &provision, err);
	gw_provision_done(&provision);
	return ok;
}

static const struct cli_option option_table[] = {
	{.name = "file",
	 .type = CLI_TEXT,
	 .argument = "FILE",
	 .offset = offsetof(struct options, file),
	 .help = "what is declared; `provision` of godwit.yaml when not given"},
	{.name = "allow-drop",
	 .type = CLI_TEXT,
	 .argument = "NAME,..",
	 .offset = offsetof(struct options, allow_drop),
	 .help = "databases that may be dropped, with all that is in them"},
	{.name = "set-passwords",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, set_passwords),
	 .help = "set passwords also where the user cannot see whether they differ"},
	{.name = "out",
	 .type = CLI_TEXT,
	 .argument = "PLAN",
	 .offset = offsetof(struct options, out),
	 .help = "plan: write it to this file, for `provision apply PLAN`"},
	{.name = "exit-code",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, exit_code),
	 .help = "plan: exit with 2 when there is something to do"},
	{.name = "dry-run",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, dry_run),
	 .help = "destroy: show what would be dropped, and drop nothing"},
	{0},
};

const struct cli_command cmd_provision = {
	.name = "provision",
	.arguments = "plan|apply|check|export|destroy [PLAN]",
	.summary = "Make roles, databases, schemas and rights be as declared",
	.details =
		"`plan` shows how the server differs from what is declared below `provision` in "
		"godwit.yaml: + is made, ~ is changed, - is dropped; --verbose adds the "
		"statements. "
		"`apply` makes it so, and records it in the history of the database that the URL "
		"names. `check` is `plan` for CI: it exits with 2 when anything differs. `export` "
		"prints the declaration of the server as it is. `destroy` takes back what is "
		"declared, "
		"and leaves everything else; it is refused in protected environments.\n"
		"\n"
		"What is not declared stays, unless `prune` names its kind. A database is dropped "
		"only with --allow-drop and its name. `apply PLAN` carries out what `plan --out` "
		"saved, or refuses when it would be something else by now.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit provision export -e prod > provision.yaml\n"
		"  godwit provision plan --file provision.yaml --verbose\n"
		"  godwit provision apply -e prod\n"
		"  godwit provision plan -e prod --out plan.json\n"
		"  godwit provision apply plan.json -e prod\n"
		"  godwit provision check -e prod\n"
		"  godwit provision destroy --file provision.yaml --dry-run\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_LOCK | CLI_ABOUT_RECORD | CLI_ABOUT_LOSS,
	.options = option_table,
	.options_size = sizeof(struct options),
	.min_args = 1,
	.max_args = 2,
	.run = run,
};
