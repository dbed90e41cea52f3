/*
 * Tables that inherit from others, partitions among them:
 *
 *	a column of a parent ..    changes, or goes, with those of its children
 *	.. that a child keeps      goes from the parent alone: ALTER TABLE ONLY
 *	a default, NOT NULL ..     that a child has of its own is given anew after its parent's changed
 *	a table gets a parent      once that has lost what the table does not have
 *	a table is made anew       with its partitions
 *	a partition comes ..       once those that go have made room, and those with other bounds are detached
 */
#include "schema/postgres/postgres_int.h"

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

/* What is of that name there: "/column id" of a table. */
static const char *id_in(struct gw_arena *arena, const char *table,
			 const struct gw_schema_object *object)
{
	return gw_format(arena, "%s%s", table, object->id + strlen(gw_schema_root(object)->id));
}

/* The change of the same column, or of its default, of the table that this one inherits from. */
static const struct gw_schema_change *change_of_parent(const struct gw_schema_changes *changes,
						       const struct gw_schema_change *change)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_schema_object *object = gw_schema_change_object(change);
	const struct gw_schema_object *table = gw_schema_root(object);
	const struct gw_pg_hidden *hidden = table->extra;

	if (hidden == NULL || hidden->parent_table == NULL ||
	    !has_parent(changes->old, table->id, hidden) ||
	    !has_parent(changes->new, table->id, hidden))
		return NULL;
	return gw_schema_change_of(changes, id_in(&scratch, hidden->parent_table, object));
}

static bool is_dropped(const struct gw_schema_change *change)
{
	return change != NULL && change->action == GW_CHANGE_DROP;
}

static bool stays_in(const struct gw_schema_changes *changes, const struct gw_schema_object *table,
		     const struct gw_schema_object *column)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const char *id = id_in(&scratch, table->id, column);
	const struct gw_schema_object *old = gw_schema_find(changes->old, id);
	const struct gw_schema_object *new = gw_schema_find(changes->new, id);

	if (old == NULL || !gw_schema_flag(old, COLUMN_INHERITED))
		return false;
	return (new != NULL && !gw_schema_flag(new, COLUMN_INHERITED)) ||
	       gw_pg_stays_below(changes, old);
}

bool gw_pg_stays_below(const struct gw_schema_changes *changes,
		       const struct gw_schema_object *column)
{
	const struct gw_pg_hidden *parent = column->parent->extra;
	const struct gw_pg_hidden above = {.parent_table = column->parent->id};

	for (size_t i = 0; parent != NULL && parent->has_children && i < changes->old->objects.n;
	     i++) {
		const struct gw_schema_object *table = changes->old->objects.items[i];

		if (gw_pg_is_table(table->kind) && has_parent(changes->old, table->id, &above) &&
		    has_parent(changes->new, table->id, &above) && stays_in(changes, table, column))
			return true;
	}
	return false;
}

static bool is_made_or_altered(const struct gw_schema_change *change)
{
	return change->action == GW_CHANGE_CREATE || change->action == GW_CHANGE_ALTER;
}

static bool differs_in_own(const struct gw_schema_change *change,
			   const struct gw_schema_change *above)
{
	if (change->action == GW_CHANGE_ALTER)
		return change->differs[PG_COMMENT] || change->differs[PG_GRANTS];
	/* A default that it does not have is no object that could be changed. */
	return change->action == GW_CHANGE_CREATE &&
	       (gw_schema_value(change->new, PG_COMMENT).p != NULL ||
		gw_schema_value(change->new, PG_GRANTS).p != NULL ||
		(gw_pg_child(above->new, &gw_pg_default) != NULL &&
		 gw_pg_child(change->new, &gw_pg_default) == NULL));
}

/* All but a comment and grants, which each table has of its own. */
static void leave_to_parent(struct gw_schema_changes *changes, struct gw_schema_change *change,
			    const struct gw_schema_change *above)
{
	if (!differs_in_own(change, above)) {
		change->within = above;
		return;
	}
	for (size_t i = PG_OWN; change->differs != NULL && i < change->new->kind->nproperties; i++)
		change->differs[i] = false;
	gw_vec_push(changes->arena, &change->after, above);
}

const struct gw_schema_object *gw_pg_came_with(const struct gw_schema_changes *changes,
					       const struct gw_schema_object *column)
{
	const struct gw_schema_change *change, *above;

	if (changes == NULL)
		return NULL;
	change = gw_schema_change_at(changes, column, false);
	if (change == NULL || change->action != GW_CHANGE_CREATE || !is_inherited(change))
		return NULL;
	above = change_of_parent(changes, change);
	return above != NULL && above->action == GW_CHANGE_CREATE ? above->new : NULL;
}

/* What is inherited cannot be touched: first it has to be the table's own; the parent has the first word. */
void gw_pg_adjust_inherited(struct gw_schema_changes *changes, struct gw_schema_change *change)
{
	const struct gw_schema_change *above = change_of_parent(changes, change);
	bool is_kept = is_dropped(above) && gw_pg_is_column(above->old->kind) &&
		       gw_pg_stays_below(changes, above->old);

	if (above == NULL)
		return;
	if (is_inherited(change) && !is_kept && above->action == change->action &&
	    same_values(above->new, change->new))
		leave_to_parent(changes, change, above);
	else if (is_dropped(above) || (is_made_or_altered(above) && is_made_or_altered(change)))
		gw_vec_push(changes->arena, &change->after, above);
}

/* What the change of the parent would give the child, where that stays as it is. */
static void give_anew(struct gw_schema_changes *changes, const struct gw_schema_change *above,
		      const struct gw_schema_object *child, size_t property)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const char *id = id_in(&scratch, child->id, gw_schema_change_object(above));
	const struct gw_schema_object *old = gw_schema_find(changes->old, id);
	const struct gw_schema_object *new = gw_schema_find(changes->new, id);
	struct gw_schema_change *change;

	if (old == NULL || new == NULL || gw_schema_value(new, property).p == NULL ||
	    (above->new != NULL &&gw_view_eq(gw_schema_value(new, property),
					     gw_schema_value(above->new, property))))
		return;
	change = gw_schema_touch(changes, old, above);
	if (change->action != GW_CHANGE_ALTER)
		return;
	change->differs[property] = true;
	gw_vec_push(changes->arena, &change->after, above);
}

void gw_pg_adjust_children(struct gw_schema_changes *changes, const struct gw_schema_change *above)
{
	const struct gw_schema_object *object = gw_schema_change_object(above);
	bool is_default = object->kind == &gw_pg_default;
	size_t property = is_default ? (size_t)DEFAULT_VALUE : (size_t)COLUMN_NOT_NULL;
	const struct gw_schema_object *table = gw_schema_root(object);
	const struct gw_pg_hidden *hidden = table->extra;
	const struct gw_pg_hidden wanted = {.parent_table = table->id};

	if (hidden == NULL || !hidden->has_children || above->action == GW_CHANGE_REPLACE ||
	    (!is_default &&
	     (above->action != GW_CHANGE_ALTER || !gw_schema_differs(above, property))))
		return;
	for (size_t i = 0; i < changes->old->objects.n; i++) {
		const struct gw_schema_object *child = changes->old->objects.items[i];

		if (child->kind == &gw_pg_table && has_parent(changes->old, child->id, &wanted) &&
		    has_parent(changes->new, child->id, &wanted))
			give_anew(changes, above, child, property);
	}
}

static bool inherits(const struct gw_schema_object *table, const char *parent)
{
	for (size_t i = 0; i < table->needs.n; i++) {
		const struct gw_schema_object *other = table->needs.items[i].object;

		if (gw_pg_is_table(other->kind) && strcmp(other->id, parent) == 0)
			return true;
	}
	return false;
}

/* The columns that the parent loses: they would be those of the table too. */
static void wait_for(struct gw_schema_changes *changes, struct gw_schema_change *table,
		     const struct gw_schema_object *parent)
{
	for (size_t i = 0; parent != NULL && i < parent->children.n; i++) {
		const struct gw_schema_object *column = parent->children.items[i];
		const struct gw_schema_change *change = gw_schema_change_of(changes, column->id);

		if (gw_pg_is_column(column->kind) && is_dropped(change))
			gw_vec_push(changes->arena, &table->after, change);
	}
}

/* With a table that is made anew go its partitions. */
static void take_partitions(struct gw_schema_changes *changes, const struct gw_schema_change *table)
{
	const struct gw_pg_hidden wanted = {.parent_table = table->old->id};

	for (size_t i = 0; i < changes->old->objects.n; i++) {
		const struct gw_schema_object *other = changes->old->objects.items[i];
		struct gw_schema_change *change;

		if (!gw_pg_is_table(other->kind) || gw_schema_value(other, TABLE_BOUND).p == NULL ||
		    !has_parent(changes->old, other->id, &wanted) ||
		    !has_parent(changes->new, other->id, &wanted))
			continue;
		change = gw_schema_touch(changes, other, table);
		if (change->action == GW_CHANGE_ALTER)
			change->action = GW_CHANGE_REPLACE;
	}
}

/* The table that it is a partition of; NULL: of none. */
static const char *whole_of(const struct gw_schema_object *table)
{
	const struct gw_pg_hidden *hidden = table != NULL ? table->extra : NULL;

	if (hidden == NULL || !gw_pg_is_table(table->kind) ||
	    gw_schema_value(table, TABLE_BOUND).p == NULL)
		return NULL;
	return hidden->parent_table;
}

static bool moves(const struct gw_schema_change *change)
{
	return change->action == GW_CHANGE_ALTER &&
	       (change->differs[TABLE_PARENTS] || change->differs[TABLE_BOUND]);
}

bool gw_pg_is_rebound(const struct gw_schema_change *change, const struct gw_schema_change *beside)
{
	const char *old, *new, *wanted;

	if (change->action != GW_CHANGE_ALTER)
		return false;
	old = whole_of(change->old);
	new = whole_of(change->new);
	wanted = whole_of(beside->new);
	return old != NULL && new != NULL &&wanted != NULL &&strcmp(old, new) == 0 &&
	       strcmp(new, wanted) == 0 && moves(change);
}

const struct gw_schema_change *gw_pg_first_rebound(const struct gw_schema_changes *changes,
						   const struct gw_schema_change *beside)
{
	for (size_t i = 0; i < changes->list.n; i++) {
		if (gw_pg_is_rebound(changes->list.items[i], beside))
			return changes->list.items[i];
	}
	return NULL;
}

/* Bounds must not overlap in between. */
static void wait_for_room(struct gw_schema_changes *changes, struct gw_schema_change *table)
{
	const struct gw_schema_change *first = gw_pg_first_rebound(changes, table);
	const char *whole = whole_of(table->new);

	if (first != NULL && first != table)
		gw_vec_push(changes->arena, &table->after, first);
	for (size_t i = 0; i < changes->list.n; i++) {
		const struct gw_schema_change *other = changes->list.items[i];
		const char *left = whole_of(other->old);

		if (left == NULL || strcmp(left, whole) != 0 || other == table)
			continue;
		if (is_dropped(other) || (moves(other) && !gw_pg_is_rebound(other, table)))
			gw_vec_push(changes->arena, &table->after, other);
	}
}

void gw_pg_adjust_parents(struct gw_schema_changes *changes, struct gw_schema_change *table)
{
	if (whole_of(table->new) != NULL && (table->action == GW_CHANGE_CREATE || moves(table)))
		wait_for_room(changes, table);
	if (table->action == GW_CHANGE_REPLACE)
		take_partitions(changes, table);
	if (table->action != GW_CHANGE_ALTER)
		return;
	for (size_t i = 0; i < table->new->needs.n; i++) {
		const struct gw_schema_object *parent = table->new->needs.items[i].object;

		if (gw_pg_is_table(parent->kind) && !inherits(table->old, parent->id))
			wait_for(changes, table, gw_schema_find(changes->old, parent->id));
	}
}
