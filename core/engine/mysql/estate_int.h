/*
 * Provisioning MariaDB, for the files estate*.c of this folder.
 */
#ifndef GW_ENGINE_MYSQL_ESTATE_INT_H
#define GW_ENGINE_MYSQL_ESTATE_INT_H

#include "engine/engine.h"

extern const struct gw_estate_engine gw_my_estate;

/* estate_render.c */
void gw_my_render_database(struct gw_render *render, const struct gw_action *action);
void gw_my_render_role(struct gw_render *render, const struct gw_action *action);
void gw_my_render_user(struct gw_render *render, const struct gw_action *action);
void gw_my_render_membership(struct gw_render *render, const struct gw_action *action);
void gw_my_render_grant(struct gw_render *render, const struct gw_action *action);

/* estate_password.c */
bool gw_my_password_fits(const char *user, const char *verifier, const char *password);
bool gw_my_password_verifier(struct gw_conn *conn, struct gw_arena *arena, const char *user,
			     const char *password, const char **ret_verifier,
			     struct gw_error **err);
bool gw_my_is_verifier(const char *text);

#endif
