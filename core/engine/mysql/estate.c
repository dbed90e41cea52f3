/*
 * What of a MariaDB server can be provisioned: databases, roles, users, who has which role, and rights
 * at each level. Everything is looked up in the server's own tables; those of MySQL are others.
 */
#include "engine/mysql/estate_int.h"

#include <string.h>

#include "mysql_sql.h"

/* The first with comments of databases; users are in mysql.global_priv since 10.4. */
enum { OLDEST_VERSION = 100500 };

#define LIST(...) ((const char *const[]){__VA_ARGS__, NULL})

/* --- properties --- */

static const struct gw_property database_properties[] = {
	{.name = "charset"},
	{.name = "collation"},
	{.name = "comment", .fallback = ""},
	{0},
};

static const struct gw_property role_properties[] = {{0}};

static const struct gw_property user_properties[] = {
	{.name = "password", .type = GW_ESTATE_SECRET, .fallback = ""},
	{.name = "plugin", .fallback = "mysql_native_password"},
	{.name = "require", .fallback = "none", .choices = LIST("none", "ssl", "x509")},
	{.name = "issuer", .fallback = ""},
	{.name = "subject", .fallback = ""},
	{.name = "cipher", .fallback = ""},
	{.name = "max_queries", .type = GW_ESTATE_NUMBER, .fallback = "0"},
	{.name = "max_updates", .type = GW_ESTATE_NUMBER, .fallback = "0"},
	{.name = "max_connections", .type = GW_ESTATE_NUMBER, .fallback = "0"},
	{.name = "max_user_connections", .type = GW_ESTATE_NUMBER, .fallback = "0"},
	{.name = "max_statement_time", .type = GW_ESTATE_NUMBER, .fallback = "0"},
	/* Days; 0: for ever; -1: what the server's variable says. */
	{.name = "password_lifetime", .type = GW_ESTATE_NUMBER, .fallback = "-1"},
	{.name = "locked", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{0},
};

static const struct gw_property membership_properties[] = {
	{.name = "admin", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{.name = "default", .type = GW_ESTATE_BOOL, .fallback = "false"},
	{0},
};

static const struct gw_property thing_properties[] = {{0}};

/* --- what rights are about --- */

#define TABLE_RIGHTS                                                                            \
	"select", "insert", "update", "delete", "create", "drop", "grant option", "references", \
		"index", "alter", "create view", "show view", "trigger", "delete history"
#define DATABASE_RIGHTS                                                                            \
	TABLE_RIGHTS, "create temporary tables", "lock tables", "create routine", "alter routine", \
		"execute", "event"
#define ROUTINE_RIGHTS LIST("execute", "alter routine", "grant option")

static const struct gw_target targets[] = {
	{"all", "*.*",
	 LIST(DATABASE_RIGHTS, "reload", "shutdown", "process", "file", "show databases", "super",
	      "replication slave", "binlog monitor", "create user", "create tablespace", "set user",
	      "federated admin", "connection admin", "read_only admin", "replication slave admin",
	      "replication master admin", "binlog admin", "binlog replay", "slave monitor"),
	 true, false, false},
	{"database", "", LIST(DATABASE_RIGHTS), false, false, true},
	{"table", "", LIST(TABLE_RIGHTS), false, false, false},
	{"column", "", LIST("select", "insert", "update", "references"), false, false, false},
	{"function", "FUNCTION ", ROUTINE_RIGHTS, false, false, false},
	{"procedure", "PROCEDURE ", ROUTINE_RIGHTS, false, false, false},
	{0},
};

static const struct gw_target things[] = {
	{.name = "table"},
	{.name = "function"},
	{.name = "procedure"},
	{0},
};

/* --- kinds --- */

static const char *problem_of_user(const char *name)
{
	return strchr(name, '@') != NULL ? NULL : "write the host as well: name@host, name@%";
}

static void label_membership(const struct gw_asset *asset, struct gw_str *str)
{
	gw_str_printf(str, "of %s in %s", asset->parts[1], asset->parts[0]);
}

static void label_grant(const struct gw_asset *asset, struct gw_str *str)
{
	gw_str_printf(str, "on %s%s%s to %s", asset->parts[1],
		      asset->parts[2][0] != '\0' ? " " : "", asset->parts[2], asset->parts[0]);
}

#define LOOKS(text) ((const struct gw_look[]){{.sql = (text)}, {0}})

static const struct gw_kind database = {
	.name = "database",
	.plural = "databases",
	.nparts = 1,
	.properties = database_properties,
	.looks = LOOKS(SQL_ESTATE_DATABASES),
	.make = GW_STAGE_DATABASES,
	.drop = GW_STAGE_DROP_DATABASES,
	.alone = true,
	.holds_data = true,
	.render = gw_my_render_database,
};

static const struct gw_kind role = {
	.name = "role",
	.plural = "roles",
	.nparts = 1,
	.properties = role_properties,
	.looks = LOOKS(SQL_ESTATE_ROLES),
	.make = GW_STAGE_ROLES,
	.drop = GW_STAGE_DROP_ROLES,
	.render = gw_my_render_role,
};

static const struct gw_kind user = {
	.name = "user",
	.plural = "users",
	.nparts = 1,
	.properties = user_properties,
	.looks = LOOKS(SQL_ESTATE_USERS),
	.make = GW_STAGE_ROLES,
	.drop = GW_STAGE_DROP_ROLES,
	.problem_of_name = problem_of_user,
	.render = gw_my_render_user,
};

static const struct gw_kind *const membership_parties[] = {&role, &user, NULL};

static const struct gw_kind membership = {
	.name = "membership",
	.plural = "memberships",
	.parties = membership_parties,
	.nparts = 2,
	.properties = membership_properties,
	.looks = LOOKS(SQL_ESTATE_MEMBERSHIPS),
	.make = GW_STAGE_ROLES,
	.drop = GW_STAGE_ROLES,
	.label = label_membership,
	.render = gw_my_render_membership,
};

/* What migrations make: rights on it wait for them. */
static const struct gw_kind thing = {
	.name = "thing",
	.nparts = 2,
	.properties = thing_properties,
	.looks = LOOKS(SQL_ESTATE_THINGS),
	.targets = things,
	.type_part = 0,
	.name_part = 1,
};

static const struct gw_kind grant = {
	.name = "grant",
	.plural = "grants",
	.nparts = 3,
	.missing = "no",
	.looks = LOOKS(SQL_ESTATE_GRANTS),
	.make = GW_STAGE_SERVER,
	.drop = GW_STAGE_SERVER,
	.targets = targets,
	.joint = " ",
	.type_part = 1,
	.name_part = 2,
	.has_patterns = true,
	.label = label_grant,
	.render = gw_my_render_grant,
};

static const struct gw_kind *const kinds[] = {
	&role, &user, &membership, &database, &thing, &grant, NULL,
};

/* --- the file --- */

static const struct gw_estate_section grantee_sections[] = {
	{"member_of", GW_SHAPE_LINKS, &membership, 0, "10", NULL},
	{"grants", GW_SHAPE_RIGHTS, &grant, 0, "0ab", NULL},
	{0},
};

static const struct gw_estate_section sections[] = {
	{"databases", GW_SHAPE_ASSETS, &database, 0, "0", NULL},
	{"roles", GW_SHAPE_ASSETS, &role, 0, "0", grantee_sections},
	{"users", GW_SHAPE_ASSETS, &user, 0, "0", grantee_sections},
	{0},
};

static bool same(struct gw_arena *arena GW_UNUSED, const char *name GW_UNUSED, const char *a,
		 const char *b)
{
	return strcmp(a, b) == 0;
}

static const char *problem_of_server(const struct gw_conn *conn)
{
	if (strcmp(conn->info.flavor, "MariaDB") != 0)
		return "only MariaDB can be provisioned, not MySQL";
	return conn->info.version_number < OLDEST_VERSION
		       ? "MariaDB before 10.5 cannot be provisioned"
		       : NULL;
}

static const char *const doors[] = {"information_schema", NULL};

const struct gw_estate_engine gw_my_estate = {
	.kinds = kinds,
	.sections = sections,
	.database = &database,
	.role = &role,
	.inventory = &thing,
	.problem_of_server = problem_of_server,
	.doors = doors,
	.no_database_number = 1049,
	.same = same,
	.password_fits = gw_my_password_fits,
	.password_verifier = gw_my_password_verifier,
	.is_verifier = gw_my_is_verifier,
};
