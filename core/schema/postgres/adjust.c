/*
 * What a change of one object does to another by itself:
 *
 *	a column goes              with it the sequence that it owns
 *	a table changes hands      with it the sequences of its columns
 *	an identity comes          once the sequence whose name it takes is gone
 *	a generated column stays   without its expression: DROP EXPRESSION keeps the values
 *
 * and which types have to be made anew (rebuild.c). Tables that inherit: inherit.c. Indexes
 * of partitions: attached.c.
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

static bool is_altered(const struct gw_schema_change *change, size_t property)
{
	return change->action == GW_CHANGE_ALTER && change->differs[property];
}

static void adjust_enum(struct gw_schema_change *change)
{
	if (is_altered(change, ENUM_LABELS) && !grows(gw_schema_value(change->old, ENUM_LABELS),
						      gw_schema_value(change->new, ENUM_LABELS)))
		gw_pg_mark_rebuilt(change);
}

static void adjust_composite(struct gw_schema_change *change)
{
	if (is_altered(change, COMPOSITE_ATTRIBUTES) &&
	    !gw_pg_attributes_grow(gw_schema_value(change->old, COMPOSITE_ATTRIBUTES),
				   gw_schema_value(change->new, COMPOSITE_ATTRIBUTES)))
		gw_pg_mark_rebuilt(change);
}

static void adjust_collation(struct gw_schema_change *change)
{
	if (is_altered(change, COLLATION_DEFINITION))
		gw_pg_mark_rebuilt(change);
}

/* In an array or a composite type, whose values the server does not look into. */
static bool is_inside(const struct gw_schema *schema, const struct gw_schema_object *domain)
{
	for (size_t i = 0; i < schema->objects.n; i++) {
		const struct gw_schema_object *column = schema->objects.items[i];

		if (column->kind == &gw_pg_column && gw_pg_needs(column, domain) &&
		    (gw_view_ends(gw_schema_value(column, COLUMN_TYPE), "[]") ||
		     gw_pg_type_of(column)->kind == &gw_pg_composite))
			return true;
	}
	return false;
}

static void adjust_domain(const struct gw_schema_changes *changes, struct gw_schema_change *change)
{
	bool is_narrowed = is_altered(change, DOMAIN_NOT_NULL) &&
			   gw_schema_flag(change->new, DOMAIN_NOT_NULL);

	if (is_altered(change, DOMAIN_TYPE) ||
	    (is_narrowed && is_inside(changes->old, change->old)))
		gw_pg_mark_rebuilt(change);
}

/* What is altered is its comment: what it checks would be made anew. */
static void adjust_domain_check(struct gw_schema_changes *changes, struct gw_schema_change *change)
{
	const struct gw_schema_object *check = change->new;
	const struct gw_schema_object *domain;
	struct gw_schema_change *of_domain;

	if (check == NULL || change->action == GW_CHANGE_ALTER ||
	    gw_view_ends(gw_schema_value(check, CONSTRAINT_DEFINITION), " NOT VALID"))
		return;
	domain = gw_schema_find(changes->old, check->parent->id);
	if (domain == NULL || !is_inside(changes->old, domain))
		return;
	of_domain = gw_schema_touch(changes, domain, change);
	if (of_domain->action == GW_CHANGE_ALTER)
		gw_pg_mark_rebuilt(of_domain);
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

static const struct gw_schema_object *table_of(const struct gw_schema_object *sequence)
{
	const struct gw_schema_object *owned = gw_pg_child(sequence, &gw_pg_owned);

	return owned != NULL && owned->needs.n != 0 ? gw_schema_root(owned->needs.items[0].object)
						    : NULL;
}

static bool differs_otherwise(const struct gw_schema_change *change, size_t property)
{
	for (size_t i = 0; i < change->new->kind->nproperties; i++) {
		if (i != property && change->differs[i])
			return true;
	}
	return false;
}

/* The server gives it the owner of its table, and takes none by itself. */
static void adjust_sequence_owner(const struct gw_schema_changes *changes,
				  struct gw_schema_change *change)
{
	const struct gw_schema_object *old, *new;

	if (!is_altered(change, PG_OWNER))
		return;
	old = table_of(change->old);
	new = table_of(change->new);
	if (old == NULL || new == NULL || strcmp(old->id, new->id) != 0)
		return;
	if (!differs_otherwise(change, PG_OWNER))
		change->within = gw_schema_change_of(changes, new->id);
	change->differs[PG_OWNER] = false;
}

static const char *path_of(const struct gw_schema_changes *changes,
			   const struct gw_schema_object *sequence)
{
	GW_STR_AUTO struct gw_str path = {0};

	changes->old->dialect->quote_name(&path, gw_view_of(sequence->schema));
	gw_str_putc(&path, '.');
	changes->old->dialect->quote_name(&path, gw_view_of(sequence->name));
	return gw_str_take(&path, changes->arena);
}

static struct gw_map find_going_sequences(const struct gw_schema_changes *changes)
{
	struct gw_map going = {0};

	for (size_t i = 0; i < changes->list.n; i++) {
		struct gw_schema_change *change = changes->list.items[i];

		if (is_gone(change) && change->old->kind == &gw_pg_sequence)
			gw_map_put(changes->arena, &going,
				   gw_view_of(path_of(changes, change->old)), change);
	}
	return going;
}

static void adjust_identities(struct gw_schema_changes *changes)
{
	const struct gw_map going = find_going_sequences(changes);

	for (size_t i = 0; going.n != 0 && i < changes->list.n; i++) {
		struct gw_schema_change *change = changes->list.items[i];
		const struct gw_schema_change *sequence;

		if (change->new == NULL || change->new->kind != &gw_pg_identity ||
		    !gw_schema_differs(change, IDENTITY_SEQUENCE))
			continue;
		sequence = gw_map_get(&going, gw_schema_value(change->new, IDENTITY_SEQUENCE));
		if (sequence != NULL)
			gw_vec_push(changes->arena, &change->after, sequence);
	}
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

static void adjust_object(struct gw_schema_changes *changes, struct gw_schema_change *change)
{
	const struct gw_schema_kind *kind = gw_schema_change_object(change)->kind;

	if (kind == &gw_pg_enum)
		adjust_enum(change);
	else if (kind == &gw_pg_composite)
		adjust_composite(change);
	else if (kind == &gw_pg_collation)
		adjust_collation(change);
	else if (kind == &gw_pg_domain)
		adjust_domain(changes, change);
	else if (kind == &gw_pg_domain_check)
		adjust_domain_check(changes, change);
	else if (kind == &gw_pg_sequence) {
		adjust_sequence(changes, change);
		adjust_sequence_owner(changes, change);
	} else if (gw_pg_is_table(kind))
		gw_pg_adjust_parents(changes, change);
	else if (gw_pg_is_column(kind) || kind == &gw_pg_default) {
		gw_pg_adjust_inherited(changes, change);
		gw_pg_adjust_children(changes, change);
	}
}

/* What becomes of generated columns first: what inherits them follows. */
void gw_pg_adjust(struct gw_schema_changes *changes)
{
	for (size_t i = 0; i < changes->list.n; i++) {
		if (gw_schema_change_object(changes->list.items[i])->kind == &gw_pg_generated)
			adjust_generated(changes, changes->list.items[i]);
	}
	for (size_t i = 0; i < changes->list.n; i++)
		adjust_object(changes, changes->list.items[i]);
	gw_pg_group_rebuilt(changes);
	adjust_identities(changes);
	gw_pg_adjust_attached(changes);
}
