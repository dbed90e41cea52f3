/*
 * What the survey of a script (survey.c) and the cutting into segments (segment.c) share.
 */
#ifndef GW_SQL_SEGMENT_INT_H
#define GW_SQL_SEGMENT_INT_H

#include "sql/segment.h"

struct gw_place {
	size_t offset;
	size_t length; /* 0: no place */
};

/* How far a script was read. */
struct gw_survey {
	struct gw_arena *arena;
	struct gw_splitter splitter;
	bool transactional_ddl;
	enum gw_tx_wish wish;
	bool autocommit_off; /* said the script */
	struct gw_script_facts facts;

	/* the statement that is placed */
	size_t index;
	struct gw_statement statement;
	struct gw_lexer_modes modes; /* that it is read in */

	struct gw_segment open;
	bool is_open;
	bool light; /* the open segment holds only statements of the session */
	size_t sent; /* statements of the open segment that are sent */
	size_t prefix; /* statements of the open segment before the script's BEGIN */
	bool prefix_session_only;
	bool in_transaction; /* of the script's own */
	struct gw_place begin; /* of that transaction */
	struct gw_place boundary; /* the last COMMIT of the script */
	bool supposes_outer; /* a COMMIT without BEGIN: written to run in a transaction */

	/* labels that ALTER TYPE .. ADD VALUE has added in the open segment */
	GW_VEC(struct gw_view) labels;
	struct gw_arena labels_arena;

	struct gw_place error;
	struct gw_error **err;
};

/*
 * Puts the statement that is placed into the open segment, or another. False: the script cannot be run,
 * and survey->err says why.
 */
GW_MUST_USE bool gw_segments_place(struct gw_survey *survey);
/* After the last statement. */
GW_MUST_USE bool gw_segments_end(struct gw_survey *survey);

#endif
