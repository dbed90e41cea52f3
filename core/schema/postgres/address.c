/*
 * Addresses of pg_depend, and what is there: sixteen bytes each, for ten tables have a hundred.
 */
#include "schema/postgres/read_int.h"

static bool take_number(struct gw_view *rest, uint64_t max, uint64_t *ret_number)
{
	struct gw_view digits;

	return gw_view_next_field(rest, '.', &digits) && gw_parse_u64(digits, ret_number) &&
	       *ret_number <= max;
}

bool gw_pg_parse_address(struct gw_view text, struct gw_pg_address *ret_address)
{
	uint64_t class, object, column;
	bool is_negative;

	if (!take_number(&text, UINT32_MAX, &class) || !take_number(&text, UINT32_MAX, &object))
		return false;
	/* A column of the system. */
	is_negative = gw_view_starts(text, "-");
	text = gw_view_from(text, is_negative);
	if (!take_number(&text, INT32_MAX, &column) || text.n != 0)
		return false;
	*ret_address = (struct gw_pg_address){
		.class = (uint32_t) class,
		.object = (uint32_t)object,
		.column = is_negative ? -(int32_t)column : (int32_t)column,
	};
	return true;
}

static uint64_t hash_address(const struct gw_pg_address *address)
{
	return gw_index_hash((struct gw_view){(const char *)address, sizeof(*address)});
}

static uint64_t hash_of(const void *list, size_t number)
{
	return hash_address(&((const struct gw_pg_place *)list)[number].address);
}

static bool is_address(const void *list, size_t number, const void *key)
{
	return memcmp(&((const struct gw_pg_place *)list)[number].address, key,
		      sizeof(struct gw_pg_address)) == 0;
}

static const struct gw_index_by by_address = {hash_of, is_address};

static size_t find(const struct gw_pg_places *places, const struct gw_pg_address *address)
{
	return gw_index_find(&places->index, &by_address, places->list.items, hash_address(address),
			     address);
}

void gw_pg_put_place(struct gw_arena *arena, struct gw_pg_places *places,
		     const struct gw_pg_address *address, uint32_t number)
{
	size_t place = find(places, address);

	if (place != GW_NOWHERE) {
		places->list.items[place].number = number;
		return;
	}
	gw_vec_push(arena, &places->list, ((struct gw_pg_place){*address, number}));
	gw_index_add(arena, &places->index, &by_address, places->list.items);
}

size_t gw_pg_find_place(const struct gw_pg_places *places, const struct gw_pg_address *address)
{
	size_t place = find(places, address);

	return place != GW_NOWHERE ? places->list.items[place].number : GW_NOWHERE;
}
