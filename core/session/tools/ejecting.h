/*
 * What ejecting knows while it goes on: what the tool's table says, and what it is to be told.
 */
#ifndef GW_SESSION_TOOLS_EJECTING_H
#define GW_SESSION_TOOLS_EJECTING_H

#include "session/tools/tools_int.h"

struct gw_ejecting {
	struct gw_session *session;
	const struct gw_eject_request *request;
	const struct gw_adopt_tool *tool;
	const struct gw_eject_table *table;
	struct gw_foreign place; /* tool NULL: the table is not there yet */
	struct gw_adoption adoption; /* what it says now */
	struct gw_ejection *ejection; /* what is applied */
};

/*
 * Tells the tool what it does not know, and the history of it, in one transaction. On a dry run no more
 * is done than to find out whether it can be told. GW_E_EJECT.
 */
GW_MUST_USE bool gw_ejecting_tell(struct gw_ejecting *e, struct gw_error **err);

#endif
