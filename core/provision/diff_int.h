/*
 * The difference, for diff.c and wanted.c.
 */
#ifndef GW_PROVISION_DIFF_INT_H
#define GW_PROVISION_DIFF_INT_H

#include "provision/provision_int.h"

struct gw_diffing {
	struct gw_arena *arena;
	const struct gw_diff_request *request;
	struct gw_difference *difference;
	struct gw_estate wanted; /* declared assets of the scope, without patterns */
	struct gw_estate unwanted; /* the same of those that are to be absent */
};

/*
 * Fills both. What is declared about something that is not there, and is not declared to be made
 * either, is waited for.
 */
void gw_diff_want(struct gw_diffing *diffing);

#endif
