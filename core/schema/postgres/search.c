/*
 * Text search: dictionaries, and configurations, which say what dictionaries a kind of token goes to.
 */
#include "schema/postgres/postgres_int.h"

static void create_dictionary(struct gw_schema_script *script,
			      const struct gw_schema_object *dictionary)
{
	struct gw_view options = gw_schema_value(dictionary, DICTIONARY_OPTIONS);
	struct gw_view option;

	gw_pg_put_command(script, "CREATE ", dictionary);
	gw_pg_put_value(script, " (TEMPLATE = ", gw_schema_value(dictionary, DICTIONARY_TEMPLATE),
			"");
	while (gw_view_next_field(&options, GW_SCHEMA_SEPARATOR, &option))
		gw_pg_put_value(script, ", ", option, "");
	gw_schema_puts(script, ")");
	gw_schema_end(script, NULL);
	gw_pg_finish(script, dictionary);
}

/* An option without value is as if it had never been given. */
static void put_option(struct gw_schema_script *script, const struct gw_schema_change *change,
		       struct gw_view name, const struct gw_pg_entry_change *entry)
{
	gw_pg_begin_alter(script, change->new);
	gw_pg_put_value(script, " (", entry->new.p != NULL ? entry->new : name, ")");
	gw_schema_end(script, NULL);
}

static void alter_options(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_change_entries(script, change, DICTIONARY_OPTIONS, put_option);
}

static void put_mapping(struct gw_schema_script *script, const struct gw_schema_change *change,
			struct gw_view token, const struct gw_pg_entry_change *entry)
{
	const char *action = entry->old.p == NULL ? " ADD" : " ALTER";

	gw_pg_begin_alter(script, change->new);
	gw_schema_puts(script, entry->new.p == NULL ? " DROP" : action);
	gw_pg_put_value(script, " MAPPING FOR ", entry->new.p != NULL ? entry->new : token, "");
	gw_schema_end(script, NULL);
}

static void alter_mappings(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_change_entries(script, change, CONFIGURATION_MAPPINGS, put_mapping);
}

static void create_configuration(struct gw_schema_script *script,
				 const struct gw_schema_object *configuration)
{
	static const size_t rest[] = {CONFIGURATION_MAPPINGS};

	gw_pg_put_command(script, "CREATE ", configuration);
	gw_pg_put_value(script, " (PARSER = ", gw_schema_value(configuration, CONFIGURATION_PARSER),
			")");
	gw_schema_end(script, NULL);
	gw_pg_apply(script, configuration, rest, GW_COUNT(rest));
	gw_pg_finish(script, configuration);
}

static const struct gw_schema_property dictionary_properties[] = {
	PG_COMMON_PROPERTIES,
	[DICTIONARY_TEMPLATE] = {.name = "template", .way = GW_WAY_REPLACE},
	[DICTIONARY_OPTIONS] =
		{
			.name = "options",
			.type = GW_PROPERTY_LIST,
			.alter = alter_options,
		},
};

static const struct gw_schema_property configuration_properties[] = {
	PG_COMMON_PROPERTIES,
	[CONFIGURATION_PARSER] = {.name = "parser", .way = GW_WAY_REPLACE},
	[CONFIGURATION_MAPPINGS] =
		{
			.name = "mappings",
			.type = GW_PROPERTY_LIST,
			.alter = alter_mappings,
		},
};

const struct gw_schema_kind gw_pg_dictionary = {
	.name = "text search dictionary",
	.rank = 3,
	GW_PROPERTIES(dictionary_properties),
	.create = create_dictionary,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

const struct gw_schema_kind gw_pg_configuration = {
	.name = "text search configuration",
	.rank = 4,
	GW_PROPERTIES(configuration_properties),
	.create = create_configuration,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};
