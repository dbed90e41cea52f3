/*
 * `godwit schema diff A B`: what is different, and the SQL that makes A like B.
 */
#include "cli/schema.h"
#include "ui/ui.h"

enum { EXIT_STATUS_DIFFERENT = 2 };

static bool read_sides(struct cli *cli, struct cli_schema_pair *pair, struct gw_error **err)
{
	struct gw_sides *sides = &pair->sides;

	*sides = (struct gw_sides){
		.arena = cli->arena,
		.sys = cli->sys,
		.config = cli->config,
		.application = cli->session.application,
		.read = cli_schema_read_options(cli),
	};
	for (size_t i = 0; i < GW_COUNT(pair->side); i++) {
		if (!gw_side_parse(sides, cli->args[i + 1], &pair->side[i], err))
			return false;
	}
	if (!gw_sides_choose(sides, pair->side, GW_COUNT(pair->side), err))
		return false;
	cli->session.url = sides->beside;
	return gw_sides_read(sides, pair->side, pair->schema, err) &&
	       cli_schema_check(cli, &pair->schema[0], err) &&
	       cli_schema_check(cli, &pair->schema[1], err);
}

static bool read_renames(struct cli *cli, struct gw_compare_options *ret_options,
			 struct gw_error **err)
{
	const struct cli_schema_options *options = cli->options;
	struct gw_view rest = gw_view_of(options->renames);
	struct gw_view line;

	*ret_options = (struct gw_compare_options){
		.no_prove = options->no_prove,
		.check = cli_schema_check_replaced,
		.context = cli,
	};
	while (gw_view_next_line(&rest, &line)) {
		struct gw_schema_rename rename;

		if (!gw_schema_rename_parse(cli->arena, gw_view_dup(cli->arena, line), &rename,
					    err))
			return false;
		gw_vec_push(cli->arena, &ret_options->renames.list, rename);
	}
	return true;
}

/* "data-loss, rewrite; blocks writes; alone": what a statement does besides. NULL: nothing. */
static const char *describe_effect(struct cli *cli, const struct gw_schema_effect *effect)
{
	GW_STR_AUTO struct gw_str str = {0};

	for (size_t n = 0; gw_hazard_name(n) != NULL; n++) {
		if ((effect->hazards & 1U << n) != 0)
			gw_str_printf(&str, "%s%s", str.n != 0 ? ", " : "", gw_hazard_name(n));
	}
	if (effect->transaction == GW_SCHEMA_ALONE)
		gw_str_printf(&str, "%snot in a transaction", str.n != 0 ? "; " : "");
	if (effect->note != NULL)
		gw_str_printf(&str, "%s%s", str.n != 0 ? "; " : "", effect->note);
	return str.n != 0 ? gw_str_take(&str, cli->arena) : NULL;
}

void cli_schema_write_script(struct cli *cli, const struct gw_schema_script *script,
			     struct gw_str *text)
{
	for (size_t i = 0; i < script->statements.n; i++) {
		const struct gw_schema_statement *statement = &script->statements.items[i];
		const char *effect = describe_effect(cli, &statement->effect);

		if (effect != NULL)
			gw_str_printf(text, "-- %s\n", effect);
		gw_schema_render_statement(script->dialect, statement->sql, text);
	}
}

/* For the engine's own client; nothing at all when there is nothing to do. */
static void write_whole(struct cli *cli, const struct gw_schema_script *script, struct gw_str *text)
{
	const struct gw_schema_dialect *dialect = script->dialect;

	if (script->statements.n == 0)
		return;
	gw_schema_render_list(dialect, dialect->settings, text);
	gw_schema_render_list(dialect, dialect->script_begin, text);
	cli_schema_write_script(cli, script, text);
	gw_schema_render_list(dialect, dialect->script_end, text);
}

static void suggest_renames(struct cli *cli, const struct gw_schema_changes *changes)
{
	struct gw_schema_likenesses found;

	gw_schema_find_renamed(changes, &found);
	for (size_t i = 0; i < found.list.n; i++) {
		const struct gw_schema_object *old = found.list.items[i].old;
		const struct gw_schema_object *new = found.list.items[i].new;

		ui_note(cli->ui, "perhaps %s was renamed: `--rename %s%s%s=%s` keeps what is in it",
			gw_schema_label(cli->arena, old),
			old->parent != NULL ? old->parent->name : "",
			old->parent != NULL ? "." : "", old->name, new->name);
	}
}

static bool print_text(struct cli *cli, const struct gw_comparison *comparison)
{
	const struct gw_schema_changes *changes = &comparison->changes;
	GW_STR_AUTO struct gw_str text = {0};

	if (comparison->script.statements.n == 0) {
		ui_print(cli->ui, UI_GREEN, "no difference\n");
		return true;
	}
	cli_print_changes(cli, changes, 0);
	write_whole(cli, &comparison->script, &text);
	ui_print(cli->ui, UI_BOLD, "\nSQL%s\n",
		 comparison->proved ? ", which was tried on a shadow and leads there" : "");
	ui_print(cli->ui, UI_PLAIN, "%s", gw_str_text(&text));
	return true;
}

struct gw_json *cli_schema_pair_json(struct cli *cli, const struct cli_schema_pair *pair)
{
	const struct gw_comparison *comparison = &pair->comparison;
	struct gw_json *object = cli_json(cli);

	gw_json_set_text(object, "from", pair->side[0].text);
	gw_json_set_text(object, "to", pair->side[1].text);
	gw_json_set_bool(object, "different", comparison->script.statements.n != 0);
	gw_json_set_bool(object, "proved", comparison->proved);
	gw_schema_changes_json(&comparison->changes, &comparison->script, object);
	return object;
}

static bool tell(struct cli *cli, const struct cli_schema_pair *pair, struct gw_error **err)
{
	const struct cli_schema_options *options = cli->options;
	GW_STR_AUTO struct gw_str text = {0};

	if (cli->json)
		return cli_put_json(cli, options->output, cli_schema_pair_json(cli, pair), err);
	if (!options->sql && options->output == NULL)
		return print_text(cli, &pair->comparison);
	write_whole(cli, &pair->comparison.script, &text);
	return cli_put(cli, options->output, gw_str_view(&text), err);
}

/* What the second side says of its own past. */
static void add_renames(struct cli *cli, struct cli_schema_pair *pair)
{
	const struct gw_schema_renames *more = &pair->side[1].renames;

	for (size_t i = 0; i < more->list.n; i++)
		gw_vec_push(cli->arena, &pair->how.renames.list, more->list.items[i]);
}

bool cli_schema_compare(struct cli *cli, struct cli_schema_pair *ret_pair, struct gw_error **err)
{
	*ret_pair = (struct cli_schema_pair){0};
	if (!read_renames(cli, &ret_pair->how, err) || !read_sides(cli, ret_pair, err))
		return false;
	add_renames(cli, ret_pair);
	if (!gw_compare(&ret_pair->sides, &ret_pair->schema[0], &ret_pair->schema[1],
			&ret_pair->how, &ret_pair->comparison, err))
		return false;
	suggest_renames(cli, &ret_pair->comparison.changes);
	return true;
}

bool cli_schema_diff(struct cli *cli, struct gw_error **err)
{
	const struct cli_schema_options *options = cli->options;
	struct cli_schema_pair pair;

	if (!cli_schema_compare(cli, &pair, err) || !tell(cli, &pair, err))
		return false;
	if (options->exit_code && pair.comparison.script.statements.n != 0)
		cli->status = EXIT_STATUS_DIFFERENT;
	return true;
}
