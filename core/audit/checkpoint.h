/*
 * Checkpoints: where the chain of a history stood at some time, noted outside of the database.
 *
 *	Godwit-Checkpoint: 1 history=HASH seq=41 hash=HASH time=2026-11-22T09:30:00.000000Z target=URL
 *
 * One line, which is the same in a file, as a trailer of a commit message and in a git note. history
 * is the hash of row 0, which no other history has. A signed one goes on with " key=BASE64
 * signature=BASE64"; what is signed is the line before " signature=".
 */
#ifndef GW_AUDIT_CHECKPOINT_H
#define GW_AUDIT_CHECKPOINT_H

#include "audit/keys.h"
#include "base/error.h"
#include "base/hash.h"
#include "base/str.h"
#include "base/vec.h"

struct gw_checkpoint {
	struct gw_digest history;
	int64_t seq;
	struct gw_digest hash;
	int64_t time_us;
	const char *target; /* as shown to people: no secrets */
	struct gw_view line; /* that it was read from */
	bool is_signed; /* by this key, and the signature holds */
	struct gw_public_key key;
};
struct gw_checkpoints {
	GW_VEC(struct gw_checkpoint) list;
};

/* Appends the line, without a newline; signed with key, unless that is NULL. */
void gw_checkpoint_write(const struct gw_checkpoint *checkpoint, const struct gw_private_key *key,
			 struct gw_str *str);
/*
 * All checkpoints among the lines of a text, which may be a commit message. GW_E_AUDIT_FILE for one
 * that is malformed or whose signature does not hold, and when there is none. name is for messages.
 */
GW_MUST_USE bool gw_checkpoints_parse(struct gw_arena *arena, const char *name, struct gw_view text,
				      struct gw_checkpoints *ret_checkpoints,
				      struct gw_error **err);

#endif
