/*
 * ALTER TABLE: one for all changes of a table and its parts, as each would read all rows again, and as some
 * only go together (a counter and its key).
 *
 *	DROP     constraints, keys, columns
 *	MODIFY, ADD   columns, in the new order; those that stay in place stand still (places.c)
 *	ADD      keys, constraints
 *	         options; partitions are the last words of the statement
 *
 * What does not go along with that is apart.c's.
 */
#include "schema/mysql/mysql_int.h"

struct writer {
	struct gw_schema_script *script;
	const struct gw_schema_change *change; /* of the table */
	size_t clauses;
	struct gw_schema_effect effect;
};

static void begin_clause(struct writer *writer, const char *words)
{
	if (writer->clauses++ == 0) {
		gw_schema_puts(writer->script, "ALTER TABLE ");
		gw_schema_put_object(writer->script, writer->change->new);
		gw_schema_puts(writer->script, " ");
	} else {
		gw_schema_puts(writer->script, ",\n\t");
	}
	gw_schema_puts(writer->script, words);
}

static struct gw_schema_change *change_of(const struct writer *writer,
					  const struct gw_schema_object *part)
{
	return gw_schema_change_of(writer->script->changes, part->id);
}

bool gw_mysql_is_remade(const struct gw_schema_change *change)
{
	bool was = gw_view_ends(gw_schema_value(change->old, COLUMN_GENERATED), "VIRTUAL");
	bool is = gw_view_ends(gw_schema_value(change->new, COLUMN_GENERATED), "VIRTUAL");

	return was != is;
}

/* --- keys that the optimizer leaves alone --- */

/* How a key's definition ends then, and what makes it seen again. */
static const struct {
	const char *hidden, *seen;
} sights[] = {
	{" IGNORED", "NOT IGNORED"},
	{" INVISIBLE", "VISIBLE"},
};

/* The definition without that; *ret_number: which it was, or GW_COUNT(sights). */
static struct gw_view cut_sight(struct gw_view definition, size_t *ret_number)
{
	for (size_t i = 0; i < GW_COUNT(sights); i++) {
		*ret_number = i;
		if (gw_view_ends(definition, sights[i].hidden))
			return gw_view_slice(definition, 0,
					     definition.n - strlen(sights[i].hidden));
	}
	*ret_number = GW_COUNT(sights);
	return definition;
}

bool gw_mysql_is_sight(const struct gw_schema_change *change)
{
	size_t was, is;

	if (change->old == NULL || change->new == NULL || change->old->kind != &gw_mysql_index)
		return false;
	return gw_view_eq(cut_sight(gw_schema_value(change->old, PART_DEFINITION), &was),
			  cut_sight(gw_schema_value(change->new, PART_DEFINITION), &is)) &&
	       was != is;
}

bool gw_mysql_is_respelled(const struct gw_schema_change *change)
{
	return change->old != NULL && change->new != NULL && change->old->kind == &gw_mysql_index &&
	       change->differs[INDEX_SPELLING] && !change->differs[PART_DEFINITION];
}

/* The same but for its name. */
static void put_rename(struct writer *writer, const char *words,
		       const struct gw_schema_change *change)
{
	begin_clause(writer, words);
	gw_schema_put_name(writer->script, change->old->name);
	gw_schema_puts(writer->script, " TO ");
	gw_schema_put_name(writer->script, change->new->name);
}

/* The server takes a key that is dropped and added with nothing else new for the one it was. */
static void put_sight(struct writer *writer, const struct gw_schema_change *change)
{
	size_t was, is;

	(void)cut_sight(gw_schema_value(change->old, PART_DEFINITION), &was);
	(void)cut_sight(gw_schema_value(change->new, PART_DEFINITION), &is);
	begin_clause(writer, "ALTER INDEX ");
	gw_schema_put_name(writer->script, change->new->name);
	gw_schema_puts(writer->script, is < GW_COUNT(sights) ? sights[is].hidden : " ");
	gw_schema_puts(writer->script, is < GW_COUNT(sights) ? "" : sights[was].seen);
}

/* --- what goes --- */

static void drop_named(struct writer *writer, const char *words, const char *name)
{
	begin_clause(writer, words);
	gw_schema_put_name(writer->script, name);
}

static void drop_part(struct writer *writer, const struct gw_schema_object *part)
{
	if (part->kind == &gw_mysql_primary_key)
		begin_clause(writer, "DROP PRIMARY KEY");
	else if (part->kind == &gw_mysql_index)
		drop_named(writer, "DROP KEY ", part->name);
	else if (part->kind == &gw_mysql_check)
		drop_named(writer, "DROP CONSTRAINT ", part->name);
	else if (gw_view_is_nocase(gw_view_of(part->name), "SYSTEM_TIME"))
		begin_clause(writer, "DROP PERIOD FOR SYSTEM_TIME");
	else
		drop_named(writer, "DROP PERIOD FOR ", part->name);
}

static void drop_parts(struct writer *writer)
{
	const struct gw_schema_object *table = writer->change->old;

	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *part = table->children.items[i];
		const struct gw_schema_change *change = change_of(writer, part);

		if (change == NULL || change->within != writer->change ||
		    part->kind == &gw_mysql_column || gw_mysql_is_sight(change) ||
		    gw_mysql_is_respelled(change) || gw_mysql_goes_with_names(change))
			continue;
		gw_mysql_add_effect(change, &writer->effect);
		drop_part(writer, part);
	}
}

static void drop_columns(struct writer *writer)
{
	const struct gw_schema_object *table = writer->change->old;

	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *part = table->children.items[i];
		const struct gw_schema_change *change = change_of(writer, part);

		if (part->kind != &gw_mysql_column || change == NULL ||
		    (change->action == GW_CHANGE_ALTER && !gw_mysql_is_remade(change)))
			continue;
		gw_mysql_add_effect(change, &writer->effect);
		drop_named(writer, "DROP COLUMN ", part->name);
	}
}

/* --- columns --- */

/* Nothing that was there already comes after it: it is added at the end by itself. */
static bool is_last(const struct gw_mysql_places *places, size_t number)
{
	for (size_t i = number; i < places->list.n; i++) {
		if (places->list.items[i].old != 0)
			return false;
	}
	return true;
}

static bool is_renamed(const struct gw_mysql_place *place)
{
	return place->old != 0 && place->change != NULL &&
	       strcmp(place->change->old->name, place->column->name) != 0;
}

/* That is all which the server changes of such a column. */
static void begin_column(struct writer *writer, const struct gw_mysql_place *place)
{
	begin_clause(writer, place->old == 0     ? "ADD COLUMN "
			     : is_renamed(place) ? "CHANGE COLUMN "
						 : "MODIFY COLUMN ");
	if (is_renamed(place)) {
		gw_schema_put_name(writer->script, place->change->old->name);
		gw_schema_puts(writer->script, " ");
	}
	gw_schema_put_name(writer->script, place->column->name);
}

static void put_column(struct writer *writer, const struct gw_mysql_places *places, size_t number)
{
	const struct gw_mysql_place *place = &places->list.items[number];
	bool starts = gw_mysql_starts_history(writer->change);

	begin_column(writer, place);
	gw_mysql_put_column(writer->script, place->column,
			    GW_MYSQL_CHARSET | (starts ? 0 : GW_MYSQL_VERSIONING));
	if (place->stays || is_last(places, number))
		return;
	if (number == 0) {
		gw_schema_puts(writer->script, " FIRST");
		return;
	}
	gw_schema_puts(writer->script, " AFTER ");
	gw_schema_put_name(writer->script, places->list.items[number - 1].column->name);
}

static void put_columns(struct writer *writer)
{
	struct gw_mysql_places places;

	gw_mysql_find_places(writer->script, writer->change->new, &places);
	for (size_t i = 0; i < places.list.n; i++) {
		const struct gw_mysql_place *place = &places.list.items[i];

		if (place->stays && place->change == NULL)
			continue;
		if (place->change != NULL)
			gw_mysql_add_effect(place->change, &writer->effect);
		if (place->stays && is_renamed(place) && gw_mysql_is_row_column(place->column))
			put_rename(writer, "RENAME COLUMN ", place->change);
		else
			put_column(writer, &places, i);
	}
}

/* --- what comes --- */

static void add_parts(struct writer *writer)
{
	const struct gw_schema_object *table = writer->change->new;

	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *part = table->children.items[i];
		const struct gw_schema_change *change = change_of(writer, part);

		if (change == NULL || change->within != writer->change ||
		    part->kind == &gw_mysql_column || gw_mysql_goes_with_names(change))
			continue;
		gw_mysql_add_effect(change, &writer->effect);
		if (gw_mysql_is_sight(change)) {
			put_sight(writer, change);
		} else if (gw_mysql_is_respelled(change)) {
			put_rename(writer, "RENAME KEY ", change);
		} else {
			begin_clause(writer, "ADD ");
			gw_schema_put(writer->script, gw_schema_value(part, PART_DEFINITION));
		}
	}
}

/* --- options --- */

/* What undoes an option; DEFAULT for all others. */
static const char *const reset_to_zero[] = {
	"KEY_BLOCK_SIZE", "AVG_ROW_LENGTH", "MAX_ROWS", "MIN_ROWS", "CHECKSUM", "DELAY_KEY_WRITE",
};

/* Cuts NAME=VALUE off *rest. */
static bool next_option(struct gw_view *rest, struct gw_view *ret_option, struct gw_view *ret_name)
{
	struct gw_view start = gw_view_trim(*rest);
	struct gw_view value;

	*rest = start;
	if (!gw_mysql_next_option_name(rest, ret_name) || !gw_mysql_skip(rest, "=") ||
	    !gw_mysql_next(rest, &value))
		return false;
	*ret_option = gw_view_slice(start, 0, start.n - rest->n);
	return true;
}

bool gw_mysql_has_option(struct gw_view options, struct gw_view option, struct gw_view name)
{
	struct gw_view other, other_name;

	while (next_option(&options, &other, &other_name)) {
		if (name.p != NULL ? gw_view_eq_nocase(other_name, name)
				   : gw_view_eq(other, option))
			return true;
	}
	return false;
}

static void reset_option(struct writer *writer, struct gw_view name)
{
	const char *value = "DEFAULT";

	for (size_t i = 0; i < GW_COUNT(reset_to_zero); i++) {
		if (gw_view_is(name, reset_to_zero[i]))
			value = "0";
	}
	begin_clause(writer, "");
	gw_schema_put(writer->script, name);
	gw_schema_puts(writer->script, "=");
	gw_schema_puts(writer->script, value);
}

static void put_options(struct writer *writer)
{
	struct gw_view old = gw_schema_value(writer->change->old, TABLE_OPTIONS);
	struct gw_view new = gw_schema_value(writer->change->new, TABLE_OPTIONS);
	struct gw_view rest, option, name;

	for (rest = old; next_option(&rest, &option, &name);) {
		if (!gw_mysql_has_option(new, option, name) &&
		    !gw_view_is(name, GW_MYSQL_ARIA_ONLY))
			reset_option(writer, name);
	}
	for (rest = new; next_option(&rest, &option, &name);) {
		if (gw_mysql_has_option(old, option, (struct gw_view){0}))
			continue;
		begin_clause(writer, "");
		gw_schema_put(writer->script, option);
	}
}

static void put_table_values(struct writer *writer)
{
	const struct gw_schema_change *change = writer->change;
	struct gw_view comment = gw_schema_value(change->new, TABLE_COMMENT);

	put_options(writer);
	if (gw_schema_differs(change, TABLE_CHARSET) ||
	    gw_schema_differs(change, TABLE_COLLATION)) {
		begin_clause(writer, "DEFAULT CHARSET=");
		gw_schema_put(writer->script, gw_schema_value(change->new, TABLE_CHARSET));
		gw_mysql_put_value(writer->script,
				   " COLLATE=", gw_schema_value(change->new, TABLE_COLLATION));
	}
	if (gw_schema_differs(change, TABLE_COMMENT)) {
		begin_clause(writer, "COMMENT=");
		gw_schema_put(writer->script, comment.p != NULL ? comment : GW_VIEW("''"));
	}
	if (gw_mysql_starts_history(change))
		begin_clause(writer, "ADD SYSTEM VERSIONING");
	else if (gw_schema_differs(change, TABLE_VERSIONED))
		begin_clause(writer, "DROP SYSTEM VERSIONING");
}

/* "PARTITION BY .. (a, b)" and the same with (a, b, c): where c begins in the second; else GW_NOWHERE. */
static size_t added_partitions(struct gw_view old, struct gw_view new)
{
	size_t n = old.n - 1;

	if (!gw_view_ends(old, ")") || !gw_view_ends(new, ")") || new.n <= old.n ||
	    !gw_view_eq(gw_view_slice(old, 0, n), gw_view_slice(new, 0, n)) || new.p[n] != ',')
		return GW_NOWHERE;
	return n + 1;
}

/* New ranges behind the others touch none of them; it is a statement of its own. */
static void add_partitions(struct writer *writer, struct gw_view partitions)
{
	const struct gw_schema_effect effect = {.lock = GW_SCHEMA_LOCK_DDL};

	if (writer->clauses != 0)
		gw_schema_end(writer->script, &writer->effect);
	writer->effect = effect;
	writer->clauses = 0;
	begin_clause(writer, "ADD PARTITION (");
	gw_schema_put(writer->script, gw_view_trim(partitions));
}

static void put_partitions(struct writer *writer)
{
	struct gw_view old = gw_schema_value(writer->change->old, TABLE_PARTITIONS);
	struct gw_view new = gw_schema_value(writer->change->new, TABLE_PARTITIONS);
	size_t added;

	if (!gw_schema_differs(writer->change, TABLE_PARTITIONS))
		return;
	added = old.n != 0 ? added_partitions(old, new) : GW_NOWHERE;
	if (added != GW_NOWHERE) {
		add_partitions(writer, gw_view_from(new, added));
		return;
	}
	gw_mysql_add_repartition(&writer->effect);
	if (writer->clauses == 0)
		begin_clause(writer, "");
	else
		gw_schema_puts(writer->script, "\n");
	gw_schema_put(writer->script, new.p != NULL ? new : GW_VIEW("REMOVE PARTITIONING"));
}

static bool is_stored_column(const struct gw_schema_object *table, struct gw_view name)
{
	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *column = table->children.items[i];

		if (column->kind == &gw_mysql_column && gw_view_is_nocase(name, column->name))
			return !gw_schema_flag(column, COLUMN_GENERATED);
	}
	return false;
}

/* InnoDB makes and drops such keys while others write; what it hashes has a hidden column. */
static bool is_plain_key(const struct gw_schema_object *part)
{
	struct gw_view definition = gw_schema_value(part, PART_DEFINITION);
	struct gw_view columns = gw_schema_value(part, KEY_COLUMNS);
	struct gw_view name;

	if (part->kind != &gw_mysql_index ||
	    (!gw_view_starts(definition, "KEY ") && !gw_view_starts(definition, "UNIQUE KEY ")) ||
	    gw_view_find(definition, GW_VIEW(" USING HASH")) != GW_NOWHERE)
		return false;
	while (gw_view_next_field(&columns, GW_SCHEMA_SEPARATOR, &name)) {
		if (!is_stored_column(part->parent, name))
			return false;
	}
	return true;
}

/* Without one, the rows are kept by the first unique key, and written anew when that is another one. */
static bool has_primary_key(const struct gw_schema_object *table)
{
	for (size_t i = 0; i < table->children.n; i++) {
		if (table->children.items[i]->kind == &gw_mysql_primary_key)
			return true;
	}
	return false;
}

static bool changes_plain_keys(const struct writer *writer, const struct gw_schema_object *table)
{
	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *part = table->children.items[i];
		const struct gw_schema_change *change = change_of(writer, part);

		if (change != NULL && change->within == writer->change && !is_plain_key(part))
			return false;
	}
	return true;
}

/* All that changes are such keys: the server is held to it, so that it never copies the table instead. */
static bool is_online(const struct writer *writer)
{
	const struct gw_schema_change *change = writer->change;

	return change->cause != NULL && has_primary_key(change->old) &&
	       gw_view_find(gw_schema_value(change->new, TABLE_OPTIONS),
			    GW_VIEW("ENGINE=InnoDB")) != GW_NOWHERE &&
	       changes_plain_keys(writer, change->old) && changes_plain_keys(writer, change->new);
}

void gw_mysql_alter_table(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct writer writer = {.script = script, .change = change};

	gw_mysql_alter_before(script, change);
	gw_mysql_add_effect(change, &writer.effect);
	drop_parts(&writer);
	drop_columns(&writer);
	put_columns(&writer);
	add_parts(&writer);
	put_table_values(&writer);
	put_partitions(&writer);
	if (writer.clauses != 0 && is_online(&writer))
		gw_schema_puts(script, ",\n\tALGORITHM=INPLACE, LOCK=NONE");
	if (writer.clauses != 0)
		gw_schema_end(script, &writer.effect);
	gw_mysql_alter_after(script, change);
}
