/*
 * Segments: how the statements of one script share transactions.
 *
 *   together   consecutive statements in one transaction (with the journal row, where one is kept)
 *   alone      one statement outside any transaction: intent before, done after
 *   span       MySQL LOCK TABLES .. UNLOCK TABLES: nothing of ours can be written in between
 *
 * A script that is one "together" segment is atomic on engines with transactional DDL. The script's
 * own BEGIN, COMMIT and ROLLBACK are taken as the bounds of a segment and are not sent; BEGIN with
 * options is sent in place of ours. A script that says transaction=off is all "alone" but for its
 * own transactions.
 *
 *	SET x;  BEGIN;  SET TRANSACTION ..;  INSERT ..;  COMMIT;  CREATE INDEX CONCURRENTLY ..
 *	|-- opening ----------------------|  body                |
 *	|-- together ---------------------------------------------|  alone --------------------|
 *
 * Segments follow one another without gaps. One that is alone has exactly one statement; statements
 * that are not sent are parts of the others.
 *
 * Statements that only change the session (SET, USE) keep their order and join a segment at their
 * side: what follows them first of all. Those between two that are alone are a "together" segment
 * with session_only set. A session is lost with its connection: who resumes a script sends its
 * session statements again, from the start up to where it goes on.
 *
 * What a client does, is done: a COMMIT without BEGIN ends a segment, in MySQL a BEGIN or DDL in a
 * transaction ends it, in PostgreSQL a second BEGIN is passed over. A script like "a; COMMIT; b;
 * BEGIN; c" was written for a tool that runs it in a transaction: it may leave one open. What would
 * lose work or cannot be taken apart is refused (GW_E_SQL): other BEGINs without COMMIT, ROLLBACK
 * without BEGIN, LOCK TABLES without UNLOCK TABLES, COMMIT AND CHAIN, PREPARE TRANSACTION, XA, and
 * in a transaction of the script a statement that no transaction can hold.
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
	size_t begin; /* index of the script's own BEGIN with options, sent in place of ours;
			 GW_NOWHERE: ours */
	/*
	 * Of TOGETHER: first .. body-1 is the opening, which goes before anything of ours, because
	 * no query may come before SET TRANSACTION. Our BEGIN goes before the opening, or, where
	 * opening_before_begin says so (MySQL), after it. No opening: body == first.
	 */
	size_t body;
	bool opening_before_begin;
	bool session_only; /* sends nothing but SET and the like, or nothing at all: needs no
			      transaction and no journal */
	bool rolls_back; /* the script itself ends it with ROLLBACK */
	const char *reason; /* of ALONE and SPAN: for the plan's output; static text */
	size_t start; /* byte of its first statement in the script's text */
};

/* What planning knows of one script. */
struct gw_script_facts {
	size_t statements; /* all that are sent */
	GW_VEC(struct gw_segment) segments;
	/* All statements, with those that are not sent; none where they are more than a few. Without
	   enum_label, which would lead into the text. */
	GW_VEC(struct gw_statement) list;
	size_t locks; /* gw_class's, of all statements */
	bool destroys_data;
	bool breaks_references;
	bool changes_session; /* a statement does */
	bool off; /* as GW_TX_WISH_OFF was wished */
	bool own_transactions; /* has BEGIN, COMMIT or ROLLBACK of its own */
};

/* Whether it makes settings that outlast it, or runs code that may: SET, USE, PRAGMA, set_config(), CALL. */
bool gw_statement_changes_session(struct gw_view text, const struct gw_statement *statement);

enum gw_tx_wish {
	GW_TX_WISH_AUTO, /* together where that is possible */
	GW_TX_WISH_OFF, /* each statement alone */
	GW_TX_WISH_WHOLE, /* together, and a statement that cannot is an error (GW_E_SQL) */
};

/*
 * Reads the whole script once. transactional_ddl: whether the engine can roll DDL back; where it
 * cannot, every statement that commits implicitly is alone. On failure *ret_error_offset and
 * *ret_error_length say where in text, for gw_error_at().
 */
GW_MUST_USE bool gw_script_survey(struct gw_arena *arena, const struct gw_dialect *dialect,
				  bool transactional_ddl, enum gw_tx_wish wish,
				  struct gw_text *text, struct gw_script_facts *ret_facts,
				  size_t *ret_error_offset, size_t *ret_error_length,
				  struct gw_error **err);

/* True when one transaction can hold all of it, and its history row too. */
static inline bool gw_script_is_atomic(const struct gw_script_facts *facts)
{
	return facts->segments.n == 0 ||
	       (facts->segments.n == 1 && facts->segments.items[0].kind == GW_SEGMENT_TOGETHER &&
		!facts->segments.items[0].rolls_back);
}

/* All statements of the script, with those that are not sent: what they are numbered by. */
static inline size_t gw_script_total(const struct gw_script_facts *facts)
{
	const struct gw_segment *last;

	if (facts->segments.n == 0)
		return 0;
	last = &facts->segments.items[facts->segments.n - 1];
	return last->first + last->count;
}

/* Whether a statement is sent to the server whatever its segment is: BEGIN, COMMIT and ROLLBACK are not. */
static inline bool gw_class_is_sent(const struct gw_class *class)
{
	return class->tx != GW_TX_BEGIN && class->tx != GW_TX_COMMIT && class->tx != GW_TX_ROLLBACK;
}

/* Whether the statement with this index is sent: also the BEGIN that takes the place of ours. */
static inline bool gw_segment_sends(const struct gw_segment *segment, size_t index,
				    const struct gw_class *class)
{
	return index == segment->begin || gw_class_is_sent(class);
}

/*
 * SHA-256 of the token stream: each token and a NUL; comments and blanks left out. hash is used for it and free afterwards: thousands of small
 * texts share one. text may be a window into a larger one; memory of large texts is given back on
 * the way. Text that cannot be split to its end has a digest too: the rest counts as it is.
 *
 * Neither a final semicolon, empty statements nor MySQL's DELIMITER change the digest; the rows of
 * an inline COPY count byte for byte.
 */
struct gw_digest gw_token_digest(const struct gw_dialect *dialect, struct gw_text *text,
				 struct gw_sha256 *hash);

#endif
