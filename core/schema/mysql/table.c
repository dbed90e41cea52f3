/*
 * CREATE TABLE, as SHOW CREATE writes it, as a table with its parts. Names of tables, sequences and views
 * are what they are; those of everything else mean the same in capital letters.
 */
#include "schema/mysql/mysql_int.h"

/* Its id has another name than it. */
static struct gw_schema_object *add_named(struct gw_schema *schema,
					  const struct gw_schema_kind *kind, const char *name,
					  const struct gw_schema_identity *identity)
{
	struct gw_schema_object *object = gw_schema_add(schema, kind, identity);

	if (object != NULL)
		object->name = name;
	return object;
}

struct gw_schema_object *gw_mysql_add_folded(struct gw_schema *schema,
					     const struct gw_schema_kind *kind, const char *name,
					     struct gw_schema_object *parent)
{
	const struct gw_schema_identity identity = {
		.name = gw_view_dup_lower(schema->arena, gw_view_of(name)),
		.parent = parent,
	};

	return add_named(schema, kind, name, &identity);
}

/* --- columns --- */

/* A word that begins something of a column, and the property that what comes goes to. */
struct clause {
	const char *word;
	size_t property;
	bool whole; /* the value has the word as well */
};

static const struct clause clauses[] = {
	{"CHARACTER", COLUMN_CHARSET, false},
	{"COLLATE", COLUMN_COLLATION, false},
	{"GENERATED", COLUMN_GENERATED, true},
	{"NOT", COLUMN_NOT_NULL, true},
	{"INVISIBLE", COLUMN_INVISIBLE, true},
	{"DEFAULT", COLUMN_DEFAULT, false},
	{"WITHOUT", COLUMN_VERSIONING, true},
	{"ON", COLUMN_ON_UPDATE, true},
	{"AUTO_INCREMENT", COLUMN_AUTO_INCREMENT, true},
	{"COMMENT", COLUMN_COMMENT, false},
	{"CHECK", COLUMN_CHECK, true},
	/* Without NOT it is what a column is anyway. */
	{"NULL", COLUMN_CLAUSES, true},
};

static const struct clause *find_clause(struct gw_view token)
{
	for (size_t i = 0; i < GW_COUNT(clauses); i++) {
		if (gw_view_is(token, clauses[i].word))
			return &clauses[i];
	}
	return NULL;
}

/* *rest begins at a clause, or at the type (NULL). Cuts it off, up to the next one. */
static struct gw_view cut_clause(struct gw_view *rest, const struct clause *clause)
{
	struct gw_view token = {0};
	struct gw_view start, after;

	if (clause != NULL && !clause->whole)
		(void)!gw_mysql_next(rest, &token);
	if (clause != NULL && clause->property == COLUMN_CHARSET)
		(void)!gw_mysql_skip(rest, "SET");
	start = *rest;
	/* DEFAULT NULL, NOT NULL: the first is its own. */
	(void)!gw_mysql_next(rest, &token);
	if (gw_view_is(token, "NOT"))
		(void)!gw_mysql_next(rest, &token);
	for (after = *rest; gw_mysql_next(&after, &token) && find_clause(token) == NULL;)
		*rest = after;
	return gw_view_trim(gw_view_slice(start, 0, start.n - rest->n));
}

static void read_column(struct gw_view rest, struct gw_schema_object *column)
{
	struct gw_view after, token;

	gw_schema_set(column, COLUMN_TYPE, cut_clause(&rest, NULL));
	for (after = rest; gw_mysql_next(&after, &token); after = rest) {
		const struct clause *clause = find_clause(token);
		struct gw_view value = cut_clause(&rest, clause);

		if (clause != NULL && clause->property != COLUMN_CLAUSES)
			gw_schema_set(column, clause->property, value);
	}
}

static bool is_text(struct gw_view type)
{
	static const char *const types[] = {"char",       "varchar",  "tinytext", "text",
					    "mediumtext", "longtext", "enum",     "set"};
	struct gw_view name = {0};

	(void)!gw_mysql_next(&type, &name);
	for (size_t i = 0; i < GW_COUNT(types); i++) {
		if (gw_view_is(name, types[i]))
			return true;
	}
	return false;
}

/* SHOW CREATE leaves out what the table has as well. */
static void inherit_charset(struct gw_schema_object *column)
{
	const struct gw_schema_object *table = column->parent;

	if (!is_text(gw_schema_value(column, COLUMN_TYPE)))
		return;
	if (gw_schema_value(column, COLUMN_CHARSET).p != NULL)
		return;
	gw_schema_set(column, COLUMN_CHARSET, gw_schema_value(table, TABLE_CHARSET));
	if (gw_schema_value(column, COLUMN_COLLATION).p == NULL)
		gw_schema_set(column, COLUMN_COLLATION, gw_schema_value(table, TABLE_COLLATION));
}

static bool is_bytes(struct gw_view type)
{
	return gw_view_find(type, GW_VIEW("binary")) != GW_NOWHERE ||
	       gw_view_find(type, GW_VIEW("blob")) != GW_NOWHERE;
}

/* The server writes bytes that are no text as they are, in quotes; as digits they survive any client. */
static void spell_bytes(struct gw_arena *arena, struct gw_schema_object *column)
{
	struct gw_view value = gw_schema_value(column, COLUMN_DEFAULT);
	size_t bad;

	if (is_bytes(gw_schema_value(column, COLUMN_TYPE)) && gw_view_starts(value, "'") &&
	    !gw_utf8_valid(value, &bad))
		gw_schema_set(column, COLUMN_DEFAULT, gw_mysql_hex(arena, value));
}

/* NULL: it is none of the two columns by which a server tells since when and until when a row is there. */
static const char *role_of(struct gw_view definition)
{
	struct gw_view token;

	if (gw_view_find(definition, GW_VIEW(" AS ROW ")) == GW_NOWHERE)
		return NULL;
	while (gw_mysql_next(&definition, &token)) {
		if (gw_view_is(token, "ROW"))
			return gw_mysql_skip(&definition, "START") ? "ROW START" : "ROW END";
	}
	return NULL;
}

/* Those are the same whatever their names: in capital letters, that of the id is no other column's. */
static const char *name_for_id(struct gw_arena *arena, const char *name, struct gw_view definition)
{
	const char *role = role_of(definition);

	return role != NULL ? role : gw_view_dup_lower(arena, gw_view_of(name));
}

static struct gw_schema_object *add_spelled(struct gw_schema *schema,
					    struct gw_schema_object *table, const char *name,
					    struct gw_view definition)
{
	const struct gw_schema_identity identity = {
		.name = name_for_id(schema->arena, name, definition),
		.parent = table,
	};
	struct gw_schema_object *column = add_named(schema, &gw_mysql_column, name, &identity);

	if (column != NULL && strcmp(name, identity.name) != 0)
		gw_schema_set_text(column, COLUMN_SPELLING, name);
	return column;
}

static void add_column(struct gw_mysql_reader *reader, struct gw_schema_object *table,
		       struct gw_view item)
{
	struct gw_arena *arena = reader->schema->arena;
	const char *name = gw_mysql_next_name(arena, &item);
	struct gw_schema_object *column = add_spelled(reader->schema, table, name, item);
	struct gw_view names = gw_schema_value(table, TABLE_COLUMNS);

	if (column == NULL)
		return;
	column->position = table->children.n;
	read_column(item, column);
	gw_schema_set(
		column, COLUMN_DEFAULT,
		gw_mysql_without(arena, gw_schema_value(column, COLUMN_DEFAULT), reader->database));
	inherit_charset(column);
	spell_bytes(arena, column);
	if (reader->options->no_comments)
		gw_schema_set_text(column, COLUMN_COMMENT, NULL);
	gw_schema_set(table, TABLE_COLUMNS, gw_mysql_join(arena, names, gw_view_of(name)));
}

/* --- all other parts --- */

static struct gw_schema_object *add_part(struct gw_mysql_reader *reader,
					 const struct gw_schema_kind *kind,
					 struct gw_schema_object *table, const char *name,
					 struct gw_view definition)
{
	struct gw_schema_object *part = gw_mysql_add_folded(reader->schema, kind, name, table);

	if (part != NULL)
		gw_schema_set(part, PART_DEFINITION, definition);
	return part;
}

static void add_key(struct gw_mysql_reader *reader, const struct gw_schema_kind *kind,
		    struct gw_schema_object *table, const char *name, struct gw_view item,
		    struct gw_view columns)
{
	struct gw_arena *arena = reader->schema->arena;
	struct gw_schema_object *key = add_part(reader, kind, table, name, item);

	if (key != NULL && columns.n != 0)
		gw_schema_set(key, KEY_COLUMNS, gw_mysql_names(arena, columns));
	if (key != NULL && kind == &gw_mysql_index &&
	    strcmp(name, gw_view_dup_lower(arena, gw_view_of(name))) != 0)
		gw_schema_set_text(key, INDEX_SPELLING, name);
}

/* rest: what comes after FOREIGN KEY. A target in another database is in the definition alone. */
static void add_reference(struct gw_mysql_reader *reader, struct gw_schema_object *table,
			  const char *name, struct gw_view item, struct gw_view rest)
{
	struct gw_arena *arena = reader->schema->arena;
	struct gw_schema_object *key = add_part(reader, &gw_mysql_foreign_key, table, name, item);
	struct gw_view columns = {0};
	struct gw_view targets = {0};
	const char *target;

	if (key == NULL || !gw_mysql_next(&rest, &columns))
		return;
	gw_schema_set(key, KEY_COLUMNS, gw_mysql_names(arena, columns));
	(void)!gw_mysql_skip(&rest, "REFERENCES");
	target = gw_mysql_next_name(arena, &rest);
	if (gw_mysql_skip(&rest, ".") || !gw_mysql_next(&rest, &targets))
		return;
	gw_schema_set(key, KEY_TARGET_COLUMNS, gw_mysql_names(arena, targets));
	key->extra = target;
}

static void add_constraint(struct gw_mysql_reader *reader, struct gw_schema_object *table,
			   struct gw_view item, struct gw_view rest)
{
	const char *name = gw_mysql_next_name(reader->schema->arena, &rest);

	if (gw_mysql_skip(&rest, "FOREIGN") && gw_mysql_skip(&rest, "KEY"))
		add_reference(reader, table, name, item, rest);
	else
		add_part(reader, &gw_mysql_check, table, name, item);
}

/* UNIQUE KEY `name` (..), FULLTEXT KEY .. */
static void add_index(struct gw_mysql_reader *reader, struct gw_schema_object *table,
		      struct gw_view item)
{
	struct gw_view rest = item;
	struct gw_view token = {0};
	struct gw_view columns = {0};

	while (gw_mysql_next(&rest, &token) && token.p[0] != '`')
		;
	if (token.p == NULL || token.p[0] != '`')
		return;
	(void)!gw_mysql_next(&rest, &columns);
	add_key(reader, &gw_mysql_index, table, gw_mysql_unquote(reader->schema->arena, token),
		item, columns);
}

static void add_period(struct gw_mysql_reader *reader, struct gw_schema_object *table,
		       struct gw_view item, struct gw_view rest)
{
	const char *name;

	(void)!gw_mysql_skip(&rest, "FOR");
	name = gw_mysql_next_name(reader->schema->arena, &rest);
	add_part(reader, &gw_mysql_period, table, name, item);
}

static void add_item(struct gw_mysql_reader *reader, struct gw_schema_object *table,
		     struct gw_view item)
{
	struct gw_view rest = item;
	struct gw_view columns = {0};

	if (item.p[0] == '`') {
		add_column(reader, table, item);
	} else if (gw_mysql_skip(&rest, "CONSTRAINT")) {
		add_constraint(reader, table, item, rest);
	} else if (gw_mysql_skip(&rest, "PERIOD")) {
		add_period(reader, table, item, rest);
	} else if (gw_mysql_skip(&rest, "PRIMARY") && gw_mysql_skip(&rest, "KEY") &&
		   gw_mysql_next(&rest, &columns)) {
		add_key(reader, &gw_mysql_primary_key, table, "PRIMARY", item, columns);
	} else {
		add_index(reader, table, item);
	}
}

/* --- options --- */

/* Options whose value has a property of its own, or none: a counter is no part of the schema. */
static const struct {
	const char *name;
	size_t property;
} options_apart[] = {
	{"CHARSET", TABLE_CHARSET},
	{"COLLATE", TABLE_COLLATION},
	{"COMMENT", TABLE_COMMENT},
	{"AUTO_INCREMENT", TABLE_OPTIONS},
};

/* NAME=VALUE, of which the name is cut off already. */
static void add_option(struct gw_schema_object *table, struct gw_view name, struct gw_view value,
		       struct gw_str *options)
{
	for (size_t i = 0; i < GW_COUNT(options_apart); i++) {
		if (!gw_view_is(name, options_apart[i].name))
			continue;
		if (options_apart[i].property != TABLE_OPTIONS)
			gw_schema_set(table, options_apart[i].property, value);
		return;
	}
	if (options->n != 0)
		gw_str_putc(options, ' ');
	gw_str_add(options, name);
	gw_str_putc(options, '=');
	gw_str_add(options, value);
}

bool gw_mysql_next_option_name(struct gw_view *rest, struct gw_view *ret_name)
{
	struct gw_view start;

	if (!gw_mysql_next(rest, ret_name))
		return false;
	start = (struct gw_view){ret_name->p, ret_name->n + rest->n};
	if ((gw_view_is(*ret_name, "DATA") || gw_view_is(*ret_name, "INDEX")) &&
	    gw_mysql_skip(rest, "DIRECTORY"))
		*ret_name = gw_view_slice(start, 0, start.n - rest->n);
	return true;
}

static void read_options(struct gw_arena *arena, struct gw_view rest,
			 struct gw_schema_object *table)
{
	GW_STR_AUTO struct gw_str options = {0};
	struct gw_view before = rest;
	struct gw_view name, value;

	for (; gw_mysql_next_option_name(&rest, &name); before = rest) {
		if (gw_view_is(name, "PARTITION")) {
			gw_schema_set(table, TABLE_PARTITIONS, gw_view_trim(before));
			break;
		}
		if (gw_view_is(name, "WITH") && gw_mysql_skip(&rest, "SYSTEM") &&
		    gw_mysql_skip(&rest, "VERSIONING"))
			gw_schema_set_flag(table, TABLE_VERSIONED, true);
		else if (gw_mysql_skip(&rest, "=") && gw_mysql_next(&rest, &value))
			add_option(table, name, value, &options);
	}
	gw_schema_set_text(table, TABLE_OPTIONS, gw_str_take(&options, arena));
}

void gw_mysql_build_table(struct gw_mysql_reader *reader, const char *name, struct gw_view sql)
{
	struct gw_schema *schema = reader->schema;
	const struct gw_schema_identity identity = {.name = name};
	struct gw_view rest = gw_mysql_plain(schema->arena, sql);
	struct gw_schema_object *table;
	struct gw_view items, item;

	if (!gw_mysql_skip(&rest, "CREATE") || !gw_mysql_skip(&rest, "TABLE") ||
	    !gw_mysql_next(&rest, &item) || !gw_mysql_next(&rest, &items) || items.p[0] != '(') {
		gw_schema_report(schema, "table", name, NULL);
		return;
	}
	table = gw_schema_add(schema, &gw_mysql_table, &identity);
	if (table == NULL)
		return;
	read_options(schema->arena, rest, table);
	if (reader->options->no_comments)
		gw_schema_set_text(table, TABLE_COMMENT, NULL);
	items = gw_view_slice(items, 1, items.n - 1);
	while (gw_mysql_next_item(&items, &item))
		add_item(reader, table, item);
}
