/*
 * Arenas: memory with one lifetime.
 *
 * An arena hands out zeroed memory from large blocks and gives all of it back at once. Most
 * functions of godwit take an arena first and free nothing. There are three lifetimes: a command's
 * arena, a step's arena (reset for each migration), and the arena inside a long-lived object.
 *
 * Allocation does not fail for callers. When the system has no memory left, the handler set with
 * gw_set_oom_handler() runs (the program reports and leaves with status 70); without one, abort().
 * Sizes that come from outside (files, servers) are bounded before they get here.
 */
#ifndef GW_BASE_ARENA_H
#define GW_BASE_ARENA_H

#include <stdarg.h>

#include "base/common.h"

struct gw_arena_block;

/* {0} is a valid empty arena. */
struct gw_arena {
	struct gw_arena_block *head;
	size_t used_bytes; /* what callers hold, for tests and statistics */
};

/* size zeroed bytes, aligned for any type. Never NULL; valid until reset or done. */
void *gw_alloc(struct gw_arena *arena, size_t size) __attribute__((malloc, returns_nonnull));
/* count * size zeroed bytes; an overflow is treated as out of memory. */
void *gw_alloc_array(struct gw_arena *arena, size_t count, size_t size)
	__attribute__((malloc, returns_nonnull));

/*
 * Memory that grows: size bytes that begin with the old_size ones of old, which gw_alloc() gave for
 * exactly that size, or grew to it (NULL: none), and is not to be used any more. What is new is not
 * zeroed. Large memory is moved as realloc() does it, and leaves no copy behind in the arena.
 */
void *gw_regrow(struct gw_arena *arena, void *old, size_t old_size, size_t size)
	__attribute__((returns_nonnull));

#define gw_new(arena, type)              ((type *)gw_alloc((arena), sizeof(type)))
#define gw_new_array(arena, type, count) ((type *)gw_alloc_array((arena), (count), sizeof(type)))

/* NUL-terminated copies. gw_strdup(NULL) is NULL. */
char *gw_strdup(struct gw_arena *arena, const char *text);
char *gw_strndup(struct gw_arena *arena, const char *bytes, size_t size);
char *gw_format(struct gw_arena *arena, const char *format, ...) GW_PRINTF(2, 3);
char *gw_vformat(struct gw_arena *arena, const char *format, va_list args) GW_PRINTF(2, 0);

/* Forgets everything but keeps one block for reuse. */
void gw_arena_reset(struct gw_arena *arena);
/* Gives everything back; the arena is empty and usable again. */
void gw_arena_done(struct gw_arena *arena);

#define GW_ARENA_AUTO GW_CLEANUP(gw_arena_done)

/* Called with the size that could not be had; must not return. */
typedef void gw_oom_handler(size_t size);
void gw_set_oom_handler(gw_oom_handler *handler);
GW_NORETURN void gw_out_of_memory(size_t size);

/* malloc and realloc for the few objects that live on the heap; they never return NULL. */
void *gw_xmalloc(size_t size) __attribute__((malloc, returns_nonnull));
void *gw_xrealloc(void *old, size_t size) __attribute__((returns_nonnull));

#endif
