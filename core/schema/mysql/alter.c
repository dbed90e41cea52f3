/*
 * ALTER TABLE: one for all changes of a table and its parts, as each would read all rows again, and as some
 * only go together (a counter and its key).
 *
 *	DROP     constraints, keys, columns
 *	MODIFY, ADD   columns, in the new order; those that stay in place stand still (see find_places)
 *	ADD      keys, constraints
 *	         options; partitions are the last words of the statement
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
		    part->kind == &gw_mysql_column || gw_mysql_is_sight(change))
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

/* A column of the new table. */
struct place {
	const struct gw_schema_object *column;
	struct gw_schema_change *change; /* NULL: none */
	size_t old; /* its position in the old table; 0: it is added */
	bool stays; /* it is one of those that need not move */
	size_t length, before; /* of the longest row of columns in order that ends here */
};

struct places {
	GW_VEC(struct place) list;
};

static void add_place(struct writer *writer, const struct gw_schema_object *column,
		      struct places *places)
{
	const struct gw_schema_object *old = gw_schema_find(writer->script->changes->old,
							    column->id);
	struct place place = {.column = column, .change = change_of(writer, column)};

	if (old != NULL && (place.change == NULL || !gw_mysql_is_remade(place.change)))
		place.old = old->position;
	gw_vec_push(writer->script->arena, &places->list, place);
}

/* The longest row of columns that are in order already, each found by the one before it. */
static void find_rows(struct places *places)
{
	for (size_t i = 0; i < places->list.n; i++) {
		struct place *place = &places->list.items[i];

		place->length = 1;
		place->before = SIZE_MAX;
		for (size_t j = 0; j < i; j++) {
			const struct place *other = &places->list.items[j];

			if (other->old != 0 && other->old < place->old &&
			    other->length >= place->length) {
				place->length = other->length + 1;
				place->before = j;
			}
		}
	}
}

static void find_places(struct writer *writer, struct places *places)
{
	const struct gw_schema_object *table = writer->change->new;
	size_t last = SIZE_MAX;

	for (size_t i = 0; i < table->children.n; i++) {
		if (table->children.items[i]->kind == &gw_mysql_column)
			add_place(writer, table->children.items[i], places);
	}
	find_rows(places);
	for (size_t i = 0; i < places->list.n; i++) {
		if (places->list.items[i].old != 0 &&
		    (last == SIZE_MAX ||
		     places->list.items[i].length > places->list.items[last].length))
			last = i;
	}
	for (; last != SIZE_MAX; last = places->list.items[last].before)
		places->list.items[last].stays = true;
}

/* Nothing that was there already comes after it: it is added at the end by itself. */
static bool is_last(const struct places *places, size_t number)
{
	for (size_t i = number; i < places->list.n; i++) {
		if (places->list.items[i].old != 0)
			return false;
	}
	return true;
}

static void put_column(struct writer *writer, const struct places *places, size_t number)
{
	const struct place *place = &places->list.items[number];

	begin_clause(writer, place->old == 0 ? "ADD COLUMN " : "MODIFY COLUMN ");
	gw_schema_put_name(writer->script, place->column->name);
	gw_mysql_put_column(writer->script, place->column, true);
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
	struct places places = {0};

	find_places(writer, &places);
	for (size_t i = 0; i < places.list.n; i++) {
		const struct place *place = &places.list.items[i];

		if (place->stays && place->change == NULL)
			continue;
		if (place->change != NULL)
			gw_mysql_add_effect(place->change, &writer->effect);
		put_column(writer, &places, i);
	}
}

bool gw_mysql_same_order(struct gw_view a, struct gw_view b)
{
	struct gw_view in_both = b;
	struct gw_view name, other;

	while (gw_view_next_field(&a, GW_SCHEMA_SEPARATOR, &name)) {
		if (!gw_mysql_lists(b, name))
			continue;
		do {
			if (!gw_view_next_field(&in_both, GW_SCHEMA_SEPARATOR, &other))
				return false;
		} while (!gw_view_eq_nocase(name, other));
	}
	return true;
}

/* --- what comes --- */

static void add_parts(struct writer *writer)
{
	const struct gw_schema_object *table = writer->change->new;

	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *part = table->children.items[i];
		const struct gw_schema_change *change = change_of(writer, part);

		if (change == NULL || change->within != writer->change ||
		    part->kind == &gw_mysql_column)
			continue;
		gw_mysql_add_effect(change, &writer->effect);
		if (gw_mysql_is_sight(change)) {
			put_sight(writer, change);
			continue;
		}
		begin_clause(writer, "ADD ");
		gw_schema_put(writer->script, gw_schema_value(part, PART_DEFINITION));
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

/* name absent: the whole option. */
static bool has_option(struct gw_view options, struct gw_view option, struct gw_view name)
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
		if (!has_option(new, option, name))
			reset_option(writer, name);
	}
	for (rest = new; next_option(&rest, &option, &name);) {
		if (has_option(old, option, (struct gw_view){0}))
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
	if (gw_schema_differs(change, TABLE_VERSIONED))
		begin_clause(writer, gw_schema_flag(change->new, TABLE_VERSIONED)
					     ? "ADD SYSTEM VERSIONING"
					     : "DROP SYSTEM VERSIONING");
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

/* InnoDB makes and drops such keys while others write. */
static bool is_plain_key(const struct gw_schema_object *part)
{
	struct gw_view definition = gw_schema_value(part, PART_DEFINITION);
	struct gw_view columns = gw_schema_value(part, KEY_COLUMNS);
	struct gw_view name;

	if (part->kind != &gw_mysql_index ||
	    (!gw_view_starts(definition, "KEY ") && !gw_view_starts(definition, "UNIQUE KEY ")))
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

/* A table that keeps its history is altered with it only when the session says that this is meant. */
static void allow_history(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	if (!gw_schema_flag(table, TABLE_VERSIONED))
		return;
	gw_schema_puts(script, "SET system_versioning_alter_history = KEEP");
	gw_schema_end(script, NULL);
}

/* Aria leaves this to the table of another engine that it becomes; only there it can go. */
static void reset_checksum(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	static const struct gw_view none = {0};
	struct gw_view old = gw_schema_value(change->old, TABLE_OPTIONS);

	if (!has_option(old, GW_VIEW("ENGINE=Aria"), none) ||
	    !has_option(old, none, GW_VIEW("PAGE_CHECKSUM")) ||
	    has_option(gw_schema_value(change->new, TABLE_OPTIONS), none, GW_VIEW("PAGE_CHECKSUM")))
		return;
	gw_schema_puts(script, "ALTER TABLE ");
	gw_schema_put_object(script, change->new);
	gw_schema_puts(script, " PAGE_CHECKSUM=DEFAULT");
	gw_schema_end(script, NULL);
}

void gw_mysql_alter_table(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	struct writer writer = {.script = script, .change = change};

	allow_history(script, change->old);
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
	reset_checksum(script, change);
}
