/*
 * A schema as data: what a database holds, apart from its rows.
 *
 *	schema ── object ── values      one for each property of its kind
 *	               ├── children     columns, constraints, indexes, triggers, grants ..
 *	               └── needs ──> other objects, that have to be there before it
 *
 * An object is a kind, an identity and values. A kind is a const table that an engine gives
 * (dialect.h): its properties, and how each is changed. So comparing (diff.h), ordering (order.h) and
 * rendering (render.h) are the same code for all engines, and ask no server.
 *
 * Values are text as the server deparsed it, never as somebody wrote it: two schemas are compared
 * only when the same server read both. An absent view is "not set", and differs from "".
 */
#ifndef GW_SCHEMA_SCHEMA_H
#define GW_SCHEMA_SCHEMA_H

#include "base/index.h"
#include "base/vec.h"
#include "base/view.h"

struct gw_schema_kind; /* kind.h */
struct gw_schema_object;

/* Between the elements of a value that is a list. */
#define GW_SCHEMA_SEPARATOR '\x1f'

struct gw_schema_need {
	struct gw_schema_object *object;
	/* It is better created later, but it can be before (a function's body, an SQLite view): never
	   a reason to create something anew, and the first to go when needs form a ring. */
	bool soft;
};

struct gw_schema_object {
	const struct gw_schema_kind *kind;
	const char *schema; /* NULL: the engine has none, or the object is in none */
	const char *name;
	const char *signature; /* argument types of a routine: "(integer, text)"; NULL: has none */
	struct gw_schema_object *parent; /* NULL: stands for itself */
	/* Something else that takes it along when it is dropped, and cannot be without it; NULL: nothing. */
	struct gw_schema_object *holder;
	const char *id; /* see gw_schema_add() */
	struct gw_view *values; /* kind->nproperties; see gw_schema_set() */
	GW_SHORT_VEC(struct gw_schema_object *) children; /* in the order of adding */
	GW_SHORT_VEC(struct gw_schema_need) needs;
	const void *extra; /* of the engine's own; never compared or shown */
	uint32_t number; /* its place in the schema's list */
	/* Among siblings, as the server orders them; 0 where that means nothing. */
	uint32_t position;
	/* Something that it names is not there: it can go, but not be made (a view of MariaDB). In a schema
	   that another one is to become, it says nothing. */
	bool is_broken;
};

/* What is there, and cannot be made in another schema. */
struct gw_schema_unmodelled {
	const char *kind; /* "text search parser" */
	const char *name;
	const char *reason; /* NULL: no kind describes it */
	bool is_object; /* of the schema, and is_broken: it is compared, and can go; else it is not looked at */
};

struct gw_schema {
	struct gw_arena *arena;
	const struct gw_schema_dialect *dialect;
	GW_VEC(struct gw_schema_object *) objects; /* all of them, parents before children */
	struct gw_index by_id; /* of the objects */
	GW_VEC(struct gw_schema_unmodelled) unmodelled;
};

/* What names an object among those of its kind and parent. Texts are copied by gw_schema_add(). */
struct gw_schema_identity {
	const char *schema;
	const char *name;
	const char *signature;
	struct gw_schema_object *parent;
};

void gw_schema_init(struct gw_schema *schema, struct gw_arena *arena,
		    const struct gw_schema_dialect *dialect);
/*
 * Adds an object with all values absent. Its id is the parent's id, the kind, and the name with schema
 * and signature: "table public.users/column id", "function public.f(integer)". Names whose case means
 * nothing are folded for it (dialect->fold). NULL when that id is taken already.
 */
struct gw_schema_object *gw_schema_add(struct gw_schema *schema, const struct gw_schema_kind *kind,
				       const struct gw_schema_identity *identity);
/* The same, with kind->nproperties values, which are not copied, and may be those of other objects as well. */
struct gw_schema_object *gw_schema_add_values(struct gw_schema *schema,
					      const struct gw_schema_kind *kind,
					      const struct gw_schema_identity *identity,
					      struct gw_view *values);
/* NULL: there is none. */
struct gw_schema_object *gw_schema_find(const struct gw_schema *schema, const char *id);
/* By kind, schema, name, signature and parent, as gw_schema_add() takes them. */
struct gw_schema_object *gw_schema_lookup(const struct gw_schema *schema,
					  const struct gw_schema_kind *kind,
					  const struct gw_schema_identity *identity);
/* The view is not copied. An absent one: not set. The object's values must be its own. */
void gw_schema_set(struct gw_schema_object *object, size_t property, struct gw_view value);
void gw_schema_set_text(struct gw_schema_object *object, size_t property, const char *value);
/* "true", or absent. */
void gw_schema_set_flag(struct gw_schema_object *object, size_t property, bool value);
static inline struct gw_view gw_schema_value(const struct gw_schema_object *object, size_t property)
{
	return object->values[property];
}
static inline bool gw_schema_flag(const struct gw_schema_object *object, size_t property)
{
	return object->values[property].p != NULL;
}
/* Of a value that is a list. */
bool gw_schema_has_element(struct gw_view list, struct gw_view wanted);
/* By the property's name; absent too when the kind has no such property. */
struct gw_view gw_schema_value_of(const struct gw_schema_object *object, const char *property);
/* Nothing when from needs it already (a soft need becomes a hard one), or is it. */
void gw_schema_need(struct gw_schema *schema, struct gw_schema_object *from,
		    struct gw_schema_object *to, bool soft);
void gw_schema_report(struct gw_schema *schema, const char *kind, const char *name,
		      const char *reason);
/* The object is_broken, and why. */
void gw_schema_break(struct gw_schema *schema, struct gw_schema_object *object, const char *reason);

/* "column users.email", "function public.f(integer)": for people. */
const char *gw_schema_label(struct gw_arena *arena, const struct gw_schema_object *object);
/* The object without parent that this one is of: itself, its table .. */
static inline const struct gw_schema_object *gw_schema_root(const struct gw_schema_object *object)
{
	while (object->parent != NULL)
		object = object->parent;
	return object;
}

#endif
