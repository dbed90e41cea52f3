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

/* The same in less memory: for what there are many of, with few items each. */
#define GW_SHORT_VEC(type)    \
	struct {              \
		type *items;  \
		uint32_t n;   \
		uint32_t cap; \
	}

#define gw_vec_set_cap(vec, count)                            \
	do {                                                  \
		(vec)->cap = (__typeof__((vec)->cap))(count); \
		if ((vec)->cap != (count))                    \
			gw_out_of_memory(SIZE_MAX);           \
	} while (0)

#define gw_vec_push(arena, vec, value)                                              \
	do {                                                                        \
		if ((vec)->n == (vec)->cap) {                                       \
			size_t gw_cap_ = (vec)->cap;                                \
                                                                                    \
			(vec)->items = gw_vec_grow((arena), (vec)->items, &gw_cap_, \
						   sizeof(*(vec)->items));          \
			gw_vec_set_cap((vec), gw_cap_);                             \
		}                                                                   \
		(vec)->items[(vec)->n++] = (value);                                 \
	} while (0)

/* Room for count items, no more, in a vector that is empty: of ten thousand, doubling wastes much. */
#define gw_vec_reserve(arena, vec, count)                                                 \
	do {                                                                              \
		(vec)->items = gw_new_array((arena), __typeof__(*(vec)->items), (count)); \
		gw_vec_set_cap((vec), (count));                                           \
	} while (0)

#define gw_vec_last(vec) ((vec)->items[(vec)->n - 1])

void *gw_vec_grow(struct gw_arena *arena, void *items, size_t *cap, size_t item_size);

#endif
