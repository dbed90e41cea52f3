/*
 * Expanding ${name}. The lexer says where comments are; between them the text is searched for the
 * sign "${", whatever tokens it falls into. One pass, and no copy when there is nothing to replace.
 */
#include "sql/placeholder.h"

#include <string.h>

#include "base/str.h"
#include "sql/sql_int.h"

enum quoting { QUOTE_NONE, QUOTE_LITERAL, QUOTE_IDENT };

struct placeholder {
	size_t end; /* after the brace */
	struct gw_view name;
	enum quoting quoting;
};

struct expander {
	const struct gw_dialect *dialect;
	struct gw_arena *arena;
	struct gw_view text;
	const struct gw_map *values;
	struct gw_expansion *expansion;
	struct gw_str out;
	size_t done; /* bytes of text that are in out, or were replaced */
	size_t error_offset;
	struct gw_error **err;
};

/* --- reading --- */

static bool is_name_byte(char c, bool first)
{
	if ((c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_')
		return true;
	return !first && ((c >= '0' && c <= '9') || c == '.' || c == ':' || c == '-');
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

static void note_origin(struct expander *expander, size_t from, bool copied)
{
	gw_vec_push(
		expander->arena, &expander->expansion->origins,
		((struct gw_origin){.offset = expander->out.n, .from = from, .copied = copied}));
}

static void copy_until(struct expander *expander, size_t end)
{
	if (end <= expander->done)
		return;
	note_origin(expander, expander->done, true);
	gw_str_add(&expander->out, gw_view_slice(expander->text, expander->done, end));
	expander->done = end;
}

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

static void add_value(struct expander *expander, enum quoting quoting, const char *value)
{
	struct gw_lexer_modes modes = gw_lexer_default_modes(expander->dialect);

	switch (quoting) {
	case QUOTE_NONE:
		gw_str_puts(&expander->out, value);
		break;
	case QUOTE_LITERAL:
		add_quoted(&expander->out, value, '\'', modes.backslash_escapes);
		break;
	case QUOTE_IDENT:
		/* Where "x" is a string, names are in backticks. */
		add_quoted(&expander->out, value, modes.double_quoted_strings ? '`' : '"', false);
		break;
	}
}

static bool replace(struct expander *expander, size_t start, const struct placeholder *placeholder)
{
	const char *value = gw_map_get(expander->values, placeholder->name);

	if (value == NULL) {
		expander->error_offset = start;
		gw_fail(expander->err, GW_E_PLACEHOLDER, "no value for ${%.*s}",
			GW_VIEW_ARG(placeholder->name));
		gw_error_hint(*expander->err,
			      "Give it a value under `placeholders:` in godwit.yaml, or write "
			      "`$${%.*s}` for the text itself.",
			      GW_VIEW_ARG(placeholder->name));
		return false;
	}
	copy_until(expander, start);
	note_origin(expander, start, false);
	add_value(expander, placeholder->quoting, value);
	expander->done = placeholder->end;
	return true;
}

/* A stretch of text without comments. */
static bool expand_stretch(struct expander *expander, size_t start, size_t end)
{
	struct gw_view text = gw_view_slice(expander->text, 0, end);
	struct placeholder placeholder;
	size_t found;

	for (size_t at = start; at < end; at++) {
		found = gw_view_find_char(gw_view_from(text, at), '$');
		if (found == GW_NOWHERE)
			break;
		at += found;
		if (read_placeholder(text, at, &placeholder)) {
			if (!replace(expander, at, &placeholder))
				return false;
			at = placeholder.end - 1;
		} else if (at + 1 < end && read_placeholder(text, at + 1, &placeholder)) {
			copy_until(expander, at);
			expander->done = at + 1; /* the first of $$ goes */
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

static bool expand_all(struct expander *expander)
{
	struct gw_lexer lexer;
	struct gw_token token;
	size_t start = 0, tag;

	gw_lexer_init(&lexer, expander->dialect, expander->text);
	while ((token = gw_lexer_next(&lexer)).kind != GW_TOKEN_END) {
		tag = tag_length(expander->text, token);
		if (tag == 0 && token.kind != GW_TOKEN_COMMENT)
			continue;
		if (!expand_stretch(expander, start, token.start))
			return false;
		if (tag != 0 && !expand_stretch(expander, token.start + tag, token.end - tag))
			return false;
		start = token.end;
	}
	return expand_stretch(expander, start, expander->text.n);
}

bool gw_expand(struct gw_arena *arena, const struct gw_dialect *dialect, struct gw_view text,
	       const struct gw_map *values, struct gw_expansion *ret_expansion,
	       size_t *ret_error_offset, struct gw_error **err)
{
	struct gw_expansion expansion = {.text = text};
	struct expander expander = {
		.dialect = dialect,
		.arena = arena,
		.text = text,
		.values = values,
		.expansion = &expansion,
		.err = err,
	};
	bool ok = gw_view_find(text, GW_VIEW("${")) == GW_NOWHERE || expand_all(&expander);

	if (!ok) {
		*ret_error_offset = expander.error_offset;
	} else {
		if (expander.done > 0) {
			copy_until(&expander, text.n);
			expansion.text.n = expander.out.n;
			expansion.text.p = gw_str_take(&expander.out, arena);
		}
		*ret_expansion = expansion;
	}
	gw_str_done(&expander.out);
	return ok;
}

size_t gw_expansion_origin(const struct gw_expansion *expansion, size_t offset)
{
	const struct gw_origin *origins = expansion->origins.items;
	size_t low = 0, high = expansion->origins.n;

	/* The last stretch that begins at or before offset. */
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (origins[middle].offset <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	if (low == 0)
		return offset;
	low--;
	return origins[low].from + (origins[low].copied ? offset - origins[low].offset : 0);
}
