/*
 * `godwit verify`: are the files what was applied, does the record hold, and is what the verify
 * sections say still true?
 */
#include "audit/verify.h"
#include "base/textdiff.h"
#include "cli/drift.h"
#include "session/git/commits.h"
#include "session/view.h"
#include "ui/ui.h"

struct options {
	bool no_sql;
	bool drift;
};

struct findings {
	struct gw_json *list; /* for --json */
	struct gw_json *drift; /* with --drift; NULL: it was not asked for */
	size_t n;
	enum gw_code worst; /* of the first finding */
	GW_VEC(struct gw_applied_origin) edited; /* as the picture has them */
	size_t explained; /* of them */
	const char *no_commits; /* why git names none for them; NULL: it was asked */
};

/* What git says about it; origin NULL: it is not asked about such a thing. */
static void add_commit(struct cli *cli, const struct findings *findings,
		       const struct gw_applied_origin *origin, struct gw_json *json)
{
	const char *why_not = findings->no_commits != NULL ? findings->no_commits
							   : "no commit has it as it was applied";

	if (origin == NULL)
		return;
	gw_view_commit("commit", origin->commit, json);
	if (origin->commit == NULL)
		gw_json_set_text(json, "no_commit", why_not);
	if (origin->commit != NULL)
		ui_print_block(cli->ui, UI_PLAIN, 6,
			       gw_format(cli->arena, "      applied as of %s",
					 gw_commit_phrase(cli->arena, origin->commit)));
	else if (cli->verbose)
		ui_print_block(cli->ui, UI_PLAIN, 6,
			       gw_format(cli->arena, "      not in git: %s", why_not));
}

/* A finding, as it is told. */
static struct gw_json *add(struct cli *cli, struct findings *findings, enum gw_code code,
			   const char *key, const char *message,
			   const struct gw_applied_origin *origin, const char *detail)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "finding", gw_code_info(code)->slug);
	gw_json_set_text(json, "key", key);
	gw_json_set_text(json, "message", message);
	gw_json_set_text(json, "detail", detail);
	gw_json_push(findings->list, json);
	ui_print(cli->ui, UI_RED, "bad   ");
	ui_print_block(cli->ui, UI_PLAIN, 6, message);
	add_commit(cli, findings, origin, json);
	if (detail != NULL)
		ui_print(cli->ui, UI_DIM, "%s\n", detail);
	if (findings->n++ == 0)
		findings->worst = code;
	return json;
}

/* The statement of a verify section that said no. */
static void add_section(struct cli *cli, struct findings *findings,
			const struct gw_migration *migration, const struct gw_error *error)
{
	const struct gw_location *place = &error->location;
	const char *said = error->server != NULL ? error->server->message : error->detail;
	const char *where = gw_format(cli->arena, "%s:%u:%u", place->path, place->line,
				      place->column);
	struct gw_json *json = add(cli, findings, GW_E_VERIFY, migration->key,
				   gw_format(cli->arena, "%s: %s", where, error->message), NULL,
				   gw_strdup(cli->arena, said));

	gw_json_set_text(json, "path", place->path);
	gw_json_set_int(json, "line", place->line);
	gw_json_set_int(json, "column", place->column);
}

static bool check_chain(struct cli *cli, struct findings *findings, struct gw_error **err)
{
	struct gw_chain_finding finding;

	if (!gw_audit_history(cli->session.history, cli->arena, NULL, NULL, NULL, &finding, err))
		return false;
	if (finding.fault != GW_CHAIN_WHOLE)
		add(cli, findings, GW_E_CHAIN, NULL,
		    gw_format(cli->arena, "history row %lld: %s", (long long)finding.seq,
			      finding.what),
		    NULL, NULL);
	return true;
}

static void add_edited(struct cli *cli, struct findings *findings, const struct gw_entry *entry,
		       const char *message)
{
	const struct gw_applied_origin *origin = &findings->edited.items[findings->explained++];

	add(cli, findings, GW_E_REFUSED, gw_entry_key(entry), message, origin,
	    gw_session_diff(&cli->session, origin, entry->migration, GW_UP));
}

static void check_entry(struct cli *cli, struct findings *findings, const struct gw_entry *entry)
{
	const struct gw_status_verdict *verdict = gw_status_verdict(entry->status);
	const char *message;

	if (verdict->phrase == NULL)
		return;
	message = gw_entry_verdict(cli->arena, entry);
	if (!verdict->is_fault)
		ui_note(cli->ui, "%s", message);
	else if (entry->status == GW_STATUS_EDITED)
		add_edited(cli, findings, entry, message);
	else
		add(cli, findings, verdict->code, gw_entry_key(entry), message, NULL, NULL);
}

static bool check_sections(struct cli *cli, struct findings *findings, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_session *session = &cli->session;
	struct gw_verify_findings found;

	if (options->no_sql)
		return true;
	if (!gw_run_verify(cli->arena, session->source, session->history,
			   gw_session_run_options(session).placeholders, &found, err))
		return false;
	for (size_t i = 0; i < found.list.n; i++) {
		struct gw_error *error = found.list.items[i].error;

		if (error == NULL)
			continue;
		add_section(cli, findings, found.list.items[i].migration, error);
		gw_error_free(error);
	}
	return true;
}

static bool check_drift(struct cli *cli, struct findings *findings, struct gw_error **err)
{
	const struct options *options = cli->options;
	const struct gw_drift_request request = {
		.session = &cli->session,
		.read = {.no_owners = true,
			 .no_grants = true,
			 .own_schema = gw_config_text(cli->config, GW_KEY_SCHEMA)},
	};
	struct gw_drift drift;
	size_t n;

	if (!options->drift)
		return true;
	if (!gw_drift_find(&request, &drift, err))
		return false;
	cli_warn_drift(cli, &drift);
	findings->drift = gw_json_object();
	cli_drift_json(cli, &drift, findings->drift);
	n = drift.findings.n;
	if (n == 0)
		return true;
	add(cli, findings, GW_E_DRIFT, NULL,
	    gw_format(cli->arena, "%zu change%s of the schema that the history does not know of", n,
		      n == 1 ? "" : "s"),
	    NULL, NULL);
	cli_print_drift(cli, &drift);
	return true;
}

/* All that were edited, at once. */
static void look_up_edits(struct cli *cli, struct findings *findings,
			  const struct gw_picture *picture)
{
	for (size_t i = 0; i < picture->entries.n; i++) {
		const struct gw_entry *entry = &picture->entries.items[i];
		const struct gw_applied_origin origin = {.applied = entry->applied};

		if (entry->status == GW_STATUS_EDITED)
			gw_vec_push(cli->arena, &findings->edited, origin);
	}
	findings->no_commits = gw_session_explain_edits(&cli->session, findings->edited.items,
							findings->edited.n);
}

static bool check_all(struct cli *cli, struct findings *findings, struct gw_error **err)
{
	struct gw_picture picture;

	if (!gw_session_picture(&cli->session, &picture, err) || !check_chain(cli, findings, err))
		return false;
	look_up_edits(cli, findings, &picture);
	for (size_t i = 0; i < picture.entries.n; i++)
		check_entry(cli, findings, &picture.entries.items[i]);
	return check_sections(cli, findings, err) && check_drift(cli, findings, err);
}

static void print_good(struct cli *cli)
{
	const struct gw_history *history = cli->session.history;
	size_t applied = history->applied.n;
	long long events = (long long)history->head_seq + 1;

	ui_print(cli->ui, UI_GREEN, "good  %zu applied migration%s, %lld event%s\n", applied,
		 applied == 1 ? "" : "s", events, events == 1 ? "" : "s");
}

static bool run(struct cli *cli, struct gw_error **err)
{
	struct findings findings = {.list = gw_json_array()};
	struct gw_json *object;

	if (!check_all(cli, &findings, err)) {
		gw_json_free(findings.list);
		gw_json_free(findings.drift);
		return false;
	}
	object = cli_json(cli);
	gw_view_session(&cli->session, object);
	gw_json_set_bool(object, "ok", findings.n == 0);
	gw_json_set(object, "findings", findings.list);
	if (findings.drift != NULL)
		gw_json_set(object, "drift", findings.drift);
	if (findings.n == 0)
		print_good(cli);
	else
		cli->status = gw_code_info(findings.worst)->exit_status;
	ui_json(cli->ui, object);
	return true;
}

static const struct cli_option option_table[] = {
	{.name = "no-sql",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, no_sql),
	 .help = "leave the verify sections out"},
	{.name = "drift",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, drift),
	 .help = "look for changes without a migration, too, as `godwit drift` does"},
	{0},
};

const struct cli_command cmd_verify = {
	.name = "verify",
	.summary = "Check files, history and verify sections against each other",
	.details = "Compares the checksum of every applied migration with its file, recomputes the "
		   "hash "
		   "chain of the history, and runs the verify sections of applied migrations in "
		   "transactions that are rolled back. Exits with 65 for a changed or missing "
		   "file, 77 "
		   "for a broken chain, 1 for a verify section that is not true, 2 for drift "
		   "alone.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit verify\n"
		   "  godwit verify --no-sql --json\n"
		   "  godwit verify --drift -e prod\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_FILES | CLI_ABOUT_SCRIPTS,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
