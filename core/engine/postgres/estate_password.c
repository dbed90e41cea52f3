/*
 * Passwords as verifiers: what the server keeps, and what alone is ever sent to it.
 *
 *	SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>      (RFC 5803, base64)
 *
 * libpq makes new ones. Whether a stored one is that of a password is computed here: StoredKey is
 * SHA-256 of HMAC(PBKDF2(password, salt, iterations), "Client Key"), RFC 5802. libpq brings a password
 * of other letters than ASCII into a normal form first; one that is not in it already seems to differ
 * here, and is set again to the same.
 */
#include <string.h>

#include "base/hash.h"
#include "engine/postgres/estate_int.h"
#include "engine/postgres/postgres_int.h"

#define SCRAM "SCRAM-SHA-256"

enum { ITERATIONS_MAX = 10 * 1000 * 1000 };

struct verifier {
	uint64_t iterations;
	struct gw_view salt, stored_key, server_key;
};

static bool parse(const char *text, struct verifier *ret_verifier)
{
	struct gw_view rest = gw_view_of(text), method, iterations;

	return gw_view_next_field(&rest, '$', &method) && gw_view_is(method, SCRAM) &&
	       gw_view_next_field(&rest, ':', &iterations) &&
	       gw_parse_u64(iterations, &ret_verifier->iterations) &&
	       ret_verifier->iterations != 0 && ret_verifier->iterations <= ITERATIONS_MAX &&
	       gw_view_next_field(&rest, '$', &ret_verifier->salt) &&
	       gw_view_next_field(&rest, ':', &ret_verifier->stored_key) &&
	       gw_view_next_field(&rest, ':', &ret_verifier->server_key);
}

bool gw_pg_is_verifier(const char *text)
{
	struct verifier verifier;

	return parse(text, &verifier);
}

bool gw_pg_password_fits(const char *role GW_UNUSED, const char *text, const char *password)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct verifier verifier;
	struct gw_view salt, stored;
	struct gw_digest salted, client, key;

	if (!parse(text, &verifier) || !gw_base64_decode(&arena, verifier.salt, &salt) ||
	    !gw_base64_decode(&arena, verifier.stored_key, &stored))
		return false;
	salted = gw_pbkdf2_sha256(gw_view_of(password), salt, (unsigned)verifier.iterations);
	client = gw_hmac_sha256(&salted, GW_VIEW("Client Key"));
	key = gw_sha256_of((struct gw_view){(const char *)client.bytes, sizeof(client.bytes)});
	return stored.n == sizeof(key.bytes) && memcmp(stored.p, key.bytes, stored.n) == 0;
}

bool gw_pg_password_verifier(struct gw_conn *conn, struct gw_arena *arena, const char *role,
			     const char *password, const char **ret_verifier, struct gw_error **err)
{
	char *text = PQencryptPasswordConn(gw_pg_of(conn)->pg, password, role, "scram-sha-256");

	if (text == NULL)
		return gw_fail(err, GW_E_SECRET,
			       "libpq cannot make a verifier for the password of %s", role);
	*ret_verifier = gw_strdup(arena, text);
	PQfreemem(text);
	return true;
}
