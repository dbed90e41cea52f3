/*
 * Hash map from text to pointer, in an arena. Keys are not copied: they must live as long as the
 * map. Iteration is in order of insertion. There is no removal. {0} is a valid empty map.
 */
#ifndef GW_BASE_MAP_H
#define GW_BASE_MAP_H

#include "base/index.h"

struct gw_map_item {
	struct gw_view key;
	void *value;
};

struct gw_map {
	struct gw_map_item *items; /* in order of insertion */
	size_t n;
	size_t cap;
	struct gw_index index; /* of the items */
};

/* Room for count keys at once: of ten thousand, doubling wastes much. */
void gw_map_reserve(struct gw_arena *arena, struct gw_map *map, size_t count);
/* The value stored under key, or NULL. */
void *gw_map_get(const struct gw_map *map, struct gw_view key);
/* Stores value (not NULL) under key; returns the value that was there before, or NULL. */
void *gw_map_put(struct gw_arena *arena, struct gw_map *map, struct gw_view key, void *value);

#endif
