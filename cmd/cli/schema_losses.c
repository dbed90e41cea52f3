/*
 * What a script would destroy, and whether that is allowed.
 */
#include "cli/schema.h"

static bool is_allowed(const struct cli_schema_options *options, const char *kind)
{
	struct gw_view rest = gw_view_of(options->allowed);
	struct gw_view line;

	while (gw_view_next_line(&rest, &line)) {
		if (gw_view_is(line, kind) || gw_view_is(line, "all"))
			return true;
	}
	return false;
}

static bool fail_destructive(struct cli *cli, const struct gw_schema_object *object,
			     const char *what, const char *instead, struct gw_error **err)
{
	gw_fail(err, GW_E_DESTRUCTIVE, "the %s %s", gw_schema_label(cli->arena, object), what);
	gw_error_hint(*err, "Give `--allow-destructive %s` when that is meant, or %s.",
		      object->kind->name, instead);
	return false;
}

static const char renamed[] = "`--rename OLD=NEW` when it has another name now";

/* What holds rows and goes; not what goes with its table. */
static bool is_lost(const struct gw_schema_changes *changes, const struct gw_schema_change *change)
{
	const struct gw_schema_object *object = change->old;
	const struct gw_schema_change *of_parent;

	if (change->action != GW_CHANGE_DROP ||
	    (object->kind->role != GW_ROLE_TABLE && object->kind->role != GW_ROLE_COLUMN))
		return false;
	if (object->parent == NULL)
		return true;
	of_parent = gw_schema_change_of(changes, object->parent->id);
	return of_parent == NULL || of_parent->action != GW_CHANGE_DROP;
}

static bool check_drops(struct cli *cli, const struct gw_schema_changes *changes,
			struct gw_error **err)
{
	for (size_t i = 0; i < changes->list.n; i++) {
		const struct gw_schema_change *change = changes->list.items[i];

		if (is_lost(changes, change) && !is_allowed(cli->options, change->old->kind->name))
			return fail_destructive(cli, change->old, "would be dropped", renamed, err);
	}
	return true;
}

/* Losses that are no drops: a type that is too small for what is there. */
static bool check_alters(struct cli *cli, const struct gw_schema_script *script,
			 struct gw_error **err)
{
	for (size_t i = 0; i < script->statements.n; i++) {
		const struct gw_schema_statement *statement = &script->statements.items[i];
		const struct gw_schema_object *object = statement->object;

		if ((statement->effect.hazards & GW_HAZARD_DATA_LOSS) == 0 ||
		    statement->step != GW_SCHEMA_ALTER || object == NULL ||
		    is_allowed(cli->options, object->kind->name) ||
		    is_allowed(cli->options, "column"))
			continue;
		return fail_destructive(cli, object, "would lose data", "leave it as it is", err);
	}
	return true;
}

bool cli_schema_check_replaced(void *context, const struct gw_schema_changes *changes,
			       struct gw_error **err)
{
	struct cli *cli = context;

	for (size_t i = 0; i < changes->list.n; i++) {
		const struct gw_schema_change *change = changes->list.items[i];
		const struct gw_schema_kind *kind = gw_schema_change_object(change)->kind;

		if (change->action == GW_CHANGE_REPLACE && kind->role == GW_ROLE_TABLE &&
		    !is_allowed(cli->options, kind->name))
			return fail_destructive(cli, change->old,
						"cannot be altered so: it would be dropped and "
						"made anew, without its rows",
						"make another table and copy the rows", err);
	}
	return true;
}

bool cli_schema_check_losses(struct cli *cli, const struct gw_comparison *comparison,
			     struct gw_error **err)
{
	return check_drops(cli, &comparison->changes, err) &&
	       check_alters(cli, &comparison->script, err);
}
