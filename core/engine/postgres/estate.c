/*
 * What of a PostgreSQL server can be provisioned: kinds, where they stand in the file, and how two
 * values are compared. How changes are written is in estate_server.c, estate_inside.c and
 * estate_publication.c, what the user may do in estate_rights.c, passwords are in estate_password.c.
 */
#include "engine/postgres/estate_int.h"
#include "postgres_sql.h"

/* --- properties --- */

static const struct gw_property role_properties[] = {
	{.name = "login", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "password", .type = GW_ESTATE_SECRET, .fallback = ""},
	{.name = "superuser", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "createdb", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "createrole", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "inherit", .type = GW_ESTATE_BOOL, .fallback = "true"},
	{.name = "replication", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "bypassrls", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "connection_limit", .type = GW_ESTATE_NUMBER, .fallback = "-1"},
	{.name = "valid_until", .type = GW_ESTATE_TIME, .fallback = "infinity"},
	{.name = "comment", .fallback = ""},
	{0},
};

static const struct gw_property membership_properties[] = {
	{.name = "admin", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "inherit", .type = GW_ESTATE_BOOL, .fallback = "true"},
	{.name = "set", .type = GW_ESTATE_BOOL, .fallback = "true"},
	{.name = GW_PG_GRANTORS, .unwritten = true},
	{0},
};

static const struct gw_property database_properties[] = {
	{.name = "owner"},
	{.name = "encoding", .fixed = true},
	{.name = "lc_collate", .type = GW_ESTATE_LOCALE, .fixed = true, .also = "locale"},
	{.name = "lc_ctype", .type = GW_ESTATE_LOCALE, .fixed = true, .also = "locale"},
	{.name = "provider", .fallback = "libc", .fixed = true},
	{.name = "icu_locale", .fallback = "", .fixed = true},
	{.name = "icu_rules", .fallback = "", .fixed = true},
	{.name = "builtin_locale", .fallback = "", .fixed = true},
	{.name = "template", .only_told = true},
	{.name = "tablespace", .fallback = "pg_default", .fixed = true},
	{.name = "connection_limit", .type = GW_ESTATE_NUMBER, .fallback = "-1"},
	{.name = "allow_connections", .type = GW_ESTATE_BOOL, .fallback = "true"},
	{.name = "is_template", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "comment", .fallback = ""},
	{0},
};

static const struct gw_property schema_properties[] = {
	{.name = "owner"},
	{.name = "comment", .fallback = ""},
	{0},
};

static const struct gw_property extension_properties[] = {
	{.name = "version"},
	{.name = "schema"},
	{.name = "cascade", .type = GW_ESTATE_BOOL, .only_told = true},
	{0},
};

static const char *const generated_choices[] = {"none", "stored", NULL};
static const struct gw_property publication_properties[] = {
	{.name = "owner"},
	{.name = "all_tables", .type = GW_ESTATE_BOOL, .fallback = "false", .fixed = true},
	{.name = "insert", .type = GW_ESTATE_BOOL, .fallback = "true"},
	{.name = "update", .type = GW_ESTATE_BOOL, .fallback = "true"},
	{.name = "delete", .type = GW_ESTATE_BOOL, .fallback = "true"},
	{.name = "truncate", .type = GW_ESTATE_BOOL, .fallback = "true"},
	{.name = "via_root", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "generated", .fallback = "none", .choices = generated_choices},
	{0},
};

static const struct gw_property publication_table_properties[] = {
	{.name = "columns", .fallback = ""},
	{.name = "where", .fallback = ""},
	{0},
};

static const struct gw_property no_properties[] = {{0}};

static const struct gw_property owner_properties[] = {{.name = "owner"}, {0}};

/* --- what rights are about --- */

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})
#define TABLE_RIGHTS                                                                      \
	LIST("select", "insert", "update", "delete", "truncate", "references", "trigger", \
	     "maintain")

static const struct gw_target server_targets[] = {
	{"tablespace", "TABLESPACE", LIST("create"), false, true, false},
	{"parameter", "PARAMETER", LIST("set", "alter system"), false, true, false},
	{0},
};

static const struct gw_target grant_targets[] = {
	{"database", "DATABASE", LIST("connect", "create", "temporary"), true, false, false},
	{"schema", "SCHEMA", LIST("usage", "create"), false, true, false},
	{"table", "TABLE", TABLE_RIGHTS, false, false, false},
	{"column", "TABLE", LIST("select", "insert", "update", "references"), false, false, false},
	{"sequence", "SEQUENCE", LIST("usage", "select", "update"), false, false, false},
	{"function", "ROUTINE", LIST("execute"), false, false, false},
	{"type", "TYPE", LIST("usage"), false, false, false},
	{"language", "LANGUAGE", LIST("usage"), false, true, false},
	{"foreign data wrapper", "FOREIGN DATA WRAPPER", LIST("usage"), false, true, false},
	{"foreign server", "FOREIGN SERVER", LIST("usage"), false, true, false},
	{"large object", "LARGE OBJECT", LIST("select", "update"), false, false, false},
	{0},
};

static const struct gw_target owner_targets[] = {
	{"table", "TABLE", NULL, false, false, false},
	{"sequence", "SEQUENCE", NULL, false, false, false},
	{"function", "ROUTINE", NULL, false, false, false},
	{"type", "TYPE", NULL, false, false, false},
	{"language", "LANGUAGE", NULL, false, true, false},
	{"foreign data wrapper", "FOREIGN DATA WRAPPER", NULL, false, true, false},
	{"foreign server", "SERVER", NULL, false, true, false},
	{"large object", "LARGE OBJECT", NULL, false, false, false},
	{0},
};

static const struct gw_target default_targets[] = {
	{"tables", "TABLES", TABLE_RIGHTS, true, true, false},
	{"sequences", "SEQUENCES", LIST("usage", "select", "update"), true, true, false},
	{"functions", "ROUTINES", LIST("execute"), true, true, false},
	{"types", "TYPES", LIST("usage"), true, true, false},
	{"schemas", "SCHEMAS", LIST("usage", "create"), true, true, false},
	{"large objects", "LARGE OBJECTS", LIST("select", "update"), true, true, false},
	{0},
};

/* --- labels --- */

static void label_membership(const struct gw_asset *asset, struct gw_str *str)
{
	gw_str_printf(str, "of %s in %s", asset->parts[1], asset->parts[0]);
}

static void label_setting(const struct gw_asset *asset, struct gw_str *str)
{
	const char *database = asset->parts[0], *role = asset->parts[1];

	if (role[0] != '\0')
		gw_str_printf(str, "of role %s%s", role, database[0] != '\0' ? " in " : "");
	if (database[0] != '\0')
		gw_str_printf(str, "%s%s", role[0] != '\0' ? "" : "of database ", database);
}

static void label_target(const char *type, const char *joint, const char *name, struct gw_str *str)
{
	gw_str_puts(str, type);
	if (name[0] != '\0')
		gw_str_printf(str, "%s%s", joint, name);
}

static void label_grant(const struct gw_asset *asset, struct gw_str *str)
{
	gw_str_puts(str, "on ");
	label_target(asset->parts[1], " ", asset->parts[2], str);
	gw_str_printf(str, " to %s", asset->parts[0]);
}

static void label_owner(const struct gw_asset *asset, struct gw_str *str)
{
	gw_str_puts(str, "of ");
	label_target(asset->parts[0], " ", asset->parts[1], str);
}

static void label_published(const struct gw_asset *asset, struct gw_str *str)
{
	gw_str_printf(str, "%s of %s", asset->parts[1], asset->parts[0]);
}

static void label_default(const struct gw_asset *asset, struct gw_str *str)
{
	gw_str_puts(str, "on ");
	label_target(asset->parts[2], " in ", asset->parts[3], str);
	gw_str_printf(str, " of %s to %s", asset->parts[0], asset->parts[1]);
}

/* --- kinds --- */

#define LOOKS(...) ((const struct gw_look[]){__VA_ARGS__, {0}})

const struct gw_kind gw_pg_kind_role = {
	.name = "role",
	.plural = "roles",
	.nparts = 1,
	.properties = role_properties,
	.looks = LOOKS({.sql = SQL_ESTATE_ROLES},
		       {.sql = SQL_ESTATE_PASSWORDS, .may_be_refused = true}),
	.make = GW_STAGE_ROLES,
	.drop = GW_STAGE_DROP_ROLES,
	.render = gw_pg_render_role,
};

static const struct gw_kind *const membership_parties[] = {&gw_pg_kind_role, NULL};

const struct gw_kind gw_pg_kind_membership = {
	.name = "membership",
	.plural = "memberships",
	.parties = membership_parties,
	.nparts = 2,
	.properties = membership_properties,
	.looks = LOOKS({.sql = SQL_ESTATE_MEMBERSHIPS}),
	.make = GW_STAGE_ROLES,
	.drop = GW_STAGE_ROLES,
	.label = label_membership,
	.render = gw_pg_render_membership,
};

const struct gw_kind gw_pg_kind_database = {
	.name = "database",
	.plural = "databases",
	.nparts = 1,
	.properties = database_properties,
	.looks = LOOKS({.sql = SQL_ESTATE_DATABASES}),
	.make = GW_STAGE_DATABASES,
	.drop = GW_STAGE_DROP_DATABASES,
	.alone = true,
	.holds_data = true,
	.render = gw_pg_render_database,
};

const struct gw_kind gw_pg_kind_setting = {
	.name = "settings",
	.plural = "settings",
	.nparts = 2,
	.looks = LOOKS({.sql = SQL_ESTATE_SETTINGS}),
	.make = GW_STAGE_SERVER,
	.drop = GW_STAGE_SERVER,
	.label = label_setting,
	.render = gw_pg_render_setting,
};

const struct gw_kind gw_pg_kind_server_grant = {
	.name = "grant",
	.plural = "server_grants",
	.nparts = 3,
	.missing = "no",
	.looks = LOOKS({.sql = SQL_ESTATE_SERVER_GRANTS},
		       {.sql = SQL_ESTATE_PARAMETER_GRANTS, .from_version = 150000}),
	.make = GW_STAGE_SERVER,
	.drop = GW_STAGE_SERVER,
	.targets = server_targets,
	.joint = " ",
	.type_part = 1,
	.name_part = 2,
	.label = label_grant,
	.render = gw_pg_render_grant,
};

const struct gw_kind gw_pg_kind_schema = {
	.name = "schema",
	.plural = "schemas",
	.nparts = 1,
	.in_database = true,
	.properties = schema_properties,
	.looks = LOOKS({.sql = SQL_ESTATE_SCHEMAS}),
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
	.render = gw_pg_render_schema,
};

const struct gw_kind gw_pg_kind_extension = {
	.name = "extension",
	.plural = "extensions",
	.nparts = 1,
	.in_database = true,
	.properties = extension_properties,
	.looks = LOOKS({.sql = SQL_ESTATE_EXTENSIONS}),
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
	.render = gw_pg_render_extension,
};

const struct gw_kind gw_pg_kind_owner = {
	.name = "owner",
	.nparts = 2,
	.in_database = true,
	.properties = owner_properties,
	.looks = LOOKS({.sql = SQL_ESTATE_OBJECTS}),
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
	.targets = owner_targets,
	.joint = " ",
	.type_part = 0,
	.name_part = 1,
	.has_patterns = true,
	.label = label_owner,
	.render = gw_pg_render_owner,
};

const struct gw_kind gw_pg_kind_publication = {
	.name = "publication",
	.plural = "publications",
	.nparts = 1,
	.in_database = true,
	.properties = publication_properties,
	.looks = LOOKS({.sql = SQL_ESTATE_PUBLICATIONS}),
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
	.render = gw_pg_render_publication,
};

const struct gw_kind gw_pg_kind_publication_table = {
	.name = "published table",
	.plural = "published_tables",
	.nparts = 2,
	.in_database = true,
	.properties = publication_table_properties,
	.looks = LOOKS({.sql = SQL_ESTATE_PUBLICATION_TABLES},
		       {.sql = SQL_ESTATE_PUBLICATION_PARTS, .from_version = 150000}),
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
	.about = "table",
	.name_part = 1,
	.has_patterns = true,
	.label = label_published,
	.render = gw_pg_render_publication_table,
};

const struct gw_kind gw_pg_kind_publication_schema = {
	.name = "published schema",
	.plural = "published_schemas",
	.nparts = 2,
	.in_database = true,
	.properties = no_properties,
	.looks = LOOKS({.sql = SQL_ESTATE_PUBLICATION_SCHEMAS, .from_version = 150000}),
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
	.about = "schema",
	.name_part = 1,
	.has_patterns = true,
	.label = label_published,
	.render = gw_pg_render_publication_schema,
};

const struct gw_kind gw_pg_kind_grant = {
	.name = "grant",
	.plural = "grants",
	.nparts = 3,
	.in_database = true,
	.missing = "no",
	.looks = LOOKS({.sql = SQL_ESTATE_GRANTS}),
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
	.targets = grant_targets,
	.joint = " ",
	.type_part = 1,
	.name_part = 2,
	.has_patterns = true,
	.label = label_grant,
	.render = gw_pg_render_grant,
};

const struct gw_kind gw_pg_kind_default = {
	.name = "default privileges",
	.plural = "default_privileges",
	.nparts = 4,
	.in_database = true,
	.missing = "no",
	.looks = LOOKS({.sql = SQL_ESTATE_DEFAULT_PRIVILEGES}),
	.make = GW_STAGE_INSIDE,
	.drop = GW_STAGE_INSIDE,
	.targets = default_targets,
	.joint = " in ",
	.type_part = 2,
	.name_part = 3,
	.label = label_default,
	.render = gw_pg_render_default,
};

static const struct gw_kind *const kinds[] = {
	&gw_pg_kind_role,
	&gw_pg_kind_membership,
	&gw_pg_kind_database,
	&gw_pg_kind_setting,
	&gw_pg_kind_server_grant,
	&gw_pg_kind_schema,
	&gw_pg_kind_extension,
	&gw_pg_kind_owner,
	&gw_pg_kind_publication,
	&gw_pg_kind_publication_table,
	&gw_pg_kind_publication_schema,
	&gw_pg_kind_grant,
	&gw_pg_kind_default,
	NULL,
};

/* --- the file --- */

static const struct gw_estate_section role_sections[] = {
	{"member_of", GW_SHAPE_LINKS, &gw_pg_kind_membership, 0, "10", NULL},
	{"settings", GW_SHAPE_SETTINGS, &gw_pg_kind_setting, 0, "-0", NULL},
	{0},
};

static const struct gw_estate_section publication_sections[] = {
	{"tables", GW_SHAPE_LINKS, &gw_pg_kind_publication_table, 0, "12", NULL},
	{"schemas", GW_SHAPE_LINKS, &gw_pg_kind_publication_schema, 0, "12", NULL},
	{0},
};

static const struct gw_estate_section database_sections[] = {
	{"settings", GW_SHAPE_SETTINGS, &gw_pg_kind_setting, 0, "0-", NULL},
	{"role_settings", GW_SHAPE_SETTINGS, &gw_pg_kind_setting, 1, "01", NULL},
	{"schemas", GW_SHAPE_ASSETS, &gw_pg_kind_schema, 0, "1", NULL},
	{"extensions", GW_SHAPE_ASSETS, &gw_pg_kind_extension, 0, "1", NULL},
	{"owners", GW_SHAPE_VALUES, &gw_pg_kind_owner, 0, "ab", NULL},
	{"publications", GW_SHAPE_ASSETS, &gw_pg_kind_publication, 0, "1", publication_sections},
	{"grants", GW_SHAPE_RIGHTS, &gw_pg_kind_grant, 1, "1ab", NULL},
	{"default_privileges", GW_SHAPE_RIGHTS, &gw_pg_kind_default, 2, "12ab", NULL},
	{0},
};

static const struct gw_estate_section sections[] = {
	{"roles", GW_SHAPE_ASSETS, &gw_pg_kind_role, 0, "0", role_sections},
	{"databases", GW_SHAPE_ASSETS, &gw_pg_kind_database, 0, "0", database_sections},
	{"grants", GW_SHAPE_RIGHTS, &gw_pg_kind_server_grant, 1, "0ab", NULL},
	{0},
};

/* --- comparing --- */

static bool same(struct gw_arena *arena, const char *name, const char *a, const char *b)
{
	if (!gw_pg_setting_is_list(name))
		return gw_view_eq(gw_view_of(a), gw_view_of(b));
	return gw_view_eq(gw_view_of(gw_pg_setting_list(arena, a)),
			  gw_view_of(gw_pg_setting_list(arena, b)));
}

static const char *const doors[] = {"postgres", "template1", NULL};

const struct gw_estate_engine gw_pg_estate = {
	.kinds = kinds,
	.sections = sections,
	.database = &gw_pg_kind_database,
	.role = &gw_pg_kind_role,
	.inventory = &gw_pg_kind_owner,
	.prelude = "SELECT pg_catalog.set_config('search_path', '', false)",
	.doors = doors,
	.no_database = "3D000",
	.model = "template1",
	.same = same,
	.password_fits = gw_pg_password_fits,
	.password_verifier = gw_pg_password_verifier,
	.is_verifier = gw_pg_is_verifier,
	.preflight = gw_pg_preflight,
	.belongings = SQL_ESTATE_BELONGINGS,
	.leave = gw_pg_leave,
};
