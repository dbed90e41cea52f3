/*
 * PostgreSQL's catalog, read: one row for each object, in one form for all kinds. What needs what is told by
 * the server itself (pg_depend), in addresses.
 */
#include "schema/postgres/postgres_int.h"

#include <assert.h>

enum query {
#define GW_QUERY(id, file) Q_##id,
#include "engine/schema_postgres.def"
#undef GW_QUERY
	QUERIES
};

/* Columns of the queries for objects, before the properties. */
enum { ROW_ADDRESS, ROW_PARENT, ROW_SCHEMA, ROW_NAME, ROW_SIGNATURE, ROW_PROPERTIES };
/* And of Q_ATTACHED after them: those of an index are the most. */
enum {
	ROW_TYPE = ROW_PROPERTIES + INDEX_ATTACHED + 1 - PG_OWN,
	ROW_HOLDER,
	ROW_COLUMNS,
	ROW_SUFFIX
};

static const struct gw_schema_kind *const kind_of_query[QUERIES] = {
	[Q_SCHEMAS] = &gw_pg_schema,
	[Q_EXTENSIONS] = &gw_pg_extension,
	[Q_COLLATIONS] = &gw_pg_collation,
	[Q_ENUMS] = &gw_pg_enum,
	[Q_DOMAINS] = &gw_pg_domain,
	[Q_DOMAIN_CHECKS] = &gw_pg_domain_check,
	[Q_COMPOSITES] = &gw_pg_composite,
	[Q_ATTRIBUTES] = &gw_pg_attribute,
	[Q_RANGES] = &gw_pg_range,
	[Q_SEQUENCES] = &gw_pg_sequence,
	[Q_OWNED] = &gw_pg_owned,
	[Q_TABLES] = &gw_pg_table,
	[Q_COLUMNS] = &gw_pg_column,
	[Q_GENERATED] = &gw_pg_generated,
	[Q_DEFAULTS] = &gw_pg_default,
	[Q_IDENTITIES] = &gw_pg_identity,
	[Q_PRIMARY_KEYS] = &gw_pg_primary_key,
	[Q_UNIQUES] = &gw_pg_unique,
	[Q_EXCLUSIONS] = &gw_pg_exclusion,
	[Q_CHECKS] = &gw_pg_check,
	[Q_FOREIGN_KEYS] = &gw_pg_foreign_key,
	[Q_KEY_INDEXES] = &gw_pg_key_index,
	[Q_VIEWS] = &gw_pg_view,
	[Q_MATVIEWS] = &gw_pg_matview,
	[Q_VIEW_COLUMNS] = &gw_pg_view_column,
	[Q_INDEXES] = &gw_pg_index,
	[Q_ATTACHED] = &gw_pg_attached,
	[Q_REPLICA_IDENTITIES] = &gw_pg_replica_identity,
	[Q_FUNCTIONS] = &gw_pg_function,
	[Q_PROCEDURES] = &gw_pg_procedure,
	[Q_AGGREGATES] = &gw_pg_aggregate,
	[Q_TRIGGERS] = &gw_pg_trigger,
	[Q_PARTITION_TRIGGERS] = &gw_pg_partition_trigger,
	[Q_RULES] = &gw_pg_rule,
	[Q_POLICIES] = &gw_pg_policy,
	[Q_STATISTICS] = &gw_pg_statistics,
	[Q_EVENT_TRIGGERS] = &gw_pg_event_trigger,
	[Q_WRAPPERS] = &gw_pg_wrapper,
	[Q_SERVERS] = &gw_pg_server,
	[Q_USER_MAPPINGS] = &gw_pg_user_mapping,
	[Q_OPTIONS] = &gw_pg_option,
	[Q_FOREIGN_TABLES] = &gw_pg_foreign_table,
	[Q_CASTS] = &gw_pg_cast,
	[Q_OPERATORS] = &gw_pg_operator,
	[Q_OPERATOR_FAMILIES] = &gw_pg_operator_family,
	[Q_OPERATOR_CLASSES] = &gw_pg_operator_class,
	[Q_FAMILY_MEMBERS] = &gw_pg_family_member,
	[Q_DICTIONARIES] = &gw_pg_dictionary,
	[Q_CONFIGURATIONS] = &gw_pg_configuration,
	[Q_PUBLICATIONS] = &gw_pg_publication,
	[Q_PUBLISHED_TABLES] = &gw_pg_published_table,
	[Q_PUBLISHED_SCHEMAS] = &gw_pg_published_schema,
	[Q_DEFAULT_PRIVILEGES] = &gw_pg_default_privileges,
};

struct reader {
	struct gw_schema *schema;
	const struct gw_schema_read_options *options;
	struct gw_rows rows[QUERIES];
	struct gw_arena arena; /* of the maps */
	struct gw_map by_address; /* objects */
	struct gw_map aliases; /* objects, by what else stands for them */
};

static const char *text(const struct reader *reader, enum query query, size_t row, size_t column)
{
	return gw_cell(&reader->rows[query], row, column).p;
}

static bool is_ours(const struct reader *reader, enum query query, size_t row)
{
	const char *own = reader->options->own_schema;
	bool is_schema = query == Q_SCHEMAS || query == Q_PUBLISHED_SCHEMAS;
	const size_t column = is_schema ? ROW_NAME : ROW_SCHEMA;

	return own != NULL && gw_view_is(gw_cell(&reader->rows[query], row, column), own);
}

/*
 * The row itself: what stands before the properties of the kind is read already, and has room for those that
 * all kinds have.
 */
static struct gw_view *take_values(struct reader *reader, enum query query, size_t row)
{
	const struct gw_rows *rows = &reader->rows[query];
	struct gw_view *cells = rows->cells + row * rows->ncols + ROW_PROPERTIES - PG_OWN;

	for (size_t i = 0; i < PG_OWN; i++)
		cells[i] = (struct gw_view){0};
	assert(rows->ncols - ROW_PROPERTIES + PG_OWN >= kind_of_query[query]->nproperties);
	return cells;
}

static struct gw_pg_name_parts name_parts(const struct reader *reader, size_t row)
{
	const struct gw_rows *rows = &reader->rows[Q_ATTACHED];

	return (struct gw_pg_name_parts){
		.columns = gw_cell(rows, row, ROW_COLUMNS),
		.suffix = gw_cell(rows, row, ROW_SUFFIX),
	};
}

static const struct gw_schema_kind *kind_of(const struct reader *reader, enum query query,
					    size_t row, const struct gw_schema_identity *identity)
{
	struct gw_pg_name_parts parts;

	if (query != Q_ATTACHED)
		return kind_of_query[query];
	parts = name_parts(reader, row);
	return gw_pg_attached_kind(identity, &parts, gw_cell(&reader->rows[query], row, ROW_TYPE));
}

static void add_object(struct reader *reader, enum query query, size_t row)
{
	const struct gw_rows *rows = &reader->rows[query];
	struct gw_view parent = gw_cell(rows, row, ROW_PARENT);
	struct gw_schema_object *object;
	struct gw_schema_identity identity = {
		.schema = text(reader, query, row, ROW_SCHEMA),
		.name = text(reader, query, row, ROW_NAME),
		.signature = text(reader, query, row, ROW_SIGNATURE),
	};

	if (parent.p != NULL)
		identity.parent = gw_map_get(&reader->by_address, parent);
	if ((parent.p != NULL && identity.parent == NULL) || is_ours(reader, query, row) ||
	    (query == Q_DEFAULT_PRIVILEGES && reader->options->no_grants))
		return;
	object = gw_schema_add_values(reader->schema, kind_of(reader, query, row, &identity),
				      &identity, take_values(reader, query, row));
	if (object != NULL)
		gw_map_put(&reader->arena, &reader->by_address, gw_cell(rows, row, ROW_ADDRESS),
			   object);
}

/* The object at an address; a column that is none of ours stands for its relation. */
static struct gw_schema_object *find(const struct reader *reader, struct gw_view address)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_schema_object *object = gw_map_get(&reader->by_address, address);
	struct gw_view whole;

	if (object == NULL)
		object = gw_map_get(&reader->aliases, address);
	if (object != NULL &&
	    (object->kind == &gw_pg_view_column || object->kind == &gw_pg_attribute ||
	     object->kind == &gw_pg_key_index))
		return object->parent;
	if (object != NULL && object->kind == &gw_pg_attached)
		return object->holder;
	if (object != NULL || gw_view_ends(address, ".0"))
		return object;
	whole = gw_view_slice(address, 0, gw_view_rfind_char(address, '.'));
	address = gw_view_of(gw_format(&scratch, "%.*s.0", GW_VIEW_ARG(whole)));
	object = gw_map_get(&reader->by_address, address);
	return object != NULL ? object : gw_map_get(&reader->aliases, address);
}

static void add_aliases(struct reader *reader)
{
	const struct gw_rows *rows = &reader->rows[Q_ALIASES];

	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_schema_object *object = find(reader, gw_cell(rows, i, 1));

		if (object != NULL)
			gw_map_put(&reader->arena, &reader->aliases, gw_cell(rows, i, 0), object);
	}
}

/* Those that the server made are said by what holds them, and so is what needs them. */
static void hold(struct reader *reader, size_t row)
{
	struct gw_schema *schema = reader->schema;
	const struct gw_rows *rows = &reader->rows[Q_ATTACHED];
	const struct gw_pg_name_parts parts = name_parts(reader, row);
	struct gw_schema_object *index = gw_map_get(&reader->by_address,
						    gw_cell(rows, row, ROW_ADDRESS));

	if (index == NULL)
		return;
	while (index->holder != NULL && index->holder->kind == &gw_pg_attached)
		index->holder = index->holder->holder;
	if (index->holder == NULL || index->kind == &gw_pg_attached)
		return;
	gw_schema_need(schema, index->holder, index, true);
	if (parts.suffix.p != NULL)
		gw_pg_hidden_of(schema, index)->usual_name = gw_pg_usual_name(
			schema->arena, index->parent->name, &parts);
}

static void hold_attached(struct reader *reader)
{
	const struct gw_rows *rows = &reader->rows[Q_ATTACHED];

	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_schema_object *index = gw_map_get(&reader->by_address,
							    gw_cell(rows, i, ROW_ADDRESS));

		if (index != NULL)
			index->holder = gw_map_get(&reader->by_address,
						   gw_cell(rows, i, ROW_HOLDER));
	}
	for (size_t i = 0; i < rows->nrows; i++)
		hold(reader, i);
}

static void add_owners(struct reader *reader)
{
	const struct gw_rows *rows = &reader->rows[Q_OWNERS];

	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_schema_object *object = gw_map_get(&reader->by_address,
							     gw_cell(rows, i, 0));

		if (object == NULL || object->kind == &gw_pg_identity ||
		    object->kind == &gw_pg_index)
			continue;
		if (!reader->options->no_owners && !gw_cell_bool(rows, i, 3))
			gw_schema_set(object, PG_OWNER, gw_cell(rows, i, 1));
		else if (!gw_cell_bool(rows, i, 2))
			gw_pg_hidden_of(reader->schema, object)->owner = gw_cell(rows, i, 1);
	}
}

static void add_comments(struct reader *reader)
{
	const struct gw_rows *rows = &reader->rows[Q_COMMENTS];

	for (size_t i = 0; i < rows->nrows && !reader->options->no_comments; i++) {
		struct gw_schema_object *object = gw_map_get(&reader->by_address,
							     gw_cell(rows, i, 0));

		if (object != NULL && object->kind != &gw_pg_identity)
			gw_schema_set(object, PG_COMMENT, gw_cell(rows, i, 1));
	}
}

static void set_grants(const struct reader *reader, struct gw_schema_object *object,
		       struct gw_view grants)
{
	if (reader->options->no_grants)
		gw_pg_hidden_of(reader->schema, object)->grants = grants;
	else
		gw_schema_set(object, PG_GRANTS, grants);
}

static void add_grant_lines(struct reader *reader)
{
	const struct gw_rows *rows = &reader->rows[Q_GRANTS];
	struct gw_arena *arena = reader->schema->arena;

	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_schema_object *object = gw_map_get(&reader->by_address,
							     gw_cell(rows, i, 0));
		struct gw_view old, line;

		if (object == NULL || object->kind == &gw_pg_identity)
			continue;
		old = reader->options->no_grants ? gw_pg_hidden_of(reader->schema, object)->grants
						 : gw_schema_value(object, PG_GRANTS);
		line = gw_view_of(gw_format(
			arena, "%.*s%s%.*s\t%.*s\t%.*s", GW_VIEW_ARG(old), old.n != 0 ? "\x1f" : "",
			GW_VIEW_ARG(gw_cell(rows, i, 1)), GW_VIEW_ARG(gw_cell(rows, i, 2)),
			GW_VIEW_ARG(gw_cell(rows, i, 3))));
		set_grants(reader, object, line);
	}
}

/* Where everybody has rights at first, none are something to be told. */
static void add_grants(struct reader *reader)
{
	for (size_t i = 0; i < reader->schema->objects.n; i++) {
		struct gw_schema_object *object = reader->schema->objects.items[i];

		if (gw_pg_first_grants(object->kind).p != NULL)
			set_grants(reader, object, GW_VIEW(""));
	}
	add_grant_lines(reader);
}

static bool is_above(const struct gw_schema_object *object, const struct gw_schema_object *below)
{
	for (below = below->parent; below != NULL; below = below->parent) {
		if (below == object)
			return true;
	}
	return false;
}

/* A default has to be away while its column changes its type. */
static void add_need(struct reader *reader, struct gw_schema_object *from,
		     struct gw_schema_object *to)
{
	bool is_default = from->kind == &gw_pg_default && from->parent == to;

	if (from == to || is_above(from, to) || (is_above(to, from) && !is_default))
		return;
	gw_schema_need(reader->schema, from, to, from->kind == &gw_pg_owned);
}

/* What it needs of its own table, its holder does not need. */
static bool is_attached(const struct reader *reader, struct gw_view address)
{
	const struct gw_schema_object *object = gw_map_get(&reader->by_address, address);

	return object != NULL && object->kind == &gw_pg_attached;
}

static void add_needs(struct reader *reader)
{
	const struct gw_rows *rows = &reader->rows[Q_DEPENDS];

	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_schema_object *from = find(reader, gw_cell(rows, i, 0));
		struct gw_schema_object *to = find(reader, gw_cell(rows, i, 1));

		if (from == NULL || to == NULL || is_attached(reader, gw_cell(rows, i, 0)))
			continue;
		/* That a column owns a sequence is an object of its own. */
		if (from->kind == &gw_pg_sequence && to->kind == &gw_pg_column)
			continue;
		add_need(reader, from, to);
	}
}

/* Rows whose last column is an address of something that the object needs. */
static void need_address(struct reader *reader, enum query query, size_t column)
{
	const struct gw_rows *rows = &reader->rows[query];

	for (size_t i = 0; i < rows->nrows; i++) {
		struct gw_schema_object *from = gw_map_get(&reader->by_address,
							   gw_cell(rows, i, ROW_ADDRESS));
		struct gw_view address = gw_cell(rows, i, column);
		struct gw_schema_object *to = address.p != NULL ? find(reader, address) : NULL;

		if (from != NULL && to != NULL)
			gw_schema_need(reader->schema, from, to, query == Q_OWNED);
	}
}

static void resolve_target(struct reader *reader, struct gw_schema_object *key)
{
	const struct gw_schema_object *target = find(reader,
						     gw_schema_value(key, REFERENCE_TARGET));

	gw_schema_set_text(key, REFERENCE_TARGET, target != NULL ? target->id : NULL);
}

/* By id, not by address. */
static void resolve_targets(struct reader *reader)
{
	for (size_t i = 0; i < reader->schema->objects.n; i++) {
		if (reader->schema->objects.items[i]->kind == &gw_pg_foreign_key)
			resolve_target(reader, reader->schema->objects.items[i]);
	}
}

static void make_room(struct reader *reader)
{
	size_t n = 0;

	for (size_t query = 0; query < QUERIES; query++)
		n += kind_of_query[query] != NULL ? reader->rows[query].nrows : 0;
	gw_map_reserve(&reader->arena, &reader->by_address, n);
	gw_map_reserve(reader->schema->arena, &reader->schema->by_id, n);
	gw_vec_reserve(reader->schema->arena, &reader->schema->objects, n);
}

static void build(struct reader *reader)
{
	const struct gw_rows *unmodelled = &reader->rows[Q_UNMODELLED];

	make_room(reader);
	for (size_t query = 0; query < QUERIES; query++) {
		for (size_t row = 0;
		     kind_of_query[query] != NULL && row < reader->rows[query].nrows; row++)
			add_object(reader, (enum query)query, row);
	}
	hold_attached(reader);
	add_aliases(reader);
	add_owners(reader);
	add_comments(reader);
	add_grants(reader);
	add_needs(reader);
	need_address(reader, Q_OWNED, ROW_PROPERTIES + 1);
	need_address(reader, Q_REPLICA_IDENTITIES, ROW_PROPERTIES + 1);
	need_address(reader, Q_PARTITION_TRIGGERS, ROW_PROPERTIES + 2);
	resolve_targets(reader);
	gw_pg_add_untold_needs(reader->schema);
	for (size_t i = 0; i < unmodelled->nrows; i++)
		gw_schema_report(reader->schema, text(reader, Q_UNMODELLED, i, 0),
				 text(reader, Q_UNMODELLED, i, 1), NULL);
}

bool gw_pg_read(struct gw_conn *conn, const struct gw_schema_read_options *options,
		struct gw_schema *schema, struct gw_error **err)
{
	struct reader reader = {.schema = schema, .options = options};
	struct gw_rows rows[QUERIES + 2];
	struct gw_request requests[QUERIES + 2] = {
		[0] = {.sql = GW_VIEW("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")},
		[QUERIES + 1] = {.sql = gw_view_of(conn->engine->words.commit)},
	};

	for (size_t i = 0; i < QUERIES; i++)
		requests[i + 1].sql = gw_view_of(conn->engine->schema_queries[i]);
	if (!gw_schema_query(conn, schema->arena, requests, GW_COUNT(requests), rows, err)) {
		GW_ERROR_AUTO struct gw_error *ignored = NULL;

		if (conn->in_transaction && !conn->broken)
			(void)!gw_conn_exec(conn, conn->engine->words.rollback, &ignored);
		return false;
	}
	memcpy(reader.rows, &rows[1], sizeof(reader.rows));
	build(&reader);
	gw_arena_done(&reader.arena);
	return true;
}
