/*
 * Secrets by their values, and what a server said without them.
 *
 * A server repeats pieces of a statement: whole values ("Duplicate entry 'x'"), and texts that begin at
 * some token and are cut off after some bytes ("near 'BY 'verylong"). So what is looked for is the
 * beginning of a secret, of any length where quotes show that one begins there, else of four bytes.
 */
#include "base/str.h"
#include "sql/redact_int.h"

enum { SHORT_BYTES = 4 };

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_' || (unsigned char)c >= 0x80;
}

static bool is_quote(char c)
{
	return c == '\'' || c == '"' || c == '`';
}

/* Bytes that servers hand through as they are, whatever the character set. */
static bool is_plain(char c)
{
	return c > ' ' && c < 0x7f && c != '\\' && !is_quote(c);
}

/* The pieces between quotes, escapes and what is not ASCII: a server may write those in another way. */
static void add_pieces(struct gw_arena *arena, struct gw_secrets *secrets, struct gw_view value)
{
	for (size_t i = 0, start; i < value.n; i++) {
		for (start = i; i < value.n && is_plain(value.p[i]);)
			i++;
		if (i - start >= SHORT_BYTES && i - start < value.n)
			gw_vec_push(arena, &secrets->list, gw_view_slice(value, start, i));
	}
}

void gw_secrets_add(struct gw_arena *arena, struct gw_secrets *secrets, struct gw_view value)
{
	if (value.n == 0)
		return;
	gw_vec_push(arena, &secrets->list, value);
	add_pieces(arena, secrets, value);
}

/* --- hiding --- */

static size_t common_bytes(struct gw_view a, struct gw_view b)
{
	size_t n = 0;

	while (n < a.n && n < b.n && a.p[n] == b.p[n])
		n++;
	return n;
}

/* The first n bytes of a secret stand at `at`: whether they are more than a chance. */
static bool is_repeated(struct gw_view words, size_t at, size_t n, bool whole)
{
	char before = at > 0 ? words.p[at - 1] : ' ';
	char after = at + n < words.n ? words.p[at + n] : ' ';
	bool begins = !is_word_byte(before) || !is_word_byte(words.p[at]);

	if (whole && (n >= SHORT_BYTES || (begins && !is_word_byte(after))))
		return true;
	return begins &&
	       (n >= SHORT_BYTES || (is_quote(before) && (is_quote(after) || after == '.')));
}

/* Bytes at `at` that repeat a secret; 0: none. */
static size_t repeated_bytes(const struct gw_secrets *secrets, struct gw_view words, size_t at)
{
	size_t most = 0;

	for (size_t i = 0; i < secrets->list.n; i++) {
		struct gw_view secret = secrets->list.items[i];
		size_t n = common_bytes(secret, gw_view_from(words, at));

		if (n > most && is_repeated(words, at, n, n == secret.n))
			most = n;
	}
	return most;
}

static struct gw_view hide_values(struct gw_arena *arena, const struct gw_secrets *secrets,
				  struct gw_view words)
{
	GW_STR_AUTO struct gw_str out = {0};
	bool hidden = false;
	size_t n;

	for (size_t at = 0; at < words.n; at += GW_MAX(n, (size_t)1)) {
		n = repeated_bytes(secrets, words, at);
		if (n == 0)
			gw_str_putc(&out, words.p[at]);
		else
			gw_str_puts(&out, GW_MASK);
		hidden = hidden || n != 0;
	}
	n = out.n;
	return hidden ? (struct gw_view){gw_str_take(&out, arena), n} : words;
}

/* What is in quotes or parentheses may be any value of a row. */
static struct gw_view hide_quoted(struct gw_arena *arena, struct gw_view words)
{
	GW_STR_AUTO struct gw_str out = {0};
	size_t n;

	for (size_t at = 0; at < words.n; at++) {
		char end = words.p[at] == '(' ? ')' : words.p[at];
		size_t close = end == ')' || is_quote(end)
				       ? gw_view_rfind_char(gw_view_from(words, at + 1), end)
				       : GW_NOWHERE;

		gw_str_putc(&out, words.p[at]);
		if (close == GW_NOWHERE)
			continue;
		gw_str_puts(&out, GW_MASK);
		gw_str_putc(&out, end);
		at += close + 1;
	}
	n = out.n;
	return (struct gw_view){gw_str_take(&out, arena), n};
}

struct gw_view gw_secrets_hide(struct gw_arena *arena, const struct gw_secrets *secrets,
			       struct gw_view words)
{
	if (words.p == NULL)
		return words;
	words = hide_values(arena, secrets, words);
	if (secrets->in_rows)
		words = hide_quoted(arena, words);
	return gw_text_redact(arena, words);
}
