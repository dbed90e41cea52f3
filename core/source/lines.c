/*
 * Lines of migration files, and the markers and options that formats put on them.
 */
#include <string.h>

#include "source/format_int.h"

/* Lines are searched in steps, so that one endless line does not fill memory either. */
enum { WINDOW_BYTES = 1024 * 1024 };

size_t gw_bom_size(struct gw_view text)
{
	return gw_view_starts(text, "\xef\xbb\xbf") ? 3 : 0;
}

void gw_lines_init(struct gw_lines *lines, struct gw_text *text)
{
	*lines = (struct gw_lines){
		.text = text,
		.offset = gw_bom_size(text->view),
	};
}

/* Where the line after the one at offset begins. */
static size_t next_line_start(struct gw_text *text, size_t offset)
{
	while (offset < text->view.n) {
		struct gw_view window = gw_view_slice(text->view, offset, offset + WINDOW_BYTES);
		size_t end = gw_view_find_char(window, '\n');

		if (end != GW_NOWHERE)
			return offset + end + 1;
		offset += window.n;
		gw_text_release(text, offset);
	}
	return text->view.n;
}

/* Bytes [start, end) without LF or CRLF. */
static struct gw_view without_end(struct gw_view text, size_t start, size_t end)
{
	if (end > start && text.p[end - 1] == '\n') {
		end--;
		if (end > start && text.p[end - 1] == '\r')
			end--;
	}
	return gw_view_slice(text, start, end);
}

bool gw_lines_next(struct gw_lines *lines, struct gw_line *ret_line)
{
	size_t start = lines->offset;

	if (start >= lines->text->view.n)
		return false;
	lines->offset = next_line_start(lines->text, start);
	*ret_line = (struct gw_line){
		.text = without_end(lines->text->view, start, lines->offset),
		.start = start,
		.end = lines->offset,
	};
	gw_text_release(lines->text, start);
	return true;
}

/* Whether the line that begins at offset is a "--" comment after blanks. */
static bool begins_comment(struct gw_view text, size_t offset)
{
	while (offset < text.n && (text.p[offset] == ' ' || text.p[offset] == '\t'))
		offset++;
	return text.n - offset >= 2 && text.p[offset] == '-' && text.p[offset + 1] == '-';
}

bool gw_lines_next_comment(struct gw_lines *lines, struct gw_line *ret_line)
{
	struct gw_text *text = lines->text;

	while (lines->offset < text->view.n) {
		if (begins_comment(text->view, lines->offset))
			return gw_lines_next(lines, ret_line);
		lines->offset = next_line_start(text, lines->offset);
		gw_text_release(text, lines->offset);
	}
	return false;
}

bool gw_line_is_idle(struct gw_view line)
{
	line = gw_view_trim(line);
	return line.n == 0 || gw_view_starts(line, "--");
}

bool gw_line_comment(struct gw_view line, struct gw_view *ret_rest)
{
	if (line.n < 2 || line.p[0] != '-' || line.p[1] != '-')
		return false;
	line = gw_view_from(line, 2);
	while (line.n != 0 && (line.p[0] == ' ' || line.p[0] == '\t'))
		line = gw_view_from(line, 1);
	*ret_rest = line;
	return true;
}

bool gw_line_marker(struct gw_view line, const char *prefix, struct gw_view *ret_rest)
{
	struct gw_view rest;

	/* Ten thousand files have many comments, and few that begin like a marker. */
	if (!gw_line_comment(line, &rest) || rest.n == 0 || rest.p[0] != prefix[0] ||
	    !gw_cut_prefix(&rest, prefix))
		return false;
	*ret_rest = rest;
	return true;
}

bool gw_option_next(struct gw_view *rest, char separator, struct gw_option *ret_option)
{
	struct gw_view word;

	if (!gw_view_next_word(rest, &word))
		return false;
	*ret_option = (struct gw_option){.word = word, .key = word};
	gw_cut_at(word, separator, &ret_option->key, &ret_option->value);
	return true;
}

bool gw_parse_switch(struct gw_view word, bool *ret_value)
{
	static const struct {
		const char *word;
		bool value;
	} words[] = {
		{"on", true},   {"true", true},   {"yes", true},
		{"off", false}, {"false", false}, {"no", false},
	};

	for (size_t i = 0; i < GW_COUNT(words); i++) {
		if (gw_view_is_nocase(word, words[i].word)) {
			*ret_value = words[i].value;
			return true;
		}
	}
	return false;
}
