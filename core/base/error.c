/*
 * Errors: made, added to, and freed. Every error owns one arena with all of its texts.
 */
#include "base/error.h"

#include <stdlib.h>
#include <string.h>

#include "base/str.h"

/* An excerpt is at most this wide, with some text kept to the right of the mark. */
enum { EXCERPT_COLUMNS = 96, EXCERPT_RIGHT = 24, TAB_COLUMNS = 8 };

static const struct gw_code_info codes[] = {
#define GW_ERROR(id, number, slug, exit_status, meaning) \
	{GW_E_##id, number, slug, exit_status, meaning},
#include "base/errors.def"
#undef GW_ERROR
};

static const struct {
	const char *slug;
	const char *phrase;
} states[] = {
	[GW_STATE_UNTOUCHED] = {"untouched", "nothing was changed in the database"},
	[GW_STATE_ROLLED_BACK] = {"rolled-back",
				  "rolled back; the database is as it was before this migration"},
	[GW_STATE_PARTIAL] = {"partial", "some statements of this migration stand in the database"},
	[GW_STATE_COMMITTED] = {"committed", "the work stands in the database"},
	[GW_STATE_UNKNOWN] = {"unknown", "it could not be found out what the database holds now"},
};

const struct gw_code_info *gw_code_info(enum gw_code code)
{
	/* GW_E_NONE is 0; the table starts with the code after it. */
	return code != GW_E_NONE ? &codes[code - 1] : NULL;
}

const struct gw_code_info *gw_code_at(size_t index)
{
	return index < GW_COUNT(codes) ? &codes[index] : NULL;
}

const struct gw_code_info *gw_code_find(struct gw_view name)
{
	struct gw_view digits = gw_view_starts_nocase(name, "GW") ? gw_view_from(name, 2) : name;
	uint64_t number = 0;

	if (!gw_parse_u64(digits, &number))
		number = 0;
	for (size_t i = 0; i < GW_COUNT(codes); i++) {
		if (codes[i].number == number || gw_view_is_nocase(name, codes[i].slug))
			return &codes[i];
	}
	return NULL;
}

GW_PRINTF(2, 0)
static struct gw_error *error_new(enum gw_code code, const char *format, va_list args)
{
	struct gw_error *error = gw_xmalloc(sizeof(*error));

	*error = (struct gw_error){.code = code, .location.offset = GW_NOWHERE};
	error->message = gw_vformat(&error->arena, format, args);
	return error;
}

bool gw_fail(struct gw_error **err, enum gw_code code, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	*err = error_new(code, format, args);
	va_end(args);
	return false;
}

bool gw_fail_errno(struct gw_error **err, enum gw_code code, int error_number, const char *format,
		   ...)
{
	char buffer[128];
	struct gw_error *error;
	va_list args;

	va_start(args, format);
	error = error_new(code, format, args);
	va_end(args);
	error->message = gw_format(&error->arena, "%s: %s", error->message,
				   strerror_r(error_number, buffer, sizeof(buffer)));
	*err = error;
	return false;
}

bool gw_fail_because(struct gw_error **err, enum gw_code code, const char *format, ...)
{
	struct gw_error *cause = *err;
	va_list args;

	va_start(args, format);
	*err = error_new(code, format, args);
	va_end(args);
	(*err)->cause = cause;
	/* Other words do not change what is true in the database. */
	(*err)->state = cause->state;
	(*err)->state_text = gw_strdup(&(*err)->arena, cause->state_text);
	return false;
}

void gw_error_restate(struct gw_error *error, enum gw_code code, const char *format, ...)
{
	const char *before = error->message;
	va_list args;

	va_start(args, format);
	error->message = gw_vformat(&error->arena, format, args);
	va_end(args);
	error->code = code;
	if (error->server != NULL)
		return;
	error->detail = error->detail != NULL
				? gw_format(&error->arena, "%s\n%s", before, error->detail)
				: before;
}

void gw_error_detail(struct gw_error *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error->detail = gw_vformat(&error->arena, format, args);
	va_end(args);
}

void gw_error_hint(struct gw_error *error, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	error->hint = gw_vformat(&error->arena, format, args);
	va_end(args);
}

void gw_error_state(struct gw_error *error, enum gw_state state, const char *format, ...)
{
	va_list args;

	error->state = state;
	error->state_text = NULL;
	if (format == NULL)
		return;
	va_start(args, format);
	error->state_text = gw_vformat(&error->arena, format, args);
	va_end(args);
}

void gw_error_server(struct gw_error *error, const struct gw_server_error *server)
{
	struct gw_arena *arena = &error->arena;
	struct gw_server_error *copy = gw_new(arena, struct gw_server_error);

	*copy = *server;
	copy->engine = gw_strdup(arena, server->engine);
	copy->sqlstate = gw_strdup(arena, server->sqlstate);
	copy->message = gw_strdup(arena, server->message);
	copy->detail = gw_strdup(arena, server->detail);
	copy->hint = gw_strdup(arena, server->hint);
	error->server = copy;
}

struct gw_view gw_line_at(struct gw_view text, size_t offset, size_t *ret_start)
{
	struct gw_view before = gw_view_slice(text, 0, offset);
	size_t start = gw_view_rfind_char(before, '\n');
	struct gw_view rest;
	struct gw_view line = {text.p, 0};

	start = start == GW_NOWHERE ? 0 : start + 1;
	rest = gw_view_from(text, start);
	if (!gw_view_next_line(&rest, &line))
		line = gw_view_from(text, start);
	*ret_start = start;
	return line;
}

/* Code points in view; bytes that are not UTF-8 count as one each. */
static size_t count_points(struct gw_view view)
{
	size_t points = 0;

	for (size_t i = 0; i < view.n; points++)
		i += gw_utf8_offset(gw_view_from(view, i), 1);
	return points;
}

struct gw_position gw_position_of(struct gw_view text, size_t offset)
{
	struct gw_view before = gw_view_slice(text, 0, offset);
	struct gw_view bom = gw_view_slice(text, 0, 3);
	struct gw_position position = {.line = 1};
	size_t start = 0;

	for (size_t i = 0; i < before.n; i++) {
		if (before.p[i] != '\n')
			continue;
		position.line++;
		start = i + 1;
	}
	if (start == 0 && gw_view_is(bom, "\xef\xbb\xbf") && before.n >= 3)
		start = 3;
	position.column = (unsigned)count_points(gw_view_from(before, start)) + 1;
	return position;
}

/* Appends view with tabs as blanks; returns the number of columns that it takes on a terminal. */
static size_t add_columns(struct gw_str *str, struct gw_view view, size_t column)
{
	size_t first = column;

	for (size_t i = 0; i < view.n;) {
		struct gw_view rest = gw_view_from(view, i);
		size_t n = gw_utf8_offset(rest, 1);
		size_t before = str->n;

		if (view.p[i] == '\t') {
			size_t blanks = TAB_COLUMNS - column % TAB_COLUMNS;

			gw_str_pad(str, ' ', blanks);
			column += blanks;
		} else {
			gw_str_add_escaped(str, gw_view_slice(rest, 0, n));
			/* An escaped character is as wide as its escape. */
			column += str->n - before != n ? str->n - before
						       : gw_utf8_columns(gw_utf8_decode(rest));
		}
		i += n;
	}
	return column - first;
}

/* The start of the UTF-8 sequence that holds offset; in bytes that are none, offset itself. */
static size_t whole_character(struct gw_view line, size_t offset)
{
	for (size_t back = 0; back <= 3 && back <= offset && offset < line.n; back++) {
		if (((unsigned char)line.p[offset - back] & 0xc0) != 0x80)
			return offset - back;
	}
	return offset;
}

/* Cuts the line so that offset is shown with some text around it. */
static struct gw_view cut_line(struct gw_view line, size_t offset, size_t *ret_cut)
{
	size_t start = 0;

	if (line.n > EXCERPT_COLUMNS && offset > EXCERPT_COLUMNS - EXCERPT_RIGHT)
		start = GW_MIN(offset, line.n) - (EXCERPT_COLUMNS - EXCERPT_RIGHT);
	start = whole_character(line, start);
	*ret_cut = start;
	return gw_view_slice(line, start, whole_character(line, start + EXCERPT_COLUMNS));
}

static void set_excerpt(struct gw_error *error, struct gw_view text, size_t offset, size_t length)
{
	struct gw_location *location = &error->location;
	GW_STR_AUTO struct gw_str str = {0};
	size_t start, cut, mark_end;
	struct gw_view line = gw_line_at(text, offset, &start);
	struct gw_view shown;
	size_t column;

	if (start == 0 && gw_view_starts(line, "\xef\xbb\xbf")) {
		line = gw_view_from(line, 3);
		start = 3;
	}
	offset = offset > start ? offset - start : 0;
	offset = GW_MIN(offset, line.n);
	shown = cut_line(line, offset, &cut);
	if (cut != 0)
		gw_str_puts(&str, "...");
	column = str.n;
	column += add_columns(&str, gw_view_slice(shown, 0, offset - cut), column);
	location->caret = (unsigned)column;
	mark_end = offset - cut + GW_MIN(length, shown.n - (offset - cut));
	column += add_columns(&str, gw_view_slice(shown, offset - cut, mark_end), column);
	location->caret_width = (unsigned)GW_MAX(column - location->caret, (size_t)1);
	add_columns(&str, gw_view_from(shown, mark_end), column);
	if (cut + shown.n < line.n)
		gw_str_puts(&str, "...");
	location->excerpt = gw_str_take(&str, &error->arena);
}

void gw_error_at(struct gw_error *error, const char *path, struct gw_view text, size_t offset,
		 size_t length)
{
	struct gw_position position;

	error->location = (struct gw_location){
		.path = gw_strdup(&error->arena, path),
		.offset = offset,
	};
	if (offset == GW_NOWHERE)
		return;
	offset = GW_MIN(offset, text.n);
	position = gw_position_of(text, offset);
	error->location.line = position.line;
	error->location.column = position.column;
	set_excerpt(error, text, offset, length);
}

const char *gw_state_phrase(enum gw_state state)
{
	return states[state].phrase;
}

const char *gw_state_slug(enum gw_state state)
{
	return states[state].slug;
}

const char *gw_error_state_text(const struct gw_error *error)
{
	return error->state_text != NULL ? error->state_text : gw_state_phrase(error->state);
}

int gw_error_exit_status(const struct gw_error *error)
{
	return gw_code_info(error->code)->exit_status;
}

void gw_error_free(struct gw_error *error)
{
	while (error != NULL) {
		struct gw_error *cause = error->cause;

		gw_arena_done(&error->arena);
		free(error);
		error = cause;
	}
}

void gw_error_clear(struct gw_error **error)
{
	gw_error_free(*error);
	*error = NULL;
}

void gw_error_cleanup(struct gw_error **error)
{
	gw_error_clear(error);
}
