/* Keys and signatures: vectors of RFC 8032, PEM with and without a passphrase, Base64, the key ring. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "audit/keys.h"
#include "base/fs.h"

static void from_hex(const char *hex, uint8_t *bytes, size_t n)
{
	static const char digits[] = "0123456789abcdef";

	assert_int_equal(strlen(hex), 2 * n);
	for (size_t i = 0; i < n; i++)
		bytes[i] = (uint8_t)((strchr(digits, hex[2 * i]) - digits) << 4 |
				     (strchr(digits, hex[2 * i + 1]) - digits));
}

/* Section 7.1, tests 2 and 3. */
static const struct {
	const char *public, *message, *signature;
} vectors[] = {
	{"3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c", "\x72",
	 "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
	 "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"},
	{"fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025", "\xaf\x82",
	 "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
	 "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a"},
};

static void test_vectors(void **state GW_UNUSED)
{
	for (size_t i = 0; i < GW_COUNT(vectors); i++) {
		struct gw_public_key key;
		struct gw_signature signature;
		struct gw_view message = gw_view_of(vectors[i].message);

		from_hex(vectors[i].public, key.bytes, sizeof(key.bytes));
		from_hex(vectors[i].signature, signature.bytes, sizeof(signature.bytes));
		assert_true(gw_signature_holds(&key, message, &signature));
		assert_false(gw_signature_holds(&key, GW_VIEW("x"), &signature));
		signature.bytes[40] ^= 1;
		assert_false(gw_signature_holds(&key, message, &signature));
	}
}

static void test_pem(void **state GW_UNUSED)
{
	static const char *const passphrases[] = {NULL, "a secret"};

	for (size_t i = 0; i < GW_COUNT(passphrases); i++) {
		GW_STR_AUTO struct gw_str pem = {0};
		struct gw_error *error = NULL;
		struct gw_private_key *key, *again;
		struct gw_public_key public;
		struct gw_signature signature;

		assert_true(gw_private_key_new(&key, &error));
		assert_true(gw_private_key_write(key, passphrases[i], &pem, &error));
		assert_true(gw_private_key_parse("x", gw_str_view(&pem), passphrases[i], &again,
						 &error));
		signature = gw_sign(again, GW_VIEW("text"));
		public = gw_public_key_of(key);
		assert_true(gw_signature_holds(&public, GW_VIEW("text"), &signature));
		gw_private_key_free(key);
		gw_private_key_free(again);
		assert_false(gw_private_key_parse("x", gw_view_slice(gw_str_view(&pem), 0, 60),
						  passphrases[i], &again, &error));
		assert_int_equal(error->code, GW_E_KEY);
		gw_error_free(error);
	}
}

static void test_base64(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	static const char *const bad[] = {"", "AAA", "AAE*", "AAEC", "AA==", "AAF=", "AAE=AAE="};
	uint8_t bytes[2] = {0, 1}, back[2];

	assert_string_equal(gw_base64(&arena, bytes, sizeof(bytes)), "AAE=");
	assert_true(gw_base64_parse(GW_VIEW("AAE="), back, sizeof(back)));
	assert_memory_equal(back, bytes, sizeof(bytes));
	for (size_t i = 0; i < GW_COUNT(bad); i++) {
		if (gw_base64_parse(gw_view_of(bad[i]), back, sizeof(back)))
			fail_msg("taken: %s", bad[i]);
	}
}

static void test_ring(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	char folder[] = "/tmp/godwit-keys-XXXXXX";
	struct gw_error *error = NULL;
	struct gw_public_key ann = {{1}}, bob = {{2}};
	struct gw_key_ring ring;
	const char *path;

	assert_non_null(mkdtemp(folder));
	path = gw_format(&arena, "%s/keys", folder);
	assert_true(gw_key_ring_read(&arena, path, &ring, &error));
	assert_int_equal(ring.list.n, 0);
	assert_true(gw_key_ring_trust(&ring, "ann", &ann, &error));
	assert_true(gw_key_ring_trust(&ring, "bob the builder", &bob, &error));
	assert_true(gw_key_ring_read(&arena, path, &ring, &error));
	assert_true(gw_key_ring_revoke(&ring, "bob the builder", &error));
	assert_true(gw_key_ring_read(&arena, path, &ring, &error));
	assert_int_equal(ring.list.n, 2);
	assert_false(gw_key_ring_find(&ring, &ann)->revoked);
	assert_true(gw_key_ring_named(&ring, "bob the builder")->revoked);
	assert_false(gw_key_ring_trust(&ring, "carol", &ann, &error));
	assert_int_equal(error->code, GW_E_KEY);
	gw_error_free(error);
	assert_int_equal(unlink(path), 0);
	assert_int_equal(rmdir(folder), 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_vectors),
		cmocka_unit_test(test_pem),
		cmocka_unit_test(test_base64),
		cmocka_unit_test(test_ring),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
