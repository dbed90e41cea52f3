/*
 * Taking steps one after the other: of those that wait for nothing the first of the group of the step
 * before, or else the first of all. A ring is broken at a soft link, or else at its first step.
 */
#include "schema/order_int.h"

static void push_heap(struct gw_order *order, uint32_t number)
{
	uint32_t at = order->nheap++;

	while (at != 0 && order->heap[(at - 1) / 2] > number) {
		order->heap[at] = order->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	order->heap[at] = number;
}

static uint32_t pop_heap(struct gw_order *order)
{
	uint32_t top = order->heap[0];
	uint32_t last = order->heap[--order->nheap];
	uint32_t at = 0;

	for (;;) {
		uint32_t child = 2 * at + 1;

		if (child + 1 < order->nheap && order->heap[child + 1] < order->heap[child])
			child++;
		if (child >= order->nheap || order->heap[child] >= last)
			break;
		order->heap[at] = order->heap[child];
		at = child;
	}
	order->heap[at] = last;
	return top;
}

static void make_ready(struct gw_order *order, uint32_t number)
{
	struct gw_order_node *node = &order->nodes.items[number];

	push_heap(order, number);
	gw_vec_push(&order->arena, &node->group->ready, number);
}

/* The first step of the group that is ready. */
static uint32_t next_in_group(struct gw_order *order, struct gw_order_group *group)
{
	uint32_t best = GW_ORDER_NONE;
	uint32_t left = 0;

	for (uint32_t i = 0; i < group->ready.n; i++) {
		uint32_t number = group->ready.items[i];

		if (order->nodes.items[number].taken)
			continue;
		group->ready.items[left++] = number;
		best = GW_MIN(best, number);
	}
	group->ready.n = left;
	return best;
}

static uint32_t next_ready(struct gw_order *order)
{
	while (order->nheap != 0) {
		uint32_t number = pop_heap(order);

		if (!order->nodes.items[number].taken)
			return number;
	}
	return GW_ORDER_NONE;
}

static const struct gw_order_link *next_link(const struct gw_order *order, uint32_t link)
{
	return link != GW_ORDER_NONE ? &order->links.items[link] : NULL;
}

/* A step that is not taken yet, and has to come before this one. */
static uint32_t find_before(const struct gw_order *order, uint32_t number)
{
	for (uint32_t i = 0; i < order->nodes.n; i++) {
		const struct gw_order_node *node = &order->nodes.items[i];
		const struct gw_order_link *link = NULL;

		if (!node->taken)
			link = next_link(order, node->links);
		for (; link != NULL; link = next_link(order, link->next)) {
			if (link->to == number << 1)
				return i;
		}
	}
	return number;
}

/* Whoever goes from one that waits to what it waits for, and on, comes into a ring. */
static uint32_t first_in_ring(const struct gw_order *order, uint32_t number)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	bool *seen = gw_new_array(&scratch, bool, order->nodes.n);
	uint32_t first;

	while (!seen[number]) {
		seen[number] = true;
		number = find_before(order, number);
	}
	first = number;
	for (uint32_t i = find_before(order, number); i != number; i = find_before(order, i))
		first = GW_MIN(first, i);
	return first;
}

/* All that is left waits for each other. */
static uint32_t break_ring(const struct gw_order *order, size_t *rings)
{
	uint32_t first = GW_ORDER_NONE;

	for (uint32_t i = 0; i < order->nodes.n; i++) {
		const struct gw_order_node *node = &order->nodes.items[i];

		if (node->taken)
			continue;
		if (node->hard == 0)
			return i;
		first = GW_MIN(first, i);
	}
	(*rings)++;
	return first_in_ring(order, first);
}

static struct gw_schema_step step_of(const struct gw_order_node *node)
{
	const struct gw_schema_object *object = gw_order_object(node);

	return (struct gw_schema_step){
		.kind = (enum gw_schema_step_kind)node->kind,
		.change = node->change,
		.object = object,
		.group = gw_schema_root(object),
	};
}

static void take(struct gw_order *order, uint32_t number)
{
	struct gw_order_node *node = &order->nodes.items[number];
	const struct gw_order_link *link = next_link(order, node->links);

	node->taken = true;
	for (; link != NULL; link = next_link(order, link->next)) {
		uint32_t other = link->to >> 1;
		struct gw_order_node *waiting = &order->nodes.items[other];

		if ((link->to & 1) != 0)
			waiting->soft--;
		else
			waiting->hard--;
		if (waiting->hard == 0 && waiting->soft == 0 && !waiting->taken)
			make_ready(order, other);
	}
}

void gw_order_take(struct gw_order *order, struct gw_arena *arena, struct gw_schema_steps *steps)
{
	struct gw_order_group *group = NULL;

	order->heap = gw_new_array(&order->arena, uint32_t, order->nodes.n);
	gw_vec_reserve(arena, &steps->list, order->nodes.n);
	for (uint32_t i = 0; i < order->nodes.n; i++) {
		if (order->nodes.items[i].hard == 0 && order->nodes.items[i].soft == 0)
			make_ready(order, i);
	}
	while (steps->list.n < order->nodes.n) {
		uint32_t number = group != NULL ? next_in_group(order, group) : GW_ORDER_NONE;

		if (number == GW_ORDER_NONE)
			number = next_ready(order);
		if (number == GW_ORDER_NONE)
			number = break_ring(order, &steps->rings);
		group = order->nodes.items[number].group;
		gw_vec_push(arena, &steps->list, step_of(&order->nodes.items[number]));
		take(order, number);
	}
}
