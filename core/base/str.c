/*
 * String builder; see str.h for the invariant.
 */
#include "base/str.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void gw_str_done(struct gw_str *str)
{
	free(str->p);
	*str = (struct gw_str){.max = str->max};
}

void gw_str_clear(struct gw_str *str)
{
	str->n = 0;
	str->overflow = false;
	if (str->p != NULL)
		str->p[0] = '\0';
}

/* Makes room for more bytes and the NUL; false when that would pass the maximum. */
static bool reserve(struct gw_str *str, size_t more)
{
	size_t needed;

	if (__builtin_add_overflow(str->n, more, &needed) || needed == SIZE_MAX)
		gw_out_of_memory(SIZE_MAX);
	if (str->max != 0 && needed > str->max) {
		str->overflow = true;
		return false;
	}
	if (needed + 1 > str->cap) {
		size_t cap = GW_MAX(str->cap, (size_t)64);

		while (cap < needed + 1)
			cap = cap <= SIZE_MAX / 2 ? cap * 2 : needed + 1;
		str->p = gw_xrealloc(str->p, cap);
		str->cap = cap;
	}
	return true;
}

void gw_str_add(struct gw_str *str, struct gw_view view)
{
	if (!reserve(str, view.n))
		return;
	if (view.n != 0)
		memcpy(str->p + str->n, view.p, view.n);
	str->n += view.n;
	str->p[str->n] = '\0';
}

void gw_str_puts(struct gw_str *str, const char *text)
{
	gw_str_add(str, gw_view_of(text));
}

void gw_str_putc(struct gw_str *str, char c)
{
	gw_str_add(str, (struct gw_view){&c, 1});
}

void gw_str_pad(struct gw_str *str, char c, size_t count)
{
	if (!reserve(str, count))
		return;
	memset(str->p + str->n, c, count);
	str->n += count;
	str->p[str->n] = '\0';
}

void gw_str_vprintf(struct gw_str *str, const char *format, va_list args)
{
	va_list again;
	int n;

	va_copy(again, args);
	n = vsnprintf(NULL, 0, format, again);
	va_end(again);
	if (n < 0 || !reserve(str, (size_t)n))
		return;
	vsnprintf(str->p + str->n, (size_t)n + 1, format, args);
	str->n += (size_t)n;
}

void gw_str_printf(struct gw_str *str, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	gw_str_vprintf(str, format, args);
	va_end(args);
}

struct gw_view gw_str_view(const struct gw_str *str)
{
	return (struct gw_view){gw_str_text(str), str->n};
}

const char *gw_str_text(const struct gw_str *str)
{
	return str->p != NULL ? str->p : "";
}

char *gw_str_take(struct gw_str *str, struct gw_arena *arena)
{
	char *text = gw_strndup(arena, gw_str_text(str), str->n);

	gw_str_clear(str);
	return text;
}

/* The first code point. */
static void add_escaped(struct gw_str *str, struct gw_view character)
{
	unsigned code = gw_utf8_decode(character);
	size_t bad;

	if (character.n == 1 && ((code < 0x20 && code != '\t') || code >= 0x7f))
		gw_str_printf(str, "\\x%02x", code);
	else if (gw_utf8_is_deceptive(code) && gw_utf8_valid(character, &bad))
		gw_str_printf(str, "\\u{%x}", code);
	else
		gw_str_add(str, character);
}

void gw_str_add_escaped(struct gw_str *str, struct gw_view view)
{
	while (view.n != 0) {
		size_t plain = gw_printable_length(view);
		size_t n;

		gw_str_add(str, gw_view_slice(view, 0, plain));
		view = gw_view_from(view, plain);
		if (view.n == 0)
			return;
		n = gw_utf8_offset(view, 1);
		add_escaped(str, gw_view_slice(view, 0, n));
		view = gw_view_from(view, n);
	}
}

void gw_str_add_escaped_lines(struct gw_str *str, struct gw_view text)
{
	struct gw_view line;

	while (gw_view_next_field(&text, '\n', &line)) {
		gw_str_add_escaped(str, line);
		if (text.p != NULL && text.p > line.p + line.n)
			gw_str_putc(str, '\n');
	}
}

/* How many bytes need no look: ASCII but DEL. */
static size_t plain_bytes(struct gw_view view)
{
	size_t n = 0;

	while (n < view.n && (unsigned char)view.p[n] < 0x7f)
		n++;
	return n;
}

void gw_str_add_escaped_json(struct gw_str *str, struct gw_view view)
{
	while (view.n != 0) {
		size_t plain = plain_bytes(view);
		size_t n;
		unsigned code;

		gw_str_add(str, gw_view_slice(view, 0, plain));
		view = gw_view_from(view, plain);
		if (view.n == 0)
			return;
		n = gw_utf8_offset(view, 1);
		code = gw_utf8_decode(view);
		if (code == 0x7f || gw_utf8_is_deceptive(code))
			gw_str_printf(str, "\\u%04X", code);
		else
			gw_str_add(str, gw_view_slice(view, 0, n));
		view = gw_view_from(view, n);
	}
}

const char *gw_shell_word(struct gw_arena *arena, const char *text)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
				    "_-+=:,./@%";
	GW_STR_AUTO struct gw_str str = {0};

	if (text[0] != '\0' && text[strspn(text, plain)] == '\0')
		return text;
	gw_str_putc(&str, '\'');
	for (; *text != '\0'; text++) {
		if (*text == '\'')
			gw_str_puts(&str, "'\\''");
		else
			gw_str_putc(&str, *text);
	}
	gw_str_putc(&str, '\'');
	return gw_str_take(&str, arena);
}
