/*
 * A copy of a database, made by statements: the server has none that does it, and a dump would have to
 * pass through here.
 *
 *	sequences, tables   as SHOW CREATE gives them
 *	rows                INSERT .. SELECT, all tables under one lock: they fit each other
 *	code                routines, then views in whatever order they can be made, triggers, and
 *	                    events, all of which are asleep then (sleep.c)
 *	check               both have the same objects, or the copy is dropped
 *
 * None of it is a transaction: as long as a copy is not whole, it has a mark in it.
 *
 * What cannot be copied whole is refused before anything is made: row histories, tables whose rows
 * are elsewhere, and code that names the source by its own name, which would go on working there.
 */
#include "engine/mysql/databases_int.h"
#include "mysql_sql.h"
#include "sql/lexer.h"

#include <string.h>

#define UNFINISHED "godwit_unfinished"

enum phase {
	PHASE_SEQUENCES,
	PHASE_TABLES,
	PHASE_ROUTINES,
	PHASE_VIEWS,
	PHASE_TRIGGERS,
	PHASE_EVENTS
};

/* What SHOW CREATE calls a kind of objects, and which column has the statement. */
static const struct kind {
	const char *name; /* as information_schema has it */
	const char *show;
	size_t column;
	enum phase phase;
	bool is_code; /* written by people: names in it are theirs */
} kinds[] = {
	{"SEQUENCE", "SHOW CREATE SEQUENCE %n", 1, PHASE_SEQUENCES, false},
	{"BASE TABLE", "SHOW CREATE TABLE %n", 1, PHASE_TABLES, false},
	{"FUNCTION", "SHOW CREATE FUNCTION %n", 2, PHASE_ROUTINES, true},
	{"PROCEDURE", "SHOW CREATE PROCEDURE %n", 2, PHASE_ROUTINES, true},
	{"PACKAGE", "SHOW CREATE PACKAGE %n", 2, PHASE_ROUTINES, true},
	{"PACKAGE BODY", "SHOW CREATE PACKAGE BODY %n", 2, PHASE_ROUTINES, true},
	{"VIEW", "SHOW CREATE VIEW %n", 1, PHASE_VIEWS, true},
	{"TRIGGER", "SHOW CREATE TRIGGER %n", 2, PHASE_TRIGGERS, true},
	{"EVENT", "SHOW CREATE EVENT %n", 3, PHASE_EVENTS, true},
};

struct object {
	const struct kind *kind;
	const char *name;
	const char *sql_mode;
	const char *collation; /* of the connection that made it; NULL: it does not matter */
	const char *time_zone; /* of events; NULL: it does not matter */
	const char *
		moment; /* when it is to be made, so that its start is none of its own; NULL: now */
	const char *sql;
	bool made;
};

struct clone {
	const struct gw_databases *at;
	struct gw_arena *arena;
	struct gw_conn *conn; /* of its own: it changes its settings */
	const char *from;
	const char *to;
	GW_VEC(struct object) objects;
};

/* --- finding --- */

static bool fail_object(const char *kind, const char *name, const char *why, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	gw_fail(err, GW_E_CLONE, "%s %s cannot be copied: %s",
		gw_view_dup_lower(&scratch, gw_view_of(kind)), name, why);
	gw_error_state(*err, GW_STATE_UNTOUCHED, "nothing was copied");
	return false;
}

static const struct kind *find_kind(struct gw_view name)
{
	for (size_t i = 0; i < GW_COUNT(kinds); i++) {
		if (gw_view_is(name, kinds[i].name))
			return &kinds[i];
	}
	return NULL;
}

static bool list_objects(const struct clone *clone, const char *database, struct gw_rows *ret_rows,
			 struct gw_error **err)
{
	const struct gw_value name = gw_value_text(gw_view_of(database));
	const struct gw_value names[] = {name, name, name, name};

	return gw_conn_query(clone->conn, clone->arena, SQL_DATABASES_OBJECTS, names,
			     GW_COUNT(names), ret_rows, err);
}

static const char *cell_text(struct gw_arena *arena, const struct gw_rows *rows, size_t row,
			     size_t col)
{
	return gw_cell_is_null(rows, row, col) ? NULL : gw_view_dup(arena, gw_cell(rows, row, col));
}

static bool find_objects(struct clone *clone, struct gw_error **err)
{
	enum { KIND, NAME, PROBLEM, SQL_MODE, COLLATION, MOMENT };
	struct gw_rows rows;

	if (!list_objects(clone, clone->from, &rows, err))
		return false;
	for (size_t i = 0; i < rows.nrows; i++) {
		const char *problem = cell_text(clone->arena, &rows, i, PROBLEM);
		const struct object object = {
			.kind = find_kind(gw_cell(&rows, i, KIND)),
			.name = cell_text(clone->arena, &rows, i, NAME),
			.sql_mode = cell_text(clone->arena, &rows, i, SQL_MODE),
			.collation = cell_text(clone->arena, &rows, i, COLLATION),
			.moment = cell_text(clone->arena, &rows, i, MOMENT),
		};

		if (problem == NULL && object.kind == NULL)
			problem = "godwit does not know this kind";
		if (problem != NULL)
			return fail_object(cell_text(clone->arena, &rows, i, KIND), object.name,
					   problem, err);
		gw_vec_push(clone->arena, &clone->objects, object);
	}
	return true;
}

/* --- texts --- */

static void begin_reading(const struct clone *clone, const struct object *object,
			  struct gw_view text, struct gw_lexer *lexer)
{
	gw_lexer_init(lexer, clone->conn->engine->dialect, text);
	if (strstr(object->sql_mode, "ANSI_QUOTES") != NULL)
		lexer->modes.double_quoted_strings = false;
	if (strstr(object->sql_mode, "NO_BACKSLASH_ESCAPES") != NULL)
		lexer->modes.backslash_escapes = false;
}

/* Whether the token is the source's name and a dot comes next. */
static bool names_source(const struct clone *clone, const struct gw_lexer *lexer,
			 struct gw_token token)
{
	struct gw_lexer ahead = *lexer;

	if (token.kind != GW_TOKEN_WORD && token.kind != GW_TOKEN_NAME)
		return false;
	return gw_lexer_next_code(&ahead).kind == GW_TOKEN_DOT &&
	       gw_view_is_nocase(
		       gw_view_of(gw_token_name(clone->arena, lexer->dialect, lexer->text, token)),
		       clone->from);
}

/*
 * The server's own text of a table may name the source (a default of nextval(`app`.`ids`)): what is meant
 * is the database that it is in.
 */
static bool settle_text(const struct clone *clone, struct object *object, struct gw_view text,
			struct gw_error **err)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct gw_lexer lexer;
	struct gw_token token;

	begin_reading(clone, object, text, &lexer);
	while ((token = gw_lexer_next(&lexer)).kind != GW_TOKEN_END) {
		if (!names_source(clone, &lexer, token))
			gw_str_add(&str, gw_view_slice(text, token.start, token.end));
		else if (object->kind->is_code)
			return fail_object(object->kind->name, object->name,
					   gw_format(clone->arena,
						     "it names the database %s, and a copy of it "
						     "would work there",
						     clone->from),
					   err);
		else
			clone->conn->engine->quote_name(&str, gw_view_of(clone->to));
	}
	object->sql = gw_str_take(&str, clone->arena);
	return true;
}

/* "ON COMPLETION PRESERVE ENABLE DO .." is what the server itself writes; the first such pair is it. */
static const char *disable_event(const struct clone *clone, const struct object *object)
{
	struct gw_view text = gw_view_of(object->sql);
	GW_STR_AUTO struct gw_str str = {0};
	bool after_preserve = false;
	struct gw_lexer lexer;
	struct gw_token token;

	begin_reading(clone, object, text, &lexer);
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		struct gw_view word = gw_view_slice(text, token.start, token.end);

		if (after_preserve && token.kind == GW_TOKEN_WORD && gw_view_is(word, "ENABLE"))
			break;
		after_preserve = token.kind == GW_TOKEN_WORD && gw_view_is(word, "PRESERVE");
	}
	if (token.kind == GW_TOKEN_END)
		return object->sql;
	gw_str_add(&str, gw_view_slice(text, 0, token.start));
	gw_str_puts(&str, "DISABLE");
	gw_str_add(&str, gw_view_from(text, token.end));
	return gw_str_take(&str, clone->arena);
}

static bool read_text(const struct clone *clone, struct object *object, struct gw_error **err)
{
	enum { EVENT_TIME_ZONE = 2 };
	struct gw_render render = {.arena = clone->arena, .conn = clone->conn};
	struct gw_rows rows;

	gw_sql_statement(&render, object->kind->show, object->name);
	if (!gw_conn_query(clone->conn, clone->arena, render.list.items[0].sql, NULL, 0, &rows,
			   err))
		return false;
	if (rows.nrows == 0 || gw_cell_is_null(&rows, 0, object->kind->column))
		return fail_object(object->kind->name, object->name,
				   "this user may not see its text", err);
	if (object->kind->phase == PHASE_EVENTS)
		object->time_zone = cell_text(clone->arena, &rows, 0, EVENT_TIME_ZONE);
	if (!settle_text(clone, object, gw_cell(&rows, 0, object->kind->column), err))
		return false;
	if (object->kind->phase == PHASE_EVENTS)
		object->sql = disable_event(clone, object);
	return true;
}

static bool read_texts(struct clone *clone, struct gw_error **err)
{
	for (size_t i = 0; i < clone->objects.n; i++) {
		if (!read_text(clone, &clone->objects.items[i], err))
			return false;
	}
	return true;
}

/* --- making --- */

static bool exec(const struct clone *clone, struct gw_render *render, struct gw_error **err)
{
	for (size_t i = 0; i < render->list.n; i++) {
		if (!gw_conn_exec(clone->conn, render->list.items[i].sql, err))
			return false;
	}
	render->list.n = 0;
	return true;
}

static bool make(const struct clone *clone, struct object *object, struct gw_error **err)
{
	struct gw_render render = {.arena = clone->arena, .conn = clone->conn};

	if (object->kind->is_code)
		gw_sql_statement(&render, "SET sql_mode = %t", object->sql_mode);
	if (object->collation != NULL)
		gw_sql_statement(&render, "SET collation_connection = %t", object->collation);
	if (object->time_zone != NULL)
		gw_sql_statement(&render, "SET time_zone = %t", object->time_zone);
	if (object->moment != NULL)
		gw_sql_statement(&render, "SET timestamp = %w", object->moment);
	gw_sql_statement(&render, "%w", object->sql);
	if (object->moment != NULL)
		gw_sql_statement(&render, "SET timestamp = DEFAULT");
	object->made = exec(clone, &render, err);
	if (object->made)
		return true;
	gw_error_restate(*err, (*err)->code, "%s cannot be made in the copy", object->name);
	return false;
}

static bool make_all(struct clone *clone, enum phase phase, struct gw_error **err)
{
	for (size_t i = 0; i < clone->objects.n; i++) {
		if (clone->objects.items[i].kind->phase == phase &&
		    !make(clone, &clone->objects.items[i], err))
			return false;
	}
	return true;
}

/* Makes what can be made; *err is of the last that could not. */
static size_t make_some_views(struct clone *clone, struct gw_error **err)
{
	size_t made = 0;

	for (size_t i = 0; i < clone->objects.n; i++) {
		struct object *object = &clone->objects.items[i];

		if (object->kind->phase != PHASE_VIEWS || object->made)
			continue;
		gw_error_clear(err);
		if (make(clone, object, err))
			made++;
		else if ((*err)->code != GW_E_SERVER)
			return 0;
	}
	return made;
}

/* Views stand on each other: as long as another one can be made, it goes on. */
static bool make_views(struct clone *clone, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	bool all = true;

	while (make_some_views(clone, &error) != 0)
		;
	for (size_t i = 0; i < clone->objects.n; i++)
		all &= clone->objects.items[i].kind->phase != PHASE_VIEWS ||
		       clone->objects.items[i].made;
	if (all)
		return true;
	*err = error;
	error = NULL;
	return false;
}

/* No value that the source gave, or has set aside for its sessions, is given by the copy. */
static bool set_sequences(struct clone *clone, struct gw_error **err)
{
	struct gw_render render = {.arena = clone->arena, .conn = clone->conn};
	struct gw_rows rows;

	for (size_t i = 0; i < clone->objects.n; i++) {
		const struct object *object = &clone->objects.items[i];
		GW_STR_AUTO struct gw_str sql = {0};

		if (object->kind->phase != PHASE_SEQUENCES)
			continue;
		gw_sql_add(&render, &sql, "SELECT next_not_cached_value, cycle_count FROM %n.%n",
			   clone->from, object->name);
		if (!gw_conn_query(clone->conn, clone->arena, gw_str_text(&sql), NULL, 0, &rows,
				   err))
			return false;
		gw_sql_statement(&render, "DO SETVAL(%n.%n, %w, 0, %w)", clone->to, object->name,
				 gw_view_dup(clone->arena, gw_cell(&rows, 0, 0)),
				 gw_view_dup(clone->arena, gw_cell(&rows, 0, 1)));
	}
	return exec(clone, &render, err);
}

/* --- rows --- */

static void render_lock(const struct clone *clone, struct gw_render *render)
{
	GW_STR_AUTO struct gw_str sql = {0};
	const char *word = "LOCK TABLES ";

	for (size_t i = 0; i < clone->objects.n; i++) {
		const struct object *object = &clone->objects.items[i];

		if (object->kind->phase > PHASE_TABLES)
			continue;
		gw_sql_add(render, &sql, "%w%n.%n READ, %n.%n WRITE", word, clone->from,
			   object->name, clone->to, object->name);
		word = ", ";
	}
	if (sql.n != 0)
		gw_sql_statement(render, "%w", gw_str_text(&sql));
}

/* The rows of the table that the columns from `first` on are of; the first column of the next one. */
static size_t render_rows(const struct clone *clone, const struct gw_rows *columns, size_t first,
			  struct gw_render *render)
{
	GW_STR_AUTO struct gw_str list = {0};
	struct gw_view table = gw_cell(columns, first, 0);
	const char *name = gw_view_dup(clone->arena, table);
	size_t next = first;

	for (; next < columns->nrows && gw_view_eq(gw_cell(columns, next, 0), table); next++)
		gw_sql_add(render, &list, "%w%n", next == first ? "" : ", ",
			   gw_view_dup(clone->arena, gw_cell(columns, next, 1)));
	gw_sql_statement(render, "INSERT INTO %n.%n (%w) SELECT %w FROM %n.%n", clone->to, name,
			 gw_str_text(&list), gw_str_text(&list), clone->from, name);
	return next;
}

static bool copy_rows(const struct clone *clone, struct gw_error **err)
{
	const struct gw_value name = gw_value_text(gw_view_of(clone->from));
	struct gw_render render = {.arena = clone->arena, .conn = clone->conn};
	struct gw_rows columns;

	if (!gw_conn_query(clone->conn, clone->arena, SQL_DATABASES_COLUMNS, &name, 1, &columns,
			   err))
		return false;
	render_lock(clone, &render);
	for (size_t i = 0; i < columns.nrows;)
		i = render_rows(clone, &columns, i, &render);
	gw_sql_statement(&render, "UNLOCK TABLES");
	return exec(clone, &render, err);
}

/* --- all of it --- */

static bool settle_session(const struct clone *clone, const char *database, struct gw_error **err)
{
	struct gw_render render = {.arena = clone->arena, .conn = clone->conn};

	gw_sql_statement(&render, "SET sql_mode = 'NO_AUTO_VALUE_ON_ZERO', foreign_key_checks = 0, "
				  "unique_checks = 0, sql_quote_show_create = 1");
	gw_sql_statement(&render, "USE %n", database);
	return exec(clone, &render, err);
}

/* An event whose time is over is not made, and the server calls that a success. */
static bool check(const struct clone *clone, struct gw_error **err)
{
	struct gw_rows before, after;

	if (!list_objects(clone, clone->from, &before, err) ||
	    !list_objects(clone, clone->to, &after, err))
		return false;
	for (size_t i = 0; i < before.nrows; i++) {
		if (i >= after.nrows ||
		    !gw_view_eq(gw_cell(&before, i, 0), gw_cell(&after, i, 0)) ||
		    !gw_view_eq(gw_cell(&before, i, 1), gw_cell(&after, i, 1)))
			return fail_object(cell_text(clone->arena, &before, i, 0),
					   cell_text(clone->arena, &before, i, 1),
					   "the server did not make it in the copy", err);
	}
	return true;
}

static bool mark(const struct clone *clone, struct gw_error **err)
{
	struct gw_render render = {.arena = clone->arena, .conn = clone->conn};

	gw_my_render_mark(&render, clone->to, UNFINISHED);
	return exec(clone, &render, err);
}

static bool unmark(const struct clone *clone, struct gw_error **err)
{
	struct gw_render render = {.arena = clone->arena, .conn = clone->conn};

	gw_sql_statement(&render, "DROP TABLE %n.%n", clone->to, UNFINISHED);
	return exec(clone, &render, err);
}

static bool note_asleep(const struct clone *clone, struct gw_error **err)
{
	bool ignored;

	return gw_my_database_note_asleep(clone->at, clone->from, clone->to, &ignored, err);
}

static bool fill(struct clone *clone, struct gw_error **err)
{
	return mark(clone, err) && settle_session(clone, clone->to, err) &&
	       make_all(clone, PHASE_SEQUENCES, err) && set_sequences(clone, err) &&
	       make_all(clone, PHASE_TABLES, err) && copy_rows(clone, err) &&
	       make_all(clone, PHASE_ROUTINES, err) && make_views(clone, err) &&
	       make_all(clone, PHASE_TRIGGERS, err) && note_asleep(clone, err) &&
	       make_all(clone, PHASE_EVENTS, err) && check(clone, err) && unmark(clone, err);
}

static bool fill_or_drop(struct clone *clone, struct gw_error **err)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	bool gone;

	if (fill(clone, err))
		return true;
	gw_conn_close(clone->conn);
	clone->conn = NULL;
	gone = gw_my_database_drop(clone->at, clone->to, false, &ignored);
	if (gone)
		gw_error_state(*err, GW_STATE_UNTOUCHED, "the copy was dropped again");
	else
		gw_error_state(*err, GW_STATE_PARTIAL, "a part of the copy is in %s", clone->to);
	return false;
}

bool gw_my_database_clone(const struct gw_databases *at, const char *from, const char *to,
			  struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct clone clone = {.at = at, .arena = &arena, .from = from, .to = to};
	bool ok;

	if (!gw_databases_connect(at, from, false, &clone.conn, err))
		return false;
	ok = settle_session(&clone, from, err) && find_objects(&clone, err) &&
	     read_texts(&clone, err) && gw_my_database_create_like(at, from, to, err) &&
	     fill_or_drop(&clone, err);
	gw_conn_close(clone.conn);
	return ok;
}
