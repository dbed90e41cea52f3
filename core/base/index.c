/*
 * Hash index: open addressing with linear probing, at most two thirds full.
 */
#include "base/index.h"

uint64_t gw_index_hash(struct gw_view bytes)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < bytes.n; i++)
		hash = (hash ^ (unsigned char)bytes.p[i]) * 0x100000001b3u;
	return hash;
}

size_t gw_index_find(const struct gw_index *index, const struct gw_index_by *by, const void *list,
		     uint64_t hash, const void *key)
{
	size_t slot;

	if (index->n == 0)
		return GW_NOWHERE;
	slot = (size_t)hash & (index->nslots - 1);
	for (; index->slots[slot] != 0; slot = (slot + 1) & (index->nslots - 1)) {
		if (by->is(list, index->slots[slot] - 1, key))
			return index->slots[slot] - 1;
	}
	return GW_NOWHERE;
}

static void put(struct gw_index *index, uint64_t hash, size_t number)
{
	size_t slot = (size_t)hash & (index->nslots - 1);

	while (index->slots[slot] != 0)
		slot = (slot + 1) & (index->nslots - 1);
	index->slots[slot] = (uint32_t)(number + 1);
}

void gw_index_reserve(struct gw_arena *arena, struct gw_index *index, const struct gw_index_by *by,
		      const void *list, size_t count)
{
	size_t nslots = GW_MAX(index->nslots, (size_t)16);

	while (nslots / 3 * 2 < count)
		nslots *= 2;
	if (nslots == index->nslots)
		return;
	if (nslots > UINT32_MAX)
		gw_out_of_memory(SIZE_MAX);
	index->slots = gw_regrow(arena, index->slots, index->nslots * sizeof(*index->slots),
				 nslots * sizeof(*index->slots));
	memset(index->slots, 0, nslots * sizeof(*index->slots));
	index->nslots = nslots;
	for (size_t i = 0; i < index->n; i++)
		put(index, by->hash(list, i), i);
}

void gw_index_add(struct gw_arena *arena, struct gw_index *index, const struct gw_index_by *by,
		  const void *list)
{
	gw_index_reserve(arena, index, by, list, index->n + 1);
	put(index, by->hash(list, index->n), index->n);
	index->n++;
}
