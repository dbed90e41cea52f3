/*
 * The digest of a script's tokens, statement by statement. For the sql folder alone.
 */
#ifndef GW_SQL_DIGEST_INT_H
#define GW_SQL_DIGEST_INT_H

#include "base/hash.h"
#include "base/str.h"
#include "sql/split.h"

struct gw_token_hash {
	struct gw_sha256 *hash;
	struct gw_str pending; /* tokens that are not in the hash yet */
	bool any; /* a statement was added */
};

/* Begins with hash, which stays the caller's. */
void gw_token_hash_begin(struct gw_token_hash *tokens, struct gw_sha256 *hash);
/* Adds a statement of text as it is read in these modes, and the COPY data after it. */
void gw_token_hash_add(struct gw_token_hash *tokens, const struct gw_dialect *dialect,
		       struct gw_lexer_modes modes, struct gw_view text,
		       const struct gw_statement *statement);
struct gw_digest gw_token_hash_end(struct gw_token_hash *tokens);
/* After _end or instead of it. */
void gw_token_hash_done(struct gw_token_hash *tokens);

#endif
