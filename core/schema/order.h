/*
 * Ordering: changes to steps that can be taken one after the other.
 *
 *	drop      before what it needs goes, or is changed      by the needs of the old schema
 *	create    after what it needs is there, and changed     by those of the new one
 *	alter     after what it needs now is there, before what it needed goes
 *	          drops of a name before its creates
 *
 * Among steps that are free: drops of what holds no data, then creates and alters by rank, then drops
 * of what holds data. Of those, one of the same group as the step before comes first, so that a
 * table's changes stand together. A ring is broken at soft needs, or else at its first step.
 *
 * What is dropped with its parent, or created by it, has no step.
 */
#ifndef GW_SCHEMA_ORDER_H
#define GW_SCHEMA_ORDER_H

#include "schema/diff.h"

enum gw_schema_step_kind { GW_SCHEMA_DROP, GW_SCHEMA_CREATE, GW_SCHEMA_ALTER };

struct gw_schema_step {
	enum gw_schema_step_kind kind;
	const struct gw_schema_change *change;
	const struct gw_schema_object
		*object; /* the old one when it is dropped, else the new one */
	const struct gw_schema_object *group; /* gw_schema_root() of object */
};

struct gw_schema_steps {
	GW_VEC(struct gw_schema_step) list;
	size_t rings; /* broken at hard needs: the script may fail there */
};

void gw_schema_order(struct gw_arena *arena, const struct gw_schema_changes *changes,
		     struct gw_schema_steps *ret_steps);

#endif
