/*
 * Text in columns: how wide it is, what fits, and where it is broken.
 */
#include "ui/ui.h"

size_t ui_columns(struct gw_view text)
{
	size_t columns = gw_printable_length(text);

	text = gw_view_from(text, columns);
	while (text.n != 0) {
		columns += gw_utf8_columns(gw_utf8_decode(text));
		text = gw_view_from(text, gw_utf8_offset(text, 1));
	}
	return columns;
}

size_t ui_fit(struct gw_view text, size_t columns)
{
	size_t used = GW_MIN(gw_printable_length(text), columns);
	size_t i = used;

	while (i < text.n) {
		struct gw_view rest = gw_view_from(text, i);

		used += gw_utf8_columns(gw_utf8_decode(rest));
		if (used > columns)
			break;
		i += gw_utf8_offset(rest, 1);
	}
	return i;
}

/* Behind these a word is broken that has to be: names and paths are made of parts. */
static bool is_joint(char c)
{
	return c == '_' || c == '/';
}

/*
 * Where to break a text of which the first fit bytes fit: behind the last word that is whole, or else
 * the last part of one.
 */
static size_t break_at(struct gw_view text, size_t fit)
{
	size_t at = fit;

	while (at > 0 && text.p[at] != ' ')
		at--;
	while (at > 0 && text.p[at - 1] == ' ')
		at--;
	if (at > 0)
		return at;
	at = fit;
	while (at > 0 && !is_joint(text.p[at - 1]))
		at--;
	return at > 0 ? at : fit;
}

size_t ui_wrap_least(struct gw_view text)
{
	size_t least = 0;
	size_t begin = 0;

	for (size_t i = 0; i < text.n; i++) {
		bool ends = text.p[i] == ' ' || text.p[i] == '\n';

		if (!ends && !is_joint(text.p[i]))
			continue;
		least = GW_MAX(least, ui_columns(gw_view_slice(text, begin, ends ? i : i + 1)));
		begin = i + 1;
	}
	return GW_MAX(least, ui_columns(gw_view_from(text, begin)));
}

bool ui_wrap_next(struct gw_view *rest, size_t columns, struct gw_view *ret_line)
{
	size_t newline = gw_view_find_char(*rest, '\n');
	struct gw_view line = gw_view_slice(*rest, 0, GW_MIN(newline, rest->n));
	size_t fit, end;

	if (rest->n == 0)
		return false;
	fit = ui_fit(line, columns);
	if (fit == line.n) {
		*ret_line = line;
		*rest = gw_view_from(*rest, GW_MIN(line.n + 1, rest->n));
		return true;
	}
	/* One character at least, however narrow the column. */
	end = break_at(line, GW_MAX(fit, gw_utf8_offset(line, 1)));
	*ret_line = gw_view_slice(line, 0, end);
	while (end < line.n && line.p[end] == ' ')
		end++;
	*rest = gw_view_from(*rest, end);
	return true;
}
