/*
 * How statements are told apart: a cursor over the code of one statement, patterns of leading
 * words, and the rules that a dialect's table is made of. For the sql folder alone.
 */
#ifndef GW_SQL_CLASSIFY_INT_H
#define GW_SQL_CLASSIFY_INT_H

#include "sql/classify.h"
#include "sql/sql_int.h"

/*
 * Walks over the tokens that mean something to the server. MySQL's executable comments are opened:
 * what is inside of them is code; optimizer hints are passed over. A cursor is a value: a copy
 * keeps the place.
 */
struct gw_cursor {
	struct gw_lexer lexer; /* its text ends with the comment while it is inside of one */
	struct gw_token token; /* the current one; GW_TOKEN_END at the end, again and again */
	struct gw_view text; /* the whole statement; offsets of tokens refer to it */
	size_t comment_end; /* of the comment that the cursor is in, 0 none */
};

void gw_cursor_init(struct gw_cursor *cursor, const struct gw_dialect *dialect,
		    struct gw_lexer_modes modes, struct gw_view statement);
void gw_cursor_next(struct gw_cursor *cursor);
/* Past the current token, or past the whole group when it is an opening parenthesis. */
void gw_cursor_skip(struct gw_cursor *cursor);
struct gw_view gw_cursor_text(const struct gw_cursor *cursor);
/* Whether the current token is this unquoted word, in any case. */
bool gw_cursor_is(const struct gw_cursor *cursor, const char *word);
/* Whether the current token is this operator. */
bool gw_cursor_is_operator(const struct gw_cursor *cursor, const char *text);

/* The parts of a name like outer.qualifier.last; GW_TOKEN_END where there is none. */
struct gw_name {
	struct gw_token last;
	struct gw_token qualifier;
	struct gw_token outer;
};
/* Past a name; false (and not moved) when there is none. NULL for ret_name is fine. */
bool gw_cursor_name(struct gw_cursor *cursor, struct gw_name *ret_name);
/* Past the next comma outside of parentheses; false at the end. */
bool gw_cursor_next_clause(struct gw_cursor *cursor);

/*
 * A pattern is a list of elements separated by single blanks:
 *
 *	WORD     this unquoted word, in any case
 *	A|B      one of these words
 *	[A B]    optional; holds elements, no other brackets
 *	@        a name, qualified or not
 *	*        any one token
 *	( ) ,    these tokens
 *	()       a whole group in parentheses
 *	X=       an option of CREATE: X, an equals sign, and a value (DEFINER=a@b)
 *	...      anything, up to where the rest of the pattern matches outside of parentheses
 *	$        the end of the statement
 *
 * On success the cursor stands after what was matched; on failure it has not moved.
 */
bool gw_pattern_match(const char *pattern, struct gw_cursor *cursor);

/* The facts of a rule that hold of every statement it matches. */
enum gw_fact {
	GW_FACT_COMMITS = 1 << 0, /* implicit_commit */
	GW_FACT_DESTROYS = 1 << 1, /* destroys_data */
	GW_FACT_ORPHANS = 1 << 2, /* breaks_references */
	GW_FACT_LOCKS = 1 << 3, /* locks_tables */
	GW_FACT_UNLOCKS = 1 << 4, /* unlocks_tables */
	GW_FACT_COPY = 1 << 5, /* copy_from_stdin */
	GW_FACT_IGNORED = 1 << 6, /* ignored_in_transaction */
	GW_FACT_LOCAL = 1 << 7, /* transaction_local */
	GW_FACT_BEGIN_OPTIONS = 1 << 8, /* begin_options */
	GW_FACT_CODE = 1 << 9, /* runs_code */
};

/* Completes a class that a rule has begun; the cursor stands after the rule's pattern. */
typedef void gw_refine_fn(struct gw_cursor cursor, struct gw_class *class);

/* One line of a dialect's table. The first rule that matches decides. */
struct gw_rule {
	const char *pattern;
	const char *tag;
	enum gw_statement_kind kind;
	unsigned facts; /* of enum gw_fact */
	enum gw_tx_control tx;
	const char *no_transaction;
	gw_refine_fn *refine; /* NULL: the rule says all */
};

/* The beginning of a rule of each kind, to be followed by designated members. */
#define RULE_OF(kind_, pattern_, tag_) .pattern = (pattern_), .tag = (tag_), .kind = (kind_)
#define RULE_QUERY(pattern_, tag_)     RULE_OF(GW_STATEMENT_QUERY, pattern_, tag_)
#define RULE_DML(pattern_, tag_)       RULE_OF(GW_STATEMENT_DML, pattern_, tag_)
#define RULE_DDL(pattern_, tag_)       RULE_OF(GW_STATEMENT_DDL, pattern_, tag_)
#define RULE_SESSION(pattern_, tag_)   RULE_OF(GW_STATEMENT_SESSION, pattern_, tag_)
#define RULE_UTILITY(pattern_, tag_)   RULE_OF(GW_STATEMENT_UTILITY, pattern_, tag_)
#define RULE_OTHER(pattern_, tag_)     RULE_OF(GW_STATEMENT_OTHER, pattern_, tag_)
#define RULE_CONTROL(pattern_, tag_, tx_) \
	RULE_OF(GW_STATEMENT_TRANSACTION, pattern_, tag_), .tx = (tx_)

/* What a server does with BEGIN while a transaction is open. */
enum gw_nested_begin { GW_NESTED_IGNORED, GW_NESTED_COMMITS, GW_NESTED_REFUSED };

struct gw_classifier {
	const struct gw_rule *rules;
	size_t nrules;
	/* Clauses of ALTER TABLE that have facts; only pattern and facts are used. */
	const struct gw_rule *alter_clauses;
	size_t nalter_clauses;
	enum gw_nested_begin nested_begin;
	bool characteristics_before_begin; /* SET TRANSACTION goes before BEGIN, not after */
};

/* Refinements that several dialects share. */
/* The statement that begins at the cursor decides (EXPLAIN-like prefixes that execute). */
gw_refine_fn gw_refine_inner;
/* WITH: the main verb decides; a DELETE inside of it destroys data as well. */
gw_refine_fn gw_refine_with;
/* ALTER TABLE name: the facts of its clauses. */
gw_refine_fn gw_refine_alter_table;

/* CREATE, ALTER, DROP: the tag names the kind of object. */
gw_refine_fn gw_refine_create;
gw_refine_fn gw_refine_alter;
gw_refine_fn gw_refine_drop;

/* A kind of object that CREATE, ALTER and DROP know. */
struct gw_definition {
	const char *words; /* as a pattern: "MATERIALIZED VIEW" */
	enum gw_object_kind kind;
	const char *create_tag;
	const char *alter_tag;
	const char *drop_tag;
};
/*
 * The kind whose words stand at the cursor (after CREATE, ALTER, DROP and the modifiers between);
 * the cursor moves past them. NULL when it is none of ours; the cursor stays.
 */
const struct gw_definition *gw_definition_at(struct gw_cursor *cursor);

/* Whether the statement has one of these texts as a literal, or in quotes in a dollar body. */
bool gw_mentions_literal(const struct gw_dialect *dialect, struct gw_lexer_modes modes,
			 struct gw_view statement, const struct gw_view *texts, size_t ntexts);

/* Sets the members of class that stand for these facts. */
void gw_class_add_facts(struct gw_class *class, unsigned facts);

#endif
