/*
 * `godwit init`: the start of a project: godwit.yaml, the folder of migrations, and a first
 * migration to look at. What is there already stays as it is.
 */
#include "base/fs.h"
#include "cli/cli.h"
#include "source/tree.h"
#include "ui/ui.h"

#define CONFIG_PATH      "godwit.yaml"
#define DEFAULT_URL      "sqlite:app.db"
#define FROM_ENVIRONMENT "{env: DATABASE_URL}"

static const char sample[] =
	"-- A first migration, to look at. `godwit up` applies it, `godwit down` "
	"takes it back.\n"
	"-- godwit:up\n"
	"CREATE TABLE notes (\n"
	"\tid integer PRIMARY KEY,\n"
	"\tbody varchar(200) NOT NULL\n"
	");\n"
	"\n"
	"-- godwit:down\n"
	"DROP TABLE notes;\n";

struct options {
	const char *url;
	const char *dir;
};

static const struct cli_option options[] = {
	{.name = "url",
	 .letter = 'u',
	 .type = CLI_TEXT,
	 .argument = "URL",
	 .help = "the target database; " DEFAULT_URL " when not given",
	 .offset = offsetof(struct options, url)},
	{.name = "dir",
	 .letter = 'd',
	 .type = CLI_TEXT,
	 .argument = "DIR",
	 .help = "the folder of migrations; migrations when not given",
	 .offset = offsetof(struct options, dir)},
	{0},
};

/* What init is about to write, and did. */
struct project {
	struct cli *cli;
	const char *config_path;
	const char *dir; /* as asked for; NULL: not */
	const char *folder; /* as the configuration says */
	const char *url_yaml; /* the value of `url:` */
	bool hides_password; /* of the URL that was given */
	bool kept_config;
	struct gw_json *created;
};

/* A YAML scalar in single quotes: nothing in it means anything but the quote itself. */
static const char *quote_yaml(struct gw_arena *arena, const char *text)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_str_putc(&str, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			gw_str_putc(&str, '\'');
		gw_str_putc(&str, *text);
	}
	gw_str_putc(&str, '\'');
	return gw_str_take(&str, arena);
}

/* A URL with a password does not belong into a file that is committed. */
static bool choose_url(struct project *project, const char *url, struct gw_error **err)
{
	struct cli *cli = project->cli;
	const char *variable = cli->sys->getenv("DATABASE_URL");
	struct gw_url parsed;
	bool has_secret;

	if (url == NULL) {
		project->url_yaml = variable != NULL && variable[0] != '\0'
					    ? FROM_ENVIRONMENT
					    : quote_yaml(cli->arena, DEFAULT_URL);
		return true;
	}
	if (!gw_url_parse(cli->arena, gw_view_of(url), &parsed, err))
		return false;
	has_secret = !gw_view_eq(gw_url_redact_text(cli->arena, gw_view_of(url)), gw_view_of(url));
	project->hides_password = has_secret;
	project->url_yaml = has_secret ? FROM_ENVIRONMENT : quote_yaml(cli->arena, url);
	return true;
}

static const char *config_text(const struct project *project)
{
	return gw_format(project->cli->arena,
			 "# Where godwit finds migrations, and the database that they are for.\n"
			 "# `godwit config` shows every setting and where it comes from.\n"
			 "url: %s\n"
			 "dir: %s\n"
			 "\n"
			 "# More databases, each chosen with `-e NAME`:\n"
			 "#environments:\n"
			 "#  prod:\n"
			 "#    url: {env: PROD_DATABASE_URL}\n"
			 "#    protected: true\n",
			 project->url_yaml,
			 quote_yaml(project->cli->arena, project->dir != NULL
								 ? project->dir
								 : gw_keys[GW_KEY_DIR].fallback));
}

static bool create(struct project *project, const char *path, const char *content,
		   struct gw_error **err)
{
	if (!gw_file_create(path, gw_view_of(content), 0666, err))
		return false;
	ui_print(project->cli->ui, UI_GREEN, "  created  ");
	ui_print(project->cli->ui, UI_PLAIN, "%s\n", path);
	gw_json_push_text(project->created, path);
	return true;
}

static void keep(const struct project *project, const char *path)
{
	ui_print(project->cli->ui, UI_DIM, "  kept     ");
	ui_print(project->cli->ui, UI_PLAIN, "%s\n", path);
}

/* A sample only where there is nothing else. */
static bool make_folder(struct project *project, struct gw_error **err)
{
	struct gw_arena *arena = project->cli->arena;
	GW_TREE_AUTO struct gw_tree *tree = NULL;
	const char *stamp = gw_time_stamp(arena, project->cli->sys->now_us());

	if (!gw_folder_make(project->folder, err) ||
	    !gw_tree_open_folder(arena, project->folder, &tree, err))
		return false;
	if (tree->nfiles != 0) {
		keep(project, gw_format(arena, "%s/", project->folder));
		return true;
	}
	return create(project, gw_format(arena, "%s/%s_create_notes.sql", project->folder, stamp),
		      sample, err);
}

/* Then the folder is what `godwit up` will find: the file is read as any command reads it. */
static bool make_config(struct project *project, struct gw_error **err)
{
	struct cli *cli = project->cli;
	struct gw_config_request request = {.file = project->config_path};
	struct gw_config *config;

	if (!gw_file_exists(project->config_path)) {
		if (!create(project, project->config_path, config_text(project), err))
			return false;
	} else {
		keep(project, project->config_path);
		project->kept_config = true;
		request.overrides[0].key = GW_KEY_DIR;
		request.overrides[0].value = project->dir;
		request.noverrides = project->dir != NULL;
	}
	if (!gw_config_load(cli->arena, cli->sys, &request, &config, err))
		return false;
	project->folder = gw_config_text(config, GW_KEY_DIR);
	return true;
}

static void print_next(const struct project *project, const char *url)
{
	struct ui *ui = project->cli->ui;

	if (project->kept_config && url != NULL)
		ui_warn(ui, "%s was there and is kept: --url is not written into it",
			project->config_path);
	else if (project->hides_password)
		ui_note(ui,
			"the URL holds a password, so %s says to read DATABASE_URL; set that "
			"variable",
			project->config_path);
	ui_print(ui, UI_PLAIN,
		 "\nNext: `godwit new NAME` writes a migration, `godwit up` applies "
		 "all, `godwit status` shows them.\n");
}

static bool run(struct cli *cli, struct gw_error **err)
{
	const struct options *chosen = cli->options;
	struct gw_json *object = cli_json(cli);
	struct project project = {
		.cli = cli,
		.config_path = cli->config_file != NULL ? cli->config_file : CONFIG_PATH,
		.dir = chosen->dir,
		.created = gw_json_array(),
	};

	gw_json_set(object, "created", project.created);
	if (!choose_url(&project, chosen->url, err) || !make_config(&project, err) ||
	    !make_folder(&project, err)) {
		gw_json_free(object);
		return false;
	}
	gw_json_set_text(object, "config", project.config_path);
	gw_json_set_text(object, "dir", project.folder);
	print_next(&project, chosen->url);
	ui_json(cli->ui, object);
	return true;
}

const struct cli_command cmd_init = {
	.name = "init",
	.summary = "Start a project: godwit.yaml and a folder of migrations",
	.details = "Writes godwit.yaml and the folder, and into an empty folder a first migration. "
		   "Files "
		   "that are there are kept. A URL with a password is not written: the file then "
		   "says to "
		   "read DATABASE_URL.\n"
		   "\n"
		   "Examples:\n"
		   "\n"
		   "  godwit init\n"
		   "  godwit init --url postgres://app@localhost/app --dir db/migrations\n",
	.options = options,
	.options_size = sizeof(struct options),
	.run = run,
};
