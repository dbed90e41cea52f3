/*
 * Building expansions: copied stretches and replaced ones take turns.
 */
#include "sql/expansion.h"

void gw_expander_begin(struct gw_expander *expander, struct gw_arena *arena, struct gw_view text)
{
	*expander = (struct gw_expander){.arena = arena, .text = text};
}

static void note_origin(struct gw_expander *expander, size_t from, bool copied)
{
	gw_vec_push(
		expander->arena, &expander->expansion.origins,
		((struct gw_origin){.offset = expander->out.n, .from = from, .copied = copied}));
}

static void copy_until(struct gw_expander *expander, size_t end)
{
	if (end <= expander->done)
		return;
	note_origin(expander, expander->done, true);
	gw_str_add(&expander->out, gw_view_slice(expander->text, expander->done, end));
	expander->done = end;
}

void gw_expander_replace(struct gw_expander *expander, size_t start, size_t end,
			 struct gw_view value)
{
	copy_until(expander, start);
	note_origin(expander, start, false);
	gw_str_add(&expander->out, value);
	expander->done = end;
}

struct gw_expansion gw_expander_finish(struct gw_expander *expander)
{
	struct gw_expansion *expansion = &expander->expansion;

	expansion->text = expander->text;
	if (expander->done > 0) {
		copy_until(expander, expander->text.n);
		expansion->text.n = expander->out.n;
		expansion->text.p = gw_str_take(&expander->out, expander->arena);
	}
	return *expansion;
}

void gw_expander_done(struct gw_expander *expander)
{
	gw_str_done(&expander->out);
}

size_t gw_expansion_origin(const struct gw_expansion *expansion, size_t offset)
{
	const struct gw_origin *origins = expansion->origins.items;
	size_t low = 0, high = expansion->origins.n;

	/* The last stretch that begins at or before offset. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (origins[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return offset;
	low--;
	return origins[low].from + (origins[low].copied ? offset - origins[low].offset : 0);
}
