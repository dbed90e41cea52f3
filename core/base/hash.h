/*
 * SHA-256 (OpenSSL), what is built on it, and SHA-1 where a foreign format needs them. Hex is lower case.
 */
#ifndef GW_BASE_HASH_H
#define GW_BASE_HASH_H

#include "base/arena.h"
#include "base/view.h"

enum { GW_SHA256_SIZE = 32, GW_SHA256_HEX = 64 };

struct gw_digest {
	uint8_t bytes[GW_SHA256_SIZE];
};

/* One hash in progress. Reusable: _begin starts over. */
struct gw_sha256;

struct gw_sha256 *gw_sha256_new(void);
void gw_sha256_free(struct gw_sha256 *hash);
void gw_sha256_begin(struct gw_sha256 *hash);
void gw_sha256_add(struct gw_sha256 *hash, struct gw_view view);
struct gw_digest gw_sha256_end(struct gw_sha256 *hash);
/* Of what was added so far; more may follow. */
struct gw_digest gw_sha256_so_far(const struct gw_sha256 *hash);
struct gw_digest gw_sha256_of(struct gw_view view);
/* Of the bytes of a digest and what comes after it. */
struct gw_digest gw_sha256_chain(const struct gw_digest *before, struct gw_view view);

bool gw_digest_eq(const struct gw_digest *a, const struct gw_digest *b);
char *gw_digest_hex(struct gw_arena *arena, const struct gw_digest *digest);
GW_MUST_USE bool gw_digest_parse(struct gw_view hex, struct gw_digest *ret_digest);

/* What passwords are kept as: HMAC and PBKDF2 with SHA-256 (RFC 2104, RFC 8018). */
struct gw_digest gw_hmac_sha256(const struct gw_digest *key, struct gw_view view);
struct gw_digest gw_pbkdf2_sha256(struct gw_view password, struct gw_view salt,
				  unsigned iterations);

/* With padding, without line ends. */
char *gw_base64_encode(struct gw_arena *arena, struct gw_view bytes);
GW_MUST_USE bool gw_base64_decode(struct gw_arena *arena, struct gw_view text,
				  struct gw_view *ret_bytes);

/* Only for what others keep in this form: SHA-1 proves nothing against an attacker. */
struct gw_view gw_sha1(struct gw_arena *arena, struct gw_view view);
char *gw_sha1_hex(struct gw_arena *arena, struct gw_view view);
/* SHA-384 and MD5, likewise for what others keep. */
char *gw_sha384_hex(struct gw_arena *arena, struct gw_view view);
char *gw_md5_hex(struct gw_arena *arena, struct gw_view view);

#endif
