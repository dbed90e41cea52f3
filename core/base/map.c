/*
 * Hash map: a list of items, and an index of it.
 */
#include "base/map.h"

static uint64_t hash_of(const void *items, size_t number)
{
	return gw_index_hash(((const struct gw_map_item *)items)[number].key);
}

static bool is_key(const void *items, size_t number, const void *key)
{
	return gw_view_eq(((const struct gw_map_item *)items)[number].key,
			  *(const struct gw_view *)key);
}

static const struct gw_index_by by_key = {hash_of, is_key};

static size_t find(const struct gw_map *map, struct gw_view key)
{
	if (map->n == 0)
		return GW_NOWHERE;
	return gw_index_find(&map->index, &by_key, map->items, gw_index_hash(key), &key);
}

void gw_map_reserve(struct gw_arena *arena, struct gw_map *map, size_t count)
{
	if (count <= map->cap)
		return;
	map->items = gw_regrow(arena, map->items, map->cap * sizeof(*map->items),
			       count * sizeof(*map->items));
	map->cap = count;
	gw_index_reserve(arena, &map->index, &by_key, map->items, count);
}

void *gw_map_get(const struct gw_map *map, struct gw_view key)
{
	size_t number = find(map, key);

	return number != GW_NOWHERE ? map->items[number].value : NULL;
}

void *gw_map_put(struct gw_arena *arena, struct gw_map *map, struct gw_view key, void *value)
{
	size_t number = find(map, key);

	if (number != GW_NOWHERE) {
		void *old = map->items[number].value;

		map->items[number].value = value;
		return old;
	}
	if (map->n == map->cap)
		gw_map_reserve(arena, map, map->cap != 0 ? map->cap * 2 : 8);
	map->items[map->n++] = (struct gw_map_item){.key = key, .value = value};
	gw_index_add(arena, &map->index, &by_key, map->items);
	return NULL;
}
