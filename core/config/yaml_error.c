/*
 * Errors at a place of a YAML file.
 *
 * Any line of godwit.yaml may hold a password, a mistyped `pasword: hunter2` for instance, and a
 * multi-line password has lines that look like anything. So the excerpt is built from what is
 * known to be harmless, not by looking for secrets: the keys that the parser met, the bytes that
 * the caller marks, and the punctuation between them. All else becomes ***.
 */
#include "config/excerpt.h"
#include "config/yaml.h"

#include "base/str.h"

/* A piece of the line that may be shown; offsets are in the file. */
struct shown_line {
	struct gw_str str;
	struct gw_view text; /* the file */
	size_t done; /* the line is shown or masked up to here */
	bool has_text; /* anything but *** and punctuation */
};

static size_t count_of(struct gw_view view, const char *set, bool from_end)
{
	size_t n = 0;

	while (n < view.n) {
		char c = view.p[from_end ? view.n - 1 - n : n];

		if (gw_view_find_char(gw_view_of(set), c) == GW_NOWHERE)
			break;
		n++;
	}
	return n;
}

/* Goes on to `end` of the line, showing only what separates keys and values. */
static void add_hidden(struct shown_line *line, size_t end)
{
	struct gw_view gap = gw_view_slice(line->text, line->done, end);
	size_t before = count_of(gap, line->has_text ? ": " : " -{[", false);
	struct gw_view rest = gw_view_from(gap, before);
	size_t after = count_of(rest, " ,-{[", true);

	gw_str_add(&line->str, gw_view_slice(gap, 0, before));
	if (after < rest.n)
		gw_str_puts(&line->str, "***");
	gw_str_add(&line->str, gw_view_from(rest, rest.n - after));
	line->done = end;
}

static void add_shown(struct shown_line *line, struct gw_span span)
{
	if (span.offset < line->done || span.end <= span.offset)
		return;
	add_hidden(line, span.offset);
	gw_str_add(&line->str, gw_view_slice(line->text, span.offset, span.end));
	line->done = span.end;
	line->has_text = true;
}

/* The part of span inside of the line. */
static struct gw_span clip(struct gw_span span, struct gw_span line)
{
	return (struct gw_span){GW_MAX(span.offset, line.offset), GW_MIN(span.end, line.end)};
}

/* The first key that ends after offset. */
static size_t first_key(const struct gw_yaml *yaml, size_t offset)
{
	size_t low = 0, high = yaml->keys.n;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (yaml->keys.items[middle].end <= offset)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

/* Shows the keys from where the line is done up to limit. */
static void add_keys(struct shown_line *line, const struct gw_yaml *yaml, struct gw_span bounds,
		     size_t limit)
{
	for (size_t i = first_key(yaml, line->done); i < yaml->keys.n; i++) {
		if (yaml->keys.items[i].offset >= limit)
			break;
		add_shown(line, clip(yaml->keys.items[i], bounds));
	}
}

void gw_yaml_locate(struct gw_error *error, const struct gw_yaml *yaml, size_t offset,
		    size_t length)
{
	size_t start, caret;
	struct gw_view whole = gw_line_at(yaml->text, offset, &start);
	struct gw_span bounds = {start, start + whole.n};
	struct gw_span mark = clip((struct gw_span){offset, offset + length}, bounds);
	struct shown_line line = {.text = yaml->text, .done = start};

	add_keys(&line, yaml, bounds, mark.offset);
	if (line.done < mark.offset)
		add_hidden(&line, GW_MIN(mark.offset, bounds.end));
	caret = line.str.n;
	add_shown(&line, mark);
	add_keys(&line, yaml, bounds, bounds.end);
	if (line.done < bounds.end)
		add_hidden(&line, bounds.end);
	gw_error_at_masked(error, yaml->path, yaml->text, offset,
			   line.has_text ? gw_str_view(&line.str) : (struct gw_view){0}, caret,
			   length);
	gw_str_done(&line.str);
}

bool gw_yaml_fail(struct gw_error **err, const struct gw_yaml *yaml, size_t offset, size_t length,
		  const char *format, ...)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	va_list args;

	va_start(args, format);
	gw_fail(err, GW_E_CONFIG, "%s", gw_vformat(&scratch, format, args));
	va_end(args);
	gw_yaml_locate(*err, yaml, offset, length);
	return false;
}
