/*
 * `godwit check --base REF`: may this branch be merged? For CI: as text, as JSON, or as what GitHub and
 * GitLab show beside the lines of a change.
 */
#include "base/hash.h"
#include "cli/cli.h"
#include "cli/migrate.h"
#include "session/git/branch.h"
#include "session/view.h"
#include "ui/ui.h"

struct options {
	const char *base;
	const char *head;
	const char *engine;
	const char *annotations;
};

/* A file of the migrations, as path from here, or from the root of the repository. */
static const char *path_in(struct gw_arena *arena, const char *folder, const char *path)
{
	if (path == NULL)
		return folder;
	return folder[0] != '\0' ? gw_format(arena, "%s/%s", folder, path) : path;
}

/* --- text --- */

static void print_finding(struct cli *cli, const struct gw_session_branch *branch,
			  const struct gw_finding *finding)
{
	bool is_error = finding->severity == GW_SEVERITY_ERROR;

	ui_print(cli->ui, is_error ? UI_RED : UI_YELLOW, "%-9s",
		 gw_severity_name(finding->severity));
	ui_print_block(cli->ui, UI_PLAIN, 9, finding->message);
	ui_print(cli->ui, UI_DIM, "         %s:%u (%s)\n",
		 path_in(cli->arena, branch->display, finding->path), finding->line, finding->slug);
	if (finding->hint != NULL) {
		ui_print(cli->ui, UI_DIM, "         hint: ");
		ui_print_block(cli->ui, UI_PLAIN, 9, finding->hint);
	}
	if (finding->diff != NULL)
		ui_print(cli->ui, UI_DIM, "%.*s\n",
			 GW_VIEW_ARG(gw_view_trim(gw_view_of(finding->diff))));
}

/* "3 added, 1 edited" */
static const char *count_changes(struct cli *cli, const struct gw_branch *branch)
{
	GW_STR_AUTO struct gw_str text = {0};

	for (int change = 0; change < GW_BRANCH_COUNT; change++) {
		if (branch->counts[change] != 0)
			gw_str_printf(&text, "%s%zu %s", text.n != 0 ? ", " : "",
				      branch->counts[change],
				      gw_branch_kind_name((enum gw_branch_kind)change));
	}
	if (text.n == 0)
		gw_str_puts(&text, "no migration changed");
	return gw_str_take(&text, cli->arena);
}

static const char *summary(struct cli *cli, const struct gw_session_branch *branch,
			   const struct gw_findings *findings)
{
	return gw_format(cli->arena, "%zu error%s, %zu warning%s (%s since %.12s)",
			 findings->errors, findings->errors == 1 ? "" : "s", findings->warnings,
			 findings->warnings == 1 ? "" : "s", count_changes(cli, &branch->branch),
			 branch->ancestor.id);
}

static void print_text(struct cli *cli, const struct gw_session_branch *branch,
		       const struct gw_findings *findings)
{
	for (size_t i = 0; i < findings->list.n; i++)
		print_finding(cli, branch, &findings->list.items[i]);
	if (findings->list.n == 0)
		ui_print(cli->ui, UI_GREEN, "good     %s since %.12s\n",
			 count_changes(cli, &branch->branch), branch->ancestor.id);
	else
		ui_print(cli->ui, UI_PLAIN, "%s\n", summary(cli, branch, findings));
}

/* --- JSON --- */

static struct gw_json *commit_json(const char *ref, const struct gw_git_commit *commit)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "ref", ref);
	gw_json_set_text(json, "commit", commit->id);
	return json;
}

static struct gw_json *change_json(const struct gw_branch_change *change)
{
	const struct gw_migration *before = change->before, *after = change->after;
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "change", gw_branch_kind_name(change->kind));
	gw_json_set_text(json, "key", after != NULL ? after->key : before->key);
	gw_json_set_text(json, "path", after != NULL ? after->path : before->path);
	gw_json_set_text(json, "key_before", before != NULL ? before->key : NULL);
	gw_json_set_text(json, "path_before", before != NULL ? before->path : NULL);
	gw_json_set_bool(json, "merged", change->merged);
	return json;
}

static struct gw_json *finding_json(struct cli *cli, const struct gw_session_branch *branch,
				    const struct gw_finding *finding)
{
	struct gw_json *json = gw_json_object();

	gw_json_set_text(json, "severity", gw_severity_name(finding->severity));
	gw_json_set_text(json, "finding", finding->slug);
	gw_json_set_text(json, "key", finding->key);
	gw_json_set_text(json, "message", finding->message);
	gw_json_set_text(json, "hint", finding->hint);
	gw_json_set_text(json, "path", path_in(cli->arena, branch->folder, finding->path));
	gw_json_set_int(json, "line", finding->line);
	gw_json_set_text(json, "diff", finding->diff);
	return json;
}

static void print_json(struct cli *cli, const struct gw_session_branch *branch,
		       const struct gw_findings *findings)
{
	struct gw_json *object = cli_json(cli);
	struct gw_json *changes = gw_json_array();
	struct gw_json *list = gw_json_array();

	gw_view_session(&cli->session, object);
	gw_json_set_bool(object, "ok", findings->errors == 0);
	gw_json_set(object, "base", commit_json(branch->base_name, &branch->base));
	gw_json_set(object, "head", commit_json(branch->head_name, &branch->head));
	gw_json_set(object, "merge_base", commit_json(NULL, &branch->ancestor));
	for (size_t i = 0; i < branch->branch.changes.n; i++)
		gw_json_push(changes, change_json(&branch->branch.changes.items[i]));
	gw_json_set(object, "changes", changes);
	for (size_t i = 0; i < findings->list.n; i++)
		gw_json_push(list, finding_json(cli, branch, &findings->list.items[i]));
	gw_json_set(object, "findings", list);
	gw_json_set_int(object, "errors", (int64_t)findings->errors);
	gw_json_set_int(object, "warnings", (int64_t)findings->warnings);
	ui_json(cli->ui, object);
}

/* --- annotations --- */

static const char *whole_text(struct cli *cli, const struct gw_finding *finding)
{
	return gw_format(
		cli->arena, "%s%s%s%s%s", finding->message, finding->hint != NULL ? "\n" : "",
		finding->hint != NULL ? finding->hint : "", finding->diff != NULL ? "\n" : "",
		finding->diff != NULL ? finding->diff : "");
}

/* What ends a workflow command's property or message early is written as %XX. */
static void add_escaped(struct gw_str *str, const char *text, bool property)
{
	for (; *text != '\0'; text++) {
		if (*text == '%' || *text == '\n' || *text == '\r' ||
		    (property && (*text == ':' || *text == ',')))
			gw_str_printf(str, "%%%02X", (unsigned)*text);
		else
			gw_str_putc(str, *text);
	}
}

static void print_github(struct cli *cli, const struct gw_session_branch *branch,
			 const struct gw_finding *finding)
{
	GW_STR_AUTO struct gw_str line = {0};

	gw_str_printf(&line, "::%s file=", gw_severity_name(finding->severity));
	add_escaped(&line, path_in(cli->arena, branch->folder, finding->path), true);
	gw_str_printf(&line, ",line=%u,title=", finding->line);
	add_escaped(&line, gw_format(cli->arena, "godwit: %s", finding->slug), true);
	gw_str_puts(&line, "::");
	add_escaped(&line, whole_text(cli, finding), false);
	ui_print(cli->ui, UI_PLAIN, "%s\n", gw_str_text(&line));
}

/* The same as long as the finding stays: without the line, which moves. */
static const char *fingerprint(struct cli *cli, const struct gw_finding *finding)
{
	const char *identity = gw_format(cli->arena, "%s\n%s\n%s", finding->slug,
					 finding->path != NULL ? finding->path : "",
					 finding->key != NULL ? finding->key : "");
	struct gw_digest digest = gw_sha256_of(gw_view_of(identity));

	return gw_digest_hex(cli->arena, &digest);
}

static struct gw_json *gitlab_json(struct cli *cli, const struct gw_session_branch *branch,
				   const struct gw_finding *finding)
{
	struct gw_json *json = gw_json_object();
	struct gw_json *location = gw_json_object();
	struct gw_json *lines = gw_json_object();

	gw_json_set_text(json, "description",
			 finding->hint != NULL
				 ? gw_format(cli->arena, "%s. %s", finding->message, finding->hint)
				 : finding->message);
	gw_json_set_text(json, "check_name", gw_format(cli->arena, "godwit-%s", finding->slug));
	gw_json_set_text(json, "fingerprint", fingerprint(cli, finding));
	gw_json_set_text(json, "severity",
			 finding->severity == GW_SEVERITY_ERROR ? "critical" : "minor");
	gw_json_set_int(lines, "begin", finding->line);
	gw_json_set_text(location, "path", path_in(cli->arena, branch->folder, finding->path));
	gw_json_set(location, "lines", lines);
	gw_json_set(json, "location", location);
	return json;
}

static void print_gitlab(struct cli *cli, const struct gw_session_branch *branch,
			 const struct gw_findings *findings)
{
	GW_STR_AUTO struct gw_str text = {0};
	GW_STR_AUTO struct gw_str safe = {0};
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < findings->list.n; i++) {
		const struct gw_finding *finding = &findings->list.items[i];

		gw_json_push(list, gitlab_json(cli, branch, finding));
		/* stdout goes into a file: the job's log shows these. */
		ui_warn(cli->ui, "%s: %s", path_in(cli->arena, branch->display, finding->path),
			finding->message);
	}
	gw_json_write(list, true, &text);
	gw_json_free(list);
	gw_str_putc(&text, '\n');
	gw_str_add_escaped_json(&safe, gw_str_view(&text));
	ui_write(cli->ui, gw_str_view(&safe));
}

static void print_annotations(struct cli *cli, const char *kind,
			      const struct gw_session_branch *branch,
			      const struct gw_findings *findings)
{
	if (gw_view_is(gw_view_of(kind), "gitlab")) {
		print_gitlab(cli, branch, findings);
	} else {
		for (size_t i = 0; i < findings->list.n; i++)
			print_github(cli, branch, &findings->list.items[i]);
	}
	ui_note(cli->ui, "%s", summary(cli, branch, findings));
}

/* --- the command --- */

/* What the branch's own files are wrong with is shown beside them, too. */
static void annotate_error(struct cli *cli, const char *kind, const struct gw_error *error,
			   const struct gw_session_branch *branch)
{
	struct gw_view path = gw_view_of(error->location.path);
	struct gw_findings findings = {.errors = 1};
	struct gw_finding finding = {
		.severity = GW_SEVERITY_ERROR,
		.slug = gw_code_info(error->code)->slug,
		.message = error->message,
		.hint = error->hint,
		.line = GW_MAX(error->location.line, 1u),
	};

	if (branch->display == NULL || branch->branch.head != NULL ||
	    !gw_view_starts(path, gw_format(cli->arena, "%s/", branch->display)))
		return;
	finding.path = gw_view_dup(cli->arena, gw_view_from(path, strlen(branch->display) + 1));
	gw_vec_push(cli->arena, &findings.list, finding);
	if (gw_view_is(gw_view_of(kind), "gitlab"))
		print_gitlab(cli, branch, &findings);
	else
		print_github(cli, branch, &finding);
}

static bool check(struct cli *cli, struct gw_session_branch *branch, struct gw_error **err)
{
	const struct options *options = cli->options;
	const struct gw_branch_request request = {
		.base = options->base,
		.head = options->head,
		.engine = gw_engine_called(options->engine),
	};
	struct gw_findings findings;

	if (!gw_session_branch(&cli->session, &request, branch, err)) {
		if (options->annotations != NULL)
			annotate_error(cli, options->annotations, *err, branch);
		return false;
	}
	if (!gw_session_branch_check(branch, &findings, err))
		return false;
	cli_tell_notices(cli);
	if (cli->json)
		print_json(cli, branch, &findings);
	else if (options->annotations != NULL)
		print_annotations(cli, options->annotations, branch, &findings);
	else
		print_text(cli, branch, &findings);
	if (findings.errors != 0)
		cli->status = gw_code_info(GW_E_REFUSED)->exit_status;
	return true;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_session_branch branch = {0};
	bool ok;

	if (options->base == NULL) {
		gw_fail(err, GW_E_USAGE, "check needs the branch that this one is merged into");
		gw_error_hint(*err, "Name it: `godwit check --base origin/main`.");
		return false;
	}
	if (cli->json && options->annotations != NULL) {
		gw_fail(err, GW_E_USAGE, "--json and --annotations are two forms of one answer");
		gw_error_hint(*err, "Take one of them.");
		return false;
	}
	ok = check(cli, &branch, err);
	gw_session_branch_done(&branch);
	return ok;
}

static const char *const annotations[] = {"github", "gitlab", NULL};

static const struct cli_option option_table[] = {
	{.name = "base",
	 .letter = 'b',
	 .type = CLI_TEXT,
	 .argument = "REF",
	 .offset = offsetof(struct options, base),
	 .help = "the branch that this one is merged into, origin/main for instance"},
	{.name = "head",
	 .type = CLI_TEXT,
	 .argument = "REF",
	 .offset = offsetof(struct options, head),
	 .help = "the branch to check; the folder as it is when not given"},
	{.name = "annotations",
	 .type = CLI_TEXT,
	 .argument = "KIND",
	 .offset = offsetof(struct options, annotations),
	 .choices = annotations,
	 .help = "print what github or gitlab shows beside the lines of a change"},
	{.name = "engine",
	 .type = CLI_TEXT,
	 .argument = "ENGINE",
	 .offset = offsetof(struct options, engine),
	 .choices = gw_engine_names,
	 .help = "whose SQL the files are; as the URL says when not given"},
	{0},
};

const struct cli_command cmd_check = {
	.name = "check",
	.summary = "Check a branch's migrations against the branch it is merged into",
	.details =
		"Compares the migrations with those of the merge base, and says what stands "
		"against merging: "
		"versions that the base has too, or that come before what it has; migrations that "
		"are merged, released (a tag has them) or applied, and were edited, deleted or "
		"renumbered; and what is wrong with the files of both together. Repeatable "
		"migrations may be edited.\n"
		"\n"
		"No database is needed. One that -e or --url names is asked what it has applied. "
		"Exits with 65 when there is an error, with 0 when there are warnings only.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit check --base origin/main\n"
		"  godwit check --base origin/main --head feature -e prod\n"
		"  godwit check --base origin/main --annotations github\n"
		"  godwit check --base origin/main --annotations gitlab > codequality.json\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_TARGET | CLI_ABOUT_FILES | CLI_ABOUT_ORDER,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
