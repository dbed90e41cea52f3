/*
 * Statements that leave the database they run in: from a shadow, or an ephemeral database, they would
 * reach a real one.
 *
 * As far as the text tells: code that is called is not looked into, nor what is only read elsewhere.
 */
#ifndef GW_SQL_LEAVE_H
#define GW_SQL_LEAVE_H

#include "base/error.h"
#include "sql/lexer.h"

/* statement is one statement, modes how its strings are read; home is the name of its database. */
bool gw_statement_leaves(const struct gw_dialect *dialect, struct gw_lexer_modes modes,
			 struct gw_view statement, const char *home);
/*
 * Whether one of a script does: the bytes of the first in text. A script that cannot be split to its end
 * leaves as far as it can be.
 */
bool gw_script_leaves(const struct gw_dialect *dialect, struct gw_view text, const char *home,
		      size_t *ret_offset, size_t *ret_length);

/*
 * GW_E_LEAVES: a script of that name does; is_migration: a migration's own, which may have been applied as it
 * is. Its place is the caller's to add.
 */
bool gw_leaving_fail(const char *name, bool is_migration, struct gw_error **err);

#endif
