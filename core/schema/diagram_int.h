/*
 * What pictures are drawn from: tables, columns and references, whatever the engine calls them.
 */
#ifndef GW_SCHEMA_DIAGRAM_INT_H
#define GW_SCHEMA_DIAGRAM_INT_H

#include "schema/render.h"

struct gw_diagram_column {
	const char *name;
	const char *type; /* "" unknown */
	bool not_null;
	bool primary_key;
	bool foreign_key;
};

/* A foreign key; a column of it stands for all. */
struct gw_diagram_reference {
	size_t from, to; /* tables */
	size_t from_column, to_column;
	const char *label; /* the columns */
	bool optional; /* a column of it may be NULL */
};

struct gw_diagram_table {
	const struct gw_schema_object *object;
	const char *name; /* with its schema, unless all have the same */
	GW_VEC(struct gw_diagram_column) columns;
};

struct gw_diagram_model {
	struct gw_arena *arena;
	GW_VEC(struct gw_diagram_table) tables;
	GW_VEC(struct gw_diagram_reference) references;
};

void gw_diagram_collect(struct gw_arena *arena, const struct gw_schema *schema,
			struct gw_diagram_model *ret_model);
/* svg.c */
void gw_diagram_svg(const struct gw_diagram_model *model, struct gw_str *str);

#endif
