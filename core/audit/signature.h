/*
 * Signatures of migrations: a file beside the migration's, PATH.sig, with a line for each:
 *
 *	ed25519 KEY SIGNATURE NAME
 *
 * What is signed is the canonical encoding of the migration, as that of a row of the history (see
 * event.h): "godwit-migration-1\n", then NAME:LENGTH:VALUE for each of version, name, kind,
 * transaction_up, transaction_down, depends, environments, out_of_order, placeholders, lock_timeout_ms,
 * statement_timeout_ms, checksum_up, checksum_down, checksum_verify; NAME:- for what it has not.
 * Of a hook, kind is "hook", name that of the hook, and checksum_up that of its text.
 */
#ifndef GW_AUDIT_SIGNATURE_H
#define GW_AUDIT_SIGNATURE_H

#include "audit/keys.h"
#include "source/source.h"

/* What can be signed: a migration, or a hook of the source. */
struct gw_signable {
	const char *label;
	const char *path; /* in the tree */
	const char *encoding;
};
GW_MUST_USE bool gw_signable_migration(struct gw_source *source, struct gw_arena *arena,
				       const struct gw_migration *migration,
				       struct gw_signable *ret_signable, struct gw_error **err);
/* path is NULL when the source has no such hook. */
GW_MUST_USE bool gw_signable_hook(struct gw_source *source, struct gw_arena *arena,
				  enum gw_hook hook, struct gw_signable *ret_signable,
				  struct gw_error **err);

/* Which signatures an environment demands. */
struct gw_signature_demand {
	size_t count;
	const char *const *names; /* of keys that count; nnames 0: all that are trusted */
	size_t nnames;
	const struct gw_key_ring *ring;
};
/*
 * Holds one against the demand: GW_E_SIGNATURE, with a line in the detail for each signature that does
 * not count.
 */
GW_MUST_USE bool gw_signatures_check(struct gw_source *source, struct gw_arena *arena,
				     const struct gw_signable *signable,
				     const struct gw_signature_demand *demand,
				     struct gw_error **err);
/*
 * The signature file with a signature by key in it, in place of an older one of the same key. name is
 * that of the key. *ret_content is NULL when a good one is there already.
 */
GW_MUST_USE bool gw_signatures_add(struct gw_source *source, struct gw_arena *arena,
				   const struct gw_signable *signable,
				   const struct gw_private_key *key, const char *name,
				   const char **ret_content, struct gw_error **err);

#endif
