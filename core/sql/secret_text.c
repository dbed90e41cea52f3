/*
 * Secrets in text that is no code, or whose code is in quotes: connection strings, JSON, URLs, SQL that
 * is made of pieces. Nothing is known of its syntax but "name, sign, value".
 */
#include <string.h>

#include "base/str.h"
#include "sql/redact_int.h"

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static bool is_one_of(char c, const char *set)
{
	return c != '\0' && strchr(set, c) != NULL;
}

static size_t skip_while(struct gw_view text, size_t at, const char *set)
{
	while (at < text.n && is_one_of(text.p[at], set))
		at++;
	return at;
}

static size_t skip_until(struct gw_view text, size_t at, const char *set)
{
	while (at < text.n && !is_one_of(text.p[at], set))
		at++;
	return at;
}

/* --- words that lead to secrets --- */

struct scan {
	struct gw_view text;
	size_t at;
	struct gw_view word;
	bool identified; /* the word before was IDENTIFIED */
};

/* The next word; false at the end. */
static bool next_word(struct scan *scan)
{
	size_t start;

	while (scan->at < scan->text.n && !is_word_byte(scan->text.p[scan->at]))
		scan->at++;
	scan->identified = gw_is_word(scan->word, "identified");
	for (start = scan->at; scan->at < scan->text.n && is_word_byte(scan->text.p[scan->at]);)
		scan->at++;
	scan->word = gw_view_slice(scan->text, start, scan->at);
	return scan->word.n != 0;
}

static bool leads_to_secret(const struct scan *scan)
{
	return gw_name_is_secret(scan->word) ||
	       (scan->identified && (gw_is_word(scan->word, "by") || gw_is_word(scan->word, "as")));
}

/*
 * The value after a name that ends at `at`: password=x, "password": "x", PASSWORD ''x''. False when
 * nothing of the kind follows. A quoted value reaches to the end of the text: its escapes depend on
 * who will read it.
 */
static bool find_value(struct gw_view text, size_t at, size_t *ret_start, size_t *ret_end)
{
	size_t sign = skip_while(text, at, "'\"` \t\\");
	size_t start = skip_while(text, sign, "=:");

	if (start > sign)
		start = skip_while(text, start, " \t");
	if (start >= text.n ||
	    (start == sign && (start == at || !is_one_of(text.p[start - 1], "'\""))))
		return false;
	*ret_start = start;
	if (is_one_of(text.p[start], "'\"\\") || start == sign)
		*ret_end = text.n;
	else
		*ret_end = skip_until(text, start, " \t\r\n'\"&;,)");
	return *ret_end > *ret_start;
}

/* The password of a URL, scheme://user:password@host, whose "://" is at `at`. */
static bool find_url_password(struct gw_view text, size_t at, size_t *ret_start, size_t *ret_end)
{
	size_t authority = at + 3;
	size_t end = skip_until(text, authority, " \t\r\n/?#'\"");
	size_t host = gw_view_rfind_char(gw_view_slice(text, authority, end), '@');
	size_t colon = gw_view_find_char(gw_view_slice(text, authority, end), ':');

	if (host == GW_NOWHERE || colon == GW_NOWHERE || colon >= host)
		return false;
	*ret_start = authority + colon + 1;
	*ret_end = authority + host;
	return *ret_end > *ret_start;
}

/* The first URL with a password between at and end. */
static bool find_url(struct gw_view text, size_t at, size_t end, size_t *ret_start, size_t *ret_end)
{
	size_t sign;

	while ((sign = gw_view_find(gw_view_slice(text, at, end), GW_VIEW("://"))) != GW_NOWHERE) {
		if (find_url_password(text, at + sign, ret_start, ret_end))
			return true;
		at += sign + 3;
	}
	return false;
}

bool gw_text_find_secret(struct gw_view text, size_t at, size_t *ret_start, size_t *ret_end)
{
	struct scan scan = {.text = text, .at = at};
	size_t start = 0, end = 0, url_start, url_end;
	bool found = false;

	/* Most words have nothing of a value behind them; that is seen at once. */
	while (!found && next_word(&scan))
		found = find_value(text, scan.at, &start, &end) && leads_to_secret(&scan);
	if (find_url(text, at, found ? start : text.n, &url_start, &url_end)) {
		start = url_start;
		end = url_end;
		found = true;
	}
	if (found) {
		*ret_start = start;
		*ret_end = end;
	}
	return found;
}

bool gw_text_mentions_secret(struct gw_view text)
{
	struct scan scan = {.text = text};
	size_t start, end;

	while (next_word(&scan)) {
		if (leads_to_secret(&scan))
			return true;
	}
	return find_url(text, 0, text.n, &start, &end);
}

bool gw_text_awaits_secret(struct gw_view text)
{
	struct scan scan = {.text = text};

	while (next_word(&scan)) {
		size_t rest = skip_while(text, scan.at, "'\"` \t\\=:");

		if (!leads_to_secret(&scan))
			continue;
		/* The bare name is no more than a name. */
		if (rest == text.n ? rest > scan.at : is_one_of(text.p[rest], "%?$"))
			return true;
	}
	return false;
}

struct gw_view gw_text_redact(struct gw_arena *arena, struct gw_view text)
{
	GW_STR_AUTO struct gw_str out = {0};
	size_t at = 0, start, end, n;

	while (gw_text_find_secret(text, at, &start, &end)) {
		gw_str_add(&out, gw_view_slice(text, at, start));
		gw_str_puts(&out, GW_MASK);
		at = end;
	}
	if (at == 0)
		return text;
	gw_str_add(&out, gw_view_from(text, at));
	n = out.n;
	return (struct gw_view){gw_str_take(&out, arena), n};
}
