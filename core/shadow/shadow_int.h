/*
 * What shadow.c and migrate.c share.
 */
#ifndef GW_SHADOW_SHADOW_INT_H
#define GW_SHADOW_SHADOW_INT_H

#include "shadow/shadow.h"

/* One statement of text; the error is complete, name is what it calls the text. */
GW_MUST_USE bool gw_shadow_statement(struct gw_shadow *shadow, const char *name,
				     struct gw_view text, const struct gw_statement *statement,
				     struct gw_error **err);
/* GW_E_LEAVES when a statement of text, which may be a migration's, would write to another database. */
GW_MUST_USE bool gw_shadow_holds(const struct gw_shadow *shadow, const char *name,
				 struct gw_view text, bool is_migration, struct gw_error **err);
/* What a script set for its session is undone. */
GW_MUST_USE bool gw_shadow_reset(struct gw_shadow *shadow, struct gw_error **err);

#endif
