/*
 * Arenas: a list of blocks, the newest first; memory is cut from the newest block: objects from its front,
 * texts, which need no alignment, from its end. A request that does not fit gets a block of its own size
 * when it is large, so that one big text wastes nothing.
 *
 *	| objects ->            <- texts |
 */
#include "base/arena.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { BLOCK_BYTES = 16 * 1024, ALIGNMENT = 16 };

struct gw_arena_block {
	struct gw_arena_block *next;
	size_t size; /* of data */
	size_t used; /* from the front */
	size_t end; /* of what is free: from here on there are texts */
	_Alignas(ALIGNMENT) unsigned char data[];
};

static gw_oom_handler *oom_handler;

void gw_set_oom_handler(gw_oom_handler *handler)
{
	oom_handler = handler;
}

void gw_out_of_memory(size_t size)
{
	if (oom_handler != NULL)
		oom_handler(size);
	abort();
}

void *gw_xmalloc(size_t size)
{
	void *memory = malloc(size != 0 ? size : 1);

	if (memory == NULL)
		gw_out_of_memory(size);
	return memory;
}

void *gw_xrealloc(void *old, size_t size)
{
	void *memory = realloc(old, size != 0 ? size : 1);

	if (memory == NULL)
		gw_out_of_memory(size);
	return memory;
}

static struct gw_arena_block *block_new(size_t size)
{
	struct gw_arena_block *block;

	if (size > SIZE_MAX - sizeof(*block))
		gw_out_of_memory(size);
	block = gw_xmalloc(sizeof(*block) + size);
	block->size = size;
	block->used = 0;
	block->end = size;
	block->next = NULL;
	return block;
}

/* A block with room for size bytes. A large one goes behind the head, which stays in use. */
static struct gw_arena_block *block_for(struct gw_arena *arena, size_t size)
{
	struct gw_arena_block *head = arena->head;
	struct gw_arena_block *block;

	if (head != NULL && head->end - head->used >= size)
		return head;
	block = block_new(GW_MAX(size, (size_t)BLOCK_BYTES));
	if (head != NULL && size > BLOCK_BYTES / 2) {
		block->next = head->next;
		head->next = block;
	} else {
		block->next = head;
		arena->head = block;
	}
	return block;
}

static size_t round_up(size_t size)
{
	if (size > SIZE_MAX - ALIGNMENT)
		gw_out_of_memory(size);
	return (GW_MAX(size, (size_t)1) + ALIGNMENT - 1) & ~(size_t)(ALIGNMENT - 1);
}

/* Not zeroed. */
static void *cut(struct gw_arena *arena, size_t rounded)
{
	struct gw_arena_block *block = block_for(arena, rounded);
	void *memory = block->data + block->used;

	block->used += rounded;
	arena->used_bytes += rounded;
	return memory;
}

/* Not zeroed, and not aligned. */
static char *cut_text(struct gw_arena *arena, size_t size)
{
	struct gw_arena_block *block = block_for(arena, size);

	block->end -= size;
	arena->used_bytes += size;
	return (char *)block->data + block->end;
}

void *gw_alloc(struct gw_arena *arena, size_t size)
{
	size_t rounded = round_up(size);

	return memset(cut(arena, rounded), 0, rounded);
}

/* The link to the block that holds this memory and nothing else; NULL: it shares its block. */
static struct gw_arena_block **find_own_block(struct gw_arena *arena, const void *memory,
					      size_t rounded)
{
	struct gw_arena_block **link = &arena->head;

	while (*link != NULL && (*link)->data != memory)
		link = &(*link)->next;
	return *link != NULL && (*link)->used == rounded && (*link)->end == (*link)->size ? link
											  : NULL;
}

void *gw_regrow(struct gw_arena *arena, void *old, size_t old_size, size_t size)
{
	size_t before = old != NULL ? round_up(old_size) : 0;
	size_t rounded = round_up(size);
	struct gw_arena_block **own = NULL;
	struct gw_arena_block *block;
	void *grown;

	/* Small memory shares its block as a rule: not worth a search. */
	if (before > BLOCK_BYTES / 2)
		own = find_own_block(arena, old, before);
	if (own == NULL) {
		grown = cut(arena, rounded);
		return old_size != 0 ? memcpy(grown, old, old_size) : grown;
	}
	if (rounded > SIZE_MAX - sizeof(*block))
		gw_out_of_memory(size);
	block = gw_xrealloc(*own, sizeof(*block) + rounded);
	*own = block;
	block->size = block->used = block->end = rounded;
	arena->used_bytes += rounded - before;
	return block->data;
}

void *gw_alloc_array(struct gw_arena *arena, size_t count, size_t size)
{
	size_t total;

	if (__builtin_mul_overflow(count, size, &total))
		gw_out_of_memory(SIZE_MAX);
	return gw_alloc(arena, total);
}

char *gw_strndup(struct gw_arena *arena, const char *bytes, size_t size)
{
	char *copy;

	if (size == SIZE_MAX)
		gw_out_of_memory(size);
	copy = cut_text(arena, size + 1);
	if (size != 0)
		memcpy(copy, bytes, size);
	copy[size] = '\0';
	return copy;
}

char *gw_strdup(struct gw_arena *arena, const char *text)
{
	return text != NULL ? gw_strndup(arena, text, strlen(text)) : NULL;
}

char *gw_vformat(struct gw_arena *arena, const char *format, va_list args)
{
	enum { SHORT_BYTES = 256 };
	char brief[SHORT_BYTES];
	va_list again;
	char *text;
	int n;

	va_copy(again, args);
	n = vsnprintf(brief, sizeof(brief), format, again);
	va_end(again);
	if (n < SHORT_BYTES)
		return gw_strndup(arena, brief, (size_t)GW_MAX(n, 0));
	text = cut_text(arena, (size_t)n + 1);
	vsnprintf(text, (size_t)n + 1, format, args);
	return text;
}

char *gw_format(struct gw_arena *arena, const char *format, ...)
{
	va_list args;
	char *text;

	va_start(args, format);
	text = gw_vformat(arena, format, args);
	va_end(args);
	return text;
}

static void free_blocks(struct gw_arena_block *block)
{
	while (block != NULL) {
		struct gw_arena_block *next = block->next;

		free(block);
		block = next;
	}
}

void gw_arena_reset(struct gw_arena *arena)
{
	struct gw_arena_block *head = arena->head;

	if (head == NULL)
		return;
	if (head->size > BLOCK_BYTES) {
		gw_arena_done(arena);
		return;
	}
	free_blocks(head->next);
	head->next = NULL;
	head->used = 0;
	head->end = head->size;
	arena->used_bytes = 0;
}

void gw_arena_done(struct gw_arena *arena)
{
	if (arena == NULL)
		return;
	free_blocks(arena->head);
	*arena = (struct gw_arena){0};
}
