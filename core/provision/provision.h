/*
 * Provisioning: making a server be as a file declares it.
 *
 *	read (YAML) -> declared --+
 *	                          +-- diff --> plan: actions by stage, refusals, what is waited for
 *	look (queries) -> live  --+
 *
 *	apply: for each stage: look, diff, run its actions as one unit, until there is nothing to do
 *
 * The live server is the only state: nothing is remembered between calls but history. So a call that
 * was cut off at any place is completed by the next one, and what somebody did by hand counts.
 *
 * What is not declared is left alone, unless `prune` names its kind. Which database holds the history
 * of provisioning: the one that the URL names, where that of its migrations is.
 */
#ifndef GW_PROVISION_PROVISION_H
#define GW_PROVISION_PROVISION_H

#include "base/json.h"
#include "config/secret.h"
#include "config/yaml.h"
#include "history/history.h"

/* --- what is declared --- */

/* Where a role's password comes from. One of these. */
struct gw_password {
	const struct gw_secret *secret; /* environment, file, command */
	const char *verifier; /* as the server keeps it */
	const char *generate; /* the file that it is in, or is put into when there is none */
	size_t length; /* of one that is generated */
	size_t offset; /* in the file */
};

struct gw_declared {
	struct gw_yaml yaml;
	struct gw_estate estate; /* assets with patterns are in it as they were written */
	GW_VEC(const char *) prune; /* plural names of kinds */
	bool reversed; /* see gw_declared_reversed() */
};

/*
 * Reads the declaration below node, the value of `provision`. GW_E_CONFIG at its place for what the
 * engine does not know.
 */
GW_MUST_USE bool gw_declared_read(struct gw_arena *arena, const struct gw_engine *engine,
				  const struct gw_yaml *yaml, const struct gw_node *node,
				  struct gw_declared *ret_declared, struct gw_error **err);
bool gw_declared_prunes(const struct gw_declared *declared, const struct gw_kind *kind);
/*
 * What takes a declaration back: all that it declares is to be absent, and rights and settings are as if
 * nobody had said anything. What the server came with stays, and so do owners. Nothing else is touched:
 * it prunes nothing.
 */
const struct gw_declared *gw_declared_reversed(struct gw_arena *arena,
					       const struct gw_declared *declared);

/* --- what is live --- */

/*
 * Adds what there is: of the server (database NULL), or in the database that conn is connected to. What
 * the user may not see is left out.
 */
GW_MUST_USE bool gw_live_look(struct gw_arena *arena, struct gw_conn *conn, const char *database,
			      struct gw_estate *live, struct gw_error **err);

/* --- the difference --- */

struct gw_waiting {
	const struct gw_asset *asset; /* declared about something that is not there */
};
struct gw_provision_refusal {
	const struct gw_asset *asset;
	const char *why;
	const char *hint;
};

struct gw_difference {
	GW_VEC(struct gw_action *) actions; /* in order of stage, database, kind */
	GW_VEC(struct gw_waiting) waiting;
	GW_VEC(struct gw_provision_refusal) refusals;
};

struct gw_diff_request {
	const struct gw_engine *engine;
	const struct gw_declared *declared;
	const struct gw_estate *live;
	const char *database; /* what is in this one; NULL: what is of the server */
	bool is_new; /* it is yet to be made: live is what it is expected to be like */
};

/*
 * Adds the actions that lead from live to declared. Pure. Patterns stand for what is live, and for what
 * is declared to be made.
 */
void gw_diff(struct gw_arena *arena, const struct gw_diff_request *request,
	     struct gw_difference *difference);

/* --- a call --- */

/* A plan that was saved, and is to be carried out as it is. */
struct gw_saved_provision {
	const char *path;
	const char *fingerprint;
};

/* Told of each action that stands. */
typedef void gw_provision_progress_fn(void *payload, const struct gw_action *action);

struct gw_provision {
	struct gw_arena *arena;
	const struct gw_system *sys;
	const struct gw_engine *engine;
	const struct gw_url *url;
	const struct gw_secret_context *secrets;
	const struct gw_declared *declared; /* NULL: for an export */
	bool read_only; /* nothing is to be changed: plan, export */
	bool history_as_found; /* where there is none, none is made */
	bool history_last; /* it is opened when all is done: its lock is a transaction, which
			      what is provisioned cannot be in */
	/* Connects to a database of the server, without lock. */
	bool (*connect)(void *payload, const char *database, bool read_only,
			struct gw_conn **ret_conn, struct gw_error **err);
	void *payload;
	/* Once the URL's database is there: opens its history, under the lock. May be asked often. */
	bool (*open_history)(void *payload, struct gw_history **ret_history, struct gw_error **err);
	struct gw_actor actor;
	const char *const *allow_drop; /* names of databases, NULL at the end */
	const struct gw_saved_provision *approved; /* what is done must be this plan; NULL: none */
	bool set_passwords; /* also where they cannot be compared */
	gw_provision_progress_fn *progress; /* may be NULL */
	void *progress_payload;

	/* The call's own. */
	struct gw_conn *server; /* to any database of it */
	struct gw_conn *inside; /* to the database that was connected to last */
	const char *inside_name;
	struct gw_history *history; /* NULL until its database is there */
	struct gw_recorder recorder;
	struct gw_map settled; /* roles whose password was set by this call */
	GW_VEC(struct gw_event *) unwritten; /* events of before */
	size_t done; /* actions */
	size_t statements;
};

struct gw_provision_plan {
	struct gw_difference difference;
	GW_VEC(struct gw_missing) missing; /* rights of the user */
	GW_VEC(const char *) unknown_passwords; /* of roles, which cannot be compared */
	size_t make, change, drop;
};

/*
 * Begins: server is a connection to any database of the server, the caller's; when the URL's database
 * is there, it is one to that.
 */
GW_MUST_USE bool gw_provision_open(struct gw_provision *provision, struct gw_conn *server,
				   struct gw_error **err);
GW_MUST_USE bool gw_provision_plan(struct gw_provision *provision,
				   struct gw_provision_plan *ret_plan, struct gw_error **err);
/* Statements of an action, for people: no verifier is in them. */
const char **gw_provision_statements(struct gw_provision *provision, const struct gw_action *action,
				     size_t *ret_n);
/* Writes a plan to a file, and reads what is needed of it: GW_E_PLAN_FILE when it is none. */
GW_MUST_USE bool gw_provision_plan_save(struct gw_provision *provision,
					const struct gw_provision_plan *plan, const char *path,
					struct gw_error **err);
GW_MUST_USE bool gw_provision_plan_read(struct gw_arena *arena, const char *path,
					struct gw_saved_provision *ret_saved,
					struct gw_error **err);
/* GW_E_PROVISION, GW_E_RIGHTS and GW_E_PLAN_CHANGED before anything is done. */
GW_MUST_USE bool gw_provision_apply(struct gw_provision *provision, struct gw_error **err);
/* The server as a file. */
GW_MUST_USE bool gw_provision_export(struct gw_provision *provision, struct gw_str *str,
				     struct gw_error **err);
void gw_provision_done(struct gw_provision *provision);

/* Members "changes", "waiting", "refusals", "missing_rights", "unknown_passwords", "counts". */
void gw_provision_view(struct gw_provision *provision, const struct gw_provision_plan *plan,
		       struct gw_json *object);
/* "owner: anna -> berta", "password", "select": a change for people. No verifier is in it. */
const char *gw_change_text(struct gw_arena *arena, const struct gw_action *action,
			   const struct gw_change *change);

#endif
