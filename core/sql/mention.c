/*
 * Whether a statement mentions a literal: as a literal of its own, or in quotes inside of a
 * dollar-quoted body. What a body does with it is not looked at.
 */
#include "sql/classify_int.h"

/* The literal 'text', with or without a prefix like E. */
static bool is_literal(struct gw_view string, struct gw_view text)
{
	size_t quote = gw_view_find_char(string, '\'');

	return quote != GW_NOWHERE && quote + text.n + 2 == string.n &&
	       gw_view_eq(gw_view_slice(string, quote + 1, quote + 1 + text.n), text);
}

static bool body_holds(struct gw_view body, struct gw_view text)
{
	size_t quote;

	while ((quote = gw_view_find_char(body, '\'')) != GW_NOWHERE) {
		body = gw_view_from(body, quote + 1);
		if (text.n < body.n && body.p[text.n] == '\'' &&
		    gw_view_eq(gw_view_slice(body, 0, text.n), text))
			return true;
	}
	return false;
}

bool gw_mentions_literal(const struct gw_dialect *dialect, struct gw_lexer_modes modes,
			 struct gw_view statement, const struct gw_view *texts, size_t ntexts)
{
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, dialect, statement);
	lexer.modes = modes;
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		struct gw_view string = gw_token_text(statement, token);

		for (size_t i = 0; token.kind == GW_TOKEN_STRING && i < ntexts; i++) {
			if (token.dollar_quoted ? body_holds(string, texts[i])
						: is_literal(string, texts[i]))
				return true;
		}
	}
	return false;
}
