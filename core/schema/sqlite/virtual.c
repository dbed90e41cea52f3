/*
 * Virtual tables that change: a new one is made, the rows go over by the columns that both have, and it
 * takes the old one's place. What the columns are, only the module knows; those of the modules that come
 * with SQLite (FTS, R*Tree) are their first arguments. What FTS indexes but does not hold, since it is in
 * another table, is read from there again.
 */
#include "schema/sqlite/sqlite_int.h"
#include "sql/lexer.h"

static const struct gw_schema_effect rows_written = {
	.hazards = GW_HAZARD_REWRITE,
	.lock = GW_SCHEMA_LOCK_WRITES,
};

struct columns {
	GW_VEC(const char *) list;
	const char *module;
	bool contentless; /* FTS5: what was put in cannot be read back */
	bool is_outside; /* FTS: it is in another table */
};

struct argument {
	GW_VEC(struct gw_token) tokens;
};

static struct gw_view text_of(struct gw_view sql, struct gw_token token)
{
	return gw_view_slice(sql, token.start, token.end);
}

static bool has_sign(struct gw_view sql, const struct argument *argument)
{
	for (size_t i = 0; i < argument->tokens.n; i++) {
		if (gw_view_starts(text_of(sql, argument->tokens.items[i]), "="))
			return true;
	}
	return false;
}

/* content = 'other', and content = '' for nowhere. */
static void add_option(struct gw_view sql, const struct argument *argument, struct columns *columns)
{
	struct gw_view value;

	if (argument->tokens.n != 3 ||
	    !gw_view_is_nocase(text_of(sql, argument->tokens.items[0]), "content"))
		return;
	value = text_of(sql, argument->tokens.items[2]);
	columns->contentless = value.n == strlen("''");
	columns->is_outside = !columns->contentless;
}

static void add_argument(struct gw_arena *arena, struct gw_view sql,
			 const struct argument *argument, struct columns *columns)
{
	size_t at = 0;

	if (argument->tokens.n == 0)
		return;
	if (has_sign(sql, argument)) {
		add_option(sql, argument, columns);
		return;
	}
	/* R*Tree: "+note TEXT". */
	if (gw_view_is(text_of(sql, argument->tokens.items[0]), "+") && argument->tokens.n > 1)
		at = 1;
	gw_vec_push(arena, &columns->list,
		    gw_token_name(arena, &gw_dialect_sqlite, sql, argument->tokens.items[at]));
}

/* USING module(argument, ..) */
static void read_columns(struct gw_arena *arena, struct gw_view sql, struct columns *columns)
{
	struct argument argument = {0};
	struct gw_lexer lexer;
	struct gw_token token;
	size_t depth = 0;

	*columns = (struct columns){.module = ""};
	gw_lexer_init(&lexer, &gw_dialect_sqlite, sql);
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		if (depth == 0 && token.kind == GW_TOKEN_WORD)
			columns->module = gw_view_dup_lower(arena, text_of(sql, token));
		if (token.kind == GW_TOKEN_CLOSE && --depth == 0)
			break;
		if (token.kind == GW_TOKEN_COMMA && depth == 1) {
			add_argument(arena, sql, &argument, columns);
			argument = (struct argument){0};
		} else if (depth != 0) {
			gw_vec_push(arena, &argument.tokens, token);
		}
		if (token.kind == GW_TOKEN_OPEN)
			depth++;
	}
	add_argument(arena, sql, &argument, columns);
}

static bool has_column(const struct columns *columns, const char *name)
{
	for (size_t i = 0; i < columns->list.n; i++) {
		if (gw_view_is_nocase(gw_view_of(name), columns->list.items[i]))
			return true;
	}
	return false;
}

static bool has_rowid(const struct columns *columns)
{
	return gw_view_starts(gw_view_of(columns->module), "fts");
}

/* The columns that both have; returns how many. */
static size_t put_common(struct gw_schema_script *script, const struct columns *old,
			 const struct columns *new)
{
	size_t n = 0;

	if (has_rowid(old) && has_rowid(new)) {
		gw_schema_puts(script, "rowid");
		n++;
	}
	for (size_t i = 0; i < new->list.n; i++) {
		if (!has_column(old, new->list.items[i]))
			continue;
		gw_schema_puts(script, n++ != 0 ? ", " : "");
		gw_schema_put_name(script, new->list.items[i]);
	}
	return n;
}

static bool lost_column(const struct columns *old, const struct columns *new)
{
	for (size_t i = 0; i < old->list.n; i++) {
		if (!has_column(new, old->list.items[i]))
			return true;
	}
	return old->contentless;
}

/* The definition, for another name: CREATE VIRTUAL TABLE name .. */
static void put_definition(struct gw_schema_script *script, struct gw_view sql, const char *name)
{
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, &gw_dialect_sqlite, sql);
	do
		token = gw_lexer_next_code(&lexer);
	while (token.kind != GW_TOKEN_END && !gw_view_is_nocase(text_of(sql, token), "TABLE"));
	gw_schema_put(script, gw_view_slice(sql, 0, token.end));
	gw_schema_puts(script, " ");
	gw_schema_put_name(script, name);
	token = gw_lexer_next_code(&lexer);
	gw_schema_put(script, gw_view_from(sql, token.end));
}

static void copy_rows(struct gw_schema_script *script, const struct gw_schema_change *change,
		      const char *name, const struct columns *old, const struct columns *new)
{
	gw_schema_puts(script, "INSERT INTO ");
	gw_schema_put_name(script, name);
	gw_schema_puts(script, " (");
	if (old->contentless || put_common(script, old, new) == 0) {
		gw_str_clear(&script->text);
		return;
	}
	gw_schema_puts(script, ") SELECT ");
	put_common(script, old, new);
	gw_schema_puts(script, " FROM ");
	gw_schema_put_object(script, change->old);
	gw_schema_end(script, &rows_written);
}

static void index_again(struct gw_schema_script *script, const char *name)
{
	gw_schema_puts(script, "INSERT INTO ");
	gw_schema_put_name(script, name);
	gw_schema_puts(script, " (");
	gw_schema_put_name(script, name);
	gw_schema_puts(script, ") VALUES ('rebuild')");
	gw_schema_end(script, &rows_written);
}

void gw_sqlite_rebuild_virtual(struct gw_schema_script *script,
			       const struct gw_schema_change *change)
{
	const char *name = gw_sqlite_name_while_building(script, change->new);
	struct gw_schema_effect gone = rows_written;
	struct columns old, new;

	read_columns(script->arena, gw_schema_value(change->old, CODE_DEFINITION), &old);
	read_columns(script->arena, gw_schema_value(change->new, CODE_DEFINITION), &new);
	if (!new.is_outside && lost_column(&old, &new))
		gone.hazards |= GW_HAZARD_DATA_LOSS;
	put_definition(script, gw_schema_value(change->new, CODE_DEFINITION), name);
	gw_schema_end(script, NULL);
	if (new.is_outside)
		index_again(script, name);
	else
		copy_rows(script, change, name, &old, &new);
	gw_schema_puts(script, "DROP TABLE ");
	gw_schema_put_object(script, change->old);
	gw_schema_end(script, &gone);
	gw_sqlite_put_in_place(script, change->new, name);
}
