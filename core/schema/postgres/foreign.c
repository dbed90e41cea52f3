/*
 * What is elsewhere: foreign data wrappers, servers, user mappings, and options of those, of foreign tables
 * and of their columns. Foreign tables themselves: tables.c. Passwords are never read, so a mapping is not
 * made anew: what its options say of them stays.
 */
#include "schema/postgres/postgres_int.h"

static const struct gw_schema_effect mapping_gone = {
	.hazards = GW_HAZARD_RIGHTS,
	.note = "its password, if it has one, is gone",
};

void gw_pg_put_options(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	const char *before = " OPTIONS (";

	for (size_t i = 0; i < object->children.n; i++) {
		const struct gw_schema_object *option = object->children.items[i];

		if (option->kind != &gw_pg_option)
			continue;
		gw_schema_puts(script, before);
		gw_schema_put_name(script, option->name);
		gw_schema_puts(script, " ");
		gw_schema_put_literal(script, gw_schema_value(option, OPTION_VALUE));
		before = ", ";
	}
	if (before[0] == ',')
		gw_schema_puts(script, ")");
}

static void put_option(struct gw_schema_script *script, const struct gw_schema_object *option,
		       const char *action)
{
	gw_pg_begin_alter(script, option);
	if (gw_pg_is_column(option->parent->kind)) {
		gw_schema_puts(script, " ALTER COLUMN ");
		gw_schema_put_name(script, option->parent->name);
	}
	gw_schema_puts(script, " OPTIONS (");
	gw_schema_puts(script, action);
	gw_schema_put_name(script, option->name);
}

static void set_option(struct gw_schema_script *script, const struct gw_schema_object *option,
		       const char *action)
{
	put_option(script, option, action);
	gw_schema_puts(script, " ");
	gw_schema_put_literal(script, gw_schema_value(option, OPTION_VALUE));
	gw_schema_puts(script, ")");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void add_option(struct gw_schema_script *script, const struct gw_schema_object *option)
{
	set_option(script, option, "ADD ");
}

static void alter_option(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	set_option(script, change->new, "SET ");
}

static void drop_option(struct gw_schema_script *script, const struct gw_schema_object *option)
{
	put_option(script, option, "DROP ");
	gw_schema_puts(script, ")");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void end_create(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	gw_pg_put_options(script, object);
	gw_schema_end(script, NULL);
	gw_pg_finish(script, object);
}

static void create_wrapper(struct gw_schema_script *script, const struct gw_schema_object *wrapper)
{
	gw_pg_put_command(script, "CREATE ", wrapper);
	gw_pg_put_value(script, " ", gw_schema_value(wrapper, WRAPPER_FUNCTIONS), "");
	end_create(script, wrapper);
}

static void alter_functions(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_begin_alter(script, change->new);
	gw_pg_put_value(script, " ", gw_schema_value(change->new, WRAPPER_FUNCTIONS), "");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void put_text(struct gw_schema_script *script, const char *before, struct gw_view text)
{
	if (text.p == NULL)
		return;
	gw_schema_puts(script, before);
	gw_schema_put_literal(script, text);
}

static void create_server(struct gw_schema_script *script, const struct gw_schema_object *server)
{
	gw_pg_put_command(script, "CREATE ", server);
	put_text(script, " TYPE ", gw_schema_value(server, SERVER_TYPE));
	put_text(script, " VERSION ", gw_schema_value(server, SERVER_VERSION));
	gw_schema_puts(script, " FOREIGN DATA WRAPPER ");
	script->dialect->quote_name(&script->text, gw_schema_value(server, SERVER_WRAPPER));
	end_create(script, server);
}

static void alter_version(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view version = gw_schema_value(change->new, SERVER_VERSION);

	gw_pg_begin_alter(script, change->new);
	if (version.p != NULL)
		put_text(script, " VERSION ", version);
	else
		gw_schema_puts(script, " VERSION NULL");
	gw_schema_end(script, &gw_pg_all_wait);
}

static void create_mapping(struct gw_schema_script *script, const struct gw_schema_object *mapping)
{
	gw_pg_put_command(script, "CREATE ", mapping);
	end_create(script, mapping);
}

static void drop_mapping(struct gw_schema_script *script, const struct gw_schema_object *mapping)
{
	gw_pg_put_command(script, "DROP ", mapping);
	gw_schema_end(script, &mapping_gone);
}

static const struct gw_schema_property wrapper_properties[] = {
	PG_COMMON_PROPERTIES,
	[WRAPPER_FUNCTIONS] = {.name = "functions", .alter = alter_functions},
};

static const struct gw_schema_property server_properties[] = {
	PG_COMMON_PROPERTIES,
	[SERVER_TYPE] = {.name = "type", .way = GW_WAY_REPLACE},
	[SERVER_VERSION] = {.name = "version", .alter = alter_version},
	[SERVER_WRAPPER] = {.name = "wrapper", .way = GW_WAY_REPLACE},
};

static const struct gw_schema_property option_properties[] = {
	PG_COMMON_PROPERTIES,
	[OPTION_VALUE] = {.name = "value", .alter = alter_option},
};

const struct gw_schema_kind gw_pg_wrapper = {
	.name = "foreign data wrapper",
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 2,
	GW_PROPERTIES(wrapper_properties),
	.create = create_wrapper,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

const struct gw_schema_kind gw_pg_server = {
	.name = "foreign server",
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 3,
	GW_PROPERTIES(server_properties),
	.create = create_server,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

const struct gw_schema_kind gw_pg_user_mapping = {
	.name = "user mapping",
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 4,
	GW_PROPERTIES(gw_pg_common_properties),
	.create = create_mapping,
	.drop = drop_mapping,
};

const struct gw_schema_kind gw_pg_option = {
	.name = "option",
	.flags = GW_KIND_PART,
	.rank = 9,
	GW_PROPERTIES(option_properties),
	.create = add_option,
	.drop = drop_option,
};
