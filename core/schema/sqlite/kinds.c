/*
 * The kinds of SQLite. What is code to SQLite (an index, a view, a trigger) cannot be altered, and holds
 * no rows: it is dropped and created. What holds rows is altered (adjust.c) or rebuilt (rebuild.c).
 */
#include "schema/sqlite/sqlite_int.h"

static const struct gw_schema_effect writers_wait = {.lock = GW_SCHEMA_LOCK_WRITES};
static const struct gw_schema_effect rows_lost = {
	.hazards = GW_HAZARD_DATA_LOSS,
	.lock = GW_SCHEMA_LOCK_WRITES,
};
static const struct gw_schema_effect column_lost = {
	.hazards = GW_HAZARD_DATA_LOSS | GW_HAZARD_REWRITE,
	.lock = GW_SCHEMA_LOCK_WRITES,
};
static const struct gw_schema_effect renamed = {
	.hazards = GW_HAZARD_BREAKS_USERS,
	.lock = GW_SCHEMA_LOCK_WRITES,
};

bool gw_sqlite_has_rowid(const struct gw_schema_object *table)
{
	return gw_view_find(gw_schema_value(table, TABLE_OPTIONS), GW_VIEW("ROWID")) == GW_NOWHERE;
}

static void put_column(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	struct gw_view definition = gw_schema_value(column, COLUMN_DEFINITION);
	struct gw_view spelling = gw_schema_value(column, COLUMN_SPELLING);

	if (spelling.p != NULL)
		gw_schema_put(script, spelling);
	else
		gw_schema_put_name(script, column->name);
	if (definition.n != 0)
		gw_schema_puts(script, " ");
	gw_schema_put(script, definition);
}

void gw_sqlite_put_table(struct gw_schema_script *script, const struct gw_schema_object *table,
			 const char *name)
{
	struct gw_view options = gw_schema_value(table, TABLE_OPTIONS);
	const char *before = " (\n\t";

	gw_schema_puts(script, "CREATE TABLE ");
	gw_schema_put_name(script, name);
	for (size_t i = 0; i < table->children.n; i++) {
		const struct gw_schema_object *child = table->children.items[i];

		if ((child->kind->flags & GW_KIND_PART) == 0)
			continue;
		gw_schema_puts(script, before);
		if (child->kind == &gw_sqlite_column)
			put_column(script, child);
		else
			gw_schema_put(script, gw_schema_value(child, CODE_DEFINITION));
		before = ",\n\t";
	}
	gw_schema_puts(script, "\n)");
	if (options.n != 0)
		gw_schema_puts(script, " ");
	gw_schema_put(script, options);
}

static void create_table(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	gw_sqlite_put_table(script, table, table->name);
	gw_schema_end(script, NULL);
}

static void rename_table(struct gw_schema_script *script, const struct gw_schema_object *table,
			 const char *name)
{
	gw_schema_puts(script, "ALTER TABLE ");
	gw_schema_put_object(script, table);
	gw_schema_puts(script, " RENAME TO ");
	gw_schema_put_name(script, name);
	gw_schema_end(script, &renamed);
}

static void begin_alter(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	gw_schema_puts(script, "ALTER TABLE ");
	gw_schema_put_object(script, column->parent);
}

static void add_column(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	begin_alter(script, column);
	gw_schema_puts(script, " ADD COLUMN ");
	put_column(script, column);
	gw_schema_end(script, &writers_wait);
}

/* Views and triggers that are created again later need not fit meanwhile. */
static void drop_column(struct gw_schema_script *script, const struct gw_schema_object *column)
{
	gw_schema_puts(script, "PRAGMA legacy_alter_table = ON");
	gw_schema_end(script, NULL);
	begin_alter(script, column);
	gw_schema_puts(script, " DROP COLUMN ");
	gw_schema_put_name(script, column->name);
	gw_schema_end(script, &column_lost);
	gw_schema_puts(script, "PRAGMA legacy_alter_table = OFF");
	gw_schema_end(script, NULL);
}

static void rename_column(struct gw_schema_script *script, const struct gw_schema_object *column,
			  const char *name)
{
	begin_alter(script, column);
	gw_schema_puts(script, " RENAME COLUMN ");
	gw_schema_put_name(script, column->name);
	gw_schema_puts(script, " TO ");
	gw_schema_put_name(script, name);
	gw_schema_end(script, &renamed);
}

/* A virtual table, an index, a view or a trigger is its text. */
static void create_code(struct gw_schema_script *script, const struct gw_schema_object *object)
{
	gw_schema_put(script, gw_schema_value(object, CODE_DEFINITION));
	gw_schema_end(script, &writers_wait);
}

static void drop_object(struct gw_schema_script *script, const struct gw_schema_object *object,
			const char *what, const struct gw_schema_effect *effect)
{
	gw_schema_puts(script, what);
	gw_schema_put_object(script, object);
	gw_schema_end(script, effect);
}

static void drop_table(struct gw_schema_script *script, const struct gw_schema_object *table)
{
	drop_object(script, table, "DROP TABLE ", &rows_lost);
}

static void drop_index(struct gw_schema_script *script, const struct gw_schema_object *index)
{
	drop_object(script, index, "DROP INDEX ", &writers_wait);
}

static void drop_view(struct gw_schema_script *script, const struct gw_schema_object *view)
{
	drop_object(script, view, "DROP VIEW ", &writers_wait);
}

static void drop_trigger(struct gw_schema_script *script, const struct gw_schema_object *trigger)
{
	drop_object(script, trigger, "DROP TRIGGER ", &writers_wait);
}

static const struct gw_schema_property table_properties[] = {
	[TABLE_OPTIONS] = {.name = "options"},
	[TABLE_AUTOINCREMENT] =
		{
			.name = "autoincrement",
			.type = GW_PROPERTY_FLAG,
			.way = GW_WAY_DERIVED,
		},
};

static const struct gw_schema_property column_properties[] = {
	[COLUMN_DEFINITION] = {.name = "definition", .equal = gw_sqlite_same_text},
	[COLUMN_TYPE] = {.name = "type", .way = GW_WAY_DERIVED},
	[COLUMN_NOT_NULL] =
		{
			.name = "not_null",
			.type = GW_PROPERTY_FLAG,
			.way = GW_WAY_DERIVED,
		},
	[COLUMN_DEFAULT] = {.name = "default", .way = GW_WAY_DERIVED},
	[COLUMN_PRIMARY_KEY] =
		{
			.name = "primary_key",
			.type = GW_PROPERTY_NUMBER,
			.way = GW_WAY_DERIVED,
		},
	[COLUMN_GENERATED] = {.name = "generated", .way = GW_WAY_DERIVED},
	[COLUMN_SPELLING] = {.name = "spelling", .way = GW_WAY_DERIVED},
};

static const struct gw_schema_property reference_properties[] = {
	[REFERENCE_COLUMNS] =
		{
			.name = "columns",
			.type = GW_PROPERTY_LIST,
			.way = GW_WAY_DERIVED,
		},
	[REFERENCE_TARGET] = {.name = "target", .way = GW_WAY_DERIVED},
	[REFERENCE_TARGET_COLUMNS] =
		{
			.name = "target_columns",
			.type = GW_PROPERTY_LIST,
			.way = GW_WAY_DERIVED,
		},
};

/* Of a table's parts and of virtual tables: never a reason to lose rows. */
static const struct gw_schema_property kept_properties[] = {
	[CODE_DEFINITION] = {.name = "definition", .equal = gw_sqlite_same_text},
};

static const struct gw_schema_property code_properties[] = {
	[CODE_DEFINITION] =
		{
			.name = "definition",
			.way = GW_WAY_REPLACE,
			.equal = gw_sqlite_same_text,
		},
};

const struct gw_schema_kind gw_sqlite_table = {
	.name = "table",
	.role = GW_ROLE_TABLE,
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 1,
	.space = "object",
	GW_PROPERTIES(table_properties),
	.create = create_table,
	.drop = drop_table,
	.alter = gw_sqlite_rebuild,
	.rename = rename_table,
};

const struct gw_schema_kind gw_sqlite_virtual_table = {
	.name = "virtual table",
	.role = GW_ROLE_TABLE,
	.flags = GW_KIND_KEEPS_DATA,
	.rank = 2,
	.space = "object",
	GW_PROPERTIES(kept_properties),
	.create = create_code,
	.drop = drop_table,
	.alter = gw_sqlite_rebuild_virtual,
	.rename = rename_table,
};

const struct gw_schema_kind gw_sqlite_column = {
	.name = "column",
	.role = GW_ROLE_COLUMN,
	.flags = GW_KIND_PART | GW_KIND_KEEPS_DATA,
	GW_PROPERTIES(column_properties),
	.create = add_column,
	.drop = drop_column,
	.rename = rename_column,
};

const struct gw_schema_kind gw_sqlite_constraint = {
	.name = "constraint",
	.flags = GW_KIND_PART | GW_KIND_KEEPS_DATA,
	GW_PROPERTIES(kept_properties),
};

const struct gw_schema_kind gw_sqlite_reference = {
	.name = "foreign key",
	.role = GW_ROLE_FOREIGN_KEY,
	.flags = GW_KIND_DERIVED,
	GW_PROPERTIES(reference_properties),
};

const struct gw_schema_kind gw_sqlite_index = {
	.name = "index",
	.role = GW_ROLE_INDEX,
	.rank = 3,
	.space = "object",
	GW_PROPERTIES(code_properties),
	.create = create_code,
	.drop = drop_index,
};

const struct gw_schema_kind gw_sqlite_view = {
	.name = "view",
	.role = GW_ROLE_VIEW,
	.rank = 4,
	.space = "object",
	GW_PROPERTIES(code_properties),
	.create = create_code,
	.drop = drop_view,
};

/* Names of triggers are apart from those of tables, indexes and views. */
const struct gw_schema_kind gw_sqlite_trigger = {
	.name = "trigger",
	.rank = 5,
	.space = "trigger",
	GW_PROPERTIES(code_properties),
	.create = create_code,
	.drop = drop_trigger,
};

static const struct gw_schema_kind *const kinds[] = {
	&gw_sqlite_table,      &gw_sqlite_virtual_table, &gw_sqlite_column,
	&gw_sqlite_constraint, &gw_sqlite_reference,     &gw_sqlite_index,
	&gw_sqlite_view,       &gw_sqlite_trigger,       NULL,
};

/*
 * While a table is rebuilt foreign keys do not hold. They are not looked through at the end: the pragma for
 * that fails where one refers to columns that are no key, and SQLite takes such a schema.
 */
static const char *const script_begin[] = {"PRAGMA foreign_keys = OFF", "BEGIN IMMEDIATE", NULL};
static const char *const script_end[] = {"COMMIT", NULL};

const struct gw_schema_dialect gw_schema_sqlite = {
	.engine = "sqlite",
	.kinds = kinds,
	.folds_names = true,
	.read = gw_sqlite_read,
	.adjust = gw_sqlite_adjust,
	.quote_name = gw_sqlite_quote_name,
	.quote_text = gw_sqlite_quote_text,
	.script_begin = script_begin,
	.script_end = script_end,
};
