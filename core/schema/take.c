/*
 * Taking steps one after the other: of those that wait for nothing the first of the group of the step
 * before, or else the first of all. A ring is broken at a soft link, or else at its first step.
 */
#include "schema/order_int.h"

static void push_heap(struct gw_order *order, size_t number)
{
	size_t at = order->nheap++;

	while (at != 0 && order->heap[(at - 1) / 2] > number) {
		order->heap[at] = order->heap[(at - 1) / 2];
		at = (at - 1) / 2;
	}
	order->heap[at] = number;
}

static size_t pop_heap(struct gw_order *order)
{
	size_t top = order->heap[0];
	size_t last = order->heap[--order->nheap];
	size_t at = 0;

	for (;;) {
		size_t child = 2 * at + 1;

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

static void make_ready(struct gw_order *order, size_t number)
{
	struct gw_order_node *node = &order->nodes.items[number];

	push_heap(order, number);
	gw_vec_push(order->arena, &node->group->ready, number);
}

/* The first step of the group that is ready. */
static size_t next_in_group(struct gw_order *order, struct gw_order_group *group)
{
	size_t best = GW_ORDER_NONE;
	size_t left = 0;

	for (size_t i = 0; i < group->ready.n; i++) {
		size_t number = group->ready.items[i];

		if (order->nodes.items[number].taken)
			continue;
		group->ready.items[left++] = number;
		best = GW_MIN(best, number);
	}
	group->ready.n = left;
	return best;
}

static size_t next_ready(struct gw_order *order)
{
	while (order->nheap != 0) {
		size_t number = pop_heap(order);

		if (!order->nodes.items[number].taken)
			return number;
	}
	return GW_ORDER_NONE;
}

/* A step that is not taken yet, and has to come before this one. */
static size_t find_before(const struct gw_order *order, size_t number)
{
	for (size_t i = 0; i < order->nodes.n; i++) {
		const struct gw_order_node *node = &order->nodes.items[i];

		for (size_t j = 0; !node->taken && j < node->after.n; j++) {
			if (node->after.items[j] == number << 1)
				return i;
		}
	}
	return number;
}

/* Whoever goes from one that waits to what it waits for, and on, comes into a ring. */
static size_t first_in_ring(const struct gw_order *order, size_t number)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	bool *seen = gw_new_array(&scratch, bool, order->nodes.n);
	size_t first;

	while (!seen[number]) {
		seen[number] = true;
		number = find_before(order, number);
	}
	first = number;
	for (size_t i = find_before(order, number); i != number; i = find_before(order, i))
		first = GW_MIN(first, i);
	return first;
}

/* All that is left waits for each other. */
static size_t break_ring(const struct gw_order *order, size_t *rings)
{
	size_t first = GW_ORDER_NONE;

	for (size_t i = 0; i < order->nodes.n; i++) {
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

static void take(struct gw_order *order, size_t number, struct gw_schema_steps *steps)
{
	struct gw_order_node *node = &order->nodes.items[number];

	node->taken = true;
	gw_vec_push(order->arena, &steps->list, node->step);
	for (size_t i = 0; i < node->after.n; i++) {
		size_t other = node->after.items[i] >> 1;
		struct gw_order_node *waiting = &order->nodes.items[other];

		if ((node->after.items[i] & 1) != 0)
			waiting->soft--;
		else
			waiting->hard--;
		if (waiting->hard == 0 && waiting->soft == 0 && !waiting->taken)
			make_ready(order, other);
	}
}

void gw_order_take(struct gw_order *order, struct gw_schema_steps *steps)
{
	struct gw_order_group *group = NULL;

	order->heap = gw_new_array(order->arena, size_t, order->nodes.n);
	for (size_t i = 0; i < order->nodes.n; i++) {
		if (order->nodes.items[i].hard == 0 && order->nodes.items[i].soft == 0)
			make_ready(order, i);
	}
	while (steps->list.n < order->nodes.n) {
		size_t number = group != NULL ? next_in_group(order, group) : GW_ORDER_NONE;

		if (number == GW_ORDER_NONE)
			number = next_ready(order);
		if (number == GW_ORDER_NONE)
			number = break_ring(order, &steps->rings);
		group = order->nodes.items[number].group;
		take(order, number, steps);
	}
}
