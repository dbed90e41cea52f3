/*
 * Provisioning PostgreSQL, for the files estate*.c of this folder.
 */
#ifndef GW_ENGINE_POSTGRES_ESTATE_INT_H
#define GW_ENGINE_POSTGRES_ESTATE_INT_H

#include "engine/engine.h"

enum { GW_PG_MEMBERSHIP_OPTIONS = 160000 }; /* the version that brought INHERIT and SET */

#define GW_PG_GRANTORS "grantors" /* of a membership: names, as gw_pg_next_name() takes them */

extern const struct gw_estate_engine gw_pg_estate;

extern const struct gw_kind gw_pg_kind_role;
extern const struct gw_kind gw_pg_kind_membership;
extern const struct gw_kind gw_pg_kind_database;
extern const struct gw_kind gw_pg_kind_setting;
extern const struct gw_kind gw_pg_kind_server_grant;
extern const struct gw_kind gw_pg_kind_schema;
extern const struct gw_kind gw_pg_kind_extension;
extern const struct gw_kind gw_pg_kind_owner;
extern const struct gw_kind gw_pg_kind_publication;
extern const struct gw_kind gw_pg_kind_publication_table;
extern const struct gw_kind gw_pg_kind_publication_schema;
extern const struct gw_kind gw_pg_kind_grant;
extern const struct gw_kind gw_pg_kind_default;

/* estate_server.c */
void gw_pg_render_role(struct gw_render *render, const struct gw_action *action);
void gw_pg_render_membership(struct gw_render *render, const struct gw_action *action);
void gw_pg_render_database(struct gw_render *render, const struct gw_action *action);
void gw_pg_render_setting(struct gw_render *render, const struct gw_action *action);
void gw_pg_leave(struct gw_render *render, const char *role, const char *heir);
/* Cuts the next name off a list; without quotes a name is in lower case. */
bool gw_pg_next_name(struct gw_arena *arena, struct gw_view *rest, const char **ret_name);
/* Whether a setting is a list of names, each to be quoted by itself. */
bool gw_pg_setting_is_list(const char *name);
/* The list in the form that the server keeps it in: names quoted where they need it. */
const char *gw_pg_setting_list(struct gw_arena *arena, const char *value);

/* estate_inside.c */
void gw_pg_render_schema(struct gw_render *render, const struct gw_action *action);
void gw_pg_render_extension(struct gw_render *render, const struct gw_action *action);
void gw_pg_render_owner(struct gw_render *render, const struct gw_action *action);
void gw_pg_render_grant(struct gw_render *render, const struct gw_action *action);
void gw_pg_render_default(struct gw_render *render, const struct gw_action *action);
/* Of "app.users.email" the table. */
struct gw_view gw_pg_table_of_column(struct gw_view name);

/* estate_publication.c */
void gw_pg_render_publication(struct gw_render *render, const struct gw_action *action);
void gw_pg_render_publication_table(struct gw_render *render, const struct gw_action *action);
void gw_pg_render_publication_schema(struct gw_render *render, const struct gw_action *action);

/* estate_password.c */
bool gw_pg_password_fits(const char *role, const char *verifier, const char *password);
bool gw_pg_password_verifier(struct gw_conn *conn, struct gw_arena *arena, const char *role,
			     const char *password, const char **ret_verifier,
			     struct gw_error **err);
bool gw_pg_is_verifier(const char *text);

/* estate_rights.c */
bool gw_pg_preflight(struct gw_conn *conn, struct gw_arena *arena, const struct gw_estate *live,
		     const struct gw_action *const *actions, size_t n,
		     struct gw_preflight *ret_preflight, struct gw_error **err);

#endif
