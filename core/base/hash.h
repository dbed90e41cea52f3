/*
 * SHA-256 (OpenSSL), and SHA-1 and CRC-32 where a foreign format needs them. Hex is lower case.
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
struct gw_digest gw_sha256_of(struct gw_view view);
/* Of the bytes of a digest and what comes after it. */
struct gw_digest gw_sha256_chain(const struct gw_digest *before, struct gw_view view);

bool gw_digest_eq(const struct gw_digest *a, const struct gw_digest *b);
char *gw_digest_hex(struct gw_arena *arena, const struct gw_digest *digest);
GW_MUST_USE bool gw_digest_parse(struct gw_view hex, struct gw_digest *ret_digest);

/* Only to check what another tool wrote: SHA-1 proves nothing against an attacker. */
char *gw_sha1_hex(struct gw_arena *arena, struct gw_view view);

#endif
