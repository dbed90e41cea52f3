/*
 * Ed25519: keys and signatures, by OpenSSL. Private keys are PKCS#8 in PEM, with a passphrase or
 * without; public keys and signatures are written in Base64.
 */
#ifndef GW_AUDIT_SIGN_H
#define GW_AUDIT_SIGN_H

#include "base/error.h"
#include "base/str.h"

enum { GW_PUBLIC_KEY_BYTES = 32, GW_SIGNATURE_BYTES = 64 };

struct gw_public_key {
	uint8_t bytes[GW_PUBLIC_KEY_BYTES];
};
struct gw_signature {
	uint8_t bytes[GW_SIGNATURE_BYTES];
};
struct gw_private_key; /* opaque */

/* A new pair. */
GW_MUST_USE bool gw_private_key_new(struct gw_private_key **ret_key, struct gw_error **err);
/*
 * passphrase NULL: none is known. GW_E_KEY when the text is no Ed25519 key, or the passphrase is wrong
 * or missing; name is for that message.
 */
GW_MUST_USE bool gw_private_key_parse(const char *name, struct gw_view pem, const char *passphrase,
				      struct gw_private_key **ret_key, struct gw_error **err);
/* Appends the PEM text, encrypted unless passphrase is NULL. */
GW_MUST_USE bool gw_private_key_write(const struct gw_private_key *key, const char *passphrase,
				      struct gw_str *pem, struct gw_error **err);
void gw_private_key_free(struct gw_private_key *key); /* NULL is fine */
struct gw_public_key gw_public_key_of(const struct gw_private_key *key);

struct gw_signature gw_sign(const struct gw_private_key *key, struct gw_view text);
bool gw_signature_holds(const struct gw_public_key *key, struct gw_view text,
			const struct gw_signature *signature);

char *gw_base64(struct gw_arena *arena, const uint8_t *bytes, size_t n);
/* False unless the text is Base64 of exactly n bytes. */
GW_MUST_USE bool gw_base64_parse(struct gw_view text, uint8_t *bytes, size_t n);

#endif
