/*
 * Variables that nothing reads, with names much like those that are read: GODWIT_LOCK_TIMOUT. What looks
 * like none of them is somebody else's affair.
 */
#ifndef GW_CONFIG_MISSPELT_H
#define GW_CONFIG_MISSPELT_H

#include "config/config.h"

struct gw_misspelt {
	const char *place; /* "GODWIT_UR", "GODWIT_UR in .env:3" */
	const char *meant;
};
struct gw_misspelt_list {
	GW_VEC(struct gw_misspelt) list;
};

/* Of .env, and of environment: "NAME=value", NULL at the end. */
void gw_config_misspelt(const struct gw_config *config, char *const *environment,
			struct gw_misspelt_list *ret_list);

#endif
