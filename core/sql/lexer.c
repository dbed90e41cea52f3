/*
 * The lexer. A table gives each byte a class; the class of a token's first byte picks the function
 * that finds its end. Functions take the offset where they go on and return the offset behind the
 * token. Nothing is allocated, and no byte is looked at more than a fixed number of times.
 */
#include "sql/lexer.h"

#include <string.h>

#include "sql/sql_int.h"

static const char byte_order_mark[] = "\xef\xbb\xbf";

struct gw_lexer_modes gw_lexer_default_modes(const struct gw_dialect *dialect)
{
	return dialect->modes;
}

void gw_lexer_init(struct gw_lexer *lexer, const struct gw_dialect *dialect, struct gw_view text)
{
	*lexer = (struct gw_lexer){.dialect = dialect, .text = text, .modes = dialect->modes};
}

bool gw_token_is_space(struct gw_token token)
{
	return token.kind == GW_TOKEN_BLANK || token.kind == GW_TOKEN_COMMENT;
}

static unsigned char_at(const struct gw_lexer *lexer, size_t at)
{
	return at < lexer->text.n ? (unsigned char)lexer->text.p[at] : 0;
}

static unsigned class_at(const struct gw_lexer *lexer, size_t at)
{
	return at < lexer->text.n ? lexer->dialect->chars[(unsigned char)lexer->text.p[at]] : 0;
}

static bool has_class(const struct gw_lexer *lexer, size_t at, enum gw_char class)
{
	return (class_at(lexer, at) & GW_CHAR_MASK) == class;
}

/* Behind the bytes whose class has this value under the mask. */
static size_t pass_while(const struct gw_lexer *lexer, size_t at, unsigned mask, unsigned value)
{
	const uint8_t *chars = lexer->dialect->chars;
	const char *p = lexer->text.p;
	size_t n = lexer->text.n;

	while (at < n && (chars[(unsigned char)p[at]] & mask) == value)
		at++;
	return at;
}

static size_t pass_word(const struct gw_lexer *lexer, size_t at)
{
	return pass_while(lexer, at, GW_CHAR_IN_WORD, GW_CHAR_IN_WORD);
}

static size_t pass_digits(const struct gw_lexer *lexer, size_t at)
{
	return pass_while(lexer, at, GW_CHAR_MASK, GW_CHAR_DIGIT);
}

/* --- comments --- */

static bool starts_block_comment(const struct gw_lexer *lexer, size_t at)
{
	return char_at(lexer, at) == '/' && char_at(lexer, at + 1) == '*';
}

/* MySQL's server wants a blank or a control character after the dashes; the end will do. */
static bool starts_dash_comment(const struct gw_lexer *lexer, size_t at)
{
	unsigned next;

	if (char_at(lexer, at) != '-' || char_at(lexer, at + 1) != '-')
		return false;
	next = char_at(lexer, at + 2);
	return !lexer->dialect->dash_comment_needs_blank || next <= ' ' || next == 0x7f;
}

/* To the end of the line, without it. */
static size_t pass_line(const struct gw_lexer *lexer, size_t at)
{
	const char *from = lexer->text.p + at;
	const char *newline = memchr(from, '\n', lexer->text.n - at);
	size_t n = newline != NULL ? (size_t)(newline - from) : lexer->text.n - at;
	const char *cr = lexer->dialect->cr_ends_comment ? memchr(from, '\r', n) : NULL;

	return cr != NULL ? at + (size_t)(cr - from) : at + n;
}

static size_t pass_flat_comment(struct gw_token *token, const struct gw_lexer *lexer, size_t at)
{
	const char *p = lexer->text.p;
	const char *end = p + lexer->text.n;
	const char *star = p + at;

	while ((star = memchr(star, '*', (size_t)(end - star))) != NULL) {
		star++;
		if (star < end && *star == '/')
			return (size_t)(star - p) + 1;
	}
	token->unterminated = true;
	return lexer->text.n;
}

static size_t pass_nested_comment(struct gw_token *token, const struct gw_lexer *lexer, size_t at)
{
	size_t depth = 1;

	while (at < lexer->text.n) {
		if (starts_block_comment(lexer, at)) {
			depth++;
			at += 2;
		} else if (char_at(lexer, at) == '*' && char_at(lexer, at + 1) == '/') {
			at += 2;
			if (--depth == 0)
				return at;
		} else {
			at++;
		}
	}
	token->unterminated = true;
	return at;
}

/* --- quotes --- */

/* The end of the quoted text that starts before at. */
static size_t pass_quoted(struct gw_token *token, const struct gw_lexer *lexer, size_t at,
			  char quote)
{
	for (;;) {
		const char *from = lexer->text.p + at;
		const char *close = memchr(from, quote, lexer->text.n - at);

		if (close == NULL)
			break;
		at += (size_t)(close - from) + 1;
		if (char_at(lexer, at) != (unsigned char)quote)
			return at;
		at++; /* doubled: the quote itself */
	}
	token->unterminated = true;
	return lexer->text.n;
}

static size_t pass_escaped(struct gw_token *token, const struct gw_lexer *lexer, size_t at,
			   char quote)
{
	const char *p = lexer->text.p;
	size_t n = lexer->text.n;

	for (; at < n; at++) {
		if (p[at] == '\\') {
			at++;
		} else if (p[at] == quote) {
			if (char_at(lexer, at + 1) != (unsigned char)quote)
				return at + 1;
			at++;
		}
	}
	token->unterminated = true;
	return n;
}

/*
 * PostgreSQL: where the next part of a string starts, behind its quote, when only blanks with a
 * newline (and dash comments) lie between; else GW_NOWHERE.
 */
static size_t find_next_part(const struct gw_lexer *lexer, size_t at)
{
	bool newline = false;

	for (;; at++) {
		unsigned c = char_at(lexer, at);

		if (c == '\n' || c == '\r')
			newline = true;
		else if (starts_dash_comment(lexer, at))
			at = pass_line(lexer, at) - 1;
		else if (!has_class(lexer, at, GW_CHAR_BLANK))
			return newline && c == '\'' ? at + 1 : GW_NOWHERE;
	}
}

static size_t pass_string(struct gw_token *token, const struct gw_lexer *lexer, size_t at,
			  char quote, bool escapes)
{
	if (!escapes)
		return pass_quoted(token, lexer, at, quote);
	for (;;) {
		size_t end = pass_escaped(token, lexer, at, quote);

		if (token->unterminated || !lexer->dialect->string_goes_on)
			return end;
		at = find_next_part(lexer, end);
		if (at == GW_NOWHERE)
			return end;
	}
}

static size_t pass_double_quoted(struct gw_token *token, const struct gw_lexer *lexer, size_t at)
{
	if (!lexer->modes.double_quoted_strings) {
		token->kind = GW_TOKEN_NAME;
		return pass_quoted(token, lexer, at, '"');
	}
	token->kind = GW_TOKEN_STRING;
	return pass_string(token, lexer, at, '"', lexer->modes.backslash_escapes);
}

static size_t pass_bracketed(struct gw_token *token, const struct gw_lexer *lexer, size_t at)
{
	const char *from = lexer->text.p + at;
	const char *close = memchr(from, ']', lexer->text.n - at);

	token->kind = GW_TOKEN_NAME;
	token->unterminated = close == NULL;
	return close != NULL ? at + (size_t)(close - from) + 1 : lexer->text.n;
}

/* $1, $tag$..$tag$, or a lone dollar sign. */
static size_t pass_dollar(struct gw_token *token, const struct gw_lexer *lexer, size_t at)
{
	const char *start = lexer->text.p + at;
	size_t end = at + 1;
	size_t tag;
	const char *close;

	if (has_class(lexer, end, GW_CHAR_DIGIT)) {
		token->kind = GW_TOKEN_PARAMETER;
		return pass_digits(lexer, end);
	}
	while ((class_at(lexer, end) & GW_CHAR_IN_WORD) && char_at(lexer, end) != '$')
		end++;
	if (char_at(lexer, end) != '$')
		return at + 1;
	end++;
	tag = end - at;
	token->kind = GW_TOKEN_STRING;
	token->dollar_quoted = true;
	close = memmem(lexer->text.p + end, lexer->text.n - end, start, tag);
	token->unterminated = close == NULL;
	return close != NULL ? (size_t)(close - lexer->text.p) + tag : lexer->text.n;
}

/* --- words and numbers --- */

static const struct gw_string_prefix *find_prefix(const struct gw_lexer *lexer, size_t at)
{
	const struct gw_string_prefix *prefix = lexer->dialect->prefixes;
	struct gw_view rest = gw_view_from(lexer->text, at);

	while (prefix->text != NULL && !gw_view_starts_nocase(rest, prefix->text))
		prefix++;
	return prefix->text != NULL ? prefix : NULL;
}

/* A word, or a string or name with letters before its quote. */
static size_t pass_prefixed(struct gw_token *token, const struct gw_lexer *lexer, size_t at)
{
	unsigned next = char_at(lexer, at + 1);
	const struct gw_string_prefix *prefix = NULL;
	size_t length;

	if (next == '\'' || next == '&')
		prefix = find_prefix(lexer, at);
	if (prefix == NULL) {
		token->kind = GW_TOKEN_WORD;
		return pass_word(lexer, at + 1);
	}
	length = strlen(prefix->text);
	token->kind = prefix->kind;
	return pass_string(token, lexer, at + length, prefix->text[length - 1],
			   prefix->follows_modes ? lexer->modes.backslash_escapes
						 : prefix->backslash_escapes);
}

/* Whether the sign at `at` belongs to an exponent: 1e-5. */
static bool is_exponent_sign(const struct gw_lexer *lexer, size_t at)
{
	unsigned c = char_at(lexer, at);

	return (c == '-' || c == '+') && (char_at(lexer, at - 1) | 0x20) == 'e' &&
	       has_class(lexer, at - 2, GW_CHAR_DIGIT) && has_class(lexer, at + 1, GW_CHAR_DIGIT);
}

/*
 * What servers take as one number, and letters that follow it directly: how they read those
 * differs, but neither way a quote or a semicolon is hidden in them. A dollar sign is left alone
 * where it may open a string.
 */
static size_t pass_number(const struct gw_lexer *lexer, size_t at)
{
	size_t start = at;
	bool dollar_opens = (lexer->dialect->chars['$'] & GW_CHAR_MASK) == GW_CHAR_DOLLAR;

	for (;; at++) {
		unsigned class = class_at(lexer, at);

		if (class & GW_CHAR_IN_WORD) {
			if (dollar_opens && char_at(lexer, at) == '$')
				return at;
		} else if ((class & GW_CHAR_MASK) == GW_CHAR_DOT) {
			if (!has_class(lexer, at + 1, GW_CHAR_DIGIT))
				return at;
		} else if (at < start + 2 || (char_at(lexer, start + 1) | 0x20) == 'x' ||
			   !is_exponent_sign(lexer, at)) {
			return at;
		}
	}
}

/* @name, @@scope.name, :name, or the sign alone. */
static size_t pass_variable(struct gw_token *token, const struct gw_lexer *lexer, size_t at)
{
	size_t start = at + 1;

	if (char_at(lexer, at) == '@' && char_at(lexer, start) == '@')
		start++;
	at = start;
	while ((class_at(lexer, at) & GW_CHAR_IN_WORD) ||
	       (has_class(lexer, at, GW_CHAR_DOT) && (class_at(lexer, at + 1) & GW_CHAR_IN_WORD)))
		at++;
	if (at > start)
		token->kind = GW_TOKEN_PARAMETER;
	return at;
}

/* A run of operator characters ends where a comment starts, or where a code comment could end. */
static size_t pass_operator(const struct gw_lexer *lexer, size_t at)
{
	at++;
	while ((class_at(lexer, at) & GW_CHAR_IN_OPERATOR) && !starts_block_comment(lexer, at) &&
	       !starts_dash_comment(lexer, at) &&
	       !(char_at(lexer, at) == '*' && char_at(lexer, at + 1) == '/'))
		at++;
	return at;
}

/* --- tokens --- */

static size_t pass_token(struct gw_token *token, const struct gw_lexer *lexer, size_t at);

/* Opening of a code comment at `at`, or 0: executable (Oracle's and MariaDB's form), or a hint. */
static size_t code_comment_opening(const struct gw_lexer *lexer, size_t at)
{
	struct gw_view rest = gw_view_slice(lexer->text, at, at + 4);

	if (!lexer->dialect->code_comments)
		return 0;
	if (gw_view_starts(rest, "/*!") || gw_view_starts(rest, "/*+"))
		return 3;
	return gw_view_starts(rest, "/*M!") ? 4 : 0;
}

/*
 * An executable comment holds tokens, and ends where its end is a token of its own: not within a
 * string. Block comments in it do not nest further.
 */
static size_t pass_code_comment(struct gw_token *token, const struct gw_lexer *lexer, size_t at)
{
	while (at < lexer->text.n) {
		struct gw_token inner = {.kind = GW_TOKEN_OTHER};

		if (char_at(lexer, at) == '*' && char_at(lexer, at + 1) == '/')
			return at + 2;
		if (starts_block_comment(lexer, at))
			at = pass_flat_comment(&inner, lexer, at + 2);
		else
			at = pass_token(&inner, lexer, at);
	}
	token->unterminated = true;
	return lexer->text.n;
}

static size_t pass_block_comment(struct gw_token *token, const struct gw_lexer *lexer, size_t at)
{
	size_t opening = code_comment_opening(lexer, at);

	if (opening == 0) {
		token->kind = GW_TOKEN_COMMENT;
		return lexer->dialect->nested_comments ? pass_nested_comment(token, lexer, at + 2)
						       : pass_flat_comment(token, lexer, at + 2);
	}
	token->kind = GW_TOKEN_CODE_COMMENT;
	return char_at(lexer, at + 2) == '+' ? pass_flat_comment(token, lexer, at + opening)
					     : pass_code_comment(token, lexer, at + opening);
}

static size_t pass_one(struct gw_token *token, enum gw_token_kind kind, size_t end)
{
	token->kind = kind;
	return end;
}

/* Tokens of one byte. */
static const enum gw_token_kind single_kinds[GW_CHAR_MASK + 1] = {
	[GW_CHAR_OTHER] = GW_TOKEN_OTHER,         [GW_CHAR_OPEN] = GW_TOKEN_OPEN,
	[GW_CHAR_SEMICOLON] = GW_TOKEN_SEMICOLON, [GW_CHAR_CLOSE] = GW_TOKEN_CLOSE,
	[GW_CHAR_COMMA] = GW_TOKEN_COMMA,         [GW_CHAR_DOT] = GW_TOKEN_DOT,
};

/* Sets the kind of the token at `at`, which is within the text, and returns its end. */
static size_t pass_token(struct gw_token *token, const struct gw_lexer *lexer, size_t at)
{
	enum gw_char class = (enum gw_char)(class_at(lexer, at) & GW_CHAR_MASK);

	token->kind = GW_TOKEN_OTHER;
	switch (class) {
	case GW_CHAR_BLANK:
		return pass_one(token, GW_TOKEN_BLANK,
				pass_while(lexer, at + 1, GW_CHAR_MASK, GW_CHAR_BLANK));
	case GW_CHAR_WORD:
		return pass_one(token, GW_TOKEN_WORD, pass_word(lexer, at + 1));
	case GW_CHAR_PREFIX:
		return pass_prefixed(token, lexer, at);
	case GW_CHAR_DIGIT:
		return pass_one(token, GW_TOKEN_NUMBER, pass_number(lexer, at));
	case GW_CHAR_QUOTE:
		token->kind = GW_TOKEN_STRING;
		return pass_string(token, lexer, at + 1, '\'', lexer->modes.backslash_escapes);
	case GW_CHAR_DOUBLE_QUOTE:
		return pass_double_quoted(token, lexer, at + 1);
	case GW_CHAR_BACKTICK:
		token->kind = GW_TOKEN_NAME;
		return pass_quoted(token, lexer, at + 1, '`');
	case GW_CHAR_BRACKET:
		return pass_bracketed(token, lexer, at + 1);
	case GW_CHAR_DOLLAR:
		return pass_dollar(token, lexer, at);
	case GW_CHAR_VARIABLE:
		return pass_variable(token, lexer, at);
	case GW_CHAR_QUESTION:
		return pass_one(token, GW_TOKEN_PARAMETER, pass_digits(lexer, at + 1));
	case GW_CHAR_HASH:
		return pass_one(token, GW_TOKEN_COMMENT, pass_line(lexer, at));
	case GW_CHAR_DASH:
		if (starts_dash_comment(lexer, at))
			return pass_one(token, GW_TOKEN_COMMENT, pass_line(lexer, at));
		return pass_operator(lexer, at);
	case GW_CHAR_SLASH:
		return starts_block_comment(lexer, at) ? pass_block_comment(token, lexer, at)
						       : pass_operator(lexer, at);
	case GW_CHAR_OPERATOR:
		return pass_operator(lexer, at);
	case GW_CHAR_SEMICOLON:
	case GW_CHAR_OPEN:
	case GW_CHAR_CLOSE:
	case GW_CHAR_COMMA:
	case GW_CHAR_DOT:
	case GW_CHAR_OTHER:
	case GW_CHAR_MASK:
	case GW_CHAR_IN_OPERATOR:
	case GW_CHAR_IN_WORD:
		break;
	}
	return pass_one(token, single_kinds[class], at + 1);
}

void gw_lexer_read(struct gw_lexer *lexer, struct gw_token *ret_token)
{
	size_t at = lexer->offset;

	*ret_token = (struct gw_token){.kind = GW_TOKEN_END, .start = at, .end = at};
	if (at >= lexer->text.n)
		return;
	if (at == 0 && gw_view_starts(lexer->text, byte_order_mark))
		ret_token->end = pass_one(ret_token, GW_TOKEN_BLANK, strlen(byte_order_mark));
	else
		ret_token->end = pass_token(ret_token, lexer, at);
	lexer->offset = ret_token->end;
}

struct gw_token gw_lexer_next(struct gw_lexer *lexer)
{
	struct gw_token token;

	gw_lexer_read(lexer, &token);
	return token;
}

struct gw_token gw_lexer_next_code(struct gw_lexer *lexer)
{
	struct gw_token token = gw_lexer_next(lexer);

	while (gw_token_is_space(token))
		token = gw_lexer_next(lexer);
	return token;
}
