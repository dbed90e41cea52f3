/*
 * Keeping another tool's table in step: what is written there beside a row of the history, in the same
 * transaction.
 *
 * Files are read. Nothing here reads or writes a database.
 */
#ifndef GW_ADOPT_KEEP_H
#define GW_ADOPT_KEEP_H

#include "adopt/adopt.h"

/* A tool that is kept in step, during a run or a decision. */
struct gw_keeping {
	struct gw_arena *arena; /* as long as that */
	struct gw_eject_place place; /* whose table is written, see eject.h */
	const struct gw_adoption *adoption; /* what it said before; NULL: nothing */
	int64_t last_number; /* in the column that orders its rows */
	int64_t last_at_us; /* of the rows that were written */
	GW_VEC(const struct gw_migration *) applied; /* by now, in any order */
	const struct gw_source *facts_of; /* whose files these were found in; NULL: none yet */
	const void *facts;
};

enum gw_keeping_change {
	GW_KEEPING_APPLIED, /* it counts as applied, a repeatable one once more */
	GW_KEEPING_REVERTED, /* it does not any more */
	GW_KEEPING_ACCEPTED, /* it does, as its file is now */
};
/* What became of a migration. */
struct gw_keeping_news {
	enum gw_keeping_change change;
	struct gw_source *source; /* that has its file */
	const struct gw_migration *migration;
	int64_t at_us;
};

/* Why a tool cannot be kept in step on an engine, which writes its table; NULL: it can. */
const char *gw_keeping_fault(const struct gw_adopt_tool *tool, const struct gw_engine *engine);
/*
 * Appends the statements with which the tool knows of it, made in an arena. GW_E_EJECT: it cannot be told of
 * that migration.
 */
GW_MUST_USE bool gw_keeping_tell(struct gw_keeping *keeping, struct gw_arena *arena,
				 const struct gw_keeping_news *news, struct gw_statements *ret_list,
				 struct gw_error **err);
/*
 * Whether the tool can be told of changes, one after the other, as far as that shows before any of them is made:
 * GW_E_EJECT.
 */
GW_MUST_USE bool gw_keeping_can_tell(const struct gw_keeping *keeping,
				     const struct gw_keeping_news *news, size_t n,
				     struct gw_error **err);
bool gw_keeping_has(const struct gw_keeping *keeping, const struct gw_migration *migration);
/*
 * What is not applied, comes before something that is, and would never be applied by the tool any more;
 * NULL: nothing.
 */
const struct gw_migration *gw_keeping_gap(const struct gw_keeping *keeping,
					  const struct gw_source *source);

#endif
