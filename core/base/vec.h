/*
 * Growing arrays in an arena. Declare with GW_VEC(type) name; {0} is empty. Items move when the
 * vector grows, so keep indexes, not pointers, while pushing.
 */
#ifndef GW_BASE_VEC_H
#define GW_BASE_VEC_H

#include "base/arena.h"

#define GW_VEC(type)         \
	struct {             \
		type *items; \
		size_t n;    \
		size_t cap;  \
	}

#define gw_vec_push(arena, vec, value)                                                 \
	do {                                                                           \
		if ((vec)->n == (vec)->cap)                                            \
			(vec)->items = gw_vec_grow((arena), (vec)->items, &(vec)->cap, \
						   sizeof(*(vec)->items));             \
		(vec)->items[(vec)->n++] = (value);                                    \
	} while (0)

/* Room for count items, no more, in a vector that is empty: of ten thousand, doubling wastes much. */
#define gw_vec_reserve(arena, vec, count)                                                 \
	do {                                                                              \
		(vec)->items = gw_new_array((arena), __typeof__(*(vec)->items), (count)); \
		(vec)->cap = (count);                                                     \
	} while (0)

#define gw_vec_last(vec) ((vec)->items[(vec)->n - 1])

void *gw_vec_grow(struct gw_arena *arena, void *items, size_t *cap, size_t item_size);

#endif
