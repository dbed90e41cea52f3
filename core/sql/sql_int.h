/*
 * What the files of the sql folder share: the members of a dialect, and small helpers on tokens.
 * Nobody outside of the folder includes this.
 */
#ifndef GW_SQL_SQL_INT_H
#define GW_SQL_SQL_INT_H

#include "sql/lexer.h"
#include "sql/split.h"

/* What a byte is where a token starts (low bits), and what it can be a later part of (flags). */
enum gw_char {
	GW_CHAR_OTHER,
	GW_CHAR_BLANK,
	GW_CHAR_WORD,
	GW_CHAR_PREFIX, /* a letter that may stand before a quote: E'', x'' */
	GW_CHAR_DIGIT,
	GW_CHAR_QUOTE,
	GW_CHAR_DOUBLE_QUOTE,
	GW_CHAR_BACKTICK,
	GW_CHAR_BRACKET, /* [name] */
	GW_CHAR_DOLLAR, /* $1, or $tag$ */
	GW_CHAR_VARIABLE, /* before a name: @x, :x, $x */
	GW_CHAR_QUESTION, /* ?, ?1 */
	GW_CHAR_HASH, /* # comment */
	GW_CHAR_DASH,
	GW_CHAR_SLASH,
	GW_CHAR_OPERATOR,
	GW_CHAR_SEMICOLON,
	GW_CHAR_OPEN,
	GW_CHAR_CLOSE,
	GW_CHAR_COMMA,
	GW_CHAR_DOT,
	GW_CHAR_MASK = 0x3f,
	GW_CHAR_IN_OPERATOR = 0x40,
	GW_CHAR_IN_WORD = 0x80,
};

/* One kind of quoting by letters before the quote. */
struct gw_string_prefix {
	const char *text; /* lower case, with the quote: "e'"; NULL ends a list */
	enum gw_token_kind kind;
	bool backslash_escapes;
	bool follows_modes; /* backslash escapes as in a plain string */
};

struct gw_client; /* the engine's own program: client_int.h */
struct gw_compound_rules; /* statements that hold statements: compound_int.h */
struct gw_classifier; /* defined in the classify files */

struct gw_dialect {
	const char *name;
	const uint8_t *chars; /* 256 of enum gw_char with flags */
	const struct gw_string_prefix *prefixes;
	struct gw_lexer_modes modes; /* of a fresh session */
	bool nested_comments;
	bool dash_comment_needs_blank; /* "5--1" is two minus signs */
	bool cr_ends_comment;
	bool code_comments;
	bool open_comment_is_whole; /* a block comment may end with the text */
	bool string_goes_on; /* 'a' newline 'b' is one string */
	bool words_fold_lower;
	bool parens_hold_semicolons;
	bool utf8_only; /* the server refuses other bytes */
	bool databases_qualify; /* a.b is in the database a, not in a schema of this one */
	const char *const
		*leaving; /* words that statements begin with which reach another database, with
				       NULL at the end; NULL: none does */
	bool inline_indexes; /* definitions of tables hold INDEX and KEY: no names of columns */
	bool tables_ignore_case; /* Users and users are one table */
	bool columns_ignore_case;
	const char *fresh_schema; /* where names are looked up at first; NULL: it has no name */
	/* Updates the splitter's modes by a statement that it has passed. May be NULL. */
	void (*follow_modes)(struct gw_splitter *splitter, const struct gw_statement *statement);
	const struct gw_client *client;
	const struct gw_compound_rules *compound;
	const struct gw_classifier *classifier;
};

extern const struct gw_classifier gw_classifier_postgres;
extern const struct gw_classifier gw_classifier_mysql;
extern const struct gw_classifier gw_classifier_sqlite;

/*
 * gw_lexer_next() for loops over long texts: a token that is written in place, not returned, halves
 * the time of the splitter.
 */
void gw_lexer_read(struct gw_lexer *lexer, struct gw_token *ret_token);

static inline struct gw_view gw_token_text(struct gw_view text, struct gw_token token)
{
	return (struct gw_view){text.p + token.start, token.end - token.start};
}

/* Whether the token is this unquoted word, in any case of letters. */
static inline bool gw_token_is_word(struct gw_view text, struct gw_token token, const char *word)
{
	return token.kind == GW_TOKEN_WORD && gw_view_is_nocase(gw_token_text(text, token), word);
}

/* split_modes.c: the follow_modes of the dialects that have modes. */
void gw_modes_follow_postgres(struct gw_splitter *splitter, const struct gw_statement *statement);
void gw_modes_follow_mysql(struct gw_splitter *splitter, const struct gw_statement *statement);

#endif
