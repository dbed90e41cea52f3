/*
 * SQLite's catalog, read. The truth is the text in sqlite_schema; pragmas add what only SQLite knows of
 * it (types as they are taken, places in the key).
 */
#include "schema/sqlite/sqlite_int.h"

enum query {
#define GW_QUERY(id, file) Q_##id,
#include "engine/schema_sqlite.def"
#undef GW_QUERY
	QUERIES
};

/* Columns of schema_objects. */
enum { OBJECT_TYPE, OBJECT_NAME, OBJECT_TABLE, OBJECT_SQL, OBJECT_VIRTUAL, OBJECT_BROKEN };

struct reader {
	struct gw_schema *schema;
	struct gw_rows rows[QUERIES];
};

static struct gw_view cell(const struct reader *reader, enum query query, size_t row, size_t column)
{
	return gw_cell(&reader->rows[query], row, column);
}

static const char *text(const struct reader *reader, enum query query, size_t row, size_t column)
{
	return gw_view_dup(reader->schema->arena, cell(reader, query, row, column));
}

static struct gw_schema_object *find_table(const struct reader *reader, const char *name)
{
	const struct gw_schema_identity identity = {.name = name};

	return gw_schema_lookup(reader->schema, &gw_sqlite_table, &identity);
}

/* A table, a virtual one, or a view. */
static struct gw_schema_object *find_relation(const struct reader *reader, const char *name)
{
	static const struct gw_schema_kind *const relations[] = {
		&gw_sqlite_table,
		&gw_sqlite_virtual_table,
		&gw_sqlite_view,
	};
	const struct gw_schema_identity identity = {.name = name};
	struct gw_schema_object *object = NULL;

	for (size_t i = 0; object == NULL && i < GW_COUNT(relations); i++)
		object = gw_schema_lookup(reader->schema, relations[i], &identity);
	return object;
}

/* Two constraints without a name may be the same text. */
static struct gw_schema_object *add_constraint(struct gw_schema *schema,
					       struct gw_schema_object *table, const char *name)
{
	struct gw_schema_identity identity = {.name = name, .parent = table};
	struct gw_schema_object *object = gw_schema_add(schema, &gw_sqlite_constraint, &identity);

	for (size_t n = 2; object == NULL; n++) {
		identity.name = gw_format(schema->arena, "%s #%zu", name, n);
		object = gw_schema_add(schema, &gw_sqlite_constraint, &identity);
	}
	return object;
}

static void add_item(struct gw_schema *schema, struct gw_schema_object *table,
		     const struct gw_sqlite_item *item, uint32_t position)
{
	const struct gw_schema_identity identity = {.name = item->name, .parent = table};
	struct gw_schema_object *object = item->is_column
						  ? gw_schema_add(schema, &gw_sqlite_column,
								  &identity)
						  : add_constraint(schema, table, item->name);

	if (object == NULL)
		return;
	object->position = position;
	if (item->is_column)
		gw_schema_set_text(object, COLUMN_SPELLING, item->spelling);
	gw_schema_set_text(object, item->is_column ? (size_t)COLUMN_DEFINITION : CODE_DEFINITION,
			   item->text);
}

static void add_table(struct reader *reader, size_t row)
{
	struct gw_schema *schema = reader->schema;
	const struct gw_schema_identity identity = {
		.name = text(reader, Q_OBJECTS, row, OBJECT_NAME),
	};
	struct gw_sqlite_table_text parsed;
	struct gw_schema_object *table;

	if (!gw_sqlite_parse_table(schema->arena, cell(reader, Q_OBJECTS, row, OBJECT_SQL),
				   &parsed)) {
		gw_schema_report(schema, "table", identity.name, NULL);
		return;
	}
	table = gw_schema_add(schema, &gw_sqlite_table, &identity);
	if (table == NULL)
		return;
	table->extra = text(reader, Q_OBJECTS, row, OBJECT_SQL);
	gw_schema_set_text(table, TABLE_OPTIONS, parsed.options);
	gw_schema_set_flag(table, TABLE_AUTOINCREMENT, parsed.autoincrement);
	for (size_t i = 0; i < parsed.items.n; i++)
		add_item(schema, table, &parsed.items.items[i], (uint32_t)i + 1);
}

/* Line ends of one kind, no blanks and semicolon at the end. */
static const char *tidy(struct gw_arena *arena, struct gw_view sql)
{
	GW_STR_AUTO struct gw_str str = {0};

	sql = gw_view_trim(sql);
	while (gw_view_ends(sql, ";"))
		sql = gw_view_trim(gw_view_slice(sql, 0, sql.n - 1));
	for (size_t i = 0; i < sql.n; i++) {
		if (sql.p[i] != '\r' || i + 1 == sql.n || sql.p[i + 1] != '\n')
			gw_str_putc(&str, sql.p[i]);
	}
	return gw_str_take(&str, arena);
}

/* What people write for people to read stays as it is; an index is a line. */
static const char *definition_of(struct gw_arena *arena, const struct gw_schema_kind *kind,
				 struct gw_view sql)
{
	if (kind == &gw_sqlite_index)
		return gw_sqlite_canonical(arena, sql);
	return tidy(arena, sql);
}

/* `extra` of a view that is. */
static const char broken[] = "broken";

static void add_code(struct reader *reader, size_t row, const struct gw_schema_kind *kind)
{
	struct gw_schema *schema = reader->schema;
	struct gw_schema_identity identity = {.name = text(reader, Q_OBJECTS, row, OBJECT_NAME)};
	struct gw_schema_object *object;

	if (kind == &gw_sqlite_index || kind == &gw_sqlite_trigger)
		identity.parent = find_relation(reader, text(reader, Q_OBJECTS, row, OBJECT_TABLE));
	object = gw_schema_add(schema, kind, &identity);
	if (object == NULL)
		return;
	gw_schema_set_text(
		object, CODE_DEFINITION,
		definition_of(schema->arena, kind, cell(reader, Q_OBJECTS, row, OBJECT_SQL)));
	if (gw_cell_bool(&reader->rows[Q_OBJECTS], row, OBJECT_BROKEN))
		object->extra = broken;
}

bool gw_sqlite_is_broken(const struct gw_schema_object *view)
{
	return view->extra == broken;
}

/* All objects of a type; of tables, those that are virtual or not. */
static void add_objects(struct reader *reader, const char *type, const struct gw_schema_kind *kind)
{
	const struct gw_rows *rows = &reader->rows[Q_OBJECTS];

	for (size_t i = 0; i < rows->nrows; i++) {
		bool is_virtual = gw_cell_bool(rows, i, OBJECT_VIRTUAL);

		if (!gw_view_is(gw_cell(rows, i, OBJECT_TYPE), type) ||
		    is_virtual != (kind == &gw_sqlite_virtual_table) ||
		    gw_schema_is_own_table(gw_cell(rows, i, OBJECT_TABLE)) ||
		    gw_cell_is_null(rows, i, OBJECT_SQL))
			continue;
		if (kind == &gw_sqlite_table)
			add_table(reader, i);
		else
			add_code(reader, i, kind);
	}
}

/* Columns of table_xinfo. */
enum { INFO_TABLE, INFO_POSITION, INFO_NAME, INFO_TYPE, INFO_NOT_NULL, INFO_DEFAULT, INFO_KEY };
enum { INFO_HIDDEN = INFO_KEY + 1 };

static void add_facts(struct reader *reader, size_t row)
{
	const struct gw_rows *rows = &reader->rows[Q_COLUMNS];
	int64_t hidden = gw_cell_int(rows, row, INFO_HIDDEN);
	struct gw_schema_identity identity = {.name = text(reader, Q_COLUMNS, row, INFO_NAME)};
	struct gw_schema_object *column;

	identity.parent = find_table(reader, text(reader, Q_COLUMNS, row, INFO_TABLE));
	if (identity.parent == NULL)
		return;
	column = gw_schema_lookup(reader->schema, &gw_sqlite_column, &identity);
	if (column == NULL)
		return;
	gw_schema_set(column, COLUMN_TYPE, gw_cell(rows, row, INFO_TYPE));
	gw_schema_set_flag(column, COLUMN_NOT_NULL, gw_cell_bool(rows, row, INFO_NOT_NULL));
	gw_schema_set(column, COLUMN_DEFAULT, gw_cell(rows, row, INFO_DEFAULT));
	if (gw_cell_int(rows, row, INFO_KEY) != 0)
		gw_schema_set(column, COLUMN_PRIMARY_KEY, gw_cell(rows, row, INFO_KEY));
	if (hidden == 2 || hidden == 3)
		gw_schema_set_text(column, COLUMN_GENERATED, hidden == 3 ? "stored" : "virtual");
}

/* Columns of foreign_key_list. */
enum { REF_TABLE, REF_ID, REF_SEQ, REF_PARENT, REF_FROM, REF_TO };

static const char *join(struct gw_arena *arena, const char *list, const char *element)
{
	return list == NULL ? element
			    : gw_format(arena, "%s%c%s", list, GW_SCHEMA_SEPARATOR, element);
}

/* Rows of one foreign key follow each other. Returns the row after them. */
static size_t add_reference(struct reader *reader, size_t row)
{
	const struct gw_rows *rows = &reader->rows[Q_REFERENCES];
	struct gw_arena *arena = reader->schema->arena;
	struct gw_schema_object *table = find_table(reader, text(reader, Q_REFERENCES, row, 0));
	struct gw_schema_object *target = find_relation(
		reader, text(reader, Q_REFERENCES, row, REF_PARENT));
	const char *columns = NULL;
	const char *targets = NULL;
	struct gw_schema_object *object;

	do {
		columns = join(arena, columns, text(reader, Q_REFERENCES, row, REF_FROM));
		if (!gw_cell_is_null(rows, row, REF_TO))
			targets = join(arena, targets, text(reader, Q_REFERENCES, row, REF_TO));
		row++;
	} while (row < rows->nrows && gw_cell_int(rows, row, REF_SEQ) != 0);
	if (table == NULL || target == NULL)
		return row;
	gw_schema_need(reader->schema, table, target, true);
	object = gw_schema_add(reader->schema, &gw_sqlite_reference,
			       &(struct gw_schema_identity){
				       .name = gw_format(arena, "%s to %s", columns, target->name),
				       .parent = table,
			       });
	if (object == NULL)
		return row;
	gw_schema_set_text(object, REFERENCE_COLUMNS, columns);
	gw_schema_set_text(object, REFERENCE_TARGET, target->id);
	gw_schema_set_text(object, REFERENCE_TARGET_COLUMNS, targets);
	return row;
}

struct mentions {
	struct reader *reader;
	struct gw_schema_object *object;
};

static void need_word(void *payload, const char *word)
{
	struct mentions *mentions = payload;
	struct gw_schema_object *other = find_relation(mentions->reader, word);

	if (other != NULL && other != mentions->object->parent)
		gw_schema_need(mentions->reader->schema, mentions->object, other, true);
}

static void need_column_of(const struct mentions *mentions, struct gw_schema_object *table,
			   const char *name, bool soft)
{
	const struct gw_schema_identity identity = {.name = name, .parent = table};
	struct gw_schema_object *column = gw_schema_lookup(mentions->reader->schema,
							   &gw_sqlite_column, &identity);

	if (column != NULL)
		gw_schema_need(mentions->reader->schema, mentions->object, column, soft);
}

static void need_own_column(void *payload, const char *word)
{
	const struct mentions *mentions = payload;

	need_column_of(mentions, mentions->object->parent, word, false);
}

/* Of its own table, or of one that it names. */
static void need_any_column(void *payload, const char *word)
{
	const struct mentions *mentions = payload;
	size_t n = mentions->object->needs.n;

	need_column_of(mentions, mentions->object->parent, word, true);
	for (size_t i = 0; i < n; i++) {
		struct gw_schema_object *other = mentions->object->needs.items[i].object;

		if (other->kind == &gw_sqlite_table)
			need_column_of(mentions, other, word, true);
	}
}

/*
 * SQLite looks at what a view or a trigger names when it is used: these needs are soft. Still it drops no
 * column while any view is there that does not fit: those go before the columns that they name. Columns of
 * an index have to be there.
 */
static void find_needs(struct reader *reader)
{
	struct gw_schema *schema = reader->schema;

	for (size_t i = 0; i < schema->objects.n; i++) {
		struct mentions mentions = {reader, schema->objects.items[i]};
		const struct gw_schema_kind *kind = mentions.object->kind;
		struct gw_view sql = gw_schema_value(mentions.object, CODE_DEFINITION);
		bool is_code = kind == &gw_sqlite_view || kind == &gw_sqlite_trigger;

		if (is_code || kind == &gw_sqlite_virtual_table)
			gw_sqlite_each_word(sql, need_word, &mentions);
		if (is_code)
			gw_sqlite_each_word(sql, need_any_column, &mentions);
		if (kind == &gw_sqlite_index && mentions.object->parent != NULL)
			gw_sqlite_each_word(sql, need_own_column, &mentions);
	}
}

static void build(struct reader *reader)
{
	add_objects(reader, "table", &gw_sqlite_table);
	add_objects(reader, "table", &gw_sqlite_virtual_table);
	add_objects(reader, "view", &gw_sqlite_view);
	add_objects(reader, "index", &gw_sqlite_index);
	add_objects(reader, "trigger", &gw_sqlite_trigger);
	for (size_t i = 0; i < reader->rows[Q_COLUMNS].nrows; i++)
		add_facts(reader, i);
	for (size_t i = 0; i < reader->rows[Q_REFERENCES].nrows;)
		i = add_reference(reader, i);
	find_needs(reader);
}

/* The queries as one transaction; or as part of one that is open, which stays as it is. */
static bool run_queries(struct gw_conn *conn, struct gw_arena *arena, struct gw_rows *ret_rows,
			struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	const struct gw_words *words = &conn->engine->words;
	bool own = !conn->in_transaction;
	struct gw_rows rows[QUERIES + 2];
	struct gw_request requests[QUERIES + 2] = {
		[0] = {.sql = gw_view_of(words->begin_reading)},
		[QUERIES + 1] = {.sql = gw_view_of(words->commit)},
	};

	for (size_t i = 0; i < QUERIES; i++)
		requests[i + 1].sql = gw_view_of(conn->engine->schema_queries[i]);
	if (!own)
		return gw_schema_query(conn, arena, &requests[1], QUERIES, ret_rows, err);
	if (gw_schema_query(conn, arena, requests, GW_COUNT(requests), rows, err)) {
		memcpy(ret_rows, &rows[1], QUERIES * sizeof(*ret_rows));
		return true;
	}
	if (conn->in_transaction && !conn->broken)
		(void)!gw_conn_exec(conn, words->rollback, &ignored);
	return false;
}

bool gw_sqlite_read(struct gw_conn *conn, const struct gw_schema_read_options *options GW_UNUSED,
		    struct gw_schema *schema, struct gw_error **err)
{
	struct reader reader = {.schema = schema};

	if (!run_queries(conn, schema->arena, reader.rows, err))
		return false;
	build(&reader);
	return true;
}
