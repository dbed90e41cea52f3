/*
 * Goes through a text token by token, asks the context of each literal, and either writes the text with
 * the secrets masked, or keeps the secrets, or only says whether there is one.
 *
 *	$$ .. PASSWORD 'x' .. $$, executable comments    code, with a context of its own
 *	'host=h password=x', 'mysql://u:x@h/d'           literals and comments: secret_text.c
 *
 * Quotes around what is inside of a literal stay.
 */
#include "base/str.h"
#include "sql/redact_int.h"

enum { MAX_DEPTH = 4 }; /* of code in bodies in bodies */

struct redactor {
	const struct gw_dialect *dialect;
	struct gw_str *out; /* NULL: nobody wants the text */
	struct gw_secrets *secrets; /* NULL: nobody wants to know them */
	struct gw_arena *arena; /* of what is kept */
	unsigned depth;
	bool found;
};

static void add_code(struct redactor *redactor, struct gw_view code);

static void put(struct redactor *redactor, struct gw_view text)
{
	if (redactor->out != NULL)
		gw_str_add(redactor->out, text);
}

/* One whose quotes are unknown: what is between any of them. */
static void keep_piece(struct redactor *redactor, struct gw_view text)
{
	static const struct gw_view quotes = {"'\"\\", 3};
	size_t start = 0, end;

	while (start < text.n && gw_view_find_char(quotes, text.p[start]) != GW_NOWHERE)
		start++;
	for (end = start; end < text.n; end++) {
		if (gw_view_find_char(quotes, text.p[end]) != GW_NOWHERE)
			break;
	}
	gw_secrets_add(redactor->arena, redactor->secrets, gw_view_slice(text, start, end));
}

/* What a literal means may be code: EXECUTE 'ALTER ROLE r PASSWORD ''x''' */
static void keep_nested(struct redactor *redactor, struct gw_view code, struct gw_token token)
{
	struct redactor nested = *redactor;

	if (redactor->depth >= MAX_DEPTH || token.kind != GW_TOKEN_STRING)
		return;
	nested.out = NULL;
	nested.depth++;
	add_code(&nested,
		 gw_view_of(gw_token_name(redactor->arena, redactor->dialect, code, token)));
}

/* A literal or comment as it is but for the secrets inside. */
static void add_text(struct redactor *redactor, struct gw_view code, struct gw_token token,
		     size_t closing)
{
	struct gw_view whole = gw_token_text(code, token);
	struct gw_view text = gw_view_slice(whole, 0, whole.n - GW_MIN(closing, whole.n));
	size_t at = 0, start, end;

	while (gw_text_find_secret(text, at, &start, &end)) {
		put(redactor, gw_view_slice(text, at, start));
		put(redactor, GW_VIEW(GW_MASK));
		redactor->found = true;
		if (redactor->secrets != NULL)
			keep_piece(redactor, gw_view_slice(text, start, end));
		at = end;
	}
	put(redactor, gw_view_from(whole, at));
	if (at != 0 && redactor->secrets != NULL)
		keep_nested(redactor, code, token);
}

/* --- code --- */

/* open bytes, code, close bytes: a dollar-quoted body or an executable comment. */
static void add_body(struct redactor *redactor, struct gw_view code, struct gw_token token,
		     size_t open, size_t close)
{
	struct gw_view text = gw_token_text(code, token);

	if (redactor->depth >= MAX_DEPTH || open + close > text.n) {
		add_text(redactor, code, token, 0);
		return;
	}
	redactor->depth++;
	put(redactor, gw_view_slice(text, 0, open));
	add_code(redactor, gw_view_slice(text, open, text.n - close));
	put(redactor, gw_view_from(text, text.n - close));
	redactor->depth--;
}

/* The length of $tag$. */
static size_t tag_size(struct gw_view literal)
{
	return 2 + gw_view_find_char(gw_view_from(literal, 1), '$');
}

/* What is between the quotes, as it is written. */
static struct gw_view inside(struct gw_view literal, struct gw_token token)
{
	size_t open = 0, close = 1;

	if (token.dollar_quoted) {
		open = close = tag_size(literal);
	} else {
		while (open < literal.n && literal.p[open] != '\'' && literal.p[open] != '"' &&
		       literal.p[open] != '`' && literal.p[open] != '[')
			open++;
		open++;
	}
	close = token.unterminated ? 0 : close;
	return gw_view_slice(literal, open, GW_MAX(open, literal.n - GW_MIN(close, literal.n)));
}

static void add_secret(struct redactor *redactor, struct gw_view code, struct gw_token token)
{
	put(redactor, GW_VIEW("'" GW_MASK "'"));
	redactor->found = true;
	if (redactor->secrets == NULL)
		return;
	gw_secrets_add(redactor->arena, redactor->secrets,
		       inside(gw_token_text(code, token), token));
	token.kind = GW_TOKEN_STRING;
	gw_secrets_add(redactor->arena, redactor->secrets,
		       gw_view_of(gw_token_name(redactor->arena, redactor->dialect, code, token)));
}

static void add_literal(struct redactor *redactor, struct gw_view code, struct gw_token token,
			struct gw_secret_context *context)
{
	struct gw_view literal = gw_token_text(code, token);
	struct gw_view text = inside(literal, token);

	if (gw_context_makes_secret(context, text))
		add_secret(redactor, code, token);
	else if (token.dollar_quoted)
		add_body(redactor, code, token, tag_size(literal),
			 token.unterminated ? 0 : tag_size(literal));
	else
		add_text(redactor, code, token, token.unterminated ? 0 : 1);
	/* A body says nothing of what comes after it. */
	gw_context_pass(context, GW_TOKEN_STRING,
			token.dollar_quoted ? gw_view_slice(text, 0, 0) : text);
}

static void add_word(struct redactor *redactor, struct gw_view text,
		     struct gw_secret_context *context)
{
	if (gw_context_makes_word_secret(context, text)) {
		put(redactor, GW_VIEW(GW_MASK));
		redactor->found = true;
		if (redactor->secrets != NULL)
			gw_secrets_add(redactor->arena, redactor->secrets, text);
	} else {
		put(redactor, text);
	}
	gw_context_pass(context, GW_TOKEN_WORD, text);
}

/* @name, :name: the name alone. */
static struct gw_view bare_parameter(struct gw_view text)
{
	while (text.n != 0 && gw_view_find_char(GW_VIEW("@:$?'`\""), text.p[0]) != GW_NOWHERE)
		text = gw_view_from(text, 1);
	return text;
}

static void add_token(struct redactor *redactor, struct gw_view code, struct gw_token token,
		      struct gw_secret_context *context)
{
	struct gw_view text = gw_token_text(code, token);

	switch (token.kind) {
	case GW_TOKEN_STRING:
		add_literal(redactor, code, token, context);
		return;
	case GW_TOKEN_NAME:
		/* "x" counts as a literal too, because some server may take it for one. */
		if (text.p[0] == '"' && context->secret) {
			add_literal(redactor, code, token, context);
			return;
		}
		gw_context_pass(context, token.kind, inside(text, token));
		break;
	case GW_TOKEN_COMMENT:
		add_text(redactor, code, token, 0);
		return;
	case GW_TOKEN_CODE_COMMENT:
		add_body(redactor, code, token, GW_MIN(text.n, (size_t)3),
			 token.unterminated ? 0 : 2);
		return;
	case GW_TOKEN_WORD:
		add_word(redactor, text, context);
		return;
	case GW_TOKEN_PARAMETER:
		gw_context_pass(context, token.kind, bare_parameter(text));
		break;
	case GW_TOKEN_END:
	case GW_TOKEN_BLANK:
	case GW_TOKEN_NUMBER:
	case GW_TOKEN_SEMICOLON:
	case GW_TOKEN_OPEN:
	case GW_TOKEN_CLOSE:
	case GW_TOKEN_COMMA:
	case GW_TOKEN_DOT:
	case GW_TOKEN_OTHER:
		gw_context_pass(context, token.kind, text);
		break;
	}
	put(redactor, text);
}

static bool is_enough(const struct redactor *redactor)
{
	return redactor->found && redactor->out == NULL && redactor->secrets == NULL;
}

/* The rows that follow are no code. */
static bool has_secret_rows(const struct gw_secret_context *context)
{
	return context->secret_columns && gw_view_is_nocase(context->first, "copy");
}

static void add_code(struct redactor *redactor, struct gw_view code)
{
	struct gw_secret_context context = {0};
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, redactor->dialect, code);
	while (!is_enough(redactor) && (token = gw_lexer_next(&lexer)).kind != GW_TOKEN_END) {
		add_token(redactor, code, token, &context);
		if (!has_secret_rows(&context))
			continue;
		redactor->found = true;
		if (redactor->secrets != NULL)
			redactor->secrets->in_rows = true;
	}
}

struct gw_view gw_sql_redact(struct gw_arena *arena, const struct gw_dialect *dialect,
			     struct gw_view text)
{
	GW_STR_AUTO struct gw_str out = {0};
	struct redactor redactor = {.dialect = dialect, .out = &out};
	size_t n;

	if (!gw_may_hold_secret(text))
		return text;
	add_code(&redactor, text);
	n = out.n;
	if (redactor.found)
		text = (struct gw_view){gw_str_take(&out, arena), n};
	return text;
}

bool gw_sql_has_secret(const struct gw_dialect *dialect, struct gw_view text)
{
	struct redactor redactor = {.dialect = dialect};

	if (!gw_may_hold_secret(text))
		return false;
	add_code(&redactor, text);
	return redactor.found;
}

void gw_secrets_find(struct gw_arena *arena, const struct gw_dialect *dialect,
		     struct gw_view statement, struct gw_secrets *secrets)
{
	enum { LOOKED_AT_BYTES = 1024 * 1024 };
	struct redactor redactor = {.dialect = dialect, .secrets = secrets, .arena = arena};

	statement = gw_view_slice(statement, 0, LOOKED_AT_BYTES);
	if (gw_may_hold_secret(statement))
		add_code(&redactor, statement);
}
