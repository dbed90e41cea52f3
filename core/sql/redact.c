/*
 * Finding secrets in SQL for people's eyes. Better one literal too many than one too few.
 *
 *	PASSWORD 'x', PASSWORD = 'x', PASSWORD('x')     a literal after a secret word
 *	IDENTIFIED BY 'x', IDENTIFIED WITH p AS 'x'     ... after these words, once IDENTIFIED came
 *	SET PASSWORD FOR u = 'x'                        ... after the equals sign
 *	'host=h password=x', 'mysql://u:x@h/d'          a value inside of a literal or comment
 *	$$ .. PASSWORD 'x' .. $$                        code inside of a body
 */
#include "sql/redact.h"

#include "base/str.h"
#include "sql/sql_int.h"

enum { MAX_DEPTH = 4 }; /* of code in bodies in bodies */

static const char stars[] = "***";

/* Names of options, variables and keys whose value is a secret; in order of use. */
static const char *const secret_words[] = {
	"password",          "passwd",          "pwd",           "passphrase",   "secret",
	"master_password",   "source_password", "sslpassword",   "api_key",      "apikey",
	"secret_access_key", "secret_key",      "session_token", "old_password",
};

struct redactor {
	const struct gw_dialect *dialect;
	struct gw_str out;
	unsigned depth;
	bool found;
};

/* What the code before a literal says of it. */
struct context {
	bool secret; /* a literal that comes now is a secret */
	bool identified; /* IDENTIFIED was seen: BY, AS, USING lead to secrets */
	bool set_password; /* SET PASSWORD: an equals sign leads to a secret */
	bool after_set; /* the statement is SET so far */
	bool begun; /* there was a word before */
};

static bool is_secret_word(struct gw_view word)
{
	for (size_t i = 0; i < GW_COUNT(secret_words); i++) {
		if (gw_view_is_nocase(word, secret_words[i]))
			return true;
	}
	return false;
}

/* --- inside of literals and comments --- */

static bool is_word_byte(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       c == '_';
}

static bool is_one_of(char c, const char *set)
{
	return gw_view_find_char(gw_view_of(set), c) != GW_NOWHERE;
}

static size_t skip_while(struct gw_view text, size_t at, const char *set)
{
	while (at < text.n && is_one_of(text.p[at], set))
		at++;
	return at;
}

static size_t skip_until(struct gw_view text, size_t at, const char *set)
{
	while (at < text.n && !is_one_of(text.p[at], set))
		at++;
	return at;
}

/*
 * The value after a key that ends at `at`: password=x, "password": "x", PASSWORD ''x''. False when
 * nothing of the kind follows. A quoted value reaches to the end of the text: its escapes depend on
 * who will read it.
 */
static bool find_value(struct gw_view text, size_t at, size_t *ret_start, size_t *ret_end)
{
	size_t sign = skip_while(text, at, "'\"` \t");
	size_t start = skip_while(text, sign, "=:");

	if (start > sign)
		start = skip_while(text, start, " \t");
	if (start >= text.n ||
	    (start == sign && (start == at || !is_one_of(text.p[start - 1], "'\""))))
		return false;
	*ret_start = start;
	if (is_one_of(text.p[start], "'\"\\") || start == sign)
		*ret_end = text.n;
	else
		*ret_end = skip_until(text, start, " \t\r\n'\"&;,)");
	return *ret_end > *ret_start;
}

/* The password of a URL, scheme://user:password@host, whose "://" is at `at`. */
static bool find_url_password(struct gw_view text, size_t at, size_t *ret_start, size_t *ret_end)
{
	size_t authority = at + 3;
	size_t end = skip_until(text, authority, " \t\r\n/?#'\"");
	size_t host = gw_view_rfind_char(gw_view_slice(text, authority, end), '@');
	size_t colon = gw_view_find_char(gw_view_slice(text, authority, end), ':');

	if (host == GW_NOWHERE || colon == GW_NOWHERE || colon >= host)
		return false;
	*ret_start = authority + colon + 1;
	*ret_end = authority + host;
	return *ret_end > *ret_start;
}

/* The next secret at or after `at` in free text. */
static bool find_secret(struct gw_view text, size_t at, size_t *ret_start, size_t *ret_end)
{
	for (size_t word; at < text.n; at++) {
		if (gw_view_starts(gw_view_from(text, at), "://") &&
		    find_url_password(text, at, ret_start, ret_end))
			return true;
		if (!is_word_byte(text.p[at]))
			continue;
		for (word = at; at < text.n && is_word_byte(text.p[at]);)
			at++;
		if (is_secret_word(gw_view_slice(text, word, at)) &&
		    find_value(text, at, ret_start, ret_end))
			return true;
		at--;
	}
	return false;
}

/* A literal or comment as it is but for the secrets inside. The quotes stay. */
static void add_text(struct redactor *redactor, struct gw_view token, size_t closing)
{
	struct gw_view text = gw_view_slice(token, 0, token.n - GW_MIN(closing, token.n));
	size_t at = 0, start, end;

	while (find_secret(text, at, &start, &end)) {
		gw_str_add(&redactor->out, gw_view_slice(text, at, start));
		gw_str_puts(&redactor->out, stars);
		redactor->found = true;
		at = end;
	}
	gw_str_add(&redactor->out, gw_view_from(token, at));
}

/* --- code --- */

static void add_code(struct redactor *redactor, struct gw_view code);

static void add_secret(struct redactor *redactor)
{
	gw_str_putc(&redactor->out, '\'');
	gw_str_puts(&redactor->out, stars);
	gw_str_putc(&redactor->out, '\'');
	redactor->found = true;
}

/* open bytes, code, close bytes: a dollar-quoted body or an executable comment. */
static void add_body(struct redactor *redactor, struct gw_view token, size_t open, size_t close)
{
	if (redactor->depth >= MAX_DEPTH || open + close > token.n) {
		add_text(redactor, token, 0);
		return;
	}
	redactor->depth++;
	gw_str_add(&redactor->out, gw_view_slice(token, 0, open));
	add_code(redactor, gw_view_slice(token, open, token.n - close));
	gw_str_add(&redactor->out, gw_view_from(token, token.n - close));
	redactor->depth--;
}

/* Any literal in code; "x" counts as one, because some server may take it for one. */
static void add_literal(struct redactor *redactor, struct gw_view text, struct gw_token token,
			bool secret)
{
	struct gw_view literal = gw_token_text(text, token);
	size_t tag;

	if (secret) {
		add_secret(redactor);
	} else if (token.dollar_quoted) {
		tag = 2 + gw_view_find_char(gw_view_from(literal, 1), '$');
		add_body(redactor, literal, tag, token.unterminated ? 0 : tag);
	} else {
		add_text(redactor, literal, token.unterminated ? 0 : 1);
	}
}

static bool leads_to_secret(struct gw_view word, const struct context *context)
{
	static const char *const after_identified[] = {"by", "as", "using", "replace"};

	for (size_t i = 0; context->identified && i < GW_COUNT(after_identified); i++) {
		if (gw_view_is_nocase(word, after_identified[i]))
			return true;
	}
	if (context->set_password && gw_view_is_nocase(word, "replace"))
		return true;
	/* SET PASSWORD FOR 'u' = ..: what comes next may be a user. */
	return is_secret_word(word) && !context->after_set;
}

static void note_word(struct gw_view word, struct context *context)
{
	context->set_password |= context->after_set && is_secret_word(word);
	context->identified |= gw_view_is_nocase(word, "identified");
	context->secret = leads_to_secret(word, context);
	context->after_set = !context->begun && gw_view_is_nocase(word, "set");
	context->begun = true;
}

static void note_operator(struct gw_view text, struct context *context)
{
	static const char *const signs[] = {"=", ":=", "=>", ":"};
	bool assigns = false;

	for (size_t i = 0; i < GW_COUNT(signs); i++)
		assigns |= gw_view_is(text, signs[i]);

	/* MySQL's := comes as two signs. */
	context->secret = assigns && (context->secret || context->set_password);
	context->after_set = false;
}

static void add_token(struct redactor *redactor, struct gw_view code, struct gw_token token,
		      struct context *context)
{
	struct gw_view text = gw_token_text(code, token);

	switch (token.kind) {
	case GW_TOKEN_NAME:
	case GW_TOKEN_STRING:
		if (token.kind == GW_TOKEN_STRING || (text.p[0] == '"' && context->secret)) {
			add_literal(redactor, code, token, context->secret);
			return; /* the next literal goes on with this one */
		}
		note_word(gw_view_slice(text, 1, text.n - 1), context);
		break;
	case GW_TOKEN_COMMENT:
		add_text(redactor, text, 0);
		return;
	case GW_TOKEN_CODE_COMMENT:
		add_body(redactor, text, GW_MIN(text.n, 3), token.unterminated ? 0 : 2);
		return;
	case GW_TOKEN_WORD:
		note_word(text, context);
		break;
	case GW_TOKEN_OTHER:
		note_operator(text, context);
		break;
	case GW_TOKEN_OPEN:
	case GW_TOKEN_BLANK:
		break;
	case GW_TOKEN_SEMICOLON:
		*context = (struct context){0};
		break;
	case GW_TOKEN_NUMBER:
	case GW_TOKEN_PARAMETER:
	case GW_TOKEN_CLOSE:
	case GW_TOKEN_COMMA:
	case GW_TOKEN_DOT:
	case GW_TOKEN_END:
		context->secret = false;
		break;
	}
	gw_str_add(&redactor->out, text);
}

static void add_code(struct redactor *redactor, struct gw_view code)
{
	struct context context = {0};
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, redactor->dialect, code);
	while ((token = gw_lexer_next(&lexer)).kind != GW_TOKEN_END)
		add_token(redactor, code, token, &context);
}

struct gw_view gw_sql_redact(struct gw_arena *arena, const struct gw_dialect *dialect,
			     struct gw_view statement)
{
	struct redactor redactor = {.dialect = dialect};
	size_t n;

	add_code(&redactor, statement);
	n = redactor.out.n;
	if (redactor.found)
		statement = (struct gw_view){gw_str_take(&redactor.out, arena), n};
	gw_str_done(&redactor.out);
	return statement;
}
