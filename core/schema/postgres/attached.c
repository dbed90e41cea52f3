/*
 * Indexes of partitions that are attached to an index of the table above:
 *
 *	has the usual name      the index above makes it: shown, and no more
 *	has another name        an index or a key like any; it is there before the index above, which takes it
 *	above is ON ONLY ..     each is attached by a statement of the index above
 *
 * and what becomes of them while the index above stays: they get other names, come along with a partition
 * that is created, are taken over from one that is attached, and stay with one that is detached.
 */
#include "schema/postgres/postgres_int.h"

/* The first bytes of a name that make whole characters. */
static int clip(const char *name, size_t n)
{
	while (n != 0 && ((unsigned char)name[n] & 0xc0) == 0x80)
		n--;
	return (int)n;
}

/* Where the parts are too long together, the longer one loses a byte at a time. */
const char *gw_pg_usual_name(struct gw_arena *arena, const char *table,
			     const struct gw_pg_name_parts *parts)
{
	enum { LONGEST = 63 };
	bool has_columns = parts->columns.p != NULL;
	const char *columns = has_columns ? gw_view_dup(arena, parts->columns) : "";
	size_t n = strlen(table);
	size_t m = strlen(columns);
	size_t rest = parts->suffix.n + 1 + has_columns;

	while (n + m + rest > LONGEST) {
		if (n > m)
			n--;
		else
			m--;
	}
	return gw_format(arena, "%.*s%s%.*s_%.*s", clip(table, n), table, has_columns ? "_" : "",
			 clip(columns, m), columns, GW_VIEW_ARG(parts->suffix));
}

const struct gw_schema_kind *gw_pg_attached_kind(const struct gw_schema_identity *identity,
						 const struct gw_pg_name_parts *parts,
						 struct gw_view type)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	if (parts->suffix.p != NULL &&
	    strcmp(identity->name, gw_pg_usual_name(&scratch, identity->parent->name, parts)) == 0)
		return &gw_pg_attached;
	if (type.p == NULL)
		return &gw_pg_index;
	if (gw_view_is(type, "p"))
		return &gw_pg_primary_key;
	return gw_view_is(type, "u") ? &gw_pg_unique : &gw_pg_exclusion;
}

/* --- what a difference comes to --- */

static const struct gw_schema_change *change_of(const struct gw_schema_changes *changes,
						const struct gw_schema_object *object)
{
	return gw_schema_change_of(changes, object->id);
}

/* It is there before and afterwards, and in between: nothing that it needs takes it along either. */
static bool stays(const struct gw_schema_changes *changes, const struct gw_schema_object *object)
{
	const struct gw_schema_change *change = change_of(changes, object);

	if (change != NULL && change->action != GW_CHANGE_ALTER)
		return false;
	for (size_t i = 0; i < object->needs.n; i++) {
		change = change_of(changes, object->needs.items[i].object);
		if (change != NULL && !object->needs.items[i].soft && gw_schema_takes_along(change))
			return false;
	}
	return true;
}

/* The index of the table that is attached to the same one as the other. */
static const struct gw_schema_object *find_partner(const struct gw_schema_object *table,
						   const struct gw_schema_object *other)
{
	for (size_t i = 0; table != NULL && i < table->children.n; i++) {
		const struct gw_schema_object *child = table->children.items[i];

		if (child->holder != NULL && strcmp(child->holder->id, other->holder->id) == 0)
			return child;
	}
	return NULL;
}

static struct gw_view what_of_index(struct gw_view definition)
{
	return gw_view_from(definition, gw_view_find(definition, GW_VIEW(" USING ")));
}

/* The same index as the one above, for a table of its own. */
static bool is_like(const struct gw_schema_object *index, const struct gw_schema_object *above)
{
	struct gw_view a = gw_schema_value(index, INDEX_DEFINITION);
	struct gw_view b = gw_schema_value(above, INDEX_DEFINITION);

	if (index->kind != above->kind || index->kind != &gw_pg_index)
		return index->kind == above->kind && gw_view_eq(a, b);
	return gw_view_starts(a, "CREATE UNIQUE") == gw_view_starts(b, "CREATE UNIQUE") &&
	       gw_view_eq(what_of_index(a), what_of_index(b));
}

/* One of the table's own that is what the attached one would be without the index above. */
static const struct gw_schema_object *find_free(const struct gw_schema_object *table,
						const struct gw_schema_object *attached)
{
	for (size_t i = 0; table != NULL && i < table->children.n; i++) {
		const struct gw_schema_object *child = table->children.items[i];

		if (child->holder == NULL && strcmp(child->name, attached->name) == 0 &&
		    is_like(child, attached->holder))
			return child;
	}
	return NULL;
}

/* The table is detached: what was attached is its own from then on. */
static void leave_behind(struct gw_schema_changes *changes, const struct gw_schema_object *index,
			 const struct gw_schema_change *table)
{
	struct gw_schema_change *own = gw_schema_change_of(changes, index->id);
	const struct gw_schema_object *same = find_free(table->new, index);

	if (index->kind != &gw_pg_attached) {
		if (own != NULL && own->action != GW_CHANGE_ALTER)
			gw_vec_push(changes->arena, &own->after, table);
		return;
	}
	own = same != NULL ? gw_schema_change_of(changes, same->id)
			   : gw_schema_add_drop(changes, index);
	if (same == NULL)
		gw_vec_push(changes->arena, &own->after, table);
	else if (own != NULL)
		own->within = table;
}

/* The table stays where it is: a step of it gives the name. */
static void give_name(struct gw_schema_changes *changes, const struct gw_schema_object *old,
		      const struct gw_schema_object *new)
{
	struct gw_schema_change *gone = gw_schema_change_of(changes, old->id);
	struct gw_schema_change *come = gw_schema_change_of(changes, new->id);
	struct gw_schema_change *table;

	table = gw_schema_touch(changes, old->parent, gone != NULL ? gone : come);
	if (table->cause == NULL)
		table->cause = gone != NULL ? gone : come;
	if (gone != NULL)
		gone->within = table;
	if (come != NULL)
		come->within = table;
}

static void adjust_old(struct gw_schema_changes *changes, const struct gw_schema_object *index)
{
	const struct gw_schema_change *table = change_of(changes, index->parent);
	const struct gw_schema_object *partner;
	struct gw_schema_change *above;

	if (!stays(changes, index->holder) || (table != NULL && table->new == NULL))
		return;
	partner = find_partner(gw_schema_find(changes->new, index->parent->id), index);
	if (partner == NULL && table != NULL)
		leave_behind(changes, index, table);
	else if (partner != NULL && strcmp(partner->name, index->name) != 0)
		give_name(changes, index, partner);
	else if (partner != NULL && !stays(changes, index)) {
		above = gw_schema_touch(changes, index->holder, change_of(changes, index));
		above->action = GW_CHANGE_REPLACE;
	}
}

/* The table is attached: its own index is there before, and is taken. */
static void adjust_new(struct gw_schema_changes *changes, const struct gw_schema_object *index)
{
	struct gw_schema_change *table = gw_schema_change_of(changes, index->parent->id);
	struct gw_schema_change *own = gw_schema_change_of(changes, index->id);
	const struct gw_schema_object *free;

	if (!stays(changes, index->holder) || table == NULL || table->old == NULL)
		return;
	free = find_free(table->old, index);
	if (free != NULL)
		own = gw_schema_change_of(changes, free->id);
	if (own != NULL && own->action == GW_CHANGE_DROP)
		own->within = table;
	else if (own != NULL && own->within == NULL && find_partner(table->old, index) == NULL)
		gw_vec_push(changes->arena, &table->after, own);
}

static bool is_attached(const struct gw_schema_object *object)
{
	return object->holder != NULL && object->kind != &gw_pg_partition_trigger;
}

void gw_pg_adjust_attached(struct gw_schema_changes *changes)
{
	for (size_t i = 0; i < changes->old->objects.n; i++) {
		if (is_attached(changes->old->objects.items[i]))
			adjust_old(changes, changes->old->objects.items[i]);
	}
	for (size_t i = 0; i < changes->new->objects.n; i++) {
		if (is_attached(changes->new->objects.items[i]))
			adjust_new(changes, changes->new->objects.items[i]);
	}
}

/* --- statements --- */

static void put_rename(struct gw_schema_script *script, const struct gw_schema_object *table,
		       const char *from, const char *to)
{
	gw_schema_puts(script, "ALTER INDEX ");
	gw_schema_put_name(script, table->schema);
	gw_schema_puts(script, ".");
	gw_schema_put_name(script, from);
	gw_schema_puts(script, " RENAME TO ");
	gw_schema_put_name(script, to);
	gw_schema_end(script, &gw_pg_ddl_waits);
}

void gw_pg_rename_attached(struct gw_schema_script *script, const struct gw_schema_change *table)
{
	for (size_t i = 0; i < table->old->children.n; i++) {
		const struct gw_schema_object *index = table->old->children.items[i];
		const struct gw_schema_object *partner;

		if (index->holder == NULL || !stays(script->changes, index->holder))
			continue;
		partner = find_partner(table->new, index);
		if (partner != NULL && strcmp(partner->name, index->name) != 0)
			put_rename(script, table->new, index->name, partner->name);
	}
}

bool gw_pg_came_along(struct gw_schema_script *script, const struct gw_schema_object *index)
{
	const struct gw_pg_hidden *hidden = index->extra;

	if (index->holder == NULL || script->changes == NULL || hidden == NULL ||
	    hidden->usual_name == NULL || !stays(script->changes, index->holder) ||
	    stays(script->changes, index->parent))
		return false;
	put_rename(script, index->parent, hidden->usual_name, index->name);
	return true;
}

/* What it is called is the same, whatever it was attached to. */
static void drop_attached(struct gw_schema_script *script, const struct gw_schema_object *index)
{
	struct gw_schema_object own = *index;

	own.kind = index->holder->kind;
	own.kind->drop(script, &own);
}

const struct gw_schema_kind gw_pg_attached = {
	.name = "attached index",
	.flags = GW_KIND_DERIVED,
	.rank = 16,
	GW_PROPERTIES(gw_pg_common_properties),
	.drop = drop_attached,
};
