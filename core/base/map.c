/*
 * Hash map: FNV-1a, open addressing with linear probing, at most half full.
 */
#include "base/map.h"

#include <string.h>

static uint64_t hash_of(struct gw_view key)
{
	uint64_t hash = 0xcbf29ce484222325u;

	for (size_t i = 0; i < key.n; i++)
		hash = (hash ^ (unsigned char)key.p[i]) * 0x100000001b3u;
	return hash;
}

/* The slot of key, or the free slot where it would go. The table is never full. */
static size_t find_slot(const struct gw_map *map, struct gw_view key, uint64_t hash)
{
	size_t slot = (size_t)hash & (map->nslots - 1);

	while (map->slots[slot] != 0) {
		const struct gw_map_item *item = &map->items[map->slots[slot] - 1];

		if (item->hash == hash && gw_view_eq(item->key, key))
			break;
		slot = (slot + 1) & (map->nslots - 1);
	}
	return slot;
}

/* At most half full. */
static size_t slots_for(size_t cap)
{
	size_t nslots = 16;

	while (nslots / 2 < cap)
		nslots *= 2;
	return nslots;
}

static void resize(struct gw_arena *arena, struct gw_map *map, size_t cap)
{
	size_t nslots = slots_for(cap);
	struct gw_map_item *items = gw_regrow(arena, map->items, map->cap * sizeof(*items),
					      cap * sizeof(*items));

	map->slots = gw_regrow(arena, map->slots, map->nslots * sizeof(*map->slots),
			       nslots * sizeof(*map->slots));
	memset(map->slots, 0, nslots * sizeof(*map->slots));
	map->items = items;
	map->cap = cap;
	map->nslots = nslots;
	for (size_t i = 0; i < map->n; i++)
		map->slots[find_slot(map, items[i].key, items[i].hash)] = (uint32_t)(i + 1);
}

void gw_map_reserve(struct gw_arena *arena, struct gw_map *map, size_t count)
{
	if (count > map->cap)
		resize(arena, map, count);
}

void *gw_map_get(const struct gw_map *map, struct gw_view key)
{
	uint32_t index;

	if (map->n == 0)
		return NULL;
	index = map->slots[find_slot(map, key, hash_of(key))];
	return index != 0 ? map->items[index - 1].value : NULL;
}

void *gw_map_put(struct gw_arena *arena, struct gw_map *map, struct gw_view key, void *value)
{
	uint64_t hash = hash_of(key);
	size_t slot;

	if (map->n == map->cap)
		resize(arena, map, map->cap != 0 ? map->cap * 2 : 8);
	slot = find_slot(map, key, hash);
	if (map->slots[slot] != 0) {
		struct gw_map_item *item = &map->items[map->slots[slot] - 1];
		void *old = item->value;

		item->value = value;
		return old;
	}
	map->items[map->n] = (struct gw_map_item){.key = key, .value = value, .hash = hash};
	map->slots[slot] = (uint32_t)++map->n;
	return NULL;
}
