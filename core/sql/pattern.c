/*
 * The cursor over a statement's code, and the matcher of patterns of leading words.
 *
 * A pattern is read while it is matched: there are some hundred of them, and most fail at their
 * second word. Matching never goes back but for a bracket that does not match and for "...".
 */
#include <string.h>

#include "base/ascii.h"
#include "sql/classify_int.h"

/* --- the cursor --- */

void gw_cursor_init(struct gw_cursor *cursor, const struct gw_dialect *dialect,
		    struct gw_lexer_modes modes, struct gw_view statement)
{
	*cursor = (struct gw_cursor){.text = statement};
	gw_lexer_init(&cursor->lexer, dialect, statement);
	cursor->lexer.modes = modes;
	gw_cursor_next(cursor);
}

/* Where the code of a comment like "/" "*!50001 code *" "/" begins; GW_NOWHERE for a hint. */
static size_t code_start(struct gw_view text, struct gw_token comment)
{
	size_t at = comment.start + 2;

	if (at < comment.end && (text.p[at] == 'M' || text.p[at] == 'm'))
		at++;
	if (at >= comment.end || text.p[at] != '!')
		return GW_NOWHERE;
	for (at++; at < comment.end && gw_is_digit(text.p[at]);)
		at++;
	return at;
}

static void enter_comment(struct gw_cursor *cursor)
{
	struct gw_token comment = cursor->token;
	size_t start = code_start(cursor->text, comment);
	size_t end = comment.unterminated ? comment.end : comment.end - 2;

	if (start == GW_NOWHERE || start >= end)
		return;
	cursor->comment_end = comment.end;
	cursor->lexer.text.n = end;
	cursor->lexer.offset = start;
}

static void leave_comment(struct gw_cursor *cursor)
{
	cursor->lexer.text = cursor->text;
	cursor->lexer.offset = cursor->comment_end;
	cursor->comment_end = 0;
}

void gw_cursor_next(struct gw_cursor *cursor)
{
	for (;;) {
		cursor->token = gw_lexer_next_code(&cursor->lexer);
		if (cursor->token.kind == GW_TOKEN_END && cursor->comment_end != 0)
			leave_comment(cursor);
		else if (cursor->token.kind != GW_TOKEN_CODE_COMMENT)
			return;
		else if (cursor->comment_end == 0)
			enter_comment(cursor);
	}
}

void gw_cursor_skip(struct gw_cursor *cursor)
{
	size_t depth = 0;

	do {
		if (cursor->token.kind == GW_TOKEN_OPEN)
			depth++;
		else if (cursor->token.kind == GW_TOKEN_CLOSE && depth > 0)
			depth--;
		gw_cursor_next(cursor);
	} while (depth > 0 && cursor->token.kind != GW_TOKEN_END);
}

struct gw_view gw_cursor_text(const struct gw_cursor *cursor)
{
	return gw_token_text(cursor->text, cursor->token);
}

bool gw_cursor_is(const struct gw_cursor *cursor, const char *word)
{
	return cursor->token.kind == GW_TOKEN_WORD &&
	       gw_view_is_nocase(gw_cursor_text(cursor), word);
}

bool gw_cursor_is_operator(const struct gw_cursor *cursor, const char *text)
{
	return cursor->token.kind == GW_TOKEN_OTHER && gw_view_is(gw_cursor_text(cursor), text);
}

static bool is_name(struct gw_token token)
{
	return token.kind == GW_TOKEN_WORD || token.kind == GW_TOKEN_NAME ||
	       token.kind == GW_TOKEN_STRING;
}

bool gw_cursor_name(struct gw_cursor *cursor, struct gw_name *ret_name)
{
	struct gw_name name = {0};

	if (!is_name(cursor->token))
		return false;
	for (;;) {
		name.outer = name.qualifier;
		name.qualifier = name.last;
		name.last = cursor->token;
		gw_cursor_next(cursor);
		if (cursor->token.kind != GW_TOKEN_DOT)
			break;
		gw_cursor_next(cursor);
		if (!is_name(cursor->token))
			break;
	}
	if (ret_name != NULL)
		*ret_name = name;
	return true;
}

bool gw_cursor_next_clause(struct gw_cursor *cursor)
{
	while (cursor->token.kind != GW_TOKEN_COMMA && cursor->token.kind != GW_TOKEN_END)
		gw_cursor_skip(cursor);
	if (cursor->token.kind == GW_TOKEN_END)
		return false;
	gw_cursor_next(cursor);
	return true;
}

/* --- patterns --- */

static bool take(struct gw_cursor *cursor, bool matches)
{
	if (matches)
		gw_cursor_next(cursor);
	return matches;
}

static bool match_group(struct gw_cursor *cursor)
{
	if (cursor->token.kind != GW_TOKEN_OPEN)
		return false;
	gw_cursor_skip(cursor);
	return true;
}

/* A value with what may follow it: root@localhost, `root`@`%`, CURRENT_USER(). */
static bool match_value(struct gw_cursor *cursor)
{
	if (!take(cursor, is_name(cursor->token) || cursor->token.kind == GW_TOKEN_NUMBER))
		return false;
	if (cursor->token.kind == GW_TOKEN_OPEN)
		gw_cursor_skip(cursor);
	else if (!take(cursor, cursor->token.kind == GW_TOKEN_PARAMETER) &&
		 take(cursor, gw_cursor_is_operator(cursor, "@")))
		gw_cursor_next(cursor);
	return true;
}

static bool match_alternatives(struct gw_view words, struct gw_cursor *cursor)
{
	struct gw_view text = gw_cursor_text(cursor);
	struct gw_view word;

	if (cursor->token.kind != GW_TOKEN_WORD)
		return false;
	while (gw_view_next_field(&words, '|', &word)) {
		if (gw_view_eq_nocase(word, text))
			return take(cursor, true);
	}
	return false;
}

static bool match_element(struct gw_view element, struct gw_cursor *cursor)
{
	enum gw_token_kind kind = cursor->token.kind;

	switch (element.p[0]) {
	case '@':
		return gw_cursor_name(cursor, NULL);
	case '*':
		return take(cursor, kind != GW_TOKEN_END);
	case '$':
		return kind == GW_TOKEN_END;
	case '(':
		return element.n == 2 ? match_group(cursor) : take(cursor, kind == GW_TOKEN_OPEN);
	case ')':
		return take(cursor, kind == GW_TOKEN_CLOSE);
	case ',':
		return take(cursor, kind == GW_TOKEN_COMMA);
	default:
		break;
	}
	if (element.p[element.n - 1] != '=')
		return match_alternatives(element, cursor);
	return match_alternatives(gw_view_slice(element, 0, element.n - 1), cursor) &&
	       take(cursor, gw_cursor_is_operator(cursor, "=")) && match_value(cursor);
}

static bool match_elements(struct gw_view elements, struct gw_cursor *cursor)
{
	struct gw_view element;

	while (gw_view_next_field(&elements, ' ', &element)) {
		if (!match_element(element, cursor))
			return false;
	}
	return true;
}

static bool match_rest(const char *pattern, struct gw_cursor *cursor);

static bool match_later(const char *pattern, struct gw_cursor *cursor)
{
	for (; cursor->token.kind != GW_TOKEN_END; gw_cursor_skip(cursor)) {
		struct gw_cursor here = *cursor;

		if (match_rest(pattern, &here)) {
			*cursor = here;
			return true;
		}
	}
	return false;
}

/* The optional elements of a bracket: all of them or none. */
static void match_optional(struct gw_view elements, struct gw_cursor *cursor)
{
	struct gw_cursor before = *cursor;

	if (!match_elements(elements, cursor))
		*cursor = before;
}

static bool match_rest(const char *pattern, struct gw_cursor *cursor)
{
	while (*pattern != '\0') {
		bool optional = *pattern == '[';
		size_t n = strcspn(pattern, optional ? "]" : " ");

		if (strncmp(pattern, "... ", 4) == 0)
			return match_later(pattern + 4, cursor);
		if (optional)
			match_optional((struct gw_view){pattern + 1, n - 1}, cursor);
		else if (!match_element((struct gw_view){pattern, n}, cursor))
			return false;
		pattern += n + (optional ? 1 : 0);
		pattern += *pattern == ' ' ? 1 : 0;
	}
	return true;
}

bool gw_pattern_match(const char *pattern, struct gw_cursor *cursor)
{
	struct gw_cursor after = *cursor;

	if (!match_rest(pattern, &after))
		return false;
	*cursor = after;
	return true;
}
