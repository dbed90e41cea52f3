/*
 * The lexer: SQL text into tokens, losslessly. The tokens of a text, concatenated, are the text;
 * there is a token for every byte. Bytes that fit nothing become one-byte GW_TOKEN_OTHER tokens:
 * refusing is the server's job. Only what never ends (a string, a comment) is marked.
 */
#ifndef GW_SQL_LEXER_H
#define GW_SQL_LEXER_H

#include "sql/dialect.h"

enum gw_token_kind {
	GW_TOKEN_END,
	GW_TOKEN_BLANK, /* white space */
	GW_TOKEN_COMMENT, /* without meaning for the server */
	GW_TOKEN_CODE_COMMENT, /* MySQL: executable comment or optimizer hint, whole */
	GW_TOKEN_WORD, /* keyword or unquoted name */
	GW_TOKEN_NAME, /* quoted name: "x", `x`, [x] */
	GW_TOKEN_STRING, /* any literal text: '', "", E'', $tag$..$tag$, x'' */
	GW_TOKEN_NUMBER,
	GW_TOKEN_PARAMETER, /* $1, ?, :name, @name, @@name */
	GW_TOKEN_SEMICOLON,
	GW_TOKEN_OPEN, /* ( */
	GW_TOKEN_CLOSE, /* ) */
	GW_TOKEN_COMMA,
	GW_TOKEN_DOT,
	GW_TOKEN_OTHER, /* operators, everything else */
};

struct gw_token {
	enum gw_token_kind kind;
	size_t start; /* bytes in the text */
	size_t end;
	bool unterminated; /* the text ended inside this token */
	bool dollar_quoted;
};

/* How strings are read; depends on session settings, which statements of the file may change. */
struct gw_lexer_modes {
	bool backslash_escapes; /* MySQL unless NO_BACKSLASH_ESCAPES; PostgreSQL with
				   standard_conforming_strings off */
	bool double_quoted_strings; /* MySQL unless ANSI_QUOTES: "x" is a string */
};

struct gw_lexer {
	const struct gw_dialect *dialect;
	struct gw_view text;
	size_t offset; /* of the next token */
	struct gw_lexer_modes modes;
};

/* The modes that a fresh session of the dialect's server has. */
struct gw_lexer_modes gw_lexer_default_modes(const struct gw_dialect *dialect);
void gw_lexer_init(struct gw_lexer *lexer, const struct gw_dialect *dialect, struct gw_view text);
/* The next token; GW_TOKEN_END (empty) at the end, again and again. */
struct gw_token gw_lexer_next(struct gw_lexer *lexer);
/* As above without blanks and comments (code comments are kept). */
struct gw_token gw_lexer_next_code(struct gw_lexer *lexer);

/* Blank or comment: nothing that the server would act on. */
bool gw_token_is_space(struct gw_token token);

/*
 * The name that a WORD, NAME or STRING token stands for, quotes and escapes resolved; unquoted
 * words are folded as the dialect folds them (PostgreSQL: to lower case).
 */
char *gw_token_name(struct gw_arena *arena, const struct gw_dialect *dialect, struct gw_view text,
		    struct gw_token token);

#endif
