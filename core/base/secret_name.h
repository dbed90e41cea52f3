/*
 * Which names are those of secrets: of a column, an option, a variable, a placeholder.
 */
#ifndef GW_BASE_SECRET_NAME_H
#define GW_BASE_SECRET_NAME_H

#include "base/view.h"

/* Whether what has this name is a secret, misspelt or not. */
bool gw_name_is_secret(struct gw_view name);

#endif
