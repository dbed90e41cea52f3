/*
 * `godwit convert --from FORMAT`: another tool's folder in godwit's own format.
 */
#include "session/tools/convert.h"
#include "cli/migrate.h"
#include "ui/ui.h"

struct options {
	const char *to;
	const char *folder;
	bool dry_run;
};

static struct gw_json *result_json(const struct cli *cli, const char *folder,
				   const struct gw_session_conversion *result)
{
	const struct options *options = cli->options;
	const struct gw_conversion *conversion = &result->conversion;
	const struct gw_source *before = cli->session.source;
	struct gw_json *object = cli_json(cli);
	struct gw_json *list = gw_json_array();

	for (size_t i = 0; i < before->n; i++) {
		const char *key = conversion->keys[i];
		struct gw_json *json = gw_json_object();

		gw_json_set_text(json, "from", before->migrations[i]->path);
		gw_json_set_text(json, "from_key", before->migrations[i]->key);
		gw_json_set_text(json, "path", gw_source_find(conversion->source, key)->path);
		gw_json_set_text(json, "key", key);
		gw_json_push(list, json);
	}
	gw_json_set_text(object, "from", before->format->name);
	gw_json_set_text(object, "to", "godwit");
	gw_json_set_text(object, "folder", folder);
	gw_json_set_bool(object, "dry_run", options->dry_run);
	gw_json_set(object, "migrations", list);
	gw_json_set_int(object, "written", (int64_t)result->written);
	if (result->has_database)
		gw_json_set_int(object, "carried", (int64_t)result->carried);
	else
		gw_json_set_null(object, "carried");
	return object;
}

static void tell_files(struct cli *cli, const char *folder,
		       const struct gw_session_conversion *result)
{
	const struct options *options = cli->options;
	const struct gw_conversion *conversion = &result->conversion;
	const struct gw_source *before = cli->session.source;

	for (size_t i = 0; i < before->n; i++)
		ui_print(cli->ui, UI_PLAIN, "%s  from %s\n",
			 gw_source_find(conversion->source, conversion->keys[i])->path,
			 before->migrations[i]->path);
	ui_print(cli->ui, UI_GREEN, "%zu file%s %swritten to %s\n", result->written,
		 result->written == 1 ? "" : "s", options->dry_run ? "would be " : "", folder);
}

/* What is left to do. */
static void tell_rest(struct cli *cli, const struct gw_session_conversion *result)
{
	const struct options *options = cli->options;
	const struct gw_source *before = cli->session.source;

	if (result->has_database)
		ui_print(cli->ui, UI_GREEN, "%zu applied migration%s %scarried over\n",
			 result->carried, result->carried == 1 ? "" : "s",
			 options->dry_run ? "would be " : "");
	else
		ui_note(cli->ui, "for each database that has applied the old files, say the same "
				 "again with `-e ENV` or `--url URL`");
	if (before->placeholders.n != 0)
		ui_note(cli->ui,
			"the values of ${placeholders} in the settings of %s belong under "
			"`placeholders:` in godwit.yaml",
			before->format->name);
}

static bool convert(struct cli *cli, const struct gw_convert_request *request,
		    struct gw_error **err)
{
	struct gw_session_conversion result;
	bool ok = gw_session_convert(&cli->session, request, &result, err);

	if (ok) {
		ui_json(cli->ui, result_json(cli, request->folder, &result));
		tell_files(cli, request->folder, &result);
		tell_rest(cli, &result);
		cli_tell_notices(cli);
	}
	gw_session_conversion_done(&result);
	return ok;
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *options = cli->options;
	const char *dir = gw_config_text(cli->config, GW_KEY_DIR);
	const struct gw_convert_request request = {
		.folder = options->folder != NULL ? options->folder
						  : gw_format(cli->arena, "%s-godwit", dir),
		.dry = options->dry_run,
	};

	return convert(cli, &request, err);
}

static const char *const targets[] = {"godwit", NULL};

static const struct cli_option option_table[] = {
	{.name = "from",
	 .type = CLI_SETTING,
	 .argument = "FORMAT",
	 .key = GW_KEY_FORMAT,
	 .help = "the format that the files have; found out when not given"},
	{.name = "to",
	 .type = CLI_TEXT,
	 .argument = "godwit",
	 .offset = offsetof(struct options, to),
	 .choices = targets,
	 .help = "the format that they get"},
	{.name = "output",
	 .letter = 'o',
	 .type = CLI_TEXT,
	 .argument = "DIR",
	 .offset = offsetof(struct options, folder),
	 .help = "the folder for the new files; when not given, the old one's name and -godwit"},
	{.name = "dry-run",
	 .type = CLI_FLAG,
	 .offset = offsetof(struct options, dry_run),
	 .help = "say what would be written, and write nothing"},
	{0},
};

const struct cli_command cmd_convert = {
	.name = "convert",
	.summary = "Rewrite a folder of another tool in godwit's own format",
	.details =
		"Each migration becomes one file with its up, down and verify sections, byte for "
		"byte, and its options. The new files are read again, and must have the same "
		"statements. Versions that are numbers stay; others get the number that they begin "
		"with, or are counted. The old folder stays as it is, and no file is overwritten.\n"
		"\n"
		"With -e or --url, what the database has applied of the old files counts as "
		"applied from the new ones: the history gets their checksums and texts, and "
		"nothing runs. Say it again for each database; files that are there already, as "
		"they should be, are left alone.\n"
		"\n"
		"Examples:\n"
		"\n"
		"  godwit convert --from flyway --dir db/migration -o migrations --dry-run\n"
		"  godwit convert --from flyway --dir db/migration -o migrations -e production\n",
	.needs = CLI_NEEDS_CONFIG | CLI_NEEDS_SESSION,
	.about = CLI_ABOUT_DECISION,
	.options = option_table,
	.options_size = sizeof(struct options),
	.run = run,
};
