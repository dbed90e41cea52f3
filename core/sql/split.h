/*
 * Splitting a script into statements, as the engine's own client would, and better where that is
 * safe: a compound statement (routine, trigger, BEGIN ATOMIC, BEGIN NOT ATOMIC) stays whole without
 * DELIMITER.
 *
 *   -- comment \n CREATE TABLE t (..) ;  COPY t FROM stdin;\n1\t2\n\\.\n
 *                 ^start         ^end ^next               ^copy_start ^copy_end, next
 *
 * Errors (GW_E_SQL, GW_E_CLIENT_COMMAND) carry the offset within the text as server-less location:
 * the splitter knows no file, so its caller turns gw_splitter.error_offset into file:line:column
 * with gw_error_at(). Unterminated strings, quoted names and comments are refused, NUL bytes too,
 * and text that is not UTF-8 where the engine would refuse it.
 *
 * Client commands: DELIMITER, \g and \G (MySQL) and \. after COPY data (PostgreSQL) are obeyed;
 * those of psql that change nothing (\restrict, \unrestrict, \echo, ...) are passed over; every
 * other backslash, dot, or client command is refused by name.
 */
#ifndef GW_SQL_SPLIT_H
#define GW_SQL_SPLIT_H

#include "base/error.h"
#include "sql/classify.h"
#include "sql/lexer.h"

struct gw_statement {
	size_t start; /* without leading blanks and comments */
	size_t end; /* without terminator and the blanks before it */
	size_t next; /* where reading goes on: all before is done with */
	unsigned line; /* 1-based line of start in the text */
	size_t copy_start; /* inline COPY data with its "\." line; equal to copy_end when none */
	size_t copy_end;
	struct gw_class class;
};

struct gw_splitter {
	const struct gw_dialect *dialect;
	struct gw_view text;
	size_t offset;
	unsigned line; /* of offset, 1-based */
	struct gw_lexer_modes modes; /* as changed by SET statements passed so far */
	/* What modes go back to: after SET LOCAL, RESET, SET x = DEFAULT, SET sql_mode = @saved. A
	   caller that knows better than gw_lexer_default_modes() sets both before reading. */
	struct gw_lexer_modes base_modes;
	bool any_bytes; /* SET client_encoding was passed: text need not be UTF-8 */
	struct gw_view delimiter; /* MySQL DELIMITER; ";" at first */
	size_t error_offset; /* after a failure: the byte to point at */
	size_t error_length;
};

void gw_splitter_init(struct gw_splitter *splitter, const struct gw_dialect *dialect,
		      struct gw_view text);
/*
 * The next statement. *ret_found is false at the end of the text; empty statements and comments are
 * passed over.
 */
GW_MUST_USE bool gw_split_next(struct gw_splitter *splitter, struct gw_statement *ret_statement,
			       bool *ret_found, struct gw_error **err);

static inline struct gw_view gw_statement_text(struct gw_view text, const struct gw_statement *st)
{
	return gw_view_slice(text, st->start, st->end);
}

#endif
