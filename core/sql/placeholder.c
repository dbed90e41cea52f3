/*
 * Expanding ${name}. The lexer says where comments are; between them the text is searched for the
 * sign "${", whatever tokens it falls into. One pass, and no copy when there is nothing to replace.
 */
#include "sql/placeholder.h"

#include <string.h>

#include "base/ascii.h"
#include "base/str.h"
#include "sql/sql_int.h"

enum quoting { QUOTE_NONE, QUOTE_LITERAL, QUOTE_IDENT };

struct placeholder {
	size_t end; /* after the brace */
	struct gw_view name;
	enum quoting quoting;
};

struct search {
	const struct gw_dialect *dialect;
	struct gw_view text;
	const struct gw_map *values;
	struct gw_expander *expander;
	size_t error_offset;
	struct gw_error **err;
};

/* --- reading --- */

static bool is_name_byte(char c, bool first)
{
	if (gw_is_letter(c) || c == '_')
		return true;
	return !first && (gw_is_digit(c) || c == '.' || c == ':' || c == '-');
}

static bool read_quoting(struct gw_view rest, enum quoting *ret_quoting, size_t *ret_length)
{
	static const struct {
		const char *text;
		enum quoting quoting;
	} endings[] = {
		{"}", QUOTE_NONE},
		{"|literal}", QUOTE_LITERAL},
		{"|ident}", QUOTE_IDENT},
	};

	for (size_t i = 0; i < GW_COUNT(endings); i++) {
		if (gw_view_starts(rest, endings[i].text)) {
			*ret_quoting = endings[i].quoting;
			*ret_length = strlen(endings[i].text);
			return true;
		}
	}
	return false;
}

/* Whether a placeholder begins at this offset of text. */
static bool read_placeholder(struct gw_view text, size_t start, struct placeholder *ret_placeholder)
{
	size_t name = start + 2, end = name, length;

	if (end >= text.n || text.p[start] != '$' || text.p[start + 1] != '{')
		return false;
	while (end < text.n && is_name_byte(text.p[end], end == name))
		end++;
	if (end == name ||
	    !read_quoting(gw_view_from(text, end), &ret_placeholder->quoting, &length))
		return false;
	ret_placeholder->name = gw_view_slice(text, name, end);
	ret_placeholder->end = end + length;
	return true;
}

/* --- writing --- */

static void add_quoted(struct gw_str *out, const char *value, char quote, bool backslash_escapes)
{
	gw_str_putc(out, quote);
	for (; *value != '\0'; value++) {
		if (*value == quote || (backslash_escapes && *value == '\\'))
			gw_str_putc(out, *value);
		gw_str_putc(out, *value);
	}
	gw_str_putc(out, quote);
}

static void add_value(const struct search *search, struct gw_str *str, enum quoting quoting,
		      const char *value)
{
	struct gw_lexer_modes modes = gw_lexer_default_modes(search->dialect);

	switch (quoting) {
	case QUOTE_NONE:
		gw_str_puts(str, value);
		break;
	case QUOTE_LITERAL:
		add_quoted(str, value, '\'', modes.backslash_escapes);
		break;
	case QUOTE_IDENT:
		/* Where "x" is a string, names are in backticks. */
		add_quoted(str, value, modes.double_quoted_strings ? '`' : '"', false);
		break;
	}
}

static bool replace(struct search *search, size_t start, const struct placeholder *placeholder)
{
	const char *value = gw_map_get(search->values, placeholder->name);
	GW_STR_AUTO struct gw_str str = {0};

	if (value == NULL) {
		search->error_offset = start;
		gw_fail(search->err, GW_E_PLACEHOLDER, "no value for ${%.*s}",
			GW_VIEW_ARG(placeholder->name));
		gw_error_hint(
			*search->err,
			"Give it a value with `--set %.*s=VALUE`, or under `placeholders:` in "
			"godwit.yaml, or write `$${%.*s}` for the text itself.",
			GW_VIEW_ARG(placeholder->name), GW_VIEW_ARG(placeholder->name));
		return false;
	}
	add_value(search, &str, placeholder->quoting, value);
	gw_expander_replace(search->expander, start, placeholder->end, gw_str_view(&str));
	return true;
}

/* A stretch of text without comments. */
static bool expand_stretch(struct search *search, size_t start, size_t end)
{
	struct gw_view text = gw_view_slice(search->text, 0, end);
	struct placeholder placeholder;
	size_t found;

	for (size_t at = start; at < end; at++) {
		found = gw_view_find_char(gw_view_from(text, at), '$');
		if (found == GW_NOWHERE)
			break;
		at += found;
		if (read_placeholder(text, at, &placeholder)) {
			if (!replace(search, at, &placeholder))
				return false;
			at = placeholder.end - 1;
		} else if (at + 1 < end && read_placeholder(text, at + 1, &placeholder)) {
			/* The first of $$ goes. */
			gw_expander_replace(search->expander, at, at + 1, GW_VIEW(""));
			at = placeholder.end - 1;
		}
	}
	return true;
}

/* --- the pass --- */

/* The length of the tag around a dollar-quoted body; 0 for other tokens. */
static size_t tag_length(struct gw_view text, struct gw_token token)
{
	if (!token.dollar_quoted || token.unterminated)
		return 0;
	return 2 + gw_view_find_char(gw_view_from(text, token.start + 1), '$');
}

static bool expand_all(struct search *search)
{
	struct gw_lexer lexer;
	struct gw_token token;
	size_t start = 0, tag;

	gw_lexer_init(&lexer, search->dialect, search->text);
	while ((token = gw_lexer_next(&lexer)).kind != GW_TOKEN_END) {
		tag = tag_length(search->text, token);
		if (tag == 0 && token.kind != GW_TOKEN_COMMENT)
			continue;
		if (!expand_stretch(search, start, token.start))
			return false;
		if (tag != 0 && !expand_stretch(search, token.start + tag, token.end - tag))
			return false;
		start = token.end;
	}
	return expand_stretch(search, start, search->text.n);
}

bool gw_expand(struct gw_arena *arena, const struct gw_dialect *dialect, struct gw_view text,
	       const struct gw_map *values, struct gw_expansion *ret_expansion,
	       size_t *ret_error_offset, struct gw_error **err)
{
	GW_EXPANDER_AUTO struct gw_expander expander;
	struct search search = {
		.dialect = dialect,
		.text = text,
		.values = values,
		.expander = &expander,
		.err = err,
	};

	gw_expander_begin(&expander, arena, text);
	if (gw_view_find(text, GW_VIEW("${")) != GW_NOWHERE && !expand_all(&search)) {
		*ret_error_offset = search.error_offset;
		return false;
	}
	*ret_expansion = gw_expander_finish(&expander);
	return true;
}
