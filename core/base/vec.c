/*
 * The growing half of GW_VEC.
 */
#include "base/vec.h"

void *gw_vec_grow(struct gw_arena *arena, void *items, size_t *cap, size_t item_size)
{
	size_t wanted = *cap != 0 ? *cap * 2 : 4;
	size_t size;
	void *grown;

	if (wanted < *cap || __builtin_mul_overflow(wanted, item_size, &size))
		gw_out_of_memory(SIZE_MAX);
	grown = gw_regrow(arena, items, *cap * item_size, size);
	*cap = wanted;
	return grown;
}
