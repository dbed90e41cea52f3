/* Reads .env files: see dotenv.h for the format. */
#include "config/dotenv.h"

#include "base/ascii.h"
#include "base/str.h"
#include "config/excerpt.h"

struct reader {
	struct gw_arena *arena;
	const char *path;
	struct gw_view text;
	size_t at;
	size_t counted; /* bytes whose lines are counted */
	unsigned line; /* 1-based, at counted */
	struct gw_view name; /* of the line that is read; absent before it is known */
	struct gw_error **err;
};

static bool fail_at(const struct reader *reader, size_t offset, const char *message)
{
	GW_STR_AUTO struct gw_str line = {0};

	if (reader->name.p != NULL)
		gw_str_printf(&line, "%.*s=***", GW_VIEW_ARG(reader->name));
	gw_fail(reader->err, GW_E_CONFIG, "%s", message);
	gw_error_at_masked(*reader->err, reader->path, reader->text, offset,
			   line.n != 0 ? gw_str_view(&line) : (struct gw_view){0}, 0,
			   reader->name.n);
	return false;
}

/* The character at the reader, a blank line's end at the end of the file. */
static char peek(const struct reader *reader)
{
	return reader->at < reader->text.n ? reader->text.p[reader->at] : '\n';
}

static void skip_blanks(struct reader *reader)
{
	while (peek(reader) == ' ' || peek(reader) == '\t')
		reader->at++;
}

static bool at_line_end(const struct reader *reader)
{
	struct gw_view rest = gw_view_from(reader->text, reader->at);

	return peek(reader) == '\n' || gw_view_starts(rest, "\r\n");
}

static void skip_line(struct reader *reader)
{
	while (peek(reader) != '\n')
		reader->at++;
	reader->at = GW_MIN(reader->at + 1, reader->text.n);
}

static bool is_name_char(char c, bool first)
{
	return gw_is_letter(c) || c == '_' || (!first && (gw_is_digit(c) || c == '.'));
}

static struct gw_view read_name(struct reader *reader)
{
	size_t start = reader->at;

	while (is_name_char(peek(reader), reader->at == start))
		reader->at++;
	return gw_view_slice(reader->text, start, reader->at);
}

/* A name and its '='. The name becomes known only with the '=': before, it may be anything. */
static bool read_head(struct reader *reader)
{
	size_t start = reader->at;
	struct gw_view name = read_name(reader);

	skip_blanks(reader);
	if (gw_view_is(name, "export") && peek(reader) != '=') {
		name = read_name(reader);
		skip_blanks(reader);
	}
	if (name.n == 0 || peek(reader) != '=')
		return fail_at(reader, start, "this line is not NAME=value");
	reader->at++;
	reader->name = name;
	skip_blanks(reader);
	return true;
}

static void add_escape(struct gw_str *str, char c)
{
	static const char known[] = "nrt\"\\$`";
	static const char meaning[] = "\n\r\t\"\\$`";
	size_t i = gw_view_find_char(gw_view_of(known), c);

	if (i == GW_NOWHERE) {
		gw_str_putc(str, '\\');
		gw_str_putc(str, c);
	} else {
		gw_str_putc(str, meaning[i]);
	}
}

static bool read_quoted(struct reader *reader, struct gw_str *value)
{
	size_t start = reader->at;
	char quote = reader->text.p[reader->at++];

	for (; reader->at < reader->text.n && peek(reader) != quote; reader->at++) {
		if (quote == '"' && peek(reader) == '\\' && reader->at + 1 < reader->text.n) {
			reader->at++;
			add_escape(value, peek(reader));
		} else if (peek(reader) != '\r' || !at_line_end(reader)) {
			gw_str_putc(value, peek(reader));
		}
	}
	if (reader->at == reader->text.n)
		return fail_at(reader, start, "the quote is not closed");
	reader->at++;
	skip_blanks(reader);
	if (!at_line_end(reader) && peek(reader) != '#')
		return fail_at(reader, reader->at, "there is more after the closing quote");
	return true;
}

static bool is_comment(const struct reader *reader, size_t start)
{
	char before = reader->at > start ? reader->text.p[reader->at - 1] : ' ';

	return peek(reader) == '#' && (before == ' ' || before == '\t');
}

static void read_plain(struct reader *reader, struct gw_str *value)
{
	size_t start = reader->at;

	while (!at_line_end(reader) && !is_comment(reader, start))
		reader->at++;
	gw_str_add(value, gw_view_trim(gw_view_slice(reader->text, start, reader->at)));
}

static bool read_value(struct reader *reader, struct gw_str *value)
{
	if (peek(reader) == '\'' || peek(reader) == '"')
		return read_quoted(reader, value);
	read_plain(reader, value);
	return true;
}

static unsigned current_line(struct reader *reader)
{
	for (; reader->counted < reader->at; reader->counted++) {
		if (reader->text.p[reader->counted] == '\n')
			reader->line++;
	}
	return reader->line;
}

static bool read_line(struct reader *reader, struct gw_map *map)
{
	GW_STR_AUTO struct gw_str text = {0};
	unsigned line = current_line(reader);
	struct gw_dotenv_value *value = gw_new(reader->arena, struct gw_dotenv_value);

	if (!read_head(reader) || !read_value(reader, &text))
		return false;
	value->text = gw_str_take(&text, reader->arena);
	value->place = gw_format(reader->arena, "%s:%u", reader->path, line);
	gw_map_put(reader->arena, map, reader->name, value);
	return true;
}

bool gw_dotenv_parse(struct gw_arena *arena, const char *path, struct gw_view text,
		     struct gw_map *ret_map, struct gw_error **err)
{
	struct gw_map map = {0};
	struct reader reader = {.arena = arena, .path = path, .text = text, .line = 1, .err = err};
	size_t nul = gw_view_find_char(text, '\0');

	if (nul != GW_NOWHERE)
		return fail_at(&reader, nul, "the file holds a NUL character");
	reader.at = gw_view_starts(text, "\xef\xbb\xbf") ? 3 : 0;
	while (reader.at < text.n) {
		reader.name = (struct gw_view){0};
		skip_blanks(&reader);
		if (!at_line_end(&reader) && peek(&reader) != '#' && !read_line(&reader, &map))
			return false;
		skip_line(&reader);
	}
	*ret_map = map;
	return true;
}
