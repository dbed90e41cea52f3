/*
 * Names of secrets. Names are made of parts ("smtp_password", "app.apiKey"), of which the last says
 * what it is.
 */
#include "base/secret_name.h"

#include "base/ascii.h"

#define WORD(text)                     \
	{                              \
		text, sizeof(text) - 1 \
	}

/* How such a name ends, wherever the part begins. */
static const struct gw_view endings[] = {
	WORD("password"), WORD("passwd"), WORD("passphrase"), WORD("passcode"), WORD("secret"),
};

/* Last parts. */
static const struct gw_view parts[] = {
	WORD("pass"),
	WORD("pw"),
	WORD("pwd"),
	WORD("token"),
	WORD("credential"),
	WORD("credentials"),
	WORD("api_key"),
	WORD("apikey"),
	WORD("access_key"),
	WORD("secret_key"),
	WORD("private_key"),
	WORD("signing_key"),
	WORD("encryption_key"),
	WORD("password_hash"),
	WORD("password_digest"),
};

/* Long enough that a word with one slip is not likely to be another word. */
static const struct gw_view misspelt[] = {WORD("password"), WORD("passphrase")};

static struct gw_view last_part(struct gw_view name)
{
	for (size_t i = name.n; i > 0; i--) {
		if (name.p[i - 1] == '_' || name.p[i - 1] == '-' || name.p[i - 1] == '.')
			return gw_view_from(name, i);
	}
	return name;
}

/* Every word of a text is asked about, and nearly all of them have another last letter. */
static bool ends_nocase(struct gw_view name, struct gw_view ending)
{
	return name.n >= ending.n && gw_lower(name.p[name.n - 1]) == ending.p[ending.n - 1] &&
	       gw_view_eq_nocase(gw_view_from(name, name.n - ending.n), ending);
}

static bool ends_in_part(struct gw_view name, struct gw_view part)
{
	size_t n = part.n;

	return ends_nocase(name, part) &&
	       (name.n == n || last_part(gw_view_slice(name, 0, name.n - n)).n == 0);
}

/* Whether word is right, or differs from it by one letter, or by two that changed places. */
static bool is_one_slip_from(struct gw_view word, struct gw_view wanted)
{
	size_t same = 0;
	struct gw_view a, b;

	if (word.n + 1 < wanted.n || wanted.n + 1 < word.n)
		return false;
	while (same < word.n && same < wanted.n &&
	       gw_view_eq_nocase(gw_view_slice(word, same, same + 1),
				 gw_view_slice(wanted, same, same + 1)))
		same++;
	a = gw_view_from(word, same);
	b = gw_view_from(wanted, same);
	/* a letter too many, too few, another one, and two that changed places */
	return gw_view_eq_nocase(gw_view_from(a, 1), b) ||
	       gw_view_eq_nocase(a, gw_view_from(b, 1)) ||
	       gw_view_eq_nocase(gw_view_from(a, 1), gw_view_from(b, 1)) ||
	       (a.n >= 2 && b.n >= 2 &&
		gw_view_eq_nocase(gw_view_slice(a, 0, 1), gw_view_slice(b, 1, 2)) &&
		gw_view_eq_nocase(gw_view_slice(a, 1, 2), gw_view_slice(b, 0, 1)) &&
		gw_view_eq_nocase(gw_view_from(a, 2), gw_view_from(b, 2)));
}

bool gw_name_is_secret(struct gw_view name)
{
	struct gw_view last = last_part(name);

	for (size_t i = 0; i < GW_COUNT(endings); i++) {
		if (ends_nocase(name, endings[i]))
			return true;
	}
	for (size_t i = 0; i < GW_COUNT(parts); i++) {
		if (ends_in_part(name, parts[i]))
			return true;
	}
	for (size_t i = 0; i < GW_COUNT(misspelt); i++) {
		if (is_one_slip_from(last, misspelt[i]))
			return true;
	}
	return false;
}
