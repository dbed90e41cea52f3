/*
 * Marks in statements; see locate.h. The lexer knows where names are, so text in strings and
 * comments is never taken for one.
 */
#include "engine/locate.h"

static bool token_spells(struct gw_arena *arena, const struct gw_lexer *lexer,
			 struct gw_token token, struct gw_view name)
{
	switch (token.kind) {
	case GW_TOKEN_WORD:
		return gw_view_eq_nocase(gw_view_slice(lexer->text, token.start, token.end), name);
	case GW_TOKEN_NAME:
		/* Quotes and doubled quotes only make it longer. */
		if (token.end - token.start < name.n + 2)
			return false;
		return gw_view_eq_nocase(
			gw_view_of(gw_token_name(arena, lexer->dialect, lexer->text, token)), name);
	case GW_TOKEN_END:
	case GW_TOKEN_BLANK:
	case GW_TOKEN_COMMENT:
	case GW_TOKEN_CODE_COMMENT:
	case GW_TOKEN_STRING:
	case GW_TOKEN_NUMBER:
	case GW_TOKEN_PARAMETER:
	case GW_TOKEN_SEMICOLON:
	case GW_TOKEN_OPEN:
	case GW_TOKEN_CLOSE:
	case GW_TOKEN_COMMA:
	case GW_TOKEN_DOT:
	case GW_TOKEN_OTHER:
		break;
	}
	return false;
}

static struct gw_mark find_name(const struct gw_dialect *dialect, struct gw_view statement,
				struct gw_view name, enum gw_locate_pick pick)
{
	GW_ARENA_AUTO struct gw_arena arena = {0};
	struct gw_mark mark = {.offset = GW_NOWHERE};
	struct gw_lexer lexer;
	struct gw_token token;

	if (name.n == 0)
		return mark;
	gw_lexer_init(&lexer, dialect, statement);
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		if (!token_spells(&arena, &lexer, token, name))
			continue;
		mark = (struct gw_mark){token.start, token.end - token.start};
		if (pick == GW_LOCATE_FIRST)
			break;
	}
	return mark;
}

struct gw_mark gw_locate_name(const struct gw_dialect *dialect, struct gw_view statement,
			      struct gw_view name, enum gw_locate_pick pick)
{
	struct gw_mark mark = find_name(dialect, statement, name, pick);
	size_t dot = gw_view_rfind_char(name, '.');

	if (mark.offset == GW_NOWHERE && dot != GW_NOWHERE)
		mark = find_name(dialect, statement, gw_view_from(name, dot + 1), pick);
	return mark;
}

struct gw_mark gw_locate_token(const struct gw_dialect *dialect, struct gw_view statement,
			       size_t offset)
{
	struct gw_mark mark = {.offset = GW_NOWHERE};
	struct gw_lexer lexer;
	struct gw_token token;

	gw_lexer_init(&lexer, dialect, statement);
	while ((token = gw_lexer_next_code(&lexer)).kind != GW_TOKEN_END) {
		if (mark.offset != GW_NOWHERE && token.start > offset)
			break;
		mark = (struct gw_mark){token.start, token.end - token.start};
	}
	return mark;
}
