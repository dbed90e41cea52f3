/*
 * Names of secrets. Names are made of parts ("smtp_password", "app.apiKey"), of which the last says
 * what it is.
 */
#include "sql/redact_int.h"

/* How such a name ends, wherever the part begins. */
static const char *const endings[] = {"password", "passwd", "passphrase", "passcode", "secret"};

/* Last parts. */
static const char *const parts[] = {
	"pass",
	"pw",
	"pwd",
	"token",
	"credential",
	"credentials",
	"api_key",
	"apikey",
	"access_key",
	"secret_key",
	"private_key",
	"signing_key",
	"encryption_key",
	"password_hash",
	"password_digest",
};

/* Long enough that a word with one slip is not likely to be another word. */
static const char *const misspelt[] = {"password", "passphrase"};

static struct gw_view last_part(struct gw_view name)
{
	for (size_t i = name.n; i > 0; i--) {
		if (name.p[i - 1] == '_' || name.p[i - 1] == '-' || name.p[i - 1] == '.')
			return gw_view_from(name, i);
	}
	return name;
}

static bool ends_nocase(struct gw_view name, const char *ending)
{
	size_t n = gw_view_of(ending).n;

	return name.n >= n && gw_view_is_nocase(gw_view_from(name, name.n - n), ending);
}

static bool ends_in_part(struct gw_view name, const char *part)
{
	size_t n = gw_view_of(part).n;

	return ends_nocase(name, part) &&
	       (name.n == n || last_part(gw_view_slice(name, 0, name.n - n)).n == 0);
}

bool gw_is_one_slip_from(struct gw_view word, const char *right)
{
	struct gw_view wanted = gw_view_of(right);
	size_t same = 0;
	struct gw_view a, b;

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
		if (gw_is_one_slip_from(last, misspelt[i]))
			return true;
	}
	return false;
}
