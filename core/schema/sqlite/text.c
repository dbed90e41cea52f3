/*
 * The text of SQLite's schema. SQLite keeps what people wrote, with its blanks, quotes and comments, and
 * pastes into it when it alters a table; so texts are taken apart into tokens, and those are compared,
 * and written with blanks of our own.
 */
#include "schema/sqlite/sqlite_int.h"
#include "sql/lexer.h"

/* Words that SQLite does not take for a name without quotes. */
static const char *const keywords[] = {
	"ABORT",
	"ACTION",
	"ADD",
	"AFTER",
	"ALL",
	"ALTER",
	"ALWAYS",
	"ANALYZE",
	"AND",
	"AS",
	"ASC",
	"ATTACH",
	"AUTOINCREMENT",
	"BEFORE",
	"BEGIN",
	"BETWEEN",
	"BY",
	"CASCADE",
	"CASE",
	"CAST",
	"CHECK",
	"COLLATE",
	"COLUMN",
	"COMMIT",
	"CONFLICT",
	"CONSTRAINT",
	"CREATE",
	"CROSS",
	"CURRENT",
	"CURRENT_DATE",
	"CURRENT_TIME",
	"CURRENT_TIMESTAMP",
	"DATABASE",
	"DEFAULT",
	"DEFERRABLE",
	"DEFERRED",
	"DELETE",
	"DESC",
	"DETACH",
	"DISTINCT",
	"DO",
	"DROP",
	"EACH",
	"ELSE",
	"END",
	"ESCAPE",
	"EXCEPT",
	"EXCLUDE",
	"EXCLUSIVE",
	"EXISTS",
	"EXPLAIN",
	"FAIL",
	"FILTER",
	"FIRST",
	"FOLLOWING",
	"FOR",
	"FOREIGN",
	"FROM",
	"FULL",
	"GENERATED",
	"GLOB",
	"GROUP",
	"GROUPS",
	"HAVING",
	"IF",
	"IGNORE",
	"IMMEDIATE",
	"IN",
	"INDEX",
	"INDEXED",
	"INITIALLY",
	"INNER",
	"INSERT",
	"INSTEAD",
	"INTERSECT",
	"INTO",
	"IS",
	"ISNULL",
	"JOIN",
	"KEY",
	"LAST",
	"LEFT",
	"LIKE",
	"LIMIT",
	"MATCH",
	"MATERIALIZED",
	"NATURAL",
	"NO",
	"NOT",
	"NOTHING",
	"NOTNULL",
	"NULL",
	"NULLS",
	"OF",
	"OFFSET",
	"ON",
	"OR",
	"ORDER",
	"OTHERS",
	"OUTER",
	"OVER",
	"PARTITION",
	"PLAN",
	"PRAGMA",
	"PRECEDING",
	"PRIMARY",
	"QUERY",
	"RAISE",
	"RANGE",
	"RECURSIVE",
	"REFERENCES",
	"REGEXP",
	"REINDEX",
	"RELEASE",
	"RENAME",
	"REPLACE",
	"RESTRICT",
	"RETURNING",
	"RIGHT",
	"ROLLBACK",
	"ROW",
	"ROWS",
	"SAVEPOINT",
	"SELECT",
	"SET",
	"TABLE",
	"TEMP",
	"TEMPORARY",
	"THEN",
	"TIES",
	"TO",
	"TRANSACTION",
	"TRIGGER",
	"UNBOUNDED",
	"UNION",
	"UNIQUE",
	"UPDATE",
	"USING",
	"VACUUM",
	"VALUES",
	"VIEW",
	"VIRTUAL",
	"WHEN",
	"WHERE",
	"WINDOW",
	"WITH",
	"WITHIN",
	"WITHOUT",
};

static bool is_keyword(struct gw_view word)
{
	for (size_t i = 0; i < GW_COUNT(keywords); i++) {
		if (gw_view_is_nocase(word, keywords[i]))
			return true;
	}
	return false;
}

static bool is_plain_name(struct gw_view name)
{
	if (name.n == 0 || (name.p[0] >= '0' && name.p[0] <= '9') || is_keyword(name))
		return false;
	for (size_t i = 0; i < name.n; i++) {
		char c = name.p[i];

		if (!((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
		      c == '_'))
			return false;
	}
	return true;
}

static void add_quoted(struct gw_str *str, struct gw_view text, char quote)
{
	gw_str_putc(str, quote);
	for (size_t i = 0; i < text.n; i++) {
		if (text.p[i] == quote)
			gw_str_putc(str, quote);
		gw_str_putc(str, text.p[i]);
	}
	gw_str_putc(str, quote);
}

void gw_sqlite_quote_name(struct gw_str *str, struct gw_view name)
{
	if (is_plain_name(name))
		gw_str_add(str, name);
	else
		add_quoted(str, name, '"');
}

void gw_sqlite_quote_text(struct gw_str *str, struct gw_view text)
{
	add_quoted(str, text, '\'');
}

/* --- tokens --- */

static struct gw_view text_of(struct gw_view sql, struct gw_token token)
{
	return gw_view_slice(sql, token.start, token.end);
}

static bool is_word(struct gw_view sql, struct gw_token token, const char *word)
{
	return token.kind == GW_TOKEN_WORD && gw_view_is_nocase(text_of(sql, token), word);
}

/* Two of these need a blank between them. */
static bool is_wordy(enum gw_token_kind kind)
{
	return kind == GW_TOKEN_WORD || kind == GW_TOKEN_NAME || kind == GW_TOKEN_STRING ||
	       kind == GW_TOKEN_NUMBER || kind == GW_TOKEN_PARAMETER;
}

/* After these a sign belongs to the number that follows. */
static bool begins_operand(struct gw_view sql, struct gw_token token)
{
	return token.kind == GW_TOKEN_OPEN || token.kind == GW_TOKEN_COMMA ||
	       token.kind == GW_TOKEN_OTHER ||
	       (token.kind == GW_TOKEN_WORD && is_keyword(text_of(sql, token)));
}

/* The last tokens that were written. */
struct writer {
	struct gw_view sql;
	struct gw_token last, before_last;
};

/* "f(x)", but "CHECK (x)". */
static bool is_call(const struct writer *writer)
{
	struct gw_token last = writer->last;

	return last.kind == GW_TOKEN_NAME ||
	       (last.kind == GW_TOKEN_WORD && !is_keyword(text_of(writer->sql, last)));
}

static bool is_sign(const struct writer *writer)
{
	struct gw_view text = text_of(writer->sql, writer->last);

	return writer->last.kind == GW_TOKEN_OTHER &&
	       (gw_view_is(text, "-") || gw_view_is(text, "+") || gw_view_is(text, "~")) &&
	       begins_operand(writer->sql, writer->before_last);
}

static bool needs_blank(const struct writer *writer, struct gw_token token)
{
	enum gw_token_kind last = writer->last.kind;

	if (last == GW_TOKEN_END || last == GW_TOKEN_OPEN || last == GW_TOKEN_DOT ||
	    token.kind == GW_TOKEN_CLOSE || token.kind == GW_TOKEN_COMMA ||
	    token.kind == GW_TOKEN_DOT || token.kind == GW_TOKEN_SEMICOLON)
		return false;
	if (token.kind == GW_TOKEN_OPEN)
		return !is_call(writer);
	return !is_sign(writer);
}

static void write_token(struct writer *writer, struct gw_str *str, struct gw_token token)
{
	if (needs_blank(writer, token))
		gw_str_putc(str, ' ');
	gw_str_add(str, text_of(writer->sql, token));
	writer->before_last = writer->last;
	writer->last = token;
}

char *gw_sqlite_canonical(struct gw_arena *arena, struct gw_view sql)
{
	GW_STR_AUTO struct gw_str str = {0};
	struct writer writer = {.sql = sql};
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, &gw_dialect_sqlite, sql);
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END)
		write_token(&writer, &str, token);
	return gw_str_take(&str, arena);
}

/* The form in which texts are compared. */
static void add_normal(struct gw_str *str, struct gw_view sql)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	enum gw_token_kind last = GW_TOKEN_END;
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, &gw_dialect_sqlite, sql);
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		struct gw_view text = text_of(sql, token);

		if (is_wordy(last) && is_wordy(token.kind))
			gw_str_putc(str, ' ');
		if (token.kind == GW_TOKEN_NAME)
			text = gw_view_of(gw_token_name(&arena, lexer.dialect, sql, token));
		if (token.kind != GW_TOKEN_STRING)
			text = gw_view_of(gw_view_dup_lower(&arena, text));
		gw_str_add(str, text);
		last = token.kind;
	}
}

bool gw_sqlite_same_text(struct gw_view a, struct gw_view b)
{
	GW_STR_AUTO struct gw_str normal_a = {0};
	GW_STR_AUTO struct gw_str normal_b = {0};

	add_normal(&normal_a, a);
	add_normal(&normal_b, b);
	return gw_view_eq(gw_str_view(&normal_a), gw_str_view(&normal_b));
}

void gw_sqlite_each_word(struct gw_view sql, gw_sqlite_word_fn *tell, void *payload)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, &gw_dialect_sqlite, sql);
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		/* SQLite takes 'x' for a name where it expects one. */
		if (token.kind == GW_TOKEN_WORD || token.kind == GW_TOKEN_NAME ||
		    token.kind == GW_TOKEN_STRING)
			tell(payload, gw_token_name(&arena, lexer.dialect, sql, token));
	}
}

struct wanted {
	struct gw_view word;
	bool found;
};

static void look_for(void *payload, const char *word)
{
	struct wanted *wanted = payload;

	wanted->found = wanted->found || gw_view_is_nocase(wanted->word, word);
}

bool gw_sqlite_mentions(struct gw_view sql, const char *word)
{
	struct wanted wanted = {.word = gw_view_of(word)};

	gw_sqlite_each_word(sql, look_for, &wanted);
	return wanted.found;
}

/* --- CREATE TABLE --- */

struct parser {
	struct gw_arena *arena;
	struct gw_lexer lexer;
	struct gw_view sql;
	struct gw_sqlite_table_text *table;
};

static bool is_constraint(struct gw_view sql, struct gw_token token)
{
	static const char *const words[] = {"CONSTRAINT", "PRIMARY", "UNIQUE", "CHECK", "FOREIGN"};

	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (is_word(sql, token, words[i]))
			return true;
	}
	return false;
}

static void add_item(struct parser *parser, struct gw_view text)
{
	struct gw_arena *arena = parser->arena;
	struct gw_sqlite_item item = {0};
	struct gw_lexer lexer;
	struct gw_token first;
	struct gw_token second;

	gw_lexer_init(&lexer, &gw_dialect_sqlite, text);
	first = gw_lexer_next_code(&lexer);
	second = gw_lexer_next_code(&lexer);
	if (first.kind == GW_TOKEN_END)
		return;
	item.is_column = !is_constraint(text, first);
	item.text = gw_sqlite_canonical(arena,
					item.is_column ? gw_view_from(text, first.end) : text);
	if (first.kind == GW_TOKEN_STRING)
		item.spelling = gw_view_dup(arena, text_of(text, first));
	if (item.is_column)
		item.name = gw_token_name(arena, lexer.dialect, text, first);
	else if (is_word(text, first, "CONSTRAINT"))
		item.name = gw_token_name(arena, lexer.dialect, text, second);
	else
		item.name = item.text;
	gw_vec_push(arena, &parser->table->items, item);
}

/* From after "(" to after its ")". */
static bool parse_items(struct parser *parser, size_t start)
{
	size_t depth = 1;

	for (;;) {
		struct gw_token token = gw_lexer_next_code(&parser->lexer);

		if (token.kind == GW_TOKEN_END)
			return false;
		if (token.kind == GW_TOKEN_OPEN)
			depth++;
		else if (token.kind == GW_TOKEN_CLOSE)
			depth--;
		if (is_word(parser->sql, token, "AUTOINCREMENT"))
			parser->table->autoincrement = true;
		if (depth != 0 && (depth != 1 || token.kind != GW_TOKEN_COMMA))
			continue;
		add_item(parser, gw_view_slice(parser->sql, start, token.start));
		if (depth == 0)
			return true;
		start = token.end;
	}
}

static void parse_options(struct parser *parser)
{
	bool strict = false;
	bool without_rowid = false;
	struct gw_token token;

	while ((token = gw_lexer_next_code(&parser->lexer)).kind != GW_TOKEN_END) {
		strict = strict || is_word(parser->sql, token, "STRICT");
		without_rowid = without_rowid || is_word(parser->sql, token, "WITHOUT");
	}
	if (strict)
		parser->table->options = without_rowid ? "STRICT, WITHOUT ROWID" : "STRICT";
	else if (without_rowid)
		parser->table->options = "WITHOUT ROWID";
}

bool gw_sqlite_parse_table(struct gw_arena *arena, struct gw_view sql,
			   struct gw_sqlite_table_text *ret_table)
{
	struct gw_sqlite_table_text table = {0};
	struct parser parser = {.arena = arena, .sql = sql, .table = &table};
	struct gw_token token;

	gw_lexer_init(&parser.lexer, &gw_dialect_sqlite, sql);
	do {
		token = gw_lexer_next_code(&parser.lexer);
		if (token.kind == GW_TOKEN_END)
			return false;
	} while (token.kind != GW_TOKEN_OPEN);
	if (!parse_items(&parser, token.end))
		return false;
	parse_options(&parser);
	*ret_table = table;
	return true;
}
