/*
 * Pieces of SQL text; see literal.h.
 */
#include "engine/literal.h"

#include <inttypes.h>
#include <stdio.h>

void gw_add_quoted(struct gw_str *str, struct gw_view text, char quote)
{
	size_t next;

	gw_str_putc(str, quote);
	while ((next = gw_view_find_char(text, quote)) != GW_NOWHERE) {
		gw_str_add(str, gw_view_slice(text, 0, next + 1));
		gw_str_putc(str, quote);
		text = gw_view_from(text, next + 1);
	}
	gw_str_add(str, text);
	gw_str_putc(str, quote);
}

void gw_add_hex(struct gw_str *str, struct gw_view text)
{
	static const char digits[] = "0123456789ABCDEF";

	gw_str_puts(str, "X'");
	for (size_t i = 0; i < text.n; i++) {
		unsigned char byte = (unsigned char)text.p[i];

		gw_str_putc(str, digits[byte >> 4]);
		gw_str_putc(str, digits[byte & 15]);
	}
	gw_str_putc(str, '\'');
}

void gw_add_int(struct gw_str *str, int64_t number)
{
	char digits[24];

	snprintf(digits, sizeof(digits), "%" PRId64, number);
	gw_str_puts(str, digits);
}
