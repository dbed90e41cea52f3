/*
 * Hash index of a list that somebody else keeps: finds its things by what they are, and holds nothing but
 * their numbers, four bytes each. Things are added in the order of the list, all of them; there is no
 * removal. {0} is a valid empty index.
 */
#ifndef GW_BASE_INDEX_H
#define GW_BASE_INDEX_H

#include "base/arena.h"
#include "base/view.h"

struct gw_index {
	uint32_t *slots; /* open addressing; number + 1, 0 is free */
	size_t nslots; /* power of two */
	size_t n;
};

/* How the things of a list are told apart. */
struct gw_index_by {
	uint64_t (*hash)(const void *list, size_t number);
	bool (*is)(const void *list, size_t number, const void *key);
};

/* FNV-1a. */
uint64_t gw_index_hash(struct gw_view bytes);
/* The number of the thing with this key, which has this hash; GW_NOWHERE: there is none. */
size_t gw_index_find(const struct gw_index *index, const struct gw_index_by *by, const void *list,
		     uint64_t hash, const void *key);
/* Adds the next thing of the list, which is there already, and differs from all before it. */
void gw_index_add(struct gw_arena *arena, struct gw_index *index, const struct gw_index_by *by,
		  const void *list);
/* Room for count things at once. */
void gw_index_reserve(struct gw_arena *arena, struct gw_index *index, const struct gw_index_by *by,
		      const void *list, size_t count);

#endif
