/*
 * What the files of this folder share.
 */
#ifndef GW_HISTORY_HISTORY_INT_H
#define GW_HISTORY_HISTORY_INT_H

#include "history/history.h"
#include "history/journal.h"

/*
 * Folds rows of history_list, the next ones in their order, into the history's state. GW_E_METADATA on
 * rows nobody wrote.
 */
GW_MUST_USE bool gw_history_fold_rows(struct gw_history *history, const struct gw_rows *rows,
				      struct gw_error **err);
/* After the last row. */
GW_MUST_USE bool gw_history_fold_end(struct gw_history *history, struct gw_error **err);
/*
 * Puts the checksums of rows of history_parts, the next ones in their order, on what is applied.
 * wanted is in the order of text_seq; *next, 0 at first, is how far it came.
 */
void gw_history_fold_parts(struct gw_arena *arena, const struct gw_rows *rows,
			   struct gw_applied *const *wanted, size_t n, size_t *next);
/* Folds the rows of journal_list into a journal, whose texts live in arena. */
void gw_journal_fold(struct gw_arena *arena, const struct gw_rows *rows,
		     struct gw_journal *journal);

/* The key of a row: its version, or "R__" and the name. */
const char *gw_history_key(struct gw_arena *arena, const char *version, const char *name);

/* The columns that say who and where. */
void gw_event_set_actor(struct gw_event *event, const struct gw_actor *actor);

/*
 * A cell that godwit writes on one line, as text; NULL for SQL NULL. Control characters, which only
 * somebody else can have put there, become \xNN: what it says is shown in many places.
 */
const char *gw_history_word(struct gw_arena *arena, struct gw_view cell);

#endif
