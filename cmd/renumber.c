/*
 * `godwit renumber --base REF`: versions behind those of the base for the migrations of a branch. Prints
 * the commands, or renames the files.
 */
#include "base/str.h"
#include "cli/cli.h"
#include "session/git/branch.h"
#include "ui/ui.h"

struct options {
	const char *base;
	const char *head;
	bool write;
};

static const char *shown(struct cli *cli, const struct gw_session_branch *branch, const char *path)
{
	const char *folder = branch->display;

	return folder[0] != '\0' ? gw_format(cli->arena, "%s/%s", folder, path) : path;
}

/* A script for a shell, or what was done. */
static void print_text(struct cli *cli, const struct gw_session_branch *branch,
		       const struct gw_renumbering *renumbering)
{
	const struct options *options = cli->options;

	for (size_t i = 0; i < renumbering->renames.n; i++) {
		const struct gw_rename *rename = &renumbering->renames.items[i];

		ui_print(cli->ui, UI_PLAIN, "%s %s %s\n", options->write ? "renamed" : "git mv",
			 gw_shell_word(cli->arena, shown(cli, branch, rename->from)),
			 gw_shell_word(cli->arena, shown(cli, branch, rename->to)));
	}
	for (size_t i = 0; i < renumbering->rewrites.n; i++) {
		const struct gw_rewrite *rewrite = &renumbering->rewrites.items[i];

		ui_print(cli->ui, UI_PLAIN, "%s %s: depends=%s\n",
			 options->write ? "edited" : "# --write also edits",
			 shown(cli, branch, rewrite->path), rewrite->depends);
	}
}

/* A shell that is given the commands does not read the comments among them, nor does anybody else. */
static void tell_left_out(struct cli *cli, const struct gw_session_branch *branch,
			  const struct gw_renumbering *renumbering)
{
	const struct options *options = cli->options;

	if (options->write || renumbering->rewrites.n == 0)
		return;
	ui_note(cli->ui, "the commands rename files, and change none: give `--write` in their "
			 "place, or edit as well");
	for (size_t i = 0; i < renumbering->rewrites.n; i++)
		ui_note(cli->ui, "  %s: depends=%s",
			shown(cli, branch, renumbering->rewrites.items[i].path),
			renumbering->rewrites.items[i].depends);
}

/*
 * For databases of developers, mostly: what is merged nowhere is applied in few places. An old version
 * may be a new one of another migration, so first no old one may stand.
 */
static void tell_consequence(struct cli *cli, const struct gw_renumbering *renumbering)
{
	size_t n = renumbering->list.n;

	if (n == 0) {
		ui_note(cli->ui, "nothing to renumber: the branch's migrations come behind those "
				 "of the base");
		return;
	}
	ui_note(cli->ui, "a database that has applied old versions shows `renumbered`, or "
			 "`collided` where the base has them too, and `godwit up` refuses; once "
			 "the base is merged, say there, in this order:");
	for (size_t i = 0; i < n; i++)
		ui_note(cli->ui, "  godwit resolve %s --reverted --reason renumbered",
			renumbering->list.items[i].migration->key);
	ui_note(cli->ui, "  godwit up --to %s", renumbering->behind->key);
	for (size_t i = 0; i < n; i++)
		ui_note(cli->ui, "  godwit resolve %s --applied --reason renumbered",
			renumbering->list.items[i].version);
	ui_note(cli->ui, "or take them back, with the files as they were: `godwit down %zu`", n);
}

static struct gw_json *result_json(struct cli *cli, const struct gw_session_branch *branch,
				   const struct gw_renumbering *renumbering)
{
	const struct options *options = cli->options;
	struct gw_json *object = cli_json(cli);
	struct gw_json *migrations = gw_json_array();
	struct gw_json *renames = gw_json_array();
	struct gw_json *edits = gw_json_array();

	for (size_t i = 0; i < renumbering->list.n; i++) {
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "key", renumbering->list.items[i].migration->key);
		gw_json_set_text(json, "version", renumbering->list.items[i].version);
		gw_json_push(migrations, json);
	}
	for (size_t i = 0; i < renumbering->renames.n; i++) {
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "from",
				 shown(cli, branch, renumbering->renames.items[i].from));
		gw_json_set_text(json, "to", shown(cli, branch, renumbering->renames.items[i].to));
		gw_json_push(renames, json);
	}
	for (size_t i = 0; i < renumbering->rewrites.n; i++) {
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "path",
				 shown(cli, branch, renumbering->rewrites.items[i].path));
		gw_json_set_text(json, "depends", renumbering->rewrites.items[i].depends);
		gw_json_push(edits, json);
	}
	gw_json_set(object, "migrations", migrations);
	gw_json_set(object, "renames", renames);
	gw_json_set(object, "edits", edits);
	gw_json_set_bool(object, "written", options->write);
	return object;
}

static bool renumber(struct cli *cli, struct gw_session_branch *branch, struct gw_error **err)
{
	const struct options *options = cli->options;
	const struct gw_branch_request request = {.base = options->base, .head = options->head};
	struct gw_renumbering renumbering;

	if (!gw_session_branch(&cli->session, &request, branch, err) ||
	    !gw_branch_renumber(cli->arena, &branch->branch, cli->sys->now_us(), &renumbering, err))
		return false;
	if (options->write && branch->head_name != NULL) {
		gw_fail(err, GW_E_USAGE, "--write renames files, and %s is a commit",
			branch->head_name);
		gw_error_hint(*err, "Check the branch out, and leave --head and --from away.");
		return false;
	}
	if (options->write && !gw_session_branch_write(branch, &renumbering, err))
		return false;
	print_text(cli, branch, &renumbering);
	tell_left_out(cli, branch, &renumbering);
	tell_consequence(cli, &renumbering);
	ui_json(cli->ui, result_json(cli, branch, &renumbering));
	return true;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	struct gw_session_branch branch = {0};
	bool ok;

	if (options->base == NULL) {
		gw_fail(err, GW_E_USAGE, "renumber needs the branch that this one is merged into");
		gw_error_hint(*err, "Name it: `godwit renumber --base origin/main`.");
		return false;
	}
	ok = renumber(cli, &branch, err);
	gw_session_branch_done(&branch);
	return ok;
}

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
	 .help = "the branch to renumber; the folder as it is when not given"},
	{.name = "write",
	 .letter = 'w',
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, write),
	 .help = "rename the files, all or none of them; git's index stays as it is"},
	{0},
};

const struct cli_command cmd_renumber = {
	.name = "renumber",
	.summary = "Move a branch's migrations behind those of its base",
	.details =
		"When a migration that the branch added has a version that the base has too, or "
		"one that comes before what the base has, all that the branch added gets new "
		"versions behind those of the base: fresh time stamps, or the next numbers. "
		"Prints the commands that rename the files, the last one first; with --write, "
		"renames them, and puts the new versions where `depends=` has old ones, which the "
		"commands leave to you.\n"
		"\n"
		"A database that has applied an old version shows it as `renumbered` then, or as "
		"`collided`; the "
		"commands that settle it are printed.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit renumber --base origin/main\n"
		"  godwit renumber --base origin/main | sh\n"
		"  godwit renumber --base origin/main --write\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_FILES,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
