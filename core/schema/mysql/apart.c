/*
 * What the one ALTER TABLE cannot do along with the rest: statements of their own, before it and after it.
 *
 *	before   a history that starts anew ends; what only the old engine can lose
 *	after    columns that the new history leaves out; what only the new engine can lose
 */
#include "schema/mysql/mysql_int.h"

static const struct gw_schema_effect history_lost = {
	.hazards = GW_HAZARD_DATA_LOSS | GW_HAZARD_REWRITE,
	.lock = GW_SCHEMA_LOCK_WRITES,
	.note = "the rows that were replaced and deleted are lost",
};

static void begin_alter(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	gw_schema_puts(script, "ALTER TABLE ");
	gw_schema_put_object(script, table);
	gw_schema_puts(script, " ");
}

/* --- tables that keep their history --- */

bool gw_mysql_is_row_column(const struct gw_schema_object *column)
{
	return column->kind == &gw_mysql_column &&
	       gw_view_starts(gw_schema_value(column, COLUMN_GENERATED),
			      "GENERATED ALWAYS AS ROW ");
}

static bool has_row_columns(const struct gw_schema_object *table)
{
	for (size_t i = 0; i < table->children.n; i++) {
		if (gw_mysql_is_row_column(table->children.items[i]))
			return true;
	}
	return false;
}

static const char *quoted(struct gw_arena *arena, const char *name)
{
	GW_STR_AUTO struct gw_str str = {0};

	gw_mysql_quote_name(&str, gw_view_of(name));
	return gw_str_take(&str, arena);
}

/* Adds the text with an id for a name. */
static void add_with_id(struct gw_str *str, struct gw_view text, const char *name, const char *id)
{
	size_t at;

	while ((at = gw_view_find(text, gw_view_of(name))) != GW_NOWHERE) {
		gw_str_add(str, gw_view_slice(text, 0, at));
		gw_str_puts(str, id);
		text = gw_view_from(text, at + strlen(name));
	}
	gw_str_add(str, text);
}

/* The definition with the ids of these columns, which stay, for their names, which may not. */
static struct gw_view with_ids(struct gw_arena *arena, const struct gw_schema_object *part)
{
	struct gw_view definition = gw_schema_value(part, PART_DEFINITION);

	for (size_t i = 0; i < part->parent->children.n; i++) {
		const struct gw_schema_object *column = part->parent->children.items[i];
		GW_STR_AUTO struct gw_str str = {0};

		if (!gw_mysql_is_row_column(column))
			continue;
		add_with_id(&str, definition, quoted(arena, column->name), column->id);
		definition = gw_view_of(gw_str_take(&str, arena));
	}
	return definition;
}

bool gw_mysql_goes_with_names(const struct gw_schema_change *change)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	return change->old != NULL && change->new != NULL &&
	       !gw_view_eq(gw_schema_value(change->old, PART_DEFINITION),
			   gw_schema_value(change->new, PART_DEFINITION)) &&
	       gw_view_eq(with_ids(&arena, change->old), with_ids(&arena, change->new));
}

/* A table that has hidden ones is given no others. */
bool gw_mysql_starts_history(const struct gw_schema_change *change)
{
	return gw_schema_flag(change->new, TABLE_VERSIONED) &&
	       (!gw_schema_flag(change->old, TABLE_VERSIONED) ||
		(has_row_columns(change->new) && !has_row_columns(change->old)));
}

/* Such a table is altered with its history only when the session says that this is meant. */
static void allow_history(struct gw_schema_script *script)
{
	gw_schema_puts(script, "SET system_versioning_alter_history = KEEP");
	gw_schema_end(script, NULL);
}

static void end_history(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	begin_alter(script, change->old);
	gw_schema_puts(script, "DROP SYSTEM VERSIONING");
	gw_schema_end(script, &history_lost);
}

/* Only a table that has a history knows of columns that are left out of it. */
static void leave_columns_out(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	const struct gw_schema_effect effect = {.lock = GW_SCHEMA_LOCK_DDL};
	size_t n = 0;

	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *column = table->children.items[i];

		if (column->kind != &gw_mysql_column || !gw_schema_flag(column, COLUMN_VERSIONING))
			continue;
		if (n++ == 0) {
			allow_history(script);
			begin_alter(script, table);
		} else {
			gw_schema_puts(script, ",\n\t");
		}
		gw_schema_puts(script, "MODIFY COLUMN ");
		gw_schema_put_name(script, column->name);
		gw_mysql_put_column(script, column, GW_MYSQL_CHARSET | GW_MYSQL_VERSIONING);
	}
	if (n != 0)
		gw_schema_end(script, &effect);
}

/* --- Aria's options --- */

/* An option of its tables that goes with the change. */
static bool loses_option(const struct gw_schema_change *change, struct gw_view name)
{
	static const struct gw_view none = {0};
	struct gw_view old = gw_schema_value(change->old, TABLE_OPTIONS);

	return gw_mysql_has_option(old, GW_VIEW("ENGINE=Aria"), none) &&
	       gw_mysql_has_option(old, none, name) &&
	       !gw_mysql_has_option(gw_schema_value(change->new, TABLE_OPTIONS), none, name);
}

static void reset_option(struct gw_schema_script *script, const struct gw_schema_change *change,
			 const char *name)
{
	if (!loses_option(change, gw_view_of(name)))
		return;
	begin_alter(script, change->new);
	gw_schema_puts(script, name);
	gw_schema_puts(script, "=DEFAULT");
	gw_schema_end(script, NULL);
}

void gw_mysql_alter_before(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	if (gw_schema_flag(change->old, TABLE_VERSIONED)) {
		allow_history(script);
		if (gw_mysql_starts_history(change))
			end_history(script, change);
	}
	/* No other engine knows it, not even to be rid of it. */
	reset_option(script, change, GW_MYSQL_ARIA_ONLY);
}

void gw_mysql_alter_after(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	if (gw_mysql_starts_history(change))
		leave_columns_out(script, change->new);
	/* It is left to the table of another engine that this one becomes; only there it can go. */
	reset_option(script, change, "PAGE_CHECKSUM");
}
