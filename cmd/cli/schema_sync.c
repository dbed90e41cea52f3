/*
 * `godwit schema sync A B`: a migration that makes A like B, or A made like B at once.
 */
#include "cli/schema.h"

#include "base/fs.h"
#include "ui/ui.h"

enum { FILE_MODE = 0644 };

/* The comparison the other way round, for the way back. */
static bool compare_back(struct cli *cli, const struct cli_schema_pair *pair,
			 struct gw_comparison *ret_comparison, struct gw_error **err)
{
	const struct gw_schema_renames *renames = &pair->comparison.renames;
	struct gw_compare_options how = {.no_prove = pair->how.no_prove};

	for (size_t i = renames->list.n; i-- > 0;)
		gw_vec_push(cli->arena, &how.renames.list,
			    gw_schema_rename_back(cli->arena, &renames->list.items[i]));
	return gw_compare(&pair->sides, &pair->schema[1], &pair->schema[0], &how, ret_comparison,
			  err);
}

static bool write_migration(struct cli *cli, const struct cli_schema_pair *pair, const char *path,
			    struct gw_error **err)
{
	const struct gw_schema_dialect *dialect = pair->comparison.script.dialect;
	GW_STR_AUTO struct gw_str text = {0};
	struct gw_comparison back;

	if (!compare_back(cli, pair, &back, err))
		return false;
	gw_str_puts(&text, "-- godwit:up\n");
	gw_schema_render_list(dialect, dialect->settings, &text);
	cli_schema_write_script(cli, &pair->comparison.script, &text);
	gw_str_puts(&text, "-- godwit:down\n");
	gw_schema_render_list(dialect, dialect->settings, &text);
	cli_schema_write_script(cli, &back.script, &text);
	return gw_file_create(path, gw_str_view(&text), FILE_MODE, err);
}

/* A folder gets a file with the time in its name. */
static const char *path_of(struct cli *cli)
{
	const struct cli_schema_options *options = cli->options;

	if (!gw_folder_is_dir(options->output))
		return options->output;
	return gw_format(cli->arena, "%s/%s_sync.sql", options->output,
			 gw_time_stamp(cli->arena, cli->sys->now_us()));
}

/* NULL: nothing guards it. An environment speaks for the database of its own url alone. */
static const char *side_protector(const struct cli *cli, const struct gw_side *side)
{
	const char *name = side->has_own_url
				   ? NULL
				   : gw_config_protector(cli->config, cli->arena, &side->url);

	return name == NULL && side->is_protected ? side->text : name;
}

static bool check_side(struct cli *cli, const struct gw_side *side, struct gw_error **err)
{
	const char *name;

	if (side->kind != GW_SIDE_URL && side->kind != GW_SIDE_ENVIRONMENT) {
		gw_fail(err, GW_E_USAGE, "%s is no live database, so nothing can be applied to it",
			side->text);
		gw_error_hint(*err, "Give a URL or an environment as the first side.");
		return false;
	}
	name = side_protector(cli, side);
	if (name == NULL || gw_view_is(gw_view_of(cli->yes_i_mean), name))
		return true;
	gw_fail(err, GW_E_PROTECTED,
		"%s is protected: schema sync needs its name as a confirmation", name);
	gw_error_hint(*err, "Give `--yes-i-mean %s` when you are sure.", name);
	return false;
}

/* Where it stands now, seen by the database itself. */
static bool check_result(struct cli_schema_pair *pair, struct gw_error **err)
{
	struct gw_schema_changes changes;
	struct gw_schema schema;

	if (!gw_side_read(&pair->sides, &pair->side[0], &schema, err))
		return false;
	gw_schema_diff(pair->sides.arena, &schema, &pair->schema[1], &changes);
	if (changes.list.n == 0)
		return true;
	gw_fail(err, GW_E_PROOF, "the statements were applied, and %zu differences are left",
		changes.list.n);
	gw_error_state(*err, GW_STATE_COMMITTED, "all statements stand");
	gw_error_hint(*err, "`godwit schema diff` shows them.");
	return false;
}

static bool apply(struct cli_schema_pair *pair, struct gw_error **err)
{
	return gw_side_apply(&pair->sides, &pair->side[0], &pair->comparison.script, &pair->side[1],
			     err) &&
	       check_result(pair, err);
}

static bool check_options(const struct cli *cli, struct gw_error **err)
{
	const struct cli_schema_options *options = cli->options;

	if (options->apply != (options->output != NULL))
		return true;
	gw_fail(err, GW_E_USAGE, "say what is to become of the difference");
	gw_error_hint(*err, "Give `-o FILE` for a migration, or `--apply` to make FROM like TO.");
	return false;
}

static bool carry_out(struct cli *cli, struct cli_schema_pair *pair, const char **ret_path,
		      struct gw_error **err)
{
	const struct cli_schema_options *options = cli->options;

	*ret_path = NULL;
	if (options->apply && !check_side(cli, &pair->side[0], err))
		return false;
	if (pair->comparison.script.statements.n == 0)
		return true;
	if (!cli_schema_check_losses(cli, &pair->comparison, err))
		return false;
	if (options->apply)
		return apply(pair, err);
	*ret_path = path_of(cli);
	return write_migration(cli, pair, *ret_path, err);
}

static void tell(struct cli *cli, const struct cli_schema_pair *pair, const char *path)
{
	size_t n = pair->comparison.script.statements.n;
	struct gw_json *object = cli_schema_pair_json(cli, pair);

	gw_json_set_text(object, "file", path);
	gw_json_set_bool(object, "applied", path == NULL && n != 0);
	if (n == 0)
		ui_print(cli->ui, UI_GREEN, "no difference\n");
	else if (path != NULL)
		ui_print(cli->ui, UI_PLAIN, "%s\n", path);
	else
		ui_print(cli->ui, UI_GREEN, "%zu statement%s applied\n", n, n == 1 ? "" : "s");
	ui_json(cli->ui, object);
}

bool cli_schema_sync(struct cli *cli, struct gw_error **err)
{
	struct cli_schema_pair pair;
	const char *path;

	if (!check_options(cli, err) || !cli_schema_compare(cli, &pair, err) ||
	    !carry_out(cli, &pair, &path, err))
		return false;
	tell(cli, &pair, path);
	return true;
}
