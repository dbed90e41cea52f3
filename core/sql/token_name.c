/*
 * The name that a token stands for: quotes taken off, doubled quotes and escapes resolved.
 */
#include <string.h>

#include "base/ascii.h"
#include "sql/sql_int.h"

/* What is between the quotes, and how it is written. */
struct quoted {
	struct gw_view body;
	char quote; /* '\0': dollar-quoted, nothing is doubled */
	bool backslash_escapes;
	bool unicode_escapes; /* U&"": \0061 and \+000061 */
};

static const struct gw_string_prefix *prefix_of(const struct gw_dialect *dialect,
						struct gw_view text)
{
	const struct gw_string_prefix *prefix = dialect->prefixes;

	while (prefix->text != NULL && !gw_view_starts_nocase(text, prefix->text))
		prefix++;
	return prefix->text != NULL ? prefix : NULL;
}

static struct quoted take_apart(const struct gw_dialect *dialect, struct gw_view text,
				struct gw_token token)
{
	const struct gw_string_prefix *prefix = prefix_of(dialect, text);
	struct quoted quoted = {0};
	size_t opening = 1;
	size_t closing = token.unterminated ? 0 : 1;

	if (token.dollar_quoted) {
		size_t tag = gw_view_find_char(gw_view_from(text, 1), '$');

		opening = tag + 2;
		closing = token.unterminated ? 0 : opening;
	} else if (prefix != NULL) {
		opening = strlen(prefix->text);
		quoted.quote = prefix->text[opening - 1];
		quoted.unicode_escapes = prefix->text[0] == 'u';
		quoted.backslash_escapes = prefix->follows_modes ? dialect->modes.backslash_escapes
								 : prefix->backslash_escapes;
	} else {
		quoted.quote = (char)(text.p[0] == '[' ? '\0' : text.p[0]);
		quoted.backslash_escapes = token.kind == GW_TOKEN_STRING &&
					   dialect->modes.backslash_escapes;
	}
	quoted.body = gw_view_slice(text, opening, GW_MAX(opening, text.n - closing));
	return quoted;
}

/* The code point of n hexadecimal digits at the start of view; 0 when they are none. */
static unsigned parse_hex(struct gw_view view, size_t n)
{
	unsigned value = 0;

	if (view.n < n)
		return 0;
	for (size_t i = 0; i < n; i++) {
		int digit = gw_hex_value(view.p[i]);

		if (digit < 0)
			return 0;
		value = value << 4 | (unsigned)digit;
	}
	return value <= 0x10ffff ? value : 0;
}

static char *put_utf8(char *out, unsigned code)
{
	if (code < 0x80) {
		*out++ = (char)code;
	} else if (code < 0x800) {
		*out++ = (char)(0xc0 | code >> 6);
		*out++ = (char)(0x80 | (code & 0x3f));
	} else if (code < 0x10000) {
		*out++ = (char)(0xe0 | code >> 12);
		*out++ = (char)(0x80 | (code >> 6 & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	} else {
		*out++ = (char)(0xf0 | (code >> 18 & 0x07));
		*out++ = (char)(0x80 | (code >> 12 & 0x3f));
		*out++ = (char)(0x80 | (code >> 6 & 0x3f));
		*out++ = (char)(0x80 | (code & 0x3f));
	}
	return out;
}

/* \0061, \+000061 or a doubled backslash at the start of rest: its length, 0 when it is none. */
static size_t put_unicode_escape(char **out, struct gw_view rest)
{
	bool wide = gw_view_starts(rest, "\\+");
	size_t start = wide ? 2 : 1;
	size_t digits = wide ? 6 : 4;
	unsigned code = parse_hex(gw_view_from(rest, start), digits);

	if (gw_view_starts(rest, "\\\\")) {
		*(*out)++ = '\\';
		return 2;
	}
	if (code == 0)
		return 0;
	*out = put_utf8(*out, code);
	return start + digits;
}

/* A backslash and a letter: returns how much of rest that takes. */
static size_t put_letter_escape(char **out, struct gw_view rest)
{
	static const char letters[] = "ntrb";
	static const char meanings[] = "\n\t\r\b";
	const char *hit = rest.n > 1 && rest.p[1] != '\0' ? strchr(letters, rest.p[1]) : NULL;

	if (rest.n < 2)
		*(*out)++ = rest.p[0];
	else
		*(*out)++ = hit != NULL ? meanings[hit - letters] : rest.p[1];
	return GW_MIN(rest.n, (size_t)2);
}

/* The result is never longer than what it is written as, so one buffer of that size will do. */
static char *resolve(struct gw_arena *arena, const struct quoted *quoted)
{
	struct gw_view body = quoted->body;
	char *name = gw_alloc(arena, body.n + 1);
	char *out = name;

	for (size_t i = 0; i < body.n;) {
		struct gw_view rest = gw_view_from(body, i);
		const char c = body.p[i];
		size_t taken = 0;

		if (c == '\\' && quoted->unicode_escapes)
			taken = put_unicode_escape(&out, rest);
		else if (c == '\\' && quoted->backslash_escapes)
			taken = put_letter_escape(&out, rest);
		if (taken == 0) {
			*out++ = c;
			taken = quoted->quote != '\0' && c == quoted->quote ? 2 : 1;
		}
		i += taken;
	}
	return name;
}

char *gw_token_name(struct gw_arena *arena, const struct gw_dialect *dialect, struct gw_view text,
		    struct gw_token token)
{
	struct gw_view word = gw_token_text(text, token);
	struct quoted quoted;

	if (token.kind == GW_TOKEN_WORD && dialect->words_fold_lower)
		return gw_view_dup_lower(arena, word);
	if (token.kind != GW_TOKEN_NAME && token.kind != GW_TOKEN_STRING)
		return gw_view_dup(arena, word);
	quoted = take_apart(dialect, word, token);
	return resolve(arena, &quoted);
}
