/*
 * Statements for publications, and for the tables and schemas that are in them.
 */
#include <string.h>

#include "engine/postgres/estate_int.h"

/* What is to be, or what is and stays; fallback: what nobody said. */
static const char *value_of(const struct gw_action *action, const char *name, const char *fallback)
{
	const struct gw_change *change = gw_action_change(action, name);
	const char *live = action->live != NULL ? gw_asset_value(action->live, name) : NULL;

	if (change != NULL)
		return change->after;
	return live != NULL ? live : fallback;
}

static bool is_true(const struct gw_action *action, const char *name, const char *fallback)
{
	return strcmp(value_of(action, name, fallback), "true") == 0;
}

/* "publish = 'insert, update'": all of it, where any of it changes. */
static void add_operations(const struct gw_action *action, struct gw_str *str)
{
	static const char *const operations[] = {"insert", "update", "delete", "truncate"};
	GW_STR_AUTO struct gw_str list = {0};
	bool changes = false;

	for (size_t i = 0; i < GW_COUNT(operations); i++) {
		changes |= gw_action_change(action, operations[i]) != NULL;
		if (is_true(action, operations[i], "true"))
			gw_str_printf(&list, "%s%s", list.n != 0 ? ", " : "", operations[i]);
	}
	if (changes)
		gw_str_printf(str, "publish = '%s'", gw_str_text(&list));
}

static void add_option(struct gw_render *render, const struct gw_action *action, const char *name,
		       const char *option, struct gw_str *str)
{
	const struct gw_change *change = gw_action_change(action, name);

	if (change != NULL)
		gw_sql_add(render, str, str->n != 0 ? ", %w = %t" : "%w = %t", option,
			   change->after);
}

/* The owner comes last: with the ownership goes the right to change the rest. */
void gw_pg_render_publication(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str options = {0};
	const char *name = action->asset->parts[0];
	const struct gw_change *owner = gw_action_change(action, "owner");

	if (action->deed == GW_DEED_DROP) {
		gw_sql_statement(render, "DROP PUBLICATION %n", name);
		return;
	}
	add_operations(action, &options);
	add_option(render, action, "via_root", "publish_via_partition_root", &options);
	add_option(render, action, "generated", "publish_generated_columns", &options);
	if (action->deed == GW_DEED_MAKE)
		gw_sql_statement(render,
				 options.n != 0 ? "CREATE PUBLICATION %n%w WITH (%w)"
						: "CREATE PUBLICATION %n%w",
				 name,
				 is_true(action, "all_tables", "false") ? " FOR ALL TABLES" : "",
				 gw_str_text(&options));
	else if (options.n != 0)
		gw_sql_statement(render, "ALTER PUBLICATION %n SET (%w)", name,
				 gw_str_text(&options));
	if (owner != NULL)
		gw_sql_statement(render, "ALTER PUBLICATION %n OWNER TO %n", name, owner->after);
}

static void add_table(struct gw_render *render, const struct gw_action *action)
{
	GW_STR_AUTO struct gw_str parts = {0};
	const char *columns = value_of(action, "columns", ""),
		   *where = value_of(action, "where", "");

	if (columns[0] != '\0')
		gw_sql_add(render, &parts, " (%w)", columns);
	if (where[0] != '\0')
		gw_sql_add(render, &parts, " WHERE (%w)", where);
	gw_sql_statement(render, "ALTER PUBLICATION %n ADD TABLE ONLY %w%w",
			 action->asset->parts[0], action->asset->parts[1], gw_str_text(&parts));
}

/* What of a table is published is not changed: it is taken out, and put in again. */
void gw_pg_render_publication_table(struct gw_render *render, const struct gw_action *action)
{
	if (action->deed != GW_DEED_MAKE)
		gw_sql_statement(render, "ALTER PUBLICATION %n DROP TABLE ONLY %w",
				 action->asset->parts[0], action->asset->parts[1]);
	if (action->deed != GW_DEED_DROP)
		add_table(render, action);
}

void gw_pg_render_publication_schema(struct gw_render *render, const struct gw_action *action)
{
	gw_sql_statement(render, "ALTER PUBLICATION %n %w TABLES IN SCHEMA %n",
			 action->asset->parts[0], action->deed == GW_DEED_DROP ? "DROP" : "ADD",
			 action->asset->parts[1]);
}
