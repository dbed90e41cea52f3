/*
 * Passwords as mysql_native_password keeps them: '*' and, in hexadecimal, SHA-1 of SHA-1 of the
 * password. They have no salt: the same password is always the same verifier, here as on the server.
 */
#include "base/hash.h"
#include "engine/mysql/estate_int.h"

enum { VERIFIER_SIZE = 41 };

bool gw_my_is_verifier(const char *text)
{
	struct gw_view view = gw_view_of(text);

	if (view.n != VERIFIER_SIZE || text[0] != '*')
		return false;
	for (size_t i = 1; i < view.n; i++) {
		if (!(text[i] >= '0' && text[i] <= '9') && !(text[i] >= 'A' && text[i] <= 'F'))
			return false;
	}
	return true;
}

bool gw_my_password_verifier(struct gw_conn *conn GW_UNUSED, struct gw_arena *arena,
			     const char *user GW_UNUSED, const char *password,
			     const char **ret_verifier, struct gw_error **err GW_UNUSED)
{
	struct gw_view first = gw_sha1(arena, gw_view_of(password));
	char *hex = gw_sha1_hex(arena, first);

	for (char *c = hex; *c != '\0'; c++)
		*c = *c >= 'a' ? (char)(*c - 'a' + 'A') : *c;
	*ret_verifier = gw_format(arena, "*%s", hex);
	return true;
}

bool gw_my_password_fits(const char *user, const char *verifier, const char *password)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	GW_ERROR_AUTO struct gw_error *error = NULL;
	const char *own;

	return gw_my_password_verifier(NULL, &arena, user, password, &own, &error) &&
	       gw_view_is_nocase(gw_view_of(verifier), own);
}
