/*
 * The values of columns whose types are made anew (rebuild.c). Most go through text:
 *
 *	ALTER TABLE t ALTER COLUMN m TYPE mood USING m::text::mood
 *
 * There the attributes of a composite type have places and no names. When they change places, values go by
 * the names, and so does all that such a value is in: arrays, other composite types, domains. The server
 * looks into these where it has a cast for what they are made of. There is one meanwhile:
 *
 *	CREATE FUNCTION "c (old)"("c (old)") RETURNS c .. ROW(($1).b, ($1).a)::c
 *	CREATE CAST ("c (old)" AS c) WITH FUNCTION "c (old)"("c (old)")
 *	ALTER TABLE t ALTER COLUMN x TYPE c[] USING x::c[]
 */
#include "schema/postgres/postgres_int.h"

static const struct gw_schema_effect rewrite = {
	.hazards = GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_ALL,
};
static const struct gw_schema_effect values_lost = {
	.hazards = GW_HAZARD_DATA_LOSS | GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_ALL,
};

/* Whether a value of the type, or one in it, has attributes that change places. */
static bool goes_by_name(const struct gw_pg_group *group, const struct gw_schema_change *type)
{
	for (size_t i = 0; i < group->list.n; i++) {
		const struct gw_schema_change *member = group->list.items[i];

		if (member->old->kind == &gw_pg_composite && !gw_pg_attributes_append(member) &&
		    (member == type || gw_pg_needs(type->old, member->old)))
			return true;
	}
	return false;
}

/* --- casts --- */

enum cast { CAST_NONE, CAST_BY_NAME, CAST_THROUGH_TEXT };

static bool has_columns(const struct gw_schema_script *script, const struct gw_schema_change *type)
{
	const struct gw_schema *old = script->changes->old;

	for (size_t i = 0; i < old->objects.n; i++) {
		if (old->objects.items[i]->kind == &gw_pg_column &&
		    gw_pg_needs(old->objects.items[i], type->old))
			return true;
	}
	return false;
}

/* Of a domain the server takes none: what it is over has one. */
static enum cast cast_of(const struct gw_schema_script *script, const struct gw_pg_group *group,
			 const struct gw_schema_change *member)
{
	const struct gw_schema_kind *kind = member->old->kind;

	if ((kind != &gw_pg_composite && kind != &gw_pg_enum) || !has_columns(script, member))
		return CAST_NONE;
	if (goes_by_name(group, member))
		return CAST_BY_NAME;
	for (size_t i = 0; i < group->list.n; i++) {
		const struct gw_schema_change *other = group->list.items[i];

		if (gw_pg_needs(other->old, member->old) && goes_by_name(group, other))
			return CAST_THROUGH_TEXT;
	}
	return CAST_NONE;
}

/* from: the old type under the name that it has now. The function has the one that nobody else has. */
static void put_function(struct gw_schema_script *script, const struct gw_schema_change *type,
			 const struct gw_schema_object *from)
{
	const struct gw_schema_object name = gw_pg_aside(script, type->old);

	gw_schema_puts(script, "FUNCTION ");
	gw_pg_put_path(script, &name);
	gw_schema_puts(script, "(");
	gw_pg_put_path(script, from);
	gw_schema_puts(script, ")");
}

static void put_cast(struct gw_schema_script *script, const char *verb,
		     const struct gw_schema_change *type, const struct gw_schema_object *from)
{
	gw_schema_puts(script, verb);
	gw_schema_puts(script, " CAST (");
	gw_pg_put_path(script, from);
	gw_schema_puts(script, " AS ");
	gw_pg_put_path(script, type->new);
	gw_schema_puts(script, ")");
}

static void create_by_name(struct gw_schema_script *script, const struct gw_schema_change *type,
			   const struct gw_schema_object *from)
{
	struct gw_schema_script body;

	gw_schema_script_init(&body, script->arena, script->dialect);
	gw_schema_puts(&body, "SELECT ");
	gw_pg_put_by_attribute(&body, type, "$1");
	gw_schema_puts(script, "CREATE ");
	put_function(script, type, from);
	gw_schema_puts(script, " RETURNS ");
	gw_pg_put_path(script, type->new);
	gw_schema_puts(script, " LANGUAGE sql AS ");
	gw_schema_put_literal(script, gw_str_view(&body.text));
	gw_schema_end(script, NULL);
	gw_str_done(&body.text);
	put_cast(script, "CREATE", type, from);
	gw_schema_puts(script, " WITH ");
	put_function(script, type, from);
	gw_schema_end(script, NULL);
}

static void drop_by_name(struct gw_schema_script *script, const struct gw_schema_change *type,
			 const struct gw_schema_object *from)
{
	put_cast(script, "DROP", type, from);
	gw_schema_end(script, NULL);
	gw_schema_puts(script, "DROP ");
	put_function(script, type, from);
	gw_schema_end(script, NULL);
}

static void create_cast(struct gw_schema_script *script, const struct gw_pg_group *group,
			const struct gw_schema_change *type)
{
	const struct gw_schema_object from = gw_pg_aside(script, type->old);

	switch (cast_of(script, group, type)) {
	case CAST_NONE:
		break;
	case CAST_BY_NAME:
		create_by_name(script, type, &from);
		break;
	case CAST_THROUGH_TEXT:
		put_cast(script, "CREATE", type, &from);
		gw_schema_puts(script, " WITH INOUT");
		gw_schema_end(script, NULL);
		break;
	}
}

static void drop_cast(struct gw_schema_script *script, const struct gw_pg_group *group,
		      const struct gw_schema_change *type)
{
	const struct gw_schema_object from = gw_pg_aside(script, type->old);
	enum cast cast = cast_of(script, group, type);

	if (cast == CAST_BY_NAME) {
		drop_by_name(script, type, &from);
	} else if (cast == CAST_THROUGH_TEXT) {
		put_cast(script, "DROP", type, &from);
		gw_schema_end(script, NULL);
	}
}

/* --- columns --- */

/* The one that the column's own type is, or its elements are; NULL: that stays. */
static const struct gw_schema_change *type_of(const struct gw_pg_group *group,
					      const struct gw_schema_object *column)
{
	const struct gw_schema_object *type = gw_pg_type_of(column);

	for (size_t i = 0; i < group->list.n; i++) {
		if (group->list.items[i]->old == type)
			return group->list.items[i];
	}
	return NULL;
}

static bool needs_member(const struct gw_schema_object *column, const struct gw_pg_group *group)
{
	for (size_t i = 0; i < group->list.n; i++) {
		if (gw_pg_needs(column, group->list.items[i]->old))
			return true;
	}
	return false;
}

static bool loses_values(const struct gw_schema_object *column, const struct gw_pg_group *group)
{
	for (size_t i = 0; i < group->list.n; i++) {
		const struct gw_schema_change *member = group->list.items[i];

		if (member->old->kind == &gw_pg_composite && gw_pg_loses_attribute(member) &&
		    gw_pg_needs(column, member->old))
			return true;
	}
	return false;
}

static void put_using(struct gw_schema_script *script, const struct gw_pg_group *group,
		      const struct gw_schema_change *type, const struct gw_schema_object *column)
{
	struct gw_view name = gw_schema_value(column, COLUMN_TYPE);
	const char *through = gw_view_ends(name, "[]") ? "::text[]" : "::text";

	gw_schema_puts(script, " USING ");
	gw_schema_put_name(script, column->name);
	if (!goes_by_name(group, type))
		gw_schema_puts(script, through);
	gw_pg_put_value(script, "::", name, "");
}

static void convert_column(struct gw_schema_script *script, const struct gw_pg_group *group,
			   const struct gw_schema_object *old,
			   const struct gw_schema_object *column)
{
	const struct gw_schema_change *type = type_of(group, old);

	gw_pg_begin_column(script, column, " ALTER COLUMN ");
	gw_pg_put_value(script, " TYPE ", gw_schema_value(column, COLUMN_TYPE), "");
	gw_pg_put_value(script, " COLLATE ", gw_schema_value(column, COLUMN_COLLATION), "");
	if (type != NULL && column->parent->kind != &gw_pg_foreign_table)
		put_using(script, group, type, column);
	gw_schema_end(script, loses_values(old, group) ? &values_lost : &rewrite);
}

/* Those that are in both. */
static void convert_columns(struct gw_schema_script *script, const struct gw_pg_group *group)
{
	const struct gw_schema *old = script->changes->old;

	for (size_t i = 0; i < old->objects.n; i++) {
		const struct gw_schema_object *column = old->objects.items[i];
		const struct gw_schema_object *now;

		if (column->kind != &gw_pg_column || !needs_member(column, group) ||
		    gw_schema_flag(column, COLUMN_INHERITED))
			continue;
		now = gw_schema_find(script->changes->new, column->id);
		if (now != NULL)
			convert_column(script, group, column, now);
	}
}

void gw_pg_convert(struct gw_schema_script *script, const struct gw_pg_group *group)
{
	for (size_t i = 0; i < group->list.n; i++) {
		const struct gw_schema_change *member = group->list.items[i];
		const struct gw_schema_object adapted = gw_pg_aside(script, member->new);

		create_cast(script, group, member);
		if (member->new->kind == &gw_pg_composite && !goes_by_name(group, member))
			gw_pg_adapt_attributes(script, member, &adapted);
	}
	convert_columns(script, group);
	for (size_t i = group->list.n; i-- != 0;)
		drop_cast(script, group, group->list.items[i]);
}

/* --- a column that gets another composite type --- */

/* The one that its values are of, in whatever; NULL: they are of none. */
static const struct gw_schema_object *composite_of(const struct gw_schema_object *column)
{
	for (size_t i = 0; i < column->needs.n; i++) {
		if (column->needs.items[i].object->kind == &gw_pg_composite)
			return column->needs.items[i].object;
	}
	return NULL;
}

static struct gw_schema_change types_of(const struct gw_schema_change *column)
{
	const struct gw_schema_change types = {
		.action = GW_CHANGE_ALTER,
		.old = composite_of(column->old),
		.new = composite_of(column->new),
	};

	return types;
}

/* The same names stand in the same places; or there are none of the same, and places are all there is. */
static bool keeps_places(const struct gw_schema_change *types)
{
	struct gw_view old = gw_schema_value(types->old, COMPOSITE_ATTRIBUTES);
	struct gw_view new = gw_schema_value(types->new, COMPOSITE_ATTRIBUTES);
	struct gw_view rest = new;
	struct gw_view one, other;
	bool is_same = true;
	bool is_shared = false;

	while (gw_view_next_field(&old, GW_SCHEMA_SEPARATOR, &one)) {
		struct gw_view name = gw_pg_entry_name(one);

		is_shared = is_shared || gw_pg_find_entry(new, name).p != NULL;
		is_same = is_same && gw_view_next_field(&rest, GW_SCHEMA_SEPARATOR, &other) &&
			  gw_view_eq(gw_pg_entry_name(other), name);
	}
	return is_same || !is_shared;
}

/* Two of them, each under its own name. */
static bool is_other(const struct gw_schema_change *types)
{
	return types->old != NULL &&
	       types->new != NULL &&strcmp(types->old->id, types->new->id) != 0;
}

bool gw_pg_alter_by_name(struct gw_schema_script *script, const struct gw_schema_change *column)
{
	const struct gw_schema_change types = types_of(column);

	if (!is_other(&types) || keeps_places(&types))
		return false;
	create_by_name(script, &types, types.old);
	gw_pg_begin_column(script, column->new, " ALTER COLUMN ");
	gw_pg_put_value(script, " TYPE ", gw_schema_value(column->new, COLUMN_TYPE), " USING ");
	gw_schema_put_name(script, column->new->name);
	gw_pg_put_value(script, "::", gw_schema_value(column->new, COLUMN_TYPE), "");
	gw_schema_end(script, gw_pg_loses_attribute(&types) ? &values_lost : &rewrite);
	drop_by_name(script, &types, types.old);
	return true;
}
