/*
 * Comparing: two schemas that the same server read, to the changes that make the first the second.
 *
 *	match by id -> compare properties -> dialect->adjust() -> what goes along with it
 *
 * Pure. Renames are no business of the comparison: they are carried out first (rename.h), on a shadow,
 * which is read again, so that every text that the server rewrote is right.
 */
#ifndef GW_SCHEMA_DIFF_H
#define GW_SCHEMA_DIFF_H

#include "schema/kind.h"

enum gw_change_action {
	GW_CHANGE_CREATE,
	GW_CHANGE_DROP,
	GW_CHANGE_ALTER,
	GW_CHANGE_REPLACE, /* dropped and created */
};

struct gw_schema_change {
	enum gw_change_action action;
	uint32_t number; /* its place in the list */
	const struct gw_schema_object *old; /* NULL: GW_CHANGE_CREATE */
	const struct gw_schema_object *new; /* NULL: GW_CHANGE_DROP */
	bool *differs; /* kind->nproperties, where both are there */
	/* It is not different in itself, but has to go along with this; NULL: it is different. */
	const struct gw_schema_change *cause;
	/* The change of another object does this as well: no statement of its own. Set by adjust(). */
	const struct gw_schema_change *within;
	/* What has to be done before it, though it needs none of that. Set by adjust(). */
	GW_SHORT_VEC(const struct gw_schema_change *) after;
};

struct gw_schema_changes {
	struct gw_arena *arena;
	const struct gw_schema *old;
	const struct gw_schema *new;
	GW_VEC(struct gw_schema_change *) list; /* parents before children, by id */
	/* By the numbers of the objects: their changes, of which each has one at most; NULL: none. */
	struct gw_schema_change **of_old, **of_new;
};

/* Both have the same dialect, and live as long as the changes. */
void gw_schema_diff(struct gw_arena *arena, const struct gw_schema *old,
		    const struct gw_schema *new, struct gw_schema_changes *ret_changes);
/*
 * The changes that make all of a schema from nothing, which is a schema without objects, in little memory: what
 * is created with its parent has none of its own, and that of the parent stands for it.
 */
void gw_schema_create_all(struct gw_arena *arena, const struct gw_schema *nothing,
			  const struct gw_schema *new, struct gw_schema_changes *ret_changes);
/* No change yet. */
void gw_schema_changes_init(struct gw_schema_changes *changes, struct gw_arena *arena,
			    const struct gw_schema *old, const struct gw_schema *new);
/* Gives it the next number: of the same schemas, and of no other list from then on. */
void gw_schema_put_change(struct gw_schema_changes *changes, struct gw_schema_change *change);
/* The change of the object with this id; NULL: it stays as it is. */
struct gw_schema_change *gw_schema_change_of(const struct gw_schema_changes *changes,
					     const char *id);
/* The same, of an object of the old schema or of the new one; NULL: of none. */
static inline struct gw_schema_change *gw_schema_change_at(const struct gw_schema_changes *changes,
							   const struct gw_schema_object *object,
							   bool is_old)
{
	if (object == NULL)
		return NULL;
	return (is_old ? changes->of_old : changes->of_new)[object->number];
}
static inline const struct gw_schema_object *
gw_schema_change_object(const struct gw_schema_change *change)
{
	return change->new != NULL ? change->new : change->old;
}
/* "create", "drop", "alter", "replace". */
const char *gw_change_name(enum gw_change_action action);
/* Whether it says nothing new: a part of what is created or dropped as a whole. */
bool gw_schema_goes_along(const struct gw_schema_changes *changes,
			  const struct gw_schema_change *change);
/* Whether the property differs; true for all of what is created. */
bool gw_schema_differs(const struct gw_schema_change *change, size_t property);

/* For adjust(): an object that is the same in both gets a change all the same. */
struct gw_schema_change *gw_schema_touch(struct gw_schema_changes *changes,
					 const struct gw_schema_object *old,
					 const struct gw_schema_change *cause);
/* Whether what needs the object has to be away while it is changed. */
bool gw_schema_takes_along(const struct gw_schema_change *change);
/* The same as gw_schema_touch(), of what has no change because its kind is derived: it has to be dropped. */
struct gw_schema_change *gw_schema_add_drop(struct gw_schema_changes *changes,
					    const struct gw_schema_object *old);

/*
 * Objects that are dropped and created, and look alike but for their names: perhaps they were renamed.
 * Nothing is decided: it is for a person to say --rename.
 */
struct gw_schema_likeness {
	const struct gw_schema_object *old;
	const struct gw_schema_object *new;
};
struct gw_schema_likenesses {
	GW_VEC(struct gw_schema_likeness) list;
};
void gw_schema_find_renamed(const struct gw_schema_changes *changes,
			    struct gw_schema_likenesses *ret_likenesses);

#endif
