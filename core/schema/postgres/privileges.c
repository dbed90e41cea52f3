/*
 * Default privileges: what others may do with what a role is going to make.
 */
#include "schema/postgres/postgres_int.h"

static void put_default(struct gw_schema_script *script, const struct gw_schema_object *object,
			const struct gw_pg_grant *grant, bool is_grant)
{
	gw_pg_put_value(script, "ALTER DEFAULT PRIVILEGES ",
			gw_schema_value(object, PRIVILEGES_SCOPE),
			is_grant ? " GRANT " : " REVOKE ");
	gw_schema_put(script, grant->privileges);
	gw_schema_puts(script, " ON ");
	gw_schema_puts(script, object->name);
	gw_pg_put_value(script, is_grant ? " TO " : " FROM ", grant->role, "");
	if (is_grant && grant->can_grant.n != 0)
		gw_schema_puts(script, " WITH GRANT OPTION");
	gw_schema_end(script, is_grant ? NULL : &gw_pg_rights_lost);
}

static void create_privileges(struct gw_schema_script *script,
			      const struct gw_schema_object *object)
{
	gw_pg_change_grants(script, object, gw_schema_value(object, PRIVILEGES_FIRST),
			    gw_schema_value(object, PRIVILEGES_GRANTS), put_default);
}

static void alter_privileges(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	gw_pg_change_grants(script, change->new, gw_schema_value(change->old, PRIVILEGES_GRANTS),
			    gw_schema_value(change->new, PRIVILEGES_GRANTS), put_default);
}

static void drop_privileges(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	gw_pg_change_grants(script, object, gw_schema_value(object, PRIVILEGES_GRANTS),
			    gw_schema_value(object, PRIVILEGES_FIRST), put_default);
}

static const struct gw_schema_property privileges_properties[] = {
	PG_COMMON_PROPERTIES,
	[PRIVILEGES_SCOPE] = {.name = "scope"},
	[PRIVILEGES_GRANTS] =
		{
			.name = "given",
			.type = GW_PROPERTY_LIST,
			.alter = alter_privileges,
		},
	[PRIVILEGES_FIRST] = {.name = "first", .type = GW_PROPERTY_LIST, .way = GW_WAY_DERIVED},
};

/* Last: they would give rights to what is made after them. */
const struct gw_schema_kind gw_pg_default_privileges = {
	.name = "default privileges",
	.rank = 60,
	GW_PROPERTIES(privileges_properties),
	.create = create_privileges,
	.drop = drop_privileges,
};
