/*
 * Segments: how the statements of one script share transactions.
 *
 *   together   consecutive statements in one transaction (with the journal row, where one is kept)
 *   alone      one statement outside any transaction: intent before, done after
 *   span       MySQL LOCK TABLES .. UNLOCK TABLES: nothing of ours can be written in between
 *
 * A script that is one "together" segment is atomic on engines with transactional DDL. The script's
 * own BEGIN and COMMIT are taken as the bounds of a segment and are not sent; BEGIN with options is
 * sent in place of ours. A script that says transaction=off is all "alone" but for its own
 * transactions.
 */
#ifndef GW_SQL_SEGMENT_H
#define GW_SQL_SEGMENT_H

#include "base/fs.h"
#include "base/hash.h"
#include "base/vec.h"
#include "sql/split.h"

enum gw_segment_kind { GW_SEGMENT_TOGETHER, GW_SEGMENT_ALONE, GW_SEGMENT_SPAN };

struct gw_segment {
	enum gw_segment_kind kind;
	size_t first; /* 0-based index of its first statement in the script */
	size_t count; /* statements, with those that are not sent (BEGIN, COMMIT) */
	size_t begin; /* index of the script's own BEGIN or SET TRANSACTION with options that opens
			 it, sent in place of ours; GW_NOWHERE: ours */
	bool rolls_back; /* the script itself ends it with ROLLBACK */
	const char *reason; /* of ALONE and SPAN: for the plan's output; static text */
	unsigned line;   /* of its first statement in the script's text */
};

/* What planning knows of one script. */
struct gw_script_facts {
	size_t statements; /* all that are sent */
	GW_VEC(struct gw_segment) segments;
	bool destroys_data;
	bool breaks_references;
	bool own_transactions; /* has BEGIN or COMMIT of its own */
	struct gw_digest tokens; /* SHA-256 of the token stream: each token and a NUL; comments and
				    blanks left out */
};

enum gw_tx_wish {
	GW_TX_WISH_AUTO, /* together where that is possible */
	GW_TX_WISH_OFF,  /* each statement alone */
	GW_TX_WISH_WHOLE, /* together, and a statement that cannot is an error (GW_E_SQL) */
};

/*
 * Reads the whole script once. transactional_ddl: whether the engine can roll DDL back; where it
 * cannot, every statement that commits implicitly is alone. On failure *ret_error_offset and
 * *ret_error_length say where in text, for gw_error_at().
 */
GW_MUST_USE bool gw_script_survey(struct gw_arena *arena, const struct gw_dialect *dialect,
				  bool transactional_ddl, enum gw_tx_wish wish, struct gw_text *text,
				  struct gw_script_facts *ret_facts, size_t *ret_error_offset,
				  size_t *ret_error_length, struct gw_error **err);

/* True when one transaction can hold all of it. */
static inline bool gw_script_is_atomic(const struct gw_script_facts *facts)
{
	return facts->segments.n == 0 ||
	       (facts->segments.n == 1 && facts->segments.items[0].kind == GW_SEGMENT_TOGETHER);
}

/* The token stream's digest alone. */
struct gw_digest gw_token_digest(const struct gw_dialect *dialect, struct gw_view text);

#endif
