/*
 * Ed25519 through OpenSSL's EVP functions.
 */
#include "audit/sign.h"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <string.h>

#include "base/hash.h"

/* A struct gw_private_key is an EVP_PKEY to OpenSSL, and to nobody else. */
static EVP_PKEY *of(const struct gw_private_key *key)
{
	union {
		const struct gw_private_key *ours;
		EVP_PKEY *theirs;
	} both = {.ours = key};

	return both.theirs;
}

/* OpenSSL fails here only when it has no memory, or is broken beyond use. */
static void must(bool ok)
{
	if (!ok)
		gw_out_of_memory(0);
}

bool gw_private_key_new(struct gw_private_key **ret_key, struct gw_error **err)
{
	EVP_PKEY *key = EVP_PKEY_Q_keygen(NULL, NULL, "ED25519");

	if (key == NULL)
		return gw_fail(err, GW_E_KEY, "OpenSSL could not make a key");
	*ret_key = (struct gw_private_key *)key;
	return true;
}

/* Without one OpenSSL would ask on the terminal. */
static int give_passphrase(char *room, int size, int writing GW_UNUSED, void *payload)
{
	struct gw_view passphrase = gw_view_of(payload);

	if (passphrase.p == NULL || passphrase.n > (size_t)size)
		return -1;
	memcpy(room, passphrase.p, passphrase.n);
	return (int)passphrase.n;
}

static void *unconst(const char *text)
{
	union {
		const char *text;
		void *payload;
	} both = {.text = text};

	return both.payload;
}

static bool fail_parse(const char *name, struct gw_view pem, const char *passphrase,
		       struct gw_error **err)
{
	if (gw_view_find(pem, GW_VIEW("ENCRYPTED")) == GW_NOWHERE) {
		gw_fail(err, GW_E_KEY, "%s is no Ed25519 key in PEM", name);
		gw_error_hint(*err, "`godwit keys new NAME` makes one.");
		return false;
	}
	gw_fail(err, GW_E_KEY, "%s is protected by a passphrase, %s", name,
		passphrase != NULL ? "which is another one" : "which is not known");
	gw_error_hint(*err, "Set `signing_passphrase` in godwit.yaml, to `{env: NAME}`, `{file: "
			    "path}` or `{command: [..]}`; or GODWIT_SIGNING_PASSPHRASE.");
	return false;
}

bool gw_private_key_parse(const char *name, struct gw_view pem, const char *passphrase,
			  struct gw_private_key **ret_key, struct gw_error **err)
{
	BIO *bio = BIO_new_mem_buf(pem.p, (int)GW_MIN(pem.n, (size_t)INT_MAX));
	EVP_PKEY *key;

	must(bio != NULL);
	key = PEM_read_bio_PrivateKey(bio, NULL, give_passphrase, unconst(passphrase));
	BIO_free(bio);
	if (key == NULL || EVP_PKEY_get_base_id(key) != EVP_PKEY_ED25519) {
		EVP_PKEY_free(key);
		return fail_parse(name, pem, passphrase, err);
	}
	*ret_key = (struct gw_private_key *)key;
	return true;
}

bool gw_private_key_write(const struct gw_private_key *key, const char *passphrase,
			  struct gw_str *pem, struct gw_error **err)
{
	BIO *bio = BIO_new(BIO_s_mem());
	char *text = NULL;
	bool ok;

	must(bio != NULL);
	ok = PEM_write_bio_PKCS8PrivateKey(bio, of(key),
					   passphrase != NULL ? EVP_aes_256_cbc() : NULL, NULL, 0,
					   give_passphrase, unconst(passphrase)) == 1;
	if (ok) {
		long n = BIO_get_mem_data(bio, &text);

		gw_str_add(pem, (struct gw_view){text, (size_t)n});
	}
	BIO_free(bio);
	return ok || gw_fail(err, GW_E_KEY, "the key cannot be written with this passphrase");
}

void gw_private_key_free(struct gw_private_key *key)
{
	EVP_PKEY_free(of(key));
}

struct gw_public_key gw_public_key_of(const struct gw_private_key *key)
{
	struct gw_public_key public;
	size_t n = sizeof(public.bytes);

	must(EVP_PKEY_get_raw_public_key(of(key), public.bytes, &n) == 1);
	return public;
}

struct gw_signature gw_sign(const struct gw_private_key *key, struct gw_view text)
{
	struct gw_signature signature = {0};
	size_t n = sizeof(signature.bytes);
	EVP_MD_CTX *context = EVP_MD_CTX_new();

	must(context != NULL && EVP_DigestSignInit(context, NULL, NULL, NULL, of(key)) == 1 &&
	     EVP_DigestSign(context, signature.bytes, &n, (const uint8_t *)text.p, text.n) == 1);
	EVP_MD_CTX_free(context);
	return signature;
}

bool gw_signature_holds(const struct gw_public_key *key, struct gw_view text,
			const struct gw_signature *signature)
{
	EVP_PKEY *public = EVP_PKEY_new_raw_public_key(EVP_PKEY_ED25519, NULL, key->bytes,
						       sizeof(key->bytes));
	EVP_MD_CTX *context = EVP_MD_CTX_new();
	bool holds;

	must(context != NULL);
	holds = public != NULL && EVP_DigestVerifyInit(context, NULL, NULL, NULL, public) == 1 &&
		EVP_DigestVerify(context, signature->bytes, sizeof(signature->bytes),
				 (const uint8_t *)text.p, text.n) == 1;
	EVP_MD_CTX_free(context);
	EVP_PKEY_free(public);
	return holds;
}

char *gw_base64(struct gw_arena *arena, const uint8_t *bytes, size_t n)
{
	return gw_base64_encode(arena, (struct gw_view){(const char *)bytes, n});
}

bool gw_base64_parse(struct gw_view text, uint8_t *bytes, size_t n)
{
	GW_ARENA_AUTO struct gw_arena scratch = {0};
	struct gw_view room;

	if (text.n != (n + 2) / 3 * 4 || !gw_base64_decode(&scratch, text, &room) || room.n != n ||
	    !gw_view_is(text, gw_base64_encode(&scratch, room)))
		return false;
	memcpy(bytes, room.p, n);
	return true;
}
