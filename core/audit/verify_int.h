/*
 * What verify.c and diagnose.c share.
 */
#ifndef GW_AUDIT_VERIFY_INT_H
#define GW_AUDIT_VERIFY_INT_H

#include "audit/verify.h"

/* Says what is wrong with chain->suspect; next is the row behind it, NULL: there is none. */
void gw_chain_judge(struct gw_chain *chain, const struct gw_event *next);

/* Whether a column holds a digest; NULL stands for SQL NULL. */
bool gw_chain_column_is(const struct gw_event *event, enum gw_event_column column,
			const struct gw_digest *digest);

#endif
