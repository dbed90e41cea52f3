/*
 * A name with a database before it counts where a statement writes: after INTO, TABLE, EXISTS and the
 * like. Elsewhere `a.b` is a column of a table, or something that is only read.
 */
#include "sql/leave.h"

#include "sql/split.h"
#include "sql/sql_int.h"

struct reader {
	const struct gw_dialect *dialect;
	struct gw_view text;
	const char *home;
	struct gw_token before; /* the token at hand, */
	struct gw_token last; /* and before it */
	bool lists; /* names follow one another with commas: DROP TABLE a, b */
	bool on_names; /* the first ON has a table behind it: CREATE INDEX i ON t */
};

static struct gw_view text_of(const struct reader *reader, struct gw_token token)
{
	return gw_view_slice(reader->text, token.start, token.end);
}

static bool is_word(const struct reader *reader, struct gw_token token, const char *word)
{
	return token.kind == GW_TOKEN_WORD && gw_view_is_nocase(text_of(reader, token), word);
}

static bool is_one_of(const struct reader *reader, struct gw_token token, const char *const *words)
{
	for (; *words != NULL; words++) {
		if (is_word(reader, token, *words))
			return true;
	}
	return false;
}

/* Whether a name that follows the last token is one of something that is written. */
static bool is_target(const struct reader *reader)
{
	static const char *const always[] = {
		"INTO",      "TABLE", "TABLES",   "EXISTS",  "VIEW",         "TRIGGER",
		"PROCEDURE", "EVENT", "FUNCTION", "PACKAGE", "SEQUENCE",     "BODY",
		"CALL",      "TO",    "TRUNCATE", "INSERT",  "REPLACE",      "DELETE",
		"IGNORE",    "QUICK", "DELAYED",  "HISTORY", "LOW_PRIORITY", NULL,
	};
	static const char *const no_update[] = {"KEY", "ON", "FOR", NULL};
	static const char *const deletes[] = {"DELETE", "QUICK", "IGNORE", "LOW_PRIORITY", NULL};

	if (is_one_of(reader, reader->last, always))
		return true;
	if (is_word(reader, reader->last, "UPDATE"))
		return !is_one_of(reader, reader->before, no_update);
	if (is_word(reader, reader->last, "FROM"))
		return is_one_of(reader, reader->before, deletes);
	if (is_word(reader, reader->last, "ON"))
		return reader->on_names;
	return reader->lists && reader->last.kind == GW_TOKEN_COMMA;
}

static bool is_other(const struct reader *reader, struct gw_token name)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	return !gw_view_is_nocase(
		gw_view_of(gw_token_name(&arena, reader->dialect, reader->text, name)),
		reader->home);
}

static bool begins_with(struct gw_lexer lexer, const char *words)
{
	struct gw_view rest = gw_view_of(words), word;

	while (gw_view_next_word(&rest, &word)) {
		struct gw_token token = gw_lexer_next_code(&lexer);

		if (token.kind != GW_TOKEN_WORD ||
		    !gw_view_eq_nocase(gw_view_slice(lexer.text, token.start, token.end), word))
			return false;
	}
	return true;
}

static bool begins_leaving(const struct gw_lexer *lexer)
{
	const char *const *words = lexer->dialect->leaving;

	for (; words != NULL && *words != NULL; words++) {
		if (begins_with(*lexer, *words))
			return true;
	}
	return false;
}

/* MySQL's executable comments. */
static bool comment_leaves(const struct reader *reader, struct gw_lexer_modes modes,
			   struct gw_token token)
{
	struct gw_view code = text_of(reader, token);

	if (!gw_view_starts(code, "/*!") && !gw_view_starts(code, "/*M!"))
		return false;
	code = gw_view_from(code, gw_view_find_char(code, '!') + 1);
	while (code.n != 0 && code.p[0] >= '0' && code.p[0] <= '9')
		code = gw_view_from(code, 1);
	if (gw_view_ends(code, "*/"))
		code = gw_view_slice(code, 0, code.n - 2);
	return gw_statement_leaves(reader->dialect, modes, code, reader->home);
}

static void step(struct reader *reader, struct gw_token token)
{
	if (is_word(reader, reader->last, "ON"))
		reader->on_names = false;
	reader->on_names |= is_word(reader, token, "INDEX") || is_word(reader, token, "TRIGGER");
	reader->before = reader->last;
	reader->last = token;
}

bool gw_statement_leaves(const struct gw_dialect *dialect, struct gw_lexer_modes modes,
			 struct gw_view statement, const char *home)
{
	static const char *const listing[] = {"DROP", "RENAME", NULL};
	struct reader reader = {.dialect = dialect, .text = statement, .home = home};
	struct gw_token token;
	struct gw_lexer lexer;

	gw_lexer_init(&lexer, dialect, statement);
	lexer.modes = modes;
	if (begins_leaving(&lexer))
		return true;
	if (!dialect->databases_qualify)
		return false;
	token = gw_lexer_next_code(&lexer);
	reader.lists = is_one_of(&reader, token, listing);
	while (token.kind != GW_TOKEN_END) {
		struct gw_token next = gw_lexer_next_code(&lexer);

		if (token.kind == GW_TOKEN_CODE_COMMENT && comment_leaves(&reader, modes, token))
			return true;
		if (next.kind == GW_TOKEN_DOT &&
		    (token.kind == GW_TOKEN_WORD || token.kind == GW_TOKEN_NAME) &&
		    is_target(&reader) && is_other(&reader, token))
			return true;
		if (token.kind != GW_TOKEN_CODE_COMMENT)
			step(&reader, token);
		token = next;
	}
	return false;
}

bool gw_script_leaves(const struct gw_dialect *dialect, struct gw_view text, const char *home,
		      size_t *ret_offset, size_t *ret_length)
{
	GW_ERROR_AUTO struct gw_error *ignored = NULL;
	struct gw_splitter splitter;
	struct gw_statement statement;
	bool found = true;

	gw_splitter_init(&splitter, dialect, text);
	for (;;) {
		struct gw_lexer_modes modes = splitter.modes;

		if (!gw_split_next(&splitter, &statement, &found, &ignored) || !found)
			return false;
		if (!gw_statement_leaves(dialect, modes, gw_statement_text(text, &statement), home))
			continue;
		*ret_offset = statement.start;
		*ret_length = statement.end - statement.start;
		return true;
	}
}

bool gw_leaving_fail(const char *name, bool is_migration, struct gw_error **err)
{
	gw_fail(err, GW_E_LEAVES, "%s names another database, and would write to it", name);
	gw_error_hint(
		*err,
		"Leave the name of the database out: it runs in the one that the URL names.%s",
		is_migration ? " Where it is applied already, `godwit accept` takes the file "
			       "as it is then."
			     : "");
	return false;
}
