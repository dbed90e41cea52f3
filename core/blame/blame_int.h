/*
 * Between the files of this folder.
 */
#ifndef GW_BLAME_BLAME_INT_H
#define GW_BLAME_BLAME_INT_H

#include "blame/blame.h"

/* A statement of the source that does something to tables, or may mention one. */
struct gw_blame_record {
	struct gw_blame_statement statement; /* without touches */
	struct gw_touches touches; /* of all tables */
	struct gw_view text; /* absent: not looked through for names */
	struct gw_lexer_modes modes;
	bool runs_code;
};
struct gw_blame_records {
	GW_VEC(struct gw_blame_record) list;
	const struct gw_dialect *dialect;
};

/* story.c: whether one is an INSERT into the same columns as the one before it. */
bool gw_blame_goes_on(const struct gw_touch *before, const struct gw_touch *touch);
/* story.c: fills schema to statements of the blame from the records, whose touches it completes. */
GW_MUST_USE bool gw_blame_tell(struct gw_arena *arena, struct gw_blame_records *records,
			       const struct gw_blame_request *request, struct gw_blame *blame,
			       struct gw_error **err);

#endif
