/*
 * A declaration turned round. What is declared absent already stays so.
 */
#include "provision/provision.h"

const struct gw_declared *gw_declared_reversed(struct gw_arena *arena,
					       const struct gw_declared *declared)
{
	struct gw_declared *reversed = gw_new(arena, struct gw_declared);

	*reversed = (struct gw_declared){.yaml = declared->yaml, .reversed = true};
	for (size_t i = 0; i < declared->estate.assets.n; i++) {
		struct gw_asset *asset = gw_new(arena, struct gw_asset);

		*asset = *declared->estate.assets.items[i];
		asset->absent = true;
		gw_estate_add(&reversed->estate, arena, asset);
	}
	return reversed;
}
