/*
 * What an ALTER TABLE does: to rows, and to those who use the table meanwhile. As InnoDB does it since
 * MariaDB 10.4; see "InnoDB Online DDL Operations" in MariaDB's manual.
 */
#include "schema/mysql/mysql_int.h"

static bool is_unique(const struct gw_schema_object *index)
{
	return gw_view_starts(gw_schema_value(index, PART_DEFINITION), "UNIQUE");
}

static void add(struct gw_schema_effect *effect, unsigned hazards, enum gw_schema_lock lock)
{
	effect->hazards |= hazards;
	effect->lock = GW_MAX(effect->lock, lock);
}

/* The number in "varchar(10)"; 0: there is none. */
static uint64_t length_of(struct gw_view type)
{
	size_t open = gw_view_find_char(type, '(');
	size_t close = gw_view_find_char(type, ')');
	uint64_t length = 0;

	if (open == GW_NOWHERE || close == GW_NOWHERE ||
	    !gw_parse_u64(gw_view_slice(type, open + 1, close), &length))
		return 0;
	return length;
}

static struct gw_view name_of(struct gw_view type)
{
	struct gw_view name = {0};

	(void)!gw_mysql_next(&type, &name);
	return name;
}

/* A varchar that gets longer, a list of words with more at its end: no row is touched. */
static bool grows_in_place(struct gw_view old, struct gw_view new)
{
	struct gw_view name = name_of(old);

	if (!gw_view_eq(name, name_of(new)))
		return false;
	if (gw_view_is(name, "varchar"))
		return length_of(new) >= length_of(old);
	return (gw_view_is(name, "enum") || gw_view_is(name, "set")) &&
	       new.n > old.n &&gw_view_eq(gw_view_slice(old, 0, old.n - 1),
					  gw_view_slice(new, 0, old.n - 1)) &&
	       new.p[old.n - 1] == ',';
}

/* How finely values are told apart; values of a type with less are rounded, and no error tells so. */
static unsigned fineness(struct gw_view type)
{
	static const struct {
		const char *name;
		unsigned fineness;
	} names[] = {{"year", 1},      {"date", 2},   {"time", 3},   {"datetime", 3},
		     {"timestamp", 3}, {"float", 20}, {"double", 30}};
	struct gw_view name = name_of(type);
	size_t comma = gw_view_find_char(type, ',');
	uint64_t digits = 0;

	for (size_t i = 0; i < GW_COUNT(names); i++) {
		if (gw_view_is(name, names[i].name))
			return names[i].fineness + (unsigned)GW_MIN(length_of(type), 6u);
	}
	if (!gw_view_is(name, "decimal"))
		return 0;
	if (comma != GW_NOWHERE)
		(void)!gw_parse_u64(gw_view_slice(type, comma + 1, gw_view_find_char(type, ')')),
				    &digits);
	return (unsigned)GW_MIN(digits, 38u);
}

static bool is_string(struct gw_view type)
{
	static const char *const words[] = {"char", "text", "binary", "blob", "enum", "set"};

	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (gw_view_find(name_of(type), gw_view_of(words[i])) != GW_NOWHERE)
			return true;
	}
	return false;
}

/* Values that do not fit are errors; those that are rounded are lost in silence. */
static bool rounds(struct gw_view old, struct gw_view new)
{
	return !is_string(old) && !is_string(new) && fineness(new) < fineness(old);
}

static void add_type(const struct gw_schema_change *change, struct gw_schema_effect *effect)
{
	struct gw_view old = gw_schema_value(change->old, COLUMN_TYPE);
	struct gw_view new = gw_schema_value(change->new, COLUMN_TYPE);
	bool is_same_text = !change->differs[COLUMN_CHARSET] && !change->differs[COLUMN_COLLATION];

	if (is_same_text && (!change->differs[COLUMN_TYPE] || grows_in_place(old, new)))
		return;
	add(effect, GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT, GW_SCHEMA_LOCK_WRITES);
	if (rounds(old, new))
		add(effect, GW_HAZARD_DATA_LOSS, GW_SCHEMA_LOCK_WRITES);
}

/* Values that were written by somebody are computed from now on, or the other way round are gone. */
static bool loses_values(const struct gw_schema_change *change)
{
	bool was = gw_schema_flag(change->old, COLUMN_GENERATED);
	bool is = gw_schema_flag(change->new, COLUMN_GENERATED);

	return was ? !is && gw_mysql_is_remade(change) : is;
}

static void alter_column(const struct gw_schema_change *change, struct gw_schema_effect *effect)
{
	add(effect, 0, GW_SCHEMA_LOCK_DDL);
	add_type(change, effect);
	if (change->differs[COLUMN_GENERATED])
		add(effect, GW_HAZARD_REWRITE, GW_SCHEMA_LOCK_WRITES);
	if (change->differs[COLUMN_GENERATED] && loses_values(change))
		add(effect, GW_HAZARD_DATA_LOSS, GW_SCHEMA_LOCK_WRITES);
	if (change->differs[COLUMN_NOT_NULL] && gw_schema_flag(change->new, COLUMN_NOT_NULL))
		add(effect, GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT, GW_SCHEMA_LOCK_DDL);
	if (change->differs[COLUMN_CHECK] && gw_schema_flag(change->new, COLUMN_CHECK))
		add(effect, GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT, GW_SCHEMA_LOCK_WRITES);
	if (change->differs[COLUMN_AUTO_INCREMENT])
		add(effect, GW_HAZARD_REWRITE, GW_SCHEMA_LOCK_WRITES);
	if (!gw_view_is_nocase(gw_view_of(change->old->name), change->new->name))
		add(effect, GW_HAZARD_BREAKS_USERS, GW_SCHEMA_LOCK_DDL);
}

static void add_column(const struct gw_schema_object *column, struct gw_schema_effect *effect)
{
	bool is_stored = gw_view_ends(gw_schema_value(column, COLUMN_GENERATED), "STORED");

	add(effect, 0, GW_SCHEMA_LOCK_DDL);
	if (is_stored || gw_schema_flag(column, COLUMN_AUTO_INCREMENT))
		add(effect, GW_HAZARD_REWRITE, GW_SCHEMA_LOCK_WRITES);
}

static void drop_column(const struct gw_schema_object *column, struct gw_schema_effect *effect)
{
	add(effect, gw_schema_flag(column, COLUMN_GENERATED) ? 0 : GW_HAZARD_DATA_LOSS,
	    GW_SCHEMA_LOCK_DDL);
}

static void of_column(const struct gw_schema_change *change, struct gw_schema_effect *effect)
{
	if (change->old == NULL)
		add_column(change->new, effect);
	else if (change->new == NULL)
		drop_column(change->old, effect);
	else
		alter_column(change, effect);
}

static void of_index(const struct gw_schema_change *change, struct gw_schema_effect *effect)
{
	struct gw_view definition;

	add(effect, 0, GW_SCHEMA_LOCK_DDL);
	if (change->new == NULL || gw_mysql_is_sight(change) || gw_mysql_is_respelled(change))
		return;
	definition = gw_schema_value(change->new, PART_DEFINITION);
	add(effect, GW_HAZARD_SCAN,
	    gw_view_starts(definition, "FULLTEXT") || gw_view_starts(definition, "SPATIAL")
		    ? GW_SCHEMA_LOCK_WRITES
		    : GW_SCHEMA_LOCK_DDL);
	if (is_unique(change->new))
		add(effect, GW_HAZARD_DATA_DEPENDENT, GW_SCHEMA_LOCK_DDL);
}

static void of_constraint(const struct gw_schema_change *change, struct gw_schema_effect *effect)
{
	add(effect, 0, GW_SCHEMA_LOCK_DDL);
	if (change->new != NULL)
		add(effect, GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT, GW_SCHEMA_LOCK_WRITES);
}

static void of_table(const struct gw_schema_change *change, struct gw_schema_effect *effect)
{
	add(effect, 0, GW_SCHEMA_LOCK_DDL);
	if (change->differs[TABLE_OPTIONS] || change->differs[TABLE_VERSIONED])
		add(effect, GW_HAZARD_REWRITE, GW_SCHEMA_LOCK_WRITES);
	if (change->differs[TABLE_VERSIONED] && gw_schema_flag(change->old, TABLE_VERSIONED))
		add(effect, GW_HAZARD_DATA_LOSS, GW_SCHEMA_LOCK_WRITES);
}

void gw_mysql_add_repartition(struct gw_schema_effect *effect)
{
	add(effect, GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT, GW_SCHEMA_LOCK_WRITES);
}

void gw_mysql_add_effect(const struct gw_schema_change *change, struct gw_schema_effect *effect)
{
	const struct gw_schema_kind *kind = gw_schema_change_object(change)->kind;

	if (kind == &gw_mysql_table)
		of_table(change, effect);
	else if (kind == &gw_mysql_column)
		of_column(change, effect);
	else if (kind == &gw_mysql_index)
		of_index(change, effect);
	else
		of_constraint(change, effect);
}
