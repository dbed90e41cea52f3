/*
 * Rows that stay: tables of MyISAM, Aria, MEMORY and the like keep what was written to them when the
 * transaction is rolled back or lost. A statement that reaches one of them, by its name or through a
 * view, a trigger or a routine, cannot be undone.
 *
 * The server is asked once for each database; what the run itself makes is learned from its
 * statements, because they may be under way still. A name stands for all tables of this name: a
 * statement that is taken for one that stays for no reason merely runs alone.
 */
#include <string.h>

#include "engine/mysql/mysql_int.h"
#include "mysql_sql.h"

bool gw_my_rolls_back(struct gw_view engine)
{
	static const char *const engines[] = {"InnoDB", "ROCKSDB", "TokuDB", "ndbcluster", "NDB"};

	for (size_t i = 0; i < GW_COUNT(engines); i++) {
		if (gw_view_is_nocase(engine, engines[i]))
			return true;
	}
	return false;
}

/* --- names --- */

static struct gw_view lower(struct gw_arena *arena, struct gw_view name)
{
	return gw_view_of(gw_view_dup_lower(arena, name));
}

/* A later word about a name replaces an earlier one. */
static void mark(struct gw_my_conn *conn, struct gw_map *map, struct gw_view name, bool value)
{
	bool *flag = gw_new(&conn->arena, bool);

	*flag = value;
	gw_map_put(&conn->arena, map, lower(&conn->arena, name), flag);
}

static void note(struct gw_my_conn *conn, struct gw_view name, bool stays)
{
	mark(conn, &conn->stay.names, name, stays);
	conn->stay.any = conn->stay.any || stays;
}

static bool stays(const struct gw_my_conn *conn, struct gw_arena *scratch, struct gw_view name)
{
	const bool *flag = gw_map_get(&conn->stay.names, lower(scratch, name));

	return flag != NULL && *flag;
}

static bool is_name(struct gw_view text, struct gw_token token)
{
	return token.kind == GW_TOKEN_WORD || token.kind == GW_TOKEN_NAME ||
	       (token.kind == GW_TOKEN_STRING && text.p[token.start] == '"');
}

/* The next name in the text; absent at its end. */
static struct gw_view next_name(struct gw_lexer *lexer, struct gw_arena *arena,
				struct gw_token *ret_token)
{
	struct gw_token token;

	while ((token = gw_lexer_next_code(lexer)).kind != GW_TOKEN_END) {
		if (!is_name(lexer->text, token))
			continue;
		*ret_token = token;
		return gw_view_of(gw_token_name(arena, lexer->dialect, lexer->text, token));
	}
	return (struct gw_view){0};
}

static bool mentions(const struct gw_my_conn *conn, struct gw_view text)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_lexer lexer = gw_my_lexer(conn, text);
	struct gw_token token;
	struct gw_view name;

	if (!conn->stay.any)
		return false;
	while ((name = next_name(&lexer, &scratch, &token)).p != NULL) {
		if (stays(conn, &scratch, name))
			return true;
	}
	return false;
}

void gw_my_stay_find(const struct gw_my_conn *conn, struct gw_arena *arena,
		     struct gw_view statement, struct gw_objects *objects)
{
	struct gw_lexer lexer = gw_my_lexer(conn, statement);
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_map seen = {0};
	struct gw_token token;
	struct gw_view name;

	while (conn->stay.any && (name = next_name(&lexer, &scratch, &token)).p != NULL) {
		struct gw_object object = {.kind = GW_OBJECT_TABLE};

		if (!stays(conn, &scratch, name) ||
		    gw_map_put(&scratch, &seen, lower(&scratch, name), &seen) != NULL)
			continue;
		object.name = gw_view_dup(arena, name);
		gw_vec_push(arena, &objects->list, object);
	}
}

/* --- what the server knows --- */

/* Names that reach something that stays are marked as well, until there are no more of them. */
static void spread(struct gw_my_conn *conn, const struct gw_rows *definitions)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	bool found = true;

	while (found) {
		found = false;
		for (size_t i = 0; i < definitions->nrows; i++) {
			struct gw_view name = gw_cell(definitions, i, 0);
			struct gw_view text = gw_cell(definitions, i, 1);

			if (stays(conn, &scratch, name) || (text.n != 0 && !mentions(conn, text)))
				continue;
			note(conn, name, true);
			found = true;
		}
	}
}

/* What a statement has said of them since is newer. */
static void take_tables(struct gw_my_conn *conn, const struct gw_rows *tables)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};

	for (size_t i = 0; i < tables->nrows; i++) {
		struct gw_view name = gw_cell(tables, i, 0);

		if (gw_map_get(&conn->stay.names, lower(&scratch, name)) == NULL)
			note(conn, name, true);
	}
}

/* Once the tables are known that stay, what reaches them is. */
static bool ask_for_definitions(struct gw_my_conn *conn, struct gw_view database,
				struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_value value = gw_value_text(database);
	const struct gw_value values[] = {value, value, value};
	struct gw_rows definitions;

	if (!conn->stay.any)
		return true;
	if (!gw_conn_query(&conn->base, &scratch, SQL_DEFINITIONS, values, GW_COUNT(values),
			   &definitions, err))
		return false;
	spread(conn, &definitions);
	return true;
}

static bool ask_database(struct gw_my_conn *conn, struct gw_view database, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	const struct gw_value value = gw_value_text(database);
	struct gw_rows tables;

	mark(conn, &conn->stay.databases, database, true);
	if (!gw_conn_query(&conn->base, &scratch, SQL_TABLES_THAT_STAY, &value, 1, &tables, err))
		return false;
	take_tables(conn, &tables);
	return ask_for_definitions(conn, database, err);
}

/* Which ones there are, and in the same turnaround what is in our own. */
static bool ask_for_databases(struct gw_my_conn *conn, struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_view own = gw_view_of(conn->base.info.database);
	const struct gw_value value = gw_value_text(own);
	const struct gw_request requests[] = {
		{.sql = gw_view_of(SQL_DATABASES)},
		{.sql = gw_view_of(SQL_TABLES_THAT_STAY), .params = &value, .nparams = 1},
	};
	struct gw_rows rows[GW_COUNT(requests)] = {0};

	if (!gw_conn_query_all(&conn->base, &scratch, requests, own.p != NULL ? 2 : 1, rows, err))
		return false;
	for (size_t i = 0; i < rows[0].nrows; i++)
		mark(conn, &conn->stay.databases, gw_cell(&rows[0], i, 0), false);
	if (own.p == NULL)
		return true;
	mark(conn, &conn->stay.databases, own, true);
	take_tables(conn, &rows[1]);
	return ask_for_definitions(conn, own, err);
}

static bool dot_follows(struct gw_lexer lexer)
{
	return gw_lexer_next_code(&lexer).kind == GW_TOKEN_DOT;
}

/* What stands before a dot, or after USE, may be a database that was not asked about. */
static bool ask_about_mentioned(struct gw_my_conn *conn, struct gw_view statement,
				struct gw_error **err)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_lexer lexer = gw_my_lexer(conn, statement);
	struct gw_token token;
	struct gw_view name;
	bool after_use = false;

	while ((name = next_name(&lexer, &scratch, &token)).p != NULL) {
		const bool *asked = gw_map_get(&conn->stay.databases, lower(&scratch, name));

		if (asked != NULL && !*asked && (after_use || dot_follows(lexer)) &&
		    !ask_database(conn, name, err))
			return false;
		after_use = gw_view_is_nocase(name, "USE");
	}
	return true;
}

bool gw_my_stay_ask(struct gw_my_conn *conn, struct gw_view statement, struct gw_error **err)
{
	if (conn->stay.databases.n == 0 && !ask_for_databases(conn, err))
		return false;
	/* Rows of a million values name no other database but at their beginning. */
	return ask_about_mentioned(conn, gw_view_slice(statement, 0, 64 * 1024), err);
}

/* --- what the run makes --- */

/* The engine that a definition names, outside of parentheses; absent: none. */
static struct gw_view engine_of(const struct gw_my_conn *conn, struct gw_view statement)
{
	struct gw_lexer lexer = gw_my_lexer(conn, statement);
	struct gw_token token;
	size_t depth = 0;

	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		struct gw_view text = gw_view_slice(statement, token.start, token.end);

		if (token.kind == GW_TOKEN_OPEN)
			depth++;
		else if (token.kind == GW_TOKEN_CLOSE && depth > 0)
			depth--;
		if (depth != 0 || token.kind != GW_TOKEN_WORD || !gw_view_is_nocase(text, "ENGINE"))
			continue;
		token = gw_lexer_next_code(&lexer);
		if (token.kind == GW_TOKEN_OTHER)
			token = gw_lexer_next_code(&lexer);
		if (token.kind == GW_TOKEN_STRING || token.kind == GW_TOKEN_NAME)
			return gw_view_slice(statement, token.start + 1, token.end - 1);
		return gw_view_slice(statement, token.start, token.end);
	}
	return (struct gw_view){0};
}

/* SET .. default_storage_engine = x */
static void learn_setting(struct gw_my_conn *conn, struct gw_view statement)
{
	struct gw_lexer lexer = gw_my_lexer(conn, statement);
	struct gw_token token;

	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		struct gw_view text = gw_view_slice(statement, token.start, token.end);

		if (text.n < strlen("storage_engine") ||
		    !gw_view_is_nocase(gw_view_from(text, text.n - strlen("storage_engine")),
				       "storage_engine"))
			continue;
		do {
			token = gw_lexer_next_code(&lexer);
		} while (token.kind == GW_TOKEN_OTHER);
		text = gw_view_slice(statement, token.start, token.end);
		if (token.kind == GW_TOKEN_STRING)
			text = gw_view_slice(text, 1, text.n - 1);
		conn->stay.by_default = !gw_my_rolls_back(text);
	}
}

static bool has_word(const struct gw_my_conn *conn, struct gw_view statement, const char *word)
{
	struct gw_lexer lexer = gw_my_lexer(conn, statement);
	struct gw_token token;

	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		if (token.kind == GW_TOKEN_WORD &&
		    gw_view_is_nocase(gw_view_slice(statement, token.start, token.end), word))
			return true;
	}
	return false;
}

/*
 * Whether the rows of what the statement defines stay: because its engine says so, or because it
 * mentions something that does (RENAME, CREATE TABLE .. LIKE, CREATE VIEW, ..). False: it says nothing
 * about that.
 */
static bool judge_definition(const struct gw_my_conn *conn, const struct gw_class *class,
			     struct gw_view statement, bool *ret_stays)
{
	struct gw_view engine = engine_of(conn, statement);
	bool mentioned;

	*ret_stays = false;
	/* A temporary table goes with its session. */
	if (strcmp(class->tag, "CREATE TEMPORARY TABLE") == 0)
		return true;
	if (engine.p != NULL) {
		*ret_stays = !gw_my_rolls_back(engine);
		return true;
	}
	mentioned = mentions(conn, statement);
	if (strcmp(class->tag, "CREATE TABLE") == 0)
		*ret_stays = has_word(conn, statement, "LIKE") ? mentioned : conn->stay.by_default;
	else
		*ret_stays = mentioned;
	return *ret_stays;
}

static void learn_definition(struct gw_my_conn *conn, const struct gw_class *class,
			     struct gw_view statement)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_objects objects;
	bool does_stay;

	if (!judge_definition(conn, class, statement, &does_stay))
		return;
	gw_classify_objects(&scratch, conn->base.engine->dialect,
			    gw_my_lexer(conn, statement).modes, statement, &objects);
	for (size_t i = 0; i < objects.list.n; i++) {
		const struct gw_object *object = &objects.list.items[i];
		const char *name = object->table != NULL ? object->table : object->name;

		if (name != NULL)
			note(conn, gw_view_of(name), does_stay);
	}
}

/* --- the question --- */

/* Statements that a transaction may hold and that may change rows. */
static bool may_write(const struct gw_class *class)
{
	return class->kind == GW_STATEMENT_DML || class->kind == GW_STATEMENT_QUERY ||
	       class->kind == GW_STATEMENT_OTHER;
}

bool gw_my_can_roll_back(struct gw_conn *base, struct gw_view statement, bool *ret_can,
			 struct gw_error **err)
{
	struct gw_my_conn *conn = gw_my(base);
	struct gw_class class = gw_classify(base->engine->dialect,
					    gw_my_lexer(conn, statement).modes, statement);
	bool use = strcmp(class.tag, "USE") == 0;

	if ((may_write(&class) || use) && !gw_my_stay_ask(conn, statement, err))
		return false;
	if (class.kind == GW_STATEMENT_DDL)
		learn_definition(conn, &class, statement);
	else if (class.kind == GW_STATEMENT_SESSION)
		learn_setting(conn, statement);
	if (class.runs_code)
		*ret_can = !conn->stay.any; /* it may write wherever it likes */
	else
		*ret_can = !may_write(&class) || !mentions(conn, statement);
	return true;
}
