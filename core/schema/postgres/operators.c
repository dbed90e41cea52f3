/*
 * Casts, operators, and their classes and families: how values of types are converted and compared.
 */
#include "schema/postgres/postgres_int.h"

static void create_cast(struct gw_schema_script *script, const struct gw_schema_object *cast)
{
	gw_pg_put_command(script, "CREATE ", cast);
	gw_pg_put_value(script, " ", gw_schema_value(cast, OPERATOR_DEFINITION), "");
	gw_schema_end(script, NULL);
	gw_pg_finish(script, cast);
}

/* CREATE has the signature in its definition. */
static void put_create(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	struct gw_schema_object bare = *object;

	bare.signature = NULL;
	gw_pg_put_command(script, "CREATE ", &bare);
}

static void create_operator(struct gw_schema_script *script,
			    const struct gw_schema_object *operation)
{
	put_create(script, operation);
	gw_pg_put_value(script, " (", gw_schema_value(operation, OPERATOR_DEFINITION), ")");
	gw_schema_end(script, NULL);
	gw_pg_finish(script, operation);
}

static void create_class(struct gw_schema_script *script, const struct gw_schema_object *class)
{
	put_create(script, class);
	gw_pg_put_value(script, "", gw_schema_value(class, OPERATOR_DEFINITION), "");
	gw_schema_end(script, NULL);
	gw_pg_finish(script, class);
}

static void create_family(struct gw_schema_script *script, const struct gw_schema_object *family)
{
	gw_pg_put_command(script, "CREATE ", family);
	gw_schema_end(script, NULL);
	gw_pg_finish(script, family);
}

static void add_member(struct gw_schema_script *script, const struct gw_schema_object *member)
{
	gw_pg_begin_alter(script, member);
	gw_schema_puts(script, " ADD ");
	gw_schema_puts(script, member->name);
	gw_pg_put_value(script, "", gw_schema_value(member, OPERATOR_DEFINITION), "");
	gw_schema_end(script, NULL);
}

static void drop_member(struct gw_schema_script *script, const struct gw_schema_object *member)
{
	gw_pg_begin_alter(script, member);
	gw_schema_puts(script, " DROP ");
	gw_schema_puts(script, member->name);
	gw_schema_puts(script, member->signature);
	gw_schema_end(script, NULL);
}

static const struct gw_schema_property definition_properties[] = {
	PG_COMMON_PROPERTIES,
	[OPERATOR_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
};

/* Early, as are functions that others need: nothing tells that an expression is read by way of a cast. */
const struct gw_schema_kind gw_pg_cast = {
	.name = "cast",
	.rank = 5,
	GW_PROPERTIES(definition_properties),
	.create = create_cast,
	.drop = gw_pg_drop,
};

const struct gw_schema_kind gw_pg_operator = {
	.name = "operator",
	.rank = 11,
	GW_PROPERTIES(definition_properties),
	.create = create_operator,
	.drop = gw_pg_drop,
};

const struct gw_schema_kind gw_pg_operator_family = {
	.name = "operator family",
	.rank = 11,
	GW_PROPERTIES(gw_pg_common_properties),
	.create = create_family,
	.drop = gw_pg_drop,
};

const struct gw_schema_kind gw_pg_operator_class = {
	.name = "operator class",
	.rank = 12,
	GW_PROPERTIES(definition_properties),
	.create = create_class,
	.drop = gw_pg_drop,
};

const struct gw_schema_kind gw_pg_family_member = {
	.name = "family member",
	.rank = 13,
	GW_PROPERTIES(definition_properties),
	.create = add_member,
	.drop = drop_member,
};
