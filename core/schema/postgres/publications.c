/*
 * Publications, and what is in them: tables, with the columns and rows that are sent, and schemas.
 */
#include "schema/postgres/postgres_int.h"

static void create_publication(struct gw_schema_script *script,
			       const struct gw_schema_object *publication)
{
	static const size_t rest[] = {PUBLICATION_VIA_ROOT, PUBLICATION_GENERATED};

	gw_pg_put_command(script, "CREATE ", publication);
	if (gw_schema_flag(publication, PUBLICATION_ALL))
		gw_schema_puts(script, " FOR ALL TABLES");
	gw_pg_put_value(script, " WITH (publish = '",
			gw_schema_value(publication, PUBLICATION_CHANGES), "')");
	gw_schema_end(script, NULL);
	gw_pg_apply(script, publication, rest, GW_COUNT(rest));
	gw_pg_finish(script, publication);
}

static void set_option(struct gw_schema_script *script, const struct gw_schema_change *change,
		       const char *option, struct gw_view value)
{
	gw_pg_begin_alter(script, change->new);
	gw_schema_puts(script, " SET (");
	gw_schema_puts(script, option);
	gw_pg_put_value(script, " = ", value, ")");
	gw_schema_end(script, NULL);
}

static void alter_changes(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	const char *list = gw_format(
		script->arena, "'%.*s'",
		GW_VIEW_ARG(gw_schema_value(change->new, PUBLICATION_CHANGES)));

	set_option(script, change, "publish", gw_view_of(list));
}

static void alter_via_root(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	set_option(script, change, "publish_via_partition_root",
		   gw_schema_flag(change->new, PUBLICATION_VIA_ROOT) ? GW_VIEW("true")
								     : GW_VIEW("false"));
}

static void alter_generated(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct gw_view columns = gw_schema_value(change->new, PUBLICATION_GENERATED);

	set_option(script, change, "publish_generated_columns",
		   columns.p != NULL ? columns : GW_VIEW("none"));
}

static void put_published(struct gw_schema_script *script, const char *action,
			  const struct gw_schema_object *published)
{
	gw_pg_begin_alter(script, published);
	gw_schema_puts(script, action);
	gw_schema_puts(script, published->kind == &gw_pg_published_table ? " TABLE ONLY "
									 : " TABLES IN SCHEMA ");
	gw_pg_put_path(script, published);
}

static void publish(struct gw_schema_script *script, const struct gw_schema_object *published)
{
	put_published(script, " ADD", published);
	if (published->kind == &gw_pg_published_table)
		gw_pg_put_value(script, "", gw_schema_value(published, PUBLISHED_PART), "");
	gw_schema_end(script, &gw_pg_ddl_waits);
}

static void unpublish(struct gw_schema_script *script, const struct gw_schema_object *published)
{
	put_published(script, " DROP", published);
	gw_schema_end(script, &gw_pg_ddl_waits);
}

static const struct gw_schema_property publication_properties[] = {
	PG_COMMON_PROPERTIES,
	[PUBLICATION_ALL] =
		{
			.name = "all_tables",
			.type = GW_PROPERTY_FLAG,
			.way = GW_WAY_REPLACE,
		},
	[PUBLICATION_CHANGES] = {.name = "changes", .alter = alter_changes},
	[PUBLICATION_VIA_ROOT] =
		{
			.name = "via_partition_root",
			.type = GW_PROPERTY_FLAG,
			.alter = alter_via_root,
		},
	[PUBLICATION_GENERATED] = {.name = "generated_columns", .alter = alter_generated},
};

static const struct gw_schema_property table_properties[] = {
	PG_COMMON_PROPERTIES,
	[PUBLISHED_PART] = {.name = "part", .way = GW_WAY_REPLACE},
};

const struct gw_schema_kind gw_pg_publication = {
	.name = "publication",
	.rank = 45,
	GW_PROPERTIES(publication_properties),
	.create = create_publication,
	.drop = gw_pg_drop,
	.rename = gw_pg_rename,
};

const struct gw_schema_kind gw_pg_published_table = {
	.name = "published table",
	.rank = 46,
	GW_PROPERTIES(table_properties),
	.create = publish,
	.drop = unpublish,
};

const struct gw_schema_kind gw_pg_published_schema = {
	.name = "published schema",
	.rank = 46,
	GW_PROPERTIES(gw_pg_common_properties),
	.create = publish,
	.drop = unpublish,
};
