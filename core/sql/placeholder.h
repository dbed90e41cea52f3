/*
 * Placeholders: ${name} in migration text.
 *
 *   ${name}         the value as it is
 *   ${name|literal} quoted as a text literal of the dialect
 *   ${name|ident}   quoted as a name
 *   $${name}        the text ${name} itself
 *
 * A name is a letter or _, and then letters, digits, and any of "_.:-". What looks otherwise is no
 * placeholder and stays as it is. They are found anywhere but in comments (MySQL's executable ones
 * hold code), so in literals and bodies too. The $$ around a dollar-quoted body are quotes: $${a}$$
 * is the body {a}. A name without value is an error at its place.
 */
#ifndef GW_SQL_PLACEHOLDER_H
#define GW_SQL_PLACEHOLDER_H

#include "base/error.h"
#include "base/map.h"
#include "sql/dialect.h"
#include "sql/expansion.h"

/* values maps names to const char *. On failure *ret_error_offset points at the "${". */
GW_MUST_USE bool gw_expand(struct gw_arena *arena, const struct gw_dialect *dialect,
			   struct gw_view text, const struct gw_map *values,
			   struct gw_expansion *ret_expansion, size_t *ret_error_offset,
			   struct gw_error **err);

#endif
