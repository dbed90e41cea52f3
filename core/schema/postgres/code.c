/*
 * Views, routines and event triggers: what is code to the server.
 */
#include "schema/postgres/postgres_int.h"

static const struct gw_schema_effect filled = {
	.hazards = GW_HAZARD_SCAN,
	.lock = GW_SCHEMA_LOCK_NONE,
	.note = "the query is run",
};

/* --- views --- */

static void put_view(struct gw_schema_script *script, const struct gw_schema_object *view,
		     const char *verb)
{
	gw_pg_put_command(script, verb, view);
	if (view->kind == &gw_pg_matview)
		gw_pg_put_value(script, " USING ", gw_schema_value(view, MATVIEW_ACCESS_METHOD),
				"");
	gw_pg_put_value(script, " WITH (", gw_schema_value(view, VIEW_OPTIONS), ")");
	if (view->kind == &gw_pg_matview)
		gw_pg_put_value(script, " TABLESPACE ", gw_schema_value(view, MATVIEW_TABLESPACE),
				"");
	gw_pg_put_value(script, " AS\n", gw_schema_value(view, VIEW_QUERY), "");
	gw_schema_end(script, view->kind == &gw_pg_matview ? &filled : &gw_pg_all_wait);
}

static void put_view_default(struct gw_schema_script *script, const struct gw_schema_change *change,
			     struct gw_view name, const struct gw_pg_entry_change *value)
{
	gw_pg_begin_alter(script, change->new);
	gw_schema_puts(script, " ALTER COLUMN ");
	if (value->new.p != NULL)
		gw_schema_put(script, value->new);
	else
		gw_pg_put_value(script, "", name, " DROP DEFAULT");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void alter_view_defaults(struct gw_schema_script *script,
				const struct gw_schema_change *change)
{
	gw_pg_change_entries(script, change, VIEW_DEFAULTS, put_view_default);
}

static void create_view(struct gw_schema_script *script, const struct gw_schema_object *view)
{
	static const size_t rest[] = {VIEW_DEFAULTS};

	put_view(script, view, "CREATE ");
	gw_pg_apply(script, view, rest, GW_COUNT(rest));
	gw_pg_finish(script, view);
}

static void create_matview(struct gw_schema_script *script, const struct gw_schema_object *view)
{
	put_view(script, view, "CREATE ");
	gw_pg_finish(script, view);
}

static void alter_query(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	put_view(script, change->new, "CREATE OR REPLACE ");
}

static void alter_view_options(struct gw_schema_script *script,
			       const struct gw_schema_change *change)
{
	gw_pg_alter_options(script, change, VIEW_OPTIONS, "");
}

/* CREATE OR REPLACE can only add columns at the end. */
static enum gw_way judge_view(const struct gw_schema_change *change)
{
	struct gw_view old = gw_schema_value(change->old, VIEW_COLUMNS);
	struct gw_view new = gw_schema_value(change->new, VIEW_COLUMNS);
	bool grows = new.n > old.n &&new.p[old.n] ==
		     GW_SCHEMA_SEPARATOR &&gw_view_eq(gw_view_slice(new, 0, old.n), old);

	return gw_view_eq(old, new) || grows ? GW_WAY_ALTER : GW_WAY_REPLACE;
}

/* --- routines --- */

static void put_routine(struct gw_schema_script *script, const struct gw_schema_object *routine)
{
	gw_schema_put(script, gw_schema_value(routine, ROUTINE_DEFINITION));
	gw_schema_end(script, NULL);
}

static void create_routine(struct gw_schema_script *script, const struct gw_schema_object *routine)
{
	put_routine(script, routine);
	gw_pg_finish(script, routine);
}

static void replace_routine(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	put_routine(script, change->new);
}

static void create_aggregate(struct gw_schema_script *script,
			     const struct gw_schema_object *aggregate)
{
	gw_schema_puts(script, "CREATE AGGREGATE ");
	gw_schema_put_name(script, aggregate->schema);
	gw_schema_puts(script, ".");
	gw_schema_put_name(script, aggregate->name);
	gw_pg_put_value(script, "(", gw_schema_value(aggregate, AGGREGATE_ARGUMENTS), ")");
	gw_pg_put_value(script, " (", gw_schema_value(aggregate, AGGREGATE_DEFINITION), ")");
	gw_schema_end(script, NULL);
	gw_pg_finish(script, aggregate);
}

/* --- event triggers --- */

static void alter_enabled(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view enabled = gw_schema_value(change->new, CODE_ENABLED);

	gw_pg_put_command(script, "ALTER ", change->new);
	gw_schema_puts(script, " ");
	gw_schema_put(script, enabled.p != NULL ? enabled : GW_VIEW("ENABLE"));
	gw_schema_end(script, NULL);
}

static void create_event_trigger(struct gw_schema_script *script,
				 const struct gw_schema_object *trigger)
{
	static const size_t rest[] = {CODE_ENABLED};

	gw_pg_put_command(script, "CREATE ", trigger);
	gw_pg_put_value(script, " ", gw_schema_value(trigger, CODE_DEFINITION), "");
	gw_schema_end(script, NULL);
	gw_pg_apply(script, trigger, rest, GW_COUNT(rest));
	gw_pg_finish(script, trigger);
}

static const struct gw_schema_property view_properties[] = {
	PG_COMMON_PROPERTIES,
	[VIEW_QUERY] = {.name = "query", .alter = alter_query},
	[VIEW_COLUMNS] = {.name = "columns", .type = GW_PROPERTY_LIST},
	[VIEW_OPTIONS] = {.name = "options", .alter = alter_view_options},
	[VIEW_DEFAULTS] =
		{
			.name = "defaults",
			.type = GW_PROPERTY_LIST,
			.alter = alter_view_defaults,
		},
};

static const struct gw_schema_property matview_properties[] = {
	PG_COMMON_PROPERTIES,
	[VIEW_QUERY] = {.name = "query", .way = GW_WAY_REPLACE},
	[VIEW_COLUMNS] = {.name = "columns", .type = GW_PROPERTY_LIST, .way = GW_WAY_REPLACE},
	[VIEW_OPTIONS] = {.name = "options", .alter = alter_view_options},
	[MATVIEW_TABLESPACE] = {.name = "tablespace", .way = GW_WAY_REPLACE},
	[MATVIEW_ACCESS_METHOD] = {.name = "access_method", .way = GW_WAY_REPLACE},
};

static const struct gw_schema_property routine_properties[] = {
	PG_COMMON_PROPERTIES,
	[ROUTINE_DEFINITION] = {.name = "definition", .alter = replace_routine},
	[ROUTINE_ARGUMENTS] = {.name = "arguments", .way = GW_WAY_REPLACE},
	[ROUTINE_RESULT] = {.name = "result", .way = GW_WAY_REPLACE},
};

static const struct gw_schema_property aggregate_properties[] = {
	PG_COMMON_PROPERTIES,
	[AGGREGATE_ARGUMENTS] = {.name = "arguments", .way = GW_WAY_REPLACE},
	[AGGREGATE_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
};

static const struct gw_schema_property event_properties[] = {
	PG_COMMON_PROPERTIES,
	[CODE_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
	[CODE_ENABLED] = {.name = "enabled", .alter = alter_enabled},
};

const struct gw_schema_kind gw_pg_view = {
	.name = "view",
	.role = GW_ROLE_VIEW,
	.rank = 20,
	.space = "relation",
	GW_PROPERTIES(view_properties),
	.create = create_view,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
	.judge = judge_view,
};

const struct gw_schema_kind gw_pg_view_column = {
	.name = "view column",
	.rank = 22,
	GW_PROPERTIES(gw_pg_common_properties),
	.create = gw_pg_finish,
	.drop = gw_pg_clear,
};

const struct gw_schema_kind gw_pg_matview = {
	.name = "materialized view",
	.role = GW_ROLE_VIEW,
	.rank = 21,
	.space = "relation",
	GW_PROPERTIES(matview_properties),
	.create = create_matview,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

const struct gw_schema_kind gw_pg_function = {
	.name = "function",
	.rank = 10,
	.space = "routine",
	GW_PROPERTIES(routine_properties),
	.create = create_routine,
	.drop = gw_pg_drop,
};

const struct gw_schema_kind gw_pg_procedure = {
	.name = "procedure",
	.rank = 10,
	.space = "routine",
	GW_PROPERTIES(routine_properties),
	.create = create_routine,
	.drop = gw_pg_drop,
};

const struct gw_schema_kind gw_pg_aggregate = {
	.name = "aggregate",
	.rank = 11,
	.space = "routine",
	GW_PROPERTIES(aggregate_properties),
	.create = create_aggregate,
	.drop = gw_pg_drop,
};

const struct gw_schema_kind gw_pg_event_trigger = {
	.name = "event trigger",
	.rank = 50,
	GW_PROPERTIES(event_properties),
	.create = create_event_trigger,
	.drop = gw_pg_drop,
};
