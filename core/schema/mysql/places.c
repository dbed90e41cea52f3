/*
 * The order of columns: which of a table's need not move when it gets the new order. They are the longest row
 * of columns that are in that order already.
 */
#include "schema/mysql/mysql_int.h"

static void add_place(const struct gw_schema_script *script, const struct gw_schema_object *column,
		      struct gw_mysql_places *places)
{
	const struct gw_schema_object *old = gw_schema_find(script->changes->old, column->id);
	struct gw_mysql_place place = {
		.column = column,
		.change = gw_schema_change_of(script->changes, column->id),
	};

	if (old != NULL && (place.change == NULL || !gw_mysql_is_remade(place.change)))
		place.old = old->position;
	gw_vec_push(script->arena, &places->list, place);
}

/* Each row of columns that are in order already is found by the one before its last. */
static void find_rows(struct gw_mysql_places *places)
{
	for (size_t i = 0; i < places->list.n; i++) {
		struct gw_mysql_place *place = &places->list.items[i];

		place->length = 1;
		place->before = SIZE_MAX;
		for (size_t j = 0; j < i; j++) {
			const struct gw_mysql_place *other = &places->list.items[j];

			if (other->old != 0 && other->old < place->old &&
			    other->length >= place->length) {
				place->length = other->length + 1;
				place->before = j;
			}
		}
	}
}

void gw_mysql_find_places(const struct gw_schema_script *script,
			  const struct gw_schema_object *table, struct gw_mysql_places *ret_places)
{
	struct gw_mysql_places *places = ret_places;
	size_t last = SIZE_MAX;

	*places = (struct gw_mysql_places){0};
	for (size_t i = 0; i < table->children.n; i++) {
		if (table->children.items[i]->kind == &gw_mysql_column)
			add_place(script, table->children.items[i], places);
	}
	find_rows(places);
	for (size_t i = 0; i < places->list.n; i++) {
		if (places->list.items[i].old != 0 &&
		    (last == SIZE_MAX ||
		     places->list.items[i].length > places->list.items[last].length))
			last = i;
	}
	for (; last != SIZE_MAX; last = places->list.items[last].before)
		places->list.items[last].stays = true;
}

bool gw_mysql_same_order(struct gw_view a, struct gw_view b)
{
	struct gw_view in_both = b;
	struct gw_view name, other;

	while (gw_view_next_field(&a, GW_SCHEMA_SEPARATOR, &name)) {
		if (!gw_mysql_lists(b, name))
			continue;
		do {
			if (!gw_view_next_field(&in_both, GW_SCHEMA_SEPARATOR, &other))
				return false;
		} while (!gw_view_eq_nocase(name, other));
	}
	return true;
}
