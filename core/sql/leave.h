/*
 * Statements that leave the database they run in: from a shadow, or an ephemeral database, they would
 * reach a real one.
 *
 * As far as the text tells: code that is called is not looked into, nor what is only read elsewhere.
 */
#ifndef GW_SQL_LEAVE_H
#define GW_SQL_LEAVE_H

#include "sql/lexer.h"

/* What to do about it, as the hint of an error. */
extern const char gw_leaving_hint[];
/* statement is one statement, modes how its strings are read; home is the name of its database. */
bool gw_statement_leaves(const struct gw_dialect *dialect, struct gw_lexer_modes modes,
			 struct gw_view statement, const char *home);
/*
 * Whether one of a script does: the bytes of the first in text. A script that cannot be split to its end
 * leaves as far as it can be.
 */
bool gw_script_leaves(const struct gw_dialect *dialect, struct gw_view text, const char *home,
		      size_t *ret_offset, size_t *ret_length);

#endif
