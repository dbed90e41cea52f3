/*
 * SHA-256 through OpenSSL's own functions for it, which use the processor's SHA instructions. They are
 * called deprecated since OpenSSL 3.0, and are there: the way that is recommended in their place
 * (EVP) looks its algorithms up at each start of the program, for a millisecond and more, and takes
 * as long for what surrounds the hash of a small file as for the hash. They allocate nothing, and
 * cannot fail.
 */
#define OPENSSL_SUPPRESS_DEPRECATED
#include "base/hash.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/md5.h>
#include <openssl/sha.h>
#include <stdlib.h>
#include <string.h>

struct gw_sha256 {
	SHA256_CTX context;
};

struct gw_sha256 *gw_sha256_new(void)
{
	struct gw_sha256 *hash = gw_xmalloc(sizeof(*hash));

	gw_sha256_begin(hash);
	return hash;
}

void gw_sha256_free(struct gw_sha256 *hash)
{
	free(hash);
}

void gw_sha256_begin(struct gw_sha256 *hash)
{
	SHA256_Init(&hash->context);
}

void gw_sha256_add(struct gw_sha256 *hash, struct gw_view view)
{
	SHA256_Update(&hash->context, view.p, view.n);
}

struct gw_digest gw_sha256_end(struct gw_sha256 *hash)
{
	struct gw_digest digest;

	SHA256_Final(digest.bytes, &hash->context);
	return digest;
}

struct gw_digest gw_sha256_so_far(const struct gw_sha256 *hash)
{
	struct gw_sha256 copy = *hash;

	return gw_sha256_end(&copy);
}

struct gw_digest gw_sha256_of(struct gw_view view)
{
	struct gw_sha256 hash;

	gw_sha256_begin(&hash);
	gw_sha256_add(&hash, view);
	return gw_sha256_end(&hash);
}

struct gw_digest gw_sha256_chain(const struct gw_digest *before, struct gw_view view)
{
	struct gw_sha256 hash;

	gw_sha256_begin(&hash);
	SHA256_Update(&hash.context, before->bytes, sizeof(before->bytes));
	gw_sha256_add(&hash, view);
	return gw_sha256_end(&hash);
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

/* A digest has one spelling: no upper case. Parsed by the ten thousand, so by a table. */
static const int8_t hex_values[256] = {
	['0'] = 1,  ['1'] = 2,  ['2'] = 3,  ['3'] = 4,  ['4'] = 5,  ['5'] = 6,
	['6'] = 7,  ['7'] = 8,  ['8'] = 9,  ['9'] = 10, ['a'] = 11, ['b'] = 12,
	['c'] = 13, ['d'] = 14, ['e'] = 15, ['f'] = 16,
};

/* Below 0: no digit. */
static int hex_value(char c)
{
	return hex_values[(unsigned char)c] - 1;
}

bool gw_digest_parse(struct gw_view hex, struct gw_digest *ret_digest)
{
	struct gw_digest digest;
	int bad = 0;

	if (hex.n != GW_SHA256_HEX)
		return false;
	for (size_t i = 0; i < GW_SHA256_SIZE; i++) {
		int high = hex_value(hex.p[2 * i]);
		int low = hex_value(hex.p[2 * i + 1]);

		bad |= high | low;
		digest.bytes[i] = (uint8_t)((unsigned)high << 4 | (unsigned)low);
	}
	if (bad < 0)
		return false;
	*ret_digest = digest;
	return true;
}

/* OpenSSL fails here only when it has no memory, or is broken beyond use. */
static void must(bool ok)
{
	if (!ok)
		gw_out_of_memory(0);
}

struct gw_view gw_sha1(struct gw_arena *arena, struct gw_view view)
{
	unsigned char *bytes = gw_alloc(arena, EVP_MAX_MD_SIZE);
	size_t n = 0;

	/* OpenSSL 3.0 uses its context even where it found no memory for that, and crashes. */
	must(OSSL_LIB_CTX_get0_global_default() != NULL);
	must(EVP_Q_digest(NULL, "SHA1", NULL, view.p, view.n, bytes, &n) == 1);
	return (struct gw_view){(const char *)bytes, n};
}

char *gw_sha1_hex(struct gw_arena *arena, struct gw_view view)
{
	struct gw_view digest = gw_sha1(arena, view);

	return to_hex(arena, (const uint8_t *)digest.p, digest.n);
}

char *gw_sha384_hex(struct gw_arena *arena, struct gw_view view)
{
	uint8_t bytes[SHA384_DIGEST_LENGTH];

	SHA384((const unsigned char *)view.p, view.n, bytes);
	return to_hex(arena, bytes, sizeof(bytes));
}

char *gw_md5_hex(struct gw_arena *arena, struct gw_view view)
{
	uint8_t bytes[MD5_DIGEST_LENGTH];

	MD5((const unsigned char *)view.p, view.n, bytes);
	return to_hex(arena, bytes, sizeof(bytes));
}

struct gw_digest gw_hmac_sha256(const struct gw_digest *key, struct gw_view view)
{
	struct gw_digest digest;

	must(HMAC(EVP_sha256(), key->bytes, sizeof(key->bytes), (const unsigned char *)view.p,
		  view.n, digest.bytes, NULL) != NULL);
	return digest;
}

struct gw_digest gw_pbkdf2_sha256(struct gw_view password, struct gw_view salt, unsigned iterations)
{
	struct gw_digest digest;

	must(PKCS5_PBKDF2_HMAC(password.p, (int)password.n, (const unsigned char *)salt.p,
			       (int)salt.n, (int)iterations, EVP_sha256(), sizeof(digest.bytes),
			       digest.bytes) == 1);
	return digest;
}

char *gw_base64_encode(struct gw_arena *arena, struct gw_view bytes)
{
	char *text = gw_alloc(arena, (bytes.n + 2) / 3 * 4 + 1);

	EVP_EncodeBlock((unsigned char *)text, (const unsigned char *)bytes.p, (int)bytes.n);
	return text;
}

bool gw_base64_decode(struct gw_arena *arena, struct gw_view text, struct gw_view *ret_bytes)
{
	unsigned char *bytes = gw_alloc(arena, text.n + 1);
	size_t padding = 0;
	int n;

	if (text.n == 0 || text.n % 4 != 0)
		return false;
	while (padding < 2 && text.p[text.n - 1 - padding] == '=')
		padding++;
	n = EVP_DecodeBlock(bytes, (const unsigned char *)text.p, (int)text.n);
	if (n < 0)
		return false;
	*ret_bytes = (struct gw_view){(const char *)bytes, (size_t)n - padding};
	return true;
}
