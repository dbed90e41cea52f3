/*
 * The digest of the token stream tells a real edit from one of comments and blanks.
 *
 *	hash of   CREATE \0 TABLE \0 t \0 ( \0 a \0 int \0 ) \0 ; \0 DROP \0 ...
 *
 * It is made of statements as the splitter finds them, so that a semicolon stands between
 * statements only, whatever the client's delimiter is. Tokens are collected before they are hashed:
 * a call of the hash for each would cost more than the hash.
 */
#include "sql/digest_int.h"

#include "sql/segment.h"

enum { FLUSH_BYTES = 32 * 1024 };

static void flush(struct gw_token_hash *tokens)
{
	gw_sha256_add(tokens->hash, gw_str_view(&tokens->pending));
	gw_str_clear(&tokens->pending);
}

static void add_token(struct gw_token_hash *tokens, struct gw_view token)
{
	if (tokens->pending.n + token.n >= FLUSH_BYTES)
		flush(tokens);
	if (token.n >= FLUSH_BYTES)
		gw_sha256_add(tokens->hash, token);
	else
		gw_str_add(&tokens->pending, token);
	gw_str_putc(&tokens->pending, '\0');
}

void gw_token_hash_begin(struct gw_token_hash *tokens, struct gw_sha256 *hash)
{
	*tokens = (struct gw_token_hash){.hash = hash};
	gw_sha256_begin(hash);
}

static void add_code(struct gw_token_hash *tokens, const struct gw_dialect *dialect,
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

void gw_token_hash_add(struct gw_token_hash *tokens, const struct gw_dialect *dialect,
		       struct gw_lexer_modes modes, struct gw_view text,
		       const struct gw_statement *statement)
{
	add_code(tokens, dialect, modes, gw_statement_text(text, statement));
	if (statement->copy_start != statement->copy_end)
		add_token(tokens, gw_view_slice(text, statement->copy_start, statement->copy_end));
}

struct gw_digest gw_token_hash_end(struct gw_token_hash *tokens)
{
	flush(tokens);
	return gw_sha256_end(tokens->hash);
}

void gw_token_hash_done(struct gw_token_hash *tokens)
{
	gw_str_done(&tokens->pending);
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
	GW_CLEANUP(gw_token_hash_done) struct gw_token_hash tokens;
	struct gw_statement statement;
	struct gw_splitter splitter;
	struct gw_lexer_modes modes;
	size_t rest = 0;
	bool failed;

	gw_token_hash_begin(&tokens, hash);
	gw_splitter_init(&splitter, dialect, text->view);
	modes = splitter.modes;
	for (; next_statement(&splitter, &statement, &failed); modes = splitter.modes) {
		gw_token_hash_add(&tokens, dialect, modes, text->view, &statement);
		rest = statement.next;
		gw_text_release(text, rest);
	}
	if (failed)
		add_code(&tokens, dialect, modes, gw_view_from(text->view, rest));
	return gw_token_hash_end(&tokens);
}
