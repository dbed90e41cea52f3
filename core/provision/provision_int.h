/*
 * What the files of this folder share.
 */
#ifndef GW_PROVISION_PROVISION_INT_H
#define GW_PROVISION_PROVISION_INT_H

#include "provision/provision.h"

/* A password that is to be set and is not known as a verifier yet. */
#define GW_NEW_PASSWORD "*"

/* --- declare.c, declare_value.c --- */

/* One call of gw_declared_read(). */
struct gw_declaring {
	struct gw_arena *arena;
	const struct gw_engine *engine;
	const struct gw_yaml *yaml;
	struct gw_declared *declared;
};

/* GW_E_CONFIG at a key. Returns false. */
bool gw_declare_fail(const struct gw_declaring *declaring, const struct gw_member *member,
		     const char *problem, struct gw_error **err);
/* The same for a key (or a privilege: what) that is none of names: with the nearest, or with all. */
bool gw_declare_fail_unknown(const struct gw_declaring *declaring, const char *what,
			     const struct gw_member *member, const char *const *names, size_t n,
			     struct gw_error **err);
/* A value in the form that live ones have. */
GW_MUST_USE bool gw_declare_value(const struct gw_declaring *declaring,
				  const struct gw_member *member,
				  const struct gw_property *property, const char **ret_value,
				  struct gw_error **err);
GW_MUST_USE bool gw_declare_password(const struct gw_declaring *declaring,
				     const struct gw_member *member,
				     const struct gw_password **ret_password,
				     struct gw_error **err);
/* "table app.*": the type and the name of what a right, or an owner, is about. */
GW_MUST_USE bool gw_declare_target(const struct gw_declaring *declaring, const struct gw_kind *kind,
				   const struct gw_member *member,
				   const struct gw_target **ret_target, const char **ret_name,
				   struct gw_error **err);
/* "select", "select grantable", "no select": name and value of an attribute. */
GW_MUST_USE bool gw_declare_privilege(const struct gw_declaring *declaring,
				      const struct gw_node *node, const struct gw_target *target,
				      struct gw_attribute *ret_attribute, struct gw_error **err);

/* Whether two values of a property mean the same. */
bool gw_property_same(struct gw_arena *arena, const struct gw_property *property, const char *a,
		      const char *b);

/* --- wanted.c --- */

/* Whether name fits a pattern, in which '*' stands for any text. */
bool gw_pattern_fits(struct gw_view pattern, struct gw_view name);

/* --- password.c --- */

/*
 * Puts into the declared roles what their passwords are to be compared as. plan: where those that
 * cannot be compared are listed.
 */
GW_MUST_USE bool gw_passwords_compare(struct gw_provision *provision, struct gw_estate *live,
				      struct gw_provision_plan *plan, struct gw_error **err);
/* Puts verifiers in the place of new passwords. */
GW_MUST_USE bool gw_passwords_settle(struct gw_provision *provision, struct gw_conn *conn,
				     struct gw_action *action, struct gw_error **err);

/* --- plan.c --- */

/* What there is of the server, with the passwords compared; plan may be NULL. */
GW_MUST_USE bool gw_provision_look_server(struct gw_provision *provision,
					  struct gw_estate *ret_live,
					  struct gw_provision_plan *plan, struct gw_error **err);
/* The difference of the whole server, drops and what they need included. */
GW_MUST_USE bool gw_provision_diff_server(struct gw_provision *provision,
					  const struct gw_estate *live,
					  struct gw_difference *ret_difference,
					  struct gw_error **err);
/* Looks into one database, too; ret_difference is of that database alone. */
GW_MUST_USE bool gw_provision_diff_inside(struct gw_provision *provision, const char *database,
					  struct gw_estate *live,
					  struct gw_difference *ret_difference,
					  struct gw_error **err);
/*
 * Whether a declared asset is a database that has to be looked into: it stays, or will be there, and
 * something is declared inside of it, or is to be pruned there.
 */
bool gw_provision_is_inside(const struct gw_provision *provision, const struct gw_estate *live,
			    const struct gw_asset *asset);

/* --- saved.c --- */

/* Holds the plan to the approved one, if there is any: GW_E_PLAN_CHANGED. */
GW_MUST_USE bool gw_provision_plan_hold(struct gw_provision *provision,
					const struct gw_provision_plan *plan,
					struct gw_error **err);

/* --- place.c --- */

/* A connection to the database; NULL: to any. It stays the provision's. */
GW_MUST_USE bool gw_provision_enter(struct gw_provision *provision, const char *database,
				    struct gw_conn **ret_conn, struct gw_error **err);
/* Disconnects from the database that was entered last. */
void gw_provision_leave(struct gw_provision *provision);
/* Opens the history, if its database is there by now, or the history itself where none is made. */
GW_MUST_USE bool gw_provision_history(struct gw_provision *provision, struct gw_error **err);

/* --- render.c --- */

/* The statements of an action. */
void gw_provision_render(struct gw_render *render, const struct gw_action *action);

/* --- record.c --- */

/* The event of a unit; label names it: "on the server", "database shop". */
struct gw_event *gw_provision_event(struct gw_provision *provision, const char *label,
				    struct gw_action *const *actions, size_t n, size_t statements);
/* Appends it now, or keeps it until there is a history. */
GW_MUST_USE bool gw_provision_record(struct gw_provision *provision, struct gw_event *event,
				     struct gw_error **err);
/* The closing event: of a failure when error is not NULL. */
GW_MUST_USE bool gw_provision_close_run(struct gw_provision *provision,
					const struct gw_error *error, int64_t begun_us,
					struct gw_error **err);

#endif
