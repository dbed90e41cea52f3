/*
 * Which changes of a table ALTER TABLE can do: adding and dropping columns that nothing else is tied to.
 * All others, and those along with them, become one rebuild of the table.
 *
 * Sources: "ALTER TABLE" in SQLite's manual, what ADD COLUMN and DROP COLUMN refuse; checked with 3.40.
 */
#include "schema/sqlite/sqlite_int.h"
#include "sql/lexer.h"

static bool mentions_any(struct gw_view sql, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (gw_sqlite_mentions(sql, words[i]))
			return true;
	}
	return false;
}

/* A default that SQLite can give to rows that are there: a literal. */
static bool has_plain_default(struct gw_view value)
{
	static const char *const moments[] = {"CURRENT_TIME", "CURRENT_DATE", "CURRENT_TIMESTAMP"};

	return value.p == NULL || (!mentions_any(value, moments, GW_COUNT(moments)) &&
				   gw_view_find_char(value, '(') == GW_NOWHERE);
}

/* pragma table_xinfo gives an expression without its parentheses: the definition has them. */
static bool has_default_expression(const struct gw_schema_object *column)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_view definition = gw_schema_value(column, COLUMN_DEFINITION);
	const char *lower = gw_view_dup_lower(&arena, definition);

	return gw_view_find(gw_view_of(lower), GW_VIEW("default (")) != GW_NOWHERE;
}

static bool can_add(const struct gw_schema_object *column)
{
	static const char *const words[] = {"PRIMARY", "UNIQUE", "CHECK", "REFERENCES"};
	struct gw_view value = gw_schema_value(column, COLUMN_DEFAULT);
	struct gw_view generated = gw_schema_value(column, COLUMN_GENERATED);

	if (mentions_any(gw_schema_value(column, COLUMN_DEFINITION), words, GW_COUNT(words)))
		return false;
	if (generated.p != NULL)
		return gw_view_is(generated, "virtual") && !gw_schema_flag(column, COLUMN_NOT_NULL);
	if (!has_plain_default(value) || has_default_expression(column))
		return false;
	return !gw_schema_flag(column, COLUMN_NOT_NULL) ||
	       (value.p != NULL && !gw_view_is_nocase(value, "NULL"));
}

/* It is dropped before any column is. */
static bool goes(const struct gw_schema_changes *changes, const struct gw_schema_object *object)
{
	const struct gw_schema_change *change = gw_schema_change_of(changes, object->id);

	return (object->kind->flags & GW_KIND_PART) == 0 && change != NULL &&
	       (change->action == GW_CHANGE_DROP || change->action == GW_CHANGE_REPLACE);
}

/* What may be about the column: parts and indexes of its table, views and triggers. */
static bool may_be_about(const struct gw_schema_object *object,
			 const struct gw_schema_object *column)
{
	if (object == column || object->kind->nproperties == 0)
		return false;
	if (object->kind == &gw_sqlite_view || object->kind == &gw_sqlite_trigger)
		return true;
	return object->parent != NULL && strcmp(object->parent->id, column->parent->id) == 0;
}

/* Whether something of the schema that stays mentions the column. */
static bool is_mentioned(const struct gw_schema_changes *changes, const struct gw_schema *schema,
			 const struct gw_schema_object *column)
{
	for (size_t i = 0; i < schema->objects.n; i++) {
		const struct gw_schema_object *object = schema->objects.items[i];

		if (may_be_about(object, column) && !goes(changes, object) &&
		    gw_sqlite_mentions(object->values[0], column->name))
			return true;
	}
	return false;
}

/* DROP COLUMN cuts text out, and a comment that is left may swallow what comes after it. */
static bool has_comments(const struct gw_schema_object *table)
{
	struct gw_view sql = gw_view_of(table->extra);
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, &gw_dialect_sqlite, sql);
	do {
		token = gw_lexer_next(&lexer);
		if (token.kind == GW_TOKEN_COMMENT)
			return true;
	} while (token.kind != GW_TOKEN_END);
	return false;
}

static bool names_what_goes(const struct gw_schema_changes *changes,
			    const struct gw_schema_object *view)
{
	for (size_t i = 0; i < view->needs.n; i++) {
		if (goes(changes, view->needs.items[i].object))
			return true;
	}
	return false;
}

/* A view that stays, and cannot be resolved, now or meanwhile. */
static bool is_loose(const struct gw_schema_changes *changes, const struct gw_schema_object *view)
{
	return view->kind == &gw_sqlite_view && !goes(changes, view) &&
	       (gw_sqlite_is_broken(view) || names_what_goes(changes, view));
}

/* Nothing tells whether a trigger can be resolved. */
static bool may_be_broken(const struct gw_schema_object *object)
{
	return object->kind == &gw_sqlite_trigger ||
	       (object->kind == &gw_sqlite_view && gw_sqlite_is_broken(object));
}

/* DROP COLUMN resolves all views and triggers, those of other tables too, and fails where it cannot. */
static bool can_be_resolved(const struct gw_schema_changes *changes)
{
	for (size_t i = 0; i < changes->old->objects.n; i++) {
		if (is_loose(changes, changes->old->objects.items[i]))
			return false;
	}
	for (size_t i = 0; i < changes->new->objects.n; i++) {
		if (may_be_broken(changes->new->objects.items[i]))
			return false;
	}
	return true;
}

static bool can_drop(const struct gw_schema_changes *changes, const struct gw_schema_object *column)
{
	static const char *const words[] = {"PRIMARY",    "UNIQUE",    "CHECK",
					    "REFERENCES", "GENERATED", "AS"};

	return can_be_resolved(changes) && !has_comments(column->parent) &&
	       !mentions_any(gw_schema_value(column, COLUMN_DEFINITION), words, GW_COUNT(words)) &&
	       !is_mentioned(changes, changes->new, column) &&
	       !is_mentioned(changes, changes->old, column);
}

static bool is_part_of(const struct gw_schema_change *change, const struct gw_schema_object *table)
{
	const struct gw_schema_object *object = gw_schema_change_object(change);

	return (object->kind->flags & GW_KIND_PART) != 0 && object->parent != NULL &&
	       strcmp(object->parent->id, table->id) == 0;
}

static bool can_alter(const struct gw_schema_changes *changes,
		      const struct gw_schema_change *change)
{
	if (gw_schema_change_object(change)->kind != &gw_sqlite_column)
		return false;
	switch (change->action) {
	case GW_CHANGE_CREATE:
		return can_add(change->new);
	case GW_CHANGE_DROP:
		return can_drop(changes, change->old);
	case GW_CHANGE_ALTER:
	case GW_CHANGE_REPLACE:
		return false;
	}
	return false;
}

/* The table's parts change in its rebuild. */
static void rebuild(struct gw_schema_changes *changes, const struct gw_schema_object *table,
		    const struct gw_schema_change *first)
{
	struct gw_schema_change *whole = gw_schema_touch(changes, table, first);

	for (size_t i = 0; i < changes->list.n; i++) {
		struct gw_schema_change *change = changes->list.items[i];

		if (is_part_of(change, table))
			change->within = whole;
	}
}

void gw_sqlite_adjust(struct gw_schema_changes *changes)
{
	for (size_t i = 0; i < changes->list.n; i++) {
		struct gw_schema_change *change = changes->list.items[i];
		const struct gw_schema_object *object = gw_schema_change_object(change);
		const struct gw_schema_object *table;

		if (object->kind == &gw_sqlite_table) {
			if (change->action == GW_CHANGE_ALTER && change->cause == NULL)
				rebuild(changes, change->old, NULL);
			continue;
		}
		if ((object->kind->flags & GW_KIND_PART) == 0 || change->within != NULL)
			continue;
		table = gw_schema_find(changes->old, object->parent->id);
		if (table == NULL || gw_schema_find(changes->new, table->id) == NULL)
			continue;
		if (!can_alter(changes, change))
			rebuild(changes, table, change);
	}
}
