/*
 * `godwit drift`: what was changed by hand.
 */
#include "cli/drift.h"
#include "cli/schema.h"
#include "session/view.h"
#include "ui/ui.h"

enum { EXIT_STATUS_DRIFT = 2 };

struct options {
	const char *ignore; /* a list */
	bool full;
	bool owners;
	bool grants;
};

static struct gw_json *mark_json(struct cli *cli, const struct gw_mark *mark)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_int(json, "seq", mark->seq);
	gw_json_set_text(json, "run_id", mark->run_id);
	gw_json_set_text(json, "taken_at", gw_time_format(cli->arena, mark->taken_at_us));
	gw_json_set_text(json, "fingerprint", gw_digest_hex(cli->arena, &mark->digest));
	return json;
}

static struct gw_json *findings_json(struct cli *cli, const struct gw_drift *drift)
{
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < drift->findings.n; i++) {
		const struct gw_drift_finding *finding = &drift->findings.items[i];
		struct gw_json *json = gw_json_object();
		const char *changed_at = finding->changed_at_us != 0
						 ? gw_time_format(cli->arena,
								  finding->changed_at_us)
						 : NULL;

		gw_json_set_text(json, "id", gw_schema_change_object(finding->change)->id);
		gw_json_set_text(json, "owner", finding->owner);
		gw_json_set_text(json, "changed_at", changed_at);
		gw_json_push(list, json);
	}
	return list;
}

void cli_drift_json(struct cli *cli, const struct gw_drift *drift, struct gw_json *object)
{
	gw_json_set_bool(object, "drift", drift->findings.n != 0);
	gw_json_set_bool(object, "by_fingerprint", drift->by_fingerprint);
	if (drift->mark.kind == GW_MARK_TAKEN)
		gw_json_set(object, "mark", mark_json(cli, &drift->mark));
	else
		gw_json_set_null(object, "mark");
	gw_json_set_int(object, "ignored", (int64_t)drift->ignored);
	gw_schema_changes_json(&drift->changes, &drift->script, object);
	gw_json_set(object, "origins", findings_json(cli, drift));
}

void cli_print_drift(struct cli *cli, const struct gw_drift *drift)
{
	cli_print_changes(cli, &drift->changes, 0);
	for (size_t i = 0; i < drift->findings.n; i++) {
		const struct gw_drift_finding *finding = &drift->findings.items[i];
		const struct gw_schema_object *root = gw_schema_root(
			gw_schema_change_object(finding->change));
		const char *label = gw_schema_label(cli->arena, root);

		if (finding->change->action == GW_CHANGE_DROP && root == finding->change->old)
			continue;
		if (finding->owner != NULL)
			ui_print(cli->ui, UI_DIM, "%s: owned by %s\n", label, finding->owner);
		if (finding->changed_at_us != 0)
			ui_print(cli->ui, UI_DIM, "%s: last changed at %s\n", label,
				 gw_time_short(cli->arena, finding->changed_at_us));
	}
}

void cli_warn_drift(struct cli *cli, const struct gw_drift *drift)
{
	cli_warn_unmodelled(cli, &drift->live);
}

static void print_none(struct cli *cli, const struct gw_drift *drift)
{
	ui_print(cli->ui, UI_GREEN, "no drift");
	if (drift->by_fingerprint)
		ui_print(cli->ui, UI_PLAIN, "  the fingerprint is that of %s",
			 gw_time_short(cli->arena, drift->mark.taken_at_us));
	else
		ui_print(cli->ui, UI_PLAIN, "  the schema is what the history implies");
	if (drift->ignored != 0)
		ui_print(cli->ui, UI_PLAIN, ", but for %zu ignored change%s", drift->ignored,
			 drift->ignored == 1 ? "" : "s");
	ui_print(cli->ui, UI_PLAIN, "\n");
}

static void print(struct cli *cli, const struct gw_drift *drift)
{
	size_t n = drift->findings.n;

	if (n == 0) {
		print_none(cli, drift);
		return;
	}
	ui_print(cli->ui, UI_RED, "drift");
	ui_print(cli->ui, UI_PLAIN, "  %zu change%s that the history does not know of", n,
		 n == 1 ? "" : "s");
	if (drift->mark.kind == GW_MARK_TAKEN)
		ui_print(cli->ui, UI_PLAIN, ", since %s",
			 gw_time_short(cli->arena, drift->mark.taken_at_us));
	ui_print(cli->ui, UI_PLAIN, "\n");
	cli_print_drift(cli, drift);
	ui_note(cli->ui, "`godwit schema diff %s history` shows the SQL that takes it back%s",
		gw_url_display(cli->arena, &cli->session.url),
		drift->ignored != 0 ? ", and with it what is ignored here" : "");
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	const struct gw_drift_request request = {
		.session = &cli->session,
		.read = {.own_schema = gw_config_text(cli->config, GW_KEY_SCHEMA),
			 .no_owners = !options->owners,
			 .no_grants = !options->grants},
		.ignore = options->ignore,
		.full = options->full,
	};
	struct gw_drift drift;
	struct gw_json *object;

	if (!gw_drift_find(&request, &drift, err))
		return false;
	cli_warn_drift(cli, &drift);
	print(cli, &drift);
	object = cli_json(cli);
	gw_view_session(&cli->session, object);
	cli_drift_json(cli, &drift, object);
	ui_json(cli->ui, object);
	if (drift.findings.n != 0)
		cli->status = EXIT_STATUS_DRIFT;
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "ignore",
	 .type = CLI_LIST,
	 .argument = "PATTERN",
	 .offset = offsetof(struct options, ignore),
	 .help = "pass over what has such a name, as `drift_ignore` does; may be given many "
		 "times"},
	{.name = "full",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, full),
	 .help = "compare with a replay of the history, whatever fingerprints say"},
	{.name = "owners",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, owners),
	 .help = "compare who owns what, too"},
	{.name = "grants",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, grants),
	 .help = "compare who may do what, too"},
	{0},
};

const struct cli_command cmd_drift = {
	.name = "drift",
	.summary = "Show what was changed without a migration",
	.details =
		"Compares the schema of the database with what its history implies. With the "
		"setting "
		"`fingerprint` each run records a hash of the schema, and where that still fits, "
		"nothing was changed. Else the history is replayed on a shadow, a database that "
		"godwit makes and drops, and each difference is shown; where the server keeps "
		"that, "
		"with owner and time.\n"
		"\n"
		"What `drift_ignore` names is passed over: patterns such as `audit_*`, `app.*` or "
		"`index *`.\n"
		"\n"
		"Exits with 2 when there is drift.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit drift -e prod\n"
		"  godwit drift --full --grants --json\n"
		"  godwit drift --ignore 'partman.*'\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_FILES | CLI_ABOUT_SCRIPTS,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
