/*
 * Reading a database. SHOW CREATE is the one source that is complete, and opens a table once, where each
 * view of information_schema would open all of them again: so names come from there, and only of what
 * no table has to be opened for, and everything else from SHOW CREATE, in batches. That of code is none for
 * information_schema either: there, literals have lost their escapes.
 *
 * MariaDB has no snapshot of its catalog, and locks would keep others from working. Each statement is
 * one look at one object; between them somebody may change others. So names are read before and
 * after, and all is read again when they are not the same, or when something was gone meanwhile.
 */
#include "schema/mysql/mysql_int.h"

enum query {
#define GW_QUERY(id, file) Q_##id,
#include "engine/schema_mysql.def"
#undef GW_QUERY
	QUERIES
};

enum { ATTEMPTS = 20 };

enum { RELATION_NAME, RELATION_TYPE };
enum { ROUTINE_NAME, ROUTINE_TYPE, ROUTINE_DEFINER, ROUTINE_MODE };
enum { ROW_NAME, ROW_DEFINER, ROW_MODE, ROW_FIRST };
enum { ROW_TABLE = ROW_FIRST, ROW_WHEN };
enum { ROW_SCHEDULE = ROW_FIRST, ROW_COMPLETION, ROW_STATUS, ROW_COMMENT };

/* One SHOW CREATE: how it is asked for, and which column of the answer has the text. */
struct shown {
	const char *what; /* "SHOW CREATE VIEW "; NULL: of another kind */
	size_t column;
};

enum view_state { VIEW_UNTRIED, VIEW_WHOLE, VIEW_BROKEN };

struct reading {
	struct gw_mysql_reader reader;
	struct gw_conn *conn;
	struct gw_rows rows[QUERIES];
	struct gw_rows *made; /* for each of these rows, what SHOW CREATE says */
	enum view_state *views; /* for each relation */
};

/* What SHOW CREATE is asked about; NULL: the row says it. */
static const char *const types[QUERIES] = {
	[Q_TRIGGERS] = "TRIGGER",
	[Q_EVENTS] = "EVENT",
};

static struct shown shown_of(struct gw_view type)
{
	static const struct {
		const char *type;
		struct shown shown;
	} kinds[] = {
		{"BASE TABLE", {"SHOW CREATE TABLE ", 1}},
		{"SYSTEM VERSIONED", {"SHOW CREATE TABLE ", 1}},
		{"VIEW", {"SHOW CREATE VIEW ", 1}},
		{"SEQUENCE", {"SHOW CREATE SEQUENCE ", 1}},
		{"PROCEDURE", {"SHOW CREATE PROCEDURE ", 2}},
		{"FUNCTION", {"SHOW CREATE FUNCTION ", 2}},
		{"PACKAGE", {"SHOW CREATE PACKAGE ", 2}},
		{"PACKAGE BODY", {"SHOW CREATE PACKAGE BODY ", 2}},
		{"TRIGGER", {"SHOW CREATE TRIGGER ", 2}},
		{"EVENT", {"SHOW CREATE EVENT ", 3}},
	};

	for (size_t i = 0; i < GW_COUNT(kinds); i++) {
		if (gw_view_is(type, kinds[i].type))
			return kinds[i].shown;
	}
	return (struct shown){0};
}

static const char *text(const struct reading *reading, enum query query, size_t row, size_t column)
{
	return gw_view_dup(reading->reader.schema->arena,
			   gw_cell(&reading->rows[query], row, column));
}

/* --- asking --- */

static bool read_names(struct reading *reading, struct gw_rows *ret_rows, struct gw_error **err)
{
	const char *const *queries = reading->conn->engine->schema_queries;
	struct gw_request requests[QUERIES] = {0};

	for (size_t i = 0; i < QUERIES; i++)
		requests[i].sql = gw_view_of(queries[i]);
	return gw_schema_query(reading->conn, reading->reader.schema->arena, requests, QUERIES,
			       ret_rows, err);
}

/* Something is asked about each name, so that each has its answer. */
static struct gw_request request_for(struct gw_arena *arena, struct gw_view name,
				     struct gw_view type)
{
	struct shown shown = shown_of(type);
	GW_STR_AUTO struct gw_str sql = {0};

	if (shown.what == NULL || gw_schema_is_own_table(name))
		return (struct gw_request){.sql = GW_VIEW("SELECT NULL LIMIT 0")};
	gw_str_puts(&sql, shown.what);
	gw_mysql_quote_name(&sql, name);
	return (struct gw_request){.sql = gw_view_of(gw_str_take(&sql, arena))};
}

static struct gw_view type_of(const struct gw_rows *rows, size_t query, size_t row)
{
	return types[query] != NULL ? gw_view_of(types[query]) : gw_cell(rows, row, 1);
}

static bool read_made(struct reading *reading, struct gw_error **err)
{
	struct gw_arena *arena = reading->reader.schema->arena;
	struct gw_request *requests, *next;
	size_t n = 0;

	for (size_t query = 0; query < QUERIES; query++)
		n += reading->rows[query].nrows;
	requests = next = gw_new_array(arena, struct gw_request, n);
	for (size_t query = 0; query < QUERIES; query++) {
		const struct gw_rows *rows = &reading->rows[query];

		for (size_t i = 0; i < rows->nrows; i++)
			*next++ = request_for(arena, gw_cell(rows, i, 0), type_of(rows, query, i));
	}
	reading->made = gw_new_array(arena, struct gw_rows, n);
	return n == 0 || gw_schema_query(reading->conn, arena, requests, n, reading->made, err);
}

/* What SHOW CREATE says of it; absent: it was not asked, or does not tell this user. */
static struct gw_view made_of(const struct reading *reading, enum query query, size_t row)
{
	struct gw_view type = type_of(&reading->rows[query], query, row);
	const struct gw_rows *made = &reading->made[row];

	for (size_t before = 0; before < query; before++)
		made += reading->rows[before].nrows;
	return made->nrows != 0 ? gw_cell(made, 0, shown_of(type).column) : (struct gw_view){0};
}

/* --- views that do not work --- */

static struct gw_view relation(const struct reading *reading, size_t row)
{
	return gw_cell(&reading->rows[Q_RELATIONS], row, RELATION_NAME);
}

static bool names(struct gw_view sql, struct gw_view name, const char *after)
{
	GW_STR_AUTO struct gw_str quoted = {0};

	gw_mysql_quote_name(&quoted, name);
	gw_str_puts(&quoted, after);
	return gw_view_find(sql, gw_str_view(&quoted)) != GW_NOWHERE;
}

/* Before the name of what is not there the server puts that of the database; else next to never. */
static bool may_be_broken(const struct reading *reading, size_t row)
{
	struct gw_view sql;

	if (!gw_view_is(gw_cell(&reading->rows[Q_RELATIONS], row, RELATION_TYPE), "VIEW"))
		return false;
	sql = made_of(reading, Q_RELATIONS, row);
	if (names(sql, gw_view_of(reading->reader.database), "."))
		return true;
	for (size_t i = 0; i < reading->rows[Q_RELATIONS].nrows; i++) {
		if (reading->views[i] == VIEW_BROKEN && names(sql, relation(reading, i), ""))
			return true;
	}
	return false;
}

/* One whose definer is not there can be made: that is another error. */
static bool try_view(struct reading *reading, size_t row, struct gw_error **err)
{
	static const int view_invalid = 1356;
	GW_STR_AUTO struct gw_str sql = {0};
	struct gw_rows rows;

	gw_str_puts(&sql, "SHOW COLUMNS FROM ");
	gw_mysql_quote_name(&sql, relation(reading, row));
	reading->views[row] = VIEW_WHOLE;
	if (gw_conn_query(reading->conn, reading->reader.schema->arena, gw_str_text(&sql), NULL, 0,
			  &rows, err))
		return true;
	if (reading->conn->broken || (*err)->server == NULL)
		return false;
	if ((*err)->server->number == view_invalid)
		reading->views[row] = VIEW_BROKEN;
	gw_error_clear(err);
	return true;
}

/* Those that name one of them are broken as well, and so on. */
static bool find_broken(struct reading *reading, struct gw_error **err)
{
	size_t n = reading->rows[Q_RELATIONS].nrows;
	bool more = true;

	reading->views = gw_new_array(reading->reader.schema->arena, enum view_state, n);
	while (more) {
		more = false;
		for (size_t i = 0; i < n; i++) {
			if (reading->views[i] != VIEW_UNTRIED || !may_be_broken(reading, i))
				continue;
			if (!try_view(reading, i, err))
				return false;
			more = more || reading->views[i] == VIEW_BROKEN;
		}
	}
	return true;
}

/* --- all of it --- */

static bool same_rows(const struct gw_rows *a, const struct gw_rows *b)
{
	if (a->nrows != b->nrows)
		return false;
	for (size_t i = 0; i < a->nrows * a->ncols; i++) {
		if (!gw_view_eq(a->cells[i], b->cells[i]))
			return false;
	}
	return true;
}

/* *ret_settled: nothing came, went or changed its name meanwhile. */
static bool read_once(struct reading *reading, bool *ret_settled, struct gw_error **err)
{
	struct gw_rows after[QUERIES];

	if (!read_names(reading, reading->rows, err) || !read_made(reading, err) ||
	    !find_broken(reading, err) || !read_names(reading, after, err))
		return false;
	*ret_settled = true;
	for (size_t i = 0; i < QUERIES; i++)
		*ret_settled = *ret_settled && same_rows(&reading->rows[i], &after[i]);
	return true;
}

/* What was named a moment ago is not there. */
static bool is_gone(const struct gw_error *error)
{
	static const int numbers[] = {
		1146, /* table */
		1305, /* routine */
		1360, /* trigger */
		1539, /* event */
		4091, /* sequence */
	};

	for (size_t i = 0; error->server != NULL && i < GW_COUNT(numbers); i++) {
		if (error->server->number == numbers[i])
			return true;
	}
	return false;
}

static bool read_all(struct reading *reading, struct gw_error **err)
{
	bool settled = false;

	for (size_t i = 0; i < ATTEMPTS; i++) {
		if (read_once(reading, &settled, err)) {
			if (settled)
				return true;
		} else if (is_gone(*err)) {
			gw_error_clear(err);
		} else {
			return false;
		}
	}
	gw_fail(err, GW_E_SERVER, "the schema was changed each of the %d times that it was read",
		ATTEMPTS);
	gw_error_hint(*err, "Run the command again when nobody creates or drops tables.");
	return false;
}

/* --- building --- */

static void report(struct reading *reading, struct gw_view type, const char *name)
{
	struct gw_schema *schema = reading->reader.schema;

	gw_schema_report(schema, gw_view_dup_lower(schema->arena, type), name,
			 shown_of(type).what != NULL ? "its definition is not shown" : NULL);
}

static void add_relation(struct reading *reading, size_t row)
{
	struct gw_mysql_reader *reader = &reading->reader;
	struct gw_view type = gw_cell(&reading->rows[Q_RELATIONS], row, RELATION_TYPE);
	const char *name = text(reading, Q_RELATIONS, row, RELATION_NAME);
	struct gw_view sql = made_of(reading, Q_RELATIONS, row);

	if (gw_schema_is_own_table(gw_view_of(name)))
		return;
	if (sql.p == NULL)
		report(reading, type, name);
	else if (gw_view_is(type, "VIEW"))
		gw_mysql_build_view(reader, name, sql, reading->views[row] == VIEW_BROKEN);
	else if (gw_view_is(type, "SEQUENCE"))
		gw_mysql_build_sequence(reader, name, sql);
	else
		gw_mysql_build_table(reader, name, sql);
}

/* user@host as SQL; a role has no host. */
static const char *account_sql(struct gw_arena *arena, struct gw_view definer)
{
	size_t at = gw_view_rfind_char(definer, '@');
	GW_STR_AUTO struct gw_str str = {0};

	gw_mysql_quote_name(&str, gw_view_slice(definer, 0, GW_MIN(at, definer.n)));
	if (at != GW_NOWHERE) {
		gw_str_putc(&str, '@');
		gw_mysql_quote_name(&str, gw_view_from(definer, at + 1));
	}
	return gw_str_take(&str, arena);
}

/* mode absent: the one of scripts. */
static void set_origin(struct reading *reading, struct gw_schema_object *object,
		       struct gw_view definer, struct gw_view mode)
{
	gw_schema_set(object, CODE_MODE, mode);
	gw_mysql_set_definer(&reading->reader, object,
			     account_sql(reading->reader.schema->arena, definer));
}

static void add_routine(struct reading *reading, size_t row)
{
	const struct gw_rows *rows = &reading->rows[Q_ROUTINES];
	struct gw_view type = gw_cell(rows, row, ROUTINE_TYPE);
	const struct gw_schema_kind *kind = gw_mysql_routine_kind(type);
	const char *name = text(reading, Q_ROUTINES, row, ROUTINE_NAME);
	struct gw_view sql = made_of(reading, Q_ROUTINES, row);
	struct gw_schema_object *routine;

	if (kind == NULL || sql.p == NULL) {
		report(reading, type, name);
		return;
	}
	routine = gw_mysql_build_routine(&reading->reader, kind, name, sql);
	if (routine != NULL)
		set_origin(reading, routine, gw_cell(rows, row, ROUTINE_DEFINER),
			   gw_cell(rows, row, ROUTINE_MODE));
}

/* What triggers and events have. NULL: it is there already. */
static struct gw_schema_object *add_code(struct reading *reading, enum query query, size_t row,
					 const struct gw_schema_kind *kind,
					 struct gw_schema_object *parent)
{
	const struct gw_rows *rows = &reading->rows[query];
	struct gw_schema_object *object = gw_mysql_add_folded(
		reading->reader.schema, kind, text(reading, query, row, ROW_NAME), parent);

	if (object == NULL)
		return NULL;
	set_origin(reading, object, gw_cell(rows, row, ROW_DEFINER), gw_cell(rows, row, ROW_MODE));
	return object;
}

/* Rows are in the order in which triggers fire. before: the one of the row before; NULL: there is none. */
static struct gw_schema_object *add_trigger(struct reading *reading, size_t row,
					    struct gw_schema_object *before)
{
	struct gw_schema *schema = reading->reader.schema;
	const struct gw_schema_identity of = {
		.name = text(reading, Q_TRIGGERS, row, ROW_TABLE),
	};
	struct gw_schema_object *table = gw_schema_lookup(schema, &gw_mysql_table, &of);
	struct gw_view when = gw_cell(&reading->rows[Q_TRIGGERS], row, ROW_WHEN);
	struct gw_schema_object *trigger;

	if (table == NULL)
		return NULL;
	trigger = add_code(reading, Q_TRIGGERS, row, &gw_mysql_trigger, table);
	if (trigger == NULL)
		return NULL;
	gw_schema_set(trigger, TRIGGER_WHEN, when);
	gw_mysql_set_trigger_text(schema->arena, trigger, made_of(reading, Q_TRIGGERS, row));
	if (before != NULL && before->parent == table &&
	    gw_view_eq(gw_schema_value(before, TRIGGER_WHEN), when)) {
		gw_schema_set_text(trigger, TRIGGER_FOLLOWS, before->name);
		gw_schema_need(schema, trigger, before, false);
	}
	return trigger;
}

static void add_event(struct reading *reading, size_t row)
{
	const struct gw_rows *rows = &reading->rows[Q_EVENTS];
	struct gw_schema_object *event = add_code(reading, Q_EVENTS, row, &gw_mysql_event, NULL);

	if (event == NULL)
		return;
	gw_schema_set(event, CODE_DEFINITION, gw_mysql_event_body(made_of(reading, Q_EVENTS, row)));
	gw_schema_set(event, EVENT_SCHEDULE, gw_cell(rows, row, ROW_SCHEDULE));
	gw_schema_set(event, EVENT_COMPLETION, gw_cell(rows, row, ROW_COMPLETION));
	gw_schema_set(event, EVENT_STATUS, gw_cell(rows, row, ROW_STATUS));
	if (!reading->reader.options->no_comments)
		gw_schema_set(event, EVENT_COMMENT, gw_cell(rows, row, ROW_COMMENT));
}

static void build(struct reading *reading)
{
	size_t relations = reading->rows[Q_RELATIONS].nrows;
	size_t routines = reading->rows[Q_ROUTINES].nrows;
	struct gw_schema_object *trigger = NULL;

	for (size_t i = 0; i < relations; i++)
		add_relation(reading, i);
	for (size_t i = 0; i < routines; i++)
		add_routine(reading, i);
	for (size_t i = 0; i < reading->rows[Q_TRIGGERS].nrows; i++)
		trigger = add_trigger(reading, i, trigger);
	for (size_t i = 0; i < reading->rows[Q_EVENTS].nrows; i++)
		add_event(reading, i);
	gw_mysql_find_needs(reading->reader.schema);
}

static bool fail_no_database(struct gw_error **err)
{
	gw_fail(err, GW_E_USAGE, "no database is named whose schema is to be read");
	gw_error_hint(*err, "Put its name at the end of the URL: `mysql://host/name`.");
	return false;
}

/* How names and texts are quoted depends on the session's mode. */
bool gw_mysql_read(struct gw_conn *conn, const struct gw_schema_read_options *options,
		   struct gw_schema *schema, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct reading reading = {
		.reader = {.schema = schema, .options = options, .database = conn->info.database},
		.conn = conn,
	};
	bool ok;

	reading.reader.asker = account_sql(schema->arena, gw_view_of(conn->info.user));

	if (conn->info.database == NULL)
		return fail_no_database(err);
	if (!gw_conn_exec(conn, "SET @godwit_sql_mode = @@sql_mode", err) ||
	    !gw_conn_exec(conn, GW_MYSQL_SET_MODE, err))
		return false;
	ok = read_all(&reading, err);
	if (!conn->broken &&
	    !gw_conn_exec(conn, "SET sql_mode = @godwit_sql_mode", ok ? err : &ignored))
		ok = false;
	if (ok)
		build(&reading);
	return ok;
}
