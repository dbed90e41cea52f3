/*
 * What the files that find out what became of a statement share.
 *
 *	compare.c  how its objects look, against how they looked
 *	judge.c    what that says about a definition
 *	rows.c     the same about rows
 */
#ifndef GW_ENGINE_MYSQL_JUDGE_INT_H
#define GW_ENGINE_MYSQL_JUDGE_INT_H

#include "engine/mysql/binlog.h"

/* What is known of one object, then and now. */
struct gw_my_looks {
	struct gw_view before; /* absent when there is no look to compare with */
	struct gw_view now;
	struct gw_view place_before; /* absent: not known */
	struct gw_view place_now;
};

struct gw_my_trial {
	struct gw_conn *conn;
	struct gw_arena *arena;
	struct gw_view statement;
	const struct gw_lost *by; /* NULL: it failed */
	struct gw_effect effect;
	struct gw_my_looks *looks; /* one for each object of the effect */
	bool compares; /* there are looks from before it */
	struct gw_view log_word; /* of the look; absent: the binary log is not asked */
	struct gw_verdict verdict;
};

/* Its end was not heard. */
static inline bool gw_my_lost(const struct gw_my_trial *trial)
{
	return trial->by != NULL;
}

static inline void gw_my_say(struct gw_my_trial *trial, enum gw_outcome outcome, const char *reason)
{
	trial->verdict = (struct gw_verdict){.outcome = outcome, .reason = reason};
}

/* rest does what is left. */
static inline void gw_my_say_part(struct gw_my_trial *trial, const char *rest, const char *reason)
{
	gw_my_say(trial, GW_OUTCOME_PART, reason);
	trial->verdict.rest = rest;
}

/*
 * compare.c: looks again, and sets the trial's looks. before: the value of the look from before it.
 * *ret_looked: false when there is nothing to look at.
 */
GW_MUST_USE bool gw_my_compare(struct gw_my_trial *trial, struct gw_view before, bool *ret_looked,
			       struct gw_error **err);

typedef bool gw_my_looks_fn(const struct gw_my_looks *looks);
/* Of how many objects, and of which, it holds: "table a, table b". */
size_t gw_my_count(const struct gw_my_trial *trial, gw_my_looks_fn *holds);
const char *gw_my_names(const struct gw_my_trial *trial, gw_my_looks_fn *holds);

gw_my_looks_fn gw_my_is_left; /* it is there now */
gw_my_looks_fn gw_my_was_made; /* it was not there before, and is now */
gw_my_looks_fn gw_my_is_missing; /* it was not there, nor is it now */
gw_my_looks_fn gw_my_has_changed;
gw_my_looks_fn
	gw_my_was_hit; /* it is gone, or, as a database that was half dropped, less than before */
gw_my_looks_fn gw_my_cannot_be_seen;
gw_my_looks_fn gw_my_has_moved;
gw_my_looks_fn gw_my_has_no_place; /* none is known, then or now */

/* judge.c: it has happened, but for a server that may have been killed in the middle of it. */
void gw_my_say_happened(struct gw_my_trial *trial);
/* There is no look to compare with. */
void gw_my_say_incomparable(struct gw_my_trial *trial);
/* Some object cannot be seen. */
void gw_my_say_hidden(struct gw_my_trial *trial);
/*
 * No look can tell, for this reason: the binary log is asked. whole: to be in there is to have happened,
 * and not in part.
 */
GW_MUST_USE bool gw_my_ask_log(struct gw_my_trial *trial, const char *reason, bool whole,
			       struct gw_error **err);

/* rows.c */
GW_MUST_USE bool gw_my_judge_truncate(struct gw_my_trial *trial, struct gw_error **err);
/* CREATE OR REPLACE TABLE drops first, and may get no further. */
GW_MUST_USE bool gw_my_judge_replace(struct gw_my_trial *trial, struct gw_error **err);
/* INSERT, UPDATE, .. of rows that stay. before: as for gw_my_compare(). */
GW_MUST_USE bool gw_my_judge_write(struct gw_my_trial *trial, struct gw_view before,
				   struct gw_error **err);

#endif
