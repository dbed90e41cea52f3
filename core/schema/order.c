/*
 * Ordering: one topological sort over steps.
 *
 * Links come from needs: those of the old schema for what goes, of the new one for what comes. What has
 * no step of its own (a column of a table that is created, an index of one that is dropped) lends its
 * needs to the step that takes it along.
 */
#include <stdlib.h>

#include "schema/dialect.h"
#include "schema/order_int.h"

/* --- which changes have which steps --- */

static bool is_gone(const struct gw_schema_change *change)
{
	return change != NULL && change->within == NULL &&
	       (change->action == GW_CHANGE_DROP || change->action == GW_CHANGE_REPLACE);
}

static bool is_made(const struct gw_schema_change *change)
{
	return change != NULL && change->within == NULL &&
	       (change->action == GW_CHANGE_CREATE || change->action == GW_CHANGE_REPLACE);
}

static const struct gw_schema_change *old_change(const struct gw_order *order,
						 const struct gw_schema_object *object)
{
	return gw_schema_change_at(order->changes, object, true);
}

static const struct gw_schema_change *new_change(const struct gw_order *order,
						 const struct gw_schema_object *object)
{
	return gw_schema_change_at(order->changes, object, false);
}

/* Something else than its own table, which it needs, goes. */
static bool needs_what_goes(const struct gw_order *order, const struct gw_schema_object *object)
{
	for (size_t i = 0; i < object->needs.n; i++) {
		const struct gw_schema_object *other = object->needs.items[i].object;

		if (gw_schema_root(other) != gw_schema_root(object) &&
		    is_gone(old_change(order, other)))
			return true;
	}
	return false;
}

static bool has_drop(const struct gw_order *order, const struct gw_schema_change *change)
{
	const struct gw_schema_object *object = change->old;

	if (!is_gone(change))
		return false;
	if (is_gone(old_change(order, object->holder)))
		return false;
	if (!is_gone(old_change(order, object->parent)))
		return true;
	return (object->kind->flags & GW_KIND_DROPPED_APART) != 0 && needs_what_goes(order, object);
}

static bool has_create(const struct gw_order *order, const struct gw_schema_change *change)
{
	const struct gw_schema_object *object = change->new;

	if (!is_made(change))
		return false;
	return (object->kind->flags & GW_KIND_PART) == 0 ||
	       !is_made(new_change(order, object->parent));
}

static bool has_alter(const struct gw_order *order, const struct gw_schema_change *change)
{
	return change->action == GW_CHANGE_ALTER && change->within == NULL &&
	       !is_made(new_change(order, change->new->parent));
}

static unsigned char phase_of(enum gw_schema_step_kind kind, const struct gw_schema_object *object)
{
	if (kind != GW_SCHEMA_DROP)
		return 1;
	return (object->kind->flags & GW_KIND_KEEPS_DATA) != 0 ? 2 : 0;
}

static struct gw_order_group *group_of(struct gw_order *order, const struct gw_schema_object *root)
{
	struct gw_order_group *group = gw_map_get(&order->groups, gw_view_of(root->id));

	if (group == NULL) {
		group = gw_new(&order->arena, struct gw_order_group);
		gw_map_put(&order->arena, &order->groups, gw_view_of(root->id), group);
	}
	return group;
}

static void add_node(struct gw_order *order, enum gw_schema_step_kind kind,
		     const struct gw_schema_change *change)
{
	const struct gw_schema_object *object = kind == GW_SCHEMA_DROP ? change->old : change->new;
	const struct gw_order_node node = {
		.change = change,
		.group = group_of(order, gw_schema_root(object)),
		.links = GW_ORDER_NONE,
		.kind = (unsigned char)kind,
		.phase = phase_of(kind, object),
	};

	gw_vec_push(&order->arena, &order->nodes, node);
}

/* Drops go the other way round. */
static int compare_nodes(const void *a, const void *b)
{
	const struct gw_order_node *one = a;
	const struct gw_order_node *two = b;
	const struct gw_schema_object *object_one = gw_order_object(one);
	const struct gw_schema_object *object_two = gw_order_object(two);
	unsigned rank_one = object_one->kind->rank;
	unsigned rank_two = object_two->kind->rank;
	int by_id = strcmp(object_one->id, object_two->id);

	if (one->phase != two->phase)
		return one->phase < two->phase ? -1 : 1;
	if (rank_one != rank_two)
		return (rank_one < rank_two) == (one->phase == 1) ? -1 : 1;
	return by_id != 0 ? by_id : (int)one->kind - (int)two->kind;
}

static void make_nodes(struct gw_order *order)
{
	const struct gw_schema_changes *changes = order->changes;

	for (size_t i = 0; i < changes->list.n; i++) {
		const struct gw_schema_change *change = changes->list.items[i];

		order->own[i] = (struct gw_order_own){
			{GW_ORDER_NONE, GW_ORDER_NONE, GW_ORDER_NONE}};
		if (has_drop(order, change))
			add_node(order, GW_SCHEMA_DROP, change);
		if (has_create(order, change))
			add_node(order, GW_SCHEMA_CREATE, change);
		if (has_alter(order, change))
			add_node(order, GW_SCHEMA_ALTER, change);
	}
	if (order->nodes.n != 0)
		qsort(order->nodes.items, order->nodes.n, sizeof(struct gw_order_node),
		      compare_nodes);
	if (order->nodes.n >= GW_ORDER_NONE / 2)
		gw_out_of_memory(SIZE_MAX);
	for (uint32_t i = 0; i < order->nodes.n; i++) {
		const struct gw_order_node *node = &order->nodes.items[i];

		order->own[node->change->number].of[node->kind] = i;
	}
}

/* --- what comes before what --- */

static const struct gw_schema_change *head_of(const struct gw_schema_change *change)
{
	while (change->within != NULL)
		change = change->within;
	return change;
}

/* That of the change that does it as well: it may alter where this one creates. */
static uint32_t step_within(const struct gw_order *order, const struct gw_schema_change *change,
			    enum gw_schema_step_kind kind)
{
	const struct gw_order_own *own = &order->own[head_of(change)->number];

	return own->of[GW_SCHEMA_ALTER] != GW_ORDER_NONE ? own->of[GW_SCHEMA_ALTER] : own->of[kind];
}

/* The step of this kind that does it to the object: its own, or that which takes it along. */
static uint32_t step_for(const struct gw_order *order, const struct gw_schema_object *object,
			 bool is_old, enum gw_schema_step_kind kind)
{
	const struct gw_schema_change *change = gw_schema_change_at(order->changes, object, is_old);
	uint32_t number;

	if (change == NULL)
		return GW_ORDER_NONE;
	if (change->within != NULL)
		return step_within(order, change, kind);
	number = order->own[change->number].of[kind];
	if (number != GW_ORDER_NONE || kind == GW_SCHEMA_ALTER)
		return number;
	if (kind == GW_SCHEMA_DROP && is_gone(old_change(order, object->holder)))
		return step_for(order, object->holder, is_old, kind);
	return object->parent != NULL ? step_for(order, object->parent, is_old, kind)
				      : GW_ORDER_NONE;
}

static void add_link(struct gw_order *order, uint32_t before, uint32_t after, bool soft)
{
	struct gw_order_node *node;

	if (before == GW_ORDER_NONE || after == GW_ORDER_NONE || before == after)
		return;
	node = &order->nodes.items[before];
	gw_vec_push(&order->arena, &order->links,
		    ((struct gw_order_link){.to = after << 1 | soft, .next = node->links}));
	node->links = (uint32_t)order->links.n - 1;
	if (soft)
		order->nodes.items[after].soft++;
	else
		order->nodes.items[after].hard++;
}

static bool still_needs(const struct gw_schema_object *object, const struct gw_schema_object *other)
{
	for (size_t i = 0; i < object->needs.n; i++) {
		if (strcmp(object->needs.items[i].object->id, other->id) == 0)
			return true;
	}
	return false;
}

/* A foreign key that is made anew: once the key that it had is gone, or it would take that again. */
static void link_again(struct gw_order *order, const struct gw_schema_change *change,
		       const struct gw_schema_need *need)
{
	const struct gw_schema_change *other = old_change(order, need->object);

	if ((change->old->kind->flags & GW_KIND_DROPPED_APART) != 0 && other != NULL &&
	    other->action == GW_CHANGE_DROP)
		add_link(order, step_for(order, need->object, true, GW_SCHEMA_DROP),
			 order->own[change->number].of[GW_SCHEMA_CREATE], true);
}

/* What goes: before what it needs goes or changes. */
static void link_old_need(struct gw_order *order, uint32_t number,
			  const struct gw_schema_object *object, const struct gw_schema_need *need)
{
	const struct gw_order_node *node = &order->nodes.items[number];
	const struct gw_schema_object *now;

	if (node->kind == GW_SCHEMA_ALTER) {
		now = gw_schema_find(order->changes->new, object->id);
		if (now == NULL || !still_needs(now, need->object))
			add_link(order, number, step_for(order, need->object, true, GW_SCHEMA_DROP),
				 need->soft);
		return;
	}
	add_link(order, number, step_for(order, need->object, true, GW_SCHEMA_DROP), need->soft);
	add_link(order, number, step_for(order, need->object, true, GW_SCHEMA_ALTER), need->soft);
	link_again(order, node->change, need);
}

/* What comes: after what it needs. */
static void link_new_need(struct gw_order *order, uint32_t number,
			  const struct gw_schema_need *need)
{
	add_link(order, step_for(order, need->object, false, GW_SCHEMA_CREATE), number, need->soft);
	add_link(order, step_for(order, need->object, false, GW_SCHEMA_ALTER), number, need->soft);
}

/* The needs of an object, and of all that the same step takes along. */
static void link_needs(struct gw_order *order, uint32_t number,
		       const struct gw_schema_object *object, bool is_old)
{
	enum gw_schema_step_kind kind = (enum gw_schema_step_kind)order->nodes.items[number].kind;

	for (size_t i = 0; i < object->needs.n; i++) {
		if (is_old)
			link_old_need(order, number, object, &object->needs.items[i]);
		else
			link_new_need(order, number, &object->needs.items[i]);
	}
	for (size_t i = 0; i < object->children.n; i++) {
		if (step_for(order, object->children.items[i], is_old, kind) == number)
			link_needs(order, number, object->children.items[i], is_old);
	}
}

static void link_parent(struct gw_order *order, uint32_t number)
{
	const struct gw_order_node *node = &order->nodes.items[number];
	const struct gw_schema_object *parent = gw_order_object(node)->parent;

	if (parent == NULL)
		return;
	if (node->kind == GW_SCHEMA_DROP) {
		add_link(order, number, step_for(order, parent, true, GW_SCHEMA_DROP), false);
		add_link(order, number, step_for(order, parent, true, GW_SCHEMA_ALTER), true);
	} else {
		add_link(order, step_for(order, parent, false, GW_SCHEMA_CREATE), number, false);
		add_link(order, step_for(order, parent, false, GW_SCHEMA_ALTER), number, true);
	}
}

/* What the dialect wants done before it. */
static void link_after(struct gw_order *order, uint32_t number)
{
	const struct gw_schema_change *change = order->nodes.items[number].change;

	for (size_t i = 0; i < change->after.n; i++) {
		const struct gw_order_own *own =
			&order->own[head_of(change->after.items[i])->number];

		for (size_t kind = 0; kind < GW_COUNT(own->of); kind++)
			add_link(order, own->of[kind], number, false);
	}
}

/* Its name is one among those of its parent. */
static bool is_part(const struct gw_schema_object *object)
{
	return object->parent != NULL && (object->kind->flags & GW_KIND_PART) != 0;
}

static const char *space_key(struct gw_order *order, const struct gw_schema_object *object)
{
	const char *schema = gw_schema_root(object)->schema;
	const char *key;

	if (object->kind->space == NULL)
		return object->id;
	key = gw_format(&order->arena, "%s %s%s.%s%s", object->kind->space,
			is_part(object) ? object->parent->id : "", schema != NULL ? schema : "",
			object->name, object->signature != NULL ? object->signature : "");
	if (order->changes->new->dialect->folds_names)
		return gw_view_dup_lower(&order->arena, gw_view_of(key));
	return key;
}

/* The names that are free after a step: those of what it drops, and of what goes along. */
static void note_going(struct gw_order *order)
{
	const struct gw_schema_changes *changes = order->changes;

	for (size_t i = 0; i < changes->list.n; i++) {
		const struct gw_schema_change *change = changes->list.items[i];
		uint32_t number;

		if (!is_gone(change))
			continue;
		number = step_for(order, change->old, true, GW_SCHEMA_DROP);
		if (number != GW_ORDER_NONE)
			gw_map_put(&order->arena, &order->going,
				   gw_view_of(space_key(order, change->old)),
				   &order->nodes.items[number]);
	}
}

/* A name is free once all that had it is dropped. */
static void link_spaces(struct gw_order *order)
{
	note_going(order);
	for (uint32_t i = 0; order->going.n != 0 && i < order->nodes.n; i++) {
		const struct gw_order_node *node = &order->nodes.items[i];
		const struct gw_order_node *going = NULL;

		if (node->kind == GW_SCHEMA_CREATE)
			going = gw_map_get(&order->going,
					   gw_view_of(space_key(order, gw_order_object(node))));
		if (going != NULL)
			add_link(order, (uint32_t)(going - order->nodes.items), i, false);
	}
}

static void link_all(struct gw_order *order)
{
	for (uint32_t i = 0; i < order->nodes.n; i++) {
		const struct gw_order_node *node = &order->nodes.items[i];

		if (node->kind != GW_SCHEMA_CREATE)
			link_needs(order, i, node->change->old, true);
		if (node->kind != GW_SCHEMA_DROP)
			link_needs(order, i, node->change->new, false);
		link_parent(order, i);
		link_after(order, i);
	}
	link_spaces(order);
}

void gw_schema_order(struct gw_arena *arena, const struct gw_schema_changes *changes,
		     struct gw_schema_steps *ret_steps)
{
	struct gw_order order = {.changes = changes};

	order.own = gw_new_array(&order.arena, struct gw_order_own, changes->list.n);
	*ret_steps = (struct gw_schema_steps){0};
	make_nodes(&order);
	link_all(&order);
	gw_order_take(&order, arena, ret_steps);
	gw_arena_done(&order.arena);
}
