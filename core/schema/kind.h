/*
 * Kinds of objects: const tables that an engine gives.
 *
 *	static const struct gw_schema_property view_properties[] = {
 *		[VIEW_QUERY]   = {.name = "query", .way = GW_WAY_REPLACE},
 *		[VIEW_OWNER]   = {.name = "owner", .alter = alter_view_owner},
 *		[VIEW_COMMENT] = {.name = "comment", .alter = alter_comment},
 *	};
 *
 * A property that differs is changed by its alter(), or by its kind's; or, where the server has no
 * ALTER for it, by making the object anew, which objects that hold rows must never be.
 *
 * What can go and come back while a column stays (its default, which calls a function that is replaced) is
 * best a kind of its own, a part of the column: it is dropped and created around the change then.
 */
#ifndef GW_SCHEMA_KIND_H
#define GW_SCHEMA_KIND_H

#include "schema/schema.h"

struct gw_schema_change; /* diff.h */
struct gw_schema_changes;
struct gw_schema_script; /* script.h */

/* How the value is shown in JSON. */
enum gw_property_type {
	GW_PROPERTY_TEXT,
	GW_PROPERTY_FLAG, /* set or absent */
	GW_PROPERTY_NUMBER,
	GW_PROPERTY_LIST, /* elements with GW_SCHEMA_SEPARATOR in between */
};

enum gw_way {
	GW_WAY_ALTER, /* the object stays */
	GW_WAY_REPLACE, /* dropped and created anew, with what needs it */
	GW_WAY_DERIVED, /* said by other properties as well: shown, never compared */
};

struct gw_schema_property {
	const char *name; /* in JSON: "not_null"; what several kinds have has the same name */
	enum gw_property_type type;
	enum gw_way way;
	/* What needs the object cannot be there while this is changed (the type of a column, under a
	   view): it is dropped before, and created after. */
	bool detaches;
	/* Its alter() makes the object anew: what else differs is written along. */
	bool makes_anew;
	/* Whether two values that are both set mean the same; NULL: when their bytes are the same. */
	bool (*equal)(struct gw_view a, struct gw_view b);
	/* Writes what changes this property of change->old to that of change->new. NULL: the kind's
	   alter() does it along with others. */
	void (*alter)(struct gw_schema_script *script, const struct gw_schema_change *change);
};

enum gw_kind_flag {
	/* Written by its parent's create(): a column. Alone only when the parent is there already. */
	GW_KIND_PART = 1 << 0,
	/* Has rows, or is a part of what has: never dropped and created anew. When something that it
	   needs is, it gets a GW_CHANGE_ALTER with that as cause. */
	GW_KIND_KEEPS_DATA = 1 << 1,
	/* Goes before what it needs goes, also when its parent is dropped: a foreign key to a table
	   that is dropped as well. */
	GW_KIND_DROPPED_APART = 1 << 2,
	/* Said by other objects as well: shown, never compared, created or dropped. */
	GW_KIND_DERIVED = 1 << 3,
};

/* What pictures and readers that know no engine take an object for. Property names that go with it. */
enum gw_role {
	GW_ROLE_OTHER,
	GW_ROLE_TABLE,
	GW_ROLE_COLUMN, /* "type", "not_null" (flag); may be "primary_key" (its place, from 1) */
	GW_ROLE_PRIMARY_KEY, /* "columns" (list) */
	GW_ROLE_UNIQUE, /* "columns" */
	GW_ROLE_FOREIGN_KEY, /* "columns", "target" (id of the table), "target_columns" */
	GW_ROLE_INDEX,
	GW_ROLE_VIEW,
};

struct gw_schema_kind {
	const char *name; /* "materialized view": in JSON, ids, messages */
	enum gw_role role;
	unsigned flags; /* enum gw_kind_flag */
	/* Objects that do not depend on each other are created by rank, then id. */
	unsigned rank;
	/* Kinds that cannot have two objects of one name in one schema share a space ("relation"); a
	   drop of such a name comes before its create. NULL: only the same id clashes. */
	const char *space;
	const struct gw_schema_property *properties;
	size_t nproperties;

	/* Writes the statements that create the object with its parts, or drop it. */
	void (*create)(struct gw_schema_script *script, const struct gw_schema_object *object);
	void (*drop)(struct gw_schema_script *script, const struct gw_schema_object *object);
	/* Writes what changes the properties that differ and have no alter() of their own, and what a
	   cause asks for. NULL: there are none such. */
	void (*alter)(struct gw_schema_script *script, const struct gw_schema_change *change);
	/* Writes what gives the object another name; all else stays. NULL: it cannot be renamed. */
	void (*rename)(struct gw_schema_script *script, const struct gw_schema_object *object,
		       const char *name);
	/* The way for a change as a whole, where that depends on the values (CREATE OR REPLACE VIEW
	   that only adds columns). NULL: REPLACE when any property that differs says so. */
	enum gw_way (*judge)(const struct gw_schema_change *change);
};

#define GW_PROPERTIES(table) .properties = (table), .nproperties = GW_COUNT(table)

#endif
