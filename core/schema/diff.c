/*
 * Comparing two schemas: matching by id, and working out what goes along with a change.
 *
 * A change that takes an object away for a while (it is replaced, or a property that detaches is
 * altered) takes along what needs the object: that is replaced as well, and so on up. What holds data
 * stays, and is told of it by a change with a cause.
 */
#include "schema/dialect.h"

struct dependents {
	GW_VEC(const struct gw_schema_object *) list;
};

struct diff {
	struct gw_schema_changes *changes;
	struct gw_map dependents; /* id in the old schema -> struct dependents * */
	GW_VEC(struct gw_schema_change *) open; /* whose dependents were not looked at yet */
};

struct gw_schema_change *gw_schema_change_of(const struct gw_schema_changes *changes,
					     const char *id)
{
	const struct gw_schema_object *object = gw_schema_find(changes->new, id);

	if (object != NULL)
		return gw_schema_change_at(changes, object, false);
	return gw_schema_change_at(changes, gw_schema_find(changes->old, id), true);
}

bool gw_schema_differs(const struct gw_schema_change *change, size_t property)
{
	return change->differs == NULL || change->differs[property];
}

const char *gw_change_name(enum gw_change_action action)
{
	switch (action) {
	case GW_CHANGE_CREATE:
		return "create";
	case GW_CHANGE_DROP:
		return "drop";
	case GW_CHANGE_ALTER:
		return "alter";
	case GW_CHANGE_REPLACE:
		return "replace";
	}
	return "alter";
}

static bool same_value(const struct gw_schema_property *property, struct gw_view a,
		       struct gw_view b)
{
	if ((a.p == NULL) != (b.p == NULL))
		return false;
	return gw_view_eq(a, b) ||
	       (a.p != NULL && property->equal != NULL && property->equal(a, b));
}

void gw_schema_changes_init(struct gw_schema_changes *changes, struct gw_arena *arena,
			    const struct gw_schema *old, const struct gw_schema *new)
{
	*changes = (struct gw_schema_changes){
		.arena = arena,
		.old = old,
		.new = new,
		.of_old = gw_new_array(arena, struct gw_schema_change *, old->objects.n),
		.of_new = gw_new_array(arena, struct gw_schema_change *, new->objects.n),
	};
}

void gw_schema_put_change(struct gw_schema_changes *changes, struct gw_schema_change *change)
{
	change->number = (uint32_t)changes->list.n;
	gw_vec_push(changes->arena, &changes->list, change);
	/* The old object may have a change of its own: a column may take over what was generated. */
	if (change->old != NULL && changes->of_old[change->old->number] == NULL)
		changes->of_old[change->old->number] = change;
	if (change->new != NULL)
		changes->of_new[change->new->number] = change;
}

static struct gw_schema_change *add_change(struct gw_schema_changes *changes,
					   enum gw_change_action action,
					   const struct gw_schema_object *old,
					   const struct gw_schema_object *new)
{
	struct gw_schema_change *change = gw_new(changes->arena, struct gw_schema_change);

	*change = (struct gw_schema_change){.action = action, .old = old, .new = new};
	if (old != NULL && new != NULL)
		change->differs = gw_new_array(changes->arena, bool, old->kind->nproperties);
	gw_schema_put_change(changes, change);
	return change;
}

/* How many properties differ; differs has room for all. */
static size_t compare_values(const struct gw_schema_object *old, const struct gw_schema_object *new,
			     bool *differs)
{
	const struct gw_schema_kind *kind = old->kind;
	size_t n = 0;

	for (size_t i = 0; i < kind->nproperties; i++) {
		const struct gw_schema_property *property = &kind->properties[i];

		differs[i] = property->way != GW_WAY_DERIVED &&
			     !same_value(property, old->values[i], new->values[i]);
		n += differs[i];
	}
	return n;
}

static enum gw_way way_of(const struct gw_schema_change *change)
{
	const struct gw_schema_kind *kind = change->old->kind;

	if (kind->judge != NULL)
		return kind->judge(change);
	for (size_t i = 0; i < kind->nproperties; i++) {
		if (change->differs[i] && kind->properties[i].way == GW_WAY_REPLACE)
			return GW_WAY_REPLACE;
	}
	return GW_WAY_ALTER;
}

static void match(struct gw_schema_changes *changes, const struct gw_schema_object *old,
		  const struct gw_schema_object *new)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	bool *differs = gw_new_array(&scratch, bool, old->kind->nproperties);
	struct gw_schema_change *change;

	if (new->is_broken || (compare_values(old, new, differs) == 0 && !old->is_broken))
		return;
	change = add_change(changes, GW_CHANGE_ALTER, old, new);
	memcpy(change->differs, differs, old->kind->nproperties * sizeof(*differs));
	if (old->is_broken || way_of(change) == GW_WAY_REPLACE)
		change->action = GW_CHANGE_REPLACE;
}

static bool is_derived(const struct gw_schema_object *object)
{
	return (object->kind->flags & GW_KIND_DERIVED) != 0;
}

static void match_all(struct gw_schema_changes *changes)
{
	const struct gw_schema *old = changes->old;
	const struct gw_schema *new = changes->new;

	for (size_t i = 0; i < old->objects.n; i++) {
		const struct gw_schema_object *object = old->objects.items[i];
		const struct gw_schema_object *other = gw_schema_find(new, object->id);

		if (is_derived(object))
			continue;
		if (other != NULL)
			match(changes, object, other);
		else
			add_change(changes, GW_CHANGE_DROP, object, NULL);
	}
	for (size_t i = 0; i < new->objects.n; i++) {
		const struct gw_schema_object *object = new->objects.items[i];

		if (!is_derived(object) && !object->is_broken &&
		    gw_schema_find(old, object->id) == NULL)
			add_change(changes, GW_CHANGE_CREATE, NULL, object);
	}
}

struct gw_schema_change *gw_schema_touch(struct gw_schema_changes *changes,
					 const struct gw_schema_object *old,
					 const struct gw_schema_change *cause)
{
	struct gw_schema_change *change = gw_schema_change_at(changes, old, true);
	const struct gw_schema_object *new = gw_schema_find(changes->new, old->id);

	if (change != NULL || new == NULL)
		return change;
	change = add_change(changes, GW_CHANGE_ALTER, old, new);
	change->cause = cause;
	return change;
}

struct gw_schema_change *gw_schema_add_drop(struct gw_schema_changes *changes,
					    const struct gw_schema_object *old)
{
	return add_change(changes, GW_CHANGE_DROP, old, NULL);
}

static void add_dependent(struct diff *diff, const struct gw_schema_object *from,
			  const struct gw_schema_object *to)
{
	struct gw_arena *arena = diff->changes->arena;
	struct dependents *dependents = gw_map_get(&diff->dependents, gw_view_of(to->id));

	if (dependents == NULL) {
		dependents = gw_new(arena, struct dependents);
		gw_map_put(arena, &diff->dependents, gw_view_of(to->id), dependents);
	}
	gw_vec_push(arena, &dependents->list, from);
}

static void find_dependents(struct diff *diff)
{
	const struct gw_schema *old = diff->changes->old;

	for (size_t i = 0; i < old->objects.n; i++) {
		const struct gw_schema_object *object = old->objects.items[i];

		for (size_t j = 0; j < object->needs.n; j++) {
			if (!object->needs.items[j].soft)
				add_dependent(diff, object, object->needs.items[j].object);
		}
		if (object->holder != NULL)
			add_dependent(diff, object, object->holder);
	}
}

bool gw_schema_takes_along(const struct gw_schema_change *change)
{
	const struct gw_schema_kind *kind;

	if (change->action == GW_CHANGE_REPLACE || change->action == GW_CHANGE_DROP)
		return true;
	if (change->action != GW_CHANGE_ALTER)
		return false;
	kind = change->old->kind;
	for (size_t i = 0; i < kind->nproperties; i++) {
		if (change->differs[i] && kind->properties[i].detaches)
			return true;
	}
	return false;
}

static void open_change(struct diff *diff, struct gw_schema_change *change)
{
	if (gw_schema_takes_along(change) && change->within == NULL)
		gw_vec_push(diff->changes->arena, &diff->open, change);
}

/* It is the same in both though what it needs is dropped: something else takes that name. */
static bool loses(const struct diff *diff, const struct gw_schema_object *object)
{
	return gw_schema_change_at(diff->changes, object, true) == NULL &&
	       (object->kind->flags & GW_KIND_KEEPS_DATA) == 0;
}

/* What is in both schemas goes along with a change of something that it needs. */
static void go_along(struct diff *diff, const struct gw_schema_object *object,
		     const struct gw_schema_change *cause)
{
	struct gw_schema_change *change;

	if (is_derived(object) || (cause->action == GW_CHANGE_DROP && !loses(diff, object)))
		return;
	change = gw_schema_touch(diff->changes, object, cause);
	if (change == NULL || change->action != GW_CHANGE_ALTER)
		return;
	if ((object->kind->flags & GW_KIND_KEEPS_DATA) != 0) {
		change->cause = cause;
		return;
	}
	change->action = GW_CHANGE_REPLACE;
	change->cause = cause;
	open_change(diff, change);
}

static void take_dependents(struct diff *diff, const struct gw_schema_object *object,
			    const struct gw_schema_change *cause)
{
	const struct dependents *dependents = gw_map_get(&diff->dependents, gw_view_of(object->id));

	for (size_t i = 0; dependents != NULL && i < dependents->list.n; i++)
		go_along(diff, dependents->list.items[i], cause);
}

/* Children go with their parent, and with them what needs them. */
static void take_children(struct diff *diff, const struct gw_schema_object *object,
			  const struct gw_schema_change *cause)
{
	for (size_t i = 0; i < object->children.n; i++) {
		go_along(diff, object->children.items[i], cause);
		take_dependents(diff, object->children.items[i], cause);
		take_children(diff, object->children.items[i], cause);
	}
}

static void close_over(struct diff *diff)
{
	struct gw_schema_changes *changes = diff->changes;

	for (size_t i = 0; i < changes->list.n; i++)
		open_change(diff, changes->list.items[i]);
	for (size_t i = 0; i < diff->open.n; i++) {
		const struct gw_schema_change *change = diff->open.items[i];

		take_dependents(diff, change->old, change);
		if (change->action != GW_CHANGE_ALTER)
			take_children(diff, change->old, change);
	}
}

void gw_schema_diff(struct gw_arena *arena, const struct gw_schema *old,
		    const struct gw_schema *new, struct gw_schema_changes *ret_changes)
{
	struct diff diff = {.changes = ret_changes};

	gw_schema_changes_init(ret_changes, arena, old, new);
	match_all(ret_changes);
	if (ret_changes->list.n == 0)
		return;
	if (old->dialect->adjust != NULL)
		old->dialect->adjust(ret_changes);
	find_dependents(&diff);
	close_over(&diff);
}

void gw_schema_create_all(struct gw_arena *arena, const struct gw_schema *nothing,
			  const struct gw_schema *new, struct gw_schema_changes *ret_changes)
{
	gw_schema_changes_init(ret_changes, arena, nothing, new);
	for (size_t i = 0; i < new->objects.n; i++) {
		const struct gw_schema_object *object = new->objects.items[i];
		struct gw_schema_change *of_parent = gw_schema_change_at(ret_changes,
									 object->parent, false);

		if (is_derived(object) || object->is_broken)
			continue;
		if ((object->kind->flags & GW_KIND_PART) != 0 && of_parent != NULL)
			ret_changes->of_new[i] = of_parent;
		else
			add_change(ret_changes, GW_CHANGE_CREATE, NULL, object);
	}
}

bool gw_schema_goes_along(const struct gw_schema_changes *changes,
			  const struct gw_schema_change *change)
{
	const struct gw_schema_object *parent = gw_schema_change_object(change)->parent;
	const struct gw_schema_change *of_parent =
		parent != NULL ? gw_schema_change_of(changes, parent->id) : NULL;

	return of_parent != NULL && of_parent->action == change->action &&
	       change->action != GW_CHANGE_ALTER;
}

/* Alike: the same kind and values, and children with the same ids below it. */
static bool is_like(const struct gw_schema_object *a, const struct gw_schema_object *b)
{
	size_t na = strlen(a->id);
	size_t nb = strlen(b->id);

	if (a->kind != b->kind || a->children.n != b->children.n)
		return false;
	for (size_t i = 0; i < a->kind->nproperties; i++) {
		if (a->kind->properties[i].way != GW_WAY_DERIVED &&
		    !same_value(&a->kind->properties[i], a->values[i], b->values[i]))
			return false;
	}
	for (size_t i = 0; i < a->children.n; i++) {
		if (strcmp(a->children.items[i]->id + na, b->children.items[i]->id + nb) != 0)
			return false;
	}
	return true;
}

static bool is_beside(const struct gw_schema_object *a, const struct gw_schema_object *b)
{
	if (a->parent == NULL || b->parent == NULL)
		return a->parent == b->parent;
	return strcmp(a->parent->id, b->parent->id) == 0;
}

/* The only one of its kind in its place that is dropped, or created. */
static bool is_only_one(const struct gw_schema_changes *changes,
			const struct gw_schema_change *change)
{
	const struct gw_schema_object *object = gw_schema_change_object(change);

	for (size_t i = 0; i < changes->list.n; i++) {
		const struct gw_schema_change *other = changes->list.items[i];
		const struct gw_schema_object *beside = gw_schema_change_object(other);

		if (other != change && other->action == change->action &&
		    beside->kind == object->kind && is_beside(beside, object))
			return false;
	}
	return true;
}

/* A column for another one of its type, whatever else of it is new. */
static bool is_instead(const struct gw_schema_changes *changes, const struct gw_schema_change *drop,
		       const struct gw_schema_change *create)
{
	struct gw_view type = gw_schema_value_of(drop->old, "type");

	return drop->old->parent != NULL &&
	       drop->old->kind == create->new->kind &&type.p !=
		       NULL &&gw_view_eq(type, gw_schema_value_of(create->new, "type")) &&
	       is_only_one(changes, drop) && is_only_one(changes, create);
}

/* Renames are told of what stays in its place: its parent is not renamed itself. */
static bool may_be_renamed(const struct gw_schema_changes *changes,
			   const struct gw_schema_change *drop,
			   const struct gw_schema_change *create)
{
	return drop->old->kind->rename != NULL && is_beside(drop->old, create->new) &&
	       (is_like(drop->old, create->new) || is_instead(changes, drop, create));
}

void gw_schema_find_renamed(const struct gw_schema_changes *changes,
			    struct gw_schema_likenesses *ret_likenesses)
{
	*ret_likenesses = (struct gw_schema_likenesses){0};
	for (size_t i = 0; i < changes->list.n; i++) {
		const struct gw_schema_change *drop = changes->list.items[i];

		for (size_t j = 0; drop->action == GW_CHANGE_DROP && j < changes->list.n; j++) {
			const struct gw_schema_change *create = changes->list.items[j];

			if (create->action != GW_CHANGE_CREATE ||
			    !may_be_renamed(changes, drop, create))
				continue;
			gw_vec_push(changes->arena, &ret_likenesses->list,
				    ((struct gw_schema_likeness){drop->old, create->new}));
		}
	}
}
