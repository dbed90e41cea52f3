/*
 * What the user who provisions may do, asked before anything runs.
 *
 * A superuser may do all. Others (the master user of a hosted server) have CREATEROLE and CREATEDB, and
 * what belongs to a role may be changed by its members only. From version 16 on CREATEROLE reaches
 * the roles alone that one has the ADMIN OPTION on, which whoever makes a role gets; before that it
 * reaches all but superusers. Either way such a user can become a member: so where a membership is
 * missing, it is borrowed: granted at the beginning of the transaction and revoked at its end.
 */
#include <string.h>

#include "engine/postgres/estate_int.h"
#include "postgres_sql.h"

struct reach {
	bool inherits, becomes, administers, is_superuser;
};

struct user {
	struct gw_conn *conn;
	struct gw_arena *arena;
	const struct gw_estate *live;
	const struct gw_action *const *actions;
	size_t n;
	struct gw_preflight *preflight;
	const char *name;
	bool is_superuser, createdb, createrole, replication, bypassrls;
	bool creates; /* in the connected database */
	const char *database_owner; /* of the connected one */
	bool has_options; /* memberships have options: version 16 */
	struct gw_map reach; /* role -> struct reach * */
	struct gw_map trusted; /* extensions that need no superuser -> themselves */
	struct gw_map borrowed; /* role -> itself */
};

/* --- facts --- */

static bool ask_user(struct user *user, struct gw_error **err)
{
	struct gw_rows rows;

	if (!gw_conn_query(user->conn, user->arena, SQL_ESTATE_USER, NULL, 0, &rows, err))
		return false;
	user->name = gw_view_dup(user->arena, gw_cell(&rows, 0, 0));
	user->is_superuser = gw_cell_bool(&rows, 0, 1);
	user->createdb = gw_cell_bool(&rows, 0, 2);
	user->createrole = gw_cell_bool(&rows, 0, 3);
	user->replication = gw_cell_bool(&rows, 0, 4);
	user->bypassrls = gw_cell_bool(&rows, 0, 5);
	user->creates = gw_cell_bool(&rows, 0, 6);
	user->database_owner = gw_view_dup(user->arena, gw_cell(&rows, 0, 7));
	user->has_options = user->conn->info.version_number >= GW_PG_MEMBERSHIP_OPTIONS;
	return true;
}

static bool ask_reach(struct user *user, struct gw_error **err)
{
	const struct gw_value how = gw_value_text(gw_view_of(user->has_options ? "SET" : "MEMBER"));
	struct gw_rows rows;

	if (!gw_conn_query(user->conn, user->arena, SQL_ESTATE_REACH, &how, 1, &rows, err))
		return false;
	for (size_t i = 0; i < rows.nrows; i++) {
		struct reach *reach = gw_new(user->arena, struct reach);

		*reach = (struct reach){
			.inherits = gw_cell_bool(&rows, i, 1),
			.becomes = gw_cell_bool(&rows, i, 2),
			.administers = gw_cell_bool(&rows, i, 3),
			.is_superuser = gw_cell_bool(&rows, i, 4),
		};
		gw_map_put(user->arena, &user->reach, gw_cell(&rows, i, 0), reach);
	}
	return true;
}

static bool ask_trusted(struct user *user, struct gw_error **err)
{
	struct gw_rows rows;

	if (!gw_conn_query(user->conn, user->arena, SQL_ESTATE_TRUSTED, NULL, 0, &rows, err))
		return false;
	for (size_t i = 0; i < rows.nrows; i++) {
		if (gw_cell_bool(&rows, i, 1))
			gw_map_put(user->arena, &user->trusted, gw_cell(&rows, i, 0), &rows);
	}
	return true;
}

/* --- judging --- */

static void miss(struct user *user, const struct gw_action *action, const char *right)
{
	const struct gw_missing missing = {.action = action, .right = right};

	gw_vec_push(user->arena, &user->preflight->missing, missing);
}

static bool is_made_here(const struct user *user, const char *role)
{
	for (size_t i = 0; i < user->n; i++) {
		if (user->actions[i]->deed == GW_DEED_MAKE &&
		    user->actions[i]->asset->kind == &gw_pg_kind_role &&
		    strcmp(user->actions[i]->asset->parts[0], role) == 0)
			return true;
	}
	return false;
}

/* May grant membership in the role, to itself too. */
static bool administers(const struct user *user, const char *role)
{
	const struct reach *reach = gw_map_get(&user->reach, gw_view_of(role));

	if (reach == NULL)
		return is_made_here(user, role);
	return reach->administers ||
	       (!user->has_options && user->createrole && !reach->is_superuser);
}

static void borrow(struct user *user, const char *role)
{
	struct gw_render render = {.arena = user->arena, .conn = user->conn};

	if (gw_map_put(user->arena, &user->borrowed, gw_view_of(role), user) != NULL)
		return;
	gw_sql_statement(&render,
			 user->has_options ? "GRANT %n TO %n WITH INHERIT TRUE, SET TRUE"
					   : "GRANT %n TO %n",
			 role, user->name);
	gw_sql_statement(&render,
			 user->has_options ? "REVOKE %n FROM %n GRANTED BY %n"
					   : "REVOKE %n FROM %n",
			 role, user->name, user->name);
	gw_vec_push(user->arena, &user->preflight->before, render.list.items[0].sql);
	gw_vec_push(user->arena, &user->preflight->after, render.list.items[1].sql);
}

/* The user has to have what the role has, and to be able to hand things to it. */
static void need_role(struct user *user, const struct gw_action *action, const char *role)
{
	const struct reach *reach;

	if (role == NULL || user->is_superuser)
		return;
	if (strcmp(role, "pg_database_owner") == 0)
		role = user->database_owner;
	reach = gw_map_get(&user->reach, gw_view_of(role));
	if (reach != NULL && reach->inherits && reach->becomes)
		return;
	if (reach == NULL && is_made_here(user, role))
		return;
	if (reach != NULL && administers(user, role))
		borrow(user, role);
	else
		miss(user, action,
		     gw_format(user->arena, "membership in %s, or the right to grant it", role));
}

static void need(struct user *user, const struct gw_action *action, bool has, const char *right)
{
	if (!user->is_superuser && !has)
		miss(user, action, right);
}

static bool turns_on(const struct gw_action *action, const char *property)
{
	const struct gw_change *change = gw_action_change(action, property);

	return change != NULL && strcmp(change->after, "true") == 0;
}

/* --- kind by kind --- */

/* Whether a role can be changed or dropped. */
static void need_power_over(struct user *user, const struct gw_action *action, const char *role)
{
	need(user, action, user->createrole, "CREATEROLE");
	if (user->createrole)
		need(user, action, administers(user, role),
		     gw_format(user->arena, "the ADMIN OPTION on %s", role));
}

static bool is_own_password(const struct user *user, const struct gw_action *action)
{
	return action->deed == GW_DEED_CHANGE && action->changes.n == 1 &&
	       gw_action_change(action, "password") != NULL &&
	       strcmp(action->asset->parts[0], user->name) == 0;
}

static void judge_role(struct user *user, const struct gw_action *action)
{
	if (is_own_password(user, action))
		return;
	if (action->stage == GW_STAGE_LEAVE) {
		need_role(user, action, action->asset->parts[0]);
		need_role(user, action, action->asset->heir);
	}
	if (action->deed == GW_DEED_MAKE)
		need(user, action, user->createrole, "CREATEROLE");
	else
		need_power_over(user, action, action->asset->parts[0]);
	if (turns_on(action, "superuser"))
		need(user, action, false, "SUPERUSER");
	if (turns_on(action, "replication"))
		need(user, action, user->has_options && user->replication, "REPLICATION");
	if (turns_on(action, "bypassrls"))
		need(user, action, user->has_options && user->bypassrls, "BYPASSRLS");
	if (turns_on(action, "createdb") && user->has_options)
		need(user, action, user->createdb, "CREATEDB");
}

static const char *value_of(const struct user *user, const struct gw_kind *kind,
			    const char *database, const char *name, const char *attribute)
{
	const struct gw_asset *asset = gw_estate_get(user->live, user->arena, kind, database, name);

	return asset != NULL ? gw_asset_value(asset, attribute) : NULL;
}

static const char *owner_of_database(const struct user *user, const char *database)
{
	return value_of(user, &gw_pg_kind_database, NULL, database, "owner");
}

/* DROP DATABASE is in no transaction that a membership could be borrowed for: it is for the owner. */
static void seize_database(struct user *user, const struct gw_action *action)
{
	struct gw_render render = {.arena = user->arena, .conn = user->conn};
	const char *name = action->asset->parts[0], *owner = owner_of_database(user, name);

	if (user->is_superuser || owner == NULL || strcmp(owner, user->name) == 0)
		return;
	gw_sql_statement(&render, "ALTER DATABASE %n OWNER TO %n", name, user->name);
	gw_vec_push(user->arena, &user->preflight->seize, render.list.items[0].sql);
}

static void judge_database(struct user *user, const struct gw_action *action)
{
	const struct gw_change *owner = gw_action_change(action, "owner");

	if (action->deed == GW_DEED_DROP)
		seize_database(user, action);
	if (action->deed == GW_DEED_MAKE || owner != NULL)
		need(user, action, user->createdb, "CREATEDB");
	if (action->deed != GW_DEED_MAKE)
		need_role(user, action, owner_of_database(user, action->asset->parts[0]));
	if (owner != NULL)
		need_role(user, action, owner->after);
}

static void judge_setting(struct user *user, const struct gw_action *action)
{
	const char *database = action->asset->parts[0], *role = action->asset->parts[1];

	if (role[0] != '\0' && strcmp(role, user->name) != 0)
		need_power_over(user, action, role);
	if (role[0] == '\0')
		need_role(user, action, owner_of_database(user, database));
}

/* Whoever may create in a database is its owner, or was told so. */
static void need_create(struct user *user, const struct gw_action *action)
{
	if (!user->creates)
		need_role(user, action, user->database_owner);
}

static void judge_schema(struct user *user, const struct gw_action *action)
{
	const struct gw_change *owner = gw_action_change(action, "owner");

	if (action->deed == GW_DEED_MAKE)
		need_create(user, action);
	else if (action->live != NULL)
		need_role(user, action, gw_asset_value(action->live, "owner"));
	if (owner != NULL)
		need_role(user, action, owner->after);
}

static void judge_extension(struct user *user, const struct gw_action *action)
{
	const char *name = action->asset->parts[0];

	if (action->deed != GW_DEED_MAKE)
		return;
	if (gw_map_get(&user->trusted, gw_view_of(name)) != NULL)
		need_create(user, action);
	else
		need(user, action, false, "SUPERUSER (the extension is not trusted)");
}

static void judge_publication(struct user *user, const struct gw_action *action)
{
	const struct gw_change *owner = gw_action_change(action, "owner");

	if (action->deed == GW_DEED_MAKE)
		need_create(user, action);
	else
		need_role(user, action, gw_asset_value(action->live, "owner"));
	if (turns_on(action, "all_tables"))
		need(user, action, false, "SUPERUSER (the publication has all tables)");
	if (owner != NULL)
		need_role(user, action, owner->after);
}

/* Whoever owns the publication and the table; all of a schema is for superusers. */
static void judge_published(struct user *user, const struct gw_action *action)
{
	const struct gw_asset *asset = action->asset;
	struct gw_asset like = {
		.kind = &gw_pg_kind_owner,
		.database = asset->database,
		.parts = {"table", asset->parts[1]},
	};
	const struct gw_asset *table = gw_estate_find(user->live, user->arena, &like);

	need_role(
		user, action,
		value_of(user, &gw_pg_kind_publication, asset->database, asset->parts[0], "owner"));
	if (asset->kind == &gw_pg_kind_publication_schema)
		need(user, action, false, "SUPERUSER (the publication has whole schemas)");
	else if (table != NULL && action->deed != GW_DEED_DROP)
		need_role(user, action, gw_asset_value(table, "owner"));
}

static void judge_owner(struct user *user, const struct gw_action *action)
{
	const struct gw_change *owner = gw_action_change(action, "owner");

	need_role(user, action, gw_asset_value(action->live, "owner"));
	need_role(user, action, owner->after);
}

/* Who owns what a right is about; NULL: not known, or not there yet. */
static const char *owner_of_target(const struct user *user, const struct gw_asset *asset)
{
	const char *type = asset->parts[1], *name = asset->parts[2];
	struct gw_asset like = {
		.kind = &gw_pg_kind_owner,
		.database = asset->database,
		.parts = {type, name},
	};
	const struct gw_asset *found;

	if (strcmp(type, "database") == 0)
		return user->database_owner;
	if (strcmp(type, "schema") == 0)
		return value_of(user, &gw_pg_kind_schema, asset->database, name, "owner");
	if (strcmp(type, "column") == 0) {
		like.parts[0] = "table";
		like.parts[1] = gw_view_dup(user->arena, gw_pg_table_of_column(gw_view_of(name)));
	}
	found = gw_estate_find(user->live, user->arena, &like);
	return found != NULL ? gw_asset_value(found, "owner") : NULL;
}

/* What another one granted is for those who have the rights of that one. */
static void judge_membership(struct user *user, const struct gw_action *action)
{
	const char *group = action->asset->parts[0], *grantor;
	const char *grantors = action->live != NULL && user->has_options
				       ? gw_asset_value(action->live, GW_PG_GRANTORS)
				       : NULL;
	struct gw_view rest = gw_view_of(grantors != NULL ? grantors : "");

	need(user, action, administers(user, group),
	     gw_format(user->arena, "the ADMIN OPTION on %s", group));
	while (gw_pg_next_name(user->arena, &rest, &grantor)) {
		const struct reach *reach = gw_map_get(&user->reach, gw_view_of(grantor));

		need(user, action,
		     strcmp(grantor, user->name) == 0 || (reach != NULL && reach->inherits),
		     gw_format(user->arena, "the rights of %s, who granted it", grantor));
	}
}

static const struct {
	const struct gw_kind *kind;
	void (*judge)(struct user *user, const struct gw_action *action);
} judges[] = {
	{&gw_pg_kind_role, judge_role},
	{&gw_pg_kind_database, judge_database},
	{&gw_pg_kind_setting, judge_setting},
	{&gw_pg_kind_schema, judge_schema},
	{&gw_pg_kind_extension, judge_extension},
	{&gw_pg_kind_owner, judge_owner},
	{&gw_pg_kind_membership, judge_membership},
	{&gw_pg_kind_publication, judge_publication},
	{&gw_pg_kind_publication_table, judge_published},
	{&gw_pg_kind_publication_schema, judge_published},
};

static void judge(struct user *user, const struct gw_action *action)
{
	const struct gw_asset *asset = action->asset;
	const struct gw_kind *kind = asset->kind;

	for (size_t i = 0; i < GW_COUNT(judges); i++) {
		if (judges[i].kind == kind)
			judges[i].judge(user, action);
	}
	if (kind == &gw_pg_kind_server_grant)
		need(user, action, false, "SUPERUSER");
	else if (kind == &gw_pg_kind_grant)
		need_role(user, action, owner_of_target(user, asset));
	else if (kind == &gw_pg_kind_default)
		need_role(user, action, asset->parts[0]);
}

/* What is to be done in a database that is yet to be made: its maker will own it. */
static void foresee(struct user *user)
{
	for (size_t i = 0; i < user->n; i++) {
		const char *database = user->actions[i]->database;

		if (database == NULL || owner_of_database(user, database) != NULL)
			continue;
		user->creates = true;
		user->database_owner = user->name;
	}
}

bool gw_pg_preflight(struct gw_conn *conn, struct gw_arena *arena, const struct gw_estate *live,
		     const struct gw_action *const *actions, size_t n,
		     struct gw_preflight *ret_preflight, struct gw_error **err)
{
	struct user user = {
		.conn = conn,
		.arena = arena,
		.live = live,
		.actions = actions,
		.n = n,
		.preflight = ret_preflight,
	};

	*ret_preflight = (struct gw_preflight){0};
	if (!ask_user(&user, err))
		return false;
	if (user.is_superuser)
		return true;
	if (!ask_reach(&user, err) || !ask_trusted(&user, err))
		return false;
	foresee(&user);
	for (size_t i = 0; i < n; i++)
		judge(&user, actions[i]);
	return true;
}
