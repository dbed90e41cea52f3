/* Digests: known answers (FIPS 180-4 examples), pieces, and hex. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <string.h>

#include "base/hash.h"

static const struct {
	const char *text;
	const char *sha256;
	const char *sha1;
} answers[] = {
	{"", "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
	 "da39a3ee5e6b4b0d3255bfef95601890afd80709"},
	{"abc", "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
	 "a9993e364706816aba3e25717850c26c9cd0d89d"},
	{"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq",
	 "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1",
	 "84983e441c3bd26ebaae4aa1f95129e5e54670f1"},
};

static void test_answers(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	for (size_t i = 0; i < GW_COUNT(answers); i++) {
		struct gw_view text = gw_view_of(answers[i].text);
		struct gw_digest digest = gw_sha256_of(text);

		assert_string_equal(gw_digest_hex(&arena, &digest), answers[i].sha256);
		assert_string_equal(gw_sha1_hex(&arena, text), answers[i].sha1);
	}
	assert_string_equal(gw_sha1_hex(&arena, (struct gw_view){0}), answers[0].sha1);
}

/* FIPS 180-4's example. */
static void test_sha384(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};

	assert_string_equal(gw_md5_hex(&arena, GW_VIEW("abc")), "900150983cd24fb0d6963f7d28e17f72");
	assert_string_equal(gw_sha384_hex(&arena, GW_VIEW("abc")),
			    "cb00753f45a35e8bb5a03d699ac65007272c32ab0eded1631a8b605a43ff5bed"
			    "8086072ba1e7cc2358baeca134c825a7");
}

/* The journal's checksums are such chains, and they are in databases. */
static void test_chain(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_digest before = gw_sha256_of(GW_VIEW("abc"));
	struct gw_digest chained = gw_sha256_chain(&before, GW_VIEW("def"));
	char bytes[GW_SHA256_SIZE + 3] = {[GW_SHA256_SIZE] = 'd', 'e', 'f'};
	struct gw_digest whole;

	memcpy(bytes, before.bytes, GW_SHA256_SIZE);
	whole = gw_sha256_of((struct gw_view){bytes, sizeof(bytes)});
	assert_true(gw_digest_eq(&chained, &whole));
	chained = gw_sha256_chain(&before, (struct gw_view){0});
	whole = gw_sha256_of((struct gw_view){bytes, GW_SHA256_SIZE});
	assert_string_equal(gw_digest_hex(&arena, &chained), gw_digest_hex(&arena, &whole));
}

/* One context for several hashes; text in pieces, empty and absent ones among them. */
static void test_pieces(void **state GW_UNUSED)
{
	struct gw_sha256 *hash = gw_sha256_new();
	struct gw_digest whole = gw_sha256_of(GW_VIEW("abc"));
	struct gw_digest pieces;

	for (int round = 0; round < 3; round++) {
		gw_sha256_begin(hash);
		gw_sha256_add(hash, GW_VIEW("a"));
		gw_sha256_add(hash, (struct gw_view){0});
		gw_sha256_add(hash, GW_VIEW(""));
		gw_sha256_add(hash, GW_VIEW("bc"));
		pieces = gw_sha256_end(hash);
		assert_true(gw_digest_eq(&pieces, &whole));
	}
	gw_sha256_begin(hash);
	gw_sha256_add(hash, GW_VIEW("left over"));
	gw_sha256_begin(hash);
	gw_sha256_add(hash, GW_VIEW("abc"));
	pieces = gw_sha256_end(hash);
	assert_true(gw_digest_eq(&pieces, &whole));
	gw_sha256_free(hash);
	gw_sha256_free(NULL);
}

static void test_hex(void **state GW_UNUSED)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	char hex[GW_SHA256_HEX + 1];
	struct gw_digest digest;

	for (size_t i = 0; i < GW_COUNT(answers); i++) {
		assert_true(gw_digest_parse(gw_view_of(answers[i].sha256), &digest));
		assert_string_equal(gw_digest_hex(&arena, &digest), answers[i].sha256);
	}
	/* Every place of the text is looked at, and the result stays untouched. */
	for (size_t i = 0; i < GW_SHA256_HEX; i++) {
		struct gw_digest kept = digest;

		memcpy(hex, answers[0].sha256, sizeof(hex));
		hex[i] = i % 2 != 0 ? 'g' : 'A';
		assert_false(gw_digest_parse(gw_view_of(hex), &digest));
		assert_true(gw_digest_eq(&kept, &digest));
	}
}

static void test_hex_length(void **state GW_UNUSED)
{
	struct gw_view hex = gw_view_of(answers[0].sha256);
	struct gw_digest digest;

	assert_false(gw_digest_parse((struct gw_view){0}, &digest));
	assert_false(gw_digest_parse(gw_view_slice(hex, 0, 63), &digest));
	assert_false(gw_digest_parse(gw_view_slice(hex, 0, 62), &digest));
	assert_false(gw_digest_parse(GW_VIEW("e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495"
					     "991b7852b85500"),
				     &digest));
}

static void test_difference(void **state GW_UNUSED)
{
	struct gw_digest a = gw_sha256_of(GW_VIEW("a"));

	for (size_t i = 0; i < GW_SHA256_SIZE; i++) {
		struct gw_digest b = a;

		assert_true(gw_digest_eq(&a, &b));
		b.bytes[i] ^= 1;
		assert_false(gw_digest_eq(&a, &b));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_answers),    cmocka_unit_test(test_sha384),
		cmocka_unit_test(test_pieces),     cmocka_unit_test(test_hex),
		cmocka_unit_test(test_hex_length), cmocka_unit_test(test_difference),
		cmocka_unit_test(test_chain),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
