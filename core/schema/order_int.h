/*
 * The steps of a script while they are put in order, for order.c, which finds what comes before what, and
 * for take.c, which takes them.
 */
#ifndef GW_SCHEMA_ORDER_INT_H
#define GW_SCHEMA_ORDER_INT_H

#include "base/map.h"
#include "schema/order.h"

/* Numbers of steps have four bytes: of a whole schema there are many. */
#define GW_ORDER_NONE UINT32_MAX

struct gw_order_group {
	GW_SHORT_VEC(uint32_t) ready;
};

struct gw_order_node {
	const struct gw_schema_change *change;
	struct gw_order_group *group;
	uint32_t hard, soft; /* steps that have to come before it, and are not taken yet */
	uint32_t links; /* the last of those to what comes after it, or GW_ORDER_NONE */
	unsigned char kind; /* enum gw_schema_step_kind */
	unsigned char phase;
	bool taken;
};

struct gw_order_link {
	uint32_t to; /* to the left of the low bit; 1: soft */
	uint32_t next; /* of the same node, or GW_ORDER_NONE */
};

/* Of a change: the number of each kind of step, or GW_ORDER_NONE. */
struct gw_order_own {
	uint32_t of[GW_SCHEMA_ALTER + 1];
};

struct gw_order {
	struct gw_arena arena; /* of all this */
	const struct gw_schema_changes *changes;
	struct gw_order_own *own; /* one for each change */
	GW_VEC(struct gw_order_node) nodes;
	GW_VEC(struct gw_order_link) links;
	uint32_t *heap; /* of nodes that are ready; may hold some that are taken */
	uint32_t nheap;
	struct gw_map groups; /* id of the root -> struct gw_order_group * */
	struct gw_map going; /* space, schema and name -> the node after which it is free */
};

static inline const struct gw_schema_object *gw_order_object(const struct gw_order_node *node)
{
	return node->kind == GW_SCHEMA_DROP ? node->change->old : node->change->new;
}

/* Steps in an order that all links allow; where they form rings, in one that breaks few. */
void gw_order_take(struct gw_order *order, struct gw_arena *arena, struct gw_schema_steps *steps);

#endif
