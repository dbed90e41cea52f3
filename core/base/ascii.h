/*
 * Kinds of bytes, in ASCII whatever the locale is.
 */
#ifndef GW_BASE_ASCII_H
#define GW_BASE_ASCII_H

#include <stdbool.h>

static inline bool gw_is_upper(char c)
{
	return c >= 'A' && c <= 'Z';
}

static inline bool gw_is_letter(char c)
{
	return gw_is_upper(c) || (c >= 'a' && c <= 'z');
}

static inline bool gw_is_digit(char c)
{
	return c >= '0' && c <= '9';
}

static inline bool gw_is_alnum(char c)
{
	return gw_is_letter(c) || gw_is_digit(c);
}

/* A char may have a sign or not: what is not ASCII is below 0, or above. */
static inline bool gw_is_printable(char c)
{
	return c >= ' ' && c <= '~';
}

static inline char gw_lower(char c)
{
	return gw_is_upper(c) ? (char)(c + ('a' - 'A')) : c;
}

/* -1: no hexadecimal digit. */
static inline int gw_hex_value(char c)
{
	c = gw_lower(c);
	if (gw_is_digit(c))
		return c - '0';
	return c >= 'a' && c <= 'f' ? c - 'a' + 10 : -1;
}

#endif
