/*
 * The keys that are trusted: a plain file, kept with the migrations.
 *
 *	# who may sign
 *	ed25519 BASE64 ann
 *	revoked ed25519 BASE64 bob, who left
 *
 * What follows the key is its name. Names and keys are there once. A revoked key stays, so that it is
 * told apart from an unknown one.
 */
#ifndef GW_AUDIT_KEYS_H
#define GW_AUDIT_KEYS_H

#include "audit/sign.h"
#include "base/vec.h"

struct gw_trusted_key {
	struct gw_public_key key;
	const char *name;
	bool revoked;
};
struct gw_key_ring {
	const char *path;
	GW_VEC(struct gw_trusted_key) list;
};

/* A file that is not there holds no keys. GW_E_KEY at the line that is none of the above. */
GW_MUST_USE bool gw_key_ring_read(struct gw_arena *arena, const char *path,
				  struct gw_key_ring *ret_ring, struct gw_error **err);
/* NULL: not there. */
const struct gw_trusted_key *gw_key_ring_find(const struct gw_key_ring *ring,
					      const struct gw_public_key *key);
const struct gw_trusted_key *gw_key_ring_named(const struct gw_key_ring *ring, const char *name);

/* Adds a line to the file. GW_E_KEY when the name or the key is there already. */
GW_MUST_USE bool gw_key_ring_trust(const struct gw_key_ring *ring, const char *name,
				   const struct gw_public_key *key, struct gw_error **err);
/* Puts "revoked" in front of its line; GW_E_KEY when there is none of that name. */
GW_MUST_USE bool gw_key_ring_revoke(const struct gw_key_ring *ring, const char *name,
				    struct gw_error **err);

/* "ed25519 BASE64 NAME": how the file, signatures and the history write a key; name may be NULL. */
char *gw_key_line(struct gw_arena *arena, const struct gw_public_key *key, const char *name);
/* The same read back: cuts the key off *rest, behind which the name, or something else, remains. */
GW_MUST_USE bool gw_key_next(struct gw_view *rest, struct gw_public_key *ret_key);

#endif
