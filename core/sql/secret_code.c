/*
 * What the code before a literal says of it:
 *
 *	PASSWORD 'x', password = 'x', PASSWORD('x')      after the name of a secret
 *	IDENTIFIED BY 'x', IDENTIFIED WITH p AS 'x'      after these words, once IDENTIFIED came
 *	SET PASSWORD FOR u = 'x'                         all but the user
 *	CREATE USER u IDENTIFED BY 'x'                   misspelt: what is no name or known option
 *	INSERT INTO u (name, password) VALUES ('a', 'x') all, where a column is a secret
 *	set_config('app.password', 'x', false)           the value after the name
 *	crypt('x', gen_salt('bf'))                       all, for functions that take secrets
 *	'ALTER ROLE r PASSWORD ' || quote_literal('x')   all that follow what awaits a secret
 */
#include "sql/redact_int.h"

/* Functions that take passwords and keys. */
static const char *const secret_functions[] = {
	"password",
	"old_password",
	"crypt",
	"pgp_sym_encrypt",
	"pgp_sym_encrypt_bytea",
	"pgp_sym_decrypt",
	"pgp_sym_decrypt_bytea",
	"pgp_pub_decrypt",
	"pgp_pub_decrypt_bytea",
	"hmac",
	"encrypt",
	"decrypt",
	"encrypt_iv",
	"decrypt_iv",
	"aes_encrypt",
	"aes_decrypt",
	"des_encrypt",
	"des_decrypt",
	"ed25519_password",
};

/* Before a literal that is the name of a user, or an option without secrets. */
static const char *const harmless_in_user[] = {
	"user",   "role",    "exists", "to",    "from",  "for",     "on",
	"in",     "admin",   "with",   "via",   "until", "comment", "attribute",
	"issuer", "subject", "cipher", "grant", "and",   "group",   "default",
};

/* After PASSWORD in place of a literal. */
static const char *const no_passwords[] = {
	"null",    "expire",  "history", "reuse",   "require", "encrypted", "random", "default",
	"for",     "as",      "by",      "with",    "from",    "to",        "is",     "password",
	"replace", "retain",  "discard", "account", "comment", "and",       "or",     "valid",
	"login",   "nologin", "in",      "inherit", "using",
};

static bool is_among(struct gw_view word, const char *const *words, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (gw_is_word(word, words[i]))
			return true;
	}
	return false;
}

/* --- literals --- */

/* In a statement about users. */
static bool is_no_name(const struct gw_secret_context *context)
{
	if (context->previous == GW_TOKEN_WORD)
		return !is_among(context->previous_word, harmless_in_user,
				 GW_COUNT(harmless_in_user));
	if (context->previous == GW_TOKEN_STRING)
		return context->literal_was_secret;
	return context->previous == GW_TOKEN_OPEN || context->previous_sign == '=';
}

static bool topic_makes_secret(const struct gw_secret_context *context)
{
	switch (context->topic) {
	case GW_TOPIC_USER:
		return is_no_name(context);
	case GW_TOPIC_PASSWORD:
		return !gw_is_word(context->previous_word, "for") && context->previous_sign != '@';
	case GW_TOPIC_ROWS:
		return context->secret_columns && !context->columns;
	case GW_TOPIC_ANY:
	case GW_TOPIC_KEY:
		break;
	}
	return false;
}

bool gw_context_makes_secret(const struct gw_secret_context *context, struct gw_view literal)
{
	bool is_placeholder = gw_view_starts(literal, "${") && gw_view_ends(literal, "}");

	if (literal.n == 0 || is_placeholder)
		return false;
	if (context->key && context->previous == GW_TOKEN_COMMA && !gw_name_is_secret(literal))
		return true;
	return context->secret || context->joined || context->calls != 0 ||
	       topic_makes_secret(context);
}

bool gw_context_makes_word_secret(const struct gw_secret_context *context, struct gw_view word)
{
	return context->topic == GW_TOPIC_USER && context->secret &&
	       gw_name_is_secret(context->previous_word) &&
	       !is_among(word, no_passwords, GW_COUNT(no_passwords));
}

/* --- words --- */

static bool is_user_word(struct gw_view word)
{
	return gw_is_word(word, "user") || gw_is_word(word, "role") || gw_is_word(word, "group") ||
	       gw_is_word(word, "login");
}

/* Statements of a body begin anew after these. */
static bool begins_statement(struct gw_view word)
{
	static const char *const words[] = {"begin", "declare", "then", "else", "loop", "do"};

	return is_among(word, words, GW_COUNT(words));
}

static enum gw_secret_topic topic_of_first(struct gw_view word)
{
	if (gw_is_word(word, "insert") || gw_is_word(word, "replace") || gw_is_word(word, "copy"))
		return GW_TOPIC_ROWS;
	if (gw_is_word(word, "pragma") || gw_is_word(word, "attach"))
		return GW_TOPIC_KEY;
	return gw_is_word(word, "grant") ? GW_TOPIC_USER : GW_TOPIC_ANY;
}

/* The topic, from the words that a statement begins with. */
static void follow_topic(struct gw_secret_context *context, struct gw_view word)
{
	bool makes = gw_is_word(context->first, "create") || gw_is_word(context->first, "alter");

	if (context->words == 0) {
		context->first = word;
		context->topic = topic_of_first(word);
	} else if (makes && is_user_word(word) &&
		   (context->words == 1 || gw_is_word(context->previous_word, "replace"))) {
		context->topic = GW_TOPIC_USER;
	} else if (context->words == 1 && gw_is_word(context->first, "set") &&
		   gw_is_word(word, "password")) {
		context->topic = GW_TOPIC_PASSWORD;
	} else if (context->topic == GW_TOPIC_USER &&
		   (gw_is_word(word, "set") ||
		    (context->words == 2 && gw_is_word(word, "mapping")))) {
		/* ALTER ROLE .. SET search_path, CREATE USER MAPPING .. OPTIONS (user 'x') */
		context->topic = GW_TOPIC_ANY;
	}
}

static bool leads_to_secret(const struct gw_secret_context *context, struct gw_view word,
			    bool secret_name)
{
	static const char *const after_identified[] = {"by", "as", "using", "replace"};
	static const char *const keys[] = {"key", "rekey", "hexkey", "textkey", "hexrekey"};

	if (context->identified && is_among(word, after_identified, GW_COUNT(after_identified)))
		return true;
	if (context->topic == GW_TOPIC_KEY && is_among(word, keys, GW_COUNT(keys)))
		return true;
	/* SET app.password TO 'x', DECLARE password text DEFAULT 'x' */
	if ((gw_is_word(word, "to") && context->secret) ||
	    (gw_is_word(word, "default") && context->named))
		return true;
	/* SET PASSWORD FOR 'u': the user comes first. */
	return secret_name && context->topic != GW_TOPIC_PASSWORD;
}

static void pass_word(struct gw_secret_context *context, struct gw_view word, bool is_quoted)
{
	bool secret_name = gw_name_is_secret(word);

	if (!is_quoted && begins_statement(word)) {
		*context = (struct gw_secret_context){0};
		return;
	}
	if (!is_quoted)
		follow_topic(context, word);
	context->secret = leads_to_secret(context, word, secret_name);
	context->named |= secret_name;
	context->secret_columns |= context->columns && secret_name;
	context->identified |= gw_is_word(word, "identified");
	context->call_next = is_among(word, secret_functions, GW_COUNT(secret_functions));
	context->words++;
}

/* --- signs --- */

static void pass_open(struct gw_secret_context *context)
{
	if (context->call_next || context->calls != 0)
		context->calls++;
	if (context->topic == GW_TOPIC_ROWS && context->previous != GW_TOKEN_CLOSE &&
	    context->words != 0 && !gw_is_word(context->previous_word, "values") &&
	    !gw_is_word(context->previous_word, "value") && !context->secret_columns)
		context->columns = true;
	context->list |= gw_is_word(context->previous_word, "in");
}

static void pass_close(struct gw_secret_context *context)
{
	if (context->calls != 0)
		context->calls--;
	context->columns = false;
	context->list = false;
	context->secret = false;
}

static void pass_sign(struct gw_secret_context *context, struct gw_view text)
{
	static const char *const signs[] = {"=", ":=", "=>", ":"};
	bool assigns = is_among(text, signs, GW_COUNT(signs));

	/* MySQL's := comes as two signs. */
	context->secret = assigns && (context->secret || (context->named && text.p[0] == ':') ||
				      context->topic == GW_TOPIC_PASSWORD);
	if (text.p[0] == '[' || text.p[0] == ']')
		context->list = text.p[0] == '[';
}

static void pass_literal(struct gw_secret_context *context, struct gw_view literal)
{
	bool was_secret = gw_context_makes_secret(context, literal);

	context->literal_was_secret = was_secret;
	context->key = !was_secret && !context->list && gw_name_is_secret(literal) &&
		       (context->previous == GW_TOKEN_OPEN || context->previous == GW_TOKEN_COMMA);
	context->joined |= !was_secret && gw_text_awaits_secret(literal);
}

void gw_context_pass(struct gw_secret_context *context, enum gw_token_kind kind,
		     struct gw_view text)
{
	switch (kind) {
	case GW_TOKEN_BLANK:
	case GW_TOKEN_COMMENT:
	case GW_TOKEN_END:
		return;
	case GW_TOKEN_SEMICOLON:
		*context = (struct gw_secret_context){0};
		return;
	case GW_TOKEN_WORD:
	case GW_TOKEN_NAME:
	case GW_TOKEN_PARAMETER:
		pass_word(context, text, kind != GW_TOKEN_WORD);
		break;
	case GW_TOKEN_STRING:
		/* 'a' 'b': what holds for the first holds for the next. */
		pass_literal(context, text);
		break;
	case GW_TOKEN_OPEN:
		pass_open(context);
		break;
	case GW_TOKEN_CLOSE:
		pass_close(context);
		break;
	case GW_TOKEN_OTHER:
		pass_sign(context, text);
		break;
	case GW_TOKEN_COMMA:
		context->named = false;
		context->secret = false;
		break;
	case GW_TOKEN_NUMBER:
	case GW_TOKEN_DOT:
		context->secret = false;
		break;
	case GW_TOKEN_CODE_COMMENT:
		break;
	}
	if (kind != GW_TOKEN_WORD && kind != GW_TOKEN_NAME && kind != GW_TOKEN_PARAMETER)
		context->call_next = false;
	if (kind != GW_TOKEN_STRING && kind != GW_TOKEN_COMMA)
		context->key = false;
	context->previous = kind;
	context->previous_word = kind == GW_TOKEN_WORD ? text : (struct gw_view){0};
	context->previous_sign = '\0';
	if (kind == GW_TOKEN_OTHER && text.n != 0)
		context->previous_sign = text.p[0];
}
