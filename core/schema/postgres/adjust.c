/*
 * What a change of one object does to another by itself:
 *
 *	a column goes              with it the sequence that it owns
 *	a column of a parent ..    is one of its children as well
 *	a generated column stays   without its expression: DROP EXPRESSION keeps the values
 *
 * and which types have to be made anew.
 */
#include "schema/postgres/postgres_int.h"

/* Whether the old labels are there still, in the same order. */
static bool grows(struct gw_view old, struct gw_view new)
{
	struct gw_view label;
	struct gw_view next;
	bool more = gw_view_next_field(&old, GW_SCHEMA_SEPARATOR, &next);

	while (more && gw_view_next_field(&new, GW_SCHEMA_SEPARATOR, &label)) {
		if (gw_view_eq(label, next))
			more = gw_view_next_field(&old, GW_SCHEMA_SEPARATOR, &next);
	}
	return !more;
}

static bool is_gone(const struct gw_schema_change *change)
{
	return change != NULL && change->action == GW_CHANGE_DROP;
}

static void adjust_enum(struct gw_schema_change *change)
{
	if (change->action == GW_CHANGE_ALTER && change->differs[ENUM_LABELS])
		change->differs[ENUM_REBUILT] = !grows(gw_schema_value(change->old, ENUM_LABELS),
						       gw_schema_value(change->new, ENUM_LABELS));
}

static void adjust_domain(struct gw_schema_change *change)
{
	if (change->action == GW_CHANGE_ALTER)
		change->differs[DOMAIN_REBUILT] = change->differs[DOMAIN_TYPE];
}

/* A domain that is made anew has its checks at once. */
static void adjust_domain_check(const struct gw_schema_changes *changes,
				struct gw_schema_change *change)
{
	const struct gw_schema_object *check = gw_schema_change_object(change);
	const struct gw_schema_change *domain = gw_schema_change_of(changes, check->parent->id);

	if (domain != NULL && domain->action == GW_CHANGE_ALTER && domain->differs[DOMAIN_TYPE])
		change->within = domain;
}

/* The column or table that goes, and takes the sequence along. */
static const struct gw_schema_change *owner_that_goes(const struct gw_schema_changes *changes,
						      const struct gw_schema_object *sequence)
{
	const struct gw_schema_object *owned = gw_pg_child(sequence, &gw_pg_owned);

	for (size_t i = 0; owned != NULL && i < owned->needs.n; i++) {
		const struct gw_schema_object *column = owned->needs.items[i].object;
		const struct gw_schema_change *change = gw_schema_change_of(changes, column->id);

		if (column->kind == &gw_pg_column && is_gone(change))
			return change;
	}
	return NULL;
}

static void adjust_sequence(const struct gw_schema_changes *changes,
			    struct gw_schema_change *change)
{
	const struct gw_schema_change *owner;
	const struct gw_schema_object *owned;
	struct gw_schema_change *link;

	if (!is_gone(change))
		return;
	owner = owner_that_goes(changes, change->old);
	if (owner == NULL)
		return;
	change->within = owner;
	owned = gw_pg_child(change->old, &gw_pg_owned);
	link = gw_schema_change_of(changes, owned->id);
	if (link != NULL)
		link->within = owner;
}

static bool is_inherited(const struct gw_schema_change *change)
{
	const struct gw_schema_object *object = gw_schema_change_object(change);

	if (object->kind == &gw_pg_default || object->kind == &gw_pg_late_default)
		object = object->parent;
	return gw_schema_flag(object, COLUMN_INHERITED);
}

static bool same_values(const struct gw_schema_object *a, const struct gw_schema_object *b)
{
	if ((a == NULL) != (b == NULL))
		return false;
	for (size_t i = PG_OWN; a != NULL && i < a->kind->nproperties; i++) {
		if (a->kind->properties[i].way != GW_WAY_DERIVED &&
		    !gw_view_eq(a->values[i], b->values[i]))
			return false;
	}
	return true;
}

/* Whether the table is there, and inherits from the same one. */
static bool has_parent(const struct gw_schema *schema, const char *table,
		       const struct gw_pg_hidden *wanted)
{
	const struct gw_schema_object *object = gw_schema_find(schema, table);
	const struct gw_pg_hidden *hidden = object != NULL ? object->extra : NULL;

	return hidden != NULL && hidden->parent_table != NULL &&
	       strcmp(hidden->parent_table, wanted->parent_table) == 0;
}

/* The same change of the same column, or of its default, of the table that this one inherits from. */
static const struct gw_schema_change *change_of_parent(const struct gw_schema_changes *changes,
						       const struct gw_schema_change *change)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_schema_object *object = gw_schema_change_object(change);
	const struct gw_schema_object *table = gw_schema_root(object);
	const struct gw_pg_hidden *hidden = table->extra;
	const struct gw_schema_change *other;
	const char *id;

	if (hidden->parent_table == NULL || !has_parent(changes->old, table->id, hidden) ||
	    !has_parent(changes->new, table->id, hidden))
		return NULL;
	id = gw_format(&scratch, "%s%s", hidden->parent_table, object->id + strlen(table->id));
	other = gw_schema_change_of(changes, id);
	if (other == NULL || other->action != change->action ||
	    !same_values(other->new, change->new))
		return NULL;
	return other;
}

static void adjust_inherited(const struct gw_schema_changes *changes,
			     struct gw_schema_change *change)
{
	if (is_inherited(change))
		change->within = change_of_parent(changes, change);
}

/* A generated column that is dropped, where a plain one of the same name and type is created. */
static void adjust_generated(struct gw_schema_changes *changes, struct gw_schema_change *change)
{
	struct gw_schema_change *plain;
	const struct gw_schema_identity identity = {
		.name = gw_schema_change_object(change)->name,
		.parent = gw_schema_find(changes->new, gw_schema_change_object(change)->parent->id),
	};
	struct gw_schema_object *column;

	if (!is_gone(change) || identity.parent == NULL)
		return;
	column = gw_schema_lookup(changes->new, &gw_pg_column, &identity);
	plain = column != NULL ? gw_schema_change_of(changes, column->id) : NULL;
	if (plain == NULL || plain->action != GW_CHANGE_CREATE ||
	    !gw_view_eq(gw_schema_value(column, COLUMN_TYPE),
			gw_schema_value(change->old, COLUMN_TYPE)))
		return;
	plain->action = GW_CHANGE_ALTER;
	plain->old = change->old;
	plain->differs = gw_new_array(changes->arena, bool, COLUMN_PROPERTIES);
	for (size_t i = 0; i < COLUMN_PROPERTIES; i++)
		plain->differs[i] = column->kind->properties[i].way != GW_WAY_DERIVED &&
				    !gw_view_eq(change->old->values[i], column->values[i]);
	change->within = plain;
}

void gw_pg_adjust(struct gw_schema_changes *changes)
{
	for (size_t i = 0; i < changes->list.n; i++) {
		struct gw_schema_change *change = changes->list.items[i];
		const struct gw_schema_kind *kind = gw_schema_change_object(change)->kind;

		if (kind == &gw_pg_enum)
			adjust_enum(change);
		else if (kind == &gw_pg_domain)
			adjust_domain(change);
		else if (kind == &gw_pg_domain_check)
			adjust_domain_check(changes, change);
		else if (kind == &gw_pg_sequence)
			adjust_sequence(changes, change);
		else if (kind == &gw_pg_column || kind == &gw_pg_default)
			adjust_inherited(changes, change);
		else if (kind == &gw_pg_generated)
			adjust_generated(changes, change);
	}
}
