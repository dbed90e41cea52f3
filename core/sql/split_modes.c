/*
 * Settings that change how the text after them is read: standard_conforming_strings and
 * client_encoding of PostgreSQL, sql_mode of MySQL. What a script sets itself is followed from
 * statement to statement; a value that is computed on the server cannot be.
 */
#include "base/ascii.h"
#include "sql/sql_int.h"

static struct gw_lexer lexer_on(const struct gw_splitter *splitter, struct gw_view text)
{
	struct gw_lexer lexer;

	gw_lexer_init(&lexer, splitter->dialect, text);
	lexer.modes = splitter->modes;
	return lexer;
}

/* Text without its quotes. */
static struct gw_view value_text(struct gw_view text, struct gw_token token)
{
	struct gw_view value = gw_token_text(text, token);

	if (token.kind == GW_TOKEN_STRING && value.n >= 2)
		value = gw_view_slice(value, 1, value.n - 1);
	return value;
}

/* --- PostgreSQL --- */

static bool means_off(struct gw_view value)
{
	static const char *const names[] = {"off", "of", "false", "fals", "fal",
					    "fa",  "f",  "no",    "n",    "0"};

	for (size_t i = 0; i < GW_COUNT(names); i++) {
		if (gw_view_is_nocase(value, names[i]))
			return true;
	}
	return false;
}

static bool means_utf8(struct gw_view value)
{
	static const char *const names[] = {"utf8", "utf-8", "utf_8", "unicode"};

	for (size_t i = 0; i < GW_COUNT(names); i++) {
		if (gw_view_is_nocase(value, names[i]))
			return true;
	}
	return false;
}

/* SET [SESSION | LOCAL] name {TO | =} value, SET NAMES value; the lexer is behind SET. */
static void follow_set(struct gw_splitter *splitter, struct gw_lexer lexer)
{
	struct gw_view text = lexer.text;
	struct gw_token name = gw_lexer_next_code(&lexer);
	bool local = gw_token_is_word(text, name, "local");
	bool strings;
	bool names;
	struct gw_token value;
	bool reset;

	if (local || gw_token_is_word(text, name, "session"))
		name = gw_lexer_next_code(&lexer);
	strings = gw_token_is_word(text, name, "standard_conforming_strings");
	names = gw_token_is_word(text, name, "names");
	if (!strings && !names && !gw_token_is_word(text, name, "client_encoding"))
		return;
	value = gw_lexer_next_code(&lexer);
	if (!names)
		value = gw_lexer_next_code(&lexer); /* behind TO or = */
	reset = gw_token_is_word(text, value, "default");
	if (!strings) {
		splitter->any_bytes = !reset && !means_utf8(value_text(text, value));
		return;
	}
	splitter->modes.backslash_escapes = reset ? splitter->dialect->modes.backslash_escapes
						  : means_off(value_text(text, value));
	if (!local)
		splitter->base_modes = splitter->modes;
}

static void reset_postgres(struct gw_splitter *splitter)
{
	splitter->modes = splitter->dialect->modes;
	splitter->base_modes = splitter->modes;
	splitter->any_bytes = false;
}

static void follow_reset(struct gw_splitter *splitter, struct gw_lexer lexer)
{
	struct gw_token name = gw_lexer_next_code(&lexer);

	if (gw_token_is_word(lexer.text, name, "all") ||
	    gw_token_is_word(lexer.text, name, "standard_conforming_strings"))
		reset_postgres(splitter);
}

void gw_modes_follow_postgres(struct gw_splitter *splitter, const struct gw_statement *statement)
{
	struct gw_lexer lexer = lexer_on(splitter, gw_statement_text(splitter->text, statement));
	struct gw_token verb = gw_lexer_next_code(&lexer);

	/* What SET LOCAL has set ends with the transaction. */
	if (statement->class.tx == GW_TX_COMMIT || statement->class.tx == GW_TX_ROLLBACK)
		splitter->modes = splitter->base_modes;
	else if (gw_token_is_word(lexer.text, verb, "set"))
		follow_set(splitter, lexer);
	else if (gw_token_is_word(lexer.text, verb, "reset") ||
		 gw_token_is_word(lexer.text, verb, "discard"))
		follow_reset(splitter, lexer);
}

/* --- MySQL --- */

/* Modes that change how text is read, as names and as bits of the number that sql_mode may be. */
static const struct sql_mode {
	const char *name;
	uint64_t bit;
	bool no_backslash_escapes;
	bool ansi_quotes;
} sql_modes[] = {
	{"no_backslash_escapes", UINT64_C(1) << 20, .no_backslash_escapes = true},
	{"ansi_quotes", UINT64_C(1) << 2, .ansi_quotes = true},
	{"ansi", UINT64_C(1) << 18, .ansi_quotes = true},
	{"oracle", UINT64_C(1) << 9, .ansi_quotes = true},
	{"postgresql", UINT64_C(1) << 8, .ansi_quotes = true},
	{"mssql", UINT64_C(1) << 10, .ansi_quotes = true},
	{"db2", UINT64_C(1) << 11, .ansi_quotes = true},
	{"maxdb", UINT64_C(1) << 12, .ansi_quotes = true},
};

/* on: the mode becomes set; else it becomes unset. */
static void apply_mode(struct gw_lexer_modes *modes, const struct sql_mode *mode, bool on)
{
	if (mode->no_backslash_escapes)
		modes->backslash_escapes = !on;
	if (mode->ansi_quotes)
		modes->double_quoted_strings = !on;
}

/* Names separated by commas: 'STRICT_TRANS_TABLES,ANSI_QUOTES'. */
static void apply_names(struct gw_lexer_modes *modes, struct gw_view list, bool on)
{
	struct gw_view name;

	while (gw_view_next_field(&list, ',', &name)) {
		for (size_t i = 0; i < GW_COUNT(sql_modes); i++) {
			if (gw_view_is_nocase(gw_view_trim(name), sql_modes[i].name))
				apply_mode(modes, &sql_modes[i], on);
		}
	}
}

static void apply_number(struct gw_lexer_modes *modes, struct gw_view digits)
{
	uint64_t bits;

	if (!gw_parse_u64(digits, &bits))
		return;
	for (size_t i = 0; i < GW_COUNT(sql_modes); i++) {
		if (bits & sql_modes[i].bit)
			apply_mode(modes, &sql_modes[i], true);
	}
}

/* sql_mode, `sql_mode`, @@sql_mode, @@session.sql_mode, but not @@global.sql_mode. */
static bool is_sql_mode(struct gw_view text, struct gw_token token)
{
	struct gw_view name = gw_token_text(text, token);
	size_t dot = gw_view_rfind_char(name, '.');

	if (token.kind == GW_TOKEN_NAME)
		return gw_view_is_nocase(name, "`sql_mode`");
	if (gw_view_starts_nocase(name, "@@global."))
		return false;
	if (token.kind == GW_TOKEN_PARAMETER && gw_view_starts(name, "@@"))
		return gw_view_is_nocase(gw_view_from(name, dot != GW_NOWHERE ? dot + 1 : 2),
					 "sql_mode");
	return gw_token_is_word(text, token, "sql_mode");
}

/*
 * The value of sql_mode, up to the comma behind it. Besides constants the forms that dumps and
 * guides use are understood: CONCAT(@@sql_mode, ',MODE'), REPLACE(@@sql_mode, 'MODE', ''), and
 * @saved, which is what the script began with.
 */
static struct gw_lexer_modes read_sql_mode(const struct gw_splitter *splitter,
					   struct gw_lexer *lexer)
{
	struct gw_lexer_modes modes = splitter->dialect->modes;
	bool removes = false;
	size_t parens = 0;

	for (;;) {
		struct gw_token token = gw_lexer_next_code(lexer);
		struct gw_view text = gw_token_text(lexer->text, token);

		if (token.kind == GW_TOKEN_END || (token.kind == GW_TOKEN_COMMA && parens == 0))
			return modes;
		if (token.kind == GW_TOKEN_OPEN)
			parens++;
		else if (token.kind == GW_TOKEN_CLOSE)
			parens -= parens > 0;
		else if (is_sql_mode(lexer->text, token))
			modes = splitter->modes;
		else if (token.kind == GW_TOKEN_PARAMETER ||
			 gw_token_is_word(lexer->text, token, "default"))
			modes = splitter->base_modes;
		else if (gw_token_is_word(lexer->text, token, "replace"))
			removes = true;
		else if (token.kind == GW_TOKEN_NUMBER)
			apply_number(&modes, text);
		else if (token.kind == GW_TOKEN_WORD || token.kind == GW_TOKEN_STRING)
			apply_names(&modes, value_text(lexer->text, token), !removes);
	}
}

/* The text of an executable comment without its marks and version number. */
static struct gw_view comment_code(struct gw_view comment)
{
	size_t start = gw_view_starts(comment, "/*M!") ? 4 : 3;

	while (start < comment.n && gw_is_digit(comment.p[start]))
		start++;
	return gw_view_slice(comment, start, comment.n - 2);
}

void gw_modes_follow_mysql(struct gw_splitter *splitter, const struct gw_statement *statement)
{
	struct gw_lexer lexer = lexer_on(splitter, gw_statement_text(splitter->text, statement));
	struct gw_token token = gw_lexer_next_code(&lexer);
	bool global = false;

	if (token.kind == GW_TOKEN_CODE_COMMENT) {
		lexer = lexer_on(splitter, comment_code(gw_token_text(lexer.text, token)));
		token = gw_lexer_next_code(&lexer);
	}
	if (!gw_token_is_word(lexer.text, token, "set"))
		return;
	token = gw_lexer_next_code(&lexer);
	if (gw_token_is_word(lexer.text, token, "statement"))
		return; /* for one statement */
	/* A scope holds for the variables after it, too. */
	for (; token.kind != GW_TOKEN_END; token = gw_lexer_next_code(&lexer)) {
		if (gw_token_is_word(lexer.text, token, "global"))
			global = true;
		else if (gw_token_is_word(lexer.text, token, "session") ||
			 gw_token_is_word(lexer.text, token, "local"))
			global = false;
		else if (is_sql_mode(lexer.text, token) && !global)
			splitter->modes = read_sql_mode(splitter, &lexer);
	}
}
