/*
 * Where in a statement an error is, when the server only names the thing it dislikes ("unknown
 * column 'nme'") or gives a bare offset. The result is a mark for humans: a wrong guess costs
 * nothing but a misplaced caret, so the first (or last) token with that name is taken.
 */
#ifndef GW_ENGINE_LOCATE_H
#define GW_ENGINE_LOCATE_H

#include "sql/lexer.h"

struct gw_mark {
	size_t offset; /* 0-based byte, or GW_NOWHERE */
	size_t length; /* 0 unknown */
};

enum gw_locate_pick { GW_LOCATE_FIRST, GW_LOCATE_LAST };

/*
 * The word or quoted name that spells name, upper and lower case being the same. Of a dotted name
 * ("shop.users") that no single token spells, the last part is looked for.
 */
struct gw_mark gw_locate_name(const struct gw_dialect *dialect, struct gw_view statement,
			      struct gw_view name, enum gw_locate_pick pick);
/* The token that covers offset; at the end of the statement, its last token. */
struct gw_mark gw_locate_token(const struct gw_dialect *dialect, struct gw_view statement,
			       size_t offset);

#endif
