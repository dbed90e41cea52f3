/*
 * Shared by the files that find secrets.
 *
 *	secret_stem.c   the first look: most texts hold none
 *	secret_text.c   secrets in text that is no code: literals, comments, messages
 *	secret_code.c   what the code before a literal says of it
 *	redact.c        goes through a text, and writes or keeps what was found
 *	excerpt.c       excerpts of errors
 *	secrets.c       secrets by their values, and words that repeat them
 */
#ifndef GW_SQL_REDACT_INT_H
#define GW_SQL_REDACT_INT_H

#include "base/ascii.h"
#include "sql/redact.h"
#include "sql/sql_int.h"

#define GW_MASK "***"

/* gw_view_is_nocase() for words in lower case: nearly all others differ in the first letter. */
static inline bool gw_is_word(struct gw_view word, const char *right)
{
	return word.n != 0 && gw_lower(word.p[0]) == right[0] && gw_view_is_nocase(word, right);
}

/* --- secret_stem.c --- */

/* False: nothing that the other files look for is in the text. */
bool gw_may_hold_secret(struct gw_view text);

/* --- secret_text.c --- */

/* The next secret at or after `at`; false when there is none. */
bool gw_text_find_secret(struct gw_view text, size_t at, size_t *ret_start, size_t *ret_end);
/* There is the name of a secret, whatever follows. */
bool gw_text_mentions_secret(struct gw_view text);
/* The text ends where a secret goes on ("ALTER ROLE x PASSWORD '"), or has a place for one ("%L"). */
bool gw_text_awaits_secret(struct gw_view text);

/* --- secret_code.c --- */

/* What a statement is about, as far as that makes literals secrets. */
enum gw_secret_topic {
	GW_TOPIC_ANY,
	GW_TOPIC_USER, /* CREATE USER, ALTER ROLE, GRANT: literals are names, or secrets */
	GW_TOPIC_PASSWORD, /* SET PASSWORD */
	GW_TOPIC_ROWS, /* INSERT, COPY: columns are named before their values come */
	GW_TOPIC_KEY, /* PRAGMA key, ATTACH .. KEY */
};

/* What the code so far says of what comes next. {0} begins a statement. */
struct gw_secret_context {
	enum gw_secret_topic topic;
	size_t words; /* of the statement so far */
	struct gw_view first, previous_word; /* the first of them; the one before, if directly */
	enum gw_token_kind previous; /* code token */
	char previous_sign; /* of an operator: its first byte */
	bool secret; /* a literal that comes now is a secret */
	bool named; /* the name of a secret came, since the last comma: := and DEFAULT lead to it */
	bool identified; /* IDENTIFIED came: BY, AS, USING lead to secrets */
	bool literal_was_secret; /* the token before was a literal: 'goes' 'on' */
	bool columns; /* within the list of columns */
	bool secret_columns; /* there is a secret among them */
	bool joined; /* a literal awaits a secret; one of those that follow is */
	bool list; /* within IN (..) or [..]: names of secrets are only names */
	bool key; /* ('password', and now its value */
	bool call_next; /* the name of a function that takes secrets; now its parenthesis */
	size_t calls; /* open parentheses since that one */
};

/* Whether the literal, a string without its quotes, is a secret. */
bool gw_context_makes_secret(const struct gw_secret_context *context, struct gw_view literal);
/* Whether this word stands in place of a literal: PASSWORD canary. */
bool gw_context_makes_word_secret(const struct gw_secret_context *context, struct gw_view word);
/* Goes on past a token; `text` is the word, the name without quotes, or the literal's inside. */
void gw_context_pass(struct gw_secret_context *context, enum gw_token_kind kind,
		     struct gw_view text);

#endif
