/*
 * Variables of the environment, expanded as goose does it under ENVSUB:
 *
 *	$NAME ${NAME}      the value; nothing when it is unset
 *	${NAME:-text}      text when it is unset or empty
 *	${NAME-text}       text when it is unset
 *	${NAME?text}       an error that says text when it is unset
 *	${NAME:2}          the value from its third byte on; ${NAME: -2} its last two
 *	${NAME:2:4}        four bytes of that; with -4: all but the last four
 *	$$ \$              a dollar sign
 *	$( \\              themselves, like a $ that ends the line
 *
 * text is expanded in its turn, where it is needed. Any other $ is an error. Names are letters,
 * digits and _, and begin with a letter; beyond ASCII goose knows more letters, which no variable is
 * named with: they are an error next to a name.
 */
#include "base/ascii.h"
#include "base/str.h"
#include "source/format_int.h"

/* A line while it is read. */
struct reader {
	struct gw_arena *arena;
	struct gw_view line;
	size_t at;
	const struct gw_variables *variables;
	bool passing; /* over a text that is not needed */
	size_t error_at;
	struct gw_error **err;
};

static char next_byte(const struct reader *reader)
{
	return reader->at < reader->line.n ? reader->line.p[reader->at] : '\0';
}

static bool is_name_byte(char c)
{
	return gw_is_alnum(c) || c == '_';
}

static bool fail(struct reader *reader, size_t at, const char *message)
{
	reader->error_at = at;
	gw_fail(reader->err, GW_E_PLACEHOLDER, "%s", message);
	gw_error_hint(*reader->err,
		      "Write `$$` for a dollar sign, or put `-- +goose ENVSUB OFF` before it.");
	return false;
}

/* at: of the $, for the error. */
static bool read_name(struct reader *reader, size_t at, const char **ret_name)
{
	size_t start = reader->at;
	bool is_name = gw_is_letter(next_byte(reader));

	while (is_name_byte(next_byte(reader)))
		reader->at++;
	if (!is_name || (unsigned char)next_byte(reader) >= 0x80)
		return fail(reader, at, "the name of a variable is expected after this $");
	*ret_name = gw_view_dup(reader->arena, gw_view_slice(reader->line, start, reader->at));
	return true;
}

/* --- parts of a value --- */

/* A whole number with or without a sign, up to one of two bytes. */
static bool read_number(struct reader *reader, char stop, int64_t *ret_number)
{
	size_t start = reader->at;
	struct gw_view text;
	uint64_t number;
	bool negative;

	while (reader->at < reader->line.n && next_byte(reader) != stop && next_byte(reader) != '}')
		reader->at++;
	text = gw_view_trim(gw_view_slice(reader->line, start, reader->at));
	negative = gw_cut_prefix(&text, "-");
	if (!negative)
		gw_cut_prefix(&text, "+");
	if (!gw_parse_u64(text, &number) || number > INT32_MAX)
		return fail(reader, start, "a number is expected here");
	*ret_number = negative ? -(int64_t)number : (int64_t)number;
	return true;
}

/* offset and length may count from the end, and reach beyond it. */
static struct gw_view part_of(struct gw_view value, int64_t offset, int64_t length)
{
	int64_t n = (int64_t)value.n;
	int64_t from = GW_MIN(GW_MAX(offset < 0 ? offset + n : offset, (int64_t)0), n);
	int64_t to = length < 0 ? length + n : length + from;

	return gw_view_slice(value, (size_t)from, (size_t)GW_MIN(GW_MAX(to, from), n));
}

static bool read_part(struct reader *reader, const char *value, struct gw_str *str)
{
	int64_t offset, length = INT32_MAX;

	if (!read_number(reader, ':', &offset))
		return false;
	if (next_byte(reader) == ':') {
		reader->at++;
		if (!read_number(reader, '}', &length))
			return false;
	}
	gw_str_add(str, part_of(gw_view_of(value != NULL ? value : ""), offset, length));
	return true;
}

/* --- braces --- */

static bool read_sign(struct reader *reader, struct gw_str *str);

/* Up to the brace that ends it. */
static bool read_text(struct reader *reader, bool is_needed, struct gw_str *str)
{
	GW_STR_AUTO struct gw_str unneeded = {0};
	bool was_passing = reader->passing;

	if (!is_needed)
		str = &unneeded;
	reader->passing = was_passing || !is_needed;
	while (reader->at < reader->line.n && next_byte(reader) != '}') {
		char c = next_byte(reader);

		if (c == '$' || c == '\\') {
			if (!read_sign(reader, str))
				return false;
		} else {
			gw_str_putc(str, c);
			reader->at++;
		}
	}
	reader->passing = was_passing;
	return true;
}

static bool read_demand(struct reader *reader, size_t at, const char *name, const char *value,
			struct gw_str *str)
{
	GW_STR_AUTO struct gw_str message = {0};

	if (!read_text(reader, value == NULL, &message))
		return false;
	gw_str_puts(str, value != NULL ? value : "");
	if (value != NULL || reader->passing)
		return true;
	reader->error_at = at;
	gw_fail(reader->err, GW_E_PLACEHOLDER, "$%s: %s", name,
		message.n != 0 ? gw_str_text(&message) : "not set");
	gw_error_hint(*reader->err, "Set the variable `%s` of the environment.", name);
	return false;
}

/* What follows the name in braces. */
static bool read_operation(struct reader *reader, size_t at, const char *name, const char *value,
			   struct gw_str *str)
{
	struct gw_view rest = gw_view_from(reader->line, reader->at);
	bool has_text = value != NULL && value[0] != '\0';

	if (gw_view_starts(rest, ":-")) {
		reader->at += 2;
		gw_str_puts(str, has_text ? value : "");
		return read_text(reader, !has_text, str);
	}
	if (rest.n == 0)
		return true; /* the missing brace is noticed by the caller */
	reader->at++;
	switch (rest.p[0]) {
	case '-':
		gw_str_puts(str, has_text ? value : "");
		return read_text(reader, value == NULL, str);
	case '?':
		return read_demand(reader, at, name, value, str);
	case ':':
		return read_part(reader, value, str);
	default:
		return fail(reader, at, "this ${ is not one that goose knows");
	}
}

static bool read_braced(struct reader *reader, size_t at, struct gw_str *str)
{
	const char *name;
	const char *value;

	if (!read_name(reader, at, &name))
		return false;
	value = gw_variables_find(reader->variables, name);
	if (next_byte(reader) == '}')
		gw_str_puts(str, value != NULL ? value : "");
	else if (!read_operation(reader, at, name, value, str))
		return false;
	if (next_byte(reader) != '}')
		return fail(reader, at, "this ${ has no } in its line");
	reader->at++;
	return true;
}

/* --- signs --- */

static bool read_variable(struct reader *reader, struct gw_str *str)
{
	size_t at = reader->at++;
	const char *name;
	const char *value;

	if (next_byte(reader) == '{') {
		reader->at++;
		return read_braced(reader, at, str);
	}
	if (!read_name(reader, at, &name))
		return false;
	value = gw_variables_find(reader->variables, name);
	gw_str_puts(str, value != NULL ? value : "");
	return true;
}

/* Passes over a $ or backslash and what belongs to it, and appends what it stands for. */
static bool read_sign(struct reader *reader, struct gw_str *str)
{
	static const struct {
		const char *text;
		const char *meaning;
	} pairs[] = {{"\\\\", "\\\\"}, {"\\$", "$"}, {"$$", "$"}, {"$(", "$("}};
	struct gw_view rest = gw_view_from(reader->line, reader->at);

	for (size_t i = 0; i < GW_COUNT(pairs); i++) {
		if (!gw_view_starts(rest, pairs[i].text))
			continue;
		gw_str_puts(str, pairs[i].meaning);
		reader->at += 2;
		return true;
	}
	if (rest.p[0] == '$' && rest.n > 1)
		return read_variable(reader, str);
	gw_str_putc(str, rest.p[0]);
	reader->at++;
	return true;
}

static bool find_sign(struct reader *reader)
{
	while (reader->at < reader->line.n && next_byte(reader) != '$' && next_byte(reader) != '\\')
		reader->at++;
	return reader->at < reader->line.n;
}

bool gw_expand_variables(struct gw_expander *expander, size_t start, size_t end,
			 const struct gw_variables *variables, size_t *ret_error_offset,
			 struct gw_error **err)
{
	struct reader reader = {
		.arena = expander->arena,
		.line = gw_view_slice(expander->text, start, end),
		.variables = variables,
		.err = err,
	};

	while (find_sign(&reader)) {
		GW_STR_AUTO struct gw_str value = {0};
		size_t at = reader.at;

		if (!read_sign(&reader, &value)) {
			*ret_error_offset = start + reader.error_at;
			return false;
		}
		if (!gw_view_eq(gw_str_view(&value), gw_view_slice(reader.line, at, reader.at)))
			gw_expander_replace(expander, start + at, start + reader.at,
					    gw_str_view(&value));
	}
	return true;
}
