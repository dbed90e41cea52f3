/*
 * What the files of this folder share.
 */
#ifndef GW_SHADOW_SIDE_INT_H
#define GW_SHADOW_SIDE_INT_H

#include "shadow/side.h"

/* fill.c: puts into an empty shadow what the side, which is no live database, implies. */
GW_MUST_USE bool gw_side_fill(const struct gw_sides *sides, struct gw_side *side,
			      struct gw_shadow *shadow, struct gw_error **err);

#endif
