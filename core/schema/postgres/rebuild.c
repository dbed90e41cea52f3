/*
 * What can only be had by another one under its name: an enum that loses labels, a composite type whose
 * attributes change places, a domain over another type, another collation. Columns follow, and what is
 * made of it is made anew as well. All that hangs together is a group, and the change that heads it has
 * the statements of all:
 *
 *	ALTER TYPE mood RENAME TO "mood (old)"      each
 *	CREATE TYPE mood AS ENUM (..)               each, after what it needs
 *	ALTER TABLE t ALTER COLUMN m TYPE mood ..   each, see convert.c
 *	DROP TYPE "mood (old)"                      each, before what it needs
 */
#include "schema/postgres/postgres_int.h"

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

static struct gw_pg_group members_of(const struct gw_schema_script *script,
				     const struct gw_schema_change *head)
{
	const struct gw_schema_changes *changes = script->changes;
	struct gw_pg_group group = {0};

	for (size_t i = 0; i < changes->list.n; i++) {
		const struct gw_schema_change *change = changes->list.items[i];

		if (is_rebuilt(change) && (change == head || change->within == head))
			gw_vec_push(script->arena, &group.list, change);
	}
	return group;
}

/* Whether it needs one of those from this place on. */
static bool needs_later(const struct gw_pg_group *group, size_t first, size_t number, bool is_old)
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
static void sort_by_needs(struct gw_pg_group *group, bool is_old)
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

struct gw_schema_object gw_pg_aside(const struct gw_schema_script *script,
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
	gw_schema_put_name(script, gw_pg_aside(script, type).name);
	gw_schema_end(script, NULL);
}

void gw_pg_rebuild(struct gw_schema_script *script, const struct gw_schema_change *head)
{
	struct gw_pg_group group = members_of(script, head);

	for (size_t i = 0; i < group.list.n; i++)
		put_aside(script, group.list.items[i]->old);
	sort_by_needs(&group, false);
	for (size_t i = 0; i < group.list.n; i++)
		group.list.items[i]->new->kind->create(script, group.list.items[i]->new);
	gw_pg_convert(script, &group);
	sort_by_needs(&group, true);
	for (size_t i = group.list.n; i-- != 0;) {
		const struct gw_schema_object old = gw_pg_aside(script, group.list.items[i]->old);

		gw_pg_drop(script, &old);
	}
}
