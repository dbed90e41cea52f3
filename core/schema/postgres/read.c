/*
 * PostgreSQL's catalog, read: one row for each object, in one form for all kinds. What needs what is told by
 * the server itself (pg_depend), in addresses.
 *
 *	objects  ->  end_objects()  ->  owners, comments, grants, aliases, needs  ->  finish (told.c)
 *
 * Each row is taken when it comes, and not kept.
 */
#include "schema/postgres/read_int.h"

#include <assert.h>

enum query {
#define GW_QUERY(id, file) Q_##id,
#include "engine/schema_postgres.def"
#undef GW_QUERY
	QUERIES
};

/* The last of those whose rows are objects. */
static const enum query last_objects = Q_DEFAULT_PRIVILEGES;
_Static_assert(Q_DEFAULT_PRIVILEGES + 1 == Q_OWNERS, "objects come before what is told of them");

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

/* One row of a query. */
struct row {
	enum query query;
	struct gw_view *cells;
	size_t n;
};

/* --- objects --- */

static bool is_ours(const struct gw_pg_reader *reader, const struct row *row)
{
	const char *own = reader->options->own_schema;
	bool is_schema = row->query == Q_SCHEMAS || row->query == Q_PUBLISHED_SCHEMAS;

	return own != NULL && gw_view_is(row->cells[is_schema ? ROW_NAME : ROW_SCHEMA], own);
}

/*
 * The row itself: what stands before the properties of the kind is read already, and has room for those that
 * all kinds have.
 */
static struct gw_view *take_values(struct gw_pg_reader *reader, const struct row *row,
				   const struct gw_schema_kind *kind)
{
	struct gw_view *cells = row->cells + ROW_PROPERTIES - PG_OWN;

	for (size_t i = 0; i < PG_OWN; i++)
		cells[i] = (struct gw_view){0};
	assert(row->n - ROW_PROPERTIES + PG_OWN >= kind->nproperties);
	return gw_pg_share_values(&reader->shares, cells, kind->nproperties);
}

static struct gw_pg_name_parts name_parts(const struct row *row)
{
	return (struct gw_pg_name_parts){
		.columns = row->cells[ROW_COLUMNS],
		.suffix = row->cells[ROW_SUFFIX],
	};
}

static const struct gw_schema_kind *kind_of(const struct row *row,
					    const struct gw_schema_identity *identity)
{
	struct gw_pg_name_parts parts;

	if (row->query != Q_ATTACHED)
		return kind_of_query[row->query];
	parts = name_parts(row);
	return gw_pg_attached_kind(identity, &parts, row->cells[ROW_TYPE]);
}

static void attach_later(struct gw_pg_reader *reader, const struct row *row,
			 const struct gw_pg_address *index)
{
	const struct gw_pg_name_parts parts = name_parts(row);
	struct gw_pg_attaching attached = {
		.index = *index,
		.parts = {.columns = gw_pg_share_text(&reader->shares, parts.columns),
			  .suffix = gw_pg_share_text(&reader->shares, parts.suffix)},
	};

	if (gw_pg_parse_address(row->cells[ROW_HOLDER], &attached.above))
		gw_vec_push(&reader->arena, &reader->attached, attached);
}

/* Rows that tell the address of something that the object needs. */
static void need_later(struct gw_pg_reader *reader, const struct row *row,
		       struct gw_schema_object *object)
{
	static const size_t columns[QUERIES] = {
		[Q_OWNED] = ROW_PROPERTIES + 1,
		[Q_REPLICA_IDENTITIES] = ROW_PROPERTIES + 1,
		[Q_PARTITION_TRIGGERS] = ROW_PROPERTIES + 2,
	};
	struct gw_pg_later later = {.object = object, .soft = row->query == Q_OWNED};

	if (columns[row->query] != 0 &&
	    gw_pg_parse_address(row->cells[columns[row->query]], &later.needed))
		gw_vec_push(&reader->arena, &reader->later, later);
}

static void take_object(struct gw_pg_reader *reader, const struct row *row)
{
	struct gw_view parent = row->cells[ROW_PARENT];
	struct gw_pg_address address;
	bool has_address = gw_pg_parse_address(row->cells[ROW_ADDRESS], &address);
	const struct gw_schema_kind *kind;
	struct gw_schema_object *object;
	struct gw_schema_identity identity = {
		.schema = row->cells[ROW_SCHEMA].p,
		.name = row->cells[ROW_NAME].p,
		.signature = row->cells[ROW_SIGNATURE].p,
		.parent = gw_pg_object_at(reader, parent),
	};

	if ((parent.p != NULL && identity.parent == NULL) || is_ours(reader, row) ||
	    (row->query == Q_DEFAULT_PRIVILEGES && reader->options->no_grants))
		return;
	kind = kind_of(row, &identity);
	object = gw_schema_add_values(reader->schema, kind, &identity,
				      take_values(reader, row, kind));
	if (object != NULL && has_address)
		gw_pg_put_place(&reader->arena, &reader->places, &address, object->number);
	if (object != NULL)
		need_later(reader, row, object);
	if (row->query == Q_ATTACHED && has_address)
		attach_later(reader, row, &address);
}

/* --- all of it --- */

static void (*const take_of_query[QUERIES])(struct gw_pg_reader *reader,
					    const struct gw_view *cells) = {
	[Q_OWNERS] = gw_pg_take_owner, [Q_COMMENTS] = gw_pg_take_comment,
	[Q_GRANTS] = gw_pg_take_grant, [Q_ALIASES] = gw_pg_take_alias,
	[Q_DEPENDS] = gw_pg_take_need, [Q_UNMODELLED] = gw_pg_take_unmodelled,
};

static void take_row(struct gw_pg_reader *reader, const struct row *row)
{
	if (kind_of_query[row->query] != NULL)
		take_object(reader, row);
	else if (take_of_query[row->query] != NULL)
		take_of_query[row->query](reader, row->cells);
}

static void end_objects(struct gw_pg_reader *reader)
{
	gw_pg_hold_attached(reader);
	gw_pg_set_no_grants(reader);
}

/* Requests have BEGIN before the queries, and COMMIT after them. */
static bool take_reply(void *payload, const struct gw_reply *reply, struct gw_error **err GW_UNUSED)
{
	struct gw_pg_reader *reader = payload;
	const struct gw_rows *rows = &reply->rows;
	struct row row = {.query = (enum query)(reply->index - 1), .n = rows->ncols};

	if (reply->index == 0 || reply->index > QUERIES)
		return true;
	for (size_t i = 0; i < rows->nrows; i++) {
		row.cells = rows->cells + i * rows->ncols;
		take_row(reader, &row);
	}
	if (row.query == last_objects && !reply->more)
		end_objects(reader);
	return true;
}

static bool read_all(struct gw_pg_reader *reader, struct gw_conn *conn, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_request requests[QUERIES + 2] = {
		[0] = {.sql = GW_VIEW("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")},
		[QUERIES + 1] = {.sql = gw_view_of(conn->engine->words.commit)},
	};

	for (size_t i = 0; i < QUERIES; i++)
		requests[i + 1] = (struct gw_request){
			.sql = gw_view_of(conn->engine->schema_queries[i]),
			.rows_apart = true,
		};
	if (gw_schema_ask(conn, &reader->arena, requests, GW_COUNT(requests), take_reply, reader,
			  err))
		return true;
	if (conn->in_transaction && !conn->broken)
		(void)!gw_conn_exec(conn, conn->engine->words.rollback, &ignored);
	return false;
}

bool gw_pg_read(struct gw_conn *conn, const struct gw_schema_read_options *options,
		struct gw_schema *schema, struct gw_error **err)
{
	struct gw_pg_reader reader = {
		.schema = schema,
		.options = options,
		.shares = {.arena = schema->arena},
	};
	bool ok = read_all(&reader, conn, err);

	if (ok)
		gw_pg_finish_reading(&reader);
	gw_pg_shares_done(&reader.shares);
	gw_arena_done(&reader.arena);
	return ok;
}
