/*
 * `godwit new NAME`: creates the file of the next migration, or files, in the format and with the
 * kind of version that the folder has already. Only their paths go to stdout.
 */
#include "cli/cli.h"
#include "ui/ui.h"

/* The words of the command line as one name: `godwit new add users`. */
static const char *join_words(struct cli *cli)
{
	GW_STR_AUTO struct gw_str name = {0};

	for (size_t i = 0; i < cli->nargs; i++)
		gw_str_printf(&name, "%s%s", i == 0 ? "" : "_", cli->args[i]);
	return gw_str_take(&name, cli->arena);
}

static bool create(struct cli *cli, const char *folder, const struct gw_new_file *file,
		   struct gw_json *list, struct gw_error **err)
{
	const char *path = gw_format(cli->arena, "%s/%s", folder, file->path);
	size_t slash = gw_view_rfind_char(gw_view_of(path), '/');

	if (!gw_folder_make(gw_strndup(cli->arena, path, slash), err) ||
	    !gw_file_create(path, gw_view_of(file->content), 0666, err))
		return false;
	ui_print(cli->ui, UI_PLAIN, "%s\n", path);
	gw_json_push_text(list, path);
	return true;
}

static bool create_all(struct cli *cli, const struct gw_source *source, const char *folder,
		       struct gw_json *list, struct gw_error **err)
{
	const char *stamp = gw_time_stamp(cli->arena, cli->sys->now_us());
	struct gw_new_file *files;
	size_t n;

	if (!gw_source_new_files(source, cli->arena, NULL, stamp, join_words(cli), &files, &n, err))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!create(cli, folder, &files[i], list, err))
			return false;
	}
	return true;
}

/* It may be a slip of the pen as well. */
static bool make_folder(struct cli *cli, const char *folder, struct gw_error **err)
{
	if (gw_folder_is_dir(folder))
		return true;
	ui_note(cli->ui, "there was no folder %s: it is made", folder);
	return gw_folder_make(folder, err);
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const char *folder = gw_config_text(cli->config, GW_KEY_DIR);
	const char *format = gw_config_text(cli->config, GW_KEY_FORMAT);
	struct gw_json *list;
	struct gw_json *object;
	struct gw_source *source;
	struct gw_tree *tree;
	bool ok;

	if (!make_folder(cli, folder, err) ||
	    !gw_tree_open_folder(cli->arena, folder, &tree, err) ||
	    !gw_source_open(cli->arena, tree, format, gw_engine_dialect_of(cli->config, cli->arena),
			    &source, err))
		return false;
	object = cli_json(cli);
	list = gw_json_array();
	gw_json_set_text(object, "format", source->format->name);
	gw_json_set(object, "files", list);
	ok = create_all(cli, source, folder, list, err);
	gw_source_close(source);
	ui_json(cli->ui, object);
	return ok;
}

const struct cli_command cmd_new = {
	.name = "new",
	.arguments = "NAME...",
	.summary = "Create the file of the next migration",
	.details = "The file is made in the format that the folder has already (see --format), "
		   "with the "
		   "next version in the same style: a time stamp, or the next number. Its path is "
		   "printed.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit new add users\n"
		   "  $EDITOR \"$(godwit new add-index)\"\n",
	.needs = CLI_NEEDS_CONFIG,
	.about = CLI_ABOUT_FILES,
	.min_args = 1,
	.max_args = SIZE_MAX,
	.run = run,
};
