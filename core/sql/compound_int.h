/*
 * Compound statements: statements that hold others, with semicolons of their own. The tracker is
 * fed with the code tokens of a statement, one by one, and knows whether a semicolon here belongs
 * to the statement. What it looks for is the dialect's table of words.
 */
#ifndef GW_SQL_COMPOUND_INT_H
#define GW_SQL_COMPOUND_INT_H

#include "sql/sql_int.h"

/* What a word means before the body. A word may have several roles. */
enum gw_head_role {
	GW_HEAD_LEAD = 1 << 0, /* may come before the kind of object: CREATE, OR, TEMPORARY */
	GW_HEAD_DEFINER = 1 << 1, /* anything may follow, until the kind of object */
	GW_HEAD_NO_BODY = 1 << 2, /* a kind of object without body that may have a definer: VIEW */
	GW_HEAD_ROUTINE = 1 << 3, /* PROCEDURE, FUNCTION: the body follows the parameters */
	GW_HEAD_TRIGGER = 1 << 4, /* the body follows FOR EACH ROW */
	GW_HEAD_EVENT = 1 << 5, /* the body follows DO */
	GW_HEAD_PACKAGE = 1 << 6, /* the body follows AS */
	GW_HEAD_ANCHORED = 1 << 7, /* only an anchor opens the body */
	GW_HEAD_ANCHOR = 1 << 8, /* ATOMIC in PostgreSQL, BEGIN in SQLite */
	GW_HEAD_BEFORE_ANCHOR = 1 << 9,
	GW_HEAD_EACH = 1 << 10,
	GW_HEAD_ROW = 1 << 11,
	GW_HEAD_RETURNS = 1 << 12,
	GW_HEAD_RETURN = 1 << 13, /* starts a body after RETURNS; else it is Oracle's RETURNS */
	GW_HEAD_OF_TYPE = 1 << 14, /* SET belongs to a type: CHARACTER SET, RETURNS SET(..) */
	GW_HEAD_SIMPLE = 1 << 15, /* starts a body that is one plain statement */
};

/* What a word means in the body. */
enum gw_body_role {
	GW_BODY_BEGIN = 1 << 0,
	GW_BODY_END = 1 << 1,
	GW_BODY_BLOCK = 1 << 2, /* opens what END closes, where a statement starts: IF, LOOP */
	GW_BODY_CASE = 1 << 3, /* opens an expression elsewhere */
	GW_BODY_LIST = 1 << 4, /* where a statement starts: others follow at once: LOOP, ELSE */
	GW_BODY_THEN = 1 << 5, /* within a statement: others follow at once: THEN */
	GW_BODY_LOOP_HEAD = 1 << 6, /* WHILE, FOR: statements follow the next GW_BODY_DO */
	GW_BODY_DO = 1 << 7,
	GW_BODY_UNTIL = 1 << 8,
	GW_BODY_DECLARE = 1 << 9,
	GW_BODY_HANDLER = 1 << 10,
	GW_BODY_FOR = 1 << 11,
	GW_BODY_CONDITION = 1 << 12, /* a handler's condition goes on: SQLSTATE, VALUE, NOT */
	GW_BODY_AS = 1 << 13,
	GW_BODY_OPERATOR = 1 << 14, /* an operand follows, so that END is a name: AND, WHEN */
	GW_BODY_ORDER = 1 << 15, /* FOLLOWS, PRECEDES name */
	GW_BODY_ROUTINE = 1 << 16, /* a routine in a package */
};

struct gw_compound_word {
	const char *text; /* lower case; NULL ends a list */
	unsigned head; /* of enum gw_head_role */
	unsigned body; /* of enum gw_body_role */
};

struct gw_compound_rules {
	const struct gw_compound_word *words;
	bool anchor_stands_alone; /* needs no GW_HEAD_BEFORE_ANCHOR before it */
};

enum gw_compound_phase {
	GW_COMPOUND_LEAD, /* before the kind of object */
	GW_COMPOUND_HEADER, /* before the body */
	GW_COMPOUND_BODY,
	GW_COMPOUND_PLAIN, /* not compound: nothing to track */
};

enum gw_handler_state {
	GW_HANDLER_NONE,
	GW_HANDLER_DECLARE, /* after DECLARE */
	GW_HANDLER_FOR, /* after HANDLER */
	GW_HANDLER_CONDITION, /* a condition must follow */
	GW_HANDLER_COMMA, /* after a condition: a comma, or the statement */
};

struct gw_compound {
	const struct gw_compound_rules *rules;
	struct gw_view text;
	enum gw_compound_phase phase;
	/* The header. */
	unsigned object; /* role of the word that named the kind of object */
	size_t parens; /* open */
	bool definer;
	bool parameters; /* the routine's parameters have been passed */
	bool returns;
	/* The body. */
	size_t depth; /* open blocks */
	size_t opened_at; /* offset of the outermost one */
	bool at_start; /* the next token starts an inner statement */
	bool label; /* the token before may be a label */
	bool skip_name; /* the next token is a name, and a statement starts behind it */
	bool begin_is_due; /* declarations are open: their BEGIN opens no further block */
	/* The inner statement. */
	bool closing; /* after END: words that name what ends */
	bool loop_head; /* after WHILE or FOR */
	bool until;
	bool in_routine; /* the header of a routine in a package */
	size_t cases; /* CASE expressions open */
	enum gw_handler_state handler;
	/* The code token before this one. */
	enum gw_token_kind last_kind;
	struct gw_compound_word last;
};

void gw_compound_init(struct gw_compound *compound, const struct gw_dialect *dialect,
		      struct gw_view text);
/* Takes the next code token, semicolons within the statement too. */
void gw_compound_take(struct gw_compound *compound, struct gw_token token);

#endif
