/*
 * Tables, their parts, and sequences. A part of a table is changed by the table's one ALTER (alter.c); only
 * foreign keys come and go by themselves, so that tables may refer to each other.
 */
#include "schema/mysql/mysql_int.h"

static const struct gw_schema_effect rows_lost = {
	.hazards = GW_HAZARD_DATA_LOSS,
	.lock = GW_SCHEMA_LOCK_ALL,
};
static const struct gw_schema_effect renamed = {
	.hazards = GW_HAZARD_BREAKS_USERS,
	.lock = GW_SCHEMA_LOCK_DDL,
};
static const struct gw_schema_effect reference_made = {
	.hazards = GW_HAZARD_REWRITE | GW_HAZARD_DATA_DEPENDENT,
	.lock = GW_SCHEMA_LOCK_WRITES,
};
static const struct gw_schema_effect reference_gone = {.lock = GW_SCHEMA_LOCK_DDL};

void gw_mysql_put_value(struct gw_schema_script *script, const char *before, struct gw_view value)
{
	if (value.p == NULL)
		return;
	gw_schema_puts(script, before);
	gw_schema_put(script, value);
}

/* --- columns --- */

static const char *const words_before[COLUMN_CLAUSES] = {
	[COLUMN_TYPE] = " ",
	[COLUMN_CHARSET] = " CHARACTER SET ",
	[COLUMN_COLLATION] = " COLLATE ",
	[COLUMN_GENERATED] = " ",
	[COLUMN_NOT_NULL] = " ",
	[COLUMN_INVISIBLE] = " ",
	[COLUMN_DEFAULT] = " DEFAULT ",
	[COLUMN_VERSIONING] = " ",
	[COLUMN_ON_UPDATE] = " ",
	[COLUMN_AUTO_INCREMENT] = " ",
	[COLUMN_COMMENT] = " COMMENT ",
	[COLUMN_CHECK] = " ",
};

static bool has_charset_of_table(const struct gw_schema_object *column)
{
	return gw_view_eq(gw_schema_value(column, COLUMN_COLLATION),
			  gw_schema_value(column->parent, TABLE_COLLATION)) &&
	       gw_view_eq(gw_schema_value(column, COLUMN_CHARSET),
			  gw_schema_value(column->parent, TABLE_CHARSET));
}

/* A timestamp is NOT NULL where nothing else is said, with explicit_defaults_for_timestamp off. */
static bool wants_null(const struct gw_schema_object *column)
{
	return gw_view_starts(gw_schema_value(column, COLUMN_TYPE), "timestamp") &&
	       !gw_schema_flag(column, COLUMN_GENERATED) &&
	       !gw_schema_flag(column, COLUMN_NOT_NULL);
}

static bool is_left_out(const struct gw_schema_object *column, size_t property, unsigned clauses)
{
	if (property == COLUMN_CHARSET || property == COLUMN_COLLATION)
		return (clauses & GW_MYSQL_CHARSET) == 0 && has_charset_of_table(column);
	return property == COLUMN_VERSIONING && (clauses & GW_MYSQL_VERSIONING) == 0;
}

void gw_mysql_put_column(struct gw_schema_script *script, const struct gw_schema_object *column,
			 unsigned clauses)
{
	for (size_t i = 0; i < COLUMN_CLAUSES; i++) {
		if (i == COLUMN_NOT_NULL && wants_null(column))
			gw_schema_puts(script, " NULL");
		if (!is_left_out(column, i, clauses))
			gw_mysql_put_value(script, words_before[i], gw_schema_value(column, i));
	}
}

/* --- tables --- */

static bool comes_before(const struct gw_schema_object *a, const struct gw_schema_object *b)
{
	if (a->kind->rank != b->kind->rank)
		return a->kind->rank < b->kind->rank;
	if (a->kind == &gw_mysql_column)
		return a->position < b->position;
	return strcmp(a->id, b->id) < 0;
}

/* The part that comes after this one, by kind, then as columns stand, or by name; NULL: the last. */
static const struct gw_schema_object *next_part(const struct gw_schema_object *table,
						const struct gw_schema_object *before)
{
	const struct gw_schema_object *next = NULL;

	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *child = table->children.items[i];

		if ((child->kind->flags & GW_KIND_PART) == 0 ||
		    (before != NULL && !comes_before(before, child)))
			continue;
		if (next == NULL || comes_before(child, next))
			next = child;
	}
	return next;
}

static void put_part(struct gw_schema_script *script, const struct gw_schema_object *part)
{
	if (part->kind != &gw_mysql_column) {
		gw_schema_put(script, gw_schema_value(part, PART_DEFINITION));
		return;
	}
	gw_schema_put_name(script, part->name);
	gw_mysql_put_column(script, part, GW_MYSQL_VERSIONING);
}

static void create_table(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	const struct gw_schema_object *part = next_part(table, NULL);
	const char *before = " (\n\t";

	gw_schema_puts(script, "CREATE TABLE ");
	gw_schema_put_object(script, table);
	for (; part != NULL; part = next_part(table, part)) {
		gw_schema_puts(script, before);
		put_part(script, part);
		before = ",\n\t";
	}
	gw_schema_puts(script, "\n)");
	gw_mysql_put_value(script, " ", gw_schema_value(table, TABLE_OPTIONS));
	gw_mysql_put_value(script, " DEFAULT CHARSET=", gw_schema_value(table, TABLE_CHARSET));
	gw_mysql_put_value(script, " COLLATE=", gw_schema_value(table, TABLE_COLLATION));
	gw_mysql_put_value(script, " COMMENT=", gw_schema_value(table, TABLE_COMMENT));
	if (gw_schema_flag(table, TABLE_VERSIONED))
		gw_schema_puts(script, " WITH SYSTEM VERSIONING");
	gw_mysql_put_value(script, "\n", gw_schema_value(table, TABLE_PARTITIONS));
	gw_schema_end(script, NULL);
}

static void drop_table(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	gw_schema_puts(script, "DROP TABLE ");
	gw_schema_put_object(script, table);
	gw_schema_end(script, &rows_lost);
}

static void rename_relation(struct gw_schema_script *script, const struct gw_schema_object *object,
			    const char *name)
{
	gw_schema_puts(script, "RENAME TABLE ");
	gw_schema_put_object(script, object);
	gw_schema_puts(script, " TO ");
	gw_schema_put_name(script, name);
	gw_schema_end(script, &renamed);
}

static void rename_column(struct gw_schema_script *script, const struct gw_schema_object *column,
			  const char *name)
{
	gw_schema_puts(script, "ALTER TABLE ");
	gw_schema_put_object(script, column->parent);
	gw_schema_puts(script, " RENAME COLUMN ");
	gw_schema_put_name(script, column->name);
	gw_schema_puts(script, " TO ");
	gw_schema_put_name(script, name);
	gw_schema_end(script, &renamed);
}

/* --- foreign keys --- */

/*
 * The key that the server may have made for the old foreign key by itself, under another name than it would
 * give it now; NULL: there is none. It would go as the new one comes.
 */
static const struct gw_schema_object *key_made_along(const struct gw_schema_step *step)
{
	const struct gw_schema_object *foreign = step->change->old;

	if (foreign == NULL)
		return NULL;
	for (size_t i = 0; i < foreign->parent->children.n; i++) {
		const struct gw_schema_object *key = foreign->parent->children.items[i];

		if (key->kind == &gw_mysql_index && strcmp(key->name, foreign->name) != 0 &&
		    gw_view_starts(gw_schema_value(key, PART_DEFINITION), "KEY ") &&
		    gw_view_eq(gw_schema_value(key, KEY_COLUMNS),
			       gw_schema_value(foreign, KEY_COLUMNS)))
			return key;
	}
	return NULL;
}

/* Made by name, it is nobody's but ours. All rows are written anyway. */
static void keep_key(struct gw_schema_script *script, const struct gw_schema_object *key)
{
	const struct gw_schema_object *new = gw_schema_find(script->changes->new, key->id);

	if (new == NULL || gw_schema_change_of(script->changes, key->id) != NULL)
		return;
	gw_schema_puts(script, ", DROP KEY ");
	gw_schema_put_name(script, key->name);
	gw_mysql_put_value(script, ", ADD ", gw_schema_value(new, PART_DEFINITION));
}

static void drop_key(struct gw_schema_script *script, const struct gw_schema_step *step)
{
	gw_schema_puts(script, " DROP FOREIGN KEY ");
	gw_schema_put_name(script, step->object->name);
}

/* kept: of the key before, in the same statement. */
static void add_key(struct gw_schema_script *script, const struct gw_schema_step *step,
		    const struct gw_schema_object **kept)
{
	const struct gw_schema_object *key = key_made_along(step);

	gw_mysql_put_value(script, " ADD ", gw_schema_value(step->object, PART_DEFINITION));
	if (key != NULL && key != *kept)
		keep_key(script, key);
	*kept = key;
}

size_t gw_mysql_write_keys(struct gw_schema_script *script, const struct gw_schema_step *steps,
			   size_t n)
{
	const struct gw_schema_object *kept = NULL;
	bool is_drop = steps[0].kind == GW_SCHEMA_DROP;
	size_t done = 0;

	if (steps[0].object->kind != &gw_mysql_foreign_key)
		return 0;
	script->step = steps[0].kind;
	script->object = steps[0].object;
	gw_schema_puts(script, "ALTER TABLE ");
	gw_schema_put_object(script, steps[0].object->parent);
	for (; done < n && steps[done].object->kind == &gw_mysql_foreign_key &&
	       steps[done].kind == steps[0].kind;
	     done++) {
		gw_schema_puts(script, done != 0 ? "," : "");
		if (is_drop)
			drop_key(script, &steps[done]);
		else
			add_key(script, &steps[done], &kept);
	}
	gw_schema_end(script, is_drop ? &reference_gone : &reference_made);
	return done;
}

/* --- sequences --- */

static void put_sequence(struct gw_schema_script *script, const struct gw_schema_object *sequence,
			 const char *verb, size_t property)
{
	gw_schema_puts(script, verb);
	gw_schema_put_object(script, sequence);
	gw_mysql_put_value(script, " ", gw_schema_value(sequence, property));
}

static void create_sequence(struct gw_schema_script *script,
			    const struct gw_schema_object *sequence)
{
	put_sequence(script, sequence, "CREATE SEQUENCE ", SEQUENCE_OPTIONS);
	gw_mysql_put_value(script, " ", gw_schema_value(sequence, SEQUENCE_STORAGE));
	gw_schema_end(script, NULL);
}

static void drop_sequence(struct gw_schema_script *script, const struct gw_schema_object *sequence)
{
	gw_schema_puts(script, "DROP SEQUENCE ");
	gw_schema_put_object(script, sequence);
	gw_schema_end(script, &rows_lost);
}

static void alter_sequence(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	put_sequence(script, change->new, "ALTER SEQUENCE ", SEQUENCE_OPTIONS);
	gw_schema_end(script, NULL);
}

static void alter_storage(struct gw_schema_script *script, const struct gw_schema_change *change)
{
	put_sequence(script, change->new, "ALTER TABLE ", SEQUENCE_STORAGE);
	gw_schema_end(script, NULL);
}

/* --- the kinds --- */

static const struct gw_schema_property table_properties[] = {
	[TABLE_OPTIONS] = {.name = "options"},
	[TABLE_CHARSET] = {.name = "charset"},
	[TABLE_COLLATION] = {.name = "collation"},
	[TABLE_VERSIONED] = {.name = "versioned", .type = GW_PROPERTY_FLAG},
	[TABLE_COMMENT] = {.name = "comment"},
	[TABLE_PARTITIONS] = {.name = "partitions"},
	[TABLE_COLUMNS] =
		{
			.name = "column_order",
			.type = GW_PROPERTY_LIST,
			.equal = gw_mysql_same_order,
		},
};

static const struct gw_schema_property column_properties[] = {
	[COLUMN_TYPE] = {.name = "type"},
	[COLUMN_CHARSET] = {.name = "charset"},
	[COLUMN_COLLATION] = {.name = "collation"},
	[COLUMN_GENERATED] = {.name = "generated"},
	[COLUMN_NOT_NULL] = {.name = "not_null", .type = GW_PROPERTY_FLAG},
	[COLUMN_INVISIBLE] = {.name = "invisible", .type = GW_PROPERTY_FLAG},
	[COLUMN_DEFAULT] = {.name = "default"},
	[COLUMN_VERSIONING] = {.name = "unversioned", .type = GW_PROPERTY_FLAG},
	[COLUMN_ON_UPDATE] = {.name = "on_update"},
	[COLUMN_AUTO_INCREMENT] = {.name = "auto_increment", .type = GW_PROPERTY_FLAG},
	[COLUMN_COMMENT] = {.name = "comment"},
	[COLUMN_CHECK] = {.name = "check"},
	[COLUMN_SPELLING] = {.name = "spelling"},
};

static const struct gw_schema_property part_properties[] = {
	[PART_DEFINITION] = {.name = "definition"},
};

/* The server writes columns as the table does: case means nothing there, nor in the key's own name. */
static bool same_key(struct gw_view a, struct gw_view b)
{
	struct gw_view one, two;

	while (gw_mysql_next(&a, &one)) {
		if (!gw_mysql_next(&b, &two))
			return false;
		if (one.p[0] == '`' || one.p[0] == '(' ? !gw_view_eq_nocase(one, two)
						       : !gw_view_eq(one, two))
			return false;
	}
	return !gw_mysql_next(&b, &two);
}

static const struct gw_schema_property key_properties[] = {
	[PART_DEFINITION] = {.name = "definition", .equal = same_key},
	[KEY_COLUMNS] = {.name = "columns", .type = GW_PROPERTY_LIST, .way = GW_WAY_DERIVED},
};

static const struct gw_schema_property reference_properties[] = {
	[PART_DEFINITION] = {.name = "definition", .way = GW_WAY_REPLACE},
	[KEY_COLUMNS] = {.name = "columns", .type = GW_PROPERTY_LIST, .way = GW_WAY_DERIVED},
	[KEY_TARGET] = {.name = "target", .way = GW_WAY_DERIVED},
	[KEY_TARGET_COLUMNS] =
		{
			.name = "target_columns",
			.type = GW_PROPERTY_LIST,
			.way = GW_WAY_DERIVED,
		},
};

static const struct gw_schema_property sequence_properties[] = {
	[SEQUENCE_OPTIONS] = {.name = "options", .alter = alter_sequence},
	[SEQUENCE_STORAGE] = {.name = "storage", .alter = alter_storage},
};

static const struct gw_schema_property index_properties[] = {
	[PART_DEFINITION] = {.name = "definition", .equal = same_key},
	[KEY_COLUMNS] = {.name = "columns", .type = GW_PROPERTY_LIST, .way = GW_WAY_DERIVED},
	[INDEX_SPELLING] = {.name = "spelling"},
};

const struct gw_schema_kind gw_mysql_sequence = {
	.name = "sequence",
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 1,
	.space = "relation",
	GW_PROPERTIES(sequence_properties),
	.create = create_sequence,
	.drop = drop_sequence,
	.rename = rename_relation,
};

const struct gw_schema_kind gw_mysql_table = {
	.name = "table",
	.role = GW_ROLE_TABLE,
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 2,
	.space = "relation",
	GW_PROPERTIES(table_properties),
	.create = create_table,
	.drop = drop_table,
	.alter = gw_mysql_alter_table,
	.rename = rename_relation,
};

/* Of parts, the rank is their place in CREATE TABLE. */
const struct gw_schema_kind gw_mysql_column = {
	.name = "column",
	.role = GW_ROLE_COLUMN,
	.flags = GW_KIND_PART | GW_KIND_KEEPS_DATA,
	.rank = 1,
	GW_PROPERTIES(column_properties),
	.rename = rename_column,
};

const struct gw_schema_kind gw_mysql_primary_key = {
	.name = "primary key",
	.role = GW_ROLE_PRIMARY_KEY,
	.flags = GW_KIND_PART | GW_KIND_KEEPS_DATA,
	.rank = 2,
	GW_PROPERTIES(key_properties),
};

const struct gw_schema_kind gw_mysql_index = {
	.name = "index",
	.role = GW_ROLE_INDEX,
	.flags = GW_KIND_PART | GW_KIND_KEEPS_DATA,
	.rank = 3,
	GW_PROPERTIES(index_properties),
};

const struct gw_schema_kind gw_mysql_check = {
	.name = "check",
	.flags = GW_KIND_PART | GW_KIND_KEEPS_DATA,
	.rank = 4,
	GW_PROPERTIES(part_properties),
};

const struct gw_schema_kind gw_mysql_period = {
	.name = "period",
	.flags = GW_KIND_PART | GW_KIND_KEEPS_DATA,
	.rank = 5,
	GW_PROPERTIES(part_properties),
};

const struct gw_schema_kind gw_mysql_foreign_key = {
	.name = "foreign key",
	.role = GW_ROLE_FOREIGN_KEY,
	.flags = GW_KIND_DROPPED_APART,
	.rank = 3,
	.space = "foreign key",
	GW_PROPERTIES(reference_properties),
};
