/*
 * A first look at a whole text: nearly all hold no secret, because nothing in them is called like one.
 *
 * Whatever makes a secret of something has one of a few stems in it. They are looked for all at once,
 * byte by byte. Each letter of a stem is a bit, which says that the stem is there up to this letter:
 *
 *	.. s     e     c     r         "secr" was found
 *	   0001  0010  0100  1000
 *
 * A text with a stem may still hold no secret; one without holds none.
 */
#include <string.h>

#include "sql/redact_int.h"

/*
 * password, passphrase      with one slip as well, which leaves one of five stems whole
 * identified, user, grant   statements about users: their literals are names, or secrets
 * crypt, hmac               functions that take secrets
 * pragma, attach            with a key
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
	X("user")       \
	X("role")       \
	X("group")      \
	X("login")      \
	X("grant")      \
	X("crypt")      \
	X("hmac")       \
	X("pragma")     \
	X("attach")     \
	X("://")

#define TEXT(stem)    stem,
#define LETTERS(stem) +sizeof(stem) - 1

static const char *const names[] = {NAMES(TEXT)};
static const char *const code[] = {CODE(TEXT)};

_Static_assert(0 NAMES(LETTERS) <= 64, "a bit for each letter of the stems of names");
_Static_assert(0 CODE(LETTERS) <= 64, "a bit for each letter of the stems of code");

enum { NAME, OTHER, SETS };

struct stems {
	uint64_t first[SETS], last[SETS]; /* letters */
	uint64_t of[256][SETS]; /* where this byte is that letter */
};

static void add(struct stems *stems, size_t set, const char *const *list, size_t n)
{
	uint64_t bit = 1;

	for (size_t i = 0; i < n; i++) {
		stems->first[set] |= bit;
		for (const char *p = list[i]; *p != '\0'; p++, bit <<= 1) {
			stems->of[(unsigned char)*p][set] |= bit;
			if (p[1] == '\0')
				stems->last[set] |= bit;
		}
	}
}

bool gw_may_hold_secret(struct gw_view text)
{
	struct stems stems = {0};
	uint64_t name = 0, other = 0;

	add(&stems, NAME, names, GW_COUNT(names));
	add(&stems, OTHER, code, GW_COUNT(code));
	memcpy(stems.of['A'], stems.of['a'], ('z' - 'a' + 1) * sizeof(stems.of[0]));
	for (size_t i = 0; i < text.n; i++) {
		const uint64_t *is = stems.of[(unsigned char)text.p[i]];

		name = (name << 1 | stems.first[NAME]) & is[NAME];
		other = (other << 1 | stems.first[OTHER]) & is[OTHER];
		if (((name & stems.last[NAME]) | (other & stems.last[OTHER])) != 0)
			return true;
	}
	return false;
}
