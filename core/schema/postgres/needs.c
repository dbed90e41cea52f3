/*
 * What needs what, though the server does not tell it so: tables and what they inherit from, what stands
 * in the way of types, defaults that need their own table, triggers of partitions.
 */
#include "schema/postgres/postgres_int.h"

/* Most objects have none. */
struct gw_pg_hidden *gw_pg_hidden_of(const struct gw_schema *schema,
				     struct gw_schema_object *object)
{
	union {
		const void *is;
		struct gw_pg_hidden *own;
	} extra = {object->extra};

	if (extra.own == NULL) {
		extra.own = gw_new(schema->arena, struct gw_pg_hidden);
		object->extra = extra.own;
	}
	return extra.own;
}

static bool is_type(const struct gw_schema_object *object)
{
	return object->kind == &gw_pg_enum || object->kind == &gw_pg_domain ||
	       object->kind == &gw_pg_composite || object->kind == &gw_pg_range;
}

const struct gw_schema_object *gw_pg_type_of(const struct gw_schema_object *column)
{
	for (size_t i = 0; i < column->needs.n; i++) {
		if (is_type(column->needs.items[i].object))
			return column->needs.items[i].object;
	}
	return NULL;
}

/* Also of what comes to the list meanwhile: a type of a type of a column. */
static void need_types_of(struct gw_schema *schema, struct gw_schema_object *object)
{
	for (size_t i = 0; i < object->needs.n; i++) {
		const struct gw_schema_object *other = object->needs.items[i].object;

		if (object->needs.items[i].soft ||
		    (other->kind != &gw_pg_column && !is_type(other)))
			continue;
		for (size_t j = 0; j < other->needs.n; j++) {
			struct gw_schema_object *of = other->needs.items[j].object;

			if (is_type(of) || of->kind == &gw_pg_collation)
				gw_schema_need(schema, object, of, false);
		}
	}
}

/* What is in the way when a column changes its type is so too when the type is made anew. */
static void need_types(struct gw_schema *schema)
{
	for (size_t i = 0; i < schema->objects.n; i++)
		need_types_of(schema, schema->objects.items[i]);
}

/* It is attached, or made to inherit, once both have all columns. */
static void need_columns(struct gw_schema *schema, struct gw_schema_object *table,
			 const struct gw_schema_object *of)
{
	for (size_t i = 0; i < of->children.n; i++) {
		if (of->children.items[i]->kind == &gw_pg_column)
			gw_schema_need(schema, table, of->children.items[i], false);
	}
}

/* An index of the table only would be there for partitions that come after it. */
static void need_partition(struct gw_schema *schema, const struct gw_schema_object *table,
			   struct gw_schema_object *partition)
{
	for (size_t i = 0; i < table->children.n; i++) {
		struct gw_schema_object *index = table->children.items[i];

		if (index->kind == &gw_pg_index &&
		    gw_view_find(gw_schema_value(index, INDEX_DEFINITION), GW_VIEW(" ON ONLY ")) !=
			    GW_NOWHERE)
			gw_schema_need(schema, index, partition, true);
	}
}

static void resolve_parents(struct gw_schema *schema, struct gw_schema_object *table)
{
	size_t n = table->needs.n;

	for (size_t i = 0; i < n; i++) {
		struct gw_schema_object *parent = table->needs.items[i].object;

		if (!gw_pg_is_table(parent->kind))
			continue;
		if (gw_pg_hidden_of(schema, table)->parent_table == NULL) {
			gw_pg_hidden_of(schema, table)->parent_table = parent->id;
			need_columns(schema, table, table);
		}
		gw_pg_hidden_of(schema, parent)->has_children = true;
		need_partition(schema, parent, table);
		need_columns(schema, table, parent);
	}
}

static void need_parents(struct gw_schema *schema)
{
	for (size_t i = 0; i < schema->objects.n; i++) {
		struct gw_schema_object *object = schema->objects.items[i];

		if (gw_pg_is_table(object->kind) &&
		    gw_schema_value(object, TABLE_PARENTS).p != NULL)
			resolve_parents(schema, object);
	}
}

/* How far what a default calls is looked into: a function, the type of its result, a view .. */
enum { DEEPEST = 4 };

static bool reaches(const struct gw_schema_object *from, const struct gw_schema_object *table,
		    unsigned depth)
{
	for (size_t i = 0; i < from->needs.n; i++) {
		const struct gw_schema_object *other = from->needs.items[i].object;

		if (gw_schema_root(other) == table ||
		    (depth < DEEPEST && reaches(other, table, depth + 1)))
			return true;
	}
	return false;
}

/* Defaults that call what needs their own table. */
static void find_late(struct gw_schema *schema)
{
	for (size_t i = 0; i < schema->objects.n; i++) {
		struct gw_schema_object *value = schema->objects.items[i];

		for (size_t j = 0; value->kind == &gw_pg_default && j < value->needs.n; j++) {
			const struct gw_schema_object *other = value->needs.items[j].object;

			if (other != value->parent && reaches(other, gw_schema_root(value), 0))
				value->kind = &gw_pg_late_default;
		}
	}
}

/* What a partition has of a trigger goes with that. */
static void hold_triggers(struct gw_schema *schema)
{
	for (size_t i = 0; i < schema->objects.n; i++) {
		struct gw_schema_object *object = schema->objects.items[i];

		for (size_t j = 0; object->kind == &gw_pg_partition_trigger && j < object->needs.n;
		     j++) {
			if (object->needs.items[j].object->kind == &gw_pg_trigger)
				object->holder = object->needs.items[j].object;
		}
	}
}

void gw_pg_add_untold_needs(struct gw_schema *schema)
{
	need_types(schema);
	need_parents(schema);
	find_late(schema);
	hold_triggers(schema);
}
