/*
 * Values that are the same are there once: of ten thousand tables most columns are of a few types, and have
 * no more to say. Texts are shared first, so that rows of them are the same where their pointers are.
 */
#include "schema/postgres/read_int.h"

void gw_pg_shares_done(struct gw_pg_shares *shares)
{
	gw_arena_done(&shares->own);
}

/* --- texts --- */

static uint64_t hash_text(const void *texts, size_t number)
{
	return gw_index_hash(gw_view_of(((const char *const *)texts)[number]));
}

static bool is_text(const void *texts, size_t number, const void *key)
{
	const char *text = ((const char *const *)texts)[number];
	const struct gw_view *wanted = key;

	return strncmp(text, wanted->p, wanted->n) == 0 && text[wanted->n] == '\0';
}

static const struct gw_index_by by_text = {hash_text, is_text};

struct gw_view gw_pg_share_text(struct gw_pg_shares *shares, struct gw_view text)
{
	size_t number;

	if (text.p == NULL)
		return text;
	number = gw_index_find(&shares->by_text, &by_text, shares->texts.items, gw_index_hash(text),
			       &text);
	if (number == GW_NOWHERE) {
		number = shares->texts.n;
		gw_vec_push(&shares->own, &shares->texts, gw_view_dup(shares->arena, text));
		gw_index_add(&shares->own, &shares->by_text, &by_text, shares->texts.items);
	}
	return (struct gw_view){shares->texts.items[number], text.n};
}

/* --- rows --- */

static uint64_t hash_values(const struct gw_pg_shared_row *row)
{
	uint64_t hash = row->n;

	for (size_t i = 0; i < row->n; i++)
		hash = (hash ^ (uintptr_t)row->values[i].p) * 0x9e3779b97f4a7c15u;
	return hash ^ hash >> 32;
}

static uint64_t hash_row(const void *rows, size_t number)
{
	return hash_values(&((const struct gw_pg_shared_row *)rows)[number]);
}

static bool is_row(const void *rows, size_t number, const void *key)
{
	const struct gw_pg_shared_row *row = &((const struct gw_pg_shared_row *)rows)[number];
	const struct gw_pg_shared_row *wanted = key;

	if (row->n != wanted->n)
		return false;
	for (size_t i = 0; i < row->n; i++) {
		if (row->values[i].p != wanted->values[i].p)
			return false;
	}
	return true;
}

static const struct gw_index_by by_row = {hash_row, is_row};

/* NULL: there is none. */
static struct gw_pg_shared_row *find_row(const struct gw_pg_shares *shares,
					 const struct gw_pg_shared_row *row)
{
	size_t number = gw_index_find(&shares->by_row, &by_row, shares->rows.items,
				      hash_values(row), row);

	return number != GW_NOWHERE ? &shares->rows.items[number] : NULL;
}

static struct gw_view *copy_values(struct gw_arena *arena, const struct gw_view *values, size_t n)
{
	struct gw_view *copy = gw_new_array(arena, struct gw_view, n);

	memcpy(copy, values, n * sizeof(*copy));
	return copy;
}

struct gw_view *gw_pg_share_values(struct gw_pg_shares *shares, struct gw_view *values, size_t n)
{
	struct gw_pg_shared_row wanted = {.values = values, .n = (uint32_t)n, .users = 1};
	struct gw_pg_shared_row *row;

	for (size_t i = 0; i < n; i++)
		values[i] = gw_pg_share_text(shares, values[i]);
	row = find_row(shares, &wanted);
	if (row != NULL) {
		row->users++;
		return row->values;
	}
	wanted.values = copy_values(shares->arena, values, n);
	gw_vec_push(&shares->own, &shares->rows, wanted);
	gw_index_add(&shares->own, &shares->by_row, &by_row, shares->rows.items);
	return wanted.values;
}

void gw_pg_set_shared(struct gw_pg_shares *shares, struct gw_schema_object *object, size_t property,
		      struct gw_view value)
{
	const struct gw_pg_shared_row own = {
		.values = object->values,
		.n = (uint32_t)object->kind->nproperties,
	};
	struct gw_pg_shared_row *row = find_row(shares, &own);

	if (row != NULL && row->values == object->values && row->users > 1) {
		row->users--;
		object->values = copy_values(shares->arena, object->values, own.n);
	}
	gw_schema_set(object, property, gw_pg_share_text(shares, value));
}
