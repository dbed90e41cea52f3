/*
 * What can only be had by another one under its name: an enum that loses labels, a composite type whose
 * attributes change places, a domain over another type, another collation. Columns follow, and what is
 * made of it is made anew as well. All that hangs together is a group, and the change that heads it has
 * the statements of all:
 *
 *	ALTER TYPE mood RENAME TO "mood (old)"      each
 *	CREATE TYPE mood AS ENUM (..)               each, after what it needs
 *	ALTER TABLE t ALTER COLUMN m TYPE mood USING m::text::mood
 *	DROP TYPE "mood (old)"                      each, before what it needs
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

/* The property that says so; 0: the kind is never made anew like this. */
static size_t rebuilt_property(const struct gw_schema_kind *kind)
{
	for (size_t i = PG_OWN; i < kind->nproperties; i++) {
		if (kind->properties[i].alter == gw_pg_rebuild)
			return i;
	}
	return 0;
}

static bool is_rebuilt(const struct gw_schema_change *change)
{
	size_t property;

	if (change == NULL || change->action != GW_CHANGE_ALTER)
		return false;
	property = rebuilt_property(change->new->kind);
	return property != 0 && change->differs[property];
}

void gw_pg_mark_rebuilt(struct gw_schema_change *change)
{
	change->differs[rebuilt_property(change->new->kind)] = true;
}

static struct gw_schema_change *head_of(const struct gw_schema_changes *changes,
					const struct gw_schema_change *change)
{
	while (change->within != NULL)
		change = change->within;
	return changes->list.items[change->number];
}

/* --- before the order is known --- */

static void join(const struct gw_schema_changes *changes, const struct gw_schema_change *a,
		 const struct gw_schema_change *b)
{
	struct gw_schema_change *head = head_of(changes, a);

	if (head != head_of(changes, b))
		head->within = head_of(changes, b);
}

/* It is made of something that is made anew. */
static void spread_to(struct gw_schema_changes *changes, const struct gw_schema_object *object)
{
	for (size_t i = 0; i < object->needs.n; i++) {
		const struct gw_schema_change *cause = gw_schema_change_at(
			changes, object->needs.items[i].object, true);
		struct gw_schema_change *change;

		if (!is_rebuilt(cause))
			continue;
		change = gw_schema_touch(changes, object, cause);
		if (change == NULL || change->action != GW_CHANGE_ALTER)
			continue;
		gw_pg_mark_rebuilt(change);
		join(changes, change, cause);
	}
}

/* What has the member in it or its text is away meanwhile. */
static void take_users(struct gw_schema_changes *changes, const struct gw_schema_change *member)
{
	const unsigned stay = GW_KIND_KEEPS_DATA | GW_KIND_DERIVED;

	for (size_t i = 0; i < changes->old->objects.n; i++) {
		const struct gw_schema_object *object = changes->old->objects.items[i];
		struct gw_schema_change *change;

		if ((object->kind->flags & stay) != 0 || !gw_pg_needs(object, member->old))
			continue;
		change = gw_schema_touch(changes, object, member);
		if (change != NULL && change->action == GW_CHANGE_ALTER)
			change->action = GW_CHANGE_REPLACE;
	}
}

static void wait_for_needs(struct gw_schema_changes *changes, const struct gw_schema_change *member,
			   struct gw_schema_change *head)
{
	for (size_t i = 0; i < member->new->needs.n; i++) {
		const struct gw_schema_need *need = &member->new->needs.items[i];
		const struct gw_schema_change *other = gw_schema_change_at(changes, need->object,
									   false);

		if (other != NULL && !need->soft && head_of(changes, other) != head)
			gw_vec_push(changes->arena, &head->after, other);
	}
}

/* Checks of a domain, comments of attributes: there at once with what they are of. */
static void settle_parts(struct gw_schema_changes *changes, const struct gw_schema_change *member)
{
	struct gw_schema_change *head = head_of(changes, member);

	for (size_t i = 0; i < member->old->children.n; i++) {
		struct gw_schema_change *change = gw_schema_touch(
			changes, member->old->children.items[i], head);

		if (change != NULL)
			change->within = head;
	}
	for (size_t i = 0; i < member->new->children.n; i++) {
		struct gw_schema_change *change = gw_schema_change_at(
			changes, member->new->children.items[i], false);

		if (change != NULL)
			change->within = head;
	}
}

void gw_pg_group_rebuilt(struct gw_schema_changes *changes)
{
	bool any = false;

	for (size_t i = 0; i < changes->list.n && !any; i++)
		any = is_rebuilt(changes->list.items[i]);
	for (size_t i = 0; any && i < changes->old->objects.n; i++) {
		if (rebuilt_property(changes->old->objects.items[i]->kind) != 0)
			spread_to(changes, changes->old->objects.items[i]);
	}
	for (size_t i = 0; any && i < changes->list.n; i++) {
		struct gw_schema_change *change = changes->list.items[i];

		if (!is_rebuilt(change))
			continue;
		settle_parts(changes, change);
		if (change->within == NULL)
			continue;
		change->within = head_of(changes, change);
		wait_for_needs(changes, change, head_of(changes, change));
		take_users(changes, change);
	}
}

/* --- statements --- */

struct group {
	GW_VEC(const struct gw_schema_change *) list;
};

static struct group members_of(const struct gw_schema_script *script,
			       const struct gw_schema_change *head)
{
	const struct gw_schema_changes *changes = script->changes;
	struct group group = {0};

	for (size_t i = 0; i < changes->list.n; i++) {
		const struct gw_schema_change *change = changes->list.items[i];

		if (is_rebuilt(change) && (change == head || change->within == head))
			gw_vec_push(script->arena, &group.list, change);
	}
	return group;
}

/* Whether it needs one of those from this place on. */
static bool needs_later(const struct group *group, size_t first, size_t number, bool is_old)
{
	const struct gw_schema_change *change = group->list.items[number];

	for (size_t i = first; i < group->list.n; i++) {
		const struct gw_schema_change *other = group->list.items[i];

		if (is_old ? gw_pg_needs(change->old, other->old)
			   : gw_pg_needs(change->new, other->new))
			return true;
	}
	return false;
}

/* Each after what it needs. */
static void sort_by_needs(struct group *group, bool is_old)
{
	for (size_t i = 0; i < group->list.n; i++) {
		const struct gw_schema_change *first = group->list.items[i];
		size_t next = i;

		while (next + 1 < group->list.n && needs_later(group, i, next, is_old))
			next++;
		group->list.items[i] = group->list.items[next];
		group->list.items[next] = first;
	}
}

/* The same under the name that it has meanwhile. */
static struct gw_schema_object aside(struct gw_schema_script *script,
				     const struct gw_schema_object *type)
{
	struct gw_schema_object object = *type;

	object.name = gw_format(script->arena, "%.50s (old)", type->name);
	return object;
}

static void put_aside(struct gw_schema_script *script, const struct gw_schema_object *type)
{
	gw_pg_put_command(script, "ALTER ", type);
	gw_schema_puts(script, " RENAME TO ");
	gw_schema_put_name(script, aside(script, type).name);
	gw_schema_end(script, NULL);
}

/* The one that the column's own type is, or its elements are; NULL: that stays. */
static const struct gw_schema_change *type_of(const struct group *group,
					      const struct gw_schema_object *column)
{
	const struct gw_schema_object *type = gw_pg_type_of(column);

	for (size_t i = 0; i < group->list.n; i++) {
		if (group->list.items[i]->old == type)
			return group->list.items[i];
	}
	return NULL;
}

static bool needs_member(const struct gw_schema_object *object, const struct group *group)
{
	for (size_t i = 0; i < group->list.n; i++) {
		if (gw_pg_needs(object, group->list.items[i]->old))
			return true;
	}
	return false;
}

static void put_using(struct gw_schema_script *script, const struct group *group,
		      const struct gw_schema_change *type, const struct gw_schema_object *column)
{
	struct gw_view name = gw_schema_value(column, COLUMN_TYPE);
	bool is_array = gw_view_ends(name, "[]");

	gw_schema_puts(script, " USING ");
	if (type->old->kind == &gw_pg_composite && !is_array && !gw_pg_attributes_append(type)) {
		gw_pg_put_by_attribute(script, type, column, needs_member(type->old, group));
		return;
	}
	gw_schema_put_name(script, column->name);
	gw_schema_puts(script, is_array ? "::text[]::" : "::text::");
	gw_schema_put(script, name);
}

static void convert(struct gw_schema_script *script, const struct group *group,
		    const struct gw_schema_change *type, const struct gw_schema_object *column)
{
	bool loses = type != NULL && type->old->kind == &gw_pg_composite &&
		     gw_pg_loses_attribute(type);

	gw_pg_begin_alter(script, column);
	gw_schema_puts(script, " ALTER COLUMN ");
	gw_schema_put_name(script, column->name);
	gw_pg_put_value(script, " TYPE ", gw_schema_value(column, COLUMN_TYPE), "");
	gw_pg_put_value(script, " COLLATE ", gw_schema_value(column, COLUMN_COLLATION), "");
	if (type != NULL && column->parent->kind != &gw_pg_foreign_table)
		put_using(script, group, type, column);
	gw_schema_end(script, loses ? &values_lost : &rewrite);
}

/* Columns that are in both. */
static void convert_columns(struct gw_schema_script *script, const struct group *group)
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
			convert(script, group, type_of(group, column), now);
	}
}

void gw_pg_rebuild(struct gw_schema_script *script, const struct gw_schema_change *head)
{
	struct group group = members_of(script, head);

	for (size_t i = 0; i < group.list.n; i++)
		put_aside(script, group.list.items[i]->old);
	sort_by_needs(&group, false);
	for (size_t i = 0; i < group.list.n; i++) {
		const struct gw_schema_change *change = group.list.items[i];
		const struct gw_schema_object adapted = aside(script, change->new);

		change->new->kind->create(script, change->new);
		if (change->new->kind == &gw_pg_composite)
			gw_pg_adapt_attributes(script, change, &adapted);
	}
	convert_columns(script, &group);
	sort_by_needs(&group, true);
	for (size_t i = group.list.n; i-- != 0;) {
		const struct gw_schema_object old = aside(script, group.list.items[i]->old);

		gw_pg_drop(script, &old);
	}
}
