/*
 * The growing half of GW_VEC.
 */
#include "base/vec.h"

#include <string.h>

void *gw_vec_grow(struct gw_arena *arena, const void *items, size_t n, size_t *cap,
		  size_t item_size)
{
	size_t wanted = *cap != 0 ? *cap * 2 : 8;
	void *grown;

	if (wanted < *cap)
		gw_out_of_memory(SIZE_MAX);
	grown = gw_alloc_array(arena, wanted, item_size);
	if (n != 0)
		memcpy(grown, items, n * item_size);
	*cap = wanted;
	return grown;
}
