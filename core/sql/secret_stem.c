/*
 * A first look at a whole text: nearly all hold no secret, because nothing in them is called like one.
 *
 * Whatever makes a secret of something has one of a few stems in it. They are looked for all at once,
 * byte by byte. Each letter of a stem is a bit, which says that the stem is there up to this letter:
 *
 *	.. s     e     c     r         "secr" was found
 *	   0001  0010  0100  1000
 *
 * A text with a stem may still hold no secret; one without holds none. Tables of users, and GROUP BY,
 * are frequent: of these words it counts what stands before them.
 */
#include <string.h>

#include "sql/redact_int.h"

/*
 * password, passphrase   with one slip as well, which leaves one of five stems whole
 * identified, grant      users: literals are their names, or secrets
 * crypt, hmac            functions that take secrets
 * pragma, attach         with a key
 */
#define NAMES(X)        \
	X("pass")       \
	X("word")       \
	X("sord")       \
	X("hrase")      \
	X("pw")         \
	X("secret")     \
	X("token")      \
	X("credential") \
	X("_key")       \
	X("apikey")

#define CODE(X)         \
	X("identified") \
	X("grant")      \
	X("crypt")      \
	X("hmac")       \
	X("pragma")     \
	X("attach")     \
	X("://")

/* CREATE USER, ALTER ROLE */
#define USERS(X)   \
	X("user")  \
	X("role")  \
	X("group") \
	X("login")

#define TEXT(stem)    stem,
#define LETTERS(stem) +sizeof(stem) - 1

static const char *const names[] = {NAMES(TEXT)};
static const char *const code[] = {CODE(TEXT)};
static const char *const users[] = {USERS(TEXT)};

enum { FIRST_SET, SECOND_SET, SETS, SET_LETTERS = 64 };

_Static_assert(0 NAMES(LETTERS) <= SET_LETTERS, "a bit for each letter of the first set");
_Static_assert(0 CODE(LETTERS) USERS(LETTERS) <= SET_LETTERS, "and of the second");

/* Where a byte is which letter of the stems; the first letters of all stems. */
struct stems {
	uint64_t first[SETS];
	uint64_t of[256][SETS];
};

/* Adds stems whose letters are the bits from *bit on; returns their last letters. */
static uint64_t add(struct stems *stems, size_t set, uint64_t *bit, const char *const *list,
		    size_t n)
{
	uint64_t last = 0;

	for (size_t i = 0; i < n; i++) {
		stems->first[set] |= *bit;
		for (const char *p = list[i]; *p != '\0'; p++, *bit <<= 1) {
			stems->of[(unsigned char)*p][set] |= *bit;
			last |= p[1] == '\0' ? *bit : 0;
		}
	}
	return last;
}

static bool ends_in(struct gw_view text, struct gw_view word)
{
	return text.n >= word.n && gw_view_eq_nocase(gw_view_from(text, text.n - word.n), word);
}

static bool is_line_end(char c)
{
	return c == '\n' || c == '\r';
}

/* A word, or a letter of another alphabet. */
static bool is_of_word(char c)
{
	return gw_is_letter(c) || c == '_' || (unsigned char)c >= 0x80;
}

/* Whether the last line of the text may be a comment, or end in one. */
static bool has_comment_line(struct gw_view text)
{
	size_t before = gw_view_rfind_char(text, '\n');

	text = gw_view_from(text, before != GW_NOWHERE ? before : 0);
	return gw_view_find_char(text, '#') != GW_NOWHERE ||
	       gw_view_find(text, GW_VIEW("--")) != GW_NOWHERE;
}

/* Whether a statement about users may begin with the word that ends here. */
static bool is_about_users(struct gw_view text)
{
	enum { LONGEST = 5 };
	size_t n = text.n;
	struct gw_view between;
	bool at_line_end = false;

	while (n > 0 && text.n - n <= LONGEST && is_of_word(text.p[n - 1]))
		n--;
	between = gw_view_slice(text, 0, n);
	while (n > 0 && !is_of_word(text.p[n - 1]))
		at_line_end |= is_line_end(text.p[--n]);
	between = gw_view_from(between, n);
	text = gw_view_slice(text, 0, n);
	/* Of what is behind a comment nobody knows what is before it. */
	return ends_in(text, GW_VIEW("create")) || ends_in(text, GW_VIEW("alter")) ||
	       ends_in(text, GW_VIEW("replace")) ||
	       gw_view_find(between, GW_VIEW("*/")) != GW_NOWHERE ||
	       (at_line_end && has_comment_line(text));
}

bool gw_may_hold_secret(struct gw_view text)
{
	struct stems stems = {0};
	uint64_t bit = 1, in_first = 0, in_second = 0, last, last_of_code, last_of_users;

	last = add(&stems, FIRST_SET, &bit, names, GW_COUNT(names));
	bit = 1;
	last_of_code = add(&stems, SECOND_SET, &bit, code, GW_COUNT(code));
	last_of_users = add(&stems, SECOND_SET, &bit, users, GW_COUNT(users));
	memcpy(stems.of['A'], stems.of['a'], ('z' - 'a' + 1) * sizeof(stems.of[0]));
	for (size_t i = 0; i < text.n; i++) {
		const uint64_t *is = stems.of[(unsigned char)text.p[i]];

		in_first = (in_first << 1 | stems.first[FIRST_SET]) & is[FIRST_SET];
		in_second = (in_second << 1 | stems.first[SECOND_SET]) & is[SECOND_SET];
		if (((in_first & last) | (in_second & last_of_code)) != 0)
			return true;
		if ((in_second & last_of_users) != 0 &&
		    is_about_users(gw_view_slice(text, 0, i + 1)))
			return true;
	}
	return false;
}
