/*
 * SHA-256 through OpenSSL's EVP interface, which uses the processor's SHA instructions. The
 * algorithm is fetched once per context: EVP_sha256() would be looked up at each start.
 */
#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <stdlib.h>
#include <string.h>

#include "base/ascii.h"

struct gw_sha256 {
	EVP_MD *algorithm;
	EVP_MD_CTX *context;
};

/* OpenSSL fails here only when it has no memory, or is broken beyond use. */
static void must(bool ok)
{
	if (!ok)
		gw_out_of_memory(0);
}

/* OpenSSL 3.0 uses its context even where it found no memory for that, and crashes. */
static void must_have_context(void)
{
	must(OSSL_LIB_CTX_get0_global_default() != NULL);
}

struct gw_sha256 *gw_sha256_new(void)
{
	struct gw_sha256 *hash = gw_xmalloc(sizeof(*hash));

	must_have_context();
	hash->algorithm = EVP_MD_fetch(NULL, "SHA256", NULL);
	hash->context = EVP_MD_CTX_new();
	must(hash->algorithm != NULL && hash->context != NULL);
	gw_sha256_begin(hash);
	return hash;
}

void gw_sha256_free(struct gw_sha256 *hash)
{
	if (hash == NULL)
		return;
	EVP_MD_CTX_free(hash->context);
	EVP_MD_free(hash->algorithm);
	free(hash);
}

void gw_sha256_begin(struct gw_sha256 *hash)
{
	must(EVP_DigestInit_ex2(hash->context, hash->algorithm, NULL) == 1);
}

void gw_sha256_add(struct gw_sha256 *hash, struct gw_view view)
{
	must(EVP_DigestUpdate(hash->context, view.p, view.n) == 1);
}

struct gw_digest gw_sha256_end(struct gw_sha256 *hash)
{
	struct gw_digest digest;

	must(EVP_DigestFinal_ex(hash->context, digest.bytes, NULL) == 1);
	return digest;
}

struct gw_digest gw_sha256_of(struct gw_view view)
{
	struct gw_sha256 *hash = gw_sha256_new();
	struct gw_digest digest;

	gw_sha256_add(hash, view);
	digest = gw_sha256_end(hash);
	gw_sha256_free(hash);
	return digest;
}

bool gw_digest_eq(const struct gw_digest *a, const struct gw_digest *b)
{
	return memcmp(a->bytes, b->bytes, sizeof(a->bytes)) == 0;
}

static char *to_hex(struct gw_arena *arena, const uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";
	char *hex = gw_alloc(arena, 2 * n + 1);

	for (size_t i = 0; i < n; i++) {
		hex[2 * i] = digits[bytes[i] >> 4];
		hex[2 * i + 1] = digits[bytes[i] & 15];
	}
	return hex;
}

char *gw_digest_hex(struct gw_arena *arena, const struct gw_digest *digest)
{
	return to_hex(arena, digest->bytes, sizeof(digest->bytes));
}

/* A digest has one spelling. */
static int lower_hex_value(char c)
{
	return gw_is_upper(c) ? -1 : gw_hex_value(c);
}

bool gw_digest_parse(struct gw_view hex, struct gw_digest *ret_digest)
{
	struct gw_digest digest;

	if (hex.n != GW_SHA256_HEX)
		return false;
	for (size_t i = 0; i < GW_SHA256_SIZE; i++) {
		int high = lower_hex_value(hex.p[2 * i]);
		int low = lower_hex_value(hex.p[2 * i + 1]);

		if (high < 0 || low < 0)
			return false;
		digest.bytes[i] = (uint8_t)(high << 4 | low);
	}
	*ret_digest = digest;
	return true;
}

char *gw_sha1_hex(struct gw_arena *arena, struct gw_view view)
{
	uint8_t bytes[EVP_MAX_MD_SIZE];
	size_t n = 0;

	must_have_context();
	must(EVP_Q_digest(NULL, "SHA1", NULL, view.p, view.n, bytes, &n) == 1);
	return to_hex(arena, bytes, n);
}
