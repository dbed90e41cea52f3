/*
 * The steps of a script while they are put in order, for order.c, which finds what comes before what, and
 * for take.c, which takes them.
 */
#ifndef GW_SCHEMA_ORDER_INT_H
#define GW_SCHEMA_ORDER_INT_H

#include "schema/order.h"

#define GW_ORDER_NONE SIZE_MAX

struct gw_order_group {
	GW_VEC(size_t) ready;
};

struct gw_order_node {
	struct gw_schema_step step;
	unsigned phase;
	struct gw_order_group *group;
	size_t hard, soft; /* steps that have to come before it, and are not taken yet */
	bool taken;
	GW_VEC(size_t) after; /* to the left of the low bit; 1: soft */
};

/* Of a change: the number of each kind of step, or GW_ORDER_NONE. */
struct gw_order_own {
	size_t of[GW_SCHEMA_ALTER + 1];
};

struct gw_order {
	struct gw_arena *arena;
	const struct gw_schema_changes *changes;
	struct gw_order_own *own; /* one for each change */
	GW_VEC(struct gw_order_node) nodes;
	size_t *heap; /* of nodes that are ready; may hold some that are taken */
	size_t nheap;
	struct gw_map groups; /* id of the root -> struct gw_order_group * */
	struct gw_map going; /* space, schema and name -> the node after which it is free */
};

/* Steps in an order that all links allow; where they form rings, in one that breaks few. */
void gw_order_take(struct gw_order *order, struct gw_schema_steps *steps);

#endif
