/*
 * Changes of parts become one change of their table. What the server does not change under a foreign key
 * (the type of its columns, the only index that serves it) has it stand aside: it is dropped before and made
 * again after.
 */
#include "schema/mysql/mysql_int.h"

static bool is_part(const struct gw_schema_object *object)
{
	return object->parent != NULL && (object->kind->flags & GW_KIND_PART) != 0;
}

static void move_into_table(struct gw_schema_changes *changes, struct gw_schema_change *change)
{
	const struct gw_schema_object *part = gw_schema_change_object(change);
	const struct gw_schema_object *table = gw_schema_find(changes->old, part->parent->id);
	struct gw_schema_change *of_table;

	if (table == NULL)
		return;
	of_table = gw_schema_touch(changes, table, change);
	if (of_table != NULL && of_table->action == GW_CHANGE_ALTER)
		change->within = of_table;
}

/* The name in quotes, in a string too: one too many is made anew then. */
static bool mentions(struct gw_view definition, const char *name)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_STR_AUTO struct gw_str quoted = {0};

	gw_mysql_quote_name(&quoted, gw_view_of(gw_view_dup_lower(&arena, gw_view_of(name))));
	return gw_view_find(gw_view_of(gw_view_dup_lower(&arena, definition)),
			    gw_str_view(&quoted)) != GW_NOWHERE;
}

static bool is_about(const struct gw_schema_object *part, const struct gw_schema_object *column)
{
	if (part->kind == &gw_mysql_index)
		return gw_mysql_lists(gw_schema_value(part, KEY_COLUMNS), gw_view_of(column->name));
	return part->kind == &gw_mysql_check &&
	       mentions(gw_schema_value(part, PART_DEFINITION), column->name);
}

/* Of a column that is dropped and added at once, keys lose it on the way, and checks do not let it go. */
static void touch_parts(struct gw_schema_changes *changes, const struct gw_schema_change *cause)
{
	const struct gw_schema_object *table = cause->old->parent;

	for (size_t i = 0; i < table->children.n; i++) {
		if (is_about(table->children.items[i], cause->old))
			(void)gw_schema_touch(changes, table->children.items[i], cause);
	}
}

/* --- foreign keys --- */

static bool is_retyped(const struct gw_schema_change *change)
{
	if (change == NULL || change->action == GW_CHANGE_CREATE)
		return false;
	return change->action != GW_CHANGE_ALTER || change->differs[COLUMN_TYPE] ||
	       change->differs[COLUMN_CHARSET] || change->differs[COLUMN_COLLATION] ||
	       change->differs[COLUMN_GENERATED] || change->differs[COLUMN_NOT_NULL];
}

/* Whether the key's first columns are these, in this order. */
static bool serves(const struct gw_schema_object *key, struct gw_view columns)
{
	struct gw_view of_key = gw_schema_value(key, KEY_COLUMNS);
	struct gw_view column, other;

	if (key->kind != &gw_mysql_index && key->kind != &gw_mysql_primary_key)
		return false;
	while (gw_view_next_field(&columns, GW_SCHEMA_SEPARATOR, &column)) {
		if (!gw_view_next_field(&of_key, GW_SCHEMA_SEPARATOR, &other) ||
		    !gw_view_eq_nocase(column, other))
			return false;
	}
	return true;
}

/* Whether a key goes or changes, and no other one serves. */
static bool loses_key(const struct gw_schema_changes *changes, const struct gw_schema_object *table,
		      struct gw_view columns)
{
	bool lost = false;

	for (size_t i = 0; table != NULL && i < table->children.n; i++) {
		const struct gw_schema_object *key = table->children.items[i];

		if (!serves(key, columns))
			continue;
		if (gw_schema_change_of(changes, key->id) == NULL)
			return false;
		lost = true;
	}
	return lost;
}

static bool changes_storage(const struct gw_schema_changes *changes,
			    const struct gw_schema_object *table)
{
	const struct gw_schema_change *change = table != NULL
							? gw_schema_change_of(changes, table->id)
							: NULL;

	return change != NULL && change->action == GW_CHANGE_ALTER &&
	       (change->differs[TABLE_PARTITIONS] || change->differs[TABLE_OPTIONS] ||
		change->differs[TABLE_VERSIONED]);
}

static bool stands_in_the_way(const struct gw_schema_changes *changes,
			      const struct gw_schema_object *key)
{
	const struct gw_schema_object *target = NULL;

	for (size_t i = 0; i < key->needs.n; i++) {
		const struct gw_schema_object *column = key->needs.items[i].object;

		if (column->kind == &gw_mysql_column &&
		    is_retyped(gw_schema_change_of(changes, column->id)))
			return true;
	}
	if (gw_schema_value(key, KEY_TARGET).p != NULL)
		target = gw_schema_find(changes->old, gw_schema_value(key, KEY_TARGET).p);
	return loses_key(changes, key->parent, gw_schema_value(key, KEY_COLUMNS)) ||
	       loses_key(changes, target, gw_schema_value(key, KEY_TARGET_COLUMNS)) ||
	       changes_storage(changes, key->parent) || changes_storage(changes, target);
}

static void put_aside(struct gw_schema_changes *changes, const struct gw_schema_object *key)
{
	struct gw_schema_change *change;

	if (gw_schema_change_of(changes, key->id) != NULL || !stands_in_the_way(changes, key))
		return;
	change = gw_schema_touch(changes, key, gw_schema_change_of(changes, key->parent->id));
	if (change != NULL)
		change->action = GW_CHANGE_REPLACE;
}

void gw_mysql_adjust(struct gw_schema_changes *changes)
{
	for (size_t i = 0; i < changes->list.n; i++) {
		const struct gw_schema_change *change = changes->list.items[i];

		if (gw_schema_change_object(change)->kind == &gw_mysql_column &&
		    change->action == GW_CHANGE_ALTER && gw_mysql_is_remade(change))
			touch_parts(changes, change);
	}
	for (size_t i = 0; i < changes->list.n; i++) {
		if (is_part(gw_schema_change_object(changes->list.items[i])))
			move_into_table(changes, changes->list.items[i]);
	}
	for (size_t i = 0; i < changes->old->objects.n; i++) {
		if (changes->old->objects.items[i]->kind == &gw_mysql_foreign_key)
			put_aside(changes, changes->old->objects.items[i]);
	}
}
