/*
 * The tracker of compound statements. It knows no grammar of statements, only where an inner
 * statement starts, because that is where the words that open and close blocks have their meaning:
 * IF at a start opens a block, elsewhere it is a function; END at a start closes one, elsewhere it
 * ends a CASE expression or is a name. A start is
 *
 *   behind   ;   BEGIN   ELSE   LOOP   REPEAT   label:   THEN and DO outside of CASE expressions
 *            FOR EACH ROW   and the conditions of DECLARE .. HANDLER FOR
 *
 * PostgreSQL's BEGIN ATOMIC and SQLite's triggers need only the semicolon.
 *
 * Facts: MariaDB and MySQL manuals, compound statements, checked on MariaDB 10.11; PostgreSQL's
 * grammar of routine_body_stmt; SQLite's sqlite3_complete().
 */
#include "sql/compound_int.h"

void gw_compound_init(struct gw_compound *compound, const struct gw_dialect *dialect,
		      struct gw_view text)
{
	*compound = (struct gw_compound){.rules = dialect->compound, .text = text};
}

static struct gw_compound_word find_word(const struct gw_compound *compound, struct gw_token token)
{
	const struct gw_compound_word *word = compound->rules->words;
	int first = compound->text.p[token.start] | 0x20;

	if (token.kind != GW_TOKEN_WORD)
		return (struct gw_compound_word){0};
	while (word->text != NULL &&
	       (word->text[0] != first || !gw_token_is_word(compound->text, token, word->text)))
		word++;
	return *word;
}

static void enter_body(struct gw_compound *compound)
{
	compound->phase = GW_COMPOUND_BODY;
	compound->at_start = true;
}

static void open_block(struct gw_compound *compound, struct gw_token token)
{
	if (compound->depth++ == 0)
		compound->opened_at = token.start;
}

static void close_block(struct gw_compound *compound)
{
	if (compound->depth > 0)
		compound->depth--;
	compound->closing = true;
}

/* --- the body --- */

static void start_statement(struct gw_compound *compound)
{
	compound->at_start = true;
	compound->closing = false;
	compound->loop_head = false;
	compound->until = false;
	compound->in_routine = false;
	compound->cases = 0;
	compound->handler = GW_HANDLER_NONE;
}

/* BEGIN; where declarations have opened the block already it only ends them. */
static void take_begin(struct gw_compound *compound, struct gw_token token)
{
	bool opened = compound->begin_is_due ||
		      (compound->object == GW_HEAD_PACKAGE && compound->depth == 1);

	compound->begin_is_due = false;
	if (!opened)
		open_block(compound, token);
	compound->at_start = true;
}

/* The first token of an inner statement. */
static void take_first(struct gw_compound *compound, struct gw_token token,
		       struct gw_compound_word word)
{
	start_statement(compound);
	compound->at_start = (word.body & GW_BODY_LIST) != 0;
	if (word.body & GW_BODY_BEGIN)
		take_begin(compound, token);
	else if (word.body & GW_BODY_END)
		close_block(compound);
	else if (word.body & GW_BODY_BLOCK)
		open_block(compound, token);
	else
		compound->label = token.kind == GW_TOKEN_WORD || token.kind == GW_TOKEN_NAME;
	compound->loop_head = (word.body & GW_BODY_LOOP_HEAD) != 0;
	compound->until = (word.body & GW_BODY_UNTIL) != 0;
	compound->skip_name = (word.body & GW_BODY_ORDER) != 0;
	compound->in_routine = compound->object == GW_HEAD_PACKAGE &&
			       (word.body & GW_BODY_ROUTINE) != 0;
	if (word.body & GW_BODY_DECLARE)
		compound->handler = GW_HANDLER_DECLARE;
}

/* After an operator END is not the word but a name. */
static bool expects_operand(const struct gw_compound *compound)
{
	return compound->last_kind == GW_TOKEN_OTHER || compound->last_kind == GW_TOKEN_OPEN ||
	       compound->last_kind == GW_TOKEN_COMMA || (compound->last.body & GW_BODY_OPERATOR);
}

/* AS or IS, after which an Oracle routine declares; the matching END is that of its BEGIN. */
static void open_declarations(struct gw_compound *compound, struct gw_token token)
{
	open_block(compound, token);
	start_statement(compound);
	compound->begin_is_due = true;
}

/* A later token of an inner statement that is a word. */
static void take_later(struct gw_compound *compound, struct gw_token token,
		       struct gw_compound_word word)
{
	if (compound->in_routine && (word.body & GW_BODY_AS)) {
		open_declarations(compound, token);
	} else if (compound->last_kind == GW_TOKEN_DOT || (compound->last.body & GW_BODY_AS)) {
		return; /* a name, whatever it says */
	} else if (word.body & GW_BODY_CASE) {
		compound->cases++;
	} else if (word.body & GW_BODY_END) {
		if (expects_operand(compound))
			return;
		if (compound->cases > 0)
			compound->cases--;
		else if (compound->until)
			close_block(compound);
	} else if (compound->cases == 0 && (word.body & GW_BODY_THEN)) {
		compound->at_start = true;
	} else if (compound->cases == 0 && compound->loop_head && (word.body & GW_BODY_DO)) {
		compound->at_start = true;
	}
}

/*
 * DECLARE .. HANDLER FOR condition, condition statement. True when the token belongs to what
 * comes before the statement.
 */
static bool take_handler(struct gw_compound *compound, struct gw_token token,
			 struct gw_compound_word word)
{
	switch (compound->handler) {
	case GW_HANDLER_NONE:
		return false;
	case GW_HANDLER_DECLARE:
		if (word.body & GW_BODY_HANDLER)
			compound->handler = GW_HANDLER_FOR;
		return true;
	case GW_HANDLER_FOR:
		if (word.body & GW_BODY_FOR)
			compound->handler = GW_HANDLER_CONDITION;
		return true;
	case GW_HANDLER_CONDITION:
		if (!(word.body & GW_BODY_CONDITION))
			compound->handler = GW_HANDLER_COMMA;
		return true;
	case GW_HANDLER_COMMA:
		if (token.kind == GW_TOKEN_COMMA) {
			compound->handler = GW_HANDLER_CONDITION;
			return true;
		}
		compound->at_start = true;
		return false;
	}
	return false;
}

static bool is_label_end(const struct gw_compound *compound, struct gw_token token)
{
	return gw_view_is(gw_token_text(compound->text, token), ":") &&
	       !(token.end < compound->text.n && compound->text.p[token.end] == '=');
}

static void take_in_body(struct gw_compound *compound, struct gw_token token,
			 struct gw_compound_word word)
{
	bool label = compound->label;

	compound->label = false;
	if (token.kind == GW_TOKEN_SEMICOLON) {
		start_statement(compound);
	} else if (compound->skip_name) {
		compound->skip_name = false;
		compound->at_start = true;
	} else if (label && is_label_end(compound, token)) {
		compound->at_start = true;
	} else if (compound->closing || take_handler(compound, token, word)) {
		return;
	} else if (compound->at_start) {
		take_first(compound, token, word);
	} else if (token.kind == GW_TOKEN_WORD) {
		take_later(compound, token, word);
	}
}

/* --- the header --- */

/* The body of a routine starts at a word that starts statements, once the parameters are over. */
static void take_routine(struct gw_compound *compound, struct gw_token token,
			 struct gw_compound_word word)
{
	if (token.kind == GW_TOKEN_CLOSE) {
		compound->parameters = true;
	} else if ((word.body & GW_BODY_AS) && compound->last_kind != GW_TOKEN_DOT) {
		compound->phase = GW_COMPOUND_BODY;
		open_declarations(compound, token);
	} else if (word.head & GW_HEAD_RETURNS) {
		compound->returns = true;
	} else if (!compound->parameters) {
		return;
	} else if (word.head & GW_HEAD_RETURN) {
		if (compound->returns)
			compound->phase = GW_COMPOUND_PLAIN;
	} else if (word.head & GW_HEAD_SIMPLE) {
		if (!(compound->last.head & GW_HEAD_OF_TYPE))
			compound->phase = GW_COMPOUND_PLAIN;
	} else if (word.body & (GW_BODY_BEGIN | GW_BODY_BLOCK)) {
		enter_body(compound);
		take_first(compound, token, word);
	} else if (is_label_end(compound, token)) {
		enter_body(compound);
	}
}

static void take_in_header(struct gw_compound *compound, struct gw_token token,
			   struct gw_compound_word word)
{
	if (token.kind == GW_TOKEN_OPEN)
		compound->parens++;
	else if (token.kind == GW_TOKEN_CLOSE && compound->parens > 0)
		compound->parens--;
	if (compound->parens > 0 || (word.text != NULL && compound->last_kind == GW_TOKEN_DOT))
		return;
	if (compound->object == GW_HEAD_ROUTINE) {
		take_routine(compound, token, word);
	} else if (compound->object == GW_HEAD_TRIGGER) {
		if ((word.head & GW_HEAD_ROW) && (compound->last.head & GW_HEAD_EACH))
			enter_body(compound);
	} else if (compound->object == GW_HEAD_EVENT) {
		if (word.body & GW_BODY_DO)
			enter_body(compound);
	} else if (compound->object == GW_HEAD_PACKAGE) {
		if (word.body & GW_BODY_AS) {
			enter_body(compound);
			open_block(compound, token);
		}
	} else if ((word.head & GW_HEAD_ANCHOR) &&
		   (compound->rules->anchor_stands_alone ||
		    (compound->last.head & GW_HEAD_BEFORE_ANCHOR))) {
		enter_body(compound);
		open_block(compound, token);
	}
}

static void take_in_lead(struct gw_compound *compound, struct gw_token token,
			 struct gw_compound_word word)
{
	enum {
		OBJECTS = GW_HEAD_ROUTINE | GW_HEAD_TRIGGER | GW_HEAD_EVENT | GW_HEAD_PACKAGE |
			  GW_HEAD_ANCHORED
	};
	bool first = compound->last_kind == GW_TOKEN_END;

	if (word.head & OBJECTS) {
		compound->object = word.head & OBJECTS;
		compound->phase = GW_COMPOUND_HEADER;
	} else if (first && (word.body & GW_BODY_BLOCK)) {
		enter_body(compound);
		take_first(compound, token, word);
	} else if (word.head & GW_HEAD_DEFINER) {
		compound->definer = true;
	} else if ((word.head & GW_HEAD_NO_BODY) ||
		   !(compound->definer || (word.head & GW_HEAD_LEAD))) {
		compound->phase = GW_COMPOUND_PLAIN;
	}
}

void gw_compound_take(struct gw_compound *compound, struct gw_token token)
{
	struct gw_compound_word word = {0};

	if (token.kind == GW_TOKEN_CODE_COMMENT)
		return;
	word = find_word(compound, token);
	switch (compound->phase) {
	case GW_COMPOUND_LEAD:
		take_in_lead(compound, token, word);
		break;
	case GW_COMPOUND_HEADER:
		take_in_header(compound, token, word);
		break;
	case GW_COMPOUND_BODY:
		take_in_body(compound, token, word);
		break;
	case GW_COMPOUND_PLAIN:
		break;
	}
	compound->last_kind = token.kind;
	compound->last = word;
}
