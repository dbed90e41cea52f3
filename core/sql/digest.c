/*
 * The digest of the token stream tells a real edit from one of comments and blanks.
 *
 *	hash of   CREATE \0 TABLE \0 t \0 ( \0 a \0 int \0 ) \0 ; \0 DROP \0 ...
 *
 * It is made of statements as the splitter finds them, so that a semicolon stands between
 * statements only, whatever the client's delimiter is. Tokens are collected before they are hashed:
 * a call of the hash for each would cost more than the hash.
 */
#include "base/hash.h"
#include "base/str.h"
#include "sql/segment.h"

enum { FLUSH_BYTES = 32 * 1024 };

struct token_hash {
	struct gw_sha256 *hash;
	struct gw_str pending; /* tokens that are not in the hash yet */
	bool any; /* a statement was added */
};

static void flush(struct token_hash *tokens)
{
	gw_sha256_add(tokens->hash, gw_str_view(&tokens->pending));
	gw_str_clear(&tokens->pending);
}

static void add_token(struct token_hash *tokens, struct gw_view token)
{
	if (tokens->pending.n + token.n >= FLUSH_BYTES)
		flush(tokens);
	if (token.n >= FLUSH_BYTES)
		gw_sha256_add(tokens->hash, token);
	else
		gw_str_add(&tokens->pending, token);
	gw_str_putc(&tokens->pending, '\0');
}

static void add_code(struct token_hash *tokens, const struct gw_dialect *dialect,
		     struct gw_lexer_modes modes, struct gw_view code)
{
	struct gw_lexer lexer;
	struct gw_token token;

	if (tokens->any)
		add_token(tokens, GW_VIEW(";"));
	tokens->any = true;
	gw_lexer_init(&lexer, dialect, code);
	lexer.modes = modes;
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END)
		add_token(tokens, gw_view_slice(code, token.start, token.end));
}

/* A statement as it is read in these modes, and the COPY data after it. */
static void add_statement(struct token_hash *tokens, const struct gw_dialect *dialect,
			  struct gw_lexer_modes modes, struct gw_view text,
			  const struct gw_statement *statement)
{
	add_code(tokens, dialect, modes, gw_statement_text(text, statement));
	if (statement->copy_start != statement->copy_end)
		add_token(tokens, gw_view_slice(text, statement->copy_start, statement->copy_end));
}

/* The next statement; false at the end of the text, and where it cannot be split. */
static bool next_statement(struct gw_splitter *splitter, struct gw_statement *ret_statement,
			   bool *ret_failed)
{
	GW_ERROR_AUTO struct gw_error *error = NULL;
	bool found = false;

	*ret_failed = !gw_split_next(splitter, ret_statement, &found, &error);
	return found;
}

struct gw_digest gw_token_digest(const struct gw_dialect *dialect, struct gw_text *text,
				 struct gw_sha256 *hash)
{
	struct token_hash tokens = {.hash = hash};
	struct gw_statement statement;
	struct gw_splitter splitter;
	struct gw_lexer_modes modes;
	size_t rest = 0;
	bool failed;

	gw_sha256_begin(hash);
	gw_splitter_init(&splitter, dialect, text->view);
	modes = splitter.modes;
	for (; next_statement(&splitter, &statement, &failed); modes = splitter.modes) {
		add_statement(&tokens, dialect, modes, text->view, &statement);
		rest = statement.next;
		gw_text_release(text, rest);
	}
	if (failed)
		add_code(&tokens, dialect, modes, gw_view_from(text->view, rest));
	flush(&tokens);
	gw_str_done(&tokens.pending);
	return gw_sha256_end(hash);
}
