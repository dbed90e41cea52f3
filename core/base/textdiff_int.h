/*
 * What the module "textdiff" gives to its host.
 */
#ifndef GW_BASE_TEXTDIFF_INT_H
#define GW_BASE_TEXTDIFF_INT_H

#include "base/error.h"
#include "base/view.h"

struct gw_textdiff {
	/* As gw_text_diff(), but the texts differ and have no CRLF. */
	bool (*diff)(struct gw_arena *arena, struct gw_view old_text, struct gw_view new_text,
		     const char **ret_diff, struct gw_error **err);
};

extern const struct gw_textdiff gw_module_textdiff;

#endif
