/*
 * What would have to be done: the difference of the server, and of each declared database. One that is
 * not there yet is taken to be like the server's model of new ones.
 */
#include <string.h>

#include "provision/provision_int.h"

/* --- the server --- */

bool gw_provision_look_server(struct gw_provision *provision, struct gw_estate *ret_live,
			      struct gw_provision_plan *plan, struct gw_error **err)
{
	struct gw_conn *conn;

	*ret_live = (struct gw_estate){0};
	return gw_provision_enter(provision, NULL, &conn, err) &&
	       gw_live_look(provision->arena, conn, NULL, ret_live, err) &&
	       gw_passwords_compare(provision, ret_live, plan, err);
}

/* --- what a role that is dropped leaves behind --- */

struct belongings {
	struct gw_provision *provision;
	const struct gw_estate *live;
	struct gw_difference *difference;
	struct gw_rows rows;
};

static void refuse(const struct belongings *belongings, const struct gw_asset *role,
		   const char *why, const char *hint)
{
	const struct gw_provision_refusal refusal = {.asset = role, .why = why, .hint = hint};

	gw_vec_push(belongings->provision->arena, &belongings->difference->refusals, refusal);
}

static void refuse_owner(const struct belongings *belongings, size_t row,
			 const struct gw_asset *role)
{
	struct gw_arena *arena = belongings->provision->arena;
	struct gw_view database = gw_cell(&belongings->rows, row, 0);
	struct gw_view names = gw_cell(&belongings->rows, row, 4);
	const char *where = names.n != 0 ? gw_format(arena, "owns %.*s", GW_VIEW_ARG(names))
			    : database.n != 0
				    ? gw_format(arena, "owns %lld things in database %.*s",
						(long long)gw_cell_int(&belongings->rows, row, 2),
						GW_VIEW_ARG(database))
				    : "owns things of the whole server";

	refuse(belongings, role, gw_format(arena, "it %s", where),
	       gw_format(
		       arena,
		       "Say who gets them: `%s: {absent: true, reassign_to: ROLE}` below `roles`.",
		       role->parts[0]));
}

/* The action that drops it; NULL: there is none. */
static const struct gw_action *drop_of(const struct belongings *belongings,
				       const struct gw_kind *kind, const char *name)
{
	for (size_t i = 0; i < belongings->difference->actions.n; i++) {
		const struct gw_action *action = belongings->difference->actions.items[i];

		if (action->deed == GW_DEED_DROP && action->asset->kind == kind &&
		    strcmp(action->asset->parts[0], name) == 0)
			return action;
	}
	return NULL;
}

/* Whether the role cannot be freed from what it has in the database: then that is refused. */
static bool refuse_leave(const struct belongings *belongings, size_t row, const char *database,
			 const struct gw_asset *role)
{
	struct gw_arena *arena = belongings->provision->arena;
	const struct gw_estate_engine *engine = belongings->provision->engine->estate;
	const struct gw_asset *live = gw_estate_get(belongings->live, arena, engine->database, NULL,
						    database);
	const char *open = live != NULL ? gw_asset_value(live, "allow_connections") : NULL;
	bool owns = gw_cell_int(&belongings->rows, row, 2) != 0;

	if (owns && role->heir == NULL)
		refuse_owner(belongings, row, role);
	else if (owns && drop_of(belongings, engine->role, role->heir) != NULL)
		refuse(belongings, role,
		       gw_format(arena, "what it owns would go to %s, which is to be dropped",
				 role->heir),
		       "Let `reassign_to` name a role that stays.");
	else if (open != NULL && strcmp(open, "false") == 0)
		refuse(belongings, role,
		       gw_format(arena,
				 "it has something in database %s, which takes no connections",
				 database),
		       "Allow connections to it for the time being.");
	else
		return false;
	return true;
}

static bool is_leaving(const struct belongings *belongings, const struct gw_action *leave)
{
	for (size_t i = 0; i < belongings->difference->actions.n; i++) {
		const struct gw_action *action = belongings->difference->actions.items[i];

		if (action->stage == GW_STAGE_LEAVE && action->asset == leave->asset &&
		    action->database == NULL && leave->database == NULL)
			return true;
	}
	return false;
}

/*
 * An action that frees the role from what it has in a database, or what keeps that from being done. What
 * is in a database that is to be dropped goes with it.
 */
static void add_leave(const struct belongings *belongings, size_t row, const struct gw_asset *role)
{
	struct gw_provision *provision = belongings->provision;
	const char *database = gw_view_dup(provision->arena, gw_cell(&belongings->rows, row, 0));
	bool anywhere = gw_cell_bool(&belongings->rows, row, 5);
	struct gw_action *action = gw_new(provision->arena, struct gw_action);

	if (drop_of(belongings, provision->engine->estate->database, database) != NULL ||
	    refuse_leave(belongings, row, anywhere ? "" : database, role))
		return;
	*action = (struct gw_action){
		.deed = GW_DEED_DROP,
		.asset = role,
		.live = role,
		.stage = GW_STAGE_LEAVE,
		.database = anywhere ? NULL : database,
	};
	if (!is_leaving(belongings, action))
		gw_vec_push(provision->arena, &belongings->difference->actions, action);
}

static void refuse_self(const struct belongings *belongings, const struct gw_asset *role)
{
	const char *user = belongings->provision->server->info.user;

	if (user != NULL && strcmp(user, role->parts[0]) == 0)
		refuse(belongings, role, "it is the user that godwit is connected as",
		       "Declare it, or connect as another one.");
}

static bool add_leaves(struct gw_provision *provision, const struct gw_estate *live,
		       struct gw_difference *difference, struct gw_error **err)
{
	struct belongings belongings = {
		.provision = provision, .live = live, .difference = difference};
	size_t n = difference->actions.n;

	for (size_t i = 0; i < n; i++) {
		const struct gw_action *action = difference->actions.items[i];
		struct gw_conn *conn;

		if (action->stage != GW_STAGE_DROP_ROLES)
			continue;
		refuse_self(&belongings, action->asset);
		if (provision->engine->estate->belongings == NULL)
			continue;
		if (belongings.rows.ncols == 0 &&
		    (!gw_provision_enter(provision, NULL, &conn, err) ||
		     !gw_conn_query(conn, provision->arena, conn->engine->estate->belongings, NULL,
				    0, &belongings.rows, err)))
			return false;
		for (size_t row = 0; row < belongings.rows.nrows; row++) {
			if (gw_view_is(gw_cell(&belongings.rows, row, 1), action->asset->parts[0]))
				add_leave(&belongings, row, action->asset);
		}
	}
	return true;
}

static void refuse_open_database(struct gw_provision *provision, const struct gw_action *action,
				 struct gw_difference *difference)
{
	const char *name = action->asset->parts[0];
	const struct gw_provision_refusal refusal = {
		.asset = action->asset,
		.why = "it is the one that the URL names",
		.hint = "Give the URL of another database, or leave this one.",
	};

	if (provision->url->database != NULL && strcmp(provision->url->database, name) == 0)
		gw_vec_push(provision->arena, &difference->refusals, refusal);
}

bool gw_provision_diff_server(struct gw_provision *provision, const struct gw_estate *live,
			      struct gw_difference *ret_difference, struct gw_error **err)
{
	const struct gw_diff_request request = {
		.engine = provision->engine,
		.declared = provision->declared,
		.live = live,
	};

	*ret_difference = (struct gw_difference){0};
	gw_diff(provision->arena, &request, ret_difference);
	for (size_t i = 0; i < ret_difference->actions.n; i++) {
		if (ret_difference->actions.items[i]->stage == GW_STAGE_DROP_DATABASES)
			refuse_open_database(provision, ret_difference->actions.items[i],
					     ret_difference);
	}
	return add_leaves(provision, live, ret_difference, err);
}

/* --- inside of databases --- */

/* A database that is declared and stays, or will be there. */
static bool is_lasting(const struct gw_provision *provision, const struct gw_estate *live,
		       const struct gw_asset *asset)
{
	const struct gw_asset *known;

	if (asset->kind != provision->engine->estate->database)
		return false;
	known = gw_estate_find(live, provision->arena, asset);
	return !asset->absent || (provision->declared->reversed && known != NULL && known->implied);
}

bool gw_provision_is_inside(const struct gw_provision *provision, const struct gw_estate *live,
			    const struct gw_asset *asset)
{
	const struct gw_estate *declared = &provision->declared->estate;
	const struct gw_kind *const *kinds = provision->engine->estate->kinds;
	const char *database = asset->parts[0];

	if (!is_lasting(provision, live, asset))
		return false;

	for (size_t i = 0; i < declared->assets.n; i++) {
		if (declared->assets.items[i]->database != NULL &&
		    strcmp(declared->assets.items[i]->database, database) == 0)
			return true;
	}
	for (size_t i = 0; kinds[i] != NULL; i++) {
		if (kinds[i]->in_database && gw_declared_prunes(provision->declared, kinds[i]))
			return true;
	}
	return false;
}

bool gw_provision_diff_inside(struct gw_provision *provision, const char *database,
			      struct gw_estate *live, struct gw_difference *ret_difference,
			      struct gw_error **err)
{
	const struct gw_diff_request request = {
		.engine = provision->engine,
		.declared = provision->declared,
		.live = live,
		.database = database,
	};
	struct gw_conn *conn;

	*ret_difference = (struct gw_difference){0};
	if (!gw_provision_enter(provision, database, &conn, err) ||
	    !gw_live_look(provision->arena, conn, database, live, err))
		return false;
	gw_diff(provision->arena, &request, ret_difference);
	return true;
}

/* What a database that is yet to be made will have: what its model has, under its name. */
static bool look_at_model(struct gw_provision *provision, const char *database,
			  struct gw_estate *live)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *model = provision->engine->estate->model;
	struct gw_conn *conn;

	return gw_provision_enter(provision, model, &conn, &error) &&
	       gw_live_look(provision->arena, conn, database, live, &error);
}

static void append(struct gw_arena *arena, const struct gw_difference *from,
		   struct gw_difference *to)
{
	for (size_t i = 0; i < from->actions.n; i++)
		gw_vec_push(arena, &to->actions, from->actions.items[i]);
	for (size_t i = 0; i < from->waiting.n; i++)
		gw_vec_push(arena, &to->waiting, from->waiting.items[i]);
	for (size_t i = 0; i < from->refusals.n; i++)
		gw_vec_push(arena, &to->refusals, from->refusals.items[i]);
}

static bool is_missed(const struct gw_provision_plan *plan, const struct gw_missing *missing)
{
	for (size_t i = 0; i < plan->missing.n; i++) {
		if (plan->missing.items[i].action == missing->action &&
		    strcmp(plan->missing.items[i].right, missing->right) == 0)
			return true;
	}
	return false;
}

static bool check_rights(struct gw_provision *provision, const char *database,
			 const struct gw_estate *live, struct gw_provision_plan *plan,
			 const struct gw_difference *difference, struct gw_error **err)
{
	struct gw_preflight preflight;
	struct gw_conn *conn;

	if (provision->engine->estate->preflight == NULL)
		return true;
	/* The makings of roles are part of it everywhere: their maker will have power over them. */
	if (!gw_provision_enter(provision, database, &conn, err) ||
	    !conn->engine->estate->preflight(
		    conn, provision->arena, live,
		    (const struct gw_action *const *)difference->actions.items,
		    difference->actions.n, &preflight, err))
		return false;
	for (size_t i = 0; i < preflight.missing.n; i++) {
		if (!is_missed(plan, &preflight.missing.items[i]))
			gw_vec_push(provision->arena, &plan->missing, preflight.missing.items[i]);
	}
	return true;
}

/* The actions of one database, and the makings of roles that they may count on. */
static struct gw_difference with_roles(struct gw_provision *provision,
				       const struct gw_difference *server,
				       const struct gw_difference *inside)
{
	const struct gw_kind *role = provision->engine->estate->role;
	struct gw_difference both = {0};

	for (size_t i = 0; i < server->actions.n; i++) {
		if (server->actions.items[i]->asset->kind == role &&
		    server->actions.items[i]->deed == GW_DEED_MAKE)
			gw_vec_push(provision->arena, &both.actions, server->actions.items[i]);
	}
	append(provision->arena, inside, &both);
	return both;
}

/* server: what is live of the server, and its difference. */
static bool plan_inside(struct gw_provision *provision, const struct gw_asset *database,
			struct gw_estate *server, const struct gw_difference *server_difference,
			struct gw_provision_plan *plan, struct gw_error **err)
{
	const char *name = database->parts[0];
	bool is_there = gw_estate_find(server, provision->arena, database) != NULL;
	struct gw_diff_request request = {
		.engine = provision->engine,
		.declared = provision->declared,
		.live = server,
		.database = name,
		.is_new = !is_there,
	};
	struct gw_difference inside = {0}, both;

	if (!is_there)
		look_at_model(provision, name, server);
	if (is_there ? !gw_provision_diff_inside(provision, name, server, &inside, err) : false)
		return false;
	if (!is_there)
		gw_diff(provision->arena, &request, &inside);
	append(provision->arena, &inside, &plan->difference);
	if (inside.actions.n == 0)
		return true;
	both = with_roles(provision, server_difference, &inside);
	return check_rights(provision, is_there ? name : NULL, server, plan, &both, err);
}

static void count(struct gw_provision_plan *plan)
{
	for (size_t i = 0; i < plan->difference.actions.n; i++) {
		switch (plan->difference.actions.items[i]->deed) {
		case GW_DEED_MAKE:
			plan->make++;
			break;
		case GW_DEED_CHANGE:
			plan->change++;
			break;
		case GW_DEED_DROP:
			plan->drop += plan->difference.actions.items[i]->stage != GW_STAGE_LEAVE;
			break;
		}
	}
}

/* In order of stages; the databases of a stage in order of the file. */
static void sort(struct gw_arena *arena, struct gw_difference *difference)
{
	struct gw_difference sorted = {0};

	for (unsigned stage = 0; stage < GW_STAGE_COUNT; stage++) {
		for (size_t i = 0; i < difference->actions.n; i++) {
			if ((unsigned)difference->actions.items[i]->stage == stage)
				gw_vec_push(arena, &sorted.actions, difference->actions.items[i]);
		}
	}
	for (size_t i = 0; i < sorted.actions.n; i++)
		difference->actions.items[i] = sorted.actions.items[i];
}

bool gw_provision_plan(struct gw_provision *provision, struct gw_provision_plan *ret_plan,
		       struct gw_error **err)
{
	const struct gw_estate *declared = &provision->declared->estate;
	struct gw_estate live;
	struct gw_difference server;

	*ret_plan = (struct gw_provision_plan){0};
	if (!gw_provision_look_server(provision, &live, ret_plan, err) ||
	    !gw_provision_diff_server(provision, &live, &server, err) ||
	    !check_rights(provision, NULL, &live, ret_plan, &server, err))
		return false;
	append(provision->arena, &server, &ret_plan->difference);
	for (size_t i = 0; i < declared->assets.n; i++) {
		const struct gw_asset *asset = declared->assets.items[i];

		if (gw_provision_is_inside(provision, &live, asset) &&
		    !plan_inside(provision, asset, &live, &server, ret_plan, err))
			return false;
	}
	sort(provision->arena, &ret_plan->difference);
	count(ret_plan);
	return true;
}
